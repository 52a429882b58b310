"""Lists of roles on drawn pages: what a column holds is said by its headings, and what they do not say is marked."""

from __future__ import annotations

import pytest

from pipeline.geometry import Box
from pipeline.model import Cell, Finding, Grid, Line, Location, PayBand, Place, Reader, Row, Severity, Status
from pipeline.reconcile import build, pay_rows, pay_tables, reader, role_tables
from pipeline.reconcile.likeness import Likeness

LONDON, OUTSIDE = Location.LONDON, Location.OUTSIDE_LONDON
Key = tuple[str, int | None, Location]

WIDE, HIGH = 100, 20
CAPTION = "> Pay ranges within the London area\n"
HEADS = "Job role | Annual minimum | Annual maximum\n"
ROWS = "Administrative 1 (Secretary) | £20,000 | £27,000\nResearch 2 (Researcher) | £26,000 | £35,000\n"
TABLE = CAPTION + HEADS + ROWS
RANGES: dict[Key, tuple[object, object]] = {
    ("administrative", 1, LONDON): (20000, 27000),
    ("research", 2, LONDON): (26000, 35000),
}


def grid_of(text: str) -> Grid:
    """Draw a grid: a row to a line, `|` between cells, `>` before a line beside the tables, `---` for a new page.

    A cell `<` is part of the one to its left, `^` of the one above; `/` parts the lines of a cell.
    """
    rows: list[Row] = []
    page, top = 1, 0
    lines = text.strip("\n").split("\n")
    for number, line in enumerate(lines):
        top += HIGH
        if line.startswith("---"):
            page, top = page + 1, 0
        elif line.startswith(">"):
            rows.append(Row((_cell(line[1:].strip(), 0, 3, page, top),), beside=True))
        else:
            cells = _cells(line, [one.split("|") for one in lines[number + 1 :]], page, top)
            rows += [Row(tuple(cells))] if cells else []
    return Grid(tuple(rows), steady=True, drawn=True)


def _cells(line: str, below: list[list[str]], page: int, top: int) -> list[Cell]:
    texts = [text.strip() for text in line.split("|")]
    found = []
    for at, text in enumerate(texts):
        if text in ("", "<", "^"):
            continue
        end = at + 1
        while end < len(texts) and texts[end] == "<":
            end += 1
        down = 1
        while down <= len(below) and at < len(below[down - 1]) and below[down - 1][at].strip() == "^":
            down += 1
        found.append(_cell(text, at, end, page, top, down))
    return found


def _cell(text: str, first: int, end: int, page: int, top: int, down: int = 1) -> Cell:
    left, right = first * WIDE, end * WIDE - 1
    boxes = [Box(left, top + 9 * number, left + 50, top + 9 * number + 8) for number, _ in enumerate(text.split("/"))]
    lines = [Line(part, Place(page, box)) for part, box in zip(text.split("/"), boxes, strict=True)]
    return Cell(tuple(lines), left, right, down=down)


def records_of(text: str) -> build.Records:
    grid = grid_of(text)
    assert role_tables.is_pay(grid)
    return build.build(pay_tables.read(grid), lambda page: Reader.PDF_TEXT)


def ranges(text: str) -> dict[Key, tuple[object, object]]:
    return {_key(band): (band.minimum, band.maximum) for band in records_of(text).pay_bands}


def _key(band: PayBand) -> Key:
    return band.family, band.level, band.location


def statuses(text: str) -> set[Status]:
    return {band.trace.status for band in records_of(text).pay_bands}


def errors(text: str) -> list[Finding]:
    return [finding for finding in records_of(text).findings if finding.severity is Severity.ERROR]


def test_a_table_below_its_caption() -> None:
    assert ranges(TABLE) == RANGES
    assert statuses(TABLE) == {Status.READ}
    assert records_of(TABLE).findings == ()


def test_each_value_keeps_the_place_of_its_own_cells() -> None:
    first = records_of(TABLE).pay_bands[0]
    assert first.trace.place == Place(1, Box(100, 60, 250, 68))
    assert first.trace.raw_text == "£20,000 £27,000"


@pytest.mark.parametrize(
    "text",
    [
        TABLE.replace("Annual minimum", "From (£)").replace("Annual maximum", "To (£)"),
        HEADS.replace("Job role", "> London\nPost") + ROWS,
        "London | < | <\n" + HEADS + ROWS,
        "Job role | London | <\n^ | Minimum | Maximum\n" + ROWS,
        "Job role | London annual minimum | London annual maximum\n" + ROWS,
        "Job role | Location | Minimum | Maximum\n" + ROWS.replace(") |", ") | London |"),
        CAPTION + "Job role | Maximum | Minimum\nAdministrative 1 | 27,000 | 20,000\nResearch 2 | 35,000 | 26,000\n",
        "Job role | London\nAdministrative 1 | £20,000 – £27,000\nResearch 2 | £26,000 – £35,000\n",
        CAPTION + "Job role | Salary range\nAdministrative 1 | 20,000 - 27,000\nResearch 2 | 26,000 - 35,000\n",
        CAPTION + "Family | Level | Min | Max\nAdministrative | 1 | 20,000 | 27,000\nResearch | 2 | 26,000 | 35,000\n",
        CAPTION + "Role | Job title | Min | Max\n"
        "Administrative 1 | Secretary | 20,000 | 27,000\nResearch 2 | Researcher | 26,000 | 35,000\n",
        "> Pay ranges within the\n> London area\n" + HEADS + ROWS,
        TABLE.replace("Administrative 1 (Secretary)", "Adminis\u00ad/trative 1/(Secretary)"),
        TABLE.replace("Research 2", "---\nResearch 2"),
        TABLE.replace("Research 2", "---\n" + HEADS + "Research 2"),
        CAPTION + HEADS + "Administrative | < | <\nLevel 1 | 20,000 | 27,000\n"
        "Research | < | <\nLevel 2 | 26,000 | 35,000\n",
        CAPTION + "> ¹ For staff outside London see the guidance.\n" + HEADS + ROWS,
    ],
    ids=[
        "from to", "bare caption", "across", "location above", "location in heading", "location column", "max first",
        "range", "salary range", "own columns", "title cell", "wrapped caption", "hyphen", "over a page",
        "headings again", "family across", "footnote",
    ],
)  # fmt: skip
def test_the_same_list_in_every_layout(text: str) -> None:
    assert ranges(text) == RANGES
    assert statuses(text) == {Status.READ}
    assert not errors(text)


BOTH = {
    ("administrative", 1, OUTSIDE): (18000, 25000),
    ("administrative", 1, LONDON): (20000, 27000),
    ("administrative", 2, OUTSIDE): (22000, 31000),
    ("administrative", 2, LONDON): (24000, 34500),
}


@pytest.mark.parametrize(
    "text",
    [
        "Job family | Level | Outside London | < | London | <\n^ | ^ | Min | Max | Min | Max\n"
        "Administrative | 1 | 18,000 | 25,000 | 20,000 | 27,000\n^ | 2 | 22,000 | 31,000 | 24,000 | 34,500\n",
        "Job family | Level | Outside London | < | London | <\n^ | ^ | Min | Max | Min | Max\n"
        "Administrative | 1 | 18,000 | 25,000 | 20,000 | 27,000\n | 2 | 22,000 | 31,000 | 24,000 | 34,500\n",
        "Role | Outside London | London\nAdministrative 1 | 18,000 – 25,000 | 20,000 – 27,000\n"
        "Administrative 2 | 22,000 – 31,000 | 24,000 – 34,500\n",
        "Role | Outside London min | Outside London max | London min | London max\n"
        "Administrative 1 | 18,000 | 25,000 | 20,000 | 27,000\nAdministrative 2 | 22,000 | 31,000 | 24,000 | 34,500\n",
        "Role | Location | Min | Max\nAdministrative 1 | London | 20,000 | 27,000\n^ | Elsewhere | 18,000 | 25,000\n"
        "Administrative 2 | London | 24,000 | 34,500\n^ | Elsewhere | 22,000 | 31,000\n",
        "Role | Min | Max\nLondon | < | <\nAdministrative 1 | 20,000 | 27,000\nAdministrative 2 | 24,000 | 34,500\n"
        "National | < | <\nAdministrative 1 | 18,000 | 25,000\nAdministrative 2 | 22,000 | 31,000\n",
        "National | < | <\nRole | Min | Max\nAdministrative 1 | 18,000 | 25,000\nAdministrative 2 | 22,000 | 31,000\n"
        "London | < | <\nRole | Min | Max\nAdministrative 1 | 20,000 | 27,000\nAdministrative 2 | 24,000 | 34,500\n",
    ],
    ids=["merged down", "once", "ranges", "heading names both", "location column", "rows across", "two tables"],
)
def test_both_locations(text: str) -> None:
    assert ranges(text) == BOTH
    assert statuses(text) == {Status.READ}
    assert not errors(text)


def test_interns_and_the_representative_have_no_level_and_one_of_them_no_maximum() -> None:
    special = "Employed Interns | £18,000 | £23,000\nMP representative (absence cover) | £65,000 | –\n"
    found = ranges(TABLE + special)
    assert found["employed_interns", None, LONDON] == (18000, 23000)
    assert found["mp_representative", None, LONDON] == (65000, None)
    assert statuses(TABLE + special) == {Status.READ}


def test_a_cell_merged_down_holds_for_all_its_rows() -> None:
    text = CAPTION + HEADS + "Administrative 1 | 20,000 | 27,000\nAdministrative 2 | 21,000 | ^\n"
    assert ranges(text)["administrative", 2, LONDON] == (21000, 27000)


def test_a_title_in_brackets_is_no_title() -> None:
    assert records_of(TABLE).titles == ()


@pytest.mark.parametrize("heading", ["Hourly rate", "Monthly minimum", "Pro rata", "Mid-point", "Spine point"])
def test_a_third_column_that_is_not_understood_is_left_out_and_named(heading: str) -> None:
    rows = ROWS.replace("27,000", "27,000 | 23,500").replace("35,000", "35,000 | 30,500")
    text = CAPTION + HEADS.replace("\n", f" | {heading}\n") + rows
    assert ranges(text) == RANGES
    (error,) = errors(text)
    assert error.code == "unknown_heading"
    assert heading in error.message


def test_two_columns_that_say_the_same_are_both_doubted() -> None:
    heads = "Job role | Minimum 2019-20 | Maximum 2019-20 | Minimum 2020-21 | Maximum 2020-21\n"
    text = CAPTION + heads + "Administrative 1 | 19,000 | 26,000 | 20,000 | 27,000\n"
    assert [_key(band) for band in records_of(text).pay_bands] == [("administrative", 1, LONDON)] * 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (TABLE + "Office costs | £30,000 | £40,000\n", "unused_text"),
        (TABLE + "Executive 1 (Caseworker) | |\n", "unused_text"),
        (TABLE.replace("Administrative 1 (Secretary)", "Administrative"), "unused_text"),
        (TABLE + " | £30,000 | £40,000\n", "unused_text"),
        (TABLE + "Scotland | < | <\nAdministrative 1 | 20,000 | 27,000\n", "unknown_heading"),
        (TABLE.replace("Annual maximum", "Highest point"), "unknown_heading"),
        (TABLE + "> Executive 1 (Caseworker) £22,000 £30,000\n", "unused_text"),
    ],
    ids=["no role", "no pay", "no level", "no name", "section", "unknown maximum", "beside"],
)
def test_what_does_not_fit_is_an_error(text: str, code: str) -> None:
    assert code in {error.code for error in errors(text)}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (HEADS + ROWS, ("administrative", 1, Location.ANY)),
        (TABLE.replace("£20,000", ""), ("administrative", 1, LONDON)),
        (TABLE.replace("£27,000", ""), ("administrative", 1, LONDON)),
        (TABLE.replace("£27,000", "£27.OOO"), ("administrative", 1, LONDON)),
        (TABLE + "> Others\n" + HEADS + "Employed Interns | 18,000 | 23,000\n", ("employed_interns", None, LONDON)),
        (TABLE + "Scotland | < | <\nExecutive 1 | 20,000 | 27,000\n", ("executive", 1, LONDON)),
        (TABLE.replace("Annual maximum", "Highest point"), ("administrative", 1, LONDON)),
        (
            "Role | London | < | Elsewhere | <\n^ | Min | Max | Min | Max\nExecutive 1 | 18,000 | < | 19,000 | 20,000\n"
            "Employed Interns | 18,000 | < | < | <\n",
            ("employed_interns", None, LONDON),
        ),
        (
            CAPTION + "Family | Level | Min | Max\nResearch | 2 | 26,000 | 35,000\n | 1 | 20,000 | 27,000\n",
            ("research", 1, LONDON),
        ),
    ],
    ids=[
        "no location", "no minimum", "no maximum", "misread", "a table without location", "below Scotland",
        "unknown maximum", "across locations", "level falls",
    ],
)  # fmt: skip
def test_what_is_not_sure_is_marked(text: str, key: Key) -> None:
    found = {_key(band): band.trace.status for band in records_of(text).pay_bands}
    assert found[key] in (Status.REVIEW, Status.ILLEGIBLE)


MATRIX = (
    "JOB FAMILIES | < | Administrative | < | Research | <\n"
    "LOCATION | < | London | Elsewhere | London | Elsewhere\n"
    "PAY RANGES | 1 | 20,000 – 27,000 | 18,000 – 25,000 | 22,000 – 32,000 | 19,500 – 28,500\n"
)


def test_a_sheet_may_have_a_list_and_a_matrix() -> None:
    texts = MATRIX.replace("PAY RANGES | 1", "JOB TITLES | 1 | Secretary | < | Researcher | <\nPAY RANGES | 2")
    found = reader.read_grid(grid_of(TABLE + "> Job titles\n" + texts), Likeness(None))
    records = build.build(found, lambda page: Reader.PDF_TEXT)
    assert {_key(band) for band in records.pay_bands} >= set(RANGES)
    assert [title.text for title in records.titles] == ["Secretary", "Researcher"]


def test_roles_in_one_row_of_cells_are_taken_apart() -> None:
    text = CAPTION + HEADS + "Administrative 1/Research 2 | £20,000/£26,000 | £27,000/£35,000\n"
    assert ranges(text) == RANGES
    assert statuses(text) == {Status.READ}


def test_roles_in_one_row_that_do_not_agree_stay_together() -> None:
    text = CAPTION + HEADS + "Administrative 1/Research 2 | £20,000/£26,000 | £27,000/£35,000/£36,000\n"
    assert Status.READ not in statuses(text)


def test_a_name_wrapped_into_a_row_of_its_own() -> None:
    text = TABLE.replace(" 1 (Secretary)", " 1 (Senior").replace("\nResearch", "\nSecretary) | |\nResearch")
    assert ranges(text) == RANGES
    assert statuses(text) == {Status.READ}


def test_a_line_beside_the_tables_is_no_table_of_pay() -> None:
    assert not role_tables.is_pay(grid_of("> Administrative 1 £20,000"))


def test_a_role_without_pay_is_not_taken_for_the_rest_of_a_name() -> None:
    text = CAPTION + HEADS + "Research 2 | 26,000 | 35,000\nEmployed Interns | |\n"
    assert "unused_text" in {error.code for error in errors(text)}


def test_headings_that_are_not_merged_over_families_below_locations() -> None:
    text = (
        "Area | | London Area | | Non-London Area |\n"
        "JOB FAMILIES | | Administrative | Research | Administrative | Research\n"
        "PAY RANGES | 1 | £20,000 – £27,000 | | £18,000 – £25,000 |\n"
        " | 2 | £24,000 – £34,500 | £26,000 – £35,000 | £22,100 – £31,000 | £23,000 – £33,000\n"
    )
    assert ranges(text) == {
        ("administrative", 1, LONDON): (20000, 27000),
        ("administrative", 1, OUTSIDE): (18000, 25000),
        ("administrative", 2, LONDON): (24000, 34500),
        ("administrative", 2, OUTSIDE): (22100, 31000),
        ("research", 2, LONDON): (26000, 35000),
        ("research", 2, OUTSIDE): (23000, 33000),
    }
    assert statuses(text) == {Status.READ}


@pytest.mark.parametrize("holds", ["location", "families", "level", ""])
def test_the_label_of_pay_says_nothing_of_a_row_whatever_is_printed_above_it(holds: str) -> None:
    parts = pay_rows.Parts(
        [pay_rows.Lead(_cell("PAY RANGES", 0, 1, 1, 0), holds, 0), pay_rows.Lead(_cell("1", 1, 2, 1, 0), "", 1)]
    )
    told = pay_rows.told_by(parts, (), None, pay_rows.Held())
    assert (told.facts.level, told.doubts) == (1, ())
    assert pay_rows.Held().then(told)[0].is_known


def test_pounds_that_ocr_read_as_a_letter_leave_a_column_what_it_is() -> None:
    misread = TABLE.replace("minimum", "minimum (E)").replace("maximum", "maximum (E)")
    assert ranges(misread) == ranges(TABLE) == RANGES
    assert statuses(misread) == {Status.READ}
