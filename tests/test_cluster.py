"""Documents sent to a real cluster of worker processes, which may die."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import dask
import pytest
from distributed import LocalCluster

from pipeline import identity
from pipeline.__main__ import main
from pipeline.results import VARIABLE
from tests.conftest import Folder

stand_in = pytest.mark.usefixtures("faked")
RAW = Path(__file__).parents[1] / "raw"

MIXED = {f"{name}.txt": f"{10000 + i} noise" for i, name in enumerate("abcdefgh")} | {
    "x.txt": "crash",
    "y.txt": "refuse",
}


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    # A document that ends its worker is tried once more, not three times: each death takes seconds here.
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        LocalCluster(  # type: ignore[no-untyped-call]  # Dask has few types
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
        ) as cluster,
    ):
        yield cluster


def written(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@stand_in
def test_a_cluster_gives_the_same_bytes_as_this_process(
    cluster: LocalCluster, folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder(MIXED | {"x.txt": "crash", "y.txt": "refuse"})
    assert main(["extract", "--output", "here", "--fresh"]) == 4
    here = capsys.readouterr().err
    assert main(["extract", "--output", "there", "--fresh", "--scheduler", cluster.scheduler_address]) == 4
    assert capsys.readouterr().err == here
    assert written(Path("here")) == written(Path("there")) != {}


def test_real_documents_give_the_same_bytes_too(cluster: LocalCluster, folder: Folder) -> None:
    folder({})
    names = [str(RAW / name) for name in ("guidance-2024-25.txt", "staff-pay-2018-19.txt", "staff-pay-2018-19.pdf")]
    assert main(["extract", *names, "--output", "here", "--fresh", "--jobs", "1"]) == 0
    assert main(["extract", *names, "--output", "there", "--fresh", "--scheduler", cluster.scheduler_address]) == 0
    assert written(Path("here")) == written(Path("there")) != {}


@stand_in
def test_a_worker_killed_midway_loses_nothing(cluster: LocalCluster, folder: Folder) -> None:
    names = [f"doc-{i:02}" for i in range(30)]
    folder({f"{name}.txt": "wait" for name in names})
    results = Path(os.environ[VARIABLE])

    def kill() -> None:
        while len(list(results.glob("*/*"))) < 3:
            time.sleep(0.02)
        os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    code = main(["extract", "--scheduler", cluster.scheduler_address])
    thread.join()
    assert code in (0, 1)  # documents of the stand-in may fall into one year
    assert sorted(path.stem for path in Path("output/documents").iterdir()) == names


@stand_in
def test_a_document_that_always_ends_its_worker_is_named_and_the_rest_completes(
    cluster: LocalCluster, folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder({"b.txt": "die"} | {f"{name}.txt": "" for name in "acdef"})
    assert main(["extract", "--scheduler", cluster.scheduler_address]) == 4
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("raw/b.txt: a worker process died each time it read this")
    assert sorted(path.stem for path in Path("output/documents").iterdir()) == list("acdef")


@stand_in
def test_a_cluster_whose_workers_are_still_on_their_way_reads_all(
    cluster: LocalCluster, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("distributed.Client.nthreads", lambda _: {})
    folder({"a.txt": ""})
    assert main(["extract", "--scheduler", cluster.scheduler_address]) == 0
    assert Path("output/documents/a.json").exists()


@stand_in
def test_a_worker_with_another_program_reads_nothing(
    cluster: LocalCluster, folder: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here = {**identity.parts(), identity.PROGRAM: "of last year"}
    monkeypatch.setattr("pipeline.identity.parts", lambda: here)
    folder({"a.txt": ""})
    assert main(["extract", "--scheduler", cluster.scheduler_address]) == 4
    assert capsys.readouterr().err == "raw/a.txt: a worker differs in the program; install the same there\n"


@stand_in
@pytest.mark.parametrize("address", ["nonsense", "http://a", "tcp://127.0.0.1:9"])
def test_a_scheduler_that_does_not_answer_is_one_line(
    address: str, folder: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("pipeline.cluster.PATIENCE", 1)
    folder({"a.txt": ""})
    assert main(["extract", "--scheduler", address]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{address}: no Dask scheduler with workers answers")
