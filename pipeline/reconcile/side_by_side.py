"""Tables of pay that stand side by side, to tables one below the other: their headings come again along the row."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from pipeline.reconcile import amounts
from pipeline.reconcile.pay_columns import is_head_row
from pipeline.reconcile.said import LEADS, said, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.model import Row

#: A cell begins at the left edge of its table, or no further left of it than this (points).
NEAR = 12


def unfolded(rows: Sequence[Row]) -> list[Row]:
    """Return rows in which no two tables stand side by side: the left one comes first, each with its own caption."""
    found: list[Row] = []
    at = 0
    while at < len(rows):
        edges = _edges(rows[at])
        body = list(takewhile(lambda row: not row.beside and not is_head_row(row), rows[at + 1 :])) if edges else []
        if not body or not all(_keeps_to(row, edges) for row in (rows[at], *body)):
            found.append(rows[at])
            at += 1
            continue
        captions = [found.pop()] if found and _are_captions(found[-1], edges) else []
        for number in range(len(edges)):
            found += _part([*captions, rows[at], *body], edges, number)
        at += 1 + len(body)
    return found


def _edges(row: Row) -> list[int]:
    """Return where each table begins of which a row holds the headings; nothing where it holds those of one."""
    each = [said(text_of(cell)).labels for cell in row.cells]
    if row.beside or not is_head_row(row) or not each[0] & LEADS:
        return []
    for size in range(2, len(each) // 2 + 1):
        if len(each) % size == 0 and each == each[:size] * (len(each) // size):
            return [cell.first for cell in row.cells[::size]]
    return []


def _keeps_to(row: Row, edges: Sequence[int]) -> bool:
    """Tell whether no cell of a row lies in two tables."""
    return not any(cell.first + NEAR < edge < cell.last for cell in row.cells for edge in edges)


def _are_captions(row: Row, edges: Sequence[int]) -> bool:
    """Tell whether a row holds a caption for each of some tables."""
    tables = [_table(cell.first, edges) for cell in row.cells]
    paid = any(amounts.looks_like_pay(cell.text) for cell in row.cells)
    return not row.beside and not paid and tables == list(range(len(edges))) and _keeps_to(row, edges)


def _table(first: int, edges: Sequence[int]) -> int:
    """Return the number of the table that a cell stands in."""
    return max(0, bisect_right(edges, first + NEAR) - 1)


def _part(rows: Sequence[Row], edges: Sequence[int], number: int) -> Iterator[Row]:
    """Yield what some rows hold of one table."""
    for row in rows:
        cells = tuple(cell for cell in row.cells if _table(cell.first, edges) == number)
        if cells:
            yield replace(row, cells=cells)
