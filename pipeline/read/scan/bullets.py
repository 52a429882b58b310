"""Bullets by their ink and place: engines read them as any letter or sign, or not at all, and specks as bullets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.geometry import Box
from pipeline.read.scan.tesseract import Seen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


#: The least and the greatest side of a bullet, in sizes of type: specks are smaller, the smallest letters are higher.
SIDES = (0.12, 0.44)
#: So much of a bullet's box is ink; one before a text that is larger than the
#: smallest letters, up to this, is a full disc.
SOLID, LARGEST, FULL = 0.5, 0.66, 0.7
#: Bullets of one list stand below each other, their middles no further apart, in sizes of type.
ALIGNED = 0.5
#: Of those that no engine saw there are so many others, no larger or smaller than by this.
SEVERAL, ALIKE = 2, 1.4
#: A bullet stands so far before its text, and so far behind what is left of it, in sizes of type.
BEFORE, BEHIND = 3.0, 1.0
#: Its middle is between so far above the baseline of its text and that baseline.
RAISED = 0.75
#: One between texts is no wider or higher than this, stands so far from them, and so high above the line.
ROUND, FREE, MIDDLE = 1.5, 0.15, (0.18, 0.52)


def with_bullets(
    seen: Sequence[Seen], pieces: Sequence[Box], inked: NDArray[np.uint8], walls: Sequence[Box] = ()
) -> list[Seen]:
    """Return the words with each bullet beside its text; `pieces` are ink in no word, `walls` part texts.

    A dot that begins a line and stands alone is a speck, and goes: a list has several, below each other. Dots between
    texts part them where there are several of one size, as high above the line as bullets are.
    """
    marks = [word for word in seen if len(word.text) == 1]
    marks += [Seen("", piece, piece.bottom, piece.height, 0.0) for piece in pieces]
    dots = [dot for mark in marks if (dot := _dot(mark, seen, inked, walls))]
    bullets = [dot for dot in dots if (_is_listed(dot, dots) if dot.begins else _is_inline(dot, dots))]
    gone = [dot.mark for dot in dots if dot.begins or dot in bullets]
    before = {id(dot.text): dot for dot in bullets if not dot.ends}
    behind = {id(dot.text): dot for dot in bullets if dot.ends}
    words: list[Seen] = []
    for word in seen:
        words += [before[id(word)].bullet] if id(word) in before else []
        words += [] if word in gone else [word]
        words += [behind[id(word)].bullet] if id(word) in behind else []
    return words


@dataclass(frozen=True, slots=True)
class _Dot:
    """A mark that is a dot, the word right of it, or left of it where it `ends` a line; it may begin one."""

    mark: Seen
    box: Box
    text: Seen
    begins: bool
    ends: bool

    @property
    def bullet(self) -> Seen:
        return Seen("•", self.box, self.text.baseline, self.text.size, 1.0)

    @property
    def raised(self) -> float:
        """How high its middle is above the line, in sizes of type."""
        return (self.text.baseline - self.box.middle[1]) / self.text.size


def _dot(mark: Seen, seen: Sequence[Seen], inked: NDArray[np.uint8], walls: Sequence[Box]) -> _Dot | None:
    box = _ink_of(mark, inked)
    middle = box.middle[1]
    line = [word for word in seen if word is not mark and word.baseline - RAISED * word.size < middle < word.baseline]
    right = min((w for w in line if 0 <= w.box.x0 - box.x1 <= BEFORE * w.size), key=_start, default=None)
    left = max((w for w in line if 0 <= box.x0 - w.box.x1 <= BEHIND * w.size), key=_start, default=None)
    if left and right and right.box.x0 - box.x1 > BEHIND * right.size:
        right = None  # it is of the next column
    if left and any(_parts(wall, left.box, box) for wall in walls):
        left = None
    if right and any(_parts(wall, box, right.box) for wall in walls):
        right = None
    text = right or left
    if text is None or not _is_dot(box, text.size, inked):
        return None
    return _Dot(mark, box, text, begins=left is None, ends=right is None)


def _parts(wall: Box, left: Box, right: Box) -> bool:
    middle = right.middle[1]
    return (
        wall.height > wall.width and left.x1 - 1 <= wall.middle[0] <= right.x0 + 1 and wall.top < middle < wall.bottom
    )


def _ink_of(mark: Seen, inked: NDArray[np.uint8]) -> Box:
    """Return the box of the ink in a mark's box, all of it: Tesseract cuts some in half."""
    if not mark.text:
        return mark.box
    reach = int(mark.size)
    x, y = (int(place) for place in mark.box.middle)
    left, top = max(x - reach, 0), max(y - reach, 0)
    window = np.ascontiguousarray(inked[top : y + reach + 1, left : x + reach + 1])
    _, labels, stats, _ = cv2.connectedComponentsWithStats(window, connectivity=8)
    inside = labels[
        max(int(mark.box.top) - top, 0) : int(mark.box.bottom) - top + 1,
        max(int(mark.box.x0) - left, 0) : int(mark.box.x1) - left + 1,
    ]
    counts = np.bincount(inside[inside > 0])
    if not len(counts):
        return mark.box
    x0, y0, wide, high, _ = (int(one) for one in stats[counts.argmax()])
    return Box(left + x0, top + y0, left + x0 + wide, top + y0 + high)


def _start(word: Seen) -> float:
    return word.box.x0


def _is_dot(box: Box, size: float, inked: NDArray[np.uint8]) -> bool:
    """Tell whether ink is a dot: one that is as large as small letters are is full, which those are not."""
    sides = (box.width / size, box.height / size)
    if min(sides) < SIDES[0] or max(sides) > LARGEST:
        return False
    dot = inked[int(box.top) : int(box.bottom), int(box.x0) : int(box.x1)]
    return bool(dot.size) and float(dot.mean()) >= (SOLID if max(sides) <= SIDES[1] else FULL)


def _is_listed(dot: _Dot, dots: Sequence[_Dot]) -> bool:
    """Tell whether dots that begin lines stand below each other: where no engine saw one, more of its size."""
    below = [one for one in dots if one.begins and one is not dot and _is_below(one, dot)]
    return bool(below) if dot.mark.text else sum(_is_alike(one, dot) for one in below) >= SEVERAL


def _is_inline(dot: _Dot, dots: Sequence[_Dot]) -> bool:
    """Tell whether a dot parts texts: it is round, stands free and high, and so do others of its size."""
    like = [one for one in dots if one is not dot and _is_free(one) and _is_alike(one, dot)]
    return _is_free(dot) and len(like) >= SEVERAL


def _is_free(dot: _Dot) -> bool:
    box, text = dot.box, dot.text
    gap = box.x0 - text.box.x1 if dot.ends else text.box.x0 - box.x1
    round_ = 1 / ROUND < box.width / box.height < ROUND and max(box.width, box.height) <= SIDES[1] * text.size
    return round_ and gap > FREE * text.size and MIDDLE[0] < dot.raised < MIDDLE[1]


def _is_below(one: _Dot, other: _Dot) -> bool:
    return abs(one.box.middle[0] - other.box.middle[0]) < ALIGNED * other.text.size


def _is_alike(one: _Dot, other: _Dot) -> bool:
    return 1 / ALIKE < one.box.height / other.box.height < ALIKE
