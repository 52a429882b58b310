"""Where a page ends between two texts, and where inside one: what tells it, and what leaves it in doubt."""

from __future__ import annotations

import pytest

from pipeline.grid import pages as grids
from pipeline.model import Row
from tests.pages import Sheet, lattice

XS = (50.0, 110.0, 350.0)
HEADS = ("Job families", "Administrative")
LONG = "Opening the mail of the whole office each day, and sorting it before the first meeting of the Member begins."
FULL = "Closing cases of the last eight weeks soon."
NEXT = "Keep the records of all who call at the office"


def rows_around(last: str, first: str, known: tuple[str, ...]) -> list[Row]:
    """Return the rows of a ruled table that goes on with a text on its second page."""
    sheets = []
    for number, texts in enumerate([[HEADS[1], *[LONG] * 5, last], [first, LONG, LONG]], start=1):
        sheet, places = Sheet(number), [100.0]
        for text in texts:
            start = HEADS[0] if text == HEADS[1] else ""
            places.append(sheet.row((start, text), [x + 4 for x in XS], places[-1] + 4))
        sheet.rules += lattice(XS, places)
        sheets.append(sheet.page())
    return list(grids.grid_of(sheets, [LONG, *known]).rows)


@pytest.mark.parametrize(
    ("last", "first", "known", "doubted"),
    [
        (FULL, NEXT, (), True),  # a sentence may end where a line does
        (FULL, NEXT, (NEXT,), False),  # another sheet begins a text with these words
        (FULL, NEXT, (NEXT, f"Answer the door. {NEXT}"), True),  # another one has them inside a text
        ("Closing all cases soon.", "Keep the records.", (), False),  # the word had room on the line before
    ],
)
def test_a_text_begins_a_page_where_its_words_or_room_before_it_say_so(
    last: str, first: str, known: tuple[str, ...], *, doubted: bool
) -> None:
    rows = rows_around(last, first, known)
    assert [row.unsure for row in rows[-4:-2]] == [doubted, doubted]
    assert [row.cells[-1].text for row in rows[-4:-2]] == [last, first]


def test_a_text_goes_on_over_a_page_where_another_sheet_prints_both_sentences_as_one_text() -> None:
    rows = rows_around(FULL, NEXT, (f"{FULL} {NEXT}",))
    assert [row.cells[-1].text for row in rows[-3:-2]] == [f"{FULL} {NEXT}"]
    assert not any(row.unsure for row in rows)
