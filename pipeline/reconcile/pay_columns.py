"""The heading rows of a table of pay on a drawn page: what stands in each column, and whose pay it is.

A column is known by all the headings above it, read together: `Research` over `London` over `Annual minimum`. A column
whose heading has a word that is not known here is not understood, and no amount is taken from it.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.model import Doubt
from pipeline.reconcile import amounts
from pipeline.reconcile.facts import NOTHING, Facts, facts_of
from pipeline.reconcile.heard import misread
from pipeline.reconcile.listing import LONGEST_NAME
from pipeline.reconcile.said import BOUNDS, LEADS, Said, said, text_of
from pipeline.reconcile.spread import SHARE, overlap, share, spread
from pipeline.reconcile.vocabulary import family_key, is_blank_mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.model import Cell, Row


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its slots, what it holds (a label's name, empty where it is not understood) and whose pay that is.

    It holds `bound` where its cells say which end of the range a row is.
    """

    first: int
    last: int
    holds: str
    text: str
    head: Cell
    facts: Facts = NOTHING
    doubts: tuple[Doubt, ...] = ()

    @property
    def is_pay(self) -> bool:
        """Tell whether it holds pay: a bound, or a whole range."""
        return self.holds in BOUNDS or self.holds == "pay_bands"


@dataclass(frozen=True, slots=True)
class _Head:
    """A cell of a heading row, what it says, and the number of its row."""

    cell: Cell
    said: Said
    row: int

    @property
    def first(self) -> int:
        return self.cell.first

    @property
    def last(self) -> int:
        return self.cell.last

    @property
    def governs(self) -> bool:
        """Tell whether it says something of amounts below it, and names no column of names or levels."""
        return (self.said.is_fact or bool(self.said.labels & BOUNDS)) and not self.said.asked & LEADS


def is_head_row(row: Row) -> bool:
    """Tell whether a row of a table names columns: nothing in it is money, and a cell is a heading and no more."""
    if len(row.cells) == 1 or any(amounts.looks_like_pay(cell.text) for cell in row.cells):
        return False
    each = [said(text_of(cell)) for cell in row.cells]
    named = [one for one in each if one.is_heading and not (one.families and one.near)]
    return any(one.labels for one in named) or (len(named) > 1 and len(named) > len(each) / 2)


def columns_of(rows: Sequence[Row], body: Sequence[Row]) -> tuple[Column, ...]:
    """Return the columns under some heading rows, left to right, over the rows of a body."""
    heads = _heads(rows)
    ends = [one for one in heads if not any(_is_over(one, other) for other in heads)]
    ends = sorted((one for one in ends if not _is_upper(one, heads)), key=lambda one: one.first)
    return _made(ends, [[one] for one in ends], heads, [_may_be_paid(one.cell, body) for one in ends])


def columns_over(
    rows: Sequence[Row], slots: Sequence[Cell], paid: Sequence[bool], *, middle: bool
) -> tuple[Column, ...]:
    """Return a column for each slot of the body, under the headings that begin over it or are nearest to it."""
    heads = _heads(rows)
    stacks: list[list[_Head]] = [[] for _ in slots]
    for one in heads if slots else ():
        if _is_upper(one, heads) or (paid[0] and one.said.asked & LEADS):
            continue  # where the first column is one of pay, the rows have nothing before it
        begun = bisect_right([slot.first for slot in slots[1:]], one.first)
        away = [abs(slot.first + slot.last - one.first - one.last) for slot in slots]
        stacks[away.index(min(away)) if middle else begun].append(one)
    full = [number for number, stack in enumerate(stacks) if stack]
    kept = [stacks[number] for number in full]
    return _made([slots[number] for number in full], kept, heads, [paid[number] for number in full])


def _heads(rows: Sequence[Row]) -> list[_Head]:
    """Return the headings that say something; beside families that are known, a few other words name a new one."""
    rows = [row for row in rows if not _is_caption(row)] or list(rows)
    found: list[_Head] = []
    for number, row in enumerate(rows):
        each = [said(text_of(cell)) for cell in row.cells]
        families = sum(bool(one.families) for one in each)
        named = families > 1 or (families and any("families" in one.labels for one in each))
        for cell, one in zip(row.cells, each, strict=True):
            new = named and _is_name(one)
            told = Said(families=((family_key(text_of(cell)), text_of(cell)),)) if new else one
            if told.labels or told.is_fact or told.other:
                found.append(_Head(cell, told, number))
    return found


def _is_caption(row: Row) -> bool:
    """Tell whether a row of one cell says only that this is pay."""
    return len(row.cells) == 1 and said(text_of(row.cells[0])) == Said(labels=frozenset({"pay_bands"}))


def _is_name(one: Said) -> bool:
    words = " ".join(one.other).split()
    plain = 0 < len(words) <= LONGEST_NAME and all(word[0].isalpha() for word in words)
    return plain and not one.labels and not one.is_fact


def _is_over(upper: _Head, lower: _Head) -> bool:
    """Tell whether a heading stands over another one, by their slots; a short one may, where both are about amounts."""
    wide = overlap(upper, lower) > SHARE * max(1, lower.last - lower.first)
    short = upper.governs and lower.governs and share(upper, lower)
    return lower.row > upper.row and (wide or short)


def _is_upper(one: _Head, heads: Sequence[_Head]) -> bool:
    """Tell whether a heading governs columns that a lower row names, wherever it stands over them."""
    if not one.governs or one.said.labels - BOUNDS or one.said.other:
        return False
    row = sum(other.governs for other in heads if other.row == one.row)
    below = [other for other in heads if other.row > one.row and other.governs]
    rows = {other.row for other in below}
    return any(sum(other.row == number for other in below) >= max(2, row) for number in rows)


def _may_be_paid(head: Cell, rows: Sequence[Row]) -> bool:
    """Tell whether amounts stand under a heading, or nothing does: they may be set in the middle of its column."""
    bare = not any(share(cell, head) for row in rows if len(row.cells) > 1 for cell in row.cells)
    return bare or is_paid(head, rows)


def is_paid(slot: Cell, rows: Sequence[Row]) -> bool:
    """Tell whether half of the cells in a slot hold money or a blank mark, so that one may be misread."""
    cells = [cell for row in rows if len(row.cells) > 1 for cell in row.cells if share(cell, slot)]
    pay = sum(amounts.looks_like_pay(cell.text) or is_blank_mark(cell.text) for cell in cells)
    return 0 < len(cells) <= 2 * pay


def _made(
    slots: Sequence[_Head | Cell], stacks: Sequence[list[_Head]], heads: Sequence[_Head], paid: Sequence[bool]
) -> tuple[Column, ...]:
    """Make a column of each slot, from its own headings and those of the rows above that govern it."""
    used = {id(one) for stack in stacks for one in stack}
    above = [list(stack) for stack in stacks]
    for number in sorted({one.row for one in heads}):
        row = [one for one in heads if one.row == number and id(one) not in used]
        _add_governing([one for one in row if one.governs], slots, stacks, above, paid)
        for one in (one for one in row if not one.governs):
            for slot, stack in zip(slots, above, strict=True):
                if overlap(one, slot) > SHARE * max(1, slot.last - slot.first):
                    stack.append(one)
    every = zip(slots, above, strict=True)
    return tuple(_column(slot, sorted(stack, key=lambda one: one.row)) for slot, stack in every)


def _add_governing(
    row: Sequence[_Head],
    slots: Sequence[_Head | Cell],
    stacks: Sequence[Sequence[_Head]],
    above: Sequence[list[_Head]],
    paid: Sequence[bool],
) -> None:
    """Add the headings of a row to the columns of pay that they stand over; a caption in parts to all of them."""
    row = sorted(row, key=lambda one: one.first)
    pay = [n for n, stack in enumerate(stacks) if paid[n] and any(_is_of_pay(one) for one in stack)]
    caption = len(row) > 1 and all(one.said.is_fact for one in row) and facts_of(sum((one.said for one in row), Said()))
    over = spread(row, [slots[n] for n in pay])
    for number, head in zip(pay, over, strict=True):
        above[number].extend(row if caption else row[head : head + 1] if head is not None else ())


def _is_of_pay(one: _Head) -> bool:
    return one.governs or "pay_bands" in one.said.labels


def _column(slot: _Head | Cell, stack: Sequence[_Head]) -> Column:
    text = " ".join(text_of(one.cell) for one in stack)
    each = sum((one.said for one in stack), Said())
    whole = each if not each.other else said(text)
    facts = facts_of(whole)
    holds = "" if whole.other or facts is None else _holds(whole.asked, fact=whole.is_fact)
    head = stack[-1].cell
    near = tuple(Doubt("doubtful_text", f"the heading {text!r} is nearly known: {word!r}") for word in whole.near)
    doubts = (*near, *misread(one.cell for one in stack))
    return Column(slot.first, slot.last, holds, text, head, facts or NOTHING, doubts)


def _holds(labels: frozenset[str], *, fact: bool) -> str:
    """Return what a column with these labels holds; empty where they do not agree."""
    leads = labels & LEADS
    if len(leads) == 1 and not labels & BOUNDS:
        return next(iter(leads))
    if leads & {"families", "role"} and not labels & BOUNDS:
        return "role"
    if leads or labels - BOUNDS - {"pay_bands"}:
        return ""
    bounds = labels & BOUNDS
    if len(bounds) == 1:
        return next(iter(bounds))
    return "pay_bands" if labels or fact else ""
