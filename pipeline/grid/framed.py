"""Tables of which rules part every cell, whatever they are about: grids."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pipeline.grid.cells import PageCell, PageTable
from pipeline.grid.figures import column_gap, is_figure, parts_of
from pipeline.grid.lattice import Frame, frames, table_of
from pipeline.grid.walls import walls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.page import Page

#: A grid has so many cells with text at least, in this share of all cells, and in rows and columns.
FEWEST, FILLED = 3, 0.5
#: Rules do not part the rows of a table where so many cells side by side hold several figures.
STACKS = 2


def whole_tables(page: Page) -> list[PageTable]:
    """Return the tables of a page of which rules part all cells."""
    found = (table_of(frame, page.words, page.number) for frame in _grids(page))
    return [table for table in found if _is_whole(table)]


def _grids(page: Page) -> list[Frame]:
    return [frame for frame in frames(*walls(page.rules)) if len(frame.lying) > 2 and len(frame.standing) > 1]


def _is_whole(table: PageTable) -> bool:
    """Tell whether rules part all of a table: no cells side by side hold figures one below the other."""
    filled = [cell for cell in table.cells if cell.words]
    if len(filled) < max(FEWEST, FILLED * len(table.cells)) or table.columns < 2 or table.rows < 2:
        return False
    stacks = Counter(cell.row for cell in filled if _holds_several(cell))
    return max(stacks.values(), default=0) < STACKS


def _holds_several(cell: PageCell) -> bool:
    """Tell whether a cell holds several figures."""
    lines = cell.lines
    figures = [_figures([part.text for part in parts_of(line, column_gap(0.0))]) for line in lines]
    return sum(figures) > 1 and 2 * sum(map(bool, figures)) >= len(lines)


def _figures(texts: Sequence[str]) -> int:
    return sum(map(is_figure, texts))
