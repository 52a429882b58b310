"""Grids with families across and levels down: every difficulty that the known sheets have, in the smallest sheet."""

from __future__ import annotations

import pytest

from pipeline.grid.tabbed import split
from pipeline.model import Cell, Extraction, Grid, Line, Location, PayBand, Place, RoleText, Row, Severity, Status
from pipeline.reconcile.likeness import Likeness
from pipeline.reconcile.matrix import read
from tests.reading import DUTIES, HEADS, PAY, SHEET, TITLES, codes, extract_text, lines_of, pounds, rows_of

LONDON, OUTSIDE = Location.LONDON, Location.OUTSIDE_LONDON

Key = tuple[str, int | None, Location]

RANGES: dict[Key, tuple[object, object]] = {
    ("administrative", 1, LONDON): (20000, 27000),
    ("administrative", 1, OUTSIDE): (18000, 25000),
    ("executive", 1, LONDON): (22000, 32000),
    ("executive", 1, OUTSIDE): (19500, 28500),
    ("administrative", 2, LONDON): (24000, 34500),
    ("administrative", 2, OUTSIDE): (22000, 31000),
    ("executive", 2, LONDON): (27500, 38000),
    ("executive", 2, OUTSIDE): (24000, 36000),
    ("research", 2, LONDON): (23800, 34800),
    ("research", 2, OUTSIDE): (20500, 31900),
}


def bands(found: Extraction) -> dict[Key, PayBand]:
    return {(band.family, band.level, band.location): band for band in found.pay_bands}


def ranges(found: Extraction) -> dict[Key, tuple[object, object]]:
    return {key: pounds(band) for key, band in bands(found).items()}


def texts(rows: tuple[RoleText, ...], family: str, level: int) -> list[str]:
    return [row.text for row in rows if (row.family, row.level) == (family, level)]


def unmarked(found: Extraction) -> bool:
    return all(row.trace.status is Status.READ for row in rows_of(found))


def test_a_plain_sheet_is_read_without_a_mark_or_a_finding() -> None:
    found = extract_text(SHEET)
    assert ranges(found) == RANGES
    assert texts(found.titles, "administrative", 1) == ["Secretary", "Personal Assistant"]
    assert texts(found.titles, "research", 2) == ["Researcher", "Research Officer"]
    assert texts(found.responsibilities, "executive", 1) == [
        "Draft responses to constituents",
        "Analyse patterns of enquiries and produce reports",
    ]
    assert texts(found.responsibilities, "research", 2) == ["Give advice on policy issues"]
    assert unmarked(found)
    assert found.findings == ()


def test_positions_count_from_one_down_each_column() -> None:
    rows = [row for row in extract_text(SHEET).responsibilities if (row.family, row.level) == ("administrative", 1)]
    assert [row.position for row in rows] == [1, 2]


def test_headings_that_stand_over_their_columns_give_the_same() -> None:
    level_column = HEADS.replace("JOB FAMILIES\t", "JOB FAMILIES\t\t").replace("LOCATION\t", "LOCATION\tLEVEL\t")
    assert ranges(extract_text(level_column + PAY)) == RANGES


def test_two_ranges_in_one_cell_are_two_locations() -> None:
    found = extract_text(SHEET.replace("34,800\t20,500", "34,800 20,500"))
    assert ranges(found) == RANGES
    assert bands(found)["research", 2, OUTSIDE].trace.raw_text == "20,500 – 31,900"


def test_a_pay_cell_broken_in_two_rows_is_one() -> None:
    found = extract_text(HEADS + PAY.replace("24,000 – 34,500", "24,000 –") + "\t\t34,500\n")
    assert ranges(found) == RANGES


def test_a_pay_row_that_slid_is_placed_by_what_it_pays_or_doubted() -> None:
    found = extract_text(HEADS + PAY.replace("\t2\t24,000", "\t2\t\t24,000"))
    wrong = {key: value for key, value in ranges(found).items() if RANGES.get(key) != value}
    assert all(bands(found)[key].trace.status is not Status.READ for key in wrong)


def test_a_range_that_cannot_be_read_keeps_its_column_and_is_illegible() -> None:
    found = extract_text(SHEET.replace("18,000 – 25,000", "] =R"))
    band = bands(found)["administrative", 1, OUTSIDE]
    assert (band.minimum, band.maximum, band.trace.status) == (None, None, Status.ILLEGIBLE)
    assert band.trace.raw_text == "] =R"
    assert {key: value for key, value in ranges(found).items() if value[0]} == {
        key: value for key, value in RANGES.items() if key != ("administrative", 1, OUTSIDE)
    }


@pytest.mark.parametrize("letters", ["24,000 – 34,5OO", "2A,000 – 34,500", "24,000 – 34,50"])
def test_a_digit_that_is_no_digit_makes_the_range_illegible(letters: str) -> None:
    band = bands(extract_text(SHEET.replace("24,000 – 34,500", letters)))["administrative", 2, LONDON]
    assert (band.minimum, band.trace.status) == (None, Status.ILLEGIBLE)


def test_a_cell_that_says_it_is_blank_has_no_row() -> None:
    found = extract_text(HEADS + PAY.replace("23,800 – 34,800\t20,500 – 31,900", "n/a\tn/a"))
    assert {key for key in ranges(found) if key[0] == "research"} == set()


def test_more_ranges_than_columns_are_findings_and_no_rows() -> None:
    row = "\t3" + "\t30,000 – 44,000" * 7 + "\n"
    found = extract_text(HEADS + PAY + row)
    assert ranges(found) == RANGES
    unused = [finding for finding in found.findings if finding.code == "unused_text"]
    assert len(unused) == 7
    assert all(finding.severity is Severity.ERROR for finding in unused)


def test_columns_lost_after_a_page_break_do_not_take_texts_to_wrong_families() -> None:
    """As in 2018-19: after a blank line the administrative column is gone and the others stand in its slots."""
    rest = (
        "\n\t\tSupervise other members of staff\tProject Management\n"
        "\t\tManage and progress portfolio of casework appropriately\tProvide generalist admin support\n"
    )
    found = extract_text(SHEET + rest)
    assert texts(found.responsibilities, "executive", 2)[1:] == [
        "Supervise other members of staff",
        "Manage and progress portfolio of casework appropriately",
    ]
    assert texts(found.responsibilities, "research", 2)[1:] == [
        "Project Management",
        "Provide generalist admin support",
    ]


def test_a_row_that_lost_its_leading_cells_is_put_back_or_doubted() -> None:
    """As in 2018-19: one row has slid to the left by two, so that a text stands where labels do."""
    slid = "Provide secretarial support to special interest groups as required\t\tMonitor media coverage and liaise\n"
    found = extract_text(SHEET + slid)
    rows = {row.text: row for row in found.responsibilities}
    row = rows["Provide secretarial support to special interest groups as required"]
    assert row.family == "administrative" or row.trace.status is Status.REVIEW


def test_a_text_that_goes_on_in_the_next_row_is_one() -> None:
    found = extract_text(SHEET + "\t\tManage the diary and\n\t\tall commitments of the Member\n")
    assert (
        texts(found.responsibilities, "administrative", 2)[-1] == "Manage the diary and all commitments of the Member"
    )


def test_bullets_part_the_responsibilities_of_a_cell() -> None:
    found = extract_text(SHEET.replace("Opening and dispatching mail", "• Opening mail • Sending mail"))
    assert texts(found.responsibilities, "administrative", 1)[:2] == ["Opening mail", "Sending mail"]


def test_a_quoted_cell_of_several_lines_is_one_cell() -> None:
    found = extract_text(SHEET.replace("Secretary Personal Assistant", '"Secretary\nPersonal Assistant"'))
    assert texts(found.titles, "administrative", 1) == ["Secretary", "Personal Assistant"]


def test_the_same_sheet_with_pipes() -> None:
    piped = "\n".join("| " + line.replace("\t", " | ") + " |" for line in SHEET.splitlines())
    head, rest = piped.split("\n", 1)
    assert ranges(extract_text(f"{head}\n|---|---|---|\n{rest}\n")) == RANGES


def test_headings_printed_again_on_a_later_page_change_nothing() -> None:
    assert ranges(extract_text(HEADS + PAY + "\n" + HEADS + TITLES + DUTIES)) == RANGES


def test_a_family_that_nobody_has_confirmed_keeps_its_name_and_is_a_finding() -> None:
    found = extract_text(SHEET.replace("Executive\t", "Policy & Campaigns\t"))
    assert ("policy_campaigns", 2, LONDON) in ranges(found)
    assert [(f.code, f.family) for f in found.findings if f.code == "new_family"] == [
        ("new_family", "policy_campaigns")
    ]


def test_an_unknown_heading_is_an_error_that_names_the_nearest_and_no_range_is_sure() -> None:
    found = extract_text(SHEET.replace("OUTSIDE LONDON\tLONDON", "Elsewhre in UK\tLONDON", 1))
    (finding,) = [finding for finding in found.findings if finding.code == "unknown_heading"]
    assert finding.severity is Severity.ERROR
    assert "'Elsewhre in UK'" in finding.message
    assert "nearest: outside_london" in finding.message
    assert all(band.trace.status is Status.REVIEW for band in found.pay_bands)


def test_lost_family_headings_leave_nothing_unmarked() -> None:
    found = extract_text(HEADS.splitlines()[1] + "\n" + PAY + TITLES + DUTIES)
    assert "lost_heading" in codes(found)
    assert ranges(found) == RANGES
    assert all(row.trace.status is Status.REVIEW for row in rows_of(found))


def test_a_lost_label_is_a_finding() -> None:
    found = extract_text(SHEET.replace("KEY RESPONSIBILITIES", ""))
    assert "lost_heading" in codes(found)
    assert texts(found.responsibilities, "administrative", 1)[0] == "Opening and dispatching mail"


def test_a_label_broken_in_the_middle_of_a_word_is_still_the_label() -> None:
    found = extract_text(SHEET.replace("KEY RESPONSIBILITIES\t1", "KEY RESPONSIBILITIE S (1)\t"))
    assert texts(found.responsibilities, "administrative", 1)[0] == "Opening and dispatching mail"
    assert "lost_heading" not in codes(found)


def test_a_label_broken_in_the_middle_of_a_word_is_used() -> None:
    assert extract_text(SHEET.replace("KEY RESPONSIBILITIES", "KEY RESPONSIBILITIE S")).findings == ()


def test_a_label_with_a_slip_and_a_level_in_one_doubts_what_it_says() -> None:
    found = extract_text(SHEET.replace("JOB TITLES\t1", "JOB TITLES E 1\t"))
    assert {text.trace.status for text in found.titles if text.level == 1} == {Status.REVIEW}
    assert {text.trace.status for text in found.responsibilities} == {Status.READ}


def test_a_label_that_goes_on_in_the_next_row_is_one() -> None:
    text = SHEET.replace("KEY RESPONSIBILITIES\t1", "KEY\t1").replace("\t\tDiary", "RESPONSIBILITIES\t\tDiary")
    found = extract_text(text)
    assert texts(found.responsibilities, "administrative", 1)[1] == "Diary management"
    assert "lost_heading" not in codes(found)


def test_a_blank_line_is_a_gap_where_a_page_may_have_ended() -> None:
    grid = split(lines_of("a\tb\n\nc\td\ne\tf"), "\t")
    assert [row.gap for row in grid.rows] == [False, True, False]


def test_texts_of_no_printed_level_are_doubtful() -> None:
    found = extract_text(SHEET.replace("JOB TITLES\t1\t", "JOB TITLES\t\t"))
    first = [title for title in found.titles if title.level is None]
    assert first
    assert all(title.trace.status is Status.REVIEW for title in first)


def test_a_sheet_with_one_location_for_everyone() -> None:
    heads = "JOB FAMILIES\tAdministrative\tExecutive\nLOCATION\tNational\tNational\n"
    pay = "PAY RANGES\t1\t20,000 – 27,000\t22,000 – 32,000\n\t2\t24,000 – 34,500\t27,500 – 38,000\n"
    assert {location for _, _, location in ranges(extract_text(heads + pay))} == {Location.ANY}


def test_what_stands_above_the_table_gives_title_and_publisher() -> None:
    found = extract_text("MPs’ staff pay bands 2020-21\n\nIndependent Parliamentary Standards Authority\n" + SHEET)
    assert found.document.title == "MPs’ staff pay bands 2020-21"
    assert found.document.publisher == "Independent Parliamentary Standards Authority"
    assert ranges(found) == RANGES


def test_titles_that_are_near_the_names_of_families_are_titles() -> None:
    row = "Administrator\tSenior Caseworker\tResearcher"
    found = extract_text(SHEET.replace("Senior Secretary\tSenior Caseworker\tResearcher Research Officer", row))
    assert [title.text for title in found.titles if title.level == 2] == row.split("\t")


@pytest.mark.parametrize(("first", "code"), [(150, "unused_text"), (50, "beside_table"), (230, "beside_table")])
def test_a_line_that_no_table_took_is_missed_where_texts_begin(first: int, code: str) -> None:
    def row(*texts: str, beside: bool = False, at: int = 50) -> Row:
        cells = (Cell((Line(text, Place(1)),), x, x + 80) for x, text in zip(range(at, 400, 100), texts, strict=False))
        return Row(tuple(cells), beside=beside)

    lone = row(f"Sort the post {'and open it ' * 5}each day.", beside=True, at=first)
    rows = (row("Job families", "Administrative", "Research"), row("Key responsibilities", "Files.", "Index."), lone)
    found = read(Grid(rows, steady=True, drawn=True), Likeness(None))
    assert [loose.doubt.code for loose in found.loose if loose.line and "post" in loose.line.text] == [code]


def test_a_family_that_stands_below_the_headings_of_its_row_leaves_no_column_sure() -> None:
    def row(*texts: str, beside: bool = False) -> Row:
        cells = (Cell((Line(text, Place(1)),), x, x + 80) for x, text in zip(range(50, 400, 100), texts, strict=False))
        return Row(tuple(cells), beside=beside)

    heads, duties = row("Job families", "Administrative", "Research"), row("Key responsibilities", "Files.", "Index.")
    whole = read(Grid((heads, duties), steady=True, drawn=True), Likeness(None))
    astray = read(Grid((heads, row("Executive", beside=True), duties), steady=True, drawn=True), Likeness(None))
    assert {loose.doubt.code for loose in whole.loose} == set()
    assert {loose.doubt.code for loose in astray.loose} == {"unknown_heading"}
    assert max(entry.confidence for entry in astray.entries) < min(entry.confidence for entry in whole.entries)


@pytest.mark.parametrize(
    ("marks", "doubted"),
    [(("1", "", "2"), 0), (("", "1", "2"), 3), (("", "2", ""), 1)],
    ids=["at the top", "lower", "the first one lost"],
)
def test_where_texts_stand_above_the_lowest_level_no_text_is_sure_of_its_level(
    marks: tuple[str, ...], doubted: int
) -> None:
    def row(*texts: str) -> Row:
        cells = ((x, text) for x, text in zip(range(50, 400, 100), texts, strict=False) if text)
        return Row(tuple(Cell((Line(text, Place(1)),), x, x + 80) for x, text in cells))

    titles = row("Job titles", "1", "Secretary"), row("", "2", "Office Manager")
    duties = [
        row("Key responsibilities" * (number == 0), mark, text)
        for number, (mark, text) in enumerate(zip(marks, ("Files the letters.", "Takes notes.", "Leads."), strict=True))
    ]
    rows = (row("Job families", "", "Administrative", "Research"), *titles, *duties)
    found = read(Grid(rows, steady=True, drawn=True), Likeness(None))
    assert sum(any("level" in doubt.reason for doubt in entry.doubts) for entry in found.entries) == doubted


def test_a_row_that_is_nothing_but_the_rest_of_a_label_is_no_row() -> None:
    def row(*texts: str) -> Row:
        cells = (Cell((Line(text, Place(1)),), x, x + 80) for x, text in zip(range(50, 400, 100), texts, strict=False))
        return Row(tuple(cells))

    rows = (row("Job families", "Administrative"), row("Key", "Files."), row("responsibilities"), row("1", "Leads."))
    found = read(Grid(rows, steady=True, drawn=True), Likeness(None))
    assert [entry.lines[0].text for entry in found.entries] == ["Files.", "Leads."]
