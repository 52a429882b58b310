"""Walls to cells: what nothing parts is one cell, and holds all its words."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.geometry import Box
from pipeline.grid.cells import PageTable
from pipeline.grid.lattice import frames, table_of
from pipeline.grid.walls import walls
from pipeline.read.page import Word
from tests.pages import Sheet, dashes, lattice, lying, standing

XS, YS = (50.0, 150.0, 250.0, 350.0), (100.0, 120.0, 140.0, 160.0)


def filled(xs: Sequence[float] = XS, ys: Sequence[float] = YS) -> Sheet:
    """Set a word in each mesh of a table: `r0c0` to the last."""
    sheet = Sheet(size=8)
    for row, y in enumerate(ys[:-1]):
        for column, x in enumerate(xs[:-1]):
            sheet.put(f"r{row}c{column}", x + 5, y + 5)
    return sheet


def one_table(rules: Sequence[Box], words: Sequence[Word]) -> PageTable:
    (frame,) = frames(*walls(rules))
    return table_of(frame, words, 1)


def test_every_mesh_of_a_whole_lattice_is_a_cell() -> None:
    table = one_table(lattice(XS, YS), filled().words)
    assert table.texts() == [[f"r{row}c{column}" for column in range(3)] for row in range(3)]
    assert table.ruled


def test_cells_merged_across_are_one_with_all_words() -> None:
    rules = [lying(y, 50, 350) for y in YS] + [standing(x, 100, 160) for x in (50, 250, 350)]
    table = one_table([*rules, standing(150, 120, 160)], filled().words)
    cell = table.cells[0]
    assert (cell.row, cell.last_row, cell.column, cell.last_column) == (0, 0, 0, 1)
    assert cell.text == "r0c0 r0c1"
    assert cell.box == Box(50, 100, 250, 120)
    assert len(table.cells) == 8


def test_cells_merged_down_are_one_with_all_words() -> None:
    rules = [lying(y, 50, 350) for y in (100, 160)] + [lying(y, 150, 350) for y in (120, 140)]
    table = one_table([*rules, *(standing(x, 100, 160) for x in XS)], filled().words)
    cell = table.cells[0]
    assert (cell.row, cell.last_row, cell.column, cell.last_column) == (0, 2, 0, 0)
    assert cell.text == "r0c0 r1c0 r2c0"
    assert len(table.cells) == 7


def test_a_cell_merged_across_and_down_is_one() -> None:
    rules = [lying(100, 50, 350), lying(120, 250, 350), lying(140, 50, 350), lying(160, 50, 350)]
    rules += [standing(50, 100, 160), standing(150, 140, 160), standing(250, 100, 160), standing(350, 100, 160)]
    table = one_table(rules, filled().words)
    assert table.cells[0].text == "r0c0 r0c1 r1c0 r1c1"
    assert len(table.cells) == 6


def test_dashed_and_double_rules_make_the_same_cells_as_plain_ones() -> None:
    plain = one_table(lattice(XS, YS), filled().words)
    dashed = [dash for y in YS for dash in dashes(lying(y, 50, 350), 24)]
    double = [rule for x in XS for rule in (standing(x - 0.8, 100, 160), standing(x + 0.8, 100, 160))]
    assert one_table([*dashed, *double], filled().words).texts() == plain.texts()


def test_a_rule_drawn_over_less_than_half_a_side_does_not_part() -> None:
    rules = [lying(y, 50, 350) for y in (100, 160)] + [standing(x, 100, 160) for x in (50, 350)]
    stub = one_table([*rules, lying(130, 50, 150)], filled().words)
    assert len(stub.cells) == 1
    assert len(stub.cells[0].words) == 9


def test_an_open_outer_edge_is_an_edge() -> None:
    rules = [lying(y, 50, 350) for y in YS] + [standing(x, 100, 160) for x in (150, 250)]
    table = one_table(rules, filled().words)
    assert table.texts() == [[f"r{row}c{column}" for column in range(3)] for row in range(3)]


def test_frames_that_do_not_meet_are_two_tables_with_their_own_words() -> None:
    right = tuple(x + 400 for x in XS)
    found = frames(*walls([*lattice(XS, YS), *lattice(right, YS)]))
    words = filled().words + filled(right).words
    tables = [table_of(frame, words, 1) for frame in found]
    assert [len(table.cells) for table in tables] == [9, 9]
    assert [sum(len(cell.words) for cell in table.cells) for table in tables] == [9, 9]


def test_a_word_on_a_wall_is_in_one_cell_only() -> None:
    sheet = Sheet(size=8)
    sheet.put("astride", 140, 105)
    table = one_table(lattice(XS, YS), sheet.words)
    assert sum(len(cell.words) for cell in table.cells) == 1


def test_a_word_that_runs_over_a_wall_is_of_the_text_that_it_goes_on() -> None:
    sheet = Sheet(size=8)
    for y in YS[1:-1]:
        sheet.put("Opening", 154, y + 5)
    sheet.put("proactively", sheet.put("Horizon-scanning,", 149 - 4 * 17, 105) + 1.5, 105)
    texts = [row[:2] for row in one_table(lattice(XS, YS), sheet.words).texts()]
    assert texts == [["Horizon-scanning, proactively", ""], ["", "Opening"], ["", "Opening"]]


def test_a_word_that_begins_where_texts_do_is_of_its_own_cell_however_near_the_one_before() -> None:
    sheet = Sheet(size=8)
    for y in YS[:-1]:
        sheet.put("Opening", 151, y + 5)
    sheet.put("Horizon-scanning,", 149.5 - 4 * 17, 105)
    assert one_table(lattice(XS, YS), sheet.words).texts()[0][:2] == ["Horizon-scanning,", "Opening"]


def test_a_bullet_that_stands_nearer_to_a_wall_than_texts_do_begins_a_text() -> None:
    sheet = Sheet(size=8)
    for y in YS[1:-1]:
        sheet.put("Opening", 160, y + 5)
    sheet.put("•", 151.5, 105)
    sheet.put("Opening", 160, 105)
    sheet.put("Horizon-scanning,", 149.5 - 4 * 17, 105)
    assert one_table(lattice(XS, YS), sheet.words).texts()[0][:2] == ["Horizon-scanning,", "• Opening"]
