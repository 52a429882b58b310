"""Stains on a text: under one, two engines can agree on a wrong digit, which they hardly do elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pipeline.read.scan.raster import Grey

#: Paper is the lightest so many in a hundred pixels of a stretch of a line, which is so long in heights of the line.
LIGHTEST, STRETCH = 80, 0.6
#: The paper of one line differs by fewer of 255 levels, unless something lies on it.
EVEN = 30


def is_stained(line: Grey) -> bool:
    """Tell whether a line stands on paper that is darker in one place than in another."""
    wide = max(int(STRETCH * line.shape[0]), 1)
    count = line.shape[1] // wide
    if count < 2:
        return False
    stretches = line[:, : count * wide].reshape(line.shape[0], count, wide)
    paper = np.percentile(stretches, LIGHTEST, axis=(0, 2))
    return float(np.ptp(paper)) > EVEN
