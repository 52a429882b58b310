"""What the words of a table are, whatever the table is about: figures, signs, leaders; and lines of prose."""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from pipeline.geometry import around
from pipeline.grid.cells import BULLETS, TextLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.geometry import Box
    from pipeline.read.page import Word

#: A gap between two columns is at least this wide, in sizes of type and in usual blanks between words.
COLUMN, BLANKS = 0.62, 1.7
#: A gap so wide, in sizes of type, is no blank between two words.
WIDEST = 0.7
#: A line of prose has at least so many words, most of them of letters, and gaps that are alike to this share.
WORDS, LETTERS, ALIKE = 6, 0.6, 1.8
_FIGURE = re.compile(
    r"[(\[<>~±+≤≥–—−-]*\s*[$€£¥]?\s*[(–−-]*[.,]?\d[\d.,'’/:\s$€£¥–-]*%?[)\]*†‡¹²³⁰-⁹]*\s?(?:\(?[a-z]\)?)?[)%]?",
    re.IGNORECASE,
)
_PERIOD = re.compile(r"(?:Q?[1-4]\s?[ /-]\s?)?(?:19|20)\d\d(?:\s?[/–-]\s?(?:19|20)?\d\d)?(?:\s?Q[1-4])?", re.IGNORECASE)
_NONE = re.compile(r"[–—−:.…*-]+|\(?[nx][./]?[ads]?\.?\)?|\([A-Z]{1,2}\)", re.IGNORECASE)
_SIGN = re.compile(r"[$€£¥]|US\$|EUR|GBP|USD")
_LEADER = re.compile(r"\.|(?:[._…·]\s*){4,}")
_LEADING = re.compile(r"(?<=\S)(?:[.…·]\s*){4,}$")


def is_figure(text: str) -> bool:
    """Tell whether a cell holds a number, with its signs, and nothing else."""
    return _FIGURE.fullmatch(text.strip()) is not None


def is_period(text: str) -> bool:
    """Tell whether a text is a year or a quarter: a number that is as often a heading."""
    return _PERIOD.fullmatch(text.strip()) is not None


def is_none(text: str) -> bool:
    """Tell whether a cell says that there is no number, as a dash or `(NA)` does."""
    return _NONE.fullmatch(text.strip()) is not None


def is_sign(text: str) -> bool:
    """Tell whether a text is the sign of a currency."""
    return _SIGN.fullmatch(text.strip()) is not None


def is_leader(text: str) -> bool:
    """Tell whether a word is dots that lead the eye to the next column."""
    return _LEADER.fullmatch(text) is not None


def has_leader(text: str) -> bool:
    """Tell whether a text ends with such dots."""
    return _LEADING.search(text) is not None


def line_of(words: Sequence[Word]) -> TextLine:
    """Return words of one line, left to right, as a line."""
    return TextLine(tuple(words), around([word.box for word in words]))


def inked(word: Word) -> Box:
    """Return the box of a word without the leader at its end, as far as the number of its letters tells."""
    if is_leader(word.text):
        return word.box.__class__(word.box.x0, word.box.top, word.box.x0, word.box.bottom)
    kept = _LEADING.sub("", word.text)
    if kept == word.text:
        return word.box
    width = min(word.box.width, 0.5 * word.size * len(kept))
    return word.box.__class__(word.box.x0, word.box.top, word.box.x0 + width, word.box.bottom)


def usual_blank(lines: Iterable[TextLine]) -> float:
    """Return the usual blank between two words, in sizes of type: wide in the type of typewriters."""
    blanks = [(right.box.x0 - left.box.x1) / line.size for line in lines for left, right in pairwise(line.words)]
    narrow = sorted(blank for blank in blanks if 0 < blank < WIDEST)
    return narrow[len(narrow) // 4] if narrow else 0.0


def column_gap(blank: float) -> float:
    """Return how wide a gap between two columns is at least, in sizes of type, where words have this blank."""
    return max(COLUMN, min(BLANKS * blank, 2 * COLUMN))


def parts_of(line: TextLine, gap: float, edges: Sequence[float] = (), narrow: float = 0.0) -> list[TextLine]:
    """Return the parts of a line between gaps so wide; at the edges of columns, narrow ones will do."""
    parts: list[list[Word]] = [[line.words[0]]]
    headed = True
    for left, right in pairwise(line.words):
        space = (right.box.x0 - left.box.x1) / line.size
        at_edge = any(left.box.x1 - 0.1 <= edge <= right.box.x0 + 0.1 for edge in edges)
        bullet = headed and left.text in BULLETS and space < 2.5 * gap
        if _ends_leader(left, right) or (
            not is_leader(right.text) and ((space >= gap and not bullet) or (at_edge and space >= narrow))
        ):
            parts.append([])
        headed = not parts[-1]
        parts[-1].append(right)
    return [line_of(part) for part in parts]


def _ends_leader(left: Word, right: Word) -> bool:
    """Tell whether a leader ends between two words."""
    return (is_leader(left.text) or has_leader(left.text)) and not is_leader(right.text)


def is_prose(line: TextLine, gap: float, width: float) -> bool:
    """Tell whether a line is one of a text that runs over a width: many words, and no gap wider than the others."""
    words = [word for word in line.words if any(map(str.isalpha, word.text))]
    if len(line.words) < WORDS or len(words) < LETTERS * len(line.words) or line.box.width < 0.55 * width:
        return False
    gaps = [right.box.x0 - left.box.x1 for left, right in pairwise(line.words)]
    usual = median(gaps)
    return max(gaps) < gap * line.size or (usual < gap * line.size and max(gaps) < ALIKE * usual)


def cuts(lines: Sequence[TextLine], far: float) -> Iterator[int]:
    """Yield where, by index, a blank stands above a line that is higher than this, in sizes of type."""
    for index, (above, line) in enumerate(pairwise(lines), start=1):
        if line.box.top - above.box.bottom > far * max(above.size, line.size):
            yield index
