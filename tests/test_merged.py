"""Cells of several rows, and of which of them their texts are."""

from __future__ import annotations

import pytest

from pipeline.geometry import Box
from pipeline.grid.cells import PageCell, PageTable
from pipeline.grid.merged import settled
from pipeline.read.page import Word

ROW = 20.0


def cell(text: str, rows: tuple[int, int], column: int, level: float | None = None) -> PageCell:
    """Return a cell of these rows, its text level with the first of them, or with another."""
    first, last = rows
    box = Box(100.0 * column, ROW * first, 100.0 * (column + 1), ROW * (last + 1))
    top = ROW * (first if level is None else level) + 5
    words = (Word(text, Box(box.x0 + 4, top, box.x0 + 40, top + 10), 10.0),) if text else ()
    return PageCell(first, last, column, column, box, words)


def table(*marks: tuple[str, float], blank: bool = False) -> PageTable:
    """Return a table with marks that have five rows each, level with one of these; `blank` where its last has none."""
    count = len(marks) + blank
    cells = [cell(text, (5 * n, 5 * n + 4), 0, 5 * n + level) for n, (text, level) in enumerate(marks)]
    cells += [cell("", (5 * count - 5, 5 * count - 1), 0)] if blank else []
    cells += [cell("Minutes", (row, row), 1) for row in range(5 * count)]
    return PageTable(1, Box(0, 0, 200, 100 * count), tuple(cells))


def begins(found: PageTable) -> dict[str, int]:
    return {one.text: one.row for one in found.cells if one.column == 0 and one.words}


@pytest.mark.parametrize("level", [2, 4, 2.4], ids=["middle", "bottom", "between lines"])
def test_texts_set_alike_are_of_all_their_rows(level: float) -> None:
    (found,) = settled([table(("1", level), ("2", level))])
    assert begins(found) == {"1": 0, "2": 5}
    assert not found.unsure


def test_texts_level_with_other_rows_begin_there() -> None:
    (found,) = settled([table(("1", 1), ("2", 3))])
    assert begins(found) == {"1": 1, "2": 8}
    assert not found.unsure


@pytest.mark.parametrize("level", [2, 4], ids=["middle", "bottom"])
def test_one_alone_is_of_all_its_rows_and_they_are_unsure(level: float) -> None:
    (found,) = settled([table(("1", 0), ("2", level))])
    assert begins(found) == {"1": 0, "2": 5}
    assert found.unsure == {5, 6, 7, 8, 9}


def test_where_texts_begin_between_one_at_the_bottom_begins_there_and_is_unsure() -> None:
    (found,) = settled([table(("1", 1), ("2", 4))])
    assert begins(found) == {"1": 1, "2": 9}
    assert found.unsure == {5, 6, 7, 8, 9}


def test_rows_before_the_end_of_a_page_whose_mark_may_be_on_the_next_are_unsure() -> None:
    (found,) = settled([table(("1", 2), ("2", 2), blank=True)])
    assert found.unsure == {10, 11, 12, 13, 14}


def test_a_level_is_compared_with_the_texts_of_rows_and_not_with_labels() -> None:
    made = table(("1", 4), ("2", 4))
    label = PageCell(0, 9, 0, 0, Box(-100, 0, 0, 200), (Word("Titles", Box(-90, 185, -50, 195), 10.0),))
    (found,) = settled([PageTable(1, made.box, (label, *made.cells))])
    assert begins(found) == {"Titles": 0, "1": 0, "2": 5}


def test_texts_in_the_middle_tell_nothing_of_one_at_the_bottom() -> None:
    (found,) = settled([table(("1", 2.4), ("2", 2.4), ("3", 4))])
    assert begins(found) == {"1": 0, "2": 5, "3": 10}
    assert found.unsure == {10, 11, 12, 13, 14}
