"""How well a text fits a family and level by what other years print there: log likelihoods, up to a constant.

Two kinds of evidence. A text that is nearly the same as one of another year points to its column (rapidfuzz
`token_sort_ratio`); the words of a text that is new point to the families that use them (naive Bayes, as in C. D.
Manning, P. Raghavan and H. Schütze, "Introduction to Information Retrieval", 2008, section 13.2, additive
smoothing), tempered, since words are not independent.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from pipeline.model import Table
from pipeline.reconcile import precedents
from pipeline.reconcile.text import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

Column = tuple[str, int | None]

#: Below this likeness (0 to 1) two texts say nothing about one another.
ALIKE = 0.6
#: Log of how much more probable a column is that printed the very same text, at this level and at another one.
#: Between the two known sheets, such texts stand in the same family more than nine times in ten.
SAME_LEVEL, OTHER_LEVEL = math.log(40), math.log(10)
#: The same for a title. Of those that both known sheets print, every one stands in the same family and level; but a
#: title that is merely like another is another title.
TITLE_SAME, TITLE_OTHER, TITLE_ALIKE = math.log(300), math.log(20), math.log(5)
#: Weight of one word's evidence; the sum is held within `WORDS_MOST`.
TEMPER, WORDS_MOST = 0.35, math.log(6)
#: Words count as one by their first letters (`casework`, `caseworker`); a word of a title as so many of a duty.
STEM, TITLE_WEIGHT, TITLE_TEMPER = 7, 6, 0.8
#: Added to every count, so that a word never seen in a family is unlikely there and not impossible.
SMOOTH = 1.0
#: Probability that a family has a level, where all sheets say so, where none does, and where nothing is known.
EXISTS, ABSENT, UNKNOWN = 0.95, 0.06, 0.5
#: The same where the sheet's own pay table has, or has not, a range for them.
PAID, UNPAID = 0.97, 0.03


@dataclass(frozen=True)
class Likeness:
    """Likelihoods from the sheets of all years but one."""

    year: str | None

    def of(self, text: str, table: Table, columns: Sequence[Column]) -> tuple[float, ...]:
        """Return the log likelihood of a text in each (family, level)."""
        texts = _texts(self.year, table)
        best = _best_title if table is Table.JOB_TITLES else _best
        words = _words(self.year, text, table)
        return tuple(best(text, texts, column) + words.get(column[0], 0.0) for column in columns)

    def texts(self, table: Table) -> tuple[str, ...]:
        """Return the texts that other years print in a table."""
        return tuple(text for texts in _texts(self.year, table).values() for text in texts)

    def exists(self, family: str, level: int | None) -> float:
        """Return the probability that a family has pay, titles and responsibilities at a level."""
        known = {(p.family, p.level) for p in precedents.of_other_years(self.year)}
        if (family, level) in known:
            return EXISTS
        return ABSENT if family in {name for name, _ in known} and level in {n for _, n in known} else UNKNOWN


@lru_cache(maxsize=64)
def _texts(year: str | None, table: Table) -> dict[Column, tuple[str, ...]]:
    found: dict[Column, list[str]] = defaultdict(list)
    for precedent in precedents.of_other_years(year):
        if precedent.table is table:
            found[precedent.family, precedent.level].append(precedent.text)
    return {column: tuple(texts) for column, texts in found.items()}


def _best(text: str, texts: dict[Column, tuple[str, ...]], column: Column) -> float:
    """Return the evidence of the most similar text that other years print in the family."""
    best = 0.0
    for (family, level), candidates in texts.items():
        if family == column[0]:
            most = SAME_LEVEL if level == column[1] else OTHER_LEVEL
            best = max(best, most * _alike(text, candidates))
    return best


def _best_title(text: str, texts: dict[Column, tuple[str, ...]], column: Column) -> float:
    """Return the evidence of a title: the same one in the family, or else the most similar one."""
    best = 0.0
    for (family, level), candidates in texts.items():
        if family == column[0]:
            here = level == column[1]
            if _plain(text) in {_plain(candidate) for candidate in candidates}:
                best = max(best, TITLE_SAME if here else TITLE_OTHER)
            elif here:
                best = max(best, TITLE_ALIKE * _alike(text, candidates))
    return best


@lru_cache(maxsize=65536)
def _alike(text: str, candidates: tuple[str, ...]) -> float:
    """Return the likeness to the nearest candidate, from 0 at `ALIKE` to 1 where they are equal."""
    found = process.extractOne(
        text, candidates, scorer=fuzz.token_sort_ratio, processor=_plain, score_cutoff=100 * ALIKE
    )
    return (found[1] / 100 - ALIKE) / (1 - ALIKE) if found else 0.0


def _plain(text: str) -> str:
    return " ".join(words_of(text))


@lru_cache(maxsize=64)
def _counts(year: str | None, table: Table) -> dict[str, Counter[str]]:
    """Count the stems that each family uses, those of its titles more where the text is a title."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for precedent in precedents.of_other_years(year):
        weight = TITLE_WEIGHT if table is precedent.table is Table.JOB_TITLES else 1
        for stem in _stems(precedent.text):
            counts[precedent.family][stem] += weight
    return counts


def _stems(text: str) -> set[str]:
    return {word[:STEM] for word in words_of(text)}


@lru_cache(maxsize=8192)
def _words(year: str | None, text: str, table: Table) -> dict[str, float]:
    """Return the tempered naive Bayes evidence of the words of a text for each family, against their average."""
    counts = _counts(year, table)
    stems = [stem for stem in sorted(_stems(text)) if any(count[stem] for count in counts.values())]
    if not stems:
        return {}
    temper = TITLE_TEMPER if table is Table.JOB_TITLES else TEMPER
    sizes = {family: sum(count.values()) for family, count in counts.items()}
    score = {
        family: temper * sum(math.log((count[stem] + SMOOTH) / (sizes[family] + SMOOTH)) for stem in stems)
        for family, count in counts.items()
    }
    mean = sum(score.values()) / len(score)
    return {family: max(-WORDS_MOST, min(WORDS_MOST, value - mean)) for family, value in score.items()}
