"""What real sheets do to a reader: each case was once wrong in silence, or a hang."""

from __future__ import annotations

import pytest

from pipeline.errors import UnreadableSourceError
from pipeline.model import Extraction, Status
from tests.reading import SHEET, STREAM, codes, extract_text

MARKED = {Status.REVIEW, Status.ILLEGIBLE}


def pay_statuses(found: Extraction, level: int) -> set[Status]:
    return {band.trace.status for band in found.pay_bands if band.level == level}


def duties(found: Extraction, family: str, level: int) -> list[str]:
    return [text.text for text in found.responsibilities if (text.family, text.level) == (family, level)]


def test_a_lost_digit_moves_no_other_amount_of_an_ocr_row() -> None:
    stacked = "1 20,000 - 18,000 - 22,000 -\n{} 25,000 32,000 19,500 - 28,500\n"
    text = STREAM.replace("1 20,000 - 27,000 18,000 - 25,000 22,000 - 32,000 19,500 - 28,500\n", stacked)
    whole, lost = extract_text(text.format("27,000")), extract_text(text.format("7,000"))
    for before, after in zip(whole.pay_bands[1:4], lost.pay_bands[1:4], strict=True):
        assert (before.minimum, before.maximum) == (after.minimum, after.maximum)
    assert lost.pay_bands[0].trace.status in MARKED


def test_a_pay_row_that_lost_a_cell_is_doubted_as_a_whole() -> None:
    found = extract_text(SHEET.replace("\t22,000 – 32,000\t19,500 – 28,500", "\t19,500 – 28,500"))
    assert pay_statuses(found, 1) == {Status.REVIEW}
    assert pay_statuses(found, 2) == {Status.READ}


def test_one_amount_in_the_cell_of_a_matrix_is_no_sure_floor() -> None:
    found = extract_text(SHEET.replace("22,000 – 31,000", "22,000"))
    assert pay_statuses(found, 2) == {Status.READ, Status.REVIEW}
    assert "doubtful_amount" in codes(found)


def test_pay_of_which_only_the_beginning_is_said_is_under_review() -> None:
    found = extract_text(SHEET.replace("20,000 – 27,000", "from £20,000"))
    bands = [(str(one.minimum), one.maximum) for one in found.pay_bands if one.trace.status is Status.REVIEW]
    assert ("20000", None) in bands
    assert len(found.responsibilities) == len(extract_text(SHEET).responsibilities)


@pytest.mark.parametrize("cell", ["up to £27,000", "£11.51 – £16.72 per hour"])
def test_pay_that_is_no_range_of_a_year_is_illegible_and_no_responsibility(cell: str) -> None:
    found = extract_text(SHEET.replace("20,000 – 27,000", cell))
    assert Status.ILLEGIBLE in pay_statuses(found, 1)
    assert len(found.responsibilities) == len(extract_text(SHEET).responsibilities)


def test_a_location_that_is_not_known_leaves_no_pay_sure_of_its_column() -> None:
    found = extract_text(SHEET.replace("OUTSIDE LONDON\tLONDON", "Thames Valley\tLONDON", 1))
    assert pay_statuses(found, 1) | pay_statuses(found, 2) <= MARKED
    assert "unknown_heading" in codes(found)


def test_a_number_on_a_line_of_its_own_is_not_taken_for_the_level_of_what_follows() -> None:
    found = extract_text(SHEET.replace("\t\tDiary management", "2\n\t\tDiary management"))
    below = [text for text in found.responsibilities if text.text == "Diary management"]
    assert [(text.level, text.trace.status) for text in below] == [(1, Status.REVIEW)]


def test_the_lines_of_a_cell_that_somebody_typed_are_responsibilities_of_their_own() -> None:
    quoted = '"Opening and dispatching mail\nFiling\nMinute taking"'
    wanted = ["Opening and dispatching mail", "Filing", "Minute taking", "Diary management"]
    for cell in (quoted, quoted.strip('"').replace("\n", "\v")):
        assert duties(extract_text(SHEET.replace("Opening and dispatching mail", cell)), "administrative", 1) == wanted


def test_a_note_under_the_table_is_no_sure_responsibility() -> None:
    found = extract_text(SHEET + "\nNote: pay is pro rata for part-time staff.\n")
    notes = [text for text in found.texts if "pro rata" in text.text]
    assert all(text.trace.status is Status.REVIEW for text in notes)
    assert notes or "unused_text" in codes(found)


def test_nothing_is_placed_below_a_label_that_is_not_known() -> None:
    found = extract_text(
        SHEET.replace("KEY RESPONSIBILITIES\t1", "WORKING PATTERN\t1\tFive days\nKEY RESPONSIBILITIES\t1")
    )
    assert "unknown_heading" in codes(found)
    assert not any("Five days" in text.text for text in found.texts)


def test_a_comma_parts_titles_only_where_both_sides_are_titles() -> None:
    found = extract_text(SHEET.replace("Secretary Personal Assistant", "Personal Assistant, Grade 2"))
    assert "Personal Assistant, Grade 2" in [title.text for title in found.titles]


def test_a_sheet_on_one_line_of_html_ends_in_one_line() -> None:
    cells = "".join(f"<td>£{amount},000 - £{amount + 9},000</td>" for amount in range(20, 60))
    with pytest.raises(UnreadableSourceError):
        extract_text(f"<table><tr><td>Administrative</td>{cells}</tr></table>\n" * 3)


def test_headings_printed_again_in_another_order_leave_no_column_sure() -> None:
    again = "JOB FAMILIES\tResearch\t\tAdministrative\t\tExecutive\n"
    found = extract_text(SHEET.replace("KEY RESPONSIBILITIES", again + "KEY RESPONSIBILITIES"))
    statuses = {band.trace.status for band in found.pay_bands} | {text.trace.status for text in found.texts}
    assert statuses <= MARKED
    assert "unknown_heading" in codes(found)
    same = extract_text(SHEET.replace("KEY RESPONSIBILITIES", SHEET.split("\n", 1)[0] + "\nKEY RESPONSIBILITIES"))
    assert same.pay_bands == extract_text(SHEET).pay_bands


def test_a_heading_that_is_only_nearly_known_is_said_in_a_finding() -> None:
    found = extract_text(STREAM.replace("Administrative", "Adrninistrative", 1))
    assert "administrative" in {band.family for band in found.pay_bands}
    assert any("Adrninistrative" in finding.message for finding in found.findings)
