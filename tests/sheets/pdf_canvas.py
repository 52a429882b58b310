"""Draws a sheet with ReportLab's canvas, each line, word or letter in its place."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from tests.sheets.pdf_fonts import has, width
from tests.sheets.pdf_ink import Box, Ink, closed_sides, fill_of, inks_of, line_ink, placed_cells
from tests.sheets.pdf_model import RAISED, SOFT_HYPHEN
from tests.sheets.pdf_pages import Page, Paginator, Run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.sheets.pdf_model import Plan

Edge = tuple[float, float, float, float]


def draw_sheet(plan: Plan) -> tuple[bytes, int]:
    """Return the PDF and its number of pages."""
    pages = Paginator(plan).paginate()
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=plan.look.paper, invariant=1)
    for number, page in enumerate(pages, start=1):
        _Drawing(canvas, plan).page(page, number, len(pages))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue(), len(pages)


class Furniture:
    """What stands on every page beside the story; a canvas of any typesetter will do."""

    def __init__(self, canvas: Canvas, plan: Plan) -> None:
        self.canvas, self.plan, self.look = canvas, plan, plan.look

    def watermark(self) -> None:
        """Write DRAFT across the page in light grey."""
        if "watermark" not in self.plan.features:
            return
        wide, high = self.look.paper
        self.canvas.saveState()
        self.canvas.setFillColor(HexColor("#e3e3e3"))
        self.canvas.setFont("Helvetica-Bold", min(wide, high) / 5)
        self.canvas.translate(wide / 2, high / 2)
        self.canvas.rotate(int(self.look.running["watermark_angle"]))
        self.canvas.drawCentredString(0, 0, "DRAFT")
        self.canvas.restoreState()

    def lines(self, number: int, total: int) -> None:
        """Write the running head and foot, the page number and the logo."""
        running, (wide, high) = self.look.running, self.look.paper
        size, margin = 7.5, self.look.margin
        places = {"head": (margin, high - margin * 0.6), "foot": (margin, margin * 0.55)}
        if "page_number" in running:
            text = running["page_number"].format(number=number, total=total)
            y = high - margin * 0.6 if "page_numbers_above" in self.plan.features else margin * 0.55
            places["page_number"] = (wide - margin - width(text, "Helvetica", size), y)
            running = running | {"page_number": text}
        self.canvas.setFont("Helvetica", size)
        self.canvas.setFillColor(HexColor("#333333"))
        for key, (x, y) in places.items():
            if key in running:
                self.canvas.drawString(x, y, running[key])
        if "crop_box" in self.plan.features:
            self.canvas.drawString(margin, -24, "staff_pay_bands.indd 1")  # where only the printer looks
        if "logo" in self.plan.features and number == 1:
            self._logo()

    def _logo(self) -> None:
        wide, high = self.look.paper
        x, y = wide - self.look.margin - 50, high - min(self.look.margin, 28) + 4
        self.canvas.setFillColor(HexColor("#5b2c83"))
        self.canvas.rect(x, y, 50, 18, stroke=0, fill=1)
        self.canvas.setFillColor(HexColor("#ffffff"))
        self.canvas.setFont("Helvetica-Bold", 11)
        self.canvas.drawCentredString(x + 25, y + 5, "IPSA")


class _Drawing:
    """Draws one page."""

    def __init__(self, canvas: Canvas, plan: Plan) -> None:
        self.canvas, self.plan, self.look = canvas, plan, plan.look
        self.height = plan.look.paper[1]
        self.inks: list[Ink] = []

    def page(self, page: Page, number: int, total: int) -> None:
        """Draw rules and fills, then all text in the order that the features ask for."""
        furniture = Furniture(self.canvas, self.plan)
        furniture.watermark()
        for item in page.items:
            if isinstance(item, Run):
                self._run(item)
            else:
                self.inks.append(line_ink(item, self.plan))
        furniture.lines(number, total)
        for ink in self._ordered():
            self._ink(ink)

    def _ordered(self) -> list[Ink]:
        if "column_order" in self.plan.features:
            return sorted(self.inks, key=lambda ink: ink.column)
        if "random_order" in self.plan.features:
            self.plan.rng.shuffle(self.inks)
        return self.inks

    # Rules

    def _run(self, run: Run) -> None:
        if not run.strips:
            return
        edges: list[Edge] = []
        for item in placed_cells(run, self.plan):
            if fill := fill_of(item, run, self.plan):
                self._fill(item.box, fill)
            found = closed_sides(item, run, self.plan)
            if self.look.drawn == "boxes" and len(found) == 4:
                self._outline(item.box)
            else:
                edges += _edges(item.box, found)
            self.inks += inks_of(item, run, self.plan)
        self._rules(edges)

    def _fill(self, box: Box, colour: str) -> None:
        left, top, right, bottom = box
        self.canvas.setFillColor(HexColor(colour))
        self.canvas.rect(left, self.height - bottom, right - left, bottom - top, stroke=0, fill=1)

    def _pen(self) -> None:
        self.canvas.setStrokeColor(HexColor(self.look.colour))
        self.canvas.setLineWidth(self.look.thickness)

    def _outline(self, box: Box) -> None:
        left, top, right, bottom = box
        self._pen()
        self.canvas.rect(left, self.height - bottom, right - left, bottom - top, stroke=1, fill=0)

    def _rules(self, edges: Iterable[Edge]) -> None:
        self._pen()
        unique = sorted({(round(x0, 2), round(top, 2), round(x1, 2), round(end, 2)) for x0, top, x1, end in edges})
        drawn = unique if self.look.drawn in {"segments", "boxes"} else _joined(unique)
        self.canvas.saveState()
        if self.look.drawn == "dashed":
            self.canvas.setDash([2.5, 1.5])
        for x0, top, x1, bottom in drawn:
            if self.look.drawn == "rects":
                self._thin(x0, top, x1, bottom)
            else:
                self.canvas.line(x0, self.height - top, x1, self.height - bottom)
        self.canvas.restoreState()

    def _thin(self, x0: float, top: float, x1: float, bottom: float) -> None:
        """Draw a rule as a filled area."""
        half = self.look.thickness / 2
        self.canvas.setFillColor(HexColor(self.look.colour))
        x, y = x0 - half, self.height - bottom - half
        self.canvas.rect(x, y, x1 - x0 + 2 * half, bottom - top + 2 * half, stroke=0, fill=1)

    # Text

    def _ink(self, ink: Ink) -> None:
        self.canvas.setFillColor(HexColor(ink.colour))
        shown = _shown(ink, hard="hard_hyphens" in self.plan.features)
        self._write(ink, shown, ink.x)
        if "fake_bold" in self.plan.features and ink.font == self.look.bold:
            self._write(ink, shown, ink.x + 0.3)

    def _write(self, ink: Ink, text: str, x: float) -> None:
        features = self.plan.features
        gap = self._gap(ink, text)
        if RAISED in text:
            self._raised(ink, text, x)
        elif "letter_by_letter" in features:
            self._letters(ink, text, x, gap)
        elif gap or "word_by_word" in features:
            self._words(ink, text, x, gap)
        else:
            self._string(ink, text, x)

    def _string(self, ink: Ink, text: str, x: float) -> None:
        self.canvas.setFont(ink.font, ink.size)
        self.canvas.drawString(x, self.height - ink.y, text)

    def _gap(self, ink: Ink, text: str) -> float:
        free = ink.stretched - width(text, ink.font, ink.size)
        return max(free, 0.0) / text.count(" ") if ink.stretched and " " in text else 0.0

    def _words(self, ink: Ink, text: str, x: float, gap: float) -> None:
        space = width(" ", ink.font, ink.size) + gap
        for word in text.split(" "):
            if word:
                self._string(ink, word, x)
            x += width(word, ink.font, ink.size) + space

    def _letters(self, ink: Ink, text: str, x: float, gap: float) -> None:
        for letter in text:
            if letter != " " or "spaces_drawn" in self.plan.features:
                self._string(ink, letter, x)
            x += width(letter, ink.font, ink.size) + gap * (letter == " ")

    def _raised(self, ink: Ink, text: str, x: float) -> None:
        before, _, rest = text.partition(RAISED)
        self._string(ink, before, x)
        x += width(before, ink.font, ink.size)
        self.canvas.setFont(ink.font, ink.size * 0.6)
        self.canvas.drawString(x, self.height - ink.y + 0.35 * ink.size, rest[:1])
        if rest[1:]:
            self._string(ink, rest[1:], x + width(rest[:1], ink.font, ink.size * 0.6))


def _shown(ink: Ink, *, hard: bool) -> str:
    """Return the text that is drawn: a hyphen at the end of its line, bullets that the font has."""
    text = ink.text
    if text.endswith(SOFT_HYPHEN) and (hard or not has(ink.font, SOFT_HYPHEN)):
        text = text[:-1] + "-"
    if len(text) == 1 and not text.isalnum() and not has(ink.font, text):
        text = "•"
    return text


def _edges(box: Box, sides: set[str]) -> list[Edge]:
    left, top, right, bottom = box
    places = {
        "top": (left, top, right, top),
        "bottom": (left, bottom, right, bottom),
        "left": (left, top, left, bottom),
        "right": (right, top, right, bottom),
    }
    return [places[side] for side in sorted(sides)]


def _joined(edges: Iterable[Edge]) -> list[Edge]:
    """Join edges that touch and lie in one line."""
    flat = sorted((edge for edge in edges if edge[1] == edge[3]), key=lambda edge: (edge[1], edge[0]))
    steep = sorted((edge for edge in edges if edge[1] != edge[3]), key=lambda edge: (edge[0], edge[1]))
    joined: list[Edge] = []
    for edge in [*flat, *steep]:
        x0, top, x1, bottom = joined[-1] if joined else (0.0, 0.0, 0.0, 0.0)
        if joined and top == bottom == edge[1] == edge[3] and edge[0] <= x1 + 0.05:
            joined[-1] = (x0, top, max(x1, edge[2]), bottom)
        elif joined and x0 == x1 == edge[0] == edge[2] and edge[1] <= bottom + 0.05:
            joined[-1] = (x0, top, x1, max(bottom, edge[3]))
        else:
            joined.append(edge)
    return joined
