"""What may happen to a finished PDF: pages turned, boxes moved or cropped; and no trace of when it was made."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, FloatObject, NameObject, NumberObject, RectangleObject

if TYPE_CHECKING:
    from pypdf import PageObject

_TURNS = {"rotated_page", "turned_page", "turned_page_left", "shifted_box", "crop_box"}


@dataclass(frozen=True)
class _Turn:
    """How the content is moved: the matrix, the new size, and what the page's Rotate says."""

    matrix: tuple[float, float, float, float, float, float]
    size: tuple[float, float]
    rotate: int


def finished(data: bytes, features: set[str]) -> bytes:
    """Turn, move and crop the pages as the features say."""
    if not features & _TURNS:
        return data
    writer = PdfWriter(clone_from=PdfReader(BytesIO(data)))
    for page in writer.pages:
        _finish(writer, page, features)
    writer.metadata = None
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _finish(writer: PdfWriter, page: PageObject, features: set[str]) -> None:
    turn = _turn(features, float(page.mediabox.width), float(page.mediabox.height))
    shift = (72.0, -36.0) if "shifted_box" in features else (0.0, 0.0)
    rest = turn.matrix[:4]
    matrix = (*rest, turn.matrix[4] + shift[0], turn.matrix[5] + shift[1])
    inner = (shift[0], shift[1], shift[0] + turn.size[0], shift[1] + turn.size[1])
    page[NameObject("/MediaBox")] = _box(inner, grown=40.0 if "crop_box" in features else 0.0)
    if "crop_box" in features:
        page[NameObject("/CropBox")] = _box(inner)
    if turn.rotate:
        page[NameObject("/Rotate")] = NumberObject(turn.rotate)
    _wrap(writer, page, matrix)


def _turn(features: set[str], wide: float, high: float) -> _Turn:
    """Rotate what is drawn; a page with `Rotate` is turned back by whoever shows it."""
    right = _Turn((0, 1, -1, 0, high, 0), (high, wide), 0)
    if "rotated_page" in features:
        return _Turn(right.matrix, right.size, 90)
    if "turned_page" in features:
        return right
    if "turned_page_left" in features:
        return _Turn((0, -1, 1, 0, 0, wide), (high, wide), 0)
    return _Turn((1, 0, 0, 1, 0, 0), (wide, high), 0)


def _box(box: tuple[float, float, float, float], grown: float = 0.0) -> RectangleObject:
    x0, y0, x1, y1 = box
    return RectangleObject((x0 - grown, y0 - grown, x1 + grown, y1 + grown))


def _wrap(writer: PdfWriter, page: PageObject, matrix: tuple[float, ...]) -> None:
    """Put the matrix before the content and undo it behind."""
    before, after = DecodedStreamObject(), DecodedStreamObject()
    numbers = " ".join(str(FloatObject(round(value, 4))) for value in matrix)
    before.set_data(f"q {numbers} cm\n".encode())
    after.set_data(b"\nQ\n")
    contents = page.raw_get("/Contents")
    inner = list(contents.get_object()) if isinstance(contents.get_object(), ArrayObject) else [contents]
    parts = [writer._add_object(before), *inner, writer._add_object(after)]
    page[NameObject("/Contents")] = ArrayObject(parts)
