"""Compare an output folder with a truth: what is right, what is marked, and what is wrong without a word.

A value's outcome is `right`, `right_marked` (right, but its status is `review`), `wrong_marked`,
`missing_marked` (no row, but a finding that covers it), `silent` (wrong or missing and nothing says so) or
`refused` (the document was not read).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz

from tests.guard import unguarded

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, str]
Place = tuple[str, str]  # family and level as printed in the CSV

#: Each text table, its key in a truth, and the column that holds its text.
TEXT_TABLES = {"job_titles": ("titles", "title"), "responsibilities": ("responsibilities", "text")}
TABLES = ("pay_bands", *TEXT_TABLES)

_FORMS = str.maketrans("‘’“”–—‐‑", "''\"\"----")
_UNMARKED = frozenset({"read", "corrected"})
_COVERING = frozenset({"unused_text", "unknown_heading", "illegible_amount"})
_SAME_CELL = 60  # likeness in percent from which a text counts as the altered form of another


Fold = Callable[[str], str]


def _spaced(text: str) -> str:
    return " ".join(text.split())


def as_seen(text: str) -> str:
    """Return a text as far as a scan tells it: the forms of quotes and dashes are often one in print."""
    return _spaced(text.translate(_FORMS))


class Outcome(StrEnum):
    """What became of one value."""

    RIGHT = "right"
    RIGHT_MARKED = "right_marked"
    WRONG_MARKED = "wrong_marked"
    MISSING_MARKED = "missing_marked"
    SILENT = "silent"
    REFUSED = "refused"


@dataclass(frozen=True)
class Verdict:
    """One value: where it stands, what the truth has and what the output has; empty where there is none.

    `confidence` is that of a row that is given, and not illegible.
    """

    table: str
    place: str
    outcome: Outcome
    expected: str
    got: str
    confidence: float | None = None


@dataclass(frozen=True)
class Output:
    """The rows that one document has in an output folder, by table."""

    rows: dict[str, list[Row]]

    def covers(self, table: str, place: Place) -> bool:
        """Say whether a finding accounts for a row that is missing from this table and place."""
        return any(
            (finding["severity"] == "error" and finding["code"] in _COVERING)
            or (finding["table"], finding["job_family"], finding["level"]) == (table, *place)
            for finding in self.rows["findings"]
        )


def read_output(folder: Path, document_id: str) -> Output:
    """Read the rows of one document."""
    rows = {}
    for table in (*TABLES, "findings"):
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            found = [row for row in csv.DictReader(file) if row["document_id"] == document_id]
        rows[table] = [{column: unguarded(cell) for column, cell in row.items()} for row in found]
    return Output(rows)


def score(folder: Path, document_id: str, truth: dict[str, Any], *, fold: Fold = _spaced) -> list[Verdict]:
    """Judge every value of the truth, and every row that the truth does not have.

    Tables that the truth names under `optional` may be given or not; what is given must be right. Two texts
    are the same where `fold` makes them so.
    """
    output = read_output(folder, document_id)
    verdicts = list(_score_pay(truth["pay"], output))
    for table in TEXT_TABLES:
        verdicts += _score_texts(table, _texts(truth, table, fold), output, fold)
    optional = {table for table, (key, _) in TEXT_TABLES.items() if key in truth.get("optional", ())}
    return [verdict for verdict in verdicts if verdict.got or verdict.table not in optional]


def refused(truth: dict[str, Any]) -> list[Verdict]:
    """Judge a document that gave no output at all."""
    verdicts = [_verdict("pay_bands", _pay_key(pay), Outcome.REFUSED, _range(pay), "") for pay in truth["pay"]]
    for table, (key, _) in TEXT_TABLES.items():
        if key not in truth.get("optional", ()):
            texts = _texts(truth, table).items()
            verdicts += [_verdict(table, place, Outcome.REFUSED, text, "") for place, all_ in texts for text in all_]
    return verdicts


def _verdict(
    table: str, place: Iterable[str], outcome: Outcome, expected: str, got: str, row: Row | None = None
) -> Verdict:
    told = row.get("confidence") if row and row["status"] != "illegible" else None
    return Verdict(table, " ".join(filter(None, place)), outcome, expected, got, float(told) if told else None)


def _right(row: Row) -> Outcome:
    return Outcome.RIGHT if row["status"] in _UNMARKED else Outcome.RIGHT_MARKED


def _wrong(row: Row) -> Outcome:
    return Outcome.SILENT if row["status"] in _UNMARKED else Outcome.WRONG_MARKED


# Pay


def _pay_key(pay: dict[str, Any]) -> tuple[str, str, str]:
    return pay["family"], "" if pay["level"] is None else str(pay["level"]), pay["location"]


def _range(pay: dict[str, Any]) -> str:
    return f"{pay['min']} to {pay['max']}" if pay["legible"] else "illegible"


def _score_pay(truth: Sequence[dict[str, Any]], output: Output) -> Iterator[Verdict]:
    given: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in output.rows["pay_bands"]:
        given[row["job_family"], row["level"], row["location"]].append(row)
    for pay in truth:
        key = _pay_key(pay)
        rows = given[key]
        if rows:
            yield _judged_pay(pay, rows.pop(0))
        else:
            covered = output.covers("pay_bands", key[:2])
            yield _verdict("pay_bands", key, _missing(covered=covered), _range(pay), "")
    for key, extras in given.items():
        yield from (_verdict("pay_bands", key, _wrong(row), "", _given_range(row), row) for row in extras)


def _judged_pay(pay: dict[str, Any], row: Row) -> Verdict:
    wanted = (pay["min"], pay["max"]) if pay["legible"] else (None, None)
    same = _amounts(wanted) == _amounts((row["minimum_gbp"], row["maximum_gbp"]))
    if not pay["legible"] and same and row["status"] == "illegible":
        outcome = Outcome.RIGHT
    else:
        outcome = _right(row) if same and pay["legible"] else _wrong(row)
    return _verdict("pay_bands", _pay_key(pay), outcome, _range(pay), _given_range(row), row)


def _amounts(texts: Iterable[str | None]) -> list[Decimal | None]:
    return [Decimal(text) if text else None for text in texts]


def _given_range(row: Row) -> str:
    return f"{row['minimum_gbp']} to {row['maximum_gbp']} ({row['status']})"


def _missing(*, covered: bool) -> Outcome:
    return Outcome.MISSING_MARKED if covered else Outcome.SILENT


# Texts


@dataclass
class _Loose:
    """What is left of one table once the rows in their right place and order are out."""

    wanted: list[tuple[Place, str]]
    given: list[tuple[Place, str, Row]]


def _texts(truth: dict[str, Any], table: str, fold: Fold = _spaced) -> dict[Place, list[str]]:
    families = truth[TEXT_TABLES[table][0]].items()
    return {
        (family, level): [fold(text) for text in texts]
        for family, levels in families
        for level, texts in levels.items()
    }


def _score_texts(table: str, truth: dict[Place, list[str]], output: Output, fold: Fold) -> Iterator[Verdict]:
    given: dict[Place, list[Row]] = defaultdict(list)
    for row in sorted(output.rows[table], key=lambda row: int(row["position"])):
        given[row["job_family"], row["level"]].append(row)
    loose = _Loose([], [])
    for place in dict.fromkeys([*truth, *given]):
        rows = [(fold(row[TEXT_TABLES[table][1]]), row) for row in given[place]]
        yield from _in_place(table, place, truth.get(place, []), rows, loose)
    yield from _displaced(table, loose)
    yield from _altered(table, loose)
    yield from (_verdict(table, place, _wrong(row), "", _shown(text, row), row) for place, text, row in loose.given)
    for place, text in loose.wanted:
        yield _verdict(table, place, _missing(covered=output.covers(table, place)), text, "")


def _in_place(
    table: str, place: Place, wanted: list[str], given: list[tuple[str, Row]], loose: _Loose
) -> Iterator[Verdict]:
    """Yield the rows that are right and in order; put the rest aside."""
    texts, rows = [text for text, _ in given], [row for _, row in given]
    pairs = _common(wanted, texts, [1000 if row["status"] in _UNMARKED else 1 for row in rows])
    for _, at in pairs:
        yield _verdict(table, place, _right(rows[at]), texts[at], _shown(texts[at], rows[at]), rows[at])
    found, used = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    loose.wanted += [(place, text) for at, text in enumerate(wanted) if at not in found]
    loose.given += [(place, texts[at], row) for at, row in enumerate(rows) if at not in used]


def _common(wanted: Sequence[str], given: Sequence[str], weights: Sequence[int]) -> list[tuple[int, int]]:
    """Return the pairs of the heaviest common subsequence: unmarked rows count before marked ones."""
    best: list[list[tuple[int, list[tuple[int, int]]]]] = [[(0, [])] * (len(given) + 1)]
    for i, text in enumerate(wanted):
        line: list[tuple[int, list[tuple[int, int]]]] = [(0, [])]
        for j, other in enumerate(given):
            options = [best[i][j + 1], line[j]]
            if text == other:
                weight, pairs = best[i][j]
                options.append((weight + weights[j], [*pairs, (i, j)]))
            line.append(max(options, key=lambda option: option[0]))
        best.append(line)
    return best[-1][-1][1]


def _displaced(table: str, loose: _Loose) -> Iterator[Verdict]:
    """Pair each loose row with the same text elsewhere in the truth, in its own column if it can be."""
    for place, text, row in list(loose.given):
        homes = [item for item in loose.wanted if item[1] == text]
        if homes:
            home = min(homes, key=lambda item: item[0] != place)
            yield _paired(table, home, (place, text, row), loose)


def _altered(table: str, loose: _Loose) -> Iterator[Verdict]:
    """Pair each loose row with a text of its column that it is a damaged form of."""
    for place, text, row in list(loose.given):
        likenesses = {item: _likeness(item[1], text) for item in loose.wanted if item[0] == place}
        home = max(likenesses, key=lambda item: likenesses[item], default=None)
        if home and likenesses[home] >= _SAME_CELL:
            yield _paired(table, home, (place, text, row), loose)


def _paired(table: str, home: tuple[Place, str], item: tuple[Place, str, Row], loose: _Loose) -> Verdict:
    loose.wanted.remove(home)
    loose.given.remove(item)
    place, text, row = item
    return _verdict(table, home[0], _wrong(row), home[1], f"{_shown(text, row)} in {' '.join(place)}", row)


def _likeness(one: str, other: str) -> float:
    return max(fuzz.ratio(one, other), fuzz.partial_ratio(one, other))


def _shown(text: str, row: Row) -> str:
    return f"{text} ({row['status']} {row['position']})"
