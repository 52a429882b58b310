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
#: Rules are drawn along an edge where they cover this share of it.
ALONG = 0.3


def fills(shapes: Iterable[Thing], view: Box) -> list[Box]:
    """Return the areas that are filled with anything but white."""
    found = [_box(shape, view) for shape in shapes if shape["fill"] and not _is_white(shape["non_stroking_color"])]
    return [box for box in found if min(box.width, box.height) > THIN]


def rules(shapes: Iterable[Thing], view: Box, *, paper: bool) -> list[Box]:
    """Return the rules of a page; on plain white `paper` those drawn in white are none.

    Of an edge of a shaded area along which rules are drawn only these count: a row's shade may lie under cells of
    several rows, and be cut to what is left of it by a clip, which is not known here.
    """
    made: list[Box] = []
    edges: list[Box] = []
    for shape in shapes:
        (edges if _is_shade(shape, paper=paper) else made).extend(_rules(shape, view, paper=paper))
    drawn = _Drawn(made)
    found = [*made, *(edge for edge in edges if not drawn.along(edge))]
    return [box for box in found if max(box.width, box.height) >= SHORTEST and box.x1 >= 0 and box.bottom >= 0]


class _Drawn:
    """Rules that are drawn, by where they lie."""

    def __init__(self, boxes: Iterable[Box]) -> None:
        self.at: dict[tuple[bool, int], list[tuple[float, float]]] = {}
        for box in boxes:
            flat, at, stretch = _lie(box)
            self.at.setdefault((flat, at), []).append(stretch)

    def along(self, edge: Box) -> bool:
        """Tell whether rules are drawn along a good part of an edge."""
        flat, at, (start, end) = _lie(edge)
        near = [stretch for step in (-1, 0, 1) for stretch in self.at.get((flat, at + step), ())]
        share = sum(max(0.0, min(end, b) - max(start, a)) for a, b in near)
        return share > ALONG * (end - start)


def _lie(box: Box) -> tuple[bool, int, tuple[float, float]]:
    """Return whether a rule lies, the point at which it does, and from where to where it is drawn."""
    x, y = box.middle
    return (True, round(y), (box.x0, box.x1)) if box.width >= box.height else (False, round(x), (box.top, box.bottom))


def _is_shade(shape: Thing, *, paper: bool) -> bool:
    """Tell whether a shape is an area that is filled and has no border."""
    stroked = shape["stroke"] and not (paper and _is_white(shape["stroking_color"]))
    return bool(shape["fill"] and not stroked) and min(shape["x1"] - shape["x0"], shape["bottom"] - shape["top"]) > THIN


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
