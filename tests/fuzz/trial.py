"""One run of the command line in a fork of this process, and what it cost, touched and left behind.

A fork, since nothing need be imported anew: a text then takes 0.1 seconds, not two.
"""

from __future__ import annotations

import ast
import gc
import importlib.resources
import os
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

import pipeline.commands
import pipeline.extract
import pipeline.run  # noqa: F401 - loaded here, once for all forks
from pipeline.__main__ import main
from pipeline.cores import VARIABLE as CORES
from pipeline.results import VARIABLE as RESULTS
from tests.fuzz.hook.sitecustomize import watch
from tests.fuzz.seeds import VOCABULARY, checkout

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Seconds of work and of waiting that end a run, and seconds between two looks.
WORK, WAIT, EVERY = 30.0, 150.0, 0.1
_LEAVING = ("subprocess.Popen", "os.posix_spawn")


@dataclass(frozen=True)
class Ended:
    """How a run ended: exit code (negative: a signal), seconds of work, MiB of all processes at once, what it said.

    `touched` are files written outside its folders, programs and hosts called; `left` the processes that ran on.
    """

    code: int
    seconds: float
    mebibytes: float
    err: tuple[str, ...]
    touched: tuple[str, ...]
    left: int


def extract(folder: Path, files: Mapping[str, bytes]) -> Ended:
    """Put the files into `folder`/sources, extract them into `folder`/output, and look."""
    for name in ("sources", "tmp", "cache"):
        (folder / name).mkdir()
    for name, data in files.items():
        (folder / "sources" / name).write_bytes(data)
    before = _state(folder / "sources")
    pid = os.fork()
    if not pid:
        _work(folder)
    code, seconds, mebibytes = _awaited(pid)
    touched = [*_touched(folder), *(f"left {path.name}" for path in (folder / "tmp").iterdir())]
    touched += [] if _state(folder / "sources") == before else ["changed its sources"]
    err = tuple((folder / "err").read_text("utf-8", "replace").splitlines())
    return Ended(code, seconds, mebibytes, err, tuple(touched), _left(pid))


def _work(folder: Path) -> None:
    """Run the command line in this fork, and end it."""
    code = 70
    try:
        os.setsid()
        _redirect(folder)
        if (folder / "sources" / VOCABULARY).exists():
            _take_vocabulary(folder)
        watch(str(folder / "touched"))
        code = main(["extract", "sources", "--output", "output", "--jobs", "1"])
    finally:  # whatever happened, this copy must not go on with the fuzzing
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _redirect(folder: Path) -> None:
    os.chdir(folder)
    for number, name, flags in ((0, os.devnull, os.O_RDONLY), (1, "out", _NEW), (2, "err", _NEW)):
        os.dup2(os.open(name, flags, 0o600), number)
    # Tests put others in their places.
    sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8", closefd=False) for number in (1, 2))
    tempfile.tempdir = str(folder / "tmp")
    path = os.pathsep.join(map(str, (Path(__file__).parent / "hook", checkout())))
    places = {"TMPDIR": "tmp", "XDG_CACHE_HOME": "cache", "HOME": "cache", "TOUCHED_LOG": "touched"}
    for name in (RESULTS, CORES):
        os.environ.pop(name, None)
    os.environ.update({name: str(folder / place) for name, place in places.items()} | {"PYTHONPATH": path})


_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


def _take_vocabulary(folder: Path) -> None:
    """Let a copy of the package's data with another vocabulary be its data."""
    (folder / "data").mkdir()
    for path in (checkout() / "pipeline" / "data").iterdir():
        (folder / "data" / path.name).symlink_to(path)
    (folder / "data" / VOCABULARY).unlink()
    (folder / "sources" / VOCABULARY).rename(folder / "data" / VOCABULARY)
    importlib.resources.files = lambda _: folder  # type: ignore[assignment]
    for cached in gc.get_objects():
        if type(cached).__name__ == "_lru_cache_wrapper" and cached.__module__.startswith("pipeline."):
            cached.cache_clear()


def _awaited(pid: int) -> tuple[int, float, float]:
    """Wait for the end of a run, or end it; return its exit code, its seconds of work and its peak of memory."""
    start, peak = time.monotonic(), 0.0
    while True:
        ended, status, usage = os.wait4(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, peak
        worked, held = _cost(pid)
        peak = max(peak, held)
        if worked > WORK or time.monotonic() - start > WAIT:
            os.kill(pid, signal.SIGKILL)
        time.sleep(EVERY)


def _cost(pid: int) -> tuple[float, float]:
    worked, held = 0.0, 0.0
    for one in _family(pid):
        try:
            worked += sum(one.cpu_times()[:4])
            held += one.memory_info().rss / 2**20
        except psutil.Error:
            continue
    return worked, held


def _family(pid: int) -> list[psutil.Process]:
    try:
        first = psutil.Process(pid)
        return [first, *first.children(recursive=True)]
    except psutil.Error:
        return []


def _left(session: int) -> int:
    """Count the processes of a run that still run two seconds after its end; end them."""
    deadline = time.monotonic() + 2
    while (left := list(_of_session(session))) and time.monotonic() < deadline:
        time.sleep(0.05)
    for one in left:
        one.kill()
    return len(left)


def _of_session(session: int) -> Iterator[psutil.Process]:
    for one in psutil.process_iter():
        try:
            if os.getsid(one.pid) == session and one.status() != psutil.STATUS_ZOMBIE:
                yield one
        except (ProcessLookupError, psutil.Error):
            continue


def _state(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return when each file was changed, and its bytes."""
    return {
        path.name: (path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.iterdir())
        if path.name != VOCABULARY
    }


def _touched(folder: Path) -> Iterator[str]:
    """Yield what a run wrote or called that it should not have."""
    ours = tuple(
        f"{folder.resolve()}/{name}" for name in ("output", ".output.ipsa-pay-", "tmp", "cache/ipsa-staff-pay")
    )
    allowed = (*ours, os.devnull, str(folder.resolve() / "cache"))
    for line in dict.fromkeys((folder / "touched").read_text("utf-8").splitlines()):
        event, _, named = line.partition("\t")
        what = str(ast.literal_eval(named)) if event == "write" else named
        if event == "write" and not (what.startswith(ours) or what in allowed):
            yield f"wrote {what}"
        elif event != "write" and not (event in _LEAVING and _is_reader(what)):
            yield f"called {event} {what}"


def _is_reader(program: str) -> bool:
    return program.strip("'\"").rpartition("/")[2].startswith(("python", "tesseract"))
