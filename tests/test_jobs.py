"""Documents in several processes: all processors busy, no more of them than there are, and no document lost."""

from __future__ import annotations

import errno
import hashlib
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.cores import VARIABLE, Share, page_share, share_out
from pipeline.errors import PipelineError
from pipeline.jobs import Processes, each
from pipeline.model import Source
from pipeline.task import Done, Task, perform
from tests.conftest import Folder, fake_extract

JOB: Callable[[Task], Done] = partial(perform, fake_extract)


def tasks(raw: Path) -> list[Task]:
    return [Task(Source(p, p.stem, hashlib.sha256(p.read_bytes()).hexdigest())) for p in sorted(raw.iterdir())]


def test_only_the_document_that_ends_its_worker_is_lost(folder: Folder) -> None:
    names = [f"{number:02}" for number in range(24)]
    deadly = {"00", "07", "23"}
    raw = folder({f"{name}.txt": "die" if name in deadly else "" for name in names})
    done = list(each(JOB, tasks(raw), Processes(2)))
    assert Counter(one.source.document_id for one in done) == Counter(names), "each is told of once"
    assert {one.source.document_id for one in done if isinstance(one.outcome, PipelineError)} == deadly


def test_a_machine_without_shared_memory_reads_in_turn(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container with no /dev/shm, or one that may not be written to."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("multiprocessing.synchronize.SemLock.__init__", refuse)
    monkeypatch.setattr("pipeline.extract.extract", fake_extract)
    folder({"a.txt": "", "b.txt": ""})
    assert main(["extract", "--jobs", "2"]) == 0


def test_documents_are_sent_one_by_one_and_come_back_when_they_are_done(folder: Folder) -> None:
    """What waits to be sent may be an archive: it is not in memory at once."""
    raw = folder({f"{number:02}.txt": "" for number in range(20)})
    sent: list[str] = []

    def sending() -> Iterator[Task]:
        for task in tasks(raw):
            sent.append(task.source.document_id)
            yield task

    done = each(JOB, sending(), Processes(2))
    next(done)
    assert len(sent) <= 5
    assert len(list(done)) == 19


def test_a_document_that_is_sent_and_never_heard_of_is_a_failure(
    folder: Folder, faked: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("pipeline.jobs.each", lambda job, tasks, workers: map(job, list(tasks)[1:]))
    folder({"a.txt": "", "b.txt": ""})
    assert main(["extract"]) == 4
    assert capsys.readouterr().err == "raw/a.txt: nothing came back from where it was sent; run again\n"
    assert [path.stem for path in Path("output/documents").iterdir()] == ["b"]


# Processors


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Share two processors between processes."""
    folder = tmp_path / "cores"
    folder.mkdir()
    share_out(folder, 2)
    monkeypatch.setenv(VARIABLE, str(folder))
    return folder


def busiest(share: Share, threads: int) -> int:
    """Return how many of some threads are busy at once at most."""
    busy, most, lock = 0, 0, threading.Lock()

    def work(_: int) -> None:
        nonlocal busy, most
        with share.one():
            with lock:
                busy += 1
                most = max(most, busy)
            time.sleep(0.05)
            with lock:
                busy -= 1

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(3 * threads)))
    return most


def test_idle_processors_are_used_and_no_more(shared: Path) -> None:
    assert busiest(Share(own=0), 5) == 2
    assert busiest(page_share(8), 5) == 3, "its own, which the process that waits for it does not use, and the two"


def test_a_busy_processor_is_not_used(shared: Path) -> None:
    with Share(own=0).one():
        assert busiest(page_share(8), 5) == 2


def test_a_process_that_nothing_is_shared_with_uses_what_it_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert busiest(page_share(3), 5) == 3


def test_a_killed_process_gives_its_processor_back(shared: Path) -> None:
    code = "from pipeline.cores import Share\nwith Share(own=0).one(): print(flush=True); input()"
    holders = [
        subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(2)
    ]
    for holder in holders:
        assert holder.stdout
        holder.stdout.readline()
    assert busiest(page_share(8), 5) == 1
    for holder in holders:
        holder.kill()
        holder.communicate()
    assert busiest(page_share(8), 5) == 3


def test_a_fault_gives_a_processor_back(shared: Path) -> None:
    share = Share(own=0)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), share.one():
            raise ZeroDivisionError
    assert busiest(share, 5) == 2
