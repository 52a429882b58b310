"""A PDF to JSON, in a process of its own: `python -m pipeline.read.pdf.child FILE`.

A damaged or hostile file can do no more than end this process, which has bounds on its memory. It prints a line of JSON
for the document, one for each page, one for what was damaged, and one for where a second reader finds other letters;
the package's `read_pdf` reads them.
"""

from __future__ import annotations

import gc
import json
import logging
import math
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFNotImplementedError
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import resolve1
from pdfminer.psparser import PSLiteral
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import PdfminerException

from pipeline.geometry import Box
from pipeline.read.bounds import bind
from pipeline.read.page import SCANNED
from pipeline.read.pdf import MOST_PAGES, REFUSED, document, glyphs, page_of, second, strokes
from pipeline.read.pdf.content import Sheet
from pipeline.read.pdf.document import DAMAGE, RefusedError

Thing = dict[str, Any]

#: Bytes of memory that reading may take.
MEMORY = 600 * 2**20
#: Notes on a page that show text of their own, and how many notes are looked at.
_SHOWN, MOST_NOTES = frozenset({"FreeText", "Stamp", "Widget"}), 2_000
#: Sides of a page that can be a sheet, in points.
SMALLEST, LARGEST = 36.0, 14_400.0


def main(name: str) -> int:
    """Print a PDF as JSON; return 4 and print one line to standard error where it cannot be read."""
    bind(MEMORY)
    # The process ends before there is much to collect.
    gc.disable()
    logging.disable()
    try:
        for record in _records(Path(name)):
            sys.stdout.write(json.dumps(record) + "\n")
            sys.stdout.flush()
    except Exception as error:  # noqa: BLE001 - what pdfminer raises on a damaged file may be anything
        sys.stderr.write(f"{_reason(error)}\n")
        return REFUSED
    return 0


def _reason(error: BaseException) -> str:
    """Say what was read, what was expected, what to do."""
    cause = _cause(error)
    if isinstance(cause, RefusedError):
        return str(cause)
    if isinstance(cause, PDFPasswordIncorrect):
        return "read a PDF that asks for a password; expected one that opens without; save it without a password"
    if isinstance(cause, PDFEncryptionError):
        return "read a PDF that is locked in an unknown way; expected one that is not; save it without a password"
    if isinstance(cause, MemoryError):
        return "reading it took more memory than a sheet can need; expected a sheet; print it to a new PDF"
    return f"the PDF is damaged: {_damage(cause)}; expected a whole one; get the file again, or print it to a new PDF"


def _cause(error: BaseException) -> BaseException:
    """Return what pdfplumber wrapped."""
    inner = error.args[0] if isinstance(error, PdfminerException) and error.args else error
    return inner if isinstance(inner, BaseException) else error


def _damage(cause: BaseException) -> str:
    if isinstance(cause, RecursionError):
        return "its parts are nested without an end"
    if isinstance(cause, PDFNotImplementedError):
        return "a part of it is packed in an unknown way"
    return "a part of it breaks the rules of PDF"


def _records(path: Path) -> Iterator[Thing]:
    """Yield what the document is, then each page, then what is damaged; raise `RefusedError`."""
    pdf = document.opened(path)
    counted = document.count(pdf)
    if counted > MOST_PAGES:
        raise RefusedError(f"it says that it has {counted} pages; expected at most {MOST_PAGES}; split the file")
    yield {"pages": max(counted, 1), "form": document.is_form(pdf)}
    pages: list[second.Seen] = []
    pictured: list[Thing] = []
    for leaf in document.leaves(pdf):
        record, seen = _read(pdf, leaf, len(pages) + 1)
        pages.append(seen)
        pictured += [record] if record["words"] and record["images"] > SCANNED else []
        if len(pages) > MOST_PAGES:
            raise RefusedError(f"read more than {MOST_PAGES} pages; expected a sheet; split the file")
        yield record
    if not pages:
        raise RefusedError(_no_page())
    if counted != len(pages):
        DAMAGE.note(f"it says that it has {counted} pages, and {len(pages)} were found")
    yield {"damage": [*DAMAGE.notes, *DAMAGE.taken()]}
    # Last: if the second reader breaks down, the pages are read nevertheless.
    yield {"differ": {str(page): what for page, what in second.differences(path, pages)}}
    yield {"hidden": _hidden(path, pictured) if pictured else []}


def _hidden(path: Path, records: Sequence[Thing]) -> list[int]:
    """Return the pages whose text is not what they show: it lies behind an image, or unseen over one."""
    # Few documents need it, and its libraries take a second to load.
    from pipeline.read.scan.raster import with_and_without_text
    from pipeline.read.scan.triage import text_matches

    pages = {record["number"]: page_of(record) for record in records}
    drawn = with_and_without_text(path, pages)
    return [shown.number for shown, bare in drawn if not text_matches(pages[shown.number], shown, bare)]


def _no_page() -> str:
    lost = [*DAMAGE.notes, *DAMAGE.taken()]
    if lost:
        return f"read no page: {lost[0]}; expected a whole PDF; get the file again, or print it to a new PDF"
    return "read a PDF with no page; expected a sheet; get the file again"


def _read(pdf: PDF, leaf: PDFPage, number: int) -> tuple[Thing, second.Seen]:
    """Return a page and its letters; of one that is damaged nothing is believed."""
    sheet = Sheet(pdf, leaf, number)
    view = _view(sheet)
    try:
        record, seen = _page(sheet, view)
    except (RefusedError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - what pdfminer raises on a damaged page may be anything
        DAMAGE.lose(_damage(_cause(error)))
        record, seen = _record(number, view), second.seen([], [])
    losses = DAMAGE.taken()
    if losses:
        return record | {"torn": "; ".join(losses), "words": [], "rules": []}, seen
    return record | {"torn": "; ".join(one for one in (record["torn"], _aside(leaf)) if one)}, seen


def _off(chars: Sequence[Thing], media: Box) -> str:
    """Say how many letters stand beside a page, not only outside of the part that is shown: what they say is lost."""
    middles = (
        ((char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2) for char in chars if char["text"].strip()
    )
    lost = sum(not media.holds(*middle) for middle in middles)
    return f"letters beyond its edges, {lost} in all, are not read" if lost else ""


def _aside(leaf: PDFPage) -> str:
    """Say how many notes and form fields stand on a page: viewers show their text, which is not the page's."""
    found = resolve1(leaf.annots)
    notes = [resolve1(note) for note in found[:MOST_NOTES]] if isinstance(found, list) else []
    shown = sum(isinstance(note, dict) and _name(note.get("Subtype")) in _SHOWN for note in notes)
    if not shown:
        return ""
    stand = f"{shown} notes or form fields stand" if shown > 1 else "a note or form field stands"
    return f"{stand} on it, whose text is not read"


def _name(value: object) -> object:
    found = resolve1(value)
    return found.name if isinstance(found, PSLiteral) else None


def _record(number: int, view: Box) -> Thing:
    empty = {"turn": 0, "words": [], "rules": [], "faint": "", "images": 0.0, "unmapped": 0, "torn": ""}
    return {"number": number, "size": (view.width, view.height), **empty}


def _page(page: Sheet, view: Box) -> tuple[Thing, second.Seen]:
    """Return a page: its size, its turn, its words and rules in the frame of its text, and what was left out."""
    size = (view.width, view.height)
    drawn = page.chars
    chars = glyphs.read(drawn, view, float(page.mediabox[0]))
    turn = glyphs.turn_of(chars)
    shapes = [*page.rects, *page.curves]
    fills = strokes.fills(shapes, view)
    kept, faint = glyphs.parted(chars, fills)
    rules = strokes.rules([*page.lines, *shapes], view, paper=not fills)
    record = {
        "turn": turn,
        "words": glyphs.words(kept, turn, size),
        "rules": [_numbers(box.turned(turn, *size)) for box in rules],
        "faint": glyphs.text_of(faint),
        "images": round(sum(_share(image, view) for image in page.images), 2),
        "unmapped": sum(glyph.text == glyphs.UNMAPPED for glyph in kept),
        "torn": _off(drawn, Box(*map(float, page.mediabox)))
        or ("a font of its text is missing" if page.nameless else ""),
    }
    return _record(page.page_number, view) | record, second.seen([char["text"] or "" for char in drawn], chars)


def _view(page: Sheet) -> Box:
    """Return the part of the page that is shown, in pdfplumber's coordinates."""
    media, crop = Box(*map(float, page.mediabox)), Box(*map(float, page.cropbox))
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
    code = main(sys.argv[1])
    sys.stderr.flush()
    # Without the usual tidying up, which takes time, and memory that may be at its end.
    os._exit(code)
