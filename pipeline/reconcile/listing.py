"""A list of roles to entries: a row for each role with its minimum and maximum, a table for each location.

The cells of a row may run together, stand one to a line, or be kept apart by a mark. What is read here is one sequence
of texts and amounts; a text that names a role and has amounts after it is a row, whatever stands between them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from pipeline.model import Doubt, Entry, Line, Location, Loose, Reading, Table
from pipeline.reconcile import amounts
from pipeline.reconcile.amounts import NOTE
from pipeline.reconcile.headings import only_location
from pipeline.reconcile.precedents import all_precedents
from pipeline.reconcile.vocabulary import (
    family_key,
    is_blank_mark,
    is_furniture,
    is_known_family,
    match,
    squeeze,
    table,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: The confidence of a row whose role and location are both printed.
SAID = 0.99
#: How many texts back a row's role may stand: its title may have a cell of its own.
BACK = 3
#: A family's name has at most this many words.
LONGEST_NAME = 4
#: The family and level of a role stand in so many characters.
LONGEST_ROLE = 120
#: What has more words is a sentence, and no heading in a row of them.
LONGEST_HEADING = 6

#: What is left of an amount that was misread.
_BROKEN = re.compile(r"£|\d,\d")
_CELLS = re.compile(r"\t|\||\s{3,}")
_LEVELLED = re.compile(
    r"(?P<family>[^\W\d][^\d(|]*?)\W*(?:\b(?:level|grade|band|tier)\b\W*|\b(?-i:L)\B|\b)(?P<level>[1-9])\b(?![.,]?\d).*",
    re.I | re.S,
)
#: The role that a title has behind it (`Secretary (Administrative 1)`).
_BEHIND = re.compile(r"\(([^()]+)\)$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A text, or the amounts that stand together, in the order of the page; `row` numbers the line."""

    text: str
    line: Line
    row: int
    pay: bool


@dataclass(frozen=True, slots=True)
class Role:
    """What a row is about."""

    family: str
    level: int | None


@dataclass
class _Book:
    entries: list[Entry] = field(default_factory=list)
    loose: list[Loose] = field(default_factory=list)
    texts: list[Piece] = field(default_factory=list)
    places: list[tuple[str, str]] = field(default_factory=list)
    in_table: bool = False
    orphans: bool = False


def role_of(text: str) -> Role | None:
    """Return the family and level that a job's name gives (`Administrative 2 (Senior …)`); None where it gives none."""
    text = " ".join(text.split())
    levelled = _LEVELLED.fullmatch(text[:LONGEST_ROLE])
    if levelled and _names_family(levelled["family"]):
        return Role(family_key(levelled["family"]), int(levelled["level"]))
    behind = _BEHIND.search(text[:LONGEST_ROLE])
    if behind and (role := role_of(behind[1])) and role.level and is_known_family(role.family):
        return role
    family = family_key(text)
    return Role(family, None) if is_known_family(family) else None


def _names_family(text: str) -> bool:
    """Tell whether the words before a level can be a family's name, known or new."""
    term = match(text)
    words = text.split()
    headed = any((one := match(word)) and one.exact and one.kind in ("location", "label") for word in words)
    return len(words) <= LONGEST_NAME and (term.kind == "family" if term else not headed)


def is_list(lines: Sequence[Line]) -> bool:
    """Tell whether a text is a list of roles: it names two or more, and most amounts stand right after one."""
    pieces = list(_pieces(lines))
    pays = [index for index, piece in enumerate(pieces) if piece.pay]
    rows = sum(_role(pieces[max(0, index - BACK) : index]) is not None for index in pays)
    named = sum(bool(role and role.level) for role in (role_of(piece.text) for piece in pieces if not piece.pay))
    return rows > 0 and max(rows, named) > 1 and rows > len(pays) / 3


def read(lines: Sequence[Line]) -> Reading:
    """Return the pay bands of a list; an amount that belongs to no role becomes a finding."""
    book = _Book()
    pieces = list(_pieces(lines))
    index = 0
    while index < len(pieces):
        if not pieces[index].pay:
            book.texts.append(pieces[index])
            index += 1
            continue
        end = index
        while end < len(pieces) and pieces[end].pay:
            end += 1
        after = pieces[end] if end < len(pieces) and pieces[end].row == pieces[end - 1].row else None
        _row(pieces[index:end], after, book)
        index = end
    book.loose += _unpaid(book.texts)
    first = next((piece.row for piece in pieces if piece.pay), 0)
    preamble = tuple(line for line in lines if line.text.strip())[:first]
    headings = tuple(piece.line for piece in pieces if not piece.pay)
    entries = map(_shaken, book.entries) if book.orphans else book.entries
    return Reading(tuple(entries), tuple(book.loose), preamble, headings)


def _shaken(entry: Entry) -> Entry:
    doubt = Doubt("doubtful_place", "amounts of no role stand among the rows: the text may not be in the page's order")
    return replace(entry, doubts=(*entry.doubts, doubt))


def _pieces(lines: Sequence[Line]) -> Iterator[Piece]:
    """Cut lines at the marks between cells, and cells where amounts begin and end."""
    filled = [line for line in lines if line.text.strip()]
    for row, line in enumerate(filled):
        for cell in _CELLS.split(line.text.strip()):
            if cell.strip() and not (is_blank_mark(cell) and row):
                yield from _cut(cell.strip(), line, row)


def _cut(cell: str, line: Line, row: int) -> Iterator[Piece]:
    first = amounts.AMOUNT.search(cell)
    if not first:
        yield Piece(cell, Line(cell, line.place), row, pay=False)
        return
    last = list(amounts.AMOUNT.finditer(cell))[-1]
    note = NOTE.match(cell, last.end())
    end = note.end() if note else last.end()
    end = len(cell) if _BROKEN.search(cell, end) else end
    before, pay, after = cell[: first.start()], cell[first.start() : end], cell[end:]
    for text, is_pay in ((before, False), (pay, True), (after, False)):
        if text.strip() and (is_pay or squeeze(text)):
            yield Piece(text.strip(), Line(text.strip(), line.place), row, pay=is_pay)


def _role(texts: Sequence[Piece]) -> Role | None:
    """Return the role that the last texts before some amounts name: the nearest one that reads as a role."""
    for count in range(1, len(texts) + 1):
        role = role_of(texts[-count].text) or role_of(" ".join(piece.text for piece in texts[-count:]))
        if role:
            return role
    return None


def _row(pay: Sequence[Piece], after: Piece | None, book: _Book) -> None:
    """Make the entries of a row: one for each location that it has amounts for."""
    texts, book.texts = book.texts, []
    _places(texts, book)
    role = None if after else _role(texts[-BACK:])
    book.loose += _unpaid(texts[:-BACK] if role else texts)
    if role is None:
        label = texts[-1].text if texts else ""
        sentence = after is not None or len(label.split()) > LONGEST_NAME * 2
        reason = f"{pay[0].text!r} after {label!r} is the pay of no role that is known here"
        code = "other_amount" if sentence or not book.in_table else "unused_text"
        book.loose += [Loose(Doubt(code, reason), piece.line) for piece in pay]
        book.orphans |= code == "unused_text"
        book.in_table = book.in_table and not sentence
        return
    book.in_table = True
    book.entries += _entries(role, pay, book.places)


def _unpaid(texts: Sequence[Piece]) -> list[Loose]:
    """Return the roles among some texts that have no amount after them."""
    found = [piece for piece in texts if (role := role_of(piece.text)) and role.level and is_known_family(role.family)]
    reason = "the pay of {!r} cannot be read; look at the page"
    return [Loose(Doubt("unused_text", reason.format(piece.text)), piece.line) for piece in found]


def _entries(role: Role, pay: Sequence[Piece], named: Sequence[tuple[str, str]]) -> Iterator[Entry]:
    doubts: list[Doubt] = []
    places = _locations(named, doubts)
    if role.level is None and any(known.family == role.family for known in all_precedents()):
        doubts.append(
            Doubt("doubtful_place", f"no level is printed for {role.family}, which has levels in other years")
        )
    groups = _shared(pay, len(places))
    if groups is None:
        doubts.append(Doubt("doubtful_amount", f"{len(pay)} cells of pay for {len(places)} locations"))
        groups = [[Line(" ".join(piece.text for piece in pay), pay[0].line.place)]] * len(places)
    for place, lines in zip(places, groups, strict=True):
        yield Entry(Table.PAY_BANDS, role.family, role.level, tuple(lines), SAID, place, tuple(doubts))


def _locations(named: Sequence[tuple[str, str]], doubts: list[Doubt]) -> list[Location]:
    """Return the locations that the headings above a row name, left to right."""
    if not named:
        doubts.append(Doubt("doubtful_place", "no location is printed above this row"))
        return [Location.ANY]
    only = only_location([name for name, _ in named], [printed for _, printed in named])
    return [only] if only else [Location(name) for name in dict.fromkeys(name for name, _ in named)]


def _shared(pay: Sequence[Piece], count: int) -> list[list[Line]] | None:
    """Share the amounts of a row among its locations, in order; None where they do not come out even."""
    single = [
        Line(token.text, piece.line.place) for piece in pay for token in amounts.tokens(piece.text) if token.amount
    ]
    if len(pay) == count:
        return [[piece.line] for piece in pay]
    if len(pay) == 1 and count == 1:
        return [[pay[0].line]]
    if len(single) in (count, 2 * count):
        size = len(single) // count
        return [single[start : start + size] for start in range(0, len(single), size)]
    return None


def _places(texts: Sequence[Piece], book: _Book) -> None:
    """Take the locations that the nearest heading names; those of a new heading replace what stood before."""
    named: list[tuple[str, str]] = []
    for piece in reversed(texts):
        here = [] if role_of(piece.text) else locations_in(piece.text)
        if here:
            named = here + named
        sentence = len(piece.text.split()) > LONGEST_HEADING
        if named and (sentence or not (here or match(piece.text))):
            break
    if named:
        book.places = named


#: Words before a location that make it another one, in a wording that is not known.
_NOT = re.compile(r"\b(?:non|not|outside|outwith|beyond|excluding|except|other than)\W*(?:in|of|the|for)*\W*$", re.I)


@cache
def _phrases() -> re.Pattern[str]:
    variants = sorted(
        (variant for variants in table("vocabulary")["locations"].values() for variant in variants),
        key=len,
        reverse=True,
    )
    begins, ends = r"(?:(?<![^\W\d_])|(?<=[a-z])(?=[A-Z]))", r"(?![a-z])"  # cells may run together: `RoleLONDON`
    words = (r"[\s-]*".join(map(re.escape, re.split(r"[\s-]+", variant))) for variant in variants)
    return re.compile(begins + "(?i:" + "|".join(words) + ")" + ends)


def locations_in(text: str) -> list[tuple[str, str]]:
    """Return the locations that a sentence or a heading names, each with the words that name it."""
    if is_furniture(text):
        return []
    names = {squeeze(v): name for name, variants in table("vocabulary")["locations"].items() for v in variants}
    found = [one for one in _phrases().finditer(text) if not _NOT.search(text[: one.start()])]
    return [(names[squeeze(one[0])], one[0]) for one in found]
