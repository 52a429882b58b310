"""What headings, labels and titles say: canonical names, their known variants, and nothing bent to fit.

A text is matched without case, spaces and punctuation. Where no variant is equal, the nearest one is taken only if it
is near enough and alone: a tie is no match, and what a fuzzy match gave is said to be a repair.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import msgspec
from rapidfuzz import fuzz, process

from pipeline.data_files import load
from pipeline.errors import DataError
from pipeline.model import Doubt, Location

#: A heading this like a variant is that variant with a slip in it (0 to 100, rapidfuzz `ratio` of squeezed texts).
NEAR = 88
#: The nearest variant must lead the nearest of another meaning by this much.
LEAD = 6
#: A message names what is at least so like.
NAMED = 40
#: Two readings of one heading are at least so like.
SLIP = 60
#: A longer text is no heading, in characters.
LONGEST = 80
#: A shorter heading is not matched by likeness: one slip changes too much of it.
SHORTEST = 6


#: The texts of a document are looked at many times; what was said of so many is kept.
KEPT = 2**14

#: Raised digits: they send the reader to a note.
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_NO_NOTES = str.maketrans("", "", RAISED)


@lru_cache(KEPT)
def squeeze(text: str) -> str:
    """Return the letters and digits of a text, in lower case; a raised digit is the mark of a note."""
    return "".join(filter(str.isalnum, text.casefold().translate(_NO_NOTES)))


@dataclass(frozen=True, slots=True)
class Term:
    """What a heading means: its `kind` (family, location, label) and canonical `name`."""

    kind: str
    name: str
    exact: bool = True


_Lists = dict[str, list[str]]


class _Titles(msgspec.Struct):
    canonical: list[str]
    variants: _Lists
    heads: list[str] = []
    alone: list[str] = []
    nouns: list[str] = []


class _Marks(msgspec.Struct):
    blank: list[str] = []
    bullets: str = ""
    shortened: list[str] = []


class _Vocabulary(msgspec.Struct):
    """The form of each section: a text in the place of a list would be taken for its letters.

    A section that is not there and has a default here is missed by whoever asks for it, see `data_files`.
    """

    families: _Lists
    levels: dict[str, list[int]]
    locations: dict[Location, list[str]]
    labels: _Lists
    ignored: _Lists
    titles: _Titles
    marks: _Marks | None = None
    level_names: _Lists = {}
    alone_means_any: _Lists = {}
    fillers: _Lists = {}
    captions: _Lists = {}
    years: _Lists = {}
    words: _Lists = {}
    sentences: _Lists = {}
    furniture: _Lists = {}
    publishers: _Lists = {}
    slips: dict[str, list[tuple[str, str]]] = {}


@cache
def table(name: str) -> dict[str, Any]:
    """Return a data file of the package, `vocabulary` or `typefaces`, as parsed TOML."""
    return load(name, _Vocabulary if name == "vocabulary" else None)


@cache
def _variants() -> dict[str, Term]:
    words = table("vocabulary")
    kinds = {"family": words["families"], "location": words["locations"], "label": words["labels"]}
    return {
        squeeze(variant): Term(kind, name)
        for kind, names in kinds.items()
        for name, variants in names.items()
        for variant in [name, *variants]
    }


@lru_cache(KEPT)
def match(text: str) -> Term | None:
    """Return what a heading means, or None where it is not known or two meanings are equally near."""
    if len(text) > LONGEST:
        return None
    squeezed = squeeze(text)
    exact = _variants().get(squeezed)
    if exact or len(squeezed) < SHORTEST or squeezed[-1].isdigit():
        return exact
    term = _likest(squeezed, NEAR)
    return Term(term.kind, term.name, exact=False) if term else None


def _likest(squeezed: str, least: float) -> Term | None:
    """Return the meaning of the variant that is most like a text, and at least so like; None where another is near."""
    near = process.extract(squeezed, list(_variants()), scorer=fuzz.ratio, score_cutoff=least, limit=None)
    best: dict[Term, float] = {}
    for variant, score, _ in near:
        term = _variants()[variant]
        best[term] = max(best.get(term, 0.0), score)
    ranked = sorted(best.items(), key=lambda item: -item[1])
    if not ranked or (len(ranked) > 1 and ranked[0][1] - ranked[1][1] < LEAD):
        return None
    return ranked[0][0]


def is_slip_of(text: str, other: str) -> bool:
    """Tell whether a text may be a heading with slips in it that another reading does not have, and no other heading.

    No digit is a slip.
    """
    slip, plain = squeeze(text), squeeze(other)
    digits = [[char for char in one if char.isdigit()] for one in (slip, plain)]
    term = _variants().get(plain.rstrip("123456789"))
    like = fuzz.ratio(slip, plain) >= SLIP and digits[0] == digits[1]
    return like and term is not None and _likest(slip.rstrip("123456789"), SLIP) == term


def nearest(text: str, kind: str, least: float = NAMED) -> str | None:
    """Return the known wording of a kind that is most like a text, and at least so like, in percent."""
    known = {variant: term.name for variant, term in _variants().items() if term.kind == kind}
    found = process.extractOne(squeeze(text), list(known), scorer=fuzz.ratio, score_cutoff=least)
    return known[found[0]] if found else None


def family_key(text: str) -> str:
    """Return a family's name as the outputs have it: its canonical name, or its printed one in the same form."""
    term = match(text)
    if term and term.kind == "family" and term.exact:
        return term.name
    words = re.sub(r"\([^)]*\)", " ", text).casefold().replace("'", "").replace("’", "")
    words = re.sub(rf"(?<=\w)\W+(?:{'|'.join(table('vocabulary')['words']['behind'])})\W*$", "", words)
    key = re.sub(r"[^a-z0-9]+", "_", words).strip("_")
    return key if key[:1].isalpha() else f"family_{key}".rstrip("_")


def is_known_family(name: str) -> bool:
    """Tell whether a family is one that the vocabulary names."""
    return name in table("vocabulary")["families"]


def known_levels(family: str) -> list[int]:
    """Return the levels that a person has confirmed for a family, or, for one that has none, for any."""
    levels: dict[str, list[int]] = table("vocabulary")["levels"]
    return sorted(levels.get(family) or {level for known in levels.values() for level in known})


@cache
def _ignored() -> frozenset[str]:
    return frozenset(squeeze(text) for text in table("vocabulary")["ignored"]["headings"])


def is_ignored(text: str) -> bool:
    """Tell whether a person has said that a heading is of no concern here, nor what stands under it."""
    return squeeze(text) in _ignored()


def unplaced(text: str, expected: str, *kinds: str) -> Doubt:
    """Say of a heading that it cannot be placed, naming the nearest of some kinds; one to be ignored is but noted."""
    if is_ignored(text):
        return Doubt("ignored_heading", f"the heading {text!r} is ignored, and what stands under it is in no output")
    near = dict.fromkeys(name for kind in kinds if (name := nearest(text, kind)))
    told = f"read the heading {text!r}, expected {expected}; nearest: {', '.join(near) or 'none'}"
    return Doubt("unknown_heading", told)


_LEVEL = re.compile(r"(?:level|grade|band|tier|(?-i:L))?\s*\(?\s*([1-9])\s*[).]?", re.IGNORECASE)
_NAMED_LEVEL = re.compile(r"(?:level|grade|band|tier)\s+(\w+)", re.IGNORECASE)


@lru_cache(KEPT)
def level_of(text: str) -> int | None:
    """Return the level that a text is, and nothing else (`2`, `(2)`, `Level 2`, `Level II`); None if it is not one."""
    text = _CONTINUED.sub("", text[:LONGEST]).strip()
    found = _LEVEL.fullmatch(text)
    if found:
        return int(found[1])
    named = _NAMED_LEVEL.fullmatch(text)
    return _level_names().get(named[1].casefold()) if named else None


@cache
def _level_names() -> dict[str, int]:
    words: dict[str, list[str]] = table("vocabulary")["level_names"]
    return {name.casefold(): number for names in words.values() for number, name in enumerate(names, start=1)}


def is_lettered_level(text: str) -> bool:
    """Tell whether a text is a level that a letter names (`Band A`): which number that is, is supposed."""
    named = _NAMED_LEVEL.fullmatch(text.strip())
    return bool(named and named[1].upper() in table("vocabulary")["level_names"]["letters"])


def is_named_level(text: str) -> bool:
    """Tell whether a text is a level that says so (`Level 2`, not `2`)."""
    return level_of(text) is not None and text[:1].isalpha()


_CONTINUED = re.compile(
    r"[\s,:;–-]*\(?\b(?:continued|cont|contd|cont'd)\b[\s.…]*\)?\s*$|^\s*\(?(?:continued|cont|contd)\b[\s.…]*\)?",
    re.IGNORECASE,
)
_LABEL_LEVEL = re.compile(
    r"(?!.*[.…·]{4})(.*?[^\W\d].*?)\W*(?:(?:level|grade|band|tier|\b(?-i:L))\s*)?([1-9])\W*", re.IGNORECASE | re.DOTALL
)


@lru_cache(KEPT)
def label_and_level(text: str) -> tuple[Term, int | None] | None:
    """Return the meaning of a heading with the level that may stand at its end (`Key Responsibilities (2)`).

    A small letter begins none: it begins the last line of a sentence.
    """
    if len(text) > LONGEST or text.lstrip()[:1].islower():
        return None
    text = _CONTINUED.sub("", text)
    found = _LABEL_LEVEL.fullmatch(text.strip())
    if found:
        term = match(found[1])
        return (term, int(found[2])) if term else None
    around = _around_level(text)
    whole = match(text)
    return around or ((whole, None) if whole else None)


def _around_level(text: str) -> tuple[Term, int | None] | None:
    """Return the meaning of a label that is broken around the level beside it (`Key 2 Responsibilities`)."""
    words = text.split()
    levels = [word for word in words if level_of(word) is not None]
    term = match(" ".join(word for word in words if word not in levels)) if len(levels) == 1 else None
    return (term, level_of(levels[0])) if term and term.exact and term.kind == "label" else None


@cache
def canonical_titles() -> dict[str, str]:
    """Return the known titles by their squeezed form; another wording of one gives that one."""
    titles = table("vocabulary")["titles"]
    variants = {squeeze(text): title for title, texts in titles["variants"].items() for text in texts}
    return variants | {squeeze(title): title for title in titles["canonical"]}


@cache
def role_nouns() -> frozenset[str]:
    """Return the nouns that end a title, in lower case.

    The last words of known titles are not taken for such: after `Director of Policy`, `Senior Policy` would be whole.
    """
    return frozenset(table("vocabulary")["titles"]["nouns"])


@lru_cache(KEPT)
def is_role_noun(word: str) -> bool:
    """Tell whether a word ends a title; a plural and either half of `Leader/Manager` do too."""
    bare = word.casefold().strip(".,;:()")
    parts = [bare, *bare.split("/")]
    return any(part in role_nouns() or part.removesuffix("s") in role_nouns() for part in parts if part)


def is_blank_mark(text: str) -> bool:
    """Tell whether a cell says in so many words that it is empty (`-`, `n/a`)."""
    return text.strip().casefold() in table("vocabulary")["marks"]["blank"]


@cache
def _furniture() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    data = table("vocabulary")["furniture"]
    return frozenset(squeeze(line) for line in data["lines"]), tuple(map(_pattern, data["patterns"]))


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text, re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as error:
        raise DataError(f"vocabulary.toml, furniture: {text!r} is no pattern: {error}; mend it") from error


def is_furniture(text: str) -> bool:
    """Tell whether a line is a page number, an address or the publisher's name, which belong to no table."""
    lines, patterns = _furniture()
    return squeeze(text) in lines or any(pattern.fullmatch(text.strip()) for pattern in patterns)
