"""The tables of a release, as text and typed: those of every document, and those of the preferred ones alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]  # it has no types

from pipeline.model import Extraction
from pipeline.publish.schema import Column, TableSchema, schema
from pipeline.publish.tables import tables

#: Any amount of pay fits, and so does any database: 18 digits are the most that are kept in 64 bits.
DECIMAL = pa.decimal128(18, 2)

#: Each table by its name, with all cells as published: strings, an empty one where the value is missing.
Texts = Mapping[str, pd.DataFrame]
#: Each table by its name, with a type for each column and null where the value is missing.
Typed = Mapping[str, pa.Table]


@dataclass(frozen=True, slots=True)
class Dataset:
    """The rows of each year's preferred document (every table), and those of all documents (all but `changes`)."""

    preferred: Texts
    everything: Texts


def dataset(extractions: Sequence[Extraction]) -> Dataset:
    """Give the tables of the documents; `changes` compares preferred documents, and stands with these alone."""
    every = frames(extractions)
    chosen = set(every["documents"].query("preferred == 'true'")["document_id"])
    preferred = {
        name: frame[frame["document_id"].isin(chosen)].reset_index(drop=True) if "document_id" in frame else frame
        for name, frame in every.items()
    }
    return Dataset(preferred, {name: frame for name, frame in every.items() if "document_id" in frame})


def frames(extractions: Sequence[Extraction]) -> dict[str, pd.DataFrame]:
    """Give every table that `extract` publishes."""
    columns = {name: table.column_names for name, table in schema().tables.items()}
    return {
        name: pd.DataFrame(lines, columns=columns[name], dtype="str") for name, lines in tables(extractions).items()
    }


def typed(texts: Texts) -> dict[str, pa.Table]:
    """Give each table its types: decimals for numbers, dictionaries for columns where only some words may stand.

    A cell that its column's type cannot hold raises ValueError, ArithmeticError or pyarrow.ArrowInvalid.
    """
    return {name: _typed(frame, schema().tables[name]) for name, frame in texts.items()}


def _typed(frame: pd.DataFrame, table: TableSchema) -> pa.Table:
    # By way of pandas, so that pandas finds its own types again: whole numbers that may be missing stay whole.
    columns = {column.name: _series(column, list(frame[column.name])) for column in table.columns}
    types = pa.schema([(column.name, _arrow_type(column)) for column in table.columns])
    return pa.Table.from_pandas(pd.DataFrame(columns), schema=types, preserve_index=False)


def _arrow_type(column: Column) -> pa.DataType:
    if column.values:
        return pa.dictionary(pa.int8(), pa.string())
    return {"string": pa.string(), "integer": pa.int64(), "number": DECIMAL, "boolean": pa.bool_()}[column.type]


def _series(column: Column, cells: Sequence[str]) -> pd.Series:
    if column.values:
        words = list(column.values)
        codes = [words.index(cell) if cell else -1 for cell in cells]
        return pd.Series(pd.Categorical.from_codes(codes, categories=pd.Index(words)))
    value, dtype = _READ[column.type]
    return pd.Series([value(cell) if cell else None for cell in cells], dtype=dtype)


_READ: dict[str, tuple[Callable[[str], object], str]] = {
    "string": (str, "str"),
    "integer": (int, "Int64"),
    "number": (Decimal, "object"),
    "boolean": ("true".__eq__, "bool"),
}
