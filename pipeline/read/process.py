"""A child process that reads a file, seen from its parent: what it prints, what it may take, why it ended.

A damaged or hostile file can do no more than end the child. It prints a line of JSON for each thing that it finds. What
it starts ends with it, and it ends with its parent, see `bounds`.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Event, Thread
from typing import IO, TYPE_CHECKING, Any

import psutil

from pipeline.errors import Exit, MissingProgramError, UnreadableSourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

#: Bytes that a child and all that it started may hold together.
MEMORY = 1_100 * 2**20
#: Seconds between two looks at what they take, and how many times its seconds of work a child may last.
INTERVAL, LASTING = 0.1, 3


@dataclass(frozen=True, slots=True)
class Child:
    """A module that reads a file, and the seconds of work that a document of one page may take, and each further page.

    Work is time on a processor, so that a busy machine makes no document unreadable.
    """

    module: str
    patience: float
    patience_a_page: float


def records(child: Child, path: Path, arguments: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """Yield what the child prints of a file; a record with `pages` tells how many there are.

    Raises `UnreadableSourceError` where it fails or takes too much, `MissingProgramError` where it lacks a program.
    """
    command = [sys.executable, "-m", child.module, str(path.absolute()), *arguments]
    with tempfile.TemporaryFile() as errors, _started(command, errors) as process:
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
            _end(process)
        if process.wait():
            errors.seek(0)
            said = errors.read().decode("utf-8", "replace").strip().splitlines()
            if process.returncode == Exit.MISSING_PROGRAM and said:
                raise MissingProgramError(f"{path.name}: {said[-1]}")
            raise UnreadableSourceError(f"{path.name}: {watch.excess or _reason(process.returncode, said)}")


@contextmanager
def _started(command: Sequence[str], errors: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """Start a child in a group of its own, with a pipe that tells it of our end, and a folder for what it leaves."""
    with (
        tempfile.TemporaryDirectory(prefix="ipsa-pay-", ignore_cleanup_errors=True) as scratch,
        subprocess.Popen(  # noqa: S603 - our own module; the path is an argument, and no shell reads it
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=os.environ | {"TMPDIR": scratch},
            process_group=0,
        ) as process,
    ):
        yield process


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a child that has not been waited for, and all that it started."""
    with suppress(ProcessLookupError, PermissionError):  # macOS does not permit it where all have ended
        os.killpg(process.pid, signal.SIGKILL)


class _Watch(Thread):
    """Ends a child that takes more than its pages may; `excess` then says of what."""

    def __init__(self, process: subprocess.Popen[bytes], child: Child) -> None:
        super().__init__(daemon=True)
        self.process, self.child, self.begun = process, child, time.monotonic()
        self.patience, self.excess, self.over = child.patience, "", Event()
        self.start()

    def run(self) -> None:
        """Look until the child takes too much, or nobody asks any more."""
        while not self.over.wait(INTERVAL):
            self.excess = self._excess()
            if self.excess or _has_ended(self.process.pid):
                # What it started may hold the pipe that is read.
                _end(self.process)
                return

    def _excess(self) -> str:
        worked, held = _taken(self.process.pid)
        if held > MEMORY:
            return "reading it took more memory than a sheet can need; expected a sheet; print it to a new PDF"
        if worked > self.patience or time.monotonic() - self.begun > LASTING * self.patience:
            took = f"reading it took more than {self.patience:.0f} seconds"
            return f"{took}; expected a sheet; print it to a new PDF"
        return ""

    def allow(self, pages: int) -> None:
        """Give a document the time that its pages may take."""
        if pages:
            self.patience = self.child.patience + self.child.patience_a_page * (pages - 1)

    def stop(self) -> None:
        """Look no more, and let no signal be on its way: the child may be waited for."""
        self.over.set()
        self.join()


def _has_ended(pid: int) -> bool:
    """Tell whether a child has ended, and leave it to be waited for."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _taken(pid: int) -> tuple[float, int]:
    """Return the seconds that a process and all that it started have worked, and the bytes that they hold."""
    worked, held = 0.0, 0
    with suppress(psutil.Error):  # it has ended meanwhile
        first = psutil.Process(pid)
        for one in (first, *first.children(recursive=True)):
            with suppress(psutil.Error), one.oneshot():
                # Its own time, and that of those it started which have ended.
                worked += sum(one.cpu_times()[:4])
                held += one.memory_info().rss
    return worked, held


def _reason(code: int, said: Sequence[str]) -> str:
    """Say why a child process ended early: what was read, what was expected, what to do."""
    if code == Exit.UNREADABLE_SOURCE and said and "; " in said[-1]:
        return said[-1]
    if said and said[-1].startswith("MemoryError"):
        return "reading it took more memory than a sheet can need; expected a sheet; print it to a new PDF"
    if code < 0:
        return (
            "the program that reads it broke down, perhaps for want of memory; expected a sheet; print it to a new PDF"
        )
    return "the program that reads it failed; expected a PDF; print it to a new PDF, and report the file"
