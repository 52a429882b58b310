"""The pages of a document to one grid: the tables of every page, with the lines above, below and between them.

A table that goes on over a page is one stream of rows; slots are positions in points, so that a cell's column follows
from the headings that it stands under, page by page.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from pipeline.grid.cells import PageCell, PageTable, TextLine, lines_of
from pipeline.grid.page import Found, tables_on
from pipeline.grid.starts import BLANK_ABOVE, BULLET, Habits, has_bullet, learn, odds
from pipeline.model import Cell, Grid, Line, Place, Row
from pipeline.reconcile.vocabulary import is_furniture

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.geometry import Box
    from pipeline.read.pdf import Page

#: Lines further apart than this, measured by the usual distance of lines of their size, have a gap between them.
APART = 1.3
#: Where gaps part texts, a line without one goes on.
NO_GAP = -4.0
#: Where bullets part texts, a line without one goes on.
NO_BULLET = -8.0
#: A line with room for this share of a word more is taken to be full.
FULL = 0.99
#: Columns agree where their edges do, up to so many points.
NEAR = 4.0


@dataclass(frozen=True, slots=True)
class _Type:
    """How the lines of a document are set: their usual distance in sizes of type, and how texts begin."""

    pitch: float
    habits: Habits


def grid_of(pages: Sequence[Page], texts: Iterable[str]) -> Grid:
    """Return the rows of all pages; `texts` are what other sheets print: their first words tell how a text begins."""
    found = [tables_on(page) for page in pages]
    type_ = _type([table for one in found for table in one.tables], texts)
    rows: list[Row] = []
    for page, one in zip(pages, found, strict=True):
        rows += _rows(page, one, type_)
    running = _running(pages)
    beside = tuple(
        line for row in rows if row.beside for cell in row.cells for line in cell.lines if _is_running(line, running)
    )
    kept = tuple(row for row in rows if not (row.beside and _is_running(row.cells[0].lines[0], running)))
    return Grid(kept, steady=True, drawn=True, beside=beside)


def lines_on(pages: Sequence[Page]) -> tuple[Line, ...]:
    """Return the lines of pages as printed, across all columns, before any table is found."""
    return tuple(
        Line(line.text, Place(page.number, page.shown(line.box))) for page in pages for line in lines_of(page.words)
    )


def _type(tables: Sequence[PageTable], texts: Iterable[str]) -> _Type:
    cells = [lines_of(cell.words) for table in tables for cell in table.cells]
    pitches = [_pitch(one, other) for lines in cells for one, other in pairwise(lines)]
    ends = [lines[-1].text for lines in cells if lines and len(lines[-1].text.split()) > 1]
    # The lower half: what is left of it are the lines of one paragraph, whatever stands between paragraphs.
    usual = sorted(pitches)[: max(1, len(pitches) // 2)]
    return _Type(median(usual) if usual else 1.2, learn(texts, ends))


def _pitch(above: TextLine, below: TextLine) -> float:
    """Return the distance of two lines, in sizes of type."""
    return (below.box.bottom - above.box.bottom) / max(above.size, below.size, 1.0)


def _rows(page: Page, found: Found, type_: _Type) -> Iterator[Row]:
    """Yield the rows of a page: those of its tables, and the lines outside of them, from top to bottom."""
    parts: list[tuple[float, PageTable | TextLine]] = [(table.box.top, table) for table in found.tables]
    parts += [(line.box.top, line) for line in found.outside]
    for _, part in sorted(parts, key=lambda one: one[0]):
        if isinstance(part, TextLine):
            yield Row((_cell_of([part], part.box, page),), beside=True)
        else:
            yield from _table_rows(page, part, type_)


def _table_rows(page: Page, table: PageTable, type_: _Type) -> Iterator[Row]:
    widths = _widths(table)
    for number in range(table.rows):
        cells = [cell for cell in table.cells if cell.row == number and cell.words]
        if cells:
            made = (_cell(cell, page, type_, widths[cell.column, cell.last_column]) for cell in cells)
            yield Row(tuple(sorted(made, key=lambda cell: cell.first)))


def _widths(table: PageTable) -> dict[tuple[int, int], float]:
    """Return how wide lines get, in points, in the cells that cover the same columns."""
    widths: dict[tuple[int, int], float] = {}
    for cell in table.cells:
        key = (cell.column, cell.last_column)
        widths[key] = max([widths.get(key, 0.0), *(line.box.width for line in lines_of(cell.words))])
    return widths


def _cell(cell: PageCell, page: Page, type_: _Type, wide: float) -> Cell:
    lines = lines_of(cell.words)
    made = _cell_of(lines, cell.box, page)
    return replace(made, starts=_starts(lines, type_, wide), down=cell.last_row - cell.row + 1)


def _cell_of(lines: Sequence[TextLine], box: Box, page: Page) -> Cell:
    made = tuple(Line(line.text, Place(page.number, page.shown(line.box))) for line in lines)
    return Cell(made, round(box.x0) + 1, max(round(box.x1) - 1, round(box.x0) + 1))


def _starts(lines: Sequence[TextLine], type_: _Type, wide: float) -> tuple[float, ...]:
    """Return for each line the log odds that it begins a text: gaps and bullets first, then what the words tell."""
    apart = [_pitch(one, other) > APART * type_.pitch for one, other in pairwise(lines)]
    bulleted = any(has_bullet(line.text) for line in lines)
    found = [BLANK_ABOVE]
    for (above, line), gap in zip(pairwise(lines), apart, strict=True):
        if bulleted:
            found.append(BULLET if has_bullet(line.text) else NO_BULLET)
        elif any(apart):
            found.append(BLANK_ABOVE if gap else NO_GAP)
        else:
            first = line.words[0].box.width + line.size / 4
            room = above.box.width + first < FULL * wide
            found.append(odds(line.text, above.text, type_.habits, room=room))
    return tuple(found)


def _running(pages: Sequence[Page]) -> set[str]:
    """Return the first and last lines that stand on several pages, their digits aside."""
    ends: Counter[str] = Counter()
    for page in pages:
        lines = [line.text for line in lines_of(word for word in page.words if not word.across)]
        ends.update({_undated(text) for text in (*lines[:2], *lines[-2:])})
    return {text for text, count in ends.items() if count > 1 and count >= len(pages) - 1}


def _undated(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split()))


def _is_running(line: Line, running: set[str]) -> bool:
    return _undated(line.text) in running or is_furniture(line.text)
