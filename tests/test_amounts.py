"""Amounts and pay ranges are read to the letter or not at all."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reconcile.amounts import has_amount, ranges, single, tokens
from tests.reading import pounds

DASHES = ["-", "‐", "‑", "‒", "–", "—", "―", "−", "~", "--", " to ", " TO "]
PENCE = st.sampled_from(["", ".00", ".50", ".07"])
POUNDS = st.integers(10_000, 999_999)

amount_texts = st.builds(
    lambda pounds, pence, grouped, sign: (
        Decimal(f"{pounds}{pence}"),
        f"{sign}{pounds:,}{pence}" if grouped else f"{sign}{pounds}{pence}",
    ),
    POUNDS,
    PENCE,
    st.booleans(),
    st.sampled_from(["", "£", "£ "]),
)
between = st.builds(
    lambda before, dash, after: before + dash + after,
    st.sampled_from(["", " ", "\n"]),
    st.sampled_from(DASHES),
    st.sampled_from(["", " ", "\n"]),
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("£24,468", "24468"),
        ("24,468", "24468"),
        ("24468", "24468"),
        ("17,062.50", "17062.50"),
        ("£ 17,062.50", "17062.50"),
        ("£24,468 per annum", "24468"),
        ("GBP 24,468 p.a.", "24468"),
        ("£124,468", "124468"),
    ],
)
def test_an_amount_is_read_in_every_form_that_sheets_print(text: str, value: str) -> None:
    amount = single(text)
    assert amount is not None
    assert amount.exact
    assert str(amount.value) == value


@pytest.mark.parametrize(
    "text",
    ["24,46", "24,4681", "£24,468.5", "24,46S", "2O,468", "] =R", "", "£", "2024-25", "020 7946", "7", "1 2 3"],
)
def test_what_is_not_quite_an_amount_is_none(text: str) -> None:
    assert single(text) is None
    assert ranges(text) is None


@pytest.mark.parametrize("text", ["24.468", "24 468", "€24,468", "€ 24,468"])
def test_a_comma_that_was_lost_or_a_sign_that_was_misread_makes_the_amount_inexact(text: str) -> None:
    amount = single(text)
    assert amount is not None
    assert (amount.value, amount.exact) == (Decimal(24468), False)
    found = ranges(f"{text} – 35,790")
    assert found is not None
    assert not found[0].exact


def test_two_ranges_of_one_cell_keep_their_order_and_their_own_text() -> None:
    found = ranges("23,750 – 34,786 20,420 – 31,875")
    assert found is not None
    assert [pounds(r) for r in found] == [(23750, 34786), (20420, 31875)]
    assert [r.raw for r in found] == ["23,750 – 34,786", "20,420 – 31,875"]


def test_amounts_run_together_are_a_range() -> None:
    found = ranges("£24,468£35,790")
    assert found is not None
    assert pounds(found[0]) == (24468, 35790)
    assert found[0].exact


@pytest.mark.parametrize(
    "text",
    [
        "24,468 –",
        "– 24,468",
        "24,468",
        "24,468 30,000 35,790",
        "24,468 – 30,000 – 35,790",
        "24,468 and 35,790",
        "24,468 – 35,790 or more",
        "24,468 – 35,790 22,000",
    ],
)
def test_what_is_not_one_or_more_whole_ranges_is_none(text: str) -> None:
    assert ranges(text) is None


@given(amount_texts, between, amount_texts)
def test_a_range_reads_back_as_it_was_written(low: tuple[Decimal, str], dash: str, high: tuple[Decimal, str]) -> None:
    found = ranges(low[1] + dash + high[1])
    assert found is not None
    assert [(r.minimum, r.maximum, r.exact) for r in found] == [(low[0], high[0], True)]


@given(st.tuples(amount_texts, amount_texts, amount_texts, amount_texts))
def test_two_ranges_read_back_as_they_were_written(parts: tuple[tuple[Decimal, str], ...]) -> None:
    (a, one), (b, two), (c, three), (d, four) = parts
    found = ranges(f"{one} – {two} {three} to {four}")
    assert found is not None
    assert [(r.minimum, r.maximum) for r in found] == [(a, b), (c, d)]


@given(st.text(st.characters(exclude_categories=["Nd"])))
def test_without_digits_there_is_never_an_amount(text: str) -> None:
    assert single(text) is None
    assert not ranges(text)
    assert not has_amount(text)


@given(st.data(), amount_texts, st.sampled_from(DASHES), amount_texts)
def test_one_digit_misread_as_a_letter_never_gives_another_range(
    data: st.DataObject, low: tuple[Decimal, str], dash: str, high: tuple[Decimal, str]
) -> None:
    text = low[1] + dash + high[1]
    place = data.draw(st.sampled_from([found.start() for found in re.finditer(r"\d", text)]))
    letter = data.draw(st.sampled_from("OoIlSsBZzGgqAT"))
    assert ranges(text[:place] + letter + text[place + 1 :]) is None


@given(st.lists(amount_texts.map(lambda pair: pair[1]) | st.text("abXY]=R|-–(). £", max_size=6), max_size=6))
def test_tokens_lose_nothing_but_the_currency(parts: list[str]) -> None:
    text = "  ".join(parts)
    kept = "".join(token.text for token in tokens(text))
    assert _bare(kept) == _bare(text)


def _bare(text: str) -> str:
    return re.sub(r"[\s£]", "", text)


@given(st.text(max_size=40))
def test_any_text_is_split_without_failure_and_in_order(text: str) -> None:
    kept = "".join(token.text for token in tokens(text))
    letters = iter(_bare(text))
    assert all(char in letters for char in _bare(kept)), "what is kept stands in the text, in this order"


def test_from_an_amount_up_to_another_is_a_range() -> None:
    found = ranges("From £24,468 up to £35,790")
    assert found is not None
    assert [pounds(one) for one in found] == [(24468, 35790)]
    assert ranges("up to £35,790") is None
