"""Run the command line in a process of its own, and see how it ends, how long it takes and how much memory."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.read.inventory import slug
from tests.hostile.cases import Case, Fate
from tests.hostile.sheet import Sheet
from tests.score import Outcome, Verdict, read_output, score

CHECKOUT = Path(__file__).parents[2]
#: What one bad document may cost.
SECONDS, MEBIBYTES = 30.0, 1024.0

_EVERY = 0.02  # seconds between two looks at the memory
_OURS = ("a fault of this program", "Traceback")
_UNFIT = frozenset({"no_year", "used_twice"})  # error findings that say nothing about a value that is missing


@dataclass(frozen=True)
class Measured:
    """How a run ended: exit code (negative: the signal that ended it), cost, and the lines that it wrote."""

    code: int
    seconds: float
    mebibytes: float
    out: tuple[str, ...]
    err: tuple[str, ...]


def extract(sources: Sequence[Path], output: Path, *, limit: float, jobs: int = 1) -> Measured:
    """Run `python -m pipeline extract`; end it after `limit` seconds."""
    options = ["--output", str(output), "--jobs", str(jobs)]
    return measure([sys.executable, "-m", "pipeline", "extract", "--fresh", *map(str, sources), *options], limit=limit)


def measure(command: Sequence[str], *, limit: float) -> Measured:
    """Run a command and its children; memory is the most that all of them held at one time."""
    start = time.monotonic()
    with TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        with out.open("wb") as standard, err.open("wb") as error:
            process = subprocess.Popen(
                command, cwd=CHECKOUT, stdin=subprocess.DEVNULL, stdout=standard, stderr=error, start_new_session=True
            )
        status, peak = _wait(process.pid, start + limit)
        process.returncode = os.waitstatus_to_exitcode(status)  # it has been waited for, not by its object
        lines = [tuple(path.read_text("utf-8", "replace").splitlines()) for path in (out, err)]
    return Measured(process.returncode, time.monotonic() - start, peak, *lines)


def _wait(pid: int, deadline: float) -> tuple[int, float]:
    """Wait for the end of a process, or end its group; return its status and the peak of memory in MiB."""
    peak = 0.0
    while True:
        ended, status, usage = os.wait4(pid, os.WNOHANG)
        if ended:
            return status, max(peak, _own_peak(usage))
        if time.monotonic() > deadline:
            os.killpg(pid, signal.SIGKILL)
            deadline = float("inf")
        peak = max(peak, sum(map(_resident, _tree(pid))))
        time.sleep(_EVERY)


def _own_peak(usage: resource.struct_rusage) -> float:
    """Return the peak of the largest process, unless it may be ours, which a child begins with."""
    ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return usage.ru_maxrss / 1024 if usage.ru_maxrss > ours else 0.0


def _tree(pid: int) -> list[int]:
    """Return a process and all that it began."""
    found = [pid]
    for parent in found:
        for path in Path(f"/proc/{parent}/task").glob("*/children"):
            found += map(int, _text(path).split())
    return found


def _resident(pid: int) -> float:
    """Return the MiB that a process holds; pages that processes share are counted once in all."""
    for line in _text(Path(f"/proc/{pid}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _text(path: Path) -> str:
    try:
        return path.read_text("ascii", "replace")
    except OSError:  # it has ended meanwhile
        return ""


def faults(case: Case, sheet: Sheet, err: Sequence[str], output: Path) -> list[str]:
    """Return in words what is wrong with what became of a file; nothing if all is as it must be."""
    lines = [line for line in err if Path(line.split(":")[0]).name == case.file]
    name = slug(Path(case.file).stem)
    if (output / "documents" / f"{name}.json").is_file():
        told = [f"was read, and yet: {line}" for line in lines]
        return told + _faults_of_output(case, sheet, name, output)
    told = [] if len(lines) == 1 else [f"{len(lines)} lines about it, expected one"]
    if case.fate is Fate.READ:
        told.append(f"was not read: {' '.join(lines)}")
    return told + [fault for line in lines for fault in faults_of_line(line)]


def faults_of_line(line: str) -> list[str]:
    """Return what a line about a failure lacks: where, what was read and expected; what to do next."""
    found = [f"the line says {words!r}: {line}" for words in _OURS if words in line]
    where, _, rest = line.partition(": ")
    if not where or "; " not in rest:
        found.append(f"the line is not of the form 'where: what was read; what to do': {line}")
    return found


def _faults_of_output(case: Case, sheet: Sheet, name: str, output: Path) -> list[str]:
    if case.fate is Fate.REFUSED:
        return ["was read, expected a refusal"]
    verdicts = score(output, name, sheet.truth)
    errors = [row for row in read_output(output, name).rows["findings"] if row["severity"] == "error"]
    if case.fate is Fate.READ:
        marked = [_told(verdict) for verdict in verdicts if verdict.outcome is not Outcome.RIGHT]
        return marked + [f"finding {row['code']}: {row['message']}" for row in errors]
    said = any(row["code"] not in _UNFIT for row in errors)
    silent = [verdict for verdict in verdicts if verdict.outcome is Outcome.SILENT]
    unsaid = [_told(verdict) for verdict in silent if verdict.got or not said]
    return unsaid + (["no finding says that something could not be read"] if case.noted and not said else [])


def _told(verdict: Verdict) -> str:
    return (
        f"{verdict.outcome} {verdict.table} {verdict.place}: {verdict.got or 'nothing'}, "
        f"expected {verdict.expected or 'nothing'}"
    )
