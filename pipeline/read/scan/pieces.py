"""Pixels to pieces of ink: what is ink, how large its pieces are, and the plain morphology of grey images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pipeline.read.scan.raster import Grey

Mask = NDArray[np.uint8]
Pieces = NDArray[np.int32]

#: Ink is darker than this at most, and where a page has two kinds of pixels than what parts them.
FAINTEST = 190
#: Components so high, in points, may be letters; so many in a hundred are lower than those with ascenders, of whose
#: height type is so many times; the size where there is none to go by, in points.
LETTER, TALL, TYPE, USUAL = (3.0, 30.0), 85, 1.4, 9.0


def ink_of(pixels: Grey) -> Mask:
    """Return 1 where there is ink: Otsu's threshold parts it from paper ("A threshold selection method", 1979)."""
    if not pixels.size:
        return np.zeros(pixels.shape, np.uint8)
    level, ink = cv2.threshold(pixels, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    if level > FAINTEST:
        _, ink = cv2.threshold(pixels, FAINTEST, 1, cv2.THRESH_BINARY_INV)
    return np.asarray(ink, np.uint8)


def type_size(ink: Mask, dpi: float) -> float:
    """Return the usual size of type, in pixels, by the height of what may be letters."""
    _, widths, heights = sides_of(ink)
    return size_of(widths, heights, dpi)


def sides_of(ink: Mask) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Return the top left corners (pieces x 2), the widths and the heights of all pieces of ink.

    A page of noise has a million: outlines of so many take more memory than the page.
    """
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    sides = np.asarray(stats[1:], np.int32)
    return sides[:, : cv2.CC_STAT_WIDTH], sides[:, cv2.CC_STAT_WIDTH], sides[:, cv2.CC_STAT_HEIGHT]


def size_of(widths: NDArray[Any], heights: NDArray[Any], dpi: float) -> float:
    """Return the usual size of type, in pixels, by the widths and heights of all pieces of ink."""
    low, high = (points * dpi / 72 for points in LETTER)
    letters = heights[(heights >= low) & (heights <= high) & (widths <= 2 * high)]
    return float(np.percentile(letters, TALL)) * TYPE if len(letters) else USUAL * dpi / 72


def outlines(ink: Mask) -> list[Pieces]:
    """Return the outlines of connected pieces; on a page these are found sooner than the pieces' pixels."""
    found = cv2.findContours(ink, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)[0]
    # The edges of holes run the other way round; which piece they are in, OpenCV is slow to tell.
    return [np.asarray(one, np.int32) for one in found if cv2.contourArea(one, oriented=True) <= 0]


def filled(outline: Pieces) -> tuple[tuple[slice, slice], Mask]:
    """Return the part of the image that a piece is in, and 1 where the piece is."""
    left, top, width, height = cv2.boundingRect(outline)
    own = np.zeros((height, width), np.uint8)
    cv2.drawContours(own, [outline], 0, 1, cv2.FILLED, offset=(-left, -top))
    return np.s_[top : top + height, left : left + width], own


def morphed(how: int, pixels: Grey, rows: int, columns: int) -> Grey:
    """Close, open or part an image with a rectangle."""
    return np.asarray(cv2.morphologyEx(pixels, how, np.ones((rows, columns), np.uint8)), np.uint8)


def odd(length: float) -> int:
    """Return the odd number of pixels that is nearest, 3 at least."""
    return max(2 * round((length - 1) / 2) + 1, 3)
