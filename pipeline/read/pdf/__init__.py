"""Born-digital PDFs to pages of words and rules.

The file is read by a child process (`child`), so that one that crashes, hangs or eats memory costs a line, not the run.
pdfplumber is known here and nowhere else.
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

from pipeline.errors import UnreadableSourceError
from pipeline.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Seconds that reading a document of one page may take, and each further page.
PATIENCE, PATIENCE_A_PAGE = 22.0, 0.5
#: A page without text is a scan where images cover this share of it; one whose glyphs are unmapped to this share is
#: no better than an image.
SCANNED, UNMAPPED = 0.3, 0.2
#: What the child process returns for a file that it refuses.
REFUSED = 4


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its box and the size of its type in points, in the frame of the page's text.

    `across` where it runs at a right angle to the other text; it is then a whole line.
    """

    text: str
    box: Box
    size: float
    across: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page, turned so that most of its text is upright: words and rules, thin boxes, in points from its top left.

    `turn` are the degrees clockwise by which it was turned, `size` is its width and height as shown before. `faint` is
    text that is part of a watermark; `images` the share of the page that images cover; `unmapped` the number of glyphs
    whose font does not say which letters they are.
    """

    number: int
    size: tuple[float, float]
    turn: int
    words: tuple[Word, ...]
    rules: tuple[Box, ...]
    faint: str = ""
    images: float = 0.0
    unmapped: int = 0

    @property
    def is_blind(self) -> bool:
        """Tell whether its text cannot be had: it is an image, or its fonts do not say which letters they are."""
        glyphs = sum(len(word.text) for word in self.words)
        return (not self.words and self.images > SCANNED) or self.unmapped > UNMAPPED * glyphs

    def shown(self, box: Box) -> Box:
        """Return where a box of the turned page stands on the page as shown."""
        width, height = self.size if self.turn % 180 == 0 else self.size[::-1]
        return box.turned((360 - self.turn) % 360, width, height)


@dataclass(frozen=True, slots=True)
class Pdf:
    """The pages of a document, and in words what is damaged."""

    pages: tuple[Page, ...]
    damage: tuple[str, ...] = ()


def read_pdf(path: Path) -> Pdf:
    """Read a PDF; raise `UnreadableSourceError` where it is none, is locked, damaged, or takes too long."""
    head, *pages, tail = _records(path)
    read = tuple(_page(page) for page in pages)
    if head["form"] and not any(len(page.words) > 60 for page in read):
        reason = "read an XFA form, whose pages a viewer makes; expected pages; print it to a new PDF"
        raise UnreadableSourceError(f"{path.name}: {reason}")
    return Pdf(read, tuple(tail["damage"]))


def _page(record: dict[str, Any]) -> Page:
    words = tuple(Word(one["text"], Box(*one["box"]), one["size"], one["across"]) for one in record["words"])
    rules = tuple(Box(*one) for one in record["rules"])
    width, height = record["size"]
    return Page(
        record["number"],
        (width, height),
        record["turn"],
        words,
        rules,
        record["faint"],
        record["images"],
        record["unmapped"],
    )


def _records(path: Path) -> Iterator[dict[str, Any]]:
    """Yield what the child process prints; end it where it takes too long."""
    command = [sys.executable, "-m", "pipeline.read.pdf.child", str(path.absolute())]
    with (
        tempfile.TemporaryFile() as errors,
        # The command is our own module; the path is an argument, and no shell reads it.
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, stdin=subprocess.DEVNULL) as child,  # noqa: S603
    ):
        watch = _Watch(child)
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
    lines = errors.decode("utf-8", "replace").strip().splitlines() or [""]
    if watch.ended:
        return f"reading it took more than {PATIENCE:.0f} seconds; expected a sheet; print it to a new PDF"
    if code == REFUSED:
        return lines[-1]
    if lines[-1].startswith("MemoryError") or code < 0:
        return "reading it took more memory than a sheet can need; expected a sheet; print it to a new PDF"
    return f"the PDF is damaged ({lines[-1][:100]}); expected a whole one; get the file again, or print it to a new PDF"
