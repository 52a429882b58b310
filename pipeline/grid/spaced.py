"""Columns kept apart by spaces to the rows of a grid: the pages of a text, and what goes on from one to the next."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from pipeline.grid.spaced_columns import aligned, column_of, is_fine, page_of
from pipeline.grid.spaced_rows import is_parted, rows_of, text_odds
from pipeline.grid.spaced_running import running
from pipeline.grid.starts import BLANK_ABOVE, SMALL, UNSURE, Habits, is_open, learn
from pipeline.model import Grid, Line, Row
from pipeline.reconcile import wrap
from pipeline.reconcile.amounts import has_amount
from pipeline.reconcile.vocabulary import label_and_level, level_of, match

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.grid.spaced_columns import Page


def split(lines: Sequence[Line], texts: Iterable[str]) -> Grid:
    """Return the rows of a text whose columns are kept apart by spaces; slots are positions of characters.

    `texts` are what other sheets print: their first words tell how a text begins.
    """
    pages = [list(group) for _, group in groupby(lines, key=lambda line: line.place.page)]
    outside = running(pages)
    found = [page_of([line for line in page if line.number not in outside]) for page in pages]
    found = [page for page in found if any(page.rows)]
    if not found:
        return Grid((), steady=True)
    first, *others = found
    moved = [first, *(aligned(page, first, number) for number, page in enumerate(others, start=1))]
    habits, parted = _habits(moved, texts), is_parted(found)
    rows: list[Row] = []
    for above, page in zip((first, *moved), moved, strict=False):
        here = list(rows_of(page, habits, parted=parted))
        if here and page.frame != above.frame:
            here[0] = replace(here[0], gap=True)
        rows += _over_page(rows, here, habits)
    beside = tuple(line for page in pages for line in page if line.number in outside)
    return Grid(tuple(rows), steady=True, beside=beside)


def _over_page(before: list[Row], rows: list[Row], habits: Habits) -> list[Row]:
    """Join the first row of a page to the last of the page before, where its texts go on; doubt both if in doubt."""
    index = next((i for i, row in enumerate(rows) if not _is_heading_row(row)), None)
    if not before or index is None or not (_is_text(before[-1]) and _is_text(rows[index])):
        return rows
    last, first = before[-1], rows[index]
    evidence, joined = (_across(last, first), None) if rows[0].gap else _together(last, first, habits)
    if abs(evidence) < UNSURE or (joined is None and evidence < 0):
        last, first = replace(last, unsure=True), replace(first, unsure=True)
    if joined is not None and evidence < 0:
        before[-1] = replace(joined, unsure=last.unsure or first.unsure)
        return [*rows[:index], *rows[index + 1 :]]
    before[-1] = last
    return [*rows[:index], first, *rows[index + 1 :]]


def _together(last: Row, first: Row, habits: Habits) -> tuple[float, Row | None]:
    """Return the log odds that a row begins at the top of a page, and the one that it makes with the last if not."""
    above = {cell.first: cell for cell in last.cells}
    pairs = [(above[cell.first], cell) for cell in first.cells if cell.first in above]
    if not pairs:
        return _across(last, first), None
    odds = sum(text_odds(cell.lines[0].text, one.lines[-1].text, cell.first, habits) for one, cell in pairs)
    whole = above | {cell.first: cell for cell in first.cells}
    whole |= {cell.first: replace(cell, lines=above[cell.first].lines + cell.lines) for _, cell in pairs}
    return odds, replace(last, cells=tuple(whole.values()))


def _across(last: Row, first: Row) -> float:
    """Return the log odds that no text goes on over a page, where nobody knows which columns are the same."""
    open_ = any(is_open(cell.lines[-1].text) for cell in last.cells)
    return SMALL if open_ or any(cell.text[:1].islower() for cell in first.cells) else BLANK_ABOVE


def _is_heading_row(row: Row) -> bool:
    return sum(bool(match(cell.text)) for cell in row.cells) > 1


def _is_text(row: Row) -> bool:
    """Tell whether a row holds nothing but running texts: no label, level or amount."""
    marks = any(level_of(cell.text) or label_and_level(cell.text) or has_amount(cell.text) for cell in row.cells)
    return bool(row.cells) and not marks


def _habits(pages: Sequence[Page], texts: Iterable[str]) -> Habits:
    """Learn how texts begin from other sheets, and how lines and texts end from this one."""
    return replace(learn(texts, (end for page in pages for end in _ends(page))), wide=_widths(pages))


def _ends(page: Page) -> Iterator[str]:
    """Yield the last lines of running texts: those of several words with nothing below them in their column."""
    for above, below in pairwise((*page.rows, ())):
        filled = {column_of(segment, page.columns) for segment in below}
        last = [segment.text for segment in above if column_of(segment, page.columns) not in filled]
        yield from (text for text in last if _is_running_text(text))


def _is_running_text(text: str) -> bool:
    words = text.split()
    return len(words) > 1 and not has_amount(text) and any(word[0].islower() for word in words)


def _widths(pages: Sequence[Page]) -> dict[tuple[str, int], float]:
    """Return how wide the lines of text in each column get, in ems, by face and left edge."""
    wide: dict[tuple[str, int], float] = {}
    lines = ((page, row) for page in pages for row in page.rows if not is_fine(row))
    for page, segment in ((page, segment) for page, row in lines for segment in row):
        column = column_of(segment, page.columns)
        for face in wrap.faces() if column else ():
            key = (face, column[0] if column else 0)
            wide[key] = max(wide.get(key, 0.0), wrap.width(segment.text, face))
    return wide
