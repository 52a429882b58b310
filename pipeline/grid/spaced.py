"""Columns kept apart by spaces to the rows of a grid.

The columns of a page are found as in a projection profile: where no line of the page has text, a column ends (G. Nagy
and S. Seth, "Hierarchical representation of optically scanned documents", ICPR 1984). Rows are parted by blank
lines where a page has them; where it has none, a row begins at a line at which every column begins a text, as far as
capitals, full stops and the room left on the line before tell. A page whose columns stand at other positions than those
of the first is moved onto them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from pipeline.model import Cell, Grid, Line, Row
from pipeline.reconcile import wrap
from pipeline.reconcile.amounts import has_amount
from pipeline.reconcile.vocabulary import is_blank_mark, is_furniture, label_and_level, level_of, match

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

#: A gutter is at least this many blank characters wide.
GUTTER = 2
#: A column begins where at least so many texts begin beside others, or more of which one does, or one where no other
#: text stands.
BEGUN = 2
#: Two pages' columns agree where their left edges do, up to so many characters.
NEAR = 3
#: Evidence, in log odds, that a line begins a text: a blank above, a small letter, room left on the line before, a
#: full stop before or none where texts end with one, a bullet, a first word that begins texts (or, where texts have
#: full stops, may begin a sentence) or that stands inside them.
BLANK_ABOVE, SMALL, ROOM, STOP, NO_STOP, BULLET = 6.0, -6.0, 5.0, 3.0, -1.2, 8.0
STARTER, SENTENCE, INSIDER, PLAIN = 2.5, 1.0, -2.5, -0.3
#: The most that a full stop tells where its line is full: a sentence may begin a line in the middle of a text.
FULL_LINE = 0.9
#: Below this much evidence, either way, it is not certain.
UNSURE = 2.0
#: So many of the texts end with a full stop where a missing one tells something.
STOPPED = 0.7
#: A line with room for this share of a word more is taken to be full: characters are not all equally wide.
FULL = 0.985
#: Where so many blank lines stand to a hundred others, they part the rows.
PARTED = 12

_SEGMENT = re.compile(r"\S+(?: \S+)*")
_BULLET = re.compile(r"\s*[•▪◦‣·●○■*–-]\s+\S")


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text on a line with no wide gap in it, from character `x0` to before `x1`."""

    text: str
    x0: int
    x1: int
    line: Line


@dataclass(frozen=True, slots=True)
class _Page:
    """The lines of a page as segments, blank lines empty, and its columns as (left, right)."""

    rows: tuple[tuple[Segment, ...], ...]
    columns: tuple[tuple[int, int], ...]
    moved: bool = True


@dataclass(frozen=True, slots=True)
class Habits:
    """How texts begin and end: words that begin them, capitalised words inside them, whether a full stop ends them.

    `wide` is how wide the lines of each column get, in ems, by face and left edge.
    """

    starters: frozenset[str]
    insiders: frozenset[str]
    stops: bool = False
    wide: Mapping[tuple[str, int], float] = field(default_factory=dict)


def split(lines: Sequence[Line], texts: Iterable[str]) -> Grid:
    """Return the rows of a text whose columns are kept apart by spaces; slots are positions of characters.

    `texts` are what other sheets print: their first words tell how a text begins.
    """
    pages = [list(group) for _, group in groupby(lines, key=lambda line: line.place.page)]
    running = _running(pages)
    found = [_page([line for line in page if not _is_running(line, running)]) for page in pages]
    found = [page for page in found if any(page.rows)]
    if not found:
        return Grid((), steady=True)
    aligned = [found[0], *(_aligned(page, found[0]) for page in found[1:])]
    habits = _habits(aligned, texts)
    rows: list[Row] = []
    for number, page in enumerate(aligned):
        rows += _over_page(rows, list(_rows(page, habits, first=number == 0)), habits)
    beside = tuple(line for page in pages for line in page if _is_running(line, running))
    return Grid(tuple(rows), steady=True, beside=beside)


def _over_page(before: list[Row], rows: list[Row], habits: Habits) -> list[Row]:
    """Join the first row of a page to the last of the page before, where its texts go on; doubt both if in doubt."""
    index = next((i for i, row in enumerate(rows) if not _is_heading_row(row)), None)
    if not before or index is None or rows[index].gap or not (_is_text(before[-1]) and _is_text(rows[index])):
        return rows
    above = {cell.first: cell for cell in before[-1].cells}
    pairs = [(above[cell.first], cell) for cell in rows[index].cells if cell.first in above]
    odds = sum(_text_odds(cell.lines[0].text, one.lines[-1].text, cell.first, habits) for one, cell in pairs)
    if not pairs or odds > UNSURE:
        return rows
    last = before.pop()
    if odds > 0:
        before.append(replace(last, unsure=True))
        return [*rows[:index], replace(rows[index], unsure=True), *rows[index + 1 :]]
    joined = {
        **above,
        **{cell.first: replace(cell, lines=above[cell.first].lines + cell.lines) for _, cell in pairs},
    }
    joined |= {cell.first: cell for cell in rows[index].cells if cell.first not in above}
    before.append(replace(last, cells=tuple(joined.values()), unsure=odds > -UNSURE))
    return [*rows[:index], *rows[index + 1 :]]


def _is_heading_row(row: Row) -> bool:
    return sum(bool(match(cell.text)) for cell in row.cells) > 1


def _is_text(row: Row) -> bool:
    """Tell whether a row holds nothing but running texts: no label, level or amount."""
    marks = any(level_of(cell.text) or label_and_level(cell.text) or has_amount(cell.text) for cell in row.cells)
    return bool(row.cells) and not marks


def _habits(pages: Sequence[_Page], texts: Iterable[str]) -> Habits:
    """Learn how texts begin from other sheets, and how lines and texts end from this one."""
    starters, insiders = set(), set()
    for text in texts:
        first, *rest = text.split()
        starters.add(_word(first))
        insiders |= {_word(word) for word in rest if word[:1].isupper()}
    ends = [end for page in pages for end in _ends(page)]
    stops = sum(text.endswith((".", "!")) for text in ends) > STOPPED * max(len(ends), 1)
    return Habits(frozenset(starters - insiders), frozenset(insiders - starters), stops, _widths(pages))


def _word(text: str) -> str:
    return text.casefold().strip(".,;:()'’‘")


def _ends(page: _Page) -> Iterator[str]:
    """Yield the last lines of running texts: those of several words with nothing below them in their column."""
    for above, below in pairwise((*page.rows, ())):
        filled = {_column_of(segment, page.columns) for segment in below}
        last = [segment.text for segment in above if _column_of(segment, page.columns) not in filled]
        yield from (text for text in last if _is_running_text(text))


def _is_running_text(text: str) -> bool:
    words = text.split()
    return len(words) > 1 and not has_amount(text) and any(word[0].islower() for word in words)


def _running(pages: Sequence[Sequence[Line]]) -> set[str]:
    """Return the first and last lines that stand on several pages, their digits aside."""
    ends: Counter[str] = Counter()
    for page in pages:
        filled = [line.text for line in page if line.text.strip()]
        ends.update({_undated(text) for text in (*filled[:1], *filled[-2:])})
    return {text for text, count in ends.items() if count > 1 and count >= len(pages) - 1}


def _undated(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split()))


def _is_running(line: Line, running: set[str]) -> bool:
    text = line.text.strip()
    plain = not has_amount(text) and label_and_level(text) is None and not _names_columns(text)
    return bool(text) and plain and (_undated(text) in running or is_furniture(text))


def _names_columns(text: str) -> bool:
    return any(match(found[0]) for found in _SEGMENT.finditer(text))


def _page(lines: Sequence[Line]) -> _Page:
    rows = tuple(_segments(line) for line in lines)
    return _Page(rows, _columns([row for row in rows if len(row) > 1] or rows))


def _segments(line: Line) -> tuple[Segment, ...]:
    text = line.text.replace("\u00a0", " ").replace("\t", "    ")
    return tuple(Segment(found[0], *found.span(), line) for found in _SEGMENT.finditer(text))


def _columns(rows: Sequence[Sequence[Segment]]) -> tuple[tuple[int, int], ...]:
    """Return the columns of a page: what lies between the gutters, cut again where texts begin beside others."""
    found: list[tuple[int, int]] = []
    for left, right in _between_gutters(rows):
        inside = [[segment for segment in row if left <= segment.x0 < right] for row in rows]
        edges = [left, *_edges(inside)]
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


def _edges(rows: Sequence[Sequence[Segment]]) -> list[int]:
    """Return where texts begin that have another at their left: no gutter, since a line without neighbour runs on.

    Rows of pay and of headings do not count: they part the columns of the texts again.
    """
    texts = [row for row in rows if not _is_fine(row)]
    beside = Counter(segment.x0 for row in texts for segment in row[1:])
    starts = Counter(segment.x0 for row in texts for segment in row)
    crossed = {x for x in beside for row in texts for segment in row if segment.x0 < x < segment.x1}
    edges: list[int] = []
    for x in sorted(x for x, n in beside.items() if n >= BEGUN or starts[x] > BEGUN or x not in crossed):
        if not edges or x > edges[-1] + NEAR:
            edges.append(x)
    return edges


def _aligned(page: _Page, first: _Page) -> _Page:
    """Move a page so that as many of its columns as can be stand where the first page has them."""
    edges = [left for left, _ in first.columns]
    lefts = [left for left, _ in page.columns]
    shifts = sorted({edge - left for edge in edges for left in lefts} | {0})
    best = max(shifts, key=lambda shift: (*_match(lefts, shift, edges), -abs(shift)))
    rivals = [s for s in shifts if _match(lefts, s, edges)[0] == _match(lefts, best, edges)[0]]
    if _match(lefts, best, edges)[0] < 2 or any(abs(rival - best) > 2 * NEAR for rival in rivals):
        return replace(page, moved=False)
    to = {left: _snapped(left + best, edges) - left for left in lefts}
    columns = tuple((left + to[left], right + to[left]) for left, right in page.columns)
    rows = tuple(tuple(_moved(segment, page.columns, to, best) for segment in row) for row in page.rows)
    return _Page(rows, columns, moved=True)


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
    column = _column_of(segment, columns)
    shift = to[column[0]] if column else most
    return replace(segment, x0=segment.x0 + shift, x1=segment.x1 + shift)


def _column_of(segment: Segment, columns: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the column that a segment begins in; None where it begins left of all, or lies across some unaligned."""
    inside = [column for column in columns if column[0] - 1 <= segment.x0]
    if not inside:
        return None
    left, right = inside[-1]
    across = segment.x1 > right + GUTTER and segment.x0 > left + NEAR
    return None if across else (left, right)


def _widths(pages: Sequence[_Page]) -> dict[tuple[str, int], float]:
    """Return how wide the lines of text in each column get, in ems, by face and left edge."""
    wide: dict[tuple[str, int], float] = {}
    lines = ((page, row) for page in pages for row in page.rows if not _is_fine(row))
    for page, segment in ((page, segment) for page, row in lines for segment in row):
        column = _column_of(segment, page.columns)
        for face in wrap.faces() if column else ():
            key = (face, column[0] if column else 0)
            wide[key] = max(wide.get(key, 0.0), wrap.width(segment.text, face))
    return wide


def _rows(page: _Page, habits: Habits, *, first: bool) -> Iterator[Row]:
    """Yield the rows of a page."""
    blanks = sum(not row for row in page.rows[:-1])
    parted = 100 * blanks > PARTED * len(page.rows)
    gap = not first and not page.moved
    for filled, group in groupby(page.rows, key=bool):
        if filled:
            for lines, unsure in _parted(list(group), page, habits, whole=parted):
                row = _row(lines, page)
                if row.cells:
                    yield replace(row, gap=gap, unsure=unsure)
                    gap = False


def _parted(
    block: list[tuple[Segment, ...]], page: _Page, habits: Habits, *, whole: bool
) -> Iterator[tuple[list[tuple[Segment, ...]], bool]]:
    """Part a block of lines into rows, and tell of which it is not certain where they begin or end.

    A block between blank lines is one row, where blank lines part the rows.
    """
    if whole and not any(_is_heading(line) for line in block):
        yield block, False
        return
    current: list[tuple[Segment, ...]] = []
    doubt = False
    for line in block:
        odds = _row_odds(line, current[-1], page, habits) if current else 0.0
        if current and odds > 0:
            yield current, doubt or odds < UNSURE
            current, doubt = [], odds < UNSURE
        elif current and odds > -UNSURE:
            doubt = True
        current.append(line)
    yield current, doubt


def _is_heading(line: Sequence[Segment]) -> bool:
    """Tell whether a line is a row of headings, which stands by itself."""
    terms = [match(segment.text) for segment in line]
    return sum(term is not None and term.kind in ("family", "location") for term in terms) > 1


def _row_odds(line: Sequence[Segment], above: Sequence[Segment], page: _Page, habits: Habits) -> float:
    """Return the log odds that a line begins a row: that all its columns begin a text there, all evidence together."""
    if _is_heading(line) or any(has_amount(segment.text) for segment in (*line, *above)):
        return BULLET
    before = {_column_of(segment, page.columns): segment for segment in above}
    odds = 0.0
    for segment in line:
        column = _column_of(segment, page.columns)
        if level_of(segment.text) is not None and column and column[0] < _text_left(page):
            if column in before and column == page.columns[0]:
                continue
            return BULLET
        if column and not _is_label_part(segment):
            above_ = before.get(column)
            odds += _text_odds(segment.text, above_.text if above_ else "", column[0], habits)
    return odds


def _text_left(page: _Page) -> int:
    """Return the left edge of the third column: a level stands left of the texts."""
    return page.columns[2][0] if len(page.columns) > 2 else 10**6


def _is_label_part(segment: Segment) -> bool:
    return segment.text.isupper() or label_and_level(segment.text) is not None


def _text_odds(text: str, above: str, left: int, habits: Habits) -> float:
    """Return the log odds that a line begins a text and does not go on from the one above it in its column."""
    if not above or is_blank_mark(above):
        return BLANK_ABOVE
    if _BULLET.match(text):
        return BULLET
    if text[:1].islower() or text.startswith("("):
        return SMALL
    first = text.split()[0]
    odds = STOP if above.endswith((".", "!")) else NO_STOP if habits.stops else 0.0
    if all(wrap.width(f"{above} {first}", face) < FULL * habits.wide.get((face, left), 0.0) for face in wrap.faces()):
        return odds + ROOM
    word = _word(first)
    begins = SENTENCE if habits.stops else STARTER
    return min(FULL_LINE, odds) + (begins if word in habits.starters else INSIDER if word in habits.insiders else PLAIN)


def _is_fine(segments: Sequence[Segment]) -> bool:
    """Tell whether segments are pay or headings, whose columns are finer than those of the texts."""
    return any(has_amount(segment.text) for segment in segments) or _is_heading(segments)


def _row(lines: Sequence[Sequence[Segment]], page: _Page) -> Row:
    """Make the cells of a row: by position where it holds pay or headings, else by the columns of the page."""
    segments = [segment for line in lines for segment in line]
    cells = _fine(segments) if _is_fine(segments) else _coarse(segments, page)
    return Row(tuple(sorted(cells, key=lambda cell: cell.first)))


def _fine(segments: Sequence[Segment]) -> list[Cell]:
    """Make a cell of segments that stand under one another."""
    cells: list[Cell] = []
    for segment in segments:
        line = Line(segment.text, segment.line.place)
        index = next((i for i, c in enumerate(cells) if segment.x0 <= c.last and c.first < segment.x1), None)
        if index is None:
            cells.append(Cell((line,), segment.x0, segment.x1 - 1))
        else:
            cell = cells[index]
            first, last = min(cell.first, segment.x0), max(cell.last, segment.x1 - 1)
            cells[index] = Cell((*cell.lines, line), first, last)
    return cells


def _coarse(segments: Sequence[Segment], page: _Page) -> list[Cell]:
    """Make a cell of the segments in a column; what lies across columns is a cell of its own."""
    found: dict[tuple[int, int], list[Segment]] = {}
    for segment in segments:
        column = _column_of(segment, page.columns) or (segment.x0, segment.x1)
        found.setdefault(column, []).append(segment)
    return [Cell(_joined(parts), left, right - 1) for (left, right), parts in found.items()]


def _joined(parts: Sequence[Segment]) -> tuple[Line, ...]:
    """Join the segments of one line of a column."""
    lines: list[Line] = []
    for part in parts:
        if lines and lines[-1].place.lines == part.line.place.lines:
            lines[-1] = Line(f"{lines[-1].text} {part.text}", part.line.place)
        else:
            lines.append(Line(part.text, part.line.place))
    return tuple(lines)
