"""A list of roles with their pay, as a crawler keeps it from a web page or a converter from a small table."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.sheets.content import Pay, chance, draw, pay_entry
from tests.sheets.typeset import Money, Typeset, make_wording

if TYPE_CHECKING:
    from random import Random

    from tests.sheets.content import Content

_CHANCES = {
    "interns": 0.6,
    "mp_representative": 0.5,
    "no_title": 0.15,
    "title_in_own_cell": 0.12,
    "no_pound_sign": 0.2,
    "no_comma": 0.1,
    "range_in_one_cell": 0.12,
    "both_locations_in_one_table": 0.15,
    "heading_variants": 0.4,
    "other_amounts_around": 0.4,
    "other_table": 0.15,
    "blank_lines_between_rows": 0.1,
}
_SEPARATORS = {"run_together": "", "cell_a_line": "\n", "pipes": " | ", "wide_spaces": "    ", "tabs": "\t"}
_NAMES = ("{family} {level} ({title})", "{family} Level {level} – {title}", "{family} {level} - {title}")
_HEADS = (
    ("Job role", "Annual minimum", "Annual maximum"),
    ("Role", "Minimum", "Maximum"),
    ("Job role", "Minimum salary", "Maximum salary"),
    ("Position", "Annual minimum (£)", "Annual maximum (£)"),
)
_INTRODUCTIONS = (
    (
        "The information below outlines the pay ranges for {year} for an MP's Staff {place} area.",
        "within",
        "outside",
    ),
    ("Pay ranges for staff working {place} area ({year})", "in", "outside"),
    ("{year} salary ranges: {place} area", "inside", "outside"),
)
_ABOVE = (
    "Scheme rules",
    "You must place each member of staff on a model job description that matches the duties of the post.",
    "Starting pay\n\nA new employee usually starts at the minimum of the range.",
    "Contracts and job descriptions\n\nSend the signed contract to the payroll team before the first day.",
)
_BELOW = (
    "If a member of staff works in both places, use the range for the place that the contract names.",
    "Related guidance\n\nPensions\nHoliday and sickness\nLeaving",
    "Was this page helpful?",
    "Contact us\n\nTelephone lines are open from 9:30am to 5pm.",
)
_AMOUNTS = (
    "The staffing budget for {year} is £252,870 within the London area and £236,170 elsewhere.",
    "From 1 April the hourly rate must be at least £11.44, or £13.15 in London.",
    "Anybody who is paid £50,270 or more should read the page on tax.",
)
_OTHER_TABLE = ("Office costs", "£36,550", "£32,410"), ("Accommodation", "£28,790", "£20,260")


@dataclass(frozen=True)
class _Item:
    """One role of the list."""

    name: str
    title: str
    family: str
    level: int | None
    pay: dict[str, Pay]


def webpage(rng: Random, content: Content) -> Typeset:
    """Typeset a page with a list of roles between paragraphs about other things."""
    features = draw(rng, _CHANCES)
    layout = rng.choice(["run_together", "run_together", "cell_a_line", "pipes", "wide_spaces"])
    page = _Page(rng, content, features, layout)
    parts = [*rng.sample(_ABOVE, rng.randint(0, 2)), *page.tables(), *rng.sample(_BELOW, rng.randint(0, 2))]
    if "other_amounts_around" in features:
        parts.insert(rng.choice([0, len(parts)]), rng.choice(_AMOUNTS).format(year=content.year))
    if "other_table" in features:
        rows = [("Budget", "London area", "Outside London area"), *_OTHER_TABLE]
        parts.append("\n".join(_SEPARATORS[layout].join(row) for row in rows))
    return Typeset("\n\n".join(parts) + "\n", page.truth(), features | {layout})


def tabbed_list(rng: Random, content: Content) -> Typeset:
    """Typeset the list alone, its cells apart by tabs."""
    features = draw(rng, _CHANCES) - {"other_amounts_around", "other_table"}
    page = _Page(rng, content, features, "tabs")
    return Typeset("\n\n".join(page.tables()) + "\n", page.truth(), features)


class _Page:
    """The tables of one page."""

    def __init__(self, rng: Random, content: Content, features: set[str], layout: str) -> None:
        self.content, self.features, self.layout = content, features, layout
        if layout == "run_together":  # the sign alone parts the cells
            features -= {"no_pound_sign", "no_comma", "title_in_own_cell", "range_in_one_cell"}
        if "no_title" in features:
            features -= {"title_in_own_cell"}
        if layout not in {"pipes", "tabs"} and "both_locations_in_one_table" in features:
            features -= {"mp_representative"}  # its one rate in each place would read as a range
        sign, comma = ("" if "no_pound_sign" in features else "£"), ("" if "no_comma" in features else ",")
        self.money = Money(sign, comma, rng.choice([" - ", " – ", " to "]), pence=False)
        self.words = make_wording(rng, variants="heading_variants" in features)
        self.head = rng.choice(_HEADS)
        self.introduction = rng.choice(_INTRODUCTIONS)
        self.items = self._items(rng, rng.choice(_NAMES))

    def _items(self, rng: Random, pattern: str) -> list[_Item]:
        items = []
        for (family, level), role in self.content.roles.items():
            alone = self.features & {"no_title", "title_in_own_cell"}
            name = "{family} {level}" if alone else pattern
            name = name.format(family=self.words.names[family], level=level, title=role.titles[0])
            items.append(_Item(name, role.titles[0], family, level, role.pay))
        if "interns" in self.features:
            pay = Pay(Decimal(rng.randrange(17_000, 23_000)), Decimal(rng.randrange(23_500, 26_000)))
            items.append(self._flat("Employed Interns", "", "employed_interns", pay))
        if "mp_representative" in self.features:
            pay = Pay(Decimal(rng.randrange(55_000, 70_000)), None)
            bare = "title_in_own_cell" in self.features or chance(rng, 0.3)
            note = "" if bare else "MP parental leave and absence cover"
            name = f"MP representative ({note})" if note else "MP representative"
            items.append(self._flat(name, note, "mp_representative", pay))
        return items

    def _flat(self, name: str, note: str, family: str, pay: Pay) -> _Item:
        return _Item(name, note, family, None, dict.fromkeys(self.content.locations, pay))

    def tables(self) -> list[str]:
        """Return a table for each location below its introduction, or one table of both."""
        places = self.content.locations
        if "both_locations_in_one_table" not in self.features:
            return [part for place in places for part in (self._introduced(place), self._table((place,)))]
        return [f"Pay ranges for {self.content.year}", self._table(places)]

    def _introduced(self, place: str) -> str:
        sentence, inside, outside = self.introduction
        where = f"{inside if place == 'london' else outside} the London"
        return sentence.format(year=self.content.year, place=where)

    def _table(self, places: tuple[str, ...]) -> str:
        rows = [self._head(places), *(self._cells(item, places) for item in self.items)]
        separator = _SEPARATORS[self.layout]
        blank = "" if self.layout in {"pipes", "tabs"} else None
        lines = [separator.join(cell for cell in row if cell != "" or blank == "").rstrip() for row in rows]
        return ("\n\n" if "blank_lines_between_rows" in self.features else "\n").join(lines)

    def _head(self, places: tuple[str, ...]) -> list[str]:
        role, *bounds = self.head
        names = [f"{self.words.names[place]} " if len(places) > 1 else "" for place in places]
        if "range_in_one_cell" in self.features:
            bounds = ["Pay range"]
        title = ["Job title"] * ("title_in_own_cell" in self.features)
        return [
            role,
            *title,
            *(name + (bound.lower() if name else bound) for name in names for bound in bounds),
        ]

    def _cells(self, item: _Item, places: tuple[str, ...]) -> list[str]:
        title = [item.title] * ("title_in_own_cell" in self.features)
        amounts = [cell for place in places for cell in self._amounts(item.pay[place])]
        return [item.name, *title, *amounts]

    def _amounts(self, pay: Pay) -> list[str]:
        minimum = self.money.amount(pay.minimum)
        if pay.maximum is None:
            return [minimum] if "range_in_one_cell" in self.features else [minimum, ""]
        return (
            [self.money.range(pay)]
            if "range_in_one_cell" in self.features
            else [minimum, self.money.amount(pay.maximum)]
        )

    def truth(self) -> dict[str, Any]:
        """Return the pay; a title that the list names beside a role may be given or not."""
        pay = [
            pay_entry(i.family, i.level, place, i.pay[place]) for i in self.items for place in self.content.locations
        ]
        titles: dict[str, dict[str, list[str]]] = {}
        for item in self.items:
            level = "" if item.level is None else str(item.level)
            titles.setdefault(item.family, {})[level] = [item.title] * bool(item.title)
        return {
            "financial_year": self.content.year,
            "pay": pay,
            "titles": titles,
            "responsibilities": {},
            "optional": ["titles"],
        }
