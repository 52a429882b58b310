"""What holds while tables of pay are read, row by row, and what is said of the lines that are no part of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.model import Doubt, Line, Loose, part_of
from pipeline.reconcile import amounts
from pipeline.reconcile.listing import role_of
from pipeline.reconcile.pay_captions import Caption, says_something
from pipeline.reconcile.pay_rows import Held
from pipeline.reconcile.said import text_of
from pipeline.reconcile.vocabulary import is_furniture

if TYPE_CHECKING:
    from pipeline.model import Cell, Row
    from pipeline.reconcile.pay_columns import Column
    from pipeline.reconcile.pay_found import Found


@dataclass
class Book:
    """What holds for the next row, and what the rows so far have given."""

    columns: tuple[Column, ...] = ()
    above: Caption = field(default_factory=Caption)
    held: Held = field(default_factory=Held)
    doubts: tuple[Doubt, ...] = ()
    heads: list[Row] = field(default_factory=list)
    beside: list[Line] = field(default_factory=list)
    across: bool = False
    tall: list[tuple[Cell, int]] = field(default_factory=list)
    page: int | None = None
    last: int = 0
    start: int = 0
    table: int = 0
    found: list[Found] = field(default_factory=list)
    loose: list[Loose] = field(default_factory=list)
    headings: list[Line] = field(default_factory=list)
    preamble: list[Line] = field(default_factory=list)


def doubt_from(start: int, book: Book, doubt: Doubt) -> None:
    """Doubt all that was found from one place on."""
    book.found[start:] = [replace(one, doubts=(*one.doubts, doubt)) for one in book.found[start:]]


def put_away(book: Book, used: set[Line], *, first: bool) -> None:
    """Say of the lines beside a table what they are: above the first one an introduction, else no part of a table."""
    for line in book.beside:
        pay = amounts.has_amount(line.text)
        role = role_of(line.text[: line.text.find("£")] if "£" in line.text else line.text) if pay else None
        if role:
            book.loose.append(unused(line, "names a role and its pay outside of the tables"))
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


def line_of(cell: Cell) -> Line:
    """Return the text of a cell as a line, with its place."""
    return part_of(cell.lines, text_of(cell))


def unused(line: Line, why: str) -> Loose:
    """Say of a line that it is in no output, and why."""
    return Loose(Doubt("unused_text", f"{line.text!r} {why}; look at the page"), line)
