"""One page to its tables: those that rules make first, then those that only the place of the words makes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.grid.cells import PageTable, TextLine, lines_of
from pipeline.grid.lattice import frames, table_of
from pipeline.grid.walls import walls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.pdf import Page, Word

#: A table has at least so many cells with text, or one and so many cells.
FEWEST, MESHES = 2, 4


@dataclass(frozen=True, slots=True)
class Found:
    """The tables of a page, top to bottom, and the lines that stand in none."""

    tables: tuple[PageTable, ...]
    outside: tuple[TextLine, ...]


def tables_on(page: Page) -> Found:
    """Find the tables of a page."""
    tables = ruled(page)
    inside = {id(word) for table in tables for cell in table.cells for word in cell.words}
    free = [word for word in page.words if id(word) not in inside]
    return Found(tuple(sorted(tables, key=lambda table: table.box.top)), _outside(free))


def ruled(page: Page) -> list[PageTable]:
    """Return the tables whose cells are parted by rules that meet."""
    lying, standing = walls(page.rules)
    found = [
        table_of(frame, page.words, page.number) for frame in frames(lying, standing) if frame.lying and frame.standing
    ]
    kept: list[PageTable] = []
    for table in sorted(found, key=lambda table: -table.box.width * table.box.height):
        filled = sum(bool(cell.words) for cell in table.cells)
        full = filled >= FEWEST or (filled and len(table.cells) >= MESHES)
        if full and not any(other.box.holds(*table.box.middle) for other in kept):
            kept.append(table)
    return kept


def _outside(words: Sequence[Word]) -> tuple[TextLine, ...]:
    return lines_of(words)
