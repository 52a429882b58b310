"""Texts as viewers, converters and spreadsheets give them: what nobody can tell apart is no value, or a marked one."""

from __future__ import annotations

import pytest

from pipeline.grid import tabbed
from pipeline.grid.starts import UNSURE
from pipeline.grid.stream import Block
from pipeline.model import Severity, Status
from pipeline.reconcile.title_lines import TitleLines, read_titles
from pipeline.reconcile.titles import split_words
from tests.reading import LIST, extract_text, lines_of

PAY = """MPs' staff job descriptions and pay bands for 2020-21
JOB FAMILIES Administrative Executive
LOCATION LONDON OUTSIDE LONDON LONDON OUTSIDE LONDON
PAY RANGES 1 £22,000 - £31,000 £20,000 - £29,000 £25,000 - £35,000 £23,000 - £33,000
2 £27,000 - £36,000 £25,000 - £34,000 £30,000 - £40,000 £28,000 - £38,000
"""
#: Each line holds words of two columns, and nothing parts them.
TEXTS = """JOB TITLES 1 Secretary Caseworker
2 Senior Secretary Senior Caseworker
KEY RESPONSIBILITIES 1 Opening and dispatching mail and Draft responses to constituents
sorting it Log all cases
2 Manage budgets as required Close cases promptly
"""


def test_a_viewers_text_whose_columns_run_together_gives_its_pay_and_no_text() -> None:
    found = extract_text(PAY + TEXTS)
    assert len(found.pay_bands) == 8
    assert found.texts == ()
    (lost,) = [one for one in found.findings if one.code == "unused_text"]
    assert lost.severity is Severity.ERROR
    assert "5 lines" in lost.message


def test_amounts_among_the_texts_say_that_the_text_is_not_in_the_order_of_the_page() -> None:
    blank = TEXTS.replace("\n", "\n\n")
    found = extract_text(PAY + "\n" + blank + "\n£21,000 – £30,000\n")
    assert found.texts == ()
    assert {band.trace.status for band in found.pay_bands} <= {Status.REVIEW, Status.ILLEGIBLE}
    assert extract_text(PAY + "\n" + blank + "\nAuthorise payments of up to £1,000 to suppliers.\n").texts != ()


def test_amounts_of_no_role_leave_no_row_of_a_list_sure() -> None:
    assert all(band.trace.status is Status.READ for band in extract_text(LIST).pay_bands)
    found = extract_text(LIST + "\nMinimum\n£30,821\n£29,923\n")
    assert all(band.trace.status is not Status.READ for band in found.pay_bands)


WRAPPED = (
    'Pay\t1\t"Retain records in line with the Data\nProtection Act and the rules\nof the House"'
    '\t"Draft responses\nto all"'
)


def test_lines_of_a_narrow_column_are_no_texts_of_their_own() -> None:
    (row,) = tabbed.split(lines_of(WRAPPED), "\t").rows
    starts = row.cells[2].starts
    assert starts[2] < -UNSURE
    assert starts[1] < UNSURE


def test_lines_that_somebody_typed_are_texts() -> None:
    typed = 'Pay\t1\t"Opening the mail\nManaging the diary\nFiling"\t"Casework\nDrafting"'
    assert all(cell.starts == () for row in tabbed.split(lines_of(typed), "\t").rows for cell in row.cells)


@pytest.mark.parametrize("text", ["Head of Casework Constituency Director", "Director of Policy Chief Policy Adviser"])
def test_two_titles_of_which_the_first_is_headed_are_not_one_that_is_sure(text: str) -> None:
    assert not all(part.sure for part in split_words(text))
    assert all(part.sure for part in split_words("Head of Casework"))


def titles(*lines: str) -> tuple[TitleLines, ...]:
    return read_titles([Block((line,)) for line in lines_of("\n".join(lines))]).titles


def flowing(titles: str) -> dict[str, Status]:
    found = extract_text(f"{PAY}\nJOB TITLES\n\n{titles}\n\nKey responsibilities\n(1)\n\nOpen the mail as required.\n")
    return {title.text: title.trace.status for title in found.titles}


def test_a_wrapped_title_with_a_title_of_another_column_beside_it_is_doubted() -> None:
    two = "Senior Casework Team Researcher"
    assert not {one.text: one.sure for one in titles("Personal Assistant Caseworker", two)}[two]
    assert all(one.sure for one in titles("Personal Assistant", "Caseworker", two))


def test_the_dash_of_a_blank_cell_is_no_part_of_a_title() -> None:
    assert "Senior Secretary" in flowing("Personal Assistant\n\nCaseworker\n\n- Senior Secretary")


GRID = """JOB FAMILIES\t\tAdministrative\tExecutive\tResearch
LOCATION\t\tLONDON\tLONDON\tLONDON
PAY RANGES\t1\t£22,000 - £31,000\t£25,000 - £35,000\t£27,000 - £37,000
KEY RESPONSIBILITIES\t1\tMend the fence\tFeed the ducks\tCount the clouds
\t\tOil the hinges\tWalk the dog\tName the stars
"""


def test_what_stands_below_a_page_break_at_which_columns_may_be_lost_is_doubted() -> None:
    found = extract_text(GRID + "\t\tTune the piano\tWind the clocks\n\n\t\tPaint the boat\n")
    statuses = {duty.text: duty.trace.status for duty in found.responsibilities}
    assert statuses["Paint the boat"] is Status.REVIEW
    assert statuses["Oil the hinges"] is Status.READ


def test_below_a_page_break_even_a_likely_place_is_a_guess() -> None:
    more = "\t\tTune the piano\tWind the clocks\n\n\t\tAssist in writing external communications including speeches.\n"
    (duty,) = [one for one in extract_text(GRID + more).responsibilities if one.text.startswith("Assist")]
    assert duty.trace.status is Status.REVIEW
