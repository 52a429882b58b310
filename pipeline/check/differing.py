"""Two documents of one year, value by value: what stands otherwise in the other one, or is not there.

Families that only one of them has are none of the other's business: a page about pay may name roles that no sheet has.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pipeline.errors import SEVERITIES
from pipeline.model import Extraction, Finding, PayBand, Place, RoleText, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.model import Key

#: What is doubtful where it stands contradicts nothing elsewhere.
_SURE = (Status.READ, Status.CORRECTED)


def differing(extraction: Extraction, other: Extraction) -> Iterator[Finding]:
    """Yield a finding, on the first document, for each value that the other gives otherwise, or alone.

    It marks the value where the other document is sure that it is another; a value that is not there disputes nothing.
    """
    named = other.document.document_id
    yield from _pay(extraction.pay_bands, other.pay_bands, named)
    yield from _texts(extraction.titles, other.titles, named)
    yield from _texts(extraction.responsibilities, other.responsibilities, named)


def _pay(here: Sequence[PayBand], there: Sequence[PayBand], named: str) -> Iterator[Finding]:
    shared = {band.family for band in here} & {band.family for band in there}
    own, others = _by_key(here), _by_key(there)
    for key in dict.fromkeys((*own, *others)):
        mine, theirs = own.get(key, []), others.get(key, [])
        if any(band.trace.status is Status.ILLEGIBLE for band in (*mine, *theirs)):
            continue
        if {_range(band) for band in mine} != {_range(band) for band in theirs} and key[1] in shared:
            said = f"{_ranges(mine)} here, {_ranges(theirs)} in {named}"
            yield _finding(key, said, mine[0].trace.place if mine else None, theirs if mine else ())


def _by_key(bands: Iterable[PayBand]) -> dict[Key, list[PayBand]]:
    found = defaultdict(list)
    for band in bands:
        found[band.key].append(band)
    return found


def _range(band: PayBand) -> str:
    return f"{band.minimum:f}" if band.maximum is None else f"{band.minimum:f} to {band.maximum:f}"


def _ranges(bands: Sequence[PayBand]) -> str:
    return " and ".join(dict.fromkeys(map(_range, bands))) or "no range"


def _texts(here: Sequence[RoleText], there: Sequence[RoleText], named: str) -> Iterator[Finding]:
    """Yield the findings on the texts `here`; a column with an illegible text lacks none for certain."""
    shared = {text.family for text in here} & {text.family for text in there}
    unread = {text.key[:3] for text in (*here, *there) if text.trace.status is Status.ILLEGIBLE}
    own, others = ([t for t in texts if t.family in shared and t.text] for texts in (here, there))
    if [(text.key, text.text) for text in own] == [(text.key, text.text) for text in others]:
        return  # as most are: pairing them would take as long as reading the document
    from pipeline.check.pairing import pairs  # SciPy comes with it, which takes as long to load as a sheet to read

    table = (*own, *others)[:1]
    for mine, theirs, similarity in pairs(table[0].table, own, others) if table else ():
        one = mine or theirs
        if one is None or (not (mine and theirs) and one.key[:3] in unread):
            continue
        if mine and theirs:
            if similarity < 1 or mine.key[:3] != theirs.key[:3]:
                said = f"{_shown(mine)} here, {_shown(theirs)} in {named}"
                yield _finding(mine.key, said, mine.trace.place, [theirs])
        elif mine:
            yield _finding(mine.key, f"{_shown(mine)} here, not in {named}", mine.trace.place)
        else:
            yield _finding((*one.key[:4], None), f"not here, {_shown(one)} in {named}")


def _shown(text: RoleText) -> str:
    return f"{text.text!r} in {text.family} {text.level or ''}".rstrip()


def _finding(key: Key, said: str, place: Place | None = None, witnesses: Sequence[PayBand | RoleText] = ()) -> Finding:
    """Make a finding; `witnesses` are the values of the other document that say otherwise, if any do."""
    sure = all(value.trace.status in _SURE for value in witnesses)
    code = "one_source_only" if not witnesses else "sources_differ" if sure else "doubtful_source_differs"
    return Finding(code, SEVERITIES[code], f"{said}; look at both documents", *key, place=place or Place())
