"""Several readings of one text to one text, how sure it is, and why it may be wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.read.page import UNREAD
from pipeline.reconcile.text import is_word

#: The probabilities that a text is what is printed: Tesseract alone, two engines at one, two after a second look, a
#: word that only its form speaks for, and no agreement. Measured on generated scans (`make bench`).
ALONE, AGREED, LOOKED_AGAIN, LIKELY, SPLIT = 0.9995, 0.9995, 0.998, 0.9, 0.5
_POINT = re.compile(r"(?<=\d)\.(?=\d{3}(?!\d))")
_AMOUNT = re.compile(r"[£]?\d{1,3}(,\d{3})+(\.\d\d)?(-£?\d{1,3}(,\d{3})+(\.\d\d)?)?|[-‐‑‒–—―−~]+")
#: What says something: marks without any of these are dashes, or the rests of lines and specks.
_SAYS = re.compile(r"[^\W_]|[£$€•]")
_EDGES = "“”\"‘’'()[].,;:!?"
_DASHES = re.compile(r"[-‐‑‒–—―−~_一ー]+")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "，": ",", "．": "."})


@dataclass(frozen=True, slots=True)
class Settled:
    """A text, the probability that it is what is printed, and in words why it may not be."""

    text: str
    sure: float
    doubt: str = ""


def settled(first: str, second: str, third: str) -> Settled:
    """Settle on a text.

    `first` is Tesseract's in its page, `second` that of another engine, `third` Tesseract's of the crop, empty where it
    was not asked. Two readings of one engine are no two witnesses.
    """
    first, second, third = (_comma(one) for one in (first, second, third))
    if same(first, second):
        # Tesseract loses spaces that the other engine sees; it tells the forms of quotes, which that one does not.
        parted = len(first.split()) != len(second.split())
        return Settled(max((first, second), key=_form) if parted else first, AGREED)
    if not any(_SAYS.search(one) for one in (first, second, third)) and (first or second or third):
        return Settled(first if _DASHES.fullmatch(first) else "", AGREED)
    if third and same(third, second):
        return Settled(third, LOOKED_AGAIN)
    if not (first or second or third):
        return Settled(UNREAD, SPLIT, "there is ink that nobody could read")
    readings = list(dict.fromkeys(one for one in (first, third, second) if one))
    best = max((second, first, third), key=_form)
    return Settled(best, SPLIT, f"may be misread: {' or '.join(map(repr, readings))}")


def stained(found: Settled) -> Settled:
    """Return a text that stands under a stain: not even two engines can be sure of its digits."""
    if found.doubt or not re.search(r"\d", found.text):
        return found
    return Settled(found.text, LIKELY, f"read as {found.text!r}, under a stain")


def _comma(text: str) -> str:
    """Return a text with the commas of its amounts: of pence there are two digits, so three follow a comma."""
    return _POINT.sub(",", text)


def _form(text: str) -> tuple[bool, float]:
    """Tell how well a reading is formed: whether there is one, and the share of its words that are words or amounts."""
    words = text.replace("’", "'").split()
    formed = sum(bool(_AMOUNT.fullmatch(word)) or is_word(word.strip(_EDGES)) for word in words)
    return bool(words), formed / max(len(words), 1)


def same(one: str, other: str) -> bool:
    """Tell whether two readings are the same text but for spaces and the forms of dashes and quotes."""
    return bool(one) and _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return _DASHES.sub("-", "".join(text.split()).translate(_QUOTES))
