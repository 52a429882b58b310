"""One scanned page from its pixels to its words and rules: the order of the stages, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.geometry import Box, Matrix
from pipeline.read.page import Page, Word
from pipeline.read.scan import words
from pipeline.read.scan.holes import without_holes
from pipeline.read.scan.pieces import ink_of, type_size
from pipeline.read.scan.rulings import rulings
from pipeline.read.scan.specks import pattern, without_specks
from pipeline.read.scan.straight import straightened
from pipeline.read.scan.streaks import without_streaks
from pipeline.read.scan.tesseract import OcrError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.scan.engines import Engines
    from pipeline.read.scan.raster import Grey, Raster
    from pipeline.read.scan.straight import Straight

POINTS = 72
#: The longer side of the largest sheet (A3) and of the usual one (A4), in inches.
LARGEST, USUAL = 16.6, 11.7


def read(raster: Raster, engines: Engines) -> Page:
    """Read a page; one that an engine fails on has no words, and says what happened."""
    straight = straightened(raster.pixels, _density(raster), lambda crops: _readable(crops, engines))
    ruled = rulings(without_holes(straight.pixels, straight.dpi), straight.dpi)
    rules = tuple(_points(box, straight.dpi) for box in ruled.boxes)
    found: tuple[Word, ...] = ()
    torn = raster.torn
    try:
        size = type_size(ink_of(ruled.erased), straight.dpi)
        torn = torn or pattern(raster.pixels, size * _density(raster) / straight.dpi)
        found = words.read(without_specks(ruled.erased, size), straight.dpi, size, ruled.boxes, engines)
    except OcrError as error:
        torn = str(error)
    back = _back(straight, raster)
    return Page(raster.number, raster.size, 0, found, without_streaks(rules, found), torn=torn, back=back)


def _density(raster: Raster) -> float:
    """Return the pixels to an inch of paper: a page larger than any sheet says nothing of its size."""
    longest = max(raster.pixels.shape)
    return raster.dpi if longest / raster.dpi <= LARGEST else longest / USUAL


def _readable(crops: Sequence[Grey], engines: Engines) -> list[float]:
    """Tell how well lines can be read this way up, from 0 to 1."""
    return [seen.score for seen in engines.second(crops)]


def _points(box: Box, dpi: float) -> Box:
    return Box(*(round(side * POINTS / dpi, 2) for side in (box.x0, box.top, box.x1, box.bottom)))


def _back(straight: Straight, raster: Raster) -> Matrix:
    """Return what takes a point of the straight page to a point of the page as shown."""
    there = np.diag([straight.dpi / POINTS, straight.dpi / POINTS, 1.0])
    rows, columns = raster.pixels.shape
    back = np.diag([raster.size[0] / columns, raster.size[1] / rows, 1.0])
    matrix = back @ np.reshape(straight.back, (3, 3)) @ there
    a, b, c, d, e, f, g, h, i = (round(float(one), 8) for one in (matrix / matrix[2, 2]).flat)
    return a, b, c, d, e, f, g, h, i
