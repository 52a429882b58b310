"""How a page leans: the homography that makes its lines level and its columns upright.

Its skew is that at which the feet of its letters stand on the fewest lines (Baird, "The skew angle of printed
documents", 1987). Then what should be level or upright, that is ruling lines, the lines of text and where they begin,
is fitted by a homography of skew, shear and two terms of perspective: least squares, with outliers weighing less.
What little on a page tells stays as it is, since each term but skew costs something too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from pipeline.read.scan.letters import Mask, inked, letters_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Points = NDArray[np.float64]
Transform = NDArray[np.float64]

#: The steepest skew that is looked for, as a slope, and the steps in which it is.
STEEPEST, STEPS = 0.11, (0.004, 0.0008, 0.0002)
#: Rows in which the feet of letters are counted, and feet off their line, in sizes of type.
ROW, OFF = 0.12, 0.1
#: Letters no further apart make a line, and beginnings of lines no further apart a column; how far these may be off
#: each other; in sizes of type.
BESIDE, BELOW, ASIDE = 1.2, 4.0, 0.35
ROW_REACH, EVEN = 4.0, 0.12
#: A line has so many letters, a column so many lines; each is so long, in sizes of type.
LETTERS, LINES, LONG = 5, 4, 3.0
#: A ruling line is a run so long, in sizes of type.
RUN = 2.0
#: Segments that lean more than this, as a slope, after skew is undone, are meant to.
MEANT = 0.08
#: What each further term of the homography must better, in pixels off, summed over all segments.
PRICE = 6.0
#: The page is looked at again where its corners moved by more than this, in pixels, so many times.
MOVED, TIMES = 1.0, 3


@dataclass(frozen=True, slots=True)
class Segments:
    """What should be level, or upright: its ends along and across that direction, from the page's middle."""

    along: Points
    across: Points

    def and_more(self, others: Segments) -> Segments:
        """Return these and the others."""
        return Segments(np.vstack([self.along, others.along]), np.vstack([self.across, others.across]))


@dataclass(frozen=True, slots=True)
class Fit:
    """A slope and its change along the page, how many of both are fitted, and how far off segments are, in pixels."""

    terms: tuple[float, float]
    free: int
    off: float


def levelling(pixels: Mask, size: float) -> Transform:
    """Return what takes a pixel of a page, whose lines run from left to right, to one of the straight page.

    Distances are from the page's middle. `pixels` are its grey, `size` is that of its type in pixels.
    """
    found = _turned(skew_of(letters_of(inked(pixels), size), size))
    for _ in range(TIMES):
        seen = _seen(pixels, found)
        letters = letters_of(seen, size) - np.array([pixels.shape[1], pixels.shape[0]] * 2) / 2
        lying = _rules(seen, size).and_more(_rows(letters, size))
        standing = _rules(np.ascontiguousarray(seen.T), size).and_more(_beginnings(letters, size))
        step = _fitted(lying, standing, pixels.shape)
        found = step @ found
        if _moved(step, pixels.shape) < MOVED:
            break
    return np.asarray(found / np.sqrt(np.linalg.det(found[:2, :2])), np.float64)


def skew_of(boxes: Points, size: float) -> float:
    """Return the slope of a page's lines, downwards to the right: that at which most feet of letters share a row."""
    if len(boxes) < LETTERS:
        return 0.0
    feet = np.column_stack([boxes[:, [0, 2]].mean(axis=1), boxes[:, 3]])
    best, reach = 0.0, STEEPEST
    for step in STEPS:
        slopes = np.arange(best - reach, best + reach + step / 2, step)
        best, reach = float(slopes[int(np.argmax([_shared(feet, one, size) for one in slopes]))]), 1.5 * step
    return best


def _shared(feet: Points, slope: float, size: float) -> float:
    rows = (feet[:, 1] - slope * feet[:, 0]) / (ROW * size)
    return float((np.bincount((rows - rows.min()).astype(np.int64)).astype(np.float64) ** 2).sum())


def _turned(slope: float) -> Transform:
    """Return the rotation that makes lines of this slope level."""
    cos, sin = (part / np.hypot(1, slope) for part in (1.0, slope))
    return np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1.0]])


def _seen(pixels: Mask, there: Transform) -> Mask:
    """Return the ink of a page as it would be."""
    rows, columns = pixels.shape
    middle = np.array([[1, 0, columns / 2 - 0.5], [0, 1, rows / 2 - 0.5], [0, 0, 1.0]])
    moved = cv2.warpPerspective(pixels, middle @ there @ np.linalg.inv(middle), (columns, rows), borderValue=255)
    return inked(np.asarray(moved, np.uint8))


def _rules(ink: Mask, size: float) -> Segments:
    """Return the upper edges of the ruling lines and bars from left to right."""
    whole = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, 3), np.uint8))
    runs = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((1, max(round(RUN * size), 3)), np.uint8))
    runs[1:] &= 1 - runs[:-1]
    _, labels = cv2.connectedComponents(runs, connectivity=8)
    rows, columns = np.nonzero(runs)
    about = columns + 0.5 - ink.shape[1] / 2, rows + 0.5 - ink.shape[0] / 2
    return _segments(about, labels[rows, columns] - 1, (1, LONG * size), OFF * size)


def _rows(boxes: Points, size: float) -> Segments:
    """Return the rows of letters that stand on one line, over gaps between columns too."""
    middles, feet = boxes[:, [0, 2]].mean(axis=1), boxes[:, 3]
    ends, starts = (np.column_stack([boxes[:, side], feet * ROW_REACH / EVEN]) for side in (2, 0))
    return _segments((middles, feet), _chains(ends, starts, ROW_REACH * size), (LETTERS, LONG * size), OFF * size)


def _beginnings(boxes: Points, size: float) -> Segments:
    """Return the columns of letters that begin a line."""
    heights = 2 * boxes[:, [1, 3]].mean(axis=1)
    ends, starts = (np.column_stack([boxes[:, side], heights]) for side in (2, 0))
    line = _chains(ends, starts, BESIDE * size)
    order = np.lexsort((boxes[:, 0], line))
    first = order[np.diff(line[order], prepend=-1) > 0]
    left, feet = boxes[first, 0], boxes[first, 3]
    points = np.column_stack([left * BELOW / ASIDE, feet])
    return _segments((feet, left), _chains(points, points, BELOW * size), (LINES, LONG * size), OFF * size)


def _chains(ends: Points, starts: Points, reach: float) -> NDArray[np.int64]:
    """Number the groups that come of joining each end with the starts near it."""
    if len(ends) < 2:
        return np.zeros(len(ends), np.int64)
    far, near = KDTree(starts).query(ends, k=min(4, len(ends)), distance_upper_bound=reach)
    here, there = np.repeat(np.arange(len(ends)), near.shape[1]), near.ravel()
    kept = np.isfinite(far.ravel())
    links = coo_array((np.ones(int(kept.sum())), (here[kept], there[kept])), shape=(len(ends),) * 2)
    return np.asarray(connected_components(links, directed=False)[1], np.int64)


def _segments(
    about: tuple[Points, Points], number: NDArray[np.int64], least: tuple[int, float], off: float
) -> Segments:
    """Fit a line to each group of points, those further off it counting less; groups of few or too short are dropped."""
    along, across = (np.asarray(one, np.float64) for one in about)
    weight = np.ones(len(along))
    groups = int(number.max()) + 1 if len(number) else 0
    slope = level = centre = np.zeros(groups)
    for _ in range(4):

        def total(values: Points, weight: Points = weight) -> Points:
            return np.bincount(number, weight * values, groups)

        mass = np.maximum(total(np.ones(len(along))), 1e-9)
        centre, level = total(along) / mass, total(across) / mass
        right, up = along - centre[number], across - level[number]
        slope = total(right * up) / np.maximum(total(right * right), 1e-9)
        weight = 1 / (1 + ((up - slope[number] * right) / off) ** 2) ** 2
    low, high = np.full(groups, np.inf), np.full(groups, -np.inf)
    np.minimum.at(low, number, along)
    np.maximum.at(high, number, along)
    count = np.bincount(number, minlength=groups)
    kept = (count >= least[0]) & (high - low >= least[1]) & (np.abs(slope) <= MEANT)
    ends = np.column_stack([low, high])[kept]
    return Segments(ends, level[kept, None] + slope[kept, None] * (ends - centre[kept, None]))


def _fitted(lying: Segments, standing: Segments, shape: tuple[int, ...]) -> Transform:
    """Return the homography, about the page's middle, that makes the segments level and upright."""
    half = float(np.hypot(*shape)) / 2
    skew, right = min(_fits(lying, half, 0.0, (1, 2)), key=_price).terms
    shear, down = min(_fits(standing, half, -skew, (0, 1, 2)), key=_price).terms
    return np.array([[1, shear, 0], [skew, 1, 0], [right / half, down / half, 1]])


def _price(fit: Fit) -> float:
    return fit.off + PRICE * fit.free


def _fits(segments: Segments, half: float, usual: float, free: Sequence[int]) -> Iterator[Fit]:
    """Yield what so many free terms make of the segments; the first term is `usual` where it is not free."""
    along, across = segments.along / half, segments.across

    def off(terms: Points) -> Points:
        slope, change = np.pad(terms, (0, 2 - len(terms))) + (usual, 0.0)
        ends = (across + slope * half * along) / (1 + change * along)
        return np.asarray(ends[:, 1] - ends[:, 0], np.float64)

    for count in free:
        found, left = np.zeros(0), float(np.abs(off(np.zeros(0))).sum())
        if count and len(along):
            fit = least_squares(off, np.zeros(count), loss="soft_l1")
            found, left = fit.x, float(fit.cost)
        slope, change = (float(one) for one in np.pad(found, (0, 2 - len(found))))
        yield Fit((slope + usual, change), count, left)


def _moved(step: Transform, shape: tuple[int, ...]) -> float:
    """Return how far a corner of the page moves, in pixels."""
    right, down = shape[1] / 2, shape[0] / 2
    corners = np.array([[-right, -down, 1], [right, -down, 1], [-right, down, 1], [right, down, 1]])
    moved = corners @ step.T
    return float(np.abs(moved[:, :2] / moved[:, 2:] - corners[:, :2]).max())
