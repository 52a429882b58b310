"""The results as a page of Markdown: what was measured, on what, and how."""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import reduce
from operator import add
from pathlib import Path
from statistics import median

import psutil

from benchmarks import judge
from benchmarks.documents import CHECKOUT, SORTS, Document
from benchmarks.judge import Tally
from benchmarks.race import Lane
from benchmarks.tools import OURS, TOOLS, Tool

_HEAD = (
    "| tool | ranges right | wrong | missing | texts right | seconds | × ours | CPU seconds | MiB |\n"
    "|---|---|---|---|---|---|---|---|---|"
)


def report(lanes: Sequence[Lane], versions: Iterable[str], command: str) -> str:
    """Return the whole page."""
    parts = [
        "# Side by side with other tools",
        f"Written by `{command}` on {datetime.now(UTC):%d %B %Y}, {_machine()}.",
        "\n".join(_explained()),
    ]
    for sort in SORTS:
        own = [lane for lane in lanes if lane.document.sort == sort]
        if not own:
            continue
        parts += [f"## {sort}", "\n".join(_documents(own)), "\n".join([_HEAD, *_table(own)])]
        parts += [f"- {line}" for line in dict.fromkeys(_failures(own))]
        parts += [_said(own)]
    return "\n\n".join([*parts, "## Versions", ", ".join(versions)]) + "\n"


def _machine() -> str:
    """Return what the figures were measured on, and the state of the code."""
    cores, memory = psutil.cpu_count() or 1, psutil.virtual_memory().total / 2**30
    commit = _output("git", "-C", str(CHECKOUT), "describe", "--always", "--dirty")
    what = f"{_processor()}, {cores} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"
    return f"commit {commit}: {what}; load {psutil.getloadavg()[0]:.1f} at the end"


def _processor() -> str:
    """Return the name of the processor, which only some systems tell."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    named = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())


def _explained() -> Iterator[str]:
    yield from (judge.__doc__ or "").strip().splitlines()[2:]
    yield ""
    yield (
        "Seconds are those of a whole process, from its start to its end, on one document: the median of all runs. "
        "Every round runs each tool once; `× ours` is the median of the ratios to this pipeline's run in the same "
        "round on the same document. MiB is the most that the process and all that it started held at one time, on "
        "those documents that have the most pages of their sort. Nothing that an earlier run kept is used."
    )


def _documents(lanes: Sequence[Lane]) -> Iterator[str]:
    documents = {id(lane.document): lane.document for lane in lanes}.values()
    rounds = min((len(lane.runs) for lane in lanes if lane.runs), default=0)
    pages = sum(one.pages for one in documents)
    yield f"Documents: {len(documents)}, with {pages} pages; each was read {rounds} times by each tool, or more:"
    yield "; ".join(f"`{one.path.name}` ({_about(one)})" for one in documents) + "."


def _about(document: Document) -> str:
    return f"{document.about}, {document.pages} page{'s' if document.pages > 1 else ''}"


def _table(lanes: Sequence[Lane]) -> Iterator[str]:
    for tool in TOOLS:
        own = [lane for lane in lanes if lane.tool is tool]
        if any(lane.runs for lane in own):
            yield "| " + " | ".join([tool.name, *_counts(own), *_costs(own, lanes)]) + " |"


def _counts(lanes: Sequence[Lane]) -> tuple[str, ...]:
    """Return what is right of all documents together; of a document that a tool does not read nothing is."""
    tallies = [lane.tally for lane in lanes if lane.tally]
    if not tallies:
        return ("–",) * 4
    sum_: Tally = reduce(add, tallies)
    return (
        f"{sum_.right} of {sum_.ranges}",
        str(sum_.wrong),
        str(sum_.missing),
        f"{sum_.texts_right} of {sum_.texts}",
    )


def _costs(lanes: Sequence[Lane], every: Sequence[Lane]) -> tuple[str, ...]:
    ours = {id(lane.document): lane.runs for lane in every if lane.tool is OURS}
    pairs = [
        run.seconds / own.seconds
        for lane in lanes
        for run, own in zip(lane.runs, ours.get(id(lane.document), ()), strict=False)
    ]
    runs = [run for lane in lanes for run in lane.runs]
    return (
        f"{median(run.seconds for run in runs):.2f}",
        f"{median(pairs):.2f}" if pairs else "–",
        f"{median(run.cpu for run in runs):.2f}",
        f"{max(lane.peak for lane in lanes):.0f}",
    )


def _failures(lanes: Iterable[Lane]) -> Iterator[str]:
    for lane in lanes:
        if lane.failed:
            yield f"{lane.tool.name} does not read `{lane.document.path.name}`: {lane.failed[:120]}"


def _said(lanes: Sequence[Lane]) -> str:
    """Say of this pipeline what no other tool says: which values are doubtful, and how many errors nothing names."""
    tallies = [lane.tally for lane in lanes if lane.tool is OURS and lane.tally]
    marked, silent = (sum(getattr(one, name) or 0 for one in tallies) for name in ("marked", "silent"))
    return f"This pipeline marks {marked} of these values as doubtful; {silent} are wrong or missing in silence."


def versions_of(python: Path) -> Iterator[str]:
    """Yield the other tools with their versions."""
    yield f"Tesseract {_output('tesseract', '--version').split()[1]}"
    code = "import importlib.metadata as m, sys; print(*(f'{n} {m.version(n)}' for n in sys.argv[1:]), sep='\\n')"
    yield from _output(str(python), "-c", code, *_packages(TOOLS)).splitlines()


def _packages(tools: Iterable[Tool]) -> list[str]:
    return sorted({tool.package for tool in tools if tool.package})


def _output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
