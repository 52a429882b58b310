"""A document's record, as in `documents/<document_id>.json`, becomes the records that it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pipeline.geometry import Box
from pipeline.model import (
    Extraction,
    Finding,
    Kind,
    Location,
    Origin,
    PayBand,
    Place,
    Reader,
    RoleText,
    Severity,
    SourceDocument,
    Status,
    Table,
    Trace,
    YearBasis,
)

Record = Mapping[str, Any]


def restore(record: Record, origin: Origin) -> Extraction:
    """Undo `publish.documents.document_record`; what is not published is lost, so `origin` must be given.

    A key that is missing raises KeyError, a word that no column may hold ValueError, an amount that is none
    decimal.InvalidOperation.
    """
    return Extraction(
        document=_document(record["document"], origin),
        pay_bands=tuple(_band(row) for row in record["pay_bands"]),
        titles=tuple(_text(row, Table.JOB_TITLES, "title") for row in record["job_titles"]),
        responsibilities=tuple(_text(row, Table.RESPONSIBILITIES, "text") for row in record["responsibilities"]),
        findings=tuple(_finding(row) for row in record["findings"]),
    )


def _document(row: Record, origin: Origin) -> SourceDocument:
    basis = row["financial_year_basis"]
    return SourceDocument(
        document_id=row["document_id"],
        title=row["title"],
        publisher=row["publisher"],
        financial_year=row["financial_year"],
        financial_year_basis=None if basis is None else YearBasis(basis),
        file=row["file"],
        sha256=row["sha256"],
        kind=Kind(row["kind"]),
        pages=row["pages"],
        origin=origin,
        preferred=row["preferred"],
    )


def _band(row: Record) -> PayBand:
    minimum, maximum = (_amount(row[name]) for name in ("minimum_gbp", "maximum_gbp"))
    return PayBand(row["job_family"], row["level"], Location(row["location"]), minimum, maximum, _trace(row))


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _text(row: Record, table: Table, column: str) -> RoleText:
    return RoleText(table, row["job_family"], row["level"], row["position"], row[column] or "", _trace(row))


def _finding(row: Record) -> Finding:
    table, location = row["table"], row["location"]
    return Finding(
        code=row["code"],
        severity=Severity(row["severity"]),
        message=row["message"],
        table=None if table is None else Table(table),
        family=row["job_family"],
        level=row["level"],
        location=None if location is None else Location(location),
        position=row["position"],
        place=_place(row),
    )


def _trace(row: Record) -> Trace:
    return Trace(Status(row["status"]), row["confidence"], row["raw_text"] or "", Reader(row["reader"]), _place(row))


def _place(row: Record) -> Place:
    box = None if row["x0"] is None else Box(row["x0"], row["top"], row["x1"], row["bottom"])
    return Place(row["page"], box)
