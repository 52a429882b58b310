"""A file to rasters: its pages as grey pixels, one at a time, at a resolution fit for their print size."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

#: Rows x columns of grey, from 0 for ink to 255 for paper.
Grey: TypeAlias = NDArray[np.uint8]

#: Pixels to an inch: fewer are scaled up where needed, more tell OCR nothing more.
LOWEST, HIGHEST = 150.0, 300.0
#: Resolutions that a file may give of itself; another one was not meant.
SANE = (50.0, 1200.0)
#: Pixels of an image that is read, the longer side of the usual page in inches, pages of a document, points to an inch.
MOST_PIXELS, A4, MOST_PAGES, POINTS = 120_000_000, 11.69, 200, 72.0
AGAIN = "scan it again, or get another copy"


class RefusedError(Exception):
    """A file that cannot be read: what was read, what was expected, what to do."""


@dataclass(frozen=True, slots=True)
class Raster:
    """A page as an image: its number from 1, its pixels, how many there are to an inch, its size in points as shown."""

    number: int
    pixels: Grey
    dpi: float
    size: tuple[float, float]


def count(path: Path) -> int:
    """Return how many pages a file has; raise `RefusedError`."""
    if path.suffix.casefold() == ".pdf":
        with _pdf(path) as pdf:
            return len(pdf)
    with _image(path) as image:
        return int(getattr(image, "n_frames", 1))


def rasters(path: Path, pages: Collection[int] | None = None) -> Iterator[Raster]:
    """Yield the pages with these numbers, or all, in their order; raise `RefusedError` where one cannot be read."""
    if path.suffix.casefold() == ".pdf":
        yield from _of_pdf(path, pages)
    else:
        yield from _of_image(path, pages)


def _pdf(path: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise RefusedError(f"the PDF cannot be opened; expected a whole one; {AGAIN}") from error


def _of_pdf(path: Path, pages: Collection[int] | None) -> Iterator[Raster]:
    with _pdf(path) as pdf:
        for number in range(1, min(len(pdf), MOST_PAGES) + 1):
            if pages is not None and number not in pages:
                continue
            page = pdf[number - 1]
            size = page.get_size()
            scale = _resolution(page) / POINTS
            scale = min(scale, (MOST_PIXELS / max(size[0] * size[1], 1)) ** 0.5)
            bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
            pixels = np.array(bitmap.to_numpy(), np.uint8).reshape(bitmap.height, bitmap.width)
            page.close()
            yield Raster(number, pixels, scale * POINTS, size)


def _resolution(page: pypdfium2.PdfPage) -> float:
    """Return the pixels to an inch of a page's largest image, within bounds."""
    found = LOWEST
    largest = 0.0
    for thing in page.get_objects(filter=(pypdfium2.raw.FPDF_PAGEOBJ_IMAGE,)):
        left, bottom, right, top = thing.get_bounds()
        wide, high = right - left, top - bottom
        if wide * high > largest:
            largest = wide * high
            across, down = thing.get_px_size()
            turned = (across > down) != (wide > high)
            across = down if turned else across
            found = across / max(wide, 1) * POINTS
    return min(max(found, LOWEST), HIGHEST)


def _image(path: Path) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return Image.open(path)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        most = f"at most {MOST_PIXELS // 1_000_000} million pixels"
        raise RefusedError(f"the image is larger than a page needs; expected {most}; scan it at 300 dpi") from error
    except (UnidentifiedImageError, OSError, ValueError) as error:
        raise RefusedError(f"the image cannot be opened; expected a PNG, JPEG or TIFF file; {AGAIN}") from error


def _of_image(path: Path, pages: Collection[int] | None) -> Iterator[Raster]:
    with _image(path) as image:
        for number, frame in enumerate(ImageSequence.Iterator(image), start=1):
            if number > MOST_PAGES or (pages is not None and number not in pages):
                continue
            yield _raster(number, frame)


def _raster(number: int, frame: Image.Image) -> Raster:
    try:
        shown = ImageOps.exif_transpose(frame)
        grey = _on_white(shown).convert("L")
    except (OSError, ValueError, SyntaxError) as error:
        raise RefusedError(f"page {number} of the image is damaged; expected a whole one; {AGAIN}") from error
    dpi = _said(frame) or max(grey.size) / A4
    if dpi > HIGHEST:
        wide, high = (max(round(side * HIGHEST / dpi), 1) for side in grey.size)
        grey = grey.resize((wide, high), Image.Resampling.BOX)
        dpi = HIGHEST
    return Raster(number, np.array(grey, np.uint8), dpi, (grey.width * POINTS / dpi, grey.height * POINTS / dpi))


def _on_white(image: Image.Image) -> Image.Image:
    """Return an image in colours or grey, what is transparent in it as white."""
    if image.mode.startswith("I;16") or image.mode == "I":
        return Image.fromarray((np.asarray(image, np.float64) / 257).clip(0, 255).astype(np.uint8))
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image
    layers = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), layers).convert("RGB")


def _said(frame: Image.Image) -> float | None:
    """Return the resolution that a file gives of itself, where it can be meant."""
    said = frame.info.get("dpi")
    found = float(said[0]) if isinstance(said, tuple) and said else 0.0
    return found if SANE[0] <= found <= SANE[1] else None
