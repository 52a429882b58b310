"""Where a table goes on over the end of a page: whether the first row there is the rest of the last one before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.grid.starts import BLANK_ABOVE, CONTRARY, FULL, KNOWN, SMALL, is_known, odds
from pipeline.grid.widths import Type, wide_at
from pipeline.model import Cell, Place, Row
from pipeline.reconcile.amounts import has_amount
from pipeline.reconcile.vocabulary import label_and_level, level_of, match

if TYPE_CHECKING:
    from pipeline.grid.page import Found
    from pipeline.read.page import Page

#: More evidence than this, and none against it, and a page begins with a text: there a full line tells little.
BREAK = 3.5
#: Cells of two pages are in one column where they share more than this of the narrower one.
SHARED = 0.3
#: A page has room for more where another one's lines go further down by so many lines: a text may end two lines early,
#: so that none stands alone.
LINES_LEFT = 2.2
#: The lowest lines of a page end at one height within this share of a line's height.
DEEP = 0.5
#: So many rows before and after the end of a page tell whether cells hold several texts.
NEAR = 4


@dataclass(frozen=True, slots=True)
class End:
    """The end of a page: whether it is as full as any page, and the places of the lowest lines in its tables."""

    full: bool = True
    lowest: frozenset[Place] = frozenset()


def ends_of(pages: Sequence[Page], found: Sequence[Found], usual: float) -> Iterator[End]:
    """Yield the end of each page; `usual` is the distance of lines in sizes of type."""
    told = [[line for table in one.tables for cell in table.cells for line in cell.lines] for one in found]
    bottoms = [max((line.box.bottom for line in lines), default=0.0) for lines in told]
    outside = [max((line.box.bottom for line in one.outside), default=0.0) for one in found]
    furthest = max(bottoms, default=0.0)
    for page, lines, bottom, other in zip(pages, told, bottoms, outside, strict=True):
        lowest = [line for line in lines if bottom - line.box.bottom < DEEP * line.box.height]
        size = max((line.size for line in lowest), default=0.0)
        full = furthest - max(bottom, other) < LINES_LEFT * usual * size
        yield End(full, frozenset(Place(page.number, page.shown(line.box)) for line in lowest))


def over_page(before: list[Row], rows: list[Row], type_: Type, end: End) -> list[Row]:
    """Join the first row of a page to the last of the page before where its texts go on; doubt both if in doubt.

    A row breaks only at the end of a page that is full, and there what ends higher than the page does not go on.
    """
    last = next((i for i in range(len(before) - 1, -1, -1) if not before[i].beside), None)
    first = next((i for i, row in enumerate(rows) if not row.beside and not _is_heading_row(row)), None)
    if last is not None and any(row.beside and row.cells[0].text[:1].islower() for row in rows[:first]):
        before = [*before[:last], replace(before[last], unsure=True), *before[last + 1 :]]  # its rest is in no table
    if last is None or first is None or not (_is_text_row(before[last]) and _is_text_row(rows[first], whole=True)):
        return before + rows
    if any(label_and_level(row.cells[0].text) for row in (*before[last + 1 :], *rows[:first]) if row.beside):
        return before + rows  # a caption begins another table
    above, below = before[last], rows[first]
    told = dict(_told(above, below, type_, end))
    least, evidence = min(told.values(), default=0.0), sum(told.values())
    single = not any(map(_is_stacked, (*before[-NEAR:], *rows[first : first + NEAR])))
    sure = evidence > BREAK and (least >= 0 or single)
    if not told or (least > CONTRARY and (sure or not end.full)):
        return before + rows
    if least > CONTRARY and evidence > 0:
        doubted = [*before[:last], replace(above, unsure=True), *before[last + 1 :]]
        return [*doubted, *rows[:first], replace(below, unsure=True), *rows[first + 1 :]]
    doubtful = least > CONTRARY  # little things in several columns make no proof
    joined = replace(above, cells=_joined(above.cells, below.cells, told), unsure=above.unsure or doubtful)
    return [*before[:last], joined, *before[last + 1 :], *rows[:first], *rows[first + 1 :]]


def _told(above: Row, below: Row, type_: Type, end: End) -> Iterator[tuple[int, float]]:
    """Yield, for each cell of a row under one of the page before, the log odds that it begins a text."""
    for cell in below.cells:
        index = _in_column(cell, above.cells)
        if index is not None:
            one = above.cells[index]
            yield id(cell), _goes_on(one, cell, type_) if one.lines[-1].place in end.lowest else BLANK_ABOVE


def _is_stacked(row: Row) -> bool:
    """Tell whether a cell of a row may hold several texts."""
    return any(start > 0 for cell in row.cells for start in cell.starts[1:])


def _in_column(cell: Cell, cells: Sequence[Cell]) -> int | None:
    """Return the number of the cell that most of a cell on the next page stands under: pages do not lie quite alike."""
    shares = [_shared(one, cell) for one in cells]
    best = max(range(len(cells)), key=shares.__getitem__, default=None)
    return best if best is not None and shares[best] > SHARED else None


def _shared(one: Cell, other: Cell) -> float:
    """Return how much of the narrower of two cells stands over or under the other one; below 0 where nothing does."""
    common = min(one.last, other.last) - max(one.first, other.first) + 1
    return common / (min(one.last - one.first, other.last - other.first) + 1)


def _goes_on(above: Cell, below: Cell, type_: Type) -> float:
    """Return the log odds that a cell on the next page begins a text."""
    boxes = [line.place.box for line in (*above.lines, *below.lines) if line.place.box]
    wide = max(wide_at(above, type_), *(max(box.width, box.height) for box in boxes)) if boxes else 0.0
    last, first = above.lines[-1], below.lines[0]
    length = max(last.place.box.width, last.place.box.height) if last.place.box else 0.0
    word = first.text.split()[0]
    room = length * (len(last.text) + 1 + len(word)) / max(len(last.text), 1) < FULL * wide
    told = odds(first.text, last.text, type_.habits, room=room)
    return max(told, KNOWN) if told > SMALL and is_known(below.text, type_.habits) else told


def _joined(above: Sequence[Cell], below: Sequence[Cell], told: Mapping[int, float]) -> tuple[Cell, ...]:
    """Return the cells of a row with those of its rest; what begins a text there does so inside its cell."""
    joined = list(above)
    for cell in below:
        index = _in_column(cell, above)
        if index is None:
            joined.append(cell)
        else:
            one = joined[index]
            starts = (*one.starts, told.get(id(cell), BLANK_ABOVE), *cell.starts[1:])
            joined[index] = replace(one, lines=one.lines + cell.lines, starts=starts)
    return tuple(sorted(joined, key=lambda cell: cell.first))


def _is_heading_row(row: Row) -> bool:
    """Tell whether a row names families or locations."""
    return sum(bool(match(cell.text)) for cell in row.cells) > 1


def _is_text_row(row: Row, *, whole: bool = False) -> bool:
    """Tell whether a row holds running texts; `whole` where it may hold neither label nor level beside them."""
    marked = any(level_of(cell.text) is not None or label_and_level(cell.text) for cell in row.cells)
    return bool(row.cells) and not (whole and marked) and not any(has_amount(cell.text) for cell in row.cells)
