"""Running lines of a text whose pages are known: heads, feet and page numbers, which are in no table."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from pipeline.grid.spaced_columns import SEGMENT
from pipeline.reconcile.amounts import has_amount
from pipeline.reconcile.vocabulary import is_furniture, label_and_level, match

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.model import Line

#: So many lines at the foot of a page may be running ones.
FOOT = 2


def running(pages: Sequence[Sequence[Line]]) -> frozenset[int]:
    """Return the numbers of the lines that stand first or last on several pages, their digits aside, or are known ones.

    A last line right below a text is a running one only where it is known: the texts of two columns may end alike.
    """
    ends = [list(_ends(page)) for page in pages]
    counts = Counter(text for page in ends for text in {_undated(line.text) for line in page})
    often = {text for text, count in counts.items() if count > 1 and count >= len(pages) - 1}
    repeated = {line.number for page in ends for line in page if _undated(line.text) in often}
    lines = [line for page in pages for line in page if _is_plain(line.text)]
    known = {line.number for line in lines if is_furniture(line.text)}
    return frozenset(
        known | {line.number for line in lines if line.number in repeated and not line.text.lstrip()[0].islower()}
    )


def _ends(page: Sequence[Line]) -> Iterator[Line]:
    """Yield the first line of a page, and its last ones as far as a blank line parts them from its texts."""
    filled = [at for at, line in enumerate(page) if line.text.strip()]
    if not filled:
        return
    yield page[filled[0]]
    foot: list[Line] = []
    for at in reversed(filled[1:][-FOOT:]):
        foot.append(page[at])
        if not page[at - 1].text.strip():
            yield from foot
            foot = []


def _undated(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split()))


def _is_plain(text: str) -> bool:
    """Tell whether a line is no part of a table by what it says: no amount, label or heading."""
    text = text.strip()
    named = any(match(found[0]) for found in SEGMENT.finditer(text))
    return bool(text) and not named and not has_amount(text) and label_and_level(text) is None
