"""How a PDF sheet looks: paper, font, rules, colours; and the widths that its columns need."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reportlab.lib.pagesizes import A3, A4, landscape, letter, portrait

from tests.sheets.content import chance
from tests.sheets.pdf_fonts import font_names
from tests.sheets.pdf_model import HEAD_KINDS, LEAD_KINDS, Cell, Grid, Look
from tests.sheets.pdf_text import longest_piece, measured

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

FACES = ("helvetica", "times", "carlito", "carlito", "liberation", "liberation-serif", "narrow", "dejavu", "vera")
EMBEDDED = ("carlito", "liberation", "liberation-serif", "narrow", "dejavu", "dejavu-serif", "condensed")
_COLOURS = ("#000000", "#000000", "#808080", "#1f3864", "#a6a6a6")
_DARK = ("#1f3864", "#000000", "#44546a", "#7030a0")
#: How rules are put on the page: as lines from cell to cell or right through, outlines, thin filled areas, dashes.
DRAWN = ("segments", "long", "boxes", "rects", "dashed")
_LEAST = 5.5


def make_look(rng: Random, features: set[str], *, faces: Sequence[str] = FACES) -> Look:
    """Choose a look; what it must keep clear of is seen to by `clear`."""
    face = rng.choice(faces)
    font, bold = font_names(face)
    paper = rng.choice([A4, A4, A4, letter, A3])
    turned = landscape(paper) if chance(rng, 0.75) else portrait(paper)
    dark = "dark_head" in features
    fill = rng.choice(_DARK) if dark else rng.choice(["", "", "#d9d9d9", "#e7e6e6", "#dbe5f1"])
    size = rng.choice([6, 6.5, 7, 7.5, 8, 8, 9, 9.5, 10, 11])
    return Look(
        font,
        bold if "bold_head" in features or dark else font,
        size,
        rng.choice([1.1, 1.15, 1.2, 1.2, 1.3]),
        rng.choice([1.5, 2.5, 4, 5.5, 6]),
        rng.choice([0.5, 1, 2, 3, 5]),
        turned,
        rng.choice([28, 36, 42, 56]),
        "grid",
        "segments",
        rng.choice([0.25, 0.5, 0.5, 0.75, 1, 1.5]),
        rng.choice(_COLOURS),
        fill,
        "#ffffff" if dark else "#000000",
        rng.choice([0.0, 0.3, 0.6]) * size,
        "wrapped_titles" not in features,
        "narrow_table" not in features,
    )


def clear(look: Look, features: set[str]) -> Look:
    """Leave as much room as a reader needs to see columns, rows and paragraphs apart."""
    if "one_cell_by_bullets" not in features:
        look = replace(look, gap=max(look.gap, 0.6 * look.size))
    if look.rules in {"families", "blocks", "head_rule", "none", "booktabs"} and "zebra" not in features:
        tight = "bullets" in features
        look = replace(look, pad_y=max(look.pad_y, (0.1 if tight else 0.36) * look.size))
    if look.rules not in {"grid", "open"}:
        look = replace(look, pad_x=max(look.pad_x, 5.5))
    return look


def face_of(cell: Cell, look: Look) -> str:
    """Return the font of a cell."""
    return look.bold if cell.kind in HEAD_KINDS | {"label", "across"} else look.font


def uprights(cell: Cell, features: set[str]) -> str:
    """Return where the text of a cell stands between its top and bottom: `top`, `middle` or `bottom`."""
    leads = cell.kind in LEAD_KINDS and cell.rows > 1
    for place in ("middle", "bottom"):
        if place in features or (leads and f"leads_{place}" in features):
            return place
    return "top"


def fitted(look: Look, grids: Sequence[Grid]) -> Look:
    """Make the font smaller, or turn or widen the paper, until every column has room for its longest word."""
    for paper in (look.paper, landscape(look.paper), landscape(A3)):
        size = look.size
        while size >= _LEAST:
            tried = replace(look, size=size, paper=paper)
            if all(sum(_needs(grid, tried)) <= _room(tried) for grid in grids):
                return tried
            size -= 0.5
    raise ValueError("no paper is wide enough")


def _room(look: Look) -> float:
    return look.paper[0] - 2 * look.margin


def column_widths(grid: Grid, look: Look) -> list[float]:
    """Return the widths of the columns: what they need, and a share of the rest for those that are flexible."""
    widths = _needs(grid, look)
    room = _room(look) - sum(widths)
    wanted = _wishes(grid, look)
    for column in range(grid.columns):
        if column not in grid.flexible:
            more = min(max(wanted[column] - widths[column], 0), room / 4, 5 * look.size)
            widths[column] += more
            room -= more
    levelled = (sum(widths[column] for column in grid.flexible) + room) / len(grid.flexible)
    spare = [max(levelled - widths[column], 0) for column in grid.flexible]
    share = min(room / (sum(spare) or 1), 1)
    natural = [wanted[column] - widths[column] for column in grid.flexible]
    for column, more, own in zip(grid.flexible, spare, natural, strict=True):
        widths[column] += more * share if look.full else max(min(more * share, own), 0)
    return widths


def _needs(grid: Grid, look: Look) -> list[float]:
    """Return the least width of each column; a merged cell widens all that it covers."""
    widths = [2 * look.pad_x] * grid.columns
    for cell in sorted(grid.cells, key=lambda cell: cell.columns):
        if cell.texts:
            need = _least(cell, look) + 2 * look.pad_x + 1
            more = need - sum(widths[cell.column : cell.right])
            for column in range(cell.column, cell.right):
                widths[column] += max(more, 0) / cell.columns
    return widths


def _least(cell: Cell, look: Look) -> float:
    font, indent = face_of(cell, look), look.size * bool(cell.bullet)
    if cell.kind == "level" or (cell.kind == "titles" and look.whole and len(cell.texts) > 1):
        return indent + max(measured(text, font, look.size) for text in cell.texts)
    return indent + longest_piece(cell.texts, font, look.size)


def _wishes(grid: Grid, look: Look) -> list[float]:
    """Return the widths at which no cell of one column would wrap."""
    widths = [0.0] * grid.columns
    for cell in grid.cells:
        if cell.columns == 1 and cell.texts:
            need = max(measured(text, face_of(cell, look), look.size) for text in cell.texts)
            widths[cell.column] = max(widths[cell.column], need + look.size * bool(cell.bullet) + 2 * look.pad_x + 1)
    return widths
