"""The sheet of paper in a photograph, where it lies on something darker: the rest is painted over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pipeline.read.scan.raster import Grey

Points = NDArray[np.float64]

#: The longer side of the picture in which paper is looked for, in pixels.
SEEN = 700
#: Paper takes up so much of a picture, at least and at most, and so much of the paper is as four straight sides say.
SHARE, FOUR_SIDED = (0.2, 0.985), 0.97
#: What lies around it is darker than so much of its brightness, and is seen on all sides: so much of the picture wide.
DARKER, MARGIN = 0.75, 0.003
#: The edge of the paper, which may be bent, is painted over too: so much of the picture's longer side. Paper is as
#: light as so many in a hundred of its pixels.
EDGE, LIGHT = 0.006, 70
#: The part of a side, from its middle, that says where it runs: corners may be bent.
STRAIGHT = 0.85


def on_paper(pixels: Grey) -> Grey:
    """Return a page with all that is beside the sheet of paper as light as paper is; the same where none is sure."""
    corners = paper_of(pixels)
    if corners is None:
        return pixels
    paper = np.zeros(pixels.shape, np.uint8)
    cv2.fillConvexPoly(paper, np.round(corners).astype(np.int32), 1)
    edge = max(round(EDGE * max(pixels.shape)), 1)
    inner = cv2.erode(paper, np.ones((edge, edge), np.uint8), borderValue=0)
    light = np.percentile(pixels[inner > 0], LIGHT)
    return np.where(inner > 0, pixels, light).astype(np.uint8)


def paper_of(pixels: Grey) -> Points | None:
    """Return the corners of the paper, from the top left clockwise, x and y in pixels; None where none is sure."""
    scale = min(SEEN / max(pixels.shape), 1.0)
    size = tuple(max(round(side * scale), 1) for side in pixels.shape[::-1])
    small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    if min(small.shape) < SEEN / 10:
        return None
    found, bright = _brightest(np.asarray(cv2.medianBlur(small, 5), np.uint8))
    corners = _four_sided(found)
    if corners is None or not _is_sure(corners, found, bright, small):
        return None
    return np.asarray((corners + 0.5) / scale, np.float64)


def _brightest(small: Grey) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the largest bright part of a picture, what is printed on it filled, and all that is bright."""
    _, bright = cv2.threshold(small, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(bright.astype(np.uint8), connectivity=4)
    filled = np.zeros(small.shape, np.uint8)
    if len(stats) > 1:
        largest = (labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))).astype(np.uint8)
        outlines, _ = cv2.findContours(largest, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        cv2.drawContours(filled, outlines, -1, 1, -1)
    return filled, bright.astype(np.uint8)


def _four_sided(found: NDArray[np.uint8]) -> Points | None:
    """Return the corners of a shape with four straight sides, where they would meet."""
    outlines, _ = cv2.findContours(found, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return None
    hull = cv2.convexHull(outlines[0])
    rough = cv2.approxPolyDP(hull, 0.03 * cv2.arcLength(hull, closed=True), closed=True).reshape(-1, 2)
    if len(rough) != 4:
        return None
    outline = outlines[0].reshape(-1, 2).astype(np.float64)
    sides = [_side(outline, rough[i].astype(np.float64), rough[(i + 1) % 4].astype(np.float64)) for i in range(4)]
    corners = [np.cross(sides[i - 1], sides[i]) for i in range(4)]
    if any(abs(corner[2]) < 1e-6 for corner in corners):
        return None
    return _from_top_left(np.array([corner[:2] / corner[2] for corner in corners]))


def _side(outline: Points, start: Points, end: Points) -> Points:
    """Return the line, as `a x + b y + c`, of the outline's points that are near the middle of a side."""
    along = (end - start) / max(float(np.linalg.norm(end - start)), 1e-9)
    length = float(np.linalg.norm(end - start))
    right, off = (outline - start) @ along, np.abs((outline - start) @ np.array([-along[1], along[0]]))
    near = (off < 0.02 * length + 3) & (np.abs(right - length / 2) < STRAIGHT * length / 2)
    points = outline[near] if near.sum() > 2 else np.array([start, end])
    dx, dy, x, y = cv2.fitLine(points.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel().astype(np.float64)
    return np.array([dy, -dx, dx * y - dy * x])


def _from_top_left(corners: Points) -> Points:
    """Order corners clockwise from the one at the top left."""
    about = corners - corners.mean(axis=0)
    clockwise = corners[np.argsort(np.arctan2(about[:, 1], about[:, 0]), kind="stable")]
    return np.asarray(np.roll(clockwise, -int(np.argmin(clockwise.sum(axis=1))), axis=0), np.float64)


def _is_sure(corners: Points, found: NDArray[np.uint8], bright: NDArray[np.uint8], small: Grey) -> bool:
    quad = np.zeros(found.shape, np.uint8)
    cv2.fillConvexPoly(quad, np.round(corners).astype(np.int32), 1)
    union = float(((quad | found) > 0).sum())
    inside = quad > 0
    if not SHARE[0] <= inside.mean() <= SHARE[1] or ((quad & found) > 0).sum() < FOUR_SIDED * union:
        return False
    margin = MARGIN * max(found.shape)
    size = np.array(found.shape[::-1])
    middles = (corners + np.roll(corners, -1, axis=0)) / 2
    seen = ((middles > margin) & (middles < size - 1 - margin)).all()
    around = ~cv2.dilate(quad, np.ones((5, 5), np.uint8)).astype(bool)
    darker = around.any() and small[around].mean() < DARKER * small[inside & (bright > 0)].mean()
    return bool(seen and darker)
