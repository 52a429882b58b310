"""The folder of pages: replaced as a whole or not at all, and never one that is not ours."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pipeline.errors import OutputError
from pipeline.review.shown import PICTURES
from pipeline.review.templating import GENERATOR

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FIRST = "index.html"


def place(files: Mapping[str, bytes], to: Path) -> None:
    """Write the pages to a folder, in place of what an earlier run wrote; raise `OutputError` where that fails.

    What they show can be had again at any time: nothing is synced to the disk.
    """
    folder = Path(os.path.realpath(to))  # Path.resolve raises on a loop of symlinks
    if not folder.parent.is_dir():
        raise OutputError(f"{to}: the folder that is to hold it does not exist: make it, or name another")
    try:
        if stranger := next(_strangers(folder, files), None):
            raise OutputError(
                f"{to}: holds {stranger}, which no review wrote and this one would delete: move it away, or name "
                "another folder"
            )
        with TemporaryDirectory(dir=folder.parent, prefix=".ipsa-pay-") as name:
            new, old = Path(name) / "new", Path(name) / "old"
            _write(files, new)
            if folder.exists():
                folder.rename(old)
            try:
                new.rename(folder)
            except OSError:
                if old.exists():
                    old.rename(folder)
                raise
    except OSError as error:
        where, reason = error.filename or to, error.strerror or error
        raise OutputError(f"{where}: {reason}; put that right and run again, or name another folder") from error


def _strangers(folder: Path, files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield what is in a folder that no earlier run can have written."""
    if not folder.exists():
        return
    if not folder.is_dir():
        yield "no folder but a file"
        return
    held = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())
    pages = {name for name in files if name.endswith(".html")}
    yield from (name for name in held if name not in pages and Path(name).parent != Path(PICTURES))
    if held and not _is_ours(folder / _FIRST):
        yield held[0]


def _is_ours(page: Path) -> bool:
    return page.is_file() and f'content="{GENERATOR}"'.encode() in page.read_bytes()


def _write(files: Mapping[str, bytes], folder: Path) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
