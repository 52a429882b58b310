"""A page image made straight: shading evened, turned upright, skew and perspective undone, ink darkened, scaled.

All that bends the page is one homography, so that the pixels are interpolated once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.read.scan.lean import Lean, lean_of, runs_down
from pipeline.read.scan.paper import on_paper
from pipeline.read.scan.pieces import ink_of, outlines, sides_of, size_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.geometry import Matrix
    from pipeline.read.scan.raster import Grey

    Readable = Callable[[Sequence[Grey]], Sequence[float]]

Transform = NDArray[np.float64]

PAPER = 255
#: What is darker than its surroundings within this, in inches, is ink or a shaded cell; the rest is light and shadow.
AROUND = 1.0
#: The page is looked at with so few pixels to an inch to even it and to find how it leans.
COARSE = 75.0
#: Paper is whiter than this after evening, in shares of white: noise is not ink.
WHITE = 0.93
#: Noise of more than this share of the ink's depth is smoothed, over so much, in inches: a thin stroke.
NOISY, SMOOTH = 0.13, 0.008
#: The size of type, in pixels, below which a page is scaled up, and by how much at most.
READABLE, LARGEST_SCALE = 26.0, 2.0
#: The usual ink of a page is made as dark as this, of 255 levels.
BLACK = 50
#: What is so long, in sizes of type, is no letter.
RULE = 3.0
#: Lines that are read to tell which way is up, first and where these leave a question, how many heights of each, how
#: wide they are at most, in sizes of type; the score that leaves none, and by how much the other way must be better.
FIRST, ASKED, HEIGHTS, WIDEST, CLEAR, MARGIN = 2, 6, 12, 40.0, 0.93, 0.05


@dataclass(frozen=True, slots=True)
class Straight:
    """A straight page: grey pixels, how many to an inch, and what takes one of them to a pixel of the raster.

    `turn` are the degrees clockwise by which it was turned upright.
    """

    pixels: Grey
    dpi: float
    back: Matrix
    turn: int = 0


def straightened(pixels: Grey, dpi: float, readable: Readable) -> Straight:
    """Make a page straight; `readable` tells of crops of lines how well they can be read as they stand, from 0 to 1."""
    even = _quiet(on_paper(pixels), dpi)
    ink = ink_of(even)
    corners, wide, high = sides_of(ink)
    letters = (corners + np.column_stack([wide, high]) / 2)[_are_letters(wide, high, size_of(wide, high, dpi))]
    turn = 90 if runs_down(letters) else 0
    # Letters that touch are as high on a page that lies on its side as they are wide: all sizes would be wrong.
    size = size_of(high, wide, dpi) if turn else size_of(wide, high, dpi)
    coarse = min(COARSE / dpi, 1.0)
    # Made thicker, thin lines are not lost where the page is made smaller.
    thick = cv2.erode(even, np.ones((2, 2), np.uint8))
    small = ink_of(_reduced(np.ascontiguousarray(np.rot90(thick, -turn // 90)), coarse))
    lean = lean_of(small).on(1 / coarse)
    scale = min(max(READABLE / max(size, 1.0), 1.0), LARGEST_SCALE)
    there, shape = _there(pixels.shape, turn, lean, scale)
    straight = _warped(even, there, shape)
    if _is_upside_down(straight, size * scale, readable):
        half, _ = _there(shape, 180, Lean(), 1.0)
        there, turn = half @ there, turn + 180
        straight = np.ascontiguousarray(np.rot90(straight, 2))
    back = np.linalg.inv(there)
    a, b, c, d, e, f, g, h, i = (float(one) for one in (back / back[2, 2]).flat)
    return Straight(_darkened(straight, straight[ink_of(straight) > 0]), dpi * scale, (a, b, c, d, e, f, g, h, i), turn)


def evened(pixels: Grey, dpi: float) -> Grey:
    """Return the page on white paper: divided by its background, which is it with all that is dark closed."""
    scale = min(COARSE / dpi, 1.0)
    small = _reduced(pixels, scale)
    reach = max(round(AROUND * dpi * scale), 3) | 1
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    ground = _softened(np.asarray(cv2.medianBlur(closed, 5), np.uint8), reach // 2)
    wide = cv2.resize(ground, pixels.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(pixels, np.maximum(wide, 1), scale=PAPER / WHITE), np.uint8)


def _quiet(pixels: Grey, dpi: float) -> Grey:
    """Return the page evened; one that is faint beside its noise is smoothed before, and its pale ink darkened."""
    even = evened(pixels, dpi)
    if not _is_noisy(even, dpi):
        return even
    even = evened(_smooth(pixels, dpi), dpi)
    level, _ = cv2.threshold(even, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return _darkened(even, even[even <= level])


def _is_noisy(even: Grey, dpi: float) -> bool:
    """Tell whether the paper is so noisy, beside the depth of its ink, that noise would be darkened to letters."""
    rows = even.shape[0] // 3
    middle = even[rows:-rows] if rows else even
    ink = ink_of(middle)
    paper = cv2.dilate(ink, np.ones((3, 3), np.uint8)) == 0
    if not ink.any() or not paper.any():
        return False
    noise = np.std(middle[paper].astype(np.float32) - _smooth(middle, dpi)[paper])
    return bool(noise > NOISY * (PAPER - np.median(middle[ink > 0])))


def _smooth(pixels: Grey, dpi: float) -> Grey:
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), SMOOTH * dpi), np.uint8)


def _softened(pixels: Grey, reach: int) -> Grey:
    """Return an image with each pixel the mean around it, three times, which comes to Gauss's weights.

    So it takes as long for any reach (Wells, "Efficient synthesis of Gaussian filters by cascaded uniform filters",
    1986).
    """
    for _ in range(3):
        pixels = np.asarray(cv2.blur(pixels, (reach, reach)), np.uint8)
    return pixels


def _are_letters(wide: NDArray[Any], high: NDArray[Any], size: float) -> NDArray[np.bool_]:
    """Tell which pieces of ink may be letters, by their sides."""
    longer = np.maximum(wide, high)
    return np.asarray((longer <= 1.5 * size) & (longer >= size / 4), np.bool_)


def _reduced(pixels: Grey, scale: float) -> Grey:
    size = tuple(max(round(side * scale), 1) for side in pixels.shape[::-1])
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _there(shape: Sequence[int], turn: int, lean: Lean, scale: float) -> tuple[Transform, tuple[int, int]]:
    """Return what takes a pixel of a page to its straight and scaled form, and the rows and columns of that."""
    rows, columns = shape
    wide, high = (rows, columns) if turn % 180 else (columns, rows)
    centre = np.array([[1, 0, -columns / 2], [0, 1, -rows / 2], [0, 0, 1.0]])
    quarter = turn // 90 % 4
    cos, sin = (1, 0, -1, 0)[quarter], (0, 1, 0, -1)[quarter]
    turned = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1.0]])
    corner = np.array([[scale, 0, scale * wide / 2], [0, scale, scale * high / 2], [0, 0, 1.0]])
    return corner @ lean.undone() @ turned @ centre, (max(round(high * scale), 1), max(round(wide * scale), 1))


def _warped(pixels: Grey, there: Transform, shape: tuple[int, int]) -> Grey:
    if np.allclose(there, np.eye(3), atol=1e-9):
        return pixels
    return np.asarray(
        cv2.warpPerspective(pixels, there, shape[::-1], flags=cv2.INTER_CUBIC, borderValue=PAPER), np.uint8
    )


def _is_upside_down(pixels: Grey, size: float, readable: Readable) -> bool:
    """Tell whether lines read better upside down; where there are none, they do not."""
    crops = _lines(pixels, size)
    if not crops:
        return False
    told = [*readable(crops[:FIRST])]
    if min(told) >= CLEAR:
        return False
    upright = float(np.mean([*told, *readable(crops[FIRST:])]))
    if upright >= CLEAR:
        return False
    return float(np.mean(readable([np.ascontiguousarray(np.rot90(crop, 2)) for crop in crops]))) > upright + MARGIN


def _lines(pixels: Grey, size: float) -> list[Grey]:
    """Return crops of the widest lines of text, cut to a part that tells enough; what is much wider is a rule."""
    text = _without_rules(ink_of(pixels), size)
    joined = cv2.morphologyEx(text, cv2.MORPH_CLOSE, np.ones((1, max(round(size * 0.7), 1)), np.uint8))
    high, wide = (0.5 * size, 2 * size), (3 * size, WIDEST * size)
    sides = map(cv2.boundingRect, outlines(np.asarray(joined, np.uint8)))
    lines = [one for one in sides if high[0] <= one[3] <= high[1] and wide[0] <= one[2] <= wide[1]]
    crops = []
    for left, top, width, height in sorted(lines, key=lambda one: (-one[2], one[1], one[0]))[:ASKED]:
        pad, part = max(height // 6, 1), min(width, HEIGHTS * height)
        crops.append(pixels[max(top - pad, 0) : top + height + pad, max(left - pad, 0) : left + part + pad])
    return crops


def _without_rules(ink: Grey, size: float) -> Grey:
    """Return ink without what is longer than any letter: text that begins right beside a rule would be joined to it."""
    tall, wide = ((max(round(RULE * size), 1), 1), (1, max(round(RULE * size), 1)))
    rules = (cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(sides, np.uint8)) for sides in (tall, wide))
    thick = cv2.dilate(np.maximum(*rules), np.ones((3, 3), np.uint8))
    return np.asarray(np.where(thick > 0, 0, ink), np.uint8)


def _darkened(pixels: Grey, ink: Grey) -> Grey:
    """Return a page whose ink is dark: the strokes of a faint copy are grey, and its full stops hardly to be seen."""
    usual = float(np.median(ink)) if ink.size else 0.0
    if usual <= BLACK:
        return pixels
    levels = PAPER - (PAPER - np.arange(PAPER + 1)) * (PAPER - BLACK) / (PAPER - usual)
    return np.asarray(cv2.LUT(pixels, levels.clip(0, PAPER).astype(np.uint8)), np.uint8)
