"""Which tables of drawn pages are lists of roles, and what each of their rows is: headings, a role, or beside them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from pipeline.reconcile import amounts
from pipeline.reconcile.headings import parse
from pipeline.reconcile.listing import LONGEST_HEADING, role_of
from pipeline.reconcile.pay_columns import is_head_row
from pipeline.reconcile.role_rows import apart, unwrapped, without_caption, without_heads
from pipeline.reconcile.said import BOUNDS, Said, said, single_heads, text_of
from pipeline.reconcile.vocabulary import label_and_level, match

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.model import Grid, Row

#: A table without headings is one of pay where so many of its rows name a role.
FEWEST = 2


def is_pay(grid: Grid) -> bool:
    """Tell whether the tables of drawn pages hold pay and nothing else.

    Their headings say of amounts whose they are, or their rows begin with a role; no label says titles or
    responsibilities.
    """
    every = whole_rows(grid.rows)
    if any(_is_of_texts(row) for row in every):
        return False
    rows = [row for row in every if not row.beside]
    heads = [said(text_of(cell)) for row in rows if is_head_row(row) for cell in row.cells]
    headed = any(one.is_heading and (one.is_fact or one.labels & BOUNDS) for one in heads)
    paid = [row for row in rows if any(amounts.looks_like_pay(cell.text) for cell in row.cells[1:])]
    named = sum(_names_role(text_of(row.cells[0])) for row in paid)
    told = headed and (named > 0 or any(_is_told(row) for row in paid))
    return bool(paid) and (told or named >= FEWEST)


def _is_of_texts(row: Row) -> bool:
    """Tell whether a row begins with the label of titles or responsibilities, and names no columns."""
    label = label_and_level(row.cells[0].text)
    if label is None or label[0].kind != "label" or label[0].name not in ("job_titles", "responsibilities"):
        return False
    others = [said(text_of(cell)) for cell in row.cells[1:]]
    return not any(one.is_heading and not one.near and one != Said(levels=one.levels) for one in others)


def _is_told(row: Row) -> bool:
    """Tell whether what stands before the amounts of a row says whose they are."""
    leads = takewhile(lambda cell: not amounts.looks_like_pay(cell.text), row.cells)
    return any((one := said(text_of(cell))).is_fact or one.labels & (BOUNDS | {"pay_bands"}) for cell in leads)


def split(grid: Grid) -> tuple[Grid, Grid]:
    """Part the tables of pay alone from the others, each with the lines above it, where a sheet has both."""
    segments: list[list[Row]] = [[]]
    for above, row in pairwise((None, *grid.rows)):
        if row is None:
            continue
        if (row.beside or _names_columns(row)) and above is not None and not (above.beside or _names_columns(above)):
            segments.append([])
        segments[-1].append(row)
    alone: list[bool] = []
    for rows in segments:
        goes_on = bool(alone) and alone[-1] and not any(_is_headed(row) or _is_of_texts(row) for row in rows)
        alone.append(goes_on or is_pay(replace(grid, rows=tuple(rows))))
    for at in range(len(segments) - 1, -1, -1):  # the headings of pay may be those of the texts below it
        below = next((rows for rows, pay in zip(segments[at + 1 :], alone[at + 1 :], strict=True) if not pay), None)
        shared = below is not None and not any(names_families(row) for row in below)
        alone[at] = alone[at] and not (shared and any(names_families(row) for row in segments[at]))
    both = [
        tuple(row for rows, one in zip(segments, alone, strict=True) if one is kind for row in rows)
        for kind in (True, False)
    ]
    return replace(grid, rows=both[0], beside=()), replace(grid, rows=both[1])


def _is_headed(row: Row) -> bool:
    return _names_columns(row) or (row.beside and label_and_level(row.cells[0].text) is not None)


def _names_columns(row: Row) -> bool:
    return (is_head_row(row) and not _is_of_texts(row)) or names_families(row)


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


def is_unit(row: Row) -> bool:
    """Tell whether a row holds one cell that says nothing, such as the `(£)` that ends a heading above it."""
    return len(row.cells) == 1 and said(text_of(row.cells[0])) == Said()
