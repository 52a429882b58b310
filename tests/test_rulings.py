"""Quick ways of looking at a page that must tell what the plain ones tell."""

from __future__ import annotations

from statistics import median
from typing import Any

import cv2
import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from pipeline.read.scan.pieces import outlines
from pipeline.read.scan.rulings import _medians

RING = np.pad(np.pad(np.pad(np.ones((1, 1), np.uint8), 2), 1, constant_values=1), 1)


@given(arrays(np.uint8, st.tuples(st.integers(1, 24), st.integers(1, 24)), elements=st.integers(0, 1)))
@example(RING)
@example(np.ones((3, 3), np.uint8))
@example(np.indices((7, 8)).sum(axis=0).astype(np.uint8) % 2)
def test_each_connected_piece_has_one_outline(ink: NDArray[np.uint8]) -> None:
    whole = cv2.connectedComponentsWithStats(ink, connectivity=8)[2][1:, :4]
    assert sorted([*cv2.boundingRect(one)] for one in outlines(ink)) == sorted(whole.tolist())


@given(arrays(st.sampled_from([np.uint8, np.int16]), st.tuples(st.integers(1, 5), st.integers(1, 9))))
def test_medians_are_those_of_each_row(values: NDArray[Any]) -> None:
    assert _medians(values).tolist() == [median(row) for row in values.tolist()]
