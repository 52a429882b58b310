"""Records become rows: one plain dict for each line of a table, with the contract's column names."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal, Inexact, InvalidOperation

from pipeline.model import Extraction, Finding, PayBand, Place, RoleText, SourceDocument, Trace
from pipeline.publish.schema import TableSchema, schema

Value = str | int | float | Decimal | bool | None
Row = dict[str, Value]

_PENCE = Decimal("0.01")
_EXACT = Context(traps=[Inexact, InvalidOperation])


def rows(extraction: Extraction) -> dict[str, list[Row]]:
    """Give one document's rows by table name (all tables but `changes`), sorted as the schema says."""
    document = extraction.document
    found = {
        "documents": [_document_row(document)],
        "pay_bands": [_band_row(document, band) for band in extraction.pay_bands],
        "job_titles": [_text_row(document, title, "title") for title in extraction.titles],
        "responsibilities": [_text_row(document, duty, "text") for duty in extraction.responsibilities],
        "findings": [_finding_row(document, finding) for finding in extraction.findings],
    }
    return {name: in_order(table, schema().tables[name]) for name, table in found.items()}


def in_order(table_rows: Iterable[Row], table: TableSchema) -> list[Row]:
    """Sort by the table's stated columns, then by all others, so that ties never depend on the input's order.

    A missing value comes first; numbers are compared as numbers.
    """
    names = (*table.sorted_by, *table.column_names)
    return sorted(table_rows, key=lambda row: [_sortable(row[name]) for name in names])


def _sortable(value: Value) -> tuple[bool, Value]:
    return (value is not None, 0 if value is None else value)


def two_decimals(value: Decimal | float) -> str:
    """`17062.50`, `0.97`; an amount with a fraction of a penny raises `decimal.Inexact`, never rounds."""
    if isinstance(value, Decimal):
        return f"{value.quantize(_PENCE, context=_EXACT):f}"
    return f"{two_places(value):.2f}"


def two_places(value: float) -> float:
    """Round a coordinate or a confidence; never gives a negative zero."""
    return round(value, 2) + 0.0


def _document_row(document: SourceDocument) -> Row:
    return {
        "document_id": document.document_id,
        "title": document.title,
        "publisher": document.publisher,
        "financial_year": document.financial_year,
        "financial_year_basis": document.financial_year_basis,
        "file": document.file,
        "sha256": document.sha256,
        "kind": document.kind,
        "pages": document.pages,
        "preferred": document.preferred,
    }


def _band_row(document: SourceDocument, band: PayBand) -> Row:
    return {
        "document_id": document.document_id,
        "financial_year": document.financial_year,
        "job_family": band.family,
        "level": band.level,
        "location": band.location,
        "minimum_gbp": band.minimum,
        "maximum_gbp": band.maximum,
        **_trace(band.trace),
    }


def _text_row(document: SourceDocument, role_text: RoleText, column: str) -> Row:
    return {
        "document_id": document.document_id,
        "financial_year": document.financial_year,
        "job_family": role_text.family,
        "level": role_text.level,
        "position": role_text.position,
        column: role_text.text or None,
        **_trace(role_text.trace),
    }


def _finding_row(document: SourceDocument, finding: Finding) -> Row:
    return {
        "document_id": document.document_id,
        "code": finding.code,
        "severity": finding.severity,
        "table": finding.table,
        "job_family": finding.family,
        "level": finding.level,
        "location": finding.location,
        "position": finding.position,
        "message": finding.message,
        **_place(finding.place),
    }


def _trace(trace: Trace) -> Row:
    return {
        "status": trace.status,
        "confidence": trace.confidence,
        "raw_text": trace.raw_text or None,
        "reader": trace.reader,
        **_place(trace.place),
    }


def _place(place: Place) -> Row:
    box = place.box
    return {
        "page": place.page,
        "x0": box.x0 if box else None,
        "top": box.top if box else None,
        "x1": box.x1 if box else None,
        "bottom": box.bottom if box else None,
    }
