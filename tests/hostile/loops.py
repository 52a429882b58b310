"""References that lead back to where they came from, and nesting without an end in sight."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from tests.hostile.cases import Cases, Fate
from tests.hostile.writer import (
    CATALOG,
    CONTENTS,
    FONT,
    LANDSCAPE,
    PAGE,
    PAGES,
    Pdf,
    page_of,
    pages_of,
    pdf_of,
    references,
    startxref,
    stream,
)

if TYPE_CHECKING:
    from tests.hostile.sheet import Sheet

LOOPS = Cases()
case, add = LOOPS.case, LOOPS.add

_REFUSED, _READ, _EITHER = Fate.REFUSED, Fate.READ, Fate.EITHER
DEPTH = 100_000


@case(_REFUSED)
def pages_that_hold_only_themselves(sheet: Sheet) -> bytes:
    pdf = pdf_of()
    pdf.objects[PAGES] = pages_of([PAGES])
    return pdf.write()


@case(_EITHER)
def pages_that_hold_themselves(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    pdf.objects[PAGES] = pages_of([PAGE, PAGES])
    return pdf.write()


@case(_EITHER)
def pages_in_a_ring(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    inner = pdf.add(pages_of([PAGES]))
    pdf.objects[PAGES] = pages_of([PAGE, inner])
    return pdf.write()


@case(_EITHER)
def kids_that_are_the_parent(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    pdf.objects[PAGES] = b"<< /Type /Pages /Count 1 /Kids %d 0 R >>" % PAGES
    return pdf.write()


@case(_EITHER)
def parents_in_a_ring(sheet: Sheet) -> bytes:
    """Make the page seek its box and its fonts among parents that lead back to it."""
    pdf = pdf_of(sheet.whole())
    pdf.replace(PAGE, b"/MediaBox " + LANDSCAPE, b"")
    pdf.extend(PAGES, b"/Parent %d 0 R" % PAGE)
    return pdf.write()


@case(_EITHER)
def page_that_is_its_own_parent(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    pdf.replace(PAGE, b"/MediaBox " + LANDSCAPE, b"")
    pdf.replace(PAGE, b"/Parent %d 0 R" % PAGES, b"/Parent %d 0 R" % PAGE)
    return pdf.write()


@case(_REFUSED)
def contents_that_are_themselves(sheet: Sheet) -> bytes:
    pdf = pdf_of(b"")
    pdf.objects[CONTENTS] = b"%d 0 R" % CONTENTS
    return pdf.write()


@case(_REFUSED)
def contents_in_a_ring(sheet: Sheet) -> bytes:
    pdf = pdf_of(b"")
    pdf.objects[CONTENTS] = b"[%d 0 R]" % pdf.add(b"[%d 0 R]" % CONTENTS)
    return pdf.write()


@case(_EITHER)
def sheet_and_contents_in_a_ring(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    ring = pdf.add(b"")
    pdf.objects[ring] = b"%d 0 R" % pdf.add(b"%d 0 R" % ring)
    pdf.replace(PAGE, b"/Contents 5 0 R", b"/Contents [5 0 R %d 0 R]" % ring)
    return pdf.write()


def _own(sheet: Sheet, key: bytes) -> bytes:
    """Return a sheet whose page gives as a value a reference to itself."""
    pdf = pdf_of(sheet.whole(), box=LANDSCAPE)
    ring = pdf.add(b"")
    pdf.objects[ring] = b"%d 0 R" % ring
    if key == b"MediaBox":
        pdf.replace(PAGE, LANDSCAPE, b"%d 0 R" % ring)
    elif key == b"Font":
        pdf.objects[FONT] = b"%d 0 R" % ring
    else:
        pdf.extend(PAGE, b"/%s %d 0 R" % (key, ring))
    return pdf.write()


for _key in (b"MediaBox", b"CropBox", b"Rotate", b"UserUnit", b"Annots", b"Font"):
    add(f"reference-to-itself-as-{_key.decode().lower()}", _EITHER, partial(_own, key=_key))


@case(_EITHER)
def resources_in_a_ring(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    ring = pdf.add(b"")
    pdf.objects[ring] = b"<< /XObject %d 0 R /Pattern %d 0 R /ColorSpace %d 0 R >>" % (ring, ring, ring)
    pdf.replace(PAGE, b"/Resources <<", b"/Resources << /XObject %d 0 R /ColorSpace %d 0 R " % (ring, ring))
    return pdf.write()


@case(_EITHER)
def colour_space_of_itself(sheet: Sheet) -> bytes:
    pdf = pdf_of(b"/C0 cs 0 sc\n" + sheet.whole())
    space = pdf.add(b"")
    pdf.objects[space] = b"[/Indexed %d 0 R 1 (ab)]" % space
    pdf.replace(PAGE, b"/Resources <<", b"/Resources << /ColorSpace << /C0 %d 0 R >>" % space)
    return pdf.write()


@case(_EITHER)
def trailer_that_is_its_own_previous(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    body, offsets = pdf.body()
    return body + references(offsets) + pdf.end(b" /Prev %d" % len(body)) + startxref(len(body))


@case(_EITHER)
def trailers_in_a_ring(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    body, offsets = pdf.body()
    table = references(offsets)
    second = len(body) + len(table) + len(pdf.end(b" /Prev 0000000000"))
    one = table + pdf.end(b" /Prev %010d" % second)
    return body + one + b"xref\n0 0\n" + pdf.end(b" /Prev %d" % len(body)) + startxref(second)


def _resources(names: Sequence[int]) -> bytes:
    forms = b" ".join(b"/X%d %d 0 R" % (number, number) for number in names)
    return b"/Type /XObject /Subtype /Form /BBox [0 0 842 595] /Resources << /XObject << %s >> >> " % forms


def with_form(sheet: Sheet, pdf: Pdf, form: int) -> bytes:
    """Write the document of one page after making it draw the sheet, then the form."""
    pdf.replace(PAGE, b"/Resources <<", b"/Resources << /XObject << /X%d %d 0 R >>" % (form, form))
    pdf.objects[CONTENTS] = stream(sheet.whole() + b"q /X%d Do Q\n" % form)
    return pdf.write()


@case(_EITHER)
def form_that_draws_itself(sheet: Sheet) -> bytes:
    pdf = pdf_of(b"")
    form = CONTENTS + 1
    pdf.stream(b"/X%d Do" % form, _resources([form]))
    return with_form(sheet, pdf, form)


@case(_EITHER)
def forms_that_draw_each_other(sheet: Sheet) -> bytes:
    pdf = pdf_of(b"")
    form = CONTENTS + 1
    pdf.stream(b"/X%d Do" % (form + 1), _resources([form + 1]))
    pdf.stream(b"/X%d Do" % form, _resources([form]))
    return with_form(sheet, pdf, form)


@case(_EITHER)
def form_that_draws_itself_with_the_fonts_of_the_page(sheet: Sheet) -> bytes:
    """Hold a form without resources: it takes those of the page, and finds itself in them."""
    pdf = pdf_of(b"")
    form = pdf.stream(b"/X%d Do" % (CONTENTS + 1), b"/Type /XObject /Subtype /Form /BBox [0 0 842 595] ")
    return with_form(sheet, pdf, form)


@case(_EITHER, heavy=True)
def forms_that_multiply(sheet: Sheet) -> bytes:
    """Hold ten forms, each of which draws the next one ten times."""
    pdf = pdf_of(b"")
    first = CONTENTS + 1
    for number in range(first, first + 10):
        pdf.stream(b"/X%d Do " % (number + 1) * 10, _resources([number + 1]))
    pdf.stream(b"0 0 1 1 re f", _resources([]))
    return with_form(sheet, pdf, first)


@case(_EITHER)
def forms_a_thousand_deep(sheet: Sheet) -> bytes:
    pdf = pdf_of(b"")
    first = CONTENTS + 1
    for number in range(first, first + 1000):
        pdf.stream(b"/X%d Do" % (number + 1), _resources([number + 1]))
    pdf.stream(b"", _resources([]))
    return with_form(sheet, pdf, first)


@case(_EITHER)
def glyph_that_draws_itself(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole() + b"BT /F2 9 Tf 20 20 Td (a) Tj ET")
    font = pdf.add(b"")
    glyph = pdf.stream(b"1000 0 0 0 750 750 d1 BT /F2 1 Tf (a) Tj ET")
    pdf.objects[font] = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 750 750] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 97 "
        b"/LastChar 97 /Widths [1000] /Encoding << /Differences [97 /own] >> /CharProcs << /own %d 0 R >> "
        b"/Resources << /Font << /F2 %d 0 R >> >> >>" % (glyph, font)
    )
    pdf.replace(PAGE, b"/Font <<", b"/Font << /F2 %d 0 R" % font)
    return pdf.write()


@case(_EITHER)
def pattern_that_paints_itself(sheet: Sheet) -> bytes:
    pdf = pdf_of(b"/Pattern cs /P1 scn 0 0 10 10 re f 0 g\n" + sheet.whole())
    own = pdf.add(b"")
    pdf.objects[own] = stream(
        b"/Pattern cs /P1 scn 0 0 5 5 re f",
        b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 5 5] /XStep 5 /YStep 5 "
        b"/Resources << /Pattern << /P1 %d 0 R >> >> " % own,
    )
    pdf.replace(PAGE, b"/Resources <<", b"/Resources << /Pattern << /P1 %d 0 R >>" % own)
    return pdf.write()


@case(_EITHER)
def outline_structure_and_names_in_rings(sheet: Sheet) -> bytes:
    """Hold loops in what nobody needs to read a page: bookmarks, structure, names, page labels."""
    pdf = pdf_of(sheet.whole())
    mark, part, names = (pdf.add(b"") for _ in range(3))
    pdf.objects[mark] = b"<< /Title (a) /First %d 0 R /Last %d 0 R /Next %d 0 R /Parent %d 0 R >>" % ((mark,) * 4)
    pdf.objects[part] = b"<< /Type /StructTreeRoot /S /Document /P %d 0 R /K [%d 0 R] >>" % (part, part)
    pdf.objects[names] = b"<< /Kids [%d 0 R] /Dests %d 0 R /Nums %d 0 R >>" % ((names,) * 3)
    entries = b"/Outlines %d 0 R /StructTreeRoot %d 0 R /Names %d 0 R /PageLabels %d 0 R /Dests %d 0 R"
    pdf.extend(CATALOG, entries % (mark, part, names, names, names))
    return pdf.write()


# Object streams: object N stands in a compressed stream, and only a stream of references can say so.


def _boxed(pdf: Pdf, extra: bytes = b"") -> tuple[bytes, int]:
    """Return an object stream that holds catalog, pages and page, and the number of it."""
    numbers = [CATALOG, PAGES, PAGE]
    places, body = [], b""
    for number in numbers:
        places.append(b"%d %d" % (number, len(body)))
        body += pdf.objects.pop(number) + b" "
    index = b" ".join(places) + b" "
    holder = pdf.add(b"")
    entries = b"/Type /ObjStm /N %d /First %d %s" % (len(numbers), len(index), extra)
    return stream(index + body, entries.replace(b"OWN", b"%d" % holder)), holder


def _with_references(pdf: Pdf, boxed: dict[int, tuple[int, int]], extra: bytes = b"") -> bytes:
    """Write the document with a stream of references; `boxed` says for an object in which one it stands, and where."""
    body, offsets = pdf.body()
    own = max(*pdf.objects, *boxed) + 1
    offsets[own] = len(body)
    rows = [b"\0" + bytes(6)]
    for number in range(1, own + 1):
        kind, one, two = (2, *boxed[number]) if number in boxed else (1, offsets[number], 0)
        rows.append(bytes([kind]) + one.to_bytes(4, "big") + two.to_bytes(2, "big"))
    entries = b"/Type /XRef /W [1 4 2] /Size %d /Root %d 0 R " % (own + 1, CATALOG)
    table = stream(b"".join(rows), entries + extra.replace(b"HERE", b"%d" % len(body)))
    return body + b"%d 0 obj\n%s\nendobj\n" % (own, table) + startxref(len(body))


def _in_object_stream(sheet: Sheet, extra: bytes = b"", previous: bytes = b"") -> bytes:
    pdf = pdf_of(sheet.whole())
    body, holder = _boxed(pdf, extra)
    pdf.objects[holder] = body
    return _with_references(pdf, {CATALOG: (holder, 0), PAGES: (holder, 1), PAGE: (holder, 2)}, previous)


add("good-in-an-object-stream", _READ, _in_object_stream)
add("object-stream-that-extends-itself", _EITHER, partial(_in_object_stream, extra=b"/Extends OWN 0 R "))
add("reference-stream-that-is-its-own-previous", _EITHER, partial(_in_object_stream, previous=b"/Prev HERE "))
add("reference-stream-that-is-its-own-hybrid", _EITHER, partial(_in_object_stream, previous=b"/XRefStm HERE "))


@case(_EITHER)
def object_streams_that_extend_each_other(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    body, holder = _boxed(pdf, b"/Extends %d 0 R " % (CONTENTS + 2))
    pdf.objects[holder] = body
    pdf.stream(b"", b"/Type /ObjStm /N 0 /First 0 /Extends %d 0 R " % holder)
    return _with_references(pdf, {CATALOG: (holder, 0), PAGES: (holder, 1), PAGE: (holder, 2)})


@case(_EITHER)
def object_stream_in_itself(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    body, holder = _boxed(pdf)
    pdf.objects[holder] = body
    inside = {CATALOG: (holder, 0), PAGES: (holder, 1), PAGE: (holder, 2), holder: (holder, 3)}
    return _with_references(pdf, inside)


@case(_EITHER)
def object_stream_of_two_thousand_million(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    body, holder = _boxed(pdf)
    pdf.objects[holder] = body.replace(b"/N 3", b"/N 2000000000")
    return _with_references(pdf, {CATALOG: (holder, 0), PAGES: (holder, 1), PAGE: (holder, 2)})


# Nesting.


def _deep(sheet: Sheet, opening: bytes, closing: bytes = b"") -> bytes:
    """Return a sheet whose contents begin with deep nesting."""
    return pdf_of(opening * DEPTH + closing * DEPTH + b"\n" + sheet.whole()).write()


_NESTINGS = {
    "arrays": (b"[", b"]"),
    "open-arrays": (b"[", b""),
    "dictionaries": (b"<</A ", b">>"),
    "strings": (b"(", b")"),
    "saved-states": (b"q ", b"Q "),
    "open-states": (b"q ", b""),
    "marked-contents": (b"/Span BMC ", b"EMC "),
    "restored-states": (b"Q ", b""),
}
for _what, (_opening, _closing) in _NESTINGS.items():
    add(f"deep-{_what}-in-contents", _EITHER, partial(_deep, opening=_opening, closing=_closing))


@case(_EITHER)
def deep_array_in_an_object(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    pdf.extend(PAGE, b"/Nest " + b"[" * DEPTH + b"]" * DEPTH)
    return pdf.write()


@case(_EITHER)
def deep_dictionary_in_the_catalog(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    pdf.extend(CATALOG, b"/Nest " + b"<</A " * DEPTH + b"1" + b">>" * DEPTH)
    return pdf.write()


@case(_EITHER)
def deep_array_in_the_trailer(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    pdf.trailer = b" /Nest " + b"[" * DEPTH + b"]" * DEPTH
    return pdf.write()


@case(_EITHER)
def deep_references(sheet: Sheet) -> bytes:
    """Hold a box that is found at the end of a chain of ten thousand references."""
    pdf = pdf_of(sheet.whole(), box=b"%d 0 R" % (CONTENTS + 1))
    for _ in range(10_000):
        pdf.add(b"%d 0 R" % (max(pdf.objects) + 2))
    pdf.add(LANDSCAPE)
    return pdf.write()


@case(_EITHER)
def deep_page_tree(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    below = PAGE
    for _ in range(10_000):
        below = pdf.add(pages_of([below]))
    pdf.objects[PAGES] = pages_of([below])
    pdf.objects[PAGE] = page_of(CONTENTS)
    return pdf.write()
