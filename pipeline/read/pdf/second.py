"""A second reader, which shares nothing with the first, counts the letters on each page.

It sees what no check of the first one can: a stream cut short, an object that another program finds elsewhere, a font
whose letters are read otherwise.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from pipeline.read.pdf.glyphs import UNMAPPED, Glyph, is_unmapped

#: So many letters of a page, and this share of them, may differ. On generated sheets and reports none does.
MANY, SHARE = 3, 0.002


@dataclass(frozen=True, slots=True)
class Seen:
    """The letters and digits of a page: `drawn` are all, `read` those in view and once each, `unmapped` a number."""

    drawn: Counter[str]
    read: Counter[str]
    unmapped: int


def seen(texts: Sequence[str], glyphs: Iterable[Glyph]) -> Seen:
    """Return what the first reader saw: the texts of all glyphs of a page, and the glyphs that it kept."""
    kept = [glyph.text for glyph in glyphs if glyph.text != UNMAPPED]
    mapped = [text for text in texts if not is_unmapped(text)]
    return Seen(letters(mapped), letters(kept), len(texts) - len(mapped))


def letters(texts: Iterable[str]) -> Counter[str]:
    """Count letters and digits, ligatures as what they stand for."""
    counts: Counter[str] = Counter()
    for text, number in Counter(texts).items():
        for char in unicodedata.normalize("NFKD", text):
            if char.isalnum():
                counts[char] += number
    return counts


def differences(path: Path, pages: Sequence[Seen]) -> Iterator[tuple[int, str]]:
    """Yield the pages on which another reader finds other letters, each with how many; 0 is the whole document."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        yield 0, "another reader cannot open it"
        return
    if len(document) != len(pages):
        yield 0, f"another reader finds {len(document)} pages, this one {len(pages)}"
        return
    for number, page in enumerate(pages, start=1):
        try:
            found = compared(page, _letters_on(document, number - 1))
        except pypdfium2.PdfiumError:
            found = "another reader cannot read it"
        if found:
            yield number, found


def _letters_on(document: pypdfium2.PdfDocument, index: int) -> Counter[str]:
    page = document[index]
    text = page.get_textpage()
    try:
        return letters(text.get_text_range())
    finally:
        text.close()
        page.close()


def compared(page: Seen, other: Counter[str]) -> str:
    """Say what differs on a page. What is off the page, or drawn twice, the other reader may or may not give."""
    bound = max(MANY, SHARE * other.total())
    lacking = (other - page.drawn).total()
    # For a glyph without a letter the other reader may guess one, and a letter may come apart into two.
    if lacking > bound + 2 * page.unmapped:
        return f"another reader finds {lacking} letters more"
    extra = (page.read - other).total()
    return f"another reader finds {extra} letters less" if extra > bound else ""
