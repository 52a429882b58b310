"""Tables that the place of the words makes: rows by rules, by gaps, or by how texts begin."""

from __future__ import annotations

import pytest

from pipeline.grid.aligned import table_of
from pipeline.grid.cells import lines_of
from pipeline.grid.page import Found
from pipeline.grid.rows import Manner
from pipeline.grid.starts import learn
from pipeline.grid.strips import Block
from tests.pages import TEXTS, Sheet, dashes, found_on, lying

XS = (50.0, 200.0, 350.0, 500.0)
ROWS = [
    ["Opening and sorting the mail of the office", "Drafting replies to letters and to queries", "Leading a team"],
    ["Attending meetings and taking the minutes", "Dealing with queries that the public has", "Managing a budget"],
    ["Managing the diary of the Member in London", "Opening cases and closing them when done", "Drafting speeches"],
    ["Dealing with callers at the front desk", "Attending surgeries with the Member", "Opening new files for all"],
]


def set_rows(rows: list[list[str]], *, gap: float = 0.0, y: float = 100.0) -> tuple[Sheet, list[float]]:
    """Set rows with so much blank between two; return the places between them, too."""
    sheet, ends = Sheet(), [y - 3]
    for row in rows:
        y = sheet.row(row, XS, y) + gap
        ends.append(y - gap / 2 - 1)
    return sheet, ends


def in_sheet(sheet: Sheet) -> Found:
    """Find what is on a page of a document that another page shows to be a sheet of pay: its columns hold texts."""
    heads = Sheet(2)
    for name, x in zip(("Executive", "Research", "Administrative"), XS, strict=False):
        heads.put(name, x, 80)
    return found_on(sheet, heads)[0]


def texts(found: Found) -> list[list[str]]:
    return [row for table in found.tables for row in table.texts()]


def test_rows_parted_by_rules_that_lie_down_only() -> None:
    sheet, ends = set_rows(ROWS, gap=3)
    sheet.rules += [lying(y, 48, 500) for y in ends]
    (found,) = found_on(sheet)
    assert texts(found) == ROWS
    assert not any(table.unsure for table in found.tables)


def test_rows_parted_by_dashed_rules() -> None:
    sheet, ends = set_rows(ROWS, gap=3)
    sheet.rules += [dash for y in ends for dash in dashes(lying(y, 48, 500), 60)]
    assert texts(found_on(sheet)[0]) == ROWS


def test_rows_parted_by_gaps() -> None:
    sheet, _ = set_rows(ROWS, gap=6)
    (found,) = found_on(sheet)
    assert texts(found) == ROWS
    assert not any(table.unsure for table in found.tables)


def test_rows_that_only_the_beginnings_of_texts_tell() -> None:
    sheet, _ = set_rows(ROWS)
    assert texts(in_sheet(sheet)) == ROWS


def test_rows_parted_by_their_levels() -> None:
    rows = [[str(level), "£18,000-£24,000", "£21,000-£28,000"] for level in (1, 2, 3)]
    sheet, _ = set_rows(rows)
    assert texts(in_sheet(sheet)) == rows


@pytest.mark.parametrize("dash", ["-", "–", " -", " to"])
def test_ranges_that_go_on_below_their_minimum_are_one_row(dash: str) -> None:
    ranges = [["1", "18,712", "26,945", "17,326", "24,949"], ["2", "21,262", "30,617", "20,444", "29,440"]]
    sheet, y = Sheet(), 100.0
    for level, *amounts in ranges:
        sheet.put(level, XS[0], y)
        for x, low, high in zip(XS[1:], amounts[::2], amounts[1::2], strict=False):
            sheet.put(f"{low}{dash}", x, y)
            sheet.put(high, x, y + 12)
        y += 36
    assert texts(in_sheet(sheet)) == [[level, f"{a}{dash} {b}", f"{c}{dash} {d}"] for level, a, b, c, d in ranges]


def test_bullets_keep_the_lines_of_a_text_together() -> None:
    sheet = Sheet()
    for column, x in enumerate(XS[:-1]):
        y = 100.0
        for row in ROWS:
            sheet.put("•", x, y)
            y = sheet.wrap(row[column], x + 10, y, 125)
    found = in_sheet(sheet)
    held = " ".join(text for row in texts(found) for text in row)
    assert all(f"• {text[:12]}" in held for row in ROWS for text in row)
    assert {cell.column for table in found.tables for cell in table.cells} == {0, 1, 2}


@pytest.mark.parametrize("gap", [0.0, 6.0])
def test_a_row_without_a_text_in_one_column_leaves_it_empty(gap: float) -> None:
    rows = [*ROWS[:2], [ROWS[2][0], "", ROWS[2][2]], ROWS[3]]
    sheet, _ = set_rows(rows, gap=gap)
    assert texts(in_sheet(sheet))[2] == rows[2]


def test_centred_headings_reach_over_the_texts_below_them() -> None:
    sheet = Sheet()
    for name, x in zip(("Executive", "Research", "Administrative"), XS, strict=False):
        sheet.centre(name, x, x + 130, 80)
    y = 100.0
    for row in ROWS:
        y = sheet.row(row, XS, y) + 6
    (found,) = found_on(sheet)
    heads, body = found.tables
    for head in heads.cells:
        below = [cell for cell in body.cells if cell.column == head.column]
        assert head.box.x0 <= min(cell.box.x0 for cell in below)
        others = [cell for cell in body.cells if cell.column == head.column + 1]
        assert all(head.box.x1 <= cell.box.x0 for cell in others)


def cells_of(sheet: Sheet) -> list[str]:
    """Return the cells of a page whose lines keep to one column."""
    lines = lines_of(sheet.words)
    manner = Manner((), by_rules=True, habits=learn(TEXTS, ()))
    return [cell.text for cell in table_of(Block(lines, ()), (), manner, 1).cells]


def test_ranges_side_by_side_in_a_row_of_their_own_are_two() -> None:
    sheet = Sheet()
    sheet.put("22,418 - 30,489", 50, 100)
    sheet.put("20,197 - 27,468", 140, 100)
    assert cells_of(sheet) == ["22,418 - 30,489", "20,197 - 27,468"]


def test_a_level_left_of_the_lines_of_a_text_is_no_part_of_it() -> None:
    sheet = Sheet()
    sheet.put("Level 2", 50, 100)
    sheet.put("Attending meetings", 100, 112)
    assert sorted(cells_of(sheet)) == ["Attending meetings", "Level 2"]
