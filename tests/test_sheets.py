"""The generator of unseen sheets: a seed gives one sheet, and the sheet shows what its truth says."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

import pypdfium2
import pytest

from tests.sheets import KINDS, PDF_KINDS, TEXT_KINDS, Sheet, make_sheet
from tests.sheets.typeset import FONTS, wrap

SEEDS = range(40)
PDF_SEEDS = range(4)


@cache
def _sheets(kind: str) -> tuple[Sheet, ...]:
    return tuple(make_sheet(kind, seed) for seed in (SEEDS if kind in TEXT_KINDS else PDF_SEEDS))


def _text(sheet: Sheet) -> str:
    return sheet.data.decode("cp1252" if "windows_1252" in sheet.features else "utf-8-sig")


def _texts(sheet: Sheet) -> list[str]:
    families = [*sheet.truth["titles"].values(), *sheet.truth["responsibilities"].values()]
    return [text for levels in families for texts in levels.values() for text in texts]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_sheet(kind: str) -> None:
    sheets = _sheets(kind)
    assert tuple(make_sheet(kind, seed) for seed in range(len(sheets))) == sheets
    assert len({sheet.data for sheet in sheets}) == len(sheets)


@pytest.mark.parametrize("kind", TEXT_KINDS)
def test_a_sheet_has_every_word_of_its_truth(kind: str) -> None:
    for sheet in _sheets(kind):
        if {"ocr_slips", "no_title"} & set(sheet.features):
            continue
        printed = Counter(re.findall(r"[^\W\d]+", _text(sheet)))
        wanted = Counter(re.findall(r"[^\W\d]+", " ".join(_texts(sheet))))
        assert wanted <= printed, sheet.name


@pytest.mark.parametrize("kind", TEXT_KINDS)
def test_a_sheet_has_every_legible_amount_of_its_truth(kind: str) -> None:
    for sheet in _sheets(kind):
        printed = re.sub(r",(?=\d{3})", "", _text(sheet))
        amounts = [pay[bound] for pay in sheet.truth["pay"] if pay["legible"] for bound in ("min", "max")]
        missing = [amount for amount in amounts if amount and amount.removesuffix(".00") not in printed]
        assert not missing, sheet.name


@cache
def _inked(sheet: bytes) -> str:
    """Return the letters and digits of a PDF in the order in which they are drawn, without hyphens and spaces."""
    document = pypdfium2.PdfDocument(sheet)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return _letters(" ".join(texts))


def _letters(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", text) if letter.isalnum())


@pytest.mark.parametrize("kind", PDF_KINDS)
def test_a_pdf_has_every_letter_of_its_truth(kind: str) -> None:
    for sheet in _sheets(kind):
        assert sheet.suffix == ".pdf"
        printed, wanted = Counter(_inked(sheet.data)), Counter(_letters(" ".join(_texts(sheet))))
        assert wanted <= printed, sheet.name


@pytest.mark.parametrize("kind", PDF_KINDS)
def test_a_pdf_has_every_amount_of_its_truth(kind: str) -> None:
    for sheet in _sheets(kind):
        amounts = [pay[bound] for pay in sheet.truth["pay"] for bound in ("min", "max") if pay[bound]]
        wanted = Counter(_letters(amount.removesuffix(".00")) for amount in amounts)
        printed = _inked(sheet.data)
        missing = [amount for amount, count in wanted.items() if printed.count(amount) < count]
        assert not missing, sheet.name


@pytest.mark.parametrize("kind", PDF_KINDS)
def test_the_words_of_a_pdf_are_whole(kind: str) -> None:
    for sheet in _sheets(kind):
        words = {_letters(word) for text in _texts(sheet) for word in re.findall(r"[^\s/–—-]+", text)}
        broken = {word for word in words if word not in _inked(sheet.data)}
        assert not broken or {"hyphenated", "random_order"} & set(sheet.features), sheet.name


def test_a_sheet_with_news_has_a_new_family_and_a_fourth_level() -> None:
    for sheet in _sheets("pdf_news"):
        places = {(pay["family"], pay["level"]) for pay in sheet.truth["pay"]}
        assert {family for family, _ in places} - {"administrative", "executive", "research"}
        assert 4 in {level for _, level in places}


@pytest.mark.parametrize("kind", KINDS)
def test_pay_is_plausible(kind: str) -> None:
    for sheet in _sheets(kind):
        for pay in sheet.truth["pay"]:
            assert 15_000 < float(pay["min"]) < 75_000, sheet.name
            assert pay["max"] is None or float(pay["min"]) < float(pay["max"]) < 110_000, sheet.name


def test_an_illegible_range_is_not_on_the_sheet() -> None:
    sheets = [make_sheet("interleaved", seed) for seed in range(300)]
    stained = [(sheet, pay) for sheet in sheets for pay in sheet.truth["pay"] if not pay["legible"]]
    assert stained
    for sheet, pay in stained:
        assert pay["min"].removesuffix(".00") not in _text(sheet).replace(",", ""), sheet.name


def test_lines_break_where_the_real_scan_breaks_them() -> None:
    narrow = """\
for events —including venue
research and bookings,
compiling, and managing
guestlists, liaising with
suppliers, and providing on-
the-day event support."""
    wide = """\
Establish, monitor, and update a
social media and online presence
in the constituency. Produce
online graphics and video content,
as well as publicising surgeries and
news alerts etc."""
    for limit, lines in ((11.65, narrow), (14.1, wide)):
        assert wrap(lines.replace("-\n", "-").replace("\n", " "), limit, FONTS["calibri"]) == lines.split("\n")
