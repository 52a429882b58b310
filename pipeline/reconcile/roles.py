"""A list of roles on drawn pages to entries: a row for each role, the pay under the headings that say what it is.

A name, a level or a location that a row leaves out is that of the row above, where nothing speaks against it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise, takewhile
from operator import itemgetter
from typing import TYPE_CHECKING

from pipeline.model import Doubt, Entry, Line, Location, Loose, Reading, Table, part_of, span
from pipeline.reconcile import amounts
from pipeline.reconcile.headings import misread, only_location, parse
from pipeline.reconcile.listing import LONGEST_HEADING, LONGEST_NAME, SAID, Role, locations_in, role_of
from pipeline.reconcile.precedents import all_precedents
from pipeline.reconcile.role_cells import Parts, is_under, parts_of
from pipeline.reconcile.role_columns import (
    BOUNDS,
    LEADS,
    Column,
    Group,
    groups_of,
    is_head_row,
    overlap,
    said,
    single_heads,
    text_of,
)
from pipeline.reconcile.role_fit import fitted
from pipeline.reconcile.role_places import Place, caption, says_something
from pipeline.reconcile.role_rows import apart, unwrapped, without_caption, without_heads
from pipeline.reconcile.vocabulary import family_key, is_blank_mark, is_furniture, is_known_family, level_of, match

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.model import Cell, Grid, Row

#: The columns that may name a role, the surest first; an empty one has no heading that is understood.
NAMES = ("families", "role", "job_titles", "")
#: A table is a list where so many of its rows name a role and have pay, or where its headings say so.
FEWEST = 2


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
    found: list[_Found] = field(default_factory=list)
    loose: list[Loose] = field(default_factory=list)
    headings: list[Line] = field(default_factory=list)
    preamble: list[Line] = field(default_factory=list)


def is_list(grid: Grid) -> bool:
    """Tell whether the tables of drawn pages are lists of roles: no row names several families side by side.

    A list says so in its headings (a minimum and a maximum, or a role), or by rows that begin with a role.
    """
    rows = [row for row in _whole_rows(grid.rows) if not row.beside]
    if any(names_families(row) for row in rows):
        return False
    heads = [said(text_of(cell)) for row in rows if is_head_row(row) for cell in row.cells]
    labels = {label for one in heads if one.is_heading for label in one.labels}
    paid = [row for row in rows if any(amounts.looks_like_pay(cell.text) for cell in row.cells[1:])]
    named = sum(_names_role(text_of(row.cells[0])) for row in paid)
    headed = labels >= BOUNDS and (named > 0 or bool(labels & LEADS))
    return bool(paid) and (headed or named >= FEWEST)


def split(grid: Grid) -> tuple[Grid, Grid]:
    """Part the tables that are lists from the others, each with the lines above it, where a sheet has both."""
    segments: list[list[Row]] = [[]]
    for above, row in pairwise((None, *grid.rows)):
        if row is None:
            continue
        begins = row.beside or is_head_row(row) or names_families(row)
        after = above is not None and not (above.beside or is_head_row(above) or names_families(above))
        if begins and after:
            segments.append([])
        segments[-1].append(row)
    lists = [is_list(replace(grid, rows=tuple(rows))) for rows in segments]
    both = [
        tuple(row for rows, one in zip(segments, lists, strict=True) if one is kind for row in rows)
        for kind in (True, False)
    ]
    return replace(grid, rows=both[0], beside=()), replace(grid, rows=both[1])


def names_families(row: Row) -> bool:
    """Tell whether a row names several families and no pay: a matrix has them side by side."""
    if any(amounts.looks_like_pay(cell.text) for cell in row.cells):
        return False
    terms = [match(text_of(cell)) for cell in row.cells]
    parts = parse(" ".join(text_of(cell) for cell in row.cells))
    labelled = any(part.name == "families" for part in parts) and any(part.kind == "family" for part in parts)
    return labelled or len({term.name for term in terms if term and term.kind == "family"}) > 1


def _names_role(text: str) -> bool:
    term = match(text)
    return role_of(text) is not None or bool(term and term.kind == "family")


def read(grid: Grid) -> Reading:
    """Return the pay bands of lists of roles; what fits no heading or no role becomes a finding."""
    book = _Book(headings=list(grid.beside))
    rows = _whole_rows(grid.rows)
    for number, row in enumerate(rows):
        if _is_beside(row):
            book.beside += row.cells[0].lines
        elif row.beside or is_head_row(row) or _is_part_of_heads(row):
            book.heads.append(row)
        else:
            if book.heads or book.beside:
                _open(book, _stretch(rows[number:]))
            _body(row, book)
    _close(book)
    return Reading(tuple(_entries(book.found)), tuple(book.loose), tuple(book.preamble), tuple(book.headings))


def _whole_rows(rows: Sequence[Row]) -> list[Row]:
    """Return rows of which each is one: of headings, of a role, or a line beside the tables."""
    whole: Iterable[Row] = unwrapped(rows)
    for part in (without_caption, without_heads, apart):
        whole = [one for row in whole for one in ([row] if row.beside else part(row))]
    return list(whole)


def _is_beside(row: Row) -> bool:
    """Tell whether a row is no part of a table: a line outside of it, or a sentence across it."""
    sentence = len(row.cells) == 1 and len(row.cells[0].text.split()) > LONGEST_HEADING
    return (row.beside and not _is_head_line(row)) or (sentence and role_of(text_of(row.cells[0])) is None)


def _is_head_line(row: Row) -> bool:
    """Tell whether a line above a table holds the headings of its columns."""
    return {name for name, _ in single_heads(text_of(row.cells[0]))} >= BOUNDS


def _is_part_of_heads(row: Row) -> bool:
    """Tell whether a row with one cell is a heading over several columns, such as `Annual salary`."""
    one = said(text_of(row.cells[0]))
    return len(row.cells) == 1 and bool(one.labels) and one.is_heading and not one.places


def _stretch(rows: Sequence[Row]) -> list[Row]:
    """Return the rows up to the next headings."""
    return list(takewhile(lambda row: _is_beside(row) or not (row.beside or is_head_row(row)), rows))


def _open(book: _Book, rows: Sequence[Row]) -> None:
    """Begin a table, or go on with one on another page: its headings, and the location that holds for it."""
    row = rows[0]
    page = row.cells[0].lines[0].place.page
    told = [line for line in book.beside if says_something(line)]
    again = bool(book.found or book.columns)
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
            reason = (
                f"the column {column.text!r} is not understood: nothing is taken from it; add it to vocabulary.toml"
            )
            book.loose.append(Loose(Doubt("unknown_heading", reason), column.head.lines[0]))
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
    elif role and (role.level is not None or not _has_levels(role.family)):
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
        book.loose.append(Loose(Doubt("unknown_heading", f"{reason}; add it to vocabulary.toml"), _line(cell)))


def _is_title(cell: Cell, book: _Book) -> bool:
    """Tell whether a cell stands in a column of titles, and in no other: it is the rest of one."""
    under = [column.holds for column in book.columns if is_under(cell, column)]
    return under == ["job_titles"] and any(column.holds in NAMES[:2] for column in book.columns)


def _has_levels(family: str) -> bool:
    return any(known.family == family for known in all_precedents())


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


def _unpaid(label: str, cells: Sequence[Cell], *, blank: bool) -> Loose:
    line = Line(label, span(cells[0].lines))
    if blank:
        return Loose(Doubt("blank_band", f"the sheet says that {label!r} has no pay"), line)
    return _unused(line, "is a role whose pay cannot be read")


def _places(parts: Parts, book: _Book) -> tuple[Place, ...]:
    """Return the locations that hold for a row: its own, where a column says it, before that of the table."""
    own = parts.leads.get("location")
    return tuple(dict(locations_in(text_of(own))).items()) if own else book.places


def _role(parts: Parts, book: _Book) -> tuple[Role | None, list[Doubt]]:
    """Return the role of a row: its own name and level, or the name of the row above with a level that rises."""
    printed = parts.leads.get("level")
    level = level_of(text_of(printed)) if printed else None
    if printed and level is None:
        return None, []
    proper = any(column.holds in NAMES[:2] for column in book.columns)
    names = (holds for holds in (NAMES[:2] if proper else NAMES) if holds in parts.leads)
    name = next((text_of(parts.leads[holds]) for holds in names), "")
    if level is None and level_of(name) is not None:
        name, level = "", level_of(name)
    role, doubts = _named(name, level, parts) if name else _carried(level, book.held)
    book.held = role
    if role and role.level is None and _has_levels(role.family):
        return None, []
    return role, doubts


def _named(name: str, level: int | None, parts: Parts) -> tuple[Role | None, list[Doubt]]:
    """Return the role that a name gives, with the level that stands beside it."""
    role = role_of(name) or _by_family(name, level, parts)
    if role and level is None and role.level is None and "role" in parts.leads:
        other = role_of(text_of(parts.leads["role"]))
        level = other.level if other and other.family == role.family else None
    if role and level is not None and role.level not in (None, level):
        return role, [Doubt("doubtful_place", f"{name!r} stands beside the level {level}")]
    return (replace(role, level=level) if role and level is not None else role), []


def _by_family(name: str, level: int | None, parts: Parts) -> Role | None:
    """Return the role of a family that is new this year: under a heading that says so, beside a level."""
    heading = said(name)
    plain = len(name.split()) <= LONGEST_NAME and not heading.labels and not heading.places
    known = is_known_family(family_key(name))
    if known or (plain and level is not None and ("families" in parts.leads or "role" in parts.leads)):
        return Role(family_key(name), level)
    return None


def _carried(level: int | None, held: Role | None) -> tuple[Role | None, list[Doubt]]:
    if held is None or level is None:
        return None, []
    doubts = []
    if held.level is None or level <= held.level:
        reason = f"no family is printed for this row with level {level}, which does not follow {held.family}"
        doubts.append(Doubt("doubtful_place", f"{reason} {held.level or ''}".strip()))
    return Role(held.family, level), doubts


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
