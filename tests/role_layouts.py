"""Hand-made sheets that are read role by role: what a role is called, where its pay stands, what stands before it.

Each layout is a function that returns HTML, in the manner of `house_layouts`. All print the staff pay of `layouts`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.house_layouts import RULED, Cell, lists, matrix, page, roles, table
from tests.layouts import DUTIES, FAMILIES, PAY, TITLES, money, span

ROLES: dict[str, Callable[[], str]] = {}
_ENDS: list[Sequence[Cell]] = [["", ("London", "colspan=2"), ("Outside London", "colspan=2")]]
_BOUNDS = ("Minimum", "Maximum") * 2


def role_layout(make: Callable[[], str]) -> Callable[[], str]:
    ROLES[make.__name__] = make
    return make


@role_layout
def levels_by_a_letter_and_a_digit() -> str:
    rows = [[family, f"L{level}", span(*pay[:2]), span(*pay[2:])] for family, level, pay in roles()]
    return page(table([["Job family", "Level", "London", "Outside London"]], rows))


@role_layout
def a_title_before_its_role() -> str:
    rows = [[f"{TITLES[family, level]} ({family} {level})", *map(money, pay)] for family, level, pay in roles()]
    return page(table([*_ENDS, ["Job role", *_BOUNDS]], rows))


@role_layout
def a_card_for_each_family_with_titles() -> str:
    cards = []
    for family in FAMILIES:
        rows = [
            [f"Level {level}", TITLES[one, level], span(*pay[:2]), span(*pay[2:])]
            for one, level, pay in roles()
            if one == family
        ]
        inner = table([["Level", "Job titles", "London", "Outside London"]], rows, "hair")
        cards.append(f"<div class=card><div class=name>{family}</div>{inner}</div>")
    return page(*cards)


@role_layout
def everything_of_a_role_in_its_row() -> str:
    heads = ["Job family", "Level", "Job titles", "Key responsibilities", "London", "Outside London"]
    rows = [
        [
            *(family, str(level), TITLES[family, level]),
            "<br>".join(DUTIES[family, level]),
            span(*pay[:2]),
            span(*pay[2:]),
        ]
        for family, level, pay in roles()
    ]
    return page(table([heads], rows))


@role_layout
def places_below_each_other_in_a_role() -> str:
    rows: list[Sequence[Cell]] = []
    for family, level, pay in roles():
        rows.append([(f"{family} {level}", "rowspan=2"), "London", *map(money, pay[:2])])
        rows.append(["Elsewhere in the UK", *map(money, pay[2:])])
    return page(table([["Job role", "Place of work", "Minimum", "Maximum"]], rows, RULED))


@role_layout
def places_below_each_other_in_a_family() -> str:
    rows: list[Sequence[Cell]] = []
    for family in FAMILIES:
        for at, place in enumerate(("London", "Outside London")):
            each = [PAY.get((family, level)) for level in (1, 2, 3)]
            pay = [span(*one[2 * at : 2 * at + 2]) if one else "n/a" for one in each]
            rows.append([*([] if at else [(family, "rowspan=2")]), place, *pay])
    return page(table([["Job family", "Location", "Level 1", "Level 2", "Level 3"]], rows, RULED))


@role_layout
def families_across_above_their_levels() -> str:
    rows: list[Sequence[Cell]] = []
    for family in FAMILIES:
        rows.append([(family, "colspan=5 style='background: #457b9d; color: #fff'")])
        rows += [[f"Level {level}", *map(money, pay)] for one, level, pay in roles() if one == family]
    return page(table([*_ENDS, ["Level", *_BOUNDS]], rows, "dark"))


@role_layout
def from_and_up_to() -> str:
    return page(*lists(["Salary"], lambda low, high: (f"From {money(low)} up to {money(high)}",)))


@role_layout
def a_dash_in_a_column_of_its_own() -> str:
    heads: list[Cell] = ["Job role", ("London", "colspan=3"), ("Outside London", "colspan=3")]
    rows = [
        [f"{family} {level}", *(text for at in (0, 2) for text in (money(pay[at]), "–", money(pay[at + 1])))]
        for family, level, pay in roles()
    ]
    return page(table([heads], rows))


@role_layout
def a_weighting_for_london() -> str:
    rows = [[family, str(level), span(*pay[2:]), money(pay[0] - pay[2])] for family, level, pay in roles()]
    return page(table([["Job family", "Level", "Pay range", "London weighting"]], rows))


@role_layout
def contents_before_the_sheet() -> str:
    names = "".join(f"<p>{name} {'.' * 60} {number}</p>" for number, name in enumerate((*FAMILIES, "Pay ranges"), 2))
    return page("<h2>Contents</h2>", names, "<div style='break-after: page'></div>", matrix())
