"""Lists of roles with a minimum and a maximum each, as web pages print them."""

from __future__ import annotations

import pytest

from pipeline.model import Extraction, Location, Severity, Status
from pipeline.reconcile.listing import is_list, locations_in, role_of
from tests.reading import LIST, codes, extract_text, lines_of, pounds

LONDON, OUTSIDE = Location.LONDON, Location.OUTSIDE_LONDON
Key = tuple[str, int | None, Location]

INTRO, GLUED = LIST.split("\n\n")
INTRO += "\n\n"
RANGES: dict[Key, tuple[object, object]] = {
    ("administrative", 1, LONDON): (24468, 35790),
    ("research", 3, LONDON): (38404, 59803),
}
SPECIAL = "Employed Interns£22,308£25,643\nMP representative (leave and absence cover)£68,847\n"


def ranges(found: Extraction) -> dict[Key, tuple[object, object]]:
    return {(b.family, b.level, b.location): pounds(b) for b in found.pay_bands}


def statuses(found: Extraction) -> dict[tuple[str, int | None], Status]:
    return {(band.family, band.level): band.trace.status for band in found.pay_bands}


@pytest.mark.parametrize(
    "text",
    [
        GLUED,
        GLUED.replace("£", "\t£").replace("Annual", "\tAnnual"),
        GLUED.replace("£", " | £"),
        GLUED.replace("£", "    £"),
        GLUED.replace("£", "\n£").replace("Annual", "\nAnnual"),
        GLUED.replace("£", "\u00a0£"),
        GLUED.replace("£35,790", " to £35,790").replace("£59,803", " – £59,803"),
        GLUED.replace(" (Administrative Officer)", "\nAdministrative Officer\n"),
        GLUED.replace("Administrative 1", "Administrative Level 1"),
    ],
    ids=["glued", "tabs", "pipes", "spaces", "one cell a line", "no-break", "ranges", "title cell", "level word"],
)
def test_the_same_list_in_every_layout(text: str) -> None:
    found = extract_text(INTRO + text)
    assert ranges(found) == RANGES
    assert set(statuses(found).values()) == {Status.READ}


def test_interns_and_the_representative_have_no_level_and_one_of_them_no_maximum() -> None:
    found = extract_text(INTRO + GLUED + SPECIAL)
    assert ranges(found)["employed_interns", None, LONDON] == (22308, 25643)
    assert ranges(found)["mp_representative", None, LONDON] == (68847, None)
    assert statuses(found)["mp_representative", None] is Status.READ


def test_a_role_with_a_level_and_one_amount_is_doubtful() -> None:
    found = extract_text(INTRO + GLUED.replace("£35,790", ""))
    assert statuses(found)["administrative", 1] is Status.REVIEW
    assert "doubtful_amount" in codes(found)


def test_a_heading_names_the_location_of_what_follows() -> None:
    second = "\nPay ranges outside the London area\n\n" + GLUED.replace("24,468", "22,318").replace("38,404", "34,452")
    found = extract_text(INTRO + GLUED + second)
    assert ranges(found)["administrative", 1, OUTSIDE] == (22318, 35790)
    assert ranges(found)["administrative", 1, LONDON] == (24468, 35790)


def test_two_locations_side_by_side() -> None:
    text = (
        "Job role | London | Outside London\n"
        "Administrative 1 | £24,468 - £35,790 | £22,318 - £30,415\n"
        "Executive 1 | £25,200 - £40,565 | £22,605 - £36,744\n"
    )
    found = extract_text(text)
    assert ranges(found)["administrative", 1, OUTSIDE] == (22318, 30415)
    assert ranges(found)["executive", 1, LONDON] == (25200, 40565)


def test_without_a_location_every_row_is_doubtful() -> None:
    found = extract_text(GLUED)
    assert {location for _, _, location in ranges(found)} == {Location.ANY}
    assert set(statuses(found).values()) == {Status.REVIEW}


def test_prose_with_amounts_is_no_row() -> None:
    prose = "Your office budget is £252,870 a year.\nThe MP is paid £91,346.\nIt is open from 9 to 5.\n"
    found = extract_text(INTRO + GLUED + prose)
    assert ranges(found) == RANGES
    assert [f.severity for f in found.findings if f.code == "other_amount"] == [Severity.WARNING] * 2


def test_a_row_of_the_table_that_is_no_known_role_is_an_error() -> None:
    found = extract_text(INTRO + GLUED + "Office costs£30,000\n")
    assert ranges(found) == RANGES
    (unused,) = [finding for finding in found.findings if finding.code == "unused_text"]
    assert unused.severity is Severity.ERROR
    assert "Office costs" in unused.message


def test_a_new_family_keeps_its_name() -> None:
    found = extract_text(INTRO + GLUED.replace("Research 3", "Policy 3"))
    assert ("policy", 3, LONDON) in ranges(found)
    assert "new_family" in codes(found)


def test_a_comma_misread_is_doubtful() -> None:
    found = extract_text(INTRO + GLUED.replace("£24,468", "|24.468|").replace("£", "|£"))
    assert ranges(found) == RANGES
    assert statuses(found)["administrative", 1] is Status.REVIEW


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Administrative 1 (Administrative Officer)", ("administrative", 1)),
        ("Executive Level 2", ("executive", 2)),
        ("Administrative L2", ("administrative", 2)),
        ("Secretary (Administrative 1)", ("administrative", 1)),
        ("Policy 2 - Adviser", ("policy", 2)),
        ("Employed Interns", ("employed_interns", None)),
        ("MP representative (MP parental leave and absence cover)", ("mp_representative", None)),
    ],
)
def test_a_role_by_its_name(text: str, role: tuple[str, int | None]) -> None:
    found = role_of(text)
    assert found is not None
    assert (found.family, found.level) == role


@pytest.mark.parametrize(
    "text",
    ["Grade 2", "Job role 1", "London 2", "The budget for 2024", "Office costs", ""],
)
def test_what_names_no_role(text: str) -> None:
    assert role_of(text) is None


def test_locations_in_the_order_of_a_sentence() -> None:
    assert [name for name, _ in locations_in("outside the London area, or within the London area")] == [
        "outside_london",
        "london",
    ]
    assert locations_in("Secretary") == []


def test_a_matrix_is_no_list() -> None:
    assert is_list(lines_of(INTRO + GLUED))
    assert not is_list(lines_of("1\t20,000 – 27,000\t18,000 – 25,000\n2\t24,000 – 34,500\t22,000 – 31,000"))


def test_a_first_digit_misread_is_not_dropped() -> None:
    found = extract_text(INTRO + GLUED + SPECIAL.replace("£68,847", "£?8,847"))
    assert statuses(found).get(("mp_representative", None)) is not Status.READ


def test_a_row_whose_maximum_is_misread_is_marked() -> None:
    found = extract_text(INTRO + GLUED.replace("£59,803", "£59,80B"))
    errors = [finding for finding in found.findings if finding.severity is Severity.ERROR]
    assert ("research", 3) in statuses(found) or errors


def test_a_role_whose_pay_is_illegible_is_marked() -> None:
    found = extract_text(INTRO + GLUED.replace("£38,404£59,803", "] =R"))
    assert statuses(found).get(("research", 3)) is Status.ILLEGIBLE or "unused_text" in codes(found)


def test_a_level_that_cannot_be_read_is_marked() -> None:
    found = extract_text(INTRO + GLUED.replace("Research 3", "Research ?"))
    assert statuses(found).get(("research", None)) is not Status.READ


def test_locations_of_a_sentence_are_not_those_of_a_table() -> None:
    prose = "The budget is £252,870 within the London area and £236,170 elsewhere.\n\n"
    assert ranges(extract_text(prose + INTRO + GLUED + SPECIAL))["employed_interns", None, LONDON] == (22308, 25643)
