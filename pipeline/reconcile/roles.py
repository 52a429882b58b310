"""A list of roles on drawn pages to entries: a row for each role, the pay under the headings that say what it is.

A name, a level or a location that a row leaves out is that of the row above, where nothing speaks against it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import takewhile
from operator import itemgetter
from typing import TYPE_CHECKING

from pipeline.model import Doubt, Entry, Line, Location, Loose, Reading, Table, part_of, span
from pipeline.reconcile import amounts
from pipeline.reconcile.headings import only_location
from pipeline.reconcile.heard import misread
from pipeline.reconcile.listing import SAID, Role, locations_in, role_of
from pipeline.reconcile.role_cells import Parts, is_under, parts_of
from pipeline.reconcile.role_columns import (
    LEADS,
    Column,
    Group,
    groups_of,
    is_head_row,
    overlap,
    text_of,
)
from pipeline.reconcile.role_fit import fitted
from pipeline.reconcile.role_names import NAMES, has_levels, role_in
from pipeline.reconcile.role_places import Place, caption, says_something
from pipeline.reconcile.role_tables import is_beside, is_part_of_heads, whole_rows
from pipeline.reconcile.vocabulary import family_key, is_blank_mark, is_furniture, is_known_family, level_of, unplaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.model import Cell, Grid, Row


@dataclass(frozen=True, slots=True)
class _Found:
    """The pay of a role as found; its location is settled once all locations of the sheet are known."""

    role: Role
    lines: tuple[Line, ...]
    place: Place | None
    doubts: tuple[Doubt, ...]


@dataclass
class _Book:
    """What holds for the next row, and what the rows so far have given."""

    columns: tuple[Column, ...] = ()
    groups: tuple[Group, ...] = ()
    places: tuple[Place, ...] = ()
    held: Role | None = None
    doubts: tuple[Doubt, ...] = ()
    heads: list[Row] = field(default_factory=list)
    beside: list[Line] = field(default_factory=list)
    across: bool = False
    tall: list[tuple[Cell, int]] = field(default_factory=list)
    page: int | None = None
    last: int = 0
    table: int = 0
    found: list[_Found] = field(default_factory=list)
    loose: list[Loose] = field(default_factory=list)
    headings: list[Line] = field(default_factory=list)
    preamble: list[Line] = field(default_factory=list)


def read(grid: Grid) -> Reading:
    """Return the pay bands of lists of roles; what fits no heading or no role becomes a finding."""
    book = _Book(headings=list(grid.beside))
    rows = whole_rows(grid.rows)
    for number, row in enumerate(rows):
        if is_beside(row):
            book.beside += row.cells[0].lines
        elif row.beside or is_head_row(row) or is_part_of_heads(row):
            book.heads.append(row)
        else:
            if book.heads or book.beside:
                _open(book, _stretch(rows[number:]))
            _body(row, book)
    _close(book)
    return Reading(tuple(_entries(book.found)), tuple(book.loose), tuple(book.preamble), tuple(book.headings))


def _stretch(rows: Sequence[Row]) -> list[Row]:
    """Return the rows up to the next headings."""
    return list(takewhile(lambda row: is_beside(row) or not (row.beside or is_head_row(row)), rows))


def _open(book: _Book, rows: Sequence[Row]) -> None:
    """Begin a table, or go on with one on another page: its headings, and the location that holds for it."""
    row = rows[0]
    page = row.cells[0].lines[0].place.page
    told = [line for line in book.beside if says_something(line)]
    again = bool(book.found or book.columns)
    if book.heads:
        _doubt_strangers(book)
    fresh = bool(book.heads) and again and (bool(told) or page == book.page)
    places, lines = caption(told)
    book.doubts = () if book.heads else book.doubts
    if fresh:
        book.held = None
    if book.heads:
        _take_heads(book, rows)
        places = places or _over_leads(book)
    if places and not book.across:
        if again and not book.columns:
            book.doubts += (_supposed("headings", row),)
        book.places = places
    elif fresh and not book.across and not all(group.place for group in book.groups):
        book.doubts += (_supposed("location", row),)
    _put_away(book, set(lines) if places else set(), first=not again)
    book.across = False


def _doubt_strangers(book: _Book) -> None:
    """Doubt the table that ends here where none of its roles is of a family that is known: it may be no staff pay."""
    rows = book.found[book.table :]
    if len(rows) < len(book.found) and not any(is_known_family(one.role.family) for one in rows):
        doubt = Doubt("doubtful_place", "none of the roles of its table is of a known family: it may be other money")
        book.found[book.table :] = [replace(one, doubts=(*one.doubts, doubt)) for one in rows]
    book.table = len(book.found)


def _over_leads(book: _Book) -> tuple[Place, ...]:
    """Return the location that stands over the names of the roles: it is that of the table."""
    leads = [column for column in book.columns if column.holds in LEADS and column.place]
    return tuple(dict(column.place for column in leads if column.place).items())


def _supposed(what: str, row: Row) -> Doubt:
    where = f"the table that begins with {row.cells[0].text!r}"
    return Doubt("doubtful_place", f"no {what} is printed above {where}; that of the table above is supposed")


def _take_heads(book: _Book, rows: Sequence[Row]) -> None:
    """Read the heading rows; a column that is not understood gets a finding once."""
    before = {column.text for column in book.columns}
    book.columns = fitted(book.heads, rows)
    book.groups = groups_of(book.columns)
    book.headings += [line for row in book.heads for cell in row.cells for line in cell.lines]
    for column in book.columns:
        if not column.holds and column.text not in before:
            doubt = unplaced(column.text, "a column of pay or of roles, so that nothing is taken from it", "label")
            book.loose.append(Loose(doubt, column.head.lines[0]))
    book.heads = []
    book.tall = []


def _put_away(book: _Book, used: set[Line], *, first: bool) -> None:
    """Say of the lines beside a table what they are: above the first one an introduction, else no part of a table."""
    for line in book.beside:
        pay = amounts.has_amount(line.text)
        role = role_of(line.text[: line.text.find("£")] if "£" in line.text else line.text) if pay else None
        if role:
            book.loose.append(_unused(line, "names a role and its pay outside of the tables"))
        elif pay:
            book.loose.append(Loose(Doubt("other_amount", f"is the pay of no role: {line.text!r}"), line))
        elif first:
            book.preamble.append(line)
        elif line in used or is_furniture(line.text) or not says_something(line):
            book.headings.append(line)
        else:
            reason = f"stands in no table and is in no output: {line.text!r}"
            book.loose.append(Loose(Doubt("beside_table", reason), line))
    book.beside = []


def _close(book: _Book) -> None:
    """Account for what is left after the last row."""
    _doubt_strangers(book)
    for row in book.heads:
        book.loose += [_unused(_line(cell), "is a heading with nothing below it") for cell in row.cells]
    _put_away(book, set(), first=not book.found)


def _line(cell: Cell) -> Line:
    return part_of(cell.lines, text_of(cell))


def _unused(line: Line, why: str) -> Loose:
    return Loose(Doubt("unused_text", f"{line.text!r} {why}; look at the page"), line)


def _body(row: Row, book: _Book) -> None:
    """Read a row below the headings, with the cells above that reach down into it."""
    page = row.cells[0].lines[0].place.page
    tall = [cell for cell, rows in book.tall if rows > 0 and not any(overlap(cell, own) > 0 for own in row.cells)]
    book.tall = [(cell, rows - 1) for cell, rows in book.tall if rows > 1 and cell in tall]
    book.tall += [(cell, cell.down - 1) for cell in row.cells if cell.down > 1]
    tall = tall if page == book.page else []
    book.page = page
    if len(row.cells) == 1 and not tall and not amounts.looks_like_pay(row.cells[0].text):
        _across(row.cells[0], book)
    elif book.columns:
        _role_row([*row.cells, *tall], book)
    else:
        _bare_row(row, book)


def _across(cell: Cell, book: _Book) -> None:
    """Read a cell that stands alone in its row: a location, a family, or something that is not known."""
    text = text_of(cell)
    book.headings += cell.lines
    role = role_of(text)
    places = () if role else tuple(dict(locations_in(text)).items())
    if places:
        book.places, book.across, book.held, book.doubts = places, True, None, ()
    elif role and (role.level is not None or not has_levels(role.family)):
        book.loose.append(_unused(_line(cell), "is a role whose pay cannot be read"))
    elif role:
        book.held = replace(role, level=0)
    elif _is_title(cell, book) or not (book.columns or book.heads):
        book.loose.append(Loose(Doubt("beside_table", f"is in no output: {text!r}"), _line(cell)))
    else:
        book.held = Role(family_key(text), 0)
        reason = f"the heading {text!r} is not known, and may say what the rows below it are"
        doubt = Doubt("doubtful_place", reason)
        book.doubts += (doubt,)
        if not any(is_under(cell, column) for column in book.columns if column.is_pay):
            rest = [replace(one, doubts=(*one.doubts, doubt)) for one in book.found[book.last :]]
            book.found[book.last :] = rest  # it may also be the rest of the name above
        book.loose.append(Loose(unplaced(text, "a location or a family", "location", "family"), _line(cell)))


def _is_title(cell: Cell, book: _Book) -> bool:
    """Tell whether a cell stands in a column of titles, and in no other: it is the rest of one."""
    under = [column.holds for column in book.columns if is_under(cell, column)]
    return under == ["job_titles"] and any(column.holds in NAMES[:2] for column in book.columns)


def _role_row(cells: Sequence[Cell], book: _Book) -> None:
    """Read a row of a table whose columns are known."""
    book.last = len(book.found)
    parts = parts_of(cells, book.columns, book.groups)
    book.headings += [line for cell in (*parts.leads.values(), *parts.blank) for line in cell.lines]
    role, doubts = _role(parts, book)
    label = " ".join(text_of(cell) for cell in parts.leads.values())
    if role is None:
        lost = [*(cell for group in parts.pay.values() for cell in group), *parts.stray]
        book.loose += [_unused(_line(cell), f"after {label!r} belongs to no role known here") for cell in lost]
        if not lost:
            book.loose.append(_unused(Line(label, span(cells[0].lines)), "has no pay and is no role known here"))
        return
    for cell in parts.stray:
        book.loose.append(_unused(_line(cell), f"in the row of {label!r} stands under no heading"))
        doubts.append(Doubt("doubtful_place", f"{text_of(cell)!r} stands under no heading: the row may have slid"))
    if not any(parts.pay.values()):
        book.loose.append(_unpaid(label, cells, blank=bool(parts.blank)))
    for number, pay in parts.pay.items():
        every = (*book.doubts, *parts.doubts, *doubts, *misread(parts.leads.values()))
        book.found += _paid(role, book.groups[number], pay, _places(parts, book), every)


def _role(parts: Parts, book: _Book) -> tuple[Role | None, list[Doubt]]:
    """Return the role of a row, which holds for those below it; none where its level is not there or cannot be read."""
    printed = parts.leads.get("level")
    if printed and level_of(text_of(printed)) is None:
        return None, []
    book.held, doubts = role_in(parts, book.columns, book.held)
    lacking = book.held is not None and book.held.level is None and has_levels(book.held.family)
    return (None, []) if lacking else (book.held, doubts)


def _unpaid(label: str, cells: Sequence[Cell], *, blank: bool) -> Loose:
    line = Line(label, span(cells[0].lines))
    if blank:
        return Loose(Doubt("blank_band", f"the sheet says that {label!r} has no pay"), line)
    return _unused(line, "is a role whose pay cannot be read")


def _places(parts: Parts, book: _Book) -> tuple[Place, ...]:
    """Return the locations that hold for a row: its own, where a column says it, before that of the table."""
    own = parts.leads.get("location")
    return tuple(dict(locations_in(text_of(own))).items()) if own else book.places


def _paid(
    role: Role, group: Group, pay: Sequence[Cell], places: Sequence[Place], doubts: tuple[Doubt, ...]
) -> Iterator[_Found]:
    """Yield what a row has for the columns of one range; more than once where its location is not clear."""
    every = [*doubts, *_bounds(group, pay)]
    order = [next((at for at, one in enumerate(group.columns) if is_under(cell, one)), 0) for cell in pay]
    lines = tuple(line for _, cell in sorted(zip(order, pay, strict=True), key=itemgetter(0)) for line in cell.lines)
    held = [group.place] if group.place else list(places)
    if not group.place and len(places) > 1:
        every.append(Doubt("doubtful_place", f"the headings do not say which location {_text(pay)!r} is for"))
    every_place: list[Place | None] = [*held] or [None]
    for place in every_place:
        none = Doubt("doubtful_place", "no location is printed above this row")
        yield _Found(role, lines, place, tuple(every if place else [*every, none]))


def _text(cells: Iterable[Cell]) -> str:
    return " ".join(text_of(cell) for cell in cells)


def _bounds(group: Group, pay: Sequence[Cell]) -> Iterator[Doubt]:
    """Yield why the amounts of a row may not be the minimum and the maximum in this order."""
    if group.lacks("minimum") or group.lacks("maximum"):
        heads = " ".join(column.text for column in group.columns)
        yield Doubt("doubtful_amount", f"{_text(pay)!r} stands under {heads!r} alone: it may be either end")
        return
    under = [next((one.holds for one in group.columns if is_under(cell, one)), "") for cell in pay]
    if len(pay) == 1 and under == ["maximum"] and not is_under(pay[0], group.columns[0]):
        yield Doubt("doubtful_amount", f"{_text(pay)!r} is a maximum without a minimum")


def _bare_row(row: Row, book: _Book) -> None:
    """Read a row of a table without headings: the pay after a role, shared among the locations, all of it doubted."""
    pay = [cell for cell in row.cells if amounts.looks_like_pay(cell.text)]
    leads = [cell for cell in row.cells if cell not in pay and not is_blank_mark(cell.text)]
    role = role_of(_text(leads))
    if role is None or not pay or len(pay) % max(1, len(book.places)):
        book.loose += [_unused(_line(cell), "stands in a table without headings") for cell in row.cells]
        return
    book.headings += [line for cell in leads for line in cell.lines]
    doubt = Doubt("doubtful_place", f"no heading says what the columns of {_text(row.cells)!r} are")
    share = len(pay) // max(1, len(book.places))
    places: tuple[Place | None, ...] = book.places or (None,)
    for number, place in enumerate(places):
        cells = pay[number * share : (number + 1) * share]
        lines = tuple(line for cell in cells for line in cell.lines)
        book.found.append(_Found(role, lines, place, (doubt,)))


def _entries(found: Sequence[_Found]) -> Iterator[Entry]:
    """Settle the locations: a sheet may name only one, and mean everywhere by it."""
    places = [one.place for one in found if one.place]
    only = only_location([name for name, _ in places], [printed for _, printed in places])
    for one in found:
        place = only or Location(one.place[0]) if one.place else Location.ANY
        yield Entry(Table.PAY_BANDS, one.role.family, one.role.level, one.lines, SAID, place, one.doubts)
