"""Entries to records: amounts parsed, texts joined and mended, every doubt a mark and a finding."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from pipeline.errors import MARKING, SEVERITIES
from pipeline.model import Doubt, Finding, Location, PayBand, Place, Reader, RoleText, Status, Table, Trace, span
from pipeline.read.page import UNREAD
from pipeline.reconcile import amounts
from pipeline.reconcile.listing import locations_in
from pipeline.reconcile.odd import odd
from pipeline.reconcile.text import (
    Mended,
    either_way,
    is_of_two,
    is_printed,
    is_unfinished,
    is_word,
    join_lines,
    mend_hyphens,
    mend_slips,
    misread_of,
    nearly,
)
from pipeline.reconcile.titles import are_two, ends, is_bare, is_known
from pipeline.reconcile.vocabulary import canonical_titles, is_ignored, is_known_family, known_levels, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pipeline.model import Entry, Loose, Reading

#: Below this probability of its place a value is `review`. On generated interleaved sheets fewer than one value in a
#: hundred above it stands elsewhere (`make bench`).
SURE = 0.95
#: A line may end in the middle of an amount.
_BROKEN = re.compile(r"(?<=\d[.,])\n(?=\d)")
#: The confidence of a value that was read plainly, of one that was repaired, and of one that is doubted: of those about
#: half are right (`make bench`).
PLAIN, REPAIRED, DOUBTED = 0.99, 0.9, 0.5
#: A title of a scan that is so like a known one, in percent, is likely that one, misread.
NEARLY = 92
#: So is a new family, whose name is shorter; `Policy Research` is 73 percent `Research`.
NEARLY_FAMILY = 80
#: What makes a value doubtful beside words that OCR may have misread, which have a probability of their own.
DOUBTING = MARKING - {"doubtful_reading", "repaired_text", "doubtful_amount"}


@dataclass(frozen=True, slots=True)
class Records:
    """The rows of one document and what was noticed while they were made."""

    pay_bands: tuple[PayBand, ...]
    titles: tuple[RoleText, ...]
    responsibilities: tuple[RoleText, ...]
    findings: tuple[Finding, ...]


def build(reading: Reading, reader: Callable[[int | None], Reader]) -> Records:
    """Make the records of a document from its entries, `reader` telling for a page what read it.

    Nothing is lost: what gives no row gives a finding.
    """
    entries = [entry for entry in reading.entries if not is_ignored(entry.family)]
    findings = [*map(_loose, reading.loose), *_left_out(reading.entries)]
    doubted = _misread_families(entries)
    bands: list[PayBand] = []
    texts: list[RoleText] = []
    positions: Counter[tuple[Table, str, int | None]] = Counter()
    for entry in entries:
        by = reader(entry.lines[0].place.page)
        if by is Reader.OCR and entry.family in doubted:
            findings += _may_be_of(entry)
            entry = replace(entry, doubts=(*entry.doubts, doubted[entry.family]))
        if entry.table is Table.PAY_BANDS:
            band, doubts = _band(entry, by)
            bands.append(band)
            findings += _findings(doubts, entry, None)
            continue
        positions[entry.table, entry.family, entry.level] += 1
        position = positions[entry.table, entry.family, entry.level]
        text, doubts = _text(entry, position, by, scanned=reading.scanned or by is Reader.OCR)
        texts.append(text)
        findings += _findings(doubts, entry, position)
    findings += _news(entries)
    titles = tuple(text for text in texts if text.table is Table.JOB_TITLES)
    duties = tuple(text for text in texts if text.table is Table.RESPONSIBILITIES)
    return Records(tuple(bands), titles, duties, tuple(findings))


def _left_out(entries: Iterable[Entry]) -> Iterator[Finding]:
    """Report each heading that is ignored although it reads as a family, with how many rows go with it."""
    counts = Counter(entry.family for entry in entries if is_ignored(entry.family))
    for family, count in counts.items():
        yield finding("ignored_heading", f"the heading {family!r} is ignored, and {count} under it are in no output")


def finding(code: str, message: str, place: Place | None = None) -> Finding:
    """Make a finding with the severity that its code has."""
    return Finding(code, SEVERITIES[code], message, place=place or Place())


def _loose(loose: Loose) -> Finding:
    return finding(loose.doubt.code, loose.doubt.reason, span([loose.line]) if loose.line else None)


def _findings(doubts: Iterable[Doubt], entry: Entry, position: int | None) -> Iterator[Finding]:
    for doubt in doubts:
        yield Finding(
            doubt.code,
            SEVERITIES[doubt.code],
            doubt.reason,
            entry.table,
            entry.family,
            entry.level,
            entry.location,
            position,
            span(entry.lines),
        )


def _raw(entry: Entry) -> str:
    return " ".join(" ".join(line.text for line in entry.lines).split())


def _doubts(entry: Entry) -> list[Doubt]:
    """Return what was noticed about an entry: an unsure place and words that OCR may have misread included."""
    reasons = dict.fromkeys(one.reason for line in entry.lines for one in line.misgivings)
    doubts = [*entry.doubts, *(Doubt("doubtful_reading", reason) for reason in reasons)]
    if entry.confidence < SURE and not any(doubt.code == "doubtful_place" for doubt in doubts):
        where = f"{entry.family} {entry.level or ''}".strip()
        chance = math.floor(100 * entry.confidence) / 100
        doubts.append(
            Doubt("doubtful_place", f"stands in {where} with a probability of only {chance}: {_raw(entry)!r}")
        )
    return doubts


def _status(doubts: Sequence[Doubt]) -> Status:
    return Status.REVIEW if any(doubt.code in MARKING for doubt in doubts) else Status.READ


def _is_doubted(entry: Entry, doubts: Sequence[Doubt]) -> bool:
    """Tell whether a value is doubted for more than its place, of whose doubt the probability is known."""
    other = any(doubt.code == "doubtful_text" for doubt in doubts)
    return other or (entry.confidence >= SURE and any(doubt.code in DOUBTING for doubt in doubts))


def _band(entry: Entry, reader: Reader) -> tuple[PayBand, list[Doubt]]:
    """Make a pay band; one that cannot be read to the letter has no amounts."""
    doubts = _doubts(entry)
    raw = " ".join(_BROKEN.sub("", "\n".join(line.text.strip() for line in entry.lines)).split())
    found = amounts.ranges(raw)
    floor = amounts.single(raw)
    if found and len(found) == 1:
        low, high, exact = found[0].minimum, found[0].maximum, found[0].exact
    elif floor:
        low, high, exact = floor.value, None, floor.exact
    else:
        doubts.append(Doubt("illegible_amount", f"read {raw!r}, expected a pay range: look at the sheet"))
        trace = Trace(Status.ILLEGIBLE, 0.0, raw, reader, span(entry.lines))
        return PayBand(entry.family, entry.level, _where(entry), None, None, trace), doubts
    if not exact:
        doubts.append(
            Doubt(
                "doubtful_amount",
                f"read {raw!r} as {low} to {high}: a comma was lost, a sign misread, or a note is marked",
            )
        )
    if high is None and entry.level is not None:
        doubts.append(Doubt("doubtful_amount", f"read {raw!r}, only one amount, expected a minimum and a maximum"))
    plain = DOUBTED if _is_doubted(entry, doubts) else PLAIN if exact else REPAIRED
    confidence = min(entry.confidence, plain) * _sure(entry)
    trace = Trace(_status(doubts), round(confidence, 2), raw, reader, span(entry.lines))
    return PayBand(entry.family, entry.level, _where(entry), low, high, trace), doubts


def _sure(entry: Entry) -> float:
    """Return the probability that the text of an entry was read to the letter."""
    return math.prod(line.sure for line in entry.lines)


def _where(entry: Entry) -> Location:
    return entry.location or Location.ANY


def _text(entry: Entry, position: int, reader: Reader, *, scanned: bool) -> tuple[RoleText, list[Doubt]]:
    """Make a title or responsibility: lines joined, known slips of OCR repaired."""
    doubts = _doubts(entry)
    hyphens = mend_hyphens(join_lines([line.text for line in entry.lines]))
    slips = mend_slips(hyphens.text) if scanned else Mended(hyphens.text)
    doubts += [Doubt("hyphen_closed", f"a line wrap was closed: {change}") for change in hyphens.repairs]
    for word in either_way([line.text for line in entry.lines]):
        doubts.append(
            Doubt("doubtful_text", f"{word!r} is broken at a line's end: the hyphen may be its own, or the wrap's")
        )
    doubts += [Doubt("repaired_text", f"a slip of OCR was repaired: {change}") for change in slips.repairs]
    # Of a page image two engines read each word that is not known: a name, which no title has, is doubted only where it
    # is nearly a word.
    names = reader is Reader.OCR and entry.table is not Table.JOB_TITLES
    strange = [word for word in slips.unknown if not names or word.islower() or nearly(word)]
    doubts += [Doubt("doubtful_text", f"no known word: {word!r} in {_raw(entry)!r}") for word in strange]
    if entry.table is Table.JOB_TITLES and not is_known(slips.text):
        doubts.append(_new_title(slips.text))
        if is_bare(slips.text):
            doubts.append(Doubt("doubtful_text", f"it is but the end of a title: {slips.text!r}"))
        if not ends(slips.text):
            doubts.append(Doubt("doubtful_text", f"it does not end as titles do: {slips.text[-60:]!r}"))
    if reader is Reader.OCR:
        doubts += [Doubt("doubtful_reading", f"may be misread: {why}") for why in _misread(entry.table, slips.text)]
    if UNREAD in slips.text:
        doubts.append(Doubt("doubtful_text", f"letters in it cannot be told: {_raw(entry)!r}"))
    if entry.table is Table.RESPONSIBILITIES and is_unfinished(slips.text):
        doubts.append(Doubt("doubtful_text", f"it ends in the middle of a sentence: {slips.text[-60:]!r}"))
    plain = DOUBTED if _is_doubted(entry, doubts) else REPAIRED if slips.repairs else PLAIN
    confidence = min(entry.confidence, plain) * _sure(entry)
    trace = Trace(_status(doubts), round(confidence, 2), _raw(entry), reader, span(entry.lines))
    return RoleText(entry.table, entry.family, entry.level, position, slips.text, trace), doubts


def _misread(table_: Table, text: str) -> Iterator[str]:
    """Yield in words why OCR may have misread a text."""
    if table_ is Table.RESPONSIBILITIES and is_of_two(text):
        yield "two texts may be one"
    if table_ is Table.RESPONSIBILITIES and len(text.split()) == 1:
        yield "a single word may be the rest of a text"
    if table_ is Table.RESPONSIBILITIES and any(not name.islower() for _, name in locations_in(text)):
        yield "it names a place of work, as notes do"
    if table_ is Table.RESPONSIBILITIES and (other := misread_of(text)):
        yield f"another year prints {other!r}"
    if table_ is Table.JOB_TITLES and not is_known(text):
        near = process.extractOne(text, _titles(), scorer=fuzz.ratio, score_cutoff=NEARLY)
        yield from [f"nearly {near[0]!r}"] if near else []
        yield from ["two titles may be one"] if are_two(text) else []
    yield from dict.fromkeys(odd(text)) if not is_printed(text) else ()


def _new_title(text: str) -> Doubt:
    near = process.extract(text, _titles(), scorer=fuzz.ratio, limit=2)
    names = ", ".join(repr(title) for title, _, _ in near)
    return Doubt("new_title", f"the title {text!r} is new and stays as printed; nearest: {names}")


def _titles() -> list[str]:
    return list(dict.fromkeys(canonical_titles().values()))


def _misread_families(entries: Sequence[Entry]) -> dict[str, Doubt]:
    """Return why OCR may have misread new families: one is no words, is nearly a known one, or stands but once."""
    found: dict[str, Doubt] = {}
    for family in dict.fromkeys(entry.family for entry in entries if not is_known_family(entry.family)):
        places = {(entry.table, entry.level) for entry in entries if entry.family == family}
        words = all(map(is_word, family.split("_")))
        if len(places) < 2 or not words or nearest(family, "family", NEARLY_FAMILY):
            found[family] = Doubt("doubtful_place", f"the family {family!r} is new, and may be misread")
    return found


def _may_be_of(entry: Entry) -> Iterator[Finding]:
    """Say that a known family may lack what stands under a name that is nearly its own."""
    known = nearest(entry.family, "family", NEARLY_FAMILY)
    if known:
        lacking = replace(entry, family=known)
        reason = f"{known} {entry.level or ''} may have this, which stands under {entry.family!r}: {_raw(entry)!r}"
        yield from _findings([Doubt("doubtful_place", reason)], lacking, None)


def _news(entries: Sequence[Entry]) -> Iterator[Finding]:
    """Report families and levels that nobody has confirmed, once each, with what they are most like."""
    for family in dict.fromkeys(entry.family for entry in entries if not is_known_family(entry.family)):
        near = nearest(family, "family")
        reason = f"the family {family!r} is new; nearest: {near or 'none'}"
        yield Finding("new_family", SEVERITIES["new_family"], reason, family=family)
    for family, level in dict.fromkeys((entry.family, entry.level) for entry in entries):
        known = known_levels(family)
        if level is not None and level not in known:
            reason = f"level {level} of {family} is new; known: {', '.join(map(str, known))}"
            yield Finding("new_level", SEVERITIES["new_level"], reason, family=family, level=level)
