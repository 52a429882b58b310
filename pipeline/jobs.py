"""Each document by itself, in the order in which they are done: in turn, or sent to workers that may die.

A worker that dies takes what it had in hand with it. So each document that a dead worker may have had is read once
more, alone; the one that ends its worker then too is named, and no other is lost.
"""

from __future__ import annotations

import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import chain
from multiprocessing import get_context, parent_process
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Protocol

from pipeline.cores import VARIABLE, cores, share_out
from pipeline.errors import UnreadableSourceError
from pipeline.task import Done, Task

#: Seconds in which a signal reaches all processes that it is sent to.
SETTLE = 0.5
_DIED = "a worker process died each time it read this, perhaps for want of memory; take it out, and report the file"

Job = Callable[[Task], Done]


class Workers(Protocol):
    """Where documents are sent to."""

    @property
    def in_hand(self) -> int:
        """How many documents are sent before the first is done."""

    @property
    def died(self) -> type[Exception]:
        """What a document raises whose worker died."""

    def open(self, *, alone: bool) -> AbstractContextManager[Executor]:
        """Return what takes documents: one at a time where they are to be alone, each in a worker of its own."""


@dataclass(frozen=True, slots=True)
class Processes:
    """Worker processes on this machine; when one dies, the others of its pool end with it."""

    count: int
    died: type[Exception] = BrokenProcessPool

    @property
    def in_hand(self) -> int:
        """One for each process, and one that waits."""
        return self.count + 1

    @contextmanager
    def open(self, *, alone: bool) -> Iterator[Executor]:
        """Start the processes when the first documents come."""
        # Spawned, not forked: numerical libraries hold threads, and a fork of those can hang.
        context = get_context("spawn")
        with TemporaryDirectory(prefix="ipsa-pay-") as folder:
            share_out(Path(folder), max(self.count, cores()))
            with ProcessPoolExecutor(1 if alone else self.count, context, _begin, (folder,)) as executor:
                yield executor


def can_start() -> bool:
    """Tell whether this machine has the semaphores that processes here share: without /dev/shm it has none."""
    try:
        get_context("spawn").Semaphore()
    except (OSError, ImportError):
        return False
    return True


def _begin(shared: str) -> None:
    """Share the processors; let Ctrl-C end a worker without a traceback: the parent has the say, and ends it too."""
    Thread(target=_end_with_parent, daemon=True).start()
    os.environ[VARIABLE] = shared
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _end_with_parent() -> None:
    """Wait for the end of the process that started this one, which else would wait for ever for what it sends."""
    if parent := parent_process():
        parent.join()
        os.kill(os.getpid(), signal.SIGKILL)


def each(job: Job, tasks: Iterable[Task], workers: Workers | None) -> Iterator[Done]:
    """Yield what the job makes of each task as it is done; in turn, in this process, where there are no workers."""
    return map(job, tasks) if workers is None else _sent(job, iter(tasks), workers)


def _sent(job: Job, tasks: Iterator[Task], workers: Workers) -> Iterator[Done]:
    suspects: deque[Task] = deque()
    for task in tasks:
        with workers.open(alone=False) as executor:
            yield from _until_one_dies(job, chain([task], tasks), (executor, workers), suspects)
    while suspects:
        with workers.open(alone=True) as executor:
            yield from _alone(job, suspects, (executor, workers))


def _until_one_dies(
    job: Job, tasks: Iterator[Task], to: tuple[Executor, Workers], suspects: deque[Task]
) -> Iterator[Done]:
    """Keep the workers busy until the tasks are done or one of them dies; then note what each may have had in hand."""
    executor, workers = to
    running: dict[Future[Done], Task] = {}
    whole = True
    while whole or running:
        while whole and len(running) < workers.in_hand and (task := next(tasks, None)):
            try:
                running[executor.submit(job, task)] = task
            except workers.died:
                suspects.append(task)
                whole = False
        if not running:
            return
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            task = running.pop(future)
            try:
                yield future.result()
            except workers.died:
                suspects.append(task)
                whole = False
    time.sleep(SETTLE)  # where Ctrl-C ended the worker, it reaches this process now


def _alone(job: Job, suspects: deque[Task], to: tuple[Executor, Workers]) -> Iterator[Done]:
    """Read one after the other until one of them ends the worker; that one is named."""
    executor, workers = to
    while suspects:
        task = suspects.popleft()
        try:
            yield executor.submit(job, task).result()
        except workers.died:
            time.sleep(SETTLE)
            yield Done(task.source, UnreadableSourceError(f"{task.source.path}: {_DIED}"))
            return
