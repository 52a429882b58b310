"""Typeset the plan of a report as a web page, with WeasyPrint; where the rows of a table went tells the truth."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, singledispatchmethod
from html import escape
from typing import Any
from unittest.mock import patch

from tests.adjacency import Cell
from tests.reports import blocks as b
from tests.reports.grid import Grid, Item
from tests.reports.lay import lay
from tests.reports.pen import Pen
from tests.reports.truth import PageTruth

_FACES = {
    "helvetica": "Liberation Sans, sans-serif",
    "times": "Liberation Serif, serif",
    "courier": "Liberation Mono, monospace",
    "vera": "Carlito, sans-serif",
}
_STYLE = """
@page {{ size: {width}pt {height}pt; margin: {margin}pt;
  @top-left {{ content: "{header}"; font-size: 8pt }} @bottom-center {{ content: "{footer}"; font-size: 8pt }} }}
body {{ font-family: {face}; font-size: {body}pt; line-height: 1.22; margin: 0 }}
.flow {{ columns: {columns}; column-gap: 20pt; column-fill: {fill} }}
p, ul, h3, .block {{ margin: 0 0 {gap}pt 0 }} h3 {{ font-size: inherit }} .big {{ font-size: 1.3em }}
.justified {{ text-align: justify }} .underlined {{ border-bottom: 0.5pt solid }} .right {{ text-align: right }}
.boxed {{ border: 0.6pt solid; padding: 6pt }} .shaded {{ background: #e4e4e4; padding: 6pt }}
.notes {{ border-top: 0.5pt solid; width: 60%; font-size: 0.8em; padding-top: 3pt }}
.left {{ float: left }} .clear {{ clear: both }}
.line {{ border-bottom: 0.5pt solid; display: inline-block; width: 55% }}
.label {{ display: inline-block; width: 40% }} .short {{ display: inline-block; width: 60pt; font-weight: bold }}
.entry::after {{ content: leader(dotted) attr(data-page) }}
table {{ border-collapse: collapse; page-break-inside: avoid }} table.breaks {{ page-break-inside: auto }}
tr {{ page-break-inside: avoid }} td {{ text-align: left; vertical-align: top; white-space: pre-line }}
td.number {{ text-align: right; white-space: nowrap }} td.head {{ white-space: pre-line; vertical-align: bottom }}
td.centre {{ text-align: center }} td.bold {{ font-weight: bold }} td.merged {{ vertical-align: middle }}
sup {{ font-size: 0.65em; line-height: 0 }} .sign {{ float: left; padding-right: 3pt }}
"""
_RULES: dict[b.Rules, str] = {
    "none": "",
    "three": "{t} {{ border-top: {r}; border-bottom: {r} }} {t} tr.under td {{ border-bottom: {r} }}",
    "head": "{t} tr.under td {{ border-bottom: {r} }}",
    "rows": "{t} tr {{ border-bottom: {r}; border-top: {r} }}",
    "grid": "{t} td {{ border: {r} }}",
    "box": "{t} {{ border: {r} }} {t} tr.under td {{ border-bottom: {r} }}",
    "columns": "{t} td {{ border-left: {r}; border-right: {r} }} {t} tr.under td {{ border-bottom: {r} }}",
    "blocks": "{t} td {{ border-left: {r}; border-right: {r} }} {t} tr.cut td {{ border-bottom: {r} }}"
    " {t} {{ border: {r} }}",
    "zebra": "{t} tr.odd td {{ background: #ececec }}",
    "under spanners": "{t} td.spanner {{ border-bottom: {r} }} {t} tr.under td {{ border-bottom: {r} }}",
}


@dataclass
class Writer:
    """Writes blocks as HTML, and remembers the tables."""

    plan: b.Plan
    width: float
    tables: list[b.TableBlock] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)

    def all(self, blocks: Iterable[b.Block]) -> str:
        return "\n".join(self.html(block) for block in blocks)

    @singledispatchmethod
    def html(self, block: object) -> str:
        raise TypeError(block)

    @html.register
    def _(self, block: b.Prose) -> str:
        kind = "justified" if block.justified else ""
        return f'<p class="{kind}" style="text-indent: {block.first_indent}pt">{escape(block.text)}</p>'

    @html.register
    def _(self, block: b.Heading) -> str:
        return f'<h3 class="{"big" * block.big} {"underlined" * block.underlined}">{escape(block.text)}</h3>'

    @html.register
    def _(self, block: b.Bullets) -> str:
        kind = {"1.": "decimal", "(a)": "lower-alpha", "o": "circle", "•": "disc"}.get(block.mark, "'– '")
        items = "".join(f"<li>{escape(text)}</li>" for text in block.texts)
        return f'<ul style="list-style-type: {kind}; padding-left: 18pt">{items}</ul>'

    @html.register
    def _(self, block: b.Contents) -> str:
        lines = (f'<div class="entry" data-page="{page}">{escape(text)}</div>' for text, page in block.entries)
        return f'<div class="block">{"".join(lines)}</div>'

    @html.register
    def _(self, block: b.Chart) -> str:
        return f'<p><b>{escape(block.title)}</b></p><div class="block">{_svg(block, self.width)}</div>'

    @html.register
    def _(self, block: b.Form) -> str:
        kind = "line boxed" if block.boxes else "line"
        lines = (
            f'<div class="block"><span class="label">{escape(label)}:</span><span class="{kind}"></span></div>'
            for label in block.labels
        )
        return "".join(lines)

    @html.register
    def _(self, block: b.Boxed) -> str:
        return f'<div class="block {"shaded" if block.shaded else "boxed"}">{escape(block.text)}</div>'

    @html.register
    def _(self, block: b.Formula) -> str:
        formula = f'<div class="left" style="margin-left: 35%">{escape(block.text)}</div>'
        return f'<div class="block right">{formula}{block.number}</div>'

    @html.register
    def _(self, block: b.Letterhead) -> str:
        sides = ("<br>".join(map(escape, side)) for side in (block.left, block.right))
        return "".join(f'<div class="left block" style="width: 48%">{side}</div>' for side in sides) + _CLEAR

    @html.register
    def _(self, block: b.Memo) -> str:
        lines = (f'<div><span class="short">{label}</span>{escape(text)}</div>' for label, text in block.lines)
        return f'<div class="block">{"".join(lines)}</div>'

    @html.register
    def _(self, block: b.Notes) -> str:
        return f'<div class="notes">{"<br>".join(map(escape, block.texts))}</div>'

    @html.register
    def _(self, block: b.Beside) -> str:
        share = block.share * (1 - block.gap / self.width)
        other = 1 - share - block.gap / self.width
        whole, parts = self.width, []
        for side, part, margin in ((block.left, share, block.gap), (block.right, other, 0.0)):
            self.width = whole * part - 1
            style = f"width: {self.width:.1f}pt; margin-right: {margin:.1f}pt"
            parts.append(f'<div class="left" style="{style}">{self.all(side)}</div>')
        self.width = whole
        return "".join(parts) + _CLEAR

    @html.register
    def _(self, block: b.TableBlock) -> str:
        laid = lay(block.grid, block.look, self.width * 0.94, Pen(self.plan.size, self.plan.font).measure)
        if laid is None:
            return ""
        look = replace(laid.look, leaders="", decimal_aligned=False, filled_rules=False, by_columns=False)
        block = replace(
            block, grid=laid.grid, look=look, breaks=block.breaks and "merged down" not in block.grid.features
        )
        number = len(self.tables)
        self.tables.append(block)
        self.styles.append(_table_style(f"#t{number}", block))
        above = [f"<b>{escape(block.caption)}</b>" if block.caption else "", escape(block.units)]
        below = "<br>".join(map(escape, (*block.grid.notes, *([block.source] if block.source else []))))
        head = "".join(f"<div>{text}</div>" for text in above if text)
        return f'<div class="block">{head}{_table(number, block)}<small>{below}</small></div>'


_CLEAR = '<div class="clear"></div>'


def _table_style(name: str, block: b.TableBlock) -> str:
    """Return the style sheet of one table."""
    look = block.look
    side = max(look.gap / 2, 2.0)
    below = look.pad + (0.8 * look.size if block.spaced else 0.0)
    fill = {"": "", "grey": "background: #d9d9d9", "dark": "background: #404040; color: white"}[look.head_fill]
    return "\n".join(
        [
            f"{name} {{ font-size: {look.size}pt; line-height: {look.leading}; margin: 3pt 0;",
            f"{'width: 100%' if look.stretched else ''} }}",
            f"{name} td {{ padding: {look.pad}pt {side:.1f}pt {below:.1f}pt }} {name} td.head {{ {fill} }}",
            f"{name} td.number {{ vertical-align: {'top' if look.numbers_on_first_line else 'bottom'} }}",
            _RULES[look.rules].format(t=name, r="0.5pt solid black"),
        ]
    )


def _table(number: int, block: b.TableBlock) -> str:
    """Write the rows of a table, each with a name by which its place can be found again."""
    grid = block.grid
    rows = [_row(number, block, row) for row in range(len(grid.rows))]
    heads, others = "".join(rows[: grid.heads]), "".join(rows[grid.heads :])
    top = f"<thead>{heads}</thead>" if block.again else f"<tbody>{heads}</tbody>"
    kind = "breaks" if block.breaks else ""
    return f'<table id="t{number}" class="{kind}">{top if heads else ""}<tbody>{others}</tbody></table>'


def _row(number: int, block: b.TableBlock, row: int) -> str:
    grid = block.grid
    cut = row == grid.heads - 1 or "section" in grid.rows[row : row + 2]
    kinds = [
        "under" if row == grid.heads - 1 else "",
        "cut" if cut else "",
        "odd" if (row - grid.heads) % 2 and row >= grid.heads else "",
    ]
    starts = {item.col: item for item in grid.items if item.row == row}
    covered = {c for item in grid.items if item.row <= row < item.row + item.rows for c in _cols(item)}
    cells = []
    for col in range(len(grid.columns)):
        if col in starts:
            cells.append(_cell(block, starts[col]))
        elif col not in covered:
            cells.append(f'<td class="{"head" * (grid.rows[row] == "head")}"></td>')
    return f'<tr id="t{number}r{row}" class="{" ".join(kinds)}">{"".join(cells)}</tr>'


def _cols(item: Item) -> range:
    return range(item.col, item.col + item.cols)


def _cell(block: b.TableBlock, item: Item) -> str:
    grid, look = block.grid, block.look
    is_head, number = grid.rows[item.row] == "head", grid.columns[item.col] == "number"
    kinds = {
        "number": number,
        "head": is_head,
        "bold": item.bold,
        "centre": item.centred or (is_head and number and (look.heads_centred or item.cols > 1)),
        "merged": is_head and item.rows > 1,
        "spanner": is_head and item.cols > 1,
    }
    names = " ".join(name for name, is_so in kinds.items() if is_so)
    sign = f'<span class="sign">{item.sign}</span>' if item.sign else ""
    marker = f"<sup>{item.marker}</sup>" if item.marker else ""
    inner = f"{sign}{escape(item.text)}{marker}"
    if item.indent:
        inner = f'<div style="padding-left: {item.indent}em">{inner}</div>'
    return f'<td class="{names}" rowspan="{item.rows}" colspan="{item.cols}">{inner}</td>'


def _svg(chart: b.Chart, width: float) -> str:
    """Draw columns over their labels."""
    step = (width - 30) / len(chart.labels)
    parts = []
    for i in range(6):
        y = 110 - 20 * i
        parts.append(f'<text x="2" y="{y + 2}" font-size="7">{20 * i}</text>')
        if chart.ruled:
            parts.append(f'<path d="M 24 {y} H {width}" stroke="black" stroke-width="0.25"/>')
    for i, (label, value) in enumerate(zip(chart.labels, chart.values, strict=True)):
        x = 26 + step * i
        parts.append(
            f'<rect x="{x:.1f}" y="{110 - value:.1f}" width="{step * 0.6:.1f}" height="{value:.1f}" fill="#888"/>'
        )
        parts.append(f'<text x="{x:.1f}" y="120" font-size="7">{escape(label)}</text>')
        if chart.printed:
            parts.append(f'<text x="{x:.1f}" y="{107 - value:.1f}" font-size="6">{value:.0f}</text>')
    return f'<svg width="{width:.0f}pt" height="126pt" viewBox="0 0 {width:.0f} 126">{"".join(parts)}</svg>'


@cache
def _engine() -> Any:
    """Load WeasyPrint only when a page is set by it: that takes a while."""
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # it warns of the dates in the fonts
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of HarfBuzz-Subset, which need not be there
        import weasyprint
    return weasyprint


@cache
def _fonts() -> Any:
    return _engine().text.fonts.FontConfiguration()


def typeset(plan: b.Plan) -> tuple[bytes, list[PageTruth]]:
    """Return the PDF of a report, and what truly stands on its pages."""
    inner = plan.size[0] - 2 * plan.margin
    writer = Writer(plan, inner)
    top = writer.all(plan.top)
    writer.width = inner if plan.columns == 1 else (inner - 20) / 2
    flow = writer.all(plan.flow)
    kind = 'class="flow"' if plan.columns > 1 else ""
    page = f"<html><body>{top}<div {kind}>{flow}</div></body></html>"
    document = (
        _engine()
        .HTML(string=f"<style>{_page_style(plan)}{''.join(writer.styles)}</style>{page}")
        .render(font_config=_fonts())
    )
    places = [{name: y for name, (_, y, *_) in printed.anchors.items()} for printed in document.pages]
    with patch.dict(os.environ, {"SOURCE_DATE_EPOCH": "1700000000"}):  # the date in the fonts that are embedded
        data = bytes(document.write_pdf())
    return data, _truth(plan, writer.tables, places)


def _page_style(plan: b.Plan) -> str:
    footer = plan.footer.replace("{page}", '" counter(page) "')
    return _STYLE.format(
        width=plan.size[0],
        height=plan.size[1],
        margin=plan.margin,
        header=plan.header,
        footer=footer,
        face=_FACES[plan.font],
        body=plan.body,
        columns=plan.columns,
        fill="balance" if len(plan.flow) % 2 else "auto",
        gap=plan.gap,
    )


def _truth(plan: b.Plan, tables: Sequence[b.TableBlock], places: Sequence[dict[str, float]]) -> list[PageTruth]:
    """Sort the tables, or the parts of those that were broken, by the pages that they stand on."""
    pages = [PageTruth(features={*plan.features, "typeset as a web page"}) for _ in places]
    for number, block in enumerate(tables):
        for page, part in _parts(number, block, places):
            cells = [Cell(item.truth, item.row, item.col, item.rows, item.cols) for item in part.items]
            pages[page].tables.append(cells)
            pages[page].features |= block.features
    return pages


def _parts(number: int, block: b.TableBlock, places: Sequence[dict[str, float]]) -> Iterator[tuple[int, Grid]]:
    """Yield the parts of a table with their pages: it breaks where the next row is on another page or further up."""
    grid = block.grid
    where = [_place(f"t{number}r{row}", places, last=row >= grid.heads) for row in range(len(grid.rows))]
    start = 0
    for row in range(1, len(where) + 1):
        if row == len(where) or where[row][0] != where[row - 1][0] or where[row][1] < where[row - 1][1]:
            yield where[row - 1][0], grid.part(start, row, again=block.again)
            start = row


def _place(name: str, places: Sequence[dict[str, float]], *, last: bool) -> tuple[int, float]:
    """Return the page and the height of a row; of a heading that is printed again, the first."""
    found = [(page, names[name]) for page, names in enumerate(places) if name in names]
    return found[-1 if last else 0]
