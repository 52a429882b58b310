"""A grid with families across and levels down to entries: one pass for headings, one for pay, one for the texts.

Headings are known by what they say, wherever they stand. A row's table and level hold until another is printed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.model import Cell, Doubt, Entry, Grid, Line, Location, Loose, Reading, Row, Table
from pipeline.reconcile import amounts, columns, pay_grid
from pipeline.reconcile.headings import USUAL, Body, Heads, Named, only_location
from pipeline.reconcile.text import join_lines, words_of
from pipeline.reconcile.titles import ends, is_bare, is_known, open_ended, split_cell
from pipeline.reconcile.vocabulary import (
    family_key,
    is_blank_mark,
    is_furniture,
    label_and_level,
    level_of,
    match,
    nearest,
    squeeze,
    table,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.reconcile.likeness import Likeness

SECTIONS = {table_.value: table_ for table_ in Table}
#: A label has at most so many words.
LONGEST_LABEL = 4
_BULLETS = table("vocabulary")["marks"]["bullets"]
_ITEM = re.compile(rf"\s*[{_BULLETS}]\s*|^\s*[-–*·]\s+|(?<=[.;])\s+[-–*]\s+")
#: The same in a cell that begins with a dash.
_DASHED_ITEM = re.compile(rf"\s*[{_BULLETS}]\s*|(?:^|(?<=\s))[-–*·]\s+(?=[A-Z])")


def read(grid: Grid, likeness: Likeness) -> Reading:
    """Return the entries of a matrix; empty where nothing in the grid can be placed."""
    heads, rows, preamble, loose = _parts(grid)
    body = _labelled(rows, loose)
    kept = {id(row) for row in rows}
    labels = [cell for row in _whole_labels(rows) for cell in row.cells if _is_label(cell)]
    headings = (*grid.beside, *_lines(row for row in grid.rows if id(row) not in kept), *_lines([Row(tuple(labels))]))
    if not any(row.table for row in body) or not (heads.families or any(_is_label(row.cells[0]) for row in rows)):
        return Reading((), tuple(loose), preamble)
    if not heads.families:
        loose.append(Loose(Doubt("lost_heading", "no row names the job families; those of other years are supposed")))
    entries = pay_grid.read([row for row in body if row.table is Table.PAY_BANDS], heads, likeness, loose)
    entries += _texts(body, heads, entries, likeness, steady=grid.steady)
    loose += [_unplaced(row) for row in body if not row.table]
    return Reading(tuple(entries), tuple(loose), preamble, headings)


def _lines(rows: Iterable[Row | Body]) -> tuple[Line, ...]:
    return tuple(line for row in rows for cell in row.cells for line in cell.lines)


def _unplaced(row: Body) -> Loose:
    text = " ".join(cell.text for cell in row.cells)
    reason = f"no heading says which table this belongs to: {text!r}"
    return Loose(Doubt("unused_text", reason), Line(text, row.cells[0].lines[0].place))


def _parts(grid: Grid) -> tuple[Heads, list[Row], tuple[Line, ...], list[Loose]]:
    """Part heading rows, which may be printed again on a later page, from body rows and from what stands above them."""
    heads = Heads()
    rows: list[Row] = []
    preamble: list[Line] = []
    loose: list[Loose] = []
    for row in grid.rows:
        kinds = [match(cell.text) for cell in row.cells]
        names = [kind.name for kind in kinds if kind and kind.kind == "label"]
        families = [kind for kind in kinds if kind and kind.kind == "family"]
        families = families if any(kind.exact for kind in families) else []
        places = [kind for kind in kinds if kind and kind.kind == "location"]
        if names[:1] == ["families"] or (len(families) > 1 and len(families) >= len(row.cells) / 2):
            heads = heads if heads.families else replace(heads, families=_families(row, loose))
        elif names[:1] == ["location"] or (len(places) > 1 and len(places) >= len(row.cells) - 1):
            count = len(loose)
            heads = heads if heads.locations else replace(heads, locations=_locations(row, loose))
            heads = replace(heads, strange=heads.strange or len(loose) > count)
        elif len(row.cells) == 1 and is_furniture(row.cells[0].text):
            continue
        elif not rows and not _begins_body(row):
            preamble += [line for cell in row.cells for line in cell.lines]
        else:
            rows.append(row)
    return heads, rows, tuple(preamble), loose


def _begins_body(row: Row) -> bool:
    """Tell whether the first row of the table may look like this."""
    if any(amounts.has_amount(cell.text) for cell in row.cells):
        return True
    heading = label_and_level(row.cells[0].text)
    return bool(heading and heading[0].kind == "label" and heading[0].name in SECTIONS)


def _families(row: Row, loose: list[Loose]) -> tuple[tuple[Named, Cell], ...]:
    found = []
    labelled = bool(match(row.cells[0].text))
    for cell in row.cells if labelled or row.cells[0].first else row.cells[1:]:
        term = match(cell.text)
        if term and term.kind == "family":
            found.append((Named(cell.text, term.name), cell))
            if not term.exact:
                loose.append(_misread(cell, term.name))
        elif not term or term.kind != "label":
            found.append((Named(cell.text, family_key(cell.text), new=True), cell))
    return tuple(found)


def _misread(cell: Cell, name: str) -> Loose:
    return Loose(Doubt("doubtful_text", f"read the heading {cell.text!r} as {name!r}"), cell.lines[0])


def _locations(row: Row, loose: list[Loose]) -> tuple[tuple[Location, Cell], ...]:
    found = []
    for number, cell in enumerate(row.cells):
        term = match(cell.text)
        if not term and not number:
            continue
        if term and term.kind == "location":
            found.append((Location(term.name), cell))
            if not term.exact:
                loose.append(_misread(cell, term.name))
        elif not term or term.kind != "label":
            near = nearest(cell.text, "location")
            reason = f"read the heading {cell.text!r}, expected a location; nearest: {near or 'none'}"
            loose.append(Loose(Doubt("unknown_heading", reason), cell.lines[0]))
    only = only_location([place.value for place, _ in found], [cell.text for _, cell in found])
    return tuple((only, cell) for _, cell in found) if only else tuple(found)


@dataclass(frozen=True, slots=True)
class _Held:
    """What was printed last: it holds until another is. `unknown` under a label that is not known."""

    section: Table | None = None
    level: int | None = None
    unknown: bool = False
    lone: bool = False

    def after(self, label: Table | None, level: int | None) -> _Held:
        """Return what holds after a row with this label and level; a level that falls begins another table."""
        if label:
            return _Held(label, level)
        if level is None:
            return self
        falls = self.level is not None and level < self.level
        return replace(self, section=None if falls else self.section, level=level, lone=False)


def _labelled(rows: Sequence[Row], loose: list[Loose]) -> list[Body]:
    """Take the labels and levels off the rows; each row keeps those that were printed last."""
    body: list[Body] = []
    held = _Held()
    rows = _whole_labels(rows)
    slot = min((row.cells[0].first for row in rows if _is_label(row.cells[0])), default=-1)
    for row in rows:
        label, printed, cells = _labels(row)
        if not label and cells and cells[0].first == slot and _like_heading(cells[0]):
            loose.append(_unknown(cells[0]))
            held = replace(held, section=None, unknown=True)
            _, printed, cells = _labels(Row(cells[1:]))
        if not label and printed is not None and not cells:
            loose.append(_lonely(row))
            held = replace(held, lone=True)
            continue
        held = _by_content(held.after(label, printed), cells, loose, first=not body)
        if cells:
            body.append(_body(row, cells, held, levelled=printed is not None))
    return body


def _by_content(held: _Held, cells: Sequence[Cell], loose: list[Loose], *, first: bool) -> _Held:
    """Let the content of a row say which table it is of, where no label does or it contradicts the label."""
    holds = None if held.unknown else _content(cells, held.section)
    pay = held.section is Table.PAY_BANDS
    if not holds or (held.section is not None and pay == (holds is Table.PAY_BANDS)):
        return held
    if held.section is not None or not first:
        reason = f"no label says that {holds.value.replace('_', ' ')} begin here: {cells[0].text!r}"
        loose.append(Loose(Doubt("lost_heading", reason)))
    return replace(held, section=holds)


def _body(row: Row, cells: tuple[Cell, ...], held: _Held, *, levelled: bool) -> Body:
    taken = len(row.cells) - len(cells)
    start = row.cells[taken - 1].last if taken else -1
    return Body(cells, held.section, held.level, row.gap, levelled, start, row.unsure, held.lone)


def _like_heading(cell: Cell) -> bool:
    """Tell whether a cell in the column of the labels looks like one: a few words, all of them capitalised."""
    words = [word for word in cell.text.split() if word[0].isalpha()]
    return 0 < len(words) <= LONGEST_LABEL and all(word[0].isupper() for word in words) and not ends(cell.text)


def _lonely(row: Row) -> Loose:
    line = row.cells[0].lines[0]
    reason = f"{line.text!r} stands alone: it may be a page number, or the level of what follows, which is doubted"
    return Loose(Doubt("lost_heading", reason), line)


def _unknown(cell: Cell) -> Loose:
    near = nearest(cell.text, "label")
    reason = f"read the heading {cell.text!r}, expected pay, titles or responsibilities; nearest: {near or 'none'}"
    return Loose(Doubt("unknown_heading", f"{reason}; add it to vocabulary.toml"), cell.lines[0])


def _whole_labels(rows: Sequence[Row]) -> list[Row]:
    """Join a label that goes on in the first cells of the next rows."""
    rows = list(rows)
    for index, row in enumerate(rows):
        first = row.cells[0]
        if first.first or _is_label(first) or not _begins_label(first.text):
            continue
        for later in range(index + 1, min(index + 3, len(rows))):
            other = rows[later].cells[0]
            whole = replace(first, lines=first.lines + other.lines)
            if other.first == first.first and _is_label(whole):
                rows[index] = replace(row, cells=(whole, *row.cells[1:]))
                rows[later] = replace(rows[later], cells=rows[later].cells[1:])
                break
    return [row for row in rows if row.cells]


def _begins_label(text: str) -> bool:
    labels = [name for name in table("vocabulary")["labels"] if name in SECTIONS]
    variants = [squeeze(v) for name in labels for v in table("vocabulary")["labels"][name]]
    return any(variant.startswith(squeeze(text)) for variant in variants)


def _is_label(cell: Cell) -> bool:
    heading = label_and_level(cell.text)
    return bool(heading and heading[0].kind == "label" and heading[0].name in SECTIONS)


def _labels(row: Row) -> tuple[Table | None, int | None, tuple[Cell, ...]]:
    """Return the label and level at the front of a row, and its other cells."""
    cells = list(row.cells)
    label: Table | None = None
    level: int | None = None
    if cells and _is_label(cells[0]):
        heading = label_and_level(cells.pop(0).text)
        if heading:
            label, level = SECTIONS[heading[0].name], heading[1]
    if cells and level_of(cells[0].text) is not None:
        level = level_of(cells.pop(0).text)
    return label, level, tuple(cell for cell in cells if not is_blank_mark(cell.text))


def _content(cells: Sequence[Cell], section: Table | None) -> Table | None:
    """Tell which table a row's cells read like; None where they could be of several, or are of the one in hand."""
    pay = [amounts.ranges(cell.text) is not None for cell in cells]
    money = any(amounts.looks_like_pay(cell.text) for cell in cells)
    if not cells or (section is Table.PAY_BANDS and money):
        return None
    if all(pay) or (any(pay) and section is None):
        return Table.PAY_BANDS
    words = [word for cell in cells for word in cell.text.split()]
    if all(_like_titles(cell) for cell in cells):
        return Table.JOB_TITLES
    small = sum(word[:1].islower() for word in words)
    return Table.RESPONSIBILITIES if small > len(words) / 3 else None


def _like_titles(cell: Cell) -> bool:
    return all(ends(title.text) for title in split_cell([line.text for line in cell.lines]))


def _texts(
    body: Sequence[Body], heads: Heads, pay: Sequence[Entry], likeness: Likeness, *, steady: bool
) -> list[Entry]:
    """Place the texts of every row in a family's column."""
    rows = [row for row in body if row.table in (Table.JOB_TITLES, Table.RESPONSIBILITIES)]
    families = tuple(named.name for named, _ in heads.families) or USUAL
    paid = {(entry.family, entry.level) for entry in pay}

    def exists(family: str, level: int | None) -> float:
        if any(at == level for _, at in paid):
            return 0.97 if (family, level) in paid else 0.03
        return likeness.exists(family, level)

    evidence = columns.Evidence(
        families, {named.name: cell.first for named, cell in heads.families}, exists, likeness, steady
    )
    placed = columns.place([_text_row(row) for row in rows], evidence)
    entries: list[Entry] = []
    label = min((row.cells[0].first for row in body if row.start < 0 and row.cells), default=-1) if not steady else -1
    label = label if label == 0 else -1
    for row, where in zip(rows, placed, strict=True):
        for cell in row.cells:
            family, probability = where.get(cell.first, ("", 0.0))
            sure = probability if heads.families else 0.5 * probability
            entries += _entries(row, cell, family, sure, steady=steady, label=label)
    return _continued(entries)


def _text_row(row: Body) -> columns.TextRow:
    texts = {cell.first: join_lines([line.text for line in cell.lines]) for cell in row.cells}
    return columns.TextRow(texts, row.table or Table.RESPONSIBILITIES, row.level, row.gap)


def _entries(row: Body, cell: Cell, family: str, probability: float, *, steady: bool, label: int) -> Iterator[Entry]:
    """Yield the titles or the responsibilities that a cell holds."""
    doubts = [] if row.level else [Doubt("doubtful_place", f"no level is printed for {cell.text!r}")]
    if row.lone:
        doubts.append(Doubt("doubtful_place", f"a number above may be the level of {cell.text!r}, or a page number"))
    if len(row.cells) == 1 and cell.first == label and row.start < 0:
        doubts.append(Doubt("doubtful_place", f"stands where labels stand: a note, or a row that slid: {cell.text!r}"))
    if row.table is Table.JOB_TITLES:
        for title in split_cell([line.text for line in cell.lines]):
            unsure = [Doubt("doubtful_text", f"where this title begins and ends is not sure: {title.text!r}")]
            yield Entry(
                Table.JOB_TITLES,
                family,
                row.level,
                (Line(title.text, cell.lines[0].place),),
                probability,
                doubts=tuple(doubts + ([] if title.sure else unsure)),
            )
        return
    if row.unsure:
        doubts.append(Doubt("doubtful_text", f"where this text begins or ends is not sure: {cell.text!r}"))
    for lines in _items(cell.lines, steady=steady):
        yield Entry(Table.RESPONSIBILITIES, family, row.level, lines, probability, doubts=tuple(doubts))


def _items(lines: Sequence[Line], *, steady: bool) -> Iterator[tuple[Line, ...]]:
    """Yield the responsibilities of a cell: parted by bullets, or by the line breaks that somebody typed.

    Where columns are kept apart by spaces (`steady`), lines are wraps and part nothing.
    """
    items: list[list[Line]] = [[]]
    pattern = _DASHED_ITEM if _DASHED_ITEM.match(lines[0].text) else _ITEM
    marked = any(pattern.search(line.text) for line in lines)
    for line in lines:
        first, *more = pattern.split(line.text)
        if first.strip():
            typed = not steady and not marked and not first.strip()[0].islower()
            items += [[]] if typed and items[-1] else []
            items[-1].append(Line(first.strip(), line.place))
        items += [[Line(part.strip(), line.place)] if part.strip() else [] for part in more]
    yield from (tuple(item) for item in items if item)


def _continued(entries: Sequence[Entry]) -> list[Entry]:
    """Join an entry that begins in the middle of a sentence to the one above it in its column."""
    joined: list[Entry] = []
    last: dict[tuple[Table, str, int | None], int] = defaultdict(lambda: -1)
    for entry in entries:
        column = (entry.table, entry.family, entry.level)
        above = last[column]
        if above >= 0 and _goes_on(joined[above], entry):
            before = joined[above]
            joined[above] = replace(
                before,
                lines=before.lines + entry.lines,
                confidence=min(before.confidence, entry.confidence),
                doubts=(*before.doubts, *entry.doubts),
            )
            continue
        joined.append(entry)
        last[column] = len(joined) - 1
    return joined


def _goes_on(above: Entry, entry: Entry) -> bool:
    """Tell whether an entry is the rest of the one above: a wrapped title, or the middle of a sentence."""
    first, last = entry.lines[0].text, above.lines[-1].text.rstrip()
    if entry.table is Table.JOB_TITLES:
        return (is_bare(first) and not is_known(last)) or open_ended(last)
    begins = first[:1].islower() or first.startswith("(")
    return begins and bool(words_of(first)) and not last.endswith((".", "!"))
