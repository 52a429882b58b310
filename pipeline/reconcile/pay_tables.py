"""Tables of pay on drawn pages to entries: an amount is what all headings above it and to its left say together.

A family, a level, a location or an end of the range may stand above the columns, before the rows, across the table or
in the caption. What no heading says, and what two of them say differently, is a doubt or a finding.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from pipeline.model import Doubt, Line, Loose, Reading, span
from pipeline.reconcile import amounts
from pipeline.reconcile.facts import Facts, facts_of
from pipeline.reconcile.heard import misread
from pipeline.reconcile.listing import locations_in, role_of
from pipeline.reconcile.pay_book import Book, doubt_from, line_of, put_away, unused
from pipeline.reconcile.pay_captions import Caption, caption_of, says_something
from pipeline.reconcile.pay_columns import Column, is_head_row
from pipeline.reconcile.pay_fit import fitted
from pipeline.reconcile.pay_found import Found, entries, joined
from pipeline.reconcile.pay_rows import NAMES, Held, Paid, parts_of, told_by
from pipeline.reconcile.precedents import has_levels
from pipeline.reconcile.role_tables import is_beside, is_part_of_heads, is_unit, whole_rows
from pipeline.reconcile.said import Said, said, text_of
from pipeline.reconcile.side_by_side import unfolded
from pipeline.reconcile.spread import overlap, share
from pipeline.reconcile.vocabulary import family_key, is_blank_mark, is_known_family, unplaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.model import Cell, Entry, Grid, Row
    from pipeline.reconcile.facts import Place


def read(grid: Grid) -> Reading:
    """Return the pay bands of tables of pay; what fits no heading or no role becomes a finding."""
    book = Book(headings=list(grid.beside))
    rows = unfolded(whole_rows(grid.rows))
    for number, row in enumerate(rows):
        if is_beside(row) or _is_caption(rows[number : number + 2]):
            book.beside += row.cells[0].lines
        elif row.beside or is_head_row(row) or is_part_of_heads(row) or (book.heads and is_unit(row)):
            book.heads.append(row)
        else:
            if book.heads or book.beside:
                _open(book, _stretch(rows[number:]))
            read_row(row, book)
    _close(book)
    found = tuple(entries(joined(book.found)))
    return Reading(found, tuple(book.loose), tuple(book.preamble), tuple(book.headings))


def _is_caption(rows: Sequence[Row]) -> bool:
    """Tell whether the first of two rows is one cell right above headings: it says what stands below these."""
    alone = len(rows) > 1 and len(rows[0].cells) == 1 and not rows[0].beside
    return alone and is_head_row(rows[1]) and not amounts.looks_like_pay(rows[0].cells[0].text)


def read_part(heads: Sequence[Row], rows: Sequence[tuple[Row, Facts]]) -> tuple[list[Entry], list[Loose]]:
    """Return the pay bands of rows whose labels are taken off, each with what these say, and what belongs to none."""
    book = Book(heads=list(heads), table=1)
    take_heads(book, [row for row, _ in rows])
    for row, facts in rows:
        book.held = book.held.across(facts)
        read_row(row, book)
    return list(entries(joined(book.found))), book.loose


def _stretch(rows: Sequence[Row]) -> list[Row]:
    """Return the rows up to the next headings."""
    return list(takewhile(lambda row: is_beside(row) or not (row.beside or is_head_row(row)), rows))


def _open(book: Book, rows: Sequence[Row]) -> None:
    """Begin a table, or go on with one on another page: its headings, and what its caption says of all of it."""
    row = rows[0]
    book.last = len(book.found)
    page = row.cells[0].lines[0].place.page
    told = [line for line in book.beside if says_something(line)]
    again = bool(book.found or book.columns)
    if book.heads:
        _doubt_strangers(book)
    fresh = bool(book.heads) and again and (bool(told) or page == book.page)
    caption = caption_of(told)
    book.doubts = () if book.heads else book.doubts
    if fresh:
        book.held = Held()
        book.table += 1
    if book.heads:
        take_heads(book, rows)
        caption = caption.or_over_leads(book.columns)
    if not caption.is_empty and not book.across and again and not book.columns:
        book.doubts += (_supposed("headings", row),)
    if not book.across:
        _take_caption(book, caption, rows, fresh=fresh)
    put_away(book, set(caption.lines), first=not again)
    book.across = False


def _take_caption(book: Book, caption: Caption, rows: Sequence[Row], *, fresh: bool) -> None:
    """Let a caption hold; what it leaves out is that of the table above, and doubted where nothing else says it."""
    if caption.is_empty and not fresh:
        return
    kept, missing = caption.after(book.above, _known(book.columns, rows))
    book.doubts += caption.doubts + tuple(_supposed(axis, rows[0]) for axis in missing if fresh)
    book.above = kept


def _known(columns: Sequence[Column], rows: Sequence[Row]) -> frozenset[str]:
    """Return the axes on which the columns or rows of a table say where each amount belongs."""
    pay = [column.facts for column in columns if column.is_pay]
    leads = [cell for row in rows for cell in row.cells if not amounts.looks_like_pay(cell.text)]
    told = sum((said(text_of(cell)) for cell in leads), Said())
    roles = [role for cell in leads if (role := role_of(text_of(cell)))]
    held = {column.holds for column in columns}
    family = told.families or roles or held & {"families", "role"} or all(one.family for one in pay)
    level = told.levels or any(role.level for role in roles) or "level" in held or all(one.level for one in pay)
    place = told.places or "location" in held or all(one.place for one in pay)
    each = (("family", family), ("level", level), ("location", place))
    return frozenset(axis for axis, known in each if known)


def _doubt_strangers(book: Book) -> None:
    """Doubt the table that ends here where none of its roles is of a family that is known: it may be no staff pay."""
    rows = book.found[book.start :]
    if len(rows) < len(book.found) and not any(is_known_family(one.facts.family or "") for one in rows):
        doubt = Doubt("doubtful_place", "none of the roles of its table is of a known family: it may be other money")
        doubt_from(book.start, book, doubt)
    book.start = len(book.found)


def _supposed(what: str, row: Row) -> Doubt:
    where = f"the table that begins with {row.cells[0].text!r}"
    return Doubt("doubtful_place", f"no {what} is printed above {where}; that of the table above is supposed")


def take_heads(book: Book, rows: Sequence[Row]) -> None:
    """Read the heading rows; a column that is not understood gets a finding once."""
    before = {column.text for column in book.columns}
    own = list(takewhile(lambda row: not row.beside or said(text_of(row.cells[0])).is_heading, rows))
    book.columns = fitted(book.heads, own or rows)
    book.headings += [line for row in book.heads for cell in row.cells for line in cell.lines]
    for column in (one for one in book.columns if one.text not in before):
        if not column.holds:
            doubt = unplaced(column.text, "a column of pay or of roles, so that nothing is taken from it", "label")
            book.loose.append(Loose(doubt, column.head.lines[0]))
        elif column.holds == "job_titles":
            reason = f"what stands under {column.text!r} tells the roles of its table, and is in no output"
            book.loose.append(Loose(Doubt("beside_table", reason), column.head.lines[0]))
    book.heads = []
    book.tall = []


def _close(book: Book) -> None:
    """Account for what is left after the last row."""
    _doubt_strangers(book)
    for row in book.heads:
        book.loose += [unused(line_of(cell), "is a heading with nothing below it") for cell in row.cells]
    put_away(book, set(), first=not book.found)


def read_row(row: Row, book: Book) -> None:
    """Read a row below the headings, with the cells above that reach down into it."""
    page = row.cells[0].lines[0].place.page
    tall = [cell for cell, rows in book.tall if rows > 0 and not any(overlap(cell, own) > 0 for own in row.cells)]
    book.tall = [(cell, rows - 1) for cell, rows in book.tall if rows > 1 and cell in tall]
    book.tall += [(cell, cell.down - 1) for cell in row.cells if cell.down > 1 and not _is_unread_pay(cell, book)]
    tall = tall if page == book.page else []
    book.page = page
    if len(row.cells) == 1 and not tall and not amounts.looks_like_pay(row.cells[0].text):
        _across(row.cells[0], book)
    elif book.columns:
        _role_row([*row.cells, *tall], book)
    else:
        _bare_row(row, book)


def _is_unread_pay(cell: Cell, book: Book) -> bool:
    """Tell whether a cell among the amounts holds none: what hides it may hide the rule below it too."""
    under = [column for column in book.columns if column.is_pay and share(cell, column)]
    return bool(under) and not amounts.looks_like_pay(cell.text)


def _across(cell: Cell, book: Book) -> None:
    """Read a cell that stands alone in its row: a location, a family, a level, or something that is not known."""
    text = text_of(cell)
    book.headings += cell.lines
    one, role = said(text), role_of(text)
    facts = facts_of(one) if one.is_heading else None
    places = () if role else tuple(dict(locations_in(text)).items())
    if places:
        book.above, book.across, book.held, book.doubts = Caption(places=places), True, Held(), ()
    elif role and (role.level is not None or not has_levels(role.family)):
        book.loose.append(unused(line_of(cell), "is a role whose pay cannot be read"))
    elif facts and (facts.family or facts.level):
        book.held = book.held.across(facts)
    elif _is_title(cell, book) or not (book.columns or book.heads):
        book.loose.append(Loose(Doubt("beside_table", f"is in no output: {text!r}"), line_of(cell)))
    else:
        _strange_across(cell, book)


def _strange_across(cell: Cell, book: Book) -> None:
    """Doubt the rows below a heading that is not known, and the row above where this may be the rest of its name."""
    text = text_of(cell)
    book.held = Held().across(Facts(family_key(text)))
    reason = f"the heading {text!r} is not known, and may say what the rows below it are"
    doubt = Doubt("doubtful_place", reason)
    book.doubts += (doubt,)
    if not any(share(cell, column) for column in book.columns if column.is_pay):
        doubt_from(book.last, book, doubt)
    book.loose.append(Loose(unplaced(text, "a location or a family", "location", "family"), line_of(cell)))


def _is_title(cell: Cell, book: Book) -> bool:
    """Tell whether a cell stands in a column of titles, and in no other: it is the rest of one."""
    under = [column.holds for column in book.columns if share(cell, column)]
    return under == ["job_titles"] and any(column.holds in NAMES[:2] for column in book.columns)


def _role_row(cells: Sequence[Cell], book: Book) -> None:
    """Read a row of a table whose columns are known."""
    above, book.last = book.last, len(book.found)
    parts = parts_of(cells, book.columns)
    leads = [lead.cell for lead in parts.leads]
    book.headings += [line for cell in (*leads, *parts.blank) for line in cell.lines]
    told = told_by(parts, book.columns, book.above.level, book.held)
    book.held, doubts = book.held.then(told)
    label = " ".join(text_of(cell) for cell in leads)
    doubts = [*book.doubts, *parts.doubts, *told.doubts, *doubts, *misread(leads)]
    for cell in parts.stray:
        book.loose.append(unused(line_of(cell), f"in the row of {label!r} stands under no heading"))
        doubts.append(Doubt("doubtful_place", f"{text_of(cell)!r} stands under no heading: the row may have slid"))
    row = book.held.facts if book.held.is_known else None
    named = [_found(paid, row, book, tuple(doubts)) if row else [] for paid in parts.pay]
    lost = [paid.cell for paid, found in zip(parts.pay, named, strict=True) if not found]
    book.loose += [unused(line_of(cell), f"after {label!r} belongs to no role known here") for cell in lost]
    if lost and not leads:
        reason = f"below it stands {text_of(lost[0])!r}, and nothing says whose that is"
        doubt_from(above, book, Doubt("doubtful_place", reason))
    book.found += [one for found in named for one in found]
    if not parts.pay and not told.bound:
        book.loose.append(_unpaid(label, cells, blank=bool(parts.blank), known=row is not None and bool(row.family)))


def _unpaid(label: str, cells: Sequence[Cell], *, blank: bool, known: bool) -> Loose:
    line = Line(label, span(cells[0].lines))
    if blank and known:
        return Loose(Doubt("blank_band", f"the sheet says that {label!r} has no pay"), line)
    return unused(line, "is a role whose pay cannot be read" if known else "has no pay and is no role known here")


def _found(paid: Paid, row: Facts, book: Book, doubts: tuple[Doubt, ...]) -> list[Found]:
    """Return what a cell of pay is by all its headings, once for each location; nothing where none names a role."""
    made: list[Found] = []
    for facts in dict.fromkeys(column.facts for column in paid.under):
        heads = [column for column in paid.under if column.facts == facts]
        bound = heads[0].holds if len({column.holds for column in heads}) == 1 else ""
        ends = {end for end in (bound, book.held.bound) if end and end != "pay_bands"}
        differ = [*facts.against(row), *row.against(book.above.facts), *([" and ".join(ends)] if len(ends) > 1 else [])]
        every = [
            *doubts,
            *(Doubt("doubtful_place", f"{text_of(paid.cell)!r} has headings that say {one}") for one in differ),
        ]
        every += [doubt for column in heads for doubt in column.doubts]
        whole = facts.under(row).under(book.above.facts)
        if whole.family is None or (whole.level is None and has_levels(whole.family)):
            return []
        made += _by_place(
            Found(whole, paid.cell.lines, tuple(every), min(ends, default=""), book.table), book.above.places
        )
    return made


def _by_place(one: Found, places: Sequence[Place]) -> Iterator[Found]:
    """Yield pay with its location; where its headings say several, or none, it is doubted."""
    held = [one.place] if one.place else list(places)
    if not one.place and len(places) > 1:
        several = Doubt("doubtful_place", f"the headings do not say which location {one.text!r} is for")
        one = replace(one, doubts=(*one.doubts, several))
    if not held:
        none = Doubt("doubtful_place", "no location is printed above this row")
        yield replace(one, doubts=(*one.doubts, none))
    for place in held:
        yield replace(one, facts=replace(one.facts, place=place))


def _text(cells: Iterable[Cell]) -> str:
    return " ".join(text_of(cell) for cell in cells)


def _bare_row(row: Row, book: Book) -> None:
    """Read a row of a table without headings: the pay after a role, shared among the locations, all of it doubted."""
    pay = [cell for cell in row.cells if amounts.looks_like_pay(cell.text)]
    leads = [cell for cell in row.cells if cell not in pay and not is_blank_mark(cell.text)]
    role = role_of(_text(leads))
    places = book.above.places
    if role is None or not pay or len(pay) % max(1, len(places)):
        book.loose += [unused(line_of(cell), "stands in a table without headings") for cell in row.cells]
        return
    book.headings += [line for cell in leads for line in cell.lines]
    doubt = Doubt("doubtful_place", f"no heading says what the columns of {_text(row.cells)!r} are")
    share_ = len(pay) // max(1, len(places))
    every: tuple[Place | None, ...] = places or (None,)
    for number, place in enumerate(every):
        lines = tuple(line for cell in pay[number * share_ : (number + 1) * share_] for line in cell.lines)
        facts = Facts(role.family, role.level, place)
        book.found.append(Found(facts, lines, (doubt,), "", book.table))
