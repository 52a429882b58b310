"""A page drawn with what was found on it: words, rules, cells with their place, tables, and the text in none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.geometry import Box
    from pipeline.grid.cells import PageCell, PageTable
    from pipeline.grid.page import Found
    from pipeline.read.page import Page

Color = tuple[int, int, int]
Pixels = tuple[float, float, float, float]

#: Pixels to an inch, and pixels that no side of a page exceeds.
RESOLUTION, LONGEST = 110, 4000
#: Neighbours across and down have different colours.
CELLS: tuple[Color, ...] = ((230, 159, 0), (86, 180, 233), (0, 158, 115), (240, 228, 66))
WORD, OUTSIDE, RUNNING = (90, 90, 90), (200, 0, 160), (140, 90, 40)
RULE, TABLE = (220, 30, 30), (20, 40, 160)
_INK, _PAPER = (0, 0, 0), (255, 255, 255)
#: How thick colours lie over the page, from 0 to 255.
_CELL_COAT, _TEXT_COAT, _EDGE_COAT, _LABEL_COAT = 80, 60, 170, 215
#: Sizes of type in pixels; height of a line of the legend, and space around things in it.
_SMALL, _PLAIN = 10, 12
_LINE, _SPACE = 18, 6
#: Room for a label behind the words of a cell, in pixels.
_BEHIND = 28


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the legend: a text and, where it explains one, a colour."""

    text: str
    color: Color | None = None

    @property
    def width(self) -> int:
        """How wide it is, in pixels, with the space behind it."""
        return round(_font(_PLAIN).getlength(self.text)) + 3 * _SPACE + (_PLAIN if self.color else 0)


_LEGEND = (
    Piece("cell: row,column from 0", CELLS[0]),
    Piece("table: its index in the JSON", TABLE),
    Piece("rule", RULE),
    Piece("word in a table", WORD),
    Piece("text in no table", OUTSIDE),
    Piece("text on every page", RUNNING),
)


def scale_of(page: Page) -> float:
    """Return the number of pixels for a point of the page."""
    return min(RESOLUTION / 72, LONGEST / max(page.size))


def size_of(page: Page) -> tuple[int, int]:
    """Return the width and height of a page in pixels."""
    scale = scale_of(page)
    return max(1, round(page.size[0] * scale)), max(1, round(page.size[1] * scale))


def picture(page: Page, found: Found, paper: Image.Image | None, first: int) -> Image.Image:
    """Return a page as shown, its legend below it; `first` is the index of its first table in the document.

    Where there is no paper, because the page could not be rendered, what was read stands on white.
    """
    pieces = (Piece(_described(page, rendered=paper is not None)), *_LEGEND)
    width, height = size_of(page)
    places = list(_placed(pieces, width))
    image = Image.new("RGB", (width, height + places[-1][1] + _LINE + _SPACE), _PAPER)
    if paper:
        image.paste(paper)
    drawing = _Drawing(ImageDraw.Draw(image, "RGBA"), page)
    drawing.found(found, first)
    drawing.legend(pieces, places, height)
    return image


def _described(page: Page, *, rendered: bool) -> str:
    width, height = page.size
    parts = [f"page {page.number}", f"{width:.1f} x {height:.1f} points"]
    if page.turn:
        parts.append(f"read turned by {page.turn} degrees")
    if page.is_blind:
        parts.append("no text that can be read")
    if not rendered:
        parts.append("could not be rendered")
    return ", ".join(parts)


def _placed(pieces: tuple[Piece, ...], width: int) -> Iterator[tuple[int, int]]:
    """Yield where the pieces of a legend stand, in lines that are no wider than the page if that can be."""
    x, y = _SPACE, _SPACE
    for piece in pieces:
        if x > _SPACE and x + piece.width > width:
            x, y = _SPACE, y + _LINE
        yield x, y
        x += piece.width


@dataclass(frozen=True, slots=True)
class _Drawing:
    """Draws on a page; boxes are those of the page as it was turned for reading."""

    pen: ImageDraw.ImageDraw
    page: Page

    def found(self, found: Found, first: int) -> None:
        """Draw what was found: areas first, then lines, so that no area hides one; labels last."""
        cells = [cell for table in found.tables for cell in table.cells]
        for cell in cells:
            color = CELLS[(cell.column + 2 * cell.row) % len(CELLS)]
            self._area(cell.box, color, _CELL_COAT, within=1)
        for rule in self.page.rules:
            self._area(rule, RULE, _EDGE_COAT)
        self._words(found)
        for index, table in enumerate(found.tables, start=first):
            self._frame(table, f"tables[{index}]")
            for cell in table.cells:
                self._label(cell, ruled=table.ruled)

    def _words(self, found: Found) -> None:
        inside = {id(word) for table in found.tables for cell in table.cells for word in cell.words}
        running = {id(word) for line in found.running for word in line.words}
        for word in self.page.words:
            color = WORD if id(word) in inside else RUNNING if id(word) in running else OUTSIDE
            self.pen.rectangle(self._pixels(word.box), outline=(*color, _EDGE_COAT))
            if id(word) not in inside:
                self._area(word.box, color, _TEXT_COAT)

    def _pixels(self, box: Box) -> Pixels:
        """Return where a box stands on the picture; it is at least a pixel wide and high."""
        shown, scale = self.page.shown(box), scale_of(self.page)
        x0, top, x1, bottom = (round(side * scale) for side in (shown.x0, shown.top, shown.x1, shown.bottom))
        return x0, top, max(x0, x1 - 1), max(top, bottom - 1)

    def _area(self, box: Box, color: Color, coat: int, within: int = 0) -> None:
        x0, top, x1, bottom = self._pixels(box)
        if x1 - x0 >= 2 * within and bottom - top >= 2 * within:
            self.pen.rectangle((x0 + within, top + within, x1 - within, bottom - within), fill=(*color, coat))

    def _label(self, cell: PageCell, *, ruled: bool) -> None:
        """Write a cell's rows and columns into a corner without words; where no rules make cells, behind its words."""
        text = f"{_span(cell.row, cell.last_row)},{_span(cell.column, cell.last_column)}"
        wide, high = _font(_SMALL).getlength(text) + 2, _SMALL + 1
        x0, top, x1, bottom = self._pixels(cell.box)
        if ruled and (x1 - x0 < wide + 1 or bottom - top < high + 1):
            return
        corners = [(x, y) for y in (bottom - high - 1, top + 1) for x in (x1 - wide - 1, x0 + 1)]
        words = [self._pixels(word.box) for word in cell.words]
        free = [at for at in corners if not any(_overlap((*at, at[0] + wide, at[1] + high), word) for word in words)]
        x, y = (free or corners)[0] if ruled else (x1 + 1, bottom - high)
        coat = _LABEL_COAT if free or not ruled else _TEXT_COAT
        self.pen.rectangle((x, y, x + wide, y + high), fill=(*_PAPER, coat))
        self.pen.text((x + 1, y), text, fill=_INK, font=_font(_SMALL))

    def _frame(self, table: PageTable, text: str) -> None:
        """Draw a frame around a table, and its name to the right of it, or above its right end."""
        x0, top, x1, bottom = (at + out for at, out in zip(self._pixels(table.box), (-2, -2, 2, 2), strict=True))
        self.pen.rectangle((x0, top, x1, bottom), outline=TABLE, width=2)
        wide, high = _font(_SMALL).getlength(text) + _SPACE, _SMALL + _SPACE
        right = x1 if table.ruled else x1 + _BEHIND
        fits = right + wide < size_of(self.page)[0]
        x, y = (right, top) if fits else (x1 - wide, max(0, top - high))
        self.pen.rectangle((x, y, x + wide, y + high), fill=(*TABLE, _LABEL_COAT))
        self.pen.text((x + _SPACE / 2, y + 2), text, fill=_PAPER, font=_font(_SMALL))

    def legend(self, pieces: tuple[Piece, ...], places: list[tuple[int, int]], top: int) -> None:
        """Write the legend below the page."""
        width, height = self.pen.im.size
        self.pen.rectangle((0, top, width, height), fill=_PAPER)
        self.pen.line((0, top, width, top), fill=WORD)
        for piece, (x, down) in zip(pieces, places, strict=True):
            y, indent = top + down, 0
            if piece.color:
                coat = (*piece.color, _LABEL_COAT)
                self.pen.rectangle((x, y + 2, x + _PLAIN - 2, y + _PLAIN), fill=coat, outline=piece.color)
                indent = _PLAIN + _SPACE // 2
            self.pen.text((x + indent, y), piece.text, fill=_INK, font=_font(_PLAIN))


def _overlap(one: Pixels, other: Pixels) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
