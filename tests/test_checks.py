"""Every code that a finding can have: the smallest document that has it, one that has not, and what it marks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline.check import conservation
from pipeline.check.document import check
from pipeline.errors import MARKING, SEVERITIES
from pipeline.model import (
    Doubt,
    Entry,
    Extraction,
    Finding,
    Location,
    Loose,
    PayBand,
    Reader,
    Reading,
    RoleText,
    Status,
    Table,
    Trace,
)
from tests.reading import DUTIES, HEADS, LIST, PAY, SHEET, STREAM, codes, extract_text, lines_of, rows_of
from tests.truth import extraction_of

#: Each code with a change to one of the small sheets that makes it appear.
CASES: dict[str, tuple[str, str, str]] = {
    "illegible_amount": (SHEET, "18,000 – 25,000", "] =R"),
    "doubtful_amount": (SHEET, "24,000 – 34,500", "24.000 – 34,500"),
    "doubtful_place": (LIST, " within the London area", ""),
    "doubtful_text": (SHEET, "Caseworker\n", "Digital Officer Media Officer\n"),
    "repaired_text": (STREAM, "Draft responses", "Draft gueries"),
    "hyphen_closed": (SHEET, "Diary management", "Handle non- party matters"),
    "unknown_heading": (SHEET, "OUTSIDE LONDON\tLONDON", "Elsewhre in UK\tLONDON"),
    "lost_heading": (SHEET, "KEY RESPONSIBILITIES", ""),
    "new_family": (SHEET, "Executive\t", "Campaigning\t"),
    "new_level": (LIST, "Research 3", "Research 9"),
    "new_title": (SHEET, "Secretary Personal Assistant", "Digital Officer"),
    "unused_text": (SHEET, "JOB TITLES", "\t3" + "\t30,000 – 44,000" * 7 + "\nJOB TITLES"),
    "other_amount": (LIST, "Job role", "Your budget is £252,870 a year.\nJob role"),
    "noise": (STREAM, "Secretary Caseworker", ") Secretary Caseworker"),
    "minimum_above_maximum": (SHEET, "20,000 – 27,000", "27,000 – 20,000"),
    "implausible_amount": (SHEET, "20,000 – 27,000", "20,000 – 57,000"),
    "not_rising": (SHEET, "24,000 – 34,500", "19,900 – 34,500"),
    "london_below": (SHEET, "20,000 – 27,000", "17,000 – 24,000"),
    "band_without_texts": (SHEET, "\tGive advice on policy issues", ""),
    "texts_without_band": (SHEET, "\t23,800 – 34,800\t20,500 – 31,900", ""),
    "blank_band": (SHEET, "\t23,800 – 34,800\t20,500 – 31,900", "\t23,800 – 34,800\tn/a"),
    "repeated_text": (SHEET, "Diary management", "Opening and dispatching mail"),
    "repeated_band": (LIST, "Research 3", "Administrative 1 (Secretary)£24,468£35,790\nResearch 3"),
}
#: Codes that have tests of their own: here, and in tests of sources, years, corrections, the
#: vocabulary, documents, hostile PDFs and typeset sheets.
ELSEWHERE = {
    "used_twice",
    "second_source_used",
    "sources_differ",
    "two_documents_for_year",
    "no_year",
    "year_differs",
    "unread_page",
    "damaged_file",
    "beside_table",
    "doubtful_reading",
    "ignored_heading",
    "correction_used",
    "doubtful_source_differs",
    "one_source_only",
    "pay_jump",
    "level_vanished",
    "title_changed_family",
}


def test_every_code_has_a_case() -> None:
    assert set(SEVERITIES) == {*CASES, *ELSEWHERE}


@pytest.mark.parametrize("text", [SHEET, STREAM, LIST], ids=["grid", "stream", "list"])
def test_the_small_sheets_have_no_finding_and_no_mark(text: str) -> None:
    found = extract_text(text)
    assert found.findings == ()
    assert {row.trace.status for row in rows_of(found)} == {Status.READ}


@pytest.mark.parametrize("code", CASES)
def test_a_finding_appears_where_it_should(code: str) -> None:
    text, old, new = CASES[code]
    assert old in text
    found = extract_text(text.replace(old, new, 1))
    assert code in codes(found)
    assert {finding.severity for finding in found.findings if finding.code == code} == {SEVERITIES[code]}


@pytest.mark.parametrize("code", sorted(MARKING & CASES.keys()))
def test_what_a_finding_doubts_is_marked(code: str) -> None:
    text, old, new = CASES[code]
    found = extract_text(text.replace(old, new, 1))
    doubted = [finding for finding in found.findings if finding.code == code]
    assert all(_row(found, finding).trace.status is Status.REVIEW for finding in doubted)


def _row(found: Extraction, finding: Finding) -> PayBand | RoleText:
    if finding.table is Table.PAY_BANDS:
        place = (finding.family, finding.level, finding.location)
        return next(band for band in found.pay_bands if (band.family, band.level, band.location) == place)
    key = (finding.table, finding.family, finding.level, finding.position)
    return next(text for text in found.texts if (text.table, text.family, text.level, text.position) == key)


def test_every_value_that_is_marked_has_a_finding_about_it() -> None:
    for text, old, new in CASES.values():
        found = extract_text(text.replace(old, new, 1))
        about = {(f.table, f.family, f.level, f.location, f.position) for f in found.findings}
        for band in found.pay_bands:
            if band.trace.status is not Status.READ:
                assert (Table.PAY_BANDS, band.family, band.level, band.location, None) in about
        for row in found.texts:
            if row.trace.status is not Status.READ:
                assert (row.table, row.family, row.level, None, row.position) in about


def test_findings_of_one_document_say_where_they_stand() -> None:
    found = extract_text(SHEET.replace("18,000 – 25,000", "] =R"))
    (finding,) = [finding for finding in found.findings if finding.code == "illegible_amount"]
    assert finding.place.lines == (3, 3)
    assert "'] =R'" in finding.message


# Checks on records, where a sheet would hide what is meant


def band(family: str, level: int, low: int, high: int | None, where: Location = Location.LONDON) -> PayBand:
    trace = Trace(Status.READ, 0.99, "", Reader.CAPTURE)
    return PayBand(family, level, where, Decimal(low), None if high is None else Decimal(high), trace)


def checked(*bands: PayBand) -> set[str]:
    empty = replace(extraction_of("staff-pay-2018-19"), titles=(), responsibilities=())
    return codes(check(replace(empty, pay_bands=bands)))


@pytest.mark.parametrize("truth", ["staff-pay-2018-19", "staff-pay-2024-25"])
def test_the_true_sheets_pass_the_checks_of_pay(truth: str) -> None:
    found = check(extraction_of(truth))
    assert codes(found) <= {"repeated_text"}


@pytest.mark.parametrize(
    ("upper", "rises"),
    [((20_000, 27_000), True), ((20_001, 27_001), True), ((19_999, 28_000), False), ((21_000, 26_999), False)],
)
def test_pay_rises_at_both_ends(upper: tuple[int, int], rises: bool) -> None:  # noqa: FBT001
    assert ("not_rising" in checked(band("executive", 1, 20_000, 27_000), band("executive", 2, *upper))) is not rises


def test_pay_of_another_family_or_location_need_not_rise() -> None:
    below = band("executive", 2, 18_000, 25_000, Location.OUTSIDE_LONDON)
    assert "not_rising" not in checked(band("executive", 1, 20_000, 27_000), below)
    assert "not_rising" not in checked(band("executive", 1, 20_000, 27_000), band("research", 2, 18_000, 25_000))


@pytest.mark.parametrize(
    ("london", "below"), [((20_000, 27_000), False), ((20_000, 26_999), True), ((19_999, 27_000), True)]
)
def test_london_pays_at_least_as_much(london: tuple[int, int], below: bool) -> None:  # noqa: FBT001
    outside = band("executive", 1, 20_000, 27_000, Location.OUTSIDE_LONDON)
    assert ("london_below" in checked(band("executive", 1, *london), outside)) is below


def test_a_band_with_a_minimum_only_breaks_no_check() -> None:
    assert checked(band("executive", 1, 20_000, None), band("executive", 2, 24_000, None)) == set()


def test_two_locations_of_which_one_lists_a_band_more() -> None:
    both = [band("executive", 1, 20_000, 27_000, where) for where in (Location.LONDON, Location.OUTSIDE_LONDON)]
    assert checked(*both) == set()
    assert checked(*both, band("executive", 2, 24_000, 31_000)) == {"blank_band"}
    assert checked(band("executive", 1, 20_000, 27_000), band("executive", 2, 24_000, 31_000)) == set()


def test_a_new_family_with_pay_in_one_location_only_may_be_a_piece_of_a_heading() -> None:
    both = [band("executive", 1, 20_000, 27_000, where) for where in (Location.LONDON, Location.OUTSIDE_LONDON)]
    assert checked(*both, band("constituency", 1, 20_000, 27_000)) == {"blank_band", "doubtful_place"}
    assert checked(*both, band("research", 1, 20_000, 27_000)) == {"blank_band"}
    assert "doubtful_place" in checked(both[0], band("support", 1, 20_000, 27_000, Location.OUTSIDE_LONDON))
    assert "doubtful_place" not in checked(*both, band("apprentices", 1, 20_000, 27_000, Location.ANY))
    assert checked(band("constituency", 1, 20_000, 27_000)) == set()


def test_a_doubtful_level_says_which_bands_it_may_lack() -> None:
    sure = band("executive", 1, 20_000, 27_000)
    doubtful = replace(sure, trace=replace(sure.trace, status=Status.REVIEW))
    assert "blank_band" in checked(doubtful, band("research", 2, 24_000, 31_000))
    assert "blank_band" not in checked(sure, band("research", 2, 24_000, 31_000))


def test_what_is_illegible_stays_illegible_whatever_else_is_found() -> None:
    found = extract_text(HEADS + PAY.replace("18,000 – 25,000", "] =R") + DUTIES)
    illegible = [band for band in found.pay_bands if band.trace.status is Status.ILLEGIBLE]
    again = check(found)
    assert [band for band in again.pay_bands if band.trace.status is Status.ILLEGIBLE] == illegible


# Conservation: every word of a document is used once

Make = Callable[[str], Entry]


def duty(text: str) -> Entry:
    return Entry(Table.RESPONSIBILITIES, "executive", 1, lines_of(text), 0.99)


def conserved(text: str, reading: Reading) -> set[str]:
    return {finding.code for finding in conservation.check(lines_of(text), reading)}


def test_each_word_used_once_is_no_finding() -> None:
    assert (
        conserved("Draft responses\nDiary management", Reading((duty("Draft responses"), duty("Diary management"))))
        == set()
    )


def test_a_word_in_no_cell_is_a_finding_that_quotes_it() -> None:
    (finding,) = conservation.check(lines_of("Draft responses\nDiary management"), Reading((duty("Draft responses"),)))
    assert finding.code == "unused_text"
    assert "'diary'" in finding.message
    assert "line 2" in finding.message


def test_a_word_that_is_given_more_often_than_printed_is_a_finding() -> None:
    assert conserved("Draft responses", Reading((duty("Draft responses"), duty("Draft")))) == {"used_twice"}


def test_words_above_the_table_in_headings_and_in_findings_are_accounted_for() -> None:
    text = "Pay of staff\nPolicy team\nDraft responses\nscribble"
    lines = lines_of(text)
    loose = Loose(Doubt("noise", "a stray mark"), lines[3])
    reading = Reading((duty("Draft responses"),), (loose,), preamble=lines[:1], headings=lines[1:2])
    assert conserved(text, reading) == set()


def test_an_amount_that_is_in_no_row_is_a_finding() -> None:
    assert conserved("Draft responses 24,468", Reading((duty("Draft responses"),))) == {"unused_text"}


def test_texts_beside_a_level_whose_number_was_lost_are_doubted() -> None:
    read = extraction_of("staff-pay-2018-19")
    slid = replace(read, titles=tuple(replace(one, level=1) if one.level == 2 else one for one in read.titles))
    found = check(slid)
    assert {one.trace.status for one in found.titles} == {Status.REVIEW}
    assert {one.trace.status for one in found.responsibilities} == {Status.READ}


def test_a_whole_sheet_has_no_lost_level() -> None:
    read = extraction_of("staff-pay-2018-19")
    assert check(read).titles == read.titles


@pytest.mark.parametrize(("kept", "status"), [(6, Status.REVIEW), (7, Status.READ)])
def test_texts_of_a_sheet_with_most_of_its_pay_under_no_heading_are_doubted(kept: int, status: Status) -> None:
    read = extraction_of("staff-pay-2018-19")
    given = sorted(read.pay_bands, key=lambda one: (one.level, one.family, one.location))[:kept]
    lost = tuple(
        Finding("unused_text", SEVERITIES["unused_text"], f"'{one.minimum} – {one.maximum}' stands under no heading")
        for one in read.pay_bands
        if one not in given
    )
    found = check(replace(read, pay_bands=tuple(given), findings=lost))
    doubted = {f.position for f in found.findings if f.code == "doubtful_place" and "most pay" in f.message}
    assert bool(doubted) is (status is Status.REVIEW)
    assert status in {one.trace.status for one in found.texts}


def test_a_text_beside_one_that_is_not_whole_may_be_its_rest_or_have_lost_its_own() -> None:
    read = extraction_of("staff-pay-2018-19")
    texts = list(read.responsibilities)
    assert len({(text.family, text.level) for text in texts[:6]}) == 1
    texts[1] = replace(texts[1], text="Book travel and accommodation for the")
    review = replace(texts[5].trace, status=Status.REVIEW)
    texts[5] = replace(texts[5], text="— including venues and bookings", trace=review)
    found = check(replace(read, responsibilities=tuple(texts))).responsibilities
    assert [n for n, text in enumerate(found) if text.trace.status is Status.REVIEW] == [2, 4, 5]


@pytest.mark.parametrize(
    ("lost", "reader", "status"), [(2, Reader.OCR, "review"), (1, Reader.OCR, "read"), (2, Reader.PDF_TEXT, "read")]
)
def test_bands_of_a_scan_that_lost_several_others_may_have_slid(lost: int, reader: Reader, status: str) -> None:
    read = extraction_of("staff-pay-2018-19")
    bands = tuple(replace(one, trace=replace(one.trace, reader=reader)) for one in read.pay_bands)
    missed = tuple(
        Finding("unused_text", SEVERITIES["unused_text"], f"'2{n},000 – 30,000' is lost") for n in range(lost)
    )
    found = check(replace(read, pay_bands=bands, findings=missed))
    assert {one.trace.status.value for one in found.pay_bands} == {status}


@pytest.mark.parametrize(("reader", "status"), [(Reader.OCR, "review"), (Reader.PDF_TEXT, "read")])
def test_a_band_of_a_scan_in_one_location_only_may_have_slid(reader: Reader, status: str) -> None:
    read = extraction_of("staff-pay-2018-19")
    first, *bands = (replace(one, trace=replace(one.trace, reader=reader)) for one in read.pay_bands)
    found = check(replace(read, pay_bands=tuple(bands))).pay_bands
    alone = [one for one in found if (one.family, one.level) == (first.family, first.level)]
    assert [one.trace.status.value for one in alone] == [status]
    assert sum(one.trace.status.value == "review" for one in found) == (reader is Reader.OCR)
