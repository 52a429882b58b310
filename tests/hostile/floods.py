"""Too much of everything: pages, objects, operators, words, rules; and little files that unpack into gigabytes."""

from __future__ import annotations

import zlib
from functools import partial
from typing import TYPE_CHECKING

from tests.hostile.cases import Cases, Fate
from tests.hostile.loops import with_form
from tests.hostile.sheet import text
from tests.hostile.writer import (
    CATALOG,
    CONTENTS,
    FONT,
    HELVETICA,
    PAGE,
    PAGES,
    Pdf,
    flooded,
    page_of,
    pages_of,
    pdf_of,
    stream,
)

if TYPE_CHECKING:
    from tests.hostile.sheet import Sheet

FLOODS = Cases()
case, add = FLOODS.case, FLOODS.add

_REFUSED, _READ, _EITHER = Fate.REFUSED, Fate.READ, Fate.EITHER
MILLION, GIBI = 10**6, 2**30


@case(_REFUSED, heavy=True)
def million_text_operators(sheet: Sheet) -> bytes:
    words = (b"1 0 0 1 %d %d Tm (x) Tj\n" % (n * 7 % 840, n * 3 % 590) for n in range(MILLION))
    return pdf_of(b"BT /F1 4 Tf\n" + b"".join(words) + b"ET", compress=True).write()


@case(_EITHER, heavy=True)
def sheet_and_a_million_letters(sheet: Sheet) -> bytes:
    """Hold the sheet, and one string of a million letters that runs off the page."""
    return pdf_of(sheet.whole() + text(20, 100, "x" * MILLION), compress=True).write()


@case(_REFUSED, heavy=True)
def million_lines(sheet: Sheet) -> bytes:
    lines = (b"%d %d m %d %d l S\n" % (n % 840, n % 590, n % 839, n % 589) for n in range(MILLION))
    return pdf_of(b"".join(lines), compress=True).write()


@case(_REFUSED, heavy=True)
def one_path_of_a_million_points(sheet: Sheet) -> bytes:
    points = (b"%d %d l\n" % (n % 840, n * 7 % 590) for n in range(MILLION))
    return pdf_of(b"0 0 m\n" + b"".join(points) + b"S", compress=True).write()


@case(_REFUSED, heavy=True)
def grid_of_a_million_cells(sheet: Sheet) -> bytes:
    """Draw no more than two thousand lines: it is what is made of them that grows."""
    across = (b"0 %g m 840 %g l S\n" % (n * 0.59, n * 0.59) for n in range(1001))
    down = (b"%g 0 m %g 590 l S\n" % (n * 0.84, n * 0.84) for n in range(1001))
    return pdf_of(b"".join([*across, *down]) + text(20, 20, "one word")).write()


@case(_EITHER, heavy=True)
def sheet_over_a_grid_of_a_million_cells(sheet: Sheet) -> bytes:
    across = (b"0 %g m 840 %g l S\n" % (n * 0.59, n * 0.59) for n in range(1001))
    down = (b"%g 0 m %g 590 l S\n" % (n * 0.84, n * 0.84) for n in range(1001))
    return pdf_of(b"".join([*across, *down]) + sheet.whole()).write()


@case(_REFUSED, heavy=True)
def hundred_thousand_words_in_one_place(sheet: Sheet) -> bytes:
    return pdf_of(text(20, 300, "word") * 100_000, compress=True).write()


@case(_EITHER, heavy=True)
def sheet_a_thousand_times(sheet: Sheet) -> bytes:
    """Draw the same sheet over itself, as some do to print bold."""
    return pdf_of(sheet.whole() * 1000, compress=True).write()


@case(_EITHER, heavy=True)
def million_objects(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    first = max(pdf.objects) + 1
    pdf.objects.update(dict.fromkeys(range(first, first + MILLION), b"<</A 1>>"))
    return pdf.write()


@case(_EITHER, heavy=True)
def million_objects_without_a_table(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    first = max(pdf.objects) + 1
    pdf.objects.update(dict.fromkeys(range(first, first + MILLION), b"<</A 1>>"))
    return pdf.body()[0] + pdf.end()


@case(_EITHER, heavy=True)
def million_annotations(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    note = pdf.add(b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /Border [0 0 0] >>")
    pdf.extend(PAGE, b"/Annots [" + b"%d 0 R " % note * MILLION + b"]")
    return pdf.write()


def _pages(operators: bytes, count: int, *, shared: bool) -> Pdf:
    """Return a document of many pages: one object for all, or one for each."""
    pdf = pdf_of(operators)
    blank = pdf.stream(text(20, 20, "nothing"))
    rest = [pdf.add(page_of(blank)) for _ in range(1 if shared else count - 1)]
    pdf.objects[PAGES] = pages_of([PAGE, *(rest * (count - 1) if shared else rest)])
    return pdf


@case(_REFUSED, heavy=True)
def hundred_thousand_pages(sheet: Sheet) -> bytes:
    return _pages(text(20, 300, "nothing"), 100_000, shared=False).write()


@case(_EITHER, heavy=True)
def sheet_and_a_hundred_thousand_pages(sheet: Sheet) -> bytes:
    return _pages(sheet.whole(), 100_000, shared=True).write()


@case(_EITHER, heavy=True)
def sheet_on_each_of_two_thousand_pages(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    pdf.objects[PAGES] = pages_of([PAGE] * 2000)
    return pdf.write()


def _contents(body: bytes, filters: bytes = b"/FlateDecode") -> bytes:
    pdf = pdf_of(b"")
    pdf.objects[CONTENTS] = b"<< /Filter %s /Length %d >>\nstream\n%s\nendstream" % (filters, len(body), body)
    return pdf.write()


@case(_REFUSED, heavy=True)
def bomb(sheet: Sheet) -> bytes:
    return _contents(flooded(0x20, 2 * GIBI))


@case(_EITHER, heavy=True)
def sheet_and_bomb(sheet: Sheet) -> bytes:
    return _contents(flooded(0x20, 2 * GIBI, before=sheet.whole()))


@case(_REFUSED, heavy=True)
def nested_bomb(sheet: Sheet) -> bytes:
    packed = zlib.compress(zlib.compress(flooded(0x20, 2 * GIBI), 9), 9)
    return _contents(packed, b"[/FlateDecode /FlateDecode /FlateDecode]")


@case(_REFUSED, heavy=True)
def bomb_of_open_arrays(sheet: Sheet) -> bytes:
    return _contents(flooded(ord("["), GIBI // 4))


@case(_EITHER)
def thousand_filters(sheet: Sheet) -> bytes:
    return _contents(sheet.whole(), b"[" + b"/ASCIIHexDecode " * 1000 + b"]")


@case(_EITHER, heavy=True)
def bomb_in_a_unicode_map(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    packed = flooded(0x20, 2 * GIBI)
    bomb_map = pdf.stream(packed, b"/Filter /FlateDecode ")
    pdf.objects[FONT] = HELVETICA.replace(b"/Type /Font", b"/Type /Font /ToUnicode %d 0 R" % bomb_map)
    return pdf.write()


@case(_EITHER, heavy=True)
def unicode_map_of_a_huge_range(sheet: Sheet) -> bytes:
    """Hold a map whose one range has four thousand million codes."""
    pdf = pdf_of(sheet.whole())
    ranges = b"1 beginbfrange <00000000> <FFFFFFFF> <00000000> endbfrange"
    pdf.objects[FONT] = HELVETICA.replace(b"/Type /Font", b"/Type /Font /ToUnicode %d 0 R" % pdf.stream(ranges))
    return pdf.write()


@case(_EITHER, heavy=True)
def widths_of_a_huge_range(sheet: Sheet) -> bytes:
    """Give the widths of two thousand million glyphs in three numbers."""
    pdf = pdf_of(sheet.whole() + b"BT /F2 9 Tf 20 20 Td <0041> Tj ET")
    inner = pdf.add(
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        b"/Supplement 0 >> /W [0 2000000000 500] >>"
    )
    outer = b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [%d 0 R] >>"
    pdf.replace(PAGE, b"/Font <<", b"/Font << /F2 %d 0 R" % pdf.add(outer % inner))
    return pdf.write()


@case(_EITHER, heavy=True)
def bomb_in_the_references(sheet: Sheet) -> bytes:
    """Hold a stream of references that unpacks into two gibibytes of free ones."""
    pdf = pdf_of(sheet.whole())
    body, _ = pdf.body()
    packed = flooded(0, 2 * GIBI)
    entries = b"/Type /XRef /W [1 4 2] /Size 300000000 /Root %d 0 R /Filter /FlateDecode " % CATALOG
    return body + b"99 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (stream(packed, entries), len(body))


@case(_EITHER, heavy=True)
def bomb_in_an_image(sheet: Sheet) -> bytes:
    pdf = pdf_of(b"")
    image = pdf.stream(
        flooded(0, 2 * GIBI),
        b"/Type /XObject /Subtype /Image /Width 131072 /Height 131072 /BitsPerComponent 1 /ColorSpace /DeviceGray "
        b"/Filter /FlateDecode ",
    )
    return with_form(sheet, pdf, image)


def _boxes_of(sheet: Sheet, count: int) -> bytes:
    """Return a sheet over many little filled boxes, such as a picture that was traced."""
    dots = (b"%g %g 0.4 0.4 re f\n" % (n % 1000 * 0.84, n // 1000 * 1.9) for n in range(count))
    return pdf_of(b"".join(dots) + sheet.whole(), compress=True).write()


add("sheet-over-a-hundred-thousand-dots", _EITHER, partial(_boxes_of, count=100_000), heavy=True)
