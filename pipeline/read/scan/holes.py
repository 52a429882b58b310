"""The holes that were punched into a sheet: discs near its edge, larger than letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.read.scan.pieces import ink_of, type_size

if TYPE_CHECKING:
    from pipeline.read.scan.raster import Grey

PAPER = 255
#: What is darker than this may be of a hole, or of its shadow.
GREY = 200
#: A hole is so wide, in millimetres, and its middle so near to the edge of the sheet.
WIDE, NEAR = (3.5, 9.0), 15.0
#: How much wider than high it is at most, and how much of its box its hull fills: of a circle 0.79, of its shadow less.
ROUND, FILLED = 1.6, (0.45, 0.9)
#: It is so many sizes of type high or wide at least, and around it there is so little ink.
LARGER, ALONE = 1.4, 0.02
MILLIMETRES = 25.4


def without_holes(pixels: Grey, dpi: float) -> Grey:
    """Paint over the holes: what is no larger than type, or has ink beside it as letters have, is none."""
    dark = (pixels <= GREY).astype(np.uint8)
    outlines = cv2.findContours(dark, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]
    holes = [outline for outline in outlines if _is_hole(np.asarray(outline), dark, dpi)]
    if not holes:
        return pixels
    least = LARGER * type_size(ink_of(pixels), dpi)
    found = pixels.copy()
    for outline in holes:
        if max(cv2.boundingRect(outline)[2:]) >= least:
            cv2.drawContours(found, [outline], 0, PAPER, cv2.FILLED)
            cv2.drawContours(found, [outline], 0, PAPER, max(round(dpi / MILLIMETRES / 4), 1))
    return found


def _is_hole(outline: NDArray[Any], dark: NDArray[np.uint8], dpi: float) -> bool:
    """Tell whether a shape is as round as a hole and of its size, near the edge of the sheet, and stands alone."""
    (rows, columns), scale = dark.shape, dpi / MILLIMETRES
    left, top, wide, high = cv2.boundingRect(outline)
    short, long = sorted((wide, high))
    edge = min(left + wide / 2, top + high / 2, columns - left - wide / 2, rows - top - high / 2)
    if not (WIDE[0] * scale <= short and long <= min(WIDE[1] * scale, ROUND * short) and edge < NEAR * scale):
        return False
    x, y = max(left - short // 2, 0), max(top - short // 2, 0)
    around = dark[y : top + high + short // 2, x : left + wide + short // 2].copy()
    cv2.drawContours(around, [outline], 0, 0, cv2.FILLED, offset=(-x, -y))
    round_ = FILLED[0] <= cv2.contourArea(cv2.convexHull(outline)) / (wide * high) <= FILLED[1]
    return round_ and float(around.mean()) < ALONE
