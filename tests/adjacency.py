"""Score found tables against true ones by adjacency relations (Göbel, Hassan, Oro and Orsi, 2012).

A relation is a pair of cells that stand next to each other, across or down. Blank cells are passed over: the
neighbour of a cell is the next one that is not blank. A merged cell has one relation with each of its neighbours,
however many slots they share. Texts are compared without their white space.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

#: The direction, the text of a cell, the text of its neighbour to the right or below.
Relation = tuple[str, str, str]
Slots = dict[tuple[int, int], int]


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its text, its first row and column, and how many of each it covers."""

    text: str
    row: int
    col: int
    rows: int = 1
    cols: int = 1

    @property
    def content(self) -> str:
        return "".join(self.text.split())

    def slots(self) -> Iterator[tuple[int, int]]:
        return ((r, c) for r in range(self.row, self.row + self.rows) for c in range(self.col, self.col + self.cols))


TrueTable = Sequence[Cell]


@dataclass(frozen=True)
class Score:
    """How many relations are true, how many were found, and how many of those are right; scores can be added."""

    true: int = 0
    found: int = 0
    right: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.true + other.true, self.found + other.found, self.right + other.right)

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        both = self.true + self.found
        return 2 * self.right / both if both else 1.0


def relations(table: Iterable[Cell]) -> Counter[Relation]:
    """Return the relations of a table; equal pairs at different places count each."""
    cells = [cell for cell in table if cell.content]
    slots = {slot: i for i, cell in enumerate(cells) for slot in cell.slots()}
    across = {("right", *pair) for pair in _pairs(sorted(slots), slots, axis=0)}
    down = {("down", *pair) for pair in _pairs(sorted(slots, key=lambda slot: slot[::-1]), slots, axis=1)}
    return Counter((way, cells[a].content, cells[b].content) for way, a, b in across | down)


def _pairs(order: Sequence[tuple[int, int]], slots: Slots, *, axis: int) -> Iterator[tuple[int, int]]:
    """Yield the cells that follow each other in one row (axis 0) or one column (axis 1)."""
    for before, after in pairwise(order):
        if before[axis] == after[axis] and slots[before] != slots[after]:
            yield slots[before], slots[after]


def compare(true: Iterable[TrueTable], found: Iterable[TrueTable]) -> Score:
    """Score the tables found on one page against the true tables of that page."""
    expected, got = all_relations(true), all_relations(found)
    return Score(expected.total(), got.total(), (expected & got).total())


def all_relations(tables: Iterable[TrueTable]) -> Counter[Relation]:
    """Return the relations of all the tables of a page together."""
    return sum((relations(table) for table in tables), Counter())


def from_rows(rows: Sequence[Sequence[str | None]], spans: Iterable[Sequence[int]] = ()) -> list[Cell]:
    """Return the cells of a table given as rows of texts.

    A merged cell is either its text in its first slot and blanks in the others, which loses relations, or is named
    in `spans` as first row, first column, rows, columns.
    """
    sizes = {(row, col): (height, width) for row, col, height, width in spans}
    hidden = {
        (r, c)
        for (row, col), (height, width) in sizes.items()
        for r in range(row, row + height)
        for c in range(col, col + width)
    } - set(sizes)
    return [
        Cell(text or "", r, c, *sizes.get((r, c), (1, 1)))
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
        if (r, c) not in hidden
    ]


def found_by_page(printed: Mapping[str, Any]) -> dict[int, list[list[Cell]]]:
    """Sort what `python -m pipeline tables` prints by page, counted from 1."""
    pages: dict[int, list[list[Cell]]] = {}
    for table in printed["tables"]:
        pages.setdefault(table["page"] or 1, []).append(from_rows(table["cells"], table.get("spans", ())))
    return pages
