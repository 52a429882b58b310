"""Rules to walls: straight lines that part cells, with the stretches over which they are drawn.

A rule may be drawn in many pieces (dashes, one border a cell) and twice over (two cells' borders side by side); pieces
that lie on one line are one wall.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.geometry import Box

#: Rules nearer than this (points) lie on one line; gaps shorter than this in one line are no gaps.
SNAP, JOIN = 2.6, 4.5
#: A wall shorter than this (points) parts nothing.
SHORTEST = 6.0

Stretch = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Wall:
    """A line at one position, across which it parts, and the stretches over which it is drawn, in order."""

    at: float
    stretches: tuple[Stretch, ...]

    @property
    def start(self) -> float:
        """Where it begins."""
        return self.stretches[0][0]

    @property
    def end(self) -> float:
        """Where it ends."""
        return self.stretches[-1][1]

    def covers(self, start: float, end: float) -> float:
        """Return the share of a stretch over which the wall is drawn."""
        drawn = sum(max(0.0, min(end, b) - max(start, a)) for a, b in self.stretches)
        return drawn / max(end - start, 0.01)


def walls(rules: Iterable[Box]) -> tuple[tuple[Wall, ...], tuple[Wall, ...]]:
    """Return the walls that lie down, top to bottom, and those that stand, left to right."""
    lying: list[tuple[float, Stretch]] = []
    standing: list[tuple[float, Stretch]] = []
    for box in rules:
        x, y = box.middle
        if box.width >= box.height:
            lying.append((y, (box.x0, box.x1)))
        if box.height >= box.width:
            standing.append((x, (box.top, box.bottom)))
    return _walls(lying), _walls(standing)


def _walls(pieces: Sequence[tuple[float, Stretch]]) -> tuple[Wall, ...]:
    lines: list[list[tuple[float, Stretch]]] = []
    for piece in sorted(pieces):
        if lines and piece[0] - lines[-1][0][0] <= SNAP:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    found = (Wall(_weighted(line), _joined([stretch for _, stretch in line])) for line in lines)
    return tuple(wall for wall in found if wall.stretches)


def _weighted(line: Sequence[tuple[float, Stretch]]) -> float:
    """Return where most of a line is drawn."""
    weight = sum(b - a + 0.01 for _, (a, b) in line)
    return sum(at * (b - a + 0.01) for at, (a, b) in line) / weight


def _joined(stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Join stretches that meet; drop what is then too short to part anything."""
    joined: list[Stretch] = []
    for start, end in sorted(stretches):
        if joined and start - joined[-1][1] <= JOIN:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(stretch for stretch in joined if stretch[1] - stretch[0] >= SHORTEST)
