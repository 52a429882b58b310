"""Small marks among Tesseract's words: dashes by their ink and place, and the specks that are none."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from pipeline.read.scan.tesseract import Seen

#: Tesseract is no surer than this of what it sees in the dots of a word that is larger by this.
UNSURE, LARGER = 0.5, 1.5
#: The lowest letters are so high.
LETTER = 0.33
#: A dash that ends a line stands no further behind its text, in sizes of type.
BEHIND = 3.0
#: A dash is so wide at least, and no higher, in sizes of type; it is so many times as wide as it is high.
DASH, LONGER = (0.15, 0.22), 1.5
#: Of a mark's box so much at each side may hold ink of its neighbours.
EDGE = 0.2
#: A comma hangs so far below the line, and neither it nor a stop is larger than this, in sizes of type.
HANGS = (0.09, 0.35)
_LETTER = re.compile(r"[^\W_]|[£$€%]")
_DASH = re.compile(r"[-‐‑‒–—―−~_=]+")


def told(seen: Sequence[Seen], inked: NDArray[np.uint8]) -> Iterator[Seen]:
    """Yield the words and bullets; what is neither, and no dash, is left to what looks at ink."""
    for above, word, below in zip_longest((None, *seen[:-1]), seen, seen[1:]):
        if word is None or _is_part(word, seen):
            continue
        if word.text == "•" and word.confidence == 1:
            yield word
        elif _LETTER.search(word.text):
            yield from [word] if _has_letter(word, inked) else []
        elif _DASH.fullmatch(word.text) and _is_dash(word, inked) and not _trails(above, word, below):
            yield replace(word, text="-") if len(word.text) > 1 else word


def _is_part(word: Seen, seen: Sequence[Seen]) -> bool:
    """Tell whether a word is but the dot of a letter of a larger one, in whose box it lies."""
    if word.confidence > UNSURE:
        return False
    (x, y), size = word.box.middle, LARGER * word.size
    return any(one.size > size and one.box.x0 < x < one.box.x1 and one.box.top < y < one.box.bottom for one in seen)


def _has_letter(word: Seen, inked: NDArray[np.uint8]) -> bool:
    """Tell whether any ink of a word is as high as the lowest letters are: engines see letters in specks."""
    box = word.box
    part = np.ascontiguousarray(inked[int(box.top) : int(box.bottom) + 1, int(box.x0) : int(box.x1) + 1])
    if not part.size:
        return False
    _, _, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
    return int(stats[1:, cv2.CC_STAT_HEIGHT].max(initial=0)) >= LETTER * word.size


def _gap(left: Seen, right: Seen) -> float:
    """Return the gap between two words, in pixels; as wide as can be where they do not follow each other on a line."""
    on_line = abs(left.baseline - right.baseline) < right.size / 2 and left.box.x0 < right.box.x0
    return right.box.x0 - left.box.x1 if on_line else float("inf")


def _trails(above: Seen | None, word: Seen, below: Seen | None) -> bool:
    """Tell whether a dash stands behind a text and before none: what ends so is a rest of a line."""
    left = above is not None and _gap(above, word) < BEHIND * word.size and above.text[-1:] not in "0123456789"
    return left and (below is None or _gap(word, below) > BEHIND * word.size)


def _is_dash(word: Seen, inked: NDArray[np.uint8]) -> bool:
    """Tell whether a mark's ink is that of a dash: Tesseract sees some in the wide gaps between columns."""
    edge = EDGE * word.box.width
    window = np.s_[int(word.box.top) : int(word.box.bottom) + 1, int(word.box.x0 + edge) : int(word.box.x1 - edge) + 1]
    rows, columns = np.nonzero(inked[window])
    if not len(rows):
        return False
    wide, high = float(np.ptp(columns)) + 1 + 2 * edge, float(np.ptp(rows)) + 1
    return wide >= max(DASH[0] * word.size, LONGER * high) and high <= DASH[1] * word.size


def mark_behind(word: Seen, inked: NDArray[np.uint8]) -> str:
    """Tell by its ink whether the mark that ends a word is a stop or a comma, whose tail hangs; empty where unsure."""
    size, foot = word.size, word.baseline
    top, left = max(int(foot - HANGS[1] * size), 0), max(int(word.box.x1 - HANGS[1] * size), 0)
    window = inked[top : int(foot + HANGS[1] * size) + 1, left : int(word.box.x1) + 2]
    if not window.size:
        return ""
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(window), connectivity=8)
    # What reaches the window's edge is of a letter.
    marks = [one for one in stats[1:].tolist() if one[0] > 0 and one[1] > 0]
    if not marks:
        return ""
    last = max(marks, key=lambda one: int(one[0]))
    hangs, high = (top + last[1] + last[3] - foot) / size, last[3] / size
    if hangs < HANGS[0] / 2 and high < LETTER / 2:
        return "."
    return "," if hangs > HANGS[0] else ""
