"""Where texts begin: how likely a line is the first of a text, and not the next of the one above it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.reconcile.vocabulary import is_blank_mark, squeeze, table

#: Evidence, in log odds, that a line begins a text: a blank above, a small letter, room left on the line before, a
#: full stop before or none where texts end with one, a bullet, a first word that begins texts (or, where texts have
#: full stops, may begin a sentence) or that stands inside them, a whole text that another sheet prints.
BLANK_ABOVE, SMALL, ROOM, STOP, NO_STOP, BULLET = 6.0, -6.0, 5.0, 3.0, -1.2, 8.0
STARTER, SENTENCE, INSIDER, PLAIN, KNOWN = 2.5, 1.0, -2.5, -0.3, 6.0
#: The most that a full stop tells where its line is full: a sentence may begin a line in the middle of a text.
FULL_LINE = 0.9
#: In a column where gaps or bullets part the texts, a line without one goes on; so much evidence of one column that it
#: goes on outweighs all others.
NO_GAP, NO_BULLET, CONTRARY = -4.0, -8.0, -3.0
#: Lines further apart than this, measured by the usual distance of lines, have a gap between them.
APART = 1.28
#: A line with room for this share of a word more is taken to be full.
FULL = 0.985
#: Below this much evidence, either way, it is not certain.
UNSURE = 2.0
#: A text of so many words is no part of another by chance.
TOLD = 4
#: So many letters on both sides of a line's end tell the text in which they stand.
JOINT = 15
#: So many of the texts end with a full stop where a missing one tells something.
STOPPED = 0.7

_UNFINISHED = frozenset(table("vocabulary")["sentences"]["unfinished"])
_BULLET = re.compile(r"\s*[•▪◦‣·●○■*–-]\s+\S")


@dataclass(frozen=True, slots=True)
class Habits:
    """How texts begin and end: words that begin them, capitalised words inside them, whether a full stop ends them.

    `known` are the letters of whole texts, `printed` those of all of them, one to a line. `wide` is how wide the lines
    of each column get, in ems, by face and left edge, where only a typeface tells.
    """

    starters: frozenset[str]
    insiders: frozenset[str]
    stops: bool = False
    known: frozenset[str] = frozenset()
    printed: str = ""
    wide: Mapping[tuple[str, int], float] = field(default_factory=dict)


def learn(texts: Iterable[str], ends: Iterable[str]) -> Habits:
    """Learn how texts begin from those of other sheets, and whether they end with a full stop from last lines here."""
    starters, insiders, texts = set(), set(), tuple(texts)
    for text in texts:
        first, *rest = text.split()
        starters.add(_word(first))
        insiders |= {_word(word) for word in rest if word[:1].isupper()}
    ends = list(ends)
    stops = sum(text.endswith((".", "!")) for text in ends) > STOPPED * max(len(ends), 1)
    return Habits(frozenset(starters - insiders), frozenset(insiders - starters), stops, *_letters(texts))


def _letters(texts: Iterable[str]) -> tuple[frozenset[str], str]:
    """Return the letters of texts that are long enough to be told, and stand inside no other one; and those of all."""
    squeezed = {squeeze(text) for text in texts if len(text.split()) >= TOLD}
    every = "\n".join(["", *sorted(squeezed)])
    return frozenset(one for one in squeezed if every.count(one) == every.count(f"\n{one}")), every


def _is_inside(above: str, text: str, habits: Habits) -> bool:
    """Tell whether another sheet prints two lines one behind the other, inside a text."""
    letters = squeeze(above)[-JOINT:], squeeze(text)[:JOINT]
    return min(map(len, letters)) == JOINT and "".join(letters) in habits.printed


def is_known(text: str, habits: Habits) -> bool:
    """Tell whether a text begins as one that another sheet prints, word by word."""
    letters = squeeze(text)
    return any(letters.startswith(one) for one in habits.known)


def _word(text: str) -> str:
    return text.casefold().strip(".,;:()'’‘")


def has_bullet(text: str) -> bool:
    """Tell whether a line begins with a bullet or a dash that stands for one."""
    return bool(_BULLET.match(text))


def is_open(text: str) -> bool:
    """Tell whether a line must go on: it ends with a comma, a dash, a word that nothing ends with, or in brackets."""
    last = text.casefold().split()[-1:]
    cut = text.rstrip().endswith((",", "–", "—", "e.g.", "i.e.")) or any(word in _UNFINISHED for word in last)
    return cut or text.rfind("(") > text.rfind(")")


def odds(text: str, above: str, habits: Habits, *, room: bool) -> float:
    """Return the log odds that a line begins a text and does not go on from the one above it.

    `room` where its first word would have fitted on the line above.
    """
    if not above or is_blank_mark(above):
        return BLANK_ABOVE
    if has_bullet(text):
        return BULLET
    if text[:1].islower() or text.startswith(("(", "—", "–")) or is_open(above):
        return SMALL
    evidence = STOP if above.endswith((".", "!")) else NO_STOP if habits.stops else 0.0
    if room:
        return evidence + ROOM
    if _is_inside(above, text, habits):
        return NO_GAP
    word = _word(text.split()[0])
    begins = SENTENCE if habits.stops else STARTER
    known = begins if word in habits.starters else INSIDER if word in habits.insiders else PLAIN
    return min(FULL_LINE, evidence) + known
