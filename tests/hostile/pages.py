"""Pages of impossible sizes, fonts that say nothing, contents that are no contents, and documents that act."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from tests.hostile.cases import Cases, Fate
from tests.hostile.sheet import EDGES, LEFT, TOP, draw, literal, text
from tests.hostile.writer import CATALOG, CONTENTS, FONT, LANDSCAPE, PAGE, Pdf, pdf_of, stream

if TYPE_CHECKING:
    from tests.hostile.sheet import Sheet

PAGE_CASES = Cases()
case, add = PAGE_CASES.case, PAGE_CASES.add

_REFUSED, _READ, _EITHER = Fate.REFUSED, Fate.READ, Fate.EITHER
TEN_METRES = b"[0 0 28346.46 28346.46]"


# Sizes.


def _sized(sheet: Sheet, box: bytes, entries: bytes = b"") -> bytes:
    return pdf_of(sheet.whole(), box=box, entries=entries).write()


_BOXES = {
    "ten-metres": TEN_METRES,
    "zero": b"[0 0 0 0]",
    "of-no-height": b"[0 0 842 0]",
    "nan": b"[0 0 nan nan]",
    "infinite": b"[0 0 inf 1e999]",
    "exponent": b"[0 0 1e38 1e38]",
    "four-hundred-digits": b"[0 0 842 " + b"9" * 400 + b"]",
    "three-numbers": b"[0 0 842]",
    "five-numbers": b"[0 0 842 595 7]",
    "empty": b"[]",
    "strings": b"[(0) (0) (842) (595)]",
    "number": b"842",
    "null": b"null",
}
for _name, _box in _BOXES.items():
    add(f"box-{_name}", _EITHER, partial(_sized, box=_box))
add("box-far-from-the-origin", _EITHER, partial(_sized, box=b"[-30000 -30000 842 595]"))


@case(_READ)
def box_upside_down(sheet: Sheet) -> bytes:
    """Give the corners of the page in the other order, as the standard allows."""
    return _sized(sheet, b"[842 595 0 0]")


_ENTRIES = {
    "unit-of-75000": b"/UserUnit 75000",
    "unit-of-zero": b"/UserUnit 0",
    "unit-negative": b"/UserUnit -1",
    "unit-nan": b"/UserUnit nan",
    "crop-outside": b"/CropBox [2000 2000 3000 3000]",
    "crop-empty": b"/CropBox [10 10 10 10]",
    "rotated-by-45": b"/Rotate 45",
    "rotated-by-450": b"/Rotate 450",
    "rotated-by-a-name": b"/Rotate /Left",
    "rotated-by-a-hundred-digits": b"/Rotate " + b"9" * 100,
}
for _name, _entries in _ENTRIES.items():
    add(f"page-{_name}", _EITHER, partial(_sized, box=LANDSCAPE, entries=_entries))


@case(_REFUSED)
def ten_metres_of_nothing(sheet: Sheet) -> bytes:
    return pdf_of(text(28_000, 28_000, "nothing"), box=TEN_METRES).write()


@case(_EITHER, heavy=True)
def ten_metres_ruled(sheet: Sheet) -> bytes:
    """Draw the sheet in a corner of ten metres by ten, and a rule at each millimetre."""
    rules = b"".join(b"0 %g m 28346 %g l S\n" % (n * 2.8346, n * 2.8346) for n in range(10_000))
    return pdf_of(sheet.whole() + rules, box=TEN_METRES).write()


# Fonts.


def _coder(start: int) -> dict[str, int]:
    """Give each letter that a sheet may print a number that says nothing about it."""
    letters = [chr(code) for code in range(32, 127)] + ["–"]
    numbers = list(range(start, start + len(letters)))
    Random(3).shuffle(numbers)  # noqa: S311 - a glyph order, not a secret
    return dict(zip(letters, numbers, strict=True))


def _hexadecimal(words: str, width: int = 4) -> bytes:
    codes = _coder(0x120 if width == 4 else 0x21)
    return b"<" + "".join(f"{codes[char]:0{width}x}" for char in words).encode() + b">"


def identity_font(pdf: Pdf, mapping: int | None = None, encoding: bytes = b"/Identity-H") -> bytes:
    """Return a composite font whose codes are glyph numbers."""
    inner = pdf.add(
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /ABCDEF+Sheet /DW 500 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
    )
    unicode_map = b"/ToUnicode %d 0 R" % mapping if mapping else b""
    return b"<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+Sheet /Encoding %s %s /DescendantFonts [%d 0 R] >>" % (
        encoding,
        unicode_map,
        inner,
    )


def unicode_map(target: dict[int, str]) -> bytes:
    """Return a map from codes of two bytes to letters."""
    pairs = "\n".join(f"<{code:04x}> <{char.encode('utf-16-be').hex()}>" for code, char in target.items())
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Sheet def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(target)} beginbfchar\n{pairs}\nendbfchar endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()


@case(_REFUSED)
def font_without_a_unicode_map(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole(_hexadecimal))
    pdf.objects[FONT] = identity_font(pdf)
    return pdf.write()


@case(_EITHER, noted=True)
def pay_in_a_font_without_a_unicode_map(sheet: Sheet) -> bytes:
    """Set the amounts, and only these, in a font whose codes say nothing."""

    def show(words: str) -> bytes:
        secret = b"/F2 8 Tf " + _hexadecimal(words)
        return secret if " – " in words else literal(words)

    pdf = pdf_of(sheet.whole(show))
    pdf.replace(PAGE, b"/Font <<", b"/Font << /F2 %d 0 R" % pdf.add(identity_font(pdf)))
    return pdf.write()


@case(_EITHER, noted=True)
def second_page_without_a_unicode_map(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.first(), sheet.second(_hexadecimal))
    font = pdf.add(identity_font(pdf))
    pdf.replace(PAGE + 2, b"/F1 %d 0 R" % FONT, b"/F1 %d 0 R" % font)
    return pdf.write()


@case(_READ)
def font_with_a_unicode_map(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole(_hexadecimal))
    pdf.objects[FONT] = identity_font(pdf, pdf.stream(unicode_map({n: char for char, n in _coder(0x120).items()})))
    return pdf.write()


def _mapped(sheet: Sheet, target: str) -> bytes:
    """Return a sheet whose Unicode map gives for every glyph the same letter, or one of a private area."""
    pdf = pdf_of(sheet.whole(_hexadecimal))
    letters = {n: target or chr(0xE000 + n) for n in _coder(0x120).values()}
    pdf.objects[FONT] = identity_font(pdf, pdf.stream(unicode_map(letters)))
    return pdf.write()


add("unicode-map-into-the-private-area", _REFUSED, partial(_mapped, target=""))
add("unicode-map-into-replacement-characters", _REFUSED, partial(_mapped, target="\ufffd"))
add("unicode-map-into-nothing", _REFUSED, partial(_mapped, target="\0"))
add("unicode-map-into-spaces", _REFUSED, partial(_mapped, target=" "))


@case(_EITHER)
def unicode_map_that_uses_itself(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole(_hexadecimal))
    mapping = unicode_map({n: char for char, n in _coder(0x120).items()})
    own = pdf.stream(b"/Sheet usecmap\n" + mapping)
    pdf.replace(own, b"/Length", b"/UseCMap %d 0 R /CMapName /Sheet /Length" % own)
    pdf.objects[FONT] = identity_font(pdf, own)
    return pdf.write()


@case(_REFUSED)
def encoding_that_is_a_path(sheet: Sheet) -> bytes:
    """Name as encoding a file outside the folder of encodings."""
    pdf = pdf_of(sheet.whole(_hexadecimal))
    pdf.objects[FONT] = identity_font(pdf, encoding=b"/..#2f..#2f..#2f..#2ftmp#2fevil")
    return pdf.write()


def _by_glyph_names(sheet: Sheet, subtype: bytes) -> bytes:
    """Return a sheet in a font of one byte whose glyphs have names without a meaning."""
    pdf = pdf_of(sheet.whole(partial(_hexadecimal, width=2)))
    codes = range(0x21, 0x21 + 96)
    names = b" ".join(b"/sheet.%d" % code for code in codes)
    font = b"/Type /Font /Subtype /%s /FirstChar 33 /LastChar 128 /Widths [%s]" % (subtype, b"500 " * 96)
    font += b" /Encoding << /Differences [33 %s] >> /BaseFont /ABCDEF+Sheet" % names
    if subtype == b"Type3":
        glyph = pdf.stream(b"500 0 0 0 400 700 d1 0 0 400 700 re f")
        procedures = b" ".join(b"/sheet.%d %d 0 R" % (code, glyph) for code in codes)
        font += b" /FontBBox [0 0 500 700] /FontMatrix [0.001 0 0 0.001 0 0] /CharProcs << %s >>" % procedures
    pdf.objects[FONT] = b"<< %s >>" % font
    return pdf.write()


add("font-of-drawn-glyphs", _REFUSED, partial(_by_glyph_names, subtype=b"Type3"))
add("font-of-unknown-glyph-names", _REFUSED, partial(_by_glyph_names, subtype=b"TrueType"))


def _font(sheet: Sheet, font: bytes) -> bytes:
    pdf = pdf_of(sheet.whole())
    pdf.objects[FONT] = font
    return pdf.write()


_FONTS = {
    "null": b"null",
    "empty": b"<< >>",
    "number": b"7",
    "of-no-kind": b"<< /Type /Font /Subtype /Magic /BaseFont /Helvetica >>",
    "without-descendants": b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [] >>",
    "with-zero-matrix": b"<< /Type /Font /Subtype /Type3 /FontMatrix [0 0 0 0 0 0] /FontBBox [0 0 0 0] "
    b"/CharProcs << >> /Encoding << /Differences [] >> /FirstChar 0 /LastChar 0 /Widths [0] >>",
    "with-wrong-widths": b"<< /Type /Font /Subtype /TrueType /BaseFont /A /FirstChar 0 /LastChar 255 "
    b"/Widths [(a) null] /Encoding /WinAnsiEncoding >>",
    "with-file-of-noise": b"<< /Type /Font /Subtype /TrueType /BaseFont /A /Encoding /WinAnsiEncoding /FontDescriptor "
    b"<< /Type /FontDescriptor /FontName /A /Flags 32 /FontFile2 5 0 R >> >>",
}
for _name, _bytes in _FONTS.items():
    add(f"font-{_name}", _EITHER, partial(_font, font=_bytes))


@case(_EITHER)
def font_that_is_not_there(sheet: Sheet) -> bytes:
    pdf = pdf_of(sheet.whole())
    pdf.replace(PAGE, b"/F1 %d 0 R" % FONT, b"")
    return pdf.write()


# Contents.


def _garbled(sheet: Sheet, before: bytes, after: bytes = b"") -> bytes:
    return pdf_of(before + b"\n" + sheet.whole() + after).write()


_GARBAGE = {
    "unknown-operators": b"1 2 3 foo /Bar baz (x) <41> [1] << /A 1 >> qux",
    "missing-operands": b"Tf Td Tj TJ cm re l c scn gs Do BI' \" d sh Tm",
    "wrong-operands": b"(a) (b) Td /F1 (x) Tf [1] cm (x) w /N re 1 Tj (x) TJ null gs [(a)] d true rg",
    "empty-text-state": b"BT 0 Tf ET BT BT ET ET ET q Q Q Q EMC EMC",
    "huge-numbers": b"1e999 -1e999 m " + b"9" * 5000 + b" 1 l S 99999999999999999999 w " + b"1." + b"0" * 5000 + b" g",
    "numbers-misspelt": b"--5 0 m 1.2.3 4 l S 5- 6 m +-7 . - l S",
    "nothing-closes": b"q BT /F1 8 Tf 10 10 Td (open",
    "hexadecimal-of-nothing": b"BT /F1 8 Tf 9 9 Td <zz> Tj <4> Tj <> Tj ET",
    "names-misspelt": b"/#zz /# /#0 gs / gs",
    "zero-bytes": bytes(5000),
}
for _name, _bytes in _GARBAGE.items():
    add(f"garbage-{_name}", _EITHER, partial(_garbled, before=_bytes))
for _seed in range(3):
    _noise = Random(_seed).randbytes(3000)  # noqa: S311 - noise, not a secret
    add(f"garbage-noise-{_seed}", _EITHER, partial(_garbled, before=_noise))
add("garbage-open-image-at-the-end", _EITHER, partial(_garbled, before=b"", after=b"BI /W 9999999 /H 9 ID abc"))
add("garbage-open-string-at-the-end", _EITHER, partial(_garbled, before=b"", after=b"BT (never closed " + b"x" * 9999))


def _turned(sheet: Sheet, matrix: bytes) -> bytes:
    return pdf_of(b"q %s cm\n%sQ" % (matrix, sheet.whole())).write()


_MATRICES = {
    "flat": b"0 0 0 0 0 0",
    "minute": b"0.000001 0 0 0.000001 0 0",
    "enormous": b"1000000 0 0 1000000 0 0",
    "mirrored": b"-1 0 0 1 842 0",
    "slanted": b"1 0.4 -0.4 1 0 0",
    "nan": b"nan 0 0 nan 0 0",
}
for _name, _matrix in _MATRICES.items():
    add(f"drawn-{_name}", _EITHER, partial(_turned, matrix=_matrix))


@case(_EITHER)
def words_off_the_page(sheet: Sheet) -> bytes:
    """Write more amounts where the paper ends: who prints the sheet does not see them."""
    beyond = b"1 0 0 1 0 -900 cm\n" + draw(sheet.upper).replace(b"21,890", b"11,890")
    return pdf_of(sheet.whole() + b"q " + beyond + b"Q").write()


@case(_EITHER, noted=True)
def amounts_in_annotations(sheet: Sheet) -> bytes:
    """Let one pay range stand in a note on the page, which every viewer shows where the cell is empty."""
    cell = next(box for box in sheet.upper if "21,890 – 31,890" in box.lines)
    bare = [replace(box, lines=() if box is cell else box.lines) for box in sheet.upper]
    pdf = pdf_of(text(LEFT, TOP + 8, sheet.year) + draw(bare) + sheet.second())
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 108 14] /Resources << /Font << /F1 %d 0 R >> >> " % FONT
    shown = pdf.stream(text(3, 3, cell.lines[0]), form)
    place = (EDGES[cell.first], cell.top - cell.height, EDGES[cell.last + 1], cell.top)
    note = b"<< /Type /Annot /Subtype /FreeText /F 4 /Rect [%d %d %d %d] /Contents %s /AP << /N %d 0 R >> >>"
    pdf.extend(PAGE, b"/Annots [%d 0 R]" % pdf.add(note % (*place, literal(cell.lines[0]), shown)))
    return pdf.write()


def _scan(pdf: Pdf) -> tuple[int, bytes]:
    """Add a grey picture without any text; return its number and the operators that fill a page with it."""
    picture = Random(5).randbytes(100 * 70)  # noqa: S311 - noise, not a secret
    image = pdf.flate(
        picture, b"/Type /XObject /Subtype /Image /Width 100 /Height 70 /BitsPerComponent 8 /ColorSpace /DeviceGray "
    )
    return image, b"q 842 0 0 595 0 0 cm /X%d Do Q" % image


@case(_REFUSED)
def picture_only(sheet: Sheet) -> bytes:
    pdf = pdf_of(b"")
    image, shown = _scan(pdf)
    pdf.objects[CONTENTS] = stream(shown)
    pdf.replace(PAGE, b"/Resources <<", b"/Resources << /XObject << /X%d %d 0 R >>" % (image, image))
    return pdf.write()


@case(_EITHER, noted=True)
def second_page_a_picture(sheet: Sheet) -> bytes:
    """Hold half of the sheet as text; nobody can tell what the second page says."""
    pdf = pdf_of(sheet.first(), b"")
    image, shown = _scan(pdf)
    pdf.objects[CONTENTS + 2] = stream(shown)
    pdf.replace(PAGE + 2, b"/Resources <<", b"/Resources << /XObject << /X%d %d 0 R >>" % (image, image))
    return pdf.write()


# Forms, portfolios, actions.

_WAIT = (
    "Please wait...",
    "If this message is not eventually replaced by the proper contents of the document, your PDF",
    "viewer may not be able to display this type of document.",
)


def _xfa(sheet: Sheet, *, dynamic: bool) -> bytes:
    """Return a form: dynamic, with a page that bids one wait, or over a page that holds the sheet."""
    waiting = b"".join(text(40, TOP - 20 * n, line) for n, line in enumerate(_WAIT))
    pdf = pdf_of(waiting if dynamic else sheet.whole())
    template = b'<template xmlns="http://www.xfa.org/schema/xfa-template/3.3/"><subform name="sheet"/></template>'
    parts = (pdf.stream(template), pdf.stream(b"<xfa:datasets/>"))
    pdf.extend(CATALOG, b"/AcroForm << /Fields [] /XFA [(template) %d 0 R (datasets) %d 0 R] >>" % parts)
    pdf.extend(CATALOG, b"/NeedsRendering true" if dynamic else b"")
    return pdf.write()


add("xfa-form", _REFUSED, partial(_xfa, dynamic=True))
add("xfa-form-over-a-sheet", _EITHER, partial(_xfa, dynamic=False))


def _attached(sheet: Sheet, *, portfolio: bool) -> bytes:
    """Return a document that holds another as a file: a portfolio with a cover, or a sheet with an attachment."""
    cover = text(40, 300, "For the best experience, open this PDF portfolio in a reader that shows portfolios.")
    pdf = pdf_of(cover if portfolio else sheet.whole())
    inner = pdf_of(sheet.whole().replace(b"21,890", b"11,890")).write()
    held = pdf.stream(inner, b"/Type /EmbeddedFile /Subtype /application#2fpdf ")
    name = pdf.add(b"<< /Type /Filespec /F (sheet.pdf) /UF (sheet.pdf) /EF << /F %d 0 R >> >>" % held)
    pdf.extend(CATALOG, b"/Names << /EmbeddedFiles << /Names [(sheet.pdf) %d 0 R] >> >>" % name)
    if portfolio:
        pdf.extend(CATALOG, b"/Collection << /View /D /D (sheet.pdf) >>")
    return pdf.write()


add("portfolio", _REFUSED, partial(_attached, portfolio=True))
add("sheet-with-an-attachment", _READ, partial(_attached, portfolio=False))


def _acting(sheet: Sheet, action: bytes) -> bytes:
    """Return a sheet that does something when it is opened, when its page is shown and when it is closed."""
    pdf = pdf_of(sheet.whole())
    number = pdf.add(action)
    pdf.extend(CATALOG, b"/OpenAction %d 0 R /AA << /WC %d 0 R >>" % (number, number))
    pdf.extend(PAGE, b"/AA << /O %d 0 R /C %d 0 R >>" % (number, number))
    return pdf.write()


_ACTIONS = {
    "javascript": b"<< /S /JavaScript /JS (while \\(true\\) app.alert\\('boo'\\);) >>",
    "launch": b"<< /S /Launch /F (launched) /Unix << /F (/bin/touch) /P (launched) >> /Win << /F (cmd.exe) >> >>",
    "link": b"<< /S /URI /URI (http://127.0.0.1:9/) >>",
    "submit": b"<< /S /SubmitForm /F << /FS /URL /F (http://127.0.0.1:9/) >> >>",
    "jump": b"<< /S /GoToR /F (../../../../etc/passwd) /D [0 /Fit] >>",
    "endless": b"<< /S /JavaScript /JS (1) /Next 6 0 R >>",
}
for _name, _action in _ACTIONS.items():
    add(f"action-{_name}", _READ, partial(_acting, action=_action))
