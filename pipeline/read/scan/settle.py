"""Several readings of one text to one text, how sure it is, and why it may be wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.read.page import UNREAD

#: The probabilities that a text is what is printed: Tesseract alone, two engines at one, two after a second look, a
#: word that only its form speaks for, and no agreement. Measured on generated scans (`make bench`).
ALONE, AGREED, LOOKED_AGAIN, LIKELY, SPLIT = 0.9995, 0.9995, 0.998, 0.9, 0.5
_DASHES = re.compile(r"[-‐‑‒–—―−~_]+")
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
    if same(first, second):
        return Settled(first, AGREED)
    if third and same(third, second):
        return Settled(third, LOOKED_AGAIN)
    if not (first or second or third):
        return Settled(UNREAD, SPLIT, "there is ink that nobody could read")
    readings = list(dict.fromkeys(one for one in (first, third, second) if one))
    return Settled(_best(first, second, third), SPLIT, f"read as {' and as '.join(map(repr, readings))}")


def _best(first: str, second: str, third: str) -> str:
    return second or first or third


def same(one: str, other: str) -> bool:
    """Tell whether two readings are the same text but for spaces and the forms of dashes and quotes."""
    return bool(one) and _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return _DASHES.sub("-", "".join(text.split()).translate(_QUOTES))
