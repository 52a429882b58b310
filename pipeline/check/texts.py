"""Checks of the texts of one document: what a column prints twice, what may stand elsewhere, what may be torn."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from pipeline.errors import SEVERITIES
from pipeline.model import Extraction, Finding, Reader, RoleText, Status, Table
from pipeline.reconcile.amounts import has_amount
from pipeline.reconcile.text import is_unfinished

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Where fewer texts of a scan than this share begin, or end, in a way, those are doubted: sheets that are printed with
#: care miss some stops.
FEW_BEGIN, FEW_END = 0.5, 0.03
#: What goes on begins so: with a small letter or a dash, a stray figure before it or not.
_GOES_ON = re.compile(r"(?:\d+\s)?\s*(?:[-‐‑‒–—]|[a-z(,;])")


def text_findings(extraction: Extraction) -> Iterator[Finding]:
    """Yield a finding for each text that these checks doubt."""
    yield from _repeated_texts(extraction.texts)
    yield from _without_pay(extraction)
    yield from _slid(extraction)
    yield from _lost_levels(extraction)
    yield from _to_and_fro(extraction.texts)
    yield from _unlike_others(extraction.texts)
    yield from _torn(extraction.responsibilities)


def _repeated_texts(texts: Sequence[RoleText]) -> Iterator[Finding]:
    """Yield a finding for each text that its column prints twice."""
    counts = Counter((text.table, text.family, text.level, text.text.casefold()) for text in texts)
    for text in texts:
        if counts[text.table, text.family, text.level, text.text.casefold()] > 1:
            reason = f"{text.family} {text.level or ''} says this more than once: {text.text!r}"
            yield _text_finding("repeated_text", reason, text)


def _without_pay(extraction: Extraction) -> Iterator[Finding]:
    """Yield a finding for each text that stands where a sheet with pay has no pay: its column may be another."""
    paid = {(band.family, band.level) for band in extraction.pay_bands}
    for text in extraction.texts if paid else ():
        if (text.family, text.level) not in paid:
            reason = f"{text.family} {text.level or ''} has no pay, so this may stand elsewhere: {text.text!r}"
            yield _text_finding("doubtful_place", reason, text)


def _slid(extraction: Extraction) -> Iterator[Finding]:
    """Yield a finding for each text of a sheet that has more pay outside its columns than in them.

    What made the amounts stand under no heading may have put the texts under another's: a picture whose parts slid.
    """
    if lost_pay(extraction) > len(extraction.pay_bands):
        for text in extraction.texts:
            reason = f"most pay here stands under no heading, so this may stand under another's: {text.text!r}"
            yield _text_finding("doubtful_place", reason, text)


def lost_pay(extraction: Extraction) -> int:
    """Return how many findings say of pay that it is in no row."""
    return sum(finding.code == "unused_text" and has_amount(finding.message) for finding in extraction.findings)


def _lost_levels(extraction: Extraction) -> Iterator[Finding]:
    """Yield a finding for each text beside a level that no row of its table has, but other tables do.

    Where a level's number is lost, or stands lower than its row, its rows go on from those above or run into the next.
    """
    tables = (extraction.pay_bands, extraction.titles, extraction.responsibilities)
    levels = {row.level for rows in tables for row in rows if row.level is not None}
    for texts in (extraction.titles, extraction.responsibilities):
        here = {text.level for text in texts if text.level is not None}
        for lost in sorted(levels - here) if here else ():
            beside = {
                max((n for n in here if n < lost), default=None),
                min((n for n in here if n > lost), default=None),
            }
            for text in texts:
                if text.level in beside - {None}:
                    reason = f"no row has level {lost}, which other tables have, so this may be of it: {text.text!r}"
                    yield _text_finding("doubtful_place", reason, text)


def _to_and_fro(texts: Sequence[RoleText]) -> Iterator[Finding]:
    """Yield a finding for the texts at which a scan goes from one level to another, where it goes to and fro.

    A sheet has each level once; a line that is given to another level than those around it is out of its text.
    """
    columns: dict[tuple[Table, str], list[RoleText]] = defaultdict(list)
    for text in texts:
        if text.trace.reader is Reader.OCR and text.level is not None:
            columns[text.table, text.family].append(text)
    for column in map(_downwards, columns.values()):
        levels = [text.level or 0 for text in column]
        steps = [(above, below) for above, below in pairwise(column) if above.level != below.level]
        if levels not in (sorted(levels), sorted(levels, reverse=True)):
            for text in dict.fromkeys(chain.from_iterable(steps)):
                reason = f"the levels go to and fro around it, so it may be of another: {text.text!r}"
                yield _text_finding("doubtful_place", reason, text)


def _downwards(column: Sequence[RoleText]) -> list[RoleText]:
    """Return the texts of a column in the order in which they stand, on pages whose lines are level; else none."""
    places = [(text.trace.place.page or 0, text.trace.place.box) for text in column]
    if sum(box is None or box.height > box.width for _, box in places) > len(places) / 2:
        return []
    order = sorted(range(len(column)), key=lambda i: (places[i][0], box.top if (box := places[i][1]) else 0.0))
    return [column[i] for i in order]


def _unlike_others(texts: Sequence[RoleText]) -> Iterator[Finding]:
    """Yield a finding for each text of a scan that begins or ends as few do there.

    Engines take `I` for `i`, and miss a full stop or see one.
    """
    read = [text for text in texts if text.trace.reader is Reader.OCR]
    titles = [text for text in read if text.table is Table.JOB_TITLES]
    marked = [text for text in titles if text.text[-1:] in ".,;:"]
    duties = [text for text in read if text.table is Table.RESPONSIBILITIES]
    stops = [text for text in duties if text.text.endswith(".")]
    small = [text for text in read if text.text[:1].islower()]
    yield from _few(small, FEW_BEGIN * len(read), "begins with a small letter")
    yield from _few(marked, FEW_BEGIN * len(titles), "ends with a mark")
    yield from _few(stops, FEW_END * len(duties), "ends with a full stop")
    open_ = [text for text in duties if text not in stops]
    yield from _few(open_, FEW_END * len(duties), "ends without a full stop")


def _few(some: Sequence[RoleText], least: float, what: str) -> Iterator[Finding]:
    for text in some if len(some) < least else ():
        yield _text_finding("doubtful_reading", f"it {what}, as few do here: {text.text!r}", text)


def _torn(texts: Sequence[RoleText]) -> Iterator[Finding]:
    """Yield a finding for each text beside one that is not whole: it may be, or have lost, the rest of it."""
    columns: dict[tuple[str, int | None], list[RoleText]] = defaultdict(list)
    for text in texts:
        columns[text.family, text.level].append(text)
    for above, below in chain.from_iterable(map(pairwise, columns.values())):
        if is_unfinished(above.text):
            reason = f"the text before it is not whole, so this may be its rest: {below.text[:60]!r}"
            yield _text_finding("doubtful_text", reason, below)
        if below.trace.status is Status.REVIEW and _GOES_ON.match(below.text):
            reason = f"the text behind it begins as the rest of one, so this may not be whole: {above.text[-60:]!r}"
            yield _text_finding("doubtful_text", reason, above)


def _text_finding(code: str, message: str, text: RoleText) -> Finding:
    return Finding(
        code,
        SEVERITIES[code],
        message,
        text.table,
        text.family,
        text.level,
        position=text.position,
        place=text.trace.place,
    )
