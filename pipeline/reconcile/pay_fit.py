"""Headings set against the cells below them: where both are as many, in the same order, they are the same columns.

A heading that is set in the middle may stand beside its column on the page, and two headings may share a cell.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from pipeline.reconcile.pay_columns import Column, columns_of, columns_over, is_paid
from pipeline.reconcile.pay_slots import all_slots, full_slots, of_ends, with_bare
from pipeline.reconcile.said import single_heads
from pipeline.reconcile.spread import share

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.model import Cell, Row


def fitted(heads: Sequence[Row], rows: Sequence[Row]) -> tuple[Column, ...]:
    """Return the columns under some heading rows, with the slots of the cells below where these are clear.

    The ways to read them are tried, the surest first; where none is clear, the first one holds.
    """
    slots = [below for below in (full_slots(rows), all_slots(rows)) if below] or [[]]
    first: tuple[Column, ...] | None = None
    for each, below in product((heads, by_lines(heads)), slots):
        paid = [is_paid(slot, rows) for slot in below]
        for columns in _ways(each, rows, below, paid):
            first = columns if first is None else first
            if _is_clear(columns, below, leads=not all(paid)):
                return columns
    return first or ()


def _ways(
    heads: Sequence[Row], rows: Sequence[Row], below: Sequence[Cell], paid: Sequence[bool]
) -> Iterator[tuple[Column, ...]]:
    """Yield the ways to read the columns under some heading rows, the surest first."""
    named = of_ends(columns_of(heads, rows), rows)
    over = (columns_over(heads, below, paid, middle=middle) for middle in (False, True))
    found = (_fitted(named, below, paid), *(of_ends(one, rows) for one in over), _to_the_right(named, below, paid))
    yield from (with_bare(one, below, rows) for one in found)


def _to_the_right(columns: Sequence[Column], below: Sequence[Cell], paid: Sequence[bool]) -> tuple[Column, ...]:
    """Give columns of pay the slots in order where each stands between its heading's left edge and the next one's.

    Amounts are set to the right of their column, and its heading to the left.
    """
    slots = [slot for slot, one in zip(below, paid, strict=True) if one]
    pay = [column for column in columns if column.is_pay]
    edges = [*(column.first for column in pay[1:]), max((slot.last for slot in slots), default=0)]
    if (
        not pay
        or len(pay) != len(slots)
        or not all(one.first <= slot.first <= edge + 1 for one, slot, edge in zip(pay, slots, edges, strict=True))
    ):
        return tuple(columns)
    moved = [replace(one, first=slot.first, last=slot.last) for one, slot in zip(pay, slots, strict=True)]
    rest = [column for column in columns if not column.is_pay]
    return tuple(sorted([*moved, *rest], key=lambda column: column.first))


def by_lines(heads: Sequence[Row]) -> list[Row]:
    """Return heading rows in which each line is a row of its own: one heading may stand over others in its row."""
    return [replace(row, cells=tuple(cells)) for row in heads for cells in _levels(row)]


def _levels(row: Row) -> list[list[Cell]]:
    """Return the lines of a row's cells, those at one height together, top to bottom."""
    each = [(line.place.box, replace(cell, lines=(line,), starts=())) for cell in row.cells for line in cell.lines]
    if any(box is None for box, _ in each):
        return [list(row.cells)]
    levels: list[tuple[float, list[Cell]]] = []
    for box, cell in sorted(((box, cell) for box, cell in each if box), key=lambda one: one[0].middle[1]):
        if not levels or box.top > levels[-1][0]:
            levels.append((box.middle[1], []))
        levels[-1][1].append(cell)
    return [sorted(cells, key=lambda cell: cell.first) for _, cells in levels]


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
