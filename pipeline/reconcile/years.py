"""The financial years that a text names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DASH = r"\s?[-‐‑‒–—/]\s?"
_SPAN = re.compile(rf"(?<![\d,.£])(20\d\d)(?:{_DASH}|\sto\s)(20)?(\d\d)(?![\d,.]\d|\d)")
_APRIL = re.compile(r"April\s+(20\d\d)\s*(?:to|[-–—])\s*(?:\d+\s+)?(?:March|April)\s+(20\d\d)", re.IGNORECASE)
#: A day, or a year alone; what leads to it is part of it.
_LEAD = r"(?:\b(?:as|with|effective|effect|from|at|for|in|since|until|to|on|the|year|financial)\s+)*"
_DATED = re.compile(
    rf"{_LEAD}(?:\d{{1,2}}\s+)?(?P<month>April|March)\s+(?P<day>20\d\d)|{_LEAD}(?<![\d,.£])(?P<bare>20\d\d)(?![\d,.]\d|\d)",
    re.IGNORECASE,
)
_FROM = re.compile(r"(?:as\s+)?(?:from|since|with\s+effect|effective)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text names a year, and the financial years that it can mean; `firm` where it is no mere date."""

    start: int
    end: int
    years: frozenset[str]
    firm: bool = True


def years_in(text: str) -> tuple[str, ...]:
    """Return the financial years that a text names, each once and in the form `2024-25`, in the order named."""
    return tuple(dict.fromkeys(year for one in _spans(text) for year in one.years))


def mentions(text: str) -> tuple[Mention, ...]:
    """Return all that names years in a text, left to right: spans, days in March or April, and years alone."""
    spans = list(_spans(text))
    dated = [one for one in _dates(text) if not any(one.start < s.end and s.start < one.end for s in spans)]
    return tuple(sorted([*spans, *dated], key=lambda one: one.start))


def sheet_years(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the year that a sheet is about, from its lines; several where they name several and none leads.

    The first line that names a year leads where it names one, and no later line a later year.
    """
    named = [years for text in texts if (years := years_in(text))]
    every = tuple(dict.fromkeys(year for years in named for year in years))
    leads = len(every) > 1 and named[0] == (max(every),)
    return named[0] if leads else every


def _spans(text: str) -> Iterator[Mention]:
    found = [(one, int(one[1]), int(one[3])) for one in _SPAN.finditer(text)]
    found += [(one, int(one[1]), int(one[2]) % 100) for one in _APRIL.finditer(text)]
    for one, start, end in found:
        if (start + 1) % 100 == end:
            yield Mention(one.start(), one.end(), frozenset({_year(start)}))


def _dates(text: str) -> Iterator[Mention]:
    for one in _DATED.finditer(text):
        if one["bare"]:
            begins = {int(one["bare"]), int(one["bare"]) - 1}
        else:
            begins = {int(one["day"]) - (one["month"].casefold() == "march")}
        firm = one["month"] is not None and _FROM.match(one[0]) is not None
        yield Mention(one.start(), one.end(), frozenset(map(_year, begins)), firm)


def _year(start: int) -> str:
    return f"{start}-{(start + 1) % 100:02}"
