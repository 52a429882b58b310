"""Typesets a sheet as a web page that WeasyPrint prints."""

from __future__ import annotations

import logging
import os
import re
import warnings
from functools import cache
from html import escape
from typing import Any
from unittest.mock import patch

from tests.sheets.pdf_fonts import TYPEFACES, font_names
from tests.sheets.pdf_ink import alignment, sides
from tests.sheets.pdf_look import column_widths, uprights
from tests.sheets.pdf_model import HEAD_KINDS, RAISED, SOFT_HYPHEN, Cell, Grid, Line, Plan

#: What this typesetter cannot do.
LACKS = frozenset(
    [
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
        "wrapped_titles",
        "ligatures",
    ]
)
_TAGS = {"title": "h1", "text": "p", "caption": "h2", "note": "p class=note"}


@cache
def _engine() -> Any:
    """Load WeasyPrint only when a sheet is set by it: that takes a while."""
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # it warns of the dates in the fonts
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it will need a later HarfBuzz than some systems have
        import weasyprint
    return weasyprint


@cache
def _fonts() -> Any:
    return _engine().text.fonts.FontConfiguration()


def print_sheet(plan: Plan) -> tuple[bytes, int]:
    """Return the PDF and its number of pages."""
    body = "".join(_line(item, plan) if isinstance(item, Line) else _table(item, plan) for item in plan.story)
    page = f"<html lang=en-GB><style>{_style(plan)}</style><body>{_fixed(plan)}{body}"
    return print_html(page)


def print_html(page: str) -> tuple[bytes, int]:
    """Return any page of HTML as a PDF, the same each time, and its number of pages."""
    with patch.dict(os.environ, {"SOURCE_DATE_EPOCH": "1700000000"}):  # the date in the fonts that are embedded
        document = _engine().HTML(string=page).render(font_config=_fonts())
        data: bytes = document.write_pdf(pdf_identifier=b"sheet")
    return data, len(document.pages)


def _family(plan: Plan) -> str:
    faces = (face for face in TYPEFACES if font_names(face)[0] == plan.look.font)
    return TYPEFACES[next(faces, "liberation")].family


def _style(plan: Plan) -> str:
    look, features = plan.look, plan.features
    bold = "bold" if look.bold != look.font else "normal"
    return f"""
        @page {{ size: {look.paper[0]}pt {look.paper[1]}pt; margin: {look.margin}pt; {_margins(plan)} }}
        body {{ font: {look.size}pt/{look.leading} '{_family(plan)}'; margin: 0; font-variant-ligatures: {
        "common-ligatures" if "bold_head" in features else "none"
    } }}
        h1 {{ font-size: 160%; margin: 0 0 6pt }} h2 {{ font-size: 115%; margin: 6pt 0 3pt; break-after: avoid }}
        p {{ margin: 0 }} body > p {{ margin-bottom: 6pt }} .note {{ font-size: 85% }}
        table {{ border-collapse: collapse; table-layout: fixed; margin-bottom: {1.2 * look.size}pt }}
        .centred {{ margin-left: auto; margin-right: auto }}
        tr {{ break-inside: {"auto" if features & {"one_cell_by_bullets", "one_cell_by_gaps"} else "avoid"} }}
        tr.head {{ background: {look.head_fill or "none"}; color: {look.head_ink}; break-after: avoid }}
        tr.across {{ break-after: avoid; background: {"#eee" if "shaded_across" in features else "none"} }}
        tr.shaded {{ background: #f0f0f0 }}
        td {{ padding: {look.pad_y}pt {look.pad_x}pt; text-align: left }}
        td p {{ break-inside: avoid }} td p + p.apart, li + li {{ margin-top: {look.gap}pt }}
        .bold {{ font-weight: {bold} }} .centre {{ text-align: center }} .whole {{ white-space: nowrap }}
        .justified {{ text-align: justify }} ul {{ margin: 0; padding-left: {look.size}pt }}
        li {{ break-inside: avoid }} sup {{ font-size: 60%; line-height: 0 }}
        .mark {{ position: fixed; left: 20%; top: 35%; font: bold {min(look.paper) / 5}pt 'Liberation Sans';
             color: #e3e3e3; transform: rotate(-{look.running.get("watermark_angle", 0)}deg); z-index: -1 }}
        .logo {{ position: absolute; right: 0; top: -20pt; background: #5b2c83; color: white; padding: 2pt 9pt }}
    """


def _margins(plan: Plan) -> str:
    """Return the page's margin boxes."""
    running, font = plan.look.running, "font: 7.5pt 'Liberation Sans'; color: #333"
    boxes = []
    if "page_number" in running:
        text = running["page_number"].replace("{number}", '" counter(page) "').replace("{total}", '" counter(pages) "')
        place = "@top-right" if "page_numbers_above" in plan.features else "@bottom-right"
        boxes.append(f'{place} {{ content: "{text}"; {font} }}')
    for key, place in (("head", "@top-left"), ("foot", "@bottom-left")):
        if key in running:
            boxes.append(f'{place} {{ content: "{running[key]}"; {font} }}')
    return " ".join(boxes)


def _fixed(plan: Plan) -> str:
    mark = "<div class=mark>DRAFT</div>" if "watermark" in plan.features else ""
    return mark + ("<div class=logo>IPSA</div>" if "logo" in plan.features else "")


def _line(line: Line, plan: Plan) -> str:
    tag = _TAGS[line.kind]
    return f"<{tag}>{_marked(line.text)}</{tag.split()[0]}>"


def _table(grid: Grid, plan: Plan) -> str:
    widths = column_widths(grid, plan.look)
    columns = "".join(f"<col style='width:{width:.2f}pt'>" for width in widths)
    rows = [_row(grid, row, plan) for row in range(grid.rows)]
    head, body = "".join(rows[: grid.heads]), "".join(rows[grid.heads :])
    if "headings_repeated" in plan.features:
        head = f"<thead>{head}</thead>"
    centred = "class=centred" if "table_centred" in plan.features else ""
    return f"<table {centred} style='width:{sum(widths):.2f}pt'>{columns}{head}{body}</table>"


def _row(grid: Grid, row: int, plan: Plan) -> str:
    cells = [cell for cell in grid.cells if cell.row == row]
    kind = "head" if row < grid.heads else ""
    if any(cell.kind == "across" for cell in cells):
        kind = "across"
    elif "zebra" in plan.features and row % 2 and not kind:
        kind = "shaded"
    return f"<tr class='{kind}'>" + "".join(_cell(cell, grid, plan) for cell in cells) + "</tr>"


def _cell(cell: Cell, grid: Grid, plan: Plan) -> str:
    look = plan.look
    kind = {"dashed": "dashed"}.get(look.drawn, "solid")
    rules = [
        f"border-{side}: {look.thickness}pt {kind} {look.colour}" for side in sorted(sides(cell, grid, look.rules))
    ]
    place = f"vertical-align: {uprights(cell, plan.features)}"
    classes = ["bold"] if cell.kind in HEAD_KINDS | {"label", "across"} else []
    classes += ["centre"] if alignment(cell, plan.features) == "centre" else []
    classes += ["justified"] if {"justified"} & plan.features and cell.kind == "duties" and look.rules == "grid" else []
    spans = f"colspan={cell.columns} rowspan={cell.rows}"
    return f"<td {spans} class='{' '.join(classes)}' style='{'; '.join([*rules, place])}'>{_contents(cell, plan)}</td>"


def _contents(cell: Cell, plan: Plan) -> str:
    if cell.bullet:
        items = "".join(f"<li>{_marked(text)}</li>" for text in cell.texts)
        return f"<ul style='list-style-type: \"{cell.bullet} \"'>{items}</ul>" if items else ""
    kind = "apart" if cell.kind == "duties" else ""
    return "".join(f"<p class='{kind}'>{_marked(text)}</p>" for text in cell.texts)


def _marked(text: str) -> str:
    """Return a text as markup, in which a line never ends at a dash or a slash within a word."""
    marked = re.sub(rf"[^\s{SOFT_HYPHEN}]*\w[-–—/][^\s{SOFT_HYPHEN}]*|[–—]\w[^\s{SOFT_HYPHEN}]*", _whole, escape(text))
    return re.sub(f"{RAISED}(.)", r"<sup>\1</sup>", marked)


def _whole(found: re.Match[str]) -> str:
    return f"<span class=whole>{found[0]}</span>"
