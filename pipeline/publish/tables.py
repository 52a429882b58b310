"""Rows become CSV."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

import pandas as pd

from pipeline.model import Extraction
from pipeline.publish.changes import changes
from pipeline.publish.rows import Value, in_order, rows, two_decimals
from pipeline.publish.schema import schema


def tables(extractions: Sequence[Extraction]) -> dict[str, pd.DataFrame]:
    """Every table of the schema, by name: all cells are strings as published, an empty one is missing."""
    per_document = [rows(extraction) for extraction in extractions]
    frames = {}
    for name, table in schema().tables.items():
        found = changes(extractions) if name == "changes" else [row for one in per_document for row in one[name]]
        cells = [{column: _cell(value) for column, value in row.items()} for row in in_order(found, table)]
        frames[name] = pd.DataFrame(cells, columns=table.column_names, dtype="str")
    return frames


def csv_text(frame: pd.DataFrame) -> str:
    r"""Give the frame as CSV with a header and `\n` between lines.

    Python 3.11 leaves a bare carriage return unquoted, and readers then take it for the end of the row: a
    table that holds one has all its cells quoted.
    """
    has_return = any(frame[name].str.contains("\r").any() for name in frame)
    quoting: Literal[0, 1] = csv.QUOTE_ALL if has_return else csv.QUOTE_MINIMAL
    return frame.to_csv(None, index=False, lineterminator="\n", quoting=quoting)


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal | float):
        return two_decimals(value)
    return str(value)
