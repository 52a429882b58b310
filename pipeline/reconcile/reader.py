"""A document's text to entries, by the shape that it has: a list of roles, a matrix, or interleaved columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.grid import spaced, stream, tabbed
from pipeline.model import Table
from pipeline.read.capture import Layout
from pipeline.reconcile import flowing, listing, matrix

if TYPE_CHECKING:
    from pipeline.model import Reading
    from pipeline.read.capture import Capture
    from pipeline.reconcile.likeness import Likeness

_MARKS = {Layout.TABBED: "\t", Layout.PIPED: "|"}


def read(capture: Capture, likeness: Likeness) -> Reading:
    """Return the entries of a capture; none where it holds no table that is known here."""
    if listing.is_list(capture.lines):
        return listing.read(capture.lines)
    if capture.layout in _MARKS:
        return matrix.read(tabbed.split(capture.lines, _MARKS[capture.layout]), likeness)
    texts = likeness.texts(Table.RESPONSIBILITIES)
    if capture.layout is Layout.SPACED:
        return matrix.read(spaced.split(capture.lines, texts), likeness)
    return flowing.read(stream.split(capture.lines, texts), likeness)
