"""The cells of a row of a list under the headings that they stand below: names and levels, the pay of each range."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.model import Doubt, part_of
from pipeline.reconcile import amounts
from pipeline.reconcile.role_columns import SHARE, Column, Group, overlap, text_of
from pipeline.reconcile.vocabulary import is_blank_mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.model import Cell


@dataclass
class Parts:
    """The cells of a row by what their columns hold; `pay` by group, `doubts` about the whole row."""

    leads: dict[str, Cell] = field(default_factory=dict)
    pay: dict[int, list[Cell]] = field(default_factory=dict)
    stray: list[Cell] = field(default_factory=list)
    blank: list[Cell] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


def parts_of(cells: Sequence[Cell], columns: Sequence[Column], groups: Sequence[Group]) -> Parts:
    """Share the cells of a row among its columns; what stands in none of them is stray."""
    parts = Parts()
    left = min((column.first for column in columns if column.is_pay), default=0)
    for cell in sorted(cells, key=lambda one: one.first):
        under = [column for column in columns if is_under(cell, column)]
        pay = [column for column in under if column.is_pay]
        if is_blank_mark(cell.text):
            parts.blank.append(cell)
        elif pay:
            _put_pay(cell, pay, groups, parts, mixed=len(pay) < len(under))
        elif under and (under[0].holds or cell.last < left) and not amounts.looks_like_pay(cell.text):
            _put_lead(cell, under[0].holds, parts)
        elif not under and cell.last < left:
            _put_lead(cell, _lead_left_of(cell, columns), parts)
        elif not under or under[0].holds:
            parts.stray.append(cell)
    return parts


def _lead_left_of(cell: Cell, columns: Sequence[Column]) -> str:
    """Return what the column holds that a cell between two columns goes on from."""
    before = [column for column in columns if column.first <= cell.first]
    return max(before, key=lambda column: column.first).holds if before else ""


def _put_lead(cell: Cell, holds: str, parts: Parts) -> None:
    other = parts.leads.get(holds)
    parts.leads[holds] = replace(other, lines=other.lines + cell.lines, last=cell.last) if other else cell


def is_under(cell: Cell, column: Column) -> bool:
    """Tell whether a cell stands in a column, by the slots that they share."""
    narrow = max(1, min(cell.last - cell.first, column.last - column.first))
    return overlap(cell, column) > SHARE * narrow


def _put_pay(cell: Cell, under: Sequence[Column], groups: Sequence[Group], parts: Parts, *, mixed: bool) -> None:
    """Put a cell of pay to the ranges whose columns it stands under; one under several is given to each."""
    words = text_of(cell).split()
    if not mixed and len(under) == len(words) > 1 and all(amounts.single(one) or is_blank_mark(one) for one in words):
        for column, word in zip(under, words, strict=True):
            part = replace(cell, lines=(part_of(cell.lines, word),), first=column.first, last=column.last)
            if not is_blank_mark(word):
                _put_pay(part, [column], groups, parts, mixed=False)
        return
    numbers = [number for number, group in enumerate(groups) if set(group.columns) & set(under)]
    if len(numbers) > 1 or mixed:
        heads = ", ".join(repr(column.text) for column in under)
        parts.doubts.append(Doubt("doubtful_place", f"{text_of(cell)!r} stands across the columns {heads}"))
    for number in numbers:
        parts.pay.setdefault(number, []).append(cell)
