from __future__ import annotations

import errno
import hashlib
import json
import os
import pty
import re
import shlex
import signal
import subprocess
import sys
import termios
import time
import tomllib
from pathlib import Path

import psutil
import pytest

from pipeline.__main__ import main
from pipeline.errors import SEVERITIES, OutputError
from pipeline.model import Listed, Origin, Severity, YearBasis
from pipeline.read.manifest import load
from tests.conftest import Folder
from tests.folders import files_in

CHECKOUT = Path(__file__).parents[1]

pytestmark = pytest.mark.usefixtures("faked")


@pytest.mark.parametrize(
    ("files", "options", "code"),
    [
        ({"a.txt": ""}, [], 0),
        ({"a.txt": "noise"}, [], 0),
        ({"a.txt": "noise"}, ["--strict"], 1),
        ({"a.txt": ""}, ["--strict"], 0),
        ({"a.txt": "no_year"}, [], 1),
        ({"a.txt": "", "b.txt": "no-program"}, [], 3),
        ({"a.txt": "no_year", "b.txt": "no-program", "c.txt": "refuse"}, [], 4),
        ({"a.txt": "", "b.txt": "refuse"}, [], 4),
        ({"a.txt": "", "b.txt": "crash"}, [], 4),
        ({"a.txt": "", "b.xlsx": ""}, [], 4),
        ({"a.txt": "", "manifest.toml": "["}, [], 4),
        ({"a.txt": ""}, ["raw", "nowhere"], 4),
    ],
)
def test_the_gravest_exit_code_is_returned_and_what_can_be_read_is_written(
    folder: Folder, files: dict[str, str], options: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    folder(files)
    assert main(["extract", *options]) == code
    assert Path("output/documents/a.json").is_file()
    troubles = len([text for text in files.values() if {"refuse", "crash", "no-program", "["} & set(text.split())])
    troubles += ("nowhere" in options) + ("b.xlsx" in files)
    assert len(capsys.readouterr().err.splitlines()) == troubles


@pytest.mark.parametrize("files", [{}, {"a.txt": "refuse"}, {"a.txt": "refuse", "b.txt": "crash"}])
def test_where_nothing_can_be_read_the_output_is_left_as_it_was(folder: Folder, files: dict[str, str]) -> None:
    raw = folder({"good.txt": ""})
    assert main(["extract"]) == 0
    before = files_in(Path("output"))
    (raw / "good.txt").unlink()
    folder(files)
    assert main(["extract"]) == 4
    assert files_in(Path("output")) == before


def test_the_summary_counts_each_document_and_says_what_to_edit(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = folder({"a.txt": "noise no_year pay_jump new_title", "b.txt": "", "c.txt": ""})
    (raw / "manifest.toml").write_text(
        "".join(
            f'[[document]]\nid = "{name}"\nfile = "{name}.txt"\norigin = "capture"\n'
            f'sha256 = "{hashlib.sha256((raw / f"{name}.txt").read_bytes()).hexdigest()}"\n'
            for name in "ab"
        ),
        "utf-8",
    )
    main(["extract"])
    lines = capsys.readouterr().out.splitlines()
    assert [re.sub(r" \d+\.\d$", " 0.0", line) for line in lines[:4]] == [
        "document  kind     pages  bands  titles  responsibilities  marked  seconds",
        "a         capture      1      1       1                 1       0      0.0",
        "b         capture      1      1       1                 1       0      0.0",
        "c         capture      1      1       1                 1       0      0.0",
    ]
    settle = lines[lines.index("To settle, the most important first:") + 1 :]
    assert settle[:6] == [
        "error: no_year: say which year the document is about; edit raw/manifest.toml, key financial_year",
        "  a: £5\\nno_year",
        "warning: pay_jump: look at the amounts; edit raw/corrections.toml, keys minimum_gbp and maximum_gbp, "
        "or confirmed = true",
        "  a: £5\\npay_jump",
        "warning: new_title: confirm the title, or say what it is another name of; edit pipeline/data/vocabulary.toml: "
        'ipsa-pay vocabulary add title "..."',
        "  a: £5\\nnew_title",
    ]
    assert lines[-1] == "1 error and 3 warnings in output/findings.csv"


def test_a_file_that_is_not_listed_comes_with_the_entry_to_paste(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = folder({'a "new" sheet.txt': ""})
    main(["extract"])
    lines = capsys.readouterr().out.splitlines()
    start = lines.index("Not listed yet; to keep it, add to raw/manifest.toml:") + 1
    (raw / "manifest.toml").write_text("\n".join(lines[start:-2]) + "\n", "utf-8")
    known = load(raw)
    assert known.faults == ()
    entry = known.entries['a "new" sheet.txt']
    assert isinstance(entry, Listed)
    assert (entry.document_id, entry.origin, entry.title) == ("a-new-sheet", Origin.CAPTURE, None)
    assert entry.financial_year_basis is YearBasis.PRINTED
    before = files_in(Path("output"))
    assert main(["extract"]) == 0
    assert "Not listed" not in capsys.readouterr().out
    assert files_in(Path("output")) == before


def test_what_a_person_has_accepted_is_not_asked_again_but_an_error_is(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder({"a.txt": "pay_jump no_year", "b.txt": "new_title"})
    main(["accept", "a", "b", "--with-errors"])
    folder({"b.txt": "new_title doubtful_text"})
    capsys.readouterr()
    main(["extract"])
    out = capsys.readouterr().out
    assert "a: £5\\nno_year" in out
    assert "b: £5\\ndoubtful_text" in out
    assert "pay_jump" not in out
    assert "new_title" not in out
    assert "1 error and 3 warnings" in out


def test_of_many_warnings_of_one_kind_the_rest_is_counted(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder({f"{name}.txt": "pay_jump no_year" for name in "abcdefghijklmnop"})
    main(["extract"])
    lines = capsys.readouterr().out.splitlines()
    assert sum("no_year" in line for line in lines) == 17
    assert lines[lines.index("  l: £5\\npay_jump") + 1] == "  and 4 more"


def test_of_many_documents_without_an_entry_the_rest_is_counted(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder({f"{name}.txt": "" for name in "abcdefghijklmnop"})
    main(["extract"])
    printed = capsys.readouterr().out
    assert printed.count("[[document]]") == 12
    assert "Not listed yet either: 4 documents more\n" in printed


def test_every_kind_of_finding_has_a_remedy_or_needs_none() -> None:
    stored = tomllib.loads((CHECKOUT / "pipeline/data/remedies.toml").read_text("utf-8"))
    listed = [code for remedy in stored["remedy"] for code in remedy["codes"]] + stored["information"]["codes"]
    assert len(listed) == len(set(listed))
    assert set(listed) == set(SEVERITIES)
    assert not [code for code in stored["information"]["codes"] if SEVERITIES[code] is Severity.ERROR]


def test_the_number_of_jobs_does_not_change_a_byte(folder: Folder) -> None:
    folder({f"{name}.txt": f"{10000 + i} noise" for i, name in enumerate("abcde")} | {"x.txt": "crash"})
    assert main(["extract", "--output", "one"]) == 4
    assert main(["extract", "--output", "three", "--jobs", "3"]) == 4
    assert files_in(Path("one")) == files_in(Path("three")) != {}


def test_a_worker_that_dies_costs_its_document_one_line(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder({"b.txt": "die", "e.txt": "die"} | {f"{name}.txt": "" for name in "acdfghi"})
    assert main(["extract", "--jobs", "2"]) == 4
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["raw/b.txt", "raw/e.txt"]
    assert all("a worker process died each time" in line for line in lines)
    assert sorted(path.stem for path in Path("output/documents").iterdir()) == list("acdfghi")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_traceback_is_shown_only_when_asked_for(
    folder: Folder, jobs: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder({"a.txt": "crash", "b.txt": "crash"})
    main(["extract", "--jobs", jobs])
    quiet = capsys.readouterr().err
    assert quiet.splitlines()[0].startswith("raw/a.txt: ZeroDivisionError: two\\nlines; ")
    assert "run again with --debug" in quiet
    main(["--debug", "extract", "--jobs", jobs])
    assert capsys.readouterr().err.count("Traceback (most recent call last)") == 2


def test_a_name_that_would_break_the_line_is_escaped(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder({"new\nline \x1b[2J.txt": "refuse"})
    main(["extract"])
    assert capsys.readouterr().err == "new\\nline \\x1b[2J.txt: no table; name another file\n"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["extrakt"],
        ["extract", "--jobs", "0"],
        ["extract", "--jobs", "two"],
        ["extract", ""],
        ["extract", "--scheduler", ""],
        ["extract", "--scheduler", "tcp://127.0.0.1:9", "--jobs", "2"],
        ["extract", "--output"],
        ["extract", "--unknown"],
        ["extract", "--debug-dir", "raw/a.txt"],
        ["extract", "--output", "raw"],
        ["extract", "--output", "raw/a.txt"],
        ["accept"],
    ],
)
def test_bad_arguments_are_one_line_and_exit_code_2(
    folder: Folder, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    raw = folder({"a.txt": ""})
    assert main(arguments) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert files_in(raw) == {"a.txt": b""}


def test_an_output_that_fails_does_not_hide_what_could_not_be_read(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise OutputError("output: disk full")

    monkeypatch.setattr("pipeline.run.put", fail)
    folder({"a.txt": "", "b.txt": "refuse"})
    assert main(["extract"]) == 4
    captured = capsys.readouterr()
    assert len(captured.err.splitlines()) == 2
    assert captured.out == ""


def test_a_fault_outside_a_document_is_one_line_too(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr("pipeline.together.settle", fail)
    folder({"a.txt": ""})
    assert main(["extract"]) == 4
    assert capsys.readouterr().err.startswith("KeyError: 'x'; a fault of this program")


def test_what_the_machine_refuses_is_no_fault_of_this_program(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files", "raw/a.txt")

    monkeypatch.setattr("pipeline.together.settle", fail)
    folder({"a.txt": ""})
    assert main(["extract"]) == 4
    assert capsys.readouterr().err == "raw/a.txt: Too many open files; put that right and run again\n"


def test_an_interrupt_is_quiet(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.extract.extract", interrupt)
    folder({"a.txt": ""})
    assert main(["extract"]) == 130
    assert not Path("output").exists()


def test_an_option_for_debugging_makes_its_folder(folder: Folder) -> None:
    folder({"a.txt": ""})
    assert main(["extract", "--debug-dir", "deep/debug"]) == 0
    assert Path("deep/debug/a").is_file()


def test_a_file_without_a_manifest_and_with_a_leading_dash(folder: Folder) -> None:
    raw = folder({"-a b.txt": ""})
    (raw / "-a b.txt").rename("-a b.txt")
    assert main(["extract", "--", "-a b.txt"]) == 0
    assert json.loads(Path("output/documents/a-b.json").read_text("utf-8"))["document"]["file"] == "-a b.txt"


START = (
    "import sys, pipeline.__main__ as m, pipeline.extract, tests.conftest\n"
    "pipeline.extract.extract = tests.conftest.fake_extract\n"
)


def command(code: str, folder: Path, **environment: str) -> subprocess.Popen[bytes]:
    """Start Python code in a process group of its own; `m` is the command line, with the fake reader."""
    return subprocess.Popen(
        [sys.executable, "-c", START + code],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(CHECKOUT), "PYTHONUNBUFFERED": ""} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def test_help_does_not_wait_for_the_numerical_libraries() -> None:
    code = "import sys; from pipeline.__main__ import _parser; _parser(); sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, check=False).returncode == 0


def test_a_package_that_is_not_installed_is_named_with_its_remedy() -> None:
    code = "import sys, pipeline.__main__ as m; sys.modules['tqdm'] = None; sys.exit(m.main(['check']))"
    done = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (3, b"the Python package tqdm is missing; run: make setup\n")


def test_a_reader_of_the_summary_that_goes_away_is_no_failure(tmp_path: Path) -> None:
    with command("m._run = lambda _: print('x'); sys.exit(m.main(['check']))", tmp_path) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141


def test_a_pipe_that_breaks_while_ctrl_c_ends_the_run_is_no_other_failure(tmp_path: Path) -> None:
    code = "def f(_):\n    try:\n        raise KeyboardInterrupt\n    finally:\n        raise BrokenPipeError\n"
    with command(f"{code}m._run = f; sys.exit(m.main(['check']))", tmp_path) as process:
        assert process.communicate()[1] == b"interrupted\n"
        assert process.returncode == 130


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has it")
def test_a_standard_output_that_takes_no_more_is_one_line(folder: Folder, tmp_path: Path) -> None:
    folder({"a.txt": ""})
    done = said("sys.exit(m.main(['extract']))", tmp_path, ">/dev/full")
    assert done.returncode == 4
    assert done.stderr == b"a file, or standard output: No space left on device; put that right and run again\n"
    assert (tmp_path / "output").is_dir()


def test_where_nobody_can_be_told_the_exit_code_says_it(folder: Folder, tmp_path: Path) -> None:
    folder({"a.txt": "no_year", "b.txt": "refuse"})
    for nobody in ("2>/dev/full", ">&-", "2>&-", "<&-", "<&- >&- 2>&-"):
        done = said("sys.exit(m.main(['extract']))", tmp_path, nobody)
        assert done.returncode == 4, nobody
        assert len(done.stderr.splitlines()) == ("2>" not in nobody), nobody
        assert b"fault of this program" not in done.stderr, nobody
        assert files_in(tmp_path / "output")


def said(code: str, folder: Path, redirected: str) -> subprocess.CompletedProcess[bytes]:
    """Run what `command` starts, by a shell that redirects its streams."""
    shell = f"{shlex.join([sys.executable, '-c', START + code])} {redirected}"
    environment = os.environ | {"PYTHONPATH": str(CHECKOUT)}
    return subprocess.run(["/bin/sh", "-c", shell], cwd=folder, env=environment, capture_output=True, check=False)


def test_a_terminal_that_knows_only_ascii_gets_every_line(folder: Folder, tmp_path: Path) -> None:
    folder({"a.txt": "no_year"})
    with command("sys.exit(m.main(['extract']))", tmp_path, PYTHONIOENCODING="ascii") as process:
        assert b"  a: \\xa35\\nno_year\n" in process.communicate()[0]
        assert process.returncode == 1


def test_a_terminal_shows_how_many_are_done_how_fast_and_the_time_left(folder: Folder, tmp_path: Path) -> None:
    folder({f"{name}.txt": "wait" for name in "abc"})
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (30, 100))
    start = "import sys, pipeline.__main__ as m, pipeline.extract, tests.conftest\n"
    start += "pipeline.extract.extract = tests.conftest.fake_extract\nm.main(['extract', '--jobs', '1'])"
    environment = os.environ | {"PYTHONPATH": str(CHECKOUT)}
    with subprocess.Popen(
        [sys.executable, "-c", start], cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=theirs
    ):
        os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert re.search(r"2/3 \[00:\d\d<00:\d\d, +\d+\.\d+ ?(s/ documents|documents/s)\]", shown)


def test_ctrl_c_ends_busy_and_idle_workers_without_a_traceback(folder: Folder, tmp_path: Path) -> None:
    folder({"a.txt": "", "b.txt": "sleep"})
    # A shell has what it starts in the background ignore Ctrl-C, and tests may run there.
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    code += "sys.exit(m.main(['extract', '--jobs', '2', '--debug-dir', '.']))"
    with command(code, tmp_path) as process:
        assert process.stderr
        deadline = time.monotonic() + 60
        while not (Path("a").exists() and Path("started-b").exists()) and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(2)  # for the worker that has read a.txt to fall idle, however busy the machine is
        os.killpg(process.pid, signal.SIGINT)
        assert process.stderr.read() == b"interrupted\n"
        assert process.wait() == 130


def test_no_worker_outlives_a_run_that_is_killed(folder: Folder, tmp_path: Path) -> None:
    folder({"a.txt": "", "b.txt": "sleep"})
    code = "sys.exit(m.main(['extract', '--jobs', '2', '--debug-dir', '.']))"
    with command(code, tmp_path) as process:
        deadline = time.monotonic() + 60
        while not (Path("a").exists() and Path("started-b").exists()) and time.monotonic() < deadline:
            time.sleep(0.05)
        workers = psutil.Process(process.pid).children(recursive=True)
        assert len(workers) >= 2
        process.kill()
    left = psutil.wait_procs(workers, timeout=10)[1]
    for one in left:
        one.kill()
    assert left == []
