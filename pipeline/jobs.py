"""Each document by itself: in turn or in several processes, so that one that fails takes no other with it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context

from tqdm import tqdm

from pipeline.console import fault, with_traceback
from pipeline.errors import PipelineError, UnreadableSourceError
from pipeline.model import Extraction, Source

#: Seconds in which a signal reaches all processes that it is sent to.
SETTLE = 0.5

Outcome = Extraction | PipelineError
Read = Callable[[Source], Extraction]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a document, and how long it took."""

    outcome: Outcome
    seconds: float


def cores() -> int:
    """Return how many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # only Linux tells
        return os.cpu_count() or 1


def each(read: Read, sources: Sequence[Source], jobs: int) -> tuple[Done, ...]:
    """Return what `read` makes of each source, in their order, whatever the number of jobs."""
    jobs = min(jobs, len(sources))
    outcomes = _at_once(read, sources, jobs) if jobs > 1 else (_timed(read, source) for source in sources)
    # disable=None: a bar is drawn only where standard error is a terminal.
    return tuple(tqdm(outcomes, total=len(sources), unit="document", leave=False, disable=None))


def _timed(read: Read, source: Source) -> Done:
    start = time.perf_counter()
    outcome = _attempt(read, source)
    return Done(outcome, time.perf_counter() - start)


def _attempt(read: Read, source: Source) -> Outcome:
    """Read one source; its failure is returned, not raised."""
    try:
        return read(source)
    except PipelineError as error:
        return with_traceback(error)
    except Exception as error:  # noqa: BLE001 - a fault in one document must not keep the others from the user
        return with_traceback(UnreadableSourceError(f"{source.path}: {fault(error)}"))


def _at_once(read: Read, sources: Sequence[Source], jobs: int) -> Iterator[Done]:
    # Spawned, not forked: numerical libraries hold threads, and a fork of those can hang.
    context = get_context("spawn")
    with ProcessPoolExecutor(jobs, context, initializer=_die_on_interrupt) as pool:
        futures = [pool.submit(_timed, read, source) for source in sources]
        for source, future in zip(sources, futures, strict=True):
            yield _result(source, future)


def _die_on_interrupt() -> None:
    """Let Ctrl-C end a worker without a traceback; the parent has the say."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _result(source: Source, future: Future[Done]) -> Done:
    try:
        return future.result()
    except BrokenProcessPool:
        time.sleep(SETTLE)  # where Ctrl-C ended the worker, it reaches this process now
        died = "a worker process died, perhaps for want of memory; run again with --jobs 1"
        return Done(UnreadableSourceError(f"{source.path}: {died}"), 0.0)
