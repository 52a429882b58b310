"""The output folder in a store of objects, which has no rename: its data package is its seal.

The package is removed before anything else is written, and comes back last: a folder with one is whole, of one run.
"""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import IO, TYPE_CHECKING

from pipeline.errors import OutputError
from pipeline.publish.files import DOCUMENTS, PACKAGE
from pipeline.publish.schema import schema

if TYPE_CHECKING:
    from collections.abc import Iterable

    from upath import UPath

    from pipeline.publish.files import Piece

#: So many documents are sent at once: for each, a store of objects takes as long to answer as for many.
AT_ONCE = 100
_DOCUMENT = re.compile(rf"{DOCUMENTS}/[^/]+\.json")


def upload(files: Iterable[Piece], output: UPath) -> None:
    """Write files to an address as they come, and delete what an earlier run wrote and this one did not.

    Raises `OutputError` where there are files that this program did not write, or where it cannot write.
    """
    try:
        old = _names(output)
        _check_ours(old, output)
        (output / PACKAGE).unlink(missing_ok=True)
        seal = _write(files, output, old)
        for name in sorted(old):
            (output / name).unlink()
        (output / PACKAGE).write_bytes(seal)
    except OutputError:
        raise
    except Exception as error:  # each store of objects has a library and errors of its own
        raise OutputError(
            f"{output}: {error}; what stands there is whole only if it has a {PACKAGE}: put that right and run again"
        ) from error


def _names(output: UPath) -> set[str]:
    if not output.is_dir():
        return set()
    return {path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file()} - {PACKAGE}


def _check_ours(names: Iterable[str], output: UPath) -> None:
    ours = {f"{name}.csv" for name in schema().tables}
    foreign = sorted(name for name in names if name not in ours and not _DOCUMENT.fullmatch(name))
    if foreign:
        reason = f"holds {foreign[0]}, which this program did not write; move it away, or name another folder"
        raise OutputError(f"{output}: {reason}")


def _write(files: Iterable[Piece], output: UPath, old: set[str]) -> bytes:
    """Write all but the data package, and return that; take from `old` what is written anew."""
    seal = b""
    waiting: dict[str, bytes] = {}
    with ExitStack() as stack:
        tables: dict[str, IO[bytes]] = {}
        for name, data in files:
            old.discard(name)
            if name == PACKAGE:
                seal = data
            elif _DOCUMENT.fullmatch(name):
                waiting[name] = data
            else:
                if name not in tables:
                    tables[name] = stack.enter_context((output / name).open("wb"))
                tables[name].write(data)
            if len(waiting) >= AT_ONCE:
                _send(waiting, output)
        _send(waiting, output)
    return seal


def _send(waiting: dict[str, bytes], output: UPath) -> None:
    """Send documents all at once, and let them go."""
    output.fs.pipe({(output / name).path: data for name, data in waiting.items()})
    waiting.clear()
