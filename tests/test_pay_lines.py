"""Pay ranges of an interleaved text: which amounts belong together, and which column each range stood in."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest

from pipeline.model import Location
from pipeline.reconcile.amounts import Range
from pipeline.reconcile.build import SURE
from pipeline.reconcile.likeness import Likeness
from pipeline.reconcile.pay_lines import Found, Key, PlacedRange, by_level, place, read_level
from tests.reading import lines_of, pounds

FAMILIES = ("administrative", "executive", "research")
LONDON, OUTSIDE = Location.LONDON, Location.OUTSIDE_LONDON
KEYS: tuple[Key, ...] = tuple((family, where) for family in FAMILIES for where in (LONDON, OUTSIDE))


def read(text: str) -> tuple[Found, ...]:
    (group,) = by_level(lines_of(text))
    return read_level(group.lines)


def amounts(text: str) -> list[tuple[int, int] | None]:
    return [(int(f.range.minimum), int(f.range.maximum or 0)) if f.range else None for f in read(text)]


def placed(text: str, level: int, below: dict[Key, Range] | None = None) -> dict[Key, PlacedRange]:
    result = place(read(text), KEYS, level, below or {}, Likeness("2020-21").exists)
    assert result is not None
    return {(one.family, one.location): one for one in result.ranges}


def test_ranges_that_wrap_after_their_dash_find_their_maximum() -> None:
    text = "1 £24,468 — £22,318 - £25,200 —\n£35,790 £30,415 £40,565 £22,605 - £36,744"
    assert amounts(text) == [(24468, 35790), (22318, 30415), (25200, 40565), (22605, 36744)]
    assert not any(found.loose for found in read(text))


def test_a_stray_mark_among_the_maxima_keeps_its_place_between_them() -> None:
    text = "2 £27,564 — £25,795 — £34,766— £26,775 — £25,922 —\nPay ranges £42,807 £37,956 £48,774 ] =R £41,739 £38,324"
    assert [found.text for found in read(text)][3] == "] =R"
    assert amounts(text)[3] is None
    assert amounts(text)[4] == (26775, 41739)


@pytest.mark.parametrize(
    "text",
    [
        "1 20,000 - 27,000 18,000 - 25,000",
        "Pay ranges 1 20,000 – 27,000 18,000 – 25,000",
        "Level 1 20,000 to 27,000 18,000 to 25,000",
        "1 20,000 27,000 18,000 25,000",
        "1 20,000 -\n27,000\n18,000 -\n25,000",
    ],
)
def test_the_same_two_ranges_in_other_layouts(text: str) -> None:
    assert amounts(text) == [(20000, 27000), (18000, 25000)]


def test_levels_are_read_off_the_lines_and_labels_are_taken_away() -> None:
    groups = by_level(lines_of("1 20,000 - 27,000\nPay ranges\n2 24,000 - 34,500\n22,000 - 31,000"))
    assert [(group.level, group.printed, len(group.lines)) for group in groups] == [(1, True, 1), (2, True, 2)]


def test_a_level_that_is_not_printed_is_supposed_and_said() -> None:
    (group,) = by_level(lines_of("20,000 - 27,000"))
    assert (group.level, group.printed) == (1, False)


@pytest.mark.parametrize("text", ["1 20,000 - 18,000 -\n27,000", "1 30,000 - 27,000", "1 20,000 - 27,000 31,000"])
def test_where_an_amount_has_no_partner_or_a_wrong_one_none_is_sure(text: str) -> None:
    assert all(found.loose for found in read(text))


def test_four_ranges_go_to_the_two_families_that_have_the_level() -> None:
    first = placed("1 24,000 - 35,000 22,000 - 30,000 25,000 - 40,000 22,500 - 36,000", 1)
    third = placed("3 35,000 - 56,000 31,000 - 52,000 38,000 - 59,000 34,000 - 52,000", 3)
    assert {family for family, _ in first} == {"administrative", "executive"}
    assert {family for family, _ in third} == {"administrative", "research"}
    assert all(one.probability >= SURE for one in (*first.values(), *third.values()))


def test_an_illegible_cell_holds_its_column() -> None:
    text = "2 27,564 - 42,807 25,795 - 37,956 34,766 - 48,774 ] =R 26,775 - 41,739 25,922 - 38,324"
    found = placed(text, 2)
    assert found["executive", OUTSIDE].found.text == "] =R"
    assert found["research", LONDON].found.text == "26,775 - 41,739"
    assert all(one.probability >= SURE for one in found.values())


def test_where_one_range_is_gone_without_a_trace_its_neighbours_are_doubtful() -> None:
    found = placed("2 27,564 - 42,807 25,795 - 37,956 34,766 - 48,774 26,775 - 41,739 25,922 - 38,324", 2)
    assert all(found[key].probability < SURE for key in found if key[0] != "administrative")


def test_what_is_loose_is_never_sure_of_its_place() -> None:
    found = placed("1 24,000 - 35,000 22,000 - 30,000 25,000 - 40,000 22,500 -", 1)
    assert all(one.probability < SURE for one in found.values())


def test_more_ranges_than_columns_are_not_placed_at_all() -> None:
    assert place(read("2 " + "27,564 - 42,807 " * 7), KEYS, 2, {}, lambda *_: 0.5) is None


def test_the_level_below_tells_columns_apart() -> None:
    """Two ranges for one of two families: the one whose level below pays less, not more."""

    def one(low: int, high: int) -> Range:
        return Range(Decimal(low), Decimal(high), "")

    below = {
        ("executive", LONDON): one(40_000, 50_000),
        ("executive", OUTSIDE): one(39_000, 49_000),
        ("research", LONDON): one(20_000, 30_000),
        ("research", OUTSIDE): one(19_000, 29_000),
    }
    found = place(read("3 30,000 - 40,000 28,000 - 38,000"), KEYS[2:], 3, below, lambda *_: 0.5)
    assert found is not None
    assert {one.family for one in found.ranges} == {"research"}


@pytest.mark.parametrize("read_as", ["£35,79O", "£35,7?0", "£3l,790", "£l5,790", "£?5,790", "£ 5,790"])
def test_a_maximum_that_is_misread_makes_no_other_range_wrong(read_as: str) -> None:
    text = "1 £24,468 — £22,318 - £25,200 —\n£35,790 £30,415 £40,565 £22,605 - £36,744".replace("£35,790", read_as)
    true = {(24468, 35790), (22318, 30415), (25200, 40565), (22605, 36744)}
    sure = [one.found.range for one in placed(text, 1).values() if one.probability >= SURE]
    assert [found for found in sure if found and pounds(found) not in true] == []


def test_a_level_on_a_line_of_its_own_is_a_level() -> None:
    groups = by_level(lines_of("1\n20,000 - 27,000\n2\n24,000 - 34,500"))
    assert [(group.level, group.printed) for group in groups] == [(1, True), (2, True)]


def test_a_line_of_very_many_amounts_is_no_failure() -> None:
    found: tuple[Found, ...] = ()
    with suppress(RecursionError):  # pytest would spend a minute on its traceback
        found = read("1 " + "£24,468 " * 2000)
    assert found


@pytest.mark.parametrize("read_as", ["£l8,774", "£?8,774", "£ 8,774"])
def test_a_misread_maximum_beside_an_illegible_cell_makes_no_other_range_wrong(read_as: str) -> None:
    text = "2 £27,564 — £25,795 — £34,766— £26,775 — £25,922 —\n£42,807 £37,956 £48,774 ] =R £41,739 £38,324"
    true = {(27564, 42807), (25795, 37956), (26775, 41739), (25922, 38324)}
    sure = [one.found.range for one in placed(text.replace("£48,774", read_as), 2).values() if one.probability >= SURE]
    assert [found for found in sure if found and pounds(found) not in true] == []
