"""Pages to their tables: those that rules make first, then those that only the place of the words makes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import dropwhile, pairwise, takewhile
from typing import TYPE_CHECKING

from pipeline.geometry import Box, around
from pipeline.grid import aligned
from pipeline.grid.blocks import FAR_RIGHT, Block, Strip, apart, blocks, is_heading, segments
from pipeline.grid.cells import PageCell, PageTable, TextLine, lines_of
from pipeline.grid.lattice import Frame, frames, table_of
from pipeline.grid.starts import Habits
from pipeline.grid.walls import walls
from pipeline.reconcile.amounts import has_amount, tokens
from pipeline.reconcile.vocabulary import RAISED, is_furniture, label_and_level, level_of, match

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.page import Page, Word

#: A table has at least so many cells with text, or one and so many cells.
FEWEST, MESHES = 2, 4
#: Lines of one cell are no further apart than this, in sizes of type.
APART = 2.0
#: A line so near a frame, in sizes of type, may belong to the same table.
NEAR = 1.6
#: Notes at the foot of a page take so many lines each.
NOTES = 3
_NOTE = re.compile(rf"(?:[†‡§{RAISED}]+|\*+(?=\s?[A-Z])|notes?\b[:.])\s*\S", re.IGNORECASE)
#: A running line is one of so many at the head or foot of a page, stands on each at the same height, up to so many
#: points, and a blank so high, in sizes of type, parts it from what is no running line.
ENDS, LEVEL, BLANK = 2, 4.0, 0.8
#: A cell with more words is one of texts, and no label.
WORDY = 3
#: A strip inside a cell parts it where so many of its lines have it, and it is so wide, in sizes of type.
STRIPES, STRIPE = 3, 1.5


@dataclass(frozen=True, slots=True)
class Found:
    """The tables of a page, top to bottom, the lines that stand in none, and those that stand on every page."""

    tables: tuple[PageTable, ...]
    outside: tuple[TextLine, ...]
    running: tuple[TextLine, ...] = ()


def find(pages: Sequence[Page], habits: Habits) -> list[Found]:
    """Find the tables of all pages; one that goes on over pages may leave columns empty on the later ones."""
    running = _running(pages)
    seen = _Seen()
    return [_tables_on(page, habits, running, seen) for page in pages]


@dataclass
class _Seen:
    """The strips of the last table of texts, and where its texts begin: those of pay are finer, and would cut texts."""

    strips: tuple[Strip, ...] = ()
    left: float = FAR_RIGHT
    lefts: tuple[float, ...] = ()

    def see(self, block: Block) -> None:
        """Note a block; where the first column of the whole table holds labels or levels, texts begin right of it."""
        self.left = min(self.left, block.left)
        self.strips = block.strips
        edges = (block.left, *(right for _, right in block.strips))
        stub = abs(block.left - self.left) <= aligned.NEAR and not aligned.holds_texts(block, 0)
        self.lefts = edges[1:] if stub else edges

    def see_ruled(self, table: PageTable) -> None:
        """Note where the texts of a ruled table stand."""
        held: dict[int, list[Box]] = {}
        for cell in table.cells:
            if cell.words and len(cell.words) > WORDY and not has_amount(cell.text):
                held.setdefault(cell.column, []).append(around([word.box for word in cell.words]))
        columns = sorted((around(boxes) for boxes in held.values()), key=lambda box: box.x0)
        self.strips = tuple((one.x1, max(other.x0, one.x1)) for one, other in pairwise(columns))
        self.lefts = tuple(box.x0 for box in columns)


def _tables_on(page: Page, habits: Habits, running: set[str], seen: _Seen) -> Found:
    """Return what a page holds."""
    lying, standing = walls(page.rules)
    whole = _ruled(page, frames(lying, standing))
    inside = {id(word) for table in whole for cell in table.cells for word in cell.words}
    free = [word for word in page.words if id(word) not in inside]
    level = lines_of(word for word in free if not word.across)
    aside = tuple(line for line in level if _is_running(line, running))
    notes = _notes([line for line in level if line not in aside])
    kept = [line for line in level if line not in aside and line not in notes]
    tables: list[PageTable] = list(whole)
    outside: list[TextLine] = [*notes, *(TextLine((word,), word.box) for word in free if word.across)]
    manner = aligned.Manner(lying, aligned.part_rows(kept, lying), habits)
    for stretch in _stretches(kept, whole):
        for block, bodies in _settled(blocks(stretch, standing, seen.strips), seen):
            if block.strips:
                tables.append(aligned.table_of(block, bodies, manner, page.number))
            else:
                outside += block.lines
    for table in whole:
        seen.see_ruled(table)
    ordered = tuple(sorted(tables, key=lambda table: table.box.top))
    return Found(ordered, tuple(outside), aside)


def _settled(found: Sequence[Block], seen: _Seen) -> list[tuple[Block, tuple[Block, ...]]]:
    """Return blocks, each row of headings with those below that it heads.

    Blocks without columns of their own may have those of a table above.
    """
    settled: list[Block] = []
    for block in found:
        if not block.strips and seen.strips and aligned.fitting(block.lines, seen.strips, seen.lefts):
            settled.append(aligned.with_strips(block, seen.strips))
            continue
        if block.strips and not block.heading and not any(has_amount(line.text) for line in block.lines):
            seen.see(block)
        settled.append(block)
    return [(block, _bodies(settled[index:]) if block.heading else ()) for index, block in enumerate(settled)]


def _bodies(found: Sequence[Block]) -> tuple[Block, ...]:
    """Return the tables that stand below the first of some rows of headings, up to other headings."""
    below = dropwhile(lambda block: block.heading, found)
    return tuple(block for block in takewhile(lambda block: not block.heading, below) if block.strips)


def _notes(lines: Sequence[TextLine]) -> list[TextLine]:
    """Return the notes at the foot of a page: from a line that begins with the mark of one to the last."""
    for index in range(len(lines) - 1, max(-1, len(lines) - 1 - NOTES), -1):
        if _NOTE.match(lines[index].text):
            return _notes(lines[:index]) + list(lines[index:])
    return []


def _stretches(lines: Sequence[TextLine], tables: Sequence[PageTable]) -> list[list[TextLine]]:
    """Return the lines in stretches that no ruled table lies between."""
    stretches: list[list[TextLine]] = [[]]
    for line in lines:
        last = stretches[-1][-1] if stretches[-1] else None
        if last and any(last.box.top < table.box.middle[1] < line.box.top for table in tables):
            stretches.append([])
        stretches[-1].append(line)
    return stretches


# Tables whose cells are parted by rules that meet


def _ruled(page: Page, found: Sequence[Frame]) -> list[PageTable]:
    """Return the tables that rules alone make."""
    every = [table_of(frame, page.words, page.number) for frame in found if frame.lying and frame.standing]
    kept: list[PageTable] = []
    for table in sorted(every, key=lambda table: -table.box.width * table.box.height):
        filled = sum(bool(cell.words) for cell in table.cells)
        full = filled >= FEWEST or (filled and len(table.cells) >= MESHES)
        if full and _is_whole(table, page.words) and not any(o.box.holds(*table.box.middle) for o in kept):
            kept.append(table)
    return kept


def _is_whole(table: PageTable, words: Sequence[Word]) -> bool:
    """Tell whether rules part all that is to be parted: no cell holds columns or rows, none stands just outside."""
    cells = [lines_of(cell.words) for cell in table.cells if cell.words]
    stub = [lines_of(cell.words) for cell in table.cells if cell.column <= 1 and cell.words]
    loose = any(_pitch(one, other) > APART for lines in stub for one, other in pairwise(lines))
    striped = any(_is_striped(lines) or _is_stacked(lines) or any(map(is_heading, lines)) for lines in cells)
    stubs = [cell for cell in table.cells if cell.column <= 1 and cell.words and cell.row == cell.last_row]
    lowered = any(_is_lowered(cell, table) for cell in stubs)
    return table.rows > 1 and not lowered and not loose and not striped and not _is_open(table, words)


def _pitch(above: TextLine, below: TextLine) -> float:
    return (below.box.bottom - above.box.bottom) / max(above.size, below.size, 1.0)


def _is_striped(lines: Sequence[TextLine]) -> bool:
    """Tell whether the text of a cell stands in columns: justified lines have gaps too, but narrow ones."""
    return any(
        sum(len(list(segments(line, _wide(block)))) > 1 for line in block.lines) >= STRIPES for block in blocks(lines)
    )


def _wide(block: Block) -> tuple[Strip, ...]:
    return tuple(strip for strip in block.strips if strip[1] - strip[0] >= STRIPE * block.lines[0].size)


def _is_lowered(cell: PageCell, table: PageTable) -> bool:
    """Tell whether a cell at the front of a row stands lower than the texts of its row, and not in its middle."""
    lines = lines_of(cell.words)
    others = [one for one in table.cells if one.words and one.row == cell.row and one.column > cell.last_column]
    tops = [min(word.box.top for word in one.words) for one in others]
    below = bool(tops) and lines[0].box.top - min(tops) > lines[0].size
    middle = (lines[0].box.top + lines[-1].box.bottom) / 2
    return below and abs(middle - cell.box.middle[1]) > lines[0].size


def _is_stacked(lines: Sequence[TextLine]) -> bool:
    """Tell whether each line of a cell would fill one: levels, or ranges of pay."""
    texts = [line.text for line in lines]
    paid = sum(len([token for token in tokens(text) if token.amount]) > 1 for text in texts)
    return len(texts) > 1 and (all(map(level_of, texts)) or paid > 1)


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


# Lines that stand on every page


def _running(pages: Sequence[Page]) -> set[str]:
    """Return the first and last lines that stand at one height on several pages, apart from the others."""
    heights: dict[tuple[str, bool], list[float]] = {}
    for page in pages:
        lines = lines_of(word for word in page.words if not word.across)
        blanks = [below.box.top - line.box.bottom > BLANK * line.size for line, below in pairwise(lines)]
        for index, line in enumerate(lines):
            head = index < ENDS and any(blanks[index:ENDS])
            foot = index >= len(lines) - ENDS and any(blanks[len(lines) - ENDS - 1 : index])
            if head:
                heights.setdefault((_undated(line.text), False), []).append(line.box.top)
            if foot:
                heights.setdefault((_undated(line.text), True), []).append(line.box.top)
    return {text for (text, _), tops in heights.items() if _alike(tops) > 1 and _alike(tops) >= len(pages) - 1}


def _alike(tops: Sequence[float]) -> int:
    """Return how many heights are about the same."""
    return max(sum(abs(one - other) <= LEVEL for other in tops) for one in tops)


def _undated(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split()))


def _is_running(line: TextLine, running: set[str]) -> bool:
    text = line.text
    named = is_heading(line) or any(match(part) for part in apart(line))
    plain = not has_amount(text) and label_and_level(text) is None and not named
    return plain and (_undated(text) in running or is_furniture(text))
