"""A PDF as it comes out of a printer: its pages as grey pixels, and where each letter stands on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from pypdfium2 import raw

if TYPE_CHECKING:
    from collections.abc import Sequence

Pixels = NDArray[np.uint8]
#: Left, top, right and bottom in pixels.
Box = tuple[int, int, int, int]

_POINTS = 72


@dataclass(frozen=True)
class Printout:
    """A page: its pixels, rows x columns, 255 paper; its letters in the order of the file, and a box for each."""

    pixels: Pixels
    text: str
    boxes: tuple[Box, ...]

    def around(self, start: int, end: int) -> Box:
        """Return the box around the letters from `start` to before `end`."""
        boxes = self.boxes[start:end]
        left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
        return left, top, max(box[2] for box in boxes), max(box[3] for box in boxes)


def print_out(data: bytes, dpi: int) -> list[Printout]:
    """Return the pages of a PDF at this resolution."""
    document = pypdfium2.PdfDocument(data)
    pages = [_printed(page, dpi) for page in document]
    document.close()
    return pages


def _printed(page: pypdfium2.PdfPage, dpi: int) -> Printout:
    bitmap = page.render(scale=dpi / _POINTS, grayscale=True)
    pixels = np.array(bitmap.to_numpy(), dtype=np.uint8).reshape(bitmap.height, bitmap.width)
    places = bitmap.get_posconv(page)
    letters = page.get_textpage()
    count = letters.count_chars()
    # One code for each box: the page's text as a whole leaves letters out.
    text = "".join(chr(raw.FPDFText_GetUnicode(letters, at)) for at in range(count))
    return Printout(pixels, text, tuple(_box(places, letters.get_charbox(at)) for at in range(count)))


def _box(places: pypdfium2.PdfPosConv, corners: Sequence[float]) -> Box:
    (x, y), (other_x, other_y) = (places.to_bitmap(*corner) for corner in (corners[:2], corners[2:]))
    return min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)


def em_of(pages: Sequence[Printout]) -> float:
    """Return the size of most of the type in pixels: a digit is higher than wide, and two thirds of an em high."""
    drawn = [pair for page in pages for pair in zip(page.text, page.boxes, strict=True)]
    heights = [max(box[2] - box[0], box[3] - box[1]) for letter, box in drawn if letter.isdigit()]
    return 1.5 * float(np.median(heights))
