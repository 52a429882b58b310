"""Which heading stands over which column, where a heading may be merged over its columns, centred, or over the first.

Headings of one row part the columns below them into runs, in order. They stand over their runs in one of three ways,
tried from the surest on: each column under one heading; all headings at the left edges, or all in the middles, of their
runs; as many columns to each, and none far from its own. A heading that is over some of its columns only tells nothing.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: Two cells stand in one column where they share this much of the narrower one.
SHARE = 0.3
#: A heading stands at the edge or in the middle of its run where it is no further off than this share of a column.
NEAR = 0.3
#: Of two ways one is taken where the other is so many slots off, and so many times as far.
CLEAR, LEAD = 4.0, 3.0


class Slots(Protocol):
    """Anything that covers slots of a grid, from the first to the last."""

    @property
    def first(self) -> int:
        """The first slot."""

    @property
    def last(self) -> int:
        """The last slot."""


def overlap(one: Slots, other: Slots) -> int:
    """Return how many slots two cells or columns share; negative where they are apart."""
    return min(one.last, other.last) - max(one.first, other.first)


def share(one: Slots, other: Slots) -> bool:
    """Tell whether two cells or columns stand in one column."""
    return overlap(one, other) > SHARE * max(1, min(one.last - one.first, other.last - other.first))


def spread(heads: Sequence[Slots], columns: Sequence[Slots]) -> list[int | None]:
    """Return for each column, left to right, the number of the heading over it; None where it is not clear."""
    over = [[number for number, head in enumerate(heads) if share(head, column)] for column in columns]
    direct = [numbers[0] if len(numbers) == 1 else None for numbers in over]
    if not heads or None not in direct:
        return direct
    ways = sorted(way for how in (_left, _middle) if (way := _runs(heads, columns, how)) is not None)
    if len(ways) == 2 and ways[0][1] != ways[1][1] and ways[1][0] < max(CLEAR, LEAD * ways[0][0]):
        ways = [way for way in ways if _is_even(way[1])]
    return [*ways[0][1]] if ways else _evenly(heads, columns)


def _is_even(runs: Sequence[int]) -> bool:
    return len({runs.count(number) for number in runs}) == 1


def _left(run: Sequence[Slots]) -> float:
    return float(run[0].first)


def _middle(run: Sequence[Slots]) -> float:
    return (run[0].first + run[-1].last) / 2


def _runs(
    heads: Sequence[Slots], columns: Sequence[Slots], how: Callable[[Sequence[Slots]], float]
) -> tuple[float, list[int]] | None:
    """Part the columns so that each heading stands as near to its place over its run as can be; None if one is far.

    With the runs goes how far off the furthest heading is, in slots.
    """
    if len(columns) < len(heads):
        return None
    best: list[tuple[float, list[int]] | None] = [(0.0, [])] + [None] * len(columns)
    for number, head in enumerate(heads):
        line: list[tuple[float, list[int]] | None] = [None] * (len(columns) + 1)
        for end in range(number + 1, len(columns) + 1):
            for start in range(number, end):
                before = best[start]
                if before is None:
                    continue
                off = abs(how([head]) - how(columns[start:end]))
                wide = max(before[0], off)
                now = line[end]
                if now is None or wide < now[0]:
                    line[end] = (wide, [*before[1], *[number] * (end - start)])
        best = line
    found = best[len(columns)]
    return found if found and found[0] <= NEAR * _step(columns) else None


def _step(columns: Sequence[Slots]) -> float:
    """Return the least distance of two columns next to one another."""
    lefts = [column.first for column in columns]
    return min((after - before for before, after in pairwise(lefts)), default=0)


def _evenly(heads: Sequence[Slots], columns: Sequence[Slots]) -> list[int | None]:
    """Give each heading as many columns; nothing where they come out uneven, or one stands over none of its own."""
    size, rest = divmod(len(columns), len(heads))
    for number, head in enumerate(heads):
        run = columns[number * size : (number + 1) * size]
        if rest or not run or not run[0].first <= (head.first + head.last) / 2 <= run[-1].last:
            return [None] * len(columns)
    return [number for number in range(len(heads)) for _ in range(size)]
