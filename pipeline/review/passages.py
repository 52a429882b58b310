"""Where the values of a copied text stand in it.

The output has no line numbers. A text can hold the same words many times, so searching for a value's words would be a
guess: the text is read anew instead, which takes seconds and no OCR, and says on which lines each value stands. A value
that is not what it is in the output is not placed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, TypeVar

from pipeline.extract import extract
from pipeline.model import Extraction, PayBand, Place, RoleText
from pipeline.read.capture import read_capture

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.model import Key, Source

#: A word; a dash is one by itself, whether or not blanks stand beside it.
_WORD = re.compile(r"[^\s\u2013\u2014]+|[\u2013\u2014]")

_Value = TypeVar("_Value", PayBand, RoleText)
_Places = dict[tuple["Key", str], Place]


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a line: the line's number from 1, the first character and the one after the last, from 0."""

    line: int
    start: int
    end: int


def lines_of(source: Source) -> dict[int, str]:
    """Return the lines of a copied text by their numbers; a page break inside a line is a blank in it."""
    lines: dict[int, str] = {}
    for line in read_capture(source.path).lines:
        lines[line.number] = f"{lines[line.number]} {line.text}" if line.number in lines else line.text
    return lines


def placed(extraction: Extraction, source: Source) -> Extraction:
    """Return what was published of a text with the lines on which it stands; raise as `extract` does."""
    anew = extract(source)
    values: tuple[PayBand | RoleText, ...] = (*anew.pay_bands, *anew.texts)
    at = {(one.key, one.trace.raw_text): one.trace.place for one in values}
    said = {(one.code, one.message): one.place for one in anew.findings}
    return replace(
        extraction,
        pay_bands=_with_places(extraction.pay_bands, at),
        titles=_with_places(extraction.titles, at),
        responsibilities=_with_places(extraction.responsibilities, at),
        findings=tuple(replace(one, place=said.get((one.code, one.message), Place())) for one in extraction.findings),
    )


def _with_places(values: Sequence[_Value], at: _Places) -> tuple[_Value, ...]:
    return tuple(
        replace(one, trace=replace(one.trace, place=at.get((one.key, one.trace.raw_text), Place()))) for one in values
    )


def marks(lines: Mapping[int, str], place: Place, raw_text: str) -> tuple[Mark, ...]:
    """Return the stretches of the lines of a place that hold a text; the whole lines where it is not found in them."""
    if not place.lines:
        return ()
    numbers = [number for number in range(place.lines[0], place.lines[1] + 1) if number in lines]
    found = tuple(_whole(lines, numbers, raw_text)) or tuple(_in_parts(lines, numbers, raw_text))
    return found or tuple(Mark(number, 0, len(lines[number])) for number in numbers if lines[number].strip())


def _whole(lines: Mapping[int, str], numbers: Sequence[int], raw_text: str) -> Iterator[Mark]:
    """Yield each place where a text stands in one piece, whatever the blanks and line ends between its words."""
    pattern = r"\s+".join(map(re.escape, raw_text.split()))
    starts, joined = _joined(lines, numbers)
    for match in re.finditer(pattern, joined) if pattern else ():
        for number, start in zip(numbers, starts, strict=True):
            first, last = max(match.start(), start), min(match.end(), start + len(lines[number]))
            if first < last:
                yield Mark(number, first - start, last - start)


def _joined(lines: Mapping[int, str], numbers: Sequence[int]) -> tuple[list[int], str]:
    """Return lines as one text, and where in it each begins."""
    starts, length = [], 0
    for number in numbers:
        starts.append(length)
        length += len(lines[number]) + 1
    return starts, "\n".join(lines[number] for number in numbers)


def _in_parts(lines: Mapping[int, str], numbers: Sequence[int], raw_text: str) -> Iterator[Mark]:
    """Yield the runs of words that a text has in common with the lines, in its order: other columns stand between."""
    words = [(number, match) for number in numbers for match in _WORD.finditer(lines[number])]
    found = [match.group() for _, match in words]
    matcher = SequenceMatcher(None, _WORD.findall(raw_text), found, autojunk=False)
    for block in matcher.get_matching_blocks():
        for number, match in words[block.b : block.b + block.size]:
            yield Mark(number, match.start(), match.end())
