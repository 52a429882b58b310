"""Several readings of one text to one text, how sure it is, and why it may be wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from pipeline.read.page import UNREAD
from pipeline.reconcile.text import is_own, is_word
from pipeline.reconcile.vocabulary import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: The probabilities that a text is what is printed: Tesseract alone, two engines at one, two after a second look, a
#: word that only its form speaks for, and no agreement. Measured on generated scans (`make bench`).
ALONE, AGREED, LOOKED_AGAIN, LIKELY, SPLIT = 0.9995, 0.9995, 0.998, 0.9, 0.5
#: The probability of the only reading that is a word of so many letters, where the others are so like it, in percent.
ONLY_WORD, SHORTEST, ALIKE = 0.99, 4, 70
#: Two words that run into each other, one of them `a`, have so many letters.
SHORTEST_PAIR = 3
#: The letters of a word beside them that a crop may show.
NEIGHBOURS = 2
_POINT = re.compile(r"(?<=\d)\.(?=\d{3}(?!\d))")
#: A space inside an amount.
_APART = re.compile(r"(?<=\d) (?=,\d{3}(?!\d))|(?<=\d,) (?=\d{3}(?!\d))")
_AMOUNT = re.compile(r"[£]?\d{1,3}(,\d{3})+(\.\d\d)?(-£?\d{1,3}(,\d{3})+(\.\d\d)?)?|[-‐‑‒–—―−~]+")
#: What says something: marks without any of these are dashes, or the rests of lines and specks.
_SAYS = re.compile(r"[^\W_]|[£$€•]")
_EDGES = "“”\"‘’'()[].,;:!?"
#: What the rests of lines and specks before and behind a word are taken for.
_BEFORE, _BEHIND = "“”„\"‘’'`´|_~^·•¦{}[\\", "“„‘`´|_~^·•¦{}[\\"
_DASHES = re.compile(r"[-‐‑‒–—―−~_一ー]+")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "，": ",", "．": "."})


@dataclass(frozen=True, slots=True)
class Settled:
    """A text, the probability that it is what is printed, in words why it may not be, and what else was read."""

    text: str
    sure: float
    doubt: str = ""
    others: tuple[str, ...] = ()


def settled(first: str, second: str, third: str) -> Settled:
    """Settle on a text.

    `first` is Tesseract's in its page, `second` that of another engine, `third` Tesseract's of the crop, empty where it
    was not asked. Two readings of one engine are no two witnesses.
    """
    first, second, third = (_comma(one) for one in (first, second, third))
    if same(first, second):
        # Tesseract loses spaces that the other engine sees; it tells the forms of quotes, which that one does not.
        parted = len(first.split()) != len(second.split())
        return Settled(_parted(max((first, second), key=_form) if parted else first), AGREED)
    if not any(_SAYS.search(one) for one in (first, second, third)) and (first or second or third):
        return Settled(first if _DASHES.fullmatch(first) else "", AGREED)
    if third and same(third, second) and not _is_grown(first, second):
        return Settled(_parted(max((third, second), key=_form)), LOOKED_AGAIN)
    clean = _without_litter([one for one in (third, first, second) if one]) if second else ""
    if clean:
        return Settled(clean, LOOKED_AGAIN)
    return _split([one for one in (first, third, second) if one], other=second)


def _is_grown(first: str, other: str) -> bool:
    """Tell whether another reading has a letter or two more at an end than words that are whole: its neighbours'."""
    bare, more = _bare(first), _bare(other)
    ends = more.removeprefix(bare) if more.startswith(bare) else more.removesuffix(bare)
    whole = bool(bare) and all(is_word(word.strip(_EDGES)) for word in first.split())
    return whole and len(bare) < len(more) and len(ends) <= NEIGHBOURS and ends.isalpha()


def _split(readings: Sequence[str], *, other: str) -> Settled:
    """Settle where readings differ; `other` is that of the other engine, preferred where two are as well formed."""
    if not readings:
        return Settled(UNREAD, SPLIT, "there is ink that nobody could read")
    readings = list(dict.fromkeys(readings))
    best = max((other, readings[0], *readings), key=_form)
    if other and _is_only_word(best, readings):
        return Settled(best, ONLY_WORD)
    others = tuple(one for one in readings if one != best)
    return Settled(best, SPLIT, f"may be misread: {' or '.join(map(repr, readings))}", others)


def stained(found: Settled) -> Settled:
    """Return a text that stands under a stain: not even two engines can be sure of its digits."""
    if found.doubt or not re.search(r"\d", found.text):
        return found
    return Settled(found.text, LIKELY, f"read as {found.text!r}, under a stain", found.others)


def unheard(found: Settled) -> Settled:
    """Return a text beside which there is ink like a letter's that no engine tells."""
    return Settled(found.text, SPLIT, found.doubt or f"read as {found.text!r}, beside ink that nobody could read")


def before_small(found: Settled, readings: Iterable[str], mark: str) -> Settled:
    """Return a text that a small letter follows on its line: no sentence ends before one.

    A comma that any engine saw there is one, since grammar is a second witness, unless its ink is a stop's: `mark` is
    what that looks like. A stop that all saw is doubtful where it does not look like one.
    """
    shortened: list[str] = table("vocabulary")["marks"]["shortened"]
    if found.doubt or not found.text.endswith(".") or found.text.casefold() in shortened:
        return found
    if mark == ".":
        return found
    comma = f"{found.text[:-1]},"
    if mark == "," or comma in readings:
        return Settled(comma, LOOKED_AGAIN)
    doubt = f"read as {found.text!r} before a small letter"
    return Settled(found.text, SPLIT, doubt, (comma,))


def _without_litter(readings: Sequence[str]) -> str:
    """Return the reading without litter at its ends that all others come to without theirs; empty where none is."""
    bare = {_bare(one.lstrip(_BEFORE).rstrip(_BEHIND)) for one in readings}
    clean = [one for one in readings if _bare(one) in bare]
    return clean[0] if len(bare) == 1 and len(readings) > 1 and clean else ""


def _parted(text: str) -> str:
    """Return a text with the space before or behind `a` that engines lose: `ina timely` is no English."""
    return " ".join(_before_a(word) for word in text.split(" "))


def _before_a(word: str) -> str:
    if not (word.isalpha() and word.islower()) or len(word) < SHORTEST_PAIR or is_own(word):
        return word
    if word.endswith("a") and is_own(word[:-1]):  # a dictionary has names such as `Ina` too
        return f"{word[:-1]} a"
    return f"a {word[1:]}" if word.startswith("a") and not is_word(word) and is_own(word[1:]) else word


def _is_only_word(best: str, readings: Sequence[str]) -> bool:
    """Tell whether one reading is a word of known sheets, and the others are none, but damaged forms of it."""
    if not _is_word(best, own=True):
        return False
    others = [one for one in readings if not same(one, best)]
    return not any(_is_word(one) or fuzz.ratio(one, best) < ALIKE for one in others)


def _is_word(text: str, *, own: bool = False) -> bool:
    bare = text.strip(_EDGES)
    return len(bare) >= SHORTEST and bare.isalpha() and (is_own(bare) if own else is_word(bare))


def _comma(text: str) -> str:
    """Return a text with the commas of its amounts: of pence there are two digits, so three follow a comma."""
    return _APART.sub("", _POINT.sub(",", text))


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
