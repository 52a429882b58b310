"""Tesseract's words to spans: the words that are read again as one, and those that are left as they are."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from pipeline.geometry import Box, around
from pipeline.reconcile.text import is_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.read.scan.tesseract import Seen

#: Sizes of type that differ by no more than this share are one: from a few letters they cannot be told better.
SAME_SIZE = 0.25
#: Baselines of one line differ by less than this, in sizes of type.
ON_LINE = 0.15
#: Dashes and quotes stand above the baseline by less than this.
ABOVE = 0.6
#: Words of an amount stand no further apart than this, in sizes of type.
NEAR = 0.5
#: Below this confidence Tesseract's word is read again.
CERTAIN = 0.9
_MONEY = re.compile(r"[\d£€$]")
_JOINT = re.compile(r"[-‐‑‒–—―−~.,]+")
_LETTERS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ALIKE = frozenset("CIKOPSUVWXYZ")
_EDGES = "“”\"‘’'()[].,;:!?-–—/&"


@dataclass(frozen=True, slots=True)
class Span:
    """Words that are one reading, with their ink, baseline and size in pixels; none where only ink was found."""

    words: tuple[Seen, ...]
    box: Box
    baseline: float
    size: float

    @property
    def text(self) -> str:
        """The words as Tesseract read them."""
        return " ".join(word.text for word in self.words)


def spans(seen: Sequence[Seen], walls: Sequence[Box]) -> tuple[list[Span], list[Span]]:
    """Return the spans that are read again, and those that are not; no span goes through one of the walls."""
    doubted: list[Span] = []
    plain: list[Span] = []
    for above, word, below in zip_longest((None, *seen[:-1]), seen, seen[1:]):
        if word is None:
            continue
        last = doubted[-1] if doubted else None
        if not (is_doubtful(word) or _is_odd(above, word, below)):
            plain.append(_span([word]))
        elif last and _goes_on(last, word, walls):
            doubted[-1] = _span([*last.words, word])
        else:
            doubted.append(_span([word]))
    return doubted, plain


def _span(words: Sequence[Seen]) -> Span:
    return Span(tuple(words), around([word.box for word in words]), words[0].baseline, words[0].size)


def _goes_on(span: Span, word: Seen, walls: Sequence[Box]) -> bool:
    """Tell whether a word belongs to the amount before it."""
    gap = Box(span.box.x1, word.box.top, word.box.x0, word.box.bottom)
    near = abs(span.baseline - word.baseline) < ON_LINE * word.size and -word.size < gap.width < NEAR * word.size
    money = all(_MONEY.search(text) or _JOINT.fullmatch(text) for text in (span.words[-1].text, word.text))
    return near and money and not any(_parts(wall, gap) for wall in walls)


def _parts(wall: Box, gap: Box) -> bool:
    """Tell whether a wall stands in a gap."""
    upright = wall.height > wall.width
    return upright and gap.x0 - 1 <= wall.middle[0] <= gap.x1 + 1 and wall.top < gap.bottom and gap.top < wall.bottom


def is_doubtful(word: Seen) -> bool:
    """Tell whether a word is to be read again: it holds a digit, is not sure, or is none that is known."""
    if word.text == "•":
        return False
    bare = word.text.strip(_EDGES)
    parts = re.split(r"[/&-]", bare)
    return word.confidence < CERTAIN or not all(_LETTERS.fullmatch(part) and is_word(part) for part in parts)


def _is_odd(above: Seen | None, word: Seen, below: Seen | None) -> bool:
    """Tell whether a word looks odd between its neighbours, though it is one: its case, or the stop behind it.

    Capitals that differ from small letters by their size alone are taken for each other, and so are stops and commas.
    """
    follows = above is not None and _follows(above, word) and above.text[-1:].islower()
    capital = word.text[:1] in _ALIKE and follows
    stopped = word.text.endswith(".") and below is not None and _follows(word, below) and below.text[:1].islower()
    return capital or stopped


def _follows(left: Seen, right: Seen) -> bool:
    """Tell whether a word stands behind another one on its line."""
    gap = right.box.x0 - left.box.x1
    return abs(left.baseline - right.baseline) < right.size / 2 and -right.size < gap < right.size


def evened(seen: Sequence[Seen]) -> list[Seen]:
    """Give words of nearly one size the same size, and each the baseline that its own ink shows where lines lean."""
    sizes = _sizes(seen)
    return [replace(word, size=sizes[word.size], baseline=_baseline(word)) for word in seen]


def _sizes(seen: Iterable[Seen]) -> dict[float, float]:
    """Return for each size the middle one of those like it, the most frequent sizes first."""
    left = sorted(word.size for word in seen)
    found: dict[float, float] = {}
    while left:
        middle = left[len(left) // 2]
        like = [size for size in left if abs(size - middle) <= SAME_SIZE * middle]
        found |= dict.fromkeys(like, middle)
        left = [size for size in left if size not in found]
    return found


def _baseline(word: Seen) -> float:
    """Return the foot of a word's ink where its line's baseline misses it: lines of two cells were taken for one.

    Tesseract's boxes may reach into the next line, its baselines do not. Dashes stand above the line.
    """
    slack = (ON_LINE if re.search(r"\w", word.text) else ABOVE) * word.size
    return word.baseline if word.box.top < word.baseline <= word.box.bottom + slack else word.box.bottom
