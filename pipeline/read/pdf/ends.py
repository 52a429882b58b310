"""Both ends of a file that is called PDF: whether it is one, and whether it is whole."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: In so many bytes from either end a PDF has its marks.
HEAD, TAIL = 1024, 4096
#: How other files begin that are called PDF by mistake.
_DISGUISES = {
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"II*\0": "a TIFF image",
    b"MM\0*": "a TIFF image",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\x1f\x8b": "a gzip archive",
    b"%!PS": "PostScript",
    b"{\\rtf": "a text document (RTF)",
    b"<": "a web page",
}


def refusal(path: Path) -> str:
    """Say why a file is no whole PDF: what was read, what was expected, what to do; nothing where it may be one."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        file.seek(max(file.seek(0, os.SEEK_END) - TAIL, 0))
        tail = file.read()
    if b"%PDF-" not in head:
        return f"read {_what(head)}; expected a PDF; get the PDF, or name the file by what it is"
    if b"%%EOF" not in tail:
        return "the file breaks off before its end mark; expected a whole PDF; get the file again"
    return ""


def _what(head: bytes) -> str:
    if not head:
        return "an empty file"
    begin = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    known = (what for mark, what in _DISGUISES.items() if begin.startswith(mark))
    return next(known, "text" if _is_text(begin) else "something else")


def _is_text(begin: bytes) -> bool:
    return not any(byte < 9 or 13 < byte < 32 for byte in begin)
