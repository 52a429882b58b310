"""A file to rasters: its pages as grey pixels, one at a time, at a resolution fit for their print size.

A page that is a scan is drawn on the grid of its own image, so that its pixels come as the scanner made them. pdfium
mends in silence what is cut off or spoilt: an image is looked through before what it makes of it is believed.
"""

from __future__ import annotations

import io
import math
import struct
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
import simplejpeg  # type: ignore[import-untyped]  # it has no types
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

#: Rows x columns of grey, from 0 for ink to 255 for paper.
Grey: TypeAlias = NDArray[np.uint8]
#: Something across and down.
Pair: TypeAlias = tuple[float, float]

#: Pixels to an inch: those at which letters are drawn, and those of an image that may have to do.
HIGHEST, LOWEST = 300.0, 150.0
#: Pixels to an inch that a file may give of itself, and inches of a page's longer side; other ones were not meant.
SANE, SIDES = (50.0, 1200.0), (4.0, 24.0)
#: What a program says of the pixels to an inch that does not know them.
UNTOLD = 72.0
#: The longer side of the usual page in inches, and points to an inch.
A4, POINTS = 11.69, 72.0
#: Pixels of an image that is opened; of a page that is kept as it is, or is made smaller; of a page's longer side.
MOST_PIXELS, KEPT, FEWEST = 120_000_000, 20_000_000, 100
#: Pages of a document; forms within forms that are searched for images.
MOST_PAGES, DEEPEST = 200, 6
#: Resolutions across and down that differ by less are one; fax machines have two.
SQUARE = 0.02
#: Images that cover this share of a page are the page. One that is so much smaller than the largest tells nothing.
WHOLE, MINOR = 0.5, 0.1
#: Pixels to an inch that show whether there is ink.
GLANCE = 100.0
AGAIN = "scan it again, or get another copy"
FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF")
#: What pillow raises on files that are cut off or spoilt; seen with thousands that were spoilt at random.
_SPOILT = (OSError, SyntaxError, ValueError, EOFError, TypeError, LookupError, ArithmeticError, struct.error)
#: Of TIFF: the tag that says what an image is, and its bits for a smaller copy and for a mask.
_SUBFILE, _NO_PAGE = 254, 0b101
#: Of TIFF: the tag that says which end of a grey scale is white, and its value where that is 0.
_PHOTOMETRIC, _WHITE_IS_ZERO = 262, 0
#: Where a JPEG begins; a PDF may have other bytes before it.
_JPEG = b"\xff\xd8\xff"

# `_check_sides` looks at them before anything is unpacked, and has a line for the user.
Image.MAX_IMAGE_PIXELS = None


class RefusedError(Exception):
    """A file that cannot be read: what was read, what was expected, what to do."""


@dataclass(frozen=True, slots=True)
class Raster:
    """A page as an image: its number from 1, its pixels, how many there are to an inch, its size in points as shown.

    `torn` says in words why part of it may not be what was scanned.
    """

    number: int
    pixels: Grey
    dpi: float
    size: Pair
    torn: str = ""


def count(path: Path) -> int:
    """Return how many pages a file has; raise `RefusedError` where there are none, or too many."""
    if _is_pdf(path):
        with _pdf(path) as pdf:
            return len(pdf)
    with _image(path) as image:
        return len(_frames(image))


def rasters(path: Path, pages: Collection[int] | None = None) -> Iterator[Raster]:
    """Yield the pages with these numbers, or all, in their order; raise `RefusedError` where one cannot be read."""
    if not _is_pdf(path):
        yield from _of_image(path, pages)
        return
    with _pdf(path) as pdf:
        for number, page in _pages(pdf, pages):
            torn = _checked_images(page, number)
            yield replace(_drawn(page, number, _density(page)), torn=torn)


def with_and_without_text(path: Path, pages: Collection[int] | None = None) -> Iterator[tuple[Raster, Raster]]:
    """Yield pages of a PDF twice, at a low resolution: as shown, and as shown if what is text were left out."""
    with _pdf(path) as pdf:
        for number, page in _pages(pdf, pages):
            shown = _drawn(page, number, (GLANCE, GLANCE))
            for thing in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_TEXT,), max_depth=DEEPEST):
                pdfium.FPDFTextObj_SetTextRenderMode(thing, pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)
            yield shown, _drawn(page, number, (GLANCE, GLANCE))


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as file:
        return b"%PDF-" in file.read(1024)


# Pages of a PDF


def _pdf(path: Path) -> pypdfium2.PdfDocument:
    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise RefusedError(f"the PDF cannot be opened; expected a whole one; {AGAIN}") from error
    if not 0 < len(pdf) <= MOST_PAGES:
        number = len(pdf)
        pdf.close()
        raise RefusedError(f"read a PDF of {number} pages; expected 1 to {MOST_PAGES}; split the file")
    return pdf


def _pages(pdf: pypdfium2.PdfDocument, wanted: Collection[int] | None) -> Iterator[tuple[int, pypdfium2.PdfPage]]:
    """Yield pages with their numbers from 1; each is closed before the next one is opened."""
    for number in range(1, len(pdf) + 1):
        if wanted is None or number in wanted:
            try:
                page = pdf[number - 1]
            except pypdfium2.PdfiumError as error:
                raise RefusedError(f"page {number} cannot be opened; expected a whole PDF; {AGAIN}") from error
            yield number, page
            page.close()


def _drawn(page: pypdfium2.PdfPage, number: int, density: Pair) -> Raster:
    """Draw a page on a grid of just so many whole pixels: where that is its image's own, no pixel is changed."""
    size = page.get_size()
    columns, rows = _grid((size[0] / POINTS, size[1] / POINTS), density)
    bitmap = pypdfium2.PdfBitmap.new_native(columns, rows, pdfium.FPDFBitmap_Gray)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, columns, rows)
    # Large images are thinned out, not averaged, unless this is forced.
    flags = pdfium.FPDF_ANNOT | pdfium.FPDF_RENDER_FORCEHALFTONE
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, columns, rows, 0, flags)
    pixels = np.array(bitmap.to_numpy(), np.uint8).reshape(rows, columns)
    bitmap.close()
    return Raster(number, pixels, columns * POINTS / size[0], size)


def _images(page: pypdfium2.PdfPage) -> list[pypdfium2.PdfImage]:
    return list(page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=DEEPEST))


def _density(page: pypdfium2.PdfPage) -> Pair:
    """Return the pixels to an inch at which a page is drawn: its images' own where they are the page."""
    areas = [(_area(image), image) for image in _images(page)]
    largest = max((area for area, _ in areas), default=0.0)
    turned = page.get_rotation() % 180 == 90
    found = [_own_density(image, turned=turned) for area, image in areas if area > MINOR * largest]
    across, down = max(found, default=(0.0, 0.0))
    if not all(SANE[0] <= side <= SANE[1] for side in (across, down)):
        return HIGHEST, HIGHEST
    wide, high = page.get_size()
    if sum(area for area, _ in areas) >= WHOLE * wide * high:
        return across, down
    either = min(max(across, down, LOWEST), HIGHEST)
    return either, either


def _area(image: pypdfium2.PdfImage) -> float:
    left, bottom, right, top = image.get_bounds()
    return float(abs(right - left) * abs(top - bottom))


def _own_density(image: pypdfium2.PdfImage, *, turned: bool) -> Pair:
    """Return the pixels to an inch of an image, across and down the page as shown; 0 where it has no extent."""
    a, b, c, d, _, _ = image.get_matrix().get()
    sides = (math.hypot(a, b), math.hypot(c, d))
    across, down = (
        pixels * POINTS / side if side else 0.0 for pixels, side in zip(image.get_px_size(), sides, strict=True)
    )
    return (down, across) if turned != (abs(b) > abs(a)) else (across, down)


def _checked_images(page: pypdfium2.PdfPage, number: int) -> str:
    """Say what is odd about the images of a page.

    Raise `RefusedError` where one is not whole: pdfium draws such a one white, grey or in part.
    """
    torn = ""
    for image in _images(page):
        try:
            fault = _fault(image)
        except pypdfium2.PdfiumError:
            fault = "cannot be unpacked"
        if fault:
            raise RefusedError(f"an image on page {number} {fault}; expected a whole one; {AGAIN}")
        torn = torn or _jpeg_damage(image)
    return torn


def _jpeg_damage(image: pypdfium2.PdfImage) -> str:
    if image.get_filters()[-1:] != ["DCTDecode"]:
        return ""
    data = bytes(image.get_data(decode_simple=True))
    return _damage(data[max(data.find(_JPEG), 0) :])


def _damage(data: bytes) -> str:
    """Say what libjpeg noticed of a JPEG: it goes on after data that end early or late, and what it draws has slid."""
    try:
        simplejpeg.decode_jpeg(data, "GRAY", min_height=1, min_width=1, strict=True)
    except ValueError as error:
        # Other reasons are of no concern here: it cannot turn every sort of colour into grey.
        return f"an image is damaged: {error}" if str(error).startswith("Corrupt JPEG data") else ""
    return ""


def _fault(image: pypdfium2.PdfImage) -> str:
    """Say what is wrong with the data of an image of a PDF; nothing where it is whole, or nobody can tell."""
    columns, rows = image.get_px_size()
    if columns * rows > MOST_PIXELS:
        return f"has more than {MOST_PIXELS // 1_000_000} million pixels"
    filters = image.get_filters()
    if filters[:1] == ["FlateDecode"] and not _unpacks(bytes(image.get_data())):
        return "is cut off or spoilt"
    if filters[-1:] == ["DCTDecode"]:
        data = bytes(image.get_data(decode_simple=True))
        return _photo_fault(data[max(data.find(_JPEG), 0) :])
    if filters[-1:] == ["JPXDecode"]:
        return _photo_fault(bytes(image.get_data(decode_simple=True)))
    return ""


def _unpacks(data: bytes) -> bool:
    """Tell whether data unpacks to its end, and to no more than the largest image."""
    unpacker = zlib.decompressobj()
    unpacked = 0
    try:
        while data and not unpacker.eof and unpacked <= MOST_PIXELS * 4:
            unpacked += len(unpacker.decompress(data, 2**20))
            data = unpacker.unconsumed_tail
    except zlib.error:
        return False
    return unpacker.eof


def _photo_fault(data: bytes) -> str:
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "JPEG2000")) as image:
            if image.width * image.height > MOST_PIXELS:
                return f"has more than {MOST_PIXELS // 1_000_000} million pixels"
            # All of it is read, and little of it is kept.
            image.draft(None, (1, 1))
            image.load()
    except _SPOILT:
        return "is cut off or spoilt"
    return ""


# Image files


@contextmanager
def _image(path: Path) -> Iterator[Image.Image]:
    # Not by its name: what pillow maps into memory then, it garbles where a TIFF says that it lies on its side.
    with path.open("rb") as file, _opened(file) as image:
        yield image


def _opened(file: BinaryIO) -> Image.Image:
    try:
        return Image.open(file, formats=FORMATS)
    except UnidentifiedImageError as error:
        kinds = f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}"
        raise RefusedError(f"read no image, or one that is damaged; expected a {kinds} file; {AGAIN}") from error
    except _SPOILT as error:
        raise RefusedError(f"the image cannot be opened; expected a whole one; {AGAIN}") from error


def _frames(image: Image.Image) -> list[int]:
    """Return which images of a file are pages, counted from 0; some are smaller copies, masks, or maps of depth."""
    if image.format == "MPO":
        return [0]
    found: list[int] = []
    # Counting them all first, as pillow does, takes as long as a hostile file says.
    for index in range(MOST_PAGES + 1):
        try:
            image.seek(index)
        except EOFError:
            break
        except _SPOILT as error:
            raise RefusedError(f"the file breaks off after {index} images; expected a whole one; {AGAIN}") from error
        if not _tag(image, _SUBFILE) & _NO_PAGE:
            found.append(index)
    if not 0 < len(found) <= MOST_PAGES:
        many = f"more than {MOST_PAGES} images" if found else "no page"
        raise RefusedError(f"read {many}; expected 1 to {MOST_PAGES} pages; split the file")
    return found


def _tag(image: Image.Image, number: int) -> int:
    found = getattr(image, "tag_v2", {}).get(number, 0)
    return found if isinstance(found, int) else 0


def _of_image(path: Path, pages: Collection[int] | None) -> Iterator[Raster]:
    with _image(path) as image:
        for number, index in enumerate(_frames(image), start=1):
            if pages is None or number in pages:
                image.seek(index)
                _check_sides(image, number)
                found = _read(image, number)
                yield replace(found, torn=_damage(path.read_bytes())) if image.format == "JPEG" else found


def _check_sides(image: Image.Image, number: int) -> None:
    if max(image.size) < FEWEST or image.width * image.height > MOST_PIXELS:
        sides = f"page {number} is {image.width} x {image.height} pixels"
        most = f"{MOST_PIXELS // 1_000_000} million in all"
        raise RefusedError(f"{sides}; expected {FEWEST} on its longer side and at most {most}; scan it at 300 dpi")


def _read(image: Image.Image, number: int) -> Raster:
    """Return the image that a file stands at, upright, its pixels made square where they are not."""
    density = _said(image) or (max(image.size) / A4,) * 2
    inches = (image.width / density[0], image.height / density[1])
    grid = _grid(inches, density)
    try:
        image.draft(None, grid)
        image.load()
        grey = _grey(image)
    except _SPOILT as error:
        raise RefusedError(f"page {number} is cut off or spoilt; expected a whole image; {AGAIN}") from error
    if grey.size != grid:
        grey = grey.resize(grid, Image.Resampling.BOX if sum(grid) < sum(grey.size) else Image.Resampling.BICUBIC)
    grey.info = dict(image.info)
    shown = ImageOps.exif_transpose(grey)
    dpi = max(grid) / max(inches)
    return Raster(number, np.array(shown, np.uint8), dpi, (shown.width * POINTS / dpi, shown.height * POINTS / dpi))


def _grey(image: Image.Image) -> Image.Image:
    """Return an image in grey, what is transparent in it as white; raise `ValueError` for pixels of an unknown kind."""
    if image.mode.startswith("I;16"):
        high = (np.asarray(image) >> 8).astype(np.uint8)
        return Image.fromarray(255 - high if _is_negative(image) else high)
    if image.mode in {"I", "F"}:
        raise ValueError(image.mode)
    if "A" not in image.getbands() and "a" not in image.getbands() and "transparency" not in image.info:
        return image.convert("L")
    layers = image if image.mode in {"RGBA", "LA"} else image.convert("RGBA")
    paper = Image.new("L", image.size, 255)
    paper.paste(layers.convert("L"), mask=layers.getchannel("A"))
    return paper


def _is_negative(image: Image.Image) -> bool:
    """Tell whether 0 stands for white, which pillow forgets where pixels have 16 bits."""
    return _PHOTOMETRIC in getattr(image, "tag_v2", {}) and _tag(image, _PHOTOMETRIC) == _WHITE_IS_ZERO


def _said(image: Image.Image) -> Pair | None:
    """Return the resolution that a file gives of itself, where it can be meant."""
    said = image.info.get("dpi")
    if not isinstance(said, tuple) or len(said) != 2:
        return None
    across, down = float(said[0]), float(said[1])
    if across == UNTOLD or not all(SANE[0] <= side <= SANE[1] for side in (across, down)):
        return None
    longer = max(image.width / across, image.height / down)
    return (across, down) if SIDES[0] <= longer <= SIDES[1] else None


# Both


def _grid(inches: Pair, density: Pair) -> tuple[int, int]:
    """Return the pixels across and down of a page: its own, unless they are not square, or more than tell anything."""
    across, down = density
    if abs(across / down - 1) > SQUARE:
        across = down = max(density)
    shrink = 1.0
    if inches[0] * across * inches[1] * down > KEPT:
        shrink = min(1.0, HIGHEST / max(across, down))
        shrink *= min(1.0, math.sqrt(KEPT / (inches[0] * across * inches[1] * down * shrink**2)))
    return max(round(inches[0] * across * shrink), 1), max(round(inches[1] * down * shrink), 1)
