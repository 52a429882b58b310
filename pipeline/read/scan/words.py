"""What the readers saw to words that are sure, or carry a doubt.

Tesseract reads the whole page. What matters most is read again, by an engine of another make: whatever holds a digit,
is no known word, or did not look sure, and all ink that Tesseract left unread. Where the two differ, Tesseract reads
the crops once more, set below each other as lines of one block. Ink that nobody could read is a word too: an empty cell
must be one without ink.
"""

from __future__ import annotations

import re
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING, Protocol

from pipeline.geometry import Box
from pipeline.read.page import Word
from pipeline.read.scan import dots, ink
from pipeline.read.scan.bullets import SIDES, with_bullets
from pipeline.read.scan.cases import Heights, heights
from pipeline.read.scan.collage import PAPER, Part, crop, line, read_parts
from pipeline.read.scan.pieces import ink_of
from pipeline.read.scan.settle import ALONE, Settled, before_small, same, settled, stained, unheard
from pipeline.read.scan.spans import DEEPEST, LETTER, ON_LINE, TALLEST, Span, evened, spans, with_ink
from pipeline.read.scan.stains import is_stained
from pipeline.read.scan.strips import strips

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from pipeline.read.scan.raster import Grey
    from pipeline.read.scan.second import Seen as Second
    from pipeline.read.scan.tesseract import Seen

#: Above and below the baseline, as shares of the size of the type: as in a PDF's words.
ASCENT, DESCENT = 0.75, 0.25
#: A reading of the second engine below this score is none.
LOWEST_SCORE = 0.5
#: Where only that engine saw anything, it must be so sure.
SURE_SCORE = 0.85
#: Ink so near to a word, in sizes of type, may be a speck, unless it is as high as this and stands on the word's line.
BESIDE, LOW = 2.5, 0.4
#: A dot is no larger than this, in sizes of type, so much wider than high at most, and fills so much of its box.
DOT, ROUND, FULL = 0.7, 1.5, 0.68
#: Letters are no wider than usual by this, over a word; words of so many letters tell what is usual.
WIDER, LONG_WORD = 1.35, 4
#: A capital is as wide as so many letters.
CAPITAL = 1.35
#: Letters that no English sheet has: the second engine knows many scripts.
_FOREIGN = re.compile(r"[^\u0000-\u024f\u2000-\u22ff\u4e00\u30fc\uff00-\uff5e]")
#: The size of type where a page has none to go by, and the points of an inch.
USUAL, POINTS = 10.0, 72


class Readers(Protocol):
    """The engines: Tesseract for lines below each other, and one of another make for single lines."""

    def page(self, pixels: Grey, dpi: float) -> Sequence[Seen]:
        """Read lines that stand below each other."""

    def second(self, crops: Sequence[Grey]) -> Sequence[Second]:
        """Read lines, one in each crop."""


def read(pixels: Grey, dpi: float, size: float, walls: Sequence[Box], readers: Readers) -> tuple[Word, ...]:
    """Read a straight page whose rules, at `walls`, are erased; the boxes of the words are in points.

    `size` is the usual size of its type in pixels.
    """
    inked = ink_of(pixels)
    parts = read_parts(strips(pixels, inked, size), dpi, readers)
    seen = _told(evened([word for words in parts for word in words]), inked, size, walls)
    high = heights(seen, inked)
    seen = [high.cased(word, inked) for word in seen]
    doubted, plain = spans(seen, walls)
    doubted, plain = with_ink(doubted, plain, _unread(inked, size, seen, dpi), walls)
    crops = [_alone(crop(pixels, span.box), span, seen) for span in doubted]
    second_ = readers.second([one.pixels for one in crops])
    second = [_cased(_believed(span, one), span, high, inked) for span, one in zip(doubted, second_, strict=True)]
    differ = [i for i, (span, text) in enumerate(zip(doubted, second, strict=True)) if not same(span.text, text)]
    again = read_parts([line(crops[i], dpi) for i in differ], dpi, readers)
    third = {
        i: _cased(" ".join(word.text for word in words), doubted[i], high, inked)
        for i, words in zip(differ, again, strict=True)
    }
    pace = _pace(seen)
    found = [word for span in plain for word in _words(span, Settled(span.text, ALONE), dpi)]
    for i, (span, text) in enumerate(zip(doubted, second, strict=True)):
        if text or not (_is_speck(span, seen) or _is_dot(span, inked)):
            told = settled(span.text, text, third.get(i, ""))
            if span.runs_on:
                told = before_small(told, (text, span.text, third.get(i, "")), dots.mark_behind(span.words[-1], inked))
            whole = replace(span, ink=tuple(one for one in span.ink if not ink.is_edge(one, inked, span.size)))
            if _is_unheard(whole, told, seen, pace):
                told = unheard(told)
            found += _words(span, stained(told) if is_stained(crops[i].pixels) else told, dpi)
    return tuple(sorted(_once(found), key=lambda word: (word.box.top, word.box.x0)))


def _once(found: Sequence[Word]) -> Iterator[Word]:
    """Yield words without those that another one says, too: the box of one may hold the next ones on its line.

    One that is doubted stays, and what it is part of is odd then.
    """
    lines: dict[tuple[float, float], list[Word]] = {}
    for word in found:
        lines.setdefault((word.box.top, word.box.bottom), []).append(word)
    for words in lines.values():
        long = [word for word in words if " " in word.text]
        yield from (word for word in words if not any(_says(one, word) for one in long if one is not word))


def _says(one: Word, other: Word) -> bool:
    inside = one.box.x0 <= other.box.x0 and other.box.x1 <= one.box.x1
    return inside and not other.doubt and f" {other.text} " in f" {one.text} " and one.text != other.text


def _told(seen: Sequence[Seen], inked: NDArray[np.uint8], size: float, walls: Sequence[Box]) -> list[Seen]:
    """Return the words with the bullets that their ink shows, and without specks."""
    left = ink.unread(inked, [_inner(word) for word in seen], size, lowest=SIDES[0])
    return list(dots.told(with_bullets(seen, left, inked, walls), inked))


def _alone(part: Part, span: Span, seen: Sequence[Seen]) -> Part:
    """Return the crop of a span with the letters of the words beside it painted over: they are not to be read again."""
    box = span.box
    on_line = [word.box for word in seen if abs(word.baseline - span.baseline) < ON_LINE * span.size]
    left = max((one.x1 for one in on_line if one.x1 <= box.x0), default=0.0) - part.left
    right = min((one.x0 for one in on_line if one.x0 >= box.x1), default=float(part.left + part.pixels.shape[1]))
    if left <= 0 and right - part.left >= part.pixels.shape[1]:
        return part
    painted = part.pixels.copy()
    painted[:, : max(round(left), 0)] = PAPER
    painted[:, round(right) - part.left :] = PAPER
    return replace(part, pixels=painted)


def _cased(text: str, span: Span, high: Heights, inked: NDArray[np.uint8]) -> str:
    """Return a reading of one word with its first letter as its ink shows it."""
    return high.cased(replace(span.words[0], text=text), inked).text if len(span.words) == 1 else text


def _believed(span: Span, read: Second) -> str:
    """Return what the second engine read; where Tesseract saw nothing at all, only if it is sure of it."""
    surely = read.score >= (LOWEST_SCORE if span.words else SURE_SCORE)
    return read.text if surely and not _FOREIGN.search(read.text) else ""


def _is_speck(span: Span, seen: Sequence[Seen]) -> bool:
    """Tell whether ink that nobody reads is small, near words, and no letter: alone it may be a level's number."""
    large = max(span.box.width, span.box.height) > LETTER * span.size
    if span.words or large or _is_letter(span.box, seen, span.size):
        return False
    return any(_distance(word.box, span.box) < BESIDE * span.size for word in seen)


def _is_dot(span: Span, inked: NDArray[np.uint8]) -> bool:
    """Tell whether ink that nobody reads is a full round dot as high as small letters: no letter is one."""
    box = span.box
    part = inked[int(box.top) : int(box.bottom), int(box.x0) : int(box.x1)]
    sides = sorted((box.width, box.height))
    small = sides[1] < DOT * span.size and sides[1] < ROUND * sides[0]
    return not span.words and small and bool(part.size) and float(part.mean()) > FULL


def _pace(seen: Sequence[Seen]) -> float:
    """Return how wide a small letter usually is, in sizes of type."""
    return median(
        [word.box.width / word.size / _letters(word.text) for word in seen if len(word.text) >= LONG_WORD] or [1.0]
    )


def _is_unheard(span: Span, told: Settled, seen: Sequence[Seen], pace: float) -> bool:
    """Tell whether there is a letter's ink beside words, or more ink than the text has letters for."""
    if not span.words:
        return False
    letter = same(told.text, span.text) and any(_is_letter(piece, seen, span.size) for piece in span.ink)
    return letter or span.box.width > (WIDER * pace * _letters(told.text) + 1) * span.size


def _letters(text: str) -> float:
    """Return how wide a text is, in small letters."""
    return sum(CAPITAL if letter.isupper() else 1.0 for letter in text)


def _is_letter(piece: Box, seen: Sequence[Seen], size: float) -> bool:
    """Tell whether a piece of ink is as high as a letter, and stands on a line of words as letters do."""
    fits = LOW * size < piece.height < TALLEST * size
    on_line = (word for word in seen if abs(word.baseline - piece.bottom) < ON_LINE * size)
    return fits and any(_distance(word.box, piece) < BESIDE * size for word in on_line)


def _unread(inked: NDArray[np.uint8], size: float, seen: Sequence[Seen], dpi: float) -> list[Span]:
    """Return the ink that Tesseract left, each piece on the line of the word that stands nearest to it."""
    pieces = ink.unread(inked, [_inner(word) for word in seen], size)
    found = [_on_line(piece, seen, dpi) for piece in pieces]
    boxes = [word.box for word in seen]
    return [span for span in found if not ink.is_dark_edge(span.box, boxes, inked, span.size)]


def _inner(word: Seen) -> Box:
    """Return the part of a word's box that is on its line: Tesseract's boxes may hold words of the next one."""
    top, bottom = word.baseline - TALLEST * word.size, word.baseline + DEEPEST * word.size
    return Box(word.box.x0, max(word.box.top, top), word.box.x1, min(word.box.bottom, bottom))


def _on_line(piece: Box, seen: Sequence[Seen], dpi: float) -> Span:
    """Return a piece of ink with the baseline and size of the nearest word, or its own where none is near."""
    near = min(seen, key=lambda word: _distance(word.box, piece), default=None)
    if near is None:
        return Span((), piece, piece.bottom, USUAL * dpi / POINTS, ink=(piece,))
    beside = near.box.top < piece.middle[1] < near.box.bottom
    return Span((), piece, near.baseline if beside else piece.bottom, near.size, ink=(piece,))


def _distance(one: Box, other: Box) -> float:
    """Return how far two boxes are apart; up or down counts more, since a line's words are alike."""
    right = max(one.x0 - other.x1, other.x0 - one.x1, 0.0)
    down = max(one.top - other.bottom, other.top - one.bottom, 0.0)
    return right + 3 * down


def _words(span: Span, found: Settled, dpi: float) -> Iterator[Word]:
    """Yield the words of a span, one for each of Tesseract's where its text was taken."""
    if found.text == span.text:
        for word in span.words:
            yield _word(word.text, word.box, span, found, dpi)
    elif found.text:
        yield _word(found.text, span.box, span, found, dpi)


def _word(text: str, box: Box, span: Span, found: Settled, dpi: float) -> Word:
    """Return a word in points; its height is that of its type, as in a PDF."""
    top, bottom = span.baseline - ASCENT * span.size, span.baseline + DESCENT * span.size
    if found.doubt and not (span.words and box.top < (top + bottom) / 2 < box.bottom):
        top, bottom = box.top, box.bottom  # a stain has no baseline
    sides = (round(side * POINTS / dpi, 2) for side in (box.x0, top, box.x1, bottom))
    return Word(
        text, Box(*sides), round(span.size * POINTS / dpi, 1), sure=found.sure, doubt=found.doubt, others=found.others
    )
