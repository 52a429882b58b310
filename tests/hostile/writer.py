"""The bytes of a PDF, object by object, so that each can be spoilt."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

#: The numbers that these objects have in every document made here; a page and its contents follow each other.
CATALOG, PAGES, FONT, PAGE, CONTENTS = range(1, 6)
LANDSCAPE = b"[0 0 842 595]"
HELVETICA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


class Pdf:
    """Numbered objects, and how they become a file."""

    def __init__(self) -> None:
        self.objects: dict[int, bytes] = {}
        self.trailer = b""
        self.header = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"

    def add(self, body: bytes) -> int:
        """Add an object; return its number."""
        number = next(reversed(self.objects), 0) + 1
        self.objects[number] = body
        return number

    def stream(self, data: bytes, extra: bytes = b"") -> int:
        """Add a stream; return its number."""
        return self.add(stream(data, extra))

    def flate(self, data: bytes, extra: bytes = b"") -> int:
        """Add a compressed stream; return its number."""
        return self.stream(zlib.compress(data), b"/Filter /FlateDecode " + extra)

    def extend(self, number: int, entries: bytes) -> None:
        """Put more entries into a dictionary; a reader takes the last of two of the same key, or the first."""
        assert self.objects[number].startswith(b"<<")
        self.objects[number] = b"<< " + entries + b" " + self.objects[number][2:]

    def replace(self, number: int, old: bytes, new: bytes) -> None:
        """Replace a part of an object that must be there."""
        assert old in self.objects[number]
        self.objects[number] = self.objects[number].replace(old, new)

    def body(self) -> tuple[bytes, dict[int, int]]:
        """Return header and objects, and where each object begins."""
        parts, offsets, length = [self.header], {}, len(self.header)
        for number, body in self.objects.items():
            offsets[number] = length
            parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
            length += len(parts[-1])
        return b"".join(parts), offsets

    def write(self) -> bytes:
        """Return the file with a table of references."""
        body, offsets = self.body()
        return body + references(offsets) + self.end() + startxref(len(body))

    def end(self, extra: bytes = b"") -> bytes:
        size = max(self.objects, default=0) + 1
        return b"trailer\n<< /Size %d /Root %d 0 R %s%s >>\n" % (size, CATALOG, self.trailer, extra)


def stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<< /Length %d %s>>\nstream\n%s\nendstream" % (len(data), extra, data)


def references(offsets: dict[int, int]) -> bytes:
    """Return the table of references, a section for each object but the first two."""
    lines = [b"xref\n0 1\n0000000000 65535 f \n%d %d\n" % (min(offsets), len(offsets))]
    assert list(offsets) == list(range(min(offsets), max(offsets) + 1))
    lines += [b"%010d 00000 n \n" % offset for offset in offsets.values()]
    return b"".join(lines)


def startxref(offset: int) -> bytes:
    return b"startxref\n%d\n%%%%EOF\n" % offset


def pdf_of(*pages: bytes, box: bytes = LANDSCAPE, entries: bytes = b"", compress: bool = False) -> Pdf:
    """Return a document with these pages, each given by its operators; `entries` go into every page."""
    pdf = Pdf()
    pdf.add(b"<< /Type /Catalog /Pages %d 0 R >>" % PAGES)
    pdf.add(b"")
    pdf.add(HELVETICA)
    kids = []
    for operators in pages:
        kids.append(pdf.add(b""))
        contents = (pdf.flate if compress else pdf.stream)(operators)
        pdf.objects[kids[-1]] = page_of(contents, box, entries)
    pdf.objects[PAGES] = pages_of(kids)
    return pdf


def pages_of(kids: Sequence[int], extra: bytes = b"") -> bytes:
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    return b"<< /Type /Pages /Kids [%s] /Count %d %s>>" % (listed, len(kids), extra)


def page_of(contents: int, box: bytes = LANDSCAPE, entries: bytes = b"") -> bytes:
    fonts = b"/Resources << /Font << /F1 %d 0 R >> >>" % FONT
    return b"<< /Type /Page /Parent %d 0 R /MediaBox %s %s /Contents %d 0 R %s >>" % (
        PAGES,
        box,
        fonts if b"/Resources" not in entries else b"",
        contents,
        entries,
    )


def flooded(byte: int, length: int, before: bytes = b"") -> bytes:
    """Return a zlib stream of `before` and then one byte over and over, made without making the data."""
    block = 1 << 20
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    head = packer.compress(before) + packer.flush(zlib.Z_FULL_FLUSH)
    repeated = packer.compress(bytes([byte]) * block) + packer.flush(zlib.Z_FULL_FLUSH)
    count = length // block
    return b"\x78\xda" + head + repeated * count + b"\x03\x00" + _checksum(before, byte, count * block)


def _checksum(before: bytes, byte: int, length: int) -> bytes:
    """Return the Adler-32 of `before` and the repeated byte, by the formula of the series."""
    start = zlib.adler32(before)
    low, high = start & 0xFFFF, start >> 16
    total = (low + byte * length) % 65521
    weighted = (high + low * length + byte * (length * (length + 1) // 2)) % 65521
    return (weighted << 16 | total).to_bytes(4, "big")
