"""What earlier and later sheets print in each family and level: evidence of where a text belongs, never a text to copy.

The sheets are those whose output a person has accepted. A sheet is never evidence about its own year.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from pipeline.model import Table

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Precedent:
    """A text that the sheet of a year prints for a family and level; pay ranges have no text."""

    year: str
    table: Table
    family: str
    level: int | None
    text: str


@cache
def all_precedents() -> tuple[Precedent, ...]:
    """Return every accepted row of every year."""
    years = json.loads((resources.files("pipeline") / "data" / "precedents.json").read_text("utf-8"))
    return tuple(
        Precedent(year, Table(row["table"]), row["job_family"], row["level"], row["text"])
        for year, rows in sorted(years.items())
        for row in rows
    )


def all_texts() -> Iterator[str]:
    """Yield the texts of every year: words to know, whatever the year in hand."""
    return (precedent.text for precedent in all_precedents())


@cache
def of_other_years(year: str | None) -> tuple[Precedent, ...]:
    """Return what the sheets of the other years print; all of them where the year in hand is not known."""
    return tuple(precedent for precedent in all_precedents() if precedent.year != year)


def has_levels(family: str) -> bool:
    """Tell whether sheets print levels for a family."""
    return any(known.family == family for known in all_precedents())
