"""The output folder: replaced as a whole or not at all, and never one that is not ours."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.errors import OutputError
from pipeline.files import replace_folder
from pipeline.model import Extraction
from pipeline.publish.files import DOCUMENTS, PACKAGE, Piece, all_pieces
from pipeline.publish.schema import schema


def publish(extractions: Sequence[Extraction], output: Path) -> None:
    """Write the files of documents, in any order, to `output`; see `put`."""
    put(all_pieces(extractions), output)


def put(files: Iterable[Piece], output: Path) -> None:
    """Write files to `output`, in place of what an earlier run wrote, as they come.

    Raises OutputError where it cannot write, with the old folder in its place.
    """
    folder = Path(os.path.realpath(output))  # Path.resolve raises on a loop of symlinks
    if not folder.name:
        raise OutputError(f"{output}: the root of the file system cannot be replaced: name a folder in it")
    try:
        _check_parent(folder)
        replace_folder(folder, files, _check_ours)
    except OSError as error:
        where, reason = error.filename or output, error.strerror or error
        raise OutputError(
            f"{where}: {reason}; what stands in {output} is whole, of one run: put that right and run again"
        ) from error


def _check_parent(folder: Path) -> None:
    if not folder.parent.is_dir():
        raise OutputError(f"{folder}: the folder that is to hold it does not exist: create {folder.parent}")
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder}: expected a folder to write to, found a file: name another folder")
    for needed in (folder.parent, folder):
        if needed.exists() and not os.access(needed, os.W_OK | os.X_OK):
            raise OutputError(f"{folder}: no permission to write in {needed}: allow it, or name another folder")


def _check_ours(folder: Path) -> None:
    """Refuse a folder with anything in it that this program did not write: it would be deleted."""
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not _has_our_package(folder):
        raise OutputError(f"{folder}: holds files, but none says that this program wrote them: name another folder")
    ours = {PACKAGE, DOCUMENTS, *(f"{name}.csv" for name in schema().tables)}
    foreign = [path for path in folder.iterdir() if path.name not in ours]
    foreign += [path for path in (folder / DOCUMENTS).glob("*") if path.suffix != ".json" or path.is_dir()]
    if foreign:
        name = min(foreign).relative_to(folder)
        raise OutputError(f"{folder}: holds {name}, which this program did not write and would delete: move it away")


def _has_our_package(folder: Path) -> bool:
    try:
        package = json.loads((folder / PACKAGE).read_bytes())
    except (FileNotFoundError, ValueError):
        return False
    return isinstance(package, dict) and package.get("name") == schema().name
