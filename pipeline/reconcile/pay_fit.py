"""Headings set against the cells below them: where both are as many, in the same order, they are the same columns.

A heading that is set in the middle may stand beside its column on the page, and two headings may share a cell.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.reconcile.pay_columns import Column, columns_of, columns_over, is_paid
from pipeline.reconcile.said import single_heads
from pipeline.reconcile.spread import share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.model import Cell, Row

#: Rows with the most cells show the columns, if they are more than this share of all.
FEW = 0.2


def fitted(heads: Sequence[Row], rows: Sequence[Row]) -> tuple[Column, ...]:
    """Return the columns under some heading rows, with the slots of the cells below where these are clear."""
    below = _slots(rows)
    paid = [is_paid(slot, rows) for slot in below]
    found = _fitted(columns_of(heads, rows), below, paid)
    others = (columns_over(heads, below, paid, middle=middle) for middle in (False, True))
    return next((one for one in (found, *others) if _is_clear(one, below, leads=not all(paid))), found)


def _is_clear(columns: Sequence[Column], below: Sequence[Cell], *, leads: bool) -> bool:
    """Tell whether each slot has its own column, each column a meaning, and no two of pay the same one.

    Where the rows have no `leads` to their amounts, only the columns of pay count.
    """
    columns = [one for one in columns if leads or one.is_pay]
    own = [[one for one in columns if share(one, slot)] for slot in below]
    pay = [(one.holds, one.facts.plain) for one in columns if one.is_pay]
    axes = {tuple(value is None for value in plain) for _, plain in pay}
    said = len(axes) == 1 and len(set(pay)) == len(pay)
    return len(columns) == len(below) and said and all(len(one) == 1 and one[0].holds for one in own)


def _fitted(columns: Sequence[Column], below: Sequence[Cell], paid: Sequence[bool]) -> tuple[Column, ...]:
    apart = _all_parted(columns, below) or [part for column in columns for part in _parted(column, below)]
    slots = [[slot for slot, one in zip(below, paid, strict=True) if one is kind] for kind in (True, False)]
    pay = _matched([column for column in apart if column.is_pay], slots[0])
    named = _matched([column for column in apart if column.holds and not column.is_pay], slots[1])
    rest = [column for column in apart if not column.holds]
    return tuple(sorted([*pay, *named, *rest], key=lambda column: column.first))


def _slots(rows: Sequence[Row]) -> list[Cell]:
    """Return a cell for each column of the body, left to right, from the rows that have the most cells."""
    cells = [row.cells for row in rows if len(row.cells) > 1 and not row.beside]
    counts = Counter(len(row) for row in cells)
    most = max((count for count, times in counts.items() if times > FEW * len(cells)), default=0)
    full = [row for row in cells if len(row) == most]
    slots = [_around([row[at] for row in full]) for at in range(most)]
    apart = all(one.last < other.first for one, other in pairwise(slots))
    return slots if apart else []


def _around(cells: Sequence[Cell]) -> Cell:
    return replace(cells[0], first=min(cell.first for cell in cells), last=max(cell.last for cell in cells))


def _all_parted(columns: Sequence[Column], below: Sequence[Cell]) -> list[Column]:
    """Part the cells that hold several headings, where these are then as many as the slots; else nothing."""
    heads = [(column, one) for column in columns for one in single_heads(column.text) or [(column.holds, column.text)]]
    if len(heads) == len(columns) or len(heads) != len(below):
        return []
    both = zip(heads, below, strict=True)
    return [_renamed(column, holds, text, slot) for (column, (holds, text)), slot in both]


def _renamed(column: Column, holds: str, text: str, slot: Cell) -> Column:
    return replace(column, first=slot.first, last=slot.last, holds=holds, text=text)


def _parted(column: Column, below: Sequence[Cell]) -> list[Column]:
    """Part a cell that holds the headings of as many slots as stand below it."""
    under = [slot for slot in below if share(slot, column)]
    heads = single_heads(column.text)
    if len(heads) < 2 or len(heads) != len(under):
        return [column]
    return [_renamed(column, holds, text, slot) for (holds, text), slot in zip(heads, under, strict=True)]


def _matched(columns: Sequence[Column], slots: Sequence[Cell]) -> list[Column]:
    """Give columns the slots in order, where each stands below its own heading or below none."""
    if len(columns) != len(slots):
        return list(columns)
    each = [[number for number, column in enumerate(columns) if share(slot, column)] for slot in slots]
    if any(numbers not in ([], [at]) for at, numbers in enumerate(each)):
        return list(columns)
    return [replace(column, first=slot.first, last=slot.last) for column, slot in zip(columns, slots, strict=True)]
