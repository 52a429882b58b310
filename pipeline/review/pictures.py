"""The pages of a document as images, small enough to open many at once."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image

from pipeline.errors import UnreadableSourceError
from pipeline.paper import papers
from pipeline.read.paged import IMAGE_SUFFIXES
from pipeline.read.pdf import read_pdf
from pipeline.read.scan.raster import RefusedError, rasters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.read.scan.raster import Pair

#: Pixels to a point, so that small type can be read, and the most on the longer side of a page.
SCALE, LONGEST = 2.0, 2400
#: Of WebP, from 0 to 100: below this, the rims of letters smear.
QUALITY = 60


@dataclass(frozen=True, slots=True)
class Picture:
    """A page: its number from 1, its width and height in points as shown, and its image, unless it cannot be drawn."""

    number: int
    size: Pair
    webp: bytes | None


def pictures(path: Path) -> Iterator[Picture]:
    """Yield the pages of a PDF or an image; raise `UnreadableSourceError` where the file cannot be opened."""
    if path.suffix.casefold() in IMAGE_SUFFIXES:
        yield from _of_image(path)
        return
    pages = read_pdf(path).pages
    drawn = papers(path, [(page.number, *_pixels(page.size)) for page in pages])
    for page, paper in zip(pages, drawn, strict=True):
        yield Picture(page.number, page.size, _webp(paper) if paper else None)


def _of_image(path: Path) -> Iterator[Picture]:
    try:
        for raster in rasters(path):
            image = Image.fromarray(raster.pixels)
            small = image.resize(_pixels(raster.size), Image.Resampling.LANCZOS)
            yield Picture(raster.number, raster.size, _webp(small))
    except RefusedError as error:
        raise UnreadableSourceError(f"{path.name}: {error}") from error


def _pixels(size: Pair) -> tuple[int, int]:
    """Return how many pixels a page of this size, in points, has across and down."""
    scale = min(SCALE, LONGEST / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _webp(image: Image.Image) -> bytes:
    data = io.BytesIO()
    image.save(data, "WEBP", quality=QUALITY, method=4)
    return data.getvalue()
