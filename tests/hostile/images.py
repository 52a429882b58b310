"""Images, and PDFs of nothing but an image, that are cut off, spoilt, vast, tiny, endless, empty, or something else."""

from __future__ import annotations

import struct
import zlib
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pypdfium2
from PIL import Image

from tests.hostile.cases import Case, Fate
from tests.hostile.writer import flooded, pdf_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.hostile.cases import Maker
    from tests.hostile.sheet import Sheet

IMAGES: list[Case] = []

_REFUSED, _READ, _EITHER = Fate.REFUSED, Fate.READ, Fate.EITHER
DPI = 150
#: A page that only an image fills.
_FILLED = b"q 842 0 0 595 0 0 cm /Im0 Do Q"


def _add(file: str, fate: Fate, make: Maker, *, heavy: bool = False, noted: bool = False) -> None:
    name, _, suffix = file.rpartition(".")
    IMAGES.append(Case(name, fate, make, heavy, noted, suffix=f".{suffix}"))


def case(file: str, fate: Fate, *, heavy: bool = False, noted: bool = False) -> Callable[[Maker], Maker]:
    """Add the decorated maker as the case of a file of this name."""

    def decorate(make: Maker) -> Maker:
        _add(file, fate, make, heavy=heavy, noted=noted)
        return make

    return decorate


def picture(sheet: Sheet) -> Image.Image:
    """Return what the sheet looks like."""
    page = pypdfium2.PdfDocument(pdf_of(sheet.whole()).write())[0]
    image: Image.Image = page.render(scale=DPI / 72, grayscale=True).to_pil()
    return image


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, kind, dpi=(DPI, DPI), **options)
    return file.getvalue()


def png(columns: int, rows: int, data: bytes, *others: tuple[bytes, bytes]) -> bytes:
    """Return a PNG of one bit to a pixel, chunk by chunk; `data` is its packed rows."""
    head = struct.pack(">IIBBBBB", columns, rows, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), *others, (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


def image_pdf(data: bytes, entries: bytes) -> bytes:
    """Return a PDF of a page that shows one image, whose data and dictionary may be anything."""
    pdf = pdf_of(_FILLED, entries=b"/Resources << /XObject << /Im0 6 0 R >> >>")
    assert pdf.stream(data, b"/Type /XObject /Subtype /Image " + entries) == 6
    return pdf.write()


def described(columns: int, rows: int, kind: str, bits: int = 8) -> bytes:
    sides = f"/Width {columns} /Height {rows} /BitsPerComponent {bits} "
    return f"{sides}/ColorSpace /DeviceGray /Filter /{kind} ".encode()


# Cut off and spoilt


def _cut(sheet: Sheet, kind: str, share: float) -> bytes:
    data = encoded(picture(sheet), kind)
    return data[: int(len(data) * share)]


for _kind, _suffix in (("PNG", "png"), ("JPEG", "jpg"), ("TIFF", "tif")):
    for _percent in (1, 50, 99):
        _make = partial(_cut, kind=_kind, share=_percent / 100)
        _add(f"{_suffix}-cut-at-{_percent}.{_suffix}", _REFUSED, _make)


def _jpeg_with_a_hole(sheet: Sheet) -> bytes:
    data = encoded(picture(sheet), "JPEG")
    return data[: len(data) // 4] + data[len(data) // 4 + 400 :]


@case("jpeg-with-a-hole.jpg", _EITHER, heavy=True, noted=True)
def jpeg_with_a_hole(sheet: Sheet) -> bytes:
    """Leave out a little: decoders go on, and draw what follows in other places."""
    return _jpeg_with_a_hole(sheet)


@case("pdf-of-a-jpeg-with-a-hole.pdf", _EITHER, heavy=True, noted=True)
def pdf_of_a_jpeg_with_a_hole(sheet: Sheet) -> bytes:
    return image_pdf(_jpeg_with_a_hole(sheet), described(*picture(sheet).size, "DCTDecode"))


@case("second-page-cut-off.tif", _EITHER, noted=True)
def second_page_cut_off(sheet: Sheet) -> bytes:
    page = picture(sheet)
    return encoded(page, "TIFF", save_all=True, append_images=[page])[:-5000]


@case("png-spoilt.png", _REFUSED)
def png_spoilt(sheet: Sheet) -> bytes:
    data = bytearray(encoded(picture(sheet), "PNG"))
    data[len(data) // 2] ^= 0x10
    return bytes(data)


def _jpeg_in_pdf(sheet: Sheet, share: float) -> bytes:
    page = picture(sheet)
    data = encoded(page, "JPEG")
    return image_pdf(data[: int(len(data) * share)], described(*page.size, "DCTDecode"))


for _percent in (0, 1, 50, 99):
    _add(f"pdf-of-a-jpeg-cut-at-{_percent}.pdf", _REFUSED, partial(_jpeg_in_pdf, share=_percent / 100))


@case("second-page-of-a-pdf-cut-off.pdf", _EITHER, noted=True)
def second_page_of_a_pdf_cut_off(sheet: Sheet) -> bytes:
    """Print the sheet on a page, and show a scan of it on the next, whose image breaks off."""
    page = picture(sheet)
    data = zlib.compress(page.tobytes())
    pdf = pdf_of(sheet.whole(), _FILLED, entries=b"/Resources << /Font << /F1 3 0 R >> /XObject << /Im0 8 0 R >> >>")
    image = b"/Type /XObject /Subtype /Image " + described(*page.size, "FlateDecode")
    assert pdf.stream(data[: len(data) // 2], image) == 8
    return pdf.write()


@case("pdf-of-a-packed-image-cut-off.pdf", _REFUSED)
def pdf_of_a_packed_image_cut_off(sheet: Sheet) -> bytes:
    page = picture(sheet)
    data = zlib.compress(page.tobytes())
    return image_pdf(data[: len(data) // 2], described(*page.size, "FlateDecode"))


@case("pdf-of-text-called-an-image.pdf", _REFUSED)
def pdf_of_text_called_an_image(sheet: Sheet) -> bytes:
    return image_pdf(b"GBP 24,468 - GBP 35,790", described(1000, 700, "DCTDecode"))


@case("pdf-of-an-image-that-is-not-there.pdf", _REFUSED)
def pdf_of_an_image_that_is_not_there(sheet: Sheet) -> bytes:
    return pdf_of(_FILLED, entries=b"/Resources << /XObject << /Im0 99 0 R >> >>").write()


# Vast, tiny and endless


def _sized(sheet: Sheet, columns: int, rows: int) -> bytes:
    """Return a PNG that says how large it is; its data is that of a small one."""
    return png(columns, rows, zlib.compress(bytes(2_000)))


for _sides in ((1, 1), (31_000, 33_000), (2**31 - 1, 2**31 - 1)):
    _make = partial(_sized, columns=_sides[0], rows=_sides[1])
    _add(f"png-of-{_sides[0]}-by-{_sides[1]}.png", _REFUSED, _make)


@case("png-of-a-thousand-million-pixels.png", _REFUSED, heavy=True)
def png_of_a_thousand_million_pixels(sheet: Sheet) -> bytes:
    return png(32_000, 32_000, flooded(0, 32_000 * 4_001 + 2**20))


@case("png-of-a-hundred-million-pixels.png", _EITHER, heavy=True)
def png_of_a_hundred_million_pixels(sheet: Sheet) -> bytes:
    return png(10_000, 11_900, flooded(0, 11_900 * 1_251 + 2**20))


@case("png-with-a-note-that-unpacks-to-a-gibibyte.png", _EITHER, heavy=True)
def png_with_a_note_that_unpacks_to_a_gibibyte(sheet: Sheet) -> bytes:
    rows = zlib.compress(bytes(400 * 51))
    return png(400, 400, rows, (b"zTXt", b"note\0\0" + flooded(0, 2**30)))


@case("jpeg-that-says-it-is-65500-by-65500.jpg", _REFUSED)
def jpeg_that_says_it_is_65500_by_65500(sheet: Sheet) -> bytes:
    page = picture(sheet)
    sides = struct.pack(">HH", page.height, page.width)
    return encoded(page, "JPEG").replace(b"\xff\xc0\x00\x0b\x08" + sides, b"\xff\xc0\x00\x0b\x08\xff\xdc\xff\xdc")


@case("pdf-of-a-thousand-million-pixels.pdf", _REFUSED, heavy=True)
def pdf_of_a_thousand_million_pixels(sheet: Sheet) -> bytes:
    return image_pdf(flooded(0, 32_000 * 4_000), described(32_000, 32_000, "FlateDecode", 1))


@case("pdf-of-an-image-that-unpacks-to-a-gibibyte.pdf", _REFUSED, heavy=True)
def pdf_of_an_image_that_unpacks_to_a_gibibyte(sheet: Sheet) -> bytes:
    return image_pdf(flooded(0, 2**30), described(1000, 700, "FlateDecode"))


@case("gif-that-moves-a-thousand-times.gif", _REFUSED)
def gif_that_moves_a_thousand_times(sheet: Sheet) -> bytes:
    return _moving()


@case("gif-called-png.png", _REFUSED)
def gif_called_png(sheet: Sheet) -> bytes:
    return _moving()


def _moving() -> bytes:
    frames = [Image.new("L", (120, 120), shade) for shade in (0, 255) * 500]
    return encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])


@case("tiff-in-a-ring.tif", _EITHER, heavy=True)
def tiff_in_a_ring(sheet: Sheet) -> bytes:
    """Let the file's only directory be followed by itself."""
    data = bytearray(encoded(picture(sheet), "TIFF"))
    start = struct.unpack("<I", data[4:8])[0]
    end = start + 2 + 12 * struct.unpack("<H", data[start : start + 2])[0]
    data[end : end + 4] = data[4:8]
    return bytes(data)


# Something else


@case("empty.png", _REFUSED)
def empty(sheet: Sheet) -> bytes:
    return b""


@case("really-text.jpg", _REFUSED)
def really_text(sheet: Sheet) -> bytes:
    return b"Pay ranges: 24,468 to 35,790\n"


@case("really-a-web-page.png", _REFUSED)
def really_a_web_page(sheet: Sheet) -> bytes:
    return b"<!doctype html><title>404</title><p>Not found"


@case("really-a-jpeg.png", _EITHER, heavy=True)
def really_a_jpeg(sheet: Sheet) -> bytes:
    return encoded(picture(sheet), "JPEG")


@case("really-a-pdf.tif", _EITHER, heavy=True)
def really_a_pdf(sheet: Sheet) -> bytes:
    return pdf_of(sheet.whole()).write()


@case("all-white.png", _REFUSED)
def all_white(sheet: Sheet) -> bytes:
    return encoded(Image.new("L", (1240, 1754), 255), "PNG")


@case("all-black.png", _EITHER, heavy=True)
def all_black(sheet: Sheet) -> bytes:
    return encoded(Image.new("L", (1240, 1754), 0), "PNG")


@case("noise.png", _EITHER, heavy=True)
def noise(sheet: Sheet) -> bytes:
    pixels = np.random.default_rng(7).integers(0, 256, (1754, 1240), np.uint8)
    return encoded(Image.fromarray(pixels), "PNG")
