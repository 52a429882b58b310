"""What no text of a sheet has, so that OCR must have misread it: lone letters, brackets without a partner, litter.

How short words are written, other sheets tell.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pipeline.reconcile import precedents
from pipeline.reconcile.text import is_own, is_usual, misread_word, words_of
from pipeline.reconcile.vocabulary import table

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONE = re.compile(r"(?<![\w.'’/&-])[^\W\d_](?![\w.'’/&-])( \w+)?")
_LITTER = re.compile(r"^[^\w“”\"‘’'(\[£€$]|(?<=\s)[.,;:!?~_=|](?=\s|$)|[~_=|]")
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"))
#: A short word of so many letters may be a name.
LONGEST = 4
#: Behind a small letter a short word with a capital, or any whose capital has the form of the small letter; any behind
#: a comma; and a word of two letters.
_CAPITAL = re.compile(r"(?<=[a-z] )(?:[A-Z][a-z]{1,3}|[CKOPSUVWXZ][a-z]+)(?![\w'’-])|(?<=, )[A-Z][a-z]+(?![\w'’-])")
#: Of a title each longer word has a capital.
_SENTENCE = re.compile(r"\b[a-z]{4,}")
_INSIDE = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+")
_SHORT = re.compile(r"(?<![\w.'’/&-])[A-Za-z][a-z](?![\w'’/&-]|\.\w)")
#: A mark inside a word, a sentence that begins small, a word twice, a quotation that nothing closes or opens, capitals
#: alone, the end of a sentence, and marks that end none.
_ODD = re.compile(
    r"[a-z]{3,}[.,;:][a-z]{2,}|\b(?!etc)[a-z]{3,}\. [a-z]+|\b([A-Za-z]{2,}(?:,? [A-Za-z]+){0,6})[.,]? (?i:\1)\b"
    r"|\band-|-and\b|(?<![\w.])['‘][a-z][^'’]*$|^(?:\w['’]\w|[^'‘’])*(?:[a-rt-z]['’](?!\w)|['’]$)"
    r"|^[A-Z]{1,4}\.?$|^(?:Of|And|Or|Than)\b|[:;]$|\b[a-z]{4,}[.,;:]{2}"
)


def odd(text: str) -> Iterator[str]:
    """Yield in words what is odd about a text, with what it is found at."""
    yield from _odd_words(text)
    for left, right in _PAIRS:
        if text.count(left) != text.count(right):
            yield f"{left} or {right} has no partner"
    if text.count('"') % 2:
        yield '" has no partner'
    for found in _LITTER.finditer(text):
        yield f"{found[0]!r} stands where no mark does"
    for found in _ODD.finditer(text):
        yield f"{found[0][:40]!r} is no usual writing"


def _odd_words(text: str) -> Iterator[str]:
    alone: list[str] = table("vocabulary")["words"]["letters"]
    for found in _LONE.finditer(text):
        if found[0][0] not in alone and found[0].casefold() not in alone:
            yield f"{found[0][0]!r} is no word"
    for found in _CAPITAL.finditer(text) if _SENTENCE.search(text) else ():
        name = len(found[0]) == LONGEST and found[0].casefold() not in table("vocabulary")["sentences"]["unfinished"]
        if not name and is_own(found[0]) and found[0] not in _capitals():
            yield f"{found[0]!r} has a capital inside a sentence"
    for word in words_of(text):
        if other := misread_word(word):
            yield f"{word!r} looks like {other!r}"
    for found in _SHORT.finditer(text):
        if not is_usual(found[0]):
            yield f"{found[0]!r} is no usual word"


@cache
def _capitals() -> frozenset[str]:
    """Return the words that other sheets write with a capital inside a sentence."""
    return frozenset(found[0] for text in precedents.all_texts() for found in _INSIDE.finditer(text))
