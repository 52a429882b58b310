"""Lines of words to blocks with columns: where the same blank strips run down between the words of many lines.

A page is cut from top to bottom into blocks so that the lines of each are parted by as many strips as possible, and the
blocks are few: dynamic programming over the lines. A strip that only few lines have is chance, and earns less than the
block that it would cost.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.grid.cells import TextLine, gaps_of
from pipeline.reconcile.amounts import has_amount
from pipeline.reconcile.headings import parse
from pipeline.reconcile.vocabulary import is_blank_mark, is_role_noun, label_and_level, level_of, match

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.grid.walls import Wall

#: A strip is at least this wide, in sizes of the type on its lines; where a single line makes it, in a block of few
#: lines or of many, so wide.
STRIP, ALONE, CLEAR = 0.62, 1.5, 2.5
#: Left and right of every page.
FAR_LEFT, FAR_RIGHT = -1e6, 1e6
#: A strip is one that is known where it ends within so many points of it; a wide one counts in so few lines.
SAME, FEW = 3.0, 4
#: In a block of no more lines than this, the gaps of justified lines may meet by chance.
RIVER = 6
#: A wall stands beside a line where it is drawn over this share of its height.
WALLED = 0.5
#: What a block costs, in parts of lines that its strips must earn.
COST = 2.2
#: What it costs where two amounts of a line are in one column, in parts of lines.
TORN = 2.0
#: A blank this high, in sizes of type, ends a block: what it costs to go on over it.
HIGH, OVER_HIGH = 2.6, 1.0
#: A blank this high, in sizes of type, parts the caption of a table from what is above.
ABOVE = 1.0
#: A level across the columns begins further inside than this, in sizes of type.
INSIDE = 12.0
#: What headings name, and the share of a row of headings that is known.
KNOWN, MOST = ("family", "location", "label", "level"), 0.6
#: The lines of a wrapped heading have less than this between them, in sizes of type, and there are so many more.
CLOSE, WRAPS = 0.6, 3
SECTIONS = ("pay_bands", "job_titles", "responsibilities")
#: The name of a family has at most so many words.
LONGEST_NAME = 4
#: Lines of a page beyond which a block does not reach back: it bounds the time.
LONGEST = 160

Strip = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that the same strips part, left to right; none where the lines are no table. `heading` where they name."""

    lines: tuple[TextLine, ...]
    strips: tuple[Strip, ...]
    heading: bool = False

    @property
    def left(self) -> float:
        """The left edge of its text."""
        return min(line.box.x0 for line in self.lines)

    @property
    def right(self) -> float:
        """The right edge of its text."""
        return max(line.box.x1 for line in self.lines)


def blocks(lines: Sequence[TextLine], standing: Sequence[Wall] = (), known: Sequence[Strip] = ()) -> tuple[Block, ...]:
    """Cut lines, top to bottom, into blocks with columns; `known` are strips of tables above or on pages before."""
    found: list[Block] = []
    rest: list[TextLine] = []
    heads = _headings(lines)
    left = min((line.box.x0 for line in lines), default=0.0)
    for index, line in enumerate(lines):
        head = next((head for head in heads if index in head), None)
        if head is None and (_is_across(line, left) or (is_caption(line) and _is_above_table(index, lines, heads))):
            found += [*_blocks(rest, standing, known), Block((line,), ())]
            rest = []
        elif head is None:
            rest.append(line)
        elif index == head[0]:
            found += _blocks(rest, standing, known)
            found.append(_head_block([lines[one] for one in head]))
            known = (*known, *found[-1].strips)
            rest = []
    return (*found, *_blocks(rest, standing, known))


def _is_across(line: TextLine, left: float) -> bool:
    """Tell whether a line is a level that stands across the columns, and not where the levels of rows do."""
    return level_of(line.text) is not None and line.text[:1].isalpha() and line.box.x0 - left > INSIDE * line.size


def _is_above_table(index: int, lines: Sequence[TextLine], heads: Sequence[range]) -> bool:
    """Tell whether a line stands right above headings, or, apart from the others, above what is no longer of them."""
    if index + 1 < len(lines):
        return any(index + 1 in head for head in heads)
    return index > 0 and lines[index].box.top - lines[index - 1].box.bottom > ABOVE * lines[index].size


def is_caption(line: TextLine) -> bool:
    """Tell whether a line says by itself what a table below it holds."""
    label = label_and_level(line.text)
    return label is not None and label[0].kind == "label" and label[0].name in SECTIONS


def _headings(lines: Sequence[TextLine]) -> list[range]:
    """Return the rows of headings, each as the range of its lines: they may be wrapped onto the next lines."""
    found: list[range] = []
    for index in range(len(lines)):
        if found and index in found[-1]:
            continue
        wraps = [n for n in range(1, WRAPS + 1) if _are_wrapped(lines[index : index + 1 + n], n)]
        if wraps or is_heading(lines[index]):
            found.append(range(index, index + 1 + max(wraps, default=0)))
    return found


def _head_block(lines: Sequence[TextLine]) -> Block:
    """Return a row of headings; where it is wrapped, its strips are those that no word of either line lies on."""
    strips = _beside(lines[0], _cuts(lines[0]))
    for line in lines[1:]:
        strips = _common(strips, _open(line, ()), line)
    return Block(tuple(lines), strips[1:-1], heading=True)


def is_heading(line: TextLine) -> bool:
    """Tell whether a line is a row of headings: what it says is the names of families or locations, and little else."""
    texts = apart(line)
    parts = [part for text in texts for part in parse(text) if part.kind in KNOWN and not part.near]
    named = sum(part.kind in ("family", "location") and not part.text[:1].islower() for part in parts)
    words = sum(len(part.text.split()) for part in parts)
    whole = sum(bool((term := match(text)) and term.exact) for text in texts)
    if any(part.name in SECTIONS[1:] for part in parts):
        return False
    run_together = words >= MOST * len(line.text.split()) and not any(map(_is_of_titles, line.text.split()))
    short = all(len(text.split()) <= LONGEST_NAME for text in texts)
    return named > 1 and (run_together or (short and 2 * whole > len(texts)))


def _is_of_titles(word: str) -> bool:
    """Tell whether a word ends a title, or an item of a list: families are named in titles too."""
    return word.endswith((",", ";")) or (is_role_noun(word) and match(word) is None)


def apart(line: TextLine) -> list[str]:
    """Return what stands between the wide gaps of a line."""
    return [part.text for part in _apart(line)]


def _apart(line: TextLine) -> list[TextLine]:
    wide = tuple(gap for gap in gaps_of(line) if gap[1] - gap[0] >= STRIP * line.size)
    return [part for _, _, part in segments(line, wide)]


def _are_wrapped(lines: Sequence[TextLine], wraps: int) -> bool:
    """Tell whether each part of the lines below the first is the rest of a heading above it.

    It is where it makes it one that is known, or where it stands alone below one that is not, such as a new family's.
    Where headings stand in the middle of their row, those of one line begin beside the first line of the others.
    """
    upper = _apart(lines[0])
    near = all(below.box.top - line.box.bottom < CLOSE * line.size for line, below in pairwise(lines))
    if len(lines) <= wraps or len(upper) < 2 or not near:
        return False
    rest: dict[int, list[str]] = {}
    for below, part in ((line, part) for line in lines[1:] for part in _apart(line)):
        over = [i for i, one in enumerate(upper) if one.box.x0 < part.box.x1 and part.box.x0 < one.box.x1]
        if len(over) == 1:
            rest.setdefault(over[0], []).append(part.text)
        elif over or below.box.top > lines[0].box.bottom or not _is_whole_heading(part.text):
            return False
    new = wraps == 1 and is_heading(lines[0])
    return all(_ends_heading(upper[i].text, " ".join(texts), new=new) for i, texts in rest.items())


def _ends_heading(above: str, below: str, *, new: bool) -> bool:
    whole = match(f"{above} {below}")
    return bool(whole and whole.exact and whole.kind in ("family", "location")) or (new and _is_new(above, below))


def _is_whole_heading(text: str) -> bool:
    term = match(text)
    return term is not None and term.exact


def _is_new(above: str, below: str) -> bool:
    """Tell whether two lines may be the wrapped name of a family that nobody knows."""
    plain = not any(char.isdigit() for char in below) and label_and_level(below) is None and match(below) is None
    return match(above) is None and plain and len(f"{above} {below}".split()) <= LONGEST_NAME


def _cuts(line: TextLine) -> Iterator[Strip]:
    """Yield the gaps between the headings of a line: wide ones, and those between two that are known."""
    for part in _apart(line):
        if part.box.x0 > line.box.x0:
            left = max(word.box.x1 for word in line.words if word.box.x0 < part.box.x0)
            yield left, part.box.x0
        ends, count = set(), 0
        for one in parse(part.text):
            count += len(one.text.split())
            ends.add(count)
        count = 0
        for word, after in pairwise(part.words):
            count += 0 if part.is_raised(word) else len(word.text.split())
            if count in ends and not part.is_raised(after):
                yield word.box.x1, max(after.box.x0, word.box.x1)


def _blocks(lines: Sequence[TextLine], standing: Sequence[Wall], known: Sequence[Strip]) -> list[Block]:
    """Cut lines between headings into blocks."""
    lines = list(lines)
    open_ = [_open(line, standing) for line in lines]
    best: list[tuple[float, int, tuple[Strip, ...]]] = [(0.0, 0, ())]
    for end in range(1, len(lines) + 1):
        best.append(max(_ways(lines, open_, best[:end], _Growing(known, standing)), key=lambda way: way[0]))
    found: list[Block] = []
    end = len(lines)
    while end:
        _, start, strips = best[end]
        found.append(Block(tuple(lines[start:end]), strips))
        end = start
    return found[::-1]


def _ways(
    lines: Sequence[TextLine],
    open_: Sequence[tuple[Strip, ...]],
    best: Sequence[tuple[float, int, tuple[Strip, ...]]],
    growing: _Growing,
) -> Iterator[tuple[float, int, tuple[Strip, ...]]]:
    """Yield, for each line at which the block that ends here may start, what all blocks so far earn."""
    end, over = len(best), 0.0
    for start in range(end - 1, max(-1, end - 1 - LONGEST), -1):
        line = lines[start]
        if start + 1 < end and lines[start + 1].box.top - line.box.bottom > HIGH * line.size:
            over += COST + OVER_HIGH
        growing.add(line, open_[start])
        kept = growing.supported()
        earned = growing.parts(kept) - TORN * growing.torn(kept) if kept else 0.0
        yield best[start][0] + earned - COST - over, start, kept
        if not kept and end - start > 1 and not growing.strips:
            # Nothing more can be earned: lines without a common strip are cheapest as one block of prose.
            yield from ((best[earlier][0] - COST, earlier, ()) for earlier in range(start))
            return


class _Growing:
    """A block that grows upwards, line by line: the strips that all its lines have, and who has words between them."""

    def __init__(self, known: Sequence[Strip], standing: Sequence[Wall]) -> None:
        self.known, self.standing, self.lines = known, standing, list[TextLine]()
        self.strips: tuple[Strip, ...] | None = None
        self.held: list[frozenset[int]] = []
        self.paid: list[Strip] = []

    def add(self, line: TextLine, open_: tuple[Strip, ...]) -> None:
        """Add a line above."""
        strips = open_ if self.strips is None else _common(self.strips, open_, line)
        changed = self.strips is None or len(strips) != len(self.strips) or not _within(strips, self.strips)
        self.strips = strips
        self.lines.append(line)
        self.paid += _between_amounts(line)
        if changed:
            self.held = [_columns(one, strips) for one in self.lines]
        else:
            self.held.append(_columns(line, strips))

    def supported(self) -> tuple[Strip, ...]:
        """Return the strips with columns of several lines on both sides, or that one line makes clear."""
        strips = self.strips or ()
        counts = Counter(column for held in self.held for column in held)
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
        if wide or any(_is_mark(line, left) or _is_blank(line, right) for line in across):
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
        if self.strips == tuple(strips):
            return sum(max(0, len(held) - 1) for held in self.held)
        return sum(max(0, len(_columns(line, strips)) - 1) for line in self.lines)


def _between_amounts(line: TextLine) -> Iterator[Strip]:
    """Yield the wide gaps of a line between two amounts: each is a column of its own."""
    if has_amount(line.text):
        for left, right in pairwise(_apart(line)):
            if has_amount(left.text) and has_amount(right.text):
                yield left.box.x1, right.box.x0


def _within(strips: Sequence[Strip], others: Sequence[Strip]) -> bool:
    """Tell whether each strip lies in the one of the same number."""
    return all(a <= c and d <= b for (c, d), (a, b) in zip(strips, others, strict=True))


def _columns(line: TextLine, strips: Sequence[Strip]) -> frozenset[int]:
    """Return the columns between strips that a line has words in, counted from 0."""
    rights = [right - 0.1 for _, right in strips]
    return frozenset(bisect_right(rights, word.box.x0) for word in line.words)


def _open(line: TextLine, standing: Sequence[Wall]) -> tuple[Strip, ...]:
    """Return where a line is blank: wide gaps between its words, gaps with a wall in them, and all beside it."""
    walled = [wall.at for wall in standing if wall.covers(line.box.top, line.box.bottom) > WALLED]
    gaps = [gap for gap in gaps_of(line) if _is_open(gap, line, walled)]
    return _beside(line, gaps)


def _beside(line: TextLine, gaps: Iterable[Strip]) -> tuple[Strip, ...]:
    """Return the gaps of a line with what is blank left and right of it."""
    return ((FAR_LEFT, line.box.x0), *gaps, (line.box.x1, FAR_RIGHT))


def _is_open(gap: Strip, line: TextLine, walled: Sequence[float]) -> bool:
    return gap[1] - gap[0] >= STRIP * line.size or any(gap[0] <= at <= gap[1] for at in walled)


def _common(strips: Sequence[Strip], others: Sequence[Strip], line: TextLine) -> tuple[Strip, ...]:
    """Return what is blank in both, where it is still wide enough."""
    found: list[Strip] = []
    i = j = 0
    while i < len(strips) and j < len(others):
        left, right = max(strips[i][0], others[j][0]), min(strips[i][1], others[j][1])
        if right - left >= STRIP * line.size * 0.9:
            found.append((left, right))
        if strips[i][1] < others[j][1]:
            i += 1
        else:
            j += 1
    return tuple(found)


def _is_blank(line: TextLine, right: float) -> bool:
    """Tell whether what stands right of a strip says that there is nothing."""
    return is_blank_mark(next((word.text for word in line.words if word.box.x0 >= right - 0.1), ""))


def _is_mark(line: TextLine, left: float) -> bool:
    """Tell whether what stands left of a strip is the level or the label of a row."""
    text = " ".join(word.text for word in line.words if word.box.x1 <= left + 0.1)
    return level_of(text) is not None or label_and_level(text) is not None


def segments(line: TextLine, strips: Sequence[Strip]) -> Iterator[tuple[int, int, TextLine]]:
    """Yield the parts of a line that strips part, each with the first and last of the columns that it lies in."""
    edges = [(left + right) / 2 for left, right in strips]
    parts: list[list[int]] = [[0]]
    for index, (one, other) in enumerate(pairwise(line.words)):
        if any(one.box.x1 <= edge <= other.box.x0 for edge in edges):
            parts.append([])
        parts[-1].append(index + 1)
    for part in parts:
        words = tuple(line.words[index] for index in part)
        box = words[0].box
        for word in words[1:]:
            box = box.around(word.box)
        first = sum(edge <= box.x0 + 0.1 for edge in edges)
        last = sum(edge < box.x1 - 0.1 for edge in edges)
        yield first, max(first, last), TextLine(words, box)
