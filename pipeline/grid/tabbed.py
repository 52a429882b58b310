"""Lines whose cells are kept apart by a mark (tab, `|`) to the rows of a grid: one line, one row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.model import Cell, Grid, Line, Row

if TYPE_CHECKING:
    from collections.abc import Sequence


#: A cell in quotes goes on over at most this many lines.
LONGEST_CELL = 200
_RULE = re.compile(r"[\s|:+=_-]+")


def split(lines: Sequence[Line], mark: str) -> Grid:
    """Cut each line at the marks; a slot is a cell's number in its line, and a blank line makes a gap.

    A cell in quotes may go on over lines, as spreadsheets copy it.
    """
    rows: list[Row] = []
    gap = False
    rest = list(lines)
    while rest:
        line = rest.pop(0)
        if not line.text.strip():
            gap = bool(rows)
        elif not (mark == "|" and _RULE.fullmatch(line.text) and "|" in line.text):
            cells = _cells(line, mark)
            while (more := _quoted(cells, rest)) is not None:
                tail = _cells(more[-1], mark)
                cells = (*cells[:-1], *_joined(cells[-1], more, tail))
                del rest[: len(more)]
            rows.append(Row(tuple(cell for cell in cells if cell.text), gap))
            gap = False
    return Grid(tuple(rows))


def _quoted(cells: Sequence[Cell], rest: Sequence[Line]) -> Sequence[Line] | None:
    """Return the lines over which the last cell's quotes go on; None where none are open."""
    if not cells or not cells[-1].text.startswith('"') or cells[-1].text.count('"') % 2 == 0:
        return None
    end = next((number for number, line in enumerate(rest[:LONGEST_CELL]) if '"' in line.text), None)
    return None if end is None else rest[: end + 1]


def _joined(cell: Cell, more: Sequence[Line], tail: Sequence[Cell]) -> tuple[Cell, ...]:
    """Join a quoted cell to the lines that it goes on over; behind the last of them stand the row's other cells."""
    last, *others = tail
    lines = (*cell.lines, *more[:-1], *last.lines)
    bare = tuple(Line(line.text.strip().strip('"').strip(), line.place) for line in lines)
    shift = cell.first
    return (Cell(bare, shift, shift), *(Cell(c.lines, c.first + shift, c.last + shift) for c in others))


def _cells(line: Line, mark: str) -> tuple[Cell, ...]:
    text = line.text.strip().strip("|") if mark == "|" else line.text
    parts = [[Line(one.strip(), line.place) for one in part.split("\v")] for part in text.split(mark)]
    return tuple(Cell(tuple(lines), slot, slot) for slot, lines in enumerate(parts))
