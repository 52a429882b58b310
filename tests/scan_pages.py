"""Pages drawn for the tests of the scan stage: with and without their rules, bent in ways that are known."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from reportlab.pdfgen.canvas import Canvas

from pipeline.read.page import Page
from pipeline.read.pdf import read_pdf
from pipeline.read.scan.raster import Grey
from tests.sheets import make_sheet

Draw = Callable[[Canvas], None]
Points = NDArray[np.float64]

#: The size of the drawn pages in points, with lines of text at these heights, between rules at these places.
WIDE, HIGH = 420.0, 300.0
XS = (30.0, 200.0, 390.0)
YS = tuple(HIGH - 30.0 - 24.0 * number for number in range(10))
LINES = (
    "Pay ranges for staff in London",
    "Administrative officer, level 1",
    "From £24,468 to £35,790 a year.",
    "Open and handle enquiries by post",
    "Assist with events, including venues",
    "Ensure that records are kept.",
    "Manage a diary; plan journeys",
    "Brief the Member. Draft replies.",
    "Supervise staff, by agreement",
)


def drawn(*draw: Draw, dpi: float = 200.0, size: tuple[float, float] = (WIDE, HIGH)) -> Grey:
    """Return the pixels of a page with all this drawn on it."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=size, invariant=True)
    for one in draw:
        one(canvas)
    canvas.save()
    return pixels_of(file.getvalue(), dpi)


def pixels_of(data: bytes, dpi: float, number: int = 0) -> Grey:
    """Return the pixels of a page of a PDF."""
    document = pypdfium2.PdfDocument(data)
    shown = np.asarray(document[number].render(scale=dpi / 72, grayscale=True).to_numpy(), np.uint8)
    pixels = np.ascontiguousarray(shown.reshape(shown.shape[:2]))
    document.close()
    return pixels


def text(canvas: Canvas, size: float = 10.0, drop: float = 16.0) -> None:
    """Set a line between every two rules that lie, in both columns."""
    canvas.setFont("Helvetica", size)
    for line, y in zip(LINES, YS, strict=False):
        for x in XS[:-1]:
            canvas.drawString(x + 5, y - drop, line)


def rules(canvas: Canvas, grey: float = 0.0, thick: float = 0.6, dash: Sequence[float] = ()) -> None:
    """Draw every rule around the lines of text."""
    canvas.setStrokeGray(grey)
    canvas.setLineWidth(thick)
    canvas.setDash(list(dash))
    canvas.grid(list(XS), list(YS))


def across(rows: Sequence[float] = YS, dpi: float = 200.0) -> list[tuple[Points, Points]]:
    """Return the ends, in pixels, of the rules that lie."""
    return [(_pixel(XS[0], y, dpi), _pixel(XS[-1], y, dpi)) for y in rows]


def down(dpi: float = 200.0) -> list[tuple[Points, Points]]:
    """Return the ends, in pixels, of the rules that stand."""
    return [(_pixel(x, YS[0], dpi), _pixel(x, YS[-1], dpi)) for x in XS]


def _pixel(x: float, y: float, dpi: float) -> Points:
    return np.array([x, HIGH - y]) * dpi / 72


def through(matrix: Points, point: Points) -> Points:
    """Return a point taken by a homography."""
    x, y, depth = matrix @ np.array([*point, 1.0])
    return np.array([x / depth, y / depth])


def rotation(degrees: float, shape: tuple[int, ...]) -> Points:
    """Return the turn of a page about its middle, clockwise."""
    rows, columns = shape
    turn = cv2.getRotationMatrix2D((columns / 2, rows / 2), -degrees, 1.0)
    return np.vstack([np.asarray(turn, np.float64), [0.0, 0.0, 1.0]])


def bent(pixels: Grey, there: Points) -> Grey:
    """Return a page as a homography makes it, on white."""
    size = pixels.shape[::-1]
    return np.asarray(cv2.warpPerspective(pixels, there, size, flags=cv2.INTER_CUBIC, borderValue=255), np.uint8)


def sheet_page(kind: str, seed: int, folder: Path, dpi: float = 150.0) -> tuple[Page, Grey]:
    """Return the first page of a typeset sheet as its PDF tells it, and its pixels."""
    data = make_sheet(kind, seed).data
    path = folder / "sheet.pdf"
    path.write_bytes(data)
    return read_pdf(path).pages[0], pixels_of(data, dpi)
