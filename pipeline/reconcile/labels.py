"""The labels and levels at the front of a grid's rows: which table and level each row belongs to.

A label holds until another is printed, a level until another or the next label. Where a label is lost, what a row holds
says its table, and a finding says so; under a label that is not known nothing is placed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.model import Cell, Doubt, Loose, Misgiving, Row, Table
from pipeline.read.page import UNREAD
from pipeline.reconcile import amounts
from pipeline.reconcile.headings import Body
from pipeline.reconcile.heard import reasons
from pipeline.reconcile.titles import ends, split_cell
from pipeline.reconcile.vocabulary import (
    Term,
    is_blank_mark,
    is_ignored,
    label_and_level,
    level_of,
    match,
    squeeze,
    table,
    unplaced,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

SECTIONS = {one.value: one for one in Table}
#: What a label may say besides, where it is printed again.
CONTINUED = Term("label", "continued")
#: A label has at most so many words.
LONGEST_LABEL = 4


@dataclass(frozen=True, slots=True)
class _Held:
    """What was printed last: it holds until another is. `unknown` under a label that is not known, or to be `ignored`.

    A level that stands in a row of its own, with labels below it, holds for all of them: it is `outer`.
    """

    section: Table | None = None
    level: int | None = None
    unknown: bool = False
    ignored: bool = False
    lone: bool = False
    outer: bool = False
    misgivings: tuple[Misgiving, ...] = ()

    def after(self, label: Table | None, level: int | None) -> _Held:
        """Return what holds after a row with this label and level; a level that falls begins another table."""
        if label:
            return _Held(label, self.level if level is None and self.outer else level, outer=self.outer)
        if level is None:
            return self
        falls = self.level is not None and level < self.level
        return replace(self, section=None if falls else self.section, level=level, lone=False, outer=False)


def labelled(
    rows: Sequence[Row], loose: list[Loose], *, drawn: bool = False, fresh: Collection[int] = ()
) -> list[Body]:
    """Take the labels and levels off the rows; each row keeps those that were printed last.

    Nothing holds on under a caption that is not known, nor, unless a label follows, in the `fresh` parts.
    """
    body: list[Body] = []
    held = _Held()
    rows = whole_labels(rows, drawn=drawn)
    slot = min((row.cells[0].first for row in rows if is_label(row.cells[0])), default=-1)
    across = False
    page = None
    for row in rows:
        if row.part in fresh and body and body[-1].part < row.part and _is_used(held, body):
            held = _Held()
        label, printed, cells = _labels(row)
        if row.beside and label is None and printed is None:
            loose.append(_unknown(row.cells[0]))
            held = _Held(unknown=True)
            continue
        cells, unread = _readable(cells, row) if printed is None else (cells, ())
        page, before = row.cells[0].lines[0].place.page, page
        if drawn and label is held.section and page != before and printed is None:
            label = None  # printed again at the head of a page
        held = replace(held, outer=(held.outer or across) if label else held.outer)
        across = not label and printed is not None and not cells
        if across and drawn and _is_across(row):
            held = replace(held, level=printed, lone=False, outer=False)
            continue
        if not label and cells and cells[0].first == slot and _like_heading(cells[0]):
            loose.append(_unknown(cells[0]))
            held = replace(held, section=None, unknown=True, ignored=is_ignored(cells[0].text))
            _, printed, cells = _labels(Row(cells[1:]))
        if across:
            loose.append(_lonely(row))
            held = replace(held, lone=True)
            continue
        held = _by_content(held.after(label, printed), cells, loose, first=not body, drawn=drawn)
        if label or printed is not None or unread:
            held = replace(held, misgivings=unread + _heard(row, cells))
        if cells:
            cells = tuple(_doubted(cell, held.misgivings) for cell in cells)
            body.append(_body(row, cells, held, levelled=printed is not None))
    return body


def _is_used(held: _Held, body: Sequence[Body]) -> bool:
    """Tell whether the label that holds was printed for the rows above, and not for those that follow."""
    return held.section is body[-1].table and held.level == body[-1].level


def _readable(cells: tuple[Cell, ...], row: Row) -> tuple[tuple[Cell, ...], tuple[Misgiving, ...]]:
    """Take a level off the cells that nobody could read: what stands where levels do, and is ink alone."""
    first = cells[0] if len(cells) > 1 else None
    if first is None or first.text.strip(UNREAD + " ") or row.beside:
        return cells, ()
    return cells[1:], (Misgiving("", "the level of its row cannot be read"),)


def _heard(row: Row, cells: Sequence[Cell]) -> tuple[Misgiving, ...]:
    """Return what OCR may have misread of the label and level that stand before the cells of a row."""
    taken = [cell for cell in row.cells if not any(cell is other for other in cells) and not is_blank_mark(cell.text)]
    slips = [cell for cell in taken if (told := label_and_level(cell.text)) and told[1] and not told[0].exact]
    found = [Misgiving("", f"its label or level {reason}") for reason in reasons(taken)]
    return (*found, *(Misgiving("", f"its label and level are printed as {cell.text!r}") for cell in slips))


def _doubted(cell: Cell, misgivings: tuple[Misgiving, ...]) -> Cell:
    if not misgivings:
        return cell
    return replace(cell, lines=tuple(replace(one, misgivings=one.misgivings + misgivings) for one in cell.lines))


def _is_across(row: Row) -> bool:
    """Tell whether a level that stands alone is one beyond doubt: in a table's own row, or named as one."""
    return not row.beside or not row.cells[0].text.strip("() .").isdigit()


def _by_content(held: _Held, cells: Sequence[Cell], loose: list[Loose], *, first: bool, drawn: bool) -> _Held:
    """Let the content of a row say which table it is of, where no label does or it contradicts the label."""
    holds = None if held.unknown else _content(cells, held.section)
    pay = held.section is Table.PAY_BANDS
    if held.section is Table.JOB_TITLES and holds is Table.RESPONSIBILITIES and drawn:
        reason = f"under job titles, {cells[0].text!r} reads as a responsibility; look for the label of its rows"
        loose.append(Loose(Doubt("unknown_heading", reason), cells[0].lines[0]))
        return replace(held, section=holds, level=None)
    if not holds or (held.section is not None and pay == (holds is Table.PAY_BANDS)):
        return held
    if held.section is not None or not first:
        reason = f"no label says that {holds.value.replace('_', ' ')} begin here: {cells[0].text!r}"
        loose.append(Loose(Doubt("lost_heading", reason)))
    return replace(held, section=holds)


def _body(row: Row, cells: tuple[Cell, ...], held: _Held, *, levelled: bool) -> Body:
    kept = {id(cell) for cell in cells}
    content = (i for i, cell in enumerate(row.cells) if id(cell) in kept or is_blank_mark(cell.text))
    taken = next(content, len(row.cells) - len(cells))
    start = row.cells[taken - 1].last if taken else -1
    body = Body(cells, held.section, held.level, row.gap, levelled, start, row.unsure, held.lone, row.part)
    return replace(body, ignored=held.ignored)


def _like_heading(cell: Cell) -> bool:
    """Tell whether a cell in the column of the labels looks like one: a few words, all of them capitalised."""
    words = [word for word in cell.text.split() if word[0].isalpha()]
    return 0 < len(words) <= LONGEST_LABEL and all(word[0].isupper() for word in words) and not ends(cell.text)


def _lonely(row: Row) -> Loose:
    line = row.cells[0].lines[0]
    reason = f"{line.text!r} stands alone: it may be a page number, or the level of what follows, which is doubted"
    return Loose(Doubt("lost_heading", reason), line)


def _unknown(cell: Cell) -> Loose:
    return Loose(unplaced(cell.text, "pay, titles or responsibilities", "label"), cell.lines[0])


def whole_labels(rows: Sequence[Row], *, drawn: bool = False) -> list[Row]:
    """Join a label that goes on in the first cells of the next rows."""
    rows = list(rows)
    left = min((row.cells[0].first for row in rows if not row.beside), default=0) if drawn else 0
    for index, row in enumerate(rows):
        first = row.cells[0] if row.cells else None  # all of a row may be the rest of a label above
        if first is None or first.first > left or not (is_label(first) or _begins_label(first.text)):
            continue
        for later in range(index + 1, min(index + 3, len(rows))):
            if not rows[later].cells:
                continue
            other = rows[later].cells[0]
            whole = replace(first, lines=first.lines + other.lines)
            more = not is_label(first) or match(other.text) == CONTINUED
            if other.first == first.first and is_label(whole) and more:
                rows[index] = replace(row, cells=(whole, *row.cells[1:]))
                rows[later] = replace(rows[later], cells=rows[later].cells[1:])
                break
    return [row for row in rows if row.cells]


def _begins_label(text: str) -> bool:
    labels = [name for name in table("vocabulary")["labels"] if name in SECTIONS]
    variants = [squeeze(v) for name in labels for v in table("vocabulary")["labels"][name]]
    return any(variant.startswith(squeeze(text)) for variant in variants)


def is_label(cell: Cell) -> bool:
    """Tell whether a cell names the pay, the titles or the responsibilities, with or without a level."""
    heading = label_and_level(cell.text)
    return bool(heading and heading[0].kind == "label" and heading[0].name in SECTIONS)


def _labels(row: Row) -> tuple[Table | None, int | None, tuple[Cell, ...]]:
    """Return the label and level at the front of a row, and its other cells."""
    cells = list(row.cells)
    label: Table | None = None
    level: int | None = None
    if cells and is_label(cells[0]):
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
