"""Sheets of imaginary years, as the text files that converters, OCR and crawlers give, with their truth.

`content` invents what a sheet says; each typesetter turns it into a text with its own kinds of disorder. The
same kind and seed give the same sheet. A sheet that no reader could settle has the feature `undecidable`.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

from tests.sheets.content import draw, make_content
from tests.sheets.interleaved import interleaved
from tests.sheets.spaced import spaced
from tests.sheets.tabbed import tabbed
from tests.sheets.typeset import FILE_CHANCES, as_bytes
from tests.sheets.webpage import tabbed_list, webpage

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sheets.content import Content
    from tests.sheets.typeset import Typeset

TYPESETTERS: dict[str, Callable[[Random, Content], Typeset]] = {
    "tabbed": tabbed,
    "tabbed_list": tabbed_list,
    "spaced": spaced,
    "interleaved": interleaved,
    "webpage": webpage,
}
KINDS = tuple(TYPESETTERS)


@dataclass(frozen=True)
class Sheet:
    """A text capture, what is true of it, and the features that make it hard."""

    name: str
    data: bytes
    truth: dict[str, Any]
    features: tuple[str, ...]


def make_sheet(kind: str, seed: int) -> Sheet:
    """Make the sheet of this kind (a key of `TYPESETTERS`) and seed."""
    rng = Random(f"{kind} {seed}")  # noqa: S311 - a test sheet, not a secret
    typeset = TYPESETTERS[kind](rng, make_content(rng))
    features = typeset.features | draw(rng, FILE_CHANCES)
    return Sheet(f"{kind}-{seed:04d}", as_bytes(typeset.text, features), typeset.truth, tuple(sorted(features)))
