"""The columns of a page whose cells are kept apart by spaces.

They are found as in a projection profile: where no line of the page has text, a column ends (G. Nagy and S. Seth,
"Hierarchical representation of optically scanned documents", ICPR 1984); and where texts begin beside others, though a
line without neighbour may run on. A page whose columns stand at other positions than those of the first is moved onto
them, where all of them find one there.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.reconcile.amounts import has_amount
from pipeline.reconcile.vocabulary import match

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.model import Line

#: A gutter is at least this many blank characters wide.
GUTTER = 2
#: A column begins where at least so many texts begin beside others, or more of which one does, or one where no other
#: text stands.
BEGUN = 2
#: Two pages' columns agree where their left edges do, up to so many characters.
NEAR = 3
#: No two words of one text are further apart, in characters.
WIDE = 8
#: A column of texts is at least so wide, in characters: what is indented by less is part of the one around it.
NARROWEST = 8
#: A column is flush where so many of its lines begin at its left edge.
FLUSH = 0.8
#: The slots of a page whose columns are not those of others are this far from theirs: no line is so long.
FRAME = 100_000
SEGMENT = re.compile(r"\S+(?: \S+)*")


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text on a line with no wide gap in it, from character `x0` to before `x1`."""

    text: str
    x0: int
    x1: int
    line: Line


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page as segments, blank lines empty, and its columns as (left, right).

    Columns of pages of one `frame` that stand at one position are one column.
    """

    rows: tuple[tuple[Segment, ...], ...]
    columns: tuple[tuple[int, int], ...]
    frame: int = 0


def page_of(lines: Sequence[Line]) -> Page:
    """Cut the lines of a page into segments and find its columns."""
    rows = tuple(_segments(line) for line in lines)
    return Page(rows, _columns(rows))


def _segments(line: Line) -> tuple[Segment, ...]:
    text = line.text.replace("\u00a0", " ").replace("\t", "    ")
    return tuple(Segment(found[0], *found.span(), line) for found in SEGMENT.finditer(text))


def _columns(rows: Sequence[Sequence[Segment]]) -> tuple[tuple[int, int], ...]:
    """Return the columns of a page: what lies between the gutters, cut again where texts begin beside others."""
    found: list[tuple[int, int]] = []
    for left, right in _between_gutters([row for row in rows if len(row) > 1] or rows):
        inside = [[segment for segment in row if left <= segment.x0 < right] for row in rows]
        edges = [left, *_edges(inside, left)]
        found += zip(edges, [*edges[1:], right], strict=True)
    return tuple(found)


def _between_gutters(rows: Sequence[Sequence[Segment]]) -> Iterator[tuple[int, int]]:
    """Yield the stretches that no gutter cuts, left to right."""
    right = max((segment.x1 for row in rows for segment in row), default=0)
    used = [False] * (right + GUTTER)
    for row in rows:
        for segment in row:
            used[segment.x0 : segment.x1] = [True] * (segment.x1 - segment.x0)
    start = None
    for x in range(right + 1):
        if used[x]:
            start = x if start is None else start
        elif start is not None and not any(used[x : x + GUTTER]):
            yield start, x
            start = None


def _edges(rows: Sequence[Sequence[Segment]], left: int) -> list[int]:
    """Return where texts begin that have another at their left: no gutter, since a line without neighbour runs on.

    So do lines one below the other far from the `left` edge, whether one stands at their left or not. Rows of pay and
    of headings do not count: they part the columns of the texts again.
    """
    texts = [row for row in rows if not is_fine(row)]
    beside = Counter(segment.x0 for row in texts for segment in row[1:])
    starts = Counter(segment.x0 for row in texts for segment in row)
    crossed = {x for x in beside for row in texts for segment in row if segment.x0 < x < segment.x1}
    begun = {x for x, n in beside.items() if n >= BEGUN or starts[x] > BEGUN or x not in crossed}
    edges = _apart(begun | {x for x in _stacked(texts) if x >= left + NARROWEST})
    return _apart({*edges, *_parted(texts, edges)})


def _apart(edges: Iterable[int]) -> list[int]:
    """Return edges left to right, of those that are near to one another the first."""
    found: list[int] = []
    for x in sorted(edges):
        if not found or x > found[-1] + NEAR:
            found.append(x)
    return found


def _parted(rows: Sequence[Sequence[Segment]], edges: Sequence[int]) -> set[int]:
    """Return where a text begins that a wide gap parts from one beside it, with no edge between them."""
    return {
        right.x0
        for row in rows
        for left, right in pairwise(row)
        if right.x0 > left.x1 + WIDE and not any(left.x0 < x <= right.x0 for x in edges)
    }


def _stacked(rows: Sequence[Sequence[Segment]]) -> set[int]:
    """Return where two lines begin one below the other."""
    starts = [{segment.x0 for segment in row} for row in rows]
    return {x for above, below in pairwise(starts) for x in above & below}


def aligned(page: Page, first: Page, frame: int) -> Page:
    """Move a page so that its columns stand where the first page has them, if there is one way to do that for all.

    Else it is a `frame` of its own.
    """
    edges = [left for left, _ in first.columns]
    lefts = [left for left, _ in page.columns]
    shifts = sorted({edge - left for edge in edges for left in lefts} | {0})
    best = max(shifts, key=lambda shift: (*_match(lefts, shift, edges), -abs(shift)))
    rivals = [s for s in shifts if _match(lefts, s, edges)[0] == _match(lefts, best, edges)[0]]
    if _match(lefts, best, edges)[0] < max(2, len(lefts)) or any(abs(rival - best) > 2 * NEAR for rival in rivals):
        return replace(page, frame=frame)
    to = {left: _snapped(left + best, edges) - left for left in lefts}
    columns = tuple((left + to[left], right + to[left]) for left, right in page.columns)
    rows = tuple(tuple(_moved(segment, page.columns, to, best) for segment in row) for row in page.rows)
    return Page(rows, columns)


def _match(lefts: Sequence[int], shift: int, edges: Sequence[int]) -> tuple[int, int]:
    """Return how many columns find another edge each after a shift, and how near, negated."""
    near = [_snapped(left + shift, edges) for left in lefts]
    hits = [(left, edge) for left, edge in zip(lefts, near, strict=True) if edge in edges]
    return len({edge for _, edge in hits}), -sum(abs(left + shift - edge) for left, edge in hits)


def _snapped(left: int, edges: Sequence[int]) -> int:
    """Return the edge that a left edge is near to, or itself."""
    near = [edge for edge in edges if abs(left - edge) <= NEAR]
    return min(near, key=lambda edge: abs(left - edge)) if near else left


def _moved(segment: Segment, columns: Sequence[tuple[int, int]], to: Mapping[int, int], most: int) -> Segment:
    """Move a segment with its column."""
    column = column_of(segment, columns)
    shift = to[column[0]] if column else most
    return replace(segment, x0=segment.x0 + shift, x1=segment.x1 + shift)


def column_of(segment: Segment, columns: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the column that a segment begins in; None where it begins left of all, or lies across some unaligned."""
    inside = [column for column in columns if column[0] - 1 <= segment.x0]
    if not inside:
        return None
    left, right = inside[-1]
    across = segment.x1 > right + GUTTER and segment.x0 > left + NEAR
    return None if across else (left, right)


def strays(page: Page) -> frozenset[Segment]:
    """Return the segments that begin inside of a column whose other lines begin at its left edge."""
    members: dict[tuple[int, int], list[Segment]] = {}
    for segment in (segment for row in page.rows if not is_fine(row) for segment in row):
        column = column_of(segment, page.columns)
        if column:
            members.setdefault(column, []).append(segment)
    found: list[Segment] = []
    for (left, _), segments in members.items():
        inside = [segment for segment in segments if segment.x0 > left + NEAR]
        found += inside if len(inside) < (1 - FLUSH) * len(segments) else []
    return frozenset(found)


def is_heading(line: Sequence[Segment]) -> bool:
    """Tell whether a line is a row of headings, which stands by itself."""
    terms = [match(segment.text) for segment in line]
    return sum(term is not None and term.kind in ("family", "location") for term in terms) > 1


def is_fine(segments: Sequence[Segment]) -> bool:
    """Tell whether segments are pay or headings, whose columns are finer than those of the texts."""
    return any(has_amount(segment.text) for segment in segments) or is_heading(segments)
