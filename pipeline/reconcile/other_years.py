"""Amounts of other years on drawn pages: last year's, printed beside or below this year's, are not taken for these.

A year that a caption, a heading, a row across the table or a cell of a row names governs what stands below or beside
it. What is of another year is put away, with a finding; the sheet's own year is taken off the headings that name it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from pipeline.model import Cell, Doubt, Entry, Line, Loose, Reading, Row, part_of
from pipeline.reconcile import amounts
from pipeline.reconcile.said import Said, said, text_of
from pipeline.reconcile.spread import SHARE
from pipeline.reconcile.vocabulary import level_of, match, table
from pipeline.reconcile.years import mentions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.model import Grid, Place

#: A heading has at most so many words, a caption so many; of a heading that names a year so many words are not known.
LONGEST, CAPTION, UNKNOWN = 8, 14, 2


class Whose(StrEnum):
    """Which year something is of: the sheet's own, another one, or one that cannot be told."""

    OWN = "own"
    OTHER = "other"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Parted:
    """A grid without what is of other years, what is to be said of that, and the places of what may be of another."""

    grid: Grid
    loose: tuple[Loose, ...] = ()
    headings: tuple[Line, ...] = ()
    unsure: frozenset[Place] = frozenset()

    def told(self, reading: Reading) -> Reading:
        """Return a reading of the grid with what was put away, and doubts where the year is not sure."""
        entries = tuple(self._doubted(entry) for entry in reading.entries)
        loose, headings = reading.loose + self.loose, reading.headings + self.headings
        return replace(reading, entries=entries, loose=loose, headings=headings)

    def _doubted(self, entry: Entry) -> Entry:
        if not any(line.place in self.unsure for line in entry.lines):
            return entry
        text = " ".join(line.text for line in entry.lines)
        reason = f"the headings name several years, and {text!r} may be of another than the sheet's"
        return replace(entry, doubts=(*entry.doubts, Doubt("doubtful_place", reason)))


@dataclass(frozen=True, slots=True)
class _Governing:
    """A heading that names a year: its slots, which year that is, and its words."""

    first: int
    last: int
    whose: Whose
    line: Line


@dataclass
class _Book:
    year: str | None
    rows: list[Row] = field(default_factory=list)
    columns: list[_Governing] = field(default_factory=list)
    heads: tuple[Cell, ...] = ()
    held: list[_Governing] = field(default_factory=list)
    scope: _Governing | None = None
    begun: bool = False
    level: int | None = None
    places: list[str] = field(default_factory=list)
    away: dict[Line, list[Line]] = field(default_factory=dict)
    headings: list[Line] = field(default_factory=list)
    unsure: set[Place] = field(default_factory=set)


def part(grid: Grid, year: str | None) -> Parted:
    """Put away what stands under headings of other years than the sheet's; doubt it all where no year would be left."""
    if not any(mentions(cell.text) or _words("other").search(cell.text) for row in grid.rows for cell in row.cells):
        return Parted(grid)
    book = _Book(year)
    for row in grid.rows:
        _row(row, book)
    pay = [cell for row in grid.rows for cell in _pay(row)]
    if pay and not any(_pay(row) for row in book.rows):
        every = frozenset(line.place for cell in pay for line in cell.lines)
        return Parted(grid, unsure=every)
    loose = tuple(_put_away(head, lines) for head, lines in book.away.items())
    rows = tuple(row for row in book.rows if row.cells)
    return Parted(replace(grid, rows=rows), loose, tuple(book.headings), frozenset(book.unsure))


def _put_away(head: Line, lines: Sequence[Line]) -> Loose:
    reason = f"{len(lines)} texts under {head.text!r} are of another year, and in no output"
    return Loose(Doubt("other_amount", reason), Line(" ".join(line.text for line in lines), head.place))


def _pay(row: Row) -> list[Cell]:
    return [] if row.beside else [cell for cell in row.cells if amounts.looks_like_pay(cell.text)]


@cache
def _words(whose: str) -> re.Pattern[str]:
    """Return what finds the words that say which year something is of."""
    words: list[str] = table("vocabulary")["years"][whose]
    return re.compile("|".join(rf"\b{re.escape(word)}\b" for word in words), re.IGNORECASE)


def _whose(text: str, year: str | None) -> Whose | None:
    """Return which year a heading is of; None where it says none."""
    named = [one.years for one in mentions(text)]
    if not named and not _words("other").search(text) and not _words("own").search(text):
        return None
    if year is None:
        return Whose.UNCLEAR
    other = any(year not in years for years in named) or _words("other").search(text)
    return Whose.OTHER if other else Whose.OWN


def _whose_caption(text: str, year: str | None) -> Whose | None:
    """Return which year a caption is of: a date alone may be that of the document, and words alone leave it unclear."""
    years = [one.years for one in mentions(text) if one.firm]
    if not years:
        return Whose.UNCLEAR if _words("other").search(text) and not _words("own").search(text) else None
    if year is None:
        return Whose.UNCLEAR
    return Whose.OWN if any(year in one for one in years) else Whose.OTHER


def _plain(text: str) -> str:
    """Return a heading without the year that it names."""
    for one in reversed(mentions(text)):
        text = f"{text[: one.start]} {text[one.end :]}"
    return " ".join(re.sub(r"\(\s*\)|\[\s*\]", " ", _words("own").sub(" ", text)).split()).strip(",;:–— ")


def _heading(cell: Cell, year: str | None) -> Whose | None:
    """Return which year a cell is of where it is a heading that says so."""
    text = text_of(cell)
    if len(text.split()) > LONGEST or amounts.looks_like_pay(text):
        return None
    unknown = [word for word in said(_words("other").sub(" ", _plain(text))).other if match(word) is None]
    return _whose(text, year) if len(unknown) <= UNKNOWN else None


def _row(row: Row, book: _Book) -> None:
    across = len(row.cells) == 1 and not _pay(row)
    if row.beside or across:
        _caption(row, book)
    elif _is_head(row, book.year):
        _head(row, book)
    elif not _pay(row):
        _keep_or_put_away(row, book.scope, book)
    else:
        _body(row, book)


def _caption(row: Row, book: _Book) -> None:
    """Read a line between tables, or a cell across one: what it says of a year holds until another says otherwise."""
    text = row.cells[0].text
    caption = len(text.split()) <= CAPTION and not text.endswith(".") and not amounts.looks_like_pay(text)
    whose = _whose_caption(text, book.year) if caption else None
    goes_on = _goes_on(text, book)
    if whose:
        book.level, book.places = None, []
        book.scope = _Governing(0, 0, whose, part_of(row.cells[0].lines, text)) if whose is not Whose.OWN else None
        book.columns, book.held = ([], []) if row.beside else (book.columns, book.held)
    elif caption and row.beside and book.scope and book.begun and not goes_on:
        book.scope = replace(book.scope, whose=Whose.UNCLEAR)
    if caption and row.beside:
        book.begun = False
    if not whose or (row.beside and whose is not Whose.OTHER):
        _keep_or_put_away(row, None if row.beside else book.scope, book)
    elif whose is Whose.OWN and _plain(text):
        book.rows.append(replace(row, cells=(_named(row.cells[0], book),)))
    else:
        book.headings += row.cells[0].lines


def _goes_on(text: str, book: _Book) -> bool:
    """Tell whether a line is but the next level or location of what its caption holds for, and note it."""
    level, one = level_of(text), said(text)
    place = one.places[-1][0] if one == Said(places=one.places) and one.places else None
    on = (level is not None and (book.level is None or level > book.level)) or (
        place is not None and place not in book.places[:-1]
    )
    book.level = book.level if level is None else level
    book.places += [place] if place and place not in book.places else []
    return on


def _is_head(row: Row, year: str | None) -> bool:
    if _pay(row) or any(len(cell.text.split()) > LONGEST for cell in row.cells):
        return False
    return any(said(text_of(cell)).is_heading or match(cell.text) or _heading(cell, year) for cell in row.cells)


def _head(row: Row, book: _Book) -> None:
    """Read a row of headings: those of another year are put away, the others lose the year."""
    if book.begun:
        other = next((one for one in book.held if one.whose is Whose.OTHER), None)
        if other and not book.scope:  # it may be the caption of what follows, that ran into the row above
            book.scope = replace(other, whose=Whose.UNCLEAR)
        book.columns, book.heads, book.held, book.begun = [], (), [], False
    book.heads = row.cells if len(row.cells) >= len(book.heads) else book.heads
    kept: list[Cell] = []
    found: list[_Governing] = []
    for cell in row.cells:
        over = _over(cell, book.columns)
        whose = _heading(cell, book.year)
        if whose or over:
            governing = over or _Governing(cell.first, cell.last, whose or Whose.UNCLEAR, _line(cell))
            found.append(replace(governing, first=cell.first, last=cell.last))
        if found and found[-1].first == cell.first and found[-1].whose is Whose.OTHER:
            book.headings += cell.lines
        elif whose is not Whose.OWN:
            kept.append(cell)
        elif _plain(text_of(cell)):
            kept.append(_named(cell, book))
        else:
            book.headings += cell.lines
    book.columns += found
    _keep_or_put_away(replace(row, cells=tuple(kept)), book.scope, book)


def _over(cell: Cell, columns: Sequence[_Governing]) -> _Governing | None:
    """Return the heading of another year that stands over most of a cell."""
    wide = max(1, cell.last - cell.first)
    held = [one for one in columns if min(cell.last, one.last) - max(cell.first, one.first) > SHARE * wide]
    return next((one for one in held if one.whose is not Whose.OWN), None)


def _named(cell: Cell, book: _Book) -> Cell:
    """Return a heading without the sheet's own year, which is accounted for."""
    text = text_of(cell)
    plain = _plain(text)
    left = plain.split()
    taken = [word for word in text.split() if word.strip("()[],;:") not in left]
    book.headings.append(Line(" ".join(taken), cell.lines[0].place))
    return replace(cell, lines=(part_of(cell.lines, plain),), starts=())


def _body(row: Row, book: _Book) -> None:
    """Read a row with pay: its own cells, the headings above it and its table say which year it is of."""
    book.begun = True
    pay = _pay(row)
    book.held = [one for one in book.held if not any(_share(cell, one) for cell in row.cells if cell not in pay)]
    own: list[Cell] = []
    for cell in (cell for cell in row.cells if cell not in pay):
        whose = _heading(cell, book.year)
        if whose:
            book.held.append(_Governing(cell.first, cell.last, whose, _line(cell)))
        if whose is not Whose.OWN:
            own.append(cell)
        elif _plain(text_of(cell)):
            own.append(_named(cell, book))
        else:
            book.headings += cell.lines
    other = [*filter(None, [book.scope]), *(one for one in book.held if one.whose is not Whose.OWN)]
    rest = replace(row, cells=tuple(sorted([*own, *pay], key=lambda cell: cell.first)))
    if other:
        _keep_or_put_away(rest, min(other, key=lambda one: one.whose is not Whose.OTHER), book)
    else:
        _columns(rest, book)


def _columns(row: Row, book: _Book) -> None:
    """Put away the amounts of a row that stand in columns of other years."""
    kept: list[Cell] = []
    for number, cell in enumerate(row.cells):
        over = _governing(number, row, book) if amounts.looks_like_pay(cell.text) else ()
        if over and all(one.whose is Whose.OTHER for one in over):
            book.away.setdefault(over[0].line, []).extend(cell.lines)
            continue
        if over is None or any(one.whose is not Whose.OWN for one in over):
            book.unsure.update(line.place for line in cell.lines)
        kept.append(cell)
    book.rows.append(replace(row, cells=tuple(kept)))


def _governing(number: int, row: Row, book: _Book) -> Sequence[_Governing] | None:
    """Return the headings of years over a cell of a row; None where none stands over it and the order tells none."""
    cell = row.cells[number]
    if not any(_share(cell, head) for head in book.heads) and any(one.whose is not Whose.OWN for one in book.columns):
        if len(row.cells) != len(book.heads):
            return None
        cell = book.heads[number]
    return [one for one in book.columns if _share(cell, one)]


def _keep_or_put_away(row: Row, scope: _Governing | None, book: _Book) -> None:
    """Keep a row, doubt it or put it away, as what governs all of it says."""
    if scope and scope.whose is Whose.OTHER:
        book.away.setdefault(scope.line, []).extend(_lines(row.cells))
        return
    if scope:
        book.unsure.update(line.place for line in _lines(row.cells))
    book.rows.append(row)


def _lines(cells: Iterable[Cell]) -> list[Line]:
    return [line for cell in cells for line in cell.lines]


def _line(cell: Cell) -> Line:
    return part_of(cell.lines, text_of(cell))


def _share(cell: Cell, one: Cell | _Governing) -> bool:
    narrow = max(1, min(cell.last - cell.first, one.last - one.first))
    return min(cell.last, one.last) - max(cell.first, one.first) > SHARE * narrow
