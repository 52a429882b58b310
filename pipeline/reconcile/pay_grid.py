"""Pay ranges in the rows of a grid to entries: each range in the column of the heading that it stands under.

The body of a table may stand some slots right or left of its headings, since a heading row often has no cell for the
level. All such shifts are tried, and each counts for as much as the ranges agree with it (`pay_lines.place`).
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.model import Cell, Doubt, Entry, Line, Location, Loose, Table, part_of
from pipeline.reconcile import amounts, pay_lines
from pipeline.reconcile.headings import USUAL
from pipeline.reconcile.said import said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.reconcile.headings import Body, Heads
    from pipeline.reconcile.likeness import Likeness

#: How well a cell's slot agrees with the heading of a column, as a probability.
UNDER, ASIDE = 0.9, 0.02
SHIFTS = (0, 1, 2, -1, -2)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a pay table, left to right, and the heading cell that each stands under, where one does.

    `sure` where the headings say every family and location.
    """

    keys: tuple[pay_lines.Key, ...]
    under: Mapping[pay_lines.Key, Cell]
    sure: bool


@dataclass(frozen=True, slots=True)
class _Way:
    """One shift: the levels as it places them (None: more cells than columns), and its log likelihood."""

    levels: tuple[pay_lines.PlacedLevel | None, ...]
    log_likelihood: float


@dataclass(frozen=True, slots=True)
class _Row:
    """A row's ranges, one for each even where a cell holds two, and the cell of each."""

    level: int
    printed: bool
    start: int
    found: tuple[pay_lines.Found, ...]
    cells: tuple[Cell, ...]


def read(body: Sequence[Body], heads: Heads, likeness: Likeness, loose: list[Loose]) -> list[Entry]:
    """Return the pay bands of a matrix; a row that does not fit its headings goes to `loose`."""
    columns = columns_of(heads)
    rows = [_row(row, number) for number, row in enumerate(whole_rows(body), start=1)]
    shifts = SHIFTS if columns.under else (0,)
    ways = [_placed(rows, columns, shift, likeness) for shift in shifts]
    best = max(ways, key=lambda way: way.log_likelihood)
    entries: list[Entry] = []
    for index, (row, level) in enumerate(zip(rows, best.levels, strict=True)):
        if level is None:
            loose += [_too_many(row.level, item) for item in row.found]
            continue
        short = _lacks_a_cell(level, columns)
        for one in level.ranges:
            probability = _agreed(one, [(way.levels[index], way.log_likelihood) for way in ways])
            entries.append(_entry(replace(one, probability=probability), row, columns, short=short))
    return entries


def _agreed(one: pay_lines.PlacedRange, ways: Sequence[tuple[pay_lines.PlacedLevel | None, float]]) -> float:
    """Return the probability of a range's place over all shifts."""
    top = max(weight for _, weight in ways)
    share = 0.0
    for level, weight in ways:
        for other in level.ranges if level else ():
            if other.found is one.found and (other.family, other.location) == (one.family, one.location):
                share += math.exp(weight - top) * other.probability
    return share / sum(math.exp(weight - top) for _, weight in ways)


def _too_many(level: int, item: pay_lines.Found) -> Loose:
    reason = f"level {level} has more cells than the headings have columns: {item.text!r} is in none"
    return Loose(Doubt("unused_text", reason), Line(item.text, item.parts[0].place))


def columns_of(heads: Heads) -> Columns:
    """Return the columns that the headings name; where locations are lost, the usual two for each family."""
    families = [named.name for named, _ in heads.families] or list(USUAL)
    share, rest = divmod(len(heads.locations), len(families))
    if heads.locations and heads.families and not rest:
        keys = tuple((families[i // share], place) for i, (place, _) in enumerate(heads.locations))
        if len(set(keys)) == len(keys):
            under = dict(zip(keys, (cell for _, cell in heads.locations), strict=True))
            return Columns(keys, under, sure=not heads.strange)
    order = list(dict.fromkeys(place for place, _ in heads.locations))
    cells = {named.name: cell for named, cell in heads.families}
    if len(order) == 1 and cells:
        return Columns(tuple((f, order[0]) for f in families), {(f, order[0]): cells[f] for f in families}, sure=True)
    order = order if len(order) > 1 else [Location.LONDON, Location.OUTSIDE_LONDON]
    return Columns(tuple((family, place) for family in families for place in order), {}, sure=False)


def whole_rows(rows: Sequence[Body]) -> list[Body]:
    """Join rows that are one: a range broken after its dash goes on in the same slot of the next row.

    A row of whole ranges goes on from none: the level of its own is lost.
    """
    whole: list[Body] = []
    for row in rows:
        led = any(said(cell.text).is_heading for cell in row.cells)
        if not whole or row.levelled or led or row.level != whole[-1].level:
            whole.append(row)
        elif any(amounts.ranges(cell.text) for cell in row.cells):
            whole.append(replace(row, level=None))
        else:
            whole[-1] = replace(whole[-1], cells=_merged(whole[-1].cells, row.cells))
    return whole


def _merged(above: Sequence[Cell], below: Sequence[Cell]) -> tuple[Cell, ...]:
    cells = list(above)
    for cell in below:
        index = next((i for i, one in enumerate(cells) if one.first <= cell.last and cell.first <= one.last), None)
        if index is None:
            cells.append(cell)
        else:
            cells[index] = replace(cells[index], lines=cells[index].lines + cell.lines)
    return tuple(sorted(cells, key=lambda cell: cell.first))


def _row(row: Body, number: int) -> _Row:
    found: list[pay_lines.Found] = []
    cells: list[Cell] = []
    for cell in row.cells:
        ranges = amounts.ranges(cell.text)
        parts: Sequence[tuple[Line, ...]] = [cell.lines]
        if ranges and len(ranges) > 1:
            parts = [(part_of(cell.lines, one.raw),) for one in ranges]
        for index, lines in enumerate(parts):
            found.append(pay_lines.Found(lines, ranges[index] if ranges else None, cell=True))
            cells.append(cell)
    return _Row(row.level or number, row.level is not None and not row.lone, row.start, tuple(found), tuple(cells))


def _placed(rows: Sequence[_Row], columns: Columns, shift: int, likeness: Likeness) -> _Way:
    """Place the ranges of all levels as one shift would have it."""
    levels: list[pay_lines.PlacedLevel | None] = []
    below: dict[pay_lines.Key, amounts.Range] = {}
    total = 0.0
    for row in rows:
        fit = _fit(row, columns, shift)
        level = pay_lines.place(row.found, columns.keys, row.level, below, likeness.exists, fit)
        levels.append(level)
        if level:
            total += level.log_likelihood
            below |= {(one.family, one.location): one.found.range for one in level.ranges if one.found.range}
    return _Way(tuple(levels), total)


def _fit(row: _Row, columns: Columns, shift: int) -> pay_lines.Fit:
    """Return how well a range's slot agrees with a column; a cell with two ranges may stand under either."""
    cells = {id(item): cell for item, cell in zip(row.found, row.cells, strict=True)}
    shared = {id(cell) for cell in row.cells if sum(other is cell for other in row.cells) > 1}

    def fit(item: pay_lines.Found, key: pay_lines.Key) -> float:
        if key not in columns.under:
            return 1.0
        cell = cells[id(item)]
        heads = [columns.under[key]]
        if id(cell) in shared:
            heads = [head for (family, _), head in columns.under.items() if family == key[0]]
        under = any(_overlap(cell, head, shift) and head.last + shift > row.start for head in heads)
        return UNDER if under else ASIDE

    return fit


def _overlap(cell: Cell, head: Cell, shift: int) -> bool:
    return cell.first - shift <= head.last and head.first <= cell.last - shift


def _lacks_a_cell(level: pay_lines.PlacedLevel, columns: Columns) -> bool:
    """Tell whether a family has a range in some of its locations only: a cell is lost, or the row has slid."""
    counts = Counter(one.family for one in level.ranges)
    return any(counts[family] not in (0, sum(key[0] == family for key in columns.keys)) for family, _ in columns.keys)


def _entry(one: pay_lines.PlacedRange, row: _Row, columns: Columns, *, short: bool) -> Entry:
    doubts = []
    if short:
        doubts.append(Doubt("doubtful_place", f"a cell of this row seems to be lost: {one.found.text!r} may have slid"))
    if not row.printed:
        doubts.append(Doubt("doubtful_place", f"no level is printed beside {one.found.text!r}"))
    if not columns.sure:
        doubts.append(Doubt("doubtful_place", f"the headings do not say which column {one.found.text!r} is in"))
    return Entry(Table.PAY_BANDS, one.family, one.level, one.found.parts, one.probability, one.location, tuple(doubts))
