"""One document sent to be read, and what came of it: all that passes between this process and a worker."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.console import fault, with_traceback
from pipeline.errors import PipelineError, UnreadableSourceError
from pipeline.model import Extraction, Source
from pipeline.results import encode

Read = Callable[[Source], Extraction]


@dataclass(frozen=True, slots=True)
class Task:
    """A document to be read; with its content where the reader may have no such file."""

    source: Source
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What a document gave, as bytes, or why it gave nothing; and how long that took."""

    source: Source
    outcome: bytes | PipelineError
    seconds: float = 0.0


def perform(read: Read, task: Task) -> Done:
    """Read a document; its failure is returned, not raised."""
    start = time.perf_counter()
    try:
        outcome: bytes | PipelineError = _read(read, task)
    except PipelineError as error:
        outcome = with_traceback(error)
    except Exception as error:  # noqa: BLE001 - a fault in one document must not keep the others from the user
        outcome = with_traceback(UnreadableSourceError(f"{task.source.path}: {fault(error)}"))
    return Done(task.source, outcome, time.perf_counter() - start)


def _read(read: Read, task: Task) -> bytes:
    with _at_hand(task) as source:
        extraction = read(source)
        with source.path.open("rb") as file:
            now = hashlib.file_digest(file, "sha256").hexdigest()
    if now != task.source.sha256:
        raise UnreadableSourceError(f"{task.source.path}: changed while it was being read; run again")
    return encode(extraction)


@contextmanager
def _at_hand(task: Task) -> Iterator[Source]:
    """Give the source a file of its own name on this machine, as long as it is read."""
    if task.content is None:
        yield task.source
        return
    with TemporaryDirectory(prefix="ipsa-pay-") as folder:
        path = Path(folder, task.source.path.name)
        path.write_bytes(task.content)
        yield replace(task.source, path=path)
