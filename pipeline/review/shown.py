"""A document as it is shown: its pages as images or its lines, and the part of them that an item stands on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.errors import UnreadableSourceError
from pipeline.geometry import Box
from pipeline.model import Kind
from pipeline.review.passages import lines_of, marks, placed
from pipeline.review.pictures import Picture, pictures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.model import Extraction, Source, SourceDocument
    from pipeline.review.items import Item
    from pipeline.review.passages import Mark

PICTURES = "pages"
#: Points around a box that its crop shows, across and down.
ACROSS, DOWN = 22.0, 10.0
#: Pixels to a point of a crop.
ENLARGED = 2.4


@dataclass(frozen=True, slots=True)
class Shown:
    """What was published of a document, with its pages or its lines by number, or why there are none.

    `folder` is where the document lies, and its manifest and corrections with it.
    """

    extraction: Extraction
    folder: str = "its folder"
    pages: tuple[Picture, ...] = ()
    lines: Mapping[int, str] = field(default_factory=dict)
    fault: UnreadableSourceError | None = None

    @property
    def document(self) -> SourceDocument:
        """The document itself."""
        return self.extraction.document

    @property
    def files(self) -> dict[str, bytes]:
        """The images of its pages by their paths in the folder."""
        return {self.file(page): page.webp for page in self.pages if page.webp}

    def file(self, page: Picture) -> str:
        """Return the path of a page's image."""
        return f"{PICTURES}/{self.document.document_id}-{page.number}.webp"


@dataclass(frozen=True, slots=True)
class Crop:
    """A part of a page: its image's path, its box in points."""

    page: Picture
    file: str
    box: Box

    @property
    def size(self) -> tuple[int, int]:
        """Its width and height on the screen, in pixels."""
        return round(self.box.width * ENLARGED), round(self.box.height * ENLARGED)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line: its text, and whether it is what was read."""

    text: str
    is_read: bool


def show(extraction: Extraction, source: Source | UnreadableSourceError) -> Shown:
    """Return a document with its pages or lines, given the file that it was read from, or why there is none."""
    if isinstance(source, UnreadableSourceError):
        return Shown(extraction, fault=source)
    folder = str(source.path.parent)
    try:
        if extraction.document.kind is Kind.CAPTURE:
            return Shown(placed(extraction, source), folder, lines=lines_of(source))
        return Shown(extraction, folder, tuple(pictures(source.path)))
    except UnreadableSourceError as error:
        return Shown(extraction, folder, fault=error)


def crop(item: Item, shown: Shown) -> Crop | None:
    """Return the part of the page around an item; None where it has no box or the page no picture."""
    box = item.place.box
    page = next((one for one in shown.pages if one.number == item.place.page and one.webp), None)
    if not (page and box):
        return None
    wide = Box(
        max(0.0, box.x0 - ACROSS),
        max(0.0, box.top - DOWN),
        min(page.size[0], box.x1 + ACROSS),
        min(page.size[1], box.bottom + DOWN),
    )
    return Crop(page, shown.file(page), wide)


def marks_of(item: Item, shown: Shown) -> tuple[Mark, ...]:
    """Return the stretches of a copied text that an item was read from."""
    return marks(shown.lines, item.place, item.raw_text)


def excerpt(item: Item, shown: Shown) -> dict[int, list[Piece]]:
    """Return the lines of a copied text that an item was read from, by number, in pieces."""
    found = marks_of(item, shown)
    numbers = sorted({mark.line for mark in found})
    return {n: _pieces(shown.lines[n], [mark for mark in found if mark.line == n]) for n in numbers}


def _pieces(line: str, on_it: Sequence[Mark]) -> list[Piece]:
    pieces, at = [], 0
    for mark in on_it:
        pieces += [Piece(line[at : mark.start], is_read=False), Piece(line[mark.start : mark.end], is_read=True)]
        at = mark.end
    return [piece for piece in (*pieces, Piece(line[at:], is_read=False)) if piece.text]
