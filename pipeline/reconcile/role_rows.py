"""The rows of a list made whole: a name that is wrapped into a row of its own, several roles in one row of cells."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from pipeline.model import Row
from pipeline.reconcile import amounts
from pipeline.reconcile.listing import locations_in, role_of
from pipeline.reconcile.said import said
from pipeline.reconcile.titles import ends
from pipeline.reconcile.vocabulary import is_blank_mark, is_named_level, level_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.geometry import Box
    from pipeline.model import Cell, Line

#: A line stands beside another one that is this near, in distances of two lines.
NEAR = 0.4
#: A line this much nearer than rows are to one another, or less, goes on in the row above.
CLOSE = 0.85
#: A caption has at least so many words.
CAPTION = 5
#: A row of a list has at least a name and an amount.
FEWEST = 2


def unwrapped(rows: Sequence[Row]) -> list[Row]:
    """Join a cell that stands alone below a name to it, where it is the rest of the name."""
    full = [row for row in rows if len(row.cells) >= FEWEST and not row.beside]
    steps = [step for above, row in pairwise(full) if (step := _step(above, row, first=True)) is not None]
    usual = min(steps, default=0.0)
    whole: list[Row] = []
    for row in rows:
        step = _step(whole[-1], row) if whole else None
        unpaid = not row.beside and not any(amounts.looks_like_pay(cell.text) for cell in row.cells)
        joined = _joined(whole[-1], row) if whole and unpaid and step is not None else None
        name = whole[-1].cells[0].text if whole else ""
        if whole and (levelled := _with_level(whole[-1], row)):
            whole[-1] = levelled
        elif joined and step is not None and _goes_on(name, row.cells[0].text, close=step < CLOSE * usual):
            whole[-1] = joined
        else:
            whole.append(row)
    return whole


def _with_level(above: Row, row: Row) -> Row | None:
    """Return the row above with the digit of its level, where that alone stands below the word (`Band`); else None."""
    joined = _joined(above, row) if len(row.cells) == 1 and level_of(row.cells[0].text) is not None else None
    pairs = zip(above.cells, joined.cells, strict=True) if joined else ()
    named = any(is_named_level(new.text) and level_of(one.text) is None for one, new in pairs)
    return joined if named else None


def _joined(above: Row, row: Row) -> Row | None:
    """Return the row above with the cells of this one below its own; None where they do not stand below them."""
    cells = list(above.cells)
    for cell in row.cells:
        at = [n for n, one in enumerate(cells) if min(one.last, cell.last) > max(one.first, cell.first)]
        if len(at) != 1 or amounts.looks_like_pay(cells[at[0]].text):
            return None
        cells[at[0]] = replace(cells[at[0]], lines=cells[at[0]].lines + cell.lines, starts=())
    return replace(above, cells=tuple(cells))


def _step(above: Row, row: Row, *, first: bool = False) -> float | None:
    """Return how far the first cell of a row stands below that of the row above; None where it does not."""
    one, other = above.cells[0].lines[0 if first else -1].place, row.cells[0].lines[0].place
    if above.beside or len(above.cells) < FEWEST or one.page != other.page or not one.box or not other.box:
        return None
    under = min(above.cells[0].last, row.cells[0].last) > max(above.cells[0].first, row.cells[0].first)
    tall = one.box.height > one.box.width and other.box.height > other.box.width
    return abs(_down(other.box, tall=tall) - _down(one.box, tall=tall)) if under else None


def _down(box: Box, *, tall: bool) -> float:
    """Return how far down its table a line stands; on a turned table (lines are tall) that is across the page."""
    return box.middle[0] if tall else box.middle[1]


def _goes_on(above: str, text: str, *, close: bool) -> bool:
    """Tell whether a text is the rest of the name above: it closes its bracket, ends its title, or is near to it."""
    if above.count("(") > above.count(")") and text.count(")") > text.count("("):
        return True
    if said(text).is_heading or said(text).places:
        return False
    role = role_of(above)
    if role_of(text):
        return close and role is None  # the first word of the family's name stood above
    begun = role is not None and not above[-1].isdigit()  # its title has begun
    near = close and (role is None or role.level is None) and level_of(above) is None
    inside = role is not None and (text[0].islower() or text.startswith("("))
    return near or inside or (begun and not ends(above) and ends(f"{above} {text}"))


def without_caption(row: Row) -> list[Row]:
    """Part the caption of a table from its first heading, or from the name that it stands right below."""
    name = row.cells[0]
    for at in range(len(name.lines) - 1, 0, -1) if len(row.cells) > 1 else ():
        above, below = (" ".join(line.text for line in lines) for lines in (name.lines[:at], name.lines[at:]))
        upper = replace(name, lines=name.lines[:at], starts=name.starts[:at])
        lower = replace(name, lines=name.lines[at:], starts=name.starts[at:])
        if _is_caption(below) and above.count("(") == above.count(")"):
            return [replace(row, cells=(upper, *row.cells[1:])), Row((lower,), beside=True)]
        if _is_caption(above) and said(below).is_heading:
            return [Row((upper,), beside=True), replace(row, cells=(lower, *row.cells[1:]))]
    return [row]


def _is_caption(text: str) -> bool:
    return len(text.split()) >= CAPTION and bool(locations_in(text))


def without_heads(row: Row) -> list[Row]:
    """Part the headings from the first row of a table, where they share its cells."""
    pay = [cell for cell in row.cells if amounts.looks_like_pay(cell.text)]
    if not pay or not all(_begins_with_heading(cell) for cell in pay):
        return [row]
    headed = [cell for cell in row.cells if _begins_with_heading(cell)]
    heads = [replace(cell, lines=cell.lines[:1], starts=cell.starts[:1], down=1) for cell in headed]
    body = [
        replace(cell, lines=cell.lines[1:], starts=cell.starts[1:]) if cell in headed else cell for cell in row.cells
    ]
    return [replace(row, cells=tuple(heads)), replace(row, cells=tuple(body))]


def _begins_with_heading(cell: Cell) -> bool:
    first = said(cell.lines[0].text)
    return len(cell.lines) > 1 and first.is_heading and bool(first.labels)


def apart(row: Row) -> list[Row]:
    """Return a row for each line of its amounts, where every other cell has as many texts; else the row itself."""
    pay = [cell for cell in row.cells if amounts.looks_like_pay(cell.text)]
    most = max(pay, key=lambda cell: len(cell.lines), default=None)
    if most is None or len(most.lines) == 1 or not all(_is_stack(cell) for cell in pay):
        return [row]
    levels = [len(cell.lines) for cell in row.cells if all(level_of(line.text) for line in cell.lines)]
    if levels and max(levels) < len(most.lines):
        return [row]  # the two ends of a range stand one above the other
    levelled = bool(levels)
    parts = [_parts(cell, most.lines, levelled=levelled) for cell in row.cells]
    if not all(parts):
        return [row]
    rows = [[cell for cell in cells if cell.lines] for cells in zip(*parts, strict=True)]
    return [replace(row, cells=tuple(replace(cell, starts=(), down=1) for cell in cells)) for cells in rows]


def _is_stack(cell: Cell) -> bool:
    """Tell whether each line of a cell is an amount, or says that there is none."""
    texts = [amounts.NOTE.sub("", line.text) for line in cell.lines]
    return all(amounts.single(text) or is_blank_mark(text) for text in texts)


def _parts(cell: Cell, beside: Sequence[Line], *, levelled: bool) -> list[Cell]:
    """Return the part of a cell beside each line of pay, empty where it has none; nothing where it is not clear.

    Names stand one beside each line, or, where levels do, at most one.
    """
    groups = _groups(cell, beside)
    if _is_stack(cell) or all(level_of(line.text) for line in cell.lines):
        return groups if all(len(group.lines) <= 1 for group in groups) else []
    names = [_names(group) for group in groups]
    clear = not any(names) or all(count == 1 or (levelled and not count) for count in names)
    return groups if clear else []


def _names(cell: Cell) -> int:
    """Count the roles that a cell names, a line for each; one whose name is wrapped has none but in the whole."""
    lines = sum(role_of(line.text) is not None or level_of(line.text) is not None for line in cell.lines)
    return lines or int(role_of(cell.text) is not None)


def _groups(cell: Cell, beside: Sequence[Line]) -> list[Cell]:
    """Share the lines of a cell among the lines of pay: each goes to the last one that is not below it."""
    boxes = [line.place.box for line in (*beside, *cell.lines)]
    tall = sum(box is not None and box.height > box.width for box in boxes) > len(boxes) / 2
    places = [_down(box, tall=tall) if box else 0.0 for box in boxes]
    steps, middles = places[: len(beside)], places[len(beside) :]
    if steps[0] > steps[-1]:
        steps, middles = [-step for step in steps], [-middle for middle in middles]
    near = NEAR * median(lower - upper for upper, lower in pairwise(steps))
    groups: list[list[Line]] = [[] for _ in beside]
    for line, middle in zip(cell.lines, middles, strict=True):
        at = sum(step <= middle + near for step in steps) - 1
        if at < 0 or near <= 0 or (not groups[at] and abs(middle - steps[at]) > near):
            return []
        groups[at].append(line)
    return [replace(cell, lines=tuple(lines)) for lines in groups]
