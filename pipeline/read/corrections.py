"""`corrections.toml`: what a person found right or wrong in the documents of a folder, read and judged by its form.

It stands beside the documents, as the manifest does: its entries speak of documents by the ids that are given there,
and a folder with other documents has corrections of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeVar

from pipeline.errors import CorrectionError
from pipeline.model import Correction, Location, Table, Verdict
from pipeline.read import beside

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

NAME = "corrections.toml"

_TEXT_KEY = {Table.JOB_TITLES: "title", Table.RESPONSIBILITIES: "text"}
_VERDICTS = tuple(verdict.value for verdict in Verdict if verdict is not Verdict.REPLACED)
_SAID = ("document", "table", "raw_text", "evidence", "checked_by", "checked_on")
_PLACE = ("job_family", "level", "location", "position")
_VALUES = ("minimum_gbp", "maximum_gbp", "title", "text")
_KEYS = (*_SAID, *_PLACE, *_VALUES, *_VERDICTS)
_FAMILY = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_POUNDS = re.compile(r"[1-9]\d{0,8}(\.\d{1,2})?", re.ASCII)

_Word = TypeVar("_Word", Table, Location)


class _BrokenEntryError(ValueError):
    """One key of one entry is wrong: the key, what it holds, what it should hold."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One table of the file, asked key by key."""

    table: Mapping[str, object]

    def text(self, key: str) -> str:
        value = self.table.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(key, "a text in quotes")
        return value

    def whole(self, key: str) -> int | None:
        value = self.table.get(key)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
            raise self._wrong(key, "a whole number from 1")
        return value

    def word(self, key: str, words: type[_Word]) -> _Word:
        try:
            return words(self.text(key))
        except ValueError:
            raise self._wrong(key, " or ".join(words)) from None

    def family(self) -> str:
        name = self.text("job_family")
        if not _FAMILY.fullmatch(name):
            raise self._wrong("job_family", "a family as the outputs name it, as administrative")
        return name

    def amount(self, key: str) -> Decimal | None:
        """Return pounds; a TOML float is refused, for it may not be what is written."""
        value = self.table.get(key)
        if value is None:
            return None
        text = str(value) if isinstance(value, str | int) else ""
        if not _POUNDS.fullmatch(text):
            raise self._wrong(key, 'pounds in quotes, as "22318.50"')
        return Decimal(text)

    def day(self, key: str) -> date:
        value = self.table.get(key)
        try:
            found = date.fromisoformat(value) if isinstance(value, str) else value
        except ValueError:
            found = None
        if not isinstance(found, date) or isinstance(found, datetime):
            raise self._wrong(key, "a date as 2024-04-01")
        return found

    def _wrong(self, key: str, expected: str) -> _BrokenEntryError:
        if key not in self.table:
            return _BrokenEntryError(f'key "{key}" is missing, expected {expected}')
        return _BrokenEntryError(f'key "{key}" is {self.table[key]!r}, expected {expected}')


def load(folder: Path) -> tuple[tuple[Correction, ...], tuple[CorrectionError, ...]]:
    """Read the folder's corrections; a folder without them has none. Raises nothing."""
    path = folder / NAME
    try:
        content = beside.content(path)
    except beside.UnusableError as error:
        return (), (CorrectionError(f"{path}: cannot be read: {error}; mend it"),)
    tables = content.get("correction", [])
    strangers = sorted(content.keys() - {"correction"})
    if strangers or not (isinstance(tables, list) and all(isinstance(table, dict) for table in tables)):
        found = f'unknown key "{strangers[0]}"' if strangers else 'key "correction" is no list of tables'
        return (), (CorrectionError(f"{path}: {found}; head each correction with [[correction]]"),)
    return _judged(path, tables)


def _judged(
    path: Path, tables: Sequence[Mapping[str, object]]
) -> tuple[tuple[Correction, ...], tuple[CorrectionError, ...]]:
    """Judge each entry by itself, then against the others."""
    corrections: list[Correction] = []
    faults: list[CorrectionError] = []
    for number, table in enumerate(tables, start=1):
        stands = f"{path}: correction {number}"
        try:
            corrections.append(_correction(stands, table))
        except _BrokenEntryError as error:
            faults.append(CorrectionError(f"{stands}: {error}; mend it"))
    times = Counter(map(_aim, corrections))
    faults += [
        CorrectionError(f"{one.stands}: there is another for {one.place} of {one.document}; keep one of them")
        for one in corrections
        if times[_aim(one)] > 1
    ]
    return tuple(corrections), tuple(faults)


def _aim(correction: Correction) -> tuple[object, ...]:
    return correction.document, correction.key, correction.raw_text, correction.verdict is Verdict.ADDED


def _correction(stands: str, table: Mapping[str, object]) -> Correction:
    entry = _Entry(table)
    _refuse_strangers(table)
    kind = entry.word("table", Table)
    correction = Correction(
        stands=stands,
        document=entry.text("document"),
        table=kind,
        family=entry.family(),
        level=entry.whole("level"),
        raw_text=str(table["raw_text"]) if table.get("raw_text") == "" else entry.text("raw_text"),
        verdict=_verdict(table),
        evidence=entry.text("evidence"),
        checked_by=entry.text("checked_by"),
        checked_on=entry.day("checked_on"),
    )
    if kind is Table.PAY_BANDS:
        amounts = entry.amount("minimum_gbp"), entry.amount("maximum_gbp")
        _refuse_other(table, kind, ("location", "minimum_gbp", "maximum_gbp"))
        return _whole(replace(correction, location=entry.word("location", Location), amounts=amounts))
    key = _TEXT_KEY[kind]
    _refuse_other(table, kind, ("position", key))
    position = entry.whole("position")
    if position is None:
        raise _BrokenEntryError('key "position" is missing, expected its place in the column, from 1')
    return _whole(replace(correction, position=position, text=entry.text(key) if key in table else None))


def _refuse_strangers(table: Mapping[str, object]) -> None:
    for key in table:
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, n=1) or (", ".join(_KEYS),)
            raise _BrokenEntryError(f'unknown key "{key}", expected {near[0]}')


def _refuse_other(table: Mapping[str, object], kind: Table, own: tuple[str, ...]) -> None:
    """Refuse keys that only rows of another table have."""
    for key in ("location", "position", *_VALUES):
        if key in table and key not in own:
            raise _BrokenEntryError(f'key "{key}" is there, but {kind.value} have {" and ".join(own)}')


def _verdict(table: Mapping[str, object]) -> Verdict:
    said = [name for name in _VERDICTS if name in table]
    for name in said:
        if table[name] is not True:
            raise _BrokenEntryError(f'key "{name}" is {table[name]!r}, expected true, or no such key')
    if len(said) > 1:
        raise _BrokenEntryError(f"keys {' and '.join(said)} are both there, expected one of them")
    return Verdict(said[0]) if said else Verdict.REPLACED


def _whole(correction: Correction) -> Correction:
    """Refuse a correction without the value that it needs, or with one that it does not."""
    given = correction.text is not None or correction.amounts != (None, None)
    needs = correction.verdict in (Verdict.REPLACED, Verdict.ADDED)
    if given and not needs:
        raise _BrokenEntryError(f"a value and {correction.verdict.value} = true are both there, expected one of them")
    if needs and not given:
        wanted = "minimum_gbp and maximum_gbp" if correction.table is Table.PAY_BANDS else _TEXT_KEY[correction.table]
        raise _BrokenEntryError(f"the right value is missing, expected {wanted}, or confirmed = true")
    if needs and correction.table is Table.PAY_BANDS and correction.amounts[0] is None:
        raise _BrokenEntryError('key "minimum_gbp" is missing, expected it with the maximum, or without one')
    return correction
