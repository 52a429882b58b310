"""What changed from one year's sheet to the next: pay, titles and responsibilities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from pipeline.check.between import neighbours
from pipeline.model import Extraction, Location, PayBand, RoleText, Status, Table
from pipeline.publish.rows import Row, two_decimals

_NEW_WORDING = {Table.JOB_TITLES: "renamed", Table.RESPONSIBILITIES: "reworded"}

_HUNDREDTH = Decimal("0.01")

_BandKey = tuple[str, int | None, Location]
_Place = tuple[str, int | None]


def changes(extractions: Sequence[Extraction]) -> list[Row]:
    """Compare each year's preferred document with that of the next year that has one; rows in any order."""
    found: list[Row] = []
    for before, after in neighbours(extractions):
        years: Row = {"from_year": before.document.financial_year, "to_year": after.document.financial_year}
        found += [years | row for row in _between(before, after)]
    return found


def _between(before: Extraction, after: Extraction) -> Iterator[Row]:
    yield from _pay_changes(before.pay_bands, after.pay_bands)
    yield from _text_changes(Table.JOB_TITLES, before.titles, after.titles)
    yield from _text_changes(Table.RESPONSIBILITIES, before.responsibilities, after.responsibilities)


def _pay_changes(before: Sequence[PayBand], after: Sequence[PayBand]) -> Iterator[Row]:
    """Compare band by band; one that is illegible, or given twice in a year, says nothing about a change."""
    old, new = _by_key(before), _by_key(after)
    for key in old.keys() | new.keys():
        was, now = old.get(key, []), new.get(key, [])
        if max(len(was), len(now)) > 1 or any(map(_illegible, was + now)):
            continue
        minima, maxima = zip(_bounds(was), _bounds(now), strict=True)
        yield from _amount_change(key, "minimum", *minima)
        yield from _amount_change(key, "maximum", *maxima)


def _by_key(bands: Sequence[PayBand]) -> dict[_BandKey, list[PayBand]]:
    found = defaultdict(list)
    for band in bands:
        found[band.family, band.level, band.location].append(band)
    return found


def _bounds(bands: Sequence[PayBand]) -> tuple[Decimal | None, Decimal | None]:
    return (bands[0].minimum, bands[0].maximum) if bands else (None, None)


def _illegible(value: PayBand | RoleText) -> bool:
    return value.trace.status is Status.ILLEGIBLE


def _amount_change(key: _BandKey, bound: str, was: Decimal | None, now: Decimal | None) -> Iterator[Row]:
    """Give one row for a bound that is given in at least one of the years."""
    if was is None and now is None:
        return
    rise = now - was if was is not None and now is not None else None
    yield {
        "table": Table.PAY_BANDS,
        "job_family": key[0],
        "level": key[1],
        "location": key[2],
        "change": f"{bound}_{_direction(was, now)}",
        "before": None if was is None else two_decimals(was),
        "after": None if now is None else two_decimals(now),
        "similarity": None,
        "amount_gbp": rise,
        "percent": _percent(rise, was),
    }


def _direction(was: Decimal | None, now: Decimal | None) -> str:
    if was is None:
        return "added"
    if now is None:
        return "removed"
    if now == was:
        return "unchanged"
    return "raised" if now > was else "cut"


def _percent(rise: Decimal | None, was: Decimal | None) -> Decimal | None:
    """Give the rise as a percentage of what was paid, to two decimals; none of nothing."""
    if rise is None or not was:
        return None
    return (100 * rise / was).quantize(_HUNDREDTH, ROUND_HALF_UP)


def _text_changes(table: Table, before: Sequence[RoleText], after: Sequence[RoleText]) -> Iterator[Row]:
    from pipeline.check.pairing import pairs  # SciPy comes with it, which takes as long to load as a sheet to read

    unread_before, unread_after = ({_place(t) for t in texts if _illegible(t)} for texts in (before, after))
    old = [text for text in before if not _illegible(text)]
    new = [text for text in after if not _illegible(text)]
    for was, now, similarity in pairs(table, old, new):
        if was and now and _place(was) != _place(now):
            yield _text_row("moved_out", was, (was, now), similarity)
            yield _text_row("moved_in", now, (was, now), similarity)
        elif was and now:
            change = "unchanged" if similarity == 1 else _NEW_WORDING[table]
            yield _text_row(change, now, (was, now), similarity)
        elif was and _place(was) not in unread_after:
            yield _text_row("removed", was, (was, None), None)
        elif now and _place(now) not in unread_before:
            yield _text_row("added", now, (None, now), None)


def _text_row(
    change: str, stands: RoleText, texts: tuple[RoleText | None, RoleText | None], similarity: float | None
) -> Row:
    """Give the row for the family and level where `stands` stands."""
    was, now = texts
    return {
        "table": stands.table,
        "job_family": stands.family,
        "level": stands.level,
        "location": None,
        "change": change,
        "before": was.text if was else None,
        "after": now.text if now else None,
        "similarity": None if similarity is None else Decimal(similarity).quantize(_HUNDREDTH, ROUND_DOWN),
        "amount_gbp": None,
        "percent": None,
    }


def _place(text: RoleText) -> _Place:
    return text.family, text.level
