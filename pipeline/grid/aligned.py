"""Blocks of aligned text to tables: columns from the strips between words, rows from rules, gaps and how texts begin.

Where rules part the rows, or gaps do, they alone count. Where neither does, a row begins at a line at which every
column begins a text, as far as capitals, full stops and the room left on the line before tell.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.geometry import Box, around
from pipeline.grid.blocks import FAR_LEFT, SECTIONS, Block, Strip, segments
from pipeline.grid.cells import PageCell, PageTable, TextLine, pitch
from pipeline.grid.starts import BLANK_ABOVE, BULLET, UNSURE, Habits, has_bullet, is_open, odds
from pipeline.reconcile.amounts import has_amount, is_cut, tokens
from pipeline.reconcile.vocabulary import label_and_level, level_of, match

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.grid.walls import Wall

#: Rules part the rows where so many of them lie between the lines of a block, and no more lines to a row than this.
RULED, LINES_TO_ROW = 3, 6.0
#: A rule lies between two lines where it is drawn over this share of the text's width.
ACROSS = 0.45
#: Blanks between lines higher than this, measured by the usual distance of lines, are gaps.
APART = 1.28
#: Gaps part the rows where so many of a hundred distances are gaps.
PARTED = 8
#: In a column where gaps or bullets part the texts, a line without one goes on; so much evidence of one column that it
#: goes on outweighs all others.
NO_GAP, NO_BULLET, CONTRARY = -4.0, -8.0, -3.0
#: A line with room for this share of a word more is taken to be full.
FULL = 0.985
#: A line may be indented by this much (points).
INDENT = 14.0
#: A row's label and level are so many words.
LEVELLED = 4
#: Lines stand beside one another where they overlap by this share of their height.
BESIDE = 0.25
#: The lines of a text are no further apart than this, in sizes of type.
WIDEST = 1.7
#: A heading stands over a column where it begins no more than this left of it (points).
NEAR = 3.0


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a line: the columns that it lies in, from 0, and its words."""

    first: int
    last: int
    line: TextLine


@dataclass
class _Row:
    lines: list[list[_Part]] = field(default_factory=list)
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class _Setting:
    """How a block is set: how wide the lines of its columns get, in which of them gaps part texts, what parts rows."""

    wide: Mapping[int, float]
    gapped: frozenset[int]
    bulleted: frozenset[int]
    pitch: float
    by_rules: bool
    by_gaps: bool
    habits: Habits


@dataclass(frozen=True, slots=True)
class Manner:
    """How the rows of a page are parted: the rules that lie on it, whether they part all rows, and how texts begin."""

    lying: tuple[Wall, ...]
    by_rules: bool
    habits: Habits


def table_of(block: Block, bodies: Sequence[Block], manner: Manner, page: int) -> PageTable:
    """Return the table that a block with columns makes; `bodies` are those that a row of headings stands over."""
    lines = [[_Part(*part) for part in segments(line, block.strips)] for line in block.lines]
    cuts = _cuts(block, manner.lying)
    rows = [_Row(lines)] if block.heading else _rows(lines, cuts, _setting(block, lines, manner))
    spans = _spans(block, bodies)
    cells = [cell for number, row in enumerate(rows) for cell in _cells(row, number, spans)]
    unsure = frozenset(number for number, row in enumerate(rows) if row.unsure)
    box = around([line.box for line in block.lines])
    return PageTable(page, box, tuple(cells), ruled=False, unsure=unsure)


def _cuts(block: Block, lying: Sequence[Wall]) -> set[int]:
    """Return the lines above which a rule lies, by index."""
    cuts: set[int] = set()
    for index, (above, line) in enumerate(pairwise(block.lines), start=1):
        between = [
            wall for wall in lying if above.box.top < wall.at - 1 and above.box.middle[1] < wall.at < line.box.middle[1]
        ]
        if any(wall.covers(block.left, block.right) > ACROSS for wall in between):
            cuts.add(index)
    return cuts


def part_rows(lines: Sequence[TextLine], lying: Sequence[Wall]) -> bool:
    """Tell whether the rules of a page part all its rows: there are enough, and no two rows of pay between two."""
    if not lines:
        return False
    block = Block(tuple(lines), ())
    cuts = sorted(_cuts(block, lying))
    bands = [lines[start:end] for start, end in pairwise([0, *cuts, len(lines)])]
    several = any(sum(map(_is_row, band)) > 1 or sum(map(_is_labelled, band)) > 1 for band in bands)
    return len(cuts) >= RULED and not several and len(lines) <= LINES_TO_ROW * len(bands)


def _is_row(line: TextLine) -> bool:
    """Tell whether a line must be a row of its own: it has a level, or several amounts."""
    paid = sum(token.amount is not None for token in tokens(line.text)) > 2
    begins = [" ".join(word.text for word in line.words[:n]) for n in range(1, LEVELLED + 1)]
    return paid or any(level_of(text) or ((label := label_and_level(text)) and label[1]) for text in begins)


def _is_labelled(line: TextLine) -> bool:
    """Tell whether a line begins with the label of pay, titles or responsibilities."""
    begins = (" ".join(word.text for word in line.words[:n]) for n in range(1, LEVELLED + 1))
    return any((label := label_and_level(text)) is not None and label[0].name in SECTIONS for text in begins)


def _setting(block: Block, lines: Sequence[Sequence[_Part]], manner: Manner) -> _Setting:
    wide: dict[int, float] = {}
    for part in (part for line in lines for part in line if part.first == part.last):
        wide[part.first] = max(wide.get(part.first, 0.0), part.line.box.width)
    pitches = [pitch(one, other) for one, other in pairwise(block.lines)]
    usual = _usual(_in_columns(lines))
    gaps = sum(pitch > APART * usual for pitch in pitches)
    by_gaps = gaps > 1 and 100 * gaps > PARTED * len(pitches)
    return _Setting(wide, _gapped(lines, usual), _bulleted(lines), usual, manner.by_rules, by_gaps, manner.habits)


def _gapped(lines: Sequence[Sequence[_Part]], usual: float) -> frozenset[int]:
    """Return the columns in which gaps part the texts."""
    found = set()
    for column, parts in _in_columns(lines).items():
        gaps = [pitch(one, other) > APART * usual for one, other in pairwise(parts)]
        if sum(gaps) > 1 and sum(gaps) < len(gaps):
            found.add(column)
    return frozenset(found)


def _bulleted(lines: Sequence[Sequence[_Part]]) -> frozenset[int]:
    """Return the columns in which bullets part the texts."""
    counts = Counter(part.first for line in lines for part in line if has_bullet(part.line.text))
    return frozenset(column for column, count in counts.items() if count > 1)


def _in_columns(lines: Sequence[Sequence[_Part]]) -> dict[int, list[TextLine]]:
    columns: dict[int, list[TextLine]] = {}
    for part in (part for line in lines for part in line if part.first == part.last):
        columns.setdefault(part.first, []).append(part.line)
    return columns


def _usual(columns: Mapping[int, Sequence[TextLine]]) -> float:
    """Return the usual distance of the lines of a text: the smallest tenth of all distances in columns are such."""
    pitches = sorted(pitch(one, other) for parts in columns.values() for one, other in pairwise(parts))
    return min(pitches[len(pitches) // 10], WIDEST) if pitches else 1.2


def _rows(lines: Sequence[list[_Part]], cuts: set[int], setting: _Setting) -> list[_Row]:
    """Part lines into rows; a row that cuts through a text of the one before was none."""
    rows = [_Row([lines[0]])]
    for index, line in enumerate(lines[1:], start=1):
        if index not in cuts and not setting.by_rules:
            while len(rows) > 1 and any(_skips(part, rows, setting) for part in line):
                last = rows.pop()
                rows[-1] = _Row(rows[-1].lines + last.lines, rows[-1].unsure)
        evidence = BULLET if index in cuts else _evidence(line, rows[-1], setting)
        if evidence > 0:
            rows[-1].unsure |= evidence < UNSURE
            rows.append(_Row([line], unsure=evidence < UNSURE))
        else:
            rows[-1].unsure |= evidence > -UNSURE
            rows[-1].lines.append(line)
    return rows


def _skips(part: _Part, rows: Sequence[_Row], setting: _Setting) -> bool:
    """Tell whether a part goes on from a text in the row before the last, with nothing in its column between."""
    marked = any(one.first <= 1 and (_is_mark(one) or _is_label(one)) for line in rows[-1].lines for one in line)
    if marked or part.first == 0 or has_amount(part.line.text) or _above(part, rows[-1]) or not _above(part, rows[-2]):
        return False
    return _text_odds(part, rows[-2], setting) <= CONTRARY


def _evidence(line: Sequence[_Part], row: _Row, setting: _Setting) -> float:
    """Return the log odds that a line begins a row."""
    if setting.by_rules:
        return -BULLET
    above = max((part.line for one in row.lines for part in one), key=lambda part: part.box.bottom)
    size = max(part.line.size for part in line)
    apart = (line[0].line.box.bottom - above.box.bottom) / max(size, above.size) > APART * setting.pitch
    if apart:
        return BLANK_ABOVE
    if _continues(line, row):
        return -BULLET
    marked = any((_is_mark(part) or _is_whole_label(part, row)) and not _continues_label(part, row) for part in line)
    if marked or _is_level_row(line) or _pays(line, row):
        return BULLET
    if setting.by_gaps:
        return -BULLET
    told = [_text_odds(part, row, setting) for part in line if not _is_label(part) and not _continues_label(part, row)]
    return -BULLET if not told or min(told) <= CONTRARY else sum(told)


def _continues(line: Sequence[_Part], row: _Row) -> bool:
    """Tell whether a line surely goes on with the row above it, whatever its words are."""
    headed = any(_ends_heading(part, row) for part in line)
    return headed or _stands_beside(line, row) or _ends_ranges(line, row) or _ends_label(line, row)


def _stands_beside(line: Sequence[_Part], row: _Row) -> bool:
    """Tell whether a line reaches up beside the one above it: in rows set about their middle, lines do not meet."""
    up = min(part.line.box.top for part in line)
    down = max(part.line.box.bottom for part in row.lines[-1])
    return down - up > BESIDE * min(down - min(part.line.box.top for part in row.lines[-1]), line[0].line.box.height)


def _above(part: _Part, row: _Row) -> list[TextLine]:
    """Return what stands above a part in its columns."""
    return [one.line for line in row.lines for one in line if one.first <= part.last and part.first <= one.last]


def _ends_ranges(line: Sequence[_Part], row: _Row) -> bool:
    """Tell whether the amounts of a line are the maxima of ranges that the line above begins, or their last digits."""
    above = [" ".join(one.text for one in _above(part, row)[-1:]) for part in line]
    cut = [is_cut(text, part.line.text) for text, part in zip(above, line, strict=True)]
    open_ = [has_amount(part.line.text) and is_open(text) for text, part in zip(above, line, strict=True) if text]
    paid = sum(has_amount(part.line.text) for part in line)
    return any(cut) or (any(open_) and sum(open_) == paid)


def _ends_label(line: Sequence[_Part], row: _Row) -> bool:
    """Tell whether a line begins with the rest of a label that is known only with it, or holds nothing else."""
    part = line[0]
    above = [one.text for one in _above(part, row)] if part.first == 0 else []
    if not above or any(_is_mark(other) for other in line[1:]):
        return False
    whole, before = label_and_level(" ".join([*above, part.line.text])), label_and_level(" ".join(above))
    return whole is not None and (before is None or (len(line) == 1 and not _is_level_row(line)))


def _continues_label(part: _Part, row: _Row) -> bool:
    whole = " ".join([*(one.text for one in _above(part, row)), part.line.text])
    return part.first == 0 and label_and_level(whole) is not None


def _is_whole_label(part: _Part, row: _Row) -> bool:
    """Tell whether a part is a label with its level, or after another label, which begins a row."""
    label = label_and_level(part.line.text) if part.first == 0 else None
    above = label_and_level(" ".join(one.text for one in _above(part, row)))
    return label is not None and (label[1] is not None or above is not None)


def _is_level_row(line: Sequence[_Part]) -> bool:
    """Tell whether a line is nothing but `Level 2`: the level of the rows below it."""
    text = line[0].line.text
    return len(line) == 1 and level_of(text) is not None and text[:1].isalpha()


def _ends_heading(part: _Part, row: _Row) -> bool:
    """Tell whether a part is the rest of a heading, known only together with what stands above it."""
    above = " ".join(one.line.text for line in row.lines for one in line if one.first == part.first)
    whole = match(f"{above} {part.line.text}") if above else None
    return bool(whole and whole.exact and whole.kind in ("family", "location") and not match(above))


def _is_mark(part: _Part) -> bool:
    """Tell whether a part is the level of a row, which stands in one of the first columns."""
    return part.first <= 1 and level_of(part.line.text) is not None


def _pays(line: Sequence[_Part], row: _Row) -> bool:
    """Tell whether amounts stand in a line, or stood in the row above."""
    return any(has_amount(part.line.text) for one in (line, *row.lines) for part in one)


def _is_label(part: _Part) -> bool:
    text = part.line.text
    return part.first == 0 and (text.isupper() or label_and_level(text) is not None)


def _text_odds(part: _Part, row: _Row, setting: _Setting) -> float:
    """Return the log odds that a part begins a text and does not go on from the one above it in its column."""
    above = _above(part, row)
    if not above:
        return BLANK_ABOVE / 2
    last = above[-1]
    if part.first in setting.bulleted:
        return BULLET if has_bullet(part.line.text) else NO_BULLET
    if pitch(last, part.line) > APART * setting.pitch:
        return BLANK_ABOVE
    if part.first in setting.gapped:
        return NO_GAP
    first = part.line.words[0].box.width + part.line.size / 4
    room = last.box.width + first < FULL * setting.wide.get(part.first, 0.0)
    return odds(part.line.text, last.text, setting.habits, room=room)


def _spans(block: Block, bodies: Sequence[Block]) -> list[Strip]:
    """Return from where to where each column reaches: headings reach over the columns that they stand over."""
    lefts = [block.left, *(right for _, right in block.strips)]
    own = [(left, left) for left in lefts]
    if not block.heading:
        return own
    heads = [(left, end) for left, end in zip(lefts, [*(left for left, _ in block.strips), block.right], strict=True)]
    named = [index for index, part in enumerate(heads) if not _is_stub_head(block, index)]
    columns = [_columns(body) for body in bodies]
    for below in sorted(columns, key=lambda one: len(one) != len(named)):
        share, rest = divmod(len(below), max(len(named), 1))
        groups = [below[i * share : (i + 1) * share] for i in range(len(named))] if share and not rest else []
        if groups and all(_stands_over(heads[index], group) for index, group in zip(named, groups, strict=True)):
            over = {i: (min(heads[i][0], g[0][0]), g[-1][1]) for i, g in zip(named, groups, strict=True)}
            return [over.get(index, part) for index, part in enumerate(heads)]
    edges = [edge for below in columns for edge in below]
    before = [FAR_LEFT, *(end for _, end in heads)]
    return [
        (max((edge for edge, right in edges if end < edge <= left + NEAR and right > left), default=left), left)
        for (left, _), end in zip(heads, before, strict=False)
    ]


def _stands_over(head: Strip, group: Sequence[Strip]) -> bool:
    """Tell whether a heading stands over some columns, or no further from them than it is long."""
    left, right = group[0][0], group[-1][1]
    return head[0] < right and left < head[1] + (head[1] - head[0])


def _is_stub_head(block: Block, column: int) -> bool:
    """Tell whether a heading names the labels or levels at the front of the rows, and no column of texts or pay."""
    parts = [part for line in block.lines for first, _, part in segments(line, block.strips) if first == column]
    term = match(" ".join(part.text for part in parts))
    return term is not None and term.kind == "label"


def _columns(block: Block) -> list[Strip]:
    """Return from where to where the columns of texts and pay of a block reach."""
    found: dict[int, Strip] = {}
    for line in block.lines:
        for first, last, part in segments(line, block.strips):
            if first == last:
                left, right = found.get(first, (part.box.x0, part.box.x1))
                found[first] = (min(left, part.box.x0), max(right, part.box.x1))
    return [found[column] for column in sorted(found) if column > 1 or holds_texts(block, column)]


def holds_texts(block: Block, column: int) -> bool:
    """Tell whether a column holds texts or pay, and not just labels and levels."""
    texts = [part.text for line in block.lines for first, _, part in segments(line, block.strips) if first == column]
    whole = " ".join(texts)
    marks = sum(level_of(text) is not None or label_and_level(text) is not None for text in texts)
    return marks == 0 and label_and_level(whole) is None and (len(whole.split()) > 3 or has_amount(whole))


def _cells(row: _Row, number: int, spans: Sequence[Strip]) -> list[PageCell]:
    """Return the cells of a row: parts in the same columns, from all its lines, are one."""
    groups: list[list[_Part]] = []
    for part in (part for line in row.lines for part in line):
        group = next((g for g in groups if any(o.first <= part.last and part.first <= o.last for o in g)), None)
        if group is None:
            groups.append([part])
        else:
            group.append(part)
    cells = []
    for group in groups:
        first, last = min(part.first for part in group), max(part.last for part in group)
        words = tuple(word for part in group for word in part.line.words)
        text = around([word.box for word in words])
        box = Box(min(spans[first][0], text.x0), text.top, max(spans[last][1], text.x1), text.bottom)
        cells.append(PageCell(number, number, first, last, box, words))
    return cells


def fitting(lines: Sequence[TextLine], strips: Sequence[Strip], lefts: Sequence[float]) -> bool:
    """Tell whether lines keep to one column of a table with these strips, and begin where one of its texts does."""
    left, right = min(line.box.x0 for line in lines), max(line.box.x1 for line in lines)
    begins = any(-NEAR <= left - edge <= INDENT for edge in lefts)
    return begins and not any(left + NEAR < edge < right + NEAR for _, edge in strips)


def with_strips(block: Block, strips: Sequence[Strip]) -> Block:
    """Return a block whose lines keep to one column, with the columns of a table that it belongs to."""
    return replace(
        block, strips=tuple((max(left, block.right) if block.right < edge else left, edge) for left, edge in strips)
    )
