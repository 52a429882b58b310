"""One document's record: what its JSON file and its golden file hold."""

from __future__ import annotations

import json
from decimal import Decimal

from pipeline.model import Extraction
from pipeline.publish.rows import Row, Value, rows, two_decimals, two_places

_SAID_OF_THE_DOCUMENT = {"document_id", "financial_year"}


def document_record(extraction: Extraction) -> dict[str, object]:
    """Give the document with its pay bands, titles, responsibilities and findings, in plain JSON types.

    The keys are the columns of the CSV files. Amounts are strings with two decimals, confidence and
    coordinates numbers rounded to two; what is missing is None. Equal to what
    `json.loads` gives of `document_json`.
    """
    tables = rows(extraction)
    (document,) = tables.pop("documents")
    nested = {name: [_inner(row) for row in table] for name, table in tables.items()}
    return {"document": _plain(document), **nested}


def document_json(extraction: Extraction) -> str:
    """Give the text of `documents/<document_id>.json`."""
    return json.dumps(document_record(extraction), ensure_ascii=False, indent=1) + "\n"


def _inner(row: Row) -> dict[str, object]:
    return _plain({name: value for name, value in row.items() if name not in _SAID_OF_THE_DOCUMENT})


def _plain(row: Row) -> dict[str, object]:
    return {name: _json_value(value) for name, value in row.items()}


def _json_value(value: Value) -> object:
    if isinstance(value, Decimal):
        return two_decimals(value)
    if isinstance(value, float):
        return two_places(value)
    return str(value) if isinstance(value, str) else value
