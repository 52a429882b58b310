"""Folds, and streaks of a scanner's glass, among the standing rules: words run through them, as through no wall."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.geometry import Box
    from pipeline.read.page import Word

#: Rules so near to each other, in points, are pieces of one.
SAME = 2.6
#: A word runs through a rule where it reaches so far, in sizes of its type, to both sides; it is near where it is so.
THROUGH, NEAR = 0.15, 1.0
#: Texts on both sides of a wall are further apart than this, in sizes of type.
TIGHT = 0.6
#: A rule is none where words run through it on more than this share of the lines beside it.
MOST = 0.5


def without_streaks(rules: Sequence[Box], words: Sequence[Word]) -> tuple[Box, ...]:
    """Return the rules that words do not run through; boxes are in points."""
    return tuple(rule for rule in rules if rule.width >= rule.height or not _is_streak(rule, rules, words))


def _is_streak(rule: Box, rules: Sequence[Box], words: Sequence[Word]) -> bool:
    at = rule.middle[0]
    pieces = [one for one in rules if one.height > one.width and abs(one.middle[0] - at) <= SAME]
    beside = (word for word in words if any(one.top < word.box.middle[1] < one.bottom for one in pieces))
    lines = _lines([word for word in beside if reaches(word.box, at, -NEAR * word.size)])
    return sum(_is_through(line, at) for line in lines) > MOST * len(lines)


def _is_through(line: Sequence[Word], at: float) -> bool:
    """Tell whether a word reaches over a place, or two parts of one: texts beside a wall are further apart."""
    if any(reaches(word.box, at, THROUGH * word.size) for word in line):
        return True
    left = max((word.box.x1 for word in line if word.box.middle[0] < at), default=-inf)
    right = min((word.box.x0 for word in line if word.box.middle[0] >= at), default=inf)
    return right - left < TIGHT * line[0].size


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    """Put words that stand beside each other together."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda one: one.box.middle[1]):
        if lines and word.box.middle[1] - lines[-1][0].box.middle[1] < word.size / 2:
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines


def reaches(box: Box, at: float, beyond: float) -> bool:
    """Tell whether a box lies on both sides of a place, and reaches so far beyond it."""
    return box.x0 < at - beyond and at + beyond < box.x1
