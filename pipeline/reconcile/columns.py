"""Which family each slot of a grid's rows stands for, decided from all rows at once.

A converter may lose whole columns at a page break, or let a row slide, so that a cell's slot no longer says its column.
The model is a hidden Markov model whose state is a map from slots to families (see `hmm` for the source; here a state
mostly stays, and else may turn into any other, which makes both passes a sum). Its evidence: what other years print in
the families, which families a level has, that no column says the same thing twice, and what the heading row suggests.
A single row may slide by itself. The posterior of a map is the probability that the row's cells stand there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations, groupby, pairwise
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz

from pipeline.grid.spaced_columns import FRAME
from pipeline.reconcile.interleaved import NEARLY_REPEATED, NEARLY_REPEATS, REPEATED, REPEATS
from pipeline.reconcile.text import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from pipeline.model import Table
    from pipeline.reconcile.likeness import Likeness

    Array = NDArray[np.float64]

#: The map changes from one row to the next: within a level, at the next level, and where a page break may stand.
CHANGED, CHANGED_AT_LEVEL, CHANGED_AT_GAP = 0.01, 0.05, 0.6
#: The same in a grid whose slots are true columns.
STEADY_CHANGED = 1e-4
#: One row has slid by itself; in a steady grid hardly ever.
SLID, STEADY_SLID = 0.01, 1e-6
#: A cell in a slot that the map has no family for.
UNMAPPED = 1e-4
#: Each family that stands elsewhere than the heading suggests, and each that the map leaves out.
MISPLACED, LEFT_OUT = 0.3, 0.5
#: The same text stands at another level of the family: so much more probable is the family.
ELSEWHERE = 10.0
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class TextRow:
    """The texts of a row by slot, with the table and level that they belong to."""

    texts: Mapping[int, str]
    table: Table
    level: int | None
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of the columns: families left to right, their heading slots, their levels, other years."""

    families: tuple[str, ...]
    heading: Mapping[str, int]
    exists: Callable[[str, int | None], float]
    likeness: Likeness
    steady: bool = False


Map = tuple[tuple[int, str], ...]


def place(rows: Sequence[TextRow], evidence: Evidence) -> tuple[dict[int, tuple[str, float]], ...]:
    """Return for each row its slots' families, each with its probability."""
    if not rows:
        return ()
    maps = list(_maps(sorted({slot for row in rows for slot in row.texts}), evidence.families))
    prior = np.array([_prior(one, evidence) for one in maps])
    prior -= np.log(np.exp(prior).sum())
    own = np.array([[_own(row, one, evidence) for one in maps] for row in rows])
    cells = [_shares(own[index], row, maps) for index, row in enumerate(rows)]
    result = cells
    for _ in range(ROUNDS):
        emission = own + _told(rows, maps, result)
        posterior = _smooth(emission, prior, rows, steady=evidence.steady)
        result = [_shares(posterior[index], row, maps, logs=False) for index, row in enumerate(rows)]
    return tuple(
        {slot: max(shares.items(), key=lambda item: item[1]) for slot, shares in row.items()} for row in result
    )


def _maps(slots: Sequence[int], families: Sequence[str]) -> Iterator[Map]:
    """Yield every way to give some families, in order, to some slots that stand in one frame."""
    for _, group in groupby(slots, key=lambda slot: slot // FRAME):
        frame = list(group)
        for size in range(1, min(len(frame), len(families)) + 1):
            for chosen in combinations(families, size):
                for where in combinations(frame, size):
                    yield tuple(zip(where, chosen, strict=True))


def _prior(one: Map, evidence: Evidence) -> float:
    """Return the log probability of a map before any text is seen, by the heading row."""
    left_out = (len(evidence.families) - len(one)) * math.log(LEFT_OUT)
    if not evidence.heading:
        return left_out
    shifts = [
        sum(slot != evidence.heading.get(family, slot) + shift for slot, family in one) + (shift != 0) * 0.5
        for shift in (-2, -1, 0, 1, 2)
    ]
    first = one[0][0] - evidence.families.index(one[0][1])
    packed = sum(slot - evidence.families.index(family) != first for slot, family in one) + 1
    return left_out + min(*shifts, packed) * math.log(MISPLACED)


def _own(row: TextRow, one: Map, evidence: Evidence) -> float:
    """Return the log likelihood of a row's texts under a map, by other years and by the families of the level."""
    families = dict(one)
    score = 0.0
    for slot, text in row.texts.items():
        family = families.get(slot)
        if family is None:
            score += math.log(UNMAPPED)
        else:
            score += evidence.likeness.of(text, row.table, [(family, row.level)])[0]
            score += math.log(evidence.exists(family, row.level))
    return score


def _shares(weights: Array, row: TextRow, maps: Sequence[Map], *, logs: bool = True) -> dict[int, dict[str, float]]:
    """Return for each slot of a row the probability of each family."""
    chances = np.exp(weights - weights.max()) if logs else weights
    shares: dict[int, dict[str, float]] = {slot: {} for slot in row.texts}
    for one, chance in zip(maps, chances / chances.sum(), strict=True):
        for slot, family in one:
            if slot in shares:
                shares[slot][family] = shares[slot].get(family, 0.0) + float(chance)
    return shares


def _told(rows: Sequence[TextRow], maps: Sequence[Map], placed: Sequence[dict[int, dict[str, float]]]) -> Array:
    """Return what the rest of the document tells of each row: no column repeats itself, a family may (rows x maps)."""
    texts = [(index, slot, _plain(text)) for index, row in enumerate(rows) for slot, text in row.texts.items()]
    logp = np.zeros((len(rows), len(maps)))
    for (one, slot, text), (other, other_slot, other_text) in combinations(texts, 2):
        alike = fuzz.ratio(text, other_text, score_cutoff=NEARLY_REPEATS)
        if alike and rows[one].table is rows[other].table:
            factor = REPEATED if alike >= REPEATS else NEARLY_REPEATED
            same = rows[one].level == rows[other].level
            for here, at, there, where in ((one, slot, other, other_slot), (other, other_slot, one, slot)):
                _tell(logp[here], maps, at, placed[there][where], factor if same else ELSEWHERE)
    return logp


def _plain(text: str) -> str:
    return " ".join(words_of(text))


def _tell(logp: Array, maps: Sequence[Map], slot: int, shares: Mapping[str, float], factor: float) -> None:
    for index, one in enumerate(maps):
        family = dict(one).get(slot)
        if family is not None:
            logp[index] += math.log(1 + (factor - 1) * min(shares.get(family, 0.0), 1.0))


def _smooth(emission: Array, prior: Array, rows: Sequence[TextRow], *, steady: bool) -> Array:
    """Return the probability of each map for each row: forward, backward, and a row that slid by itself."""
    slid = STEADY_SLID if steady else SLID
    weights = np.exp(emission - emission.max(axis=1, keepdims=True))
    fresh = np.exp(prior)
    other = weights @ fresh
    seen = (1 - slid) * weights + slid * other[:, None]
    changes = [_changed(row, new_level=row.level != above.level, steady=steady) for above, row in pairwise(rows)]
    forward = [_unit(fresh * seen[0])]
    for change, likelihood in zip(changes, seen[1:], strict=True):
        forward.append(_unit(((1 - change) * forward[-1] + change * fresh) * likelihood))
    backward = [np.ones_like(fresh)]
    for change, likelihood in zip(reversed(changes), seen[:0:-1], strict=True):
        ahead = backward[-1] * likelihood
        backward.append(_unit((1 - change) * ahead + change * float(fresh @ ahead)))
    state = [_unit(alpha * beta) for alpha, beta in zip(forward, reversed(backward), strict=True)]
    stay = [(1 - slid) * weights[index] / seen[index] for index in range(len(rows))]
    return np.array(
        [
            _unit(state[i] * stay[i] + float(state[i] @ (1 - stay[i])) * fresh * weights[i] / max(other[i], 1e-300))
            for i in range(len(rows))
        ]
    )


def _changed(row: TextRow, *, new_level: bool, steady: bool) -> float:
    if row.gap:
        return CHANGED_AT_GAP
    if new_level and not steady:
        return CHANGED_AT_LEVEL
    return STEADY_CHANGED if steady else CHANGED


def _unit(values: Array) -> Array:
    unit: Array = values / max(float(values.sum()), 1e-300)
    return unit
