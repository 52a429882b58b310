from __future__ import annotations

import errno
import fcntl
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import OutputError
from pipeline.model import Extraction
from pipeline.publish import publish
from tests.folders import files_in
from tests.processes import ended, forked, killed_before
from tests.truth import extraction_of

OLD = [replace(extraction_of("staff-pay-2018-19"), responsibilities=())]
NEW = [*OLD, replace(extraction_of("staff-pay-2024-25"), responsibilities=())]
Files = dict[str, bytes]

# Newer Pythons warn of a fork beside threads; the forked work uses none.
pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")


def left_beside(output: Path) -> list[str]:
    return [path.name for path in output.parent.iterdir() if path != output]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "work" / "output"


@pytest.fixture(autouse=True)
def _parent(output: Path) -> None:
    output.parent.mkdir()


@pytest.fixture
def old(output: Path) -> Files:
    """Publish the old year; give its files."""
    publish(OLD, output)
    return files_in(output)


def named(document_id: str) -> Extraction:
    return replace(OLD[0], document=replace(OLD[0].document, document_id=document_id))


def test_the_folder_holds_what_is_promised(output: Path) -> None:
    publish(NEW, output)
    assert set(files_in(output)) == {
        "changes.csv",
        "datapackage.json",
        "documents.csv",
        "documents/staff-pay-2018-19.json",
        "documents/staff-pay-2024-25.json",
        "findings.csv",
        "job_titles.csv",
        "pay_bands.csv",
        "responsibilities.csv",
    }
    assert left_beside(output) == []


def test_the_same_input_gives_the_same_bytes_in_any_order(output: Path) -> None:
    publish(NEW, output)
    first = files_in(output)
    publish(NEW[::-1], output)
    assert files_in(output) == first


def test_a_document_that_is_gone_leaves_nothing_behind(output: Path, old: Files) -> None:
    publish(NEW, output)
    publish(OLD, output)
    assert files_in(output) == old


def test_a_symlinked_folder_stays_a_symlink(output: Path, old: Files) -> None:
    link = output.with_name("link")
    link.symlink_to(output.name)
    publish(NEW, link)
    assert link.is_symlink()
    assert files_in(output) != old
    assert left_beside(output) == ["link"]


def test_an_empty_folder_is_filled(output: Path) -> None:
    output.mkdir()
    publish(OLD, output)
    assert (output / "pay_bands.csv").exists()


# What must not be overwritten


def refused(output: Path, *words: str) -> None:
    """Check that publishing fails with one line that has these words and leaves everything as it was."""
    before = files_in(output.parent) if output.parent.exists() else {}
    with pytest.raises(OutputError) as failure:
        publish(NEW, output)
    message = str(failure.value)
    assert "\n" not in message
    assert all(word in message for word in (output.name, *words))
    assert (files_in(output.parent) if output.parent.exists() else {}) == before


def test_a_folder_of_somebody_else_is_left_alone(output: Path) -> None:
    output.mkdir()
    (output / "thesis.txt").write_text("years of work")
    refused(output, "name another folder")


@pytest.mark.parametrize("package", ['{"name": "other"}', "[]", "not json", "\udcff"])
def test_a_data_package_of_somebody_else_is_left_alone(output: Path, package: str) -> None:
    output.mkdir()
    (output / "datapackage.json").write_text(package, errors="surrogateescape")
    refused(output, "name another folder")


@pytest.mark.parametrize("name", ["notes.txt", "documents/notes.txt", "review/index.html"])
@pytest.mark.usefixtures("old")
def test_a_file_that_somebody_put_into_our_folder_is_not_deleted(output: Path, name: str) -> None:
    (output / name).parent.mkdir(exist_ok=True)
    (output / name).write_text("mine")
    refused(output, "move it away")


def test_a_file_in_the_way_is_left_alone(output: Path) -> None:
    output.write_text("a file")
    refused(output, "found a file")


def test_a_missing_parent_is_named(output: Path) -> None:
    refused(output / "deeper" / "output", "create", "deeper")


def test_a_loop_of_symlinks_is_one_line_too(output: Path) -> None:
    output.symlink_to(output.name)
    with pytest.raises(OutputError):
        publish(NEW, output)


@pytest.mark.parametrize("document_id", ["../evil", "/etc/evil", "a/b", "..", ".hidden", "", "a\0b", "a\n"])
@pytest.mark.usefixtures("old")
def test_no_name_leads_out_of_the_folder(output: Path, document_id: str) -> None:
    with pytest.raises(OutputError, match="id"):
        publish([named(document_id)], output)
    assert left_beside(output) == []


def test_two_documents_of_one_name_do_not_overwrite_each_other(output: Path) -> None:
    with pytest.raises(OutputError, match="two documents"):
        publish([named("a"), named("a")], output)


# What fails on the way


def full_disk(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("fails_at", range(1, 12))
def test_a_full_disk_leaves_the_old_folder(
    output: Path, old: Files, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    calls, real = iter(range(1, 100)), os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: full_disk() if next(calls) == fails_at else real(handle))
    with pytest.raises(OutputError, match="No space left"):
        publish(NEW, output)
    assert files_in(output) == old
    assert left_beside(output) == []


def test_a_failing_second_rename_puts_the_old_folder_back(
    output: Path, old: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.rename

    def rename(path: Path, target: Path) -> Path:
        if path.name.endswith("-new"):
            full_disk()
        return real(path, target)

    monkeypatch.setattr(Path, "rename", rename)
    monkeypatch.setattr("pipeline.files.exchanged", lambda *_: False)
    with pytest.raises(OutputError):
        publish(NEW, output)
    assert files_in(output) == old
    assert left_beside(output) == []


def test_an_interrupt_leaves_the_old_folder(output: Path, old: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        publish(NEW, output)
    assert files_in(output) == old
    assert left_beside(output) == []


# What other processes do


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Make a folder that any user can reach, which pytest's own are not."""
    path = Path(tempfile.mkdtemp())
    path.chmod(0o777)
    yield path
    path.chmod(0o777)
    shutil.rmtree(path)


@pytest.mark.parametrize("locked", [".", "output"])
def test_a_read_only_place_is_named(open_folder: Path, locked: str) -> None:
    publish(OLD, open_folder / "output")
    before = files_in(open_folder)
    (open_folder / locked).chmod(0o555)

    def work() -> None:
        if os.geteuid() == 0:  # who may write anywhere
            os.setuid(65534)
        with pytest.raises(OutputError, match=f"no permission to write in {(open_folder / locked).resolve()}:"):
            publish(NEW, open_folder / "output")

    assert ended(forked(work)) == 0
    (open_folder / locked).chmod(0o777)
    assert files_in(open_folder) == before
    assert left_beside(open_folder / "output") == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can")
def test_two_folders_change_places_in_one_step(output: Path, old: Files) -> None:
    publish(NEW, output)
    new = files_in(output)
    found: set[str] = set()
    for step in range(1000):
        publish(OLD, output)
        if not killed_before(step, lambda: publish(NEW, output)):
            break
        found.add("old" if files_in(output) == old else "new" if files_in(output) == new else "neither")
        publish(OLD, output)
        assert left_beside(output) == []
    assert found == {"old", "new"}


def test_killed_at_any_point_leaves_old_or_new_and_never_a_mixture(
    output: Path, old: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.files.exchanged", lambda *_: False)
    publish(NEW, output)
    new = files_in(output)
    seen = []
    for step in range(1000):
        publish(OLD, output)
        if not killed_before(step, lambda: publish(NEW, output)):
            break
        without = not output.exists()
        if without:  # the instant between the renames: the next run, even one that fails, puts the old one back
            (output.parent / ".output.ipsa-pay-old" / "notes.txt").write_text("makes the next run fail")
            with pytest.raises(OutputError, match=r"notes\.txt"):
                publish(NEW, output)
            (output / "notes.txt").unlink()
        found = files_in(output)
        assert found in (old, new), f"a mixture when killed before step {step}"
        seen.append("back" if without else "new" if found == new else "old")
        publish(OLD, output)
        assert files_in(output) == old
        assert left_beside(output) == []
    assert set(seen) == {"old", "back", "new"}
    assert seen.count("back") == 1


def test_a_second_run_waits_for_the_first(output: Path) -> None:
    handle = os.open(output.parent, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)

    def work() -> None:
        os.close(handle)
        publish(OLD, output)

    child = forked(work)
    time.sleep(0.3)
    assert list(output.parent.iterdir()) == []
    os.close(handle)
    assert ended(child) == 0
    assert output.exists()


@pytest.mark.parametrize("most", [0, 100, 4_000])
def test_a_file_system_that_takes_no_more_leaves_the_old_folder(output: Path, old: Files, most: int) -> None:
    def work() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        with pytest.raises(OutputError, match="File too large; what stands in"):
            publish(NEW, output)

    assert ended(forked(work)) == 0
    assert files_in(output) == old
    assert left_beside(output) == []


def test_many_runs_at_once_leave_the_whole_output_of_one(output: Path, old: Files) -> None:
    runs = [forked(lambda year=year: publish(year, output)) for year in (OLD, NEW) * 3]  # type: ignore[misc]
    assert [ended(run) for run in runs] == [0] * 6
    found = files_in(output)
    publish(NEW, output)
    assert found in (old, files_in(output))
    assert left_beside(output) == []
