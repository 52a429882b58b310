"""Where documents lie and output goes: a path, or the address of a store of objects, which fsspec reads and writes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard, cast
from urllib.parse import unquote, urlsplit

from pipeline.errors import ArgumentError, MissingProgramError

if TYPE_CHECKING:
    from upath import UPath

_SIGN = "://"


def place(text: str) -> Path:
    """Return the path, or what has the manners of one: `s3://bucket/folder`, `gs://...`, `memory://...`.

    Raises `ArgumentError` for an address of no known kind, `MissingProgramError` where what reads it is not installed.
    """
    if _SIGN not in text:
        return Path(text)
    scheme = urlsplit(text).scheme
    if scheme == "file":
        return Path(unquote(urlsplit(text).path))
    try:
        from upath import UPath

        # Its class is not pathlib's, but all that is asked of a path here it answers as pathlib does.
        found = cast("Path", UPath(text))
        found.exists()
    except ImportError as error:
        remedy = f"run: pip install 'ipsa-staff-pay[{scheme}]'"
        raise MissingProgramError(f"{text}: what reads {scheme} is not installed ({error}); {remedy}") from error
    except Exception as error:
        raise ArgumentError(f"{text}: {error}; check the address, and that you may read it") from error
    return found


def is_folder(path: Path) -> bool:
    """Tell whether a path is a folder; one that cannot be looked at, as its name is too long, is none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def is_remote(path: object) -> TypeGuard[UPath]:
    """Tell whether a path is the address of something that is not in this machine's file system."""
    return not isinstance(path, Path)
