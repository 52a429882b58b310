"""What looks like a table and is none: charts, lists, contents, forms, letterheads, text set in columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.grid.bands import lone
from pipeline.grid.cells import BULLETS
from pipeline.grid.figures import has_leader, is_figure, is_none

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.grid.bands import Band, Layout
    from pipeline.grid.cells import TextLine

#: A table has so many rows and columns, and texts or figures in this share of its cells.
ROWS, COLUMNS, FILLED = 2, 2, 0.4
#: So many of its rows fill so much of its width; the labels of a chart do so in one row.
MOST, WHOLE = 0.25, 0.6
#: Figures of a column end, begin, or have their middle or point at one place, within so many points: so many of them.
SAME, ALIGNED = 2.5, 0.6
#: More columns of figures than this that fill their rows are no chart, whatever their figures are set by.
FEW = 2
#: Contents have so many entries at least.
ENTRIES = 4
_MARK = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]+)[.)]|\d{1,2}\.\d", re.IGNORECASE)


def is_table(rows: Sequence[Band], layout: Layout, *, ruled: bool) -> bool:
    """Tell whether the rows of an area are a table; `ruled` where rules lie in it or around it."""
    columns = layout.last + 1
    full = [row for row in rows if not lone(row)]
    if len(full) < ROWS or columns < COLUMNS:
        return False
    held = sum(len({number for part in row.parts for number in range(part.first, part.last + 1)}) for row in full)
    whole = sum(
        len({number for part in row.parts for number in range(part.first, part.last + 1)}) >= WHOLE * columns
        for row in full
    )
    if (
        held < FILLED * columns * len(full)
        or whole < max(ROWS, MOST * len(full))
        or _is_list(full, columns)
        or _is_contents(full, columns)
    ):
        return False
    if not layout.figured:
        return ruled or columns > COLUMNS
    told = [_is_aligned(full, number) for number in layout.figured if number]
    return len(told) > FEW or not told or 2 * sum(told) > len(told)


def _texts(rows: Sequence[Band], number: int) -> list[str]:
    return [part.line.text for row in rows for part in row.parts if part.first == part.last == number]


def _is_list(rows: Sequence[Band], columns: int) -> bool:
    """Tell whether rows are the items of a list, or what is to be filled in: marks or `To:` before one text each."""
    marks = _texts(rows, 0)
    told = sum(text in BULLETS or bool(_MARK.fullmatch(text)) or text.endswith(":") for text in marks)
    return columns == COLUMNS and bool(marks) and told > 0.7 * len(marks)


def _is_contents(rows: Sequence[Band], columns: int) -> bool:
    """Tell whether rows are contents: titles, with the pages on which they begin."""
    pages = [int(text) for text in _texts(rows, columns - 1) if text.isdecimal()]
    rising = len(pages) >= ENTRIES and pages == sorted(pages) and pages[0] < pages[-1]
    titles = [text for number in range(columns - 1) for text in _texts(rows, number)]
    marked = sum(has_leader(text) or bool(_MARK.match(text)) for text in titles)
    return columns <= COLUMNS + 1 and rising and 2 * marked > len(pages)


def _is_aligned(rows: Sequence[Band], number: int) -> bool:
    """Tell whether the figures of a column stand one below the other: by an end, the middle, or the point."""
    lines = [
        part.line
        for row in rows
        for part in row.parts
        if part.first == part.last == number and (is_figure(part.line.text) or is_none(part.line.text))
    ]
    ways = (
        [line.box.x1 for line in lines],
        [line.box.x0 for line in lines],
        [line.box.middle[0] for line in lines],
        [_point(line) for line in lines],
    )
    alike = max((sum(abs(one - other) <= SAME for other in way) for way in ways for one in way), default=0)
    return alike >= ALIGNED * len(lines) or len(lines) < ROWS + 1


def _point(line: TextLine) -> float:
    """Return about where the point of a number stands, or its end."""
    whole = re.split(r"[.,](?=\d{1,2}\D*$)", line.text)[0]
    return line.box.x0 + line.box.width * len(whole) / len(line.text)
