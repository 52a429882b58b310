"""What is kept of documents: never what another document, program, library, engine or person's word would give."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import identity
from pipeline.__main__ import main
from pipeline.errors import OutputError
from pipeline.model import Correction, Extraction, Listed, Location, Origin, Source, Table, Trace, Verdict
from pipeline.results import DAYS, VARIABLE, Folder, Shelf, decode, encode, is_lasting, whole
from tests.conftest import Folder as Raw
from tests.conftest import fake_extract, fake_extraction
from tests.truth import extraction_of

LISTED = Listed("a.txt", "a", "0" * 64, Origin.CAPTURE, title="Pay")
CORRECTION = Correction(
    "raw/corrections.toml: correction 1",
    "a",
    Table.PAY_BANDS,
    "executive",
    2,
    "£10,000",
    Verdict.REPLACED,
    "page 1",
    "A. Person",
    date(2025, 1, 1),
    location=Location.LONDON,
    amounts=(Decimal("10000.00"), None),
)
SOURCE = Source(Path("raw/a.txt"), "a", "0" * 64, LISTED, (CORRECTION,))
PARTS = {"the program": "1", "Tesseract": "5"}


# The key holds all that a result rests on


@pytest.mark.parametrize(
    "other",
    [
        replace(SOURCE, path=Path("raw/b.txt")),
        replace(SOURCE, document_id="b"),
        replace(SOURCE, sha256="1" * 64),
        replace(SOURCE, listed=None),
        replace(SOURCE, listed=replace(LISTED, title="Pay bands")),
        replace(SOURCE, listed=replace(LISTED, origin=Origin.PUBLICATION)),
        replace(SOURCE, listed=replace(LISTED, financial_year="2024-25")),
        replace(SOURCE, listed=replace(LISTED, preferred=True)),
        replace(SOURCE, corrections=()),
        replace(SOURCE, corrections=(replace(CORRECTION, amounts=(Decimal("10000.01"), None)),)),
        replace(SOURCE, corrections=(replace(CORRECTION, verdict=Verdict.CONFIRMED),)),
        replace(SOURCE, corrections=(replace(CORRECTION, checked_on=date(2025, 1, 2)),)),
    ],
)
def test_whatever_is_said_of_a_document_is_in_its_key(other: Source) -> None:
    assert identity.key(other, PARTS) != identity.key(SOURCE, PARTS)


def test_a_document_that_lies_elsewhere_is_the_same() -> None:
    assert identity.key(replace(SOURCE, path=Path("/mnt/a.txt")), PARTS) == identity.key(SOURCE, PARTS)


@pytest.mark.parametrize("name", PARTS)
def test_every_part_of_the_installation_is_in_the_key(name: str) -> None:
    assert identity.key(SOURCE, PARTS | {name: "another"}) != identity.key(SOURCE, PARTS)


@pytest.mark.parametrize("path", ["extract.py", "read/scan/child.py", "data/vocabulary.toml", "data/new.toml"])
def test_every_file_of_the_program_counts(path: str, tmp_path: Path) -> None:
    copy = tmp_path / "pipeline"
    shutil.copytree(identity.PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    assert identity.digest(copy) == identity.digest(identity.PACKAGE)
    with (copy / path).open("a") as file:
        file.write("\n")
    assert identity.digest(copy) != identity.digest(identity.PACKAGE)


def test_another_version_of_a_library_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = identity.parts()
    (tmp_path / "pdfplumber-99.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert differing(before) == {"the packages"}


def differing(before: identity.Parts) -> set[str]:
    return {name for name, value in identity.parts().items() if before[name] != value}


def tesseract(folder: Path, says: str, data: str) -> None:
    """Put a program of that name first on the path: its version, and the folder of its language data."""
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data" / "eng.traineddata").write_text(data)
    program = folder / "tesseract"
    program.write_text(f'#!/bin/sh\necho "{says}"; echo "List of languages in \\"{folder}/data\\" (1):"\n')
    program.chmod(0o755)


def test_another_tesseract_or_other_language_data_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    tesseract(tmp_path, "5.3.0", "as trained")
    first = identity.parts()
    assert differing(first) == set()
    tesseract(tmp_path, "5.3.1", "as trained")
    assert differing(first) == {"Tesseract"}
    tesseract(tmp_path, "5.3.0", "trained anew")
    assert differing(first) == {"Tesseract"}
    (tmp_path / "tesseract").unlink()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert differing(first) == {"Tesseract"}


# A run reads what is new, and nothing else


@pytest.fixture
def count(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of documents read, as they are read by the stand-in."""
    read: list[str] = []
    monkeypatch.setattr("pipeline.commands.extract.cores", lambda: 1)

    def extract(source: Source, **options: object) -> Extraction:
        read.append(source.document_id)
        return fake_extract(source)

    monkeypatch.setattr("pipeline.extract.extract", extract)
    return read


def test_what_was_read_is_not_read_again_and_gives_the_same_bytes(raw: Raw, count: list[str]) -> None:
    raw({"a.txt": "", "b.txt": "noise"})
    first, again = (output_of(f"output-{number}") for number in (1, 2))
    assert count == ["a", "b"]
    assert first == again != {}


def output_of(folder: str, *options: str) -> dict[str, bytes]:
    assert main(["extract", "--output", folder, *options]) in (0, 1, 4)
    return {str(p.relative_to(folder)): p.read_bytes() for p in Path(folder).rglob("*") if p.is_file()}


@pytest.fixture
def raw(folder: Raw) -> Raw:
    return folder


def manifest(title: str) -> Callable[[], None]:
    def write() -> None:
        text = Path("raw/a.txt").read_bytes()
        digest = hashlib.sha256(text).hexdigest()
        entry = f'[[document]]\nid = "a"\nfile = "a.txt"\nsha256 = "{digest}"\norigin = "capture"\ntitle = "{title}"\n'
        Path("raw/manifest.toml").write_text(entry)

    return write


def correction() -> None:
    Path("raw/corrections.toml").write_text(
        '[[correction]]\ndocument = "a"\ntable = "pay_bands"\njob_family = "executive"\nlevel = 2\n'
        'location = "london"\nraw_text = "£10000"\nconfirmed = true\nevidence = "page 1"\n'
        'checked_by = "A. Person"\nchecked_on = "2025-01-01"\n'
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda: Path("raw/a.txt").write_text("20000"),
        manifest("Pay"),
        correction,
        lambda: Path("fixtures/ocr/page.json").write_text("{}"),
    ],
    ids=["content", "manifest", "correction", "stored OCR"],
)
def test_a_change_beside_or_in_a_document_is_seen(raw: Raw, count: list[str], change: Callable[[], None]) -> None:
    raw({"a.txt": "10000"})
    Path("fixtures/ocr").mkdir(parents=True)
    output_of("output")
    change()
    output_of("output")
    assert count == ["a", "a"]


def test_a_change_of_the_program_is_seen(raw: Raw, count: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    raw({"a.txt": ""})
    output_of("output")
    monkeypatch.setattr("pipeline.identity.PACKAGE", Path("raw"))
    output_of("output")
    assert count == ["a", "a"]


def test_what_a_program_gave_that_was_edited_meanwhile_is_not_kept(
    raw: Raw, count: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    program = raw({"a.txt": ""}).with_name("program")
    program.mkdir()
    monkeypatch.setattr("pipeline.identity.PACKAGE", program)

    def extract(source: Source, **options: object) -> Extraction:
        count.append(source.document_id)
        (program / "new.py").write_text("")
        return fake_extract(source)

    monkeypatch.setattr("pipeline.extract.extract", extract)
    output_of("output")
    (program / "new.py").unlink()
    output_of("output")
    assert count == ["a", "a"]


@pytest.mark.parametrize("option", ["--fresh", "--debug-dir=debug"])
def test_a_document_is_read_anew_on_demand(raw: Raw, count: list[str], option: str) -> None:
    raw({"a.txt": ""})
    output_of("output")
    output_of("output", option)
    assert count == ["a", "a"]


@pytest.mark.parametrize("word", ["refuse", "crash", "unread_page"])
def test_what_failed_is_tried_again(raw: Raw, count: list[str], word: str) -> None:
    raw({"a.txt": word, "b.txt": ""})
    output_of("output")
    output_of("output")
    assert sorted(count) == ["a", "a", "b"]


def test_a_document_that_changes_while_it_is_read_gives_nothing(
    raw: Raw, count: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def extract(source: Source, **options: object) -> Extraction:
        source.path.write_text("something else")
        return fake_extraction(source, minimum="1", codes=set())

    monkeypatch.setattr("pipeline.extract.extract", extract)
    raw({"a.txt": ""})
    assert main(["extract"]) == 4
    assert capsys.readouterr().err == "raw/a.txt: changed while it was being read; run again\n"


def test_an_interrupted_run_goes_on_where_it_was(raw: Raw, monkeypatch: pytest.MonkeyPatch, count: list[str]) -> None:
    whole = list(count)

    def extract(source: Source, **options: object) -> Extraction:
        if source.document_id == "c" and not whole:
            raise KeyboardInterrupt
        count.append(source.document_id)
        return fake_extract(source)

    monkeypatch.setattr("pipeline.extract.extract", extract)
    raw({f"{name}.txt": "" for name in "abcde"})
    assert main(["extract"]) == 130
    assert not Path("output").exists()
    whole.append("once more")
    assert main(["extract"]) in (0, 1)
    assert count == list("abcde")


@pytest.mark.parametrize(
    "damage",
    [
        *(lambda data: data[:-9], lambda _: b"", lambda data: b"?" + data[1:]),
        *(
            lambda _: zlib.compress(b"no JSON"),
            lambda _: encode([]),
            lambda _: encode({}),
            lambda _: encode([{"a": 1}]),
        ),
    ],
)
def test_a_damaged_result_is_read_anew(raw: Raw, count: list[str], damage: Callable[[bytes], bytes]) -> None:
    raw({"a.txt": "10000", "b.txt": "20000"})
    first = output_of("output")
    for file in Path(os.environ[VARIABLE]).glob("*/*"):
        file.write_bytes(damage(file.read_bytes()))
    assert output_of("output") == first
    assert sorted(count) == ["a", "a", "b", "b"]


def test_a_document_that_comes_to_a_year_changes_what_is_said_of_the_other(raw: Raw, count: list[str]) -> None:
    """Two of one year are rivals: what the first gave is kept, what is said of it is not."""
    both = {"a.txt": "10000", f"{twin('a')}.txt": "10000"}
    raw(dict(list(both.items())[:1]))
    assert b"two_documents_for_year" not in output_of("output")["findings.csv"]
    raw(both)
    assert output_of("output")["findings.csv"].count(b"two_documents_for_year") == 2
    assert count == ["a", twin("a")]


def test_a_rival_that_changes_its_word_changes_what_is_said_of_the_other(raw: Raw, count: list[str]) -> None:
    raw({"a.txt": "10000", f"{twin('a')}.txt": "10000"})
    assert b"sources_differ" not in output_of("output")["findings.csv"]
    raw({f"{twin('a')}.txt": "20000"})
    assert b"sources_differ" in output_of("output")["documents/a.json"]
    assert sorted(count) == sorted(["a", twin("a"), twin("a")])


def twin(name: str) -> str:
    """Return the name of another document that the stand-in gives the same year."""
    from zlib import crc32

    return next(t for t in map(str, range(10000)) if crc32(t.encode()) % 99 == crc32(name.encode()) % 99)


# How it is kept


def test_records_come_back_as_they_were() -> None:
    for name in ("staff-pay-2018-19", "staff-pay-2024-25"):
        one = extraction_of(name)
        assert decode(encode(one), Extraction) == one


@given(st.text(st.characters(exclude_categories=["Cs"])), st.floats(0, 1), st.decimals(0, 10**9, places=2))
def test_any_text_and_number_comes_back_exactly(text: str, share: float, amount: Decimal) -> None:
    one = extraction_of("staff-pay-2018-19")
    band = replace(one.pay_bands[0], minimum=amount)
    trace: Trace = replace(band.trace, raw_text=text, confidence=share)
    altered = replace(one, pay_bands=(replace(band, trace=trace),))
    assert decode(encode(altered), Extraction) == altered


def test_a_shelf_has_its_documents_in_order() -> None:
    years = [extraction_of("staff-pay-2024-25"), extraction_of("staff-pay-2018-19")]
    kept = {str(number): encode(one) for number, one in enumerate(years)}
    shelf = Shelf(kept, ["1", "0"])
    assert list(shelf) == list(shelf[:]) == years[::-1]
    assert len(shelf) == 2


def test_what_nobody_asks_for_is_given_up_in_time(tmp_path: Path) -> None:
    kept = Folder(tmp_path)
    kept["old"], kept["used"] = b"1", b"2"
    for key in ("old", "used"):
        long_ago = (tmp_path / key[:2] / key).stat().st_mtime - (DAYS + 1) * 24 * 60 * 60
        os.utime(tmp_path / key[:2] / key, (long_ago, long_ago))
    assert kept["used"] == b"2"
    kept.prune()
    assert list(kept) == ["used"]
    kept["new"] = b"3"
    os.utime(tmp_path / "ne" / "new", (0, 0))
    kept.prune()
    assert "new" in list(kept), "once a day is enough: a folder may hold very many"


def test_a_full_disk_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    kept = Folder(tmp_path)
    monkeypatch.setattr("pipeline.results.NamedTemporaryFile", full)
    with pytest.raises(OutputError, match=f"No space left on device; make room, or name another folder in {VARIABLE}"):
        kept["a"] = b""


def test_a_folder_that_cannot_be_made_keeps_nothing_and_hinders_nothing(
    raw: Raw, count: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    raw({"a.txt": ""})
    monkeypatch.setenv(VARIABLE, "raw/a.txt/results")
    output_of("output")
    assert output_of("output") != {}
    assert count == ["a", "a"]


def test_a_folder_of_somebody_else_keeps_nothing_and_hinders_nothing(
    raw: Raw, count: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    raw({"a.txt": ""})
    for name in ("TemporaryFile", "NamedTemporaryFile"):
        monkeypatch.setattr(f"pipeline.results.{name}", refuse)
    assert output_of("output") != {}
    assert count == ["a"]


def test_only_whole_results_without_a_passing_failure_last() -> None:
    one = extraction_of("staff-pay-2018-19")
    kept = {"whole": encode(one), "torn": encode(one)[:-5], "of another kind": encode([])}
    assert [key for key in (*kept, "absent") if whole(kept, key, Extraction)] == ["whole"]
    assert is_lasting(kept, "whole")


def test_json_of_the_output_is_not_what_is_kept(raw: Raw, count: list[str]) -> None:
    """What somebody does to the output is undone by the next run, which does not believe it."""
    raw({"a.txt": "10000"})
    first = output_of("output")
    Path("output/documents/a.json").write_text(json.dumps({}))
    assert output_of("output") == first
