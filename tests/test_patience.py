from __future__ import annotations

import json
import time
from pathlib import Path
from threading import Thread

import pytest

from pipeline import patience
from pipeline.__main__ import main
from pipeline.errors import UnreadableSourceError
from pipeline.patience import bounded
from tests.reading import HEADS, PAY, SHEET

#: What is raised while garbage is collected (the tests' own tools are called then) is a warning, and raised again.
FORGOTTEN = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def work(seconds: float = 5) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


@FORGOTTEN
def test_work_without_an_end_is_given_up_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "PATIENCE", 0.1)
    says = "more than 1 seconds; expected a sheet; keep"
    with pytest.raises(UnreadableSourceError, match=says), bounded("a.txt", pages=3):
        work()


@FORGOTTEN
def test_a_limit_that_is_met_where_nothing_can_be_raised_is_met_again(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow:
        def __del__(self) -> None:
            work(0.3)

    monkeypatch.setattr(patience, "PATIENCE", 0.1)
    with pytest.raises(UnreadableSourceError, match="took more than"), bounded("a.txt"):
        del (slow := [Slow()])[:]
        assert not slow
        work()


def test_waiting_is_no_work_and_what_ends_in_time_is_let_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "PATIENCE", 0.1)
    with bounded("a.txt"):
        time.sleep(0.3)
    end = time.process_time() + 0.3
    while time.process_time() < end:
        pass


def test_a_thread_that_no_signal_reaches_works_on() -> None:
    def read() -> None:
        with bounded("a.txt"):
            done.append(1)

    done: list[int] = []
    thread = Thread(target=read)
    thread.start()
    thread.join()
    assert done == [1]


@FORGOTTEN
def test_a_text_that_says_the_same_thousands_of_times_takes_no_other_document_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(patience, "PATIENCE", 0.5)
    duties = "KEY RESPONSIBILITIES\t1\tOpening and dispatching mail\tDraft responses\n"
    (tmp_path / "long-2019-20.txt").write_text(HEADS + PAY + duties + duties[20:] * 9_000, encoding="utf-8")
    (tmp_path / "sheet-2020-21.txt").write_text(SHEET, encoding="utf-8")
    assert main(["extract", str(tmp_path), "--output", str(tmp_path / "output"), "--jobs", "1"]) == 4
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("long-2019-20.txt: making sense of it took more than")
    assert json.loads((tmp_path / "output" / "documents" / "sheet-2020-21.json").read_bytes())["pay_bands"]


def test_a_cell_that_never_ends_is_refused_before_it_is_quoted_in_every_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    duty = "and supervise the work of other teams " * 400
    (tmp_path / "endless-2019-20.txt").write_text(f"{SHEET}\t\t{duty}\n", encoding="utf-8")
    assert main(["extract", str(tmp_path), "--output", str(tmp_path / "output"), "--jobs", "1"]) == 4
    assert "characters in one cell; expected a sheet; " in capsys.readouterr().err
    assert not (tmp_path / "output").exists()
