"""What the user sees of a failure: one line on standard error, and the traceback only when asked for."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterable
from contextlib import suppress
from typing import TextIO

from pipeline.errors import Exit, PipelineError


def one_line(text: str) -> str:
    """Escape what is not printable, so that no quoted text breaks the line or steers the terminal."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def fault(error: Exception) -> str:
    """Say in words that an exception is none that the program expects."""
    return f"{type(error).__name__}: {error}; a fault of this program: run again with --debug"


def with_traceback(failure: PipelineError) -> PipelineError:
    """Note the traceback of the exception being handled; a note survives the way between processes."""
    failure.add_note(traceback.format_exc())
    return failure


def tell(failures: Iterable[PipelineError], *, debug: bool) -> None:
    """Write each line once; with `debug` also the traceback noted on its failure."""
    for failure in {str(failure): failure for failure in failures}.values():
        lines = [one_line(str(failure)), *(getattr(failure, "__notes__", []) if debug else [])]
        try:
            print(*lines, sep="\n", file=sys.stderr, flush=True)
        except OSError:  # where nobody can be told, the exit code still says it
            silence(sys.stderr)


def silence(stream: TextIO) -> None:
    """Let what is left in the buffer of a stream go nowhere at exit: flushing it would fail once more, aloud."""
    with suppress(OSError):  # some streams have no number
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def gravest(failures: Iterable[PipelineError], *others: Exit) -> Exit:
    """Return the highest exit code: they are numbered by gravity."""
    return max([*(failure.exit for failure in failures), *others], default=Exit.CLEAN)
