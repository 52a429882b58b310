"""The wording of headings and labels on a PDF sheet: all of it known, or said in the plainest way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.sheets.content import chance
from tests.sheets.typeset import Money

if TYPE_CHECKING:
    from random import Random

_LABELS = {
    "families": ("JOB FAMILIES", "Job families", "Job family", "Job group", "Job families"),
    "location": ("LOCATION", "Location", "Area", "Region"),
    "pay": ("PAY RANGES", "Pay ranges", "Salary range", "Pay bands", "Salary ranges", "Annual salary"),
    "titles": ("JOB TITLES", "Job titles", "Typical job titles", "Example job titles", "Suggested job titles"),
    "duties": (
        "KEY RESPONSIBILITIES",
        "Key Responsibilities",
        "Main responsibilities",
        "Responsibilities",
        "Key duties",
        "Typical responsibilities",
    ),
    "level": ("Level", "Level", "Grade", "LEVEL", ""),
}
_FAMILIES = {
    "administrative": ("Administrative", "Administration", "Administrative Support", "Admin"),
    "executive": ("Executive", "Executive Support"),
    "research": ("Research", "Research Support"),
    "communications": ("Communications",),
    "constituency_support": ("Constituency Support",),
    "digital_and_media": ("Digital and Media",),
    "community_engagement": ("Community Engagement",),
}
_PLACES = (
    ("LONDON", "OUTSIDE LONDON"),
    ("London", "Outside London"),
    ("London Area", "Non-London Area"),
    ("London area", "Outside the London area"),
    ("London", "Rest of UK"),
    ("London Area", "National"),
    ("Inside London", "Outside London"),
    ("Within London", "Elsewhere"),
)
_DASHES = (" – ", " – ", " - ", " — ", "-", "–", " to ", "– ")


@dataclass(frozen=True)
class Words:
    """Printed words by what they stand for: families, locations and labels."""

    names: dict[str, str]

    def __getitem__(self, key: str) -> str:
        """Return the printed words."""
        return self.names[key]


def make_words(rng: Random, *, variants: bool) -> Words:
    """Choose headings and labels: those of the sheet that we know, or others that mean the same."""
    names = {key: rng.choice(words) if variants else words[0] for key, words in (_LABELS | _FAMILIES).items()}
    if variants and chance(rng, 0.2):
        names |= {key: names[key].upper() for key in _FAMILIES}
    if not variants and chance(rng, 0.6):
        names["level"] = ""
    names["london"], names["outside_london"] = rng.choice(_PLACES) if variants else _PLACES[0]
    return Words(names)


def make_money(rng: Random) -> Money:
    """Choose a way to write amounts and ranges."""
    comma = "," if chance(rng, 0.92) else ""
    return Money(rng.choice(["", "£"]), comma, rng.choice(_DASHES), chance(rng, 0.1))
