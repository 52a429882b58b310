"""Puts scanned pages in a file: a PDF of images, a TIFF of several pages, a PNG or a JPEG; no clock in any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from pypdf import PdfReader, PdfWriter

if TYPE_CHECKING:
    from tests.sheets.scan_print import Pixels


@dataclass(frozen=True)
class Setting:
    """How a scanner saves: pixels to the inch (0 where the file does not say), JPEG quality, two tones or grey."""

    dpi: int
    quality: int
    two_tones: bool = False


def _image(page: Pixels, setting: Setting) -> Image.Image:
    image = Image.fromarray(page)
    return image.convert("1", dither=Image.Dither.NONE) if setting.two_tones else image


def image_file(pages: list[Pixels], form: str, setting: Setting) -> bytes:
    """Return the bytes of a `tif`, `png` or `jpg`; only the first has several pages, and it loses nothing."""
    first, *rest = (_image(page, setting) for page in pages)
    dpi = {"dpi": (setting.dpi, setting.dpi)} if setting.dpi else {}
    buffer = BytesIO()
    if form == "tif":
        packing = "group4" if setting.two_tones else "tiff_lzw"
        first.save(buffer, "TIFF", save_all=True, append_images=rest, compression=packing, **dpi)
    elif form == "png":
        first.save(buffer, "PNG", **dpi)
    else:
        first.save(buffer, "JPEG", quality=setting.quality, **dpi)
    return buffer.getvalue()


def image_pdf(pages: list[Pixels], setting: Setting) -> bytes:
    """Return a PDF that has one image on each page: a JPEG, or CCITT where it has two tones."""
    first, *rest = (_image(page, setting) for page in pages)
    buffer = BytesIO()
    quality = {} if setting.two_tones else {"quality": setting.quality}
    first.save(
        buffer,
        "PDF",
        save_all=True,
        append_images=rest,
        resolution=setting.dpi or 72,
        creationDate=None,
        modDate=None,
        **quality,
    )
    return buffer.getvalue()


def turned_pdf(pages: list[Pixels], setting: Setting) -> bytes:
    """Return a PDF whose images lie on their side, and whose pages say that they are to be shown upright."""
    sideways = image_pdf([np.ascontiguousarray(np.rot90(page)) for page in pages], setting)
    writer = PdfWriter(clone_from=PdfReader(BytesIO(sideways)))
    for page in writer.pages:
        page.rotate(90)
    return _written(writer)


def mixed_pdf(printed: bytes, scans: Mapping[int, Pixels], setting: Setting) -> bytes:
    """Return the PDF with some of its pages, counted from 0, replaced by scans."""
    writer = PdfWriter()
    for at, page in enumerate(PdfReader(BytesIO(printed)).pages):
        scan = PdfReader(BytesIO(image_pdf([scans[at]], setting))).pages[0] if at in scans else page
        writer.add_page(scan)
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    writer.metadata = None
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
