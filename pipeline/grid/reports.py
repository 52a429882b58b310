"""The tables of a page of which nothing is known: of any report, found by where its words and rules stand alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.geometry import around
from pipeline.grid.areas import areas
from pipeline.grid.bands import Band, Layout, Placed, bands, place, trimmed
from pipeline.grid.cells import PageCell, PageTable
from pipeline.grid.figures import column_gap, inked, is_figure, parts_of, usual_blank
from pipeline.grid.gutters import columns_of, figured
from pipeline.grid.judged import is_table
from pipeline.grid.regions import regions
from pipeline.grid.rows import Manner, part_rows, rows_of
from pipeline.grid.strips import Block

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.grid.cells import TextLine
    from pipeline.grid.gutters import Stretch
    from pipeline.grid.walls import Wall
    from pipeline.read.page import Word

#: A wall so near to an area (points) is at its edge.
EDGE = 8.0

Drawn = tuple[tuple["Wall", ...], tuple["Wall", ...]]


def open_tables(words: Sequence[Word], drawn: Drawn, manner: Manner, page: int) -> Iterator[PageTable]:
    """Yield the tables among words that rules alone do not part; `drawn` are the walls that lie and that stand."""
    for region in regions(words, drawn[0]):
        blank = usual_blank(region)
        gap = column_gap(blank)
        for area in areas(region, gap, drawn):
            if table := _table(area, (gap, blank), drawn, manner, page):
                yield table


def _table(
    lines: Sequence[TextLine], gaps: tuple[float, float], drawn: Drawn, manner: Manner, page: int
) -> PageTable | None:
    """Return the table that an area makes, or None."""
    gap, blank = gaps
    box = around([line.box for line in lines])
    lying = tuple(wall for wall in drawn[0] if _is_near(wall, (box.top, box.bottom), (box.x0, box.x1)))
    standing = tuple(wall for wall in drawn[1] if _is_near(wall, (box.x0, box.x1), (box.top, box.bottom)))
    rows = [line for line in lines if len(parts_of(line, gap)) > 1]
    body = _body(rows, gap)
    if not any(inked(word).width > 0 for row in body for word in row.words):
        return None  # a damaged font gives words no width, and leaders alone show no column
    columns = columns_of(body, gap, blank, standing)
    layout = Layout(columns, frozenset(), gap, lying)
    placed = [[(part.first, part.last, part.line) for part in place(line, layout).parts] for line in body]
    layout = Layout(columns, figured(placed, len(columns.reach)), gap, lying)
    found = trimmed(bands(lines, layout) if layout.figured else _texts(lines, layout, manner))
    if not found or not is_table(found, layout, ruled=bool(lying)):
        return None
    cells = [cell for number, row in enumerate(found) for cell in _cells(row, number)]
    return PageTable(page, around([cell.box for cell in cells]), tuple(cells), ruled=False)


def _body(rows: Sequence[TextLine], gap: float) -> Sequence[TextLine]:
    """Return the rows that show where columns are: those of figures, with labels, where most are such."""
    figures = [row for row in rows if any(is_figure(part.text) for part in parts_of(row, gap))]
    labelled = [row for row in figures if not is_figure(parts_of(row, gap)[0].text)]
    if 2 * len(figures) <= len(rows):
        return rows
    return labelled if len(labelled) > 1 and 2 * len(labelled) > len(figures) else figures


def _is_near(wall: Wall, across: Stretch, along: Stretch) -> bool:
    """Tell whether a wall lies between two places, or at one of them, and is drawn along others."""
    return across[0] - EDGE < wall.at < across[1] + EDGE and wall.start < along[1] and along[0] < wall.end


def _texts(lines: Sequence[TextLine], layout: Layout, manner: Manner) -> list[Band]:
    """Return the rows of a table of texts."""
    strips = tuple((edge, edge) for edge in layout.columns.edges)
    parted = replace(manner, by_rules=part_rows(lines, layout.lying))
    rows = rows_of(Block(tuple(lines), strips), parted)
    return [
        Band(tuple(Placed(part.first, part.last, part.line) for line in row.lines for part in line)) for row in rows
    ]


def _cells(row: Band, number: int) -> Iterator[PageCell]:
    """Yield the cells of a row: parts that share a column are one."""
    groups: list[list[Placed]] = []
    for part in row.parts:
        group = next((g for g in groups if any(o.first <= part.last and part.first <= o.last for o in g)), None)
        if group is None:
            groups.append([part])
        else:
            group.append(part)
    for group in groups:
        words = tuple(word for part in group for word in part.line.words)
        first, last = min(part.first for part in group), max(part.last for part in group)
        yield PageCell(number, number, first, last, around([word.box for word in words]), words)
