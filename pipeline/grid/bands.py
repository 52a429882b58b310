"""The lines of an area to rows: headings, sections, and rows of figures with labels of one or several lines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.grid.cells import TextLine, pitch
from pipeline.grid.figures import has_leader, is_figure, is_none, parts_of
from pipeline.grid.gutters import Columns, column
from pipeline.grid.spanners import Heads, spans
from pipeline.grid.starts import is_open

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.grid.gutters import Stretch
    from pipeline.grid.walls import Wall

#: Lines of a cell are no further apart than this, in sizes of type; those that overlap by so much are of one row.
CLOSE, BESIDE = 1.5, 0.25
#: A text may be set so far from what it goes on from, in points; it has room for a word where the next column is
#: further than this, in sizes of type.
INDENT, ROOM = 2.0, 3.5
#: A section stands in the middle of the table within this share of its width.
CENTRED = 0.06
#: Rules part all rows where there are so many between them, drawn over this share of the table's width.
RULED, ACROSS = 3, 0.7


@dataclass(frozen=True, slots=True)
class Placed:
    """A part of a line, with the first and last of the columns that it stands in."""

    first: int
    last: int
    line: TextLine


@dataclass(frozen=True, slots=True)
class Band:
    """Parts of lines that make one row."""

    parts: tuple[Placed, ...]

    @property
    def top(self) -> float:
        """Its upper edge."""
        return min(part.line.box.top for part in self.parts)

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return max(part.line.box.bottom for part in self.parts)

    @property
    def size(self) -> float:
        """The size of its largest type."""
        return max(part.line.size for part in self.parts)

    def with_(self, other: Band) -> Band:
        """Return both as one."""
        return Band(self.parts + other.parts)


@dataclass(frozen=True, slots=True)
class Layout:
    """What the rows of an area are told by: its columns, those of figures, and the rules that lie on it."""

    columns: Columns
    figured: frozenset[int]
    gap: float
    lying: tuple[Wall, ...] = ()

    @property
    def labels(self) -> int:
        """The number of columns before those of figures."""
        return min(self.figured, default=0)

    @property
    def last(self) -> int:
        """The last column."""
        return len(self.columns.reach) - 1


def place(line: TextLine, layout: Layout) -> Band:
    """Return the parts of a line in their columns."""
    columns = layout.columns
    return Band(
        tuple(
            Placed(*_columns(part, columns), part) for part in parts_of(line, layout.gap, columns.edges, columns.narrow)
        )
    )


def _columns(part: TextLine, columns: Columns) -> tuple[int, int]:
    """Return the columns that a part stands over; that of its middle, where it stands on one but in part."""
    over = [
        number
        for number, (left, right) in enumerate(columns.reach)
        if min(part.box.x1, right) - max(part.box.x0, left) > 0.5 * min(part.box.width, right - left)
    ]
    middle = column(part.box.middle[0], columns.edges)
    return (over[0], over[-1]) if over else (middle, middle)


def bands(lines: Sequence[TextLine], layout: Layout) -> list[Band]:
    """Return the rows of an area."""
    units = _units([place(line, layout) for line in lines], layout)
    first = next((n for n, unit in enumerate(units) if _is_body(unit, layout)), len(units))
    first = first or next((n for n, unit in enumerate(units) if _is_anchor(unit, layout)), 0)
    if first > 1 and _is_section(units[first - 1], layout):
        first -= 1
    return [*_heads(units[:first], layout), *_body(_ruled(units[first:], layout), layout)]


def _is_section(band: Band, layout: Layout) -> bool:
    """Tell whether a line right above the body is the heading of a section, in the middle, and of no column."""
    left, right = layout.columns.reach[0][0], layout.columns.reach[-1][1]
    part = band.parts[0]
    centred = abs(part.line.box.middle[0] - (left + right) / 2) < part.line.size
    return len(band.parts) == 1 and centred and part.line.text[:1].isupper()


def _ruled(units: Sequence[Band], layout: Layout) -> Sequence[Band]:
    """Join what stands between two rules, where rules part all rows of the body."""
    cuts = [
        index
        for index, (above, unit) in enumerate(pairwise(units), start=1)
        if any(above.bottom - 2 < wall.at < unit.top + 2 and _is_across(wall, layout) for wall in layout.lying)
    ]
    groups = [units[start:end] for start, end in pairwise([0, *cuts, len(units)])]
    if len(cuts) < RULED or any(sum(_is_anchor(unit, layout) for unit in group) > 1 for group in groups):
        return units
    return [Band(tuple(part for unit in group for part in unit.parts)) for group in groups]


def _is_across(wall: Wall, layout: Layout) -> bool:
    return wall.covers(layout.columns.reach[0][0], layout.columns.reach[-1][1]) > ACROSS


def _units(found: Sequence[Band], layout: Layout) -> list[Band]:
    """Join lines that stand beside each other: labels of several lines, with their figures in the middle."""
    units: list[Band] = []
    for band in found:
        above = units[-1] if units else None
        if above and _overlap(above, band) and not (_is_anchor(above, layout) and _is_anchor(band, layout)):
            units[-1] = above.with_(band)
        else:
            units.append(band)
    return units


def _overlap(above: Band, band: Band) -> bool:
    both = above.bottom - band.top
    return both > BESIDE * min(above.bottom - above.top, band.bottom - band.top)


def _is_anchor(band: Band, layout: Layout) -> bool:
    """Tell whether a line holds figures in columns of figures."""
    return any(
        part.first in layout.figured and (is_figure(part.line.text) or is_none(part.line.text)) for part in band.parts
    )


def _is_body(band: Band, layout: Layout) -> bool:
    """Tell whether a line is a row of the body: it has a label, and figures."""
    labelled = any(part.first < max(layout.labels, 1) for part in band.parts)
    return labelled and any(
        part.first in layout.figured and part.first > 0 and is_figure(part.line.text) for part in band.parts
    )


# Headings


def _heads(units: Sequence[Band], layout: Layout) -> list[Band]:
    """Join the lines of wrapped headings, and spread those that span columns."""
    rows: list[Band] = []
    for number, unit in enumerate(units):
        below = units[number + 1].top if number + 1 < len(units) else unit.bottom + unit.size
        spread = _spread(unit, layout, below)
        if rows and _is_wrapped(rows[-1], spread, layout):
            rows[-1] = rows[-1].with_(spread)
        else:
            rows.append(spread)
    return rows


def _spread(band: Band, layout: Layout, below: float) -> Band:
    """Return headings with the columns that they span; those above labels span none."""
    start = layout.labels
    named = [part for part in band.parts if part.last < start]
    heads = sorted((part for part in band.parts if part.last >= start), key=lambda part: part.line.box.x0)
    if not heads:
        return band
    rules = tuple(
        stretch for wall in layout.lying if band.bottom - 3 < wall.at < below + 3 for stretch in wall.stretches
    )
    reach = layout.columns.reach[start:]
    found = spans(Heads(tuple(part.line for part in heads), reach, rules))
    if found is None:
        return band
    spread = (replace(part, first=a + start, last=b + start) for part, (a, b) in zip(heads, found, strict=True))
    return Band((*named, *spread))


def _is_wrapped(above: Band, band: Band, layout: Layout) -> bool:
    """Tell whether a line of headings goes on with the row above it."""
    last = max(part.line.box.bottom for part in above.parts)
    if band.top - last > (CLOSE - 1) * band.size or any(
        above.bottom - 1 < wall.at < band.bottom - 2 and wall.end - wall.start > 3 * band.size for wall in layout.lying
    ):
        return False
    if all(is_figure(part.line.text) for part in band.parts):
        return False
    spans_of = [{(part.first, part.last) for part in one.parts if part.last > part.first} for one in (above, band)]
    if any(spans_of):
        return spans_of[1] <= spans_of[0] and all(part.last > part.first for part in band.parts)
    return True


# The body


def _body(units: Sequence[Band], layout: Layout) -> list[Band]:
    """Join lines without figures to the row that they go on from, or that goes on from them; the rest are sections."""
    rows: list[Band] = []
    lone: list[Band] = []
    for unit in units:
        if not _is_anchor(unit, layout):
            if rows and not lone and _goes_on(rows[-1], unit, layout):
                rows[-1] = rows[-1].with_(unit)
            else:
                lone.append(unit)
            continue
        whole = unit
        while lone and _goes_on(lone[-1], whole, layout):
            whole = lone.pop().with_(whole)
        rows += [*(_section(one, layout) for one in lone), whole]
        lone = []
    return [*rows, *(_section(one, layout) for one in lone)]


def _goes_on(above: Band, band: Band, layout: Layout) -> bool:
    """Tell whether a line goes on with the texts above it."""
    if not all(part.first == part.last for part in (*above.parts, *band.parts)):
        return False
    texts = [part for part in band.parts if part.first not in layout.figured]
    told = [_is_rest(part, over, layout) for part in texts if (over := _over(above, part))]
    if not texts:  # figures that stand below their label
        return all(part.first not in layout.figured for part in above.parts) and _is_near(above, band)
    return bool(told) and all(told)


def _is_near(above: Band, band: Band) -> bool:
    return band.top - above.bottom < (CLOSE - 1) * band.size


def _over(above: Band, part: Placed) -> TextLine | None:
    """Return the last line above a part in its column."""
    over = [one.line for one in above.parts if one.first == part.first]
    return max(over, key=lambda line: line.box.bottom, default=None)


def _is_rest(part: Placed, above: TextLine, layout: Layout) -> bool:
    """Tell whether a part goes on with the text above it: it begins small, or would not have fitted there."""
    line = part.line
    if pitch(above, line) > CLOSE or has_leader(above.text) or line.box.x0 < above.box.x0 - INDENT:
        return False
    if line.text[:1].islower() or is_open(above.text):
        return True
    right = _right(part.first, layout.columns.reach, line.size)
    return above.box.x1 + line.words[0].box.width + line.size / 4 > right


def _right(number: int, reach: Sequence[Stretch], size: float) -> float:
    """Return how far to the right the lines of a column may reach."""
    after = reach[number + 1][0] - ROOM * size if number + 1 < len(reach) else 0.0
    return max(reach[number][1], after)


def _section(band: Band, layout: Layout) -> Band:
    """Return the heading of a section in the first column, or across all where it stands in the middle."""
    if len(band.parts) > 1:
        return band
    left, right = layout.columns.reach[0][0], layout.columns.reach[-1][1]
    part = band.parts[0]
    centred = abs(part.line.box.middle[0] - (left + right) / 2) < CENTRED * (right - left)
    if part.line.box.x0 - left > ROOM * part.line.size and (centred or part.first > 0):
        return Band((replace(part, first=0, last=layout.last),))
    return Band((replace(part, first=0, last=0),)) if part.first == 0 else band


def lone(band: Band) -> bool:
    """Tell whether a row has but one text."""
    return len({(part.first, part.last) for part in band.parts}) == 1


def trimmed(rows: Sequence[Band]) -> list[Band]:
    """Return rows without those of one text above the headings, and below the last row."""
    first = next((n for n, row in enumerate(rows) if not lone(row) or row.parts[0].first > 0), len(rows))
    last = next((n for n in range(len(rows) - 1, -1, -1) if not lone(rows[n])), -1)
    return list(rows[first : last + 1])
