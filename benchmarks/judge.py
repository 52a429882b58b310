"""What a tool found, held against the truth.

The rule, the same for each tool that gives tables. Nothing is asked of headings, which most tools leave as they find
them, so that no tool is judged by what it calls things:

- **Amounts.** A level has a row, a family at a location has a column of that table: the ones in which most of its
  ranges stand. A range is right where the cell in its row and column holds its two amounts and no other; it is wrong
  where that cell holds other amounts, and missing where it holds none, or the table was not found.
- **Texts.** A title or responsibility is right where a cell in its family's column holds it whole; in each table the
  column is a family's in which most of its texts stand. Letters and digits are compared, without case.

This pipeline names what it finds, so it is held to more: an amount or text is right in the row of `pay_bands.csv`,
`job_titles.csv` or `responsibilities.csv` that it belongs to, in its order, and nowhere else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from tests.score import Outcome, Verdict, as_seen, score

Table = Sequence[Sequence[str]]
Range = tuple[Decimal, ...]
#: A cell: the number of its table, its row and its column.
Place = tuple[int, int, int]
#: A family and a location.
Column = tuple[str, str]
_One = TypeVar("_One", bound=Hashable)
_Other = TypeVar("_Other", bound=Hashable)

_AMOUNT = re.compile(r"(?<![\d,.])(?:\d{1,3}(?:,\d{3})+|\d{5,6})(?:\.\d\d)?(?!,?\d|\.\d)")
_RIGHT = (Outcome.RIGHT, Outcome.RIGHT_MARKED)
_MARKED = (Outcome.RIGHT_MARKED, Outcome.WRONG_MARKED, Outcome.MISSING_MARKED)
_NOT_GIVEN = (Outcome.MISSING_MARKED, Outcome.REFUSED)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many pay ranges are right, wrong and missing, how many texts right, and how many values are marked.

    `silent` are values that are wrong, or are not there, and nothing says so; None where a tool never says anything.
    """

    ranges: int = 0
    right: int = 0
    wrong: int = 0
    missing: int = 0
    texts: int = 0
    texts_right: int = 0
    marked: int | None = None
    silent: int | None = None

    def __add__(self, other: Tally) -> Tally:
        """Count the values of two documents together."""
        counts = (
            self.ranges + other.ranges,
            self.right + other.right,
            self.wrong + other.wrong,
            self.missing + other.missing,
            self.texts + other.texts,
            self.texts_right + other.texts_right,
        )
        said = ((self.marked, other.marked), (self.silent, other.silent))
        return Tally(*counts, *(None if one is None or two is None else one + two for one, two in said))


def of_output(folder: Path, document_id: str, truth: dict[str, Any]) -> Tally:
    """Judge what this pipeline published of a document."""
    verdicts = score(folder, document_id, truth, fold=as_seen)
    pay = [one for one in verdicts if one.table == "pay_bands" and one.expected != "illegible"]
    texts = [one for one in verdicts if one.table != "pay_bands"]
    right = sum(one.outcome in _RIGHT for one in pay)
    given = sum(one.outcome not in _RIGHT and bool(one.got) for one in pay)
    wanted = [one for one in pay if one.expected]
    return Tally(
        len(wanted),
        right,
        given,
        len(wanted) - right - sum(bool(one.got) and one.outcome not in _RIGHT for one in wanted),
        sum(bool(one.expected) for one in texts),
        sum(one.outcome in _RIGHT for one in texts),
        _count(verdicts, _MARKED),
        _count(verdicts, (Outcome.SILENT,)),
    )


def _count(verdicts: Iterable[Verdict], outcomes: Sequence[Outcome]) -> int:
    return sum(one.outcome in outcomes for one in verdicts)


def of_tables(tables: Sequence[Table], truth: dict[str, Any]) -> Tally:
    """Judge tables by the rule above."""
    cells = {
        (number, row, column): text
        for number, table in enumerate(tables)
        for row, line in enumerate(table)
        for column, text in enumerate(line)
    }
    found = {place: amounts(text) for place, text in cells.items()}
    pay = [one for one in truth["pay"] if one["legible"] and one["max"] is not None]
    wanted = {
        (one["level"], (one["family"], one["location"])): (Decimal(one["min"]), Decimal(one["max"])) for one in pay
    }
    hits = [(key, place) for key, pair in wanted.items() for place in found if found[place] == pair]
    rows = _most((level, place[:2]) for (level, _), place in hits)
    columns = _most(((at, place[0]), place[2]) for (_, at), place in hits)
    there = [_cell(found, rows.get(level), at, columns) for level, at in wanted]
    right = sum(one == pair for one, pair in zip(there, wanted.values(), strict=True))
    missing = sum(not one for one in there)
    texts = [(family, squeeze(text)) for family, text in _texts(truth)]
    whole = _whole(texts, {place: squeeze(text) for place, text in cells.items() if text})
    return Tally(len(wanted), right, len(wanted) - right - missing, missing, len(texts), whole)


def _cell(
    found: Mapping[Place, Range], row: tuple[int, int] | None, at: Column, columns: Mapping[tuple[Column, int], int]
) -> Range:
    """Return the amounts in a row, in the column of a family at a location."""
    column = columns.get((at, row[0])) if row else None
    return found.get((*row, column), ()) if row and column is not None else ()


def _whole(texts: Sequence[tuple[str, str]], held: Mapping[Place, str]) -> int:
    """Count the texts that a cell in a column of their family holds."""
    places = [(family, text, place) for family, text in texts for place in held if text in held[place]]
    own = _most(((family, place[0]), place[2]) for family, _, place in places)
    right = {(family, text) for family, text, (table, _, column) in places if own[family, table] == column}
    return sum(one in right for one in texts)


def _most(votes: Iterable[tuple[_One, _Other]]) -> dict[_One, _Other]:
    """Return for each of one sort that of the other with which it stands most often, the first of several."""
    counts: dict[_One, Counter[_Other]] = {}
    for one, other in votes:
        counts.setdefault(one, Counter())[other] += 1
    return {one: others.most_common(1)[0][0] for one, others in counts.items()}


def amounts(text: str) -> Range:
    """Return the amounts of money in a text, in order."""
    return tuple(Decimal(found.replace(",", "")) for found in _AMOUNT.findall(text))


def squeeze(text: str) -> str:
    """Return the letters and digits of a text, without case."""
    return "".join(char for char in text.casefold() if char.isalnum())


def _texts(truth: dict[str, Any]) -> Iterable[tuple[str, str]]:
    for key in ("titles", "responsibilities"):
        if key not in truth.get("optional", ()):
            for family, levels in truth[key].items():
                yield from ((family, text) for texts in levels.values() for text in texts)
