"""What a cell holds: titles or responsibilities, each with its lines, and those that go on from the cell above."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.grid.starts import UNSURE
from pipeline.model import Cell, Doubt, Entry, Line, Table, part_of
from pipeline.reconcile.territory import Standing
from pipeline.reconcile.text import words_of
from pipeline.reconcile.titles import ends, is_bare, is_known, open_ended, split_cell
from pipeline.reconcile.vocabulary import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.headings import Body

#: So much evidence, in log odds, that a line begins a title leaves no doubt.
SURELY = 3.5
_BULLETS = table("vocabulary")["marks"]["bullets"]
_ITEM = re.compile(rf"\s*[{_BULLETS}]\s*|^\s*[-–*·]\s+|(?<=[.;])\s+[-–*]\s+")
#: A bullet at the beginning of a line.
_ITEM_MARK = re.compile(rf"^\s*(?:[{_BULLETS}]\s*|[-–*·]\s+)")
#: The same in a cell that begins with a dash.
_DASHED_ITEM = re.compile(rf"\s*[{_BULLETS}]\s*|(?:^|(?<=\s))[-–*·]\s+(?=[A-Z])")


def texts_of(row: Body, cell: Cell, place: Standing, *, label: int, steady: bool = True) -> Iterator[Entry]:
    """Yield the titles or the responsibilities that a cell holds."""
    doubts = [*place.doubts] if row.level else [Doubt("doubtful_place", f"no level is printed for {cell.text!r}")]
    if row.lone:
        doubts.append(Doubt("doubtful_place", f"a number above may be the level of {cell.text!r}, or a page number"))
    if len(row.cells) == 1 and cell.first == label and row.start < 0:
        doubts.append(Doubt("doubtful_place", f"stands where labels stand: a note, or a row that slid: {cell.text!r}"))
    if row.table is Table.JOB_TITLES:
        open_ = False
        for lines in _title_groups(cell):
            for title in split_cell([line.text for line in lines]):
                guess = [Doubt("doubtful_text", f"where this title begins and ends is not sure: {title.text!r}")]
                found = (part_of([lines[index] for index in title.lines] or lines[:1], title.text),)
                every = (*doubts, *(guess if open_ or not title.sure else ()))
                open_ = not ends(title.text)
                yield Entry(Table.JOB_TITLES, place.family, row.level, found, place.probability, doubts=every)
        return
    plain = ((lines, False) for lines in _items(cell.lines, steady=steady))
    items = list(_placed_items(cell) if cell.starts else plain)
    for number, (lines, unsure) in enumerate(items):
        at_edge = row.unsure and number in (0, len(items) - 1)
        doubt = Doubt("doubtful_text", f"where this text begins or ends is not sure: {lines[0].text!r}")
        every = (*doubts, *([doubt] if unsure or at_edge else []))
        yield Entry(Table.RESPONSIBILITIES, place.family, row.level, lines, place.probability, doubts=every)


def _title_groups(cell: Cell) -> list[tuple[Line, ...]]:
    """Return the lines of a cell in groups of whole titles: parted where, by its place, a line surely begins one."""
    starts = cell.starts or (0.0,) * len(cell.lines)
    if any(line.text.rstrip().endswith(";") for line in cell.lines):
        return [cell.lines]
    groups: list[list[Line]] = []
    for line, start in zip(cell.lines, starts, strict=True):
        if not groups or start > SURELY:
            groups.append([])
        groups[-1].append(line)
    return [tuple(group) for group in groups]


def _placed_items(cell: Cell) -> Iterator[tuple[tuple[Line, ...], bool]]:
    """Yield the responsibilities of a cell on a drawn page, and whether their first or last line is in doubt."""
    items: list[tuple[list[Line], bool]] = []
    for line, start in zip(cell.lines, cell.starts, strict=True):
        text = _ITEM_MARK.sub("", line.text)
        if not items or start > 0:
            doubtful = bool(items) and start < UNSURE
            items[-1:] = [(lines, unsure or doubtful) for lines, unsure in items[-1:]]
            items.append(([], doubtful))
        elif start > -UNSURE:
            items[-1] = (items[-1][0], True)
        if text.strip():
            items[-1][0].append(part_of([line], text) if text != line.text else line)
    yield from ((tuple(lines), unsure) for lines, unsure in items if lines)


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
            items[-1].append(part_of([line], first.strip()))
        items += [[part_of([line], part.strip())] if part.strip() else [] for part in more]
    yield from (tuple(item) for item in items if item)


def joined(entries: Sequence[Entry]) -> list[Entry]:
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
        half = is_bare(first) or (not ends(last) and is_known(f"{last} {first}"))
        return (half and not is_known(last)) or open_ended(last)
    begins = first[:1].islower() or first.startswith("(")
    return begins and bool(words_of(first)) and not last.endswith((".", "!"))
