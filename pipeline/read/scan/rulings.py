"""The ruling lines of a straight page: where they run, and the page without them.

Lines are what is left when ink is opened by a stroke much longer than any of a letter (Serra, "Image analysis and
mathematical morphology", 1982). Where a letter's stroke crosses a line it is kept. A dark bar with white text is turned
into dark text on paper, and its edges into lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.read.scan.raster import Grey

Mask = NDArray[np.uint8]

PAPER = 255
#: Ink is darker than this at most, and where a page has two kinds of pixels than what parts them.
FAINTEST = 190
#: A grey line differs from what is above and below it by so much, of 255 levels.
FAINT = 28
#: Components so high, in points, may be letters; so many in a hundred are lower than those with ascenders, of whose
#: height type is so many times; the size where there is none to go by, in points.
LETTER, TALL, TYPE, USUAL = (3.0, 30.0), 85, 1.4, 9.0
#: A line is so long, and no thicker, in sizes of type.
LONG, THICK = 2.5, 0.35
#: An upright line between two others is at least so long, and its ends so near to them, in sizes of type.
SHORT, NEAR = 1.0, 0.5
#: A shorter line than this is none where more of its length than this has ink beside it, so near, in sizes of type.
SURE, BUSY, BESIDE = 15.0, 0.35, 0.2
#: The ground beside a shorter line is lighter than this, of 255 levels.
GROUND = 190
#: Light specks of so many pixels do not break a line.
SPECK = 2
#: Pieces of one line are parted by no more than this, in sizes of type.
BROKEN = 3.0
#: A dash of a dashed line, its length and the gap behind it, in sizes of type, and how many there are at least.
DASH, GAP, DASHES = (0.12, 1.6), 1.2, 8
#: A bar is darker than this on the average, as high and wide, in sizes of type, and its dark part fills so much of it.
DARK, BAR_HEIGHT, BAR_WIDTH, FILLED = 140, (0.9, 12.0), 3.0, 0.9


@dataclass(frozen=True, slots=True)
class Rulings:
    """Thin boxes, in pixels, one for each line, and the image without them."""

    boxes: tuple[Box, ...]
    erased: Grey


def rulings(pixels: Grey, dpi: float) -> Rulings:
    """Find the lines of a page that leans by no more than some tenths of a degree, and erase them."""
    ink = ink_of(pixels)
    size = type_size(ink, dpi)
    plain, edges = _inverted(pixels, size)
    if edges:
        ink = ink_of(plain)
    turned = np.ascontiguousarray(ink.T)
    lying, standing = _thin(plain, ink, size), _thin(np.ascontiguousarray(plain.T), turned, size)
    across = [box for box in _boxes(_lines(lying, size), size) if _stands_alone(ink, box, size)]
    across += _dashed(ink, size)
    down = [box for box in _boxes(_lines(standing, size), size) if _is_upright(box, turned, across, size)]
    down = [_turned(box) for box in (*down, *_dashed(turned, size))]
    pieces = _boxes(_lines(standing, size, SHORT), size, broken=0.0)
    short = [_turned(box) for box in pieces if box.width < LONG * size and _stands_alone(turned, box, size)]
    boxes = [*across, *down, *(box for box in short if _held(box, across, size))]
    boxes = [box for box in boxes if max(box.width, box.height) > SURE * size or _is_on_paper(plain, box, size)]
    return Rulings((*boxes, *edges), _erased(plain, ink, boxes, size))


def ink_of(pixels: Grey) -> Mask:
    """Return 1 where there is ink: Otsu's threshold parts it from paper ("A threshold selection method", 1979)."""
    if not pixels.size:
        return np.zeros(pixels.shape, np.uint8)
    level, _ = cv2.threshold(pixels, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return (pixels <= min(level, FAINTEST)).astype(np.uint8)


def type_size(ink: Mask, dpi: float) -> float:
    """Return the usual size of type, in pixels, by the height of what may be letters."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    heights, widths = stats[1:, cv2.CC_STAT_HEIGHT], stats[1:, cv2.CC_STAT_WIDTH]
    low, high = (points * dpi / 72 for points in LETTER)
    letters = heights[(heights >= low) & (heights <= high) & (widths <= 2 * high)]
    return float(np.percentile(letters, TALL)) * TYPE if len(letters) else USUAL * dpi / 72


def _turned(box: Box) -> Box:
    return Box(box.top, box.x0, box.bottom, box.x1)


def _is_upright(box: Box, turned: Mask, across: Sequence[Box], size: float) -> bool:
    """Tell whether a line of the turned page is one: text may be set close to it where it runs from line to line."""
    return _stands_alone(turned, box, size) or _held(_turned(box), across, size)


def _is_on_paper(pixels: Grey, box: Box, size: float) -> bool:
    """Tell whether the ground on both sides of a line is light: stains have streaks that are no lines."""
    near, far = round(BESIDE * size) + 2, round(2 * BESIDE * size) + 4
    x0, top, x1, bottom = int(box.x0), int(box.top), int(box.x1) + 1, int(box.bottom) + 1
    if box.height > box.width:
        sides = pixels[top:bottom, max(x0 - far, 0) : max(x0 - near, 0)], pixels[top:bottom, x1 + near : x1 + far]
    else:
        sides = pixels[max(top - far, 0) : max(top - near, 0), x0:x1], pixels[bottom + near : bottom + far, x0:x1]
    return all(float(np.median(side)) > GROUND for side in sides if side.size)


def _held(box: Box, across: Sequence[Box], size: float) -> bool:
    """Tell whether a short upright line runs from one line to another, as beside a cell of one row."""
    near = NEAR * size
    ends = [one for one in across if one.x0 - near <= box.middle[0] <= one.x1 + near]
    return all(any(abs(one.middle[1] - end) <= near for one in ends) for end in (box.top, box.bottom))


def _thin(pixels: Grey, ink: Mask, size: float) -> Mask:
    """Return ink, and what is thin and darker than what is above and below it, though too faint for ink."""
    reach = max(round(THICK * size), 2) + 3
    hidden = cv2.morphologyEx(pixels, cv2.MORPH_BLACKHAT, np.ones((reach, 1), np.uint8))
    return ink | (hidden > FAINT).astype(np.uint8)


def _lines(ink: Mask, size: float, shortest: float = LONG) -> Mask:
    """Return the pixels of lines from left to right: long runs that are thin, though they lean or are broken."""
    long, thick = max(round(shortest * size), 3), max(round(THICK * size), 2)
    runs = _opened(_closed(ink, 1, SPECK), 1, long)
    blocks = cv2.dilate(_opened(runs, thick + 1, 3), np.ones((3, 3), np.uint8))
    return _opened(np.where(blocks > 0, 0, runs).astype(np.uint8), 1, long)


def _opened(mask: Mask, rows: int, columns: int) -> Mask:
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((rows, columns), np.uint8)), np.uint8)


def _closed(mask: Mask, rows: int, columns: int) -> Mask:
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((rows, columns), np.uint8)), np.uint8)


def _boxes(lines: Mask, size: float, broken: float = BROKEN) -> Iterator[Box]:
    """Yield a box for each line; its height is that of the line where it does not lean."""
    gap = max(round(broken * size), 1)
    # Pieces of a line that leans are not at one height: they are joined within a pixel.
    joined = _closed(np.asarray(cv2.dilate(lines, np.ones((3, 1), np.uint8)), np.uint8), 1, gap)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    for number in range(1, count):
        left, top, width, height, _ = (int(side) for side in stats[number])
        window = np.s_[top : top + height, left : left + width]
        own = (labels[window] == number) & (lines[window] > 0)
        rows, columns = np.nonzero(own)
        if len(rows):
            thick = max(len(rows) / max(len(np.unique(columns)), 1), 1.0)
            middle = top + float(rows.mean()) + 0.5
            yield Box(left + int(columns.min()), middle - thick / 2, left + int(columns.max()) + 1, middle + thick / 2)


def _stands_alone(ink: Mask, box: Box, size: float) -> bool:
    """Tell whether a line is one: letters that run into each other have strokes above or below all along."""
    if box.width > SURE * size:
        return True
    reach, left, right = max(round(BESIDE * size), 2), int(box.x0), int(box.x1)
    top, bottom = int(box.top) - 1, int(box.bottom) + 2
    sides = (ink[max(top - reach, 0) : max(top, 0), left:right], ink[bottom : bottom + reach, left:right])
    return all(side.any(axis=0).mean() < BUSY for side in sides if side.size)


def _dashed(ink: Mask, size: float) -> Iterator[Box]:
    """Yield a box for each row of dashes or dots: many small thin pieces at one height, evenly apart."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    widths, heights = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    thin = (heights <= THICK * size / 2 + 1) & (widths >= DASH[0] * size) & (widths <= DASH[1] * size)
    rows: dict[int, list[tuple[int, int, int, int]]] = {}
    for left, top, width, height, _ in stats[1:][thin].tolist():
        rows.setdefault(round((top + height / 2) / 3), []).append((left, top, width, height))
    for dashes in rows.values():
        yield from _rows_of(sorted(dashes), size)


def _rows_of(dashes: Sequence[tuple[int, int, int, int]], size: float) -> Iterator[Box]:
    run: list[tuple[int, int, int, int]] = []
    for dash in [*dashes, None]:
        if dash and (not run or dash[0] - run[-1][0] - run[-1][2] <= GAP * size):
            run.append(dash)
            continue
        if len(run) >= DASHES:
            top, bottom = min(one[1] for one in run), max(one[1] + one[3] for one in run)
            yield Box(run[0][0], top, run[-1][0] + run[-1][2], bottom)
        run = [dash] if dash else []


def _erased(pixels: Grey, ink: Mask, boxes: Sequence[Box], size: float) -> Grey:
    """Paint lines over with paper; the strokes that come out on both sides of one are kept."""
    lying, standing = (np.zeros(ink.shape, np.uint8) for _ in range(2))
    for box in boxes:
        x0, top, x1, bottom = round(box.x0), round(box.top), round(box.x1), round(box.bottom)
        if box.height > box.width:
            cv2.rectangle(standing, (x0 - 2, top - 1), (x1 + 1, bottom), 1, -1)
        else:
            cv2.rectangle(lying, (x0 - 1, top - 2), (x1, bottom + 1), 1, -1)
    lines = lying | standing
    rest = ink & (1 - lines)
    reach = max(round(THICK * size), 2) + 5
    over, past = _closed(rest, reach, 1) & lying, _closed(rest, 1, reach) & standing
    return np.where((lines & (1 - (over | past))) > 0, PAPER, pixels).astype(np.uint8)


def _inverted(pixels: Grey, size: float) -> tuple[Grey, list[Box]]:
    """Return a page with its dark bars turned into light ones, and their edges as thin boxes."""
    window = max(round(1.5 * size), 3)
    dark = (cv2.blur(pixels, (window, window)) < DARK).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    found = pixels
    edges: list[Box] = []
    for number in range(1, count):
        box = _bar(pixels, stats[number], size)
        if box:
            if found is pixels:
                found = pixels.copy()
            window_ = np.s_[int(box.top) : int(box.bottom), int(box.x0) : int(box.x1)]
            found[window_] = _lightened(pixels[window_])
            edges += _edges(box)
    return found, edges


def _bar(pixels: Grey, stats: NDArray[np.int32], size: float) -> Box | None:
    """Return the rectangle of a dark bar; None where what is dark is none."""
    left, top, width, height = (int(side) for side in stats[:4])
    if not (BAR_HEIGHT[0] * size / 2 <= height <= BAR_HEIGHT[1] * size and width >= BAR_WIDTH * size / 2):
        return None
    reach = round(size)
    x0, y0 = max(left - reach, 0), max(top - reach, 0)
    part = (pixels[y0 : top + height + reach, x0 : left + width + reach] < DARK).astype(np.uint8)
    letter = max(round(size / 2), 3)
    solid = _opened(_closed(part, letter, letter), letter, letter)
    _, _, inner, _ = cv2.connectedComponentsWithStats(solid, connectivity=4)
    if len(inner) < 2:
        return None
    one = max(inner[1:].tolist(), key=lambda each: each[4])
    box = Box(x0 + one[0], y0 + one[1], x0 + one[0] + one[2], y0 + one[1] + one[3])
    fits = box.height >= BAR_HEIGHT[0] * size and box.width >= BAR_WIDTH * size
    return box if fits and one[4] >= FILLED * one[2] * one[3] else None


def _lightened(part: Grey) -> Grey:
    """Turn light text on a dark ground into dark text on paper."""
    turned = 255.0 - part.astype(np.float32)
    paper, ink = float(np.percentile(turned, 60)), float(turned.min())
    stretched = (turned - ink) / max(paper - ink, 1.0) * PAPER
    return np.asarray(stretched.clip(0, PAPER), np.uint8)


def _edges(box: Box) -> list[Box]:
    x0, top, x1, bottom = box.x0, box.top, box.x1, box.bottom
    return [
        Box(x0, top, x1, top + 1),
        Box(x0, bottom - 1, x1, bottom),
        Box(x0, top, x0 + 1, bottom),
        Box(x1 - 1, top, x1, bottom),
    ]
