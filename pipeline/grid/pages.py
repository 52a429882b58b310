"""The pages of a document to one grid: the tables of every page, with the lines above, below and between them.

A table that goes on over a page is one stream of rows; slots are positions in points, so that a cell's column follows
from the headings that it stands under, page by page.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise, product, zip_longest
from typing import TYPE_CHECKING

from pipeline.grid.cells import PageCell, PageTable, TextLine, lines_of, pitch, usual_pitch
from pipeline.grid.page import Found, find
from pipeline.grid.starts import (
    APART,
    BLANK_ABOVE,
    BULLET,
    CONTRARY,
    FULL,
    NO_BULLET,
    NO_GAP,
    UNSURE,
    Habits,
    has_bullet,
    learn,
    odds,
)
from pipeline.model import Cell, Grid, Line, Misgiving, Place, Row, span
from pipeline.reconcile.amounts import has_amount, is_cut
from pipeline.reconcile.vocabulary import label_and_level, level_of, match

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.geometry import Box
    from pipeline.read.page import Page

#: More evidence than this, and none against it, and a page begins with a text: there a full line tells little.
BREAK = 4.0
#: A line further from all tables than this, in sizes of type, is no part of one.
FAR = 2.5
#: Cells begin at one place where they do so within this (points).
STEP = 3.0
#: Lines of a cell of a scan that stand nearer than this, measured by the usual distance of lines, run into each other.
TIGHT = 0.7
#: Cells of two pages are in one column where they share more than this of the narrower one.
SHARED = 0.3
#: What has no more words than this may be a label.
LABEL = 3
#: A page has room for more where another one's lines go further down by so many lines: a text may end two lines early,
#: so that none stands alone.
LINES_LEFT = 2.2
#: The lowest lines of a page end at one height within this share of a line's height.
DEEP = 0.5
#: So many lines that go on tell how wide a column is.
WRAPPED = 5
#: So many rows before and after the end of a page tell whether cells hold several texts.
NEAR = 4


@dataclass(frozen=True, slots=True)
class _Type:
    """How a document is set: the usual distance of lines in sizes of type, how texts begin, how wide lines get."""

    pitch: float
    habits: Habits
    wide: Mapping[tuple[int, int], float]


@dataclass(frozen=True, slots=True)
class _End:
    """The end of a page: whether it is as full as any page, and the places of the lowest lines in its tables."""

    full: bool = True
    lowest: frozenset[Place] = frozenset()


def grid_of(pages: Sequence[Page], texts: Sequence[str]) -> Grid:
    """Return the rows of all pages; `texts` are what other sheets print: their first words tell how a text begins."""
    found, habits = found_on(pages, texts)
    tables = [table for one in found for table in one.tables]
    usual = usual_pitch(cell.lines for table in tables for cell in table.cells)
    type_ = _Type(usual, habits, _widths(tables))
    rows: list[Row] = []
    end = _End()
    for page, one, its_end in zip(pages, found, _ends_of(pages, found, usual), strict=True):
        rows = _over_page(rows, list(_rows(page, one, type_)), type_, end)
        end = its_end
    running = tuple(_line(line, page) for page, one in zip(pages, found, strict=True) for line in one.running)
    return Grid(tuple(rows), steady=True, drawn=True, beside=running)


def _ends_of(pages: Sequence[Page], found: Sequence[Found], usual: float) -> Iterator[_End]:
    """Yield the end of each page; `usual` is the distance of lines in sizes of type."""
    told = [[line for table in one.tables for cell in table.cells for line in cell.lines] for one in found]
    bottoms = [max((line.box.bottom for line in lines), default=0.0) for lines in told]
    outside = [max((line.box.bottom for line in one.outside), default=0.0) for one in found]
    furthest = max(bottoms, default=0.0)
    for page, lines, bottom, other in zip(pages, told, bottoms, outside, strict=True):
        lowest = [line for line in lines if bottom - line.box.bottom < DEEP * line.box.height]
        size = max((line.size for line in lowest), default=0.0)
        full = furthest - max(bottom, other) < LINES_LEFT * usual * size
        yield _End(full, frozenset(Place(page.number, page.shown(line.box)) for line in lowest))


def _over_page(before: list[Row], rows: list[Row], type_: _Type, end: _End) -> list[Row]:
    """Join the first row of a page to the last of the page before where its texts go on; doubt both if in doubt.

    A row breaks only at the end of a page that is full, and there what ends higher than the page does not go on.
    """
    last = next((i for i in range(len(before) - 1, -1, -1) if not before[i].beside), None)
    first = next((i for i, row in enumerate(rows) if not row.beside and not is_heading_row(row)), None)
    if last is not None and any(row.beside and row.cells[0].text[:1].islower() for row in rows[:first]):
        before = [*before[:last], replace(before[last], unsure=True), *before[last + 1 :]]  # its rest is in no table
    if last is None or first is None or not (is_text_row(before[last]) and is_text_row(rows[first], whole=True)):
        return before + rows
    if any(label_and_level(row.cells[0].text) for row in (*before[last + 1 :], *rows[:first]) if row.beside):
        return before + rows  # a caption begins another table
    above, below = before[last], rows[first]
    told = dict(_told(above, below, type_, end))
    least, evidence = min(told.values(), default=0.0), sum(told.values())
    single = not any(map(_is_stacked, (*before[-NEAR:], *rows[first : first + NEAR])))
    sure = evidence > BREAK and (least >= 0 or single)
    if not told or (least > CONTRARY and (sure or not end.full)):
        return before + rows
    if least > CONTRARY and evidence > 0:
        doubted = [*before[:last], replace(above, unsure=True), *before[last + 1 :]]
        return [*doubted, *rows[:first], replace(below, unsure=True), *rows[first + 1 :]]
    doubtful = least > CONTRARY  # little things in several columns make no proof
    joined = replace(above, cells=_joined(above.cells, below.cells, told), unsure=above.unsure or doubtful)
    return [*before[:last], joined, *before[last + 1 :], *rows[:first], *rows[first + 1 :]]


def _told(above: Row, below: Row, type_: _Type, end: _End) -> Iterator[tuple[int, float]]:
    """Yield, for each cell of a row under one of the page before, the log odds that it begins a text."""
    for cell in below.cells:
        index = _in_column(cell, above.cells)
        if index is not None:
            one = above.cells[index]
            yield id(cell), _goes_on(one, cell, type_) if one.lines[-1].place in end.lowest else BLANK_ABOVE


def _is_stacked(row: Row) -> bool:
    """Tell whether a cell of a row may hold several texts."""
    return any(start > 0 for cell in row.cells for start in cell.starts[1:])


def _in_column(cell: Cell, cells: Sequence[Cell]) -> int | None:
    """Return the number of the cell that most of a cell on the next page stands under: pages do not lie quite alike."""
    shares = [_shared(one, cell) for one in cells]
    best = max(range(len(cells)), key=shares.__getitem__, default=None)
    return best if best is not None and shares[best] > SHARED else None


def _shared(one: Cell, other: Cell) -> float:
    """Return how much of the narrower of two cells stands over or under the other one; below 0 where nothing does."""
    common = min(one.last, other.last) - max(one.first, other.first) + 1
    return common / (min(one.last - one.first, other.last - other.first) + 1)


def _goes_on(above: Cell, below: Cell, type_: _Type) -> float:
    """Return the log odds that a cell on the next page begins a text."""
    boxes = [line.place.box for line in (*above.lines, *below.lines) if line.place.box]
    wide = max(max(box.width, box.height) for box in boxes) if boxes else 0.0
    last, first = above.lines[-1], below.lines[0]
    length = max(last.place.box.width, last.place.box.height) if last.place.box else 0.0
    word = first.text.split()[0]
    room = length * (len(last.text) + 1 + len(word)) / max(len(last.text), 1) < FULL * wide
    return odds(first.text, last.text, type_.habits, room=room)


def _joined(above: Sequence[Cell], below: Sequence[Cell], told: Mapping[int, float]) -> tuple[Cell, ...]:
    """Return the cells of a row with those of its rest; what begins a text there does so inside its cell."""
    joined = list(above)
    for cell in below:
        index = _in_column(cell, above)
        if index is None:
            joined.append(cell)
        else:
            one = joined[index]
            starts = (*one.starts, told.get(id(cell), BLANK_ABOVE), *cell.starts[1:])
            joined[index] = replace(one, lines=one.lines + cell.lines, starts=starts)
    return tuple(sorted(joined, key=lambda cell: cell.first))


def is_heading_row(row: Row) -> bool:
    """Tell whether a row names families or locations."""
    return sum(bool(match(cell.text)) for cell in row.cells) > 1


def is_text_row(row: Row, *, whole: bool = False) -> bool:
    """Tell whether a row holds running texts; `whole` where it may hold neither label nor level beside them."""
    marked = any(level_of(cell.text) is not None or label_and_level(cell.text) for cell in row.cells)
    return bool(row.cells) and not (whole and marked) and not any(has_amount(cell.text) for cell in row.cells)


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


def _rows(page: Page, found: Found, type_: _Type) -> Iterator[Row]:
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


def _table_rows(page: Page, table: PageTable, type_: _Type) -> Iterator[Row]:
    for number in range(table.rows):
        cells = [cell for cell in table.cells if cell.row == number and cell.words]
        if cells:
            made = (_cell(cell, page, type_, ruled=table.ruled) for cell in cells)
            yield Row(tuple(sorted(made, key=lambda cell: cell.first)), unsure=number in table.unsure)


def _widths(tables: Sequence[PageTable]) -> dict[tuple[int, int], float]:
    """Return how wide lines get in cells that stand at one place, which is their left edge where no rule ends them.

    Where enough lines surely go on, since a small letter begins the next, they alone count: others may run out of
    their column, or be of another table.
    """
    every: dict[tuple[int, int], list[tuple[float, bool]]] = {}
    for table in tables:
        for cell in table.cells:
            if not has_amount(cell.text):
                told = list(_wraps(cell, ruled=table.ruled))
                for place in _near(_standing(cell, ruled=table.ruled), ruled=table.ruled):
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


def _standing(cell: PageCell, *, ruled: bool) -> tuple[int, int]:
    return round(cell.box.x0 / STEP), round(cell.box.x1 / STEP) if ruled else -9


def _cell(cell: PageCell, page: Page, type_: _Type, *, ruled: bool) -> Cell:
    lines = cell.lines
    made = _cell_of(lines, cell.box, page)
    wide = type_.wide.get(_standing(cell, ruled=ruled), 0.0)
    starts = _starts(lines, type_, wide)
    if page.back:
        starts = tuple(_as_scanned(starts, _by_words(lines, type_, wide), _apart(lines, type_)))
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


def _starts(lines: Sequence[TextLine], type_: _Type, wide: float) -> tuple[float, ...]:
    """Return for each line the log odds that it begins a text: gaps and bullets first, then what the words tell."""
    apart = _apart(lines, type_)[1:]
    if any(has_bullet(line.text) for line in lines):
        return BLANK_ABOVE, *(BULLET if has_bullet(line.text) else NO_BULLET for line in lines[1:])
    if any(apart):
        return BLANK_ABOVE, *(BLANK_ABOVE if gap else NO_GAP for gap in apart)
    return _by_words(lines, type_, wide)


def _apart(lines: Sequence[TextLine], type_: _Type) -> list[bool]:
    """Tell of each line whether there is a gap above it."""
    return [True, *(pitch(one, other) > APART * type_.pitch for one, other in pairwise(lines))]


def _by_words(lines: Sequence[TextLine], type_: _Type, wide: float) -> tuple[float, ...]:
    found = [BLANK_ABOVE]
    for above, line in pairwise(lines):
        first = line.words[0].box.width + line.size / 4
        room = above.box.width + first < FULL * wide
        found.append(odds(line.text, above.text, type_.habits, room=room))
    return tuple(found)


def _as_scanned(starts: Sequence[float], told: Sequence[float], apart: Sequence[bool]) -> Iterator[float]:
    """Yield the log odds of a scan's lines: OCR may lose a bullet or a gap, so what the words tell counts too.

    With the other of the two it is beyond doubt.
    """
    for place, words, gap in zip(starts, told, apart, strict=True):
        begins = place < 0 < UNSURE < words
        yield BLANK_ABOVE if begins and gap else -UNSURE / 2 if begins else place
