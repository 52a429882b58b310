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
from pipeline.read.scan.pieces import outlines

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
    whole = np.asarray(cv2.dilate(lines, np.ones((soft, soft), np.uint8)), np.uint8)
    pieces = outlines(whole)
    if not pieces:
        return []
    sides = np.array([cv2.boundingRect(piece) for piece in pieces])
    strip_of = _strip_of(sides, _gutters(inked, size))
    layer = np.full(pixels.shape, -1, np.int16)
    # What runs across several may have others within it.
    for index in np.argsort(strip_of, kind="stable"):
        cv2.drawContours(layer, [pieces[index]], 0, int(strip_of[index]), cv2.FILLED)
    layer[whole == 0] = -1
    return [_part(pixels, layer, number, sides[strip_of == number]) for number in np.unique(strip_of).tolist()]


def _strip_of(sides: NDArray[np.int64], gutters: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number of each piece's strip, from 1, or 0 where it crosses a gutter.

    `sides` are pieces x (left, top, width, height).
    """
    left, width = sides[:, 0], sides[:, 2]
    first, last = np.searchsorted(gutters, left), np.searchsorted(gutters, left + width - 1)
    return np.where(first == last, first + 1, 0)


def _gutters(inked: Mask, size: float) -> NDArray[np.int64]:
    """Return the middles of the gutters, left to right."""
    rows = max(int(inked.any(axis=1).sum()), 1)
    free = (inked.sum(axis=0) <= CROSSED * rows).astype(np.int8)
    filled = np.flatnonzero(1 - free)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], free, [0])))).reshape(-1, 2)
    inside = (edges[:, 0] > filled[0]) & (edges[:, 1] <= filled[-1]) if len(filled) else np.zeros(len(edges), bool)
    wide = edges[:, 1] - edges[:, 0] >= GUTTER * size
    return np.asarray(edges[inside & wide].mean(axis=1), np.int64)


def _part(pixels: Grey, layer: NDArray[np.int16], number: int, sides: NDArray[np.int64]) -> Part:
    """Return the pixels of one strip, cut to its pieces, on paper."""
    left, top = sides[:, :2].min(axis=0).tolist()
    right, bottom = (sides[:, :2] + sides[:, 2:]).max(axis=0).tolist()
    window = np.s_[top:bottom, left:right]
    return Part(np.where(layer[window] == number, pixels[window], PAPER).astype(np.uint8), left, top)
