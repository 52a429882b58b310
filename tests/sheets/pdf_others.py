"""What a PDF may hold beside the sheet of its year: last year's pay, and tables that have nothing to do with pay."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.sheets.content import Content, Pay
from tests.sheets.pdf_model import Builder, Cell, Grid, Line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

_BUDGETS = ("Staffing", "Office costs", "Accommodation", "Winding-up", "Start-up supplement")
_VEHICLES = ("Car", "Motorcycle", "Bicycle")
_CAPTIONS = ("Pay ranges in {year}", "Pay ranges in {year} (for comparison)", "{year} pay", "What was paid in {year}")


def last_year(content: Content) -> Content:
    """Return the year before: the same roles, paid less by a few percent."""
    start = int(content.year[:4]) - 1
    roles = {
        key: replace(role, pay={place: less(pay) for place, pay in role.pay.items()})
        for key, role in content.roles.items()
    }
    return replace(content, year=f"{start}-{(start + 1) % 100:02d}", roles=roles)


def less(pay: Pay) -> Pay:
    """Return what was paid a year before."""
    return Pay(_less(pay.minimum), None if pay.maximum is None else _less(pay.maximum))


def _less(amount: Decimal) -> Decimal:
    return (amount * 97 / 100).quantize(Decimal(1))


def for_comparison(rng: Random, year: str, story: Sequence[Grid | Line]) -> list[Grid | Line]:
    """Return the tables of another year under a caption that says so."""
    return [Line(rng.choice(_CAPTIONS).format(year=year), "caption"), *story]


def annexes(rng: Random) -> list[Grid | Line]:
    """Return one or two tables that are none of the sheet, each under its caption."""
    money = [(name, *(f"£{rng.randrange(10_000, 290_000):,}" for _ in range(2))) for name in _BUDGETS]
    pence = [(name, *(f"{rng.randrange(20, 50)}p" for _ in range(2))) for name in _VEHICLES]
    places = rng.choice([("London Area", "Non-London Area"), ("London", "Outside London")])
    found: list[Grid | Line] = [
        Line(rng.choice(["Annex A: Budgets", "Other budgets", "Annex: office costs"]), "caption"),
        _grid([("Budget", *places), *rng.sample(money, rng.randint(2, 5))], "pay"),
        Line("Annex B: Mileage rates", "caption"),
        _grid([("Vehicle", "First 10,000 miles", "After 10,000 miles"), *pence], "rate"),
    ]
    return rng.choice([found[:2], found[2:], found])


def _grid(rows: Sequence[Sequence[str]], kind: str) -> Grid:
    table = Builder(len(rows[0]))
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            table.add(Cell(at, column, (text,), "corner" if at == 0 else kind if column else "name"))
    every = set(range(table.columns))
    return table.grid(1, every, every)
