"""The decoder against the sum and the maximum over all paths."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.reconcile.hmm import NEVER, Steps, decode

Array = NDArray[np.float64]
Edges = dict[tuple[int, int], float]

logs = st.floats(-6, 0)


@dataclass(frozen=True)
class Chain:
    start: Array
    edges: list[Edges]
    emission: Array

    def score(self, path: tuple[int, ...]) -> float:
        """Return the log probability of a path, minus infinity where a step is not possible."""
        moves = zip(self.edges, path, path[1:], strict=False)
        steps = [edges.get((one, two), -math.inf) for edges, one, two in moves]
        seen = [self.emission[step, state] for step, state in enumerate(path)]
        return float(self.start[path[0]] + sum(seen) + sum(steps))

    def paths(self) -> dict[tuple[int, ...], float]:
        """Return every possible path with its score."""
        scored = {path: self.score(path) for path in product(range(len(self.start)), repeat=len(self.emission))}
        return {path: score for path, score in scored.items() if score > NEVER / 2}


@st.composite
def chains(draw: st.DrawFn) -> Chain:
    states, length = draw(st.integers(1, 3)), draw(st.integers(1, 5))
    start = [draw(logs | st.just(NEVER)) for _ in range(states)]
    pairs = st.tuples(st.integers(0, states - 1), st.integers(0, states - 1))
    edges = [draw(st.dictionaries(pairs, logs, max_size=states**2)) for _ in range(length - 1)]
    emission = [[draw(logs) for _ in range(states)] for _ in range(length)]
    return Chain(np.array(start), edges, np.array(emission))


def decoded(chain: Chain) -> tuple[tuple[int, ...], Array, float]:
    states = len(chain.start)
    steps = [Steps.of([(a, b, logp) for (a, b), logp in edges.items()], states) for edges in chain.edges]
    result = decode(chain.start, steps, chain.emission)
    return result.path, result.posterior, result.log_likelihood


@settings(max_examples=150, deadline=None)
@given(chains())
def test_path_posterior_and_likelihood_are_those_of_all_paths(chain: Chain) -> None:
    paths = chain.paths()
    assume(paths)
    path, posterior, log_likelihood = decoded(chain)
    assert math.isclose(chain.score(path), max(paths.values()), abs_tol=1e-9), "no path is better"
    total = sum(math.exp(score) for score in paths.values())
    assert math.isclose(log_likelihood, math.log(total), abs_tol=1e-9)
    wanted = np.zeros_like(posterior)
    for one, score in paths.items():
        for step, state in enumerate(one):
            wanted[step, state] += math.exp(score) / total
    assert np.allclose(posterior, wanted, atol=1e-9)


def test_a_long_chain_does_not_underflow() -> None:
    length = 2000
    edges = [(0, 0, math.log(0.9)), (0, 1, math.log(0.1)), (1, 0, math.log(0.1)), (1, 1, math.log(0.9))]
    emission = np.full((length, 2), -300.0)
    emission[length // 2 :, 0] -= 50.0
    result = decode(np.log([0.5, 0.5]), [Steps.of(edges, 2)] * (length - 1), emission)
    assert result.path == (1,) * length
    assert (result.posterior[length // 2 :, 1] > 0.99).all()
    assert np.allclose(result.posterior.sum(axis=1), 1)
    assert math.isfinite(result.log_likelihood)
    assert result.log_likelihood < -300.0 * length


def test_a_step_that_cannot_be_is_never_taken() -> None:
    steps = [Steps.of([(0, 1, 0.0), (1, 1, 0.0)], 2)]
    result = decode(np.log([0.5, 0.5]), steps, np.array([[0.0, -1.0], [0.0, -100.0]]))
    assert result.path == (0, 1)
    assert result.posterior[1, 0] == 0
