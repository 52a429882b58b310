"""Headings that span columns: which of them each stands over, told by rules below it or by where its middle is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.grid.cells import TextLine
    from pipeline.grid.gutters import Stretch

Span = tuple[int, int]

#: A heading stands over a column where they overlap by this share of the narrower one.
OVER = 0.5
#: The middle of a heading is so near to that of what it spans, in sizes of type; one that is nearer counts for more.
NEAR, NEARER = 0.9, 0.3
#: What it costs to take a heading for one set from the left, in points.
LEFT = 2.0


@dataclass(frozen=True, slots=True)
class Heads:
    """A line of headings: its parts, the columns that they may stand over, and the rules right below it."""

    parts: tuple[TextLine, ...]
    reach: tuple[Stretch, ...]
    rules: tuple[Stretch, ...] = ()


def spans(heads: Heads) -> list[Span] | None:
    """Return the first and last column that each heading stands over; None where none of them spans several."""
    over = [_overlapped(part, heads.reach) for part in heads.parts]
    if ruled := _ruled(heads):
        return ruled
    count, columns = len(heads.parts), len(heads.reach)
    if count >= columns:
        return [(min(one), max(one)) for one in over] if any(len(one) > 1 for one in over) and all(over) else None
    cost, tiles = _tiled(heads)
    near = cost <= NEAR * count * max(part.size for part in heads.parts)
    if any(len(one) > 1 for one in over):
        return tiles if near else [_around(part, one, heads.reach) for part, one in zip(heads.parts, over, strict=True)]
    alone = sum(_apart(part, heads.reach) for part in heads.parts)
    equal = len({last - first for first, last in tiles}) == 1
    wide = all(last > first for first, last in tiles)
    if near and wide and (equal or cost < NEARER * alone):
        return tiles if count > 1 or cost < alone + LEFT else None
    return None


def _overlapped(part: TextLine, reach: Sequence[Stretch]) -> list[int]:
    """Return the columns that a part stands over."""
    found = []
    for number, (left, right) in enumerate(reach):
        both = min(part.box.x1, right) - max(part.box.x0, left)
        if both > OVER * max(min(part.box.width, right - left), 1.0):
            found.append(number)
    return found


def _ruled(heads: Heads) -> list[Span] | None:
    """Return the columns above each of the rules that headings stand on."""
    found: list[Span] = []
    for part in heads.parts:
        rule = next((rule for rule in heads.rules if rule[0] <= part.box.middle[0] <= rule[1]), None)
        columns = [
            number
            for number, (left, right) in enumerate(heads.reach)
            if rule and rule[0] <= (left + right) / 2 <= rule[1]
        ]
        if not columns:
            return None
        found.append((columns[0], columns[-1]))
    alone = len(found) > 1 or found[0] != (0, len(heads.reach) - 1)
    return found if any(last > first for first, last in found) and alone and len(set(found)) == len(found) else None


def _tiled(heads: Heads) -> tuple[float, list[Span]]:
    """Share all columns among headings, in order, so that each stands over the middle of its own."""
    count, columns = len(heads.parts), len(heads.reach)
    best: list[dict[int, tuple[float, list[Span]]]] = [{0: (0.0, [])}]
    for index, part in enumerate(heads.parts):
        ways: dict[int, tuple[float, list[Span]]] = {}
        for start, (cost, groups) in best[-1].items():
            for end in range(start + 1, columns - (count - index - 1) + 1):
                way = (cost + _off(part, (start, end - 1), heads.reach), [*groups, (start, end - 1)])
                if end not in ways or way[0] < ways[end][0]:
                    ways[end] = way
        best.append(ways)
    return best[-1][columns]


def _off(part: TextLine, span: Span, reach: Sequence[Stretch]) -> float:
    """Return how far a heading is from where one over these columns stands, in points."""
    first, last = span
    left, right = reach[first][0], reach[last][1]
    cell = reach[first - 1][1] if first else left
    middle = part.box.middle[0]
    sides = (abs(middle - (left + right) / 2), abs(middle - (cell + right) / 2), abs(part.box.x0 - left) + LEFT)
    outside = max(0.0, left - part.box.x1, part.box.x0 - right)
    return min(sides) + outside


def _around(part: TextLine, over: Sequence[int], reach: Sequence[Stretch]) -> Span:
    """Return the columns that a heading stands over, with those beside them that put it in the middle."""
    if not over:
        near = min(range(len(reach)), key=lambda number: abs(sum(reach[number]) / 2 - part.box.middle[0]))
        return near, near
    ways = [(a, b) for a in range(over[0] + 1) for b in range(over[-1], len(reach))]
    return min(ways, key=lambda way: (round(_off(part, way, reach) / part.size), way[1] - way[0]))


def _apart(part: TextLine, reach: Sequence[Stretch]) -> float:
    """Return how far a heading is from being set with the left, right or middle of the nearest column."""
    return min(
        min(abs(part.box.x0 - left), abs(part.box.x1 - right), abs(part.box.middle[0] - (left + right) / 2))
        for left, right in reach
    )
