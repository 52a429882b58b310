"""Choose what a page of a report looks like as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from tests.reports import blocks as b
from tests.reports.grid import words

A4 = (595.0, 842.0)
LETTER = (612.0, 792.0)
_TURNED: list[b.Turned] = ["page", "text"]
_PARTED: list[b.Parted] = ["", "words", "letters"]


@dataclass(frozen=True)
class Body:
    """The blocks of a page, and how they run."""

    top: tuple[b.Block, ...] = ()
    flow: tuple[b.Block, ...] = ()
    columns: int = 1
    landscape: bool = False
    close: bool = False
    features: frozenset[str] = frozenset()


def _text(rng: Random, count: int) -> tuple[list[b.Block], set[str]]:
    return b.passage(rng, count, justified=rng.random() < 0.5)


def report(rng: Random) -> Body:
    """One column of text with one to three tables."""
    flow, features = _text(rng, rng.randint(1, 3))
    for _ in range(rng.randint(1, 3)):
        flow.append(b.make_table(rng, 10, 7))
        more, named = _text(rng, rng.randint(0, 2))
        flow += more
        features |= named
    return Body((), (*flow, b.notes(rng)), features=frozenset({"one column", *features}))


def two_columns(rng: Random) -> Body:
    """Two columns of text, with a table in one of them or across both."""
    flow, features = _text(rng, 12)
    if rng.random() < 0.5:
        flow.insert(rng.randint(0, 6), b.make_table(rng, 8, 3))
        return Body((), tuple(flow), 2, features=frozenset({"two columns", "table in a column", *features}))
    top = b.make_table(rng, 9, 8)
    return Body((top,), tuple(flow), 2, features=frozenset({"two columns", "table across columns", *features}))


def full_page(rng: Random) -> Body:
    """A page that is nothing but one table, perhaps turned to landscape."""
    landscape = rng.random() < 0.5
    tables = [b.make_table(rng, 9, 12 if landscape else 8, breaks=True) for _ in range(3)]
    table = max(tables, key=lambda table: len(table.grid.rows))
    return Body((), (table,), landscape=landscape, features=frozenset({"table alone"}))


def stacked(rng: Random) -> Body:
    """Tables with little between them."""
    tables = [b.make_table(rng, 9, 7) for _ in range(rng.randint(2, 4))]
    if rng.random() < 0.4:
        tables = [replace(table, caption="", source="", units="") for table in tables]
    return Body((), tuple(tables), close=True, features=frozenset({"stacked tables"}))


def side_by_side(rng: Random) -> Body:
    """Two small tables next to each other, with text above."""
    above, features = _text(rng, 2)
    pair = b.Beside((b.make_table(rng, 8, 3),), (b.make_table(rng, 8, 3),), gap=rng.choice([16, 22, 30]))
    below, more = _text(rng, 2)
    return Body((), (*above, pair, *below), features=frozenset({"tables side by side", *features, *more}))


def beside_text(rng: Random) -> Body:
    """A table beside a column of text."""
    side: list[b.Block] = [b.prose(rng, rng.randint(3, 6)) for _ in range(2)]
    table = (b.make_table(rng, 8, 3),)
    pair = b.Beside(tuple(side), table, 0.45) if rng.random() < 0.5 else b.Beside(table, tuple(side), 0.55)
    text, features = _text(rng, 3)
    return Body((), (text[0], pair, *text[1:]), features=frozenset({"table beside text", *features}))


def continued(rng: Random) -> Body:
    """A table that goes on over the page."""
    flow, features = _text(rng, rng.randint(4, 7))
    tables = [b.make_table(rng, 10, 6, breaks=True) for _ in range(8)]
    longest = max(tables, key=lambda table: len(table.grid.rows))
    after, more = _text(rng, 3)
    return Body((), (*flow, longest, *after), features=frozenset({"continued table", *features, *more}))


def no_table(rng: Random) -> Body:
    """Text, lists, charts and the like, and no table at all."""
    columns = rng.choice([1, 1, 2])
    flow, features = _text(rng, rng.randint(5, 9) * columns)
    for _ in range(rng.randint(0, 2)):
        name, block = b.distractor(rng)
        flow.insert(rng.randint(0, len(flow)), block)
        features.add(name)
    kind = "two columns" if columns == 2 else "one column"
    return Body((), (*flow, b.notes(rng)), columns, features=frozenset({"no table", kind, *features}))


BODIES: dict[Callable[[Random], Body], int] = {
    report: 26,
    two_columns: 14,
    full_page: 10,
    stacked: 7,
    side_by_side: 6,
    beside_text: 5,
    continued: 8,
    no_table: 36,
}


def make_plan(rng: Random) -> b.Plan:
    """Choose the pages of one short report."""
    body = rng.choices(list(BODIES), list(BODIES.values()))[0](rng)
    size = rng.choice([A4, LETTER])
    titled, framed = rng.random(), rng.random() < 0.06
    turned = rng.choices(_TURNED, [70, 30])[0] if body.landscape and rng.random() < 0.6 else ""
    parted = rng.choices(_PARTED, [80, 13, 7])[0]
    font = rng.choices(["helvetica", "times", "vera", "courier"], [35, 35, 24, 6])[0]
    plan = b.Plan(
        size=(size[1], size[0]) if body.landscape else size,
        margin=rng.choice([48, 56, 64, 72]),
        font=font,
        body=rng.choice([8.5, 9.0, 10.0, 11.0]),
        columns=body.columns,
        gap=rng.choice([3, 5, 8]) if body.close else rng.choice([6, 9, 12]),
        top=body.top,
        flow=body.flow,
        header="" if titled < 0.4 else f"{rng.choice(words('captions'))} – {rng.choice(words('titles'))}",
        footer=rng.choice(["", "{page}", "Page {page} of 96", "– {page} –"]),
        ruled_header=rng.random() < 0.5,
        framed=framed,
        turned=turned,
        parted=parted,
    )
    return replace(plan, features=body.features)
