"""What a person recorded about values: applied where it matches, and a failed run where it does not."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.check.corrections import apply
from pipeline.model import Extraction, PayBand, Reader, RoleText, Status, Table
from pipeline.read.corrections import load
from tests.reading import SHEET, codes, extract_text, pounds, rows_of

SIGNED = 'evidence = "page 1 of the printed sheet"\nchecked_by = "A. Reader"\nchecked_on = 2026-03-01\n'
ABOUT = '[[correction]]\ndocument = "sheet-2020-21"\n'
DUTY_PLACE = 'table = "responsibilities"\njob_family = "administrative"\nlevel = 1\nposition = 2\n'
BAND_PLACE = 'table = "pay_bands"\njob_family = "executive"\nlevel = 2\nlocation = "london"\n'
DUTY = ABOUT + DUTY_PLACE + SIGNED + 'raw_text = "Diary management"\n'
BAND = ABOUT + BAND_PLACE + SIGNED + 'raw_text = "27,500 – 38,000"\n'
DUTIES = (Table.RESPONSIBILITIES, "administrative", 1)
DUTY_KEY = (*DUTIES, None, 2)
BAND_KEY = (Table.PAY_BANDS, "executive", 2, "london", None)


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of documents with one small sheet, in an empty working directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CI", raising=False)
    Path("raw").mkdir()
    Path("raw/sheet-2020-21.txt").write_text(SHEET, "utf-8")
    return Path("raw")


def record(raw: Path, text: str) -> None:
    (raw / "corrections.toml").write_text(text, "utf-8")


def corrected(raw: Path, text: str, sheet: str = SHEET) -> Extraction:
    """Apply to a sheet the corrections in `text`, all of which can be used."""
    record(raw, text)
    corrections, faults = load(raw)
    assert faults == ()
    return apply(extract_text(sheet), corrections)


def only(found: Extraction, key: tuple[object, ...]) -> PayBand | RoleText:
    (value,) = [value for value in rows_of(found) if value.key == key]
    return value


def duties(found: Extraction) -> list[str]:
    """Return the texts of the column in question; they are counted from 1."""
    column = [one for one in found.responsibilities if one.key[:3] == DUTIES]
    assert [one.position for one in column] == list(range(1, len(column) + 1))
    return [one.text for one in column]


def refused(raw: Path, text: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return the one line that says why the corrections fail the run; nothing is written."""
    record(raw, text)
    assert main(["extract"]) == 2
    assert not Path("output").exists()
    captured = capsys.readouterr()
    (line,) = captured.err.splitlines()
    assert captured.out == ""
    return line.removeprefix("raw/corrections.toml: ")


def test_a_corrected_value_keeps_what_was_read_and_says_who_says_so(raw: Path) -> None:
    found = corrected(
        raw,
        DUTY + 'text = "Diary management and travel"\n' + BAND + 'minimum_gbp = "27500.50"\nmaximum_gbp = 38500\n',
    )
    duty, band = only(found, DUTY_KEY), only(found, BAND_KEY)
    assert isinstance(duty, RoleText)
    assert isinstance(band, PayBand)
    assert (duty.text, duty.trace.raw_text) == ("Diary management and travel", "Diary management")
    assert (band.minimum, band.maximum) == (Decimal("27500.50"), Decimal(38500))
    assert {one.trace.status for one in (duty, band)} == {Status.CORRECTED}
    assert {one.trace.reader for one in (duty, band)} == {Reader.CORRECTION}
    told = {one.key: one.message for one in found.findings if one.code == "correction_used"}
    assert set(told) == {duty.key, band.key}
    assert "page 1 of the printed sheet (A. Reader, 2026-03-01)" in told[duty.key]
    others = [value for value in rows_of(found) if value not in (duty, band)]
    assert others == [value for value in rows_of(extract_text(SHEET)) if value.key not in (duty.key, band.key)]


def test_what_was_illegible_is_supplied_and_its_error_settled(raw: Path) -> None:
    stained = SHEET.replace("27,500 – 38,000", "] =R")
    assert "illegible_amount" in codes(extract_text(stained))
    entry = (BAND + 'minimum_gbp = "27500"\nmaximum_gbp = "38000"\n').replace("27,500 – 38,000", "] =R")
    found = corrected(raw, entry, stained)
    assert pounds(only(found, BAND_KEY)) == (27500, 38000)  # type: ignore[arg-type]
    assert "illegible_amount" not in codes(found)


def test_a_value_that_is_confirmed_is_not_doubted_again_by_any_check(raw: Path) -> None:
    odd = SHEET.replace("27,500 – 38,000", "27,500 – 98,000")
    assert only(extract_text(odd), BAND_KEY).trace.status is Status.REVIEW
    (raw / "sheet-2020-21.txt").write_text(odd, "utf-8")
    record(raw, (BAND + "confirmed = true\n").replace("38,000", "98,000"))
    assert main(["extract"]) == 0
    with Path("output/pay_bands.csv").open(encoding="utf-8") as file:
        (row,) = [row for row in csv.DictReader(file) if row["maximum_gbp"] == "98000.00"]
    assert (row["status"], row["reader"], row["confidence"]) == ("corrected", "correction", "1.00")


def test_a_row_that_is_none_is_taken_out_and_those_below_it_move_up_with_their_findings(raw: Path) -> None:
    sheet = SHEET.replace("\tDiary management", "\tDiary management\n\t\tHandle non- party matters")
    assert [one.position for one in extract_text(sheet).findings] == [3]
    found = corrected(raw, DUTY + "removed = true\n", sheet)
    assert duties(found) == ["Opening and dispatching mail", "Handle non-party matters"]
    assert [(one.code, one.position) for one in found.findings] == [("hyphen_closed", 2), ("correction_used", None)]
    assert "'Diary management' was read, and taken out" in found.findings[1].message


def test_a_row_that_was_not_read_is_added_in_its_place(raw: Path) -> None:
    first = (DUTY + 'added = true\ntext = "Second"\n').replace("Diary management", "2nd")
    second = first.replace("position = 2", "position = 4").replace("Second", "Fourth")
    found = corrected(raw, second + first)
    assert duties(found) == ["Opening and dispatching mail", "Second", "Diary management", "Fourth"]
    assert only(found, DUTY_KEY).trace.raw_text == "2nd"


def test_a_text_in_the_wrong_column_is_moved_by_taking_it_out_and_adding_it(raw: Path) -> None:
    there = (DUTY + 'added = true\ntext = "Diary management"\n').replace("administrative", "executive")
    found = corrected(raw, DUTY + "removed = true\n" + there)
    assert duties(found) == ["Opening and dispatching mail"]
    assert only(found, (Table.RESPONSIBILITIES, "executive", 1, None, 2)).trace.status is Status.CORRECTED


@pytest.mark.parametrize(
    ("entry", "read", "expected"),
    [
        (DUTY.replace("Diary management", "Diary"), "'Diary management'", "'Diary'"),
        (BAND.replace("27,500", "27,600"), "'27,500 – 38,000'", "'27,600 – 38,000'"),
        (DUTY.replace("position = 2", "position = 20"), "no such row", "'Diary management'"),
        (BAND.replace("level = 2", "level = 3"), "no such row", "'27,500 – 38,000'"),
        (BAND.replace('"executive"', '"policy"'), "no such row", "'27,500 – 38,000'"),
    ],
)
@pytest.mark.parametrize("command", ["extract", "check", "accept sheet-2020-21"])
def test_a_correction_that_does_not_match_fails_the_run_and_names_both_texts(
    raw: Path, entry: str, read: str, expected: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    record(raw, entry + "confirmed = true\n")
    assert main(command.split()) == 2
    assert not Path("output").exists()
    assert not Path("fixtures").exists()
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("raw/corrections.toml: correction 1: sheet-2020-21 ")
    assert read in line
    assert f"expected the text {expected}" in line


def test_one_that_does_not_match_keeps_the_other_documents_from_being_written(raw: Path) -> None:
    (raw / "other-2021-22.txt").write_text(SHEET, "utf-8")
    record(raw, DUTY.replace("Diary management", "Diary") + "confirmed = true\n")
    assert main(["extract"]) == 2
    assert not Path("output").exists()


def test_what_cannot_be_told_apart_is_not_corrected(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    twice = SHEET.replace("27,500 – 38,000", "27,500 – 38,000").replace(
        "\t2\t24,000", "\t2\t24,000 – 34,500\t22,000 – 31,000\t27,500 – 38,000\t24,000 – 36,000\n\t2\t24,000"
    )
    (raw / "sheet-2020-21.txt").write_text(twice, "utf-8")
    assert "2 rows there with the same text" in refused(raw, BAND + "confirmed = true\n", capsys)


def test_an_illegible_value_cannot_be_confirmed(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (raw / "sheet-2020-21.txt").write_text(SHEET.replace("27,500 – 38,000", "] =R"), "utf-8")
    entry = (BAND + "confirmed = true\n").replace("27,500 – 38,000", "] =R")
    assert "expected a value to confirm" in refused(raw, entry, capsys)


def test_a_row_that_is_there_cannot_be_added_nor_one_beyond_the_end(
    raw: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "has a row, expected none" in refused(raw, BAND + 'added = true\nminimum_gbp = "1"\n', capsys)
    far = (DUTY + 'added = true\ntext = "x"\n').replace("position = 2", "position = 4")
    assert "read 2 rows in this column, expected a position up to 3" in refused(raw, far, capsys)


def test_a_correction_of_a_document_that_is_not_there_fails_only_where_all_are_read(
    raw: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = (DUTY + "confirmed = true\n").replace("sheet-2020-21", "sheet-2020-22")
    assert refused(raw, entry, capsys) == (
        "correction 1: read the id 'sheet-2020-22', expected that of a document beside it: sheet-2020-21; "
        "mend it or take the correction out"
    )
    assert main(["extract", "raw/sheet-2020-21.txt"]) == 0


def test_a_document_elsewhere_is_not_corrected(raw: Path) -> None:
    record(raw, DUTY + "removed = true\n")
    Path("elsewhere").mkdir()
    (raw / "sheet-2020-21.txt").rename("elsewhere/sheet-2020-21.txt")
    assert main(["extract", "elsewhere"]) == 0
    assert "Diary management" in Path("output/responsibilities.csv").read_text("utf-8")


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (DUTY, "the right value is missing, expected text, or confirmed = true"),
        (BAND, "the right value is missing, expected minimum_gbp and maximum_gbp, or confirmed = true"),
        (BAND + 'maximum_gbp = "1"\n', 'key "minimum_gbp" is missing'),
        (BAND + "minimum_gbp = 27500.5\n", 'key "minimum_gbp" is 27500.5, expected pounds in quotes'),
        (BAND + "minimum_gbp = true\n", 'key "minimum_gbp" is True'),
        (BAND + 'minimum_gbp = "27500.505"\n', "expected pounds in quotes"),
        (BAND + 'minimum_gbp = "-1"\n', "expected pounds in quotes"),
        (BAND + 'minimum_gbp = "1e400000"\n', "expected pounds in quotes"),
        (BAND + 'minimum_gbp = "27,500"\n', "expected pounds in quotes"),
        (DUTY + "confirmed = false\n", 'key "confirmed" is False, expected true, or no such key'),
        (DUTY + 'confirmed = true\ntext = "x"\n', "a value and confirmed = true are both there"),
        (DUTY + "confirmed = true\nremoved = true\n", "keys confirmed and removed are both there"),
        (DUTY + 'text = ""\n', "key \"text\" is '', expected a text in quotes"),
        (DUTY + 'title = "x"\n', 'key "title" is there, but responsibilities have position and text'),
        (DUTY + 'location = "london"\ntext = "x"\n', 'key "location" is there'),
        (DUTY + 'txet = "x"\n', 'unknown key "txet", expected text'),
        (DUTY.replace("evidence", "#"), 'key "evidence" is missing'),
        (DUTY.replace("2026-03-01", '"last week"') + "confirmed = true\n", "expected a date as 2024-04-01"),
        (DUTY.replace("2026-03-01", "2026-03-01T10:00:00") + "confirmed = true\n", "expected a date as 2024-04-01"),
        (
            DUTY.replace("level = 1", 'level = "1"') + "confirmed = true\n",
            "key \"level\" is '1', expected a whole number",
        ),
        (DUTY.replace("position = 2\n", "") + "confirmed = true\n", 'key "position" is missing'),
        (
            DUTY.replace('"administrative"', '"Admin"') + "confirmed = true\n",
            "expected a family as the outputs name it",
        ),
        (BAND.replace('"london"', '"Leeds"') + "confirmed = true\n", "expected london or outside_london or any"),
        (DUTY.replace('"responsibilities"', '"duties"') + "confirmed = true\n", "expected pay_bands or job_titles or"),
        ("[corrections]\n", 'unknown key "corrections"; head each correction with [[correction]]'),
        ("[correction]\n", "no list of tables; head each correction with [[correction]]"),
        ("[[correction\n", "cannot be read: "),
    ],
)
def test_an_entry_that_cannot_be_used_is_one_line_that_says_why(
    raw: Path, entry: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reason in refused(raw, entry, capsys)


def test_two_corrections_of_one_value_are_refused(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record(raw, DUTY + "confirmed = true\n" + DUTY + "removed = true\n")
    assert main(["extract"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert all("there is another for responsibilities administrative 1 2 of sheet-2020-21" in line for line in lines)
