"""One document from its file to its records: what is in the file, then what is made of that."""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING

from pipeline.errors import PipelineError, UnreadableSourceError
from pipeline.read.capture import read_capture
from pipeline.read.paged import Ocr, is_paged, read_pages

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.model import Extraction, Source
    from pipeline.read.capture import Capture
    from pipeline.read.paged import Paged

TEXT_SUFFIXES = {".txt", ".text", ".tsv", ".csv", ".md", ""}
#: What comes after reading.
_NEXT = "pipeline.making"


def extract(source: Source, *, debug_dir: Path | None = None, ocr: Ocr | None = None) -> Extraction:
    """Read one source; raise `UnreadableSourceError` where it gives no table.

    Raise `CorrectionError` where a recorded correction does not match what was read.
    """
    held = _read(source.path, ocr)
    from pipeline.making import make  # see `_read`

    return make(source, held, debug_dir)


def tables(path: Path, *, debug_dir: Path | None = None, ocr: Ocr | None = None) -> dict[str, list[dict[str, object]]]:
    """Return the cell grids found in any file, before anything is made of them; draw its pages where it has any."""
    held = _read(path, ocr)
    from pipeline.making import tables as tables_of  # see `_read`

    return tables_of(path, held, debug_dir)


def _read(path: Path, ocr: Ocr | None) -> Paged | Capture:
    """Return the pages or lines of a file.

    Another process reads a file that has pages. Meanwhile what comes next is loaded, which takes nearly as long.
    """
    ahead = Thread(target=_load, daemon=True)
    if _NEXT not in sys.modules:
        ahead.start()
    try:
        return read_pages(path, ocr or Ocr()) if is_paged(path) else _capture(path)
    finally:
        # Whoever imports a module that another thread fails to import gets half of it.
        if ahead.is_alive():
            ahead.join()


def _load() -> None:
    """Load what comes next; where that fails, whoever needs it says so."""
    with suppress(ImportError, PipelineError):
        import_module(_NEXT)


def _capture(path: Path) -> Capture:
    if path.suffix.casefold() not in TEXT_SUFFIXES:
        raise UnreadableSourceError(
            f"{path.name}: {path.suffix} files are not read; expected a PDF, an image or a text (.pdf, .png, .txt)"
        )
    return read_capture(path)
