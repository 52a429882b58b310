"""A document's text to entries, by the shape that it has: a list of roles, a matrix, or interleaved columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.grid import spaced, stream, tabbed
from pipeline.model import Table
from pipeline.read.capture import Layout
from pipeline.reconcile import flowing, listing, matrix

if TYPE_CHECKING:
    from pipeline.model import Grid, Reading
    from pipeline.read.capture import Capture
    from pipeline.reconcile.likeness import Likeness

_MARKS = {Layout.TABBED: "\t", Layout.PIPED: "|"}


def grid_of(capture: Capture, likeness: Likeness) -> Grid | None:
    """Return the rows and cells of a capture; None where nothing in it keeps columns apart."""
    if capture.layout in _MARKS:
        return tabbed.split(capture.lines, _MARKS[capture.layout])
    if capture.layout is Layout.SPACED:
        return spaced.split(capture.lines, likeness.texts(Table.RESPONSIBILITIES))
    return None


def read_grid(grid: Grid, likeness: Likeness) -> Reading:
    """Return the entries of the tables on drawn pages; none where they hold none that is known here."""
    rows = [[line for cell in row.cells for line in cell.lines] for row in grid.rows]
    if listing.is_list([line for row in rows for line in row]):
        return listing.read([line for row in rows for line in row])
    return matrix.read(grid, likeness)


def read(capture: Capture, likeness: Likeness) -> Reading:
    """Return the entries of a capture; none where it holds no table that is known here."""
    if listing.is_list(capture.lines):
        return listing.read(capture.lines)
    grid = grid_of(capture, likeness)
    if grid is not None:
        return matrix.read(grid, likeness)
    texts = likeness.texts(Table.RESPONSIBILITIES)
    return flowing.read(stream.split(capture.lines, texts), likeness)
