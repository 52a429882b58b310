"""The columns of an area: between them run strips that no word of its rows stands on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.grid.figures import inked, is_figure, is_none, is_sign, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.grid.cells import TextLine
    from pipeline.grid.walls import Wall

Stretch = tuple[float, float]

#: A strip is so wide, in sizes of type and usual blanks; in few rows gaps may meet by chance, and it is wider.
STRIP, BLANKS, FEW, WIDE = 0.42, 1.3, 4, 0.62
#: One row in so many may have a text that runs over several columns.
SPANNING = 10
#: A wall parts columns where it stands beside this share of the rows.
WALLED = 0.5


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of an area: from where to where the words of each reach, and the edges between them."""

    reach: tuple[Stretch, ...]
    edges: tuple[float, ...]
    narrow: float


def columns_of(rows: Sequence[TextLine], gap: float, blank: float, standing: Sequence[Wall] = ()) -> Columns:
    """Return the columns of rows; `gap` and `blank` are those between columns and words, in sizes of type."""
    size = max(row.size for row in rows)
    width = max(STRIP, BLANKS * blank, WIDE if len(rows) < FEW else 0.0)
    spans = sorted((box.x0, box.x1) for row in rows for word in row.words if (box := inked(word)).width > 0)
    strips = [strip for strip in _blanks(spans, len(rows) // SPANNING) if strip[1] - strip[0] >= width * size]
    strips += _walled(rows, standing, strips)
    edges = _without_signs(rows, sorted((left + right) / 2 for left, right in strips), gap, width)
    words = [(box.x0, box.x1, word.box.x1) for row in rows for word in row.words if (box := inked(word)).width > 0]
    return Columns(_reach(words, edges), tuple(edges), width)


def _blanks(spans: Sequence[Stretch], most: int) -> list[Stretch]:
    """Return the strips that no more than so many words stand on."""
    events = sorted([(left, 1) for left, _ in spans] + [(right, -1) for _, right in spans])
    found: list[Stretch] = []
    depth, since = 0, None
    for at, step in events:
        depth += step
        if depth <= most and since is None:
            since = at
        elif depth > most and since is not None:
            found.append((since, at))
            since = None
    first, last = events[0][0], events[-1][0]
    return [(left, right) for left, right in found if left > first and right < last]


def _walled(rows: Sequence[TextLine], standing: Sequence[Wall], strips: Sequence[Stretch]) -> list[Stretch]:
    """Return the places of walls beside most rows, where no strip is and no word stands."""
    top, bottom = rows[0].box.top, rows[-1].box.bottom
    left, right = min(row.box.x0 for row in rows), max(row.box.x1 for row in rows)
    return [
        (wall.at, wall.at)
        for wall in standing
        if wall.covers(top, bottom) > WALLED
        and left < wall.at < right
        and not any(a <= wall.at <= b for a, b in strips)
        and not any(word.box.x0 + 1 < wall.at < word.box.x1 - 1 for row in rows for word in row.words)
    ]


def _without_signs(rows: Sequence[TextLine], edges: Sequence[float], gap: float, narrow: float) -> list[float]:
    """Return the edges without those that part signs of a currency from what they stand before."""
    texts: list[set[str]] = [set() for _ in range(len(edges) + 1)]
    for row in rows:
        for part in parts_of(row, gap, edges, narrow):
            texts[column(part.box.middle[0], edges)].add(part.text)
    return [
        edge
        for number, edge in enumerate(edges)
        if not (texts[number] and all(map(is_sign, texts[number]))) and not _is_tail(texts[number + 1])
    ]


def _is_tail(texts: Iterable[str]) -> bool:
    """Tell whether a column holds nothing but what ends the numbers before it."""
    texts = set(texts)
    return bool(texts) and texts <= {"%", ")", ")%", "*", "**", "***"}


def column(x: float, edges: Sequence[float]) -> int:
    """Return the column that a place lies in, from 0."""
    return sum(edge < x for edge in edges)


def _reach(words: Sequence[tuple[float, float, float]], edges: Sequence[float]) -> tuple[Stretch, ...]:
    """Return from where to where the words between edges reach; those on an edge count in neither column.

    Words are told by where they begin and end, and where their leaders do.
    """
    reach: dict[int, Stretch] = {}
    for left, right, end in words:
        number = column(left, edges)
        if number == column(right, edges):
            before = reach.get(number, (left, end))
            reach[number] = (min(left, before[0]), max(end, before[1]))
    bounds = [min(left for left, _, _ in words), *edges, max(right for _, right, _ in words)]
    return tuple(reach.get(number, (bounds[number], bounds[number + 1])) for number in range(len(edges) + 1))


def figured(rows: Sequence[Sequence[tuple[int, int, TextLine]]], count: int) -> frozenset[int]:
    """Return the columns most of whose cells are figures."""
    texts: list[list[str]] = [[] for _ in range(count)]
    for first, last, part in (one for row in rows for one in row):
        if first == last:
            texts[first].append(part.text)
    return frozenset(
        number
        for number, cells in enumerate(texts)
        if 2 * sum(map(is_figure, cells)) >= sum(not is_none(cell) for cell in cells) > 0 and any(map(is_figure, cells))
    )
