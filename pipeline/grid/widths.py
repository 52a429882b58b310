"""How a document is set: the usual distance of its lines, and how wide they get in each column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product, zip_longest
from typing import TYPE_CHECKING

from pipeline.grid.starts import Habits
from pipeline.reconcile.amounts import has_amount

if TYPE_CHECKING:
    from pipeline.grid.cells import PageCell, PageTable
    from pipeline.model import Cell

#: Cells begin at one place where they do so within this (points).
STEP = 3.0
#: Where a cell ends that no rule ends, in such steps: nowhere.
UNRULED = -9
#: So many lines that go on tell how wide a column is.
WRAPPED = 5


@dataclass(frozen=True, slots=True)
class Type:
    """How a document is set: the usual distance of lines in sizes of type, how texts begin, how wide lines get."""

    pitch: float
    habits: Habits
    wide: Mapping[tuple[int, int], float]


def widths_of(tables: Sequence[PageTable]) -> dict[tuple[int, int], float]:
    """Return how wide lines get in cells that stand at one place, which is their left edge where no rule ends them.

    Where enough lines surely go on, since a small letter begins the next, they alone count: others may run out of
    their column, or be of another table.
    """
    every: dict[tuple[int, int], list[tuple[float, bool]]] = {}
    for table in tables:
        for cell in table.cells:
            if not has_amount(cell.text):
                told = list(_wraps(cell, ruled=table.ruled))
                for place in _near(standing(cell, ruled=table.ruled), ruled=table.ruled):
                    every.setdefault(place, []).extend(told)
    return {place: _width(told) for place, told in every.items()}


def _wraps(cell: PageCell, *, ruled: bool) -> Iterator[tuple[float, bool]]:
    """Yield the width of each line of a cell that ends in it, and whether it surely goes on."""
    for line, below in zip_longest(cell.lines, cell.lines[1:]):
        if not ruled or line.box.x1 <= cell.box.x1:
            yield line.box.width, below is not None and below.text[:1].islower()


def _near(place: tuple[int, int], *, ruled: bool) -> Iterator[tuple[int, int]]:
    for left, right in product((-1, 0, 1), (-1, 0, 1) if ruled else (0,)):
        yield place[0] + left, place[1] + right


def _width(told: Sequence[tuple[float, bool]]) -> float:
    wrapped = [width for width, goes_on in told if goes_on]
    return max(wrapped if len(wrapped) >= WRAPPED else (width for width, _ in told), default=0.0)


def standing(cell: PageCell, *, ruled: bool) -> tuple[int, int]:
    """Return where a cell begins and ends, in steps: its place among columns."""
    return round(cell.box.x0 / STEP), round(cell.box.x1 / STEP) if ruled else UNRULED


def wide_at(cell: Cell, type_: Type) -> float:
    """Return how wide lines get where a cell stands, between rules or right of its left edge."""
    left, right = round((cell.first - 1) / STEP), round((cell.last + 1) / STEP)
    return type_.wide.get((left, right), type_.wide.get((left, UNRULED), 0.0))
