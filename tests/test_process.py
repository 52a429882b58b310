"""What a child process that reads a file may take, and that nothing of it is left when it or its parent ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from pipeline.errors import MissingProgramError, UnreadableSourceError
from pipeline.read import process
from pipeline.read.process import Child, records

CHECKOUT = Path(__file__).parents[1]
#: How a child begins; what it starts writes its id into the file that it is given, as Tesseract would run.
BEGIN = """
import os, subprocess, sys, time
from pathlib import Path
from pipeline.read.bounds import bind
bind(4 * 2**30)
def start():
    grandchild = subprocess.Popen(["sleep", "60"])
    Path(sys.argv[1]).write_text(f"{os.getpid()} {grandchild.pid}")
"""
Make = Callable[[str], Child]


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Return a maker of a child of one page that does as some lines of Python say."""
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{CHECKOUT}")

    def make(lines: str) -> Child:
        (tmp_path / "hostile_child.py").write_text(BEGIN + lines, encoding="utf-8")
        return Child("hostile_child", 1.0, 0.5)

    return make


def family_of(path: Path) -> list[int]:
    """Return the ids that a child wrote, once it has."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if path.is_file() and len(found := path.read_text().split()) == 2:
            return [int(one) for one in found]
        time.sleep(0.05)
    raise AssertionError("it has not begun")


def is_running(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def assert_ended(pids: list[int]) -> None:
    deadline = time.monotonic() + 10
    while any(map(is_running, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [pid for pid in pids if is_running(pid)] == []


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("while True: pass", "took more than 1 second"),
        ("subprocess.run([sys.executable, '-c', 'while True: pass'])", "took more than 1 second"),
        ("time.sleep(60)", "took more than 1 second"),
        ("print('{\"pages\": 3}', flush=True)\nwhile True: pass", "took more than 2 seconds"),
        ("hog = b'x' * 2**28\ntime.sleep(60)", "took more memory"),
        (
            "hog = [subprocess.Popen([sys.executable, '-c', 'hog = [1] * 2**24; input()']) for _ in '12']\n"
            "time.sleep(60)",
            "took more memory",
        ),
        ("bind(2**28)\nbytes(2**29)", "took more memory"),
        ("os.kill(os.getpid(), 11)", "broke down"),
        ("raise KeyError('x')", "failed"),
        ("print('{}')\nsys.exit('the PDF is torn; get it again')", "failed"),
        ("sys.stderr.write('no page; get it again')\nsys.exit(4)", "no page; get it again"),
    ],
)
def test_a_child_that_takes_too_much_or_fails_costs_a_line_and_leaves_nothing(
    lines: str, says: str, child: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "MEMORY", 200 * 2**20)
    monkeypatch.setattr(process, "LASTING", 2)
    with pytest.raises(UnreadableSourceError, match=says) as caught:
        list(records(child(f"start()\n{lines}\n"), tmp_path / "family"))
    where, _, rest = str(caught.value).partition(": ")
    assert (where, rest.count("; ") >= 1, "\n" in rest) == ("family", True, False)
    assert_ended(family_of(tmp_path / "family"))


def test_what_a_child_started_ends_with_it(child: Make, tmp_path: Path) -> None:
    assert list(records(child("start()\nprint('{\"page\": 1}')\n"), tmp_path / "family")) == [{"page": 1}]
    assert_ended(family_of(tmp_path / "family"))


def test_a_child_that_nobody_listens_to_any_more_ends(child: Make, tmp_path: Path) -> None:
    found = records(child("start()\nprint('{}', flush=True)\ntime.sleep(60)\n"), tmp_path / "family")
    next(found)
    found.close()  # type: ignore[attr-defined]  # it is a generator
    assert_ended(family_of(tmp_path / "family"))


def test_a_child_leaves_no_file_behind(child: Make, tmp_path: Path) -> None:
    lines = "import tempfile\nPath(sys.argv[1]).write_text(tempfile.mkdtemp())\nos.kill(os.getpid(), 9)\n"
    with pytest.raises(UnreadableSourceError):
        list(records(child(lines), tmp_path / "where"))
    assert not Path((tmp_path / "where").read_text()).exists()


def test_a_program_that_is_missing_is_named(child: Make, tmp_path: Path) -> None:
    with pytest.raises(MissingProgramError, match="sheet: no Tesseract; install it"):
        list(records(child("sys.stderr.write('no Tesseract; install it')\nsys.exit(3)"), tmp_path / "sheet"))


def test_when_the_parent_is_killed_nothing_runs_on(child: Make, tmp_path: Path) -> None:
    child("start()\nwhile True: pass\n")
    reading = "list(process.records(process.Child('hostile_child', 60.0, 1.0), Path(sys.argv[1])))"
    code = f"import sys\nfrom pathlib import Path\nfrom pipeline.read import process\n{reading}"
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "family")]) as parent:
        family = family_of(tmp_path / "family")
        assert all(map(is_running, family))
        parent.send_signal(signal.SIGKILL)
    assert_ended(family)
