"""Pages set by hand: words in columns at `x`, on lines at `y`, with rules where a test draws them.

All glyphs of this made-up typeface are half as wide as it is high, and the blank between two words is half a glyph.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.geometry import Box
from pipeline.grid import pages as grids
from pipeline.grid.page import Found, find
from pipeline.grid.starts import learn
from pipeline.model import Grid
from pipeline.read.page import Page, Word

GLYPH, BLANK, PITCH = 0.5, 0.25, 1.2
WIDTH, HEIGHT = 842.0, 595.0
#: How the texts of other sheets begin.
TEXTS = ("Opening mail", "Attending meetings", "Managing staff", "Dealing with queries", "Drafting replies")


def lying(y: float, x0: float, x1: float, thick: float = 0.5) -> Box:
    return Box(x0, y - thick / 2, x1, y + thick / 2)


def standing(x: float, top: float, bottom: float, thick: float = 0.5) -> Box:
    return Box(x - thick / 2, top, x + thick / 2, bottom)


def lattice(xs: Sequence[float], ys: Sequence[float]) -> list[Box]:
    """Draw every rule of a table with columns and rows between these places."""
    return [lying(y, xs[0], xs[-1]) for y in ys] + [standing(x, ys[0], ys[-1]) for x in xs]


def dashes(rule: Box, count: int, gap: float = 3.0) -> list[Box]:
    """Draw a rule that lies down as so many dashes."""
    step = (rule.width + gap) / count
    return [Box(rule.x0 + n * step, rule.top, rule.x0 + (n + 1) * step - gap, rule.bottom) for n in range(count)]


@dataclass
class Sheet:
    """A page to be set, in type of one size unless told otherwise."""

    number: int = 1
    size: float = 10.0
    words: list[Word] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)

    def put(self, text: str, x: float, y: float, size: float = 0.0) -> float:
        """Set a line whose top is at `y`; return where it ends."""
        size = size or self.size
        for part in text.split():
            end = x + GLYPH * size * len(part)
            self.words.append(Word(part, Box(x, y, end, y + size), size))
            x = end + BLANK * size
        return x - BLANK * size

    def centre(self, text: str, x0: float, x1: float, y: float) -> None:
        """Set a line in the middle between two places."""
        self.put(text, (x0 + x1 - self.length(text)) / 2, y)

    def length(self, text: str) -> float:
        parts = text.split()
        return self.size * (GLYPH * sum(map(len, parts)) + BLANK * (len(parts) - 1))

    def wrap(self, text: str, x: float, y: float, wide: float) -> float:
        """Set a text in lines no wider than told; return where the next line would begin."""
        for line in textwrap.wrap(text, int(wide / (GLYPH * self.size)), break_long_words=False):
            self.put(line, x, y)
            y += PITCH * self.size
        return y

    def justify(self, line: str, x0: float, x1: float, y: float) -> None:
        """Set a line whose blanks are stretched so that it ends at `x1`."""
        parts = line.split()
        blank = (x1 - x0 - GLYPH * self.size * sum(map(len, parts))) / (len(parts) - 1)
        for part in parts:
            x0 = self.put(part, x0, y) + blank

    def row(self, texts: Sequence[str], xs: Sequence[float], y: float, gutter: float = 12.0) -> float:
        """Set a row of texts between the places of its columns; return where the line below it would begin."""
        ends = [
            self.wrap(text, x0, y, x1 - x0 - gutter) for text, (x0, x1) in zip(texts, pairwise(xs), strict=True) if text
        ]
        return max(ends)

    def page(self, turn: int = 0) -> Page:
        size = (WIDTH, HEIGHT) if turn % 180 == 0 else (HEIGHT, WIDTH)
        return Page(self.number, size, turn, tuple(self.words), tuple(self.rules))


def found_on(*sheets: Sheet) -> list[Found]:
    return find([sheet.page() for sheet in sheets], learn(TEXTS, ()))


def grid_of(*sheets: Sheet) -> Grid:
    return grids.grid_of([sheet.page() for sheet in sheets], TEXTS)


def texts_of(grid: Grid) -> list[list[str]]:
    """Return the texts of a grid's rows, without the lines beside its tables."""
    return [[cell.text for cell in row.cells] for row in grid.rows if not row.beside]


def beside(grid: Grid) -> list[str]:
    return [cell.text for row in grid.rows if row.beside for cell in row.cells]


def slots(grid: Grid) -> dict[str, tuple[int, int]]:
    return {cell.text: (cell.first, cell.last) for row in grid.rows for cell in row.cells}
