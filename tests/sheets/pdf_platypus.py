"""Typesets a sheet with ReportLab's tables and paragraphs."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from tests.sheets.pdf_canvas import Furniture
from tests.sheets.pdf_fonts import has
from tests.sheets.pdf_ink import alignment, sides
from tests.sheets.pdf_look import column_widths, face_of, uprights
from tests.sheets.pdf_model import HEAD_KINDS, RAISED, SOFT_HYPHEN, Cell, Grid, Line, Plan
from tests.sheets.pdf_pages import text_font

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

#: What this typesetter cannot do.
LACKS = frozenset(
    [
        "hyphenated",
        "hard_hyphens",
        "letter_by_letter",
        "spaces_drawn",
        "word_by_word",
        "column_order",
        "random_order",
        "fake_bold",
        "row_over_page",
        "open_at_break",
        "labels_again",
        "one_cell_by_bullets",
        "one_cell_by_gaps",
        "wrapped_titles",
    ]
)
_LONGEST_MERGED = 24  # rows; a merged cell is never broken, so the table must fit one page
_COMMANDS = {"top": "LINEABOVE", "bottom": "LINEBELOW", "left": "LINEBEFORE", "right": "LINEAFTER"}


def build_sheet(plan: Plan) -> tuple[bytes, int]:
    """Return the PDF and its number of pages."""
    _, total = _built(plan, 0)
    return _built(plan, total)


def _built(plan: Plan, total: int) -> tuple[bytes, int]:
    buffer, margin = BytesIO(), plan.look.margin
    document = SimpleDocTemplate(
        buffer,
        pagesize=plan.look.paper,
        leftMargin=margin - 6,  # a frame has a padding of 6
        rightMargin=margin - 6,
        topMargin=margin + 4,
        bottomMargin=margin + 8,
        invariant=1,
    )

    def furnish(canvas: Canvas, made: Any) -> None:
        furniture = Furniture(canvas, plan)
        furniture.watermark()
        furniture.lines(made.page, total)

    document.build(_flowables(plan), onFirstPage=furnish, onLaterPages=furnish)
    return buffer.getvalue(), document.page


def _flowables(plan: Plan) -> list[Flowable]:
    flowables: list[Flowable] = []
    for item in plan.story:
        if isinstance(item, Line):
            font, size = text_font(item.kind, plan.look)
            style = ParagraphStyle(item.kind, fontName=font, fontSize=size, leading=size * 1.2, spaceAfter=size * 0.5)
            style.keepWithNext = item.kind == "caption"
            flowables.append(Paragraph(_marked(item.text), style))
        else:
            flowables += [_table(item, plan), Spacer(1, plan.look.size * 1.2)]
    return flowables


def _table(grid: Grid, plan: Plan) -> Table:
    look = plan.look
    data: list[list[Any]] = [[""] * grid.columns for _ in range(grid.rows)]
    style: list[tuple[Any, ...]] = [
        ("LEFTPADDING", (0, 0), (-1, -1), look.pad_x),
        ("RIGHTPADDING", (0, 0), (-1, -1), look.pad_x),
        ("TOPPADDING", (0, 0), (-1, -1), look.pad_y),
        ("BOTTOMPADDING", (0, 0), (-1, -1), look.pad_y + 0.1 * look.size),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    for cell in grid.cells:
        data[cell.row][cell.column] = _contents(cell, plan)
        style += _commands(cell, grid, plan)
    return Table(
        data,
        colWidths=column_widths(grid, look),
        repeatRows=grid.heads if "headings_repeated" in plan.features else 0,
        style=TableStyle(style),
        hAlign="CENTER" if "table_centred" in plan.features else "LEFT",
    )


def _commands(cell: Cell, grid: Grid, plan: Plan) -> list[tuple[Any, ...]]:
    """Return span, fill and rules of a cell; one that is too high to be merged only looks so."""
    look, ends = plan.look, ((cell.column, cell.row), (cell.right - 1, cell.end - 1))
    commands: list[tuple[Any, ...]] = [("VALIGN", *ends, uprights(cell, plan.features).upper())]
    merged = cell.rows == 1 or cell.end <= grid.heads or grid.rows <= _LONGEST_MERGED
    if merged and (cell.rows > 1 or cell.columns > 1):
        commands.append(("SPAN", *ends))
    if cell.row < grid.heads and look.head_fill:
        commands.append(("BACKGROUND", *ends, HexColor(look.head_fill)))
    elif "zebra" in plan.features and cell.row % 2 and cell.rows == 1:
        commands.append(("BACKGROUND", *ends, HexColor("#f0f0f0")))
    dash = (2.5, 1.5) if look.drawn == "dashed" else None
    for side in sorted(sides(cell, grid, look.rules)):
        (x0, y0), (x1, y1) = ends
        place = {
            "top": ((x0, y0), (x1, y0)),
            "bottom": ((x0, y1), (x1, y1)),
            "left": ((x0, y0), (x0, y1)),
            "right": ((x1, y0), (x1, y1)),
        }[side]
        commands.append((_COMMANDS[side], *place, look.thickness, HexColor(look.colour), "butt", dash))
    return commands


def _contents(cell: Cell, plan: Plan) -> list[Flowable]:
    look, size = plan.look, plan.look.size
    centred = alignment(cell, plan.features) == "centre"
    justified = "justified" in plan.features and cell.kind == "duties" and look.rules == "grid"
    style = ParagraphStyle(
        cell.kind,
        fontName=face_of(cell, look),
        fontSize=size,
        leading=size * look.leading,
        textColor=HexColor(look.head_ink if cell.kind in HEAD_KINDS else "#000000"),
        alignment=TA_CENTER if centred else TA_JUSTIFY if justified else TA_LEFT,
        leftIndent=size if cell.bullet else 0,
        bulletFontName=look.font,
        bulletFontSize=size,
    )
    bullet = cell.bullet if not cell.bullet or has(look.font, cell.bullet) else "•"
    return [Paragraph(_marked(text), style, bulletText=bullet or None) for text in cell.texts]


def _marked(text: str) -> str:
    """Return a text in the markup of ReportLab."""
    return re.sub(f"{RAISED}(.)", r"<super>\1</super>", escape(text.replace(SOFT_HYPHEN, "")))
