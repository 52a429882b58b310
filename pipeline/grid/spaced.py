"""Columns kept apart by spaces to the rows of a grid.

Rows are parted by blank lines where a page has them; where it has none, a row begins at a line at which every column
begins a text, as far as capitals, full stops and the room left on the line before tell.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from pipeline.grid.spaced_columns import SEGMENT, Page, Segment, aligned, column_of, is_fine, is_heading, page_of
from pipeline.grid.starts import BULLET, UNSURE, Habits, learn, odds
from pipeline.model import Cell, Grid, Line, Row
from pipeline.reconcile import wrap
from pipeline.reconcile.amounts import has_amount
from pipeline.reconcile.vocabulary import is_furniture, label_and_level, level_of, match

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: A line with room for this share of a word more is taken to be full: characters are not all equally wide.
FULL = 0.985
#: Where so many blank lines stand to a hundred others, they part the rows.
PARTED = 12


def split(lines: Sequence[Line], texts: Iterable[str]) -> Grid:
    """Return the rows of a text whose columns are kept apart by spaces; slots are positions of characters.

    `texts` are what other sheets print: their first words tell how a text begins.
    """
    pages = [list(group) for _, group in groupby(lines, key=lambda line: line.place.page)]
    running = _running(pages)
    found = [page_of([line for line in page if not _is_running(line, running)]) for page in pages]
    found = [page for page in found if any(page.rows)]
    if not found:
        return Grid((), steady=True)
    moved = [found[0], *(aligned(page, found[0]) for page in found[1:])]
    habits = _habits(moved, texts)
    rows: list[Row] = []
    for number, page in enumerate(moved):
        rows += _over_page(rows, list(_rows(page, habits, first=number == 0)), habits)
    beside = tuple(line for page in pages for line in page if _is_running(line, running))
    return Grid(tuple(rows), steady=True, beside=beside)


def _over_page(before: list[Row], rows: list[Row], habits: Habits) -> list[Row]:
    """Join the first row of a page to the last of the page before, where its texts go on; doubt both if in doubt."""
    index = next((i for i, row in enumerate(rows) if not _is_heading_row(row)), None)
    if not before or index is None or rows[index].gap or not (_is_text(before[-1]) and _is_text(rows[index])):
        return rows
    above = {cell.first: cell for cell in before[-1].cells}
    pairs = [(above[cell.first], cell) for cell in rows[index].cells if cell.first in above]
    total = sum(_text_odds(cell.lines[0].text, one.lines[-1].text, cell.first, habits) for one, cell in pairs)
    if not pairs or total > UNSURE:
        return rows
    last = before.pop()
    if total > 0:
        before.append(replace(last, unsure=True))
        return [*rows[:index], replace(rows[index], unsure=True), *rows[index + 1 :]]
    joined = {
        **above,
        **{cell.first: replace(cell, lines=above[cell.first].lines + cell.lines) for _, cell in pairs},
    }
    joined |= {cell.first: cell for cell in rows[index].cells if cell.first not in above}
    before.append(replace(last, cells=tuple(joined.values()), unsure=total > -UNSURE))
    return [*rows[:index], *rows[index + 1 :]]


def _is_heading_row(row: Row) -> bool:
    return sum(bool(match(cell.text)) for cell in row.cells) > 1


def _is_text(row: Row) -> bool:
    """Tell whether a row holds nothing but running texts: no label, level or amount."""
    marks = any(level_of(cell.text) or label_and_level(cell.text) or has_amount(cell.text) for cell in row.cells)
    return bool(row.cells) and not marks


def _habits(pages: Sequence[Page], texts: Iterable[str]) -> Habits:
    """Learn how texts begin from other sheets, and how lines and texts end from this one."""
    return replace(learn(texts, (end for page in pages for end in _ends(page))), wide=_widths(pages))


def _ends(page: Page) -> Iterator[str]:
    """Yield the last lines of running texts: those of several words with nothing below them in their column."""
    for above, below in pairwise((*page.rows, ())):
        filled = {column_of(segment, page.columns) for segment in below}
        last = [segment.text for segment in above if column_of(segment, page.columns) not in filled]
        yield from (text for text in last if _is_running_text(text))


def _is_running_text(text: str) -> bool:
    words = text.split()
    return len(words) > 1 and not has_amount(text) and any(word[0].islower() for word in words)


def _running(pages: Sequence[Sequence[Line]]) -> set[str]:
    """Return the first and last lines that stand on several pages, their digits aside."""
    ends: Counter[str] = Counter()
    for page in pages:
        filled = [line.text for line in page if line.text.strip()]
        ends.update({_undated(text) for text in (*filled[:1], *filled[-2:])})
    return {text for text, count in ends.items() if count > 1 and count >= len(pages) - 1}


def _undated(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split()))


def _is_running(line: Line, running: set[str]) -> bool:
    text = line.text.strip()
    plain = not has_amount(text) and label_and_level(text) is None and not _names_columns(text)
    return bool(text) and plain and (_undated(text) in running or is_furniture(text))


def _names_columns(text: str) -> bool:
    return any(match(found[0]) for found in SEGMENT.finditer(text))


def _widths(pages: Sequence[Page]) -> dict[tuple[str, int], float]:
    """Return how wide the lines of text in each column get, in ems, by face and left edge."""
    wide: dict[tuple[str, int], float] = {}
    lines = ((page, row) for page in pages for row in page.rows if not is_fine(row))
    for page, segment in ((page, segment) for page, row in lines for segment in row):
        column = column_of(segment, page.columns)
        for face in wrap.faces() if column else ():
            key = (face, column[0] if column else 0)
            wide[key] = max(wide.get(key, 0.0), wrap.width(segment.text, face))
    return wide


def _rows(page: Page, habits: Habits, *, first: bool) -> Iterator[Row]:
    """Yield the rows of a page."""
    blanks = sum(not row for row in page.rows[:-1])
    parted = 100 * blanks > PARTED * len(page.rows)
    gap = not first and not page.moved
    for filled, group in groupby(page.rows, key=bool):
        if filled:
            for lines, unsure in _parted(list(group), page, habits, whole=parted):
                row = _row(lines, page)
                if row.cells:
                    yield replace(row, gap=gap, unsure=unsure)
                    gap = False


def _parted(
    block: list[tuple[Segment, ...]], page: Page, habits: Habits, *, whole: bool
) -> Iterator[tuple[list[tuple[Segment, ...]], bool]]:
    """Part a block of lines into rows, and tell of which it is not certain where they begin or end.

    A block between blank lines is one row, where blank lines part the rows.
    """
    if whole and not any(is_heading(line) for line in block):
        yield block, False
        return
    current: list[tuple[Segment, ...]] = []
    doubt = False
    for line in block:
        evidence = _row_odds(line, current[-1], page, habits) if current else 0.0
        if current and evidence > 0:
            yield current, doubt or evidence < UNSURE
            current, doubt = [], evidence < UNSURE
        elif current and evidence > -UNSURE:
            doubt = True
        current.append(line)
    yield current, doubt


def _row_odds(line: Sequence[Segment], above: Sequence[Segment], page: Page, habits: Habits) -> float:
    """Return the log odds that a line begins a row: that all its columns begin a text there, all evidence together."""
    if is_heading(line) or any(has_amount(segment.text) for segment in (*line, *above)):
        return BULLET
    before = {column_of(segment, page.columns): segment for segment in above}
    evidence = 0.0
    for segment in line:
        column = column_of(segment, page.columns)
        if level_of(segment.text) is not None and column and column[0] < _text_left(page):
            if column in before and column == page.columns[0]:
                continue
            return BULLET
        if column and not _is_label_part(segment):
            above_ = before.get(column)
            evidence += _text_odds(segment.text, above_.text if above_ else "", column[0], habits)
    return evidence


def _text_left(page: Page) -> int:
    """Return the left edge of the third column: a level stands left of the texts."""
    return page.columns[2][0] if len(page.columns) > 2 else 10**6


def _is_label_part(segment: Segment) -> bool:
    return segment.text.isupper() or label_and_level(segment.text) is not None


def _text_odds(text: str, above: str, left: int, habits: Habits) -> float:
    """Return the log odds that a line begins a text and does not go on from the one above it in its column."""
    first = text.split()[0]
    faces = wrap.faces() if above else ()
    room = all(wrap.width(f"{above} {first}", face) < FULL * habits.wide.get((face, left), 0.0) for face in faces)
    return odds(text, above, habits, room=room)


def _row(lines: Sequence[Sequence[Segment]], page: Page) -> Row:
    """Make the cells of a row: by position where it holds pay or headings, else by the columns of the page."""
    segments = [segment for line in lines for segment in line]
    cells = _fine(segments) if is_fine(segments) else _coarse(segments, page)
    return Row(tuple(sorted(cells, key=lambda cell: cell.first)))


def _fine(segments: Sequence[Segment]) -> list[Cell]:
    """Make a cell of segments that stand under one another."""
    cells: list[Cell] = []
    for segment in segments:
        line = Line(segment.text, segment.line.place)
        index = next((i for i, c in enumerate(cells) if segment.x0 <= c.last and c.first < segment.x1), None)
        if index is None:
            cells.append(Cell((line,), segment.x0, segment.x1 - 1))
        else:
            cell = cells[index]
            first, last = min(cell.first, segment.x0), max(cell.last, segment.x1 - 1)
            cells[index] = Cell((*cell.lines, line), first, last)
    return cells


def _coarse(segments: Sequence[Segment], page: Page) -> list[Cell]:
    """Make a cell of the segments in a column; what lies across columns is a cell of its own."""
    found: dict[tuple[int, int], list[Segment]] = {}
    for segment in segments:
        column = column_of(segment, page.columns) or (segment.x0, segment.x1)
        found.setdefault(column, []).append(segment)
    return [Cell(_joined(parts), left, right - 1) for (left, right), parts in found.items()]


def _joined(parts: Sequence[Segment]) -> tuple[Line, ...]:
    """Join the segments of one line of a column."""
    lines: list[Line] = []
    for part in parts:
        if lines and lines[-1].place.lines == part.line.place.lines:
            lines[-1] = Line(f"{lines[-1].text} {part.text}", part.line.place)
        else:
            lines.append(Line(part.text, part.line.place))
    return tuple(lines)
