"""The lines of a page to regions: what stands side by side, with a gutter between, is read one after the other.

A gutter is a blank strip beside which many lines stand, one side of which is a column of prose, or the lines of whose
sides are not level. What stands above and below it is cut in the same way (as in Nagy and Seth's X-Y trees, 1984).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.grid.cells import TextLine, lines_of
from pipeline.grid.figures import is_figure, is_none, is_sign
from pipeline.grid.titles import is_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.grid.walls import Wall
    from pipeline.read.page import Word

    _Sides = tuple[tuple[Word, ...], tuple[Word, ...]]

#: A gutter is so wide at least, in sizes of type, and is looked for in steps of so many points.
GUTTER, STEP = 0.9, 3.0
#: It parts so many lines at least; prose fills its column for so many lines, one after the other.
LINES, FULL_LINES = 3, 4
#: A line is full where it fills this share of its column; prose has so many words to a line.
FULL, WORDY = 0.72, 4
#: Lines are level within so many points; sides are not level where so many of their lines are not.
LEVEL, UNLEVEL = 1.6, 0.5
#: Lines no further apart than this, in sizes of type, go on together; those of prose, than that.
CLOSE, APART = 1.2, 0.6
#: Regions are cut again so many times.
DEEPEST = 6


@dataclass(frozen=True, slots=True)
class _Gutter:
    """A gutter: where it stands, the first and last of the lines beside it, and how much it parts."""

    at: float
    first: int
    last: int
    weight: float


def regions(words: Sequence[Word], lying: Sequence[Wall], depth: int = 0) -> Iterator[tuple[TextLine, ...]]:
    """Yield the regions of a page, each as its lines from top to bottom; no gutter crosses walls that lie."""
    lines = lines_of(words)
    gutter = _best(lines, lying) if depth < DEEPEST else None
    if gutter is None:
        if lines:
            yield lines
        return
    above, below = lines[: gutter.first], lines[gutter.last + 1 :]
    beside = [word for line in lines[gutter.first : gutter.last + 1] for word in line.words]
    yield from regions([word for line in above for word in line.words], lying, depth + 1)
    yield from regions([word for word in beside if word.box.middle[0] < gutter.at], lying, depth + 1)
    yield from regions([word for word in beside if word.box.middle[0] >= gutter.at], lying, depth + 1)
    yield from regions([word for line in below for word in line.words], lying, depth + 1)


def _best(lines: Sequence[TextLine], lying: Sequence[Wall]) -> _Gutter | None:
    """Return the gutter that parts most lines."""
    if len(lines) < LINES:
        return None
    left, right = min(line.box.x0 for line in lines), max(line.box.x1 for line in lines)
    found: list[_Gutter] = []
    at = left + 8 * STEP
    while at < right - 8 * STEP:
        found += _at(at, lines, [wall.at for wall in lying if wall.covers(at - STEP, at + STEP) > 0])
        at += STEP
    return max(found, key=lambda one: one.weight, default=None)


def _at(at: float, lines: Sequence[TextLine], crossing: Sequence[float]) -> Iterator[_Gutter]:
    """Yield the gutters that stand at a place, which these heights are crossed by rules."""
    runs: list[list[int]] = [[]]
    for row, line in enumerate(lines):
        above = lines[row - 1].box.middle[1] if row else line.box.top
        if any(above < y < line.box.middle[1] for y in crossing):
            runs.append([])
        if _is_clear(line, at):
            runs[-1].append(row)
        else:
            runs.append([])
    for run in runs:
        if len(run) >= LINES:
            yield from _trimmed(at, run, lines)


def _is_clear(line: TextLine, at: float) -> bool:
    half = GUTTER * line.size / 2
    return not any(word.box.x0 < at + half and word.box.x1 > at - half for word in line.words)


def _trimmed(at: float, rows: Sequence[int], lines: Sequence[TextLine]) -> Iterator[_Gutter]:
    """Yield the gutter beside those of some lines that have nothing to do with what is on its other side."""
    sides = [_sides(lines[row], at) for row in rows]
    apart = _prose(sides) | _unlevel(sides)
    titled = _titled(sides)
    if titled:
        apart |= set(range(titled[0], len(rows)))
    if len(apart) < LINES or not all(any(side[k] for side in sides) for k in (0, 1)):
        return
    first, last = _densest(apart, sides)
    while first > 0 and _goes_on(first - 1, first, sides, lines, rows):
        first -= 1
    while last + 1 < len(rows) and _goes_on(last, last + 1, sides, lines, rows):
        last += 1
    within = sides[first : last + 1]
    if all(sum(bool(side[k]) for side in within) > 1 for k in (0, 1)):
        yield _Gutter(at, rows[first], rows[last], len(apart & {*range(first, last + 1)}) + _middling(at, within))


def _densest(apart: set[int], sides: Sequence[_Sides]) -> tuple[int, int]:
    """Return the first and last of the lines of which most are apart, and fewest have both sides on one level."""
    best, found = 0, (0, -1)
    since = count = 0
    for index, side in enumerate(sides):
        count += 1 if index in apart else -1 if all(side) else 0
        if count > best:
            best, found = count, (since, index)
        if count < 0:
            since, count = index + 1, 0
    return found


def _sides(line: TextLine, at: float) -> _Sides:
    return tuple(word for word in line.words if word.box.x1 <= at), tuple(w for w in line.words if w.box.x0 >= at)


def _middling(at: float, sides: Sequence[_Sides]) -> float:
    """Return how wide a gutter is, and how near to its middle: less than a line counts."""
    left = max(left[-1].box.x1 for left, _ in sides if left)
    right = min(right[0].box.x0 for _, right in sides if right)
    return min(right - left, 30.0) / 100 - abs(at - (left + right) / 2) / 1000


def _goes_on(above: int, below: int, sides: Sequence[_Sides], lines: Sequence[TextLine], rows: Sequence[int]) -> bool:
    """Tell whether a line, of which one stands on one side alone, follows another closely."""
    alone = any(not all(sides[index]) for index in (above, below))
    one, other = lines[rows[above]], lines[rows[below]]
    return alone and other.box.top - one.box.bottom < CLOSE * one.size


def _prose(sides: Sequence[_Sides]) -> set[int]:
    """Return the lines that are full on one side, one after the other, and beside which no entries of a table stand."""
    found: set[int] = set()
    for k in (0, 1):
        for run in _full_runs([(index, side[k], side[1 - k]) for index, side in enumerate(sides) if side[k]]):
            entries = sum(_is_entry(sides[index][1 - k], sides[index][k]) for index in run)
            if len(run) >= FULL_LINES and 2 * entries <= len(run):
                found |= set(run)
    return found


def _full_runs(lines: Sequence[tuple[int, Sequence[Word], Sequence[Word]]]) -> Iterator[list[int]]:
    """Yield the runs of lines that fill their column, one close below the other, by their numbers; figures end one.

    A line is its number, its words, and those on the other side of the gutter.
    """
    left = min((words[0].box.x0 for _, words, _ in lines), default=0.0)
    right = max((words[-1].box.x1 for _, words, _ in lines), default=0.0)
    run: list[int] = []
    foot = 0.0
    for index, words, beside in lines:
        full = _is_full(words, right - left) and not _is_figures(beside)
        if not full or words[0].box.top - foot > APART * words[0].size:
            yield run
            run = []
        run += [index] if full else []
        foot = words[0].box.bottom
    yield run


def _is_full(words: Sequence[Word], width: float) -> bool:
    wordy = sum(word.text.isalpha() or len(word.text) > 5 for word in words) > len(words) / 2
    return len(words) >= WORDY and wordy and words[-1].box.x1 - words[0].box.x0 > FULL * width


def _is_entry(words: Sequence[Word], beside: Sequence[Word]) -> bool:
    """Tell whether words are what a table may have beside a label: few words that stand level with it."""
    return 0 < len(words) < WORDY and not _are_off(words, beside)


def _is_figures(words: Sequence[Word]) -> bool:
    return bool(words) and all(is_figure(word.text) or is_none(word.text) or is_sign(word.text) for word in words)


def _unlevel(sides: Sequence[_Sides]) -> set[int]:
    """Return the lines that stand on one side alone, where that holds for many of both; labels may, for wide ones."""
    alone = [[index for index, side in enumerate(sides) if side[k] and not side[1 - k]] for k in (0, 1)]
    crossed = [index for index, (left, right) in enumerate(sides) if left and right and _are_off(left, right)]
    count = 2 * min(map(len, alone)) + len(crossed)
    figures = [sum(_is_figures(side[k]) for side in sides) > sum(bool(side[k]) for side in sides) / 2 for k in (0, 1)]
    if count <= UNLEVEL * len(sides) or any(figures):
        return set()
    return {*alone[0], *alone[1], *crossed}


def _are_off(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Tell whether the words left and right of a gutter stand at different heights."""
    same = [abs(one.box.bottom - other.box.bottom) <= LEVEL for one in left for other in right]
    return not any(same)


def _titled(sides: Sequence[_Sides]) -> list[int]:
    """Return the lines on both sides of which captions begin."""
    return [
        index
        for index, side in enumerate(sides)
        if all(is_title(" ".join(word.text for word in words)) for words in side)
    ]
