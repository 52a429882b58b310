"""Documents that have pages to those pages: text where it can be trusted, OCR where there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.errors import UnreadableSourceError
from pipeline.model import Kind
from pipeline.read.page import lost
from pipeline.read.pdf import read_pdf
from pipeline.read.scan import read_scan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.read.page import Page

PDF_SUFFIXES = {".pdf"}
IMAGE_SUFFIXES = {".png", ".jpg", ".jpeg", ".tif", ".tiff"}


@dataclass(frozen=True, slots=True)
class Ocr:
    """How pages are read by OCR: how many at once, and where what engines say is kept."""

    threads: int = 1
    kept: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Paged:
    """The pages of a document, the numbers of those that were read by OCR, and in words what is damaged."""

    pages: tuple[Page, ...]
    scanned: frozenset[int] = field(default_factory=frozenset)
    damage: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        """How the document holds its text; a page without any tells nothing."""
        scanned = [page.number in self.scanned for page in self.pages if page.words]
        return Kind.BORN_DIGITAL if not any(scanned) else Kind.SCAN if all(scanned) else Kind.MIXED


def is_paged(path: Path) -> bool:
    """Tell whether a file has pages, by its name."""
    return path.suffix.casefold() in PDF_SUFFIXES | IMAGE_SUFFIXES


def read_pages(path: Path, ocr: Ocr) -> Paged:
    """Read a PDF or an image; raise `UnreadableSourceError` where it is none."""
    if path.suffix.casefold() in IMAGE_SUFFIXES:
        pages = read_scan(path, None, threads=ocr.threads, kept=ocr.kept)
        return Paged(pages, frozenset(page.number for page in pages))
    pdf = read_pdf(path)
    wanted = [page.number for page in pdf.pages if page.is_blind and not (page.torn and not page.words)]
    if not wanted:
        return Paged(pdf.pages, damage=pdf.damage)
    read = {page.number: page for page in _scanned(path, wanted, ocr, alone=bool(refusal(pdf.pages)))}
    pages = tuple(_better(page, read.get(page.number)) for page in pdf.pages)
    return Paged(pages, frozenset(read), pdf.damage)


def _scanned(path: Path, wanted: Sequence[int], ocr: Ocr, *, alone: bool) -> tuple[Page, ...]:
    """Read pages by OCR; where none of them can be read, they are torn, unless the file has nothing else."""
    try:
        return read_scan(path, wanted, threads=ocr.threads, kept=ocr.kept)
    except UnreadableSourceError as error:
        if alone:
            raise
        return tuple(lost(number, str(error).removeprefix(f"{path.name}: ")) for number in wanted)


def _better(page: Page, scanned: Page | None) -> Page:
    """Return what OCR read of a page, but not where it saw none of the letters that the page says it has."""
    return page if scanned is None or (page.unmapped and not scanned.words) else scanned


def refusal(pages: Sequence[Page]) -> str:
    """Say why none of some pages can be read, what was expected and what to do; nothing where some of it can."""
    if any(page.words and not page.is_blind for page in pages):
        return ""
    torn = next((page for page in pages if page.torn), None)
    if torn and not torn.words:
        again = "get the file again, or print it to a new PDF"
        return f"page {torn.number} cannot be read: {torn.torn}; expected a whole page; {again}"
    count = f"{len(pages)} pages" if len(pages) > 1 else "a page"
    return f"read {count} without text; expected pay ranges, titles or responsibilities; look at the file"
