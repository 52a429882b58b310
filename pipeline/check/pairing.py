"""Which text of one document is which text of another: one to one, by the assignment that is worth most overall.

A second assignment pairs what the first one leaves over between the same neighbours: a sheet keeps the order of its
rows, so that a duty that was written anew stands where the old one stood.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz, process
from scipy.optimize import linear_sum_assignment

from pipeline.check.wording import words_of
from pipeline.model import RoleText, Table
from pipeline.reconcile.vocabulary import canonical_titles, squeeze, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: Two texts, or one without a partner, and how alike they are.
Pair = tuple[RoleText | None, RoleText | None, float]

#: Below this, two texts are not taken for the same. Two titles can differ by the one word that matters. For
#: responsibilities: between the sheets of 2018-19 and 2024-25 the best wrong pair has 0.55.
_ALIKE = {Table.JOB_TITLES: 0.90, Table.RESPONSIBILITIES: 0.60}

#: What stands between the same neighbours is one duty written anew if so great a share of the words of the shorter one
#: is in the other: from 2018-19 to 2024-25 seven are, with 0.33 to 0.60; of two that are not the same 0.00.
_SHARED = 0.3
#: Two words this like are one in another form, as `queries` and `enquiries` (0 to 100, rapidfuzz `ratio`).
_ONE_WORD = 75
#: A shorter word is like too many others, in characters.
_SHORT = 4

#: What a pair is worth. Two reworded pairs (below 2 each) never break up one that has stayed the same.
_STAYED, _REWORDED, _MOVED = 5.0, 1.0, 1.0


def pairs(kind: Table, before: Sequence[RoleText], after: Sequence[RoleText]) -> list[Pair]:
    """Give each text once: with its partner and their similarity from 0 to 1, or alone with 0.

    Partners are those of the one-to-one assignment that is worth most overall, then those written anew. Where several
    are worth as much, the order of places decides, and not that in which the texts are given.
    """
    before, after = (sorted(texts, key=_place) for texts in (before, after))
    if not before or not after:
        return [*((text, None, 0.0) for text in before), *((None, text, 0.0) for text in after)]
    similarity = _similarity(before, after)
    alike = (similarity >= _ALIKE[kind]) | _other_names(kind, before, after)
    worth = _worth(similarity, _same_place(before, after), alike)
    matched = [(int(i), int(j)) for i, j in zip(*linear_sum_assignment(worth, maximize=True), strict=True)]
    matched = [(i, j) for i, j in matched if worth[i, j] > 0]
    if kind is Table.RESPONSIBILITIES:
        matched += _written_anew(before, after, matched)
    left = set(range(len(before))) - {i for i, _ in matched}
    right = set(range(len(after))) - {j for _, j in matched}
    return [
        *((before[i], after[j], float(similarity[i, j])) for i, j in matched),
        *((before[i], None, 0.0) for i in left),
        *((None, after[j], 0.0) for j in right),
    ]


def _place(text: RoleText) -> tuple[str, int, int, str]:
    return text.family, text.level or 0, text.position, text.text


def _written_anew(
    before: Sequence[RoleText], after: Sequence[RoleText], matched: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Pair texts left over between the same neighbours of a column by the words that they share."""
    left = [i for i in range(len(before)) if i not in {i for i, _ in matched}]
    right = [j for j in range(len(after)) if j not in {j for _, j in matched}]
    anchors = [(before[i], after[j]) for i, j in matched if before[i].key[:3] == after[j].key[:3]]
    gaps = [_gap(before[i], anchors) for i in left]
    worth = np.zeros((len(left), len(right)))
    for row, (i, (low, high)) in enumerate(zip(left, gaps, strict=True)):
        for column, j in enumerate(right):
            if before[i].key[:3] == after[j].key[:3] and low < after[j].position < high:
                shared = _shared(before[i].text, after[j].text)
                worth[row, column] = shared if shared >= _SHARED else 0.0
    found = zip(*linear_sum_assignment(worth, maximize=True), strict=True)
    return [(left[i], right[j]) for i, j in found if worth[i, j] > 0]


def _gap(text: RoleText, anchors: Sequence[tuple[RoleText, RoleText]]) -> tuple[float, float]:
    """Return the positions in the later column between which the nearest neighbours of a text now stand."""
    beside = sorted((was.position, now.position) for was, now in anchors if was.key[:3] == text.key[:3])
    above = [now for was, now in beside if was < text.position]
    below = [now for was, now in beside if was > text.position]
    return (above[-1] if above else 0, below[0] if below else float("inf"))


def _shared(one: str, other: str) -> float:
    """Return the share of the words of the shorter text that the other has in any form; small words do not count."""
    small = {"s", *table("vocabulary")["sentences"]["unfinished"]}
    few, many = sorted(([w for w in words_of(text).split() if w not in small] for text in (one, other)), key=len)
    return sum(any(_one_word(word, each) for each in many) for word in few) / max(1, len(few))


def _one_word(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) >= _SHORT and fuzz.ratio(one, other) >= _ONE_WORD)


def _similarity(before: Sequence[RoleText], after: Sequence[RoleText]) -> NDArray[np.float64]:
    """Compare each text of `before` (rows) with each of `after` (columns): 0 to 1, 1 for the same words.

    Mean of two measures: `ratio` alone misses a duty that was extended by a sentence, `token_set_ratio` alone
    takes a title for any longer one that contains its words.
    """
    old, new = ([words_of(text.text) for text in texts] for texts in (before, after))
    ratio = process.cdist(old, new, scorer=fuzz.ratio, dtype=np.float64)
    shared = process.cdist(old, new, scorer=fuzz.token_set_ratio, dtype=np.float64)
    return np.asarray((ratio + shared) / 200, dtype=np.float64)


def _same_place(before: Sequence[RoleText], after: Sequence[RoleText]) -> NDArray[np.bool_]:
    return np.array([[was.key[:3] == now.key[:3] for now in after] for was in before])


def _other_names(kind: Table, before: Sequence[RoleText], after: Sequence[RoleText]) -> NDArray[np.bool_]:
    """Tell which titles a person has said to be other wordings of one."""
    old, new = ([canonical_titles().get(squeeze(text.text)) for text in texts] for texts in (before, after))
    named = kind is Table.JOB_TITLES
    return np.array([[named and was is not None and was == now for now in new] for was in old])


def _worth(
    similarity: NDArray[np.float64], same_place: NDArray[np.bool_], alike: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Say what pairing each two texts is worth; 0 for two that are not the same text."""
    identical = similarity == 1
    in_place = np.where(identical, _STAYED, np.where(alike, _REWORDED + similarity, 0.0))
    elsewhere = np.where(identical, _MOVED, 0.0)
    return np.where(same_place, in_place, elsewhere)
