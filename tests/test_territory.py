"""Whose a cell is: a text or a range of pay stands under the heading that reaches over it."""

from __future__ import annotations

import pytest

from pipeline.model import Cell, Line, Location, Place, Row
from pipeline.reconcile.headings import Heads, Named
from pipeline.reconcile.pay_columns import columns_of
from pipeline.reconcile.territory import ACROSS, UNDER, reaches, standing

LONDON, OUTSIDE = Location.LONDON, Location.OUTSIDE_LONDON
FAMILIES = ("administrative", "executive", "research")


def cell(text: str, first: int, last: int) -> Cell:
    return Cell((Line(text, Place(1)),), first, last)


def heads(families: list[tuple[int, int]], locations: list[tuple[Location, int, int]] | None = None) -> Heads:
    named = [(Named(n, n), cell(n, *where)) for n, where in zip(FAMILIES, families, strict=False)]
    places = [(place, cell(place.value, first, last)) for place, first, last in locations or []]
    return Heads(tuple(named), tuple(places))


def family_of(one: Cell, over: Heads, cells: list[Cell]) -> list[tuple[str, float]]:
    return [(found.family, found.probability) for found in standing(one, reaches(over, cells))]


@pytest.mark.parametrize(
    "families",
    [
        [(50, 190), (200, 340), (350, 490)],  # as wide as the columns
        [(50, 100), (200, 240), (350, 390)],  # at the left of the columns
        [(95, 145), (250, 290), (400, 440)],  # in the middle of the columns
    ],
)
def test_each_text_is_under_its_family_however_the_headings_are_set(families: list[tuple[int, int]]) -> None:
    cells = [cell("Opening mail", 50, 180), cell("Drafting", 200, 330), cell("Leading", 350, 480)]
    over = heads(families)
    found = [family_of(one, over, cells) for one in cells]
    assert found == [[(family, UNDER)] for family in FAMILIES]


def test_a_text_wider_than_its_heading_is_still_in_its_column() -> None:
    cells = [cell("Opening mail", 50, 195), cell("Drafting", 200, 345), cell("Leading", 350, 600)]
    assert family_of(cells[2], heads([(50, 100), (200, 240), (350, 390)]), cells) == [("research", UNDER)]


def test_a_text_across_two_columns_is_given_to_both_and_doubted() -> None:
    cells = [cell("For all staff", 50, 340), cell("Opening mail", 50, 190), cell("Drafting", 200, 340)]
    over = reaches(heads([(50, 190), (200, 340)]), cells)
    found = standing(cells[0], over)
    assert [(one.family, one.probability) for one in found] == [("administrative", ACROSS), ("executive", ACROSS)]
    assert all(one.doubts[0].code == "doubtful_place" for one in found)
    assert "'For all staff'" in found[0].doubts[0].reason


def test_a_text_that_hangs_a_little_into_the_next_column_is_not_in_it() -> None:
    cells = [cell("Opening mail", 50, 210), cell("Drafting", 200, 340)]
    assert family_of(cells[0], heads([(50, 190), (200, 340)]), cells) == [("administrative", UNDER)]


def test_two_columns_of_texts_under_one_family_are_both_its_own() -> None:
    cells = [cell(text, x, x + 60) for text, x in (("One", 50), ("Two", 120), ("Three", 200), ("Four", 270))]
    over = heads([(50, 190), (200, 340)])
    assert [family_of(one, over, cells)[0][0] for one in cells] == ["administrative"] * 2 + ["executive"] * 2


def test_a_text_where_no_heading_reaches_is_doubted() -> None:
    cells = [cell("Opening mail", 10, 40), cell("Drafting", 200, 340)]
    ((_, probability),) = family_of(cells[0], heads([(60, 190), (200, 340)]), cells[1:])
    assert probability == ACROSS


def test_without_headings_a_text_is_under_none() -> None:
    assert standing(cell("Opening mail", 50, 190), reaches(Heads(), [])) == ()


def test_headings_in_any_order_reach_over_the_same() -> None:
    cells = [cell("Opening mail", 50, 180), cell("Drafting", 200, 330)]
    one = heads([(50, 190), (200, 340)])
    assert reaches(one, cells) == reaches(Heads(one.families[::-1]), cells)


# Columns of pay, two to a family


PAY = [("London", 50, 115), ("Outside London", 120, 190), ("London", 200, 265), ("Outside London", 270, 340)]
WANTED = [("administrative", "london"), ("administrative", "outside_london")]
WANTED += [("executive", "london"), ("executive", "outside_london")]


def columns_under(*rows: list[tuple[str, int, int]]) -> dict[int, tuple[str | None, str | None]]:
    """Return the family and location of the columns of pay under rows of headings, by their left edge."""
    amounts = Row(tuple(cell("£20,000 – £25,000", first, last) for _, first, last in rows[-1]))
    found = columns_of([Row(tuple(cell(*one) for one in row)) for row in rows], [amounts])
    return {one.first: (one.facts.plain[0], one.facts.plain[2]) for one in found if one.is_pay}


@pytest.mark.parametrize(
    "families",
    [
        [("Administrative", 50, 190), ("Executive", 200, 340)],  # over both columns
        [("Administrative", 95, 145), ("Executive", 250, 290)],  # in the middle of both
        [("Administrative", 50, 100), ("Executive", 200, 240)],  # over the first
    ],
)
def test_each_column_of_pay_is_under_its_family(families: list[tuple[str, int, int]]) -> None:
    assert columns_under(families, PAY) == dict(zip((50, 120, 200, 270), WANTED, strict=True))


def test_families_under_locations_are_told_too() -> None:
    places = [("London", 50, 190), ("Outside London", 200, 340)]
    families = [("Administrative", 50, 110), ("Executive", 120, 180), ("Administrative", 200, 260)]
    assert columns_under(places, [*families, ("Executive", 270, 330)]) == {
        50: ("administrative", "london"),
        120: ("executive", "london"),
        200: ("administrative", "outside_london"),
        270: ("executive", "outside_london"),
    }


def test_a_family_with_one_location_fewer_keeps_its_columns() -> None:
    families = [("Administrative", 50, 190), ("Executive", 200, 340)]
    assert list(columns_under(families, PAY[:3]).values()) == WANTED[:3]


def test_a_heading_that_is_not_known_leaves_its_column_alone_without() -> None:
    families = [("Administrative", 50, 190), ("Executive", 200, 340)]
    places = [PAY[0], ("Outer London", 120, 190), *PAY[2:]]
    assert columns_under(families, places) == dict(zip((50, 200, 270), [WANTED[0], *WANTED[2:]], strict=True))
