"""Files to numbered lines: what is no text is refused in one line, and what is text is read in any encoding."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import UnreadableSourceError
from pipeline.read.capture import Layout, read_capture
from tests.reading import RAW

SHEET = "Pay\n1\t£24,468\t£35,790\n2\t£27,564\t£42,807\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sheet.txt"


def texts(path: Path, data: bytes) -> list[str]:
    path.write_bytes(data)
    return [line.text for line in read_capture(path).lines]


def refusal(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    with pytest.raises(UnreadableSourceError) as caught:
        read_capture(path)
    message = str(caught.value)
    assert message.startswith("sheet.txt: ")
    assert "\n" not in message
    return message


@pytest.mark.parametrize("data", [b"", b"\n", b"  \r\n\t \n\f", b"\xef\xbb\xbf", "\u00a0\n".encode()])
def test_a_file_without_a_word_is_empty(file: Path, data: bytes) -> None:
    assert "is empty" in refusal(file, data)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"PK\x03\x04", "ZIP"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"{\\rtf1", "rich-text"),
        (b"Pay 24,468\x00 35,790", "binary"),
        (bytes(range(1, 32)) * 20 + b"Pay", "binary"),
    ],
)
def test_what_is_named_txt_but_is_no_text_is_refused_by_its_kind(file: Path, data: bytes, kind: str) -> None:
    assert kind in refusal(file, data)


def test_a_file_that_is_far_too_large_is_refused_before_it_is_decoded(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.read.capture.LARGEST", 10)
    assert "more than 10 bytes" in refusal(file, SHEET.encode())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_same_text_in_any_encoding(file: Path, encoding: str) -> None:
    assert texts(file, SHEET.encode(encoding)) == SHEET.split("\n")


def test_the_marks_of_windows_1252_are_read(file: Path) -> None:
    assert texts(file, b"24,468 \x96 35,790 the MP\x92s") == ["24,468 – 35,790 the MP’s"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_give_the_same_numbers(file: Path, end: str) -> None:
    file.write_bytes(SHEET.replace("\n", end).encode())
    lines = read_capture(file).lines
    assert [line.text for line in lines] == SHEET.split("\n")
    assert [line.number for line in lines] == [1, 2, 3, 4]


def test_a_form_feed_begins_a_page_and_keeps_the_line_numbers(file: Path) -> None:
    file.write_bytes(b"one\n\x0ctwo\nthree\x0cfour\n\x0c")
    capture = read_capture(file)
    filled = [(line.text, line.place.page, line.number) for line in capture.lines if line.text]
    assert filled == [("one", 1, 1), ("two", 2, 2), ("three", 2, 3), ("four", 3, 3)]
    assert capture.pages == 3


def test_a_line_of_a_megabyte_is_refused(file: Path) -> None:
    word = "Diary management and "
    with pytest.raises(UnreadableSourceError, match="line 2 has 99"):
        texts(file, ("Title\n" + word * (1_000_000 // len(word))).encode())


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        ("a\tb\nc\td\ne\tf", Layout.TABBED),
        ("| a | b |\n|---|---|\n| c | d |", Layout.PIPED),
        ("a      b\nc      d\ne      f", Layout.SPACED),
        ("a b\nc d\n\ne f", Layout.FLOWING),
        ("one paragraph\twith one tab\n" + "and many lines of prose\n" * 60, Layout.FLOWING),
    ],
)
def test_how_columns_are_kept_apart_is_detected(file: Path, text: str, layout: Layout) -> None:
    file.write_text(text, "utf-8")
    assert read_capture(file).layout is layout


def test_the_layouts_of_the_known_documents() -> None:
    assert read_capture(RAW / "staff-pay-2018-19.txt").layout is Layout.TABBED
    assert read_capture(RAW / "staff-pay-2024-25.txt").layout is Layout.FLOWING
