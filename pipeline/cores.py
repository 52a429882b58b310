"""The processors of this machine, shared by all processes of a run, so that no more are busy than there are.

Each is a file, and whoever computes holds a lock on one. A process that ends gives its locks back, however it ends.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TypeVar

Item = TypeVar("Item")
Done = TypeVar("Done")

#: The environment variable with the folder of these files, for the processes that a process starts.
VARIABLE = "IPSA_PAY_CORES"
#: Seconds after which one that waits looks again: a page takes a hundred times as long.
PAUSE = 0.02


def cores() -> int:
    """Return how many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # only Linux tells
        return os.cpu_count() or 1


def share_out(folder: Path, count: int) -> None:
    """Make a file for each processor."""
    for number in range(count):
        (folder / str(number)).touch()


class Share:
    """What the threads of a process may use: processors that are its own, and idle ones of those that are shared."""

    def __init__(self, own: int) -> None:
        """Look in the environment for what is shared; a process that is waited for has one of its own."""
        folder = os.environ.get(VARIABLE)
        self._files = sorted(Path(folder).iterdir()) if folder else []
        self._own = [Lock() for _ in range(own)]

    @contextmanager
    def one(self) -> Iterator[None]:
        """Hold a processor; wait for one where none is free."""
        while True:
            for lock in self._own:
                if lock.acquire(blocking=False):
                    try:
                        yield
                    finally:
                        lock.release()
                    return
            for file in self._files:
                with file.open() as handle:
                    if _is_locked(handle.fileno()):
                        yield
                        return
            time.sleep(PAUSE)


def holding(job: Callable[[Item], Done], item: Item) -> Done:
    """Do a job in a process that shares the processors with others."""
    with Share(own=0).one():
        return job(item)


def page_share(threads: int) -> Share:
    """Return what a process may use that another one waits for: so many, or its own and those that are idle."""
    return Share(own=1 if VARIABLE in os.environ else threads)


def _is_locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
