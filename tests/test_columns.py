"""Which family each slot of a grid's rows stands for, from all rows at once."""

from __future__ import annotations

from pipeline.model import Table
from pipeline.reconcile.build import SURE
from pipeline.reconcile.columns import Evidence, TextRow, place
from pipeline.reconcile.likeness import Likeness
from tests.truth import extraction_of

FAMILIES = ("administrative", "executive", "research")
PAID = {("administrative", 1), ("executive", 1), ("administrative", 2), ("executive", 2), ("research", 2)}
SHEET = extraction_of("staff-pay-2018-19")


def exists(family: str, level: int | None) -> float:
    return 0.97 if (family, level) in PAID else 0.03


#: Only the sheet of the other year may be evidence about the texts of this one.
EVIDENCE = Evidence(FAMILIES, {"administrative": 1, "executive": 3, "research": 5}, exists, Likeness("2018-19"))


def column(family: str, level: int) -> list[str]:
    return [text.text for text in SHEET.responsibilities if (text.family, text.level) == (family, level)]


def rows(
    level: int, families: tuple[str, ...], slots: tuple[int, ...], *, gap: bool = False, start: int = 0
) -> list[TextRow]:
    """Return up to six rows of a level, each family's texts in its slot."""
    cells = zip(*(column(family, level)[start : start + 6] for family in families), strict=False)
    texts = [dict(zip(slots, row, strict=True)) for row in cells]
    return [TextRow(row, Table.RESPONSIBILITIES, level, gap and not n) for n, row in enumerate(texts)]


def families(placed: tuple[dict[int, tuple[str, float]], ...]) -> list[dict[int, str]]:
    return [{slot: family for slot, (family, _) in row.items()} for row in placed]


def sure(placed: tuple[dict[int, tuple[str, float]], ...]) -> bool:
    return all(probability >= SURE for row in placed for _, probability in row.values())


def test_a_steady_grid_keeps_its_columns() -> None:
    placed = place(rows(2, FAMILIES, (2, 3, 4)), EVIDENCE)
    assert families(placed) == [{2: "administrative", 3: "executive", 4: "research"}] * 6
    assert sure(placed)


def test_columns_that_vanish_after_a_page_break_are_noticed() -> None:
    """The first column ends with the page; the others slide to the left."""
    after = rows(2, ("executive", "research"), (2, 3), gap=True, start=6)
    placed = place([*rows(2, FAMILIES, (2, 3, 4)), *after], EVIDENCE)
    assert families(placed)[6:] == [{2: "executive", 3: "research"}] * len(after)
    assert sure(placed)


def test_a_row_that_slid_by_itself_is_put_back() -> None:
    before, after = rows(2, FAMILIES, (2, 3, 4)), rows(2, FAMILIES, (2, 3, 4), start=6)
    slid = TextRow({slot + 1: text for slot, text in before[3].texts.items()}, before[3].table, 2)
    placed = place([*before[:3], slid, *before[4:], *after], EVIDENCE)
    assert families(placed)[3] == {3: "administrative", 4: "executive", 5: "research"}
    assert families(placed)[4] == {2: "administrative", 3: "executive", 4: "research"}


def test_two_families_of_a_level_that_lacks_the_third_skip_its_slot() -> None:
    first = rows(1, ("administrative", "executive"), (2, 3))
    placed = place([*first, *rows(2, FAMILIES, (2, 3, 4))], EVIDENCE)
    assert families(placed)[: len(first)] == [{2: "administrative", 3: "executive"}] * len(first)
    assert sure(placed)


def test_a_column_does_not_say_the_same_twice() -> None:
    """After a page break the only cell stands in the first slot: of the first column, unless that says it already."""
    said, other = "Quux frobnicates the wibble.", "Wobble the foobar gently."
    before = rows(2, FAMILIES, (2, 3, 4))
    texts = {**before[3].texts, 2: said}
    steady = [*before[:3], TextRow(texts, before[3].table, 2)]
    again, new = (
        place([*steady, TextRow({2: text}, before[3].table, 2, gap=True)], EVIDENCE)[-1] for text in (said, other)
    )
    assert new[2][0] == "administrative"
    assert again[2][0] != "administrative"
    assert again[2][1] < SURE


def test_a_lone_text_that_nothing_is_known_of_is_doubtful() -> None:
    row = TextRow({7: "Quux the frobnicator."}, Table.RESPONSIBILITIES, 2, gap=True)
    placed = place([*rows(2, FAMILIES, (2, 3, 4)), row], EVIDENCE)
    assert placed[-1][7][1] < SURE


def test_probabilities_are_probabilities() -> None:
    placed = place([*rows(1, FAMILIES[:2], (2, 3)), *rows(2, FAMILIES, (2, 3, 4))], EVIDENCE)
    assert all(0 <= probability <= 1 + 1e-9 for row in placed for _, probability in row.values())
    assert place([], EVIDENCE) == ()
