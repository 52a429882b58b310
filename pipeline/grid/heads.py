"""Rows of headings among the lines of a page, and the captions and levels that stand above what they govern.

Headings are known by what they say: the names of families or locations side by side, which may be wrapped.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.grid.strips import Block, Strip, apart, blanks, common, wide_parts, with_margins
from pipeline.reconcile.headings import parse
from pipeline.reconcile.vocabulary import is_named_level, is_role_noun, label_and_level, match

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.grid.cells import TextLine

#: A blank this high, in sizes of type, parts the caption of a table from what is above.
ABOVE = 1.0
#: A level across the columns begins further inside than this, in sizes of type.
INSIDE = 12.0
#: What headings name, and the share of a row of headings that is known.
KNOWN, MOST = ("family", "location", "label", "level"), 0.6
#: The lines of a wrapped heading have less than this between them, in sizes of type, and there are so many more.
CLOSE, WRAPS = 0.6, 3
#: What a label says that a row begins with.
SECTIONS = ("pay_bands", "job_titles", "responsibilities")
#: The name of a family has at most so many words.
LONGEST_NAME = 4


def is_caption(line: TextLine) -> bool:
    """Tell whether a line says by itself what a table below it holds."""
    label = label_and_level(line.text)
    return label is not None and label[0].kind == "label" and label[0].name in SECTIONS


def is_across(line: TextLine, left: float) -> bool:
    """Tell whether a line is a level that stands across the columns, and not where the levels of rows do."""
    return is_named_level(line.text) and line.box.x0 - left > INSIDE * line.size


def is_above_table(index: int, lines: Sequence[TextLine], heads: Sequence[range]) -> bool:
    """Tell whether a line stands right above headings, or, apart from the others, above what is no longer of them."""
    if index + 1 < len(lines):
        return any(index + 1 in head for head in heads)
    return index > 0 and lines[index].box.top - lines[index - 1].box.bottom > ABOVE * lines[index].size


def headings(lines: Sequence[TextLine]) -> list[range]:
    """Return the rows of headings, each as the range of its lines: they may be wrapped onto the next lines."""
    found: list[range] = []
    for index in range(len(lines)):
        if found and index in found[-1]:
            continue
        wraps = [n for n in range(1, WRAPS + 1) if _are_wrapped(lines[index : index + 1 + n], n)]
        if wraps or is_heading(lines[index]):
            found.append(range(index, index + 1 + max(wraps, default=0)))
    return found


def head_block(lines: Sequence[TextLine]) -> Block:
    """Return a row of headings; where it is wrapped, its strips are those that no word of either line lies on."""
    strips = with_margins(lines[0], _cuts(lines[0]))
    for line in lines[1:]:
        strips = common(strips, blanks(line, ()), line)
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


def _are_wrapped(lines: Sequence[TextLine], wraps: int) -> bool:
    """Tell whether each part of the lines below the first is the rest of a heading above it.

    It is where it makes it one that is known, or where it stands alone below one that is not, such as a new family's.
    Where headings stand in the middle of their row, those of one line begin beside the first line of the others.
    """
    upper = wide_parts(lines[0])
    near = all(below.box.top - line.box.bottom < CLOSE * line.size for line, below in pairwise(lines))
    if len(lines) <= wraps or len(upper) < 2 or not near:
        return False
    rest: dict[int, list[str]] = {}
    for below, part in ((line, part) for line in lines[1:] for part in wide_parts(line)):
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
    for part in wide_parts(line):
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
