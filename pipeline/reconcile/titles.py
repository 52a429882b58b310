"""Job titles: run-together ones split, wrapped ones joined, new ones kept as printed.

A title ends with a noun that names a role. Where the words of several titles stand in one line, the split that explains
them best is found by dynamic programming over the words; a split that rests on anything but known titles is doubtful.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.reconcile.text import clean, join_lines
from pipeline.reconcile.vocabulary import canonical_titles, is_role_noun, squeeze, table

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Costs of taking some words for one title, like negative log probabilities: a known one, a new one, one that is but a
#: bare role noun, one that does not end in a role noun, each role noun inside one, and one cut off behind a comma.
KNOWN, NEW, BARE, ENDLESS, INSIDE, CUT = 0.1, 1.2, 3.0, 4.0, 2.0, 50.0
LONGEST = 8

_CONNECTIVES = {"and", "&", "of", "to", "for", "the", "-", "/"}
_BULLETS = table("vocabulary")["marks"]["bullets"]
_SEPARATORS = re.compile(rf"[;{_BULLETS}]|^[-–·*](?=\s)")
#: Marks that part titles only where what they part are titles: a title may hold one.
_SOFT_SEPARATORS = re.compile(r",(?!\d)|(?<=\s)[-–·*](?=\s)")


@dataclass(frozen=True, slots=True)
class Title:
    """A title as printed; `sure` where its first and last word are beyond doubt; `lines` it came from, by index."""

    text: str
    sure: bool
    lines: tuple[int, ...] = ()


def is_known(text: str) -> bool:
    """Tell whether a title is one that a person has confirmed, but for case, spaces and marks."""
    return squeeze(text) in canonical_titles()


def are_two(text: str) -> bool:
    """Tell whether a text that is no known title itself is known ones, one behind the other."""
    words = text.split()
    ends = [0]
    for end in range(1, len(words) + 1):
        if any(is_known(" ".join(words[start:end])) for start in ends[-LONGEST:]):
            ends.append(end)
    return bool(words) and ends[-1] == len(words) and not is_known(text)


def begins_known(text: str) -> bool:
    """Tell whether a known title begins with a text."""
    return any(title.startswith(squeeze(text)) for title in canonical_titles())


def is_bare(text: str) -> bool:
    """Tell whether a text is a role noun that is no title by itself (`Manager`)."""
    words = text.split()
    alone = words[:1] and words[0].casefold().strip(".,;:") in table("vocabulary")["titles"]["alone"]
    return len(words) == 1 and is_role_noun(words[0]) and not is_known(text) and not alone


def ends(text: str) -> bool:
    """Tell whether a text could be a whole title: it ends with a role noun, is known, or is the head of something."""
    words = text.split()
    headed = any(_heads(two) for two in pairwise(words[:-1]))
    return bool(words) and (is_known(text) or is_role_noun(words[-1]) or headed)


def _heads(two: tuple[str, str]) -> bool:
    """Tell whether two words begin a title like `Head of Office`."""
    return two[0].casefold() in table("vocabulary")["titles"]["heads"] and two[1] == "of"


def split_cell(lines: Sequence[str]) -> tuple[Title, ...]:
    """Return the titles in a cell, top to bottom: parted by marks, by lines, or by nothing at all."""
    whole = join_lines(lines)
    every = tuple(range(len(lines)))
    for separators, always in ((_SEPARATORS, True), (_SOFT_SEPARATORS, False)):
        parts = [part for part in map(clean, separators.split(whole)) if squeeze(part)]
        if separators.search(whole) and (always or all(map(ends, parts))):
            return tuple(title for part in parts for title in _parted(part, every))
    return tuple(title for joined in _join_wraps(lines) for title in _split_line(joined))


def _parted(text: str, lines: tuple[int, ...]) -> tuple[Title, ...]:
    """Part a text at soft separators where all its parts are titles."""
    parts = [part for part in map(clean, _SOFT_SEPARATORS.split(text)) if squeeze(part)]
    return tuple(Title(part, sure=True, lines=lines) for part in (parts if all(map(ends, parts)) else [text]))


def _join_wraps(lines: Sequence[str]) -> list[Title]:
    """Join a line to the one before it where that is no title yet, or where this one is none by itself."""
    joined: list[Title] = []
    for index, line in enumerate(lines):
        text = clean(line)
        if not squeeze(text):
            continue
        if joined and (not ends(joined[-1].text) or is_bare(text) or text[0].islower()):
            joined.append(_join(joined.pop(), text, index))
        else:
            joined.append(Title(text, sure=True, lines=(index,)))
    return joined


def _join(before: Title, text: str, index: int) -> Title:
    """Join a wrapped title; doubtful where each half could be a title of its own."""
    whole = join_lines([before.text, text])
    wrapped = not ends(before.text) and (is_bare(text) or open_ended(before.text))
    return Title(whole, before.sure and (wrapped or is_known(whole)), (*before.lines, index))


def _split_line(title: Title) -> tuple[Title, ...]:
    parts = split_words(title.text)
    if len(parts) == 1:
        return (Title(title.text, title.sure and parts[0].sure, title.lines),)
    return tuple(Title(part.text, part.sure and title.sure, title.lines) for part in parts)


@lru_cache(maxsize=4096)
def split_words(text: str) -> tuple[Title, ...]:
    """Split the words of one or several titles that nothing parts; a part is sure if all parts are known."""
    words = text.split()
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(words) + 1):
        starts = range(max(0, end - LONGEST), end)
        best.append(min((best[start][0] + _cost(words[start:end]), start) for start in starts))
    parts: list[str] = []
    end = len(words)
    while end:
        parts.insert(0, " ".join(words[best[end][1] : end]))
        end = best[end][1]
    whole = len(parts) == 1 and not _inside(words) and not _head(words) and not _headed_twice(words)
    sure = all(is_known(part) for part in parts) or whole
    return tuple(Title(part, sure) for part in parts)


def _cost(words: list[str]) -> float:
    text = " ".join(words)
    if text.endswith(","):
        return CUT
    if is_known(text):
        return KNOWN
    if is_bare(text):
        return BARE
    return (NEW if ends(text) else ENDLESS) + INSIDE * _inside(words)


def _inside(words: list[str]) -> int:
    """Count the role nouns before the last word, and what begins like `Head of …` after the first."""
    begins = 1 if any(_heads(two) for two in pairwise(words[:2])) else 0
    return sum(is_role_noun(word) for word in words[begins:-1]) + sum(_heads(two) for two in pairwise(words[1:]))


def _head(words: list[str]) -> bool:
    """Tell whether the words begin with a known title that is not the whole."""
    return any(is_known(" ".join(words[:end])) for end in range(1, len(words)))


def _headed_twice(words: list[str]) -> bool:
    """Tell whether a text begins like `Head of …` and ends with another role noun: it may be two titles."""
    return any(_heads(two) for two in pairwise(words[:2])) and is_role_noun(words[-1])


def open_ended(text: str) -> bool:
    """Tell whether a title must go on: its last word joins it to another (`Administration and`)."""
    words = text.split()
    return bool(words) and words[-1].casefold() in _CONNECTIVES
