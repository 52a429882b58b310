"""The ink of a page that no word accounts for: what is printed in a cell must never be taken for a blank."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.geometry import Box
from pipeline.read.scan.pieces import outlines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: A word's ink may reach beyond its box by this, in sizes of type.
MARGIN = 0.2
#: Ink so high, in sizes of type, may be a letter; what is higher and so thin is the rest of a line.
LETTER, HIGH, THIN = 0.4, 1.4, 0.2
#: What is narrower than this and goes on in a word is the edge of one of its letters.
EDGE = 0.15
#: Pieces so near, in sizes of type, are of one word.
NEAR = 0.35
#: The shadow of a spine lies so near to the edge of the page, in pixels, and is so long, in sizes of type; words are so
#: far from it, in sizes of type, to the side and up or down.
SHADOW, LONG, FAR = 3, 6.0, (2.5, 0.8)


def unread(inked: NDArray[np.uint8], words: Sequence[Box], size: float, *, lowest: float = LETTER) -> tuple[Box, ...]:
    """Return the boxes of ink in no word, put together as words would be; none where all is read.

    All is in pixels: the ink, which is 1, on a page without its rules, the boxes of words, and the size of type. What
    is lower than `lowest`, in sizes of type, is no ink of a letter.
    """
    ink = inked.copy()
    margin = round(MARGIN * size)
    for word in words:
        corners = (
            (round(word.x0) - margin, round(word.top) - margin),
            (round(word.x1) + margin, round(word.bottom) + margin),
        )
        cv2.rectangle(ink, *corners, 0, -1)
    pieces = outlines(ink)
    widths, heights = np.array([cv2.boundingRect(piece)[2:] for piece in pieces], np.int32).reshape(-1, 2).T
    thin = (np.minimum(widths, heights) < THIN * size) & (np.maximum(widths, heights) > HIGH * size)
    kept = (heights >= lowest * size) & ~thin
    inside = np.zeros_like(ink)
    # What is kept is never within what is not, which is lower.
    for index in np.argsort(~kept, kind="stable"):
        cv2.drawContours(inside, [pieces[index]], 0, int(kept[index]), cv2.FILLED)
    near = max(round(2 * NEAR * size), 1)
    words_ = cv2.morphologyEx(ink & inside, cv2.MORPH_CLOSE, np.ones((1, near), np.uint8))
    found = map(cv2.boundingRect, outlines(np.asarray(words_, np.uint8)))
    boxes = (Box(*(float(side) for side in (x, y, x + w, y + h))) for x, y, w, h in found)
    return tuple(sorted(boxes, key=lambda box: (box.top, box.x0)))


def is_edge(piece: Box, inked: NDArray[np.uint8], size: float) -> bool:
    """Tell whether a piece of ink is narrow and goes on beside it: a word's box may cut its first or last letter."""
    rows = slice(int(piece.top), int(piece.bottom))
    sides = (side for side in (int(piece.x0) - 1, int(piece.x1)) if 0 <= side < inked.shape[1])
    return piece.width < EDGE * size and any(bool(inked[rows, side].any()) for side in sides)


def is_dark_edge(piece: Box, words: Sequence[Box], inked: NDArray[np.uint8], size: float) -> bool:
    """Tell whether a piece of ink is the shadow of a spine or a lid: long, at the edge of the page, far from words.

    Where it runs round a corner words stand in its box, but not near its ink.
    """
    rows, columns = inked.shape
    at_edge = min(piece.x0, piece.top, columns - piece.x1, rows - piece.bottom) < SHADOW
    if not at_edge or max(piece.width, piece.height) <= LONG * size:
        return False
    top, left, (right, down) = int(piece.top), int(piece.x0), FAR
    _, labels, stats, _ = cv2.connectedComponentsWithStats(inked[top : int(piece.bottom), left : int(piece.x1)])
    dark = labels == 1 + stats[1:, cv2.CC_STAT_AREA].argmax() if len(stats) > 1 else labels > 0
    around = (word.moved(-left, -top) for word in words)
    return not any(
        dark[
            _slice(word.top - down * size, word.bottom + down * size),
            _slice(word.x0 - right * size, word.x1 + right * size),
        ].any()
        for word in around
    )


def _slice(start: float, end: float) -> slice:
    return slice(max(int(start), 0), max(int(end), 0))
