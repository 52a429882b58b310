"""Born-digital PDFs to pages of words and rules.

The file is read by a child process (`child`), so that one that crashes, hangs or eats memory costs a line, not the run.
pdfplumber, pdfminer and pdfium are known here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.geometry import Box

if TYPE_CHECKING:
    from pathlib import Path

#: A page without text is a scan where images cover this share of it; one whose glyphs are unmapped to this share is
#: no better than an image; of one where they are to the other share, the rest says nothing.
SCANNED, UNMAPPED, MUTE = 0.3, 0.2, 0.5
#: What helps where a file is damaged.
AGAIN = "get the file again, or print it to a new PDF"
#: What the child process returns for a file that it refuses, and how many pages a document may have.
REFUSED, MOST_PAGES = 4, 200


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its box and the size of its type in points, in the frame of the page's text.

    `across` where it runs at a right angle to the other text; it is then a whole line.
    """

    text: str
    box: Box
    size: float
    across: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page, turned so that most of its text is upright: words and rules, thin boxes, in points from its top left.

    `turn` are the degrees clockwise by which it was turned, `size` is its width and height as shown before. `faint` is
    text that is part of a watermark; `images` the share of the page that images cover; `unmapped` the number of glyphs
    whose font does not say which letters they are. `torn` says in words what is damaged on it: a page of which a part
    is lost has no words, since what is left of it may stand in wrong places.
    """

    number: int
    size: tuple[float, float]
    turn: int
    words: tuple[Word, ...]
    rules: tuple[Box, ...]
    faint: str = ""
    images: float = 0.0
    unmapped: int = 0
    torn: str = ""

    @property
    def is_blind(self) -> bool:
        """Tell whether its text cannot be had: it is an image, damaged, or in fonts that do not name letters."""
        if not self.words:
            return self.images > SCANNED or bool(self.torn) or self.unmapped > 0
        return self.unmapped > UNMAPPED * sum(len(word.text) for word in self.words)

    @property
    def lacks(self) -> tuple[str, ...]:
        """Say what cannot be read of it, each thing with what to do."""
        told = []
        if self.torn and not self.words:
            told.append(f"is not read: {self.torn}; {AGAIN}")
        elif self.torn:
            told.append(f"may not be wholly read: {self.torn}; compare it with what was read")
        elif not self.words and not self.unmapped and self.images > SCANNED:
            told.append("is an image, and has no text that can be read; look at it")
        if self.unmapped:
            letters = f"{self.unmapped} letters" if self.unmapped > 1 else "a letter"
            told.append(f"has {letters} in a font that does not say which they are; look at it")
        return tuple(told)

    def shown(self, box: Box) -> Box:
        """Return where a box of the turned page stands on the page as shown."""
        width, height = self.size if self.turn % 180 == 0 else self.size[::-1]
        return box.turned((360 - self.turn) % 360, width, height)


@dataclass(frozen=True, slots=True)
class Pdf:
    """The pages of a document, and in words what is damaged."""

    pages: tuple[Page, ...]
    damage: tuple[str, ...] = ()

    @property
    def refusal(self) -> str:
        """Say why none of it can be read, what was expected and what to do; nothing where some of it can."""
        if any(page.words and not page.is_blind for page in self.pages):
            return ""
        torn = next((page for page in self.pages if page.torn), None)
        count = f"{len(self.pages)} pages" if len(self.pages) > 1 else "a page"
        if torn and not torn.words:
            return f"page {torn.number} cannot be read: {torn.torn}; expected a whole PDF; {AGAIN}"
        if any(page.unmapped for page in self.pages):
            lack = "in fonts that do not say which letters they are"
            return f"read {count} {lack}; expected text; scans are not read yet: get it from another program"
        lack = "of images" if any(page.images > SCANNED for page in self.pages) else "without text"
        return f"read {count} {lack}; expected text; scans are not read yet: get the PDF with its text"


def read_pdf(path: Path) -> Pdf:
    """Read a PDF; raise `UnreadableSourceError` where it is none, is locked, damaged, or takes too long."""
    # The child process begins with this package, and needs nothing of what its parent does.
    from pipeline.errors import UnreadableSourceError
    from pipeline.read.pdf import ends
    from pipeline.read.pdf.process import records

    if reason := ends.refusal(path):
        raise UnreadableSourceError(f"{path.name}: {reason}")
    head, *pages, tail, second = records(path)
    differ: dict[str, str] = second["differ"]
    read = tuple(_page(page, differ.get(str(page["number"]), "")) for page in pages)
    if head["form"] and not any(len(page.words) > 60 for page in read):
        reason = "read an XFA form, whose pages a viewer makes; expected pages; print it to a new PDF"
        raise UnreadableSourceError(f"{path.name}: {reason}")
    return Pdf(read, (*tail["damage"], *(what for number, what in differ.items() if number == "0")))


def _page(record: dict[str, Any], differs: str) -> Page:
    words = tuple(Word(one["text"], Box(*one["box"]), one["size"], one["across"]) for one in record["words"])
    if record["unmapped"] > MUTE * sum(len(word.text) for word in words):
        words = ()
    width, height = record["size"]
    return Page(
        record["number"],
        (width, height),
        record["turn"],
        words,
        tuple(Box(*one) for one in record["rules"]),
        record["faint"],
        record["images"],
        record["unmapped"],
        record["torn"] or differs,
    )
