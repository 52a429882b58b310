"""Additions to `vocabulary.toml`: a person says what a text stands for; comments and order of the file stay.

What is known already is not added again, and nothing is made to mean two things.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import tomlkit

from pipeline.errors import ArgumentError
from pipeline.reconcile.vocabulary import LONGEST, family_key, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tomlkit import TOMLDocument
    from tomlkit.items import Array


class Sort(StrEnum):
    """What a text is: a heading over or beside a table, or what stands in one."""

    FAMILY = "family"
    LOCATION = "location"
    HEADING = "heading"
    TITLE = "title"
    LEVEL = "level"


#: A message names so many of what is known, where none is near.
SHOWN = 5

_SECTIONS = {Sort.FAMILY: "families", Sort.LOCATION: "locations", Sort.HEADING: "labels"}
_LEVEL = re.compile(r"([a-z][a-z0-9_]*) ([1-9])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Addition:
    """What is to be added: a text, by itself, as another wording of `variant_of`, or as one to be ignored."""

    sort: Sort
    text: str
    variant_of: str | None = None
    ignored: bool = False


def add(vocabulary: str, addition: Addition) -> tuple[str, str]:
    """Return the vocabulary's TOML with the addition, and in words where it went; raise `ArgumentError`."""
    words = tomlkit.parse(vocabulary)
    _refuse_odd(addition)
    where = _level(words, addition) if addition.sort is Sort.LEVEL else _word(words, addition)
    return tomlkit.dumps(words), where


def _refuse_odd(addition: Addition) -> None:
    text = addition.text
    if not squeeze(text) or not text.isprintable() or text != text.strip() or len(text) > LONGEST:
        raise ArgumentError(f"read {text!r}, expected the words as printed, on one line, at most {LONGEST} letters")
    if addition.ignored and addition.sort in (Sort.TITLE, Sort.LEVEL):
        raise ArgumentError(
            f"a {addition.sort} is never ignored: it is data; take it out of its document with removed = true "
            "in corrections.toml"
        )


def _word(words: TOMLDocument, addition: Addition) -> str:
    """Add a heading or a title; return where it went."""
    text = addition.text
    known = {squeeze(one): where for one, where in _known(words.unwrap())}
    if squeeze(text) in known:
        raise ArgumentError(f"{text!r} is known: it stands in {known[squeeze(text)]}; take it out there first")
    if addition.ignored:
        ignored: Any = words["ignored"]
        _append(ignored["headings"], text)
        return f"[ignored] headings: {text!r}"
    if addition.sort is Sort.TITLE:
        return _title(words, addition)
    return _heading(words, addition)


def _known(words: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each text that stands for something, with where it stands."""
    for section in _SECTIONS.values():
        for name, variants in words[section].items():
            yield from ((one, f"[{section}] {name}") for one in (name, *variants))
    yield from ((one, "[ignored] headings") for one in words["ignored"]["headings"])
    yield from ((one, "[titles] canonical") for one in words["titles"]["canonical"])
    for title, variants in words["titles"]["variants"].items():
        yield from ((one, f"[titles.variants] {title}") for one in variants)


def _heading(words: TOMLDocument, addition: Addition) -> str:
    section = _SECTIONS[addition.sort]
    names: Any = words[section]
    if addition.variant_of is None:
        if addition.sort is not Sort.FAMILY:
            raise ArgumentError(
                f"a {addition.sort} stands for one of {', '.join(names)}: say --variant-of one of them, or --ignored"
            )
        name = family_key(addition.text)
        if name in names:
            raise ArgumentError(f"[{section}] {name} is there already; say --variant-of {name}")
        names.append(name, [addition.text])
        return f"[{section}] {name}: {addition.text!r}"
    name = _canonical(addition.variant_of, {one: [one, *variants] for one, variants in names.items()})
    _append(names[name], addition.text)
    return f"[{section}] {name}: {addition.text!r}"


def _title(words: TOMLDocument, addition: Addition) -> str:
    titles: Any = words["titles"]
    if addition.variant_of is None:
        _append(titles["canonical"], addition.text)
        return f"[titles] canonical: {addition.text!r}"
    name = _canonical(addition.variant_of, {str(one): [one] for one in titles["canonical"]})
    if name not in titles["variants"]:
        titles["variants"].append(name, [])
    _append(titles["variants"][name], addition.text)
    return f"[titles.variants] {name}: {addition.text!r}"


def _canonical(name: str, known: dict[str, list[str]]) -> str:
    """Return the canonical name that a person means by it, or by one of its wordings."""
    wordings = {squeeze(wording): one for one, all_ in known.items() for wording in all_}
    if squeeze(name) in wordings:
        return wordings[squeeze(name)]
    near = get_close_matches(name, known, n=3, cutoff=0.4) or list(known)[:SHOWN]
    raise ArgumentError(f"read --variant-of {name!r}, expected a known one, as {', '.join(near)}")


def _level(words: TOMLDocument, addition: Addition) -> str:
    found = _LEVEL.fullmatch(addition.text)
    families: Any = words["families"]
    levels: Any = words["levels"]
    if not found or found[1] not in families or addition.variant_of:
        raise ArgumentError(
            f'read the level {addition.text!r}, expected a family and a level, as "{next(iter(families))} 4"; '
            f"families: {', '.join(families)}"
        )
    family, level = found[1], int(found[2])
    known = levels.get(family, [])
    if level in known:
        raise ArgumentError(f"level {level} is known: it stands in [levels] {family}")
    levels[family] = sorted([*known, level])
    return f"[levels] {family}: {level}"


def _append(array: Array, text: str) -> None:
    """Add a text to an array: on a line of its own where the array has lines."""
    if "\n" in array.as_string():
        array.add_line(text, indent="  ", newline=True)
    else:
        array.append(text)
