"""Marks that stand in the middle or at the bottom of their rows, where only rules that lie part the rows.

The cell of a mark reaches from the rule above it to the one below, past the rules between rows that leave it out. One
that stands alone there is of all these rows, and is taken to stand beside the first line of them, as most marks do.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.geometry import Box, around
from pipeline.grid.cells import lines_of, pitch
from pipeline.grid.heads import SECTIONS
from pipeline.grid.walls import walls
from pipeline.reconcile.vocabulary import label_and_level, level_of, match

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.grid.cells import TextLine
    from pipeline.grid.walls import Wall
    from pipeline.read.page import Page, Word

#: A rule parts rows where it is drawn over this share of what stands right of a mark, and cells where over this of it.
ACROSS, OVER = 0.45, 0.5
#: A mark has at most so many words; its lines are no further apart than this, in sizes of type.
LONGEST, CLOSE = 4, 1.5
#: Below the last line of a text at the bottom of its cell is less room than this, in sizes of type. So many marks that
#: stand in the middle or at the bottom of their cells do so by no chance.
FOOT, SEVERAL = 2.0, 2
#: A cell that is lower than this, in sizes of type, has one line.
TWO = 2.2
#: Lines are level with each other within this, in sizes of type.
LEVEL = 0.3
#: The words of wrapped marks that are put on one line have so much space between them, in sizes of type.
SPACE = 0.2


@dataclass(frozen=True)  # no slots: what is asked of it is kept
class _Mark:
    """The lines of a mark, and the texts and rules of its page."""

    lines: tuple[TextLine, ...]
    parts: Sequence[TextLine]
    lying: Sequence[Wall]

    @cached_property
    def box(self) -> Box:
        """Where it stands."""
        return around([line.box for line in self.lines])

    @property
    def words(self) -> tuple[Word, ...]:
        """Its words in reading order."""
        return tuple(word for line in self.lines for word in line.words)

    @cached_property
    def text(self) -> str:
        """What it says."""
        return " ".join(line.text for line in self.lines)

    @cached_property
    def ends(self) -> tuple[float, float]:
        """Where the rules above and below its cell lie; infinitely far away where there is none."""
        size, (_, middle) = self.lines[0].size, self.box.middle
        over = [wall.at for wall in self.lying if wall.covers(self.box.x0, self.box.x1) > OVER]
        above = [at for at in over if at < middle - size / 4]
        below = [at for at in over if at > middle + size / 4]
        return max(above, default=-math.inf), min(below, default=math.inf)

    @cached_property
    def inside(self) -> list[TextLine]:
        """The other texts between those rules."""
        top, bottom = self.ends
        mine = {id(line) for line in self.lines}
        return [part for part in self.parts if id(part) not in mine and top < part.box.middle[1] < bottom]

    @cached_property
    def across(self) -> list[float]:
        """Where the rules lie that part what stands right of it."""
        right = max((part.box.x1 for part in self.inside), default=self.box.x1)
        return [wall.at for wall in self.lying if wall.covers(self.box.x1, right) > ACROSS]

    @cached_property
    def is_passed(self) -> bool:
        """Whether rules between rows leave out its cell."""
        return any(self.ends[0] < at < self.ends[1] for at in self.across)

    @cached_property
    def others(self) -> list[TextLine]:
        """What stands above or below it in its cell."""
        return [part for part in self.inside if part.box.x0 < self.box.x1 and self.box.x0 < part.box.x1]

    @property
    def rise(self) -> float:
        """Return by how much it stands lower than the first line of the texts right of it, in points."""
        right = [part for part in self.inside if part.box.x0 >= self.box.x1 and not _is_mark(part.text)]
        first = min((part.box.middle[1] for part in right), default=self.lines[0].box.middle[1])
        rise = self.lines[0].box.middle[1] - first
        return rise if rise > LEVEL * self.lines[0].size else 0.0

    @property
    def is_whole(self) -> bool:
        """Whether it stands alone in the cell of several rows, or of one that ends where it does."""
        if self.others or _is_head(self.text) or not all(map(math.isfinite, self.ends)):
            return False
        return self.is_passed or (_is_mark(self.text) and all(end in self.across for end in self.ends))

    @property
    def is_set(self) -> bool:
        """Whether it stands in the middle of its cell, or at the bottom, and there is room for a line above it."""
        (top, bottom), size = self.ends, self.lines[0].size
        low = abs(self.box.middle[1] - (top + bottom) / 2) <= size or bottom - self.box.bottom < FOOT * size
        return low and bottom - top > TWO * size

    @property
    def is_wrapped(self) -> bool:
        """Whether it begins with the first of its rows, and goes on below in others."""
        return self.is_passed and len(self.lines) > 1 and not self.rise

    @property
    def is_of_pay(self) -> bool:
        """Whether it says that pay stands beside it, which the pay does too."""
        label = label_and_level(self.text)
        return label is not None and label[0].name == SECTIONS[0] and label[1] is None

    @property
    def is_stacked(self) -> bool:
        """Whether marks of other rows stand in its cell."""
        return _is_mark(self.text) and any(_is_mark(one.text) for one in self.others)


def raised(free: Sequence[Sequence[Word]], pages: Sequence[Page]) -> Iterator[list[Word]]:
    """Yield the words of each page that no ruled table holds, the marks raised to the first line of their rows.

    Where marks of several rows stand in one cell they begin where they stand, and none is raised. One that is the only
    one to stand lower than the first line of its cell is doubted.
    """
    marks = [list(_marks(words, page)) for words, page in zip(free, pages, strict=True)]
    hang = any(mark.is_stacked for one in marks for mark in one)
    low = [[mark for mark in one if mark.is_whole and mark.is_set and mark.rise] for one in marks]
    wrapped = [[mark for mark in one if mark.is_whole and mark.is_wrapped] for one in marks]
    several = sum(map(len, low)) >= SEVERAL
    for words, found, high in zip(free, low, wrapped, strict=True):
        moved = {key: box for mark in (*found, *high) if not hang for key, box in _moved(mark)}
        lone = {id(word) for mark in found if not several and not mark.is_of_pay for word in mark.words}
        yield [_put(word, moved[id(word)], lone=id(word) in lone) if id(word) in moved else word for word in words]


def _put(word: Word, box: Box, *, lone: bool) -> Word:
    doubt = "may be of the rows from it on, and not of those above it in its cell" if lone else ""
    return replace(word, box=box, doubt=word.doubt or doubt)


def _moved(mark: _Mark) -> Iterator[tuple[int, Box]]:
    """Yield where the words of a mark are taken to stand, by identity: all on one line where they have several rows."""
    if len(mark.lines) == 1 or not mark.is_passed:
        yield from ((id(word), word.box.moved(0, -mark.rise)) for word in mark.words)
        return
    words, first = mark.words, mark.lines[0].box.moved(0, -mark.rise)
    room = max(mark.box.width - SPACE * words[0].size * (len(words) - 1), 0.0)
    share, left = room / (sum(word.box.width for word in words) or 1.0), mark.box.x0  # a font may have no widths
    for word in words:
        right = left + share * word.box.width
        yield id(word), Box(left, first.top, right, first.bottom)
        left = right + SPACE * words[0].size


def _marks(words: Sequence[Word], page: Page) -> Iterator[_Mark]:
    """Yield what may be marks: short texts left of others, that rules which lie part from those above and below."""
    lying, _ = walls(page.rules)
    parts = [part for line in lines_of(word for word in words if not word.across) for part in line.parts]
    if not lying or not parts:
        return
    for lines in _joined([part for part in parts if len(part.words) <= LONGEST], lying):
        yield _Mark(tuple(lines), parts, lying)


def _joined(parts: Sequence[TextLine], lying: Sequence[Wall]) -> list[list[TextLine]]:
    """Join the lines of wrapped marks; what a rule parts is several, and so are levels one below the other."""
    groups: list[list[TextLine]] = []
    for part in parts:
        above = next((group for group in groups if _goes_on(group[-1], part, lying)), None)
        if above is None:
            groups.append([part])
        else:
            above.append(part)
    return groups


def _goes_on(above: TextLine, part: TextLine, lying: Sequence[Wall]) -> bool:
    near = 0 < pitch(above, part) < CLOSE and above.box.x0 < part.box.x1 and part.box.x0 < above.box.x1
    bracketed = part.text.startswith("(") and label_and_level(f"{above.text} {part.text}") is not None
    if not near or level_of(above.text) is not None or (level_of(part.text) is not None and not bracketed):
        return False
    between = (wall for wall in lying if above.box.middle[1] < wall.at < part.box.middle[1])
    return not any(wall.covers(part.box.x0, part.box.x1) > OVER for wall in between)


def _is_mark(text: str) -> bool:
    """Tell whether a text is a level, or the label of pay, titles or responsibilities."""
    label = label_and_level(text)
    return level_of(text) is not None or (label is not None and label[0].name in SECTIONS)


def _is_head(text: str) -> bool:
    """Tell whether a text is a heading above the marks of rows, and none of these."""
    term = match(text)
    return term is not None and term.kind == "label" and term.name not in SECTIONS
