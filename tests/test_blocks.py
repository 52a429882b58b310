"""Lines to blocks: columns where blank strips run down, and none where only chance makes blanks."""

from __future__ import annotations

import pytest

from pipeline.grid.blocks import blocks
from pipeline.grid.cells import TextLine, lines_of
from pipeline.grid.heads import is_caption, is_heading
from pipeline.grid.strips import Block
from tests.pages import Sheet

#: Places of three columns, and where the last of them ends.
XS = (50.0, 200.0, 350.0, 500.0)
PROSE = (
    "Staff of Members are paid in ranges that the",
    "Authority sets each year after it has heard all",
    "those who have a view of what is fair and what",
    "the public purse can bear in the years to come",
    "and this sheet says what those ranges are now",
    "so that all may see them in one place at last",
    "with the titles of the jobs and what they are",
)


def found(sheet: Sheet) -> tuple[Block, ...]:
    return blocks(lines_of(sheet.words))


def lines(sheet: Sheet) -> tuple[TextLine, ...]:
    return lines_of(sheet.words)


def aligned(rows: list[list[str]], sheet: Sheet | None = None, y: float = 100.0) -> Sheet:
    sheet = sheet or Sheet()
    for row in rows:
        y = sheet.row(row, XS, y)
    return sheet


def test_aligned_texts_are_one_block_with_a_strip_between_each_two_columns() -> None:
    (block,) = found(aligned([["Opening the mail", "Drafting replies", "Leading a team"]] * 5))
    assert len(block.strips) == 2
    for (left, right), x in zip(block.strips, XS[1:3], strict=True):
        assert left < right == pytest.approx(x)


def test_prose_has_no_columns() -> None:
    sheet = Sheet()
    for number, line in enumerate(PROSE):
        sheet.put(line, 50, 100 + 12 * number)
    assert [(len(block.lines), block.strips) for block in found(sheet)] == [(len(PROSE), ())]


def test_justified_lines_do_not_make_columns() -> None:
    sheet = Sheet()
    for number, line in enumerate(PROSE):
        sheet.justify(line, 50, 280, 100 + 12 * number)
    assert not any(block.strips for block in found(sheet))


def test_justified_columns_are_parted_only_where_the_gutter_is() -> None:
    sheet = Sheet()
    for number, line in enumerate(PROSE):
        sheet.justify(line, 50, 280, 100 + 12 * number)
        sheet.justify(PROSE[(number + 3) % len(PROSE)], 320, 550, 100 + 12 * number)
    (block,) = found(sheet)
    assert [right for _, right in block.strips] == [pytest.approx(320)]


def test_a_line_of_prose_above_a_table_is_no_part_of_its_block() -> None:
    sheet = aligned([["Opening the mail", "Drafting replies", "Leading a team"]] * 5, y=130)
    sheet.put("This sheet says what the staff of Members of Parliament do from one day to the next", 50, 100)
    first, second = found(sheet)
    assert (len(first.lines), first.strips) == (1, ())
    assert (len(second.lines), len(second.strips)) == (5, 2)


def test_a_row_of_headings_is_a_block_of_its_own() -> None:
    rows = [
        ["Administrative", "Executive", "Research"],
        *[["Opening the mail", "Drafting replies", "Leading a team"]] * 4,
    ]
    first, second = found(aligned(rows))
    assert (first.heading, len(first.lines), len(first.strips)) == (True, 1, 2)
    assert not second.heading


def test_a_heading_wrapped_over_two_lines_is_one_block() -> None:
    sheet = Sheet()
    sheet.row(["Administrative", "Executive", "MP"], XS, 100)
    sheet.put("representative", XS[2], 112)
    aligned([["Opening the mail", "Drafting replies", "Leading a team"]] * 4, sheet, y=136)
    first, _ = found(sheet)
    assert first.heading
    assert [line.text for line in first.lines] == ["Administrative Executive MP", "representative"]


def test_a_caption_above_headings_is_in_no_block_with_columns() -> None:
    sheet = Sheet()
    sheet.put("Key responsibilities", 50, 80)
    aligned([["Administrative", "Executive", "Research"], *[["Opening mail", "Drafting", "Leading"]] * 4], sheet)
    first, *_ = found(sheet)
    assert ([line.text for line in first.lines], first.strips) == (["Key responsibilities"], ())
    assert is_caption(first.lines[0])


@pytest.mark.parametrize(
    ("texts", "heading"),
    [
        (["Administrative", "Executive", "Research"], True),
        (["London", "Outside London", "London"], True),
        (["Secretary", "Office Manager", "Researcher"], False),
        (["Administrative", "Executive", "Support Staff"], True),
        (["Research for speeches", "London events and visits", "Leading a team"], False),
    ],
)
def test_only_names_of_families_and_locations_are_headings(texts: list[str], *, heading: bool) -> None:
    assert is_heading(lines(aligned([texts]))[0]) is heading


@pytest.mark.parametrize("line", ["Administrative Manager Executive", "Administrative Support, Executive"])
def test_titles_that_name_families_are_no_headings(line: str) -> None:
    sheet = Sheet()
    sheet.put(line, 50, 100)
    assert not is_heading(lines(sheet)[0])


def test_a_raised_mark_of_a_note_stands_behind_its_word_and_is_no_part_of_it() -> None:
    sheet = Sheet()
    end = sheet.put("Research", 50, 100)
    sheet.put("1", end + 0.5, 98, size=6)
    sheet.put("Support", end + 8, 100)
    (line,) = lines(sheet)
    assert line.text == "Research¹ Support"


def test_a_digit_on_the_line_is_no_mark_of_a_note() -> None:
    sheet = Sheet()
    sheet.put("1", sheet.put("Level", 50, 100) + 2.5, 100)
    assert lines(sheet)[0].text == "Level 1"


def test_a_level_before_a_text_is_parted_from_it_by_a_gap_that_one_line_alone_has() -> None:
    sheet = Sheet()
    sheet.put("2", 50, 100)
    for number, line in enumerate(PROSE):
        sheet.put(line, 64, 100 + 12 * number)
    parted = [block for block in found(sheet) if block.strips]
    assert parted
    assert list(parted[0].strips[0]) == pytest.approx([55, 64])
