"""Boxes on a page, in PDF points from its top left corner."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: `x0 <= x1` to the right, `top <= bottom` downwards."""

    x0: float
    top: float
    x1: float
    bottom: float

    def around(self, other: Box) -> Box:
        """Return the smallest box that holds both."""
        return Box(
            min(self.x0, other.x0),
            min(self.top, other.top),
            max(self.x1, other.x1),
            max(self.bottom, other.bottom),
        )
