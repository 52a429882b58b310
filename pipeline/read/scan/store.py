"""What OCR engines said, kept by what they were shown: the same image, engine and settings need not be read again.

A key is a hash of the pixels and of what names the engine and its settings, so that a change of either, or of whatever
is done to an image before it is read, asks the engine anew.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.read.scan.raster import Grey

#: JSON rows of texts and numbers.
Rows = list[list[str | float]]


@dataclass(frozen=True, slots=True)
class Store:
    """Folders that are looked into, in order; what is new goes into the last one."""

    folders: tuple[Path, ...] = ()

    def rows(self, engine: str, images: Sequence[Grey], read: Callable[[], Rows]) -> Rows:
        """Return what is kept of an engine's reading of some images, else what `read` gives."""
        name = f"{_key(engine, images)}.json"
        for folder in self.folders:
            with suppress(OSError, LookupError, TypeError, ValueError):
                kept: Rows = json.loads((folder / name).read_text(encoding="utf-8"))["rows"]
                return kept
        rows = read()
        if self.folders:
            _write(self.folders[-1], name, {"engine": engine, "rows": rows})
        return rows


def _key(engine: str, images: Sequence[Grey]) -> str:
    digest = hashlib.sha256(engine.encode())
    for image in images:
        digest.update(repr(image.shape).encode())
        digest.update(image.tobytes())
    return digest.hexdigest()[:32]


def _write(folder: Path, name: str, kept: dict[str, object]) -> None:
    """Keep a reading, whole or not at all; where nothing can be written, nothing is kept."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=folder, suffix=".part", delete=False, encoding="utf-8") as file:
            json.dump(kept, file, ensure_ascii=False, indent=0)
        Path(file.name).replace(folder / name)
