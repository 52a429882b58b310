"""A page image made straight, its rules found and erased, and the ink that is left told from dust."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from reportlab.pdfgen.canvas import Canvas

from pipeline.geometry import Box
from pipeline.grid.page import find
from pipeline.grid.starts import learn
from pipeline.read.page import Page
from pipeline.read.scan.holes import without_holes
from pipeline.read.scan.ink import is_edge, unread
from pipeline.read.scan.page import _density
from pipeline.read.scan.pieces import ink_of, outlines, type_size
from pipeline.read.scan.raster import Grey, Raster
from pipeline.read.scan.rulings import rulings
from pipeline.read.scan.specks import pattern, without_specks
from pipeline.read.scan.straight import Straight, straightened
from tests.pages import TEXTS
from tests.scan_pages import (
    HIGH,
    LINES,
    WIDE,
    XS,
    YS,
    Points,
    across,
    bent,
    down,
    drawn,
    rotation,
    rules,
    sheet_page,
    text,
    through,
)

DPI = 200.0
#: How far a rule may be from where it should be, or from level, in pixels.
OFF = 1.5
#: Sheets whose tables the rules of the PDF make, each with lines of another kind.
RULED = {
    "black": ("pdf_ruled", 3, 150.0),
    "grey on a shaded heading": ("pdf_ruled", 6, 150.0),
    "grey hairlines": ("pdf_ruled", 7, 200.0),
    "text set close to them": ("pdf_ruled", 8, 150.0),
    "some left out": ("pdf_partly_ruled", 5, 150.0),
}


def upright(crops: Sequence[Grey]) -> list[float]:
    return [1.0 for _ in crops]


def straight(pixels: Grey, dpi: float = DPI) -> Straight:
    return straightened(pixels, dpi, upright)


def ink_share(pixels: Grey, other: Grey) -> float:
    """Return how much of the first page's ink is on ink of the second, or right beside it."""
    ink, near = ink_of(pixels), cv2.dilate(ink_of(other), np.ones((3, 3), np.uint8)) > 0
    return float(ink[near].sum()) / max(int(ink.sum()), 1)


# Rules


def tables_of(page: Page) -> list[list[list[str]]]:
    return [table.texts() for table in find([page], learn(TEXTS, ()))[0].tables]


@pytest.mark.parametrize(("kind", "seed", "dpi"), RULED.values(), ids=RULED)
def test_the_rules_of_an_image_make_the_tables_that_those_of_the_pdf_make(
    kind: str, seed: int, dpi: float, tmp_path: Path
) -> None:
    page, pixels = sheet_page(kind, seed, tmp_path, dpi)
    found = rulings(pixels, dpi).boxes
    points = tuple(Box(*(side * 72 / dpi for side in (box.x0, box.top, box.x1, box.bottom))) for box in found)
    assert tables_of(replace(page, rules=points)) == tables_of(page) != tables_of(replace(page, rules=()))


def is_found(ends: tuple[Points, Points], boxes: Sequence[Box]) -> bool:
    """Tell whether one box runs along a rule from end to end."""
    rule = Box(*np.minimum(*ends), *np.maximum(*ends))
    sides = ("x0", "top", "x1", "bottom")
    # Where rules cross at the end of a dashed one, a dash is lost.
    return any(all(abs(getattr(box, side) - getattr(rule, side)) <= 12 for side in sides) for box in boxes)


@pytest.mark.parametrize(
    ("grey", "thick", "dash"),
    [(0.0, 0.6, ()), (0.0, 2.0, ()), (0.65, 0.5, ()), (0.0, 0.6, (60, 3)), (0.0, 0.8, (2, 2))],
    ids=["black", "thick", "faint", "broken", "dashed"],
)
def test_every_rule_is_found_from_end_to_end(grey: float, thick: float, dash: Sequence[float]) -> None:
    found = rulings(drawn(partial(rules, grey=grey, thick=thick, dash=dash), text), DPI).boxes
    assert all(is_found(rule, found) for rule in (*across(), *down()))
    assert len(found) == len(XS) + len(YS)


@pytest.mark.parametrize("degrees", [-0.3, 0.3])
def test_rules_that_lean_a_little_are_found(degrees: float) -> None:
    pixels = drawn(rules, text)
    leaning = bent(pixels, rotation(degrees, pixels.shape))
    found = rulings(leaning, DPI)
    lying = [box for box in found.boxes if box.width > box.height]
    assert sum(box.width > 0.98 * (XS[-1] - XS[0]) * DPI / 72 for box in lying) == len(YS)
    assert len(found.boxes) == len(XS) + len(YS)


def test_rules_among_noise_are_found_and_noise_is_none() -> None:
    pixels = drawn(partial(rules, grey=0.4), text)
    noise = np.random.default_rng(3).normal(0, 12, pixels.shape)
    noisy = (pixels.astype(np.float64) - np.abs(noise)).clip(0, 255).astype(np.uint8)
    assert len(rulings(noisy, DPI).boxes) == len(XS) + len(YS)


@pytest.mark.parametrize("size", [7.0, 10.0, 12.0])
def test_plain_text_has_no_rule_and_stays_as_it_is(size: float) -> None:
    pixels = drawn(partial(text, size=size))
    found = rulings(pixels, DPI)
    assert found.boxes == ()
    assert (found.erased == pixels).all()


def test_a_shaded_cell_has_no_rule_inside() -> None:
    def shaded(canvas: Canvas) -> None:
        canvas.setFillGray(0.85)
        canvas.rect(XS[0], YS[3], XS[1] - XS[0], YS[1] - YS[3], stroke=0, fill=1)
        canvas.setFillGray(0)

    assert len(rulings(drawn(shaded, rules, text), DPI).boxes) == len(XS) + len(YS)


def test_a_tall_letter_that_a_speck_leads_up_to_the_rule_above_is_none() -> None:
    def low(canvas: Canvas) -> None:
        canvas.setLineWidth(0.6)
        canvas.grid(list(XS), [YS[2], YS[2] - 15, YS[2] - 30])
        canvas.setFont("Helvetica", 10)
        for y in (YS[2] - 12, YS[2] - 27):
            canvas.drawString(XS[0] + 5, y, "Chief Policy Adviser")
        for high in (12.2, 10.6):
            canvas.rect(
                XS[0] + 5 + canvas.stringWidth("Chief Po", "Helvetica", 10) + 0.7,
                YS[2] - 12 + high,
                0.8,
                0.8,
                stroke=0,
                fill=1,
            )

    pixels = np.where(drawn(low, dpi=300.0) < 150, 0, 255).astype(np.uint8)
    found = rulings(pixels, 300.0)
    assert len(found.boxes) == len(XS) + 3


@pytest.mark.parametrize("grey", [20, 60])
def test_tall_letters_below_each_other_in_low_rows_are_no_rule_though_a_trace_joins_them(grey: int) -> None:
    pixels = drawn(text, size=(300, 300), dpi=300)
    size = type_size(ink_of(pixels), 300)
    high, left = round(1.45 * size), 900
    for row in range(5):
        cv2.rectangle(pixels, (800, 700 + row * high), (1200, 702 + row * high), 60, -1)
    for row in range(2):
        top = 700 + row * high
        cv2.rectangle(pixels, (left, top), (left + 4, top + high), 235, -1)
        cv2.rectangle(pixels, (left, top + high // 5), (left + 4, top + high - high // 5), grey, -1)
    standing = [box for box in rulings(pixels, 300.0).boxes if box.height > box.width and abs(box.x0 - left) < 20]
    assert standing == []


def test_what_is_left_without_rules_is_the_text() -> None:
    plain, erased = drawn(text), rulings(drawn(rules, text), DPI).erased
    assert ink_share(erased, plain) > 0.999
    assert ink_share(plain, erased) > 0.999


def test_letters_that_cross_a_rule_keep_their_strokes() -> None:
    low = partial(text, size=16.0, drop=23.0)  # what hangs below the foot of a letter crosses the rule
    plain, erased = drawn(low), rulings(drawn(rules, low), DPI).erased
    crossing = (ink_of(plain) & ink_of(drawn(rules))) > 0
    assert crossing.sum() > 100
    assert ink_of(erased)[crossing].mean() > 0.5
    assert ink_share(erased, plain) > 0.97


def bar(canvas: Canvas, grey: float = 0.2) -> None:
    canvas.setFillGray(grey)
    canvas.rect(XS[0], YS[1], XS[-1] - XS[0], YS[0] - YS[1], stroke=0, fill=1)
    canvas.setFillGray(1)
    canvas.setFont("Helvetica-Bold", 10)
    canvas.drawString(XS[0] + 5, YS[0] - 16, "Administrative")
    canvas.setFillGray(0)


def test_white_text_on_a_dark_bar_becomes_dark_text_on_paper_between_rules() -> None:
    def heading(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 10)
        canvas.drawString(XS[0] + 5, YS[0] - 16, "Administrative")

    def body(canvas: Canvas) -> None:
        canvas.translate(0, YS[1] - YS[0])
        text(canvas)

    found = rulings(drawn(bar, body), DPI)
    plain = drawn(heading, body)
    assert ink_share(plain, found.erased) > 0.97
    assert ink_share(found.erased, plain) > 0.9
    sides = [across()[0], across()[1], *((top, np.array([top[0], across()[1][0][1]])) for top, _ in down()[::2])]
    assert all(is_found(side, found.boxes) for side in sides)


def test_white_text_on_a_dark_bar_of_one_line_becomes_dark_text() -> None:
    def bar_of_one_line(canvas: Canvas) -> None:
        canvas.rect(XS[0], YS[0] - 19, XS[-1] - XS[0], 12.5, stroke=0, fill=1)
        canvas.setFillGray(1)
        canvas.setFont("Helvetica-Bold", 10)
        canvas.drawString(XS[0] + 5, YS[0] - 16, "Administrative")
        canvas.setFillGray(0)

    def body(canvas: Canvas) -> None:
        canvas.translate(0, YS[1] - YS[0])
        text(canvas)

    found = rulings(drawn(bar_of_one_line, body, dpi=300.0), 300.0)
    assert ink_of(found.erased).mean() < 1.2 * ink_of(drawn(body, dpi=300.0)).mean()


@pytest.mark.parametrize("wide", [60, 90])
def test_a_ragged_stain_is_no_ground_of_white_letters_and_stays_ink(wide: int) -> None:
    def stain(canvas: Canvas) -> None:
        canvas.rect(XS[0] + 8, YS[3] + 1, wide, YS[2] - YS[3] - 2, stroke=0, fill=1)

    pixels = np.where(drawn(rules, text, stain) < 150, 0, 255).astype(np.uint8)
    left, top = (int(side * DPI / 72) for side in (XS[0] + 8, HIGH - YS[2]))
    specks = np.random.default_rng(1).random((60, 20)) < 0.3
    pixels[top : top + 60, left : left + 20][specks] = 255
    found = rulings(pixels, DPI)
    assert ink_of(found.erased)[top + 10 : top + 50, left + 30 : left + 100].mean() > 0.9
    assert len(found.boxes) == len(XS) + len(YS)


def test_rules_end_with_their_table_where_another_one_stands_below() -> None:
    def tables(canvas: Canvas) -> None:
        for rows in (YS[:3], YS[4:7], YS[8:]):
            canvas.setLineWidth(0.6)
            canvas.grid(list(XS), list(rows))

    upright = [box for box in rulings(drawn(tables, text), DPI).boxes if box.height > box.width]
    assert len(upright) == 3 * len(XS)


def test_a_fold_in_pieces_is_no_rule_and_rules_that_a_cut_page_ends_at_are() -> None:
    def fold(canvas: Canvas) -> None:
        canvas.setLineWidth(0.8)
        y = (YS[4] + YS[5]) / 2 - 8
        canvas.line(0, y, 230, y)
        canvas.line(262, y + 3, 300, y + 3)
        canvas.line(310, y + 3, WIDE, y + 3)

    assert len(rulings(drawn(rules, text, fold), DPI).boxes) == len(XS) + len(YS)
    pixels = drawn(rules, text)
    left, right = (round(x * DPI / 72) for x in (XS[0], XS[-1]))
    cut = rulings(np.ascontiguousarray(pixels[:, left - 2 : right + 3]), DPI)
    assert len(cut.boxes) == len(XS) + len(YS)


def test_what_is_left_of_a_worn_rule_is_erased_and_parts_cells() -> None:
    def worn(canvas: Canvas) -> None:
        rules(canvas)
        canvas.setFillGray(1)
        for x, y, wide, high in (
            (XS[0] + 40, YS[4] - 2, 25, 4),
            (XS[0] + 90, YS[4] - 2, 80, 4),
            (XS[1] - 2, YS[-1] + 14, 4, 9),
        ):
            canvas.rect(x, y, wide, high, stroke=0, fill=1)
        canvas.setFillGray(0)

    found = rulings(drawn(worn, text), DPI)
    assert ink_share(found.erased, drawn(text)) > 0.995
    at = (HIGH - YS[4]) * DPI / 72
    assert sum(box.width for box in found.boxes if abs(box.middle[1] - at) < OFF) > 0.6 * (XS[-1] - XS[0]) * DPI / 72


# A page made straight


def strays(found: Straight, there: Points, *, lying: bool) -> float:
    """Return by how many pixels of the raster a rule that was level or upright is not so any more, at most."""
    to_straight = np.linalg.inv(np.reshape(found.back, (3, 3))) @ there
    scale = found.dpi / DPI
    ends = ([through(to_straight, end) for end in rule] for rule in (across() if lying else down()))
    return max(abs(float((one - other)[1 if lying else 0])) for one, other in ends) / scale


def perspective(shape: tuple[int, ...], inward: float, lower: float) -> Points:
    """Return what a camera above the foot of a page makes of it, and one at its side: shares of its sides."""
    rows, columns = shape
    page = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], np.float32)
    seen = page + np.array([[inward * columns, 0], [-inward * columns, lower * rows], [0, -lower * rows], [0, 0]])
    return np.asarray(cv2.getPerspectiveTransform(page, seen.astype(np.float32)), np.float64)


def shown_at(found: Straight, pixels: Grey) -> Grey:
    """Return the raster as `back` says that it looks straight."""
    back = np.reshape(found.back, (3, 3))
    size = found.pixels.shape[::-1]
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpPerspective(pixels, back, size, flags=flags, borderValue=255), np.uint8)


@pytest.mark.parametrize("degrees", [-2.0, -0.7, 0.0, 0.3, 1.3, 2.0])
def test_skew_is_undone(degrees: float) -> None:
    pixels = drawn(rules, text)
    there = rotation(degrees, pixels.shape)
    found = straight(bent(pixels, there))
    assert strays(found, there, lying=True) < OFF
    assert strays(found, there, lying=False) < OFF
    assert found.turn == 0


@pytest.mark.parametrize("degrees", [-1.5, 0.8])
def test_skew_is_undone_on_a_page_of_text_alone(degrees: float) -> None:
    pixels = drawn(text)
    there = rotation(degrees, pixels.shape)
    assert strays(straight(bent(pixels, there)), there, lying=True) < 2 * OFF


@pytest.mark.parametrize(("inward", "lower"), [(0.02, 0.0), (-0.015, 0.0), (0.0, 0.02), (0.015, -0.015)])
def test_perspective_is_undone(inward: float, lower: float) -> None:
    pixels = drawn(rules, text)
    there = perspective(pixels.shape, inward, lower)
    found = straight(bent(pixels, there))
    assert strays(found, there, lying=True) < OFF
    assert strays(found, there, lying=False) < OFF


def test_the_way_back_leads_to_the_pixels_it_was_read_from() -> None:
    pixels = drawn(rules, text)
    leaning = bent(pixels, perspective(pixels.shape, 0.01, 0.01) @ rotation(1.0, pixels.shape))
    found = straight(leaning)
    assert ink_share(found.pixels, shown_at(found, leaning)) > 0.99
    assert ink_share(shown_at(found, leaning), found.pixels) > 0.99


def heavy_feet(crops: Sequence[Grey]) -> list[float]:
    """Tell whether lines of nothing but the letter L stand upright: their ink is at their foot."""
    heights = [np.nonzero(ink_of(crop))[0] for crop in crops]
    return [0.98 if rows.mean() > crop.shape[0] / 2 else 0.4 for rows, crop in zip(heights, crops, strict=True)]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_is_turned_upright(turn: int) -> None:
    def lines(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for y in YS[1:-1]:
            canvas.drawString(XS[0], y, "LLLLL LLL LLLLLL LL LLLL LLLLL")

    pixels = drawn(lines)
    found = straightened(np.ascontiguousarray(np.rot90(pixels, -turn // 90)), DPI, heavy_feet)
    assert found.turn == -turn % 360
    assert abs(found.pixels.shape[0] / found.pixels.shape[1] - HIGH / WIDE) < 0.01
    rows, columns = pixels.shape
    corner = {0: (0, 0), 90: (rows, 0), 180: (columns, rows), 270: (0, columns)}[turn]
    assert np.abs(through(np.reshape(found.back, (3, 3)), np.zeros(2)) - corner).max() < 0.03 * columns


def has_ink(found: Straight, points: NDArray[Any]) -> Sequence[bool]:
    """Tell whether there is ink, or grey, at these pixels of the raster, or right beside them."""
    there = np.linalg.inv(np.reshape(found.back, (3, 3)))
    dark = cv2.erode(found.pixels, np.ones((3, 3), np.uint8)) < 200
    places = (np.round(through(there, point)).astype(int) for point in points)
    return [bool(dark[row, column]) for column, row in places]


@pytest.mark.parametrize("dpi", [150.0, 200.0, 300.0])
def test_full_stops_and_the_dots_of_letters_survive_and_dust_does_not(dpi: float) -> None:
    pixels = drawn(rules, partial(text, size=9.0), dpi=dpi)
    _, _, stats, middles = cv2.connectedComponentsWithStats(ink_of(pixels), connectivity=8)
    dots = middles[(stats[:, 2:4] <= 1.6 * dpi / 72).all(axis=1)]
    assert len(dots) > 40
    dust: NDArray[np.int64] = np.random.default_rng(5).integers(5, np.array(pixels.shape[::-1]) - 5, (300, 2))
    dust = dust[cv2.erode(pixels, np.ones((13, 13), np.uint8))[dust[:, 1], dust[:, 0]] == 255]
    pixels[dust[:, 1], dust[:, 0]] = 60
    found = without_dust(straight(pixels, dpi))
    assert all(has_ink(found, dots))
    assert sum(has_ink(found, dust)) < 0.05 * len(dust)  # some lies so near to a letter that it is one with it


def test_of_a_faint_copy_the_full_stops_and_the_dots_of_letters_survive() -> None:
    pixels = drawn(rules, partial(text, size=7.0), dpi=150)
    _, _, stats, middles = cv2.connectedComponentsWithStats(ink_of(pixels), connectivity=8)
    dots = middles[(stats[:, 2:4] <= 1.6 * 150 / 72).all(axis=1)]
    faint = np.asarray(255 - (255 - pixels.astype(np.float32)) * 0.35, np.uint8)
    assert all(has_ink(without_dust(straight(faint, 150)), dots))


def test_the_noise_of_a_faint_page_is_no_ink_and_its_letters_are() -> None:
    page = drawn(rules, partial(text, size=9.0), dpi=150)
    faint = np.where(page < 128, 120, 190) + np.random.default_rng(2).normal(0, 20, page.shape)
    found = straight(faint.clip(0, 255).astype(np.uint8), 150)
    back = cv2.warpPerspective(found.pixels, np.reshape(found.back, (3, 3)), page.shape[::-1], borderValue=(255,))
    ink = ink_of(np.asarray(back, np.uint8))
    assert ink[page < 128].mean() > 0.9
    assert len(outlines(ink)) < 2 * len(outlines(ink_of(page)))


def test_what_lies_around_the_paper_is_no_ink() -> None:
    page = drawn(rules, text)
    rows, columns = page.shape
    grain = np.random.default_rng(3).normal(90, 25, (rows + 160, columns + 160)).clip(0, 255).astype(np.uint8)
    grain[80 : 80 + rows, 80 : 80 + columns] = page
    ink = ink_of(straight(grain, DPI).pixels)
    inner = ink[100 : 60 + rows, 100 : 60 + columns].sum()
    assert 0.9 * ink_of(page).sum() < inner
    assert ink.sum() < 1.01 * inner


def without_dust(found: Straight) -> Straight:
    return replace(found, pixels=without_specks(found.pixels, type_size(ink_of(found.pixels), found.dpi)))


def test_a_page_on_its_side_with_letters_that_touch_keeps_its_stops_and_commas() -> None:
    def tight(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 9)
        for line, y in zip(LINES, YS, strict=False):
            canvas.drawString(XS[0] + 5, y - 16, line, charSpace=-0.9)
            canvas.drawString(XS[1] + 5, y - 16, ". , - . , -", charSpace=4)

    pixels = np.ascontiguousarray(np.rot90(drawn(rules, tight)))
    _, _, stats, middles = cv2.connectedComponentsWithStats(ink_of(pixels), connectivity=8)
    dots = middles[(stats[:, 2:4] <= 3.5 * DPI / 72).all(axis=1)]
    assert len(dots) > 50
    assert all(has_ink(straight(pixels), dots))


def test_shading_is_evened() -> None:
    pixels = drawn(rules, text)
    rows, columns = pixels.shape
    light = np.linspace(1, 0.5, columns)[None, :] * np.linspace(0.8, 1, rows)[:, None]
    shaded = (pixels * light).astype(np.uint8)
    even, plain = straight(shaded).pixels, straight(pixels).pixels
    assert ink_share(even, plain) > 0.99
    assert ink_share(plain, even) > 0.99
    away = cv2.dilate(ink_of(even), np.ones((9, 9), np.uint8)) == 0
    assert even[away].min() > 240


def test_a_page_of_small_type_is_scaled_up_and_one_of_large_type_is_not() -> None:
    small, large = drawn(partial(text, size=8.0), dpi=100.0), drawn(text, dpi=300.0)
    assert straight(small, 100.0).pixels.shape[0] > 1.5 * small.shape[0]
    assert straight(large, 300.0).pixels.shape == large.shape


# The resolution of a page


def test_a_page_larger_than_any_sheet_is_taken_for_one_of_the_usual_size() -> None:
    pixels = np.zeros((1170, 830), np.uint8)
    assert _density(Raster(1, pixels, 100.0, (0.0, 0.0))) == 100.0
    assert _density(Raster(1, pixels, 20.0, (0.0, 0.0))) == pytest.approx(100.0)


# Odd images


def left(erased: Grey, words: Sequence[Box], dpi: float) -> tuple[Box, ...]:
    inked = ink_of(erased)
    return unread(inked, words, type_size(inked, dpi))


def noise(rows: int, columns: int) -> Grey:
    return np.random.default_rng(1).integers(0, 256, (rows, columns), np.uint8)


ODD = {
    "a white pixel": np.full((1, 1), 255, np.uint8),
    "a black pixel": np.zeros((1, 1), np.uint8),
    "white": np.full((900, 600), 255, np.uint8),
    "black": np.zeros((900, 600), np.uint8),
    "grey": np.full((900, 600), 128, np.uint8),
    "wide": np.full((20, 3000), 255, np.uint8),
    "high": np.zeros((3000, 20), np.uint8),
    "a strip of noise": noise(20, 3000),
    "noise": noise(900, 600),
    "black and white": np.indices((900, 600)).sum(axis=0).astype(np.uint8) % 2 * 255,
    "half black": np.repeat(np.array([0, 255], np.uint8), 300)[None, :].repeat(900, axis=0),
}


@pytest.mark.parametrize("pixels", ODD.values(), ids=ODD)
def test_odd_images_become_pages(pixels: Grey) -> None:
    found = straight(pixels)
    rows, columns = found.pixels.shape
    assert found.pixels.dtype == np.uint8
    assert max(rows, columns) <= 2 * max(pixels.shape)
    assert np.isfinite(found.back).all()
    ruled = rulings(found.pixels, found.dpi)
    assert ruled.erased.shape == found.pixels.shape
    for box in (*ruled.boxes, *left(ruled.erased, [], found.dpi)):
        assert -5 <= box.x0 <= box.x1 <= columns + 5
        assert -5 <= box.top <= box.bottom <= rows + 5


@pytest.mark.parametrize("name", ["a white pixel", "white", "grey", "wide"])
def test_a_blank_page_has_neither_rules_nor_ink(name: str) -> None:
    found = straight(ODD[name])
    ruled = rulings(found.pixels, found.dpi)
    assert ruled.boxes == ()
    assert left(ruled.erased, [], found.dpi) == ()


# Ink that nobody read


@pytest.fixture(scope="module")
def read_page(tmp_path_factory: pytest.TempPathFactory) -> tuple[Grey, list[Box]]:
    """Return a page without its rules, and the boxes of its words in pixels."""
    page, pixels = sheet_page("pdf_ruled", 3, tmp_path_factory.mktemp("read"), DPI)
    scale = DPI / 72
    boxes = [word.box for word in page.words]
    words = [Box(box.x0 * scale, box.top * scale, box.x1 * scale, box.bottom * scale) for box in boxes]
    return rulings(pixels, DPI).erased, words


def test_where_all_words_are_known_no_ink_is_left(read_page: tuple[Grey, list[Box]]) -> None:
    assert left(*read_page, DPI) == ()


@pytest.mark.parametrize("index", [0, 20, 41, -1])
def test_a_word_that_is_missed_is_reported(index: int, read_page: tuple[Grey, list[Box]]) -> None:
    erased, words = read_page
    missed = words[index]
    (found,) = left(erased, [word for word in words if word is not missed], DPI)
    assert missed.holds(*found.middle)
    assert found.width > 0.7 * missed.width


@pytest.mark.parametrize(("wide", "apart", "edge"), [(3, 0, True), (3, 3, False), (9, 0, False)])
def test_narrow_ink_that_goes_on_in_a_word_is_the_edge_of_its_letter_and_is_read_again(
    wide: int,
    apart: int,
    edge: bool,  # noqa: FBT001
) -> None:
    page = np.zeros((80, 200), np.uint8)
    page[30:52, 60:160] = 1
    page[30:52, 60 - apart - wide : 60 - apart] = 1
    (piece,) = unread(page, [Box(60 + round(0.2 * 30), 30, 160, 52)], 30.0)  # as far as this the ink is the word's
    assert piece.x0 == 60 - apart - wide
    assert is_edge(piece, page, 30.0) is edge


def stained(pixels: Grey, across: int, down: int) -> tuple[Grey, Box]:
    """Return a page with a stain of this size on its blank part, and where that is."""
    rows = pixels.shape[0]
    box = Box(20, rows - 20 - down, 20 + across, rows - 20)
    found = pixels.copy()
    found[int(box.top) : int(box.bottom), int(box.x0) : int(box.x1)] = 40
    return found, box


def test_a_stain_is_reported_and_dust_is_not(read_page: tuple[Grey, list[Box]]) -> None:
    erased, words = read_page
    dirty, stain = stained(erased, 80, 30)
    assert left(dirty, words, DPI) == (stain,)
    dusty, _ = stained(erased, 4, 4)
    assert left(dusty, words, DPI) == ()


def test_the_rest_of_a_line_is_no_ink(read_page: tuple[Grey, list[Box]]) -> None:
    erased, words = read_page
    assert left(stained(erased, 3, 120)[0], words, DPI) == ()


def test_a_punched_hole_is_painted_over() -> None:
    page = np.pad(drawn(partial(text, size=9.0)), ((0, 0), (150, 0)), constant_values=255)
    holed = page.copy()
    cv2.circle(holed, (round(8 * DPI / 25.4), page.shape[0] // 2), round(3 * DPI / 25.4), 40, -1)
    assert (without_holes(holed, DPI) == page).mean() > 0.9999


def test_round_letters_near_the_edge_of_a_closely_cut_picture_are_no_holes() -> None:
    cut = np.full((200, 900), 255, np.uint8)
    for left, word in ((8, "OOC 80,690"), (860, "8")):
        cv2.putText(cut, word, (left, 120), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    assert (without_holes(cut, 76.0) == cut).all()


@pytest.mark.parametrize("step", [25, 0], ids=["at equal distances", "at random"])
def test_dots_at_equal_distances_over_a_page_are_told_and_dust_is_not(step: int) -> None:
    pixels = np.full((900, 1200), 255, np.uint8)
    rng = np.random.default_rng(2)
    for row in range(300, 900, 12):
        for at in range(row % 25, 1190, step) if step else rng.integers(0, 1190, 48):
            pixels[row : row + 2, at : at + 3] = 0
    assert bool(pattern(pixels, 16)) == bool(step)


def test_text_that_begins_right_beside_a_rule_tells_which_way_is_up() -> None:
    pixels = np.full((1200, 1600), 255, np.uint8)
    for row in range(6):
        top = 150 + 150 * row
        cv2.putText(pixels, "Opening and sorting the mail", (104, top), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 2)
        cv2.line(pixels, (100, top + 40), (1500, top + 40), 0, 3)
    cv2.line(pixels, (100, 100), (100, 940), 0, 3)
    asked: list[int] = []

    def readable(crops: Sequence[Grey]) -> list[float]:
        asked.append(len(crops))
        return [float(crop[: crop.shape[0] // 2].mean() > crop[crop.shape[0] // 2 :].mean()) for crop in crops]

    straightened(pixels, 150, readable)
    assert asked
