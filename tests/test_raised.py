"""Marks in the middle or at the bottom of rows that only lying rules part."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.grid.raised import raised
from pipeline.read.page import Word
from tests.pages import Sheet, lying

ROW, TOP = 20.0, 100.0
LEFT, TEXTS, RIGHT = 50.0, 120.0, 400.0


def sheet(*marks: tuple[str, float], rows: int = 6, closed: tuple[int, ...] = (0, 3, 6), number: int = 1) -> Sheet:
    """Set texts in rows that rules part, and marks at heights in rows; `closed` are the rules that reach over them."""
    made = Sheet(number)
    for row in range(rows):
        made.put(f"Opening mail {row}", TEXTS + 4, TOP + ROW * row + 5)
    for text, at in marks:
        made.put(text, LEFT + 4, TOP + ROW * at + 5)
    made.rules += [lying(TOP + ROW * row, LEFT if row in closed else TEXTS, RIGHT) for row in range(rows + 1)]
    return made


def heights(*sheets: Sheet) -> list[dict[str, float]]:
    """Return the rows beside which the marks of each page are taken to stand."""
    found = raised([one.words for one in sheets], [one.page() for one in sheets])
    return [{word.text: (word.box.top - TOP - 5) / ROW for word in words if is_mark(word)} for words in found]


def is_mark(word: Word) -> bool:
    return word.box.x0 < TEXTS


@pytest.mark.parametrize("row", [1, 1.4, 2], ids=["middle", "between two lines", "bottom"])
def test_marks_of_several_rows_stand_beside_the_first(row: float) -> None:
    assert heights(sheet(("1", row), ("2", 3 + row))) == [{"1": 0, "2": 3}]


def test_marks_that_hang_between_rules_stay() -> None:
    assert heights(sheet(("1", 0), ("2", 4), closed=(0, 6))) == [{"1": 0, "2": 4}]


def test_where_marks_hang_on_one_page_they_do_on_all() -> None:
    first, second = sheet(("1", 0), ("2", 4), closed=(0, 6)), sheet(("3", 3), closed=(0, 6), number=2)
    assert heights(first, second)[1] == {"3": 3}


def test_a_mark_neither_in_the_middle_nor_at_the_bottom_stays() -> None:
    assert heights(sheet(("1", 1), ("2", 4), closed=(0, 6, 8), rows=8)) == [{"1": 1, "2": 4}]
    assert heights(sheet(("1", 1), closed=(0, 8), rows=8)) == [{"1": 1}]


def test_one_mark_alone_is_raised_and_doubted() -> None:
    made = sheet(("1", 0), ("2", 5))
    (found,) = raised([made.words], [made.page()])
    doubted = {word.text: word.doubt for word in found if is_mark(word)}
    assert heights(made) == [{"1": 0, "2": 3}]
    assert not doubted["1"]
    assert "may be of the rows from it on" in doubted["2"]


def test_a_label_of_pay_is_not_doubted() -> None:
    made = sheet(("Salary", 2), closed=(0, 6))
    (found,) = raised([made.words], [made.page()])
    assert not any(word.doubt for word in found)


def test_the_lines_of_a_wrapped_family_stand_on_one() -> None:
    made = sheet(("Executive", 1), ("Caseworkers", 4))
    made.put("Support", LEFT + 4, TOP + ROW + 17)
    made.put("Support", LEFT + 4, TOP + 4 * ROW + 17)
    (found,) = raised([made.words], [made.page()])
    lines = {word.box.top for word in found if is_mark(word)}
    assert lines == {TOP + 5, TOP + 3 * ROW + 5}
    assert all(word.box.x1 <= LEFT + 4 + made.length("Caseworkers") + 0.01 for word in found if is_mark(word))


def test_labels_that_a_rule_parts_are_two() -> None:
    made = sheet(("Titles", 2.2), ("Duties", 2.8))
    (found,) = raised([made.words], [made.page()])
    assert {word.text: (word.box.top - TOP - 5) / ROW for word in found if is_mark(word)} == {
        "Titles": 0,
        "Duties": 2.8,
    }


def test_without_rules_nothing_moves() -> None:
    made = sheet(("1", 1), ("2", 4))
    made.rules.clear()
    (found,) = raised([made.words], [made.page()])
    assert found == made.words


def test_a_level_in_brackets_below_its_label_is_part_of_it() -> None:
    made = sheet(("Titles", 0), ("Duties", 3))
    made.put("(1)", LEFT + 4, TOP + 17)
    made.put("(2)", LEFT + 4, TOP + 3 * ROW + 17)
    assert heights(made) == [{"Titles": 0, "(1)": 0, "Duties": 3, "(2)": 3}]


def test_words_of_a_font_without_widths_are_raised_as_others_are() -> None:
    made = sheet(("Executive", 1), ("Caseworkers", 4))
    made.put("Support", LEFT + 4, TOP + ROW + 17)
    flat = [replace(word, box=replace(word.box, x1=word.box.x0)) if is_mark(word) else word for word in made.words]
    (found,) = raised([flat], [made.page()])
    assert len(found) == len(flat)
