"""Parts of a page set below each other on a page of their own, as lines of one block, which Tesseract reads best."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import cv2
import numpy as np

from pipeline.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.read.scan.raster import Grey
    from pipeline.read.scan.tesseract import Seen

PAPER = 255
#: The paper around and between the parts, in inches.
SPACE = 0.12
#: What is cut out around ink, in heights of it, and the height to which such a line is scaled, in inches.
MARGIN, HEIGHT = 0.15, 0.16
#: The rows of pixels of such a page: Tesseract takes no image with more than 32,767.
TALLEST = 16_000


class Reader(Protocol):
    """What reads such a page."""

    def page(self, pixels: Grey, dpi: float) -> Sequence[Seen]:
        """Read lines that stand below each other."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page: its pixels, where they stood, and by how much they were scaled."""

    pixels: Grey
    left: int
    top: int
    scale: float = 1.0


def read_parts(parts: Sequence[Part], dpi: float, reader: Reader) -> list[list[Seen]]:
    """Return the words of each part, where they stand on the page that it was cut from."""
    space = round(SPACE * dpi)
    return [words for page in _pages(parts, space) for words in _read_page(page, space, dpi, reader)]


def _pages(parts: Sequence[Part], space: int) -> Iterator[list[Part]]:
    """Yield the parts that one page holds."""
    page: list[Part] = []
    rows = 0
    for part in parts:
        rows += part.pixels.shape[0] + space
        if page and rows > TALLEST:
            yield page
            page, rows = [], part.pixels.shape[0] + space
        page.append(part)
    if page:
        yield page


def _read_page(parts: Sequence[Part], space: int, dpi: float, reader: Reader) -> list[list[Seen]]:
    tops = [space]
    for part in parts:
        tops.append(tops[-1] + part.pixels.shape[0] + space)
    words: list[list[Seen]] = [[] for _ in parts]
    for word in reader.page(_pasted(parts, tops, space), dpi):
        number = bisect_right(tops, word.box.middle[1] + space / 2) - 1
        number = min(max(number, 0), len(parts) - 1)
        words[number].append(_back(word, parts[number], space, tops[number]))
    return words


def _pasted(parts: Sequence[Part], tops: Sequence[int], space: int) -> Grey:
    page = np.full((tops[-1], max(part.pixels.shape[1] for part in parts) + 2 * space), PAPER, np.uint8)
    for part, top in zip(parts, tops, strict=False):
        rows, columns = part.pixels.shape
        page[top : top + rows, space : space + columns] = part.pixels
    return page


def _back(word: Seen, part: Part, space: int, top: int) -> Seen:
    """Return a word of the pasted page where it stands on the page that its part was cut from."""
    box = word.box.moved(-space, -top)
    sides = (side / part.scale for side in (box.x0, box.top, box.x1, box.bottom))
    baseline = (word.baseline - top) / part.scale + part.top
    return replace(word, box=Box(*sides).moved(part.left, part.top), baseline=baseline, size=word.size / part.scale)


def crop(pixels: Grey, box: Box) -> Part:
    """Return what stands in a box and a little around it."""
    margin = MARGIN * box.height
    rows, columns = pixels.shape
    top, bottom = max(int(box.top - margin), 0), min(int(box.bottom + margin) + 1, rows)
    left, right = max(int(box.x0 - 2 * margin), 0), min(int(box.x1 + 2 * margin) + 1, columns)
    return Part(pixels[top:bottom, left:right], left, top)


def line(part: Part, dpi: float) -> Part:
    """Return a part that is one line, at the height at which Tesseract reads best."""
    height = round(HEIGHT * dpi)
    scale = height / max(part.pixels.shape[0], 1)
    size = (max(round(part.pixels.shape[1] * scale), 1), height)
    pixels = np.asarray(cv2.resize(part.pixels, size, interpolation=cv2.INTER_CUBIC), np.uint8)
    return replace(part, pixels=pixels, scale=scale)
