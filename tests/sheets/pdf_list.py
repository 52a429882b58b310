"""The list of roles as grids: a row for each role with minimum and maximum; a table for each location or one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from tests.sheets.content import Pay, chance, pay_entry
from tests.sheets.pdf_model import Builder, Cell, Grid, Line
from tests.sheets.pdf_others import last_year, less
from tests.sheets.pdf_words import make_money, make_words

if TYPE_CHECKING:
    from random import Random

    from tests.sheets.content import Content

_NAMES = ("{family} {level} ({title})", "{family} {level} ({title})", "{family} Level {level} – {title}")
_BOUNDS = (
    ("Annual minimum", "Annual maximum"),
    ("Minimum", "Maximum"),
    ("Minimum salary", "Maximum salary"),
    ("Min", "Max"),
    ("From", "To"),
    ("Annual minimum (£)", "Annual maximum (£)"),
)
_INTRODUCTIONS = (
    "The information below outlines the pay ranges for {year} for an MP's Staff {within} the London area.",
    "Pay ranges for staff working {within} the London area ({year})",
    "{year} salary ranges: {within} the London area",
)
_NOTE = "MP parental leave and absence cover"


@dataclass(frozen=True)
class Item:
    """One role of the list."""

    family: str
    level: int | None
    title: str
    pay: dict[str, Pay]


class RoleList:
    """Makes the grids of one sheet."""

    def __init__(self, rng: Random, content: Content, features: set[str]) -> None:
        self.rng, self.content, self.features = rng, content, features
        self.words = make_words(rng, variants="heading_variants" in features)
        self.money = make_money(rng)
        self.bounds = rng.choice(_BOUNDS)
        self.role_word = rng.choice(["Job role", "Role", "Job", "Post", "Position"])
        self.pattern = "{family} {level}" if features & {"no_title", "title_in_own_cell"} else rng.choice(_NAMES)
        self.blank = rng.choice(["-", "n/a", "–", ""])
        self.introduction = rng.choice(_INTRODUCTIONS)
        self.items = self._items()

    def _items(self) -> list[Item]:
        rng, places = self.rng, self.content.locations
        roles = self.content.roles.items()
        own = "own_columns" in self.features and "title_in_own_cell" not in self.features
        bare = own or "no_title" in self.features
        items = [Item(family, level, "" if bare else role.titles[0], role.pay) for (family, level), role in roles]
        if "interns" in self.features:
            pay = Pay(Decimal(rng.randrange(17_000, 23_000)), Decimal(rng.randrange(23_500, 26_000)))
            items.append(Item("employed_interns", None, "", dict.fromkeys(places, pay)))
        if "mp_representative" in self.features:
            pay = Pay(Decimal(rng.randrange(55_000, 70_000)), None)
            bare = bool(self.features & {"title_in_own_cell", "own_columns"}) or chance(rng, 0.3)
            items.append(Item("mp_representative", None, "" if bare else _NOTE, dict.fromkeys(places, pay)))
        return items

    def story(self) -> list[Grid | Line]:
        """Return a table for each location below its introduction, or one table of both."""
        places = self.content.locations
        if "both_locations_in_one_table" in self.features:
            return [Line(f"Pay ranges for {self.content.year}", "caption"), self._table(places)]
        story: list[Grid | Line] = []
        for place in places:
            across = "location_across" in self.features
            within = "within" if place == "london" else "outside"
            said = "" if across else self.introduction.format(year=self.content.year, within=within)
            story += [*([Line(said, "caption")] if said else []), self._table((place,))]
        return story

    def _leads(self) -> list[str]:
        """Return the headings of the columns before the amounts."""
        title = ["Job title"] * ("title_in_own_cell" in self.features)
        if "own_columns" in self.features:
            family = self.words["families"] if self.words["families"] != "JOB FAMILIES" else "Job family"
            return [family, self.words["level"] or "Level", *title]
        return [self.role_word, *title]

    def _table(self, places: tuple[str, ...]) -> Grid:
        leads = self._leads()
        table = Builder(len(leads) + 2 * len(places) * (1 + ("two_years" in self.features)))
        heads = self._heads(table, leads, places)
        families = groupby(self.items, lambda item: item.family)
        for family, items in families:
            start = table.rows
            table.blocks.add(start)
            for item in items:
                self._row(table, item, places, len(leads))
            if "own_columns" in self.features:
                self._family(table, family, start)
        groups = {*range(len(leads) + 1), *range(len(leads), table.columns, 2)}
        return table.grid(heads, groups, set(range(table.columns)))

    def _family(self, table: Builder, family: str, start: int) -> None:
        """Print a family before each of its levels, only before the first, or once down all of them."""
        rows, text = table.rows - start, (self._name(family),)
        if "family_on_each_row" in self.features:
            for row in range(start, table.rows):
                table.add(Cell(row, 0, text, "name"))
        else:
            table.add(Cell(start, 0, text, "name", rows=rows if "labels_merged" in self.features else 1))

    def _heads(self, table: Builder, leads: list[str], places: tuple[str, ...]) -> int:
        two_rows = len(places) > 1 and "bounds_name_location" not in self.features
        top = int(two_rows or "location_across" in self.features)
        merged = "heads_merged_down" in self.features and two_rows
        for column, text in enumerate(leads):
            table.add(Cell(0 if merged else top, column, (text,), "corner", rows=2 if merged else 1))
        if two_rows:
            for at, place in enumerate(places):
                table.add(Cell(0, len(leads) + 2 * at, (self.words[place],), "location", columns=2))
        elif top:
            table.add(Cell(0, 0, (self.words[places[0]],), "location", columns=table.columns))
        for at, bound in enumerate(self.bounds * (len(places) if "two_years" not in self.features else 2)):
            said = bound
            if "two_years" in self.features:
                said = f"{(last_year(self.content) if at < len(self.bounds) else self.content).year} {bound.lower()}"
            if len(places) > 1 and not two_rows:
                said = f"{self.words[places[at // 2]]} {bound.lower()}"
            table.add(Cell(top, len(leads) + at, (said,), "family"))
        return top + 1

    def _row(self, table: Builder, item: Item, places: tuple[str, ...], column: int) -> None:
        row = table.rows
        title = [item.title] * ("title_in_own_cell" in self.features)
        if "own_columns" in self.features:
            level = "" if item.level is None else str(item.level)
            leads = ["", level, *title]
        else:
            leads = [self._role(item), *title]
        for at, text in enumerate(leads):
            if text:
                table.add(Cell(row, at, (text,), "name" if at == 0 else "level" if text.isdigit() else "name"))
        pays = [item.pay[place] for place in places]
        pays = [less(pays[0]), *pays] if "two_years" in self.features else pays
        for at, pay in enumerate(pays):
            most = self.blank if pay.maximum is None else self.money.amount(pay.maximum)
            for more, text in enumerate((self.money.amount(pay.minimum), most)):
                if text:
                    table.add(Cell(row, column + 2 * at + more, (text,), "pay"))

    def _name(self, family: str) -> str:
        other = {"employed_interns": "Employed Interns", "mp_representative": "MP representative"}
        return other.get(family) or self.words[family]

    def _role(self, item: Item) -> str:
        name = self._name(item.family)
        if item.level is not None:
            return self.pattern.format(family=name, level=item.level, title=item.title)
        return f"{name} ({item.title})" if item.title else name

    def truth(self) -> dict[str, Any]:
        """Return the pay; a title that the list names beside a role may be given or not."""
        places = self.content.locations
        pay = [pay_entry(item.family, item.level, place, item.pay[place]) for item in self.items for place in places]
        titles: dict[str, dict[str, list[str]]] = {}
        for item in self.items:
            level = "" if item.level is None else str(item.level)
            titles.setdefault(item.family, {})[level] = [item.title] * bool(item.title)
        optional = {"responsibilities": {}, "optional": ["titles"]}
        return {"financial_year": self.content.year, "pay": pay, "titles": titles} | optional
