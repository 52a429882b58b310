"""Captions on drawn pages: which lines name a table that is none of the sheet's, such as a budget in an annex."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.reconcile import amounts
from pipeline.reconcile.headings import parse
from pipeline.reconcile.labels import SECTIONS
from pipeline.reconcile.vocabulary import RAISED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.model import Row

#: A caption has at most so many words.
LONGEST = 14
#: It stands this far from what is above it, in heights of a line, and so many times further than rows do.
APART, FARTHER = 1.2, 1.4
#: Cells begin at one place where they do so within this (points).
SAME = 3
#: What begins so is a note.
NOTE = re.compile(rf"(?:[†‡§*{RAISED}]|\(?\d\)?[.:]?\s|notes?\b)", re.IGNORECASE)


def set_apart(rows: Sequence[Row]) -> list[Row]:
    """Return rows with the captions among them, which stand apart above the rows of a table, beside the tables."""
    found = list(rows)
    for at in range(2, len(rows) - 1):
        alone = len(rows[at].cells) == 1 < len(rows[at + 1].cells) and _is_above(rows[at], rows[at + 1])
        if alone and not rows[at].beside and _is_farther(rows[at - 2 : at + 1]) and names_table(rows[at], rows[:at]):
            found[at] = replace(rows[at], beside=True)
    return found


def _is_above(row: Row, below: Row) -> bool:
    """Tell whether a row stands above another on one page, and not in one of its later columns."""
    first = row.cells[0].first
    aside = any(abs(first - cell.first) <= SAME for cell in below.cells[1:])
    return _gap(row, below) is not None and not aside


def names_table(row: Row, above: Sequence[Row]) -> bool:
    """Tell whether a line is the caption of a table that is none of the sheet's: it stands apart, and names no list."""
    text = row.cells[0].text
    known = any(part.kind == "label" and part.name in SECTIONS for part in parse(text))
    plain = len(text.split()) <= LONGEST and not text[:1].islower() and not text.endswith((".", ",", ";"))
    if known or not plain or NOTE.match(text) or amounts.has_amount(text) or not above:
        return False
    box = row.cells[0].lines[0].place.box
    gap = _gap(above[-1], row)
    return box is not None and (gap is None or gap > APART * box.height)


def _is_farther(rows: Sequence[Row]) -> bool:
    """Tell whether the last of three rows is further from the one above it than that one is from its own."""
    first, last = _gap(rows[0], rows[1]), _gap(rows[1], rows[2])
    return first is not None and last is not None and last > FARTHER * first


def _gap(above: Row, below: Row) -> float | None:
    """Return how far apart two rows stand, in points; None where they stand on two pages."""
    uppers = [line.place.box.bottom for cell in above.cells for line in cell.lines if line.place.box]
    lowers = [line.place.box.top for cell in below.cells for line in cell.lines if line.place.box]
    same = above.cells[-1].lines[-1].place.page == below.cells[0].lines[0].place.page
    return min(lowers) - max(uppers) if same and uppers and lowers else None
