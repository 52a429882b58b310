"""How far the columns of a block reach, and which columns headings above them stand over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.grid.strips import FAR_LEFT, Block, Strip, segments
from pipeline.reconcile.amounts import has_amount
from pipeline.reconcile.vocabulary import label_and_level, level_of, match

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.grid.cells import TextLine

#: A line may be indented by this much (points).
INDENT = 14.0
#: A heading stands over a column where it begins no more than this left of it (points).
NEAR = 3.0


def spans(block: Block, bodies: Sequence[Block]) -> list[Strip]:
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


def of_texts(block: Block) -> Block:
    """Return a block without its lines of pay, and with the strips between columns that the others have words in."""
    lines = tuple(line for line in block.lines if not has_amount(line.text))
    if len(lines) == len(block.lines):
        return block
    held = {column for line in lines for first, last, _ in segments(line, block.strips) for column in (first, last)}
    strips = (strip for right, strip in enumerate(block.strips, start=1) if right in held and min(held) < right)
    return replace(block, lines=lines, strips=tuple(strips))
