"""Cells that no rule parts, though their words stand in the columns into which rules part other rows.

So it is where only every other row is shaded, cell by cell: the edges of the shades part that row alone. Of a scan one
rule may be lost where all like it are found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.geometry import Box
from pipeline.reconcile.vocabulary import match

if TYPE_CHECKING:
    from pipeline.grid.cells import PageCell, PageTable, TextLine


def with_columns(table: PageTable, places: Sequence[float]) -> PageTable:
    """Return a table whose rows are parted where others are; `places` are those of its walls, left to right."""
    return replace(table, cells=tuple(one for cell in table.cells for one in _parts(cell, places)))


def _parts(cell: PageCell, places: Sequence[float]) -> Iterator[PageCell]:
    """Yield a cell, or one for each of its columns where a line of it has words in all of them.

    What is a heading as a whole is no row of several, however wide its spaces.
    """
    edges = places[cell.column : cell.last_column + 2]
    term = match(cell.text)
    if cell.column == cell.last_column or (term and term.exact) or not _is_row(cell.lines, edges):
        yield cell
        return
    for number, (left, right) in enumerate(pairwise(edges), start=cell.column):
        words = tuple(word for word in cell.words if left <= word.box.middle[0] < right)
        yield replace(
            cell, column=number, last_column=number, box=Box(left, cell.box.top, right, cell.box.bottom), words=words
        )


def _is_row(lines: Sequence[TextLine], edges: Sequence[float]) -> bool:
    """Tell whether a line has one part in each column, and no other line has several: those are wrapped."""
    full = [line for line in lines if len(line.parts) > 1]
    inside = all(sum(part.box.x0 < edge < part.box.x1 for edge in edges) == 0 for line in lines for part in line.parts)
    columns = [sum(edge <= part.box.middle[0] for edge in edges) for line in full for part in line.parts]
    return len(full) == 1 and inside and columns == list(range(1, len(edges)))


def lost_rules(table: PageTable) -> list[Box]:
    """Return a rule for each gap of a cell whose parts other cells of its row hold one by one: headings that repeat."""
    return [rule for cell in table.cells for rule in _lost(cell, _beside(cell, table))]


def _beside(cell: PageCell, table: PageTable) -> set[str]:
    return {other.text for other in table.cells if other.row == cell.row and other is not cell}


def _lost(cell: PageCell, beside: set[str]) -> Iterator[Box]:
    parts = cell.lines[0].parts if len(cell.lines) == 1 else ()
    if len(parts) > 1 and all(part.text in beside for part in parts):
        for left, right in pairwise(parts):
            middle = (left.box.x1 + right.box.x0) / 2
            yield Box(middle, cell.box.top, middle, cell.box.bottom)
