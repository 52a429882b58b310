"""Invent what the tables of a report say: cells with their spans, before anything is drawn."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Literal

Kind = Literal["stub", "number", "text", "mark"]
RowKind = Literal["head", "section", "body", "total"]
_NUMBER: list[Kind] = ["number"]
_MARK: list[Kind] = ["mark"]


@cache
def words(name: str) -> list[str]:
    """Return a list of words of the imaginary reports."""
    lists: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
    return lists[name]


def some(rng: Random, name: str, count: int) -> list[str]:
    """Draw different words; fewer when there are not as many."""
    known = words(name)
    return rng.sample(known, min(count, len(known)))


@dataclass(frozen=True)
class Item:
    """A cell as it is to be printed."""

    text: str
    row: int
    col: int
    rows: int = 1
    cols: int = 1
    bold: bool = False
    centred: bool = False
    indent: int = 0
    marker: str = ""
    sign: str = ""

    @property
    def truth(self) -> str:
        """Return the whole text: a currency sign and a footnote marker belong to the cell."""
        return self.sign + self.text + self.marker


@dataclass(frozen=True)
class Grid:
    """A table: the kinds of its columns and rows, its cells, and the texts that stand around it."""

    columns: tuple[Kind, ...]
    rows: tuple[RowKind, ...]
    items: tuple[Item, ...]
    notes: tuple[str, ...] = ()
    features: frozenset[str] = frozenset()

    @property
    def heads(self) -> int:
        """Return how many rows at the top are headings."""
        return next((i for i, kind in enumerate(self.rows) if kind != "head"), len(self.rows))

    def narrower(self) -> Grid:
        """Return the table without its last column."""
        last = len(self.columns) - 1
        items = (replace(item, cols=min(item.cols, last - item.col)) for item in self.items if item.col < last)
        return replace(self, columns=self.columns[:-1], items=tuple(items))

    def unmerged(self) -> Grid:
        """Return the table with the labels of groups in the first row of the group only: no rule merges the rows."""
        items = tuple(item if self.rows[item.row] == "head" else replace(item, rows=1) for item in self.items)
        named = {"merged down": "group named once"}
        return replace(self, items=items, features=frozenset(named.get(name, name) for name in self.features))

    def part(self, first: int, last: int, *, again: bool) -> Grid:
        """Return the rows from `first` up to `last`, with the headings printed again above them if asked."""
        kept = [*range(self.heads if again and first else 0), *range(first, last)]
        places = {row: i for i, row in enumerate(kept)}
        items = tuple(replace(item, row=places[item.row]) for item in self.items if item.row in places)
        return replace(self, rows=tuple(self.rows[row] for row in kept), items=items)


@dataclass(frozen=True)
class Figures:
    """How a table writes its numbers."""

    thousands: str
    point: str
    decimals: int
    size: int
    after: str
    negatives: str
    missing: str
    gaps: float
    flags: tuple[str, ...] = ()

    def write(self, rng: Random) -> str:
        """Write one number, or the sign for none, or nothing."""
        if rng.random() < self.gaps:
            return self.missing
        value = rng.uniform(0.3, 1) * 10 ** rng.uniform(0.5, self.size)
        text = f"{value:,.{self.decimals}f}".replace(",", "\0").replace(".", self.point).replace("\0", self.thousands)
        if self.negatives and rng.random() < 0.15:
            text = f"({text})" if self.negatives == "()" else self.negatives + text
        flag = rng.choice(self.flags) if self.flags and rng.random() < 0.15 else ""
        return text + self.after + flag


def make_figures(rng: Random) -> Figures:
    """Choose a way to write the numbers of one column or one table."""
    decimals = rng.choice([0, 0, 0, 1, 1, 2])
    size = rng.choice([2, 3, 4, 5, 6]) if decimals == 0 else rng.choice([1, 2, 2, 3])
    after = "%" if size <= 2 and rng.random() < 0.35 else ""
    point = rng.choice([".", ".", ","])
    thousands = rng.choice([",", ",", ""]) if point == "." else rng.choice([" ", "."])
    missing = rng.choice(["–", "-", "—", ":", "n.a.", "", "", "(NA)", "...", "0"])
    negatives = rng.choice(["", "", "-", "–", "()"])
    flags = rng.choice([(), (), (), (), (" p", " e", " b"), ("*", "**"), (" (a)", " (b)"), ("r",)])
    return Figures(thousands, point, decimals, size, after, negatives, missing, rng.choice([0, 0, 0.05, 0.15]), flags)


@dataclass
class Draft:
    """A table that is being written, row by row."""

    rng: Random
    columns: tuple[Kind, ...]
    rows: list[RowKind]
    items: list[Item]
    features: set[str]
    notes: list[str]

    def row(self, kind: RowKind) -> int:
        self.rows.append(kind)
        return len(self.rows) - 1

    def put(self, item: Item) -> None:
        if item.truth:
            self.items.append(item)

    def done(self) -> Grid:
        notes = tuple(f"{i} {note}" for i, note in enumerate(self.notes, 1))
        return Grid(self.columns, tuple(self.rows), tuple(self.items), notes, frozenset(self.features))


def draft(rng: Random, *columns: Kind) -> Draft:
    """Start a table with these columns."""
    return Draft(rng, columns, [], [], set(), [])


def statistics(rng: Random, room: int) -> Grid:
    """Invent a table of numbers with a column of labels: the kind most often printed."""
    count = rng.randint(2, max(2, room))
    table = draft(rng, "stub", *_NUMBER * count)
    if count >= 8:
        table.features.add("many columns")
    _headings(table, count, 1)
    _body(table, count, _labels(rng, rng.randint(4, 22)))
    return table.done()


def dense(rng: Random, room: int) -> Grid:
    """Invent a table with narrow gaps between many columns of numbers."""
    count = rng.randint(min(6, room), max(6, room + 2))
    table = draft(rng, "stub", *_NUMBER * count)
    table.features |= {"many columns", "narrow gaps"}
    _headings(table, count, 1)
    table_labels = rng.choice([some(rng, "codes", 24), some(rng, "states", 24), some(rng, "countries", 25)])
    _body(table, count, table_labels)
    return table.done()


def money(rng: Random, room: int) -> Grid:
    """Invent a financial statement: signs of currency on the first row and on the totals."""
    count = rng.randint(1, min(4, room))
    table = draft(rng, "stub", *_NUMBER * count)
    table.features.add("currency signs")
    _headings(table, count, 1)
    figures = replace(make_figures(rng), after="", missing=rng.choice(["–", "-", ""]), size=rng.randint(3, 6))
    sign = rng.choice(["$", "$", "€", "£"])
    for part in range(rng.randint(1, 3)):
        if part or rng.random() < 0.5:
            table.put(Item(rng.choice(words("groups")) + ":", table.row("section"), 0, bold=rng.random() < 0.5))
        for i, label in enumerate(some(rng, "accounts", rng.randint(3, 8))):
            _figures_row(table, Item(label, 0, 0, sign="" if i else sign, indent=1), [figures] * count)
        _figures_row(table, Item(rng.choice(words("totals")), 0, 0, sign=sign), [figures] * count, kind="total")
    return table.done()


def wording(rng: Random, room: int) -> Grid:
    """Invent a table of texts, whose cells have several lines."""
    columns = rng.randint(2, min(4, max(2, room // 2)))
    banks = rng.sample(["measures", "bodies", "reasons", "sentences"], columns)
    kinds: list[Kind] = ["text"] * columns
    numbered = rng.random() < 0.4
    table = draft(rng, *_MARK * numbered, *kinds)
    listed = rng.random() < 0.25
    table.features |= {"cells of text", *(["lists in cells"] if listed else [])}
    names = [*(["No"] if numbered else []), *some(rng, "stub_heads", columns)]
    head = table.row("head")
    for col, name in enumerate(names):
        table.put(Item(name, head, col, bold=True))
    texts_of = [some(rng, bank, 8) for bank in banks]
    for i in range(rng.randint(3, 7)):
        row = table.row("body")
        texts = [*([f"{i + 1}."] if numbered else []), *(column[i] for column in texts_of)]
        for col, text in enumerate(texts):
            if listed and col == len(texts) - 1:
                text = "\n".join(f"– {part}" for part in rng.sample(words("reasons"), rng.randint(1, 3)))
            table.put(Item("" if col == len(texts) - 1 and rng.random() < 0.08 else text, row, col))
    return table.done()


def mixed(rng: Random, room: int) -> Grid:
    """Invent a table whose first column is merged down over several rows, with a second column of labels."""
    count = rng.randint(1, max(1, min(5, room - 2)))
    table = draft(rng, "stub", "stub", *_NUMBER * count)
    table.features.add("merged down")
    _headings(table, count, 2)
    figures = [make_figures(rng)] * count
    for group in some(rng, "groups", rng.randint(2, 5)):
        labels = some(rng, rng.choice(["people", "goods"]), rng.randint(2, 4))
        for i, label in enumerate(labels):
            row = _figures_row(table, Item(label, 0, 1), figures)
            if not i:
                table.put(Item(group, row, 0, rows=len(labels)))
    return table.done()


def codes(rng: Random, room: int) -> Grid:
    """Invent a list with a code, a name, perhaps a tick, and one or two numbers."""
    count = rng.randint(1, 2)
    tick = rng.random() < 0.4
    table = draft(rng, "mark", "stub", *_MARK * tick, *_NUMBER * count)
    head = table.row("head")
    names = ["Code", rng.choice(words("stub_heads")), *(["Listed"] if tick else []), *some(rng, "heads", count)]
    for col, name in enumerate(names):
        table.put(Item(name, head, col, bold=True, centred=col >= 2))
    figures = [make_figures(rng) for _ in range(count)]
    for label in some(rng, rng.choice(["sectors", "goods", "agencies"]), rng.randint(5, 14)):
        row = _figures_row(table, Item(label, 0, 1), figures, first=3 if tick else 2)
        table.put(Item(rng.choice("ABCDEFGHK") + str(rng.randint(10, 99)), row, 0))
        if tick and rng.random() < 0.6:
            table.put(Item(rng.choice(["X", "Yes", "No"]), row, 2, centred=True))
    return table.done()


def directory(rng: Random, room: int) -> Grid:
    """Invent a list of short texts with no number among them: names, dates, references, answers."""
    sorts = rng.sample(["date", "reference", "answer", "body", "place"], rng.randint(2, max(2, min(4, room // 2))))
    texts: list[Kind] = ["stub"] * len(sorts)
    table = draft(rng, "stub", *texts)
    table.features.add("texts in lines")
    head = table.row("head")
    for col, name in enumerate([rng.choice(words("stub_heads")), *(sort.capitalize() for sort in sorts)]):
        table.put(Item(name, head, col, bold=True))
    for label in some(rng, rng.choice(["countries", "goods", "agencies", "states"]), rng.randint(4, 14)):
        row = table.row("body")
        table.put(Item(label, row, 0))
        for col, sort in enumerate(sorts, 1):
            table.put(Item("" if rng.random() < 0.06 else _entry(rng, sort), row, col))
    return table.done()


def _entry(rng: Random, sort: str) -> str:
    """Invent an entry of a directory."""
    if sort == "date":
        return f"{rng.randint(1, 28)} {rng.choice(words('months'))} {rng.randint(1998, 2012)}"
    if sort == "reference":
        return f"{rng.choice(['No', 'EC', 'Art.', 'P.L.'])} {rng.randint(1, 999)}/{rng.randint(1990, 2012)}"
    if sort == "answer":
        return rng.choice(["Yes", "No", "Partly", "Not applicable", "Under way", "Completed"])
    return rng.choice(words("bodies" if sort == "body" else "states"))


def pairs(rng: Random, room: int) -> Grid:
    """Invent a small table of two columns: labels and one value each."""
    table = draft(rng, "stub", "number")
    table.features.add("two columns only")
    if rng.random() < 0.6:
        head = table.row("head")
        table.put(Item(rng.choice(words("stub_heads")), head, 0, bold=True))
        table.put(Item(rng.choice(words("heads")), head, 1, bold=True))
    bank = rng.choice(["people", "goods", "agencies", "countries"])
    figures = make_figures(rng)
    for label in some(rng, bank, rng.randint(4, 12)):
        _figures_row(table, Item(label, 0, 0), [replace(figures, gaps=0)])
    if rng.random() < 0.5:
        _figures_row(table, Item(rng.choice(words("totals")), 0, 0), [figures], kind="total")
    return table.done()


TOPICS: dict[Callable[[Random, int], Grid], float] = {
    statistics: 40,
    dense: 14,
    money: 12,
    wording: 12,
    mixed: 8,
    codes: 8,
    pairs: 6,
    directory: 7,
}


def make_grid(rng: Random, room: int) -> Grid:
    """Invent a table of any kind; `room` is about how many columns of numbers there is space for."""
    topic = rng.choices(list(TOPICS), list(TOPICS.values()))[0]
    return topic(rng, room)


def _labels(rng: Random, count: int) -> list[str]:
    bank = rng.choice(["countries", "states", "sectors", "goods", "agencies", "questions", "people", "months"])
    return some(rng, bank, count)


def _headings(table: Draft, count: int, stubs: int) -> None:
    """Write the headings over the numbers: years or words, perhaps under headings that span several columns."""
    rng = table.rng
    spans = _spans(rng, count) if count >= 2 and rng.random() < 0.5 else []
    title = count >= 2 and rng.random() < 0.12
    first = len(table.rows)
    if title:
        table.put(Item(rng.choice(words("captions")), table.row("head"), stubs, cols=count, centred=True))
    if spans:
        table.features.add("headings that span columns")
        row, col = table.row("head"), stubs
        for text, width in zip(some(rng, "spanners", len(spans)), spans, strict=False):
            table.put(Item(text, row, col, cols=width, centred=True, bold=rng.random() < 0.3))
            col += width
    last = table.row("head")
    for col, text in enumerate(_column_names(rng, count, spans), stubs):
        table.put(Item(text, last, col))
    _stub_heads(table, stubs, first, last)
    if count >= 3 and rng.random() < 0.18:
        table.features.add("units under the headings")
        table.put(Item(rng.choice(words("units")), table.row("head"), stubs, cols=count, centred=True))
    elif rng.random() < 0.12:
        row = table.row("head")
        for col in range(stubs, stubs + count):
            table.put(Item(f"({col - stubs + 1})", row, col))


def _spans(rng: Random, count: int) -> list[int]:
    """Part the columns into groups, most of one width."""
    width = rng.choice([2, 2, 3, 4])
    spans = [width] * (count // width)
    return spans + ([count % width] if count % width else [])


def _column_names(rng: Random, count: int, spans: Sequence[int]) -> list[str]:
    """Return years, quarters or words; the same ones under each heading that spans several columns."""
    start = rng.randint(1990, 2008)
    years = [str(start + i) for i in range(count)]
    if spans and rng.random() < 0.7:
        inner = rng.choice([years[: spans[0]], some(rng, "heads", spans[0])])
        return [inner[i] for width in spans for i in range(width)]
    if rng.random() < 0.15:
        return [f"{rng.choice(['Q', ''])}{i % 4 + 1}{rng.choice([' ', '/'])}{start + i // 4}" for i in range(count)]
    return years if rng.random() < 0.45 else (some(rng, "heads", count) + years)[:count]


def _stub_heads(table: Draft, stubs: int, first: int, last: int) -> None:
    """Name the columns of labels: over all the rows of headings, or on the last of them, or not at all."""
    choice = table.rng.random()
    for col, text in enumerate(some(table.rng, "stub_heads", stubs)):
        if choice < 0.3:
            table.put(Item(text, first, col, rows=last - first + 1))
        elif choice < 0.65:
            table.put(Item(text, last, col))


def _body(table: Draft, count: int, labels: Sequence[str]) -> None:
    """Write the rows, perhaps in sections, with indented labels, and with totals above or below."""
    rng = table.rng
    figures = [make_figures(rng)] * count if rng.random() < 0.6 else [make_figures(rng) for _ in range(count)]
    shape = rng.choice(["flat", "flat", "sections", "centred sections", "nested"])
    total = rng.choice(["", "", "first", "last"])
    if total == "first":
        _figures_row(table, Item(rng.choice(words("totals")), 0, 0), figures, kind="total")
    size = rng.randint(3, 6)
    groups = some(rng, "groups", len(labels) // size + 1)
    for i, label in enumerate(labels):
        if shape != "flat" and i % size == 0:
            _section(table, shape, groups[i // size], figures)
        _figures_row(table, Item(label, 0, 0, indent=int(shape in {"nested", "sections"})), figures)
    if total == "last":
        _figures_row(table, Item(rng.choice(words("totals")), 0, 0), figures, kind="total")
    if total:
        table.features.add("totals")


def _section(table: Draft, shape: str, text: str, figures: Sequence[Figures]) -> None:
    """Write the heading of a section: across the table, in the column of labels, or with its own numbers."""
    table.features.add(shape)
    if shape == "nested":
        _figures_row(table, Item(text, 0, 0, bold=True), figures)
    elif shape == "centred sections":
        table.put(Item(text, table.row("section"), 0, cols=len(table.columns), centred=True, bold=True))
    else:
        table.put(Item(text, table.row("section"), 0, bold=table.rng.random() < 0.6))


def _figures_row(
    table: Draft, label: Item, figures: Sequence[Figures], *, kind: RowKind = "body", first: int | None = None
) -> int:
    """Write a label and its numbers from column `first` on, and return the number of the row.

    The numbers are as bold as the label, and have the currency sign that it was given.
    """
    row, bold = table.row(kind), label.bold or kind == "total"
    table.put(replace(label, row=row, bold=bold, marker=_marker(table), sign=""))
    for col, figure in enumerate(figures, label.col + 1 if first is None else first):
        text = figure.write(table.rng)
        table.put(Item(text, row, col, bold=bold, sign=label.sign if text[:1].isdigit() else ""))
    return row


def _marker(table: Draft) -> str:
    """Now and then, add a footnote and return its marker."""
    if table.rng.random() > 0.03 or len(table.notes) > 3:
        return ""
    table.notes.append(table.rng.choice(words("notes")))
    table.features.add("footnote markers")
    return str(len(table.notes))
