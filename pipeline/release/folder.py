"""A release on disk: a folder and the same as a zip file, each whole or not there, and never changed afterwards."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.errors import OutputError
from pipeline.files import UNFINISHED, locked, sync
from pipeline.release.archive import archive
from pipeline.release.build import Release


def place(release: Release, to: Path) -> tuple[Path, Path]:
    """Put the folder and the zip file of a release into `to`; return where they are.

    What is there already and has the same content stays; other content under the same name raises OutputError, as
    somebody may have cited it. So does a place that cannot be written to.
    """
    folder, packed = to / release.name, to / f"{release.name}.zip"
    data = archive({f"{release.name}/{path}": release.files[path] for path in sorted(release.files)})
    try:
        to.mkdir(parents=True, exist_ok=True)
        with locked(to):
            for left in to.glob(f"{UNFINISHED}*"):  # by a run that was killed
                shutil.rmtree(left)
            _refuse_others(folder, _files_in(folder), release.files)
            _refuse_others(packed, _files_in(packed), {"": data})
            with TemporaryDirectory(dir=to, prefix=UNFINISHED) as name:
                if not folder.exists():
                    _write(Path(name) / "folder", release.files)
                    (Path(name) / "folder").rename(folder)
                if not packed.exists():
                    _write(Path(name) / "zip", {"whole": data})
                    (Path(name) / "zip" / "whole").rename(packed)
            sync(to)
    except OSError as error:
        where, reason = error.filename or to, error.strerror or error
        raise OutputError(f"{where}: {reason}; put that right and publish again, or name another folder") from error
    return folder, packed


def _files_in(path: Path) -> dict[str, bytes] | None:
    """Return the files of a folder by their path in it, a file's bytes by no path, None for what is not there."""
    if not os.path.lexists(path):
        return None
    if path.is_file():
        return {"": path.read_bytes()}
    return {str(one.relative_to(path)): one.read_bytes() for one in path.rglob("*") if not one.is_dir()}


def _refuse_others(path: Path, found: Mapping[str, bytes] | None, expected: Mapping[str, bytes]) -> None:
    if found is None or found == expected:
        return
    name = min(name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name))
    raise OutputError(
        f"{path / name}: not what this version holds, and a version never changes; move {path.name} away, or raise the "
        "version in pyproject.toml and run: make setup"
    )


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        with (folder / path).open("xb") as file:
            file.write(data)
    for each in (*folder.rglob("*"), folder):
        sync(each)
