"""Good files to begin with, each with its truth where spoiling it cannot change what it truly says."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from pipeline.read.manifest import NAME as MANIFEST
from tests.hostile.images import described, image_pdf, picture
from tests.hostile.sheet import make_sheet as plain_sheet
from tests.hostile.writer import pdf_of
from tests.reading import LIST, RAW, SHEET, STREAM
from tests.sheets import make_sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: A year that no other document has: nothing else would tell that a value is wrong.
YEAR = 2031
CORRECTIONS, VOCABULARY = "corrections.toml", "vocabulary.toml"
DATA = RAW.parent / "pipeline" / "data"


@dataclass(frozen=True)
class Good:
    """A file that reads well: its name, its bytes, its truth if the values may be judged, and what lies beside it."""

    name: str
    data: bytes
    truth: dict[str, Any] | None = None
    beside: Mapping[str, bytes] = field(default_factory=dict)


def _pdfs() -> list[Good]:
    sheet = plain_sheet(YEAR)
    found = [
        Good("one-page.pdf", pdf_of(sheet.whole(), compress=True).write(), sheet.truth),
        Good("two-pages.pdf", pdf_of(sheet.first(), sheet.second(), compress=True).write(), sheet.truth),
        Good("not-packed.pdf", pdf_of(sheet.whole()).write(), sheet.truth),
    ]
    made = (make_sheet(kind, seed) for kind, seed in (("pdf_ruled", 41), ("pdf_unruled", 42), ("pdf_list", 43)))
    return found + [Good(f"{one.name}.pdf", one.data, one.truth) for one in made]


def _encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    target = BytesIO()
    image.save(target, kind, dpi=(150, 150), **options)
    return target.getvalue()


def _images() -> list[Good]:
    sheet = plain_sheet(YEAR)
    page = picture(sheet)
    return [
        Good("sheet.png", _encoded(page, "PNG"), sheet.truth),
        Good("sheet.jpg", _encoded(page, "JPEG", quality=85), sheet.truth),
        Good("raw.tif", _encoded(page, "TIFF"), sheet.truth),
        Good("packed.tif", _encoded(page, "TIFF", compression="tiff_lzw"), sheet.truth),
    ]


def _scans() -> list[Good]:
    sheet = plain_sheet(YEAR)
    page = picture(sheet)
    packed = image_pdf(zlib.compress(page.tobytes()), described(*page.size, "FlateDecode"))
    photo = image_pdf(_encoded(page, "JPEG", quality=85), described(*page.size, "DCTDecode"))
    return [Good("packed-scan.pdf", packed, sheet.truth), Good("photo-scan.pdf", photo, sheet.truth)]


def _texts() -> list[Good]:
    kept = [Good(path.name, path.read_bytes()) for path in sorted(RAW.glob("*.txt"))]
    short = [Good(f"{name}.txt", text.encode()) for name, text in (("s", SHEET), ("f", STREAM), ("l", LIST))]
    made = [make_sheet(kind, 44) for kind in ("tabbed", "spaced", "webpage")]
    return kept + short + [Good(f"{one.name}.txt", one.data) for one in made]


def _around(name: str, data: bytes) -> Good:
    """Return a TOML file and the documents of `raw/` that it speaks of and that take no time to read."""
    return Good(name, data, beside={path.name: path.read_bytes() for path in sorted(RAW.glob("*.txt"))})


_CORRECTION = b"""
[[correction]]
document = "guidance-2024-25"
table = "pay_bands"
job_family = "executive"
level = 2
location = "outside_london"
raw_text = "\xc2\xa329,727\xc2\xa346,381"
minimum_gbp = "29727"
maximum_gbp = "46381.50"
evidence = "page 1"
checked_by = "A. Reader"
checked_on = 2026-11-22
[[correction]]
document = "staff-pay-2018-19"
table = "job_titles"
job_family = "executive"
level = 1
position = 1
raw_text = "Caseworker"
confirmed = true
evidence = "page 1"
checked_by = "A. Reader"
checked_on = 2026-11-22
"""

_MAKERS: dict[str, Callable[[], list[Good]]] = {
    "pdf": _pdfs,
    "scan": _scans,
    "image": _images,
    "text": _texts,
    "manifest": lambda: [_around(MANIFEST, (RAW / MANIFEST).read_bytes())],
    "corrections": lambda: [_around(CORRECTIONS, _CORRECTION)],
    "vocabulary": lambda: [_around(VOCABULARY, (DATA / VOCABULARY).read_bytes())],
}
KINDS = tuple(_MAKERS)


@cache
def good(kind: str) -> tuple[Good, ...]:
    """Return the good files of a kind."""
    return tuple(_MAKERS[kind]())


def checkout() -> Path:
    """Return the folder of the code."""
    return RAW.parent
