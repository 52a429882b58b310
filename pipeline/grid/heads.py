"""Rows of headings among the lines of a page, and the captions and levels that stand above what they govern.

Headings are known by what they say: the names of families or locations side by side, which may be wrapped.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.grid.strips import Block, Strip, apart, blanks, common, with_margins
from pipeline.reconcile.amounts import has_amount
from pipeline.reconcile.headings import parse
from pipeline.reconcile.listing import locations_in
from pipeline.reconcile.said import BOUNDS, said
from pipeline.reconcile.vocabulary import is_named_level, is_role_noun, label_and_level, match
from pipeline.reconcile.years import mentions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.grid.cells import TextLine

#: A blank this high, in sizes of type, parts the caption of a table from what is above.
ABOVE = 1.0
#: A level across the columns begins further inside than this, in sizes of type.
INSIDE = 12.0
#: A caption has at most so many words. It stands further below what is above than above its table, by this much, and
#: further from its table than the lines of a text from one another, in sizes of type.
CAPTION, NEARER, LOOSE = 10, 1.5, 0.45
#: The headings of a table that is not known have at most so many words.
SHORT = 5
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


def is_list_caption(index: int, lines: Sequence[TextLine]) -> bool:
    """Tell whether a line says the location of a list: right below it the headings name a minimum and a maximum."""
    if index + 1 == len(lines) or len(lines[index].parts) > 1 or not locations_in(lines[index].text):
        return False
    below = said(lines[index + 1].text)
    return below.labels >= BOUNDS and not below.other


def is_title(index: int, lines: Sequence[TextLine]) -> bool:
    """Tell whether a line is the caption of the table right below it: alone on its line, at the left, and no sentence.

    It names pay, above headings that are known, or stands nearer to a row of short texts than to what is above.
    """
    line, below = lines[index], lines[index + 1] if index + 1 < len(lines) else None
    pay = _names_pay(line.text)
    if not _is_plain(line) or below is None:
        return pay and _is_plain(line)
    if line.box.x0 > below.box.x0 + line.size:
        return False
    if pay and (is_of_heads(below) or is_title(index + 1, lines)):
        return True
    above = line.box.top - lines[index - 1].box.bottom if index else 0.0
    under = below.box.top - line.box.bottom
    apart = above > max(ABOVE * line.size, NEARER * under) and under > LOOSE * line.size
    return apart and (_is_short(below) or is_title(index + 1, lines))


def _names_pay(text: str) -> bool:
    """Tell whether a text says that it is about pay, and nothing else, or of which year."""
    one = said(text)
    dated = any(mention.firm for mention in mentions(text))
    return "pay_bands" in one.labels and len(text.split()) > 1 and (dated or one.is_heading)


def _is_plain(line: TextLine) -> bool:
    """Tell whether a line can be a caption: it has no gap, few words, and is no part of a sentence."""
    alone = len(line.parts) == 1 and len(line.words) <= CAPTION and not has_amount(line.text)
    return alone and not line.text[:1].islower() and not line.text.endswith((".", ",", ";"))


def is_of_heads(line: TextLine) -> bool:
    """Tell whether each part of a line is a heading that is known."""
    return len(line.parts) > 1 and all(said(part.text).is_heading for part in line.parts)


def _is_short(line: TextLine) -> bool:
    """Tell whether a line can be the headings of any table: each of its parts is short and begins with a capital."""
    texts = [part.text for part in line.parts]
    return len(texts) > 1 and all(text[:1].isupper() and len(text.split()) <= SHORT for text in texts)


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
    base = _fullest(lines)
    strips = with_margins(base, _cuts(base))
    for line in (line for line in lines if line is not base):
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


def is_upper(line: TextLine) -> bool:
    """Tell whether a line holds levels side by side, or ends of ranges: it stands over columns, in no one's place."""
    texts = apart(line)
    return len(texts) > 1 and (all(map(is_named_level, texts)) or all(map(_is_end, texts)))


def _is_end(text: str) -> bool:
    """Tell whether a heading names an end of the range; `to` in small letters stands between the two."""
    one = said(text)
    return not text.islower() and one.is_heading and bool(one.labels & BOUNDS)


def _is_of_titles(word: str) -> bool:
    """Tell whether a word ends a title, or an item of a list: families are named in titles too."""
    return word.endswith((",", ";")) or (is_role_noun(word) and match(word) is None)


def _are_wrapped(lines: Sequence[TextLine], wraps: int) -> bool:
    """Tell whether each part of some lines stands above or below others with which it makes one heading.

    It makes one that is known, or it stands alone below one that is not, such as a new family's. Where headings stand
    in the middle of their row, those of one line begin beside the others.
    """
    base = _fullest(lines)
    near = all(below.box.top - line.box.bottom < CLOSE * line.size for line, below in pairwise(lines))
    if len(lines) <= wraps or len(base.parts) < 2 or not near:
        return False
    named = is_heading(base)
    stacks = _stacks(base, [line for line in lines if line is not base])
    new = named and wraps == 1 and base is lines[0]
    wrapped = any(len(stack) > 1 for stack in stacks)
    return (named or wrapped) and all(_is_heading_stack(stack, base, new=new) for stack in stacks)


def _fullest(lines: Sequence[TextLine]) -> TextLine:
    """Return the first of the lines with the most parts."""
    return max(lines, key=lambda line: len(line.parts))


def _stacks(base: TextLine, others: Sequence[TextLine]) -> list[list[TextLine]]:
    """Return the parts of lines that stand above one another, the base's first; one across several is in each."""
    stacks = [[part] for part in base.parts]
    for part in (part for line in others for part in line.parts):
        over = [stack for stack in stacks if any(_overlap(part, one) for one in stack)]
        for stack in over:
            stack.append(part)
        stacks += [] if over else [[part]]
    return stacks


def _overlap(one: TextLine, other: TextLine) -> bool:
    return one.box.x0 < other.box.x1 and other.box.x0 < one.box.x1


def _is_heading_stack(stack: Sequence[TextLine], base: TextLine, *, new: bool) -> bool:
    """Tell whether the parts of a stack are one heading; one beside the base is known by itself."""
    texts = [part.text for part in sorted(stack, key=lambda part: part.box.top)]
    if not any(part.words[0] is word for part in stack for word in base.words):
        beside = any(part.box.top < base.box.bottom and base.box.top < part.box.bottom for part in stack)
        return beside and (_is_whole_heading(texts[0]) if len(texts) == 1 else _is_known(" ".join(texts)))
    return len(texts) == 1 or _is_known(" ".join(texts)) or (new and _is_new(texts[0], " ".join(texts[1:])))


def _is_known(text: str) -> bool:
    """Tell whether a text is exactly a family, a location, or what stands before them."""
    term = match(text)
    return bool(term and term.exact and (term.kind in ("family", "location") or term.name in ("families", "location")))


def _is_whole_heading(text: str) -> bool:
    term = match(text)
    return term is not None and term.exact


def _is_new(above: str, below: str) -> bool:
    """Tell whether two lines may be the wrapped name of a family that nobody knows."""
    plain = not any(char.isdigit() for char in below) and label_and_level(below) is None and match(below) is None
    return match(above) is None and plain and len(f"{above} {below}".split()) <= LONGEST_NAME


def _cuts(line: TextLine) -> Iterator[Strip]:
    """Yield the gaps between the headings of a line: wide ones, and those between two that are known."""
    for part in line.parts:
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
            if count in ends and not part.is_raised(after) and not is_named_level(f"{word.text} {after.text}"):
                yield word.box.x1, max(after.box.x0, word.box.x1)
