"""Pay under headings of every order: a family, a level, a location and an end of the range each across, down or above.

What stands on which axis is drawn by chance; the other headings, the money and the look are those of other sheets.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, product
from typing import TYPE_CHECKING

from tests.sheets.content import chance
from tests.sheets.pdf_model import Builder, Cell, Grid, Line
from tests.sheets.pdf_words import make_money, make_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from tests.sheets.content import Content, Pay

_LEVELS = ("Level {}", "Level {}", "Grade {}", "Band {}", "{}")
_BOUNDS = (("Minimum", "Maximum"), ("Min", "Max"), ("Minimum salary", "Maximum salary"), ("Lowest", "Highest"))
_CAPTIONS = ("{}", "{}", "Pay ranges: {}", "{} pay ranges", "{} staff")
_HEADS = {"family": "Job family", "level": "Level", "place": "Location", "bound": "Salary"}
#: Kinds of cells by axis, as the typesetters know them.
_KINDS = {"family": "family", "level": "corner", "place": "location", "bound": "corner"}
_Facts = dict[str, str | int]


@dataclass(frozen=True)
class Plan:
    """Where each axis stands."""

    above: tuple[str, ...]
    across: tuple[str, ...]
    down: tuple[str, ...]


def draw_plan(rng: Random) -> Plan:
    """Draw where each axis stands: at least one down the rows and one across, at most one in captions."""
    axes = ["family", "level", "place", *(["bound"] if chance(rng, 0.5) else [])]
    rng.shuffle(axes)
    above = [axis for axis in axes[:1] if axis != "bound" and chance(rng, 0.4)]
    rest = [axis for axis in axes if axis not in above]
    count = rng.randint(1, len(rest) - 1)
    return Plan(tuple(above), tuple(rest[:count]), tuple(rest[count:]))


class Pivot:
    """Makes the grids of one sheet."""

    def __init__(self, rng: Random, content: Content, features: set[str]) -> None:
        self.rng, self.content, self.features = rng, content, features
        self.words = make_words(rng, variants="heading_variants" in features)
        self.money = make_money(rng)
        self.plan = draw_plan(rng)
        self.caption, self.bounds = rng.choice(_CAPTIONS), rng.choice(_BOUNDS)
        bare = "level" in self.plan.above or "level" in self.plan.across
        self.level = rng.choice([one for one in _LEVELS if not bare or one != "{}"])
        if {"family", "level"} <= {*self.plan.across}:
            self.features -= {"heads_not_merged"}  # each family has its own levels: nothing would say how many
        self.features |= {
            f"{where}_{axis}" for where in ("above", "across", "down") for axis in getattr(self.plan, where)
        }

    def values(self, axis: str) -> Sequence[str | int]:
        """Return what stands on an axis, in printed order."""
        content = self.content
        every: dict[str, Sequence[str | int]] = {"family": content.families, "level": content.levels}
        every |= {"place": content.locations, "bound": (0, 1)}
        return every[axis]

    def word(self, axis: str, value: str | int) -> str:
        """Return the heading of a value."""
        if axis == "bound":
            return self.bounds[int(value)]
        return self.level.format(value) if axis == "level" else self.words[str(value)]

    def story(self) -> list[Grid | Line]:
        """Return the tables, each under its caption where an axis stands there."""
        story: list[Grid | Line] = []
        for facts in self._facts(self.plan.above, {}):
            told = [self.word(axis, value) for axis, value in facts.items()]
            plain = any(axis == "family" for axis in facts)
            words = (self.caption if plain else "{}").format(", ".join(told))
            story += [*([Line(words, "caption")] if told else []), self._table(facts)]
        return story

    def _facts(self, axes: Sequence[str], known: _Facts) -> list[_Facts]:
        """Return what the headings of some axes say together, where somebody is paid under them."""
        every = (dict(zip(axes, one, strict=True)) for one in product(*map(self.values, axes)))
        return [one for one in every if self._roles({**known, **one})]

    def _roles(self, facts: _Facts) -> list[tuple[str, int]]:
        roles = self.content.roles
        return [
            role for role in roles if facts.get("family", role[0]) == role[0] and facts.get("level", role[1]) == role[1]
        ]

    def _table(self, above: _Facts) -> Grid:
        columns, rows = self._facts(self.plan.across, above), self._facts(self.plan.down, above)
        lead, heads = len(self.plan.down), len(self.plan.across)
        table = Builder(lead + len(columns))
        groups = {*range(lead + 1)}
        for depth in range(heads):
            groups |= self._head_row(table, depth, columns, lead)
        for at, axis in enumerate(self.plan.down):
            if "empty_corner" not in self.features:
                table.add(Cell(heads - 1, at, (_HEADS[axis],), "corner"))
        self._leads(table, rows, heads)
        for number, row in enumerate(rows):
            for at, column in enumerate(columns):
                text = self._amount({**above, **row, **column})
                if text:
                    table.add(Cell(heads + number, lead + at, (text,), "pay"))
        table.rows = heads + len(rows)
        return table.grid(heads, groups if heads > 1 else set(range(table.columns)), set(range(lead, table.columns)))

    def _head_row(self, table: Builder, depth: int, columns: Sequence[_Facts], lead: int) -> set[int]:
        """Add a row of headings, each over its columns; return where they begin."""
        axes = self.plan.across[: depth + 1]
        at, starts = lead, set()
        for key, run in groupby(_keys(columns, axes)):
            wide = len(list(run))
            merged = 1 if "heads_not_merged" in self.features else wide
            table.add(Cell(depth, at, (self.word(axes[-1], key[-1]),), _KINDS[axes[-1]], columns=merged))
            starts.add(at)
            at += wide
        return starts if depth == 0 else set()

    def _leads(self, table: Builder, rows: Sequence[_Facts], heads: int) -> None:
        """Add what stands before the amounts: the outer axes once for all their rows, or before each."""
        for at in range(len(self.plan.down)):
            axes = self.plan.down[: at + 1]
            row = heads
            for key, run in groupby(_keys(rows, axes)):
                tall = len(list(run))
                text, each = (self.word(axes[-1], key[-1]),), "level_on_each_row" in self.features
                for number in range(tall if each else 1):
                    merged = tall if "labels_merged" in self.features and not each else 1
                    table.add(Cell(row + number, at, text, "name", rows=merged))
                if at == 0:
                    table.blocks.add(row)
                row += tall

    def _amount(self, facts: _Facts) -> str:
        role = self.content.roles.get((str(facts["family"]), int(facts["level"])))
        if role is None:
            return ""
        pay: Pay = role.pay[str(facts["place"])]
        if "bound" not in facts:
            return self.money.range(pay)
        return self.money.amount(pay.maximum or pay.minimum) if facts["bound"] else self.money.amount(pay.minimum)


def _keys(every: Sequence[_Facts], axes: Sequence[str]) -> list[tuple[str | int, ...]]:
    """Return what each row or column says on some axes."""
    return [tuple(one[axis] for axis in axes) for one in every]
