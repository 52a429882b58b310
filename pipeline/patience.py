"""A bound on the work of this process over one document: what a file makes of its tables may take for ever."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from threading import current_thread, main_thread
from typing import TYPE_CHECKING, NoReturn

from pipeline.errors import UnreadableSourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Seconds on a processor that a document of one page may take, and each further page; a sheet takes three at most.
PATIENCE, PATIENCE_A_PAGE = 12.0, 0.5
#: Seconds of work after which it is said again: what is raised while Python collects garbage is printed and forgotten.
AGAIN = 0.5


@contextmanager
def bounded(name: str, pages: int = 1) -> Iterator[None]:
    """Raise `UnreadableSourceError` where what is done here takes too long for a document of so many pages."""
    seconds = PATIENCE + PATIENCE_A_PAGE * (pages - 1)
    took = f"making sense of it took more than {seconds:.0f} seconds"
    with limited(seconds, UnreadableSourceError(f"{name}: {took}; expected a sheet; keep only the pages of the sheet")):
        yield


@contextmanager
def limited(seconds: float, error: Exception) -> Iterator[None]:
    """Raise the error where what is done here works longer than that; in the main thread only, as signals go."""
    if current_thread() is not main_thread():
        yield
        return

    def give_up(*_: object) -> NoReturn:
        raise error

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
