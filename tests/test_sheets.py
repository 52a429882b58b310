"""The generator of unseen sheets: a seed gives one sheet, and the sheet shows what its truth says."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest

from tests.sheets import KINDS, Sheet, make_sheet
from tests.sheets.typeset import FONTS, wrap

SEEDS = range(40)


@cache
def _sheets(kind: str) -> tuple[Sheet, ...]:
    return tuple(make_sheet(kind, seed) for seed in SEEDS)


def _text(sheet: Sheet) -> str:
    return sheet.data.decode("cp1252" if "windows_1252" in sheet.features else "utf-8-sig")


def _texts(sheet: Sheet) -> list[str]:
    families = [*sheet.truth["titles"].values(), *sheet.truth["responsibilities"].values()]
    return [text for levels in families for texts in levels.values() for text in texts]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_sheet(kind: str) -> None:
    assert tuple(make_sheet(kind, seed) for seed in SEEDS) == _sheets(kind)
    assert len({sheet.data for sheet in _sheets(kind)}) == len(SEEDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_has_every_word_of_its_truth(kind: str) -> None:
    for sheet in _sheets(kind):
        if {"ocr_slips", "no_title"} & set(sheet.features):
            continue
        printed = Counter(re.findall(r"[^\W\d]+", _text(sheet)))
        wanted = Counter(re.findall(r"[^\W\d]+", " ".join(_texts(sheet))))
        assert wanted <= printed, sheet.name


@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_has_every_legible_amount_of_its_truth(kind: str) -> None:
    for sheet in _sheets(kind):
        printed = re.sub(r",(?=\d{3})", "", _text(sheet))
        amounts = [pay[bound] for pay in sheet.truth["pay"] if pay["legible"] for bound in ("min", "max")]
        missing = [amount for amount in amounts if amount and amount.removesuffix(".00") not in printed]
        assert not missing, sheet.name


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
