"""Rows become CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import StringIO

from pipeline.model import Extraction
from pipeline.publish.changes import changes
from pipeline.publish.rows import Row, Value, in_order, rows, two_decimals
from pipeline.publish.schema import TableSchema, schema

#: A line of a table: its cells as published, in the order of the schema's columns; what is missing is empty.
Cells = Sequence[str]


def tables(extractions: Sequence[Extraction]) -> dict[str, list[Cells]]:
    """Every table of the schema, by name."""
    per_document = [rows(extraction) for extraction in extractions]
    texts: dict[str, list[Cells]] = {}
    for name, table in schema().tables.items():
        found = changes(extractions) if name == "changes" else [row for one in per_document for row in one[name]]
        texts[name] = cells(table, found)
    return texts


def cells(table: TableSchema, found: Iterable[Row]) -> list[Cells]:
    """Give rows of a table as lines of it, sorted as it is."""
    return [[_cell(row[column]) for column in table.column_names] for row in in_order(found, table)]


def csv_text(lines: Sequence[Cells]) -> str:
    r"""Give lines as CSV, with `\n` after each; a header is a line.

    Python 3.11 leaves a bare carriage return unquoted, and readers then take it for the end of the row: lines
    one of which holds one have all their cells quoted.
    """
    has_return = any("\r" in cell for line in lines for cell in line)
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL if has_return else csv.QUOTE_MINIMAL)
    writer.writerows(lines)
    return text.getvalue()


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal | float):
        return two_decimals(value)
    return str(value)
