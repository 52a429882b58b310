"""Measure a table: the widths of its columns, the lines of its cells, the heights of its rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tests.reports.blocks import Look
from tests.reports.grid import Grid, Item

Measure = Callable[[str, float, bool], float]
#: A column of labels is not narrower than this, nor a column of texts.
NARROWEST = 64.0


@dataclass(frozen=True)
class Laid:
    """A table that has its measures: where columns begin and end, how high rows are, and the lines of each cell."""

    grid: Grid
    look: Look
    lefts: tuple[float, ...]
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    lines: tuple[tuple[str, ...], ...]
    gap: float

    @property
    def width(self) -> float:
        return self.lefts[-1] + self.widths[-1] + self.gap / 2

    @property
    def height(self) -> float:
        return sum(self.heights)

    def top(self, row: int) -> float:
        return sum(self.heights[:row])

    def line_height(self) -> float:
        return self.look.size * self.look.leading


def wrap(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Break a text into lines; a word that is too long stays whole."""
    return [line for paragraph in text.split("\n") for line in _wrap(paragraph, width, measure)]


def _wrap(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and measure(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def lay(grid: Grid, look: Look, width: float, measure: Measure) -> Laid | None:
    """Fit a table into a width, in smaller print and with fewer columns if need be; None where it cannot be done."""
    while len(grid.columns) > 1:
        for smaller in range(10):
            size = look.size - smaller / 2
            if size >= 6 and (laid := _lay(grid, replace(look, size=size), width, measure)):
                return laid
        grid = grid.narrower()
    return None


def _lay(grid: Grid, look: Look, width: float, measure: Measure) -> Laid | None:
    gap = look.gap
    widths = _widths(grid, look, width - gap * len(grid.columns), measure)
    if widths is None:
        return None
    spare = width - gap * len(widths) - sum(widths)
    if look.stretched and spare > 0:
        gap += min(spare / len(widths), 60.0)
    lefts = [gap / 2 + sum(widths[:col]) + gap * col for col in range(len(widths))]
    lines = [_lines(item, look, lefts, widths, measure) for item in grid.items]
    heights = _heights(grid, look, lines)
    return Laid(grid, look, tuple(lefts), tuple(widths), heights, tuple(map(tuple, lines)), gap)


def room(item: Item, lefts: Sequence[float], widths: Sequence[float]) -> float:
    """Return the width that a cell has."""
    last = item.col + item.cols - 1
    return lefts[last] + widths[last] - lefts[item.col]


def _lines(item: Item, look: Look, lefts: Sequence[float], widths: Sequence[float], measure: Measure) -> list[str]:
    wide = room(item, lefts, widths) - item.indent * look.size - (3 if item.marker else 0)
    return wrap(item.text, wide + 0.01, lambda text: measure(text, look.size, item.bold))


def _widths(grid: Grid, look: Look, space: float, measure: Measure) -> list[float] | None:
    """Return the width of each column: numbers as wide as they are, labels and texts share the rest."""
    needs = [_needs(grid, look, col, measure) for col in range(len(grid.columns))]
    fixed = [kind in {"number", "mark"} for kind in grid.columns]
    rest = space - sum(full for (_, full), is_fixed in zip(needs, fixed, strict=True) if is_fixed)
    soft = [col for col, is_fixed in enumerate(fixed) if not is_fixed]
    wanted = sum(needs[col][1] for col in soft) or 1.0
    widths = [full for _, full in needs]
    for col in soft:
        widths[col] = min(needs[col][1], rest * needs[col][1] / wanted)
        if widths[col] < max(needs[col][0], min(NARROWEST, needs[col][1])):
            return None
    widths = _for_spanners(grid, look, widths, measure)
    return widths if sum(widths) <= space else None


def _needs(grid: Grid, look: Look, col: int, measure: Measure) -> tuple[float, float]:
    """Return the least width of a column, and the width that it would like to have."""
    words, whole = 0.0, 0.0
    for item in grid.items:
        if item.col != col or item.cols > 1:
            continue
        extra = item.indent * look.size + (look.size if item.sign else 0) + (look.size * 0.6 if item.marker else 0)
        words = max(words, *(measure(word, look.size, item.bold) + extra for word in item.text.split()))
        is_number = grid.columns[col] == "number" and grid.rows[item.row] != "head"
        wish = measure(item.text, look.size, item.bold) + extra
        whole = max(whole, wish if is_number else min(wish, 7 * look.size if grid.columns[col] == "number" else 190))
    if grid.columns[col] == "number" and look.decimal_aligned:
        whole += 2 * look.size
    return words, max(words, whole)


def _for_spanners(grid: Grid, look: Look, widths: list[float], measure: Measure) -> list[float]:
    """Widen the columns below a heading whose longest word is wider than they are together."""
    for item in grid.items:
        if 1 < item.cols < len(widths):
            longest = max(measure(word, look.size, item.bold) for word in item.text.split())
            covered = sum(widths[item.col : item.col + item.cols])
            if longest > covered:
                for col in range(item.col, item.col + item.cols):
                    widths[col] *= longest / covered
    return widths


def _heights(grid: Grid, look: Look, lines: Sequence[Sequence[str]]) -> tuple[float, ...]:
    height = look.size * look.leading
    heights = [height + 2 * look.pad] * len(grid.rows)
    for item, text in zip(grid.items, lines, strict=True):
        if item.rows == 1:
            heights[item.row] = max(heights[item.row], len(text) * height + 2 * look.pad)
    for item, text in zip(grid.items, lines, strict=True):
        short = len(text) * height + 2 * look.pad - sum(heights[item.row : item.row + item.rows])
        if short > 0:
            heights[item.row + item.rows - 1] += short
    if "text" in grid.columns and look.rules not in {"grid", "rows", "zebra"}:
        heights = [tall + 0.8 * height for tall in heights]
    return tuple(heights)


def decimals_after(text: str) -> str:
    """Return what stands right of the decimal point, with it."""
    found = re.search(r"[.,]\d{1,2}\D*$|[^\d]*$", text)
    return found.group() if found else ""
