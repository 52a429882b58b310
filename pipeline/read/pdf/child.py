"""A PDF to JSON, in a process of its own: `python -m pipeline.read.pdf.child FILE`.

A damaged or hostile file can do no more than end this process, which has bounds on its memory. It prints a line of JSON
for the document, one for each page, and one for what was damaged; the package's `read_pdf` reads them.
"""

from __future__ import annotations

import json
import logging
import math
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect, PDFXRefFallback
from pdfminer.pdftypes import resolve1
from pdfplumber.page import Page
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import PdfminerException

from pipeline.geometry import Box
from pipeline.read.pdf import glyphs, strokes

Thing = dict[str, Any]

#: Bytes of memory that reading may take, and where in the file its end mark must stand, in bytes from the end.
MEMORY, TAIL = 900 * 2**20, 4096
#: Sides of a page that can be a sheet, in points, and how many pages a document may have.
SMALLEST, LARGEST, MOST_PAGES = 36.0, 14_400.0, 2_000
#: A page of a sheet has far fewer glyphs and shapes than this.
MOST_THINGS = 200_000
#: What pdfminer logs when it could unpack a stream only in part.
LOST = "data-loss"


class RefusedError(Exception):
    """A document that cannot be read: what was read, what was expected, what to do."""


class _Damage(logging.Handler):
    """Keeps what pdfminer says was lost while it read."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.notes: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a note of a loss."""
        if LOST in record.getMessage().casefold():
            self.notes.add("a part of it is damaged and could be unpacked only in part")


def main(name: str) -> int:
    """Print a PDF as JSON; return 4 and print one line to standard error where it cannot be read."""
    _bound_memory()
    damage = _Damage()
    logging.getLogger().addHandler(damage)
    try:
        for record in _records(Path(name), damage):
            sys.stdout.write(json.dumps(record) + "\n")
            sys.stdout.flush()
    except RefusedError as refused:
        sys.stderr.write(f"{refused}\n")
        return 4
    return 0


def _bound_memory() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _records(path: Path, damage: _Damage) -> Iterator[Thing]:
    """Yield what the document is, then each page, then what is damaged; raise `RefusedError`."""
    _sniff(path)
    with _opened(path) as pdf:
        counted = _count(pdf.doc.catalog)
        if counted > MOST_PAGES:
            raise RefusedError(f"read {counted} pages; expected at most {MOST_PAGES}; split the file")
        if not pdf.pages:
            raise RefusedError("read a PDF with no page; expected a sheet; get the file again")
        yield {"pages": len(pdf.pages), "form": _is_form(pdf.doc.catalog)}
        for page in pdf.pages:
            yield _page(page)
            page.close()
        yield {"damage": sorted({*damage.notes, *_rebuilt(pdf, counted)})}


def _sniff(path: Path) -> None:
    """Look at both ends of a file."""
    data = path.read_bytes()
    if b"%PDF-" not in data[:1024]:
        raise RefusedError("the file does not begin as a PDF; expected one; give the file the suffix of what it is")
    if b"%%EOF" not in data[-TAIL:]:
        raise RefusedError("the file breaks off before its end mark; expected a whole PDF; get the file again")


def _opened(path: Path) -> PDF:
    try:
        return pdfplumber.open(path)
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            read = "read a PDF that asks for a password; expected one that opens without; save it without a password"
            raise RefusedError(read) from error
        raise


def _count(root: Thing) -> int:
    count = resolve1((resolve1(root.get("Pages")) or {}).get("Count"))
    return count if isinstance(count, int) else 0


def _is_form(root: Thing) -> bool:
    """Tell whether the pages are made by a viewer from an XFA form."""
    form = resolve1(root.get("AcroForm"))
    return isinstance(form, dict) and "XFA" in form


def _rebuilt(pdf: PDF, counted: int) -> Iterator[str]:
    if any(isinstance(xref, PDFXRefFallback) for xref in pdf.doc.xrefs):
        yield "its table of contents was lost and put together again; parts may be missing"
    if counted != len(pdf.pages):
        yield f"it says that it has {counted} pages, and {len(pdf.pages)} were found"


def _page(page: Page) -> Thing:
    """Return a page: its size, its turn, its words and rules in the frame of its text, and what was left out."""
    view = _view(page)
    size = (view.width, view.height)
    things = sum(len(those) for those in page.objects.values())
    if things > MOST_THINGS:
        read = f"page {page.page_number} holds {things} glyphs and lines"
        raise RefusedError(f"{read}; expected at most {MOST_THINGS}; print it to a new PDF")
    chars = glyphs.read(page.chars, view, float(page.mediabox[0]))
    turn = glyphs.turn_of(chars)
    fills = strokes.fills([*page.rects, *page.curves], view)
    kept, faint = glyphs.parted(chars, fills)
    rules = strokes.rules([*page.lines, *page.rects, *page.curves], view, paper=not fills)
    return {
        "number": page.page_number,
        "size": size,
        "turn": turn,
        "words": glyphs.words(kept, turn, size),
        "rules": [_numbers(box.turned(turn, *size)) for box in rules],
        "faint": glyphs.text_of(faint),
        "images": round(sum(_share(image, view) for image in page.images), 2),
        "unmapped": sum(glyph.text == glyphs.UNMAPPED for glyph in kept),
    }


def _view(page: Page) -> Box:
    """Return the part of the page that is shown, in pdfplumber's coordinates."""
    media, crop = Box(*map(float, page.mediabox)), Box(*map(float, page.cropbox or page.mediabox))
    left, top = max(media.x0, crop.x0), max(media.top, crop.top)
    shown = Box(left, top, min(media.x1, crop.x1), min(media.bottom, crop.bottom))
    sides = (shown.width, shown.height)
    if not all(math.isfinite(side) and SMALLEST <= side <= LARGEST for side in sides):
        read = f"page {page.page_number} is {sides[0]:.0f} x {sides[1]:.0f} points"
        raise RefusedError(f"{read}; expected sides of {SMALLEST:.0f} to {LARGEST:.0f}; print it to a page of paper")
    return shown


def _share(image: Thing, view: Box) -> float:
    """Return how much of the page an image covers."""
    width = min(image["x1"], view.x1) - max(image["x0"], view.x0)
    height = min(image["bottom"], view.bottom) - max(image["top"], view.top)
    return float(max(width, 0) * max(height, 0) / (view.width * view.height))


def _numbers(box: Box) -> Sequence[float]:
    return [round(side, 2) for side in (box.x0, box.top, box.x1, box.bottom)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
