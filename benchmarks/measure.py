"""A command run to its end: seconds, CPU seconds, and the most memory that it and all it started held at one time."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import psutil

#: Seconds between two looks at the memory: looking costs the time that is to be measured, so each is a run by itself.
EVERY = 0.02


@dataclass(frozen=True, slots=True)
class Run:
    """How a command ended: its exit code, seconds by the clock, CPU seconds, and its last complaint."""

    code: int
    seconds: float
    cpu: float
    complaint: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where commands run: the folder, and the environment; `limit` are the seconds that one may take."""

    folder: Path
    environment: Mapping[str, str]
    limit: float


def timed(command: Sequence[str], output: Path, place: Place) -> Run:
    """Run a command with its standard output to a file; end it and all that it started when it takes too long."""
    before, start = _cpu(), time.perf_counter()
    with output.open("wb") as out, TemporaryFile() as errors, _started(command, place, out, errors) as process:
        try:
            process.wait(place.limit)
        except subprocess.TimeoutExpired:
            _end(process)
        seconds = time.perf_counter() - start
        errors.seek(0)
        said = errors.read().decode("utf-8", "replace").strip().splitlines()
    return Run(process.returncode, seconds, _cpu() - before, said[-1] if said else "")


def peak(command: Sequence[str], place: Place) -> float:
    """Return the most mebibytes that a command and all that it started held; shared pages count once, on Linux."""
    most, deadline = 0.0, time.perf_counter() + place.limit
    with _started(command, place, None, None) as process:
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            if time.perf_counter() > deadline:
                _end(process)
            with contextlib.suppress(psutil.Error):
                most = max(most, sum(map(_held, [watched, *watched.children(recursive=True)])))
            time.sleep(EVERY)
    return most / 2**20


def _started(
    command: Sequence[str], place: Place, out: IO[bytes] | None, errors: IO[bytes] | None
) -> subprocess.Popen[bytes]:
    nowhere = subprocess.DEVNULL
    return subprocess.Popen(
        command,
        cwd=place.folder,
        env=place.environment,
        stdin=nowhere,
        stdout=out or nowhere,
        stderr=errors or nowhere,
        start_new_session=True,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _held(process: psutil.Process) -> int:
    try:
        memory = process.memory_full_info()
    except psutil.Error:  # it has ended meanwhile
        return 0
    return int(getattr(memory, "pss", memory.rss))
