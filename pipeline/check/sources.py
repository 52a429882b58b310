"""Several documents: which one speaks for its year, and what a second source confirms, supplies or disputes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.check.differing import differing
from pipeline.check.document import band_finding, mark, name
from pipeline.errors import SEVERITIES
from pipeline.model import Extraction, Finding, Origin, PayBand, Reader, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.model import Key, Location

#: The confidence of an amount that two sources give alike, and of one that a second source supplies.
AGREED, SUPPLIED = 1.0, 0.95
_TRUST = list(Origin)


def settle(extractions: Sequence[Extraction]) -> tuple[Extraction, ...]:
    """Return the extractions with `preferred`, corroboration and corrections between them settled.

    Documents are compared as they were read: nothing that one is given by another goes on to a third.
    """
    years: dict[str, list[Extraction]] = defaultdict(list)
    for extraction in extractions:
        if extraction.document.financial_year:
            years[extraction.document.financial_year].append(extraction)
    settled = []
    for extraction in extractions:
        group = years.get(extraction.document.financial_year or "", [])
        others = [other for other in group if other is not extraction]
        settled.append(_preferred(_compared(extraction, others), group))
    return tuple(settled)


def _rank(extraction: Extraction) -> tuple[int, int, int]:
    """Return how well a document speaks for its year, least first: by its origin, then by how many tables it has."""
    document = extraction.document
    tables = sum(map(bool, (extraction.pay_bands, extraction.titles, extraction.responsibilities)))
    return -int(document.preferred), _TRUST.index(document.origin), -tables


def _preferred(extraction: Extraction, group: Sequence[Extraction]) -> Extraction:
    """Say whether a document is the one that speaks for its year; where two rank alike, a person must."""
    if not group:
        return extraction
    best = min(group, key=lambda other: (_rank(other), other.document.document_id))
    equal = [other.document.document_id for other in group if _rank(other) == _rank(best)]
    own = extraction.document.document_id
    findings = extraction.findings
    if len(equal) > 1 and own in equal:
        rivals = ", ".join(sorted(other for other in equal if other != own))
        reason = f"{rivals} ranks alike for {extraction.document.financial_year}; set preferred = true in the manifest"
        findings = (
            *findings,
            Finding("two_documents_for_year", SEVERITIES["two_documents_for_year"], reason),
        )
    document = replace(extraction.document, preferred=best.document.document_id == own)
    return replace(extraction, document=document, findings=findings)


def _compared(extraction: Extraction, others: Sequence[Extraction]) -> Extraction:
    """Compare each value with what the other documents of the year say of it."""
    bands: list[PayBand] = []
    found: list[Finding] = []
    all_say = _said(others)
    witnesses_say = _said(other for other in others if _is_independent(extraction, other))
    for band in extraction.pay_bands:
        said, attested = all_say[band.key], witnesses_say[band.key]
        amounts = {(other.minimum, other.maximum) for _, other in said}
        if band.trace.status is Status.ILLEGIBLE and attested and len(amounts) == 1:
            bands.append(_supplied(band, attested[0][1]))
            found.append(_supply(band, attested))
        elif attested and amounts == {(band.minimum, band.maximum)}:
            bands.append(_agreed(band))
        else:
            bands.append(band)
    found += [finding for other in others for finding in differing(extraction, other)]
    mended = {(f.family, f.level, f.location) for f in found if f.code == "second_source_used"}
    own = [f for f in extraction.findings if not _mended(f, mended)]
    return mark(replace(extraction, pay_bands=tuple(bands), findings=(*own, *found)), found)


def _is_independent(one: Extraction, other: Extraction) -> bool:
    """Tell whether a document can bear witness for another.

    A reconstruction was made from a text of its sheet: it bears no witness, nor does that text for it; a document with
    the pay alone is no text of a sheet.
    """
    if other.document.origin is Origin.RECONSTRUCTION:
        return False
    return one.document.origin is not Origin.RECONSTRUCTION or not (other.titles or other.responsibilities)


def _mended(finding: Finding, mended: set[tuple[str | None, int | None, Location | None]]) -> bool:
    """Tell whether a finding says that an amount is illegible which a second source has supplied."""
    return finding.code == "illegible_amount" and (finding.family, finding.level, finding.location) in mended


def _said(others: Iterable[Extraction]) -> dict[Key, list[tuple[str, PayBand]]]:
    """Return the bands to which other documents give an amount, by what names their row."""
    found: dict[Key, list[tuple[str, PayBand]]] = defaultdict(list)
    for other in others:
        for band in other.pay_bands:
            if band.trace.status is Status.READ:
                found[band.key].append((other.document.document_id, band))
    return found


def _agreed(band: PayBand) -> PayBand:
    """Believe an amount that two sources give alike, in the same place, unless it contradicts itself.

    What a person has corrected stays as they left it.
    """
    if band.trace.status is Status.CORRECTED:
        return band
    if band.minimum is not None and band.maximum is not None and band.minimum > band.maximum:
        return band
    return replace(band, trace=replace(band.trace, status=Status.READ, confidence=AGREED))


def _supplied(band: PayBand, other: PayBand) -> PayBand:
    trace = replace(band.trace, status=Status.CORRECTED, confidence=SUPPLIED, reader=Reader.CORRECTION)
    return replace(band, minimum=other.minimum, maximum=other.maximum, trace=trace)


def _supply(band: PayBand, said: Sequence[tuple[str, PayBand]]) -> Finding:
    sources = ", ".join(f"{document_id} ({other.trace.raw_text!r})" for document_id, other in said)
    reason = f"{name(band)}: {band.trace.raw_text!r} cannot be read; the amounts are those of {sources}"
    return band_finding("second_source_used", reason, band)
