"""The ruling lines of a straight page: where they run, and the page without them.

What is thin across and goes on along is a line: a black top-hat shows the first, an opening the second, both in grey,
so that faint lines on any ground are found (Serra, "Image analysis and mathematical morphology", 1982). What lies
beside a line tells it from letters in a row, and short lines are believed where they meet others.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.geometry import Box
from pipeline.read.scan.grounds import DARK, grounds, lightened, outlined
from pipeline.read.scan.pieces import filled, ink_of, morphed, odd, outlines, type_size

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.read.scan.raster import Grey

Numbers = NDArray[np.float64]

PAPER = 255

# Below, lengths are in sizes of type and levels are of 255.

#: Noise is evened out, and gaps are closed, over so much of a line; a line is no thicker than the first if it is thin,
#: than the second if it is a border; it is darker by so much than what is above and below.
EVEN, SPECK, THIN, BORDER, CONTRAST = 0.2, 0.2, 0.25, 0.7, 12
#: The pieces of lying lines, and of standing ones, are so long; of more than this number the longest are looked at.
WIDE, HIGH, MOST = 2.0, 1.15, 2000
#: A line is dark over so much of its length, so evenly, and has ink right above, or right below, over less than this;
#: where it is dashed it is so over so much, and it stands quite by itself.
DRAWN, EQUAL, BUSY, DASHED, CLEAR = 0.7, 0.4, 0.4, 0.4, 0.06
#: Tall letters below each other, with a rule between, are not so long as a line of dashes.
ROW = 4.0
#: Beside a shorter line than this there is paper, which is lighter than that: the edge of a stain is no line.
SURE, STAINED = 15.0, 175
#: What is around a line is as light as so many in a hundred of the rows there.
PLAIN = 75
#: Pieces of one line stand apart no more than this along it, or this where a trace of such a share of their level is
#: left between them, and this across it.
BROKEN, WORN, TRACE, LEAST, ASTRAY = 0.45, 4.0, 0.3, 30, 0.12
#: A worn line is made of so many pieces at least, of this length and with such gaps between them, which make up more
#: than this share of it, and follow each other with no greater slope.
PIECES, REST, GAP, LEFT, LEANING = 3, 1.0, 6.0, 0.45, 0.004
#: There is ink so near to it over less than this share of it.
BESIDE, LONELY = 0.3, 0.2
#: So long a line is one by itself, a shorter one where it runs from one to another; the ends of long ones are so near,
#: those of short ones so.
ALONE, LONG, MEET, REACH = 8.0, 2.5, 0.4, 0.15
#: A fold ends so near to the edges of the page, as a share of its side; more lines than these that do so are none.
EDGE, FOLDS = 0.015, 2
#: Beside a line is what has lost so much of its darkness.
SKIRT, HALF = 0.15, 0.5


@dataclass(frozen=True, slots=True)
class Rulings:
    """Thin boxes, in pixels, one for each line, and the image without them."""

    boxes: tuple[Box, ...]
    erased: Grey


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line along the rows of an image: its first column, and for each of its columns the row of its middle."""

    start: int
    path: Numbers
    level: float

    @property
    def end(self) -> int:
        """The column after its last."""
        return self.start + len(self.path)

    @property
    def at(self) -> float:
        """The row where most of it lies."""
        return float(np.median(self.path))


def rulings(pixels: Grey, dpi: float) -> Rulings:
    """Find the lines of a page that leans by no more than some tenths of a degree, and erase them."""
    size = type_size(ink_of(pixels), dpi)
    ground = grounds(pixels, size)
    plain = lightened(pixels, ground) if ground.any() else pixels
    edged = outlined(pixels, plain, ground, odd(THIN * size) + 2) if ground.any() else pixels
    turned = _turned(edged)
    pieces, upright = _found(edged, size), _found(turned, size)
    lying, standing = _lines(pieces, upright, edged, size, WIDE), _lines(upright, pieces, turned, size, HIGH)
    lying, standing = _believed(lying, standing, size), _believed(standing, lying, size)
    high, wide = pixels.shape
    lying, standing = _unfolded(lying, standing, wide, size), _unfolded(standing, lying, high, size)
    boxes = [_box(line, edged, size) for line in lying]
    boxes += [_swapped(_box(line, turned, size)) for line in standing]
    erased = _turned(_without(_turned(_without(plain, lying, size)), standing, size))
    return Rulings(tuple(boxes), erased)


def _turned(pixels: Grey) -> Grey:
    return np.asarray(cv2.transpose(pixels), np.uint8)


def _swapped(box: Box) -> Box:
    return Box(box.top, box.x0, box.bottom, box.x1)


# Lines along the rows of an image


def _found(pixels: Grey, size: float) -> list[Line]:
    """Return the pieces of lines along the rows, those joined that a trace of the line leads from one to the other."""
    thin = _thin(pixels, size)
    clear = (piece for piece in _pieces(thin, size, REST) if _is_clear(piece, pixels, size))
    return _joined(clear, thin, size)


def _lines(pieces: Sequence[Line], across: Sequence[Line], pixels: Grey, size: float, shortest: float) -> list[Line]:
    """Return the lines along the rows, whose pieces have such a length; short ones may be none."""
    chains = _chains(pieces, _places(across, size), size)
    return [line for chain in chains for line in _mended(chain, pixels, size, shortest)]


def _chains(lines: Sequence[Line], across: Sequence[tuple[float, Line]], size: float) -> list[list[Line]]:
    """Put lines that lie on one path behind each other, with gaps as a worn copy leaves between them.

    What ends at a line across, and goes on from another one, is no worn line: two tables, or a cell that is merged.
    """
    chains: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: one.start):
        last = max((chain for chain in chains if _is_behind(chain[-1], line, size)), key=_end, default=None)
        if last is None or _is_between(last[-1], line, across, size):
            chains.append([line])
        else:
            last.append(line)
    return chains


def _end(chain: Sequence[Line]) -> int:
    return chain[-1].end


def _is_between(line: Line, next_: Line, across: Sequence[tuple[float, Line]], size: float) -> bool:
    """Tell whether the gap between two lines runs from one line across to another one."""
    ends = ((line.end, line.at), (next_.start, next_.at))
    return next_.start - line.end > size and all(_meets(end, middle, across, size) for end, middle in ends)


def _is_behind(line: Line, next_: Line, size: float) -> bool:
    gap = next_.start - line.end
    if not 0 < gap < GAP * size:
        return False
    off = abs(float(_medians(next_.path[: round(size)])) - float(_medians(line.path[-round(size) :])))
    return off < max(ASTRAY * size, 1.5) + LEANING * gap


def _mended(chain: Sequence[Line], pixels: Grey, size: float, shortest: float) -> list[Line]:
    """Return the one line that many pieces make where most of it is left, else those that are so long."""
    whole = chain[-1].end - chain[0].start
    if len(chain) >= PIECES and whole >= ALONE * size and sum(len(one.path) for one in chain) > LEFT * whole:
        line = reduce(_together, chain)
        # Standing lines have text on one side all along; what stands upright in letters is too short for a piece.
        if shortest < WIDE or _is_lonely(line, pixels, size):
            return [line]
    return [one for one in chain if len(one.path) >= shortest * size]


def _is_lonely(line: Line, pixels: Grey, size: float) -> bool:
    """Tell whether there is hardly any ink beside a line, all along: the feet of letters have their letters there."""
    reach = round(BORDER * size) + 3
    near, far = round(THIN * size / 2) + 2, round(BESIDE * size) + 2
    profile = _profile(line, pixels, reach) < DARK
    above, below = profile[reach - far : reach - near], profile[reach + near + 1 : reach + far + 1]
    return max(float(side.any(axis=0).mean()) for side in (above, below)) < LONELY


def _thin(pixels: Grey, size: float) -> Grey:
    """Return by how much each pixel is darker than what is above and below; what is not thin is so only if it is long.

    Noise is evened out along the rows.
    """
    even = np.asarray(cv2.blur(pixels, (odd(EVEN * size), 1)), np.uint8)
    thin = morphed(cv2.MORPH_BLACKHAT, even, odd(THIN * size) + 2, 1)
    dark = (pixels < DARK).astype(np.uint8)
    border = morphed(cv2.MORPH_OPEN, dark, odd(THIN * size), odd(LONG * size))
    if not border.any():
        return thin
    return np.asarray(np.maximum(thin, border * morphed(cv2.MORPH_BLACKHAT, even, odd(BORDER * size) + 2, 1)), np.uint8)


def _pieces(thin: Grey, size: float, shortest: float) -> Iterator[Line]:
    """Yield what goes on along the rows."""
    whole = morphed(cv2.MORPH_CLOSE, thin, 1, odd(SPECK * size))
    runs = morphed(cv2.MORPH_OPEN, whole, 1, odd(shortest * size))
    pieces = sorted(outlines((runs > CONTRAST).astype(np.uint8)), key=lambda outline: -cv2.boundingRect(outline)[2])
    for outline in pieces[:MOST]:
        window, own = filled(outline)
        weight = runs[window] * own.astype(np.float64)
        rows = np.arange(window[0].start, window[0].stop)[:, None]
        path = (weight * rows).sum(axis=0) / weight.sum(axis=0).clip(1)
        yield Line(window[1].start, path, float(_medians(weight.max(axis=0))))


def _is_clear(line: Line, pixels: Grey, size: float) -> bool:
    """Tell whether a line is even and has paper right above and right below it: letters in a row are neither."""
    near, reach = round(THIN * size) + 3, round(BORDER * size) + 3
    profile = _profile(line, pixels, near)
    core = profile[near - 1 : near + 2].min(axis=0)
    middle = float(_medians(core))
    half = middle + HALF * line.level
    drawn = float((core <= half).mean())
    most = BUSY if drawn > DRAWN else CLEAR
    above, below = _extent(_medians(profile) <= half)
    # A tall letter between two rules is as long as a few dashes.
    least = DASHED if len(line.path) >= LONG * size else DRAWN
    if drawn <= least or (max(above, below) < near - 2 and _busy(profile, above, below, half) >= most):
        return False  # what most pieces of letters come to
    profile = _profile(line, pixels, reach)
    usual = _medians(profile)
    above, below = _extent(usual <= half)
    busy = _busy(profile, above, below, half)
    if busy >= most:
        return False
    light = float(np.percentile(usual, PLAIN))
    dashed = busy < CLEAR and len(line.path) >= ROW * size
    even = line.level > EQUAL * max(light - middle, 1.0) or dashed
    thick = above + below > THIN * size + 1 and middle > DARK
    if not even or thick or light - usual[reach - 1 : reach + 2].min() < CONTRAST:
        return False
    sides = usual[: max(reach - above - 2, 1)], usual[min(reach + below + 3, 2 * reach) :]
    return len(line.path) >= SURE * size or min(float(_medians(side)) for side in sides) >= STAINED


def _busy(profile: Grey, above: int, below: int, half: float) -> float:
    """Return over how much of a line there is ink right above it, or right below."""
    middle = len(profile) // 2
    return float((profile[[middle - above - 2, middle + below + 2]] <= half).mean(axis=1).max())


def _medians(values: NDArray[Any]) -> Numbers:
    """Return the medians along the last axis, for which NumPy's own function takes as long as for many more."""
    low, high = (values.shape[-1] - 1) // 2, values.shape[-1] // 2
    parted = np.partition(values, (low, high), axis=-1)
    return np.asarray((parted[..., low].astype(np.float64) + parted[..., high]) / 2, np.float64)


def _profile(line: Line, pixels: Grey, reach: int) -> Grey:
    """Return the pixels above and below a line, as many rows of each: paper where the image ends."""
    path = np.rint(line.path).astype(np.int64)
    first, last = int(path.min()) - reach, int(path.max()) + reach + 1
    if last - first == 2 * reach + 1 and first >= 0 and last <= len(pixels):
        return pixels[first:last, line.start : line.end]
    rows = path[None, :] + np.arange(-reach, reach + 1)[:, None]
    columns = np.arange(line.start, line.end)[None, :]
    if first >= 0 and last <= len(pixels):
        return np.asarray(pixels[rows, columns], np.uint8)
    inside = (rows >= 0) & (rows < len(pixels))
    return np.where(inside, pixels[rows.clip(0, len(pixels) - 1), columns], PAPER).astype(np.uint8)


def _extent(dark: NDArray[np.bool_]) -> tuple[int, int]:
    """Return how many rows a line reaches above and below its middle, so that there are rows beside it."""
    middle = len(dark) // 2
    sides = dark[:middle][::-1].tolist(), dark[middle + 1 :].tolist()
    up, down = (next((row for row, one in enumerate(side) if not one), middle) for side in sides)
    return min(up, middle - 2), min(down, middle - 2)


def _joined(pieces: Iterable[Line], thin: Grey, size: float) -> list[Line]:
    """Join the pieces of each line."""
    done: list[Line] = []
    open_: list[Line] = []
    for piece in sorted(pieces, key=lambda one: one.start):
        done += [line for line in open_ if piece.start - line.end > WORN * size]
        open_ = [line for line in open_ if piece.start - line.end <= WORN * size]
        before = [index for index, line in enumerate(open_) if _goes_on(line, piece, thin, size)]
        last = max(before, key=lambda index: open_[index].end, default=None)
        open_.append(piece if last is None else _together(open_.pop(last), piece))
    return done + open_


def _goes_on(line: Line, piece: Line, thin: Grey, size: float) -> bool:
    """Tell whether a piece stands where a line ends, or where a trace of it leads to."""
    end, start = float(_medians(line.path[-round(size) :])), float(_medians(piece.path[: round(size)]))
    if abs(end - start) > max(ASTRAY * size, 1.5):
        return False
    if piece.start - line.end <= BROKEN * size:
        return True
    row = round((end + start) / 2)
    trace = thin[max(row - 1, 0) : row + 2, line.end : piece.start].max(axis=0)
    return float(np.percentile(trace, LEAST)) > TRACE * min(line.level, piece.level)


def _together(line: Line, piece: Line) -> Line:
    """Return a line that goes on with a piece, which may begin beside its end."""
    if piece.end <= line.end:
        return line
    rest = piece.path[max(line.end - piece.start, 0) :]
    between = np.linspace(line.path[-1], rest[0], max(piece.start - line.end, 0) + 2)[1:-1]
    longer = max(line, piece, key=lambda one: len(one.path))
    return Line(line.start, np.concatenate([line.path, between, rest]), longer.level)


# Lines along and across


def _believed(lines: Sequence[Line], across: Sequence[Line], size: float) -> list[Line]:
    """Return the lines that are long, that lines across them hold, or that are what is left of a worn one."""
    others = _places(across, size)
    sure = [line for line in lines if len(line.path) >= ALONE * size or _is_held(line, others, size)]
    near = max(ASTRAY * size, 1.5)
    rest = (line for line in lines if line not in sure and any(abs(one.at - line.at) < near for one in sure))
    return sure + [line for line in rest if len(line.path) >= LONG * size or _is_hanging(line, others, size)]


def _places(lines: Sequence[Line], size: float) -> list[tuple[float, Line]]:
    """Return the lines that are long enough to hold others, and where each lies."""
    return [(one.at, one) for one in lines if len(one.path) >= LONG * size]


def _is_held(line: Line, across: Sequence[tuple[float, Line]], size: float) -> bool:
    """Tell whether a line runs from one line to another: the feet of figures in a row do not.

    A short one does so only where it reaches them: a tall letter does not, in a low row.
    """
    near = MEET if len(line.path) >= LONG * size else REACH
    return all(_meets(end, line.at, across, size, near) for end in (line.start, line.end))


def _is_hanging(line: Line, across: Sequence[tuple[float, Line]], size: float) -> bool:
    return any(_meets(end, line.at, across, size) for end in (line.start, line.end))


def _meets(end: float, middle: float, across: Sequence[tuple[float, Line]], size: float, near: float = MEET) -> bool:
    """Tell whether the end of a line that lies at `middle` is at a line across."""
    room = MEET * size
    return any(abs(at - end) <= near * size and one.start - room <= middle <= one.end + room for at, one in across)


def _unfolded(lines: Sequence[Line], across: Sequence[Line], length: int, size: float) -> list[Line]:
    """Return the lines without folds, which alone run to the edges of the sheet; a worn or bent one is in pieces."""
    edge = EDGE * length
    ends = [line for line in lines if line.start < edge or line.end > length - edge]
    if sum((line.start < edge) + (line.end > length - edge) for line in ends) > 2 * FOLDS:
        return list(lines)
    others = _places(across, size)
    rest = [line for line in lines if line not in ends]
    return [
        line
        for line in rest
        if _is_held(line, others, size) or all(abs(line.at - one.at) >= ASTRAY * size for one in ends)
    ]


def _box(line: Line, pixels: Grey, size: float) -> Box:
    above, below = _sides(line, pixels, size, HALF)
    middle = line.at + 0.5 + (below - above) / 2
    thick = 1 + above + below
    return Box(line.start, middle - thick / 2, line.end, middle + thick / 2)


def _sides(line: Line, pixels: Grey, size: float, share: float) -> tuple[int, int]:
    """Return how many rows above and below its middle keep more than a share of a line's darkness."""
    reach = round(BORDER * size) + 2
    usual = _medians(_profile(line, pixels, reach))
    core = usual[reach - 1 : reach + 2].min()
    light = np.concatenate([np.full(reach, usual[:reach].max()), np.full(reach + 1, usual[reach + 1 :].max())])
    return _extent(usual < light - share * (light - core))


# The page without lines


def _without(pixels: Grey, lines: Sequence[Line], size: float) -> Grey:
    """Return an image without some lines along its rows: closed across them, which keeps strokes that cross them."""
    erased = pixels.copy()
    for line in lines:
        above, below = _sides(line, pixels, size, SKIRT)
        wider = odd(EVEN * size) // 2 + 1
        path = np.pad(np.rint(line.path).astype(np.int64), wider, mode="edge")
        columns = np.arange(line.start - wider, line.end + wider)
        inside = (columns >= 0) & (columns < pixels.shape[1])
        path, columns = path[inside], columns[inside]
        band = path[None, :] + np.arange(-above - 1, below + 2)[:, None]
        reach = 2 * (above + below) + 5
        top, bottom = max(int(path.min()) - 2 * reach, 0), int(path.max()) + 2 * reach + 1
        strip = erased[top:bottom, columns[0] : columns[-1] + 1]
        closed = morphed(cv2.MORPH_CLOSE, strip, reach, 1)
        rows = band.clip(top, min(bottom, len(pixels)) - 1)
        erased[rows, columns[None, :]] = closed[rows - top, (columns - columns[0])[None, :]]
    return erased
