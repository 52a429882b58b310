"""The parts of an interleaved text: preamble, headings, pay lines, title lines, paragraphs of responsibilities.

OCR of a table without its grid leaves one stream of lines. Where each part begins is read from what the lines hold:
amounts, known labels, and whether a paragraph reads as a list of titles or as a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.model import Line, Place
from pipeline.reconcile.amounts import has_amount
from pipeline.reconcile.text import is_word, words_of
from pipeline.reconcile.titles import ends
from pipeline.reconcile.vocabulary import Term, is_furniture, label_and_level, level_of, match, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Lines without an amount that may stand between two lines of the pay table.
PAY_GAP = 3
#: Evidence, in log odds, that a paragraph is a responsibility and no title.
SENTENCE_END, LOWER_CASE, LONG, ROLE_NOUN, LABEL = 3.0, 2.0, 2.0, -2.0, 10.0
#: Words that a title may write small.
SMALL = {"and", "of", "the", "to", "for", "staff"}


#: Fewer blank lines to a line of text than this part no texts.
PARTED = 0.1
#: A row has at most so many cells; in a text of which so many paragraphs end with a stop, one that does not may go on.
ROW, STOPPED = 4, 0.7


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that stand together; `page_start` where the first begins a page, `glued` where only a stop parts it.

    `broken` where it seems to go on, or to begin, on another page.
    """

    lines: tuple[Line, ...]
    page_start: bool = False
    glued: bool = False
    broken: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """Its lines, stripped."""
        return tuple(line.text.strip() for line in self.lines)


@dataclass(frozen=True, slots=True)
class Stream:
    """The parts of an interleaved text, each in the order of the lines.

    `parted` where blank lines part its texts: else the cells of a row may stand run together on its lines.
    """

    preamble: tuple[Line, ...]
    headings: tuple[Line, ...]
    pay: tuple[Line, ...]
    titles: tuple[Block, ...]
    duties: tuple[Block, ...]
    parted: bool = True


def split(lines: Sequence[Line], texts: Iterable[str] = ()) -> Stream:
    """Split the lines of a flowing text into its parts; a part that is missing is empty.

    `texts` are what other sheets print: their first words tell how a text begins.
    """
    lines = _paged(lines)
    first, last = _pay_lines(lines)
    head = _heading_start(lines, first)
    blocks = _blocks([line for line in lines[last:] if not is_furniture(line.text) or not line.text.strip()])
    change = _first_duty(blocks)
    return Stream(
        preamble=_filled(lines[:head]),
        headings=_filled(lines[head:first]),
        pay=_filled(lines[first:last]),
        titles=tuple(blocks[:change]),
        duties=tuple(_mend(blocks[change:], _starters(blocks[change:], texts))),
        parted=_is_parted(lines[last:]),
    )


def _is_parted(lines: Sequence[Line]) -> bool:
    """Tell whether blank lines stand between some lines of text, often enough to part what they say."""
    filled = [at for at, line in enumerate(lines) if line.text.strip()]
    return len(filled) < 2 or filled[-1] - filled[0] + 1 >= (1 + PARTED) * len(filled)


def _starters(blocks: Sequence[Block], texts: Iterable[str]) -> frozenset[str]:
    """Return the words that begin texts, in other sheets and in this one where no page begins."""
    own = [" ".join(block.texts) for block in blocks if not block.page_start]
    return frozenset(words[0] for words in map(words_of, [*texts, *own]) if words)


def _filled(lines: Sequence[Line]) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.text.strip())


def _paged(lines: Sequence[Line]) -> list[Line]:
    """Begin a page at each line that begins with one space, where that is how this text marks them."""
    pages = 0
    paged: list[Line] = []
    for line in lines:
        pages += bool(re.match(r" \S", line.text))
        page = (line.place.page or 1) + pages
        paged.append(Line(line.text, Place(page, lines=line.place.lines)))
    return paged


def _pay_lines(lines: Sequence[Line]) -> tuple[int, int]:
    """Return where the pay table begins and ends: the run of lines with amounts, few others between them."""
    first = last = -1
    gap = 0
    for index, line in enumerate(lines):
        if has_amount(line.text):
            first = index if first < 0 else first
            last, gap = index, 0
        elif line.text.strip() and first >= 0:
            gap += 1
            if gap > PAY_GAP:
                break
    return (first, last + 1) if first >= 0 else (0, 0)


def _heading_start(lines: Sequence[Line], first: int) -> int:
    """Return the line at which the headings above the pay table begin."""
    for index, line in enumerate(lines[:first]):
        if len(families_in(line.text)) > 1 or starts_with_label(line.text, "families"):
            return index
    return first


def starts_with_label(text: str, name: str) -> bool:
    """Tell whether the first words of a line are a known label."""
    words = text.split()
    return any(match(" ".join(words[:end])) == Term("label", name) for end in range(1, min(4, len(words)) + 1))


def families_in(text: str) -> list[str]:
    """Return the known families that a line names, in order."""
    words = re.findall(r"[^\W\d_]+", text)
    terms = (match(word) for word in words)
    return [term.name for term in terms if term and term.kind == "family" and term.exact]


def _blocks(lines: Sequence[Line]) -> list[Block]:
    """Group lines into blocks: parted by blank lines and by page starts, and where a sentence ends with its line."""
    blocks: list[Block] = []
    for filled, group in groupby(lines, key=lambda line: bool(line.text.strip())):
        if filled:
            blocks += _parted(list(group))
    return [part for block in blocks for part in _unlabelled(block)]


def _parted(lines: list[Line]) -> list[Block]:
    parts: list[Block] = []
    current: list[Line] = []
    start = glued = False
    for line in lines:
        new_page = bool(current) and line.place.page != current[-1].place.page
        new_sentence = bool(current) and _sentence_ends(current, line)
        if new_page or new_sentence:
            parts.append(Block(tuple(current), start, glued))
            current, start, glued = [], new_page, new_sentence and not new_page
        current.append(line)
    return [*parts, Block(tuple(current), start, glued)]


def _sentence_ends(before: list[Line], line: Line) -> bool:
    """Tell whether a full stop ends the line before and a capital begins this one."""
    last = before[-1].text.rstrip()
    abbreviated = re.search(r"\b(?:e\.g|i\.e|etc|no)\.$", last, re.IGNORECASE)
    return last.endswith((".", "!")) and not abbreviated and bool(re.match(r"\s*[A-Z]", line.text))


def _unlabelled(block: Block) -> list[Block]:
    """Part the label that begins a block from what follows it in the block."""
    texts = block.texts
    for end in range(min(4, len(texts)), 0, -1):
        if is_label(texts[:end]) and end < len(texts):
            rest = texts[end]
            if level_of(rest) and end + 1 < len(texts):
                end += 1
            elif level_of(rest):
                return [block]
            return [Block(block.lines[:end], block.page_start), Block(block.lines[end:])]
    return [block]


def is_label(texts: Sequence[str]) -> bool:
    """Tell whether some lines are the label of the titles or the responsibilities, with or without a level."""
    found = label_and_level(" ".join(texts))
    return bool(found and found[0].kind == "label" and found[0].name in ("job_titles", "responsibilities"))


def _first_duty(blocks: Sequence[Block]) -> int:
    """Return the block at which the responsibilities begin: the change that the evidence of all blocks favours."""
    odds = [_duty_odds(block) for block in blocks]
    scores = [sum(odds[index:]) - sum(odds[:index]) for index in range(len(odds) + 1)]
    return scores.index(max(scores)) if scores else 0


def _duty_odds(block: Block) -> float:
    """Return the log odds that a block is a responsibility, not a title."""
    text = " ".join(block.texts)
    if is_label(block.texts):
        return LABEL if match_label(text) == "responsibilities" else -LABEL
    words = [word for word in re.findall(r"[^\W\d_][\w'’/-]*", text) if len(word) > 1]
    if not words:
        return 0.0
    small = sum(word[0].islower() and word not in SMALL for word in words)
    score = SENTENCE_END if text.rstrip().endswith(".") else 0.0
    score += LOWER_CASE * (2 * small / len(words) - 0.5)
    score += LONG if max(len(block.lines), len(words) / 4) > 2 and small else 0.0
    return float(score + (ROLE_NOUN if any(ends(line) for line in block.texts) else 0.0))


def match_label(text: str) -> str | None:
    """Return which label a text is, whatever level it carries."""
    found = label_and_level(text)
    return found[0].name if found and found[0].kind == "label" else None


def _mend(blocks: Sequence[Block], starters: frozenset[str]) -> list[Block]:
    """Join a block that begins in the middle of a sentence to the one that was left unfinished.

    At a page break several columns may break off at once: their rests follow in the same order.
    """
    mended: list[Block] = []
    stops = sum(block.texts[-1].endswith((".", "!")) for block in blocks) > STOPPED * len(blocks)
    for block in blocks:
        if mended and _continues(mended[-1], block) and _page(mended[-1]) == _page(block):
            mended[-1] = _joined(mended[-1], block, broken=mended[-1].broken)
            continue
        open_ = [index for index in _at_page_end(mended, block) if _continues(mended[index], block)]
        if open_:
            for index in open_ if len(open_) > 1 else ():
                mended[index] = replace(mended[index], broken=True)
            mended[open_[0]] = _joined(mended[open_[0]], block, broken=mended[open_[0]].broken)
        else:
            mended.append(block)
    return [
        replace(block, broken=True) if i in _broken(mended, starters, stops=stops) else block
        for i, block in enumerate(mended)
    ]


def _broken(mended: Sequence[Block], starters: frozenset[str], *, stops: bool) -> set[int]:
    """Return the blocks about a page break of which one may be the rest of another, though it begins with a capital."""
    broken: set[int] = set()
    tops = [i for i in range(1, len(mended)) if mended[i].lines[0].place.page != _page(mended[i - 1])]
    for top in tops:
        ends = [i for i in range(max(0, top - ROW), top) if _unfinished(mended[i], stops=stops)]
        heads = range(top, min(top + ROW, len(mended)))
        rests = [i for i in heads if not is_label(mended[i].texts) and _first_word(mended[i]) not in starters]
        broken |= {*ends, *rests} if ends and rests else set()
    return broken


def _first_word(block: Block) -> str:
    return (words_of(block.texts[0]) or [""])[0]


def _page(block: Block) -> int | None:
    return block.lines[-1].place.page


def _joined(before: Block, block: Block, *, broken: bool) -> Block:
    return Block(before.lines + block.lines, before.page_start, before.glued, broken)


def _at_page_end(mended: Sequence[Block], block: Block) -> list[int]:
    """Return the last blocks of the page before a block's own, where it is among the first of its page."""
    here = [one for one in mended if one.lines[0].place.page == _page(block)]
    before = [index for index, one in enumerate(mended) if one.lines[0].place.page != _page(block)]
    return before[-ROW:] if len(here) < ROW else []


def _unfinished(block: Block, *, stops: bool) -> bool:
    """Tell whether a block ends in the middle of a sentence, in a text whose sentences end with a stop."""
    return stops and not is_label(block.texts) and not block.texts[-1].endswith((".", "!", ":", ";"))


def _continues(before: Block, block: Block) -> bool:
    first = block.texts[0]
    if is_label(before.texts) or not first[:1].islower():
        return False
    return not before.texts[-1].endswith((".", ";", ":", "!")) and bool(words_of(first))


def is_noise(text: str) -> bool:
    """Tell whether a text is stray marks: no word, no number, nothing that a person would read."""
    words = re.findall(r"\w+", text)
    return all(_is_stray(word) for word in words) or not squeeze(text)


def _is_stray(word: str) -> bool:
    if len(word) == 1:
        return not word.isdigit() and word not in ("a", "A", "I")
    return len(word) == 2 and not word.isdigit() and not is_word(word)
