"""A PDF opened so that nothing of it is lost unnoticed, and none of its references leads on for ever.

pdfminer mends in silence: it takes what unpacks of a stream, believes a wrong length, leaves out contents that are not
there. Here each such thing is kept in `DAMAGE`. One process reads one file, so that there is one `DAMAGE`.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pdfplumber
import pdfplumber.pdf
from pdfminer import pdftypes
from pdfminer.pdfdocument import PDFBaseXRef, PDFDocument, PDFNoPageLabels, PDFXRefFallback
from pdfminer.pdfexceptions import PDFObjectNotFound
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, PDFStream, int_value, resolve1
from pdfminer.psparser import PSKeyword
from pdfminer.utils import Rect
from pdfplumber.pdf import PDF

#: Bytes that one stream may unpack to.
MOST_UNPACKED = 64 * 2**20
#: What stands before a stream's data, the mark after it, and how many bytes of white space may stand between.
_START, _END, _MARGIN = re.compile(rb"stream[ \t]*(\r\n|\n|\r)"), b"endstream", 64
#: No coordinate of a page is larger, in points.
_FARTHEST = 1e6
_LETTER = (0.0, 0.0, 612.0, 792.0)


class RefusedError(Exception):
    """A document that cannot be read: what was read, what was expected, what to do."""


@dataclass
class Damage:
    """What was found damaged: `notes` on what could be mended, `losses` what could not since they were last taken."""

    notes: dict[str, None] = field(default_factory=dict)
    losses: dict[str, None] = field(default_factory=dict)

    def note(self, what: str) -> None:
        """Keep something that was mended."""
        self.notes[what] = None

    def lose(self, what: str) -> None:
        """Keep something that was lost."""
        self.losses[what] = None

    def taken(self) -> list[str]:
        """Return the losses, and forget them."""
        losses, self.losses = list(self.losses), {}
        return losses


DAMAGE = Damage()


def unpack(data: bytes) -> bytes:
    """Unpack a stream; what is cut off or spoilt is a loss."""
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(data, MOST_UNPACKED)
    except zlib.error:
        DAMAGE.lose("a part of it does not unpack to what was packed")
        return _unchecked(data)
    if not unpacker.eof and len(unpacked) >= MOST_UNPACKED:
        size = f"a part of it unpacks to more than {MOST_UNPACKED // 2**20} MiB"
        raise RefusedError(f"{size}; expected a sheet; print it to a new PDF")
    if not unpacker.eof:
        DAMAGE.lose("a part of it is cut off")
    return unpacked


def _unchecked(data: bytes) -> bytes:
    """Return what a stream unpacks to where only its checksum is wrong, else nothing."""
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(data[2:], MOST_UNPACKED)
    except zlib.error:
        return b""


class Parser(PDFParser):
    """A parser that looks whether a stream ends where its length says."""

    def do_keyword(self, pos: int, token: PSKeyword) -> None:
        """Read a stream up to its end mark where its length is wrong."""
        if token is not self.KEYWORD_STREAM or self.fallback or self._is_right(pos):
            super().do_keyword(pos, token)
            return
        DAMAGE.note("it gives wrong lengths for its parts; their ends were sought")
        self.fallback = True
        try:
            super().do_keyword(pos, token)
        finally:
            self.fallback = False

    def _is_right(self, pos: int) -> bool:
        # The length may be an object of its own, for which this parser reads elsewhere: its stack must be clear then.
        popped = self.pop(1)
        entries = popped[-1][1] if popped else None
        length = int_value(entries.get("Length")) if isinstance(entries, dict) else 0
        self.push(*popped)
        if not 0 <= length < 2**40:
            return False
        self.fp.seek(pos)
        begin = _START.match(self.fp.read(_MARGIN))
        if not begin:
            return True
        self.fp.seek(pos + begin.end() + length)
        return bool(self.fp.read(_MARGIN + len(_END)).lstrip().startswith(_END))


class Document(PDFDocument):
    """A document whose references end: one that leads back to itself leads to nothing."""

    def __init__(self, parser: PDFParser, password: str = "") -> None:
        """Open a document; opening it seeks objects."""
        self.opened: set[int] = set()
        self.tables: set[int] = set()
        super().__init__(parser, password)

    def getobj(self, objid: int) -> object:
        """Return an object, never a reference; nothing where it is needed to find itself."""
        passed = set()
        found: object = PDFObjRef(self, objid)
        while isinstance(found, PDFObjRef):
            if found.objid in passed or found.objid in self.opened:
                DAMAGE.note("it holds a reference that leads back to itself")
                raise PDFObjectNotFound(objid)
            passed.add(found.objid)
            found = self._object(found.objid)
        return found

    def _object(self, objid: int) -> object:
        self.opened.add(objid)
        try:
            return super().getobj(objid)
        except PDFObjectNotFound:
            if any(_has(xref, objid) for xref in self.xrefs):
                DAMAGE.lose("a part of it is not where its table of contents says")
            raise
        finally:
            self.opened.discard(objid)

    def get_page_labels(self) -> Iterator[str]:
        """Return no labels of pages: nobody asks for them, and they may be in a ring."""
        raise PDFNoPageLabels

    def read_xref_from(self, parser: PDFParser, start: int, xrefs: list[PDFBaseXRef]) -> None:
        """Read a table of contents, and those that it names, each once."""
        if start not in self.tables:
            self.tables.add(start)
            super().read_xref_from(parser, start, xrefs)


def _has(xref: PDFBaseXRef, objid: int) -> bool:
    try:
        xref.get_pos(objid)
    except KeyError:
        return False
    return True


class Leaf(PDFPage):
    """A page with a box, a turn and contents that can be relied on."""

    def __init__(self, doc: PDFDocument, pageid: object, attrs: object, label: str | None) -> None:
        """Take the entries of a page."""
        super().__init__(doc, pageid, attrs, label)
        turn = resolve1(self.attrs.get("Rotate"))
        known = isinstance(turn, (int, float)) and abs(turn) < _FARTHEST
        self.rotate = round(turn / 90) * 90 % 360 if known else 0
        boxes = {"MediaBox": list(self.mediabox), "CropBox": list(self.cropbox), "Rotate": self.rotate}
        # pdfplumber reads the attributes again, and stumbles over wrong boxes that nobody needs.
        needless = {"TrimBox", "BleedBox", "ArtBox"}
        self.attrs = {key: value for key, value in self.attrs.items() if key not in needless} | boxes

    def _parse_mediabox(self, value: Any) -> Rect:
        found = _corners(value)
        if not found:
            DAMAGE.lose("it does not say how large it is")
        return found or _LETTER

    def _parse_cropbox(self, value: Any, mediabox: Rect) -> Rect:
        return _corners(value) or mediabox

    def _parse_contents(self, value: Any) -> list[Any]:
        found = resolve1(value)
        parts = found if isinstance(found, list) else [value] if value is not None else []
        there = [part for part in parts if isinstance(resolve1(part), PDFStream)]
        if len(there) < len(parts):
            DAMAGE.lose("a part of its contents is not there")
        return there


def _corners(value: Any) -> Rect | None:
    """Return the corners of a box, the lower left one first; they may be given in any order."""
    box = resolve1(value)
    sides = [resolve1(side) for side in box[:4]] if isinstance(box, list) else []
    if len(sides) < 4 or not all(isinstance(side, (int, float)) and abs(side) < _FARTHEST for side in sides):
        return None
    x0, y0, x1, y1 = map(float, sides)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def install() -> None:
    """Make pdfplumber and pdfminer use what is here: they have no other way to be told."""
    setattr(pdfplumber.pdf, "PDFParser", Parser)  # noqa: B010 - an assignment would be an error of types
    setattr(pdfplumber.pdf, "PDFDocument", Document)  # noqa: B010
    setattr(pdftypes, "zlib", SimpleNamespace(decompress=unpack, error=zlib.error))  # noqa: B010


def opened(path: Path) -> PDF:
    """Open a PDF."""
    install()
    pdf = pdfplumber.open(path)
    for loss in DAMAGE.taken():
        DAMAGE.note(loss)
    if any(isinstance(xref, PDFXRefFallback) for xref in pdf.doc.xrefs):
        DAMAGE.note("its table of contents was lost and put together again; parts may be missing")
    return pdf


def leaves(pdf: PDF) -> Iterator[PDFPage]:
    """Yield the pages, each once."""
    yield from Leaf.create_pages(pdf.doc)


def count(pdf: PDF) -> int:
    """Return how many pages the document says that it has."""
    tree = resolve1(pdf.doc.catalog.get("Pages"))
    said = resolve1(tree.get("Count")) if isinstance(tree, dict) else None
    return said if isinstance(said, int) else 0


def is_form(pdf: PDF) -> bool:
    """Tell whether the pages are made by a viewer from an XFA form."""
    form = resolve1(pdf.doc.catalog.get("AcroForm"))
    return isinstance(form, dict) and "XFA" in form
