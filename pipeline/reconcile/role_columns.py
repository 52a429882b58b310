"""The heading rows of a list of roles on a drawn page: what stands in each column, and which amounts make one range.

A column is known by all the headings above it, read together: `London` over `Annual minimum`. A column whose heading
has a word that is not known here is not understood, and no amount is taken from it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pipeline.reconcile import amounts
from pipeline.reconcile.text import join_lines
from pipeline.reconcile.vocabulary import KEPT, match, squeeze, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.model import Cell, Row
    from pipeline.reconcile.vocabulary import Term

#: The longest heading, in words.
LONGEST = 5
#: Two cells stand in one column where they share this much of the narrower one.
SHARE = 0.3
#: What a column before the amounts holds.
LEADS = frozenset({"role", "families", "level", "job_titles", "location"})
#: What a column of amounts holds.
BOUNDS = frozenset({"minimum", "maximum"})
#: A digit right behind a word sends the reader to a note.
_NOTE_SIGN = re.compile(r"(?<=[^\W\d_])\d$")
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s*[-/–]\s*(?:\d\d){1,2})?|\d{1,2}/\d{1,2}")


@dataclass(frozen=True, slots=True)
class Said:
    """What a heading says: labels and locations by their canonical names, the locations as printed, and other words."""

    labels: frozenset[str] = frozenset()
    places: tuple[tuple[str, str], ...] = ()
    other: tuple[str, ...] = ()

    @property
    def is_heading(self) -> bool:
        """Tell whether all of it is known, and says something."""
        return bool(self.labels or self.places) and not self.other


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its slots, what it holds (a label's name, empty where it is not understood) and its location."""

    first: int
    last: int
    holds: str
    text: str
    head: Cell
    place: tuple[str, str] | None = None

    @property
    def is_pay(self) -> bool:
        """Tell whether it holds pay: a bound, or a whole range."""
        return self.holds in BOUNDS or self.holds == "pay_bands"


@dataclass(frozen=True, slots=True)
class Group:
    """The columns that give one range: minimum and maximum, or one column for both."""

    columns: tuple[Column, ...]

    @property
    def place(self) -> tuple[str, str] | None:
        """The location that their headings name, with the words that name it."""
        return self.columns[0].place

    def lacks(self, bound: str) -> bool:
        """Tell whether neither this bound nor a whole range is among its columns."""
        return not any(column.holds in (bound, "pay_bands") for column in self.columns)


@lru_cache(KEPT)
def said(text: str) -> Said:
    """Read a heading word by word: the longest exact wordings first, then those that are nearly known."""
    parts = list(_parts(text))
    labels = frozenset(term.name for term, _ in parts if term and term.kind == "label")
    places = tuple((term.name, whole) for term, whole in parts if term and term.kind == "location")
    known = {"label", "location"}
    other = tuple(whole for term, whole in parts if not (term and term.kind in known) and not _is_filler(whole))
    noted = labels & BOUNDS and len(other[-1:]) == 1 and text.endswith(other[-1]) and len(other[-1]) == 1
    return Said(labels, places, other[:-1] if noted and other[-1].isdigit() else other)


def single_heads(text: str) -> list[tuple[str, str]]:
    """Return the headings that share a cell, in order, each with its words; one where they are of one column."""
    labels = [(term.name, whole) for term, whole in _parts(text) if term and term.kind == "label"]
    apart = [one for one in labels if one[0] in LEADS | BOUNDS]
    same = len({name for name, _ in apart}) == len(apart)
    return apart if same and not said(text).other and (said(text).labels <= {name for name, _ in apart}) else []


def _parts(text: str) -> Iterator[tuple[Term | None, str]]:
    words = [_NOTE_SIGN.sub("", word) for word in text.split()]
    while words:
        count, term = _longest(words)
        yield term, " ".join(words[:count])
        words = words[count:]


def _longest(words: Sequence[str]) -> tuple[int, Term | None]:
    counts = range(min(LONGEST, len(words)), 0, -1)
    found = [(count, term) for count in counts if (term := match(" ".join(words[:count])))]
    exact = [one for one in found if one[1].exact]
    return next(iter(exact or found), (1, None))


@cache
def _fillers() -> frozenset[str]:
    return frozenset(squeeze(one) for one in table("vocabulary")["fillers"]["words"])


def _is_filler(word: str) -> bool:
    return not squeeze(word) or squeeze(word) in _fillers() or bool(_YEAR.fullmatch(word.strip("()[],.:;*")))


def text_of(cell: Cell) -> str:
    """Return the text of a cell, wrapped words made whole."""
    return join_lines([line.text for line in cell.lines])


def is_head_row(row: Row) -> bool:
    """Tell whether a row of a table names columns: nothing in it is money, and a cell is a heading and no more."""
    if len(row.cells) == 1 or any(amounts.looks_like_pay(cell.text) for cell in row.cells):
        return False
    each = [said(text_of(cell)) for cell in row.cells]
    named = [one for one in each if one.is_heading]
    return any(one.labels for one in named) or (len(named) > 1 and len(named) == len(each))


def columns_of(rows: Sequence[Row]) -> tuple[Column, ...]:
    """Return the columns under some heading rows, left to right."""
    rows = [row for row in rows if not _is_caption(row)] or rows
    cells = [(number, cell) for number, row in enumerate(rows) for cell in row.cells if _says_something(cell)]
    ends = [cell for number, cell in cells if not any(later > number and _is_over(cell, one) for later, one in cells)]
    bounds = {id(cell) for cell in ends if said(text_of(cell)).labels & BOUNDS}
    ends = [cell for cell in ends if not (bounds and id(cell) not in bounds and _is_place(cell))]
    made = [_column(cell, [one for _, one in cells if one is cell or _is_over(one, cell)]) for cell in ends]
    return placed(made, rows)


def columns_over(rows: Sequence[Row], slots: Sequence[Cell], *, middle: bool) -> tuple[Column, ...]:
    """Return a column for each slot of the body, under the headings that begin over it or are nearest to it."""
    stacks: list[list[Cell]] = [[] for _ in slots]
    for cell in (cell for row in rows if not _is_caption(row) for cell in row.cells) if slots else ():
        begun = bisect_right([slot.first for slot in slots[1:]], cell.first)
        away = [abs(slot.first + slot.last - cell.first - cell.last) for slot in slots]
        stacks[away.index(min(away)) if middle else begun].append(cell)
    return placed([_column(slot, stack) for slot, stack in zip(slots, stacks, strict=True) if stack], rows)


def _is_caption(row: Row) -> bool:
    """Tell whether a row of one cell says only that this is pay."""
    return len(row.cells) == 1 and said(text_of(row.cells[0])).labels == {"pay_bands"}


def _says_something(cell: Cell) -> bool:
    one = said(text_of(cell))
    return bool(one.labels or one.places or one.other)


def _is_place(cell: Cell) -> bool:
    one = said(text_of(cell))
    return bool(one.places) and not one.labels and not one.other


def _is_over(upper: Cell, lower: Cell) -> bool:
    """Tell whether a heading stands over another one, by their slots."""
    return upper is not lower and overlap(upper, lower) > SHARE * max(1, lower.last - lower.first)


def overlap(one: Cell | Column, other: Cell | Column) -> int:
    """Return how many slots two cells or columns share; negative where they are apart."""
    return min(one.last, other.last) - max(one.first, other.first)


def _column(cell: Cell, stack: Sequence[Cell]) -> Column:
    text = " ".join(text_of(one) for one in stack)
    one = said(text)
    names = {name for name, _ in one.places}
    place = one.places[-1] if len(names) == 1 else None
    holds = "" if one.other or len(names) > 1 else _holds(one.labels, place=bool(place))
    return Column(cell.first, cell.last, holds, text, stack[-1], place)


def _holds(labels: frozenset[str], *, place: bool) -> str:
    """Return what a column with these labels holds; empty where they do not agree."""
    leads = labels & LEADS
    if len(leads) == 1 and not labels & BOUNDS:
        return next(iter(leads))
    if leads & {"families", "role"} and not labels & BOUNDS:
        return "role"
    if leads or labels - BOUNDS - {"pay_bands"}:
        return ""
    bounds = labels & BOUNDS
    if len(bounds) == 1:
        return next(iter(bounds))
    return "pay_bands" if labels or place else ""


def placed(columns: Sequence[Column], rows: Sequence[Row]) -> tuple[Column, ...]:
    """Give columns of amounts that no location stands over the one whose turn it is, where they share out evenly."""
    columns = sorted(columns, key=lambda column: column.first)
    places = [cell for row in rows for cell in row.cells if _is_place(cell)]
    pay = [column for column in columns if column.is_pay]
    share, rest = divmod(len(pay), max(1, len(places)))
    if not places or rest or all(column.place for column in pay):
        return tuple(columns)
    ordered = sorted(places, key=lambda cell: cell.first)
    turns = [said(text_of(ordered[index // share])).places[-1] for index in range(len(pay))]
    if any(column.place and column.place[0] != turn[0] for column, turn in zip(pay, turns, strict=True)):
        return tuple(columns)
    given = {id(column): turn for column, turn in zip(pay, turns, strict=True)}
    return tuple(replace(one, place=given[id(one)]) if id(one) in given else one for one in columns)


def groups_of(columns: Iterable[Column]) -> tuple[Group, ...]:
    """Return the columns of each range: a bound goes with the next other bound of its location."""
    groups: list[Group] = []
    for column in columns:
        if not column.is_pay:
            continue
        open_ = next((n for n, group in enumerate(groups) if _wants(group, column)), None)
        if open_ is None:
            groups.append(Group((column,)))
        else:
            ordered = sorted((*groups[open_].columns, column), key=lambda one: one.holds != "minimum")
            groups[open_] = Group(tuple(ordered))
    return tuple(groups)


def _wants(group: Group, column: Column) -> bool:
    same = (group.place or ("", ""))[0] == (column.place or ("", ""))[0]
    return same and column.holds in BOUNDS and group.lacks(column.holds)
