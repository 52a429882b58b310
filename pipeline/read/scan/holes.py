"""The holes that were punched into a sheet: discs near its edge, larger than letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from pipeline.read.scan.raster import Grey

PAPER = 255
#: What is darker than this may be of a hole, or of its shadow.
GREY = 200
#: A hole is so wide, in millimetres, and its middle so near to the edge of the sheet.
WIDE, NEAR = (3.5, 9.0), 15.0
#: How much wider than high it is at most, and how much of its box its hull fills: of a circle 0.79, of its shadow less.
ROUND, FILLED = 1.6, (0.55, 0.9)
MILLIMETRES = 25.4


def without_holes(pixels: Grey, dpi: float) -> Grey:
    """Paint over the holes."""
    scale = dpi / MILLIMETRES
    rows, columns = pixels.shape
    outlines, _ = cv2.findContours((pixels <= GREY).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = pixels
    for outline in outlines:
        left, top, wide, high = cv2.boundingRect(outline)
        edge = min(left + wide / 2, top + high / 2, columns - left - wide / 2, rows - top - high / 2)
        if not (WIDE[0] <= min(wide, high) / scale and max(wide, high) / scale <= WIDE[1] and edge < NEAR * scale):
            continue
        if (
            max(wide, high) <= ROUND * min(wide, high)
            and FILLED[0] <= cv2.contourArea(cv2.convexHull(outline)) / (wide * high) <= FILLED[1]
        ):
            found = pixels.copy() if found is pixels else found
            cv2.drawContours(found, [outline], 0, PAPER, cv2.FILLED)
            cv2.drawContours(found, [outline], 0, PAPER, max(round(scale / 4), 1))
    return found
