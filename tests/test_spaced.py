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
