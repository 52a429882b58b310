"""What documents gave, each as bytes under a key: read once, and looked at one at a time however many there are.

The bytes are JSON, compressed; zlib's check sum tells damaged ones. Where they are kept is a mapping: a folder, or a
dictionary for one run.
"""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Iterator, MutableMapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import TypeVar, overload

import msgspec
from platformdirs import user_cache_path

from pipeline.errors import OutputError
from pipeline.model import Extraction

Kept = MutableMapping[str, bytes]
Records = TypeVar("Records")

#: The environment variable that names another folder for results than the user's cache.
VARIABLE = "IPSA_PAY_RESULTS"

#: What was not looked at for so many days is given up.
DAYS = 30
DAY = 24 * 60 * 60
#: A finding that tells of a page which could not be read this time: it may be read the next time.
PASSING = frozenset({"unread_page"})


def encode(records: object) -> bytes:
    """Return records as bytes; the same records give the same bytes."""
    return zlib.compress(msgspec.json.encode(records), 1)


def decode(data: bytes, kind: type[Records]) -> Records:
    """Return records as they were; raise `zlib.error` or `msgspec.MsgspecError` for bytes that are none."""
    return msgspec.json.decode(zlib.decompress(data), type=kind)


def whole(kept: Kept, key: str, kind: type[Records]) -> Records | None:
    """Return records that are kept; nothing where there are none, or they are damaged or of another kind."""
    try:
        return decode(kept[key], kind)
    except (KeyError, zlib.error, msgspec.MsgspecError):
        return None


def is_lasting(kept: Kept, key: str) -> bool:
    """Tell whether a document is kept, whole, and nothing in it failed that may not fail again."""
    one = whole(kept, key, Extraction)
    return one is not None and not any(finding.code in PASSING for finding in one.findings)


def opened() -> Kept:
    """Return where this user's results are kept: a folder, or a dictionary where none can be made."""
    named = os.environ.get(VARIABLE)
    try:
        kept = Folder(Path(named) if named else user_cache_path("ipsa-staff-pay") / "results")
    except OSError:
        return {}
    kept.prune()
    return kept


class Shelf(Sequence[Extraction]):
    """Documents by their keys, in a fixed order; each is read from where it is kept whenever it is asked for."""

    def __init__(self, kept: Kept, keys: Sequence[str]) -> None:
        """Take the keys in the order in which the documents are to stand."""
        self._kept, self._keys = kept, tuple(keys)

    def __len__(self) -> int:
        """Return how many documents there are."""
        return len(self._keys)

    @overload
    def __getitem__(self, index: int) -> Extraction: ...
    @overload
    def __getitem__(self, index: slice) -> Shelf: ...
    def __getitem__(self, index: int | slice) -> Extraction | Shelf:
        """Return a document, or some of them."""
        if isinstance(index, slice):
            return Shelf(self._kept, self._keys[index])
        return decode(self._kept[self._keys[index]], Extraction)


class Folder(MutableMapping[str, bytes]):
    """A folder with a file for each key; a file is written whole or not at all, and runs may share the folder."""

    def __init__(self, path: Path) -> None:
        """Raise `OSError` where the folder cannot be made, or is one to which this user may not write."""
        path.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=path):
            pass
        self.path = path

    def _file(self, key: str) -> Path:
        return self.path / key[:2] / key

    def __getitem__(self, key: str) -> bytes:
        """Return what is kept, and note that it was asked for."""
        file = self._file(key)
        try:
            data = file.read_bytes()
        except OSError:
            raise KeyError(key) from None
        with suppress(OSError):
            os.utime(file)
        return data

    def __setitem__(self, key: str, data: bytes) -> None:
        """Keep some bytes; raise `OutputError` where they cannot be written."""
        file = self._file(key)
        try:
            file.parent.mkdir(exist_ok=True)
            with NamedTemporaryFile(dir=file.parent, suffix=".part", delete=False) as part:
                part.write(data)
            Path(part.name).replace(file)
        except OSError as error:
            reason = f"{error.strerror}; make room, or name another folder in {VARIABLE}"
            raise OutputError(f"{self.path}: {reason}") from error

    def __delitem__(self, key: str) -> None:
        """Give up what is kept."""
        self._file(key).unlink(missing_ok=True)

    def __iter__(self) -> Iterator[str]:
        """Yield the keys, in any order."""
        return (file.name for file in self.path.glob("??/*") if file.suffix != ".part")

    def __len__(self) -> int:
        """Count the keys."""
        return sum(1 for _ in self)

    def prune(self) -> None:
        """Once a day, delete what was not asked for in a long time, and what a killed run left."""
        stamp, now = self.path / "pruned", time.time()
        with suppress(OSError):
            if now - stamp.stat().st_mtime < DAY:
                return
        for file in self.path.glob("??/*"):
            with suppress(OSError):
                if now - file.stat().st_mtime > DAYS * DAY:
                    file.unlink()
        with suppress(OSError):
            stamp.touch()
