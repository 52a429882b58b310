"""The lines of a block to rows: parted by rules, by gaps, or by how texts begin.

Where rules part the rows, or gaps do, they alone count. Where neither does, a row begins at a line at which every
column begins a text, as far as capitals, full stops and the room left on the line before tell.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.grid.cells import TextLine, pitch, usual_pitch
from pipeline.grid.heads import SECTIONS
from pipeline.grid.starts import (
    APART,
    BLANK_ABOVE,
    BULLET,
    CONTRARY,
    FULL,
    NO_BULLET,
    NO_GAP,
    UNSURE,
    Habits,
    has_bullet,
    is_open,
    odds,
)
from pipeline.grid.strips import Block, segments
from pipeline.reconcile.amounts import has_amount, is_cut, is_half, is_tail, ranges, tokens
from pipeline.reconcile.said import Said, said
from pipeline.reconcile.vocabulary import is_named_level, label_and_level, level_of, match

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.grid.walls import Wall

#: Rules part the rows where so many of them lie between the lines of a block, and no more lines to a row than this.
RULED, LINES_TO_ROW = 3, 6.0
#: A rule lies between two lines where it is drawn over this share of the text's width.
ACROSS = 0.45
#: Of the lines of a row no more than so many hold whole amounts: a minimum and a maximum may stand one above the other.
ENDS = 2
#: Gaps part the rows where so many of a hundred distances are gaps.
PARTED = 8
#: A row's label and level are so many words.
LEVELLED = 4
#: Lines stand beside one another where they overlap by this share of their height.
BESIDE = 0.25


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a line: the columns that it lies in, from 0, and its words."""

    first: int
    last: int
    line: TextLine


@dataclass
class TextRow:
    """The lines of a row, each in its parts; `unsure` where it is not certain that it begins or ends there.

    `ruled` where a rule lies above it.
    """

    lines: list[list[Part]] = field(default_factory=list)
    unsure: bool = False
    ruled: bool = False

    @property
    def marked(self) -> bool:
        """Whether a level stands in it, alone or behind its label."""
        return any(_is_mark(part) or _is_levelled(part) for line in self.lines for part in line)


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


def part_rows(lines: Sequence[TextLine], lying: Sequence[Wall]) -> bool:
    """Tell whether the rules of a page part all its rows: there are enough, and no two rows of pay between two."""
    if not lines:
        return False
    block = Block(tuple(lines), ())
    cuts = sorted(_cuts(block, lying) - {0})
    bands = [lines[start:end] for start, end in pairwise([0, *cuts, len(lines)])]
    several = any(
        sum(map(_is_row, band)) > 1 or sum(map(_is_labelled, band)) > 1 or sum(map(_is_paid, band)) > ENDS
        for band in bands
    )
    return len(cuts) >= RULED and not several and len(lines) <= LINES_TO_ROW * len(bands)


def _cuts(block: Block, lying: Sequence[Wall]) -> set[int]:
    """Return the lines above which a rule lies, by index; the first one where the rule is near."""
    first = block.lines[0]
    near = [wall for wall in lying if 0 <= first.box.top - wall.at < first.size]
    cuts = {0} if any(wall.covers(block.left, block.right) > ACROSS for wall in near) else set()
    for index, (above, line) in enumerate(pairwise(block.lines), start=1):
        between = [
            wall for wall in lying if above.box.top < wall.at - 1 and above.box.middle[1] < wall.at < line.box.middle[1]
        ]
        if any(wall.covers(block.left, block.right) > ACROSS for wall in between):
            cuts.add(index)
    return cuts


def _is_row(line: TextLine) -> bool:
    """Tell whether a line must be a row of its own: it has a level, a whole range, or several amounts behind a name."""
    several = sum(token.amount is not None for token in tokens(line.text)) > 2
    named = not has_amount(line.parts[0].text)
    paid = several and (named or any(ranges(part.text) for part in line.parts))
    begins = [" ".join(word.text for word in line.words[:n]) for n in range(1, LEVELLED + 1)]
    return paid or any(level_of(text) or ((label := label_and_level(text)) and label[1]) for text in begins)


def _is_paid(line: TextLine) -> bool:
    """Tell whether amounts stand in a line, none of them the end of a range that another line holds the rest of."""
    texts = [part.text for part in line.parts if has_amount(part.text)]
    return bool(texts) and not any(is_half(text) or is_tail(text) for text in texts)


def _is_labelled(line: TextLine) -> bool:
    """Tell whether a line begins with the label of pay, titles or responsibilities."""
    begins = (" ".join(word.text for word in line.words[:n]) for n in range(1, LEVELLED + 1))
    return any((label := label_and_level(text)) is not None and label[0].name in SECTIONS for text in begins)


def rows_of(block: Block, manner: Manner) -> list[TextRow]:
    """Part the lines of a block into rows; one that names is a single row."""
    lines = [[Part(*part) for part in segments(line, block.strips)] for line in block.lines]
    if block.heading:
        return [TextRow(lines)]
    return _parted(lines, _cuts(block, manner.lying), _setting(block, lines, manner))


def _parted(lines: Sequence[list[Part]], cuts: set[int], setting: _Setting) -> list[TextRow]:
    """Begin a row where the evidence says so; one that cuts through a text of the row before was none."""
    rows = [TextRow([lines[0]], ruled=0 in cuts)]
    for index, line in enumerate(lines[1:], start=1):
        if index not in cuts and not setting.by_rules:
            while len(rows) > 1 and any(_skips(part, rows, setting) for part in line):
                last = rows.pop()
                rows[-1] = replace(rows[-1], lines=rows[-1].lines + last.lines)
        evidence = BULLET if index in cuts else _evidence(line, rows[-1], setting)
        if evidence > 0:
            rows[-1].unsure |= evidence < UNSURE
            rows.append(TextRow([line], unsure=evidence < UNSURE, ruled=index in cuts))
        else:
            rows[-1].unsure |= evidence > -UNSURE
            rows[-1].lines.append(line)
    return rows


def _setting(block: Block, lines: Sequence[Sequence[Part]], manner: Manner) -> _Setting:
    wide: dict[int, float] = {}
    for part in (part for line in lines for part in line if part.first == part.last):
        wide[part.first] = max(wide.get(part.first, 0.0), part.line.box.width)
    pitches = [pitch(one, other) for one, other in pairwise(block.lines)]
    usual = usual_pitch(_in_columns(lines).values())
    gaps = sum(pitch > APART * usual for pitch in pitches)
    by_gaps = gaps > 1 and 100 * gaps > PARTED * len(pitches)
    return _Setting(wide, _gapped(lines, usual), _bulleted(lines), usual, manner.by_rules, by_gaps, manner.habits)


def _gapped(lines: Sequence[Sequence[Part]], usual: float) -> frozenset[int]:
    """Return the columns in which gaps part the texts."""
    found = set()
    for column, parts in _in_columns(lines).items():
        gaps = [pitch(one, other) > APART * usual for one, other in pairwise(parts)]
        if sum(gaps) > 1 and sum(gaps) < len(gaps):
            found.add(column)
    return frozenset(found)


def _bulleted(lines: Sequence[Sequence[Part]]) -> frozenset[int]:
    """Return the columns in which bullets part the texts."""
    counts = Counter(part.first for line in lines for part in line if has_bullet(part.line.text))
    return frozenset(column for column, count in counts.items() if count > 1)


def _in_columns(lines: Sequence[Sequence[Part]]) -> dict[int, list[TextLine]]:
    columns: dict[int, list[TextLine]] = {}
    for part in (part for line in lines for part in line if part.first == part.last):
        columns.setdefault(part.first, []).append(part.line)
    return columns


def _skips(part: Part, rows: Sequence[TextRow], setting: _Setting) -> bool:
    """Tell whether a part goes on from a text in the row before the last, with nothing in its column between."""
    marked = any(one.first <= 1 and (_is_mark(one) or _is_label(one)) for line in rows[-1].lines for one in line)
    if marked or part.first == 0 or has_amount(part.line.text) or _above(part, rows[-1]) or not _above(part, rows[-2]):
        return False
    return _text_odds(part, rows[-2], setting) <= CONTRARY


def _evidence(line: Sequence[Part], row: TextRow, setting: _Setting) -> float:
    """Return the log odds that a line begins a row."""
    if setting.by_rules:
        return -BULLET
    above = max((part.line for one in row.lines for part in one), key=lambda part: part.box.bottom)
    size = max(part.line.size for part in line)
    bottom = min(part.line.box.bottom for part in line)
    apart = (bottom - above.box.bottom) / max(size, above.size) > APART * setting.pitch
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


def _continues(line: Sequence[Part], row: TextRow) -> bool:
    """Tell whether a line surely goes on with the row above it, whatever its words are."""
    headed = any(_ends_heading(part, row) for part in line)
    level = row.ruled and not row.marked and any(map(_is_mark, line))  # in the middle of its row
    return headed or level or _stands_beside(line, row) or _ends_ranges(line, row) or _ends_label(line, row)


def _stands_beside(line: Sequence[Part], row: TextRow) -> bool:
    """Tell whether a line reaches up beside the one above it: in rows set about their middle, lines do not meet."""
    up = min(part.line.box.top for part in line)
    down = max(part.line.box.bottom for part in row.lines[-1])
    return down - up > BESIDE * min(down - min(part.line.box.top for part in row.lines[-1]), line[0].line.box.height)


def _above(part: Part, row: TextRow) -> list[TextLine]:
    """Return what stands above a part in its columns."""
    return [one.line for line in row.lines for one in line if one.first <= part.last and part.first <= one.last]


def _ends_ranges(line: Sequence[Part], row: TextRow) -> bool:
    """Tell whether the amounts of a line are the maxima of ranges that the line above begins, or their last digits."""
    above = [" ".join(one.text for one in _above(part, row)[-1:]) for part in line]
    cut = [is_cut(text, part.line.text) for text, part in zip(above, line, strict=True)]
    open_ = [
        has_amount(part.line.text) and (_opens(text) or is_tail(part.line.text))
        for text, part in zip(above, line, strict=True)
        if text
    ]
    paid = sum(has_amount(part.line.text) for part in line)
    rest = [has_amount(text) and _says_nothing(part.line.text) for text, part in zip(above, line, strict=True)]
    return any(cut) or (any(open_) and sum(open_) == paid) or all(rest)


def _says_nothing(text: str) -> bool:
    """Tell whether a text holds but words that do not change what an amount is, such as `a year`."""
    return said(text) == Said()


def _opens(text: str) -> bool:
    return is_half(text) or is_open(text)


def _ends_label(line: Sequence[Part], row: TextRow) -> bool:
    """Tell whether a line begins with the rest of a label that is known only with it, or holds nothing else."""
    part = line[0]
    above = [one.text for one in _above(part, row)] if part.first == 0 else []
    if not above or any(_is_mark(other) for other in line[1:]):
        return False
    whole, before = label_and_level(" ".join([*above, part.line.text])), label_and_level(" ".join(above))
    return whole is not None and (before is None or (len(line) == 1 and not _is_level_row(line)))


def _continues_label(part: Part, row: TextRow) -> bool:
    whole = " ".join([*(one.text for one in _above(part, row)), part.line.text])
    return part.first == 0 and label_and_level(whole) is not None


def _is_whole_label(part: Part, row: TextRow) -> bool:
    """Tell whether a part is a label with its level, or after another label, which begins a row."""
    label = label_and_level(part.line.text) if part.first == 0 else None
    above = label_and_level(" ".join(one.text for one in _above(part, row)))
    return _is_levelled(part) or (label is not None and above is not None)


def _is_level_row(line: Sequence[Part]) -> bool:
    """Tell whether a line is nothing but `Level 2`: the level of the rows below it."""
    return len(line) == 1 and is_named_level(line[0].line.text)


def _ends_heading(part: Part, row: TextRow) -> bool:
    """Tell whether a part is the rest of a heading, known only together with what stands above it."""
    above = " ".join(one.line.text for line in row.lines for one in line if one.first == part.first)
    whole = match(f"{above} {part.line.text}") if above else None
    return bool(whole and whole.exact and whole.kind in ("family", "location") and not match(above))


def _is_mark(part: Part) -> bool:
    """Tell whether a part is the level of a row, which stands in one of the first columns."""
    return part.first <= 1 and level_of(part.line.text) is not None


def _is_levelled(part: Part) -> bool:
    """Tell whether a part is a label with a level."""
    label = label_and_level(part.line.text) if part.first == 0 else None
    return label is not None and label[1] is not None


def _pays(line: Sequence[Part], row: TextRow) -> bool:
    """Tell whether amounts stand in a line, or stood in the row above."""
    return any(has_amount(part.line.text) for one in (line, *row.lines) for part in one)


def _is_label(part: Part) -> bool:
    text = part.line.text
    return part.first == 0 and (text.isupper() or label_and_level(text) is not None)


def _text_odds(part: Part, row: TextRow, setting: _Setting) -> float:
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
