"""A child process that reads a file, seen from its parent: what it prints, how long it may take, why it ended.

A damaged or hostile file can do no more than end the child, which bounds its own memory. It prints a line of JSON for
each thing that it finds.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from threading import Timer
from typing import TYPE_CHECKING, Any

from pipeline.errors import Exit, MissingProgramError, UnreadableSourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Child:
    """A module that reads a file, and the seconds that a document of one page may take and each further page."""

    module: str
    patience: float
    patience_a_page: float


def records(child: Child, path: Path, arguments: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """Yield what the child prints of a file; a record with `pages` tells how many there are.

    Raises `UnreadableSourceError` where it fails or takes too long, `MissingProgramError` where it lacks a program.
    """
    command = [sys.executable, "-m", child.module, str(path.absolute()), *arguments]
    with (
        tempfile.TemporaryFile() as errors,
        # The command is our own module; the path is an argument, and no shell reads it.
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, stdin=subprocess.DEVNULL) as process,  # noqa: S603
    ):
        watch = _Watch(process, child)
        try:
            for line in process.stdout or ():
                if not line.endswith(b"\n"):
                    break
                record = json.loads(line)
                watch.allow(record.get("pages", 0))
                yield record
        finally:
            watch.stop()
            process.kill()
        if process.wait():
            errors.seek(0)
            said = errors.read().decode("utf-8", "replace").strip().splitlines()
            if process.returncode == Exit.MISSING_PROGRAM and said:
                raise MissingProgramError(f"{path.name}: {said[-1]}")
            raise UnreadableSourceError(f"{path.name}: {_reason(process.returncode, watch, said)}")


class _Watch:
    """Ends a process that takes longer than its pages may."""

    def __init__(self, process: subprocess.Popen[bytes], child: Child) -> None:
        self.process, self.child, self.start, self.ended = process, child, time.monotonic(), False
        self._set(child.patience)

    def _set(self, seconds: float) -> None:
        self.timer = Timer(seconds, self._end)
        self.timer.daemon = True
        self.timer.start()

    def _end(self) -> None:
        self.ended = True
        self.process.kill()

    def allow(self, pages: int) -> None:
        """Give a document the time that its pages may take."""
        if pages:
            self.timer.cancel()
            patience = self.child.patience + self.child.patience_a_page * (pages - 1)
            self._set(patience + self.start - time.monotonic())

    def stop(self) -> None:
        """Watch no longer."""
        self.timer.cancel()


def _reason(code: int, watch: _Watch, said: Sequence[str]) -> str:
    """Say why a child process ended early: what was read, what was expected, what to do."""
    if watch.ended:
        return f"reading it took more than {watch.child.patience:.0f} seconds; expected a sheet; print it to a new PDF"
    if code == Exit.UNREADABLE_SOURCE and said and "; " in said[-1]:
        return said[-1]
    if code < 0 or (said and said[-1].startswith("MemoryError")):
        return "reading it took more memory than a sheet can need; expected a sheet; print it to a new PDF"
    return "the program that reads it failed; expected a PDF; print it to a new PDF, and report the file"
