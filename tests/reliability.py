"""Whether confidence means what it says: of the values given 0.95, about 95 in 100 should be right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from tests.score import Outcome, Verdict

#: The edges of the classes of confidence, and the outcomes that are right.
_EDGES = (0.0, 0.5, 0.7, 0.85, 0.95, 0.98, 0.99, 1.0)
_RIGHT = (Outcome.RIGHT, Outcome.RIGHT_MARKED)
_HEAD = "confidence     values  said%  right%"
_LINE = "{:.2f} to {:.2f} {:>7} {:>6.1f} {:>7.1f}"


def reliability(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """Yield a table: for each class of confidence what is said of its values on the average, and what is right."""
    told = [(v.confidence, v.outcome in _RIGHT) for v in verdicts if v.confidence is not None]
    yield _HEAD
    for low, high in pairwise(_EDGES):
        inside = [one for one in told if low <= one[0] < high or (high == 1 and one[0] == 1)]
        if inside:
            said, right = (100 * sum(map(float, column)) / len(inside) for column in zip(*inside, strict=True))
            yield _LINE.format(low, high, len(inside), said, right)
