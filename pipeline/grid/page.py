"""Pages to their tables: those that rules make first, then those that only the place of the words makes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import dropwhile, pairwise, takewhile
from typing import TYPE_CHECKING

from pipeline.geometry import Box, around
from pipeline.grid import aligned, reach, rows
from pipeline.grid.blocks import blocks
from pipeline.grid.cells import PageTable, TextLine, lines_of
from pipeline.grid.framed import whole_tables
from pipeline.grid.heads import headings, is_caption, is_heading
from pipeline.grid.raised import raised
from pipeline.grid.reports import open_tables
from pipeline.grid.ruled import ruled_tables
from pipeline.grid.starts import Habits
from pipeline.grid.strips import FAR_RIGHT, Block, Strip, apart
from pipeline.grid.walls import walls
from pipeline.reconcile.amounts import has_amount
from pipeline.reconcile.listing import role_of
from pipeline.reconcile.vocabulary import RAISED, is_furniture, is_known_family, is_named_level, label_and_level, match

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.read.page import Page, Word

#: Notes at the foot of a page take so many lines each.
NOTES = 3
_NOTE = re.compile(rf"(?:[†‡§{RAISED}]+|\*+(?=\s?[A-Z])|(?:Note|NOTE)[sS]?\b[:.])\s*\S")
#: A running line is one of so many at the head or foot of a page, stands on each at the same height, up to so many
#: points, and a blank so high, in sizes of type, parts it from what is no running line.
ENDS, LEVEL, BLANK = 2, 4.0, 0.8
#: A cell with more words is one of texts, and no label.
WORDY = 3
#: So many labels of sheets of pay are no chance.
KNOWN = 4


@dataclass(frozen=True, slots=True)
class Found:
    """The tables of a page, top to bottom, the lines that stand in none, and those that stand on every page."""

    tables: tuple[PageTable, ...]
    outside: tuple[TextLine, ...]
    running: tuple[TextLine, ...] = ()


def find(pages: Sequence[Page], habits: Habits) -> list[Found]:
    """Find the tables of all pages; one that goes on over pages may leave columns empty on the later ones."""
    running = _running(pages)
    if not _is_known(pages):
        return [_open(page, habits, running) for page in pages]
    seen = _Seen()
    ruled = ruled_tables(pages)
    free = raised([_free(page, whole) for page, whole in zip(pages, ruled, strict=True)], pages)
    left = (replace(page, words=tuple(words)) for page, words in zip(pages, free, strict=True))
    return [_tables_on(page, whole, habits, running, seen) for page, whole in zip(left, ruled, strict=True)]


def _free(page: Page, whole: Sequence[PageTable]) -> list[Word]:
    """Return the words that stand in no table that rules make."""
    inside = {id(word) for table in whole for cell in table.cells for word in cell.words}
    return [word for word in page.words if id(word) not in inside]


def _is_known(pages: Sequence[Page]) -> bool:
    """Tell whether pages print what sheets of pay do: a row of headings, or several labels or roles."""
    lines = [line for page in pages for line in lines_of(word for word in page.words if not word.across)]
    texts = [text for line in lines for text in apart(line)]
    labels = sum(label_and_level(text) is not None or _is_role(text) for text in texts)
    return labels >= KNOWN or any(map(is_heading, lines)) or bool(headings(lines))


def _is_role(text: str) -> bool:
    """Tell whether a text names a role of a family that is known."""
    role = role_of(text)
    return role is not None and is_known_family(role.family)


def _open(page: Page, habits: Habits, running: set[str]) -> Found:
    """Return what a page of any report holds."""
    drawn = walls(page.rules)
    ruled = whole_tables(page)
    free = [word for word in _free(page, ruled) if not word.across]
    level = lines_of(free)
    aside = _aside(level, running)
    gone = {id(word) for line in aside for word in line.words}
    kept = [word for word in free if id(word) not in gone]
    manner = rows.Manner(drawn[0], by_rules=False, habits=habits)
    tables = [*ruled, *open_tables(kept, drawn, manner, page.number)]
    used = {id(word) for table in tables for cell in table.cells for word in cell.words} | gone
    outside = lines_of(word for word in page.words if id(word) not in used)
    return Found(tuple(sorted(tables, key=lambda table: table.box.top)), outside, aside)


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
        stub = abs(block.left - self.left) <= reach.NEAR and not reach.holds_texts(block, 0)
        self.lefts = edges[1:] if stub else edges

    def see_ruled(self, table: PageTable) -> None:
        """Note where the texts of a ruled table stand."""
        held: dict[int, list[Box]] = {}
        for cell in table.cells:
            if len(cell.words) > WORDY and not has_amount(cell.text) and match(cell.text) is None:
                held.setdefault(cell.column, []).append(around([word.box for word in cell.words]))
        columns = sorted((around(boxes) for boxes in held.values()), key=lambda box: box.x0)
        if len(columns) > 1:
            self.strips = tuple((one.x1, max(other.x0, one.x1)) for one, other in pairwise(columns))
            self.lefts = tuple(box.x0 for box in columns)


def _tables_on(page: Page, whole: Sequence[PageTable], habits: Habits, running: set[str], seen: _Seen) -> Found:
    """Return what a page holds beside `whole`, the tables, or parts of tables, that rules alone make."""
    lying, standing = walls(page.rules)
    level = lines_of(word for word in page.words if not word.across)
    aside = _aside(level, running)
    notes = _notes([line for line in level if line not in aside])
    kept = [line for line in level if line not in aside and line not in notes]
    tables: list[PageTable] = list(whole)
    outside: list[TextLine] = [*notes, *(TextLine((word,), word.box) for word in page.words if word.across)]
    manner = rows.Manner(lying, rows.part_rows(kept, lying), habits)
    known = (*seen.strips, *_begun(whole))
    for stretch in _stretches(kept, whole):
        for block, bodies in _settled(blocks(stretch, (lying, standing), known), seen):
            if block.strips:
                tables.append(aligned.table_of(block, bodies, manner, page.number))
            else:
                outside += block.lines
    for table in whole:
        seen.see_ruled(table)
    ordered = tuple(sorted(tables, key=lambda table: table.box.top))
    return Found(ordered, tuple(outside), aside)


def _begun(tables: Sequence[PageTable]) -> Iterator[Strip]:
    """Yield, for each cell with text, from where it begins to where its text does: columns may go on without rules."""
    for cell in (cell for table in tables for cell in table.cells if cell.words):
        yield cell.box.x0, min(word.box.x0 for word in cell.words)


def _settled(found: Sequence[Block], seen: _Seen) -> list[tuple[Block, tuple[Block, ...]]]:
    """Return blocks, each row of headings with those below that it heads.

    Blocks without columns of their own may have those of a table above.
    """
    settled: list[Block] = []
    for block in (part for one in found for run in _runs(one) for part in _without_captions(run)):
        if not block.strips and seen.strips and reach.fitting(block.lines, seen.strips, seen.lefts):
            settled.append(reach.with_strips(block, seen.strips))
            continue
        texts = reach.of_texts(block)
        if texts.strips and not block.heading and (texts is block or not seen.strips):
            seen.see(texts)
        settled.append(block)
    return [(block, _bodies(settled[index:]) if block.heading else ()) for index, block in enumerate(settled)]


def _runs(block: Block) -> Iterator[Block]:
    """Yield the runs of lines that begin at one place, where a block has no columns: each may be of one column."""
    runs: list[list[TextLine]] = []
    for line in block.lines:
        if runs and (block.strips or abs(line.box.x0 - runs[-1][-1].box.x0) <= reach.INDENT):
            runs[-1].append(line)
        else:
            runs.append([line])
    yield from (replace(block, lines=tuple(run)) for run in runs)


def _without_captions(block: Block) -> Iterator[Block]:
    """Yield the levels and captions that stand above lines without columns apart from these."""
    for index, line in enumerate(block.lines):
        caption = is_caption(line) or is_named_level(line.text)
        if block.strips or not caption:
            yield Block(block.lines[index:], block.strips, block.heading)
            return
        yield Block((line,), ())


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


def _aside(lines: Sequence[TextLine], running: set[str]) -> tuple[TextLine, ...]:
    """Return the running lines of a page and its furniture; below the first and above the last other line are none."""
    told = [_is_running(line, running) for line in lines]
    ends = {*takewhile(told.__getitem__, range(len(lines))), *takewhile(told.__getitem__, range(len(lines))[::-1])}
    return tuple(line for index, line in enumerate(lines) if index in ends or (told[index] and is_furniture(line.text)))


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
