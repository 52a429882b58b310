"""A page without its rules, parted into strips that each hold the lines of one column.

Read across columns, lines that are set at odds run into each other. A gutter is a stretch of columns of pixels that
next to no line crosses; lines that do, such as a title, are a strip of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.read.scan.collage import Part

if TYPE_CHECKING:
    from pipeline.read.scan.raster import Grey

Mask = NDArray[np.uint8]

PAPER = 255
#: A gutter is so wide, in sizes of type, and of all rows with ink so many cross it.
GUTTER, CROSSED = 1.0, 0.06
#: Letters of one line are no further apart than this, and their edges are so soft, in sizes of type.
LETTERS, SOFT = 0.8, 0.12


def strips(pixels: Grey, inked: Mask, size: float) -> list[Part]:
    """Return the strips that hold ink, from left to right, after the lines that run across several."""
    lines = cv2.morphologyEx(inked, cv2.MORPH_CLOSE, np.ones((1, max(round(LETTERS * size), 1)), np.uint8))
    soft = 2 * max(round(SOFT * size), 1) + 1
    count, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(lines, np.ones((soft, soft), np.uint8)))
    gutters = _gutters(inked, size)
    left, width = stats[:, cv2.CC_STAT_LEFT], stats[:, cv2.CC_STAT_WIDTH]
    first, last = np.searchsorted(gutters, left), np.searchsorted(gutters, left + width - 1)
    strip_of = np.where(first == last, first + 1, 0)
    strip_of[0] = -1
    layer = strip_of[labels] if count > 1 else np.full(pixels.shape, -1)
    found = (_part(pixels, layer == number) for number in range(len(gutters) + 2))
    return [part for part in found if part]


def _gutters(inked: Mask, size: float) -> NDArray[np.int64]:
    """Return the middles of the gutters, left to right."""
    rows = max(int(inked.any(axis=1).sum()), 1)
    free = (inked.sum(axis=0) <= CROSSED * rows).astype(np.int8)
    filled = np.flatnonzero(1 - free)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], free, [0])))).reshape(-1, 2)
    inside = (edges[:, 0] > filled[0]) & (edges[:, 1] <= filled[-1]) if len(filled) else np.zeros(len(edges), bool)
    wide = edges[:, 1] - edges[:, 0] >= GUTTER * size
    return np.asarray(edges[inside & wide].mean(axis=1), np.int64)


def _part(pixels: Grey, own: NDArray[np.bool_]) -> Part | None:
    """Return the pixels of one strip, cut to them, on paper; None where it has none."""
    down, across = np.flatnonzero(own.any(axis=1)), np.flatnonzero(own.any(axis=0))
    if not len(down):
        return None
    window = np.s_[down[0] : down[-1] + 1, across[0] : across[-1] + 1]
    return Part(np.where(own[window], pixels[window], PAPER).astype(np.uint8), int(across[0]), int(down[0]))
