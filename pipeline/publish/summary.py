"""The changes from year to year in a few lines, as one would tell them to an analyst."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from statistics import median

from pipeline.model import Table
from pipeline.publish.rows import Row, in_order
from pipeline.publish.schema import schema

#: So many bands are named one by one; of more, the range is told.
NAMED = 3

_BOUNDS = ("minimum", "maximum")
_COUNTED = {
    "unchanged": "kept",
    "renamed": "renamed",
    "reworded": "reworded",
    "moved_in": "moved",
    "added": "new",
    "removed": "gone",
}


def summary(changes: Sequence[Row]) -> Iterator[str]:
    """Yield the lines for each two years, in time, from the rows of `changes.csv`, in any order."""
    years: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in in_order(changes, schema().tables["changes"]):
        years[str(row["from_year"]), str(row["to_year"])].append(row)
    for (before, after), rows in sorted(years.items()):
        yield f"From {before} to {after}:"
        for line in _between(rows):
            yield f"  {line}"


def _between(rows: Sequence[Row]) -> Iterator[str]:
    tables: dict[object, list[Row]] = defaultdict(list)
    for row in rows:
        tables[row["table"]].append(row)
    for bound in _BOUNDS:
        yield from _pay(bound, tables[Table.PAY_BANDS])
    if tables[Table.JOB_TITLES]:
        yield f"job titles: {_counts(tables[Table.JOB_TITLES])}"
        yield from _titles(tables[Table.JOB_TITLES])
    if tables[Table.RESPONSIBILITIES]:
        yield f"responsibilities: {_counts(tables[Table.RESPONSIBILITIES])}"


def _pay(bound: str, rows: Sequence[Row]) -> Iterator[str]:
    """Yield a line for each thing that became of one end of the ranges."""
    for change in ("raised", "cut", "unchanged", "added", "removed"):
        found = [row for row in rows if row["change"] == f"{bound}_{change}"]
        if not found:
            continue
        bands = f"{len(found)} band{'' if len(found) == 1 else 's'}"
        head = f"{bound} {change} in {bands}"
        if change == "unchanged":
            yield head
        elif len(found) <= NAMED or change in ("added", "removed"):
            yield f"{head}: {', '.join(map(_band, found))}"
        else:
            yield f"{head}: {_range(found)}"


def _band(row: Row) -> str:
    """Name a band with its new amount, or its old one where it is gone, and the difference where there is one."""
    amount = Decimal(str(row["after"] if row["after"] is not None else row["before"]))
    rise = row["amount_gbp"]
    by = f" ({_signed(Decimal(str(rise)))}, {row['percent']} %)" if rise is not None else ""
    return f"{_place(row)} {row['location']} {_pounds(amount)}{by}"


def _range(rows: Sequence[Row]) -> str:
    rises = sorted(abs(Decimal(str(row["amount_gbp"]))) for row in rows)
    percents = sorted(abs(Decimal(str(row["percent"]))) for row in rows if row["percent"] is not None)
    shares = f", {percents[0]:.1f} to {percents[-1]:.1f} % (median {median(percents):.1f} %)" if percents else ""
    return f"by {_pounds(rises[0])} to {_pounds(rises[-1])}{shares}"


def _pounds(amount: Decimal) -> str:
    return f"£{amount:,.2f}".removesuffix(".00")


def _signed(amount: Decimal) -> str:
    return ("-" if amount < 0 else "+") + _pounds(abs(amount))


def _place(row: Row) -> str:
    return f"{row['job_family']} {'' if row['level'] is None else row['level']}".strip()


def _counts(rows: Sequence[Row]) -> str:
    counts = {word: sum(row["change"] == change for row in rows) for change, word in _COUNTED.items()}
    return ", ".join(f"{count} {word}" for word, count in counts.items() if count)


def _titles(rows: Sequence[Row]) -> Iterator[str]:
    """Yield a line for each kind of change with the titles by name."""
    out = {(row["before"], row["after"]): _place(row) for row in rows if row["change"] == "moved_out"}
    told = {
        "new": [f"{row['after']} ({_place(row)})" for row in rows if row["change"] == "added"],
        "gone": [f"{row['before']} ({_place(row)})" for row in rows if row["change"] == "removed"],
        "renamed": [f"{row['before']} to {row['after']} ({_place(row)})" for row in rows if row["change"] == "renamed"],
        "moved": [
            f"{row['after']} ({out.get((row['before'], row['after']))} to {_place(row)})"
            for row in rows
            if row["change"] == "moved_in"
        ],
    }
    for word, titles in told.items():
        if titles:
            yield f"  {word}: {', '.join(sorted(titles))}"
