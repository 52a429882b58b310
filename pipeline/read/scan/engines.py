"""The OCR engines of one process, their results kept in a store."""

from __future__ import annotations

from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

from pipeline.geometry import Box
from pipeline.read.scan import tesseract
from pipeline.read.scan.second import SecondReader, Seen, version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.scan.raster import Grey
    from pipeline.read.scan.store import Rows, Store


#: After so many pages on which Tesseract took too long, it is not asked again: it would keep each page waiting.
GIVEN_UP = 2


class Engines:
    """Tesseract and the second engine; threads may share them."""

    def __init__(self, store: Store) -> None:
        """Name the engines, so that one that is missing is missed before anything is read: `MissingProgramError`."""
        self.store = store
        self._lock = Lock()
        self._late = 0
        self._names = (tesseract.version(), version())

    @cached_property
    def _second(self) -> SecondReader:
        return SecondReader()

    def page(self, pixels: Grey, dpi: float) -> list[tesseract.Seen]:
        """Read a page, or lines that stand below each other, with Tesseract; raise `OcrError` where it fails."""
        engine = f"{self._names[0]} dpi:{round(dpi)}"
        rows = self.store.rows(engine, [pixels], lambda: [_row(one) for one in self._words(pixels, dpi)])
        return [_seen(row) for row in rows]

    def _words(self, pixels: Grey, dpi: float) -> list[tesseract.Seen]:
        if self._late >= GIVEN_UP:
            raise tesseract.OcrError(f"Tesseract took too long on {self._late} pages, and was not asked again")
        try:
            return tesseract.words(pixels, dpi)
        except tesseract.OcrTimeoutError:
            with self._lock:
                self._late += 1
            raise

    def second(self, crops: Sequence[Grey]) -> list[Seen]:
        """Read lines with the second engine."""
        if not crops:
            return []
        rows = self.store.rows(self._names[1], crops, lambda: self._read(crops))
        return [Seen(str(text), float(score), float(weakest)) for text, score, weakest in rows]

    def _read(self, crops: Sequence[Grey]) -> Rows:
        with self._lock:
            second = self._second
        return [[one.text, one.score, one.weakest] for one in second.readings(crops)]


def _row(seen: tesseract.Seen) -> list[str | float]:
    box = seen.box
    return [seen.text, box.x0, box.top, box.x1, box.bottom, seen.baseline, seen.size, seen.confidence]


def _seen(row: list[str | float]) -> tesseract.Seen:
    text, x0, top, x1, bottom, baseline, size, confidence = row
    box = Box(float(x0), float(top), float(x1), float(bottom))
    return tesseract.Seen(str(text), box, float(baseline), float(size), float(confidence))
