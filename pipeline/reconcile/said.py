"""What a heading says, word by word: labels, locations, families and levels by their canonical names, and the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pipeline.reconcile.text import join_lines
from pipeline.reconcile.vocabulary import KEPT, Term, is_named_level, level_of, match, squeeze, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.model import Cell

#: The longest heading, in words.
LONGEST = 5
#: What a column before the amounts holds.
LEADS = frozenset({"role", "families", "level", "job_titles", "location"})
#: What a column of amounts holds.
BOUNDS = frozenset({"minimum", "maximum"})
#: A digit right behind a word sends the reader to a note.
_NOTE_SIGN = re.compile(r"(?<=[^\W\d_])\d$")
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s*[-/–]\s*(?:\d\d){1,2})?|\d{1,2}/\d{1,2}")


@dataclass(frozen=True, slots=True)
class Said:
    """What a heading says by canonical names, locations and families with the words that name them; `other` words.

    `near` are words that are but nearly those of a known wording.
    """

    labels: frozenset[str] = frozenset()
    places: tuple[tuple[str, str], ...] = ()
    families: tuple[tuple[str, str], ...] = ()
    levels: tuple[int, ...] = ()
    other: tuple[str, ...] = ()
    near: tuple[str, ...] = ()

    @property
    def is_heading(self) -> bool:
        """Tell whether all of it is known, and says something."""
        return bool(self.labels or self.is_fact) and not self.other

    @property
    def is_fact(self) -> bool:
        """Tell whether it says of amounts whose they are, and for where."""
        return bool(self.places or self.families or self.levels)

    @property
    def asked(self) -> frozenset[str]:
        """Its labels without those that only say on which axis it speaks, such as `Level` of `Level 2`."""
        spoken = {"families": self.families, "level": self.levels, "location": self.places}
        return frozenset(label for label in self.labels if not spoken.get(label))

    def __add__(self, more: Said) -> Said:
        """Return what two headings say together."""
        return Said(
            self.labels | more.labels,
            self.places + more.places,
            self.families + more.families,
            self.levels + more.levels,
            self.other + more.other,
            self.near + more.near,
        )


@lru_cache(KEPT)
def said(text: str) -> Said:
    """Read a heading word by word: the longest exact wordings first, then those that are nearly known."""
    alone = level_of(text)
    if alone is not None:
        return Said(levels=(alone,))
    parts = list(_parts(text))
    labels = frozenset(term.name for term, _ in parts if term and term.kind == "label")
    places = tuple((term.name, whole) for term, whole in parts if term and term.kind == "location")
    families = tuple((term.name, whole) for term, whole in parts if term and term.kind == "family")
    levels = tuple(int(term.name) for term, _ in parts if term and term.kind == "level")
    other = tuple(whole for term, whole in parts if term is None and not _is_filler(whole))
    near = tuple(whole for term, whole in parts if term and not term.exact)
    last = other[-1] if other and text.endswith(other[-1]) else ""
    if families and not levels and len(other) == 1 and level_of(last) is not None:
        other, levels = (), (level_of(last) or 0,)
    elif labels & BOUNDS and len(last) == 1 and last.isdigit():
        other = other[:-1]  # the mark of a note
    return Said(labels, places, families, levels, other, near)


def single_heads(text: str) -> list[tuple[str, str]]:
    """Return the headings that share a cell, in order, each with its words; one where they are of one column."""
    labels = [(term.name, whole) for term, whole in _parts(text) if term and term.kind == "label"]
    apart = [one for one in labels if one[0] in LEADS | BOUNDS]
    same = len({name for name, _ in apart}) == len(apart)
    whole = said(text)
    return apart if same and not whole.other and whole.labels <= {name for name, _ in apart} else []


def _parts(text: str) -> Iterator[tuple[Term | None, str]]:
    words = [_NOTE_SIGN.sub("", word) for word in text.split()]
    while words:
        count, term = _longest(words)
        yield term, " ".join(words[:count])
        words = words[count:]


def _longest(words: list[str]) -> tuple[int, Term | None]:
    named = " ".join(words[:2])
    if len(words) > 1 and is_named_level(named):
        return 2, Term("level", str(level_of(named)))
    counts = range(min(LONGEST, len(words)), 0, -1)
    found = [(count, term) for count in counts if (term := match(" ".join(words[:count])))]
    exact = [one for one in found if one[1].exact]
    return next(iter(exact or found), (1, None))


@cache
def _fillers() -> frozenset[str]:
    return frozenset(squeeze(one) for one in table("vocabulary")["fillers"]["words"])


def _is_filler(word: str) -> bool:
    return not squeeze(word) or squeeze(word) in _fillers() or bool(_YEAR.fullmatch(word.strip("()[],.:;*")))


def text_of(cell: Cell) -> str:
    """Return the text of a cell, wrapped words made whole."""
    return join_lines([line.text for line in cell.lines])
