"""Every tool reads every document, in turns: a round is one run of each, so that what slows the machine slows all."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import judge
from benchmarks.documents import Document
from benchmarks.judge import Tally
from benchmarks.measure import Place, Run, peak, timed
from benchmarks.tools import TOOLS, Tool, environment

#: Seconds that one run may take: for each page of a PDF with text, and of a scan.
PATIENCE, PATIENCE_SCAN = 30.0, 60.0


@dataclass(slots=True)
class Lane:
    """What one tool did with one document: its runs, one a round, what it found, and its peak of memory in MiB.

    `failed` says why it gave nothing; it is not run again then.
    """

    tool: Tool
    document: Document
    runs: list[Run] = field(default_factory=list)
    tally: Tally | None = None
    peak: float = 0.0
    failed: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """What a race needs: the other tools' interpreter, a folder to work in, and the seconds that it may take."""

    python: Path
    folder: Path
    seconds: float

    def work(self, document: Document, tool: Tool) -> Path:
        """Return an empty folder for one run."""
        folder = self.folder / f"{tool.ours or tool.peer}-{document.path.stem}-{time.monotonic_ns()}"
        folder.mkdir(parents=True)
        return folder


def race(documents: Sequence[Document], course: Course) -> list[Lane]:
    """Run one round, look at the memory, then run rounds for as long as another one fits into the time."""
    lanes = [Lane(tool, document) for document in documents for tool in TOOLS if tool.fits(document)]
    start = time.monotonic()
    sorts = [own for scan in (False, True) if (own := [lane for lane in lanes if lane.document.scan is scan])]
    for own in sorts:
        # Scans take the larger part of the time, and come last.
        until = start + course.seconds * (1.0 if own is sorts[-1] else 0.4)
        _round(own, course)
        _memory(own, course)
        while _took(own) and time.monotonic() + _took(own) < until:
            _round(own[::-1] if len(own[0].runs) % 2 else own, course)
    return lanes


def _took(lanes: Sequence[Lane]) -> float:
    """Return the seconds that the last round took."""
    return sum(lane.runs[-1].seconds for lane in lanes if not lane.failed)


def _round(lanes: Sequence[Lane], course: Course) -> None:
    for lane in lanes:
        if not lane.failed:
            _told(f"{lane.document.path.name}: {lane.tool.name}")
            _run(lane, course)


def _run(lane: Lane, course: Course) -> None:
    """Run a tool once; what it found is judged the first time."""
    work = course.work(lane.document, lane.tool)
    printed = work / "printed.json"
    command = lane.tool.command(lane.document, course.python, work)
    run = timed(command, printed, _place(lane.document, work))
    if run.code not in ((0, 1) if lane.tool.ours else (0,)):
        lane.failed = run.complaint or f"ended with {run.code}"
        lane.tally = None if lane.tool.words else judge.of_tables((), lane.document.truth)
        return
    lane.tally = lane.tally or lane.tool.judged(lane.document, printed, work)
    lane.runs.append(run)


def _memory(lanes: Sequence[Lane], course: Course) -> None:
    """Look at the memory of each tool on the documents that have the most pages of their sort."""
    most = {sort: max(lane.document.pages for lane in lanes if lane.document.sort == sort) for sort in _sorts(lanes)}
    for lane in lanes:
        if lane.document.pages == most[lane.document.sort] and not lane.failed:
            _told(f"{lane.document.path.name}: {lane.tool.name}, memory")
            work = course.work(lane.document, lane.tool)
            lane.peak = peak(lane.tool.command(lane.document, course.python, work), _place(lane.document, work))


def _sorts(lanes: Sequence[Lane]) -> set[str]:
    return {lane.document.sort for lane in lanes}


def _place(document: Document, work: Path) -> Place:
    return Place(work, environment(work), document.pages * (PATIENCE_SCAN if document.scan else PATIENCE))


def _told(line: str) -> None:
    print(line, file=sys.stderr)
