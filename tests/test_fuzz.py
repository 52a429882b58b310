"""A sample of `make fuzz`, and that it would see what goes wrong."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from pipeline.errors import Exit
from tests.fuzz.__main__ import attempt, main
from tests.fuzz.judge import faults
from tests.fuzz.mutate import ways_for
from tests.fuzz.seeds import KINDS, good
from tests.fuzz.table import table
from tests.fuzz.targets import TARGETS, corpus
from tests.fuzz.trial import Ended, extract

# Newer Pythons warn of a fork beside threads; the forked work uses none.
pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")

#: Seeds of each kind that take a second at most together; the rest is for `make fuzz`.
SAMPLE = {"text": range(7000, 7004), "manifest": range(7000, 7003), "corrections": range(7000, 7004)}
SAMPLE |= {"vocabulary": range(7000, 7003), "pdf": range(7000, 7003), "image": range(7000, 7001)}


@pytest.mark.parametrize("kind", SAMPLE)
def test_spoilt_files_end_in_an_answer_or_a_line(kind: str) -> None:
    found = [attempt(kind, seed) for seed in SAMPLE[kind]]
    assert [(one.seed, one.faults, one.silent) for one in found if one.faults or one.silent] == []


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_parsed_here_takes_any_bytes(name: str) -> None:
    rng = Random(f"targets {name}")  # noqa: S311 - reproducible, not secret
    few = 2 if name == "capture" else 60
    for data in corpus(name):
        TARGETS[name](data)
        for _ in range(few):
            TARGETS[name](rng.choice(ways_for(name))(data[:20_000], rng))


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_spoils_a_file_the_same_way_each_time(kind: str) -> None:
    chosen = good(kind)[0]
    ways = ways_for(chosen.name)
    once, again = ([way(chosen.data, Random(n)) for n, way in enumerate(ways)] for _ in "12")  # noqa: S311 - as above
    assert once == again
    assert sum(data != chosen.data for data in once) >= len(ways) - 2


@pytest.mark.parametrize(
    ("ended", "says"),
    [
        (Ended(-11, 1.0, 1.0, (), (), 0), "crash"),
        (Ended(-9, 31.0, 1.0, (), (), 0), "hang"),
        (Ended(1, 1.0, 1537.0, (), (), 0), "memory"),
        (Ended(0, 1.0, 1.0, (), ("wrote /etc/passwd",), 0), "touched"),
        (Ended(0, 1.0, 1.0, (), (), 1), "left"),
        (Ended(4, 1.0, 1.0, (), (), 0), "without a line"),
        (Ended(70, 1.0, 1.0, (), (), 0), "exit code 70"),
        (Ended(4, 1.0, 1.0, ("Traceback (most recent call last):",), (), 0), "Traceback"),
        (Ended(4, 1.0, 1.0, ("x: KeyError: 1; a fault of this program: run again",), (), 0), "fault of this"),
    ],
)
def test_what_goes_wrong_is_seen(ended: Ended, says: str) -> None:
    assert any(says in one for one in faults(ended))


def test_what_a_run_writes_and_calls_elsewhere_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stray(_: list[str]) -> Exit:
        (tmp_path / "elsewhere").write_text("x")
        (tmp_path / "run" / "sources" / "a.txt").write_text("changed")
        return Exit.CLEAN

    monkeypatch.setattr("tests.fuzz.trial.main", stray)
    (tmp_path / "run").mkdir()
    ended = extract(tmp_path / "run", {"a.txt": b"x"})
    assert any("elsewhere" in one for one in ended.touched)
    assert "changed its sources" in ended.touched


def test_the_runs_are_counted_each_once_and_the_last_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = tmp_path / "record"
    assert main(["--kind", "corrections", "--files", "2", "--seed", "7000", "--record", str(record)]) == 0
    assert "seeds from 7000" in capsys.readouterr().out
    (first, second) = map(json.loads, record.read_text("utf-8").splitlines())
    bad = {**first, "faults": ["crash: x"], "silent": ["y"], "seconds": 9.0}
    rows = list(table([bad, second]))
    tried, _, _, crashes, hangs, silent, others, worst, _ = (cell.strip() for cell in rows[-1].split("|")[2:-1])
    assert (tried, crashes, hangs, silent, others, worst) == ("2", "1", "0", "1", "0", "9.0")
    assert rows[-1].count("|") == rows[0].count("|")
    assert list(table([bad, second, first])) == list(table([first, second]))
