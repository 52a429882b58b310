"""The changes between two years, put together as a person reads them: pay by band, texts by family and level."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.model import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.publish.rows import Row

#: What a text became, the most telling first; what is not here comes last.
KINDS = ("added", "removed", "renamed", "reworded", "moved_in", "moved_out", "unchanged")
_BOUNDS = ("minimum", "maximum")
#: A piece of two wordings: whether it is in both (`same`), only in the earlier (`gone`) or the later one (`new`).
Piece = tuple[str, str]
_Place = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PayChange:
    """What became of a band: for its minimum and maximum the change, or None where neither year has one."""

    band: Row
    bounds: Mapping[str, Row | None]

    @property
    def is_unchanged(self) -> bool:
        """Tell whether no bound is other than before."""
        return all(one is None or str(one["change"]).endswith("unchanged") for one in self.bounds.values())


@dataclass(frozen=True, slots=True)
class TextChanges:
    """What became of the texts of a family and level, the most telling first; the first row says which one."""

    changes: tuple[Row, ...]

    @property
    def is_unchanged(self) -> bool:
        """Tell whether every text is as before."""
        return all(one["change"] == "unchanged" for one in self.changes)


@dataclass(frozen=True, slots=True)
class Step:
    """What changed from one year to another: of pay, and by table of texts, with how many became what."""

    before: str
    after: str
    pay: tuple[PayChange, ...]
    texts: Mapping[str, tuple[TextChanges, ...]]
    counts: Mapping[str, Mapping[str, int]]


def steps(changes: Iterable[Row]) -> list[Step]:
    """Return the steps from year to year, the latest first."""
    return [_step(years, rows) for years, rows in reversed(_grouped(changes, ("from_year", "to_year")))]


def _step(years: _Place, rows: Sequence[Row]) -> Step:
    pay = [one for one in rows if one["table"] == Table.PAY_BANDS]
    texts = _grouped((one for one in rows if one["table"] != Table.PAY_BANDS), ("table",))
    return Step(
        before=years[0],
        after=years[1],
        pay=tuple(_pay(bounds) for _, bounds in _grouped(pay, ("job_family", "level", "location"))),
        texts={table: tuple(_texts(found)) for (table,), found in texts},
        counts={table: Counter(str(one["change"]) for one in sorted(found, key=_telling)) for (table,), found in texts},
    )


def _grouped(rows: Iterable[Row], columns: Sequence[str]) -> list[tuple[_Place, list[Row]]]:
    """Return rows by what stands in some columns, as text, in its order."""

    def place(row: Row) -> _Place:
        return tuple("" if row[column] is None else str(row[column]) for column in columns)

    return [(key, list(found)) for key, found in groupby(sorted(rows, key=place), key=place)]


def _pay(rows: Sequence[Row]) -> PayChange:
    by_bound = {str(one["change"]).split("_")[0]: one for one in rows}
    return PayChange(rows[0], {bound: by_bound.get(bound) for bound in _BOUNDS})


def _texts(rows: Sequence[Row]) -> list[TextChanges]:
    return [TextChanges(tuple(sorted(found, key=_telling))) for _, found in _grouped(rows, ("job_family", "level"))]


def _telling(row: Row) -> int:
    return KINDS.index(str(row["change"])) if row["change"] in KINDS else len(KINDS)


def wording(before: str, after: str) -> list[Piece]:
    """Return two wordings as one: the words that both have, and those that only one has, in their order."""
    old, new = (re.findall(r"\s+|\w+|[^\w\s]", text) for text in (before, after))
    pieces: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(("same", "".join(old[a:b])))
        else:
            pieces += [piece for piece in (("gone", "".join(old[a:b])), ("new", "".join(new[c:d]))) if piece[1]]
    return pieces
