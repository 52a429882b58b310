"""The generator of scans: a scan has no text but shows what its truth says, and what a stain hides cannot be seen."""

from __future__ import annotations

import csv
import hashlib
import os
import re
import subprocess
import sys
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random

import numpy as np
import pypdfium2
import pytesseract
import pytest
from PIL import Image

from tests.score import TEXT_TABLES, Outcome, score
from tests.sheets import SCAN_KINDS, Sheet, make_sheet
from tests.sheets.scan_effects import AFTER, Scene, stained
from tests.sheets.scan_file import Setting, image_file, image_pdf, turned_pdf
from tests.sheets.scan_hide import HIDDEN, Blot, hide_pay, hide_word
from tests.sheets.scan_print import Box, Pixels, Printout, print_out

#: A sheet of each kind that is quickly made; the second has texts, is upright and grey, and its first image is whole.
SEEDS = {"scan_300": 1, "scan_200": 5, "scan_150": 6, "scan_phone": 10, "scan_bad": 9, "scan_mixed": 4}
READABLE = "scan_200"
DPI = 100


@cache
def _sheet(kind: str) -> Sheet:
    return make_sheet(kind, SEEDS[kind])


@cache
def _typeset() -> tuple[Sheet, tuple[Printout, ...]]:
    sheet = make_sheet("pdf_ruled", 4)
    return sheet, tuple(print_out(sheet.data, DPI))


def _scene(seed: int = 0, features: frozenset[str] = frozenset()) -> Scene:
    return Scene(np.random.default_rng(seed), DPI, 0.8, features)


def _random(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - a test sheet, not a secret


def _letters_of_pages(data: bytes) -> list[int]:
    document = pypdfium2.PdfDocument(data)
    counts = [page.get_textpage().count_chars() for page in document]
    document.close()
    return counts


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _under(pages: tuple[Printout, ...], blots: list[Blot]) -> str:
    """Return the letters and digits that blots touch."""
    return "".join(
        letter
        for at, page in enumerate(pages)
        for letter, box in zip(page.text, page.boxes, strict=True)
        if letter.isalnum() and any(blot.page == at and _meet(box, blot.box) for blot in blots)
    )


def _line(text: str, pitch: int) -> Printout:
    """Return a page with one line of letters 10 pixels wide and high, so many pixels from one to the next."""
    boxes = tuple((at * pitch, 50, at * pitch + 10, 60) for at in range(len(text)))
    return Printout(np.full((100, len(text) * pitch), 255, np.uint8), text, boxes)


@pytest.mark.parametrize("kind", SCAN_KINDS)
def test_the_same_seed_gives_the_same_scan(kind: str) -> None:
    assert make_sheet(kind, SEEDS[kind]) == _sheet(kind)


def test_another_process_gives_the_same_scan() -> None:
    sheet = _sheet("scan_phone")
    code = (
        "import hashlib; from tests.sheets import make_sheet; "
        f"print(hashlib.sha256(make_sheet('scan_phone', {SEEDS['scan_phone']}).data).hexdigest())"
    )
    environment = os.environ | {"PYTHONHASHSEED": "1"}
    told = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True, text=True)
    assert told.stdout.strip() == hashlib.sha256(sheet.data).hexdigest()


@pytest.mark.parametrize("kind", SCAN_KINDS)
def test_a_scan_is_pages_of_images_without_text(kind: str) -> None:
    sheet = _sheet(kind)
    if sheet.suffix != ".pdf":
        with Image.open(BytesIO(sheet.data)) as image:
            assert getattr(image, "n_frames", 1) == sheet.pages
        return
    counts = _letters_of_pages(sheet.data)
    assert len(counts) == sheet.pages
    assert (0 in counts) and (any(counts) == (kind == "scan_mixed"))


def test_every_file_format_holds_the_pages_upright() -> None:
    page: Pixels = np.full((110, 80), 255, np.uint8)
    page[:20, :20] = 0  # a dark corner at the top left
    setting = Setting(DPI, 90)
    files = [image_pdf([page, page], setting), turned_pdf([page, page], setting)]
    assert not any(b"Date" in data for data in files)  # no clock
    shown = [one.pixels for data in files for one in print_out(data, DPI)]
    for form, count in (("tif", 2), ("png", 1), ("jpg", 1)):
        with Image.open(BytesIO(image_file([page] * count, form, setting))) as image:
            assert getattr(image, "n_frames", 1) == count
            assert round(float(image.info["dpi"][0])) == DPI
            shown.append(np.asarray(image, dtype=np.uint8))
    assert len(shown) == 7
    for pixels in shown:
        assert pixels.shape == page.shape
        assert np.abs(pixels.astype(int) - page).mean() < 3


def test_the_titles_of_a_mild_scan_can_be_read_by_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_THREAD_LIMIT", "1")
    sheet = _sheet(READABLE)
    with Image.open(BytesIO(sheet.data)) as image:
        read = set(re.findall(r"\w+", pytesseract.image_to_string(image, config="--psm 11")))
    titles = [title for levels in sheet.truth["titles"].values() for texts in levels.values() for title in texts]
    words = set(re.findall(r"\w+", " ".join(titles)))
    assert len(words) > 10
    assert len(words & read) > 0.9 * len(words)


def test_a_blot_leaves_nothing_of_what_it_hides() -> None:
    paper = np.full((120, 300), 255, np.uint8)
    box = (100, 40, 200, 60)
    printed = paper.copy()
    printed[40:60, 100:200] = np.random.default_rng(5).integers(0, 256, (20, 100), dtype=np.uint8)
    assert (stained(printed, box, _scene()) == stained(paper, box, _scene())).all()
    assert stained(paper, box, _scene())[40:60, 100:200].max() < 215


def test_the_places_of_letters_are_where_their_ink_is() -> None:
    _, pages = _typeset()
    for page in pages:
        letters = [box for letter, box in zip(page.text, page.boxes, strict=True) if letter.isalnum()]
        inks = [page.pixels[top - 1 : bottom + 2, left - 1 : right + 2].min() for left, top, right, bottom in letters]
        assert len(inks) > 100
        assert max(inks) < 200


@pytest.mark.parametrize(
    ("text", "pitch", "hidden"),
    [
        ("a 20,500 to 31,700 b", 12, True),
        ("a20,500 to 31,700 b", 12, False),  # a letter so near that it would be hidden too
        ("20,500 to 31,700 and 20,500", 12, False),
        ("120,500 to 31,700", 12, False),
    ],
)
def test_only_amounts_that_stand_alone_are_stained(text: str, pitch: int, hidden: bool) -> None:  # noqa: FBT001
    truth = {"pay": [{"min": "20500.00", "max": "31700.00", "legible": True}]}
    blots, stained_truth = hide_pay(_random(0), [_line(text, pitch)], truth)
    assert bool(blots) is hidden
    assert stained_truth["pay"][0]["legible"] is not hidden


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("for the whole sum of it", True),
        ("for the whole sum of it and the whole", False),  # printed twice
        ("for the whole sum of it on who- le days", False),  # and here in two parts
    ],
)
def test_only_a_word_that_stands_once_is_stained(text: str, hidden: bool) -> None:  # noqa: FBT001
    texts = ["for the whole sum of it", *(["on whole days"] if "-" in text else [])]
    truth = {"titles": {}, "responsibilities": {"research": {"1": texts}}}
    blots, stained_truth = hide_word(_random(0), [_line(text, 12)], truth)
    assert bool(blots) is hidden
    assert (HIDDEN in str(stained_truth)) is hidden


@pytest.mark.parametrize("seed", range(6))
def test_a_stain_over_pay_hides_whole_amounts_of_one_band_and_no_other_letter(seed: int) -> None:
    sheet, pages = _typeset()
    blots, truth = hide_pay(_random(seed), pages, sheet.truth)
    (stained_band,) = (pay for pay in truth["pay"] if not pay["legible"])
    amounts = [stained_band[bound].removesuffix(".00") for bound in ("min", "max")]
    assert _under(pages, blots) in {*amounts, "".join(amounts)}
    assert all(pay["legible"] for pay in sheet.truth["pay"])


@pytest.mark.parametrize("seed", range(6))
def test_a_stain_over_a_text_hides_one_word_that_the_sheet_has_nowhere_else(seed: int) -> None:
    sheet, pages = _typeset()
    blots, truth = hide_word(_random(seed), pages, sheet.truth)
    word = _under(pages, blots)
    assert len(word) > 4
    assert sum(len(re.findall(rf"\b{word}\b", page.text)) for page in pages) == 1
    assert re.sub(rf"\b{word}\b", HIDDEN, str(sheet.truth)) == str(truth)


def test_the_holes_of_a_file_take_no_ink_away() -> None:
    _, pages = _typeset()
    page = pages[0].pixels
    punched = AFTER["punched"](page, _scene())
    assert (punched != page).any()
    assert (punched[page < 200] == page[page < 200]).all()


@pytest.mark.parametrize(
    ("title", "status", "outcome"),
    [
        ("Senior Press Officer", "read", Outcome.SILENT),
        ("Senior Press Officer", "review", Outcome.WRONG_MARKED),
        (f"Senior {HIDDEN} Officer", "review", Outcome.RIGHT_MARKED),
    ],
)
def test_a_hidden_word_that_a_reader_guesses_is_silently_wrong(
    title: str, status: str, outcome: Outcome, tmp_path: Path
) -> None:
    row = {"document_id": "d", "job_family": "research", "level": "1", "position": "1", "status": status}
    for table in ("pay_bands", *TEXT_TABLES, "findings"):
        with (tmp_path / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [*row, "title"])
            writer.writeheader()
            writer.writerows([row | {"title": title}] if table == "job_titles" else [])
    truth = {"pay": [], "titles": {"research": {"1": [f"Senior {HIDDEN} Officer"]}}, "responsibilities": {}}
    assert [verdict.outcome for verdict in score(tmp_path, "d", truth)] == [outcome]
