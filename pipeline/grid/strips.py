"""The blank strips that part the words of lines, and blocks of lines that the same strips part."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.grid.cells import STRIP, TextLine, line_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.grid.walls import Wall

#: Left and right of every page.
FAR_LEFT, FAR_RIGHT = -1e6, 1e6
#: A wall stands beside a line where it is drawn over this share of its height.
WALLED = 0.5

Strip = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that the same strips part, left to right; none where the lines are no table. `heading` where they name."""

    lines: tuple[TextLine, ...]
    strips: tuple[Strip, ...]
    heading: bool = False

    @property
    def left(self) -> float:
        """The left edge of its text."""
        return min(line.box.x0 for line in self.lines)

    @property
    def right(self) -> float:
        """The right edge of its text."""
        return max(line.box.x1 for line in self.lines)


def apart(line: TextLine) -> list[str]:
    """Return what stands between the wide gaps of a line."""
    return [part.text for part in line.parts]


def blanks(line: TextLine, standing: Sequence[Wall]) -> tuple[Strip, ...]:
    """Return where a line is blank: wide gaps between its words, gaps with a wall in them, and all beside it."""
    walled = [wall.at for wall in standing if wall.covers(line.box.top, line.box.bottom) > WALLED]
    gaps = [(left, right) for _, left, right in line.gaps if _is_open((left, right), line, walled)]
    return with_margins(line, gaps)


def with_margins(line: TextLine, gaps: Iterable[Strip]) -> tuple[Strip, ...]:
    """Return the gaps of a line with what is blank left and right of it."""
    return ((FAR_LEFT, line.box.x0), *gaps, (line.box.x1, FAR_RIGHT))


def _is_open(gap: Strip, line: TextLine, walled: Sequence[float]) -> bool:
    return gap[1] - gap[0] >= STRIP * line.size or any(gap[0] <= at <= gap[1] for at in walled)


def common(strips: Sequence[Strip], others: Sequence[Strip], line: TextLine) -> tuple[Strip, ...]:
    """Return what is blank in both, where it is still wide enough."""
    found: list[Strip] = []
    i = j = 0
    while i < len(strips) and j < len(others):
        left, right = max(strips[i][0], others[j][0]), min(strips[i][1], others[j][1])
        if right - left >= STRIP * line.size * 0.9:
            found.append((left, right))
        if strips[i][1] < others[j][1]:
            i += 1
        else:
            j += 1
    return tuple(found)


def segments(line: TextLine, strips: Sequence[Strip]) -> Iterator[tuple[int, int, TextLine]]:
    """Yield the parts of a line that strips part, each with the first and last of the columns that it lies in."""
    edges = sorted((left + right) / 2 for left, right in strips)
    cuts = [0]
    for number, (one, other) in enumerate(pairwise(line.words), start=1):
        nearest = bisect_left(edges, one.box.x1)
        if nearest < len(edges) and edges[nearest] <= other.box.x0:
            cuts.append(number)
    for start, end in pairwise([*cuts, len(line.words)]):
        part = line_of(line.words[start:end])
        first = bisect_right(edges, part.box.x0 + 0.1)
        yield first, max(first, bisect_left(edges, part.box.x1 - 0.1)), part
