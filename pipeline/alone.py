"""Every document by itself: what is kept of it already, or else what it gives now."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from pipeline import identity
from pipeline.errors import PipelineError, UnreadableSourceError
from pipeline.places import is_remote
from pipeline.results import is_lasting

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager

    from pipeline.identity import Parts
    from pipeline.jobs import Job, Workers
    from pipeline.model import Source
    from pipeline.run import How
    from pipeline.task import Done, Task


@dataclass(slots=True)
class Read:
    """The key of what each document gave, by its id, and why others gave nothing; the seconds of those read now."""

    keys: dict[str, str] = field(default_factory=dict)
    failures: dict[str, PipelineError] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


def read_each(sources: Sequence[Source], how: How, rests_on: Parts) -> Read:
    """Read each document of which nothing is kept; keep what it gives as soon as it is done."""
    keys = {source.document_id: identity.key(source, rests_on) for source in sources}
    read = Read({name: key for name, key in keys.items() if is_lasting(how.results, key)})
    missing = [source for source in sources if source.document_id not in read.keys]
    for done in _shown(_done(missing, how, rests_on, read), len(missing)) if missing else ():
        name = done.source.document_id
        if isinstance(done.outcome, PipelineError):
            read.failures[name] = done.outcome
        else:
            how.results[keys[name]] = done.outcome
            read.keys[name] = keys[name]
            read.seconds[name] = done.seconds
    for source in missing:
        if source.document_id not in read.keys:
            lost = UnreadableSourceError(f"{source.path}: nothing came back from where it was sent; run again")
            read.failures.setdefault(source.document_id, lost)
    return read


def _done(missing: Sequence[Source], how: How, rests_on: Parts, read: Read) -> Iterator[Done]:
    """Yield the documents as they are done. What reading needs is loaded here: it takes as long as a sheet."""
    from pipeline.jobs import each

    with _workers(how, len(missing), rests_on) as (job, workers):
        yield from each(job, _tasks(missing, how, read), workers)


def _workers(how: How, documents: int, rests_on: Parts) -> AbstractContextManager[tuple[Job, Workers | None]]:
    """Return what reads a document, and who does: this process, others here, or those of a cluster."""
    from pipeline.cores import cores, holding
    from pipeline.extract import extract
    from pipeline.jobs import Processes, can_start
    from pipeline.read.paged import Ocr
    from pipeline.task import perform

    if how.scheduler:
        from pipeline.cluster import workers_of

        return workers_of(how.scheduler, extract, rests_on)
    job = partial(perform, partial(extract, debug_dir=how.debug_dir, ocr=Ocr(threads=cores(), kept=how.ocr)))
    jobs = min(how.jobs, documents)
    return nullcontext((partial(holding, job), Processes(jobs)) if jobs > 1 and can_start() else (job, None))


def _tasks(missing: Sequence[Source], how: How, read: Read) -> Iterator[Task]:
    """Yield the documents to be sent, with their content where workers have no such file: no more than are in hand."""
    from pipeline.task import Task

    for source in missing:
        sent = how.scheduler or is_remote(source.path)
        try:
            content = source.path.read_bytes() if sent else None
        except Exception as error:  # noqa: BLE001 - what stores of objects raise, each has a library of its own for
            reason = f"{source.path}: {error}; check the address and the permissions"
            read.failures[source.document_id] = UnreadableSourceError(reason)
        else:
            yield Task(source, content)


def _shown(done: Iterator[Done], total: int) -> Iterator[Done]:
    """Show how many are done, how fast, and the time left, where standard error is a terminal."""
    from tqdm import tqdm

    return iter(tqdm(done, total=total, unit=" documents", leave=False, disable=None))
