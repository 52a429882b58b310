"""Text that is not what a page shows is not believed: the page counts as a scan."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.read import pdf
from pipeline.read.page import Page
from pipeline.read.scan.raster import with_and_without_text
from pipeline.read.scan.triage import LETTERS, letters_in_images, text_matches

A4 = (595.276, 841.89)
LINES = [
    "Pay ranges for staff in London and outside London from April",
    "Administrative officer 1 £24,468 - £35,790 £22,318 - £30,415",
    "Senior caseworker 2 £34,766 - £48,774 £31,967 - £42,807",
    "Open, handle and action email, post, and social media enquiries",
    "Assist with arrangements for events including venue research",
    "Ensure records are kept and information managed in confidence",
]
Draw = Callable[[Canvas], None]


def text(canvas: Canvas, *, mode: Literal[0, 3] = 0, right: float = 0.0, down: float = 0.0) -> None:
    for number, line in enumerate(LINES):
        written = canvas.beginText(60 + right, 760 - down - number * 22)
        written.setFont("Helvetica", 11)
        written.setTextRenderMode(mode)
        written.textLine(line)
        canvas.drawText(written)


def cells(canvas: Canvas) -> None:
    """Draw rules about each line, and a dark bar below the first one."""
    canvas.setFillGray(0.25)
    canvas.rect(50, 754, 400, 20, fill=1, stroke=0)
    canvas.setFillGray(0)
    canvas.grid([50, 250, 450], [774 - number * 22 for number in range(len(LINES) + 1)])


def page_of(path: Path, *draw: Draw) -> Page:
    canvas = Canvas(str(path), pagesize=A4)
    for one in draw:
        one(canvas)
    canvas.save()
    # As its child process reads it, before it is asked whether its text can be believed.
    return pdf.page_of(pdf._records(path)[1])


def matches(path: Path, page: Page) -> bool:
    (pictures,) = with_and_without_text(path)
    return text_matches(page, *pictures)


def picture(*draw: Draw, noise: int = 0) -> Image.Image:
    """Return what a page of such drawings looks like, as a scanner of 150 dpi would have it."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    for one in draw:
        one(canvas)
    canvas.save()
    pixels = pypdfium2.PdfDocument(file.getvalue())[0].render(scale=150 / 72, grayscale=True).to_numpy()
    dust = np.random.default_rng(1).integers(0, noise + 1, pixels.shape)
    return Image.fromarray(np.clip(pixels.astype(int) - dust, 0, 255).astype(np.uint8).reshape(pixels.shape[:2]))


def image(pixels: Image.Image, x: float = 0.0, y: float = 0.0, width: float = A4[0], height: float = A4[1]) -> Draw:
    return lambda canvas: canvas.drawImage(ImageReader(pixels), x, y, width, height) and None


def test_text_that_is_shown_is_believed(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    assert matches(path, page_of(path, text))
    assert matches(path, page_of(path, cells, lambda canvas: canvas.setFillGray(0), text))


def white_on_a_bar(canvas: Canvas) -> None:
    canvas.setFillGray(0.1)
    canvas.rect(50, 600, 500, 200, fill=1, stroke=0)
    canvas.setFillGray(1)


def test_white_text_on_a_dark_bar_is_believed(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    assert matches(path, page_of(path, white_on_a_bar, text))


def test_text_on_a_turned_page_is_believed(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    assert matches(path, page_of(path, lambda canvas: canvas.setPageRotation(90), text))

    def lying(canvas: Canvas) -> None:
        canvas.translate(A4[0], 0)
        canvas.rotate(90)

    page = page_of(path, lying, lambda canvas: text(canvas, down=300))
    assert page.turn
    assert matches(path, page)


def test_text_beside_a_logo_or_on_a_tinted_picture_is_believed(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    logo = image(
        picture(lambda canvas: canvas.drawString(60, 700, "Independent Parliamentary Standards")), 300, 20, 200, 280
    )
    assert matches(path, page_of(path, logo, text))
    slope = np.linspace(255, 200, 800).astype(np.uint8)[:, None] * np.ones((1, 600), np.uint8)
    assert matches(path, page_of(path, image(Image.fromarray(slope.astype(np.uint8))), text))


@pytest.mark.parametrize("noise", [0, 60])
@pytest.mark.parametrize("right", [0.0, 1.5])
def test_text_that_an_ocr_laid_invisibly_over_a_scan_is_not_believed(right: float, noise: int, tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    page = page_of(path, image(picture(text, cells, noise=noise)), lambda canvas: text(canvas, mode=3, right=right))
    assert page.words
    assert not matches(path, page)


def test_text_behind_a_scan_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    assert not matches(path, page_of(path, text, image(picture(text))))


def test_one_line_over_an_image_of_it_is_not_believed_either(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    line = picture(text).crop((0, 100, 1240, 190))
    with_image = page_of(path, text, image(line, 0, A4[1] - 190 * 72 / 150, A4[0], 90 * 72 / 150))
    assert letters_in_images(next(with_and_without_text(path))[1]) < LETTERS
    assert not matches(path, with_image)


def test_text_that_is_covered_or_has_moved_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    white = Image.fromarray(np.full((100, 100), 255, np.uint8))
    assert not matches(path, page_of(path, text, image(white, 50, 690, 500, 40)))
    assert not matches(path, page_of(path, lambda canvas: text(canvas, mode=3)))
    moved = page_of(path, text)
    assert not matches(
        path, replace(moved, words=tuple(replace(word, box=word.box.moved(0, 200)) for word in moved.words))
    )


def test_a_page_number_on_a_scan_does_not_make_it_a_text(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    number: Draw = lambda canvas: canvas.drawString(290, 30, "Page 12 of 14")  # noqa: E731 - as the others
    assert not matches(path, page_of(path, image(picture(text)), number))


def test_half_a_page_of_text_beside_a_table_that_is_an_image_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    table = image(picture(text, cells).crop((0, 0, 1240, 877)), 0, 0, A4[0], A4[1] / 2)
    assert not matches(path, page_of(path, table, text))


def test_letters_by_wrong_names_are_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    page = page_of(path, text)
    garbled = tuple(replace(word, text=codecs.encode(word.text, "rot13")) for word in page.words)
    assert not matches(path, replace(page, words=garbled))


def test_a_page_without_text_has_none_that_could_be_wrong_unless_it_shows_some(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    assert matches(path, page_of(path, lambda canvas: canvas.rect(50, 50, 100, 100)))
    assert not matches(path, page_of(path, image(picture(text))))
