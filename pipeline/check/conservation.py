"""Conservation: every word printed in a table is used once, in an entry, a heading or a finding."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from pipeline.errors import SEVERITIES
from pipeline.model import Finding
from pipeline.reconcile.vocabulary import is_furniture, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.model import Line, Reading

#: A finding quotes at most so many words.
QUOTED = 12
#: A title and an introduction take so many lines at most.
PREAMBLE = 25


def check(lines: Sequence[Line], reading: Reading) -> tuple[Finding, ...]:
    """Compare the words of a document with those that its reading accounts for."""
    above = set(reading.preamble)
    printed = [line for line in lines if line not in above and not is_furniture(line.text)]
    entries = [line for entry in reading.entries for line in entry.lines]
    loose = [loose.line for loose in reading.loose if loose.line]
    held = _prose(reading)
    have, used = _words(printed), _words([*entries, *loose, *reading.headings])
    return (
        *_finding("unused_text", "is in no cell of the output", have - used, printed),
        *held,
        *_finding("used_twice", "is in the output more often than on the sheet", _words(entries) - have, printed),
    )


def _prose(reading: Reading) -> tuple[Finding, ...]:
    """Make a finding of more text above the tables than a title and an introduction take."""
    if len(reading.preamble) <= PREAMBLE:
        return ()
    reason = f"{len(reading.preamble)} lines stand above the tables and are in no cell of the output"
    first = reading.preamble[0]
    quoted = f"{reason}, first {_where(first)}{first.text.strip()[:80]!r}"
    return (Finding("unused_text", SEVERITIES["unused_text"], quoted),)


def _where(line: Line) -> str:
    """Say where a line stands: its number in a capture, else its page."""
    return f"line {line.number}: " if line.number else f"page {line.place.page}: "


def _words(lines: Iterable[Line]) -> Counter[str]:
    return Counter(word for line in lines for word in re.findall(r"\w+", line.text.casefold()))


@cache
def _heading_words() -> frozenset[str]:
    """Return the words that known headings and blank marks are made of, and the digits of levels."""
    words = table("vocabulary")
    variants = [v for kind in ("families", "locations", "labels") for vs in words[kind].values() for v in vs]
    variants += words["marks"]["blank"]
    known = {word for variant in variants for word in re.findall(r"\w+", variant.casefold())}
    return frozenset(known | {str(digit) for digit in range(10)})


def _finding(code: str, what: str, words: Counter[str], lines: Sequence[Line]) -> tuple[Finding, ...]:
    """Make a finding of some words, with the first line that has one; words of headings alone are no loss."""
    lost = [word for word in words if word not in _heading_words()]
    if not lost:
        return ()
    first = next((line for line in lines if set(lost) & set(re.findall(r"\w+", line.text.casefold()))), None)
    where = f", first in {_where(first)}{first.text.strip()[:80]!r}" if first else ""
    quoted = " ".join(repr(word) for word in lost[:QUOTED])
    return (
        Finding(
            code,
            SEVERITIES[code],
            f"{sum(words[word] for word in lost)} words, text that {what}: {quoted}{where}",
        ),
    )
