"""Which text of one document is which text of another: one to one, by the assignment that is worth most overall."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz, process
from scipy.optimize import linear_sum_assignment

from pipeline.model import RoleText, Table
from pipeline.reconcile.vocabulary import canonical_titles, squeeze

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: Two texts, or one without a partner, and how alike they are.
Pair = tuple[RoleText | None, RoleText | None, float]

#: Below this, two texts are not taken for the same. Two titles can differ by the one word that matters. For
#: responsibilities: between the sheets of 2018-19 and 2024-25 the best wrong pair has 0.55.
_ALIKE = {Table.JOB_TITLES: 0.90, Table.RESPONSIBILITIES: 0.60}

#: What a pair is worth. Two reworded pairs (below 2 each) never break up one that has stayed the same.
_STAYED, _REWORDED, _MOVED = 5.0, 1.0, 1.0


def pairs(table: Table, before: Sequence[RoleText], after: Sequence[RoleText]) -> list[Pair]:
    """Give each text once: with its partner and their similarity from 0 to 1, or alone with 0.

    Partners are those of the one-to-one assignment that is worth most overall.
    """
    if not before or not after:
        return [*((text, None, 0.0) for text in before), *((None, text, 0.0) for text in after)]
    similarity = _similarity(before, after)
    alike = (similarity >= _ALIKE[table]) | _other_names(table, before, after)
    worth = _worth(similarity, _same_place(before, after), alike)
    matched = [(int(i), int(j)) for i, j in zip(*linear_sum_assignment(worth, maximize=True), strict=True)]
    matched = [(i, j) for i, j in matched if worth[i, j] > 0]
    left = set(range(len(before))) - {i for i, _ in matched}
    right = set(range(len(after))) - {j for _, j in matched}
    return [
        *((before[i], after[j], float(similarity[i, j])) for i, j in matched),
        *((before[i], None, 0.0) for i in left),
        *((None, after[j], 0.0) for j in right),
    ]


def _similarity(before: Sequence[RoleText], after: Sequence[RoleText]) -> NDArray[np.float64]:
    """Compare each text of `before` (rows) with each of `after` (columns): 0 to 1, 1 for the same words.

    Mean of two measures: `ratio` alone misses a duty that was extended by a sentence, `token_set_ratio` alone
    takes a title for any longer one that contains its words.
    """
    old, new = ([words_of(text.text) for text in texts] for texts in (before, after))
    ratio = process.cdist(old, new, scorer=fuzz.ratio, dtype=np.float64)
    shared = process.cdist(old, new, scorer=fuzz.token_set_ratio, dtype=np.float64)
    return np.asarray((ratio + shared) / 200, dtype=np.float64)


def words_of(text: str) -> str:
    """Return the words of a text, in small letters: two texts with the same words say the same."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _same_place(before: Sequence[RoleText], after: Sequence[RoleText]) -> NDArray[np.bool_]:
    return np.array([[was.key[:3] == now.key[:3] for now in after] for was in before])


def _other_names(table: Table, before: Sequence[RoleText], after: Sequence[RoleText]) -> NDArray[np.bool_]:
    """Tell which titles a person has said to be other wordings of one."""
    old, new = ([canonical_titles().get(squeeze(text.text)) for text in texts] for texts in (before, after))
    named = table is Table.JOB_TITLES
    return np.array([[named and was is not None and was == now for now in new] for was in old])


def _worth(
    similarity: NDArray[np.float64], same_place: NDArray[np.bool_], alike: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Say what pairing each two texts is worth; 0 for two that are not the same text."""
    identical = similarity == 1
    in_place = np.where(identical, _STAYED, np.where(alike, _REWORDED + similarity, 0.0))
    elsewhere = np.where(identical, _MOVED, 0.0)
    return np.where(same_place, in_place, elsewhere)
