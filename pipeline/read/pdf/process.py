"""The child process that reads a PDF, seen from its parent: what it prints, how long it may take, why it ended."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from threading import Timer
from typing import TYPE_CHECKING, Any

from pipeline.errors import UnreadableSourceError
from pipeline.read.pdf import REFUSED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Seconds that reading a document of one page may take, and each further page.
PATIENCE, PATIENCE_A_PAGE = 15.0, 0.07
#: What is said of a document whose pages were read before the process broke down over comparing them.
UNCOMPARED = {"differ": {"0": "another reader breaks down over it"}}


def records(path: Path) -> Iterator[dict[str, Any]]:
    """Yield what the child process prints: the document, its pages, what is damaged; end it where it takes too long."""
    command = [sys.executable, "-m", "pipeline.read.pdf.child", str(path.absolute())]
    with (
        tempfile.TemporaryFile() as errors,
        # The command is our own module; the path is an argument, and no shell reads it.
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, stdin=subprocess.DEVNULL) as child,  # noqa: S603
    ):
        watch = _Watch(child)
        record: dict[str, Any] = {}
        try:
            for line in child.stdout or ():
                if not line.endswith(b"\n"):
                    break
                record = json.loads(line)
                watch.allow(record.get("pages", 0))
                yield record
        finally:
            watch.stop()
            child.kill()
        if child.wait():
            errors.seek(0)
            if "damage" in record:
                yield UNCOMPARED
            else:
                raise UnreadableSourceError(f"{path.name}: {_reason(child.returncode, watch, errors.read())}")


class _Watch:
    """Ends a process that takes longer than its pages may."""

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        self.child, self.start, self.ended = child, time.monotonic(), False
        self._set(PATIENCE)

    def _set(self, seconds: float) -> None:
        self.timer = Timer(seconds, self._end)
        self.timer.daemon = True
        self.timer.start()

    def _end(self) -> None:
        self.ended = True
        self.child.kill()

    def allow(self, pages: int) -> None:
        """Give a document the time that its pages may take."""
        if pages:
            self.timer.cancel()
            self._set(PATIENCE + PATIENCE_A_PAGE * (pages - 1) + self.start - time.monotonic())

    def stop(self) -> None:
        """Watch no longer."""
        self.timer.cancel()


def _reason(code: int, watch: _Watch, errors: bytes) -> str:
    """Say why a child process ended early: what was read, what was expected, what to do."""
    lines = errors.decode("utf-8", "replace").strip().splitlines()
    if watch.ended:
        return f"reading it took more than {PATIENCE:.0f} seconds; expected a sheet; print it to a new PDF"
    if code == REFUSED and lines and "; " in lines[-1]:
        return lines[-1]
    if code < 0 or (lines and lines[-1].startswith("MemoryError")):
        return "reading it took more memory than a sheet can need; expected a sheet; print it to a new PDF"
    return "the program that reads PDFs failed; expected a PDF; print it to a new PDF, and report the file"
