"""The story: the stages in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline import identity
from pipeline.alone import read_each
from pipeline.errors import CorrectionError, OutputError, PipelineError
from pipeline.model import Extraction, Source
from pipeline.places import is_remote
from pipeline.publish import pieces, put
from pipeline.publish.remote import upload
from pipeline.publish.rows import Row
from pipeline.read.inventory import corrected, inventory
from pipeline.read.kept import folders
from pipeline.results import Kept
from pipeline.together import together


@dataclass(frozen=True, slots=True)
class How:
    """How documents are read; none of it changes what they give.

    `jobs` at once, here or by the workers of a `scheduler`; `ocr` are folders of what OCR gave before, the last one
    takes what is new; `results` holds what documents gave before. What is read now leaves its steps in a `debug_dir`.
    """

    jobs: int = 1
    scheduler: str | None = None
    debug_dir: Path | None = None
    ocr: tuple[Path, ...] = field(default_factory=folders)
    results: Kept = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """What could be read, a failure for each thing that could not, whether the output was written.

    `seconds` is how long each document took that was read now, by its id: never part of the data.
    """

    sources: tuple[Source, ...]
    failures: tuple[PipelineError, ...]
    extractions: Sequence[Extraction] = ()
    changes: Sequence[Row] = ()
    written: bool = False
    seconds: Mapping[str, float] = field(default_factory=dict)


def run(paths: Sequence[Path], output: Path, how: How | None = None) -> Result:
    """Read the documents at `paths` and write the output folder, unless nothing could be read."""
    result = gather(paths, how)
    if not result.extractions:
        return result
    try:
        files = pieces(result.extractions, result.changes)
        upload(files, output) if is_remote(output) else put(files, output)
    except OutputError as error:
        return replace(result, failures=(*result.failures, error))
    return replace(result, written=True)


def gather(paths: Sequence[Path], how: How | None = None) -> Result:
    """Find the documents, read each by itself, then let them speak to each other.

    A correction that cannot be used or does not match leaves no extraction: a person must say which of them is right.
    """
    how = how or How()
    sources, unreadable = inventory(paths)
    sources, unusable = corrected(sources, paths)
    if unusable:
        return Result(sources, (*unreadable, *unusable))
    rests_on = {**identity.parts(), **{str(folder): identity.digest(folder) for folder in how.ocr[:-1]}}
    read = read_each(sources, how, rests_on)
    failures = (*unreadable, *(read.failures[name] for name in sorted(read.failures)))
    if any(isinstance(failure, CorrectionError) for failure in failures):
        return Result(sources, failures)
    found = together(read.keys, how.results, rests_on)
    if identity.digest(identity.PACKAGE) != rests_on[identity.PROGRAM]:
        # Somebody edited the program while it ran: what it gave is the work of no one version of it.
        for name in read.seconds:
            del how.results[read.keys[name]]
    return Result(sources, failures, found.extractions, found.changes, seconds=read.seconds)
