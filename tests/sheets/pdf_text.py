"""The texts of a PDF sheet: what a typesetter does to their characters, and how they break into lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import pyphen  # type: ignore[import-untyped]

from tests.sheets.content import chance
from tests.sheets.pdf_fonts import width
from tests.sheets.pdf_model import RAISED, SOFT_HYPHEN, Grid

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from tests.sheets.pdf_model import Line

#: Halves of words that also stand alone: with a hyphen at the end of a line, `news-letter` could be either.
_HALVES = ("news", "work", "over", "under", "case", "note", "book", "land", "home", "week", "cross", "head", "type")
_LIGATURES = {"fi": "ﬁ", "fl": "ﬂ"}
_SPACES = r" (?=(?:MP|Data|Commons|Office)\b)|(?<=\bthe) (?=[A-Z])|(?<=\bof) "


@cache
def _hyphens() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_GB", left=3, right=3)


def printed(rng: Random, story: list[Grid | Line], features: set[str]) -> list[Grid | Line]:
    """Change the characters of titles and duties as the features say; what they say stays the same."""
    return [_printed_grid(rng, item, features) if isinstance(item, Grid) else item for item in story]


def _printed_grid(rng: Random, grid: Grid, features: set[str]) -> Grid:
    cells = []
    for cell in grid.cells:
        texts = cell.texts
        if cell.kind == "duties":
            texts = tuple(_printed_text(rng, text, features) for text in texts)
        if "no_break_spaces" in features and cell.kind in {"pay", "location"} and chance(rng, 0.5):
            texts = tuple(text.replace(" ", "\u00a0") for text in texts)
        if "ligatures" in features and cell.kind in {"titles", "duties"}:
            texts = tuple(_ligated(text) for text in texts)
        cells.append(replace(cell, texts=texts))
    return replace(grid, cells=tuple(cells))


def _printed_text(rng: Random, text: str, features: set[str]) -> str:
    if "hyphenated" in features:
        text = re.sub(r"\b[a-z]{9,}\b", lambda found: _hyphenated(found[0]), text)
    if "no_break_spaces" in features and chance(rng, 0.5):
        text = re.sub(_SPACES, "\u00a0", text)
    return text


def signed(rng: Random, story: list[Grid | Line], sign: str, kinds: set[str]) -> list[Grid | Line]:
    """Put the sign of a footnote behind the last paragraph of one cell of these kinds."""
    sign = RAISED + sign if sign.isdigit() else sign
    places = [
        (at, cell)
        for at, item in enumerate(story)
        if isinstance(item, Grid)
        for cell in item.cells
        if cell.kind in kinds
    ]
    places = [(at, cell) for at, cell in places if any(text[-1:].isalnum() for text in cell.texts[-1:])]
    if not places:
        return story
    chosen, old = rng.choice(places)
    new = replace(old, texts=(*old.texts[:-1], old.texts[-1] + sign))
    grid = story[chosen]
    assert isinstance(grid, Grid)
    cells = tuple(new if cell is old else cell for cell in grid.cells)
    return [*story[:chosen], replace(grid, cells=cells), *story[chosen + 1 :]]


def _hyphenated(word: str) -> str:
    """Put a soft hyphen at each place where the word may be broken and both parts are no words."""
    if any(half in word for half in _HALVES):
        return word
    return str(_hyphens().inserted(word, hyphen=SOFT_HYPHEN))


def _ligated(text: str) -> str:
    for letters, ligature in _LIGATURES.items():
        text = text.replace(letters, ligature)
    return text


@dataclass(frozen=True)
class Set:
    """One line of a cell: its text, the room above it, whether it begins or ends a paragraph, its indent and bullet."""

    text: str
    above: float
    first: bool
    last: bool
    indent: float = 0.0
    bullet: str = ""


def measured(text: str, font: str, size: float) -> float:
    """Return the width of a text as it is printed: raised signs are small, soft hyphens not to be seen."""
    raised = re.findall(f"{RAISED}(.)", text)
    plain = re.sub(f"{RAISED}.", "", text).replace(SOFT_HYPHEN, "")
    return width(plain, font, size) + sum(width(sign, font, size * 0.6) for sign in raised)


def pieces(text: str) -> list[str]:
    """Cut a text where a line may end: at spaces, behind hyphens within words, at soft hyphens."""
    return re.findall(rf" *(?:[^ \-{SOFT_HYPHEN}]+(?:-|{SOFT_HYPHEN})?|-)", text)


def longest_piece(texts: Sequence[str], font: str, size: float) -> float:
    """Return the width that a column must have for these texts."""
    return max((measured(piece.strip() + "-", font, size) for text in texts for piece in pieces(text)), default=0.0)


def broken(text: str, limit: float, font: str, size: float) -> list[str]:
    """Break a paragraph into lines no wider than the limit."""
    lines = [""]
    for piece in pieces(text):
        hyphen = "-" if piece.endswith(SOFT_HYPHEN) else ""
        if lines[-1] and measured(lines[-1] + piece + hyphen, font, size) > limit:
            lines.append("")
        lines[-1] = (lines[-1] + piece).lstrip(" ")
    return [re.sub(rf"{SOFT_HYPHEN}(?=.)", "", line) for line in lines]
