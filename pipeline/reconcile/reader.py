"""A document's text to entries, by the shape that it has: a list of roles, a matrix, or interleaved columns."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.model import Doubt, Reading, Table
from pipeline.read.capture import Layout
from pipeline.reconcile import listing, matrix, other_years, pay_tables, role_tables
from pipeline.reconcile.vocabulary import is_lettered_level

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.model import Grid, Line
    from pipeline.read.capture import Capture
    from pipeline.reconcile.likeness import Likeness

#: What parts the cells of a line.
_CELLS = re.compile(r"\t|\||\s{2,}")
_MARKS = {Layout.TABBED: "\t", Layout.PIPED: "|"}


def grid_of(capture: Capture, likeness: Likeness) -> Grid | None:
    """Return the rows and cells of a capture; None where nothing in it keeps columns apart."""
    from pipeline.grid import spaced, tabbed  # NumPy comes with them, and no page needs it

    if capture.layout in _MARKS:
        return tabbed.split(capture.lines, _MARKS[capture.layout], likeness.texts(Table.RESPONSIBILITIES))
    if capture.layout is Layout.SPACED:
        return spaced.split(capture.lines, likeness.texts(Table.RESPONSIBILITIES))
    return None


def read_grid(grid: Grid, likeness: Likeness) -> Reading:
    """Return the entries of the tables on drawn pages, but for other years'; none where none is known here."""
    parted = other_years.part(grid, likeness.year)
    reading = parted.told(_read_grid(parted.grid, likeness))
    return _lettered(reading, (line for row in grid.rows for cell in row.cells for line in cell.lines))


def _read_grid(grid: Grid, likeness: Likeness) -> Reading:
    if role_tables.is_pay(grid):
        return pay_tables.read(grid)
    lists, others = role_tables.split(grid)
    if lists.rows:
        return _together(pay_tables.read(lists), matrix.read(others, likeness))
    lines = [line for row in grid.rows for cell in row.cells for line in cell.lines]
    if listing.is_list(lines) and not any(role_tables.names_families(row) for row in grid.rows):
        return _doubted(listing.read(lines))
    return matrix.read(grid, likeness)


def _together(one: Reading, other: Reading) -> Reading:
    """Return what the lists and the other tables of a sheet give."""
    first, second = sorted((one.preamble, other.preamble), key=_begins)
    headings = one.headings + other.headings + second
    return Reading(one.entries + other.entries, one.loose + other.loose, first, headings)


def _begins(lines: Sequence[Line]) -> tuple[int, float]:
    """Return the page and the height at which some lines begin; after all others where there are none."""
    place = lines[0].place if lines else None
    return (place.page or 0, place.box.top if place.box else 0.0) if place else (sys.maxsize, 0.0)


def _doubted(reading: Reading) -> Reading:
    """Doubt all that was read from lines alone: on a drawn page a list is a table, and none was found."""
    doubt = Doubt("doubtful_place", "no table was found on the page; this was read from the order of the words")
    return replace(reading, entries=tuple(replace(one, doubts=(*one.doubts, doubt)) for one in reading.entries))


def _lettered(reading: Reading, lines: Iterable[Line]) -> Reading:
    """Doubt all levels of a document that names some by letters: which letter is the lowest level is not printed."""
    cells = (cell.strip() for line in lines for cell in _CELLS.split(line.text))
    names = dict.fromkeys(cell for cell in cells if is_lettered_level(cell))
    if not names:
        return reading
    doubt = Doubt("doubtful_place", f"levels have letters ({', '.join(names)}); A is taken for level 1")
    entries = (replace(one, doubts=(*one.doubts, doubt)) if one.level else one for one in reading.entries)
    return replace(reading, entries=tuple(entries))


def read(capture: Capture, likeness: Likeness) -> Reading:
    """Return the entries of a capture; none where it holds no table that is known here."""
    return _lettered(_read(capture, likeness), capture.lines)


def _read(capture: Capture, likeness: Likeness) -> Reading:
    if listing.is_list(capture.lines):
        return listing.read(capture.lines)
    grid = grid_of(capture, likeness)
    if grid is not None:
        return matrix.read(grid, likeness)
    from pipeline.grid import stream  # as above
    from pipeline.reconcile import flowing

    texts = likeness.texts(Table.RESPONSIBILITIES)
    return flowing.read(stream.split(capture.lines, texts), likeness)
