"""Columns kept apart by spaces: what `pdftotext -layout` and its like give, to the rows of a grid."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import zip_longest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.grid.spaced import split
from pipeline.model import Grid, Line, Place
from pipeline.reconcile.vocabulary import squeeze

WIDTHS = (14, 4, 34, 38)
ROWS = [
    ["KEY DUTIES", "1", "Opening and dispatching mail", "Attending surgeries and other meetings as appropriate"],
    ["", "", "Responding to enquiries by telephone and e mail", "Dealing with standard queries from the public"],
    ["", "", "Photocopying, filing and all typing of correspondence", "Draft responses to constituents"],
    ["", "2", "Manage and monitor incoming calls and enquiries", "Develop knowledge in specialist areas"],
    ["", "", "Supervise staff as required", "Manage budgets as required"],
]
STARTS = ("Opening mail", "Attending", "Responding", "Dealing", "Photocopying", "Draft", "Manage", "Develop")


def typeset(rows: Sequence[Sequence[str]], *, blank: bool = False, indent: int = 0) -> list[str]:
    """Set rows of cells in columns, as a converter that keeps the layout of a page does."""
    lines: list[str] = []
    for row in rows:
        cells = [textwrap.wrap(text, width - 3) for text, width in zip(row, WIDTHS, strict=True)]
        for parts in zip_longest(*cells, fillvalue=""):
            line = "".join(part.ljust(width) for part, width in zip(parts, WIDTHS, strict=True))
            lines.append((" " * indent + line).rstrip())
        lines += [""] if blank else []
    return lines


def grid(*pages: Sequence[str], texts: Sequence[str] = STARTS) -> Grid:
    lines = [(number, text) for number, page in enumerate(pages, start=1) for text in page]
    placed = [Line(text, Place(page, lines=(n, n))) for n, (page, text) in enumerate(lines, start=1)]
    return split(placed, texts)


def cells(found: Grid) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in found.rows]


def wanted(rows: Sequence[Sequence[str]] = ROWS) -> list[list[str]]:
    return [[text for text in row if text] for row in rows]


@pytest.mark.parametrize("blank", [False, True])
def test_rows_are_found_with_and_without_blank_lines_between_them(*, blank: bool) -> None:
    assert cells(grid(typeset(ROWS, blank=blank))) == wanted()


def test_a_column_has_the_same_slot_in_every_row() -> None:
    found = grid(typeset(ROWS))
    assert found.steady
    by_text = {cell.text: cell.first for row in found.rows for cell in row.cells}
    assert len({by_text[row[2]] for row in ROWS}) == 1
    assert len({by_text[row[3]] for row in ROWS}) == 1
    assert by_text[ROWS[0][2]] < by_text[ROWS[0][3]]


def test_a_page_that_lost_its_first_columns_is_moved_onto_the_others() -> None:
    second = [line[14:] for line in typeset(ROWS[3:])]
    found = grid(typeset(ROWS[:3]), second)
    slots = {cell.text: cell.first for row in found.rows for cell in row.cells}
    assert slots[ROWS[3][2]] == slots[ROWS[0][2]]
    assert slots[ROWS[4][3]] == slots[ROWS[0][3]]
    assert not any(row.gap for row in found.rows)


def test_a_page_that_fits_nowhere_is_a_gap() -> None:
    found = grid(typeset(ROWS), ["Supervise staff as required"])
    assert [row.gap for row in found.rows] == [False] * 5 + [True]


def test_page_numbers_and_repeated_lines_are_in_no_cell() -> None:
    pages = [["Pay of staff", *typeset(ROWS[:3]), "page 1 of 2"], ["Pay of staff", *typeset(ROWS[3:]), "page 2 of 2"]]
    assert cells(grid(*pages)) == wanted()


def test_a_row_that_goes_on_over_the_page_is_joined() -> None:
    rows = [*ROWS[:2], ["", "", "Photocopying, filing and", "Draft responses to the"]]
    rest = ["", "", "typing correspondence", "constituents of the MP"]
    found = cells(grid(typeset(rows), typeset([rest, *ROWS[3:]])))
    assert found[2] == [
        "Photocopying, filing and typing correspondence",
        "Draft responses to the constituents of the MP",
    ]
    assert found[3:] == wanted(ROWS[3:])


def test_a_row_whose_beginning_is_a_guess_is_unsure() -> None:
    """Capitals, no full stop, no room on the line above: it may be one text or two."""
    page = [
        "1   Diary Management Of The Members     Draft Responses To Constituents",
        "    Office In The House And At Home     Follow Up On Queries And Others",
    ]
    assert any(row.unsure for row in grid(page, texts=()).rows)


def test_pay_is_cut_finer_than_the_texts_below_it() -> None:
    page = [
        "LOCATION      LONDON            OUTSIDE LONDON    LONDON            OUTSIDE LONDON",
        "PAY RANGES 1  20,000 – 27,000   18,000 – 25,000   22,000 – 32,000   19,500 – 28,500",
    ]
    found = grid(page)
    assert [cell.text for cell in found.rows[1].cells][-4:] == [
        "20,000 – 27,000",
        "18,000 – 25,000",
        "22,000 – 32,000",
        "19,500 – 28,500",
    ]
    heads, ranges = found.rows[0].cells[-4:], found.rows[1].cells[-4:]
    assert all(h.first <= r.last and r.first <= h.last for h, r in zip(heads, ranges, strict=True))


def slots(found: Grid) -> dict[str, int]:
    return {cell.text: cell.first for row in found.rows for cell in row.cells}


def doubted(found: Grid) -> list[str]:
    """Return the texts of which the grid says that it is not sure of them."""
    return [cell.text for row in found.rows for cell in row.cells if row.unsure or cell.misgivings]


def test_texts_that_end_alike_at_the_foot_of_several_pages_are_no_running_line() -> None:
    parts = [ROWS[:2], ROWS[2:]]
    alike = [[*typeset(rows), " " * 18 + "Westminster as needed"] for rows in parts]
    assert str(cells(grid(*alike))).count("Westminster as needed") == 2
    apart = [[*typeset(rows), "", "Office of Staff Pay"] for rows in parts]
    assert "Office of Staff Pay" not in str(cells(grid(*apart)))


def test_a_short_page_in_a_text_without_blank_lines_between_rows_is_parted_like_the_others() -> None:
    rest = ["Photocopying and filing", "Draft responses", "", ""]
    assert cells(grid(typeset(ROWS), rest))[-2:] == [["Photocopying and filing"], ["Draft responses"]]


def test_a_sentence_within_a_text_begins_no_row_while_another_column_goes_on() -> None:
    page = [
        "1   Opening and dispatching mail   Attending surgeries, dealing with",
        "                                   cases that come up there. Follow",
        "                                   Dealing as set out by the office.",
        "    Responding to enquiries        Draft responses to constituents",
    ]
    found = grid(page)
    assert len(found.rows) == 2
    first = next(cell.text for cell in found.rows[0].cells if cell.text.startswith("Attending"))
    assert first.endswith("Dealing as set out by the office.")


def test_where_texts_have_bullets_a_line_without_one_goes_on() -> None:
    page = [
        "1   - Manage the office team.     - Deal with queries.",
        "    Attending Members as well.    Dealing with others.",
        "    - Open the mail.              - Draft responses.",
    ]
    assert [row.cells[-2].text for row in grid(page).rows] == [
        "- Manage the office team. Attending Members as well.",
        "- Open the mail.",
    ]


def test_a_column_is_found_where_its_texts_have_none_beside_them_and_others_run_past_its_edge() -> None:
    page = [
        "1   Opening mail, and dispatching it         Research notes for the Member",
        "                    Draft responses",
        "                    to constituents",
        "    Responding to all                        Prepare and present results",
    ]
    found = slots(grid(page))
    assert found["Draft responses to constituents"] not in (
        found["Responding to all"],
        found["Prepare and present results"],
    )


def test_a_wide_gap_parts_two_texts_though_another_line_runs_past_it() -> None:
    page = [
        "1   Supervise staff as required         Manage and progress cases    Analyse data",
        "    Assist in writing external communications with speeches          Draft speeches",
    ]
    assert cells(grid(page))[0][1:] == ["Supervise staff as required", "Manage and progress cases", "Analyse data"]


def test_a_gap_within_a_text_is_doubted_unless_it_ends_a_sentence() -> None:
    page = [
        "1   Deal with casework for the Member of    Draft responses",
        "    Attending to it.  Done every week     Draft other things",
        "    Responding to    all enquiries, such as        Draft",
    ]
    reasons = [one.reason for row in grid(page).rows for cell in row.cells for one in cell.misgivings]
    assert any("all enquiries, such as" in reason for reason in reasons)
    assert not any("Done every week" in reason for reason in reasons)


def test_a_line_that_begins_inside_of_a_column_of_flush_lines_is_doubted() -> None:
    page = typeset([*ROWS, *ROWS])
    stray = [*page, " " * 30 + "Sorting the post"]
    marked = [cell.text for row in grid(stray).rows for cell in row.cells if cell.misgivings]
    assert marked == ["Supervise staff as required Sorting the post"]
    assert not doubted(grid(page))


def test_a_page_of_which_one_column_fits_nowhere_has_columns_of_its_own() -> None:
    """Its first two columns stand as far apart as those of the page before, its third does not."""
    second = [
        "2   Supervise staff as required                 Draft",
        "    Manage and monitor incoming calls           Other",
    ]
    found = grid(typeset(ROWS[:3]), second, typeset(ROWS[3:]))
    assert [row.gap for row in found.rows] == [False, False, False, True, False, True, False]
    assert slots(found)["Draft"] not in {
        cell.first for row in found.rows if row not in found.rows[3:5] for cell in row.cells
    }


@pytest.mark.parametrize(
    ("last", "rest"),
    [
        ("Draft notes on behalf", "of the Member and others"),
        ("Draft notes on behalf of the", "Westminster Office"),
    ],
)
def test_a_text_that_may_go_on_in_a_page_whose_columns_are_not_known_is_doubted(last: str, rest: str) -> None:
    first = [*ROWS[:2], ["", "", "Photocopying as required", last]]
    found = grid(typeset(first), [rest, "Dealing with standard queries"])
    assert {last, rest} <= set(doubted(found))


def test_headings_that_are_printed_again_within_a_row_take_no_text() -> None:
    rows = [*ROWS[:2], ["", "", "Photocopying and filing of the", "Draft responses"]]
    heads = ["LOCATION", "", "London Area", "Non-London Area"]
    found = cells(grid(typeset([heads, *rows]), typeset([heads, ["", "", "correspondence.", ""], *ROWS[3:]])))
    assert found.count(["LOCATION", "London Area", "Non-London Area"]) == 2


def test_nothing_but_blank_lines_is_an_empty_grid() -> None:
    assert grid(["", "   "]).rows == ()


texts = st.lists(
    st.sampled_from(["Opening", "mail", "with", "the", "office", "staff", "as", "required", "by", "members"]),
    min_size=1,
    max_size=9,
)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(texts, texts), min_size=2, max_size=5), st.integers(0, 9), st.booleans())
def test_no_word_is_lost_or_printed_twice(rows: list[tuple[list[str], list[str]]], indent: int, blank: bool) -> None:  # noqa: FBT001
    page = typeset([["", "1", " ".join(a), " ".join(b)] for a, b in rows], blank=blank, indent=indent)
    found = "".join(cell.text for row in grid(page).rows for cell in row.cells)
    assert sorted(squeeze(found)) == sorted(squeeze("".join(page)))
