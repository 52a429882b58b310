"""A text whose columns are interleaved to entries: headings, then pay, then responsibilities, then titles.

The pay table goes first, since it says which families have which levels; the responsibilities next, since their line
breaks say how wide the columns are; the titles last, with the help of both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.grid.stream import Block, Stream, families_in, is_label, is_noise
from pipeline.model import Doubt, Entry, Line, Loose, Reading, Table, part_of
from pipeline.reconcile import headings, interleaved, pay_lines
from pipeline.reconcile.amounts import looks_like_pay
from pipeline.reconcile.interleaved import Paragraph
from pipeline.reconcile.likeness import PAID, UNPAID
from pipeline.reconcile.title_lines import place_titles, read_titles
from pipeline.reconcile.vocabulary import label_and_level, level_of, unplaced

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.reconcile.amounts import Range
    from pipeline.reconcile.likeness import Likeness
    from pipeline.reconcile.title_lines import TitleLines

#: A label is this short at most, in characters, where only its place says that it is one (`(1)`, misread).
SHORT = 4
#: A heading has at most so many words.
LONGEST_LABEL = 4
#: A line of pay among texts has fewer words than this.
FEW_WORDS = 3


@dataclass
class _Book:
    """What has been read so far; `shaken` says why nothing of it can be sure of its place, empty where it can."""

    entries: list[Entry] = field(default_factory=list)
    loose: list[Loose] = field(default_factory=list)
    shaken: str = ""

    def note(self, code: str, reason: str, line: Line | None = None) -> None:
        """Write down something that belongs to no entry."""
        self.loose.append(Loose(Doubt(code, reason), line))


def read(stream: Stream, likeness: Likeness) -> Reading:
    """Return the entries of an interleaved text; a part that cannot be placed becomes a finding."""
    if not (stream.pay or families_in(" ".join(line.text for line in stream.headings))):
        return Reading((), preamble=stream.preamble)
    book = _Book()
    heads = _headings(stream, book)
    families = [named.name for named in heads.families]
    levels = _pay(stream, heads, likeness, book)
    if why := _unordered(stream):
        return _without_texts(stream, why, book)
    exists = _exists(families, levels, likeness, book)
    table = interleaved.Columns(tuple(families), tuple(levels), exists)
    duties = _paragraphs(stream.duties, book)
    placed, widths = interleaved.place(table, [paragraph for paragraph, _ in duties], likeness)
    titles = read_titles(stream.titles)
    _titles(titles.titles, place_titles(titles.titles, families, levels, exists, (likeness, widths)), book)
    for line in titles.noise:
        book.note("noise", f"a stray mark among the titles: {line.text!r}", line)
    _duties(duties, placed, book)
    entries = tuple(_shaken(entry, book.shaken) if book.shaken else entry for entry in book.entries)
    return Reading(entries, tuple(book.loose), stream.preamble, stream.headings, scanned=True)


def _unordered(stream: Stream) -> str:
    """Return why nobody can tell which words of the texts are of one cell, or an empty text where that can be told."""
    if not stream.parted:
        return "no tabs, wide gaps or blank lines part them"
    below = [line for block in (*stream.titles, *stream.duties) for line in block.lines]
    amount = next((line.text.strip() for line in below if _is_pay(line.text)), "")
    return f"{amount!r} stands among them, so that they are not in the order of the page" if amount else ""


def _is_pay(text: str) -> bool:
    """Tell whether a line holds money and hardly a word."""
    return looks_like_pay(text) and len(re.findall(r"[^\W\d_]{3,}", text)) < FEW_WORDS


def _without_texts(stream: Stream, why: str, book: _Book) -> Reading:
    """Return the pay alone; it is sure of nothing either where its amounts stand among the texts."""
    lines = [line for block in (*stream.titles, *stream.duties) for line in block.lines]
    remedy = "read the PDF itself, or copy it so that its columns stay apart"
    reason = f"{len(lines)} lines of texts are in no output, for {why}; {remedy}"
    book.note("unused_text", reason, part_of(lines, " ".join(line.text for line in lines)))
    entries = tuple(_shaken(entry, why) if stream.parted else entry for entry in book.entries)
    return Reading(entries, tuple(book.loose), stream.preamble, stream.headings, scanned=True)


def _shaken(entry: Entry, why: str) -> Entry:
    doubt = Doubt("doubtful_place", f"{why}, so that no place is sure: {entry.lines[0].text!r}")
    return replace(entry, confidence=entry.confidence / 2, doubts=(*entry.doubts, doubt))


def _headings(stream: Stream, book: _Book) -> headings.Headings:
    heads = headings.of_lines([line.text for line in stream.headings])
    for text in heads.unknown:
        doubt = unplaced(text, "a family or a location", "family", "location")
        book.note(doubt.code, doubt.reason)
    for text in heads.misread:
        book.note("doubtful_text", f"the heading {text!r} is read as the known one that it is most like")
    if heads.families:
        return heads
    book.note("lost_heading", "no line names the job families; supposed are those of other years, in their order")
    book.shaken = "no line names the job families"
    usual = tuple(headings.Named(name, name) for name in headings.USUAL)
    return headings.Headings(usual, heads.locations, heads.unknown, heads.misread, sure_order=False)


def _pay(stream: Stream, heads: headings.Headings, likeness: Likeness, book: _Book) -> list[int]:
    """Read the pay lines into entries; return the levels that they name."""
    keys = [(named.name, location) for named in heads.families for location in heads.locations]
    below: dict[pay_lines.Key, Range] = {}
    levels: list[int] = []
    for group in pay_lines.by_level(stream.pay):
        levels.append(group.level)
        found = pay_lines.read_level(group.lines)
        placed = pay_lines.place(found, keys, group.level, below, likeness.exists)
        if placed is None:
            for item in found:
                reason = f"level {group.level} has more ranges than columns: {item.text!r}"
                book.note("unused_text", reason, _whole(item))
            book.shaken = f"the pay of level {group.level} does not fit the headings"
            continue
        below |= {(one.family, one.location): one.found.range for one in placed.ranges if one.found.range}
        book.entries += [_pay_entry(one, printed=group.printed, sure=heads.sure_order) for one in placed.ranges]
        _unplaced(found, placed.ranges, book)
    return levels


def _unplaced(found: Sequence[pay_lines.Found], placed: Sequence[pay_lines.PlacedRange], book: _Book) -> None:
    kept = {id(one.found) for one in placed}
    for item in found:
        if id(item) not in kept:
            code = "noise" if is_noise(item.text) else "unused_text"
            book.note(code, f"among the pay ranges stands {item.text!r}", _whole(item))


def _whole(item: pay_lines.Found) -> Line:
    return Line(item.text, item.parts[0].place)


def _pay_entry(one: pay_lines.PlacedRange, *, printed: bool, sure: bool) -> Entry:
    doubts = []
    if one.found.loose:
        doubts.append(Doubt("doubtful_amount", f"which amounts belong together is not sure: {one.found.text!r}"))
    if not printed:
        doubts.append(Doubt("doubtful_place", f"no level is printed beside {one.found.text!r}"))
    if not sure:
        doubts.append(Doubt("doubtful_place", f"the headings do not say which column {one.found.text!r} is in"))
    return Entry(Table.PAY_BANDS, one.family, one.level, one.found.parts, one.probability, one.location, tuple(doubts))


def _exists(
    families: Sequence[str], levels: list[int], likeness: Likeness, book: _Book
) -> Mapping[tuple[str, int], float]:
    """Return how probable each family is at each level: by its pay, or where there is no pay table, by other years."""
    if not levels:
        levels += [1, 2, 3]
        return {(family, level): likeness.exists(family, level) for family in families for level in levels}
    paid = {(entry.family, entry.level): entry.confidence for entry in book.entries}
    return {
        (family, level): UNPAID + (PAID - UNPAID) * paid.get((family, level), 0.0)
        for family in families
        for level in levels
    }


def _paragraphs(blocks: Sequence[Block], book: _Book) -> list[tuple[Paragraph, Block]]:
    """Tell labels and their levels from paragraphs; drop stray marks."""
    found: list[tuple[Paragraph, Block]] = []
    for block in blocks:
        text = " ".join(block.texts)
        after_label = bool(found) and found[-1][0].label and found[-1][0].level is None
        if is_label(block.texts):
            heading = label_and_level(text)
            found.append((Paragraph((), label=True, level=heading[1] if heading else None), block))
        elif after_label and (level_of(text) or len(text) <= SHORT):
            _level_of_label(found, block, text, book)
        elif is_noise(text) or text.isdecimal():
            book.note("noise", f"a stray mark among the responsibilities: {text!r}", block.lines[0])
        else:
            found.append((Paragraph(block.texts, glued=block.glued), block))
    return found


def _level_of_label(found: list[tuple[Paragraph, Block]], block: Block, text: str, book: _Book) -> None:
    """Give a label the level that stands below it, on a line of its own."""
    level = level_of(text)
    found[-1] = (Paragraph((), label=True, level=level), found[-1][1])
    if level is None:
        book.note(
            "lost_heading",
            f"read {text!r}, expected the level of a label; it follows from the order",
            block.lines[0],
        )


def _titles(titles: Sequence[TitleLines], placed: Sequence[interleaved.Placed], book: _Book) -> None:
    for title, place in zip(titles, placed, strict=True):
        lines = tuple(Line(piece.text, piece.line.place) for piece in title.pieces)
        doubt = Doubt("doubtful_text", f"where this title begins and ends is not sure: {title.text!r}")
        book.entries.append(
            Entry(
                Table.JOB_TITLES,
                place.family,
                place.level,
                lines,
                place.probability,
                doubts=() if title.sure else (doubt,),
            )
        )


def _like_heading(block: Block) -> bool:
    """Tell whether a paragraph is a few capitalised words, as headings are."""
    words = " ".join(block.texts).split()
    return len(words) <= LONGEST_LABEL and all(word[0].isupper() for word in words) and not words[-1].endswith(".")


def _duties(duties: Sequence[tuple[Paragraph, Block]], placed: Sequence[interleaved.Placed], book: _Book) -> None:
    for index, ((paragraph, block), place) in enumerate(zip(duties, placed, strict=True)):
        if paragraph.label:
            continue
        after_glue = index + 1 < len(duties) and duties[index + 1][0].glued
        doubts = []
        if paragraph.glued or after_glue:
            reason = "no blank line parts it from its neighbour: two in one cell, or two cells, or one responsibility"
            doubts.append(Doubt("doubtful_text", f"{reason}: {block.texts[0]!r}"))
        if _like_heading(block):
            doubts.append(Doubt("doubtful_text", f"this may be a heading that is not known: {block.texts[0]!r}"))
        if block.broken:
            reason = f"it breaks off at the end of a page, and what goes on there is not sure: {block.texts[0]!r}"
            doubts.append(Doubt("doubtful_text", reason))
        book.entries.append(
            Entry(
                Table.RESPONSIBILITIES,
                place.family,
                place.level,
                block.lines,
                place.probability,
                doubts=tuple(doubts),
            )
        )
