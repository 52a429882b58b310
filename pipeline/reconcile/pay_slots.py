"""The columns that the cells of a table of pay show by themselves: their slots, and what those without heading hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.reconcile.pay_columns import Column
from pipeline.reconcile.said import BOUNDS, Said, said, text_of
from pipeline.reconcile.spread import share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.model import Cell, Row
    from pipeline.reconcile.spread import Slots

#: Rows with the most cells show the columns, if they are more than this share of all.
FEW = 0.2


def full_slots(rows: Sequence[Row]) -> list[Cell]:
    """Return a cell for each column of the body, left to right, from the rows that have the most cells."""
    cells = [row.cells for row in rows if len(row.cells) > 1 and not row.beside]
    counts = Counter(len(row) for row in cells)
    most = max((count for count, times in counts.items() if times > FEW * len(cells)), default=0)
    full = [row for row in cells if len(row) == most]
    slots = [_around([row[at] for row in full]) for at in range(most)]
    apart = all(one.last < other.first for one, other in pairwise(slots))
    return slots if apart else []


def all_slots(rows: Sequence[Row]) -> list[Cell]:
    """Return a cell for each column of the body where no row has two cells in one: rows may leave any of them out."""
    every = [row.cells for row in rows if len(row.cells) > 1 and not row.beside]
    groups: list[list[Cell]] = []
    for cell in sorted((cell for row in every for cell in row), key=lambda one: one.first):
        if groups and cell.first <= max(one.last for one in groups[-1]):
            groups[-1].append(cell)
        else:
            groups.append([cell])
    several = any(sum(cell in group for cell in row) > 1 for row in every for group in groups)
    return [] if several else [_around(group) for group in groups]


def _around(cells: Sequence[Cell]) -> Cell:
    return replace(cells[0], first=min(cell.first for cell in cells), last=max(cell.last for cell in cells))


def with_bare(columns: Sequence[Column], below: Sequence[Cell], rows: Sequence[Row]) -> tuple[Column, ...]:
    """Return columns with one for each slot without a heading whose cells all say the same kind of thing."""
    bare = [slot for slot in below if not any(share(slot, column) for column in columns)]
    named = [Column(slot.first, slot.last, holds, "", slot) for slot in bare if (holds := _holds(_said(slot, rows)))]
    return tuple(sorted([*columns, *named], key=lambda column: column.first))


def _holds(each: Sequence[Said]) -> str:
    """Return what a column holds of which all cells say this; empty where they say nothing in common.

    Among several families that are known there may be one that is new.
    """
    families = sum(bool(one.families) and one.is_heading for one in each)
    if families > 1 and not any(one.labels or one.places or one.levels for one in each):
        return "families"
    if not each or not all(one.is_heading for one in each):
        return ""
    if all(one == Said(levels=one.levels) for one in each):
        return "level"
    if all(one == Said(places=one.places) for one in each):
        return "location"
    return "bound" if _are_ends(each) else ""


def of_ends(columns: Sequence[Column], rows: Sequence[Row]) -> tuple[Column, ...]:
    """Return columns of which one that is called pay, and says which end of the range a row is, holds no pay."""
    return tuple(
        replace(one, holds="bound") if one.holds == "pay_bands" and _are_ends(_said(one, rows)) else one
        for one in columns
    )


def _said(slots: Slots, rows: Sequence[Row]) -> list[Said]:
    return [said(text_of(cell)) for row in rows if len(row.cells) > 1 for cell in row.cells if share(cell, slots)]


def _are_ends(each: Sequence[Said]) -> bool:
    """Tell whether all of some cells name an end of the range."""
    return bool(each) and all(one.is_heading and one.labels & BOUNDS for one in each)
