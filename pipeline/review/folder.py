"""The folder of pages: replaced as a whole or not at all, and never one that is not ours."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import OutputError
from pipeline.files import replace_folder
from pipeline.review.shown import PICTURES
from pipeline.review.templating import GENERATOR

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FIRST = "index.html"


def place(files: Mapping[str, bytes], to: Path) -> None:
    """Write the pages to a folder, in place of what an earlier run wrote; raise `OutputError` where that fails."""
    folder = Path(os.path.realpath(to))  # Path.resolve raises on a loop of symlinks
    if not folder.parent.is_dir():
        raise OutputError(f"{to}: the folder that is to hold it does not exist: make it, or name another")
    try:
        replace_folder(folder, files.items(), partial(_check_ours, files))
    except OSError as error:
        where, reason = error.filename or to, error.strerror or error
        raise OutputError(f"{where}: {reason}; put that right and run again, or name another folder") from error


def _check_ours(files: Mapping[str, bytes], folder: Path) -> None:
    """Refuse a folder with anything in it that no review wrote."""
    if stranger := next(_strangers(folder, files), None):
        reason = f"holds {stranger}, which no review wrote and this one would delete"
        raise OutputError(f"{folder}: {reason}: move it away, or name another folder")


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
