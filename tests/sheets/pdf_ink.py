"""Places the ink of a page: which sides of which cells have a rule, and where each line of text begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.sheets.pdf_look import face_of, uprights
from tests.sheets.pdf_model import HEAD_KINDS, LABEL_KINDS
from tests.sheets.pdf_pages import Lines, Run, Text, height_of, text_font
from tests.sheets.pdf_text import Set, broken, measured

if TYPE_CHECKING:
    from tests.sheets.pdf_model import Cell, Grid, Plan

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Ink:
    """A line of text: where its baseline begins, and how wide it is to be made where it is justified."""

    text: str
    x: float
    y: float
    font: str
    size: float
    colour: str
    stretched: float = 0.0
    column: int = 0


@dataclass(frozen=True)
class Placed:
    """A cell on a page: its box, its text, and whether it comes from or goes on to another page."""

    cell: Cell
    box: Box
    lines: Lines
    from_before: bool
    goes_on: bool


def placed_cells(run: Run, plan: Plan) -> list[Placed]:
    """Return the cells of a run with their boxes on this page."""
    lefts = [run.left + sum(run.widths[:column]) for column in range(run.grid.columns + 1)]
    bottom = run.strips[-1][1] + run.strips[-1][0].height
    placed = []
    for at, cell in enumerate(run.grid.cells):
        mine = [(strip, top) for strip, top in run.strips if cell.row <= strip.row < cell.end]
        if not mine:
            continue
        (first, top), (last, last_top) = mine[0], mine[-1]
        before = first.row > cell.row or first.continued
        box = (lefts[cell.column], top, lefts[cell.right], last_top + last.height)
        goes_on = last.goes_on or (last.row < cell.end - 1 and box[3] >= bottom - 0.01)
        lines = first.parts.get(at, ()) if first.row == cell.row else ()
        if before and cell.rows > 1 and "labels_again" in plan.features:
            lines = _again(cell, box, plan)
        placed.append(Placed(cell, box, lines, before, goes_on))
    return placed


def _again(cell: Cell, box: Box, plan: Plan) -> Lines:
    """Return a label or level as it is printed again on the next page, if there is room."""
    look, tail = plan.look, " (continued)" if cell.kind == "label" else ""
    limit, font = box[2] - box[0] - 2 * look.pad_x, face_of(cell, look)
    texts = [text + tail for text in cell.texts]
    lines = tuple(
        Set(line, 0.0, first=True, last=True) for text in texts for line in broken(text, limit, font, look.size)
    )
    wide = any(measured(line.text, font, look.size) > limit for line in lines)
    high = height_of(lines, look) > box[3] - box[1] - 2 * look.pad_y
    return () if wide or high else lines


def sides(cell: Cell, grid: Grid, rules: str) -> set[str]:
    """Return the sides of a cell that have a rule."""
    outer = {
        "left": cell.column == 0,
        "right": cell.right == grid.columns,
        "top": cell.row == 0,
        "bottom": cell.end == grid.rows,
    }
    head = {"top": cell.row == grid.heads, "bottom": cell.end == grid.heads}
    group = {"left": cell.column in grid.groups, "right": cell.right in grid.groups}
    block = {"top": cell.row in grid.blocks, "bottom": cell.end in grid.blocks}
    chosen: dict[str, list[dict[str, bool]]] = {
        "grid": [dict.fromkeys(outer, True)],
        "rows": [{"top": True, "bottom": True}],
        "blocks": [outer, group, block],
        "families": [outer, group, head],
        "head_rule": [head],
        "booktabs": [head, {"top": outer["top"], "bottom": outer["bottom"]}],
        "open": [{side: not there for side, there in outer.items()}],
        "none": [],
    }
    return {side for part in chosen[rules] for side, there in part.items() if there}


def closed_sides(item: Placed, run: Run, plan: Plan) -> set[str]:
    """Return the sides that have a rule on this page; a table that is cut is closed, or stays open."""
    rules = plan.look.rules
    found = sides(item.cell, run.grid, rules)
    shut = "open_at_break" not in plan.features and rules in {"grid", "rows", "blocks", "families"}
    top, bottom = run.strips[0][1], run.strips[-1][1] + run.strips[-1][0].height
    if item.from_before or (shut and abs(item.box[1] - top) < 0.01):
        found = (found | {"top"}) if shut else (found - {"top"})
    if item.goes_on or (shut and abs(item.box[3] - bottom) < 0.01):
        found = (found | {"bottom"}) if shut else (found - {"bottom"})
    return found


def fill_of(item: Placed, run: Run, plan: Plan) -> str:
    """Return the colour behind a cell, or nothing."""
    cell = item.cell
    if cell.row < run.grid.heads:
        return plan.look.head_fill
    if cell.kind == "across" and "shaded_across" in plan.features:
        return "#eeeeee"
    if "zebra" in plan.features and cell.row % 2 and (cell.rows == 1 or cell.kind not in LABEL_KINDS):
        return "#f0f0f0"
    return "#ffffff" if "white_boxes" in plan.features else ""


def alignment(cell: Cell, features: set[str]) -> str:
    """Return `left` or `centre`."""
    centred = {"pay": "centred_pay", "across": "centred_across", "level": "centred_levels"}
    feature = "centred_heads" if cell.kind in HEAD_KINDS else centred.get(cell.kind, "")
    return "centre" if feature in features else "left"


def inks_of(item: Placed, run: Run, plan: Plan) -> list[Ink]:
    """Return the lines of a cell in their places."""
    look, cell = plan.look, item.cell
    font = face_of(cell, look)
    colour = look.head_ink if cell.row < run.grid.heads else "#000000"
    left, top, right, _ = item.box
    y = top + look.pad_y + _drop(item, plan)
    inks = []
    for line in item.lines:
        y += line.above + look.size * look.leading
        room = right - left - 2 * look.pad_x - line.indent
        width = measured(line.text, font, look.size)
        x = left + look.pad_x + line.indent
        if alignment(cell, plan.features) == "centre":
            x += (room - width) / 2
        stretched = room if _justified(cell, line.text, room - width, plan) and not line.last else 0.0
        base = y - look.size * (look.leading - 0.95)
        if line.bullet:
            inks.append(Ink(line.bullet, left + look.pad_x, base, font, look.size, colour, 0.0, cell.column))
        inks.append(Ink(line.text, x, base, font, look.size, colour, stretched, cell.column))
    return inks


def _drop(item: Placed, plan: Plan) -> float:
    """Return how far down the text of a cell begins that stands in the middle or at the bottom."""
    place = uprights(item.cell, plan.features)
    if place == "top" or item.from_before or item.goes_on:
        return 0.0
    free = item.box[3] - item.box[1] - 2 * plan.look.pad_y - height_of(item.lines, plan.look)
    return max(free / 2 if place == "middle" else free, 0.0)


def _justified(cell: Cell, text: str, free: float, plan: Plan) -> bool:
    """Stretch the lines of a duty, unless the gaps between its words would look like those between columns."""
    gaps = text.count(" ")
    return "justified" in plan.features and cell.kind == "duties" and gaps > 1 and free / gaps < 0.45 * plan.look.size


def line_ink(item: Text, plan: Plan) -> Ink:
    """Return a line outside the tables in its place."""
    font, size = text_font(item.kind, plan.look)
    return Ink(item.text, item.x, item.top + size, font, size, "#000000")
