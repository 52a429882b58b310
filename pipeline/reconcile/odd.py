"""What no text of a sheet has, so that OCR must have misread it: lone letters, brackets without a partner, litter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.vocabulary import table

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONE = re.compile(r"(?<![\w.'’/&-])[^\W\d_](?![\w.'’/&-])( \w+)?")
_LITTER = re.compile(r"^[^\w“”\"‘’'(\[£€$]|(?<=\s)[.,;:!?~_=|](?=\s|$)|[~_=|]")
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"))


def odd(text: str) -> Iterator[str]:
    """Yield in words what is odd about a text, with what it is found at."""
    alone: list[str] = table("vocabulary")["words"]["letters"]
    for found in _LONE.finditer(text):
        if found[0][0] not in alone and found[0].casefold() not in alone:
            yield f"{found[0][0]!r} is no word"
    for left, right in _PAIRS:
        if text.count(left) != text.count(right):
            yield f"{left} or {right} has no partner"
    if text.count('"') % 2:
        yield '" has no partner'
    for found in _LITTER.finditer(text):
        yield f"{found[0]!r} stands where no mark does"
