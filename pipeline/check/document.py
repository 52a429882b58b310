"""Checks of one document: each value, each column, each table against the others.

A check that true data can break warns; every value that it makes doubtful is marked `review`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from decimal import Decimal
from itertools import chain, pairwise
from typing import TYPE_CHECKING, TypeVar

from pipeline.check.texts import lost_pay, text_findings
from pipeline.errors import MARKING, SEVERITIES
from pipeline.model import Extraction, Finding, Location, PayBand, Reader, RoleText, Status, Table
from pipeline.reconcile.amounts import HIGHEST, LOWEST
from pipeline.reconcile.vocabulary import is_known_family

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Value = TypeVar("Value", PayBand, RoleText)

#: The maximum of a range is at most so many times its minimum.
WIDEST = Decimal("2.5")
#: A scan that loses so many ranges may have lost a row.
SEVERAL = 2
#: Of the values that a check doubts about half are right, on generated scans (`make bench`).
DOUBTED = 0.5


def check(extraction: Extraction) -> Extraction:
    """Return the extraction with the findings of all checks, and what they doubt marked."""
    bands = extraction.pay_bands
    found = [
        *chain.from_iterable(map(_amounts, bands)),
        *_rising(bands),
        *_locations(bands),
        *_half_families(bands),
        *_left_out(bands),
        *_repeated_bands(bands),
        *_slid(extraction),
        *_tables(extraction),
        *text_findings(extraction),
    ]
    return mark(replace(extraction, findings=(*extraction.findings, *found)), found)


def mark(extraction: Extraction, findings: Iterable[Finding]) -> Extraction:
    """Set the values that some findings doubt to `review`; what is illegible or corrected stays so."""
    doubted = {(f.table, f.family, f.level, f.location, f.position) for f in findings if f.code in MARKING and f.table}
    return replace(
        extraction,
        pay_bands=tuple(
            _doubted(b) if (Table.PAY_BANDS, b.family, b.level, b.location, None) in doubted else b
            for b in extraction.pay_bands
        ),
        titles=tuple(_doubted(t) if _key(t) in doubted else t for t in extraction.titles),
        responsibilities=tuple(_doubted(t) if _key(t) in doubted else t for t in extraction.responsibilities),
    )


def _key(text: RoleText) -> tuple[Table, str, int | None, Location | None, int | None]:
    return text.table, text.family, text.level, None, text.position


def _doubted(value: Value) -> Value:
    if value.trace.status is not Status.READ:
        return value
    confidence = min(value.trace.confidence, DOUBTED)
    return replace(value, trace=replace(value.trace, status=Status.REVIEW, confidence=confidence))


def band_finding(code: str, message: str, band: PayBand) -> Finding:
    """Make a finding about a pay band."""
    return Finding(
        code,
        SEVERITIES[code],
        message,
        Table.PAY_BANDS,
        band.family,
        band.level,
        band.location,
        place=band.trace.place,
    )


def name(band: PayBand) -> str:
    """Name a band for a message."""
    return " ".join(str(part) for part in (band.family, band.level, band.location.value) if part is not None)


def _amounts(band: PayBand) -> Iterator[Finding]:
    low, high = band.minimum, band.maximum
    if low is not None and high is not None and low > high:
        yield band_finding("minimum_above_maximum", f"{name(band)}: read {low} to {high}; look at the sheet", band)
    elif low is not None and high is not None and high > WIDEST * low:
        yield band_finding("implausible_amount", f"{name(band)}: {high} is over {WIDEST} times {low}", band)
    for amount in (low, high):
        if amount is not None and not LOWEST <= amount <= HIGHEST:
            reason = f"{name(band)}: read {amount}, expected {LOWEST} to {HIGHEST} a year"
            yield band_finding("implausible_amount", reason, band)


def _rising(bands: Sequence[PayBand]) -> Iterator[Finding]:
    """Yield a finding where pay does not rise with the level, at both ends of the range."""
    columns: dict[tuple[str, Location], list[PayBand]] = defaultdict(list)
    for band in bands:
        if band.level is not None and band.minimum is not None:
            columns[band.family, band.location].append(band)
    for column in columns.values():
        for below, above in pairwise(sorted(column, key=lambda band: band.level or 0)):
            if below.level != above.level and not _rises(below, above):
                reason = f"{_range(below)} at level {below.level}, {_range(above)} at level {above.level}"
                for band in (below, above):
                    yield band_finding("not_rising", f"{name(band)}: pay does not rise: {reason}", band)


def _rises(below: PayBand, above: PayBand) -> bool:
    ends = ((below.minimum, above.minimum), (below.maximum, above.maximum))
    return all(low is None or high is None or low <= high for low, high in ends)


def _range(band: PayBand) -> str:
    return f"{band.minimum} to {band.maximum}" if band.maximum is not None else f"{band.minimum}"


def _locations(bands: Sequence[PayBand]) -> Iterator[Finding]:
    """Yield a finding where London pays less than elsewhere, or a band stands in one location only."""
    places = {band.location for band in bands}
    pairs: dict[tuple[str, int | None], dict[Location, PayBand]] = defaultdict(dict)
    for band in bands:
        pairs[band.family, band.level][band.location] = band
    for pair in pairs.values():
        london, outside = pair.get(Location.LONDON), pair.get(Location.OUTSIDE_LONDON)
        if london and outside and not _rises(outside, london):
            reason = f"London pays {_range(london)}, elsewhere {_range(outside)}"
            for band in (london, outside):
                yield band_finding("london_below", f"{name(band)}: {reason}", band)
        only = london or outside
        if only and not (london and outside) and len(places) > 1:
            # Of a scan it may stand in a column that slid.
            code = "doubtful_place" if only.trace.reader is Reader.OCR else "blank_band"
            yield band_finding(code, f"{name(only)} has a range, but not its other location", only)


def _half_families(bands: Sequence[PayBand]) -> Iterator[Finding]:
    """Yield a finding for each band of a new family that has pay in one location only, where the sheet has several.

    A heading that is read in pieces makes such families, one for each column under it.
    """
    places: dict[str, set[Location]] = defaultdict(set)
    for band in bands:
        places[band.family].add(band.location)
    several = set().union(*places.values()) - {Location.ANY}
    for band in bands if len(several) > 1 else ():
        one = len(places[band.family]) == 1 and band.location is not Location.ANY
        if one and not is_known_family(band.family):
            reason = f"{band.family} is new, and has pay in one location only: its heading may be part of another"
            yield band_finding("doubtful_place", f"{name(band)}: {reason}", band)


def _slid(extraction: Extraction) -> Iterator[Finding]:
    """Yield a finding for each band of a scan that lost several others: its row may be the next one's."""
    lost = lost_pay(extraction)
    for band in extraction.pay_bands if lost >= SEVERAL else ():
        if band.trace.reader is Reader.OCR:
            reason = f"{lost} other parts of pay are in no row, so this may have slid: {_range(band)}"
            yield band_finding("doubtful_place", f"{name(band)}: {reason}", band)


def _left_out(bands: Sequence[PayBand]) -> Iterator[Finding]:
    """Yield a finding for each band that a level lacks while the places of its others are doubtful: one may be it."""
    places = dict.fromkeys((band.family, band.location) for band in bands)
    given = {(band.family, band.level, band.location) for band in bands}
    doubtful = dict.fromkeys(band.level for band in bands if band.trace.status is Status.REVIEW)
    for level in doubtful:
        for family, location in places:
            if (family, level, location) not in given:
                reason = f"{family} {level} {location.value} has no range; a doubtful one of this level may be its"
                yield Finding("blank_band", SEVERITIES["blank_band"], reason, Table.PAY_BANDS, family, level, location)


def _repeated_bands(bands: Sequence[PayBand]) -> Iterator[Finding]:
    counts = Counter((band.family, band.level, band.location) for band in bands)
    for band in bands:
        if counts[band.family, band.level, band.location] > 1:
            yield band_finding("repeated_band", f"{name(band)} has more than one range: {_range(band)}", band)


def _tables(extraction: Extraction) -> Iterator[Finding]:
    """Yield a finding where a band has no texts, or texts no band, in a sheet that has these tables."""
    places = {
        table: {(row.family, row.level) for row in rows}
        for table, rows in (
            (Table.PAY_BANDS, extraction.pay_bands),
            (Table.JOB_TITLES, extraction.titles),
            (Table.RESPONSIBILITIES, extraction.responsibilities),
        )
        if rows
    }
    everywhere = set().union(*places.values()) if len(places) > 1 else set()
    for table, here in places.items():
        for family, level in sorted(everywhere - here, key=lambda place: (place[0], place[1] or 0)):
            code = "texts_without_band" if table is Table.PAY_BANDS else "band_without_texts"
            reason = f"{family} {level or ''} is in other tables, but has no row in {table.value}"
            yield Finding(code, SEVERITIES[code], reason, table, family, level)
