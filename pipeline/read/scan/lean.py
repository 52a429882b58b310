"""How a page leans: its skew and its perspective, from the lines of its text and its ruling lines.

A page stands straight where its profile, the ink in each row, is sharpest (Postl, "Detection of linear oblique
structures and skew scan in digitized documents", ICPR 1986). Seen in perspective, lines lean the more the further down
they stand, and columns the more the further right: the profiles of bands tell by how much, and upright ruling lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.uint8]
Points = NDArray[np.float64]

#: The largest slope that is looked for, the steps in which it is, and how exactly it is told.
STEEPEST, STEPS = 0.1, (0.01, 0.002, 0.0005)
#: So many letters tell which way lines run.
ASKED = 400
#: Bands across the page and how many must agree, the least share of all points in one that tells, and how many points
#: are looked at.
BANDS, FEWEST, TELLING, MOST = 8, 3, 0.03, 40_000
#: An upright line is made of runs of so many pixels, takes up this share of the page's height, and is ink for this
#: share of its length: strokes of letters that stand in a row are not.
RUN, LONG, INKED = 11, 0.1, 0.6
#: Slopes that are told exactly leave rows at least so sharp, as a share of the sharpest.
KEEN = 0.8
#: Bands tell of a change where they are so far apart, in shares of the page.
WIDE = 0.35
#: Slopes of bands further from their line than this are outliers; a page changes its slope by no more than that.
OUTLIER, WARPED = 0.004, 0.12


@dataclass(frozen=True, slots=True)
class Lean:
    """Slopes in the middle of a page, and by how much they change over one pixel further down or right.

    `across` is the slope of lines, downwards to the right; `down` that of columns, to the right downwards.
    """

    across: float = 0.0
    across_change: float = 0.0
    down: float = 0.0
    down_change: float = 0.0

    def on(self, scale: float) -> Lean:
        """Return the lean of the page as it is where it has so many pixels for one of this."""
        return Lean(self.across, self.across_change / scale, self.down, self.down_change / scale)

    def undone(self) -> NDArray[np.float64]:
        """Return the homography, about the page's middle, that makes lines and columns straight.

        For small slopes: `(x, y) / (1 + p x + q y)` gives lines the slope `-p y` and columns `-q x`.
        """
        leaning = np.array([[1, self.down, 0], [self.across, 1, 0], [0, 0, 1.0]])
        leaning[:2, :2] /= np.sqrt(np.linalg.det(leaning[:2, :2]))
        seen = np.array([[1, 0, 0], [0, 1, 0], [-self.across_change, -self.down_change, 1.0]])
        return np.asarray(np.linalg.inv(leaning @ seen), np.float64)


def runs_down(letters: Points) -> bool:
    """Tell whether the lines of a page run from top to bottom: a letter's next one stands below it.

    After O'Gorman, "The document spectrum for page layout analysis", 1993; `letters` are the middles of letters.
    """
    if len(letters) < 2:
        return False
    some = np.linspace(0, len(letters) - 1, min(len(letters), ASKED)).astype(np.int64)
    places = letters.astype(np.float32)
    # The nearest is the letter itself.
    nearest = cv2.batchDistance(places[some], places, cv2.CV_32F, normType=cv2.NORM_L2SQR, K=2)[1][:, 1]
    right, down = np.abs(places[some] - places[nearest]).T
    return int((down > right).sum()) > len(some) / 2


def lean_of(ink: Mask) -> Lean:
    """Return how a page leans, whose lines run from left to right."""
    points = _points(ink)
    if len(points) < BANDS:
        return Lean()
    slope, size = _slope(points, 0.0, STEEPEST), max(ink.shape)
    told = _trend(_upright(np.ascontiguousarray(ink.T)), size), _trend(_bands(points, slope, STEEPEST / 4), size)
    # Rules tell slopes most exactly, but worn ones tell some that are none: rows must be as sharp with them.
    slopes = [*filter(None, told), (slope, 0.0)]
    sharp = [_sharpness(_heights(points, *one)) for one in slopes]
    across, change = next(one for one, keen in zip(slopes, sharp, strict=True) if keen >= KEEN * max(sharp))
    down, down_change = _trend(_upright(ink), size) or (-across, 0.0)
    return Lean(across, change, down, down_change)


def _heights(points: Points, slope: float, change: float) -> NDArray[np.float64]:
    """Return how far down each point is on a page whose lines lean by so much."""
    return points[:, 1] - (slope + change * points[:, 1]) * points[:, 0]


def _upright(ink: Mask) -> list[tuple[float, float]]:
    """Return for each long upright line how far right of the page's middle it stands, and its slope."""
    runs = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((RUN, 1), np.uint8))
    joined = cv2.dilate(runs, np.ones((4 * RUN, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for number in range(1, count):
        left, top, width, height, _ = (int(side) for side in stats[number])
        if height - 4 * RUN < LONG * ink.shape[0] or width > STEEPEST * height + RUN:
            continue
        window = np.s_[top : top + height, left : left + width]
        rows, columns = np.nonzero((labels[window] == number) & (runs[window] > 0))
        if len(np.unique(rows)) < INKED * (height - 4 * RUN):
            continue
        found.append((left + float(columns.mean()) - ink.shape[1] / 2, float(np.polyfit(rows, columns, 1)[0])))
    return sorted(found)


def _points(ink: Mask) -> Points:
    """Return places of ink as columns and rows about the middle of the page."""
    rows, columns = np.nonzero(ink)
    step = max(len(rows) // MOST, 1)
    points = np.column_stack([columns, rows])[::step].astype(np.float64)
    return np.asarray(points - np.array([ink.shape[1] / 2, ink.shape[0] / 2]), np.float64)


def _bands(points: Points, about: float, reach: float) -> list[tuple[float, float]]:
    """Return the middle and the slope of each band across the page that holds enough to tell."""
    low, high = points[:, 1].min(), points[:, 1].max()
    found = []
    for top, bottom in pairwise(np.linspace(low, high + 1e-6, BANDS + 1)):
        band = points[(points[:, 1] >= top) & (points[:, 1] < bottom)]
        if len(band) > TELLING * len(points):
            found.append((float(top + bottom) / 2, _slope(band, about, reach)))
    return found


def _slope(points: Points, about: float, reach: float) -> float:
    """Return the slope at which rows are sharpest."""
    best = about
    for step in STEPS:
        if step > reach:
            continue
        slopes = np.arange(best - reach, best + reach + step / 2, step)
        # Rows as high as a step moves the ends of a line: lower ones would miss it between two steps.
        row = max(step * float(np.ptp(points[:, 0])) / 2, 1.0)
        found = [_sharpness((points[:, 1] - slope * points[:, 0]) / row) for slope in slopes]
        best, reach = float(slopes[int(np.argmax(found))]), 1.5 * step
    return best


def _sharpness(heights: NDArray[np.float64]) -> float:
    """Return how sharply the rows of a profile differ from their neighbours, by pixel of ink."""
    if not len(heights):
        return 0.0
    rows = np.bincount((heights - heights.min()).astype(np.int64))
    return float((np.diff(rows.astype(np.float64)) ** 2).sum()) / len(heights)


def _trend(bands: list[tuple[float, float]], size: int) -> tuple[float, float] | None:
    """Return the slope in the middle of the page and its change from band to band, outliers left out.

    None where the bands, or lines, are few, near each other, or do not agree.
    """
    kept = list(bands)
    while len(kept) >= FEWEST and kept[-1][0] - kept[0][0] > WIDE * size:
        change, middle_slope = np.polyfit([middle for middle, _ in kept], [slope for _, slope in kept], 1)
        off = [abs(slope - middle_slope - change * middle) for middle, slope in kept]
        if max(off) <= OUTLIER:
            told = OUTLIER < abs(change) * size < WARPED
            return float(middle_slope), float(change) if told else 0.0
        kept.pop(int(np.argmax(off)))
    return None
