"""Documents next to each other, a year at a time: which one speaks for its year, what others say of it, what changed.

In memory are no more than the documents of one year, and the one that speaks for the year before. What comes out is
kept like what single documents gave, under keys that hold all of what went in.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pipeline.check.between import compare_years
from pipeline.check.sources import settle
from pipeline.model import Extraction
from pipeline.publish.changes import changes
from pipeline.publish.schema import schema
from pipeline.results import Shelf, decode, encode, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.identity import Parts
    from pipeline.publish.rows import Row
    from pipeline.results import Kept


@dataclass(frozen=True, slots=True)
class Compared:
    """The documents, sorted by id, with all that others say of them, and the rows of `changes`."""

    extractions: Sequence[Extraction]
    changes: Sequence[Row]


def together(read: Mapping[str, str], kept: Kept, rests_on: Parts) -> Compared:
    """Compare documents; `read` has, by the id of each, the key of what it gave by itself."""
    stamp = _stamp(read, kept, rests_on)
    keys = {name: _key(stamp, name) for name in sorted(read)}
    changed = _key(stamp, "")
    # What changed is written last: where it is there, so is all else, unless it was damaged since.
    rows = _rows(kept, changed)
    if rows is None or not all(whole(kept, key, Extraction) for key in keys.values()):
        new: list[Row] = []
        for one, news in _compared(_by_year(read, kept)):
            kept[keys[one.document.document_id]] = encode(one)
            new += news
        kept[changed] = encode(new)
        rows = decode(kept[changed], list[dict[str, Any]])
    return Compared(Shelf(kept, tuple(keys.values())), _typed(rows))


def _rows(kept: Kept, key: str) -> list[Row] | None:
    """Return the rows of `changes` that are kept; nothing where there are none, or they are of another form."""
    rows = whole(kept, key, list[dict[str, Any]])
    names = set(schema().tables["changes"].column_names)
    return rows if rows is not None and all(row.keys() == names for row in rows) else None


def _stamp(read: Mapping[str, str], kept: Kept, rests_on: Parts) -> str:
    """Return a hash of all that the documents gave, and of what the comparison rests on."""
    digest = hashlib.sha256(repr(sorted(rests_on.items())).encode())
    for name, key in sorted(read.items()):
        digest.update(f"{name} {hashlib.sha256(kept[key]).hexdigest()}\n".encode())
    return digest.hexdigest()


def _key(stamp: str, name: str) -> str:
    return hashlib.sha256(f"{stamp} {name}".encode()).hexdigest()


def _by_year(read: Mapping[str, str], kept: Kept) -> Iterator[tuple[Extraction, ...]]:
    """Yield the documents of each year, in time; one without a year stands alone, as it speaks for none."""
    years: dict[str, list[str]] = defaultdict(list)
    for name, key in sorted(read.items()):
        years[decode(kept[key], Extraction).document.financial_year or f"~{name}"].append(key)
    for _, keys in sorted(years.items()):
        yield tuple(decode(kept[key], Extraction) for key in keys)


def _compared(groups: Iterable[tuple[Extraction, ...]]) -> Iterator[tuple[Extraction, list[Row]]]:
    """Yield each document as its year and the one before leave it, with what is new in it."""
    before: tuple[Extraction, ...] = ()
    for group in groups:
        for one in settle(group):
            if not (one.document.preferred and one.document.financial_year):
                yield one, []
                continue
            beside = compare_years((*before, one))
            yield beside[-1], changes(beside)
            before = beside[-1:]


def _typed(rows: Iterable[dict[str, Any]]) -> list[Row]:
    """Give the numbers of kept rows their type back: JSON has them as texts."""
    numbers = [column.name for column in schema().tables["changes"].columns if column.type == "number"]
    return [row | {name: Decimal(row[name]) for name in numbers if row[name] is not None} for row in rows]
