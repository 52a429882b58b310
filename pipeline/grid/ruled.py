"""Tables whose cells are parted by rules that meet, or the rows of them of which that holds.

Rules may part all of a table, only its head, only its columns or only its rows. A band is a run of rows that no cell
joins to others. Each is judged by itself, with what the whole document shows: one that rules part wholly is taken as it
stands, the words of the others are left to be parted by their places.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from pipeline.geometry import around
from pipeline.grid.blocks import blocks
from pipeline.grid.cells import PageCell, PageTable, TextLine, lines_of, pitch
from pipeline.grid.heads import is_heading, is_of_heads
from pipeline.grid.lattice import Frame, frames, places_of, table_of
from pipeline.grid.merged import STUBS, settled
from pipeline.grid.parted import lost_rules, with_columns
from pipeline.grid.strips import Block, Strip, segments
from pipeline.grid.walls import SNAP, walls
from pipeline.reconcile.amounts import has_amount, tokens
from pipeline.reconcile.headings import parse
from pipeline.reconcile.vocabulary import is_blank_mark, is_named_level, label_and_level, level_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.geometry import Box
    from pipeline.read.page import Page, Word

#: A table has at least so many cells with text, or one and so many cells.
FEWEST, MESHES = 2, 4
#: Lines of one cell are no further apart than this, in sizes of type.
APART = 2.0
#: A line so near a frame, in sizes of type, may belong to the same table.
NEAR = 1.6
#: A label has at most so many words.
LONGEST_LABEL = 4
#: A strip inside a cell parts it where so many of its lines have it, and it is so wide, in sizes of type.
STRIPES, STRIPE = 3, 1.5
#: What the headings of a column say, in so many characters; a family may be one that nobody knows.
HEADS, LONGEST_HEADS = ("family", "location", "outside", "other"), 80


@dataclass(frozen=True, slots=True)
class _Sketch:
    """A table as its rules make it, the words of its page, and where its walls stand."""

    table: PageTable
    words: tuple[Word, ...]
    places: tuple[float, ...]


def ruled_tables(pages: Sequence[Page]) -> list[list[PageTable]]:
    """Return, for each page, the tables or parts of tables of which rules part all that is to be parted."""
    drawn = list(_settled([_sketches(page) for page in pages]))
    every = [sketch for sketches in drawn for sketch in sketches]
    top = _hang([one.table for one in every])
    return [[part for one in sketches for part in _parts(one, every, top=top)] for sketches in drawn]


def _settled(drawn: Sequence[Sequence[_Sketch]]) -> Iterator[list[_Sketch]]:
    """Yield the sketches of each page, with the rows that the marks of the whole document make."""
    tables = iter(settled([one.table for sketches in drawn for one in sketches]))
    yield from ([replace(one, table=next(tables)) for one in sketches] for sketches in drawn)


def _sketches(page: Page) -> list[_Sketch]:
    """Return what the frames of a page make, the largest first; what lies inside another is part of it."""
    found: list[_Sketch] = []
    for frame, table in _framed(page):
        filled = sum(bool(cell.words) for cell in table.cells)
        if filled >= FEWEST or (filled and len(table.cells) >= MESHES):
            found.append(_Sketch(table, page.words, tuple(wall.at for wall in frame.standing)))
    return sorted(found, key=lambda one: -one.table.box.width * one.table.box.height)


def _framed(page: Page) -> list[tuple[Frame, PageTable]]:
    """Return the frames that the rules of a page make, with those that it lost among headings, and their tables."""
    found = _tables(page, page.rules)
    lost = [rule for _, table in found for rule in lost_rules(table)]
    return _tables(page, (*page.rules, *lost)) if lost else found


def _tables(page: Page, rules: Sequence[Box]) -> list[tuple[Frame, PageTable]]:
    drawn = [frame for frame in frames(*walls(rules)) if frame.lying and frame.standing]
    tables = (with_columns(table_of(one, page.words, page.number), places_of(one)[0]) for one in drawn)
    return list(zip(drawn, tables, strict=True))


def _parts(sketch: _Sketch, every: Sequence[_Sketch], *, top: bool) -> Iterator[PageTable]:
    """Yield the runs of bands that rules part wholly."""
    table = sketch.table
    if _is_open(table, sketch.words) or not (table.rows > 1 or _goes_on(sketch, every)):
        return
    faulty = _faults(table, top=top)
    for fault, group in groupby(_bands(table), key=lambda band: any(row in faulty for row in band)):
        rows = [row for band in group for row in band]
        if not fault:
            yield _cut(table, rows[0], rows[-1])


def _goes_on(sketch: _Sketch, every: Sequence[_Sketch]) -> bool:
    """Tell whether a single row goes on with a table of another page, where the same walls stand.

    Of several such rows on a page each is but one that is shaded.
    """
    table = sketch.table
    alike = [
        other.table
        for other in every
        if other is not sketch and all(any(abs(at - x) <= SNAP for x in other.places) for at in sketch.places)
    ]
    return table.columns > 1 and any(one.rows > 1 for one in alike) and all(one.page != table.page for one in alike)


def _bands(table: PageTable) -> list[range]:
    """Return the rows in runs that no cell with text joins to others."""
    joined = {row for cell in table.cells if cell.words for row in range(cell.row, cell.last_row)}
    cuts = [-1, *(row for row in range(table.rows) if row not in joined)]
    return [range(above + 1, below + 1) for above, below in pairwise(cuts)]


def _cut(table: PageTable, first: int, last: int) -> PageTable:
    """Return the part of a table from one row to another."""
    cells = tuple(
        replace(cell, row=cell.row - first, last_row=min(cell.last_row, last) - first)
        for cell in table.cells
        if first <= cell.row <= last
    )
    unsure = frozenset(row - first for row in table.unsure if first <= row <= last)
    return replace(table, box=around([cell.box for cell in cells]), cells=cells, unsure=unsure)


# What rules leave unparted


def _faults(table: PageTable, *, top: bool) -> set[int]:
    """Return the rows with cells that hold several columns or rows, and those that are parted no better."""
    rows: set[int] = set()
    wide: list[tuple[PageCell, bool]] = []
    for cell in table.cells:
        lines = cell.lines
        heads = any(is_heading(line) or is_of_heads(line) for line in lines) or _holds_heads(cell.text)
        several = heads or any(_amounts(line) > 2 for line in lines) or _is_striped(lines)
        if several:
            wide.append((cell, heads or has_amount(cell.text)))
        if several or _holds_rows(lines, cell) or (_is_stub(cell) and _is_lowered(cell, table, top=top)):
            rows |= set(range(cell.row, cell.last_row + 1))
    for cell in table.cells:
        if cell.words and any(_is_like(cell, one) and (has_amount(cell.text) or not paid) for one, paid in wide):
            rows |= set(range(cell.row, cell.last_row + 1))
    return rows


def _is_like(cell: PageCell, other: PageCell) -> bool:
    """Tell whether a cell covers all columns that another does: where that one holds several, so may this one."""
    return cell.column <= other.column and other.last_column <= cell.last_column


def _is_striped(lines: Sequence[TextLine]) -> bool:
    """Tell whether the text of a cell stands in columns: justified lines have gaps too, but narrow ones."""
    return any(
        sum(len(list(segments(line, _wide(block)))) > 1 for line in block.lines) >= STRIPES for block in blocks(lines)
    )


def _wide(block: Block) -> tuple[Strip, ...]:
    return tuple(strip for strip in block.strips if strip[1] - strip[0] >= STRIPE * block.lines[0].size)


def _holds_heads(text: str) -> bool:
    """Tell whether a cell holds the headings of several locations, or those of a family and a location."""
    kinds = [part.kind for part in parse(text)] if len(text) <= LONGEST_HEADS else []
    places = sum(kind in ("location", "outside") for kind in kinds)
    return (places > 1 or (places > 0 and "family" in kinds)) and all(kind in HEADS for kind in kinds)


def _amounts(line: TextLine) -> int:
    return sum(token.amount is not None for token in tokens(line.text))


def _holds_rows(lines: Sequence[TextLine], cell: PageCell) -> bool:
    """Tell whether a cell holds what would fill several: ranges of pay, labels and levels, a level across columns."""
    across = cell.last_column > cell.column and len(lines) > 1 and any(is_named_level(line.text) for line in lines)
    return across or sum(_amounts(line) > 1 for line in lines) > 1 or _is_stack(lines, cell)


def _is_stack(lines: Sequence[TextLine], cell: PageCell) -> bool:
    """Tell whether a cell holds labels or levels of several rows."""
    groups = [" ".join(line.text for line in group) for group in _groups(lines)]
    marks = [_is_mark(text) for text in groups]
    short = all(len(text.split()) <= LONGEST_LABEL for text in groups)
    levels = [line.text for line in lines if level_of(line.text) is not None]
    if len(levels) > 1 and len(levels) == len(lines):
        return True
    level = len(groups) == 2 and level_of(groups[1]) is not None
    one = level and label_and_level(" ".join(groups)) is not None  # a label, and its level below it
    return cell.column < STUBS and len(groups) > 1 and short and any(marks) and not one


def _groups(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    """Return the lines of a cell in groups that gaps part; `Level 1` is one by itself."""
    groups = [[line] for line in lines[:1]]
    for above, line in pairwise(lines):
        if pitch(above, line) > APART or is_named_level(above.text) or is_named_level(line.text):
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _is_mark(text: str) -> bool:
    return level_of(text) is not None or label_and_level(text) is not None


def _is_stub(cell: PageCell) -> bool:
    """Tell whether a cell is the mark at the front of one row."""
    return cell.column < STUBS and bool(cell.words) and cell.row == cell.last_row and not is_blank_mark(cell.text)


def _is_lowered(cell: PageCell, table: PageTable, *, top: bool) -> bool:
    """Tell whether a mark stands lower than the texts of its row, and is not set so where marks are."""
    lines = cell.lines
    return _drop(cell, table) > lines[0].size and (top or not _is_set(cell, lines))


def _is_set(cell: PageCell, lines: Sequence[TextLine]) -> bool:
    """Tell whether a text stands in the middle of its cell, or at the bottom of it."""
    middle, size = (lines[0].box.top + lines[-1].box.bottom) / 2, lines[0].size
    return abs(middle - cell.box.middle[1]) <= size or cell.box.bottom - lines[-1].box.bottom <= size


def _drop(cell: PageCell, table: PageTable) -> float:
    """Return by how much the text of a cell begins below those right of it in its row."""
    others = [one for one in table.cells if one.words and one.row == cell.row and one.column > cell.last_column]
    tops = [min(word.box.top for word in one.words) for one in others]
    return min(word.box.top for word in cell.words) - min(tops) if tops else 0.0


def _hang(tables: Sequence[PageTable]) -> bool:
    """Tell whether marks hang in cells that hold several rows: then one stands as `_is_set` says by chance."""
    hanging = settled = 0
    for table in tables:
        for cell in table.cells:
            lines = cell.lines
            if _is_stack(lines, cell):
                hanging += 1
            elif _is_stub(cell) and _is_mark(cell.text) and _drop(cell, table) > lines[0].size:
                settled += _is_set(cell, lines)
                hanging += not _is_set(cell, lines)
    return hanging >= settled


def _is_open(table: PageTable, words: Sequence[Word]) -> bool:
    """Tell whether lines with several parts stand right above or below a frame: then it rules a part of a table."""
    box = table.box
    near = [
        word
        for word in words
        if not box.holds(*word.box.middle)
        and word.box.x1 > box.x0
        and word.box.x0 < box.x1
        and (
            0 <= word.box.top - box.bottom + 2 < NEAR * word.size
            or 0 <= box.top - word.box.bottom + 2 < NEAR * word.size
        )
    ]
    return any(block.strips for line in lines_of(near) for block in blocks([line]))
