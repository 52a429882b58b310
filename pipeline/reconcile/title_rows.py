"""Where titles stand in their row of the table says which column they are in.

The titles of a level stand in one row, each column's under one another, from the top of the row or about its middle.
So two pieces that were read on one line stand at one height, and lines are mostly read from top to bottom. Each way to
give the doubtful titles to columns is weighed by how well the heights that follow from it agree with the reading.
"""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import islice, product
from typing import TYPE_CHECKING

from pipeline.reconcile.interleaved import Placed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.reconcile.title_lines import TitleLines

    Chances = Mapping[str, float]

#: A title is doubtful below this probability; another column is considered for it above that.
DOUBTFUL, CONSIDERED = 0.97, 0.01
#: Spread, in lines, of the heights at which the pieces of one line stand; cost of two lines read bottom first.
SPREAD, UPWARD = 0.6, 0.25
MOST_WAYS = 4096


def settle(titles: Sequence[TitleLines], chances: Sequence[Chances], level: int) -> tuple[Placed, ...]:
    """Return the column of each title of a level, from the `chances` of each family and the heights together."""
    options = [_options(chance) for chance in chances]
    ways = list(islice(product(*options), MOST_WAYS))
    scores = [
        sum(math.log(chance[family]) for chance, family in zip(chances, way, strict=True)) + _agreement(titles, way)
        for way in ways
    ]
    top = max(scores)
    weights = [math.exp(score - top) for score in scores]
    best = ways[scores.index(top)]
    shares = [
        sum(weight for weight, way in zip(weights, ways, strict=True) if way[index] == family) / sum(weights)
        for index, family in enumerate(best)
    ]
    return tuple(Placed(family, level, share) for family, share in zip(best, shares, strict=True))


def _options(chances: Chances) -> list[str]:
    ranked = sorted(chances, key=lambda family: -chances[family])
    if chances[ranked[0]] > DOUBTFUL:
        return ranked[:1]
    return [family for family in ranked if chances[family] > CONSIDERED]


def _agreement(titles: Sequence[TitleLines], way: Sequence[str]) -> float:
    """Return the log probability of the reading, columns hanging from the top or about the middle, as it fits."""
    columns: dict[str, list[int]] = defaultdict(list)
    for family, title in zip(way, titles, strict=True):
        columns[family] += _lines(columns[family], title)
    return max(_reading(columns, middle) for middle in (True, False))


def _lines(column: Sequence[int], title: TitleLines) -> list[int]:
    """Return the lines of a title that are new in its column; run-together titles share one."""
    return [row for row in dict.fromkeys(piece.row for piece in title.pieces) if row not in column]


def _reading(columns: Mapping[str, Sequence[int]], middle: bool) -> float:  # noqa: FBT001 - one of two hypotheses
    heights = list(_heights(columns, middle))
    score = 0.0
    for index, (row, family, height) in enumerate(heights):
        for other_row, other_family, other in heights[index + 1 :]:
            if family != other_family and row == other_row:
                score -= ((height - other) / SPREAD) ** 2 / 2
            elif family != other_family and (row - other_row) * (height - other) < 0:
                score -= UPWARD
    return score


def _heights(columns: Mapping[str, Sequence[int]], middle: bool) -> Iterator[tuple[int, str, float]]:  # noqa: FBT001 - as above
    for family, rows in columns.items():
        for index, row in enumerate(rows):
            yield row, family, index - (len(rows) - 1) / 2 if middle else float(index)
