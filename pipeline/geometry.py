"""Boxes on a page, in PDF points from its top left corner."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: A homography: three rows of three numbers, one after the other, that take a point of one plane to one of another.
Matrix = tuple[float, float, float, float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: `x0 <= x1` to the right, `top <= bottom` downwards."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        """Its extent to the right, in points."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Its extent downwards, in points."""
        return self.bottom - self.top

    @property
    def middle(self) -> tuple[float, float]:
        """The point in its middle."""
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2

    def around(self, other: Box) -> Box:
        """Return the smallest box that holds both."""
        return Box(
            min(self.x0, other.x0),
            min(self.top, other.top),
            max(self.x1, other.x1),
            max(self.bottom, other.bottom),
        )

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a point lies in it."""
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom

    def moved(self, right: float, down: float) -> Box:
        """Return the box moved by so many points."""
        return Box(self.x0 + right, self.top + down, self.x1 + right, self.bottom + down)

    def through(self, matrix: Matrix) -> Box:
        """Return the smallest box around what a homography makes of it."""
        a, b, c, d, e, f, g, h, i = matrix
        corners = product((self.x0, self.x1), (self.top, self.bottom))
        points = [
            ((a * x + b * y + c) / depth, (d * x + e * y + f) / depth)
            for x, y in corners
            if (depth := g * x + h * y + i)
        ]
        return around([Box(x, y, x, y) for x, y in points])

    def turned(self, degrees: int, width: float, height: float) -> Box:
        """Return where it lies once a page of this size is turned clockwise by 0, 90, 180 or 270 degrees."""
        if degrees == 90:
            return Box(height - self.bottom, self.x0, height - self.top, self.x1)
        if degrees == 180:
            return Box(width - self.x1, height - self.bottom, width - self.x0, height - self.top)
        if degrees == 270:
            return Box(self.top, width - self.x1, self.bottom, width - self.x0)
        return self


def around(boxes: Sequence[Box]) -> Box:
    """Return the smallest box that holds all; raise `ValueError` where there is none."""
    if not boxes:
        raise ValueError("no box")
    return Box(
        min([box.x0 for box in boxes]),
        min([box.top for box in boxes]),
        max([box.x1 for box in boxes]),
        max([box.bottom for box in boxes]),
    )
