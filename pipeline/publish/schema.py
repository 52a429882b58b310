"""The description of every published table and column, from `data/schema.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `values` maps each word that may stand in it to its meaning, and is empty where any may."""

    name: str
    type: str
    description: str
    unit: str | None = None
    pattern: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    required: bool = False
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableSchema:
    """One table; `foreign_keys` maps a column to the table whose column of the same name it refers to."""

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    sorted_by: tuple[str, ...]
    primary_key: tuple[str, ...]
    foreign_keys: Mapping[str, str]

    @property
    def column_names(self) -> list[str]:
        """The header of the CSV file."""
        return [column.name for column in self.columns]


@dataclass(frozen=True, slots=True)
class Schema:
    """The whole output folder; `tables` in the order in which they are listed for the reader."""

    name: str
    title: str
    description: str
    tables: Mapping[str, TableSchema]


@cache
def schema() -> Schema:
    """Read `data/schema.toml`; a column that it does not describe raises KeyError."""
    stored = tomllib.loads((resources.files("pipeline") / "data" / "schema.toml").read_text("utf-8"))
    tables = {name: _table(name, stored) for name in stored["tables"]}
    return Schema(stored["name"], stored["title"], stored["description"], tables)


def _table(name: str, stored: dict[str, Any]) -> TableSchema:
    table = stored["tables"][name]
    names = [column for entry in table["columns"] for column in stored["groups"].get(entry, [entry])]
    return TableSchema(
        name=name,
        title=table["title"],
        description=table["description"],
        columns=tuple(_column(column, table, stored["columns"]) for column in names),
        sorted_by=tuple(table["sorted_by"]),
        primary_key=tuple(table.get("primary_key", ())),
        foreign_keys=table.get("foreign_keys", {}),
    )


def _column(name: str, table: dict[str, Any], columns: dict[str, Any]) -> Column:
    own = table.get("own", {}).get(name, {})
    return Column(name=name, required=name in table["required"], **(columns[name] | own))
