"""Files whose structure is damaged: cut off, without pages, with wrong offsets, lengths and numbers."""

from __future__ import annotations

import zlib
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from tests.hostile.cases import Cases, Fate
from tests.hostile.sheet import draw
from tests.hostile.writer import CATALOG, CONTENTS, PAGE, PAGES, Pdf, page_of, pages_of, pdf_of, references, startxref

if TYPE_CHECKING:
    from tests.hostile.sheet import Sheet

STRUCTURE = Cases()
case, add = STRUCTURE.case, STRUCTURE.add

_REFUSED, _READ, _EITHER = Fate.REFUSED, Fate.READ, Fate.EITHER


@case(_READ)
def good(sheet: Sheet) -> bytes:
    return pdf_of(sheet.whole()).write()


@case(_READ, suffix=".PDF")
def good_upper_case(sheet: Sheet) -> bytes:
    return pdf_of(sheet.whole()).write()


@case(_READ)
def good_two_pages(sheet: Sheet) -> bytes:
    return pdf_of(sheet.first(), sheet.second(), compress=True).write()


@case(_READ)
def good_in_two_streams(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.first())
    pdf.replace(PAGE, b"/Contents 5 0 R", b"/Contents [5 0 R %d 0 R]" % pdf.stream(sheet.second()))
    return pdf.write()


@case(_READ)
def revised(sheet: Sheet) -> bytes:
    """Hold an older sheet with other amounts, and the revision that stands."""
    pdf = pdf_of(sheet.whole().replace(b"21,890", b"20,890"))
    old, offsets = pdf.body()
    table = references(offsets)
    first = old + table + pdf.end() + startxref(len(old))
    new = pdf_of(sheet.whole()).objects[CONTENTS]
    again = b"xref\n%d 1\n%010d 00000 n \n" % (CONTENTS, len(first))
    body = first + b"%d 0 obj\n%s\nendobj\n" % (CONTENTS, new)
    return body + again + pdf.end(b" /Prev %d" % len(old)) + startxref(len(body))


def _cut(sheet: Sheet, share: float, *, compress: bool) -> bytes:
    data = pdf_of(sheet.first(), sheet.second(), compress=compress).write()
    return data[: int(len(data) * share)]


for _share in (0.1, 0.3, 0.5, 0.7, 0.9, 0.97):
    for _compress in (False, True):
        _name = f"truncated-at-{round(_share * 100)}{'-compressed' if _compress else ''}"
        add(_name, _EITHER, partial(_cut, share=_share, compress=_compress))


@case(_EITHER)
def truncated_by_one_byte(sheet: Sheet) -> bytes:
    return pdf_of(sheet.whole()).write()[:-1]


@case(_REFUSED)
def header_only(sheet: Sheet) -> bytes:
    return b"%PDF-1.7\n"


@case(_REFUSED)
def header_and_noise(sheet: Sheet) -> bytes:
    return b"%PDF-1.7\n" + Random(1).randbytes(50_000)  # noqa: S311 - noise, not a secret


@case(_EITHER)
def junk_before_the_header(sheet: Sheet) -> bytes:
    return b"From: press office\nSubject: the sheet\n\n" + pdf_of(sheet.whole()).write()


@case(_EITHER)
def no_header(sheet: Sheet) -> bytes:
    return pdf_of(sheet.whole()).write().replace(b"%PDF-1.7", b"%XYZ-1.7")


@case(_EITHER)
def version_of_the_future(sheet: Sheet) -> bytes:
    return pdf_of(sheet.whole()).write().replace(b"%PDF-1.7", b"%PDF-9.9")


@case(_REFUSED)
def zero_pages(sheet: Sheet) -> bytes:
    return pdf_of().write()


@case(_REFUSED)
def blank_page(sheet: Sheet) -> bytes:
    return pdf_of(b"").write()


@case(_REFUSED)
def no_pages_entry(sheet: Sheet) -> bytes:
    pdf = pdf_of(b"")
    pdf.objects[CATALOG] = b"<< /Type /Catalog >>"
    return pdf.write()


@case(_EITHER)
def no_root(sheet: Sheet) -> bytes:
    return pdf_of(sheet.whole()).write().replace(b"/Root 1 0 R", b"")


@case(_EITHER)
def root_that_is_the_page(sheet: Sheet) -> bytes:
    return pdf_of(sheet.whole()).write().replace(b"/Root 1 0 R", b"/Root %d 0 R" % PAGE)


@case(_EITHER)
def second_page_missing(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.first())
    pdf.objects[PAGES] = pages_of([PAGE, 99])
    return pdf.write()


@case(_EITHER)
def second_page_a_number(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.first())
    pdf.objects[PAGES] = pages_of([PAGE, pdf.add(b"42")])
    return pdf.write()


@case(_EITHER)
def second_page_without_type(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.first(), sheet.second())
    pdf.replace(PAGE + 2, b"/Type /Page ", b"")
    return pdf.write()


def _count(sheet: Sheet, count: bytes) -> bytes:
    pdf = pdf_of(sheet.first(), sheet.second())
    pdf.replace(PAGES, b"/Count 2", b"/Count " + count)
    return pdf.write()


for _count_of in (b"1", b"3", b"0", b"-1", b"2147483647", b"99999999999999999999", b"(two)"):
    add(f"page-count-{_count_of.decode().strip('()')}", _EITHER, partial(_count, count=_count_of))


@case(_REFUSED)
def contents_missing(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    pdf.replace(PAGE, b"/Contents 5 0 R", b"")
    return pdf.write()


@case(_REFUSED)
def contents_not_there(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    pdf.replace(PAGE, b"/Contents 5 0 R", b"/Contents 99 0 R")
    return pdf.write()


@case(_EITHER)
def half_of_the_contents_not_there(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.first())
    pdf.replace(PAGE, b"/Contents 5 0 R", b"/Contents [5 0 R 99 0 R]")
    return pdf.write()


@case(_REFUSED)
def unknown_filter(sheet: Sheet) -> bytes:
    pdf = pdf_of(b"")
    pdf.objects[CONTENTS] = b"<< /Filter /Zstd /Length 40 >>\nstream\n" + bytes(range(40)) + b"\nendstream"
    return pdf.write()


@case(_EITHER)
def half_in_an_unknown_filter(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.first())
    second = pdf.stream(zlib.compress(sheet.second())[::-1], b"/Filter /Zstd ")
    pdf.replace(PAGE, b"/Contents 5 0 R", b"/Contents [5 0 R %d 0 R]" % second)
    return pdf.write()


def _spoilt(sheet: Sheet, at: float, *, cut: bool) -> bytes:
    """Return a sheet whose compressed stream has wrong bytes, or ends, at a share of its length."""
    pdf = pdf_of(b"")
    packed = zlib.compress(sheet.whole())
    place = int(len(packed) * at)
    rest = b"" if cut else b"\xff\xff\xff\xff" + packed[place + 4 :]
    pdf.objects[CONTENTS] = b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (
        len(packed[:place] + rest),
        packed[:place] + rest,
    )
    return pdf.write()


for _at in (0.5, 0.75, 0.9):
    add(f"stream-cut-at-{round(_at * 100)}", _EITHER, partial(_spoilt, at=_at, cut=True))


@case(_EITHER)
def stream_spoilt_within_a_word(sheet: Sheet) -> bytes:
    """Hold wrong bytes that unpack into other letters; only the checksum tells."""
    return _spoilt(sheet, 0.75, cut=False)


for _at in (0.0, 0.25, 0.5):
    add(f"stream-spoilt-at-{round(_at * 100)}", _EITHER, partial(_spoilt, at=_at, cut=False))


def _second_page(sheet: Sheet, contents: bytes) -> bytes:
    """Return a sheet on two pages, the second of which has these contents."""
    pdf = pdf_of(sheet.first(), sheet.second(), compress=True)
    pdf.objects[CONTENTS + 2] = contents
    return pdf.write()


@case(_EITHER, noted=True)
def second_page_cut(sheet: Sheet) -> bytes:
    packed = zlib.compress(sheet.second())
    half = packed[: len(packed) // 2]
    return _second_page(sheet, b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(half), half))


@case(_EITHER, noted=True)
def second_page_in_an_unknown_filter(sheet: Sheet) -> bytes:
    return _second_page(sheet, b"<< /Filter /Zstd /Length 4 >>\nstream\nabcd\nendstream")


@case(_EITHER, noted=True)
def second_page_without_contents(sheet: Sheet) -> bytes:
    return _second_page(sheet, b"null")


@case(_EITHER)
def stream_with_wrong_checksum(sheet: Sheet) -> bytes:
    pdf = pdf_of(b"")
    packed = zlib.compress(sheet.whole())[:-4] + b"\0\0\0\0"
    pdf.objects[CONTENTS] = b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed)
    return pdf.write()


def _length(sheet: Sheet, length: bytes, *, compress: bool) -> bytes:
    """Return a sheet whose stream says another length than it has; `%d` stands for two thirds of the true one."""
    pdf = pdf_of(sheet.whole(), compress=compress)
    said = pdf.objects[CONTENTS].split(b"/Length ")[1].split()[0]
    short = length.replace(b"%d", b"%d" % (int(said) * 2 // 3))
    pdf.replace(CONTENTS, b"/Length " + said, b"/Length " + short if length else b"")
    return pdf.write()


_LENGTHS = {
    "too-short": b"%d",
    "zero": b"0",
    "too-long": b"999999",
    "endless": b"99999999999999999999",
    "negative": b"-5",
    "missing": b"",
    "of-another-kind": b"(long)",
    "not-there": b"99 0 R",
    "of-itself": b"5 0 R",
}
for _key, _length_of in _LENGTHS.items():
    for _compress in (False, True):
        _name = f"length-{_key}{'-compressed' if _compress else ''}"
        add(_name, _EITHER, partial(_length, length=_length_of, compress=_compress))


@case(_EITHER)
def startxref_missing(sheet: Sheet) -> bytes:
    return pdf_of(sheet.whole()).write().split(b"startxref")[0]


@case(_EITHER)
def xref_missing(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    body, _ = pdf.body()
    return body + pdf.end() + startxref(len(body))


@case(_EITHER)
def trailer_missing(sheet: Sheet) -> bytes:
    return pdf_of(sheet.whole()).body()[0]


def _start(sheet: Sheet, start: bytes) -> bytes:
    pdf = pdf_of(sheet.whole())
    body, _ = pdf.body()
    return pdf.write().replace(b"startxref\n%d" % len(body), b"startxref\n" + start)


for _start_of in (b"0", b"-1", b"17", b"9999999", b"99999999999999999999", b"here"):
    add(f"startxref-{_start_of.decode()}", _EITHER, partial(_start, start=_start_of))


@case(_EITHER)
def xref_that_is_off_by_seven(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    body, offsets = pdf.body()
    return body + references({n: offset + 7 for n, offset in offsets.items()}) + pdf.end() + startxref(len(body))


@case(_EITHER)
def xref_that_swaps_two_pages(sheet: Sheet) -> bytes:
    """Hold a table that finds for each page's contents those of the other."""
    pdf = pdf_of(sheet.first(), sheet.second())
    body, offsets = pdf.body()
    offsets[CONTENTS], offsets[CONTENTS + 2] = offsets[CONTENTS + 2], offsets[CONTENTS]
    return body + references(offsets) + pdf.end() + startxref(len(body))


@case(_EITHER)
def xref_of_noise(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    body, _ = pdf.body()
    return body + b"xref\n0 six\n!!\nzzzzzzzzzz 00000 q\n" + pdf.end() + startxref(len(body))


@case(_EITHER)
def xref_of_two_thousand_million(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    return pdf.write().replace(b"xref\n0 1\n", b"xref\n0 2000000000\n", 1)


@case(_EITHER)
def size_of_two_thousand_million(sheet: Sheet) -> bytes:
    return pdf_of(sheet.whole()).write().replace(b"/Size 6", b"/Size 2000000000")


@case(_EITHER)
def object_number_of_a_hundred_digits(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    pdf.extend(CATALOG, b"/Metadata %d 0 R" % 10**99)
    return pdf.write()


@case(_EITHER)
def number_of_five_thousand_digits_in_an_object(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    pdf.extend(PAGE, b"/StructParents " + b"9" * 5000)
    return pdf.write()


@case(_EITHER)
def two_objects_of_one_number(sheet: Sheet) -> bytes:
    """Hold two objects of one number, without a table that says which one stands."""
    pdf = pdf_of(sheet.whole())
    other = pdf_of(sheet.whole().replace(b"Secretary", b"Executive"))
    return pdf.body()[0] + b"5 0 obj\n" + other.objects[CONTENTS] + b"\nendobj\n" + pdf.end() + b"startxref\n0\n%%EOF\n"


@case(_EITHER)
def a_page_twice(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    pdf.objects[PAGES] = pages_of([PAGE, PAGE])
    return pdf.write()


@case(_EITHER)
def a_page_that_nobody_lists(sheet: Sheet) -> bytes:
    """Hold, beside the sheet, a page with other amounts that is in no tree."""
    pdf = pdf_of(sheet.whole())
    pdf.add(page_of(pdf.stream(draw(sheet.upper).replace(b"21,890", b"11,890"))))
    return pdf.write()


def _encoded(sheet: Sheet, name: bytes) -> bytes:
    """Return a sheet whose contents are encoded without compression."""
    data = sheet.whole()
    coded = data.hex().encode() + b">" if name == b"ASCIIHexDecode" else _run_lengths(data)
    pdf: Pdf = pdf_of(b"")
    pdf.objects[CONTENTS] = b"<< /Filter /%s /Length %d >>\nstream\n%s\nendstream" % (name, len(coded), coded)
    return pdf.write()


def _run_lengths(data: bytes) -> bytes:
    pieces = [data[at : at + 128] for at in range(0, len(data), 128)]
    return b"".join(bytes([len(piece) - 1]) + piece for piece in pieces) + b"\x80"


add("hexadecimal-stream", _READ, partial(_encoded, name=b"ASCIIHexDecode"))
add("run-length-stream", _READ, partial(_encoded, name=b"RunLengthDecode"))
