"""Lines of words to blocks with columns: where the same blank strips run down between the words of many lines.

A page is cut from top to bottom into blocks so that the lines of each are parted by as many strips as possible, and the
blocks are few: dynamic programming over the lines. A strip that only few lines have is chance, and earns less than the
block that it would cost.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from pipeline.grid.heads import (
    head_block,
    headings,
    is_above_table,
    is_across,
    is_caption,
    is_list_caption,
    is_title,
    is_upper,
)
from pipeline.grid.strips import WALLED, Block, Strip, blanks, common
from pipeline.reconcile.amounts import has_amount
from pipeline.reconcile.vocabulary import is_blank_mark, is_named_level, label_and_level, level_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.grid.cells import TextLine
    from pipeline.grid.walls import Wall

#: A strip that a single line makes, in a block of few lines or of many, is at least so wide, in sizes of type.
ALONE, CLEAR = 1.5, 2.5

#: A strip is one that is known where it ends within so many points of it; a wide one counts in so few lines.
SAME, FEW = 3.0, 4
#: In a block of no more lines than this, the gaps of justified lines may meet by chance.
RIVER = 6
#: What a block costs, in parts of lines that its strips must earn.
COST = 2.2
#: What it costs where two amounts of a line are in one column, in parts of lines.
TORN = 2.0
#: A blank this high, in sizes of type, ends a block: what it costs to go on over it.
HIGH, OVER_HIGH = 2.6, 1.0
#: So does a line whose type is this much larger or smaller: a title.
LARGER = 1.4
#: What a rule, or a high blank, eases the beginning of a block by.
EASE = 0.2
#: Lines of a page beyond which a block does not reach back: it bounds the time.
LONGEST = 160


def blocks(
    lines: Sequence[TextLine], drawn: tuple[Sequence[Wall], Sequence[Wall]] = ((), ()), known: Sequence[Strip] = ()
) -> tuple[Block, ...]:
    """Cut lines, top to bottom, into blocks with columns.

    `drawn` are the walls of the page that lie and those that stand, `known` strips of tables above or on pages before.
    """
    found: list[Block] = []
    rest: list[TextLine] = []
    heads = headings(lines)
    left = min((line.box.x0 for line in lines), default=0.0)
    for index, line in enumerate(lines):
        head = next((head for head in heads if index in head), None)
        if head is None and (
            is_across(line, left)
            or is_list_caption(index, lines)
            or (is_caption(line) and is_above_table(index, lines, heads))
            or is_title(index, lines)
        ):
            found += [*_blocks(rest, drawn, known), Block((line,), ())]
            rest = []
        elif head is None and is_upper(line):
            found += [*_blocks(rest, drawn, known), Block((line,), blanks(line, ())[1:-1])]
            rest = []
        elif head is None:
            rest.append(line)
        elif index == head[0]:
            found += _blocks(rest, drawn, known)
            found.append(head_block([lines[one] for one in head]))
            known = (*known, *found[-1].strips)
            rest = []
    return (*found, *_blocks(rest, drawn, known))


@dataclass(frozen=True, slots=True)
class _Told:
    """A line, where it is blank, and the gaps between its amounts."""

    line: TextLine
    open: tuple[Strip, ...]
    paid: tuple[Strip, ...]


def _blocks(
    lines: Sequence[TextLine], drawn: tuple[Sequence[Wall], Sequence[Wall]], known: Sequence[Strip]
) -> list[Block]:
    """Cut lines between headings into blocks, of two ways that earn the same where a rule or the higher blank is."""
    lines = list(lines)
    lying, standing = drawn
    told = [_Told(line, blanks(line, standing), tuple(_between_amounts(line))) for line in lines]
    eased = [0.0, *(_ease(above, line, lying) for above, line in pairwise(lines))]
    best: list[tuple[float, int, tuple[Strip, ...]]] = [(0.0, 0, ())]
    for end in range(1, len(lines) + 1):
        ways = _ways(told, best[:end], _Growing(known, standing))
        best.append(max(ways, key=lambda way: way[0] + eased[way[1]]))
    found: list[Block] = []
    end = len(lines)
    while end:
        _, start, strips = best[end]
        found.append(Block(tuple(lines[start:end]), strips))
        end = start
    return found[::-1]


def _ways(
    lines: Sequence[_Told],
    best: Sequence[tuple[float, int, tuple[Strip, ...]]],
    growing: _Growing,
) -> Iterator[tuple[float, int, tuple[Strip, ...]]]:
    """Yield, for each line at which the block that ends here may start, what all blocks so far earn."""
    end, over = len(best), 0.0
    for start in range(end - 1, max(-1, end - 1 - LONGEST), -1):
        if start + 1 < end and _is_broken(lines[start].line, lines[start + 1].line):
            over += COST + OVER_HIGH
        growing.add(lines[start])
        kept = growing.supported()
        parted = growing.parts(kept)
        kept = kept if parted else ()
        earned = parted - TORN * growing.torn(kept) if kept else 0.0
        yield best[start][0] + earned - COST - over, start, kept
        if not kept and end - start > 1 and not growing.strips:
            # Nothing more can be earned: lines without a common strip are cheapest as one block of prose.
            yield from ((best[earlier][0] - COST, earlier, ()) for earlier in range(start))
            return


def _ease(above: TextLine, below: TextLine, lying: Sequence[Wall]) -> float:
    """Return how little it takes to begin a block at a line: less than any strip earns."""
    left, right = min(above.box.x0, below.box.x0), max(above.box.x1, below.box.x1)
    between = (wall for wall in lying if above.box.middle[1] < wall.at < below.box.middle[1])
    ruled = any(wall.covers(left, right) > WALLED for wall in between)
    return EASE * (ruled + min(1.0, max(0.0, below.box.top - above.box.bottom) / (HIGH * above.size)))


def _is_broken(above: TextLine, below: TextLine) -> bool:
    """Tell whether a block hardly goes on from a line to the next: over a high blank, or type of another size."""
    sizes = sorted((above.size, below.size))
    return below.box.top - above.box.bottom > HIGH * above.size or sizes[1] > LARGER * sizes[0]


class _Growing:
    """A block that grows upwards, line by line: the strips that all its lines have, and who has words between them."""

    def __init__(self, known: Sequence[Strip], standing: Sequence[Wall]) -> None:
        self.known, self.standing = known, standing
        self.lines: list[TextLine] = []
        self.strips: tuple[Strip, ...] | None = None
        self.held: list[frozenset[int]] = []
        self.counts: Counter[frozenset[int]] = Counter()
        self.paid: list[Strip] = []

    def add(self, told: _Told) -> None:
        """Add a line above."""
        line = told.line
        strips = told.open if self.strips is None else common(self.strips, told.open, line)
        changed = self.strips is None or len(strips) != len(self.strips) or not _within(strips, self.strips)
        self.strips = strips
        self.lines.append(line)
        self.paid += told.paid
        if changed:
            self.held = [_columns(one, strips) for one in self.lines]
            self.counts = Counter(self.held)
        else:
            self.held.append(_columns(line, strips))
            self.counts[self.held[-1]] += 1

    def supported(self) -> tuple[Strip, ...]:
        """Return the strips with columns of several lines on both sides, or that one line makes clear."""
        strips = self.strips or ()
        counts: Counter[int] = Counter()
        for held, times in self.counts.items():
            for column in held:
                counts[column] += times
        several = [counts[column] > 1 for column in range(len(strips) + 1)]
        kept: list[Strip] = []
        for index, strip in enumerate(strips):
            if not (counts[index] and counts[index + 1]):
                continue
            both = several[index] and several[index + 1] and self._is_edge(strip, index)
            if both or self._is_clear(strip, index) or self._is_walled(strip):
                kept.append(strip)
        return tuple(kept)

    def _is_edge(self, strip: Strip, index: int) -> bool:
        """Tell whether the words right of a strip begin at one place: in few lines, gaps of justified ones may meet."""
        if len(self.lines) > RIVER or strip[1] - strip[0] >= ALONE * self.lines[0].size:
            return True
        held = [line for line, held in zip(self.lines, self.held, strict=True) if index + 1 in held]
        rights = [[word for word in line.words if word.box.x0 >= strip[1] - 0.1] for line in held]
        firsts = [words[0] for words in rights if words]
        if any(char.isdigit() for word in firsts for char in word.text):
            return True
        starts = [word.box.x0 for word in firsts]
        alike = max((sum(abs(one - other) <= 1.5 for other in starts) for one in starts), default=0)
        return 2 * alike > len(starts)

    def _is_clear(self, strip: Strip, index: int) -> bool:
        """Tell whether a single line makes a strip clear: it is wide, known, or parts a level or label from a text."""
        left, right = strip
        across = [
            line for line, held in zip(self.lines, self.held, strict=True) if index in held and (index + 1) in held
        ]
        wide = right - left >= (ALONE if len(self.lines) < FEW else CLEAR) * self.lines[0].size
        if wide or any(_is_mark(line, strip) or _is_blank(line, right) for line in across):
            return True
        return bool(across) and any(abs(right - edge) <= SAME for _, edge in self.known)

    def _is_walled(self, strip: Strip) -> bool:
        """Tell whether a wall stands in a strip, beside a line."""
        walls = [wall for wall in self.standing if strip[0] <= wall.at <= strip[1]]
        return any(wall.covers(line.box.top, line.box.bottom) > WALLED for wall in walls for line in self.lines)

    def torn(self, strips: Sequence[Strip]) -> int:
        """Return how many gaps between two amounts no strip keeps."""
        return sum(not any(left <= a and b <= right for a, b in strips) for left, right in self.paid)

    def parts(self, strips: Sequence[Strip]) -> int:
        """Return into how many more parts than one some strips part each line, all lines together."""
        kept = set(strips)
        merged = list(accumulate((strip in kept for strip in self.strips or ()), initial=0))
        counts = self.counts.items()
        return sum(times * (len({merged[column] for column in held}) - 1) for held, times in counts if held)


def _between_amounts(line: TextLine) -> Iterator[Strip]:
    """Yield the wide gaps of a line between two amounts: each is a column of its own."""
    if has_amount(line.text):
        for left, right in pairwise(line.parts):
            if has_amount(left.text) and has_amount(right.text):
                yield left.box.x1, right.box.x0


def _within(strips: Sequence[Strip], others: Sequence[Strip]) -> bool:
    """Tell whether each strip lies in the one of the same number."""
    return all(a <= c and d <= b for (c, d), (a, b) in zip(strips, others, strict=True))


def _columns(line: TextLine, strips: Sequence[Strip]) -> frozenset[int]:
    """Return the columns between strips that a line has words in, counted from 0."""
    begins = [0, *(bisect_left(line.lefts, right - 0.1) for _, right in strips), len(line.lefts)]
    return frozenset(column for column, (one, other) in enumerate(pairwise(begins)) if one < other)


def _is_blank(line: TextLine, right: float) -> bool:
    """Tell whether what stands right of a strip says that there is nothing."""
    return is_blank_mark(next((word.text for word in line.words if word.box.x0 >= right - 0.1), ""))


def _is_mark(line: TextLine, strip: Strip) -> bool:
    """Tell whether what stands left of a strip is the level or the label of a row, or right of it a level by name."""
    text = " ".join(word.text for word in line.words if word.box.x1 <= strip[0] + 0.1)
    after = next((part.text for part in line.parts if part.box.x0 >= strip[1] - 0.1), "")
    return level_of(text) is not None or label_and_level(text) is not None or is_named_level(after)
