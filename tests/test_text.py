"""Lines to one text: wraps joined, hyphens settled, slips of OCR repaired or named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reconcile.text import clean, either_way, is_word, join_lines, mend_hyphens, mend_slips

words = st.sampled_from(["manage", "the", "office", "staff", "enquiries", "diary", "budget", "media"])


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["providing on-", "the-day event support."], "providing on-the-day event support."),
        (["filing, record-", "keeping and"], "filing, record-keeping and"),
        (["face-to-", "face"], "face-to-face"),
        (["positive on-", "going relations"], "positive on-going relations"),
        (["Communi-", "cation with"], "Communication with"),
        (["full-", "and part-time staff"], "full- and part-time staff"),
        (["non-party-", "political"], "non-party-political"),
        (["Draft -", "then send"], "Draft - then send"),
        (["London-", "Westminster"], "London- Westminster"),
        (["infor\u00ad", "mation"], "information"),
        (["the pro-", "gramme of visits"], "the programme of visits"),
    ],
)
def test_a_hyphen_at_a_wrap(lines: list[str], text: str) -> None:
    assert join_lines(lines) == text


@pytest.mark.parametrize(
    ("lines", "open_"),
    [
        (["the zxq-", "grame of"], ["zxq-grame"]),
        (["an out-", "going call"], ["out-going"]),
        (["Communi-", "cation"], []),
        (["meeting dead-", "lines"], []),
        (["case-", "work"], []),
        (["face-to-", "face"], []),
        (["full-", "and part-time"], []),
        (["the communica", "tions team"], ["communica tions"]),
        (["the enqui", "ries of"], ["enqui ries"]),
        (["the xyzzy", "team"], []),
    ],
)
def test_a_hyphen_that_may_be_the_words_own_or_the_wraps_is_told(lines: list[str], open_: list[str]) -> None:
    assert either_way(lines) == open_


@given(st.lists(st.lists(words, min_size=1, max_size=5).map(" ".join), min_size=1, max_size=5))
def test_lines_without_hyphens_are_joined_by_single_spaces(lines: list[str]) -> None:
    assert join_lines([f"  {line} " for line in lines]) == " ".join(lines)


def test_a_gap_that_a_wrap_left_behind_a_hyphen_is_closed_and_said() -> None:
    mended = mend_hyphens("on constituency, non- party political matters")
    assert mended.text == "on constituency, non-party political matters"
    assert mended.repairs == ("non- party -> non-party",)


@pytest.mark.parametrize("text", ["full- and part-time", "pre- or post-election", "xyzzy- party", "non- Party"])
def test_a_hyphen_that_is_meant_to_hang_stays(text: str) -> None:
    assert mend_hyphens(text).text == text
    assert not mend_hyphens(text).repairs


def test_ligatures_soft_hyphens_and_odd_spaces_go() -> None:
    assert clean("of\ufb01ce  sta\ufb00\u00a0 co\u00adoperate\t") == "office staff cooperate"


@pytest.mark.parametrize(
    ("read", "printed"),
    [("gueries", "queries"), ("cornmunications", "communications"), ("rnanage", "manage")],
)
def test_one_known_confusion_of_glyphs_is_repaired_and_said(read: str, printed: str) -> None:
    mended = mend_slips(f"Handle {read} promptly")
    assert mended.text == f"Handle {printed} promptly"
    assert mended.repairs == (f"{read} -> {printed}",)
    assert not mended.unknown


@pytest.mark.parametrize(
    "text",
    ["Respond to enquires", "Assist surgeries", "publicise, organise, analyse, labour", "IPSA and GDPR", "MP’s"],
)
def test_words_that_are_words_stay_as_the_publisher_printed_them(text: str) -> None:
    mended = mend_slips(text)
    assert (mended.text, mended.repairs, mended.unknown) == (text, (), ())


def test_a_word_that_nothing_explains_is_named_and_not_touched() -> None:
    mended = mend_slips("Handle zzxqv and rnanagernent")
    assert mended.text == "Handle zzxqv and rnanagernent"
    assert mended.unknown == ("zzxqv", "rnanagernent")


def test_two_possible_repairs_are_no_repair(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.reconcile.text._candidates", lambda *_: {"queries", "quarries"})
    mended = mend_slips("gueries")
    assert (mended.text, mended.unknown) == ("gueries", ("gueries",))


def test_words_of_earlier_sheets_and_british_spellings_are_words() -> None:
    for word in ("guestlists", "Hansard", "organisation", "behaviour", "analysing", "programmes", "centre"):
        assert is_word(word)
    assert not is_word("gueries")


@given(st.text(max_size=30))
def test_repairs_never_touch_digits_or_marks(text: str) -> None:
    mended = mend_slips(text)
    assert [c for c in mended.text if not c.isalpha()] == [c for c in text if not c.isalpha()]
