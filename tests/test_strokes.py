"""Rules drawn as strokes, and the edges of shaded areas."""

from __future__ import annotations

from typing import Any

from pipeline.geometry import Box
from pipeline.read.pdf.strokes import rules

VIEW = Box(0, 0, 595, 842)


def shade(x0: float, top: float, x1: float, bottom: float) -> dict[str, Any]:
    return _shape(x0, top, x1, bottom) | {"fill": True, "non_stroking_color": (0.9,), "object_type": "rect"}


def stroke(x0: float, y: float, x1: float) -> dict[str, Any]:
    return _shape(x0, y, x1, y) | {"stroke": True}


def _shape(x0: float, top: float, x1: float, bottom: float) -> dict[str, Any]:
    plain = {"stroke": False, "fill": False, "stroking_color": (0,), "non_stroking_color": (0,), "object_type": "line"}
    return plain | {"x0": x0, "top": top, "x1": x1, "bottom": bottom}


def lying(shapes: list[dict[str, Any]]) -> set[tuple[float, float, float]]:
    found = rules(shapes, VIEW, paper=False)
    return {(box.top, box.x0, box.x1) for box in found if box.width > box.height}


def test_the_edges_of_a_shaded_row_are_rules() -> None:
    assert lying([shade(50, 100, 400, 120)]) == {(100, 50, 400), (120, 50, 400)}


def test_along_an_edge_where_rules_are_drawn_only_these_count() -> None:
    shapes = [shade(50, 100, 400, 120), stroke(150, 100.5, 400), stroke(300, 119.5, 340)]
    assert lying(shapes) == {(100.5, 150, 400), (119.5, 300, 340), (120, 50, 400)}
