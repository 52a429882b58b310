"""Rows become CSV."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from decimal import Decimal
from io import StringIO

from pipeline.model import Extraction
from pipeline.publish.changes import changes
from pipeline.publish.rows import Value, in_order, rows, two_decimals
from pipeline.publish.schema import schema

#: A line of a table: its cells as published, in the order of the schema's columns; what is missing is empty.
Cells = Sequence[str]


def tables(extractions: Sequence[Extraction]) -> dict[str, list[Cells]]:
    """Every table of the schema, by name."""
    per_document = [rows(extraction) for extraction in extractions]
    texts: dict[str, list[Cells]] = {}
    for name, table in schema().tables.items():
        found = changes(extractions) if name == "changes" else [row for one in per_document for row in one[name]]
        texts[name] = [[_cell(row[column]) for column in table.column_names] for row in in_order(found, table)]
    return texts


def csv_text(columns: Cells, lines: Sequence[Cells]) -> str:
    r"""Give a table as CSV with a header and `\n` between lines.

    Python 3.11 leaves a bare carriage return unquoted, and readers then take it for the end of the row: a
    table that holds one has all its cells quoted.
    """
    has_return = any("\r" in cell for line in lines for cell in line)
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL if has_return else csv.QUOTE_MINIMAL)
    writer.writerows([columns, *lines])
    return text.getvalue()


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal | float):
        return two_decimals(value)
    return str(value)
