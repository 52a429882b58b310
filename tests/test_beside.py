"""What stands beside documents is written by hand, and may hold anything: it is read, or one line says why not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.read import beside, corrections, manifest
from pipeline.read.beside import UnusableError, content

DEEP = 10_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "beside.toml"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"a = " + b"[" * DEEP, "brackets in brackets"),
        (b"a = " + b"{a=" * DEEP, "brackets in brackets"),
        (b"a = " + b"9" * DEEP, "not TOML"),
        (b"a = x", "not TOML: .*line 1"),
        (b"a = '\xff'", "byte 5 is not UTF-8"),
    ],
)
def test_what_is_no_toml_is_said(path: Path, text: bytes, says: str) -> None:
    path.write_bytes(text)
    with pytest.raises(UnusableError, match=says):
        content(path)
    for name in (manifest.NAME, corrections.NAME):
        path.with_name(name).write_bytes(text)
    (one,), (other,) = manifest.load(path.parent).faults, corrections.load(path.parent)[1]
    assert str(one).startswith(f"{path.with_name(manifest.NAME)}: ")
    assert str(other).startswith(f"{path.with_name(corrections.NAME)}: ")


def test_a_key_that_takes_for_ever_is_given_up(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "PATIENCE", 0.2)
    path.write_bytes(b"a." * 20_000 + b"a = 1")
    with pytest.raises(UnusableError, match="took more than 0 seconds"):
        content(path)


def test_a_pipe_or_a_device_that_never_ends_is_not_asked(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(UnusableError, match="no regular file"):
        content(path)
    path.unlink()
    path.symlink_to("/dev/zero")
    with pytest.raises(UnusableError, match="no regular file"):
        content(path)


def test_a_file_that_nobody_can_have_written_is_not_read(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(beside.LARGEST + 1)
    with pytest.raises(UnusableError, match=f"expected {beside.LARGEST} at most"):
        content(path)


def test_a_file_that_is_not_there_says_nothing(path: Path) -> None:
    assert content(path) == {}
    path.touch()
    assert content(path / "x") == {}
    path.write_text("\ufeffa = 1\r\n", encoding="utf-8")
    assert content(path) == {"a": 1}
