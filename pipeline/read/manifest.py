"""`manifest.toml`: what its keeper says of each file in a folder of documents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from pipeline.errors import UnreadableSourceError
from pipeline.model import Listed, Origin, YearBasis
from pipeline.read import beside

NAME = "manifest.toml"

_REQUIRED = ("id", "file", "sha256", "origin")
_YEAR_KEYS = ("financial_year", "financial_year_basis")
_TEXTS = (*_REQUIRED, *_YEAR_KEYS, "title", "publisher", "published_at", "licence", "notes")
_KEYS = (*_TEXTS, "retrieved", "preferred")
_YEAR = re.compile(r"(\d{4})-(\d{2})", re.ASCII)

_Word = TypeVar("_Word", Origin, YearBasis)


@dataclass(frozen=True, slots=True)
class Manifest:
    """One folder's manifest: for each file what is said of it, or why that cannot be used.

    `faults` are those that no one file can be blamed for.
    """

    entries: Mapping[str, Listed | UnreadableSourceError] = field(default_factory=dict)
    faults: tuple[UnreadableSourceError, ...] = ()


class _BrokenEntryError(ValueError):
    """One key of one entry is wrong: the key, what it holds, what it should hold."""


def load(folder: Path) -> Manifest:
    """Read the folder's manifest; a folder without one has an empty one. Raises nothing."""
    path = folder / NAME
    try:
        content = beside.content(path)
    except beside.UnusableError as error:
        return _unusable(path, str(error))
    tables = content.get("document", [])
    if not (isinstance(tables, list) and all(isinstance(table, dict) for table in tables)):
        return _unusable(path, 'key "document" is no list of tables: head each entry with [[document]]')
    strangers = sorted(content.keys() - {"document"})
    return _manifest(path, tables, [_fault(path, _unknown(key, ("document",))) for key in strangers])


def _unusable(path: Path, reason: str) -> Manifest:
    """Return the manifest that says nothing of any file."""
    return Manifest(faults=(_fault(path, f"{reason}; its documents are read as if not listed"),))


def _fault(path: Path, reason: str) -> UnreadableSourceError:
    return UnreadableSourceError(f"{path}: {reason}; mend the manifest")


def _manifest(path: Path, tables: list[dict[str, object]], faults: list[UnreadableSourceError]) -> Manifest:
    """Judge each entry by itself, then against the others."""
    repeated = {key: _repeated(tables, key) for key in ("id", "file")}
    entries: dict[str, Listed | UnreadableSourceError] = {}
    for number, table in enumerate(tables, start=1):
        name = table.get("file")
        try:
            listed = _listed(table)
            _refuse_repeats(table, repeated)
        except _BrokenEntryError as error:
            if name and isinstance(name, str):
                entries[name] = _fault(path, f"{name}: {error}")
            else:
                faults.append(_fault(path, f"entry {number}: {error}"))
        else:
            entries[listed.file] = listed
    return Manifest(entries, tuple(faults))


def _repeated(tables: list[dict[str, object]], key: str) -> set[str]:
    values = (table.get(key) for table in tables)
    return {value for value, count in Counter(v for v in values if isinstance(v, str)).items() if count > 1}


def _refuse_repeats(table: Mapping[str, object], repeated: Mapping[str, set[str]]) -> None:
    """Refuse every entry of a clash: nothing says which of them is meant."""
    for key, values in repeated.items():
        if table[key] in values:
            raise _BrokenEntryError(f'{key} "{table[key]}" stands in more than one entry')


def _listed(table: Mapping[str, object]) -> Listed:
    """Check one `[[document]]` table; an empty text is the same as an absent key: not known."""
    for key in table:
        if key not in _KEYS:
            raise _BrokenEntryError(_unknown(key, _KEYS))
    texts = {key: _text(table, key) for key in _TEXTS}
    for key in _REQUIRED:
        if texts[key] is None:
            raise _BrokenEntryError(f'key "{key}" is missing')
    _retrieved(table)
    return _with_year(_identity(texts, table), texts)


def _identity(texts: Mapping[str, str | None], table: Mapping[str, object]) -> Listed:
    """Return the entry without its year: which file, under which name, with what hash."""
    return Listed(
        file=_shaped(texts, "file", r"(?!\.{1,2}$)[^/\0]+", "the name of a file in the manifest's folder"),
        document_id=_shaped(texts, "id", "[a-z0-9][a-z0-9-]{,79}", "small letters, digits and hyphens, 80 at most"),
        sha256=_shaped(texts, "sha256", "[0-9a-fA-F]{64}", "64 hexadecimal digits").lower(),
        origin=_word(Origin, "origin", str(texts["origin"])),
        title=texts["title"],
        publisher=texts["publisher"],
        preferred=_flag(table, "preferred"),
    )


def _with_year(listed: Listed, texts: Mapping[str, str | None]) -> Listed:
    """Add the financial year; the manifest itself is its basis unless it names another."""
    year, basis = texts["financial_year"], texts["financial_year_basis"]
    if year is None:
        if basis is not None:
            raise _BrokenEntryError('key "financial_year_basis" is there, but "financial_year" is missing')
        return listed
    match = _YEAR.fullmatch(year)
    if match is None or (int(match[1]) + 1) % 100 != int(match[2]):
        raise _wrong("financial_year", year, "a year and the next, as 2024-25")
    known = YearBasis.MANIFEST if basis is None else _word(YearBasis, "financial_year_basis", basis)
    return replace(listed, financial_year=year, financial_year_basis=known)


def _text(table: Mapping[str, object], key: str) -> str | None:
    value = table.get(key)
    if value is not None and not isinstance(value, str):
        raise _wrong(key, value, "a text in quotes")
    return value or None


def _shaped(texts: Mapping[str, str | None], key: str, pattern: str, expected: str) -> str:
    value = str(texts[key])
    if not re.fullmatch(pattern, value):
        raise _wrong(key, value, expected)
    return value


def _word(words: type[_Word], key: str, value: str) -> _Word:
    try:
        return words(value)
    except ValueError:
        raise _wrong(key, value, " or ".join(words)) from None


def _flag(table: Mapping[str, object], key: str) -> bool | None:
    value = table.get(key)
    if value is not None and not isinstance(value, bool):
        raise _wrong(key, value, "true or false")
    return value


def _retrieved(table: Mapping[str, object]) -> None:
    """Check the date of retrieval: a TOML date, the same as a text, or nothing."""
    value = table.get("retrieved", "")
    if isinstance(value, date) or value == "":
        return
    try:
        date.fromisoformat(str(value))
    except ValueError:
        raise _wrong("retrieved", value, "a date as 2024-04-01, or nothing") from None


def _wrong(key: str, value: object, expected: str) -> _BrokenEntryError:
    return _BrokenEntryError(f'key "{key}" is {value!r}, expected {expected}')


def _unknown(key: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(key, known, n=1) or (", ".join(known),)
    return f'unknown key "{key}", expected {near[0]}'
