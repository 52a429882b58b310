"""Pages to one grid: every word in one place, a row broken over a page joined, and what is no table beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.geometry import Box
from pipeline.grid import pages as grids
from pipeline.grid.page import Found
from pipeline.grid.starts import UNSURE
from pipeline.model import Cell, Grid, Line
from pipeline.read.page import Word
from tests.pages import (
    TEXTS,
    Sheet,
    beside,
    found_on,
    grid_of,
    lattice,
    lying,
    slots,
    standing,
    texts_of,
)

XS = (50.0, 200.0, 350.0, 500.0)
HEADS = ["Administrative", "Executive", "Research"]
ROWS = [
    ["Opening and sorting the mail of the office.", "Drafting replies to letters and to queries.", "Leading a team."],
    ["Attending meetings and taking the minutes.", "Dealing with queries that the public has.", "Managing budgets."],
    ["Managing the diary of the Member in London.", "Opening cases and closing them when done.", "Drafting it all."],
]
MORE = [
    ["Dealing with callers at the front desk.", "Attending surgeries with the Member.", "Opening files for all."],
    ["Drafting notes and sending them to Members.", "Managing cases until they are closed.", "Dealing with it."],
]
FOOT = 560.0


def set_rows(rows: Sequence[Sequence[str]], sheet: Sheet, y: float = 100.0, *, ruled: bool = False) -> float:
    """Set rows with a blank or with rules between them; return where the last ends."""
    places = [y - 4]
    for row in rows:
        y = sheet.row(row, [x + 4 for x in XS], y) + 6
        places.append(y - 4)
    sheet.rules += lattice(XS, places) if ruled else []
    return y


def sheet_of(rows: Sequence[Sequence[str]], number: int = 1, *, ruled: bool = False) -> Sheet:
    sheet = Sheet(number)
    set_rows([HEADS, *rows], sheet, ruled=ruled)
    return sheet


def cells(grid: Grid) -> list[Cell]:
    return [cell for row in grid.rows if not row.beside for cell in row.cells]


def cell_of(grid: Grid, text: str) -> Cell:
    (found,) = [cell for cell in cells(grid) if text in cell.text]
    return found


def lines(grid: Grid) -> list[Line]:
    return [line for row in grid.rows for cell in row.cells for line in cell.lines]


@pytest.mark.parametrize("ruled", [True, False])
def test_the_rows_of_a_page_are_the_rows_of_its_grid(*, ruled: bool) -> None:
    grid = grid_of(sheet_of(ROWS, ruled=ruled))
    assert texts_of(grid) == [HEADS, *ROWS]
    assert grid.drawn
    assert not any(row.unsure for row in grid.rows)


@pytest.mark.parametrize("ruled", [True, False])
def test_a_text_stands_in_the_slots_of_its_heading_on_every_page(*, ruled: bool) -> None:
    grid = grid_of(sheet_of(ROWS, ruled=ruled), sheet_of([[text.upper() for text in ROWS[0]]], 2, ruled=ruled))
    held = slots(grid)
    for row in [*ROWS, [text.upper() for text in ROWS[0]]]:
        for text, head in zip(row, HEADS, strict=True):
            assert held[text][0] <= held[head][1]
            assert held[head][0] <= held[text][1]


def test_a_cell_merged_across_covers_the_slots_of_both_columns() -> None:
    sheet = Sheet()
    sheet.put("For all staff who are paid", 54, 140)
    sheet.put("Leading", 354, 140)
    set_rows([HEADS], sheet)
    set_rows([ROWS[0]], sheet, 160)
    sheet.rules += [lying(y, 50, 500) for y in (96, 134, 154, 200)]
    sheet.rules += [standing(x, 96, 200) for x in (50, 350, 500)]
    sheet.rules += [standing(200, 96, 134), standing(200, 154, 200)]
    held = slots(grid_of(sheet))
    assert held["For all staff who are paid"] == (held["Administrative"][0], held["Executive"][1])


def test_a_cell_merged_down_is_one_with_all_its_words_and_knows_its_rows() -> None:
    sheet = Sheet()
    sheet.put("KEY", 54, 140)
    sheet.put("DUTIES", 54, 152)
    for number, y in enumerate((100, 140, 180)):
        sheet.put(f"Opening file {number}", 204, y)
        sheet.put(f"Drafting note {number}", 354, y)
    sheet.rules += [lying(y, 200, 500) for y in (130, 170)] + [lying(y, 50, 500) for y in (90, 210)]
    sheet.rules += [standing(x, 90, 210) for x in XS]
    cell = cell_of(grid_of(sheet), "KEY")
    assert (cell.text, cell.down) == ("KEY DUTIES", 3)


# A row that a page break cuts


@pytest.mark.parametrize("ruled", [True, False])
def test_a_row_that_goes_on_with_small_letters_on_the_next_page_is_joined(*, ruled: bool) -> None:
    above = [text.rstrip(".") for text in ROWS[2]]
    rest = ["and of all of its staff at home.", "so that no query is left open.", "and then sending it out."]
    second = Sheet(2)
    set_rows([rest, ["Attending surgeries.", "Managing cases.", "Opening files."]], second, ruled=ruled)
    grid = grid_of(sheet_of([*ROWS[:2], above], ruled=ruled), second)
    joined = [f"{one} {other}" for one, other in zip(above, rest, strict=True)]
    assert texts_of(grid)[3] == joined
    assert len(texts_of(grid)) == 5
    pages = [line.place.page for line in cell_of(grid, rest[0]).lines]
    assert pages == [1, 1, 2, 2]


def test_a_row_goes_on_in_its_columns_on_a_page_that_lies_a_little_further_left() -> None:
    above = ["Handling the post of the office.", *(text.rstrip(".") for text in ROWS[2][1:])]
    rest = ["", "so that no query is left open.", "and then sending it out."]
    second = Sheet(2)
    places = [104.0, 128.0]
    second.row(rest, [x + 4 - 12 for x in XS], 104)
    second.rules += lattice([x - 12 for x in XS], [100, *places[1:]])
    grid = grid_of(sheet_of([*ROWS[:2], above], ruled=True), second)
    assert texts_of(grid)[3] == [above[0], f"{above[1]} {rest[1]}", f"{above[2]} {rest[2]}"]


@pytest.mark.parametrize(("height", "doubted"), [(12.0, False), (6.5, True)])
def test_lines_of_a_scan_that_run_into_each_other_are_doubted(height: float, *, doubted: bool) -> None:
    sheet = Sheet()
    end = set_rows([HEADS, *ROWS], sheet)
    sheet.put("Meeting all of the", XS[0] + 4, end)
    sheet.put("visitors at the door", XS[0] + 4, end + height)
    sheet.put("Leading a team", XS[1] + 4, end)
    sheet.rules += lattice(XS, [96, 112, end - 4, end + 30])
    for back in (None, (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)):
        grid = grids.grid_of([replace(sheet.page(), back=back)], TEXTS)
        lines = cell_of(grid, "visitors at the door").lines
        assert [bool(line.misgivings) for line in lines] == [doubted and back is not None] * 2


@pytest.mark.parametrize("ruled", [True, False])
def test_a_row_that_begins_with_capitals_after_full_stops_is_not_joined(*, ruled: bool) -> None:
    second = Sheet(2)
    set_rows(MORE, second, ruled=ruled)
    grid = grid_of(sheet_of(ROWS, ruled=ruled), second)
    assert texts_of(grid) == [HEADS, *ROWS, *MORE]


def test_a_row_whose_columns_do_not_agree_on_it_is_joined() -> None:
    """A small letter cannot begin a text: one column that goes on is enough, though another begins one."""
    second = Sheet(2)
    rest = ["and of all of its staff at home.", "Attending when it is needed.", "Managing it all."]
    set_rows([rest, ROWS[0]], second, ruled=True)
    above = [ROWS[2][0].rstrip("."), *ROWS[2][1:]]
    grid = grid_of(sheet_of([*ROWS[:2], above], ruled=True), second)
    assert texts_of(grid)[3][0] == f"{above[0]} {rest[0]}"


def test_headings_that_a_page_repeats_do_not_keep_a_row_from_being_joined() -> None:
    rest = ["and of all of its staff at home.", "so that no query is left open.", "and then sending it out."]
    above = [text.rstrip(".") for text in ROWS[2]]
    grid = grid_of(sheet_of([*ROWS[:2], above], ruled=True), sheet_of([rest], 2, ruled=True))
    assert [f"{one} {other}" for one, other in zip(above, rest, strict=True)] in texts_of(grid)


def test_a_column_with_text_on_one_page_only_is_not_given_to_its_neighbour() -> None:
    second = Sheet(2)
    set_rows([[text, "", ""] for text, *_ in ROWS[::-1]], second)
    grid = grid_of(sheet_of(ROWS), second)
    held = slots(grid)
    later = [cell for cell in cells(grid) if cell.lines[0].place.page == 2]
    assert {cell.text for cell in later} == {row[0] for row in ROWS}
    assert all(cell.last < held["Executive"][0] for cell in later)


def test_the_last_column_alone_on_a_page_keeps_its_place() -> None:
    second = Sheet(2)
    y = 100.0
    for row in ROWS[::-1]:
        second.put(row[2], XS[2] + 4, y)
        y += 18
    grid = grid_of(sheet_of(ROWS), second)
    held = slots(grid)
    later = [cell for row in grid.rows for cell in row.cells if cell.lines[0].place.page == 2]
    assert sorted(cell.text for cell in later) == sorted(row[2] for row in ROWS)
    assert all(cell.first > held["Executive"][1] for cell in later)


# What is no part of a table


@pytest.mark.parametrize("ruled", [True, False])
def test_page_numbers_are_in_no_cell(*, ruled: bool) -> None:
    sheets = [sheet_of(ROWS[:2], 1, ruled=ruled), sheet_of(ROWS[1:], 2, ruled=ruled)]
    for sheet in sheets:
        sheet.put(f"Page {sheet.number} of 2", 400, FOOT)
    grid = grid_of(*sheets)
    assert [line.text for line in grid.beside] == ["Page 1 of 2", "Page 2 of 2"]
    assert not any("Page" in cell.text for cell in cells(grid))


def test_bare_page_numbers_are_in_no_cell() -> None:
    sheets = [sheet_of(ROWS[:2], 1), sheet_of(ROWS[2:], 2), sheet_of(MORE, 3)]
    for sheet in sheets:
        sheet.put(str(sheet.number), 400, FOOT)
    grid = grid_of(*sheets)
    assert not any(cell.text.isdigit() for cell in cells(grid))
    assert texts_of(grid) == [HEADS, *ROWS[:2], HEADS, *ROWS[2:], HEADS, *MORE]


@pytest.mark.parametrize("ruled", [True, False])
def test_a_running_head_is_in_no_cell_and_is_kept(*, ruled: bool) -> None:
    sheets = [sheet_of(ROWS[:2], 1, ruled=ruled), sheet_of(ROWS[1:], 2, ruled=ruled)]
    for sheet in sheets:
        sheet.put("Staff of Members and their pay", 60, 40)
    grid = grid_of(*sheets)
    assert [line.text for line in grid.beside] == ["Staff of Members and their pay"] * 2


@pytest.mark.parametrize("ruled", [True, False])
@pytest.mark.parametrize("note", ["* Paid for a whole year of work.", "Note: paid for a whole year of work."])
def test_a_footnote_is_beside_the_table(note: str, *, ruled: bool) -> None:
    sheet = Sheet()
    y = set_rows([HEADS, *ROWS], sheet, ruled=ruled)
    sheet.put(note, 54, y + 6)
    grid = grid_of(sheet)
    assert texts_of(grid) == [HEADS, *ROWS]
    assert beside(grid) == [note]


def test_a_last_line_that_begins_with_the_word_notes_is_no_note() -> None:
    sheet = sheet_of([["Attending meetings, taking notes.", "Drafting replies to letters of staff.", "Leading."]])
    assert sum("notes." in cell.text for cell in cells(grid_of(sheet))) == 1


@pytest.mark.parametrize("ruled", [True, False])
def test_a_caption_is_beside_the_table_and_before_it(*, ruled: bool) -> None:
    sheet = sheet_of(ROWS, ruled=ruled)
    sheet.put("Key responsibilities", 54, 82)
    grid = grid_of(sheet)
    assert grid.rows[0].beside
    assert not grid.rows[0].gap
    assert beside(grid) == ["Key responsibilities"]
    assert texts_of(grid) == [HEADS, *ROWS]


def test_prose_far_above_a_table_says_that_it_stands_apart() -> None:
    sheet = sheet_of(ROWS, ruled=True)
    sheet.put("What the staff of Members do from one day to the next", 54, 40)
    first = grid_of(sheet).rows[0]
    assert (first.beside, first.gap) == (True, True)


def test_a_raised_mark_of_a_note_does_not_belong_to_the_word() -> None:
    sheet = sheet_of(ROWS, ruled=True)
    end = 354 + sheet.length("Research")
    sheet.put("2", end + 0.5, 98, size=6)
    assert texts_of(grid_of(sheet))[0][2] == "Research²"


def test_a_text_across_the_others_is_in_a_row_of_its_own() -> None:
    sheet = sheet_of(ROWS)
    sheet.words.append(Word("KEY DUTIES", Box(30, 130, 40, 190), 10, across=True))
    grid = grid_of(sheet)
    assert beside(grid) == ["KEY DUTIES"]
    assert texts_of(grid) == [HEADS, *ROWS]


def test_a_level_across_is_a_cell_of_its_own_in_the_frame_that_it_stands_in() -> None:
    sheet = Sheet()
    places = [30.0, *XS[1:]]
    for number, y in enumerate((100.0, 150.0), start=1):
        sheet.words.append(Word(f"Level {number}", Box(34, y + 5, 44, y + 40), 10, across=True))
        sheet.row([f"Opening file {number}", f"Drafting note {number}"], [x + 4 for x in XS[1:]], y + 10)
    sheet.rules += lattice(places, [96, 146, 196])
    assert texts_of(grid_of(sheet)) == [[f"Level {n}", f"Opening file {n}", f"Drafting note {n}"] for n in (1, 2)]


# Headings


def test_a_heading_wrapped_over_two_lines_is_one_cell() -> None:
    sheet = Sheet()
    y = sheet.row(["Administrative", "Executive", "MP representative"], (54, 204, 354, 420), 100)
    assert y == 124
    set_rows(ROWS, sheet, y + 6)
    assert texts_of(grid_of(sheet))[0] == ["Administrative", "Executive", "MP representative"]


@pytest.mark.parametrize("ruled", [True, False])
def test_centred_headings_of_families_reach_over_both_columns_of_pay(*, ruled: bool) -> None:
    sheet, xs = Sheet(), (50.0, 100.0, 215.0, 330.0, 445.0, 560.0)
    for name, x in (("Administrative", 100.0), ("Executive", 330.0)):
        sheet.centre(name, x, x + 230, 100)
    for place, x in zip(("London", "Elsewhere", "London", "Elsewhere"), xs[1:], strict=False):
        sheet.centre(place, x, x + 115, 118)
    for level in (1, 2, 3):
        sheet.put(str(level), 60, 118 + 18 * level)
        for column, x in enumerate(xs[1:-1]):
            pay = f"£{10 + level},{column}00-£{20 + level},{column}00"
            sheet.centre(pay, x, x + 115, 118 + 18 * level)
    if ruled:
        sheet.rules += [lying(y, 50, 560) for y in (96, 132, 150, 168, 186)] + [lying(114, 100, 560)]
        sheet.rules += [standing(x, 96, 186) for x in (50, 100, 330, 560)]
        sheet.rules += [standing(x, 114, 186) for x in (215, 445)]
    grid = grid_of(sheet)
    held = slots(grid)
    assert held["Administrative"][1] < held["Executive"][0]
    paid = [row for row in texts_of(grid) if any("£" in text for text in row)]
    assert [len(row) for row in paid] == [5, 5, 5]
    for row in paid:
        assert [_under(held, text) for text in row[1:]] == ["Administrative"] * 2 + ["Executive"] * 2


def _under(held: dict[str, tuple[int, int]], text: str) -> str:
    middle = sum(held[text]) / 2
    return "Executive" if middle >= held["Executive"][0] else "Administrative"


# How a cell is told to hold several texts


def test_bullets_in_a_cell_begin_texts_and_other_lines_do_not() -> None:
    sheet = Sheet()
    y = 100.0
    for text in ("Opening the mail and sorting it for all", "Drafting replies to letters of the public"):
        sheet.put("•", 54, y)
        y = sheet.wrap(text, 64, y, 126)
    set_rows([["", "Managing staff", "Leading a team"]], sheet)
    sheet.rules += lattice(XS, [96, y + 4, y + 30])
    sheet.put("Attending", 54, y + 10)
    cell = cell_of(grid_of(sheet), "mail")
    assert [start > 0 for start in cell.starts] == [line.text.startswith("•") for line in cell.lines]
    assert len(cell.lines) == 4


@pytest.mark.parametrize(
    ("above", "text", "told"),
    [
        ("Opening mail.", "Drafting replies.", "begins"),
        ("Opening mail.", "drafting replies.", "may begin"),  # OCR takes capitals for small letters
        ("Opening mail and", "drafting replies.", "goes on"),
    ],
)
def test_a_text_of_a_scan_whose_bullet_is_lost_begins_below_a_gap(above: str, text: str, told: str) -> None:
    sheet = Sheet()
    set_rows([HEADS], sheet)
    for number, line in enumerate([f"• {above}", text, "• Attending all meetings.", "• Leading."]):
        sheet.put(line, XS[0] + 4, 124 + 20 * number)
    for number in range(8):
        sheet.put("Drafting replies to all who call" if number else "Leading it", XS[1] + 4, 124 + 12 * number)
    sheet.rules += lattice(XS, [96, 120, 224])
    grid = grids.grid_of([replace(sheet.page(), back=(1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0))], TEXTS)
    start = cell_of(grid, text).starts[1]
    assert ("begins" if start > UNSURE else "goes on" if start < -UNSURE else "may begin") == told


def test_gaps_in_a_cell_begin_texts_and_other_lines_do_not() -> None:
    sheet = Sheet()
    y, firsts = 100.0, []
    for text in ("Opening the mail and sorting it for Members", "Drafting replies to letters and Bills for all"):
        firsts.append(y)
        y = sheet.wrap(text, 54, y, 126) + 6
    set_rows([["", "Managing staff", "Leading a team"]], sheet)
    sheet.rules += lattice(XS, [96, y, y + 30])
    sheet.put("Attending", 54, y + 10)
    cell = cell_of(grid_of(sheet), "mail")
    tops = [line.place.box.top for line in cell.lines if line.place.box]
    assert [start > 0 for start in cell.starts] == [top in firsts for top in tops]


def test_rows_that_nothing_parts_are_parted_rightly_or_their_lines_are_doubted() -> None:
    rows = [["Opening mail", "Drafting Bills"], ["Westminster visits", "Commons reports"], ["Hansard", "Select papers"]]
    sheet, y = Sheet(), 100.0
    for row in rows:
        y = sheet.row(row, XS[:3], y)
    grid = grid_of(sheet)
    doubted = all(abs(start) < UNSURE for cell in cells(grid) for start in cell.starts[1:])
    assert texts_of(grid) == rows or doubted


# Where things stand


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_boxes_of_a_turned_page_are_those_of_the_page_as_shown(turn: int) -> None:
    sheet = sheet_of(ROWS, ruled=True)
    plain = grids.grid_of([sheet.page()], TEXTS)
    turned = grids.grid_of([sheet.page(turn)], TEXTS)
    width, height = sheet.page(turn).size
    for one, other in zip(lines(plain), lines(turned), strict=True):
        assert one.text == other.text
        assert one.place.box and other.place.box
        assert 0 <= other.place.box.x0 < other.place.box.x1 <= width
        assert 0 <= other.place.box.top < other.place.box.bottom <= height
        assert other.place.box.turned(turn, width, height) == one.place.box


def test_every_line_says_where_its_words_stand() -> None:
    sheet = sheet_of(ROWS)
    words = {(round(word.box.x0), round(word.box.top)): word.text for word in sheet.words}
    for line in lines(grid_of(sheet)):
        assert line.place.box
        assert words[round(line.place.box.x0), round(line.place.box.top)] == line.text.split()[0]


def test_an_empty_page_between_two_is_no_row() -> None:
    grid = grid_of(sheet_of(ROWS[:2], 1), Sheet(2), sheet_of(ROWS[2:], 3))
    assert texts_of(grid) == [HEADS, *ROWS[:2], HEADS, *ROWS[2:]]


# Nothing is lost, nothing is twice


_WORDS = ("Opening", "mail", "and", "drafting", "replies.", "Managing,", "staff", "for", "A", "(all)")
_MARKS = ("", "1", "2", "Level 3", "£18,000-£24,000", "London", "Research", "• Opening mail", "-")
_TEXTS = st.one_of(st.sampled_from(_MARKS), st.lists(st.sampled_from(_WORDS), max_size=9).map(" ".join))


@st.composite
def _sheets(draw: st.DrawFn) -> list[Sheet]:
    """Set a small table on a page or two, with all rules, those that lie down, some of them or none."""
    columns = draw(st.integers(1, 4))
    widths = draw(st.lists(st.sampled_from([40, 90, 150]), min_size=columns, max_size=columns))
    xs = list(accumulate(widths, initial=50))
    gutter, gap = draw(st.sampled_from([4, 8, 14])), draw(st.sampled_from([0, 3, 8]))
    sheets = []
    for number in range(1, draw(st.integers(1, 2)) + 1):
        rows = draw(st.lists(st.lists(_TEXTS, min_size=columns, max_size=columns), min_size=1, max_size=5))
        sheets.append(_set(rows, xs, gutter, gap, number))
        drawn = draw(st.sampled_from(["all", "lying", "some", "none"]))
        if drawn != "all":
            kept = [rule for rule in sheets[-1].rules if rule.width > rule.height or drawn == "some"]
            sheets[-1].rules = {"none": [], "some": kept[::2], "lying": kept}[drawn]
    return sheets


def _set(rows: list[list[str]], xs: list[int], gutter: int, gap: int, number: int) -> Sheet:
    sheet, y = Sheet(number), 100.0
    places = [y - 2]
    sheet.put("Pay of staff", 50, 40)
    for row in rows:
        y = (sheet.row(row, [x + 2 for x in xs], y, gutter) if any(row) else y + 12) + gap
        places.append(y - 1)
    sheet.rules += lattice(xs, places)
    sheet.put(f"Page {number}", 400, FOOT)
    return sheet


def _placed(found: Found) -> list[Word]:
    held = [word for table in found.tables for cell in table.cells for word in cell.words]
    return held + [word for line in (*found.outside, *found.running) for word in line.words]


@settings(max_examples=100, deadline=None)
@given(_sheets())
def test_every_word_is_in_exactly_one_place(sheets: list[Sheet]) -> None:
    for sheet, found in zip(sheets, found_on(*sheets), strict=True):
        assert Counter(word.text for word in _placed(found)) == Counter(word.text for word in sheet.words)
    grid = grid_of(*sheets)
    printed = Counter(word.text for sheet in sheets for word in sheet.words)
    read = Counter(word for line in (*lines(grid), *grid.beside) for word in line.text.split())
    assert read == printed


@pytest.mark.parametrize("ruled", [True, False])
def test_the_order_in_which_things_are_drawn_does_not_matter(*, ruled: bool) -> None:
    sheets = [sheet_of(ROWS, 1, ruled=ruled), sheet_of(MORE, 2, ruled=ruled)]
    mixed = [Sheet(sheet.number, sheet.size, sheet.words[::-1], sheet.rules[::-1]) for sheet in sheets]
    assert grid_of(*mixed) == grid_of(*sheets)
