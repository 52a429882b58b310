"""Which tables of drawn pages are lists of roles, and what each of their rows is: headings, a role, or beside them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.reconcile import amounts
from pipeline.reconcile.headings import parse
from pipeline.reconcile.listing import LONGEST_HEADING, role_of
from pipeline.reconcile.role_columns import BOUNDS, LEADS, is_head_row, said, single_heads, text_of
from pipeline.reconcile.role_rows import apart, unwrapped, without_caption, without_heads
from pipeline.reconcile.vocabulary import match

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.model import Grid, Row

#: A table is a list where so many of its rows name a role and have pay, or where its headings say so.
FEWEST = 2


def is_list(grid: Grid) -> bool:
    """Tell whether the tables of drawn pages are lists of roles: no row names several families side by side.

    A list says so in its headings (a minimum and a maximum, or a role), or by rows that begin with a role.
    """
    rows = [row for row in whole_rows(grid.rows) if not row.beside]
    if any(names_families(row) for row in rows):
        return False
    heads = [said(text_of(cell)) for row in rows if is_head_row(row) for cell in row.cells]
    labels = {label for one in heads if one.is_heading for label in one.labels}
    paid = [row for row in rows if any(amounts.looks_like_pay(cell.text) for cell in row.cells[1:])]
    named = sum(_names_role(text_of(row.cells[0])) for row in paid)
    headed = labels >= BOUNDS and (named > 0 or bool(labels & LEADS))
    return bool(paid) and (headed or named >= FEWEST)


def split(grid: Grid) -> tuple[Grid, Grid]:
    """Part the tables that are lists from the others, each with the lines above it, where a sheet has both."""
    segments: list[list[Row]] = [[]]
    for above, row in pairwise((None, *grid.rows)):
        if row is None:
            continue
        begins = row.beside or is_head_row(row) or names_families(row)
        after = above is not None and not (above.beside or is_head_row(above) or names_families(above))
        if begins and after:
            segments.append([])
        segments[-1].append(row)
    lists = [is_list(replace(grid, rows=tuple(rows))) for rows in segments]
    both = [
        tuple(row for rows, one in zip(segments, lists, strict=True) if one is kind for row in rows)
        for kind in (True, False)
    ]
    return replace(grid, rows=both[0], beside=()), replace(grid, rows=both[1])


def names_families(row: Row) -> bool:
    """Tell whether a row names several families and no pay: a matrix has them side by side."""
    if any(amounts.looks_like_pay(cell.text) for cell in row.cells):
        return False
    terms = [match(text_of(cell)) for cell in row.cells]
    parts = parse(" ".join(text_of(cell) for cell in row.cells))
    labelled = any(part.name == "families" for part in parts) and any(part.kind == "family" for part in parts)
    return labelled or len({term.name for term in terms if term and term.kind == "family"}) > 1


def _names_role(text: str) -> bool:
    term = match(text)
    return role_of(text) is not None or bool(term and term.kind == "family")


def whole_rows(rows: Sequence[Row]) -> list[Row]:
    """Return rows of which each is one: of headings, of a role, or a line beside the tables."""
    whole: Iterable[Row] = unwrapped(rows)
    for part in (without_caption, without_heads, apart):
        whole = [one for row in whole for one in ([row] if row.beside else part(row))]
    return list(whole)


def is_beside(row: Row) -> bool:
    """Tell whether a row is no part of a table: a line outside of it, or a sentence across it."""
    sentence = len(row.cells) == 1 and len(row.cells[0].text.split()) > LONGEST_HEADING
    return (row.beside and not _is_head_line(row)) or (sentence and role_of(text_of(row.cells[0])) is None)


def _is_head_line(row: Row) -> bool:
    """Tell whether a line above a table holds the headings of its columns."""
    return {name for name, _ in single_heads(text_of(row.cells[0]))} >= BOUNDS


def is_part_of_heads(row: Row) -> bool:
    """Tell whether a row with one cell is a heading over several columns, such as `Annual salary`."""
    one = said(text_of(row.cells[0]))
    return len(row.cells) == 1 and bool(one.labels) and one.is_heading and not one.places
