"""The story: the stages in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from pipeline.check.between import compare_years
from pipeline.check.sources import settle
from pipeline.errors import CorrectionError, OutputError, PipelineError
from pipeline.extract import extract
from pipeline.jobs import cores, each
from pipeline.model import Extraction, Source
from pipeline.publish import publish
from pipeline.read.inventory import corrected, inventory
from pipeline.read.kept import folders
from pipeline.read.paged import Ocr


@dataclass(frozen=True, slots=True)
class Result:
    """What could be read, a failure for each thing that could not, whether the output was written.

    `seconds` is how long each document took, by its id: never part of the data.
    """

    sources: tuple[Source, ...]
    extractions: tuple[Extraction, ...]
    failures: tuple[PipelineError, ...]
    written: bool = False
    seconds: Mapping[str, float] = field(default_factory=dict)


def run(paths: Sequence[Path], output: Path, *, jobs: int = 1, debug_dir: Path | None = None) -> Result:
    """Read the documents at `paths` and write the output folder, unless nothing could be read."""
    result = gather(paths, jobs=jobs, debug_dir=debug_dir)
    if not result.extractions:
        return result
    try:
        publish(result.extractions, output)
    except OutputError as error:
        return replace(result, failures=(*result.failures, error))
    return replace(result, written=True)


def gather(
    paths: Sequence[Path], *, jobs: int = 1, debug_dir: Path | None = None, kept: Sequence[Path] | None = None
) -> Result:
    """Find the documents, read each by itself, then let them speak to each other.

    A correction that cannot be used or does not match leaves no extraction: a person must say which of them is right.
    `kept` are folders of what OCR gave before; the last one takes what is new.
    """
    sources, unreadable = inventory(paths)
    sources, unusable = corrected(sources, paths)
    if unusable:
        return Result(sources, (), (*unreadable, *unusable))
    ocr = Ocr(threads=max(1, cores() // max(1, min(jobs, len(sources)))), kept=tuple(kept or folders()))
    done = each(partial(extract, debug_dir=debug_dir, ocr=ocr), sources, jobs)
    outcomes = [one.outcome for one in done]
    extractions = tuple(outcome for outcome in outcomes if isinstance(outcome, Extraction))
    failures = (*unreadable, *(outcome for outcome in outcomes if isinstance(outcome, PipelineError)))
    if any(isinstance(failure, CorrectionError) for failure in failures):
        return Result(sources, (), failures)
    seconds = {source.document_id: one.seconds for source, one in zip(sources, done, strict=True)}
    return Result(sources, compare_years(settle(extractions)), failures, seconds=seconds)
