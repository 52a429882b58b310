"""What a result rests on beside its document: the program, its data, its libraries, its engines.

Two runs whose parts are alike make the same of the same document; a change of any part makes another identity. The
parts are named, so that a message can say which of them differ.
"""

from __future__ import annotations

import hashlib
import platform
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from pipeline.model import Source

PACKAGE = Path(__file__).parent
PROGRAM = "the program"
#: Seconds in which a program tells its version.
PATIENCE = 10

Parts = Mapping[str, str]


def parts() -> Parts:
    """Return a name or a hash for each part of this installation."""
    return {
        PROGRAM: digest(PACKAGE),
        "Python": f"{platform.python_version()} {sys.platform} {platform.machine()}",
        "the packages": _hash(_installed(sys.path)),
        "Tesseract": _tesseract(),
    }


def key(source: Source, rests_on: Parts) -> str:
    """Return what names the result of a document: a hash of its content, all that is said of it, and the parts."""
    said = (source.path.name, source.document_id, source.sha256, source.listed, source.corrections)
    return hashlib.sha256(msgspec.json.encode([said, sorted(rests_on.items())])).hexdigest()


def digest(folder: Path) -> str:
    """Return a hash of every file below a folder, by its path in it; what Python compiles does not count."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return _hash(f"{path.relative_to(folder)} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files)


def _installed(folders: Iterable[str]) -> list[str]:
    """Return the installed packages; the folder in which one says what it is has its name and version for a name."""
    return sorted({path.name for folder in folders for path in Path(folder).glob("*.dist-info")})


def _hash(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def _tesseract() -> str:
    """Return what names the installed Tesseract and its language data; one that tells nothing reads nothing."""
    version, listed = _said("--version"), _said("--list-langs")
    folder = re.search(r'"([^"]+)"', listed)
    return _hash([version, listed, digest(Path(folder[1])) if folder else ""])


def _said(option: str) -> str:
    command = ["tesseract", option]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=PATIENCE)  # noqa: S603 - our own words
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return (done.stdout + done.stderr).decode("utf-8", "replace")
