"""Which location a list of roles is for, where a caption or a row across the table says so and no column does."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.reconcile import amounts
from pipeline.reconcile.listing import locations_in
from pipeline.reconcile.text import join_lines
from pipeline.reconcile.vocabulary import RAISED, is_furniture

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.geometry import Box
    from pipeline.model import Line

#: A location and the words that name it.
Place = tuple[str, str]
#: Lines of a paragraph are no further apart than this, in heights of a line.
CLOSE = 0.8
#: Of one paragraph are lines whose heights differ by no more than this share.
ALIKE = 0.2
_NOTE = re.compile(rf"\s*(?:[*†‡§{RAISED}]|note\b|\(?\d\)\s)", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-Z])")


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


def caption(lines: Sequence[Line]) -> tuple[tuple[Place, ...], tuple[Line, ...]]:
    """Return the locations that the nearest caption above a table names, and its lines; nothing where none does."""
    for paragraph in reversed(paragraphs(lines)):
        for sentence in reversed(_SENTENCE.split(join_lines([line.text for line in paragraph]))):
            found = tuple(_places(sentence))
            if found:
                return found, paragraph
    return (), ()


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
