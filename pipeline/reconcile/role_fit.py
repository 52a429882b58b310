"""Headings set against the cells below them: where both are as many, in the same order, they are the same columns.

A heading that is set in the middle may stand beside its column on the page, and two headings may share a cell.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.reconcile import amounts
from pipeline.reconcile.role_columns import SHARE, Column, columns_of, columns_over, overlap, single_heads
from pipeline.reconcile.vocabulary import is_blank_mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.model import Cell, Row

#: Rows with the most cells show the columns, if they are more than this share of all.
FEW = 0.2


def fitted(heads: Sequence[Row], rows: Sequence[Row]) -> tuple[Column, ...]:
    """Return the columns under some heading rows, with the slots of the cells below where these are clear."""
    below = _slots(rows)
    found = _fitted(columns_of(heads), below, rows)
    others = (columns_over(heads, below, middle=middle) for middle in (False, True))
    return next((one for one in (found, *others) if _is_clear(one, below)), found)


def _is_clear(columns: Sequence[Column], below: Sequence[Cell]) -> bool:
    """Tell whether each slot has its own column, each column a meaning, and no two of pay the same one."""
    own = [[one for one in columns if _share(one, slot)] for slot in below]
    pay = [(one.holds, one.place[0] if one.place else "") for one in columns if one.is_pay]
    placed = {bool(place) for _, place in pay}
    said = len(placed) == 1 and len(set(pay)) == len(pay)
    return len(columns) == len(below) and said and all(len(one) == 1 and one[0].holds for one in own)


def _fitted(columns: Sequence[Column], below: Sequence[Cell], rows: Sequence[Row]) -> tuple[Column, ...]:
    apart = _all_parted(columns, below) or [part for column in columns for part in _parted(column, below)]
    pay = _matched([column for column in apart if column.is_pay], [slot for slot in below if _is_pay(slot, rows)])
    leads = [slot for slot in below if not _is_pay(slot, rows)]
    named = _matched([column for column in apart if column.holds and not column.is_pay], leads)
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


def _share(one: Cell | Column, other: Cell | Column) -> bool:
    narrow = max(1, min(one.last - one.first, other.last - other.first))
    return overlap(one, other) > SHARE * narrow


def _is_pay(slot: Cell, rows: Sequence[Row]) -> bool:
    """Tell whether most of the cells in a slot hold money or a blank mark."""
    cells = [cell for row in rows if len(row.cells) > 1 for cell in row.cells if _share(cell, slot)]
    pay = sum(amounts.looks_like_pay(cell.text) or is_blank_mark(cell.text) for cell in cells)
    return pay > len(cells) / 2


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
    under = [slot for slot in below if _share(slot, column)]
    heads = single_heads(column.text)
    if len(heads) < 2 or len(heads) != len(under):
        return [column]
    return [_renamed(column, holds, text, slot) for (holds, text), slot in zip(heads, under, strict=True)]


def _matched(columns: Sequence[Column], slots: Sequence[Cell]) -> list[Column]:
    """Give columns the slots in order, where each stands below its own heading or below none."""
    if len(columns) != len(slots):
        return list(columns)
    each = [[number for number, column in enumerate(columns) if _share(slot, column)] for slot in slots]
    if any(numbers not in ([], [at]) for at, numbers in enumerate(each)):
        return list(columns)
    return [replace(column, first=slot.first, last=slot.last) for column, slot in zip(columns, slots, strict=True)]
