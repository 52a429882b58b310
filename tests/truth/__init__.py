"""What two readers found in each sheet, as the records that a flawless extraction would give."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.model import (
    Extraction,
    Kind,
    Location,
    Origin,
    PayBand,
    Reader,
    RoleText,
    SourceDocument,
    Status,
    Table,
    Trace,
    YearBasis,
)


def extraction_of(document_id: str) -> Extraction:
    """Build the extraction that equals a truth; what the sheet does not show legibly is illegible."""
    truth = json.loads((Path(__file__).parent / f"{document_id}.truth.json").read_text("utf-8"))
    return Extraction(
        document=_document(truth),
        pay_bands=tuple(_band(pay) for pay in truth["pay"]),
        titles=_texts(truth["titles"], Table.JOB_TITLES),
        responsibilities=_texts(truth["responsibilities"], Table.RESPONSIBILITIES),
    )


def _document(truth: dict[str, Any]) -> SourceDocument:
    return SourceDocument(
        document_id=truth["id"],
        title=truth["title"],
        publisher=truth["publisher"],
        financial_year=truth["financial_year"],
        financial_year_basis=YearBasis(truth["financial_year_basis"]),
        file=truth["capture"],
        sha256="0" * 64,
        kind=Kind.CAPTURE,
        pages=1,
        origin=Origin.CAPTURE,
        preferred=True,
    )


def _band(pay: dict[str, Any]) -> PayBand:
    status = Status.READ if pay["legible"] else Status.ILLEGIBLE
    minimum, maximum = (Decimal(pay[key]) if pay["legible"] else None for key in ("min", "max"))
    trace = Trace(status, 1.0, f"£{pay['min']} - £{pay['max']}" if pay["legible"] else "] =R", Reader.CAPTURE)
    return PayBand(pay["family"], pay["level"], Location(pay["location"]), minimum, maximum, trace)


def _texts(families: dict[str, dict[str, list[str]]], table: Table) -> tuple[RoleText, ...]:
    return tuple(
        RoleText(table, family, int(level), position, text, Trace(Status.READ, 1.0, text, Reader.CAPTURE))
        for family, levels in families.items()
        for level, texts in levels.items()
        for position, text in enumerate(texts, start=1)
    )
