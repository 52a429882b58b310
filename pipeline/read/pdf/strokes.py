"""Lines, rectangles and paths to rules: the straight strokes along a page's edges, and its filled areas.

Some programs draw a rule as a line, some as a thin filled rectangle, some as the border of a cell, some as the edge of
a shaded area; here all are boxes, thin ones lying down or standing up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.geometry import Box
from pipeline.read.pdf.glyphs import WHITE, lightness

Thing = dict[str, Any]

#: A shape thinner than this (points) is a rule; a stroke shorter than the other is none.
THIN, SHORTEST = 3.0, 1.0
#: A stroke may lean by so many points and still lie along the page's edges.
SLANT = 1.0
#: A path of more pieces is a drawing.
PIECES = 60
#: A shape that covers more than this share of the page is its background.
BACKGROUND = 0.9


def fills(shapes: Iterable[Thing], view: Box) -> list[Box]:
    """Return the areas that are filled with anything but white."""
    found = [_box(shape, view) for shape in shapes if shape["fill"] and not _is_white(shape["non_stroking_color"])]
    return [box for box in found if min(box.width, box.height) > THIN]


def rules(shapes: Iterable[Thing], view: Box, *, paper: bool) -> list[Box]:
    """Return the rules of a page; on plain white `paper` those drawn in white are none."""
    return [
        box
        for shape in shapes
        for box in _rules(shape, view, paper=paper)
        if max(box.width, box.height) >= SHORTEST and box.x1 >= 0 and box.bottom >= 0
    ]


def _rules(shape: Thing, view: Box, *, paper: bool) -> Iterator[Box]:
    box = _box(shape, view)
    stroked = shape["stroke"] and not (paper and _is_white(shape["stroking_color"]))
    filled = shape["fill"] and not (paper and _is_white(shape["non_stroking_color"]))
    background = box.width * box.height > BACKGROUND * view.width * view.height
    if min(box.width, box.height) <= THIN:
        if stroked or filled:
            yield box
    elif background or len(shape.get("path") or ()) > PIECES:
        return
    elif stroked or (filled and not _is_white(shape["non_stroking_color"]) and shape["object_type"] == "rect"):
        yield from _edges(box) if shape["object_type"] == "rect" else _pieces(shape, view)


def _box(shape: Thing, view: Box) -> Box:
    return Box(shape["x0"], shape["top"], shape["x1"], shape["bottom"]).moved(-view.x0, -view.top)


def _is_white(color: object) -> bool:
    return lightness(color) >= WHITE


def _edges(box: Box) -> Iterator[Box]:
    yield Box(box.x0, box.top, box.x1, box.top)
    yield Box(box.x0, box.bottom, box.x1, box.bottom)
    yield Box(box.x0, box.top, box.x0, box.bottom)
    yield Box(box.x1, box.top, box.x1, box.bottom)


def _pieces(shape: Thing, view: Box) -> Iterator[Box]:
    """Yield the pieces of a path that lie along the page's edges."""
    start = at = None
    for step, *points in shape.get("path") or ():
        to = points[-1] if points else start
        if at and to and step in ("l", "h"):
            box = Box(min(at[0], to[0]), min(at[1], to[1]), max(at[0], to[0]), max(at[1], to[1]))
            if min(box.width, box.height) <= SLANT:
                yield box.moved(-view.x0, -view.top)
        start = to if step == "m" else start
        at = to
