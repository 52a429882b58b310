"""What the captions above a table say of all its pay: a location, a family, a level."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.model import Doubt
from pipeline.reconcile import amounts
from pipeline.reconcile.facts import Facts, facts_of
from pipeline.reconcile.listing import LONGEST_NAME, locations_in
from pipeline.reconcile.said import LEADS, said
from pipeline.reconcile.text import join_lines
from pipeline.reconcile.vocabulary import RAISED, family_key, is_furniture, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.geometry import Box
    from pipeline.model import Line
    from pipeline.reconcile.facts import Place
    from pipeline.reconcile.pay_columns import Column

#: Lines of a paragraph are no further apart than this, in heights of a line.
CLOSE = 0.8
#: Of one paragraph are lines whose heights differ by no more than this share.
ALIKE = 0.2
_NOTE = re.compile(rf"\s*(?:[*†‡§{RAISED}]|note\b|\(?\d\)\s)", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-Z]|(?:19|20)\d\d\b)")
#: What a heading may be numbered with.
_NUMBER = re.compile(r"^(?:[A-Za-z]+\s+)?(?:\d{1,2}|[A-Z])[.:)]\s+")
#: A heading above a table has at most so many words.
LONGEST = 10


@dataclass(frozen=True, slots=True)
class Caption:
    """What captions say of a whole table: locations, a family, a level; `strange` is a heading that is not known."""

    places: tuple[Place, ...] = ()
    family: str | None = None
    level: int | None = None
    strange: str = ""
    lines: tuple[Line, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether it says nothing of the table."""
        return not (self.places or self.family or self.level)

    @property
    def facts(self) -> Facts:
        """Its family and level."""
        return Facts(self.family, self.level)

    def or_else(self, farther: Caption) -> Caption:
        """Return what this caption says, and for the rest what one further off does."""
        news = (not self.family and farther.family) or (self.level is None and farther.level is not None)
        return Caption(
            self.places or farther.places,
            self.family or farther.family,
            farther.level if self.level is None else self.level,
            self.strange or (farther.strange if self.is_empty else ""),
            self.lines + farther.lines,
            self.doubts + (farther.doubts if news else ()),
        )

    def or_over_leads(self, columns: Sequence[Column]) -> Caption:
        """Return it with the location that stands over the names of the roles, where it says none."""
        leads = [column.facts.place for column in columns if column.holds in LEADS and column.facts.place]
        return self if self.places else replace(self, places=tuple(dict(leads).items()))

    def after(self, before: Caption, known: frozenset[str]) -> tuple[Caption, tuple[str, ...]]:
        """Return what holds for its table, and the axes on which that is what held for the table above.

        On the axes that are `known` the table itself says it. A heading that is not known, where the table above had
        a family for one, names a new family.
        """
        family, level, places = self.family, self.level, self.places
        if "family" not in known and not family and before.family and self.strange:
            family = family_key(self.strange)
        missing = [
            axis
            for axis, own, old in (
                ("location", places, before.places),
                ("family", family, before.family),
                ("level", level, before.level),
            )
            if axis not in known and not own and old
        ]
        return (
            replace(
                self,
                places=before.places if "location" in missing else places,
                family=before.family if "family" in missing else family,
                level=before.level if "level" in missing else level,
            ),
            tuple(missing),
        )


def paragraphs(lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    """Return lines that stand right below one another together."""
    found: list[list[Line]] = [[line] for line in lines[:1]]
    for above, line in pairwise(lines):
        if _is_close(above, line):
            found[-1].append(line)
        else:
            found.append([line])
    return [tuple(one) for one in found]


def _is_close(above: Line, line: Line) -> bool:
    one, other = above.place.box, line.place.box
    if not one or not other or above.place.page != line.place.page:
        return False
    heights = sorted((_height(one), _height(other)))
    apart = max(one.x0 - other.x1, other.x0 - one.x1, one.top - other.bottom, other.top - one.bottom)
    return apart < CLOSE * heights[0] and heights[1] - heights[0] < ALIKE * heights[1]


def _height(box: Box) -> float:
    """Return the height of a line's type, also where the line runs up the page."""
    return min(box.width, box.height)


def caption_of(lines: Sequence[Line]) -> Caption:
    """Return what the nearest captions above a table say of all its pay."""
    places, told = _nearest_places(lines)
    found = Caption(places, lines=told)
    for paragraph in reversed(paragraphs(lines)):
        last = _heading(paragraph[-1:])
        found = found.or_else(_heading(paragraph) if last.is_empty or last.doubts else last)
    return found


def _nearest_places(lines: Sequence[Line]) -> tuple[tuple[Place, ...], tuple[Line, ...]]:
    """Return the locations that the nearest caption names, and its lines; nothing where none does."""
    for paragraph in reversed(paragraphs(lines)):
        for sentence in reversed(_SENTENCE.split(join_lines([line.text for line in paragraph]))):
            found = tuple(_places(sentence))
            if found:
                return found, paragraph
    return (), ()


def _heading(paragraph: tuple[Line, ...]) -> Caption:
    """Return the family and the level that a paragraph names, where it is a heading and no sentence."""
    text = join_lines([line.text for line in paragraph])
    plain = len(text.split()) <= LONGEST and not text.endswith((".", ",", ";")) and not text[:1].islower()
    if not plain or _NOTE.match(text) or amounts.has_amount(text):
        return Caption()
    one = said(_NUMBER.sub("", text))
    other = [
        word for word in one.other if word.casefold().strip(":,–-") not in table("vocabulary")["captions"]["words"]
    ]
    facts = facts_of(replace(one, places=()))
    if facts is None or not (one.families or one.levels):
        name = "" if one.places or one.labels - {"pay_bands"} else " ".join(other) if one.labels else text
        name = name if one.other and len(name.split()) <= LONGEST_NAME else ""
        return Caption(strange=name, lines=paragraph if name else ())
    reason = f"the caption {text!r} says more than whose pay stands below it: {' '.join(other)!r}"
    doubts = (Doubt("doubtful_place", reason),) if other else ()
    return Caption((), facts.family, facts.level, "", paragraph, doubts)


def _places(sentence: str) -> Iterator[Place]:
    """Yield the locations of a sentence, once each; none of a note, or of one that speaks of other money."""
    if _NOTE.match(sentence) or amounts.looks_like_pay(sentence):
        return
    seen: set[str] = set()
    for name, printed in locations_in(sentence):
        if name not in seen:
            seen.add(name)
            yield name, printed


def says_something(line: Line) -> bool:
    """Tell whether a line between two tables can be the caption of the second: no number, note or running line."""
    text = line.text
    return any(char.isalpha() for char in text) and not is_furniture(text) and not _NOTE.match(text)
