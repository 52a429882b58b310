"""`datapackage.json`: the output folder described for programs, as a Frictionless Data Package."""

from __future__ import annotations

import json

from pipeline.publish.schema import Column, TableSchema, schema


def package_json() -> str:
    """Give the text of `datapackage.json`; it depends on the schema alone."""
    return json.dumps(package(), ensure_ascii=False, indent=1) + "\n"


def package() -> dict[str, object]:
    """Give the descriptor: each table with its columns, their types, units and constraints, and its keys."""
    described = schema()
    return {
        "profile": "tabular-data-package",
        "name": described.name,
        "title": described.title,
        "description": described.description,
        "resources": [_resource(table) for table in described.tables.values()],
    }


def _resource(table: TableSchema) -> dict[str, object]:
    return {
        "name": table.name,
        "type": "table",
        "profile": "tabular-data-resource",
        "title": table.title,
        "description": table.description,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": _table_schema(table),
    }


def _table_schema(table: TableSchema) -> dict[str, object]:
    keys = [
        {"fields": [column], "reference": {"resource": other, "fields": [column]}}
        for column, other in table.foreign_keys.items()
    ]
    described: dict[str, object] = {
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.primary_key),
        "foreignKeys": keys,
    }
    return {name: value for name, value in described.items() if value}


def _field(column: Column) -> dict[str, object]:
    described: dict[str, object] = {
        "name": column.name,
        "type": column.type,
        "description": described_values(column),
        "unit": column.unit,
        "constraints": _constraints(column),
    }
    return {name: value for name, value in described.items() if value}


def described_values(column: Column) -> str:
    """Give a column's description and, where only some words may stand in it, each with its meaning."""
    if not column.values:
        return column.description
    meanings = "; ".join(f"`{value}`: {meaning}" for value, meaning in column.values.items())
    return f"{column.description} {meanings}."


def _constraints(column: Column) -> dict[str, object]:
    stated: dict[str, object] = {
        "required": column.required or None,
        "enum": list(column.values) or None,
        "pattern": column.pattern,
        "minimum": column.minimum,
        "maximum": column.maximum,
    }
    return {name: value for name, value in stated.items() if value is not None}
