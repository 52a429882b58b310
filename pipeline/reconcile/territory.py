"""Which family a cell of a drawn page stands under: what its heading reaches over belongs to it.

A heading reaches from its own left edge to that of the next one, whether it spans its columns or stands over the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.model import Doubt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.model import Cell
    from pipeline.reconcile.headings import Heads

#: The confidence of a cell that stands under one heading alone, and of one that lies across several.
UNDER, ACROSS = 0.99, 0.5
#: A cell lies across a heading where it covers this share of what the heading reaches over, or it of the cell; where it
#: covers less, but more than the other share of itself, it is not sure.
SHARE, TOUCHED = 0.3, 0.12


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


def reaches(heads: Heads, cells: Sequence[Cell]) -> tuple[Reach, ...]:
    """Return what each family's heading reaches over, to the right edge of the last of the texts below.

    A centred heading begins right of its texts: its column begins where they do, right of the stub.
    """
    named = sorted(heads.families, key=lambda one: one[1].first)
    starts = {cell.first for cell in cells}
    lefts: list[int] = []
    before = heads.stub
    for _, cell in named:
        lefts.append(min((start for start in starts if before < start <= cell.first), default=cell.first))
        before = cell.last
    right = max([cell.last for cell in cells] + [cell.last for _, cell in named], default=0)
    ends = [max(after - 2, cell.last) for (_, cell), after in zip(named, lefts[1:], strict=False)] + [right]
    return tuple(Reach(name.name, left, end) for (name, _), left, end in zip(named, lefts, ends, strict=False))


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
        reach = held[0][0]
        beside = max((length for other, length in common if other is not reach), default=0)
        clear = beside <= TOUCHED * (cell.last - cell.first)
        return (Standing(reach.family, UNDER if clear else ACROSS),)
    best = max(common, key=lambda one: one[1], default=None)
    return (Standing(best[0].family, ACROSS),) if best else ()
