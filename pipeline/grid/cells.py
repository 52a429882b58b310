"""A table on a page: its cells, each with the rows and columns that it covers, its box and its words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from pipeline.geometry import Box, around
from pipeline.reconcile.vocabulary import RAISED, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.read.page import Word

#: Words on one line overlap by this share of the lower one's height.
ON_LINE = 0.5
#: The mark of a note is smaller than its line by this share, and its foot is higher by this one.
SMALL, LIFTED = 0.85, 0.12
_RAISED = str.maketrans("0123456789", RAISED)
#: Marks that stand before an item of a list.
BULLETS = frozenset(table("vocabulary")["marks"]["bullets"]) | {"-", "–", "*", "·"}
#: Gaps in sizes of type: before a bullet one so wide is that between two columns, behind it one so narrow is not.
BEFORE_BULLET, AFTER_BULLET = 0.6, 1.6
#: A gap between words may part columns where it is at least this wide, in sizes of the type on its line.
STRIP = 0.62
#: The lines of a text are no further apart than this, and as a rule this far, in sizes of type.
WIDEST, USUAL = 1.7, 1.2
#: So many lines may be begun at one height, in columns that are set at odds.
OPEN = 6


@dataclass(frozen=True)  # no slots: what is asked of a line thousands of times is kept
class TextLine:
    """Words that stand on one line, left to right."""

    words: tuple[Word, ...]
    box: Box

    @cached_property
    def text(self) -> str:
        """The words with a space between them; small raised digits are written as such, right behind their word."""
        text = ""
        for word in self.words:
            raised = self.is_raised(word)
            text += ("" if raised or not text else " ") + (word.text.translate(_RAISED) if raised else word.text)
        return text

    def is_raised(self, word: Word) -> bool:
        """Tell whether a word is the mark of a note, small and high behind another."""
        small = word.size < SMALL * self.size and len(word.text) <= 2
        return small and word.box.bottom < self.box.bottom - LIFTED * self.size

    @cached_property
    def lefts(self) -> tuple[float, ...]:
        """Where its words begin, left to right."""
        return tuple(sorted(word.box.x0 for word in self.words))

    @cached_property
    def gaps(self) -> tuple[tuple[int, float, float], ...]:
        """The gaps between its words: the number of the word behind it, its left and its right edge.

        A bullet at the head of a part belongs to the word behind it.
        """
        headed = True
        found: list[tuple[int, float, float]] = []
        for number, (left, right) in enumerate(pairwise(self.words), start=1):
            gap = right.box.x0 - left.box.x1
            if gap > 0 and not (headed and left.text in BULLETS and gap < AFTER_BULLET * self.size):
                found.append((number, left.box.x1, right.box.x0))
            headed = gap > BEFORE_BULLET * self.size
        return tuple(found)

    @cached_property
    def parts(self) -> tuple[TextLine, ...]:
        """What stands between its wide gaps, left to right."""
        wide = [number for number, left, right in self.gaps if right - left >= STRIP * self.size]
        return tuple(line_of(self.words[first:last]) for first, last in pairwise([0, *wide, len(self.words)]))

    @cached_property
    def size(self) -> float:
        """The size of its largest type, in points, as far as there are words that could be read."""
        sure = [word.size for word in self.words if not word.doubt]
        return max(sure or (word.size for word in self.words))


@dataclass(frozen=True)  # no slots, as above
class PageCell:
    """A cell: the rows `row` to `last_row` and the columns `column` to `last_column` that it covers, from 0."""

    row: int
    last_row: int
    column: int
    last_column: int
    box: Box
    words: tuple[Word, ...] = ()

    @cached_property
    def lines(self) -> tuple[TextLine, ...]:
        """Its words as lines, top to bottom."""
        return lines_of(self.words)

    @cached_property
    def text(self) -> str:
        """Its words in reading order."""
        return " ".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class PageTable:
    """The cells of a table on one page, in reading order; `ruled` where rules part them.

    `unsure` are the rows of which it is not certain where they begin or end.
    """

    page: int
    box: Box
    cells: tuple[PageCell, ...]
    ruled: bool = True
    unsure: frozenset[int] = frozenset()

    @property
    def rows(self) -> int:
        """The number of its rows."""
        return max((cell.last_row for cell in self.cells), default=-1) + 1

    @property
    def columns(self) -> int:
        """The number of its columns."""
        return max((cell.last_column for cell in self.cells), default=-1) + 1

    def texts(self) -> list[list[str]]:
        """Return the texts as printed, by row and column; a cell that covers several gives its text to the first."""
        texts = [[""] * self.columns for _ in range(self.rows)]
        for cell in self.cells:
            texts[cell.row][cell.column] = " ".join(word.text for line in cell.lines for word in line.words)
        return texts


def lines_of(words: Iterable[Word]) -> tuple[TextLine, ...]:
    """Return words as lines, top to bottom; a small raised mark is on the line of the word that it stands beside."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.box.top + word.box.bottom):
        top, bottom = word.box.top, word.box.bottom
        near = (line for line in reversed(lines[-OPEN:]) if line[-1].box.bottom >= top and bottom >= line[-1].box.top)
        line = next((line for line in near if _on_line(word, line)), None)
        if line is None:
            lines.append([word])
        else:
            line.append(word)
    found = (line_of(sorted(line, key=lambda word: word.box.x0)) for line in lines)
    return tuple(sorted(found, key=lambda line: (line.box.top, line.box.x0)))


def _on_line(word: Word, line: Sequence[Word]) -> bool:
    """Compare with the word of the line that stands nearest: lines may lean a little."""
    near = min(line, key=lambda other: abs(other.box.x0 - word.box.x0)).box
    overlap = min(near.bottom, word.box.bottom) - max(near.top, word.box.top)
    return overlap > ON_LINE * min(near.height, word.box.height)


def line_of(words: Sequence[Word]) -> TextLine:
    """Return words, given left to right, as a line."""
    return TextLine(tuple(words), around([word.box for word in words]))


def pitch(above: TextLine, below: TextLine) -> float:
    """Return the distance of two lines, in sizes of type."""
    return (below.box.bottom - above.box.bottom) / max(above.size, below.size, 1.0)


def usual_pitch(columns: Iterable[Sequence[TextLine]]) -> float:
    """Return the usual distance of the lines of a text, in sizes of type, from lines one below the other.

    The smallest tenth are such, and where few lines are wrapped, those that go on with a small letter.
    """
    pairs = [pair for lines in columns for pair in pairwise(lines)]
    pitches = sorted(pitch(above, line) for above, line in pairs)
    going_on = [pitch(above, line) for above, line in pairs if line.text[:1].islower()]
    tenth = pitches[len(pitches) // 10] if pitches else USUAL
    return min(tenth, median(going_on or [WIDEST]), WIDEST)
