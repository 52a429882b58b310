"""Draw on the pages of a PDF with ReportLab; heights are measured from the top of the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import Literal

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.adjacency import Cell
from tests.reports.blocks import Parted, Turned
from tests.reports.truth import PageTruth

Align = Literal["left", "right", "centre"]
#: Regular, bold and italic; Vera comes with ReportLab and is embedded.
FONTS = {
    "helvetica": ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique"),
    "times": ("Times-Roman", "Times-Bold", "Times-Italic"),
    "courier": ("Courier", "Courier-Bold", "Courier-Oblique"),
    "vera": ("Vera", "VeraBd", "VeraIt"),
}


@cache
def _register(name: str) -> None:
    pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))


@dataclass
class Pen:
    """The canvas, its font, and the true tables of the pages drawn so far."""

    size: tuple[float, float]
    font: str
    turned: Turned = ""
    parted: Parted = ""
    file: BytesIO = field(default_factory=BytesIO)
    pages: list[PageTruth] = field(default_factory=lambda: [PageTruth()])

    def __post_init__(self) -> None:
        # ReportLab swaps the sides of a page that is turned by 90 degrees.
        paper = self.size[::-1] if self.turned == "text" else self.size
        self.canvas = Canvas(self.file, pagesize=paper, invariant=1)
        self._turn()
        if self.font == "vera":
            for name in FONTS["vera"]:
                _register(name)

    def _turn(self) -> None:
        """Let what is drawn upright stand sideways on the paper."""
        if self.turned:
            self.canvas.transform(0, 1, -1, 0, self.size[1], 0)
        if self.turned == "page":
            self.canvas.setPageRotation(90)

    def face(self, *, bold: bool = False, italic: bool = False) -> str:
        return FONTS[self.font][1 if bold else 2 if italic else 0]

    def measure(self, text: str, size: float, bold: bool = False) -> float:  # noqa: FBT001, FBT002 - as `Measure`
        return float(pdfmetrics.stringWidth(text, self.face(bold=bold), size))

    def text(
        self,
        place: tuple[float, float],
        text: str,
        size: float,
        *,
        bold: bool = False,
        align: Align = "left",
        grey: float = 0,
    ) -> None:
        """Print one line at a place: where it is aligned, and its baseline."""
        x, y = place
        self.canvas.setFont(self.face(bold=bold), size)
        self.canvas.setFillGray(grey)
        width = self.measure(text, size, bold)
        start = {"left": x, "right": x - width, "centre": x - width / 2}[align]
        if self.parted == "words":
            parts = [(found.start(), found.group()) for found in re.finditer(r"\S+", text)]
        elif self.parted == "letters":
            parts = list(enumerate(text))
        else:
            parts = [(0, text)]
        for before, part in parts:
            if part.strip():
                offset = self.measure(text[:before], size, bold)
                self.canvas.drawString(start + offset, self.size[1] - y, part)

    def spread(self, x: float, y: float, text: str, size: float, width: float) -> None:
        """Print one line of justified text."""
        spaces = text.count(" ")
        wide = (width - self.measure(text, size)) / spaces if spaces else 0
        line = self.canvas.beginText(x, self.size[1] - y)
        line.setFont(self.face(), size)
        line.setFillGray(0)
        line.setWordSpace(wide)
        line.textOut(text)
        line.setWordSpace(0)  # it would hold for all the text that is drawn later
        self.canvas.drawText(line)

    def line(self, x0: float, y0: float, x1: float, y1: float, *, width: float = 0.5, filled: bool = False) -> None:
        """Draw a rule, or a thin rectangle that looks like one."""
        self.canvas.setLineWidth(width)
        self.canvas.setStrokeGray(0)
        if filled:
            self.fill(x0 - width / 2, y0 - width / 2, x1 + width / 2, y1 + width / 2, 0)
        else:
            self.canvas.line(x0, self.size[1] - y0, x1, self.size[1] - y1)

    def fill(self, x0: float, y0: float, x1: float, y1: float, grey: float) -> None:
        """Fill a rectangle."""
        self.canvas.setFillGray(grey)
        self.canvas.rect(x0, self.size[1] - y1, x1 - x0, y1 - y0, stroke=0, fill=1)

    def frame(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draw the outline of a rectangle."""
        self.canvas.setLineWidth(0.6)
        self.canvas.setStrokeGray(0)
        self.canvas.rect(x0, self.size[1] - y1, x1 - x0, y1 - y0, stroke=1, fill=0)

    def true_table(self, cells: list[Cell]) -> None:
        """Note that the table stands on this page."""
        self.pages[-1].tables.append(cells)

    def next_page(self) -> None:
        self.canvas.showPage()
        self._turn()
        self.pages.append(PageTruth())

    def data(self) -> bytes:
        self.canvas.save()
        return self.file.getvalue()
