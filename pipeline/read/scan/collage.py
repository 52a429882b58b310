"""Crops of a page, and their second life below each other on a page of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import cv2
import numpy as np

from pipeline.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.scan.raster import Grey
    from pipeline.read.scan.tesseract import Seen

#: What is cut out around ink, and the paper between pasted crops, in heights of the crop.
MARGIN, APART = 0.15, 0.8
#: Crops are pasted with their ink this high, in pixels, which suits Tesseract.
HEIGHT = 32
#: The resolution at which type of 10 points is about so high.
DPI = 200
PAPER = 255


class Reader(Protocol):
    """What reads the page of crops."""

    def page(self, pixels: Grey, dpi: float) -> Sequence[Seen]:
        """Read lines that stand below each other."""


def crop(pixels: Grey, box: Box) -> Grey:
    """Return what stands in a box and a little around it."""
    margin = MARGIN * box.height
    rows, columns = pixels.shape
    top, bottom = max(int(box.top - margin), 0), min(int(box.bottom + margin) + 1, rows)
    left, right = max(int(box.x0 - 2 * margin), 0), min(int(box.x1 + 2 * margin) + 1, columns)
    return pixels[top:bottom, left:right]


def read_below(crops: Sequence[Grey], reader: Reader) -> list[str]:
    """Return the text of each crop, as read when they are set below each other as lines of one block."""
    if not crops:
        return []
    page, ends = _pasted([_scaled(one) for one in crops])
    texts: list[list[Seen]] = [[] for _ in crops]
    for word in reader.page(page, DPI):
        texts[int(np.searchsorted(ends, word.box.middle[1], side="right").clip(0, len(crops) - 1))].append(word)
    return [" ".join(word.text for word in sorted(words, key=lambda word: word.box.x0)) for words in texts]


def _scaled(piece: Grey) -> Grey:
    scale = HEIGHT / max(piece.shape[0], 1)
    size = (max(round(piece.shape[1] * scale), 1), HEIGHT)
    return np.asarray(cv2.resize(piece, size, interpolation=cv2.INTER_CUBIC), np.uint8)


def _pasted(pieces: Sequence[Grey]) -> tuple[Grey, list[int]]:
    """Return the page, and where each piece's stretch of it ends."""
    space = int(APART * HEIGHT)
    width = max(piece.shape[1] for piece in pieces) + 4 * space
    page = np.full((space + len(pieces) * (HEIGHT + space), width), PAPER, np.uint8)
    ends = []
    for number, piece in enumerate(pieces):
        top = space + number * (HEIGHT + space)
        page[top : top + HEIGHT, 2 * space : 2 * space + piece.shape[1]] = piece
        ends.append(top + HEIGHT + space // 2)
    return page, ends
