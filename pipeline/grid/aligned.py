"""Blocks of aligned text to tables: columns from the strips between words, rows from what parts the lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.geometry import Box, around
from pipeline.grid.cells import PageCell, PageTable
from pipeline.grid.reach import spans
from pipeline.grid.rows import rows_of
from pipeline.reconcile.amounts import ranges
from pipeline.reconcile.vocabulary import level_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.grid.rows import Manner, Part, TextRow
    from pipeline.grid.strips import Block, Strip


def table_of(block: Block, bodies: Sequence[Block], manner: Manner, page: int) -> PageTable:
    """Return the table that a block with columns makes; `bodies` are those that a row of headings stands over."""
    rows = rows_of(block, manner)
    reached = spans(block, bodies)
    cells = [cell for number, row in enumerate(rows) for cell in _cells(row, number, reached)]
    unsure = frozenset(number for number, row in enumerate(rows) if row.unsure)
    box = around([line.box for line in block.lines])
    return PageTable(page, box, tuple(cells), ruled=False, unsure=unsure)


def _cells(row: TextRow, number: int, spans: Sequence[Strip]) -> list[PageCell]:
    """Return the cells of a row: parts in the same columns, from all its lines, are one, save a level left of them."""
    groups: list[list[Part]] = []
    parts = [part for line in row.lines for part in line]
    for part in sorted(parts, key=lambda part: _is_aside(part, parts)):
        group = next((g for g in groups if any(o.first <= part.last and part.first <= o.last for o in g)), None)
        if group is None or _is_aside(part, parts):
            groups.append([part])
        else:
            group.append(part)
    return [cell for group in groups for cell in _parted(group, parts, number, spans)]


def _parted(group: Sequence[Part], parts: Sequence[Part], number: int, spans: Sequence[Strip]) -> Iterator[PageCell]:
    """Yield the cell of a group of parts; where they are whole ranges of pay side by side, one for each."""
    first, last = min(part.first for part in group), max(part.last for part in group)
    aside = any(_is_aside(part, parts) for part in parts if part.first <= first <= part.last)
    beside = group[0].line.parts if len(group) == 1 else ()
    several = len(beside) > 1 and all(len(ranges(one.text) or ()) == 1 for one in beside)
    for lines in [[one] for one in beside] if several else [[part.line for part in group]]:
        words = tuple(word for line in lines for word in line.words)
        text = around([word.box for word in words])
        wide = Box(min(spans[first][0], text.x0), text.top, max(spans[last][1], text.x1), text.bottom)
        yield PageCell(number, number, first, last, text if aside or several else wide, words)


def _is_aside(part: Part, parts: Sequence[Part]) -> bool:
    """Tell whether a part is the level of a row whose other lines in that column begin right of it."""
    if level_of(part.line.text) is None:
        return False
    others = [one for one in parts if one is not part and one.first <= part.last and part.first <= one.last]
    return bool(others) and all(one.line.box.x0 >= part.line.box.x1 for one in others)
