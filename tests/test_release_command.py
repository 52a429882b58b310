from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.errors import Exit
from tests.conftest import Folder
from tests.folders import files_in

CHECKOUT = Path(__file__).parents[1]
OUTPUT, TO = Path("output"), Path("out")

Captured = pytest.CaptureFixture[str]


def refused(capsys: Captured, code: Exit, *words: str, options: tuple[str, ...] = ()) -> None:
    """Check that nothing is published, for one reason, told in one line."""
    capsys.readouterr()
    before = files_in(TO) if TO.exists() else None
    assert main(["publish", "--to", str(TO), *options]) == code
    told = capsys.readouterr()
    assert len(told.err.splitlines()) == 1
    assert all(word in told.err for word in words)
    assert (files_in(TO) if TO.exists() else None) == before


@pytest.fixture
def accepted(folder: Folder, faked: None, capsys: Captured) -> Folder:
    """Two documents, extracted and accepted."""
    folder({"a.txt": "10000 noise", "b.txt": "20000"})
    assert main(["extract"]) == 0
    assert main(["accept", "a", "b"]) == 0
    capsys.readouterr()
    return folder


@pytest.fixture
def published(accepted: Folder, capsys: Captured) -> Path:
    assert main(["publish", "--to", str(TO)]) == 0
    return Path(capsys.readouterr().out.splitlines()[0])


def test_a_folder_and_a_zip_file_of_the_same_content_are_made(published: Path) -> None:
    assert sorted(path.name for path in TO.iterdir()) == [published.name, f"{published.name}.zip"]
    with zipfile.ZipFile(TO / f"{published.name}.zip") as packed:
        assert packed.testzip() is None
        found = {name.removeprefix(f"{published.name}/"): packed.read(name) for name in packed.namelist()}
        assert {item.date_time for item in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert found == files_in(published)
    assert (published / "documents" / "a.json").read_bytes() == (OUTPUT / "documents" / "a.json").read_bytes()
    assert (published / "all_documents" / "pay_bands.csv").read_bytes() == (OUTPUT / "pay_bands.csv").read_bytes()


def test_the_checksums_are_in_the_form_that_sha256sum_reads(published: Path) -> None:
    checked = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=published, check=False)  # noqa: S607
    assert checked.returncode == 0


def test_publishing_again_changes_nothing(published: Path) -> None:
    before = {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in TO.rglob("*")}
    assert main(["publish", "--to", str(TO)]) == 0
    assert {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in TO.rglob("*")} == before


def test_what_a_killed_run_left_out_is_made_good(published: Path) -> None:
    before = files_in(TO)
    (TO / f"{published.name}.zip").unlink()
    assert main(["publish", "--to", str(TO)]) == 0
    assert files_in(TO) == before


@pytest.mark.parametrize("spoil", ["README.md", "mine.txt"])
def test_a_release_that_somebody_changed_is_left_alone(published: Path, capsys: Captured, spoil: str) -> None:
    (published / spoil).write_text("mine")
    refused(capsys, Exit.BAD_ARGUMENTS, spoil, "never changes", "move")


def test_a_new_value_is_a_new_version_beside_the_old(published: Path, accepted: Folder) -> None:
    old = files_in(published)
    accepted({"a.txt": "10001"})
    assert main(["extract"]) == 0
    assert main(["accept", "a"]) == 0
    assert main(["publish", "--to", str(TO)]) == 0
    assert len(list(TO.glob("*.zip"))) == 2
    assert files_in(published) == old


# What is not published


def test_a_missing_output_is_named(accepted: Folder, capsys: Captured) -> None:
    refused(capsys, Exit.BAD_ARGUMENTS, "nowhere", "make extract", options=("--output", "nowhere"))
    assert not TO.exists()


def cut(path: str) -> None:
    target = OUTPUT / path
    target.write_bytes(target.read_bytes()[:-20])


def replace_in(path: str, old: str, new: str) -> None:
    target = OUTPUT / path
    text = target.read_text("utf-8")
    assert old in text
    target.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("damage", "code", "word"),
    [
        (lambda: (OUTPUT / "pay_bands.csv").unlink(), Exit.UNREADABLE_SOURCE, "pay_bands.csv"),
        (lambda: (OUTPUT / "documents" / "a.json").unlink(), Exit.DIFFERENT, "documents.csv"),
        (lambda: cut("documents/a.json"), Exit.UNREADABLE_SOURCE, "a.json"),
        (lambda: cut("changes.csv"), Exit.DIFFERENT, "changes.csv"),
        (lambda: replace_in("pay_bands.csv", "10000.00", "10001.00"), Exit.DIFFERENT, "pay_bands.csv"),
        (lambda: replace_in("documents/a.json", '"10000.00"', '"10001.00"'), Exit.DIFFERENT, "pay_bands.csv"),
        (lambda: replace_in("documents/a.json", '"10000.00"', '"ten"'), Exit.UNREADABLE_SOURCE, "a.json"),
        (lambda: replace_in("documents/a.json", '"10000.00"', "10000.001"), Exit.UNREADABLE_SOURCE, "documents"),
        (lambda: replace_in("documents/a.json", '"level": 2', '"level": "two"'), Exit.UNREADABLE_SOURCE, "documents"),
        (lambda: replace_in("documents/a.json", '"minimum_gbp"', '"minimum"'), Exit.UNREADABLE_SOURCE, "minimum_gbp"),
        (lambda: (OUTPUT / "documents" / "a.json").write_text("[]"), Exit.UNREADABLE_SOURCE, "a.json"),
        (lambda: (OUTPUT / "documents" / "a.json").write_bytes(b"\xff"), Exit.UNREADABLE_SOURCE, "a.json"),
        (lambda: replace_in("datapackage.json", "London", "Londinium"), Exit.DIFFERENT, "datapackage.json"),
    ],
)
def test_a_damaged_output_is_refused(
    accepted: Folder, capsys: Captured, damage: Callable[[], object], code: Exit, word: str
) -> None:
    damage()
    refused(capsys, code, word, "make extract")


def test_an_output_that_is_not_of_todays_documents_is_refused(accepted: Folder, capsys: Captured) -> None:
    accepted({"a.txt": "10000 noise and more"})
    refused(capsys, Exit.DIFFERENT, "a: the document has changed", "make extract")


def test_a_document_that_was_not_read_is_missed(accepted: Folder, capsys: Captured) -> None:
    accepted({"c.txt": "30000"})
    refused(capsys, Exit.DIFFERENT, "c: a document, but it is not in the output")


def test_a_document_that_is_gone_is_missed(accepted: Folder, capsys: Captured) -> None:
    Path("raw/b.txt").unlink()
    refused(capsys, Exit.DIFFERENT, "b: in the output, but its document is not there")


def test_a_source_that_cannot_be_one_is_not_passed_over(accepted: Folder, capsys: Captured) -> None:
    accepted({"sheet.docx": ""})
    refused(capsys, Exit.UNREADABLE_SOURCE, "sheet.docx")


def test_what_nobody_accepted_is_refused(accepted: Folder, capsys: Captured) -> None:
    accepted({"a.txt": "10001 noise"})
    assert main(["extract"]) == 0
    refused(capsys, Exit.DIFFERENT, "a document sha256: ", "differences in all); see: make check")


def test_findings_of_severity_error_are_shown_and_stop_it(accepted: Folder, capsys: Captured) -> None:
    accepted({"a.txt": "10000 no_year", "b.txt": "20000"})
    main(["extract"])
    assert main(["accept", "a", "--with-errors"]) == 0
    capsys.readouterr()
    assert main(["publish", "--to", str(TO)]) == Exit.ERROR_FINDING
    shown = capsys.readouterr().out.splitlines()
    assert shown[0].startswith("error: a: ")
    assert shown[1:] == ["not published with 1 error; settle them, or add --with-errors"]
    assert not TO.exists()
    assert main(["publish", "--to", str(TO), "--with-errors"]) == 0
    assert len(list(TO.iterdir())) == 2


# Where it is put


def test_the_output_folder_is_no_place_for_it(accepted: Folder, capsys: Captured) -> None:
    before = files_in(OUTPUT)
    for place in ("output", "output/deeper"):
        assert main(["publish", "--to", place]) == Exit.BAD_ARGUMENTS
        assert "name another folder" in capsys.readouterr().err
    assert files_in(OUTPUT) == before


def test_a_file_in_the_way_is_left_alone(accepted: Folder, capsys: Captured) -> None:
    TO.write_text("a file")
    assert main(["publish", "--to", str(TO)]) == Exit.BAD_ARGUMENTS
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert TO.read_text() == "a file"


def test_a_full_disk_leaves_nothing_half_made(
    published: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole, real, steps = files_in(TO), os.fsync, iter(range(0))

    def fsync(handle: int) -> None:
        if next(steps, None) is None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    left = set()
    for number in (0, 1, 20, len(files_in(published)) + 3, len(files_in(published)) + 4, 1000):
        steps, to = iter(range(number)), tmp_path / f"out{number}"
        assert main(["publish", "--to", str(to)]) == (Exit.CLEAN if number == 1000 else Exit.BAD_ARGUMENTS)
        assert ("No space left" in capsys.readouterr().err) == (number < 1000)
        assert files_in(to).items() <= whole.items()
        assert all((path / "SHA256SUMS").exists() or path.suffix == ".zip" for path in to.iterdir())
        left.add(len(list(to.iterdir())))
    assert left == {0, 1, 2}


@pytest.mark.parametrize("arguments", [["publish"], ["publish", "--to"], ["publish", "--to", ""]])
def test_bad_arguments(arguments: list[str], capsys: Captured) -> None:
    assert main(arguments) == Exit.BAD_ARGUMENTS
    assert len(capsys.readouterr().err.splitlines()) == 1


# The documents of this checkout


def test_the_committed_output_can_be_published_without_a_warning(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", "-m", "pipeline", "publish", "--to", str(tmp_path / "new" / "out")]
    made = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert (made.returncode, made.stderr) == (0, "")
    folder = Path(made.stdout.splitlines()[0])
    years = {row["financial_year"] for row in json.loads((folder / "datapackage.json").read_bytes())["sources"]}
    assert {"2018-19", "2024-25"} <= years
