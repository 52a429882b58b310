"""Documents read by the workers of a Dask cluster. The only module that knows Dask.

A worker takes the content of a document, and gives back what it read: it needs no file of this machine. It must have
the same program, data, libraries and engines, or it reads nothing: so what it gives is what this machine would give.
"""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

from pipeline import identity
from pipeline.errors import ArgumentError, MissingProgramError, UnreadableSourceError
from pipeline.read.kept import folders
from pipeline.read.paged import Ocr
from pipeline.task import Done, Task, perform

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor

    from distributed import Client

    from pipeline.identity import Parts
    from pipeline.jobs import Job, Workers
    from pipeline.model import Extraction

#: Seconds in which a scheduler answers, and has a worker.
PATIENCE = 30
#: Documents sent ahead for each thread of the workers, so that none waits for this machine.
#: At least so many are sent: workers may still be on their way.
AHEAD, LEAST = 2, 8


@dataclass(frozen=True, slots=True)
class Cluster:
    """The workers of a scheduler. It sends a document to another worker when one dies, several times."""

    client: Client
    in_hand: int
    died: type[Exception]

    @contextmanager
    def open(self, *, alone: bool) -> Iterator[Executor]:  # noqa: ARG002 - here, a document is alone when it is the only one
        """Return what takes documents."""
        yield self.client.get_executor(pure=False)  # type: ignore[no-untyped-call]  # Dask has few types


@contextmanager
def workers_of(address: str, extract: Callable[..., Extraction], rests_on: Parts) -> Iterator[tuple[Job, Workers]]:
    """Give what reads a document there; raise `ArgumentError` where no worker can be had."""
    try:
        from distributed import Client, KilledWorker
        from distributed.comm.addressing import resolve_address
    except ImportError as error:
        reason = f"--scheduler needs the package {error.name}; run: pip install 'ipsa-staff-pay[cluster]'"
        raise MissingProgramError(reason) from error
    # A document is sent as a part of its task: were it sent ahead, it could be lost with the worker that has it.
    warnings.filterwarnings("ignore", "Sending large graph")
    try:
        resolve_address(address)  # a client with an address that is none takes a minute to go away
        client = Client(address, timeout=PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
        client.wait_for_workers(1, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise ArgumentError(f"{address}: no Dask scheduler with workers answers: {error}; check the address") from error
    with client:
        threads = sum(client.nthreads().values())  # type: ignore[no-untyped-call]
        yield partial(_perform, extract, rests_on), Cluster(client, max(LEAST, AHEAD * threads), KilledWorker)


def _perform(extract: Callable[..., Extraction], rests_on: Parts, task: Task) -> Done:
    """Read a document on a worker, if that is like the machine that asks."""
    here = _parts()
    differing = [name for name, value in here.items() if rests_on.get(name) != value]
    if differing:
        reason = f"a worker differs in {', '.join(differing)}; install the same there"
        return Done(task.source, UnreadableSourceError(f"{task.source.path}: {reason}"))
    return perform(partial(extract, ocr=Ocr(kept=folders()[-1:])), task)


@cache
def _parts() -> Parts:
    return identity.parts()
