"""The rows of a page whose columns are kept apart by spaces.

Rows are parted by blank lines where a text has them; where it has none, a row begins at a line at which every column
that goes on begins a text, as far as capitals, full stops and the room left on the line before tell.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.grid.spaced_columns import FRAME, GUTTER, column_of, is_fine, is_heading, strays
from pipeline.grid.starts import BULLET, NO_BULLET, UNSURE, has_bullet, odds
from pipeline.model import Cell, Line, Misgiving, Row
from pipeline.reconcile import wrap
from pipeline.reconcile.amounts import has_amount
from pipeline.reconcile.vocabulary import label_and_level, level_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from pipeline.grid.spaced_columns import Page, Segment
    from pipeline.grid.starts import Habits

    Segments = tuple[Segment, ...]

#: A line with room for this share of a word more is taken to be full: characters are not all equally wide.
FULL = 0.985
#: Where so many blank lines stand to a hundred others, they part the rows.
PARTED = 12
#: A column of which a row would have no text, although texts stand above and below: so much evidence against the row.
HOLE = -5.0
#: Two blanks may stand behind the end of a sentence.
ENDS = (".", "!", "?", ":", ";")


def is_parted(pages: Sequence[Page]) -> bool:
    """Tell whether blank lines part the rows: whether there are many, those about the pages aside."""
    inside = [row for page in pages for row in _trimmed(page.rows)]
    return 100 * sum(not row for row in inside) > PARTED * len(inside)


def _trimmed(rows: Sequence[Segments]) -> Sequence[Segments]:
    filled = [at for at, row in enumerate(rows) if row]
    return rows[filled[0] : filled[-1] + 1] if filled else ()


def rows_of(page: Page, habits: Habits, *, parted: bool) -> Iterator[Row]:
    """Yield the rows of a page; `parted` where blank lines stand between them."""
    astray = strays(page)
    for filled, group in groupby(page.rows, key=bool):
        if filled:
            for lines, unsure in _parted(list(group), page, habits, whole=parted):
                row = _row(lines, page, astray)
                if row.cells:
                    yield replace(row, unsure=unsure)


def _parted(block: list[Segments], page: Page, habits: Habits, *, whole: bool) -> Iterator[tuple[list[Segments], bool]]:
    """Part a block of lines into rows, and tell of which it is not certain where they begin or end.

    A block between blank lines is one row, where blank lines part the rows.
    """
    if whole and not any(is_heading(line) for line in block):
        yield block, False
        return
    current: list[Segments] = []
    doubt = False
    for at, line in enumerate(block):
        evidence = _row_odds(line, current, page, habits) if current else 0.0
        if current and 0 < evidence < BULLET:
            evidence += HOLE * _leaves_hole(block[at:], current, page)
        if current and evidence > 0:
            yield current, doubt or evidence < UNSURE
            current, doubt = [], evidence < UNSURE
        elif current and evidence > -UNSURE:
            doubt = True
        current.append(line)
    yield current, doubt


def _leaves_hole(lines: Sequence[Segments], current: Sequence[Segments], page: Page) -> bool:
    """Tell whether a column of the current row has no text on the first of the lines below, but on a later one.

    What stands below the next label, level or headings is another matter.
    """
    here = _columns_of(lines[:1], page)
    for line in lines[1:]:
        if is_heading(line) or any(_is_mark(segment) for segment in line):
            return False
        if (_columns_of([line], page) & _columns_of(current, page)) - here:
            return True
    return False


def _columns_of(lines: Sequence[Segments], page: Page) -> set[tuple[int, int]]:
    columns = (column_of(segment, page.columns) for line in lines for segment in line if not _is_mark(segment))
    return {column for column in columns if column}


def _is_mark(segment: Segment) -> bool:
    """Tell whether a segment is a level, a label, or an amount."""
    return level_of(segment.text) is not None or _is_label_part(segment) or has_amount(segment.text)


def _row_odds(line: Segments, current: Sequence[Segments], page: Page, habits: Habits) -> float:
    """Return the log odds that a line begins a row: that all its columns begin a text there, all evidence together."""
    above = current[-1]
    if is_heading(line) or is_heading(above) or any(has_amount(segment.text) for segment in (*line, *above)):
        return BULLET
    before = {column_of(segment, page.columns): segment for segment in above}
    bulleted = _bulleted(current, page)
    evidence = 0.0
    for segment in line:
        column = column_of(segment, page.columns)
        if level_of(segment.text) is not None and column and column[0] < _text_left(page):
            if column in before and column == page.columns[0]:
                continue
            return BULLET
        if column and not _is_label_part(segment):
            above_ = before.get(column)
            goes_on = column in bulleted and not has_bullet(segment.text)
            evidence += (
                NO_BULLET if goes_on else text_odds(segment.text, above_.text if above_ else "", column[0], habits)
            )
    return evidence


def _bulleted(current: Sequence[Segments], page: Page) -> set[tuple[int, int] | None]:
    """Return the columns whose texts in a row have bullets."""
    return {column_of(segment, page.columns) for line in current for segment in line if has_bullet(segment.text)}


def _text_left(page: Page) -> int:
    """Return the left edge of the third column: a level stands left of the texts."""
    return page.columns[2][0] if len(page.columns) > 2 else 10**6


def _is_label_part(segment: Segment) -> bool:
    return segment.text.isupper() or label_and_level(segment.text) is not None


def text_odds(text: str, above: str, left: int, habits: Habits) -> float:
    """Return the log odds that a line begins a text and does not go on from the one above it in its column."""
    first = text.split()[0]
    faces = wrap.faces() if above else ()
    room = all(wrap.width(f"{above} {first}", face) < FULL * habits.wide.get((face, left), 0.0) for face in faces)
    return odds(text, above, habits, room=room)


def _row(lines: Sequence[Segments], page: Page, astray: Container[Segment]) -> Row:
    """Make the cells of a row: by position where it holds pay or headings, else by the columns of the page."""
    segments = [segment for line in lines for segment in line]
    cells = _fine(segments) if is_fine(segments) else _coarse(segments, page, astray)
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


def _coarse(segments: Sequence[Segment], page: Page, astray: Container[Segment]) -> list[Cell]:
    """Make a cell of the segments in a column; what lies across columns is a cell of its own."""
    found: dict[tuple[int, int], list[Segment]] = {}
    for segment in segments:
        column = column_of(segment, page.columns) or (segment.x0, segment.x1)
        found.setdefault(column, []).append(segment)
    apart = FRAME * page.frame
    return [Cell(_joined(parts, astray), left + apart, right - 1 + apart) for (left, right), parts in found.items()]


def _joined(parts: Sequence[Segment], astray: Container[Segment]) -> tuple[Line, ...]:
    """Join the segments of one line of a column; a gap between them that ends no sentence may part two columns."""
    lines: list[Line] = []
    end = 0
    for part in parts:
        if lines and lines[-1].place.lines == part.line.place.lines:
            text, wide = lines[-1].text, part.x0 - end > GUTTER
            doubts = () if text.endswith(ENDS) and not wide else _doubt(f"a gap stands in it, before {part.text!r}")
            lines[-1] = Line(f"{text} {part.text}", part.line.place, misgivings=lines[-1].misgivings + doubts)
        else:
            doubts = _doubt(f"{part.text!r} begins right of its column") if part in astray else ()
            lines.append(Line(part.text, part.line.place, misgivings=doubts))
        end = part.x1
    return tuple(lines)


def _doubt(what: str) -> tuple[Misgiving, ...]:
    return (Misgiving("", f"{what}: another column, perhaps"),)
