"""Interleaved columns: each paragraph's place is decided from all the evidence, and is doubtful where that is thin."""

from __future__ import annotations

import json
import textwrap
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from pathlib import Path

from pipeline.grid.stream import split
from pipeline.read.capture import read_capture
from pipeline.reconcile import wrap
from pipeline.reconcile.build import SURE
from pipeline.reconcile.interleaved import Columns, Paragraph, Placed, Widths, place
from pipeline.reconcile.likeness import Likeness
from pipeline.reconcile.vocabulary import label_and_level, squeeze
from tests.reading import RAW

TRUTH = Path(__file__).parent / "truth"
LEFT, RIGHT = "administrative", "executive"
#: Characters that a line of each column holds.
NARROW, WIDE = 26, 34


@cache
def duties(year: str, family: str, level: int) -> tuple[str, ...]:
    truth = json.loads((TRUTH / f"staff-pay-{year}.truth.json").read_text("utf-8"))
    return tuple(truth["responsibilities"][family][str(level)])


# The paragraphs of the capture of 2024-25, as the stage before hands them over


@dataclass(frozen=True)
class Stage:
    paragraphs: tuple[Paragraph, ...]
    placed: tuple[Placed, ...]
    widths: Widths


@cache
def capture() -> Stage:
    paragraphs = tuple(
        _paragraph(block.texts) for block in split(read_capture(RAW / "staff-pay-2024-25.txt").lines).duties
    )
    families = (LEFT, RIGHT, "research")
    paid = {(LEFT, 1), (LEFT, 2), (LEFT, 3), (RIGHT, 1), (RIGHT, 2), ("research", 2), ("research", 3)}
    exists = {(family, level): 0.97 if (family, level) in paid else 0.03 for family in families for level in (1, 2, 3)}
    return Stage(paragraphs, *place(Columns(families, (1, 2, 3), exists), paragraphs, Likeness("2024-25")))


def _paragraph(texts: tuple[str, ...]) -> Paragraph:
    heading = label_and_level(" ".join(texts))
    if heading and heading[0].name == "responsibilities":
        return Paragraph((), label=True, level=heading[1])
    return Paragraph(texts)


def _right(paragraph: Paragraph, placed: Placed) -> bool:
    text = squeeze("".join(paragraph.lines)).replace("gueries", "queries")
    column = duties("2024-25", placed.family, placed.level) if (placed.family, placed.level) != ("research", 1) else ()
    return text in {squeeze(duty) for duty in column}


def _known(paragraph: Paragraph) -> bool:
    """Leave out labels, stray marks and what a page break glued: other stages settle those."""
    everything = {
        squeeze(duty)
        for family, levels in ((LEFT, (1, 2, 3)), (RIGHT, (1, 2)), ("research", (2, 3)))
        for level in levels
        for duty in duties("2024-25", family, level)
    }
    return squeeze("".join(paragraph.lines)).replace("gueries", "queries") in everything


def test_the_capture_of_2024_25_is_placed_as_two_readers_did() -> None:
    stage = capture()
    pairs = [(p, at) for p, at in zip(stage.paragraphs, stage.placed, strict=True) if _known(p)]
    right = [_right(paragraph, at) for paragraph, at in pairs]
    assert len(pairs) > 140
    assert sum(right) >= len(right) - 6


def test_whatever_is_wrong_in_the_capture_is_below_the_threshold() -> None:
    stage = capture()
    pairs = [(p, at) for p, at in zip(stage.paragraphs, stage.placed, strict=True) if _known(p)]
    assert [" ".join(p.lines) for p, at in pairs if at.probability >= SURE and not _right(p, at)] == []
    assert sum(at.probability < SURE for _, at in pairs) < len(pairs) / 10


def test_the_wider_column_of_the_capture_is_learned_from_its_line_breaks() -> None:
    ems = capture().widths.ems
    assert ems[RIGHT] > 1.1 * ems[LEFT]
    assert ems[RIGHT] > 1.1 * ems["research"]


# Small tables, made from the sheet of 2018-19, of which only 2024-25 may be evidence


def table(*levels: int) -> Columns:
    return Columns((LEFT, RIGHT), levels, {(family, level): 0.97 for family in (LEFT, RIGHT) for level in levels})


def label(level: int | None) -> Paragraph:
    return Paragraph((), label=True, level=level)


def cell(text: str, family: str) -> Paragraph:
    return Paragraph(tuple(textwrap.wrap(text, NARROW if family == LEFT else WIDE)))


def rows(level: int) -> list[tuple[Paragraph, str]]:
    """Return the cells of a level, read row by row, each with its family."""
    columns = [[(cell(text, f), f) for text in duties("2018-19", f, level)[:8]] for f in (LEFT, RIGHT)]
    return [one for row in zip_longest(*columns) for one in row if one]


def decide(paragraphs: list[Paragraph], *levels: int) -> list[Placed]:
    return list(place(table(*levels), paragraphs, Likeness("2018-19"))[0])


def check(cells: list[tuple[Paragraph, str]], placed: list[Placed], level: int) -> None:
    """All cells are in their column or doubtful, and most are right."""
    pairs = list(zip(cells, placed, strict=True))
    wrong = [p.lines for (p, f), at in pairs if (at.family, at.level) != (f, level) and at.probability >= SURE]
    assert wrong == []
    assert sum((at.family, at.level) == (f, level) for (_, f), at in pairs) >= len(pairs) - 2


def test_cells_that_read_left_to_right_are_sure_of_their_columns() -> None:
    cells = rows(1)
    placed = decide([label(1), *(p for p, _ in cells)], 1)
    assert [at.family for at in placed[1:]] == [f for _, f in cells]
    assert all(at.probability >= SURE for at in placed)


def test_a_pair_that_was_read_in_the_wrong_order_is_put_right() -> None:
    cells = rows(1)
    cells[:2] = cells[1::-1]
    placed = decide([label(1), *(p for p, _ in cells)], 1)
    assert [at.family for at in placed[1:3]] == [RIGHT, LEFT]
    check(cells, placed[1:], 1)


def test_a_label_within_the_first_row_belongs_to_that_row() -> None:
    one, two = rows(1), rows(2)
    ones, twos = [p for p, _ in one], [p for p, _ in two]
    placed = decide([label(1), *ones, twos[0], label(2), *twos[1:]], 1, 2)
    first = placed[len(one) + 1]
    assert (first.level, first.family) == (2, LEFT) or first.probability < SURE
    check(one, placed[1 : len(one) + 1], 1)
    check(two[1:], placed[len(one) + 3 :], 2)


def test_a_label_whose_level_cannot_be_read_still_counts() -> None:
    one, two = rows(1), rows(2)
    placed = decide([label(1), *(p for p, _ in one), label(None), *(p for p, _ in two)], 1, 2)
    assert placed[len(one) + 1].level == 2
    check(two, placed[len(one) + 2 :], 2)


def test_a_lost_label_leaves_no_paragraph_sure_of_a_wrong_level() -> None:
    one, two = rows(1), rows(2)
    placed = decide([label(1), *(p for p, _ in (*one, *two))], 1, 2)
    wanted = [(f, 1) for _, f in one] + [(f, 2) for _, f in two]
    pairs = zip(placed[1:], wanted, strict=True)
    assert [at for at, home in pairs if (at.family, at.level) != home and at.probability >= SURE] == []


def test_no_column_says_the_same_twice() -> None:
    twin = "Supervise the apprentices and volunteers in both offices each week."
    cells = rows(1)
    paragraphs = [label(1), *(p for p, _ in cells), cell(twin, LEFT), cell(twin, RIGHT)]
    placed = decide(paragraphs, 1)
    assert {at.family for at in placed[-2:]} == {LEFT, RIGHT} or min(at.probability for at in placed[-2:]) < SURE


def test_widths_are_learned_and_tell_new_texts_apart() -> None:
    cells = rows(1) + rows(2)
    _, widths = place(table(1), [label(1), *(p for p, _ in cells)], Likeness("2018-19"))
    assert widths.ems[RIGHT] > widths.ems[LEFT]
    broken = textwrap.wrap("Zebras and quaggas graze upon the wide savannah under an endless evening sky", WIDE)
    assert widths.of(broken, RIGHT) > widths.of(broken, LEFT)


def test_without_other_years_and_of_equal_width_the_last_of_an_odd_number_is_doubtful() -> None:
    """Nothing says in which column the single cell of a last row stands, if all that is known is its order."""
    paragraphs = [label(1), *(Paragraph((f"Quux {number} frobnicates.",)) for number in range(3))]
    placed = decide(paragraphs, 1)
    assert placed[-1].probability < SURE


def test_two_texts_that_nothing_but_a_full_stop_parts_share_a_column() -> None:
    cells = [p for p, _ in rows(1)]
    glued = Paragraph(("Quux frobnicates.",), glued=True)
    placed = decide([label(1), *cells[:5], glued, *cells[5:]], 1)
    assert placed[6].family == placed[5].family


def test_no_paragraphs_have_no_place() -> None:
    assert place(table(1), [], Likeness("2018-19"))[0] == ()


def test_a_wider_column_explains_longer_lines_in_every_face() -> None:
    text = " ".join(duties("2018-19", RIGHT, 1))
    for face in wrap.faces():
        ems = {chars: max(wrap.width(line, face) for line in textwrap.wrap(text, chars)) for chars in (NARROW, WIDE)}
        assert ems[WIDE] > ems[NARROW]
