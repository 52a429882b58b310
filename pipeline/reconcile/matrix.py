"""A grid with families across and levels down to entries: one pass for headings, one for pay, one for the texts.

Headings are known by what they say, wherever they stand. A row's table and level hold until another is printed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.model import Cell, Doubt, Entry, Grid, Line, Location, Loose, Place, Reading, Row, Table
from pipeline.reconcile import amounts, pay_grid, pay_tables
from pipeline.reconcile.captions import LONGEST, NOTE, SAME, names_table, set_apart
from pipeline.reconcile.cell_texts import SURELY, joined, texts_of
from pipeline.reconcile.facts import Facts
from pipeline.reconcile.headings import USUAL, Body, Heads, Named, only_location
from pipeline.reconcile.heard import misread
from pipeline.reconcile.labels import is_label, labelled, whole_labels
from pipeline.reconcile.likeness import PAID, UNPAID
from pipeline.reconcile.pay_columns import is_head_row
from pipeline.reconcile.said import BOUNDS, said, text_of
from pipeline.reconcile.territory import UNDER, Standing, reaches, standing
from pipeline.reconcile.text import join_lines
from pipeline.reconcile.vocabulary import (
    family_key,
    is_furniture,
    level_of,
    match,
    unplaced,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.reconcile.columns import TextRow
    from pipeline.reconcile.likeness import Likeness

#: A level with so many rows has one text to a cell: so much evidence, in log odds, against two.
SEVERAL, SINGLE = 3, -3.5

#: Below a page break, at which columns may be lost, and where the pay of a family was placed with less than the second
#: of these, a place is a guess unless it is beyond doubt: a few rows that share one map are little evidence.
BEYOND_DOUBT, GUESSED, GUESS = 0.999, 0.5, 0.9

#: So many rows above a line tell where texts begin.
NEAR = 8
_ASTRAY = "the heading {!r} stands below those of its row, so that what is its own may stand under another's"

#: A cell of no more words that speaks of money is no text.
MONEY = 6


def read(grid: Grid, likeness: Likeness) -> Reading:
    """Return the entries of a matrix; empty where nothing in the grid can be placed."""
    parts, rows, preamble, loose = _parts(grid)
    body = labelled(rows, loose, drawn=grid.drawn, fresh=_fresh(parts))
    kept = {id(row) for row in rows}
    labels = [cell for row in whole_labels(rows, drawn=grid.drawn) for cell in row.cells if is_label(cell)]
    headings = (*grid.beside, *_lines(row for row in grid.rows if id(row) not in kept), *_lines([Row(tuple(labels))]))
    named = any(heads.families for heads in parts)
    if not any(row.table for row in body) or not (named or any(is_label(row.cells[0]) for row in rows)):
        return Reading((), tuple(loose), preamble)
    if not named:
        loose.append(Loose(Doubt("lost_heading", "no row names the job families; those of other years are supposed")))
    entries: list[Entry] = []
    for number, heads in enumerate(parts):
        pay = [row for row in body if row.part == number and row.table is Table.PAY_BANDS]
        entries += _drawn_pay(pay, heads, loose) if grid.drawn else pay_grid.read(pay, heads, likeness, loose)
    texts: list[Entry] = []
    for number, heads in enumerate(parts):
        texts += _texts([row for row in body if row.part == number], heads, entries, likeness, grid)
    loose += [_unplaced(row) for row in body if not row.table]
    return Reading(tuple(entries + joined(texts)), tuple(loose), preamble, headings)


def _lines(rows: Iterable[Row | Body]) -> tuple[Line, ...]:
    return tuple(line for row in rows for cell in row.cells for line in cell.lines)


def _unplaced(row: Body) -> Loose:
    text = " ".join(cell.text for cell in row.cells)
    line = Line(text, row.cells[0].lines[0].place)
    if row.ignored:
        return Loose(Doubt("ignored_heading", f"stands under a heading that is ignored: {text!r}"), line)
    return Loose(Doubt("unused_text", f"no heading says which table this belongs to: {text!r}"), line)


def _parts(grid: Grid) -> tuple[list[Heads], list[Row], tuple[Line, ...], list[Loose]]:
    """Part heading rows from body rows and from what stands above them.

    Headings may be printed again on a later page. On drawn pages they then govern what stands below them, wherever
    their columns are; elsewhere the first ones do, and others are doubted.
    """
    parts = [Heads()]
    rows: list[Row] = []
    preamble: list[Line] = []
    loose: list[Loose] = []
    for row in set_apart(grid.rows) if grid.drawn else grid.rows:
        kind = _heading_kind(row)
        if kind and grid.drawn and any(one.part == len(parts) - 1 for one in rows):
            parts.append(_places_again(parts[-1]) if kind == "location" else Heads())
        count = len(loose)
        bounds = grid.drawn and not kind and _names_bounds(row)
        if kind or bounds:
            parts[-1] = replace(parts[-1], rows=(*parts[-1].rows, row))
        if bounds:
            continue
        if kind == "family":
            heads = _named_again(parts[-1], replace(parts[-1], families=_families(row, loose)), row, loose)
            parts[-1] = replace(heads, strange=heads.strange or (grid.drawn and len(loose) > count))
            parts[-1] = replace(parts[-1], stub=_stub(row, parts[-1]))
            loose += _misheard(row)
        elif kind == "location":
            heads = _named_again(parts[-1], replace(parts[-1], locations=_locations(row, loose)), row, loose)
            parts[-1] = replace(heads, strange=heads.strange or len(loose) > count)
            loose += _misheard(row)
        elif len(row.cells) == 1 and is_furniture(row.cells[0].text):
            continue
        elif not rows and _is_above(row, parts[-1], drawn=grid.drawn):
            preamble += [line for cell in row.cells for line in cell.lines]
            parts[-1] = _with_astray(row, parts[-1], loose)
        elif row.beside and not _is_caption(row) and not names_table(row, rows):
            loose += _beside(row, rows)
        else:
            rows.append(replace(row, part=len(parts) - 1))
    return parts, rows, tuple(preamble), loose


def _places_again(heads: Heads) -> Heads:
    """Return headings of which the locations are printed again."""
    rows = tuple(row for row in heads.rows if _heading_kind(row) == "family")
    return replace(heads, locations=(), strange=False, rows=rows)


def _names_bounds(row: Row) -> bool:
    """Tell whether a row says under its columns which end of the range their amounts are."""
    each = [said(text_of(cell)) for cell in row.cells]
    return is_head_row(row) and sum(one.is_heading and bool(one.labels & BOUNDS) for one in each) > 1


def _heading_kind(row: Row) -> str | None:
    """Return what a row names, families or locations; None where it is no row of headings."""
    kinds = [None if cell.text[:1].islower() else match(cell.text) for cell in row.cells]
    names = [kind.name for kind in kinds if kind and kind.kind == "label"]
    families = [kind for kind in kinds if kind and kind.kind == "family"]
    families = families if any(kind.exact for kind in families) else []
    places = [kind for kind in kinds if kind and kind.kind == "location"]
    if names[:1] == ["families"] or (len(families) > 1 and len(families) >= len(row.cells) / 2):
        return "family"
    if names[:1] == ["location"] or (len(places) > 1 and len(places) >= len(row.cells) - 1):
        return "location"
    return None


def _stub(row: Row, heads: Heads) -> int:
    """Return the last slot of what stands before the first family: labels and levels stand below it."""
    first = min((cell.first for _, cell in heads.families), default=-1)
    return max((cell.last for cell in row.cells if cell.last < first), default=-1)


def _is_caption(row: Row) -> bool:
    """Tell whether a line outside of the tables names what stands below it."""
    return is_label(row.cells[0]) or level_of(row.cells[0].text) is not None


def _fresh(parts: Sequence[Heads]) -> frozenset[int]:
    """Return the numbers of the parts whose headings are others than those above: another table begins there."""
    said = [([named.name for named, _ in one.families], [place for place, _ in one.locations]) for one in parts]
    differ = (
        n
        for n, (above, below) in enumerate(pairwise(said), start=1)
        if any(one and other and one != other for one, other in zip(above, below, strict=True))
    )
    return frozenset(differ)


def _beside(row: Row, rows: Sequence[Row]) -> list[Loose]:
    """Return what is to be said of a line that is in no table, below some rows of one.

    One near a table may be part of it, as a short line or where texts begin; money may be pay.
    """
    text, line = row.cells[0].text, row.cells[0].lines[0]
    note = NOTE.match(text) or row.gap
    lost = text[:1].islower() or (not note and (len(text.split()) <= LONGEST or _is_indented(row, rows)))
    code = "other_amount" if amounts.has_amount(text) else "unused_text" if lost else "beside_table"
    if code == "other_amount" and amounts.ranges(text):
        code = "unused_text"
    return [Loose(Doubt(code, f"stands in no table and is in no output: {text!r}"), line)]


def _is_indented(row: Row, rows: Sequence[Row]) -> bool:
    """Tell whether a line begins where cells of the last rows do, and not where the first of them do."""
    near = [cell.first for one in rows[-NEAR:] for cell in one.cells]
    return any(abs(row.cells[0].first - first) <= SAME for first in near if first > min(near) + SAME)


def _named_again(heads: Heads, now: Heads, row: Row, loose: list[Loose]) -> Heads:
    """Return the headings after a heading row: a later one that says otherwise leaves no column sure."""
    said = [named.name for named, _ in heads.families], [place for place, _ in heads.locations]
    says = [named.name for named, _ in now.families], [place for place, _ in now.locations]
    agree = all(not before or before == after for before, after in zip(said, says, strict=True))
    if agree:
        return replace(heads, families=heads.families or now.families, locations=heads.locations or now.locations)
    text = " ".join(cell.text for cell in row.cells)
    reason = f"the headings {text!r} differ from those printed above; what stands below may be in other columns"
    loose.append(Loose(Doubt("unknown_heading", reason), Line(text, row.cells[0].lines[0].place)))
    return replace(heads, strange=True)


def _misheard(row: Row) -> list[Loose]:
    """Return what OCR may have misread of some headings."""
    return [Loose(Doubt("doubtful_reading", doubt.reason), row.cells[0].lines[0]) for doubt in misread(row.cells)]


def _is_above(row: Row, heads: Heads, *, drawn: bool) -> bool:
    """Tell whether a row stands above the first one of the table, which on a drawn page may be a level beside it."""
    if is_label(row.cells[0]) or any(amounts.has_amount(cell.text) for cell in row.cells):
        return False
    return not (drawn and heads.families) or (row.beside and not _is_caption(row))


def _with_astray(row: Row, heads: Heads, loose: list[Loose]) -> Heads:
    """Return headings of which none is sure where a line below them names a family that is none of them."""
    term = match(row.cells[0].text) if len(row.cells) == 1 else None
    known = {named.name for named, _ in heads.families}
    if not known or not term or not term.exact or term.kind != "family" or term.name in known:
        return heads
    loose.append(Loose(Doubt("unknown_heading", _ASTRAY.format(row.cells[0].text)), row.cells[0].lines[0]))
    return replace(heads, strange=True)


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
            loose.append(Loose(unplaced(cell.text, "a location", "location"), cell.lines[0]))
    only = only_location([place.value for place, _ in found], [cell.text for _, cell in found])
    return tuple((only, cell) for _, cell in found) if only else tuple(found)


def _drawn_pay(rows: Sequence[Body], heads: Heads, loose: list[Loose]) -> list[Entry]:
    """Return the pay bands of a drawn page: a row without a level is that of its number, and doubted."""
    whole: list[tuple[Row, Facts]] = []
    doubts: dict[Place, Doubt] = {}
    for number, row in enumerate(pay_grid.whole_rows(rows), start=1):
        whole.append((Row(row.cells), Facts(level=row.level or number)))
        if row.level is None or row.lone:
            for line in _lines([row]):
                doubts[line.place] = Doubt("doubtful_place", f"no level is printed beside {line.text!r}")
    found, lost = pay_tables.read_part(heads.rows, whole) if whole else ([], [])
    loose += lost
    return [
        replace(one, doubts=(*one.doubts, *(doubts[line.place] for line in one.lines if line.place in doubts)))
        for one in found
    ]


def _texts(body: Sequence[Body], heads: Heads, pay: Sequence[Entry], likeness: Likeness, grid: Grid) -> list[Entry]:
    """Place the texts of every row in a family's column."""
    rows = [row for row in body if row.table in (Table.JOB_TITLES, Table.RESPONSIBILITIES)]
    if grid.drawn and heads.families:
        return _drawn_texts(rows, heads)
    from pipeline.reconcile import columns  # NumPy comes with it, and few drawn pages need it

    families = tuple(named.name for named, _ in heads.families) or USUAL
    paid = {(entry.family, entry.level): entry.confidence for entry in pay}

    def exists(family: str, level: int | None) -> float:
        if any(at == level for _, at in paid):
            return UNPAID + (PAID - UNPAID) * paid.get((family, level), 0.0)
        return likeness.exists(family, level)

    evidence = columns.Evidence(
        families, {named.name: cell.first for named, cell in heads.families}, exists, likeness, grid.steady
    )
    placed = columns.place([_text_row(row) for row in rows], evidence)
    entries: list[Entry] = []
    label = -1 if grid.steady else 0
    broken = False
    for row, where in zip(rows, placed, strict=True):
        broken = row.gap or (broken and not row.levelled)
        for cell in row.cells:
            family, probability = where.get(cell.first, ("", 0.0))
            sure = probability if heads.families and not heads.strange else 0.5 * probability
            guess = (broken and sure < BEYOND_DOUBT) or paid.get((family, row.level), PAID) < GUESSED
            sure = min(sure, GUESS) if guess else sure
            entries += texts_of(row, cell, Standing(family, sure), steady=grid.steady, label=label)
    return entries


def _drawn_texts(rows: Sequence[Body], heads: Heads) -> list[Entry]:
    """Place texts under the headings of a drawn page."""
    over = reaches(heads, [cell for row in rows for cell in row.cells])
    rows_at = Counter((row.table, row.level) for row in rows)
    stacked = {
        (row.table, row.level) for row in rows if any(max(cell.starts[1:], default=0) > SURELY for cell in row.cells)
    }
    misheard = {named.name: tuple(misread([cell])) for named, cell in heads.families}
    lowest = min((row.level for row in rows if row.level is not None), default=0)
    adrift = {row.table: tuple(_adrift([one for one in rows if one.table is row.table], lowest)) for row in rows}
    entries: list[Entry] = []
    for row in rows:
        at = row.table, row.level
        single = row.table is Table.RESPONSIBILITIES and rows_at[at] >= SEVERAL and at not in stacked
        stands = [standing(cell, over) for cell in row.cells]
        slid = any(place.probability < UNDER for places in stands for place in places) or any(map(_is_money, row.cells))
        families = Counter(place.family for places in stands for place in places)
        for cell, places in zip(row.cells, stands, strict=True):
            told = replace(cell, starts=tuple(start + SINGLE * single for start in cell.starts))
            for place in places:
                sure = replace(place, probability=(0.5 if heads.strange or slid else 1.0) * place.probability)
                sure = replace(sure, doubts=(*sure.doubts, *misheard[place.family], *adrift[row.table]))
                if families[place.family] > 1:
                    sure = replace(sure, doubts=(*sure.doubts, _torn(cell, place.family)))
                entries += texts_of(row, told, sure, label=-1)
    return entries


def _adrift(rows: Sequence[Body], lowest: int) -> Iterator[Doubt]:
    """Yield the doubt on all texts of a table of which some stand above the mark of the lowest level.

    Such marks stand in the middle of their rows, or at the bottom, and no rule says how far these reach. Where a higher
    level is the first one, the mark of a lower one may be lost.
    """
    first = next((row.level for row in rows if row.level is not None), None)
    if rows[0].level is None and first == lowest:
        text = rows[0].cells[0].text
        yield Doubt("doubtful_place", f"levels may stand below the first of their rows: the first does below {text!r}")


def _torn(cell: Cell, family: str) -> Doubt:
    reason = f"beside it stands another cell under {family}: a text may be torn, or two be one: {cell.text!r}"
    return Doubt("doubtful_text", reason)


def _is_money(cell: Cell) -> bool:
    """Tell whether a cell holds an amount and little else: its row is none of texts."""
    return amounts.looks_like_pay(cell.text) and len(cell.text.split()) <= MONEY


def _text_row(row: Body) -> TextRow:
    from pipeline.reconcile.columns import TextRow

    texts = {cell.first: join_lines([line.text for line in cell.lines]) for cell in row.cells}
    return TextRow(texts, row.table or Table.RESPONSIBILITIES, row.level, row.gap)
