"""Tables of reports of which nothing is known: what only the place of words and rules tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.grid.page import Found
from tests.adjacency import compare, found_by_page
from tests.pages import Sheet, found_on, lying
from tests.reports import make_report
from tests.tables_bench import ours

FIGURES: list[tuple[str, ...]] = [
    ("Belgium", "12.1", "310.4"),
    ("Bulgaria", "7.9", "88.0"),
    ("Denmark", "101.3", "–"),
    ("Greece", "4.4", "9.7"),
]
PROSE = (
    "the share of small firms rose again in the last year of the period under review and the trend is expected to go "
    "on in the medium term although the figures for the last quarter are still provisional and may be revised in spring"
)


def put_right(sheet: Sheet, text: str, x: float, y: float) -> None:
    """Set a text that ends at a place, as figures do."""
    sheet.put(text, x - sheet.length(text), y)


def put_rows(sheet: Sheet, rows: list[tuple[str, ...]], y: float, lefts: tuple[float, ...] = (60, 260, 360)) -> float:
    for label, *figures in rows:
        sheet.put(label, lefts[0], y)
        for text, x in zip(figures, lefts[1:], strict=False):
            put_right(sheet, text, x, y)
        y += 16
    return y


def texts(found: Found) -> list[list[list[str]]]:
    return [table.texts() for table in found.tables]


def spans(found: Found) -> set[tuple[int, int, int]]:
    """Return the row, the first and the last column of each cell that covers several."""
    cells = [cell for table in found.tables for cell in table.cells]
    return {(cell.row, cell.column, cell.last_column) for cell in cells if cell.column < cell.last_column}


def test_each_line_of_figures_is_a_row_and_a_wrapped_label_is_one_cell() -> None:
    sheet = Sheet()
    y = put_rows(sheet, FIGURES, 100)
    sheet.put("Electricity, gas, steam and", 60, y)
    put_right(sheet, "3.3", 260, y)
    put_right(sheet, "1.0", 360, y)
    sheet.put("air conditioning", 60, y + 12)
    put_rows(sheet, [("Total", "129.0", "409.1")], y + 28)
    expected = [list(row) for row in FIGURES]
    expected += [["Electricity, gas, steam and air conditioning", "3.3", "1.0"], ["Total", "129.0", "409.1"]]
    assert texts(found_on(sheet)[0]) == [expected]


def test_a_heading_stands_over_the_columns_whose_middle_it_has() -> None:
    sheet, lefts = Sheet(), (60.0, 220.0, 290.0, 400.0, 470.0)
    sheet.centre("Men", 190, 290, 70)
    sheet.centre("Women", 370, 470, 70)
    put_rows(sheet, [("Country", "2001", "2002", "2001", "2002")], 86, lefts)
    put_rows(sheet, [(label, one, one, two, two) for label, one, two in FIGURES], 102, lefts)
    (found,) = found_on(sheet)
    assert texts(found)[0][:2] == [["", "Men", "", "Women", ""], ["Country", "2001", "2002", "2001", "2002"]]
    assert spans(found) == {(0, 1, 2), (0, 3, 4)}


def test_a_rule_below_a_heading_tells_its_columns() -> None:
    sheet, lefts = Sheet(), (60.0, 220.0, 290.0, 400.0)
    sheet.put("Persons employed", 190, 70)
    sheet.put("Yield", 376, 70)
    sheet.rules = [lying(83, 180, 292), lying(83, 360, 402)]
    put_rows(sheet, [("Country", "2001", "2002", "2001")], 86, lefts)
    put_rows(sheet, [(label, one, one, two) for label, one, two in FIGURES], 102, lefts)
    assert spans(found_on(sheet)[0]) == {(0, 1, 2)}


def test_a_section_in_the_middle_covers_the_table_and_one_at_the_left_does_not() -> None:
    sheet = Sheet()
    y = put_rows(sheet, [("Country", "2001", "2002"), *FIGURES[:2]], 84)
    sheet.centre("Euro area", 60, 360, y)
    y = put_rows(sheet, FIGURES[2:], y + 16)
    sheet.put("Others", 60, y)
    put_rows(sheet, [("Norway", "1.1", "2.2"), ("Turkey", "3.1", "4.2")], y + 16)
    (found,) = found_on(sheet)
    (rows,) = texts(found)
    assert spans(found) == {(3, 0, 2)}
    assert rows[3][0] == "Euro area"
    assert rows[6] == ["Others", "", ""]


def test_a_sign_that_stands_alone_belongs_to_its_figure() -> None:
    sheet = Sheet()
    put_rows(sheet, FIGURES, 100)
    for x in (215, 310):
        sheet.put("$", x, 100)
    assert texts(found_on(sheet)[0])[0][0] == ["Belgium", "$ 12.1", "$ 310.4"]


def test_the_mark_of_a_note_is_told_apart_from_the_figure_before_it() -> None:
    sheet = Sheet()
    put_rows(sheet, FIGURES, 100)
    sheet.put("1", 260.5, 98, size=6)
    assert texts(found_on(sheet)[0])[0][0] == ["Belgium", "12.1 1", "310.4"]


def test_columns_of_prose_are_no_table_and_one_beside_them_is_found() -> None:
    sheet = Sheet()
    sheet.wrap(f"{PROSE} {PROSE}", 60, 80, 200)
    put_rows(sheet, FIGURES, 80, (300, 430, 520))
    sheet.wrap(PROSE, 300, 160, 200)
    (found,) = found_on(sheet)
    assert texts(found) == [[list(row) for row in FIGURES]]
    assert " ".join(line.text for line in found.outside).count("provisional") == 3


def test_a_second_row_of_headings_begins_a_second_table() -> None:
    sheet = Sheet()
    y = put_rows(sheet, [("Country", "2001", "2002"), *FIGURES], 84)
    put_rows(sheet, [("Region", "Rate", "Yield", "Index"), ("North", "1", "2", "3"), ("South", "4", "5", "6")], y + 6,
             (60, 200, 280, 360))  # fmt: skip
    first, second = texts(found_on(sheet)[0])
    assert len(first) == 1 + len(FIGURES)
    assert second == [["Region", "Rate", "Yield", "Index"], ["North", "1", "2", "3"], ["South", "4", "5", "6"]]


def bars(sheet: Sheet) -> None:
    for number, (label, at) in enumerate(
        [("AT", 310), ("BE", 185), ("DE", 402), ("EL", 150), ("FR", 266), ("IT", 345)]
    ):
        sheet.put(label, 60, 100 + 13 * number)
        sheet.put(f"{at / 10}", at, 100 + 13 * number)


def contents(sheet: Sheet) -> None:
    for number, title in enumerate(["Introduction", "Scope", "Results", "Data", "Annex"], start=1):
        y = 100 + 14.0 * number
        end = sheet.put(f"{number}. {title}", 60, y)
        sheet.put("." * int((480 - end) / 5), end, y)
        put_right(sheet, str(7 * number), 500, y)


def items(sheet: Sheet) -> None:
    for number, text in enumerate(["Publish a guide", "Train inspectors", "Set up a register"], start=1):
        sheet.put(f"({'abc'[number - 1]})", 60, 100 + 14 * number)
        sheet.put(text, 90, 100 + 14 * number)


@pytest.mark.parametrize("draw", [bars, contents, items])
def test_what_looks_like_a_table_and_is_none(draw: Callable[[Sheet], None]) -> None:
    sheet = Sheet()
    draw(sheet)
    (found,) = found_on(sheet)
    assert found.tables == ()
    assert sum(len(line.words) for line in (*found.outside, *found.running)) == len(sheet.words)


@pytest.mark.parametrize("seed", [8, 10, 13])
def test_the_tables_of_reports_are_found_nearly_whole(seed: int, tmp_path: Path) -> None:
    report = make_report(seed)
    path = tmp_path / "report.pdf"
    path.write_bytes(report.data)
    found = found_by_page(ours(path))
    scores = [compare(page.tables, found.get(number, [])) for number, page in enumerate(report.pages, start=1)]
    assert sum(score.right for score in scores) > 0.9 * sum(score.true for score in scores)
    assert sum(score.right for score in scores) > 0.9 * sum(score.found for score in scores)


def test_words_without_any_width_make_no_table_and_break_nothing() -> None:
    sheet = Sheet()
    for n in range(4):
        sheet.row(["Wheat", "12.5", "13.1"], (50.0, 200.0, 300.0, 400.0), 100.0 + 14 * n)
    sheet.words[:] = [replace(word, box=replace(word.box, x1=word.box.x0)) for word in sheet.words]
    (found,) = found_on(sheet)
    assert found.tables == ()
