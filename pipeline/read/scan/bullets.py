"""Bullets by their ink and place: engines read them as any letter or sign, or not at all, and specks as bullets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.read.scan.tesseract import Seen

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from pipeline.geometry import Box

#: The least and the greatest side of a bullet, in sizes of type: specks are smaller, the smallest letters are higher.
SIDES = (0.12, 0.44)
#: So much of a bullet's box is ink.
SOLID = 0.5
#: Bullets of one list stand below each other, their middles no further apart, in sizes of type.
ALIGNED = 0.5
#: Of those that no engine saw there are so many others, no larger or smaller than by this.
SEVERAL, ALIKE = 2, 1.4
#: A bullet stands so far before its text, and so far behind what is left of it, in sizes of type.
BEFORE, BEHIND = 3.0, 1.0
#: Its middle is between so far above the baseline of its text and that baseline.
RAISED = 0.75


def with_bullets(seen: Sequence[Seen], pieces: Sequence[Box], inked: NDArray[np.uint8]) -> list[Seen]:
    """Return the words with each bullet right before its text; `pieces` are ink in no word.

    A dot before a text that stands alone is a speck, and goes: a list has several, below each other.
    """
    marks = [word for word in seen if len(word.text) == 1]
    marks += [Seen("", piece, piece.bottom, piece.height, 0.0) for piece in pieces]
    found = [(mark, text) for mark in marks if (text := _text_of(mark, seen)) and _is_dot(mark.box, text.size, inked)]
    dots = [mark for mark, _ in found]
    bullets = {id(text): mark for mark, text in found if _is_listed(mark, dots, text.size)}
    words: list[Seen] = []
    for word in seen:
        bullet = bullets.get(id(word))
        words += [Seen("•", bullet.box, word.baseline, word.size, 1.0)] if bullet else []
        words += [] if word in dots else [word]
    return words


def _text_of(mark: Seen, seen: Sequence[Seen]) -> Seen | None:
    """Return the word that a mark stands right before, where the mark begins a line."""
    middle = mark.box.middle[1]
    line = [word for word in seen if word is not mark and word.baseline - RAISED * word.size < middle < word.baseline]
    right = [word for word in line if 0 <= word.box.x0 - mark.box.x1 <= BEFORE * word.size]
    text = min(right, key=lambda word: word.box.x0, default=None)
    if text is None or any(abs(mark.box.x0 - word.box.x1) < BEHIND * text.size for word in line if word is not text):
        return None
    return text


def _is_dot(box: Box, size: float, inked: NDArray[np.uint8]) -> bool:
    if not all(SIDES[0] <= side / size <= SIDES[1] for side in (box.width, box.height)):
        return False
    dot = inked[int(box.top) : int(box.bottom) + 1, int(box.x0) : int(box.x1) + 1]
    return bool(dot.size) and float(dot.mean()) >= SOLID


def _is_listed(mark: Seen, dots: Sequence[Seen], size: float) -> bool:
    """Tell whether dots stand below each other: where no engine saw one, there are more of the same size."""
    others = [dot for dot in dots if dot is not mark and abs(dot.box.middle[0] - mark.box.middle[0]) < ALIGNED * size]
    alike = [dot for dot in others if 1 / ALIKE < dot.box.height / mark.box.height < ALIKE]
    return bool(others) if mark.text else len(alike) >= SEVERAL
