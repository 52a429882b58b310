"""The tables of all documents in one SQLite database, with keys, checks, and views of the preferred ones."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from decimal import Decimal

from pipeline.errors import OutputError
from pipeline.publish.schema import Column, TableSchema, schema
from pipeline.release.dataset import Typed
from pipeline.release.layout import View

#: SQLite has no decimals. A REAL gives every amount of pounds and pence back as it was; sums are exact in pence alone.
_TYPES = {"string": "TEXT", "integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}
_STORED = {"TEXT": "text", "INTEGER": "integer", "REAL": "real"}
_POUNDS, _PENCE = "_gbp", "_pence"


def database(tables: Typed, views: Mapping[str, View]) -> bytes:
    """Give the database file; a row that breaks a key or a check raises OutputError and names it."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        for name, table in tables.items():
            described = schema().tables[name]
            connection.executescript("\n".join(_statements(described)))
            _fill(connection, described, table.to_pylist())
        for name, view in views.items():
            connection.execute(f"CREATE VIEW {_quoted(name)} AS {view.sql.strip()}")
        connection.commit()
        connection.execute("VACUUM")
        return connection.serialize()


def _statements(table: TableSchema) -> Iterator[str]:
    """Yield the statements that make a table, and one that keeps its key unique where a part of it is missing."""
    keys = [f"PRIMARY KEY ({_listed(table.primary_key)})"] if table.primary_key else []
    for column, other in table.foreign_keys.items():
        keys.append(f"FOREIGN KEY ({_quoted(column)}) REFERENCES {_quoted(other)} ({_quoted(column)})")
    lines = [*_columns(table), *keys]
    yield f"CREATE TABLE {_quoted(table.name)} (\n  " + ",\n  ".join(lines) + "\n);"
    if table.primary_key:
        # To SQLite two missing values differ, so that a primary key alone would let the same row in twice.
        parts = ", ".join(f"ifnull({_quoted(name)}, '')" for name in table.primary_key)
        yield f"CREATE UNIQUE INDEX {_quoted(f'{table.name}_key')} ON {_quoted(table.name)} ({parts});"


def _columns(table: TableSchema) -> Iterator[str]:
    for column in table.columns:
        yield _column(column.name, _TYPES[column.type], [*_checks(column)], required=column.required)
        if pence := _pence_of(column):
            tie = f"{_quoted(pence)} IS CAST(round({_quoted(column.name)} * 100) AS INTEGER)"
            yield _column(pence, "INTEGER", [tie], required=column.required)


def _column(name: str, kind: str, checks: list[str], *, required: bool) -> str:
    typed = f"typeof({_quoted(name)}) IN ('{_STORED[kind]}', 'null')"
    parts = [_quoted(name), kind, *(["NOT NULL"] if required else [])]
    return " ".join([*parts, *(f"CHECK ({check})" for check in (typed, *checks))])


def _checks(column: Column) -> Iterator[str]:
    name = _quoted(column.name)
    if column.values:
        yield f"{name} IN ({', '.join(_literal(value) for value in column.values)})"
    if column.minimum is not None:
        yield f"{name} >= {column.minimum}"
    if column.maximum is not None:
        yield f"{name} <= {column.maximum}"
    if column.type == "boolean":
        yield f"{name} IN (0, 1)"


def _pence_of(column: Column) -> str | None:
    """Name the column that holds the same amount of pay in whole pence; None for a column without amounts."""
    return column.name.removesuffix(_POUNDS) + _PENCE if column.name.endswith(_POUNDS) else None


def _fill(connection: sqlite3.Connection, table: TableSchema, rows: list[dict[str, object]]) -> None:
    names = [name for column in table.columns for name in (column.name, _pence_of(column)) if name]
    marks = ", ".join("?" * len(names))
    insert = f"INSERT INTO {_quoted(table.name)} ({_listed(names)}) VALUES ({marks})"  # noqa: S608 - names of the schema
    for row in rows:
        try:
            connection.execute(
                insert, [value for column in table.columns for value in _stored(column, row[column.name])]
            )
        except sqlite3.IntegrityError as error:
            key = " ".join(str(row[name]) for name in table.primary_key if row[name] is not None)
            raise OutputError(f"{table.name}: {key or row}: {error}; correct the document's output first") from error


def _stored(column: Column, value: object) -> tuple[object, ...]:
    """Give what is stored for a value: one number or text, and for an amount also its pence."""
    number = float(value) if isinstance(value, Decimal) else value
    if not _pence_of(column):
        return (number,)
    return (number, int(value * 100) if isinstance(value, Decimal) else None)


def _quoted(name: str) -> str:
    return f'"{name}"'


def _listed(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(map(_quoted, names))


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
