"""Lines whose cells are kept apart by a mark (tab, `|`) to the rows of a grid: one line, one row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.model import Cell, Grid, Line, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The line that Markdown draws between a table's head and body.
_RULE = re.compile(r"[\s|:+=_-]+")


def split(lines: Sequence[Line], mark: str) -> Grid:
    """Cut each line at the marks; a slot is a cell's number in its line, and a blank line makes a gap."""
    rows: list[Row] = []
    gap = False
    for line in lines:
        if not line.text.strip():
            gap = bool(rows)
            continue
        if mark == "|" and _RULE.fullmatch(line.text) and "|" in line.text:
            continue
        rows.append(Row(_cells(line, mark), gap))
        gap = False
    return Grid(tuple(rows))


def _cells(line: Line, mark: str) -> tuple[Cell, ...]:
    text = line.text.strip().strip("|") if mark == "|" else line.text
    return tuple(
        Cell((Line(part.strip(), line.place),), slot, slot)
        for slot, part in enumerate(text.split(mark))
        if part.strip()
    )
