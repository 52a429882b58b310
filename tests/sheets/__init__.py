"""Sheets of imaginary years with their truth: text files as converters, OCR and crawlers give them, PDFs, scans.

`content` invents what a sheet says; each typesetter turns it into a file with its own kinds of disorder. The
same kind and seed give the same sheet. A sheet that no reader could settle has the feature `undecidable`.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

from tests.sheets.content import draw, make_content
from tests.sheets.interleaved import interleaved
from tests.sheets.pdf import PDF_TYPESETTERS
from tests.sheets.scan import RECIPES, scanned
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
TEXT_KINDS = tuple(TYPESETTERS)
PDF_KINDS = tuple(PDF_TYPESETTERS)
KINDS = TEXT_KINDS + PDF_KINDS
#: Not among `KINDS`: to read a scan takes seconds a page.
SCAN_KINDS = tuple(RECIPES)


@dataclass(frozen=True)
class Sheet:
    """A file, what is true of it, and the features that make it hard."""

    name: str
    data: bytes
    truth: dict[str, Any]
    features: tuple[str, ...]
    suffix: str = ".txt"
    pages: int | None = None


def make_sheet(kind: str, seed: int) -> Sheet:
    """Make the sheet of this kind (one of `KINDS` or `SCAN_KINDS`) and seed."""
    rng = Random(f"{kind} {seed}")  # noqa: S311 - a test sheet, not a secret
    if kind in PDF_TYPESETTERS:
        printed = PDF_TYPESETTERS[kind](rng, make_content(rng, news=kind == "pdf_news"))
        named = tuple(sorted(printed.features))
        return Sheet(f"{kind}-{seed:04d}", printed.data, printed.truth, named, ".pdf", printed.pages)
    if kind in RECIPES:
        scan = scanned(rng, kind)
        return Sheet(f"{kind}-{seed:04d}", scan.data, scan.truth, tuple(sorted(scan.features)), scan.suffix, scan.pages)
    typeset = TYPESETTERS[kind](rng, make_content(rng))
    features = typeset.features | draw(rng, FILE_CHANCES)
    return Sheet(f"{kind}-{seed:04d}", as_bytes(typeset.text, features), typeset.truth, tuple(sorted(features)))
