"""Small letters and capitals that differ by their height alone, told by their ink: engines go by form."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.read.scan.tesseract import Seen

#: Letters whose capitals have their form, and letters of which one can be sure.
ALIKE = frozenset("copsuvwxz")
_SURE = re.compile(r"(?P<capital>[ABDEFGHLMNRT])|[aemnr]")
_WORD = re.compile(r"[^\W\d_][a-z]+[.,;:]?")
_TALL = re.compile(r"[bdfhkl]")
#: Type that is larger or smaller by this share is another.
OTHER = 0.15
#: Of either kind so many words tell how high it is.
FEWEST = 5
#: The first letter of a word is at least so wide, in sizes of type.
FIRST = 0.3
#: A letter is of the kind to whose height its own is nearer than this share of the difference.
NEARER = 0.35


@dataclass(frozen=True, slots=True)
class Heights:
    """How high small letters and capitals rise on a page, in sizes of type, and its usual size: alike where unknown."""

    small: float
    capital: float
    size: float

    def cased(self, word: Seen, inked: NDArray[np.uint8]) -> Seen:
        """Return a word whose first letter is small or a capital as its ink is high; as it is where that is unsure."""
        known = self.capital > self.small and abs(word.size - self.size) < OTHER * self.size
        if not known or word.text[:1].casefold() not in ALIKE or not _WORD.fullmatch(word.text):
            return word
        shares = [self._share(_rise(word, inked))]
        if _TALL.search(word.text[1:]):  # its own tall letters tell as well
            shares.append(self._share(_rise(word, inked) * self.capital * word.size / (word.baseline - word.box.top)))
        first = word.text[0]
        if max(shares) < NEARER:
            first = first.lower()
        elif min(shares) > 1 - NEARER:
            first = first.upper()
        return replace(word, text=first + word.text[1:])

    def _share(self, rise: float) -> float:
        """Return where a height lies between that of small letters, 0, and that of capitals, 1."""
        return (rise - self.small) / (self.capital - self.small)


def heights(seen: Sequence[Seen], inked: NDArray[np.uint8]) -> Heights:
    """Return how high the letters of a page are, as far as it has enough of either kind."""
    words = [(found, word) for word in seen if _WORD.fullmatch(word.text) and (found := _SURE.match(word.text))]
    size = median(word.size for _, word in words) if words else 0.0
    usual = [(found, _rise(word, inked)) for found, word in words if abs(word.size - size) < OTHER * size]
    capital = [rise for found, rise in usual if found["capital"]]
    small = [rise for found, rise in usual if not found["capital"]]
    if min(len(capital), len(small)) < FEWEST:
        return Heights(0.0, 0.0, 0.0)
    return Heights(median(small), median(capital), size)


def _rise(word: Seen, inked: NDArray[np.uint8]) -> float:
    """Return how high the first letter of a word rises above its line, in sizes of type."""
    box = word.box
    wide = max(int(FIRST * word.size), 1)
    part = inked[int(box.top) : int(word.baseline) + 1, int(box.x0) : int(box.x0) + wide]
    rows = np.flatnonzero(part.any(axis=1))
    return (word.baseline - (int(box.top) + int(rows[0]))) / word.size if len(rows) else 0.0
