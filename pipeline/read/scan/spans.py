"""Tesseract's words to spans: the words that are read again as one, and those that are left as they are."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import zip_longest
from statistics import median
from typing import TYPE_CHECKING

from pipeline.geometry import Box, around
from pipeline.read.scan.streaks import THROUGH, reaches
from pipeline.reconcile.text import is_own, is_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.read.scan.tesseract import Seen

#: Sizes of type that differ by no more than this share are one: from a few letters they cannot be told better.
SAME_SIZE = 0.25
#: Baselines of one line differ by less than this, in sizes of type.
ON_LINE = 0.15
#: Dashes and quotes stand above the baseline by less than this.
ABOVE = 0.6
#: Words of an amount stand no further apart than this, in sizes of type, and their boxes overlap by no more than that.
NEAR, OVER = 0.5, 3.0
#: Ink no wider than this, and so near to words on their line, in sizes of type, is read together with them.
LETTER, BESIDE = 1.1, 0.8
#: No letter reaches further up or down from the baseline, in sizes of type.
TALLEST, DEEPEST = 1.0, 0.35
#: Tails of letters hang below the baseline by this; a word's box, which may lean, by no more than that, with tails or
#: without.
TAIL, HANGING = 0.22, (0.6, 0.35)
#: Below this confidence Tesseract's word is read again.
CERTAIN = 0.9
_MONEY = re.compile(r"[\d£€$]")
_JOINT = re.compile(r"[-‐‑‒–—―−~.,]+")
_LETTERS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ALIKE = frozenset("CIKOPSUVWXYZ")
_TAILED = re.compile(r"[gjpqyQ,;()]")
_TALL = re.compile(r"[A-Z0-9bdfhkl£]")
_EDGES = "“”\"‘’'()[].,;:!?-–—/&"


@dataclass(frozen=True, slots=True)
class Span:
    """Words that are one reading, with their ink, baseline and size in pixels; none where only ink was found.

    `runs_on` where a small letter follows on their line; `ink` are pieces that no word accounts for.
    """

    words: tuple[Seen, ...]
    box: Box
    baseline: float
    size: float
    runs_on: bool = False
    ink: tuple[Box, ...] = ()

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
        runs_on = below is not None and _follows(word, below) and below.text[:1].islower()
        inside = _is_inside(above, word)
        if not (is_doubtful(word) or inside or _is_odd(word, runs_on=runs_on) or _is_crossed(word, walls)):
            plain.append(_span([word], runs_on=runs_on))
        elif last and _goes_on(last, word, walls):
            doubted[-1] = _span([*last.words, word], runs_on=runs_on)
        else:
            doubted.append(_span([word], runs_on=runs_on))
    return doubted, plain


def with_ink(
    doubted: Iterable[Span], plain: Iterable[Span], pieces: Iterable[Span], walls: Sequence[Box]
) -> tuple[list[Span], list[Span]]:
    """Join each small piece of unread ink, or of an amount, with the words beside it: what it is shows best there."""
    doubted, plain = list(doubted), list(plain)
    for piece in pieces:
        small = piece.box.width < LETTER * piece.size
        beside = [span for span in (*doubted, *plain) if _is_beside(span, piece, walls, near=BESIDE if small else NEAR)]
        beside = [span for span in beside if small or _MONEY.search(span.text)]
        doubted = [span for span in doubted if span not in beside]
        plain = [span for span in plain if span not in beside]
        doubted.append(_joined(beside, piece) if any(span.words for span in beside) else piece)
    return doubted, plain


def _is_beside(span: Span, piece: Span, walls: Sequence[Box], *, near: float) -> bool:
    """Tell whether a piece of ink stands on the line of some words and near them, or in a gap between them."""
    middle, size = piece.box.middle[1], span.size
    if not -TALLEST * size < middle - span.baseline < DEEPEST * size:
        return False
    first, last = sorted((span.box, piece.box), key=lambda box: box.x0)
    gap = Box(min(first.x1, last.x0), span.box.top, last.x0, span.box.bottom)
    return last.x0 - first.x1 < near * size and not any(_parts(wall, gap) for wall in walls)


def _joined(beside: Sequence[Span], piece: Span) -> Span:
    words = sorted((word for span in beside for word in span.words), key=lambda word: word.box.x0)
    last = max(beside, key=lambda span: span.box.x1)
    box = around([piece.box, *(span.box for span in beside)])
    ink = tuple(box for span in (*beside, piece) for box in span.ink)
    return Span(tuple(words), box, words[0].baseline, words[0].size, last.runs_on, ink)


def _span(words: Sequence[Seen], *, runs_on: bool) -> Span:
    return Span(tuple(words), around([word.box for word in words]), words[0].baseline, words[0].size, runs_on)


def _goes_on(span: Span, word: Seen, walls: Sequence[Box]) -> bool:
    """Tell whether a word belongs to the amount before it."""
    gap = Box(span.box.x1, word.box.top, word.box.x0, word.box.bottom)
    on_line = abs(span.baseline - word.baseline) < ON_LINE * word.size
    near = on_line and -OVER * word.size < gap.width < NEAR * word.size
    money = all(_MONEY.search(text) or _JOINT.fullmatch(text) for text in (span.words[-1].text, word.text))
    return near and money and not any(_parts(wall, gap) for wall in walls)


def _parts(wall: Box, gap: Box) -> bool:
    """Tell whether a wall stands in a gap."""
    upright = wall.height > wall.width
    return upright and gap.x0 - 1 <= wall.middle[0] <= gap.x1 + 1 and wall.top < gap.bottom and gap.top < wall.bottom


def is_doubtful(word: Seen) -> bool:
    """Tell whether a word is to be read again: it holds a digit, is not sure, or is none that is known.

    So is one that may have lost its apostrophe.
    """
    if word.text == "•":
        return False
    bare = word.text.strip(_EDGES)
    parts = re.split(r"[/&-]", bare)
    lost = word.text.rstrip(".,;:)").endswith("s") and is_own(f"{bare[:-1]}'s")
    return word.confidence < CERTAIN or lost or not all(_LETTERS.fullmatch(part) and is_word(part) for part in parts)


def _is_crossed(word: Seen, walls: Sequence[Box]) -> bool:
    """Tell whether a standing line went through a word, and may have taken strokes of it with it."""
    beside = (wall for wall in walls if wall.height > wall.width and wall.top < word.baseline < wall.bottom)
    return any(reaches(word.box, wall.middle[0], THROUGH * word.size) for wall in beside)


def _is_inside(above: Seen | None, word: Seen) -> bool:
    """Tell whether a word stands behind a small letter and has a capital that may be one too, or only capitals.

    Capitals that differ from small letters by their size alone are taken for each other.
    """
    follows = above is not None and _follows(above, word) and above.text[-1:].islower()
    return follows and (word.text[:1] in _ALIKE or word.text.isupper())


def _is_odd(word: Seen, *, runs_on: bool) -> bool:
    """Tell whether the mark behind a word looks odd: stops and commas, with dots or not, are taken for each other."""
    return word.text[-1:] in ";:" or (word.text.endswith(".") and runs_on)


def _follows(left: Seen, right: Seen) -> bool:
    """Tell whether a word stands behind another one on its line."""
    gap = right.box.x0 - left.box.x1
    return abs(left.baseline - right.baseline) < right.size / 2 and -right.size < gap < right.size


def evened(seen: Sequence[Seen]) -> list[Seen]:
    """Give words of nearly one size the same size, and each the baseline that its own ink shows where lines lean."""
    seen = _shrunk(seen)
    sizes = _sizes(seen)
    return [replace(word, size=sizes[word.size], baseline=_baseline(word)) for word in seen]


def _shrunk(seen: Sequence[Seen]) -> list[Seen]:
    """Give words whose line is too high for them the size that their own ink shows: a stain stands on that line.

    The words of a line have its size. Their ink is compared with that of words like them on the whole page.
    """
    tall = [word for word in seen if _TALL.search(word.text)]
    shares = {
        tailed: _middle(word.box.height / word.size for word in tall if _is_tailed(word) == tailed)
        for tailed in (True, False)
    }
    own: dict[float, list[float]] = {}
    for word in tall:
        own.setdefault(word.size, []).append(word.box.height / shares[_is_tailed(word)])
    sizes = {size: median(sizes) for size, sizes in own.items() if median(sizes) < (1 - SAME_SIZE) * size}
    return [replace(word, size=sizes.get(word.size, word.size)) for word in seen]


def _middle(values: Iterable[float]) -> float:
    return median([*values] or [1.0])


def _is_tailed(word: Seen) -> bool:
    return _TAILED.search(word.text) is not None


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

    Tesseract's boxes may reach into the next line, its baselines do not; then the box is too high for one line. Dashes
    stand above the line.
    """
    slack = (ON_LINE if re.search(r"\w", word.text) else ABOVE) * word.size
    foot = word.box.bottom - HANGING[not _is_tailed(word)] * word.size
    told = word.box.height > (TALLEST + TAIL * _is_tailed(word)) * word.size or word.baseline > foot
    if word.box.top < word.baseline <= word.box.bottom + slack and told:
        return word.baseline
    return word.box.bottom - (TAIL * word.size if _TAILED.search(word.text) else 0.0)
