"""Hidden Markov models: the best path, and the probability of every state at every step.

Viterbi decoding and the scaled forward-backward algorithm, after L. R. Rabiner, "A tutorial on hidden Markov models and
selected applications in speech recognition", Proceedings of the IEEE 77 (2), 1989, sections III.A, III.B and V.A.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Indices = NDArray[np.intp]

#: The log probability of what cannot be.
NEVER = -1e9


@dataclass(frozen=True, slots=True)
class Steps:
    """The possible transitions from one step to the next, E edges sorted by target, with their log probabilities."""

    source: Indices
    target: Indices
    logp: Array
    states: int

    @classmethod
    def of(cls, edges: Iterable[tuple[int, int, float]], states: int) -> Steps:
        """Make them from (source, target, log probability), each pair of states at most once."""
        ordered = sorted(edges, key=lambda edge: (edge[1], edge[0]))
        source, target, logp = zip(*ordered, strict=True) if ordered else ((), (), ())
        return cls(np.array(source, np.intp), np.array(target, np.intp), np.array(logp, np.float64), states)

    def forward(self, alpha: Array) -> Array:
        """Return the probability of each state one step on."""
        moved = np.bincount(self.target, alpha[self.source] * np.exp(self.logp), self.states)
        return np.asarray(moved, np.float64)

    def backward(self, beta: Array) -> Array:
        """Return the probability of what follows, one step back."""
        moved = np.bincount(self.source, beta[self.target] * np.exp(self.logp), self.states)
        return np.asarray(moved, np.float64)

    def best(self, score: Array) -> tuple[Array, Indices]:
        """Return the best log score of each state one step on, and the state it came from."""
        reach = score[self.source] + self.logp
        best = np.full(self.states, 2 * NEVER)
        np.maximum.at(best, self.target, reach)
        came = np.zeros(self.states, np.intp)
        first = np.flatnonzero(reach == best[self.target])[::-1]
        came[self.target[first]] = self.source[first]
        return best, came


@dataclass(frozen=True, slots=True)
class Decoded:
    """The result for T steps and S states: `path` (T), `posterior` (T x S), `log_likelihood` of all that was seen."""

    path: tuple[int, ...]
    posterior: Array
    log_likelihood: float


def decode(start: Array, steps: Sequence[Steps], emission: Array) -> Decoded:
    """Decode a chain: `start` (S), T - 1 `steps`, `emission` (T x S); all log probabilities, not always normalised."""
    posterior, total = _forward_backward(start, steps, emission)
    return Decoded(_viterbi(start, steps, emission), posterior, total)


def _viterbi(start: Array, steps: Sequence[Steps], emission: Array) -> tuple[int, ...]:
    score, pointers = start + emission[0], []
    for step, seen in zip(steps, emission[1:], strict=True):
        score, came = step.best(score)
        score = score + seen
        pointers.append(came)
    path = [int(score.argmax())]
    for came in reversed(pointers):
        path.append(int(came[path[-1]]))
    return tuple(reversed(path))


def _forward_backward(start: Array, steps: Sequence[Steps], emission: Array) -> tuple[Array, float]:
    """Return the posterior and the log likelihood; each step is scaled to sum to one, so that nothing underflows."""
    peaks = emission.max(axis=1)
    seen = np.exp(emission - peaks[:, None])
    alpha = np.exp(start - start.max()) * seen[0]
    scales = [float(alpha.sum())]
    forward = [alpha / scales[0]]
    for step, likelihood in zip(steps, seen[1:], strict=True):
        alpha = step.forward(forward[-1]) * likelihood
        scales.append(max(float(alpha.sum()), 1e-300))
        forward.append(alpha / scales[-1])
    beta = np.ones_like(alpha)
    rows = [forward[-1]]
    for index in range(len(steps) - 1, -1, -1):
        beta = steps[index].backward(beta * seen[index + 1]) / scales[index + 1]
        rows.append(forward[index] * beta)
    posterior = np.array(rows[::-1])
    total = float(np.log(scales).sum() + peaks.sum() + start.max())
    return posterior / np.maximum(posterior.sum(axis=1, keepdims=True), 1e-300), total
