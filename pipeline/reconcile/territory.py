"""Which family a cell of a drawn page stands under: what its heading reaches over belongs to it.

A heading reaches from its own left edge to that of the next one, whether it spans its columns or stands over the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.model import Doubt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.model import Cell
    from pipeline.reconcile.headings import Heads

#: The confidence of a cell that stands under one heading alone, and of one that lies across several.
UNDER, ACROSS = 0.99, 0.5
#: A cell lies across a heading where it covers this share of what the heading reaches over, or it of the cell.
SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Standing:
    """A family that a cell stands under, how sure that is, and why it is not."""

    family: str
    probability: float
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Reach:
    """What the heading of a family reaches over, from `left` to `right`."""

    family: str
    left: int
    right: int


def reaches(heads: Heads, right: int) -> tuple[Reach, ...]:
    """Return what each family's heading reaches over; the last one to the right edge of the table."""
    named = sorted(heads.families, key=lambda one: one[1].first)
    edges = [max(after.first - 2, cell.last) for (_, cell), (_, after) in pairwise(named)]
    ends = [*edges, max(right, named[-1][1].last)] if named else []
    return tuple(Reach(name.name, cell.first, end) for (name, cell), end in zip(named, ends, strict=True))


def standing(cell: Cell, over: Sequence[Reach]) -> tuple[Standing, ...]:
    """Return the family or families that a cell stands under."""
    common = [(reach, min(cell.last, reach.right) - max(cell.first, reach.left)) for reach in over]
    held = [
        (reach, length)
        for reach, length in common
        if length > SHARE * min(reach.right - reach.left, cell.last - cell.first)
    ]
    if len(held) > 1:
        names = ", ".join(reach.family for reach, _ in held)
        doubt = Doubt("doubtful_place", f"stands across the columns of {names}, and is given to each: {cell.text!r}")
        return tuple(Standing(reach.family, ACROSS, (doubt,)) for reach, _ in held)
    if held:
        return (Standing(held[0][0].family, UNDER),)
    best = max(common, key=lambda one: one[1], default=None)
    return (Standing(best[0].family, ACROSS),) if best else ()
