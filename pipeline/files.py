"""A file or a folder replaced in one step: it holds what it held or what is new, never a part, however a run ends."""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import contextmanager, suppress
from ctypes import CDLL
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pipeline.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

#: How the folders begin in which files are made that are not yet in their place.
UNFINISHED = ".ipsa-pay-"
#: What Linux calls the working folder, and an exchange of two names.
_HERE, _EXCHANGE = -100, 2


def replace_text(path: Path, text: str) -> None:
    """Write a file as UTF-8 in place of what it held; raise `OutputError` where that fails, with the old text left."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=path.parent, prefix=UNFINISHED) as name:
            new = Path(name, path.name)
            new.write_text(text, encoding="utf-8", newline="\n")
            sync(new)
            new.replace(path)
        sync(path.parent)
    except OSError as error:
        raise OutputError(f"{path}: {error.strerror}; put that right and try again") from error


def replace_folder(folder: Path, files: Iterable[tuple[str, bytes]], refuse: Callable[[Path], None]) -> None:
    """Write files, in pieces as they come, to a folder in place of what it held, unless `refuse` raises.

    The new folder is completed and synced beside the old one and changes places with it in one step, so a reader
    sees all of one run. Where the system cannot do that, there is an instant without a folder between two renames: a
    run killed there leaves the old one beside it, and the next run puts it back first. Raises OSError where it
    cannot write, with the old folder in its place.
    """
    with locked(folder.parent):
        _clear_leftovers(folder)
        refuse(folder)
        _replace(folder, files)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Wait until no other run is replacing anything in a folder; a killed process gives up its lock."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network file systems cannot lock a folder: then go without
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def sync(path: Path) -> None:
    """Make a file, or the entries of a folder, survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
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


def _replace(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    new, old = _beside(folder, "new"), _beside(folder, "old")
    try:
        _write(new, files)
        if not folder.exists():
            new.rename(folder)
        elif not exchanged(new, folder):
            folder.rename(old)
            new.rename(folder)
    finally:
        _put_back(folder)
        shutil.rmtree(new, ignore_errors=True)
    sync(folder.parent)
    # The new folder stands, so this run has succeeded: what cannot be removed here, the next run reports.
    shutil.rmtree(old, ignore_errors=True)


def exchanged(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; tell whether the system could (Linux: renameat2(2), glibc 2.28)."""
    call = getattr(CDLL(None), "renameat2", None)
    names = os.fsencode(one), os.fsencode(other)
    return call is not None and call(_HERE, names[0], _HERE, names[1], _EXCHANGE) == 0


def _write(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    folder.mkdir()
    for path, data in files:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        with (folder / path).open("ab") as file:
            file.write(data)
    for each in (*folder.rglob("*"), folder):
        sync(each)
