"""Draw a table that has its measures, and note what a reader of the page would say stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from tests.adjacency import Cell
from tests.reports.grid import Item
from tests.reports.lay import Laid, decimals_after, room
from tests.reports.pen import Align, Pen


def draw(laid: Laid, pen: Pen, x: float, top: float) -> None:
    """Draw the table with its top left corner at a place, and add it to the truth of the page."""
    _fill(laid, pen, x, top)
    items = laid.grid.items
    order = sorted(range(len(items)), key=lambda i: items[i].col) if laid.look.by_columns else range(len(items))
    cells = [_draw_cell(laid, pen, i, x, top) for i in order]
    for x0, y0, x1, y1 in _rules(laid):
        pen.line(x + x0, top + y0, x + x1, top + y1, filled=laid.look.filled_rules)
    pen.true_table(cells)


def _fill(laid: Laid, pen: Pen, x: float, top: float) -> None:
    """Shade the headings, and every second row where rows are told apart by shading."""
    heads = laid.top(laid.grid.heads)
    edges = _edges(laid) if laid.look.shaded_by_cell else [0, laid.width]
    for x0, x1 in pairwise(edges):
        if laid.look.head_fill and heads:
            pen.fill(x + x0, top, x + x1, top + heads, 0.85 if laid.look.head_fill == "grey" else 0.25)
        for row in range(laid.grid.heads, len(laid.grid.rows), 2) if laid.look.rules == "zebra" else ():
            pen.fill(x + x0, top + laid.top(row), x + x1, top + laid.top(row + 1), 0.92)


def _edges(laid: Laid) -> list[float]:
    return [left - laid.gap / 2 for left in laid.lefts] + [laid.width]


def _draw_cell(laid: Laid, pen: Pen, index: int, x: float, top: float) -> Cell:
    """Print one cell and return it as the truth has it."""
    item, lines, look = laid.grid.items[index], laid.lines[index], laid.look
    is_head = laid.grid.rows[item.row] == "head"
    align, at = _across(laid, item, is_head=is_head, pen=pen)
    base = top + _down(laid, item, len(lines), is_head=is_head) + look.size
    grey = 1.0 if is_head and look.head_fill == "dark" else 0.0
    hangs = align == "left" and not is_head and laid.grid.columns[item.col] == "stub"
    for i, line in enumerate(lines):
        left = x + at + (look.hanging * look.size if i and hangs else 0.0)
        pen.text((left, base + i * laid.line_height()), line, look.size, bold=item.bold, align=align, grey=grey)
    if item.sign:
        pen.text((x + laid.lefts[item.col], base), item.sign, look.size, bold=item.bold, grey=grey)
    last = base + (len(lines) - 1) * laid.line_height()
    end = x + at + pen.measure(lines[-1], look.size, item.bold)
    end += look.hanging * look.size if hangs and len(lines) > 1 else 0.0
    if item.marker:
        pen.text((end, last - 0.35 * look.size), item.marker, 0.65 * look.size, grey=grey)
        end += pen.measure(item.marker, 0.65 * look.size)
    dots = _leader(laid, pen, item, end - x)
    if dots:
        pen.text((end, last), dots, look.size)
    return Cell(item.truth + dots, item.row, item.col, item.rows, item.cols)


def _across(laid: Laid, item: Item, *, is_head: bool, pen: Pen) -> tuple[Align, float]:
    """Return how a cell is aligned, and at what distance from the left of the table."""
    left, wide = laid.lefts[item.col], room(item, laid.lefts, laid.widths)
    number = laid.grid.columns[item.col] == "number"
    if item.centred or (is_head and number and (laid.look.heads_centred or item.cols > 1)):
        return "centre", left + wide / 2
    if not number:
        return "left", left + item.indent * laid.look.size
    if laid.look.decimal_aligned and not is_head:
        return "right", left + wide - _tail(laid, item.col, pen) + _width_after(laid, item, pen)
    return "right", left + wide


def _width_after(laid: Laid, item: Item, pen: Pen) -> float:
    return pen.measure(decimals_after(item.text), laid.look.size, item.bold)


def _tail(laid: Laid, col: int, pen: Pen) -> float:
    """Return the width of the longest decimals in a column."""
    items = [item for item in laid.grid.items if item.col == col and laid.grid.rows[item.row] in {"body", "total"}]
    return max((_width_after(laid, item, pen) for item in items), default=0.0)


def _down(laid: Laid, item: Item, lines: int, *, is_head: bool) -> float:
    """Return the distance from the top of the table to the top of the first line of a cell."""
    top, bottom = laid.top(item.row), laid.top(item.row + item.rows)
    spare = bottom - top - lines * laid.line_height() - 2 * laid.look.pad
    if is_head and item.rows > 1:
        return top + laid.look.pad + spare / 2
    number = laid.grid.columns[item.col] == "number"
    if is_head or (number and not laid.look.numbers_on_first_line and "text" not in laid.grid.columns):
        return top + laid.look.pad + spare
    return top + laid.look.pad


def _leader(laid: Laid, pen: Pen, item: Item, end: float) -> str:
    """Return the dots that lead from a label to its numbers."""
    is_label = laid.grid.rows[item.row] in {"body", "total"} and laid.grid.columns[item.col] == "stub"
    if not laid.look.leaders or not is_label or item.rows > 1:
        return ""
    free = laid.lefts[item.col] + laid.widths[item.col] - end
    dot = laid.look.leaders
    return (dot * max(0, int(free / pen.measure(dot, laid.look.size)))).rstrip()


def _rules(laid: Laid) -> Iterator[tuple[float, float, float, float]]:
    """Yield the rules of a table, relative to its top left corner."""
    rules, width, height, heads = laid.look.rules, laid.width, laid.height, laid.top(laid.grid.heads)
    if rules == "grid":
        yield from _borders(laid)
    if rules in {"three", "under spanners", "columns", "blocks", "rows", "box"}:
        yield 0, 0, width, 0
        yield 0, height, width, height
    if rules not in {"none", "zebra", "grid"} and heads:
        yield 0, heads, width, heads
    if rules == "rows":
        yield from ((0, laid.top(row), width, laid.top(row)) for row in range(laid.grid.heads + 1, len(laid.grid.rows)))
    if rules in {"box", "blocks"}:
        yield from ((x, 0, x, height) for x in (0, width))
    if rules in {"columns", "blocks"}:
        yield from ((edge, 0, edge, height) for edge in _edges(laid)[1:-1])
    if rules == "blocks":
        tops = [laid.top(row) for row, kind in enumerate(laid.grid.rows) if kind == "section"]
        yield from ((0, top, width, top) for top in tops)
    if rules == "under spanners":
        yield from _spanner_rules(laid)


def _spanner_rules(laid: Laid) -> Iterator[tuple[float, float, float, float]]:
    for item in laid.grid.items:
        if laid.grid.rows[item.row] == "head" and item.cols > 1:
            left, y = laid.lefts[item.col], laid.top(item.row + 1)
            yield left, y, left + room(item, laid.lefts, laid.widths), y


def _borders(laid: Laid) -> Iterator[tuple[float, float, float, float]]:
    """Yield the four sides of every cell, also of the blank ones; a side that two cells share is drawn once."""
    merged = {(r, c): i for i, i_cell in enumerate(laid.grid.items) for r, c in _slots(i_cell)}
    rows, cols = len(laid.grid.rows), len(laid.grid.columns)
    edges = _edges(laid)
    for r in range(rows + 1):
        for c in range(cols + 1):
            here = merged.get((r, c), (r, c))
            if c < cols and (r in {0, rows} or here != merged.get((r - 1, c), (r - 1, c))):
                yield edges[c], laid.top(r), edges[c + 1], laid.top(r)
            if r < rows and (c in {0, cols} or here != merged.get((r, c - 1), (r, c - 1))):
                yield edges[c], laid.top(r), edges[c], laid.top(r + 1)


def _slots(item: Item) -> Iterator[tuple[int, int]]:
    return ((r, c) for r in range(item.row, item.row + item.rows) for c in range(item.col, item.col + item.cols))
