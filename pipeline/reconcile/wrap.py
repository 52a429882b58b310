"""Where lines break says how wide their column is.

A word that would have fitted on the line before stands there; so a column is at least as wide as each of its lines and
less wide than each line with the next line's first word. Widths are in ems of the face that explains the breaks best.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.reconcile.vocabulary import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: The softness of a column's edge, as a share of its width: faces differ, and so do rounding and kerning.
SOFT = 0.012
#: Probability of a break that width does not explain: a line lost, a forced break, a word missed.
STRAY = 0.02


@cache
def faces() -> tuple[str, ...]:
    """Return the names of the known faces."""
    return tuple(table("typefaces"))


@cache
def _advances(face: str) -> dict[str, float]:
    data: dict[str, Any] = table("typefaces")[face]
    return {char: width / 1000 for width, chars in data["widths"] for char in chars} | {"": data["other"] / 1000}


@lru_cache(maxsize=65536)
def width(text: str, face: str) -> float:
    """Return the width of a line of text in ems."""
    advances = _advances(face)
    return sum(advances.get(char, advances[""]) for char in text)


def breaks(lines: Sequence[str], face: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what a paragraph says of its column: widths that must fit, and widths that must not."""
    fits = [width(line, face) for line in lines]
    over = [
        width(f"{line} {_first(after)}", face) if not line.endswith("-") else width(line + _first(after), face)
        for line, after in pairwise(lines)
    ]
    return np.array(fits), np.array(over)


def _first(line: str) -> str:
    """Return the first word of a line, up to where a line could break in it."""
    word = line.split()[0] if line.split() else ""
    head, hyphen, _ = word.partition("-")
    return head + hyphen


def log_likelihood(lines: Sequence[str], face: str, widths: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the log likelihood of a paragraph's line breaks for each column width (W), in ems."""
    fits, over = breaks(lines, face)
    soft = SOFT * widths
    total = np.zeros_like(widths)
    for limits, sign in ((fits, 1.0), (over, -1.0)):
        for limit in limits:
            inside = 1 / (1 + np.exp(np.clip(-sign * (widths - limit) / soft, -50, 50)))
            total += np.log(STRAY + (1 - STRAY) * inside)
    return total
