"""The pages of a document to one grid: the tables of every page, with the lines above, below and between them.

A table that goes on over a page is one stream of rows; slots are positions in points, so that a cell's column follows
from the headings that it stands under, page by page.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.grid.breaks import End, ends_of, over_page
from pipeline.grid.cells import PageCell, PageTable, TextLine, lines_of, pitch, usual_pitch
from pipeline.grid.page import Found, find
from pipeline.grid.starts import (
    APART,
    BLANK_ABOVE,
    BULLET,
    FULL,
    NO_BULLET,
    NO_GAP,
    SMALL,
    UNSURE,
    Habits,
    has_bullet,
    is_open,
    learn,
    odds,
)
from pipeline.grid.widths import STEP, Type, standing, widths_of
from pipeline.model import Cell, Grid, Line, Misgiving, Place, Row, span
from pipeline.reconcile.amounts import is_cut
from pipeline.reconcile.vocabulary import label_and_level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.geometry import Box
    from pipeline.read.page import Page

#: A line further from all tables than this, in sizes of type, is no part of one.
FAR = 2.5
#: Lines of a cell of a scan that stand nearer than this, measured by the usual distance of lines, run into each other.
TIGHT = 0.7
#: What has no more words than this may be a label.
LABEL = 3


def grid_of(pages: Sequence[Page], texts: Sequence[str]) -> Grid:
    """Return the rows of all pages; `texts` are what other sheets print: their first words tell how a text begins."""
    found, habits = found_on(pages, texts)
    tables = [table for one in found for table in one.tables]
    usual = usual_pitch(cell.lines for table in tables for cell in table.cells)
    type_ = Type(usual, habits, widths_of(tables))
    rows: list[Row] = []
    end = End()
    for page, one, its_end in zip(pages, found, ends_of(pages, found, usual), strict=True):
        rows = over_page(rows, list(_rows(page, one, type_)), type_, end)
        end = its_end
    running = tuple(_line(line, page) for page, one in zip(pages, found, strict=True) for line in one.running)
    return Grid(tuple(rows), steady=True, drawn=True, beside=running)


def found_on(pages: Sequence[Page], texts: Sequence[str]) -> tuple[list[Found], Habits]:
    """Return the tables of each page, and how texts begin and end in the document."""
    habits = learn(texts, _ends(pages))
    return find(pages, habits), habits


def _ends(pages: Sequence[Page]) -> Iterator[str]:
    """Yield the last lines of texts, as far as that can be told before any table is found.

    What begins with a capital, right below a line that begins at the same place, begins a text.
    """
    for page in pages:
        above: dict[int, str] = {}
        for line in lines_of(word for word in page.words if not word.across):
            for part in line.parts:
                at = round(part.box.x0 / STEP)
                last = next((above[one] for one in (at, at - 1, at + 1) if one in above), "")
                above[at] = part.text
                if len(last.split()) > LABEL and part.text[:1].isupper():
                    yield last


def lines_on(pages: Sequence[Page]) -> tuple[Line, ...]:
    """Return the lines of pages as printed, across all columns, before any table is found."""
    return tuple(
        Line(line.text, Place(page.number, page.shown(line.box))) for page in pages for line in lines_of(page.words)
    )


def _rows(page: Page, found: Found, type_: Type) -> Iterator[Row]:
    """Yield the rows of a page: those of its tables, and the lines outside of them, from top to bottom."""
    parts: list[tuple[float, PageTable | TextLine]] = [(table.box.top, table) for table in found.tables]
    parts += [(line.box.top, line) for line in found.outside]
    for _, part in sorted(parts, key=lambda one: one[0]):
        if isinstance(part, TextLine):
            far = all(_distance(part, table) > FAR * part.size for table in found.tables)
            yield Row((_cell_of([part], part.box, page),), gap=far, beside=True)
        else:
            yield from _table_rows(page, part, type_)


def _distance(line: TextLine, table: PageTable) -> float:
    """Return how far a line stands above or below a table, in points."""
    return max(table.box.top - line.box.bottom, line.box.top - table.box.bottom, 0.0)


def _table_rows(page: Page, table: PageTable, type_: Type) -> Iterator[Row]:
    for number in range(table.rows):
        cells = [cell for cell in table.cells if cell.row == number and cell.words]
        if cells:
            made = (_cell(cell, page, type_, ruled=table.ruled) for cell in cells)
            yield Row(tuple(sorted(made, key=lambda cell: cell.first)), unsure=number in table.unsure)


def _cell(cell: PageCell, page: Page, type_: Type, *, ruled: bool) -> Cell:
    lines = cell.lines
    made = _cell_of(lines, cell.box, page)
    wide = type_.wide.get(standing(cell, ruled=ruled), 0.0)
    starts = _starts(lines, type_, wide)
    if page.back:
        told = zip(_by_words(lines, type_, wide), _apart(lines, type_), _early(lines, wide), strict=True)
        starts = tuple(_as_scanned(starts, told))
        made = _doubted(made, lines, type_.pitch)
    return replace(_with_whole_amounts(replace(made, starts=starts)), down=cell.last_row - cell.row + 1)


def _with_whole_amounts(cell: Cell) -> Cell:
    """Return a cell whose lines do not break in the middle of an amount."""
    lines: list[Line] = []
    starts: list[float] = []
    for line, start in zip(cell.lines, cell.starts, strict=True):
        if lines and is_cut(lines[-1].text, line.text):
            above = lines.pop()
            whole = replace(above, text=above.text + line.text, place=span([above, line]), sure=above.sure * line.sure)
            lines.append(replace(whole, misgivings=above.misgivings + line.misgivings))
        else:
            lines.append(line)
            starts.append(start)
    return replace(cell, lines=tuple(lines), starts=tuple(starts))


def _cell_of(lines: Sequence[TextLine], box: Box, page: Page) -> Cell:
    made = tuple(_line(line, page) for line in lines)
    return Cell(made, round(box.x0) + 1, max(round(box.x1) - 1, round(box.x0) + 1))


def _line(line: TextLine, page: Page) -> Line:
    misgivings = tuple(Misgiving(word.text, word.doubt, word.others) for word in line.words if word.doubt)
    sure = math.prod(word.sure for word in line.words)
    return Line(line.text, Place(page.number, page.shown(line.box)), sure, misgivings)


def _doubted(cell: Cell, lines: Sequence[TextLine], usual: float) -> Cell:
    """Doubt the lines of a scan that run into each other: a word of one may have been taken for one of the other.

    A heading that is known all the same is none the worse for it.
    """
    if label_and_level(cell.text):
        return cell
    near = {i for i, (above, below) in enumerate(pairwise(lines)) if pitch(above, below) < TIGHT * usual}
    return replace(cell, lines=tuple(_tight(line) if {i - 1, i} & near else line for i, line in enumerate(cell.lines)))


def _tight(line: Line) -> Line:
    doubt = Misgiving(line.text, f"runs into the next line, so that words may stand in the wrong one: {line.text!r}")
    return replace(line, misgivings=(*line.misgivings, doubt))


def _starts(lines: Sequence[TextLine], type_: Type, wide: float) -> tuple[float, ...]:
    """Return for each line the log odds that it begins a text: gaps and bullets first, then what the words tell."""
    apart = _apart(lines, type_)[1:]
    if any(has_bullet(line.text) for line in lines):
        return BLANK_ABOVE, *(BULLET if has_bullet(line.text) else NO_BULLET for line in lines[1:])
    if any(apart):
        return BLANK_ABOVE, *(BLANK_ABOVE if gap else NO_GAP for gap in apart)
    return _by_words(lines, type_, wide)


def _apart(lines: Sequence[TextLine], type_: Type) -> list[bool]:
    """Tell of each line whether there is a gap above it."""
    return [True, *(pitch(one, other) > APART * type_.pitch for one, other in pairwise(lines))]


def _by_words(lines: Sequence[TextLine], type_: Type, wide: float) -> tuple[float, ...]:
    found = [BLANK_ABOVE]
    for above, line in pairwise(lines):
        found.append(odds(line.text, above.text, type_.habits, room=_has_room(above, line, wide)))
    return tuple(found)


def _has_room(above: TextLine, line: TextLine, wide: float) -> bool:
    """Tell whether the first word of a line would have fitted on the line above."""
    return above.box.width + line.words[0].box.width + line.size / 4 < FULL * wide


def _early(lines: Sequence[TextLine], wide: float) -> list[bool]:
    """Tell of each line whether the one above ends before the column does, though its sentence may end there."""
    return [False, *(_has_room(one, other, wide) and not is_open(one.text) for one, other in pairwise(lines))]


def _as_scanned(starts: Sequence[float], told: Iterable[tuple[float, bool, bool]]) -> Iterator[float]:
    """Yield the log odds of a scan's lines: OCR may lose a bullet or a gap, so what the words tell counts too.

    With the other of the two it is beyond doubt. `told` are the log odds by the words, whether there is a gap above,
    and whether the line above ends early: then a small letter, which may be a capital, leaves a doubt.
    """
    for place, (words, gap, early) in zip(starts, told, strict=True):
        begins, may_begin = place < 0 < UNSURE < words, place < 0 and early and words == SMALL
        yield BLANK_ABOVE if begins and gap else -UNSURE / 2 if begins or may_begin else place
