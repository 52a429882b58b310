"""What a person wrote in a TOML file that stands beside documents: their manifest, their corrections."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from pipeline.patience import limited

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: Bytes that such a file may have: a hundred thousand documents have half as many.
LARGEST = 2**26
#: Seconds on a processor that it may take, and for each MiB of it; some keys take a time that grows with their square.
PATIENCE, PATIENCE_A_MIB = 12.0, 6.0


class UnusableError(ValueError):
    """The file is there and cannot be used; the text says why."""


def content(path: Path) -> Mapping[str, Any]:
    """Return what the file says, by its keys; a file that is not there says nothing. Raises `UnusableError`."""
    try:
        return _parsed(_text(path))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise UnusableError(error.strerror or str(error)) from error


def _text(path: Path) -> str:
    """Return the text of a file; of a pipe or a device, which may never end, none is asked for."""
    size = path.stat().st_size
    if not path.is_file():
        raise UnusableError("Is a directory" if path.is_dir() else "it is no regular file")
    if size > LARGEST:
        raise UnusableError(f"it has {size} bytes, expected {LARGEST} at most")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnusableError(f"byte {error.start} is not UTF-8") from error


def _parsed(text: str) -> Mapping[str, Any]:
    seconds = PATIENCE + PATIENCE_A_MIB * len(text) / 2**20
    try:
        with limited(seconds, UnusableError(f"reading it took more than {seconds:.0f} seconds")):
            return tomllib.loads(text)
    except RecursionError as error:
        raise UnusableError("not TOML: brackets in brackets in brackets, without an end") from error
    except UnusableError:
        raise
    except ValueError as error:  # also a number of so many digits that nobody can have meant it
        raise UnusableError(f"not TOML: {error}") from error
