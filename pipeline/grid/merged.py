"""Cells of several rows: of which of them a text is that stands at the top, in the middle or at the bottom.

A text that is level with the texts of a lower row may begin there, where no rule parts two cells, or may be of all rows
of its cell, where texts stand in the middle or at the bottom of theirs. What the whole document shows decides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.reconcile.vocabulary import match

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.grid.cells import PageCell, PageTable

#: Lines are level with each other within this, in sizes of type.
LEVEL = 0.3
#: Below the last line of a text at the bottom of its cell is less room than this, in sizes of type.
FOOT = 2.0
#: Marks stand at the front of a row: in one of so many columns.
STUBS = 2
#: Texts in the middle or at the bottom of cells are no chance where there are so many.
SEVERAL = 2


@dataclass(frozen=True, slots=True)
class _Tall:
    """A cell of several rows, and the lower one with whose texts its own is level; `last` where that is at its end."""

    cell: PageCell
    row: int
    middle: bool
    last: bool

    @property
    def hangs(self) -> bool:
        """Whether its text begins in a lower row, and neither in the middle nor at the bottom of the cell."""
        return self.row > self.cell.row and not (self.middle or self.last)


def settled(tables: Sequence[PageTable]) -> Iterator[PageTable]:
    """Yield the tables of a document, whose cells over several rows begin where their words do.

    Where a text is in the middle of its cell, or at the bottom, and no others are, or some begin between, its rows are
    unsure. Texts in the middle tell nothing of one at the bottom.
    """
    tall = {id(cell): _tall(cell, table) for table in tables for cell in table.cells if cell.row < cell.last_row}
    hanging = any(one.hangs for one in tall.values())
    certain = any(one.middle and one.row == one.cell.row for one in tall.values())
    middle = certain or sum(one.middle for one in tall.values()) >= SEVERAL
    bottom = sum(one.last for one in tall.values()) >= SEVERAL
    for table in tables:
        low = [one for cell in table.cells if (one := tall.get(id(cell))) and one.row > cell.row]
        lowered = {id(one.cell): [*_lowered(one, table)] for one in low if one.hangs or hanging}
        doubted = [one.cell for one in low if not one.hangs and (hanging or not (middle if one.middle else bottom))]
        doubted += [cell for cell in table.cells if id(cell) in tall and _is_cut(cell, table)]
        unsure = {row for cell in doubted for row in range(cell.row, cell.last_row + 1)}
        cells = tuple(part for cell in table.cells for part in lowered.get(id(cell), [cell]))
        yield replace(table, cells=cells, unsure=table.unsure | unsure)


def _lowered(one: _Tall, table: PageTable) -> Iterator[PageCell]:
    """Yield the blank rows of a cell, and those from the one on at which its text begins."""
    top = min(other.box.top for other in table.cells if other.row == one.row)
    yield replace(one.cell, last_row=one.row - 1, box=replace(one.cell.box, bottom=top), words=())
    yield replace(one.cell, row=one.row, box=replace(one.cell.box, top=top))


def _tall(cell: PageCell, table: PageTable) -> _Tall:
    if not cell.lines:
        return _Tall(cell, cell.row, middle=False, last=False)
    first, last = cell.lines[0], cell.lines[-1]
    middle = abs((first.box.top + last.box.bottom) / 2 - cell.box.middle[1]) <= first.size
    row = _row_of(cell, table)
    at_end = row == cell.last_row and cell.box.bottom - last.box.bottom < FOOT * last.size
    return _Tall(cell, row, middle, at_end)


def _is_cut(cell: PageCell, table: PageTable) -> bool:
    """Tell whether a blank cell at the front of rows begins on its page and ends with it: its text may be on the next.

    Below headings it goes on from the page before.
    """
    above = [match(one.text) for one in table.cells if one.row <= cell.row - 1 <= one.last_row]
    heads = any(term and term.kind in ("family", "location") for term in above)
    beside = any(one.words and one.column > cell.last_column and one.row == cell.row for one in table.cells)
    begins = cell.row > 0 and not heads and cell.column < STUBS
    return begins and not cell.words and beside and cell.last_row == table.rows - 1


def _row_of(cell: PageCell, table: PageTable) -> int:
    """Return the row of which the first lines are level with the first one of a cell; its own where none is."""
    inside = [other for other in table.cells if cell.row < other.row <= cell.last_row]
    below = [other for other in inside if other.row == other.last_row and other.words]
    near = LEVEL * cell.lines[0].size
    return min((one.row for one in below if abs(_top(one) - _top(cell)) < near), default=cell.row)


def _top(cell: PageCell) -> float:
    return cell.lines[0].box.middle[1]
