"""The cells of a row of a table of pay: what stands before the amounts, and the columns that each amount is under.

What is printed before the amounts is known by what it says, helped by the heading of its column. What a row leaves out
is that of the row above, as long as nothing further left is printed anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import TYPE_CHECKING

from pipeline.model import Doubt, part_of
from pipeline.reconcile import amounts
from pipeline.reconcile.facts import NOTHING, Facts, facts_of
from pipeline.reconcile.listing import LONGEST_NAME, locations_in, role_of
from pipeline.reconcile.said import BOUNDS, Said, said, text_of
from pipeline.reconcile.spread import share
from pipeline.reconcile.vocabulary import family_key, is_blank_mark, is_known_family, label_and_level, level_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.model import Cell
    from pipeline.reconcile.pay_columns import Column

#: The columns that may name a role; an empty one has no heading that is understood, the last but helps.
NAMES = ("families", "role", "job_titles", "")
_AXES = ("family", "level", "place")
#: The axis of a cell that should say what its row is, and does not.
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Lead:
    """A cell before the amounts, and what its column holds: empty where its heading is not understood, None without.

    Its slot is that of its column, where it has one: shaded cells are wider than others.
    """

    cell: Cell
    holds: str | None
    slot: int

    @property
    def text(self) -> str:
        """Its text, wrapped words made whole."""
        return text_of(self.cell)


@dataclass(frozen=True, slots=True)
class Paid:
    """A cell of pay and the columns of pay that it stands under."""

    cell: Cell
    under: tuple[Column, ...]


@dataclass
class Parts:
    """The cells of a row: what leads to its amounts, its amounts, and what is neither; `doubts` are about all of it."""

    leads: list[Lead] = field(default_factory=list)
    pay: list[Paid] = field(default_factory=list)
    stray: list[Cell] = field(default_factory=list)
    blank: list[Cell] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    def lead(self, holds: str) -> Lead | None:
        """Return what stands in the column that holds this."""
        return next((one for one in self.leads if one.holds == holds), None)


def parts_of(cells: Sequence[Cell], columns: Sequence[Column]) -> Parts:
    """Share the cells of a row among its columns; what stands in none of them is stray."""
    parts = Parts()
    left = min((column.first for column in columns if column.is_pay), default=0)
    for cell in sorted(cells, key=lambda one: one.first):
        under = [column for column in columns if share(cell, column)]
        pay = tuple(column for column in under if column.is_pay)
        money = amounts.looks_like_pay(cell.text)
        if is_blank_mark(cell.text):
            parts.blank.append(cell)
        elif pay and not (not money and said(text_of(cell)).is_heading):
            _put_pay(cell, pay, parts, mixed=len(pay) < len(under))
        elif under and (under[0].holds or cell.last < left) and not money:
            _put_lead(Lead(cell, under[0].holds, under[0].first), parts)
        elif not under and cell.last < left:
            _put_lead(Lead(cell, _lead_left_of(cell, columns), cell.first), parts)
        elif not under or under[0].holds:
            parts.stray.append(cell)
    return parts


def _lead_left_of(cell: Cell, columns: Sequence[Column]) -> str | None:
    """Return what the column holds that a cell between two columns goes on from."""
    before = [column for column in columns if column.first <= cell.first]
    return max(before, key=lambda column: column.first).holds if before else None


def _put_lead(lead: Lead, parts: Parts) -> None:
    """Put what stands before the amounts to the leads; two cells in one column are one."""
    other = parts.lead(lead.holds) if lead.holds else None
    if other:
        whole = replace(other.cell, lines=other.cell.lines + lead.cell.lines, last=lead.cell.last)
        parts.leads[parts.leads.index(other)] = replace(other, cell=whole)
    else:
        parts.leads.append(lead)


def _put_pay(cell: Cell, under: tuple[Column, ...], parts: Parts, *, mixed: bool) -> None:
    """Put a cell of pay to the columns that it stands under; one that holds as many amounts is parted among them."""
    each = _amounts_in(text_of(cell))
    if not mixed and len(under) == len(each) > 1:
        for column, text in zip(under, each, strict=True):
            part = replace(cell, lines=(part_of(cell.lines, text),), first=column.first, last=column.last)
            if not is_blank_mark(text):
                parts.pay.append(Paid(part, (column,)))
        return
    if len({column.facts for column in under}) > 1 or mixed:
        heads = ", ".join(repr(column.text) for column in under)
        parts.doubts.append(Doubt("doubtful_place", f"{text_of(cell)!r} stands across the columns {heads}"))
    parts.pay.append(Paid(cell, under))


def _amounts_in(text: str) -> list[str]:
    """Return the amounts, blank marks or whole ranges that a cell of pay holds, in order; none where it holds more."""
    words = text.split()
    if all(amounts.single(word) or is_blank_mark(word) for word in words):
        return words
    return [one.raw for one in amounts.ranges(text) or ()]


@dataclass(frozen=True, slots=True)
class Told:
    """What the cells before the amounts say: facts, a bound, the slot of each axis, also of what is not known."""

    facts: Facts = NOTHING
    slots: tuple[tuple[str, int], ...] = ()
    bound: str = ""
    doubts: tuple[Doubt, ...] = ()


def told_by(parts: Parts, columns: Sequence[Column], level: int | None, held: Held) -> Told:
    """Return what the cells before the amounts of a row say together.

    `level` is that of the table, if it has one; `held` is what the rows above say.
    """
    proper = any(column.holds in NAMES[:2] for column in columns)
    over = (column.facts.level for column in columns if column.is_pay)
    edge = min((lead.slot for lead in parts.leads), default=0)
    level = _level(parts) or level or held.level_before(edge) or next(filter(None, over), None)
    told = Told()
    for lead in parts.leads:
        told = _and(told, _read(lead, level, proper=proper), lead)
    return told


def _level(parts: Parts) -> int | None:
    """Return the level that stands in a column of its own."""
    found = [level for lead in parts.leads if (level := _level_in(lead)) is not None]
    return found[0] if len(found) == 1 else None


def _level_in(lead: Lead) -> int | None:
    """Return the level that a cell is, or that stands behind the label of pay (`Pay ranges (2)`)."""
    label = label_and_level(lead.text)
    if label and label[0].name == "pay_bands":
        return label[1]
    level = level_of(lead.text)
    return level_of(f"Level {lead.text}") if level is None and lead.holds == "level" else level


def _read(lead: Lead, level: int | None, *, proper: bool) -> Facts | str | None:
    """Return what one cell says: facts or a bound; None where it says nothing that is known."""
    one = said(lead.text)
    if one == Said(labels=frozenset({"pay_bands"})):
        return NOTHING  # the label of all these rows, whatever is printed above it
    if lead.holds == "level" or _level_in(lead) is not None:
        found = _level_in(lead)
        return Facts(level=found) if found is not None else None
    if lead.holds == "location":
        names = dict(locations_in(lead.text))
        return Facts(place=next(iter(names.items()))) if len(names) == 1 else None
    if one.is_heading and one.labels & BOUNDS and len(one.labels & BOUNDS) == 1 and not one.is_fact:
        return next(iter(one.labels & BOUNDS))
    if one.is_heading and not one.families and not one.asked - {"pay_bands"}:
        return facts_of(one) if one.is_fact else NOTHING
    return NOTHING if lead.holds == "job_titles" and proper else _family_in(lead, one, level)


def _family_in(lead: Lead, one: Said, level: int | None) -> Facts | None:
    """Return the family that a cell names, with the level that it may name beside; None where it names none."""
    role = role_of(lead.text)
    if role:
        return Facts(role.family, role.level)
    whole = facts_of(one) if one.is_heading else None
    return whole or _new_family(lead, level)


def _new_family(lead: Lead, level: int | None) -> Facts | None:
    """Return the family that is new this year: under a heading that says so, where a level is told."""
    one = said(lead.text)
    plain = len(lead.text.split()) <= LONGEST_NAME and not one.labels and not one.is_fact
    if is_known_family(family_key(lead.text)) or (plain and level is not None and lead.holds in NAMES[:2]):
        return Facts(family_key(lead.text))
    return None


def _and(told: Told, found: Facts | str | None, lead: Lead) -> Told:
    """Add what one more cell says; what contradicts the cells before it is doubted."""
    slot = lead.slot
    if found is None:
        lost = lead.holds in {*NAMES[:2], "level", "location"} or (not lead.holds and not told.slots)
        axis = UNKNOWN if lost else ""
        return replace(told, slots=(*told.slots, (axis, slot)))
    if isinstance(found, str):
        return replace(told, bound=found, slots=(*told.slots, ("bound", slot)))
    differ = tuple(Doubt("doubtful_place", f"{lead.text!r} stands beside {what}") for what in told.facts.against(found))
    slots = tuple((axis, slot) for axis in _axes(found))
    return replace(told, facts=told.facts.under(found), slots=told.slots + slots, doubts=told.doubts + differ)


def _axes(facts: Facts) -> Iterator[str]:
    yield from (name for name, value in zip(_AXES, facts.plain, strict=True) if value is not None)


@dataclass(frozen=True, slots=True)
class Held:
    """What the rows so far have printed, by axis: its value and the slot that it stands in, -1 across the table."""

    facts: Facts = NOTHING
    bound: str = ""
    slots: tuple[tuple[str, int], ...] = ()

    @property
    def is_known(self) -> bool:
        """Tell whether all cells that should say what the row is do."""
        return UNKNOWN not in dict(self.slots)

    def level_before(self, slot: int) -> int | None:
        """Return the level that holds for a row whose first cell stands in a slot: one that is printed left of it."""
        own = dict(self.slots).get("level")
        return self.facts.level if own is not None and own < slot else None

    def then(self, told: Told) -> tuple[Held, list[Doubt]]:
        """Return what holds in the next row: what it leaves out is held on, unless something further left is new."""
        edge = min((slot for _, slot in told.slots), default=0)
        own = dict(told.slots)
        anew = {slot for axis, slot in self.slots if axis in own and slot >= 0}  # all that its cell said is gone
        kept = {at: slot for at, slot in self.slots if at and at not in own and slot < edge and slot not in anew}
        old = Facts(**{axis: getattr(self.facts, axis) for axis in kept if axis in _AXES})
        held = Held(
            told.facts.under(old),
            told.bound or (self.bound if "bound" in kept else ""),
            tuple({**kept, **own}.items()),
        )
        return held, [*self._falls(held, own)]

    def across(self, facts: Facts) -> Held:
        """Return what holds below a row that says these facts across the table."""
        axes = tuple(_axes(facts))
        outer = list(takewhile(lambda one: one[0] not in axes, self.slots))
        kept = {axis: slot for axis, slot in outer if slot < 0}
        old = Facts(**{axis: getattr(self.facts, axis) for axis in kept})
        return Held(facts.under(old), "", (*kept.items(), *((axis, -1) for axis in axes)))

    def _falls(self, held: Held, own: dict[str, int]) -> Iterator[Doubt]:
        """Doubt a level that does not rise below a name that is not printed again: it may be another's."""
        now, before = held.facts.level, self.facts.level
        if "level" not in own or "family" in own or held.facts.family is None or now is None or before is None:
            return
        same = self.facts.plain[2] == held.facts.plain[2] and self.bound == held.bound
        if now < before or (now == before and same):
            reason = f"no family is printed for this row with level {now}, which does not follow {held.facts.family}"
            yield Doubt("doubtful_place", f"{reason} {before}")
