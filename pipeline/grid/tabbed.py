"""Lines whose cells are kept apart by a mark (tab, `|`) to the rows of a grid: one line, one row.

A cell may hold several lines. Somebody typed their ends, and each is a text; or a program copied the lines of a narrow
column, and where a text begins is told by capitals, full stops and the room left on the line above.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.grid.starts import BLANK_ABOVE, learn, odds
from pipeline.model import Cell, Grid, Line, Row
from pipeline.reconcile import wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.grid.starts import Habits


#: A cell in quotes goes on over at most this many lines.
LONGEST_CELL = 200
#: Where so many of the lines within cells go on with a small letter, they are those of a narrow column.
WRAPPED = 0.1
#: A line with room for this share of a word more is taken to be full: characters are not all equally wide.
FULL = 0.985
_RULE = re.compile(r"[\s|:+=_-]+")


def split(lines: Sequence[Line], mark: str, texts: Iterable[str] = ()) -> Grid:
    """Cut each line at the marks; a slot is a cell's number in its line, and a blank line makes a gap.

    A cell in quotes may go on over lines, as spreadsheets copy it. `texts` are what other sheets print: their first
    words tell how a text begins.
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
    return Grid(tuple(_begun(rows, texts) if _is_wrapped(rows) else rows))


def _is_wrapped(rows: Sequence[Row]) -> bool:
    """Tell whether the lines within cells are wraps."""
    more = [line.text for row in rows for cell in row.cells for line in cell.lines[1:] if line.text]
    return sum(text[0].islower() for text in more) > WRAPPED * len(more)


def _begun(rows: Sequence[Row], texts: Iterable[str]) -> list[Row]:
    """Say of each line in a cell how likely it begins a text."""
    cells = [cell for row in rows for cell in row.cells]
    habits = learn(texts, (cell.lines[-1].text for cell in cells if len(cell.lines) > 1))
    wide: dict[tuple[str, int], float] = defaultdict(float)
    for cell in cells:
        for face in wrap.faces() if len(cell.lines) > 1 else ():
            key = face, cell.first
            wide[key] = max(wide[key], *(wrap.width(line.text, face) for line in cell.lines))
    habits = replace(habits, wide=wide)
    return [
        replace(row, cells=tuple(replace(cell, starts=_starts(cell, habits)) for cell in row.cells)) for row in rows
    ]


def _starts(cell: Cell, habits: Habits) -> tuple[float, ...]:
    """Return the evidence, in log odds, that each line of a cell begins a text."""
    texts = [line.text for line in cell.lines]
    if len(texts) == 1:
        return ()
    return BLANK_ABOVE, *(_odds(text, above, cell.first, habits) for above, text in pairwise(texts))


def _odds(text: str, above: str, slot: int, habits: Habits) -> float:
    if not text:
        return -BLANK_ABOVE
    first = text.split()[0]
    room = all(wrap.width(f"{above} {first}", face) < FULL * habits.wide[face, slot] for face in wrap.faces())
    return odds(text, above, habits, room=room)


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
