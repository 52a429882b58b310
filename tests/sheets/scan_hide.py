"""Chooses what stains hide on a scanned sheet, and says so in its truth.

A pay band of which an amount is hidden is illegible, as in the truths of the real sheets. A hidden word of a text is
U+FFFD in the truth: what is there cannot be known, so a reader who writes the word guessed it, and is silently wrong.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from tests.sheets.scan_print import Box, Printout

HIDDEN = "\ufffd"
#: How far a stain reaches beyond what it hides, in heights of it.
_REACH = 0.3
_WORD = re.compile(r"(?<= )[A-Za-z]{5,}(?= )")
#: A text with a hidden word still has so many others that one sees which text it is.
_LEAST_WORDS = 4


@dataclass(frozen=True)
class Blot:
    """A stain: its page, counted from 0, and the box in pixels in which nothing can be seen."""

    page: int
    box: Box


@dataclass(frozen=True)
class _Spot:
    """Where something stands: its page and its letters from `start` to before `end`."""

    page: int
    start: int
    end: int


def hide_pay(rng: Random, pages: Sequence[Printout], truth: dict[str, Any]) -> tuple[list[Blot], dict[str, Any]]:
    """Hide an amount or both of one band; return no blot where none stands alone."""
    candidates = [(at, blots) for at, pay in enumerate(truth["pay"]) if (blots := _band(pages, pay))]
    if not candidates:
        return [], truth
    at, blots = rng.choice(candidates)
    stained = deepcopy(truth)
    stained["pay"][at]["legible"] = False
    return (blots if rng.random() < 0.6 else [rng.choice(blots)]), stained


def _band(pages: Sequence[Printout], pay: dict[str, Any]) -> list[Blot]:
    amounts = [pay[bound] for bound in ("min", "max") if pay[bound]]
    blots = [_blot(pages, _amount(amount)) for amount in amounts]
    return [blot for blot in blots if blot] if all(blots) else []


def _amount(amount: str) -> str:
    """Return the pattern of an amount as any sheet prints it."""
    pounds, pence = amount.split(".")
    return rf"(?<![\d,.]){pounds[:-3]},?{pounds[-3:]}(?:\.{pence})?(?![\d,])"


def hide_word(rng: Random, pages: Sequence[Printout], truth: dict[str, Any]) -> tuple[list[Blot], dict[str, Any]]:
    """Hide one word of a text, a word that the sheet has only there; return no blot where there is none."""
    texts = [text for place in _columns(truth) for text in place]
    words = [word for text in texts if text.count(" ") >= _LEAST_WORDS for word in _WORD.findall(text)]
    everything = " ".join(texts)
    rng.shuffle(words)
    for word in words:
        pattern = rf"\b{word}\b"
        if len(re.findall(pattern, everything)) == 1 and (blot := _blot(pages, pattern)):
            stained = deepcopy(truth)
            for place in _columns(stained):
                place[:] = [re.sub(pattern, HIDDEN, text) for text in place]
            return [blot], stained
    return [], truth


def _columns(truth: dict[str, Any]) -> Iterator[list[str]]:
    for table in ("titles", "responsibilities"):
        for levels in truth[table].values():
            yield from levels.values()


def _blot(pages: Sequence[Printout], pattern: str) -> Blot | None:
    """Return the blot over the only place that has the pattern, unless it would hide more than that."""
    spots = [_Spot(at, *found.span()) for at, page in enumerate(pages) for found in re.finditer(pattern, page.text)]
    if len(spots) != 1:
        return None
    page = pages[spots[0].page]
    left, top, right, bottom = page.around(spots[0].start, spots[0].end)
    more = round(_REACH * min(bottom - top, right - left))
    box = left - more, top - more, right + more, bottom + more
    return None if _hides_more(page, spots[0], box) else Blot(spots[0].page, box)


def _hides_more(page: Printout, spot: _Spot, box: Box) -> bool:
    others = ((at, other) for at, other in enumerate(page.boxes) if not spot.start <= at < spot.end)
    return any(_meet(box, other) for at, other in others if page.text[at].isalnum())


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
