"""Text captures: bytes to numbered lines, and what kind of text they are.

A capture is what somebody or some program copied out of a published sheet. How its columns are kept apart, if at all,
decides how its grid is found; nothing but the text itself says which kind it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pipeline.errors import UnreadableSourceError
from pipeline.model import Line, Place

if TYPE_CHECKING:
    from pathlib import Path

#: A capture longer than this (bytes) is no sheet of staff pay.
LARGEST = 2_000_000
#: No cell of a sheet, and no row of cells, is longer than this, in characters.
LONGEST_LINE = 20_000
#: More control characters than this, in a hundred, and it is no text.
CONTROL_SHARE = 1

_SIGNATURES = {
    b"%PDF-": "a PDF",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"II*\x00": "a TIFF image",
    b"MM\x00*": "a TIFF image",
    b"PK\x03\x04": "a ZIP archive or Office file",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"\x1f\x8b": "gzip data",
    b"{\\rtf": "a rich-text file",
}


class Layout(StrEnum):
    """How a capture keeps its columns apart."""

    TABBED = "tabbed"
    PIPED = "piped"
    SPACED = "spaced"
    FLOWING = "flowing"


@dataclass(frozen=True, slots=True)
class Capture:
    """The lines of a capture, blank ones included, with the layout they are in."""

    lines: tuple[Line, ...]
    layout: Layout
    pages: int


def read_capture(path: Path) -> Capture:
    """Read a text file; raise `UnreadableSourceError` where it is empty or no text."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise UnreadableSourceError(f"{path.name}: {error.strerror}; check the file and its permissions") from error
    text = _decode(path.name, data)
    lines, pages = _lines(text)
    for line in lines:
        if len(line.text) > LONGEST_LINE:
            reason = f"line {line.number} has {len(line.text)} characters, expected at most {LONGEST_LINE}"
            raise UnreadableSourceError(f"{path.name}: {reason}; copy the sheet so that its lines stay apart")
    if not any(line.text.strip() for line in lines):
        raise UnreadableSourceError(f"{path.name}: the file is empty; expected the text of a sheet; get it again")
    return Capture(lines, _layout([line.text for line in lines]), pages)


def _decode(name: str, data: bytes) -> str:
    kind = next((kind for mark, kind in _SIGNATURES.items() if data.startswith(mark)), None)
    if kind:
        raise UnreadableSourceError(f"{name}: read {kind}; expected text; give the file its own suffix")
    if len(data) > LARGEST:
        raise UnreadableSourceError(f"{name}: read more than {LARGEST:,} bytes; expected a sheet; keep only its lines")
    text = _to_text(data)
    control = sum(1 for char in text if ord(char) < 32 and char not in "\t\n\r\f\v")
    if "\x00" in text or 100 * control > CONTROL_SHARE * len(text):
        raise UnreadableSourceError(f"{name}: read binary data; expected text; give the file its own suffix")
    return text


def _to_text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _lines(text: str) -> tuple[tuple[Line, ...], int]:
    """Return the numbered lines and the number of pages; a form feed begins a page, a blank line stands for it."""
    lines: list[Line] = []
    page = 1
    for number, raw in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        for index, part in enumerate(raw.split("\f")):
            page += index > 0
            if index > 0 and lines and lines[-1].text.strip():
                lines.append(Line("", Place(page, lines=(number, number))))
            if part.strip() or index == 0:
                lines.append(Line(part.rstrip(), Place(page, lines=(number, number))))
    last = max((line.place.page or 1 for line in lines if line.text), default=1)
    return tuple(lines), last


def _layout(texts: list[str]) -> Layout:
    """Tell how columns are kept apart: by what stands inside the lines that have more than one part."""
    filled = [text for text in texts if text.strip()]
    few = max(2, len(filled) // 20)
    if sum("\t" in text.strip() for text in filled) >= few:
        return Layout.TABBED
    if sum(text.count("|") >= 2 for text in filled) >= few:
        return Layout.PIPED
    if sum(bool(re.search(r"\S {3,}\S", text)) for text in filled) >= few:
        return Layout.SPACED
    return Layout.FLOWING
