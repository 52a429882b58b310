"""The tables of a release as CSV that no spreadsheet runs."""

from __future__ import annotations

import pandas as pd

from pipeline.publish.guard import guarded, guarded_lines
from pipeline.publish.schema import TableSchema
from pipeline.publish.tables import csv_text


def guarded_csv(frame: pd.DataFrame, table: TableSchema) -> str:
    """Give a table as CSV, its texts guarded."""
    return csv_text([table.column_names, *guarded_lines(table, frame.itertuples(index=False, name=None))])


def guarded_cells(frame: pd.DataFrame, table: TableSchema) -> int:
    """Count the cells that the CSV file holds with an apostrophe before them."""
    return sum(
        guarded(text) != text for column in table.columns if column.type == "string" for text in frame[column.name]
    )
