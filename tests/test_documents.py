"""End to end: the known captures against what two readers typed, unseen sheets, and files that are no sheets."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import Exit, UnreadableSourceError
from pipeline.extract import extract
from pipeline.model import Extraction, Kind, Listed, Location, Origin, Severity, Source, Status, YearBasis
from pipeline.run import gather, run
from tests.bench import try_sheet
from tests.reading import LIST, RAW, SHEET, STREAM, codes, extract_text, pounds, rows_of
from tests.score import TABLES, Outcome, Verdict, score

ROOT = RAW.parent
OLD, NEW, GUIDANCE = "staff-pay-2018-19", "staff-pay-2024-25", "guidance-2024-25"
TYPESET = "staff-pay-2018-19-typeset"
EVERYTHING = (OLD, NEW, GUIDANCE)
LAYOUT = ROOT / "fixtures" / "layout-2018-19.txt"


def truth(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((ROOT / "tests" / "truth" / f"{name}.truth.json").read_text("utf-8"))
    return loaded


@dataclass(frozen=True)
class Published:
    """What a run gave: each document's extraction, and each sheet's output held against its truth."""

    found: dict[str, Extraction]
    verdicts: dict[str, tuple[Verdict, ...]]


@cache
def published(*names: str) -> Published:
    """Publish some captures of raw/ with each other."""
    with TemporaryDirectory() as folder:
        output = Path(folder, "output")
        result = run([RAW / f"{name}.txt" for name in names], output)
        assert result.failures == ()
        wanted = {name: _legible(truth(name), everything=GUIDANCE in names) for name in names if name != GUIDANCE}
        verdicts = {name: tuple(score(output, name, one)) for name, one in wanted.items()}
        return Published({found.document.document_id: found for found in result.extractions}, verdicts)


def _legible(wanted: dict[str, Any], *, everything: bool) -> dict[str, Any]:
    """With the guidance page among the sources even the amounts that the sheet does not show are to be right."""
    return {**wanted, "pay": [{**one, "legible": one["legible"] or everything} for one in wanted["pay"]]}


def together() -> dict[str, Extraction]:
    """Return all documents of raw/, read with each other."""
    return published(*EVERYTHING).found


def judged(name: str, *, alone: bool = False) -> tuple[Verdict, ...]:
    """Return the verdicts on one document, read alone or with all others."""
    return published(*([name] if alone else EVERYTHING)).verdicts[name]


def outcomes(verdicts: tuple[Verdict, ...], table: str) -> Counter[Outcome]:
    return Counter(verdict.outcome for verdict in verdicts if verdict.table == table)


def right(verdicts: tuple[Verdict, ...], table: str) -> int:
    counted = outcomes(verdicts, table)
    return counted[Outcome.RIGHT] + counted[Outcome.RIGHT_MARKED]


def silent(verdicts: tuple[Verdict, ...]) -> list[Verdict]:
    return [verdict for verdict in verdicts if verdict.outcome is Outcome.SILENT]


# What the captures must show


def test_every_value_of_2018_19_is_right() -> None:
    verdicts = judged(OLD)
    assert silent(verdicts) == []
    assert [right(verdicts, table) for table in TABLES] == [14, 27, 82]
    assert len(verdicts) == 14 + 27 + 82, "and no row more"


def test_every_value_of_the_typeset_sheet_of_2018_19_is_right_and_none_is_marked(tmp_path: Path) -> None:
    result = run([RAW / "staff-pay-2018-19.pdf"], tmp_path)
    assert result.failures == ()
    (found,) = result.extractions
    verdicts = score(tmp_path, found.document.document_id, truth(OLD))
    assert Counter(verdict.outcome for verdict in verdicts) == {Outcome.RIGHT: 14 + 27 + 82}
    assert found.findings == ()


def test_of_the_scan_of_2024_25_the_stained_amount_is_illegible_and_all_else_is_right(tmp_path: Path) -> None:
    result = run([RAW / "staff-pay-2024-25-scan.pdf"], tmp_path)
    assert result.failures == ()
    (found,) = result.extractions
    verdicts = score(tmp_path, found.document.document_id, truth(NEW))
    assert silent(tuple(verdicts)) == []
    assert [right(tuple(verdicts), table) for table in TABLES] == [14, 32, 149]
    marked = [band for band in found.pay_bands if band.trace.status is not Status.READ]
    assert [(band.family, band.level, band.trace.status) for band in marked] == [("executive", 2, Status.ILLEGIBLE)]
    assert {text.trace.status for text in found.texts} == {Status.READ}
    assert found.document.kind is Kind.SCAN


def test_the_guidance_page_supplies_the_amount_that_the_scan_does_not_show(tmp_path: Path) -> None:
    result = run([RAW / "staff-pay-2024-25-scan.pdf", RAW / f"{GUIDANCE}.txt"], tmp_path)
    scan = next(found for found in result.extractions if found.document.kind is Kind.SCAN)
    (band,) = [band for band in scan.pay_bands if band.trace.status is not Status.READ]
    assert (band.family, band.level, band.location) == ("executive", 2, Location.OUTSIDE_LONDON)
    assert (band.minimum, band.maximum) == (Decimal(29727), Decimal(46381))
    assert band.trace.status is Status.CORRECTED


def test_of_2024_25_alone_one_amount_is_illegible_and_nothing_silently_wrong() -> None:
    verdicts = judged(NEW, alone=True)
    assert silent(verdicts) == []
    assert right(verdicts, "pay_bands") == 14
    assert right(verdicts, "job_titles") == 32
    assert right(verdicts, "responsibilities") >= 143
    (illegible,) = [v for v in verdicts if v.table == "pay_bands" and "illegible" in v.got]
    assert illegible.place == "executive 2 outside_london"


def test_of_2024_25_with_the_guidance_page_all_amounts_are_right() -> None:
    verdicts = judged(NEW)
    assert silent(verdicts) == []
    assert right(verdicts, "pay_bands") == 14
    (corrected,) = [band for band in together()[NEW].pay_bands if band.trace.status is Status.CORRECTED]
    assert (corrected.family, corrected.level, corrected.location) == ("executive", 2, "outside_london")
    assert pounds(corrected) == (29727, 46381)
    assert corrected.trace.raw_text == "] =R"
    (finding,) = [finding for finding in together()[NEW].findings if finding.code == "second_source_used"]
    assert GUIDANCE in finding.message


@pytest.mark.parametrize("name", [OLD, NEW])
def test_no_more_than_one_right_row_in_ten_is_marked(name: str) -> None:
    for verdicts in (judged(name), judged(name, alone=True)):
        counts = Counter(verdict.outcome for verdict in verdicts)
        assert 10 * counts[Outcome.RIGHT_MARKED] <= counts[Outcome.RIGHT] + counts[Outcome.RIGHT_MARKED]


def test_the_guidance_page_gives_every_figure_that_it_prints() -> None:
    found = {(b.family, b.level, b.location): pounds(b) for b in together()[GUIDANCE].pay_bands}
    for pay in truth(NEW)["pay"]:
        assert found[pay["family"], pay["level"], pay["location"]] == (Decimal(pay["min"]), Decimal(pay["max"]))
    for place in (Location.LONDON, Location.OUTSIDE_LONDON):
        assert found["employed_interns", None, place] == (22308, 25643)
        assert found["mp_representative", None, place] == (68847, None)
    assert len(found) == 18
    assert {band.trace.status for band in together()[GUIDANCE].pay_bands} == {Status.READ}


def test_the_known_captures_have_no_error_finding() -> None:
    for found in together().values():
        assert [f.message for f in found.findings if f.severity is Severity.ERROR] == []


def test_the_sheet_speaks_for_its_year_and_not_the_guidance_page() -> None:
    preferred = {name: found.document.preferred for name, found in together().items()}
    assert preferred == {OLD: True, NEW: True, GUIDANCE: False}


def test_layout_text_of_a_pdf_gives_every_value() -> None:
    with TemporaryDirectory() as folder:
        output = Path(folder, "output")
        assert run([LAYOUT], output).failures == ()
        verdicts = tuple(score(output, LAYOUT.stem, truth(OLD)))
    assert silent(verdicts) == []
    assert [right(verdicts, table) for table in TABLES] == [14, 27, 82]
    assert {verdict.outcome for verdict in verdicts} == {Outcome.RIGHT}


#: The long words of labels, headings and the line above the table.
HEADING_WORDS = {
    *("administrative", "executive", "research", "families", "location", "london", "outside", "ranges", "titles"),
    *("responsibilities", "responsibilitie", "descriptions", "bands", "staff"),
    *("independent", "parliamentary", "standards", "authority"),
}


def words(text: str) -> Counter[str]:
    """Count amounts and long words: short ones may be parts of broken labels."""
    return Counter(re.findall(r"\d[\d,.]*,\d{3}|[^\W\d_]{5,}", text.casefold()))


@pytest.mark.parametrize("name", [OLD, NEW])
def test_every_amount_and_every_long_word_printed_is_in_one_row(name: str) -> None:
    """The pipeline's own check of this, made anew from nothing but the file and the rows."""
    found = together()[name]
    rows = words(" ".join(row.trace.raw_text for row in rows_of(found)))
    printed = words((RAW / f"{name}.txt").read_text("utf-8"))
    assert {word for word in printed if printed[word] != rows[word]} <= HEADING_WORDS
    assert set(rows) <= set(printed)


# Sheets of imaginary years; the bench tries many more

SEEDS = {
    "tabbed": (12, 17, 27, 33, 38),
    "tabbed_list": (0, 1, 2, 3, 4),
    "spaced": (4, 12, 17, 24, 29),
    "interleaved": (19, 23, 29, 32, 39),
    "webpage": (0, 5, 9, 16, 36),
}


@pytest.mark.parametrize(("kind", "seed"), [(kind, seed) for kind, seeds in SEEDS.items() for seed in seeds])
def test_unseen_sheets_have_no_silent_error(kind: str, seed: int) -> None:
    assert silent(tuple(try_sheet(kind, seed).verdicts)) == []


def pay(found: Extraction) -> dict[tuple[str, int | None, Location], tuple[object, object]]:
    return {(b.family, b.level, b.location): pounds(b) for b in found.pay_bands if b.trace.status is Status.READ}


@pytest.mark.parametrize("sheet", [SHEET, STREAM, LIST], ids=["grid", "stream", "list"])
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_one_digit_misread_never_makes_a_value_silently_wrong(sheet: str, data: st.DataObject) -> None:
    amounts = [place for found in re.finditer(r"\d\d,\d{3}", sheet) for place in range(*found.span())]
    place = data.draw(st.sampled_from(amounts))
    misread = sheet[:place] + data.draw(st.sampled_from("lOS?]")) + sheet[place + 1 :]
    true, found = pay(extract_text(sheet)), extract_text(misread)
    assert pay(found).items() <= true.items()
    assert len(pay(found)) == len(true) or found.findings


# The financial year, and what says so


def year_of(text: str, name: str = "sheet.txt", *, listed: str | None = None) -> Extraction:
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_text(text, "utf-8")
        entry = Listed(name, "sheet", "0" * 64, Origin.CAPTURE, financial_year=listed) if listed else None
        return extract(Source(path, "sheet", "0" * 64, entry))


@pytest.mark.parametrize(
    ("found", "year", "basis"),
    [
        (lambda: year_of("Staff pay 2020-21\n" + SHEET), "2020-21", YearBasis.PRINTED),
        (lambda: year_of(LIST), "2020-21", YearBasis.PRINTED),
        (lambda: year_of(SHEET, "pay_2020_21.txt"), "2020-21", YearBasis.FILE_NAME),
        (lambda: year_of(SHEET, "pay_2020_21.txt", listed="2019-20"), "2019-20", YearBasis.MANIFEST),
        (lambda: year_of("Staff pay 2020-21\n" + SHEET, "pay-2019-20.txt"), "2020-21", YearBasis.PRINTED),
        (lambda: year_of(LIST + "\nSee also the page for 2019-20.\n"), "2020-21", YearBasis.PRINTED),
    ],
)
def test_what_is_printed_says_the_year_before_the_manifest_and_the_file_name(
    found: Any, year: str, basis: YearBasis
) -> None:
    document = found().document
    assert (document.financial_year, document.financial_year_basis) == (year, basis)
    assert not {"no_year", "year_differs"} & codes(found())


@pytest.mark.parametrize("text", [SHEET, "Staff pay 2019-20 and 2020-21\n" + SHEET, "Staff pay 2020-22\n" + SHEET])
def test_no_year_or_several_are_an_error(text: str) -> None:
    found = year_of(text)
    assert found.document.financial_year is None
    assert [f.severity for f in found.findings if f.code == "no_year"] == [Severity.ERROR]


def test_a_manifest_that_contradicts_the_sheet_is_an_error() -> None:
    found = year_of("Staff pay 2020-21\n" + SHEET, listed="2019-20")
    assert found.document.financial_year == "2020-21"
    (finding,) = [finding for finding in found.findings if finding.code == "year_differs"]
    assert finding.severity is Severity.ERROR
    assert "2019-20" in finding.message
    assert "2020-21" in finding.message


# The same sheet in other bytes, and what is no sheet


def values(found: Extraction) -> list[object]:
    unplaced = [(b.family, b.level, b.location, b.minimum, b.maximum, b.trace.status) for b in found.pay_bands]
    return [*unplaced, *((t.table, t.family, t.level, t.position, t.text, t.trace.status) for t in found.texts)]


@pytest.mark.parametrize("sheet", [SHEET, STREAM, LIST], ids=["grid", "stream", "list"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encoding_and_line_ends_change_no_value(sheet: str, encoding: str) -> None:
    assert values(extract_text(sheet.encode(encoding))) == values(extract_text(sheet))
    assert values(extract_text(sheet.replace("\n", "\r\n"))) == values(extract_text(sheet))


def test_the_same_bytes_give_the_same_records() -> None:
    assert extract_text(STREAM) == extract_text(STREAM)


@pytest.mark.parametrize(
    "data",
    [b"", b"  \n\t\n", b"%PDF-1.7\n%", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04abc", SHEET.encode() + b"\x00"],
    ids=["empty", "blank", "pdf", "png", "zip", "nul"],
)
def test_what_is_no_text_is_one_line_and_takes_no_other_document_with_it(data: bytes, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "bad.txt").write_bytes(data)
    (raw / "good-2020-21.txt").write_text(SHEET, "utf-8")
    result = run([raw], tmp_path / "output")
    assert result.written
    assert [found.document.document_id for found in result.extractions] == ["good-2020-21"]
    (failure,) = result.failures
    assert isinstance(failure, UnreadableSourceError)
    assert failure.exit is Exit.UNREADABLE_SOURCE
    assert str(failure).startswith("bad.txt: ")
    assert "\n" not in str(failure)


def test_a_table_of_something_else_is_refused() -> None:
    with pytest.raises(UnreadableSourceError, match="no table"):
        extract_text("Town\tPeople\tArea\nLeeds\t812\t552\nYork\t211\t272\nHull\t267\t71\n")


@pytest.mark.parametrize("text", ["hello\nworld\n", "Dear all,\n\nThe office is closed on Monday.\n\nThank you.\n"])
def test_a_text_with_no_table_is_refused(text: str) -> None:
    with pytest.raises(UnreadableSourceError):
        extract_text(text)


def test_a_raw_file_that_was_altered_or_is_missing_is_one_line_each(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(RAW, raw)
    (raw / f"{OLD}.txt").write_text(SHEET, "utf-8")
    (raw / f"{NEW}.txt").unlink()
    result = run([raw], tmp_path / "output")
    read = {found.document.document_id for found in result.extractions}
    assert {GUIDANCE, TYPESET, "staff-pay-2024-25-scan"} <= read
    assert not {OLD, NEW} & read
    assert len(result.failures) == 2
    messages = " ".join(map(str, result.failures))
    assert "sha256" in messages
    assert "not there" in messages


def test_two_documents_for_one_year_are_an_error_of_both(tmp_path: Path) -> None:
    for name in ("one-2020-21.txt", "two-2020-21.txt"):
        (tmp_path / name).write_text(SHEET, "utf-8")
    found = gather([tmp_path]).extractions
    assert len(found) == 2
    assert all("two_documents_for_year" in codes(one) for one in found)
    assert [one.document.preferred for one in found] == [True, False]


def test_a_sheet_and_a_page_that_contradict_each_other_are_both_marked(tmp_path: Path) -> None:
    (tmp_path / "sheet-2020-21.txt").write_text(SHEET, "utf-8")
    (tmp_path / "page.txt").write_text(LIST.replace("24,468£35,790", "20,001£27,000"), "utf-8")
    found = {one.document.document_id: one for one in gather([tmp_path]).extractions}
    for one in found.values():
        doubted = [b for b in one.pay_bands if b.trace.status is Status.REVIEW]
        assert [(b.family, b.level, b.location) for b in doubted] == [("administrative", 1, "london")]


def test_a_page_supplies_what_the_sheet_does_not_show(tmp_path: Path) -> None:
    (tmp_path / "sheet-2020-21.txt").write_text(SHEET.replace("20,000 – 27,000", "] =R"), "utf-8")
    (tmp_path / "page.txt").write_text(LIST.replace("24,468£35,790", "20,000£27,000"), "utf-8")
    (sheet,) = [one for one in gather([tmp_path]).extractions if one.document.document_id == "sheet-2020-21"]
    (corrected,) = [band for band in sheet.pay_bands if band.trace.status is Status.CORRECTED]
    assert pounds(corrected) == (20_000, 27_000)
    assert not [finding for finding in sheet.findings if finding.severity is Severity.ERROR]


def test_a_finding_keeps_its_line_in_a_long_document() -> None:
    found = extract_text("\n" * 500 + SHEET.replace("18,000 – 25,000", "] =R"))
    (finding,) = [finding for finding in found.findings if finding.code == "illegible_amount"]
    assert finding.place.lines == (503, 503)
