"""Rules that meet: what they part wholly is taken as it stands, band by band; the rest is left to the words' places."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.grid.ruled import ruled_tables
from tests.pages import Sheet, lattice, lying, standing

XS = (50.0, 120.0, 160.0, 340.0, 520.0)
TALL = 90.0


def ruled(*sheets: Sheet) -> list[list[list[list[str]]]]:
    """Return, for each page, the texts of the tables that its rules make."""
    return [[table.texts() for table in tables] for tables in ruled_tables([sheet.page() for sheet in sheets])]


def rows_at(sheet: Sheet, rows: Sequence[Sequence[str]], top: float = 100.0, high: float = 20.0) -> float:
    """Set rows with rules all around their cells; return where the last ends."""
    places = [top]
    for texts in rows:
        for text, x in zip(texts, XS, strict=False):
            sheet.put(text, x + 4, places[-1] + 5)
        places.append(places[-1] + high)
    sheet.rules += lattice(XS[: len(rows[0]) + 1], places)
    return places[-1]


def tall_row(sheet: Sheet, top: float, mark: float, *, high: float = TALL) -> float:
    """Set a row of many lines with a level so far below its top."""
    sheet.put("2", XS[1] + 4, top + mark)
    for x in XS[2:-1]:
        sheet.wrap("Opening the mail and sorting it. " * 6, x + 4, top + 4, 160)
    sheet.rules += lattice(XS, [top, top + high])
    return top + high


def test_a_cell_with_two_ranges_leaves_the_other_bands_as_they_are() -> None:
    sheet = Sheet()
    rows = [["Pay", "1", "20,000 - 27,000 18,000 - 25,000", ""], ["Titles", "1", "Secretary", "Caseworker"]]
    rows_at(sheet, [["", "", "Administrative", "Executive"], *rows])
    assert ruled(sheet) == [[[["", "", "Administrative", "Executive"]], [["Titles", "1", "Secretary", "Caseworker"]]]]


def test_a_single_range_where_other_rows_have_two_is_left_with_them() -> None:
    sheet = Sheet()
    rows = [["Pay", "1", "20,000 - 27,000 18,000 - 25,000"], ["Pay", "2", "28,000 - 31,000"], ["Titles", "1", "Clerk"]]
    rows_at(sheet, rows)
    assert ruled(sheet) == [[[["Titles", "1", "Clerk"]]]]


def test_a_title_that_names_families_leaves_its_table_whole() -> None:
    sheet = Sheet()
    rows = [["Titles", "2", "Administrative Manager, Executive", "Press Officer"], ["", "3", "Clerk", ""]]
    rows_at(sheet, rows)
    assert ruled(sheet) == [[rows]]


def test_a_rule_that_is_lost_between_headings_is_found_by_those_that_repeat() -> None:
    sheet = Sheet()
    families, places = (50.0, 120.0, 320.0, 520.0), (50.0, 120.0, 220.0, 320.0, 420.0, 520.0)
    for texts, xs, top in (
        (["Family", "Executive", "Research"], families, 105.0),
        (["Level", "London", "Elsewhere", "London", "Elsewhere"], places, 125.0),
        (["1", "Answering the telephone", "Writing the speeches"], families, 145.0),
    ):
        for text, x in zip(texts, xs, strict=False):
            sheet.put(text, x + 4, top)
    sheet.rules += [standing(x, 100, 160) for x in families] + [standing(420, 120, 140)]
    sheet.rules += [lying(y, places[0], places[-1]) for y in (100, 120, 140, 160)]
    (found,) = ruled(sheet)[0]
    assert found == [
        ["Family", "Executive", "", "Research", ""],
        ["Level", "London", "Elsewhere", "London", "Elsewhere"],
        ["1", "Answering the telephone", "", "Writing the speeches", ""],
    ]


@pytest.mark.parametrize(("mark", "row"), [(105, 0), (125, 1), (165, 3), (145, 0)])  # the last is in the middle
def test_a_mark_in_a_cell_of_several_rows_begins_with_the_row_that_it_is_level_with(mark: float, row: int) -> None:
    sheet = Sheet()
    sheet.put("2", 54, mark)
    for number in range(5):
        sheet.put(f"Opening mail {number}", 124, 105 + 20 * number)
    sheet.rules += [standing(x, 100, 200) for x in (50, 120, 320)] + [lying(100, 50, 320), lying(200, 50, 320)]
    sheet.rules += [lying(y, 120, 320) for y in (120, 140, 160, 180)]
    ((found,),) = ruled(sheet)
    assert [texts[0] for texts in found] == ["2" if number == row else "" for number in range(5)]


def marked(*bottoms: int) -> Sheet:
    """Return a sheet with two cells of three rows each, with marks level with these rows of them."""
    sheet = Sheet()
    for number in range(6):
        sheet.put(f"Opening mail {number}", 124, 105 + 20 * number)
    for number, row in enumerate(bottoms):
        sheet.put(str(number + 1), 54, 105 + 60 * number + 20 * row)
    sheet.rules += [standing(x, 100, 220) for x in (50, 120, 320)] + [lying(y, 50, 320) for y in (100, 160, 220)]
    sheet.rules += [lying(y, 120, 320) for y in (120, 140, 180, 200)]
    return sheet


@pytest.mark.parametrize(("sheet", "unsure"), [(marked(2, 2), set()), (marked(0, 2), {3, 4, 5}), (marked(0, 0), set())])
def test_marks_at_the_bottom_of_their_cells_are_of_all_their_rows_and_one_alone_is_unsure(
    sheet: Sheet, unsure: set[int]
) -> None:
    ((found,),) = ruled_tables([sheet.page()])
    assert [texts[0] for texts in found.texts()] == ["1", "", "", "2", "", ""]
    assert set(found.unsure) == unsure


def test_texts_level_with_a_lower_row_begin_there_though_no_rule_is_above_them() -> None:
    sheet = Sheet()
    for text, x, y in (("2", 54, 105), ("The end.", 124, 105), ("3", 54, 145), ("Open.", 124, 145)):
        sheet.put(text, x, y)
    for number in range(4):
        sheet.put(f"Index {number}.", 224, 145 + 14 * number)
    sheet.rules += lattice((50, 120, 220), (100, 140, 300)) + lattice((220, 320), (100, 300))
    ((found,),) = ruled(sheet)
    assert found == [["2", "The end.", ""], ["3", "Open.", "Index 0. Index 1. Index 2. Index 3."]]


def test_a_heading_of_two_words_with_a_wall_below_their_space_is_one() -> None:
    sheet = Sheet()
    sheet.put("Level", 54, 105)
    sheet.put("Outside", 180, 105)
    sheet.put("London", 225, 105)
    for text, x in (("1", 54), ("20,000", 124), ("30,000", 224)):
        sheet.put(text, x, 125)
    sheet.rules += [standing(x, 100, 140) for x in (50, 120, 320)] + [standing(220, 120, 140)]
    sheet.rules += [lying(y, 50, 320) for y in (100, 120, 140)]
    assert ruled(sheet) == [[[["Level", "Outside London", ""], ["1", "20,000", "30,000"]]]]


def test_families_and_locations_in_one_cell_are_headings_to_be_parted() -> None:
    sheet = Sheet()
    rows_at(sheet, [["", "", "Research", ""], ["Titles", "1", "Clerk", "Press Officer"]], high=40.0)
    sheet.put("London", XS[2] + 4, 120)
    assert ruled(sheet) == [[[["Titles", "1", "Clerk", "Press Officer"]]]]


def test_levels_one_below_the_other_in_a_cell_are_rows_to_be_parted() -> None:
    sheet = Sheet()
    end = rows_at(sheet, [["", "", "Administrative", "Executive"]])
    tall_row(sheet, end, 5)
    sheet.put("3", XS[1] + 4, end + 60)
    assert ruled(sheet) == [[[["", "", "Administrative", "Executive"]]]]


def test_a_level_in_the_middle_of_its_row_is_its_level() -> None:
    sheet = Sheet()
    tall_row(sheet, tall_row(sheet, 100, TALL / 2 - 5), TALL / 2 - 5)
    (((one, other),),) = ruled(sheet)
    assert (one[1], other[1]) == ("2", "2")


def test_a_level_in_the_middle_by_chance_parts_a_row_where_others_hang_in_theirs() -> None:
    first, second = Sheet(1), Sheet(2)
    tall_row(first, tall_row(first, 100, 20), 15)
    tall_row(second, 100, TALL / 2 - 5)
    rows_at(second, [["", "", "Drafting replies", ""]], 100 + TALL)
    assert ruled(first, second) == [[], [[["", "", "Drafting replies", ""]]]]


def test_a_single_row_goes_on_with_the_table_of_the_page_before() -> None:
    first, second = Sheet(1), Sheet(2)
    rows = [["Duties", "1", "Opening mail", "Drafting replies"], ["", "2", "Leading", "Closing cases"]]
    rows_at(first, rows)
    rows_at(second, [["", "", "Managing the diary", ""]], high=60.0)
    second.put("Attending surgeries", XS[3] + 4, 130)
    assert ruled(first, second) == [[rows], [[["", "", "Managing the diary", "Attending surgeries"]]]]


def test_rows_that_are_but_shaded_are_no_tables_of_their_own() -> None:
    first, second = Sheet(1), Sheet(2)
    rows_at(first, [["Duties", "1", "Opening mail", "Drafting replies"], ["", "2", "Leading", "Closing cases"]])
    for top in (100.0, 180.0, 260.0):
        rows_at(second, [["", "", "Managing the diary", ""]], top)
        second.put("Attending surgeries", XS[2] + 4, top + 40)
    assert ruled(first, second)[1] == []


def test_a_row_that_nothing_parts_stands_in_the_columns_of_the_others() -> None:
    sheet = Sheet()
    rows = [["Clerk", "1", "20,000", "27,000"], ["Clerk", "2", "22,000", "29,000"], ["Clerk", "3", "25,000", "31,000"]]
    sheet.rules += lattice((XS[0], XS[-1]), [100.0, 160.0])
    for number, texts in enumerate(rows):
        top = 100.0 + 20 * number
        sheet.row(texts, [x + 4 for x in XS], top + 5)
        if number != 1:
            sheet.rules += lattice(XS, [top, top + 20])
    assert ruled(sheet) == [[rows]]
    assert not any(cell.column < cell.last_column for table in ruled_tables([sheet.page()])[0] for cell in table.cells)


def test_a_frame_with_columns_right_below_it_rules_only_a_part() -> None:
    sheet = Sheet()
    end = rows_at(sheet, [["", "", "Administrative", "Executive"], ["", "", "London", "London"]])
    sheet.row(["Opening mail", "Drafting replies"], XS[2:], end + 6)
    assert ruled(sheet) == [[]]


def test_a_label_with_its_level_apart_from_it_is_one() -> None:
    sheet = Sheet()
    sheet.rules += [lying(y, 50, 340) for y in (100, 160, 180)] + [standing(x, 100, 180) for x in (50, 120, 340)]
    sheet.put("Duties", 54, 104)
    sheet.put("(2)", 54, 130)
    sheet.wrap("Opening the mail and sorting it.", 124, 104, 160)
    sheet.put("Leading", 124, 165)
    assert ruled(sheet) == [[[["Duties (2)", "Opening the mail and sorting it."], ["", "Leading"]]]]


def test_a_level_above_a_label_in_one_cell_is_two_rows() -> None:
    first, second = Sheet(1), Sheet(2)
    rows = [["Duties", "1", "Opening mail", "Drafting replies"], ["", "2", "Leading", "Closing cases"]]
    rows_at(first, rows)
    rows_at(second, [["Level 2", "", "", ""]], high=80.0)
    second.put("Duties", XS[0] + 4, 122)
    second.put("Attending surgeries", XS[3] + 4, 122)
    assert ruled(first, second) == [[rows], []]
