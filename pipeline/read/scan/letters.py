"""What may be letters on a page: its pieces of ink of their size."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.uint8]
Points = NDArray[np.float64]

#: The longer side of a letter, in sizes of type, and the longer side of letters that touch.
LETTER, TOUCHING = 0.25, 4.0
#: The shorter side of one is no more than this.
HIGH = 1.6

#: Ink is darker than this, or than what Otsu's threshold says where that is lighter: on a faint page.
INK = 180


def inked(pixels: Mask) -> Mask:
    """Return 1 where there is ink on an even page, that of thin strokes and fine print too."""
    if not pixels.size:
        return np.zeros(pixels.shape, np.uint8)
    level, _ = cv2.threshold(pixels, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return (pixels <= max(level, INK)).astype(np.uint8)


def letters_of(ink: Mask, size: float) -> Points:
    """Return the boxes of what may be letters, or a few that touch: left, top, right, bottom in pixels."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    left, top, width, height = stats[1:, :4].T
    longer, shorter = np.maximum(width, height), np.minimum(width, height)
    kept = (longer >= LETTER * size) & (longer <= TOUCHING * size) & (shorter <= HIGH * size)
    boxes = np.column_stack([left, top, left + width, top + height])[kept]
    return boxes.astype(np.float64)
