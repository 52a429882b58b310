"""Texts that a spreadsheet would take for a formula, made harmless in CSV files and given back as they were."""

from __future__ import annotations

import re

import pandas as pd

from pipeline.publish.schema import TableSchema
from pipeline.publish.tables import csv_text

#: How a formula begins, also behind blanks and in the wide forms of East Asian keyboards. Source: OWASP, CSV Injection.
#: Apostrophes in front are part of it, so that an apostrophe of the text's own is not taken for ours.
_FORMULA = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]| *[\t\r\n])")


def guarded(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula; leave any other as it is."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """Give the text of a cell that `guarded` wrote."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def guarded_csv(frame: pd.DataFrame, table: TableSchema) -> str:
    """Give a table as CSV, its texts guarded; numbers stand as they are, also those below zero."""
    safe = frame.assign(**{name: frame[name].map(guarded) for name in _columns(table)})
    return csv_text([table.column_names, *safe.itertuples(index=False, name=None)])


def guarded_cells(frame: pd.DataFrame, table: TableSchema) -> int:
    """Count the cells that the CSV file holds with an apostrophe before them."""
    return sum(guarded(text) != text for name in _columns(table) for text in frame[name])


def _columns(table: TableSchema) -> list[str]:
    return [column.name for column in table.columns if column.type == "string"]
