"""The output folder: replaced as a whole or not at all, and never one that is not ours."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.errors import OutputError
from pipeline.model import Extraction
from pipeline.publish.files import DOCUMENTS, PACKAGE, Piece, all_pieces
from pipeline.publish.schema import schema


def publish(extractions: Sequence[Extraction], output: Path) -> None:
    """Write the files of documents, in any order, to `output`; see `put`."""
    put(all_pieces(extractions), output)


def put(files: Iterable[Piece], output: Path) -> None:
    """Write files to `output`, in place of what an earlier run wrote, as they come.

    The new folder is completed and synced beside the old one and takes its place by a rename, so a reader
    sees all of one run. Between the two renames there is an instant without a folder: a run killed there
    leaves the old one beside it, and the next run puts it back first. Raises OutputError where it cannot
    write, with the old folder in its place.
    """
    folder = Path(os.path.realpath(output))  # Path.resolve raises on a loop of symlinks
    if not folder.name:
        raise OutputError(f"{output}: the root of the file system cannot be replaced: name a folder in it")
    try:
        _check_parent(folder)
        with _locked(folder.parent):
            _clear_leftovers(folder)
            _check_ours(folder)
            _replace(folder, files)
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


@contextlib.contextmanager
def _locked(parent: Path) -> Iterator[None]:
    """Wait until no other run is replacing a folder in `parent`; a killed process gives up its lock."""
    handle = os.open(parent, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network file systems cannot lock a folder: then go without
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _beside(folder: Path, what: str) -> Path:
    return folder.with_name(f".{folder.name}.ipsa-pay-{what}")


def _clear_leftovers(folder: Path) -> None:
    """Undo what a killed run left: put the old folder back if nothing replaced it, and remove the rest."""
    _put_back(folder)
    for leftover in (_beside(folder, "new"), _beside(folder, "old")):
        if leftover.exists():
            shutil.rmtree(leftover)


def _put_back(folder: Path) -> None:
    if _beside(folder, "old").exists() and not folder.exists():
        _beside(folder, "old").rename(folder)


def _replace(folder: Path, files: Iterable[Piece]) -> None:
    new, old = _beside(folder, "new"), _beside(folder, "old")
    try:
        _write(new, files)
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
    finally:
        _put_back(folder)
        shutil.rmtree(new, ignore_errors=True)
    _sync(folder.parent)
    # The new folder stands, so this run has succeeded: what cannot be removed here, the next run reports.
    shutil.rmtree(old, ignore_errors=True)


def _write(folder: Path, files: Iterable[Piece]) -> None:
    (folder / DOCUMENTS).mkdir(parents=True)
    for path, data in files:
        with (folder / path).open("ab") as file:
            file.write(data)
    for file_path in (*folder.glob("*.*"), *(folder / DOCUMENTS).iterdir()):
        _sync(file_path)
    _sync(folder / DOCUMENTS)
    _sync(folder)


def _sync(path: Path) -> None:
    """Make a file, or the entries of a folder, survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
