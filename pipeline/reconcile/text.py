"""Lines to one text: wraps joined, hyphens at the wrap settled, slips of OCR repaired or doubted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein
from spellchecker import SpellChecker

from pipeline.reconcile import precedents
from pipeline.reconcile.vocabulary import RAISED, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SOFT_HYPHEN, _NO_BREAK_SPACE = "\u00ad", "\u00a0"
_LIGATURES = {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl"}
#: Marks behind a word that send the reader to a note, and are no part of the text.
_NOTE_MARK = re.compile(rf"(?<=[\w.,;)’'])\s?(?:[{RAISED}]+|[†‡]+|(?<!\s)\*+)(?=\W|$)")
#: A word that is so many times more frequent than chance would put its halves together is one; it is more likely one
#: than two from the other number on.
ONE, TWO = 1000.0, 0.3
#: The most frequent words stand so many times in the texts of which the dictionary was made.
USUAL = 1_000_000
#: A word is far more usual than one that is so many times less frequent.
FAR_MORE = 50
#: Of so many letters one may be a slip, of a whole text these.
A_SLIP, MOST_SLIPS = 10, 2
_FORMS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
#: After a hyphen and a space these begin a new word: `full- and part-time`.
_SUSPENDED = {"and", "or", "to", "nor"}


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case, without digits and marks."""
    return [found[0].casefold().replace("’", "'") for found in _WORD.finditer(text)]


@cache
def _dictionary() -> SpellChecker:
    return SpellChecker(language="en", distance=1)


@cache
def _own_words() -> frozenset[str]:
    """Return the words of the known sheets and titles, which no general dictionary need have."""
    vocabulary = table("vocabulary")
    texts: Iterable[str] = [*precedents.all_texts(), *vocabulary["titles"]["canonical"], *vocabulary["words"]["known"]]
    return frozenset(word for text in texts for word in words_of(text))


@cache
def is_word(word: str) -> bool:
    """Tell whether a word is known: to the earlier sheets, or to English, British spellings included."""
    bare = word.casefold().removesuffix("'s").removesuffix("s'")
    spellings = {bare, re.sub(r"is(e[srd]?|ing|ation|ations)$", r"iz\1", bare), bare.replace("our", "or")}
    spellings |= {re.sub(r"ys(e[srd]?|ing)$", r"yz\1", bare), re.sub(r"mmes?$", "m", bare)}
    spellings |= {re.sub(r"tre(s?)$", r"ter\1", bare), re.sub(r"que(s?)$", r"ck\1", bare)}
    if bare in _own_words() or len(bare) <= 1:
        return True
    return bool(_dictionary().known(spellings))


def clean(text: str) -> str:
    """Fold the spaces of a text, take ligatures apart and drop soft hyphens inside words."""
    for ligature, letters in _LIGATURES.items():
        text = text.replace(ligature, letters)
    text = re.sub(f"{_SOFT_HYPHEN}(?=.)", "", text)
    text = _NOTE_MARK.sub("", text)
    return " ".join(text.replace(_NO_BREAK_SPACE, " ").split())


def join_lines(lines: Sequence[str]) -> str:
    """Join the lines of one paragraph; a hyphen at the end of a line stays where both halves are words."""
    text = ""
    for line in lines:
        part = " ".join(line.replace(_NO_BREAK_SPACE, " ").split())
        text = _join(text, part) if text else part
    return clean(text)


def _join(text: str, part: str) -> str:
    if text.endswith(_SOFT_HYPHEN):
        return text[:-1] + part
    if not re.search(r"\w[-‐]$", text) or not part[:1].islower() or part.split()[0] in _SUSPENDED:
        return f"{text} {part}"
    left, right = re.search(r"\w+(?=[-‐]$)", text), re.match(r"\w+", part)
    halves = (left[0] if left else "", right[0] if right else "")
    whole = "".join(halves)
    closed = is_own(whole) or (is_word(whole) and _closeness(whole, halves) >= TWO)
    return text[:-1] + part if closed and "-".join(halves).casefold() not in _hyphened() else text + part


def _closeness(whole: str, halves: tuple[str, str]) -> float:
    """Return how many times more often English writes a word than chance would put its halves together."""
    if not all(is_word(half) for half in halves):
        return ONE
    chance = usage(halves[0]) * usage(halves[1])
    return usage(whole) / chance if chance else ONE


@cache
def usage(word: str) -> float:
    """Return how often English writes a word, from 0 to 1."""
    return float(_dictionary().word_usage_frequency(word.casefold()))


def either_way(lines: Sequence[str]) -> list[str]:
    """Return the words broken between two lines that may be written with a hyphen or without, or with a blank.

    What the known sheets print in one way alone is written so.
    """
    found: list[str] = []
    for above, below in pairwise(lines):
        found += _torn(above, below)
        left, right = re.search(r"\w+(?=[-‐]$)", above.rstrip()), re.match(r"\w+", below.strip())
        if left and right and right[0][:1].islower() and right[0] not in _SUSPENDED:
            whole, halves = left[0] + right[0], (left[0], right[0])
            printed = is_own(whole) + ("-".join(halves).casefold() in _hyphened())
            strange = not is_word(whole) and not all(map(is_word, halves))
            if printed != 1 and (printed or strange or _closeness(whole, halves) < ONE):
                found.append("-".join(halves))
    return found


def _torn(above: str, below: str) -> list[str]:
    """Return the word that two lines share though no hyphen says so; none where each half can stand alone."""
    left, right = re.search(r"[^\W\d_]+$", above.rstrip()), re.match(r"[^\W\d_]+", below.strip())
    if not left or not right or not right[0].islower():
        return []
    halves = is_word(left[0]) + is_word(right[0])
    return [f"{left[0]} {right[0]}"] if not halves or (halves == 1 and is_word(left[0] + right[0])) else []


@cache
def _hyphened() -> frozenset[str]:
    """Return the words that the known sheets print with a hyphen."""
    pairs = re.compile(r"(?=\b(\w+-\w+))")  # overlapping: `face-to`, `to-face`
    return frozenset(word.casefold() for text in precedents.all_texts() for word in pairs.findall(text))


@dataclass(frozen=True, slots=True)
class Mended:
    """A text after repair: what was changed (`before -> after`) and which words stay unknown."""

    text: str
    repairs: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def mend_hyphens(text: str) -> Mended:
    """Close the gap that a line wrap left behind a hyphen (`non- party`), where both halves are words."""
    repairs: list[str] = []

    def close(found: re.Match[str]) -> str:
        if found[2] in _SUSPENDED or not (is_word(found[1]) and is_word(found[2])):
            return found[0]
        repairs.append(f"{found[0]} -> {found[1]}-{found[2]}")
        return f"{found[1]}-{found[2]}"

    return Mended(re.sub(r"\b([^\W\d_]+)- ([a-z]+)\b", close, text), tuple(repairs))


def mend_slips(text: str) -> Mended:
    """Repair words that are no words and become one by one known confusion of glyphs; name those that stay unknown."""
    repairs: list[str] = []
    unknown: list[str] = []

    def mend(found: re.Match[str]) -> str:
        word = found[0]
        if is_word(word.replace("’", "'")) or (word.isupper() and len(word) <= 5):
            return word
        candidates = sorted(_candidates(word, is_own))
        if len(candidates) != 1:
            unknown.append(word)
            return word
        repairs.append(f"{word} -> {candidates[0]}")
        return candidates[0]

    return Mended(_WORD.sub(mend, text), tuple(repairs), tuple(unknown))


def nearly(word: str) -> bool:
    """Tell whether one confusion of glyphs turns a word that is known into this one."""
    return bool(_candidates(word, is_word))


@cache
def misread_word(word: str) -> str:
    """Return the far more usual word, or two words, that a slip of OCR turns into this one; empty where none does."""
    if is_usual(word):
        return ""
    small: list[str] = table("vocabulary")["words"]["small"]
    pairs = [(word.removesuffix(last), last) for last in small if word.endswith(last)]
    often = FAR_MORE * usage(word)
    likely = [" ".join(pair) for pair in pairs if min(map(usage, pair)) > often]
    likely += sorted(_candidates(word, lambda other: usage(other) > often))
    return likely[0] if likely else ""


def misread_of(text: str) -> str:
    """Return the responsibility of another sheet that differs from this one by a slip or two; empty where none does.

    So words that are misread as other words show: `informed an key issues`. The form of quotes and dashes, and a full
    stop at the end, tell nothing.
    """
    known, folded = _known_texts(), _folded(text)
    slips = min(len(folded) // A_SLIP, MOST_SLIPS)
    if is_printed(text) or not slips:
        return ""
    near = process.extractOne(folded, known.keys(), scorer=Levenshtein.distance, score_cutoff=slips)
    return known[near[0]] if near else ""


def is_printed(text: str) -> bool:
    """Tell whether another sheet prints a text."""
    return _folded(text) in _known_texts()


def is_unfinished(text: str) -> bool:
    """Tell whether a text breaks off: whether its last word is one that no sentence ends with."""
    last = text.casefold().split()[-1:]
    return any(word.endswith(",") or word in table("vocabulary")["sentences"]["unfinished"] for word in last)


def is_of_two(text: str) -> bool:
    """Tell whether a text goes on after, or begins before, one that another sheet prints as a whole."""
    cuts = [found.start() for found in re.finditer(r"(?<=[a-z][.!]) (?=[A-Z])", text)]
    return not is_printed(text) and any(is_printed(text[:cut]) or is_printed(text[cut + 1 :]) for cut in cuts)


@cache
def _known_texts() -> dict[str, str]:
    return {_folded(text): text for text in precedents.all_texts()}


def _folded(text: str) -> str:
    return text.translate(_FORMS).removesuffix(".")


def is_own(word: str) -> bool:
    """Tell whether a word is one of the known sheets and titles."""
    return word.casefold() in _own_words()


def is_usual(word: str) -> bool:
    """Tell whether a word is one of the known sheets, or among the most frequent ones of English."""
    return is_own(word) or _dictionary()[word.casefold()] > USUAL


def _candidates(word: str, known: Callable[[str], bool]) -> set[str]:
    """Return the known words that one confusion of glyphs turns into this one."""
    found: set[str] = set()
    for read, printed in table("vocabulary")["slips"]["confusions"]:
        for place in re.finditer(re.escape(read), word):
            other = word[: place.start()] + printed + word[place.end() :]
            if known(other):
                found.add(other)
    return found
