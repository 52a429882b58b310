"""The financial year that a text names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reconcile.years import years_in


@pytest.mark.parametrize(
    "text",
    [
        "2024-25",
        "2024–25",
        "2024/25",
        "2024 - 25",
        "2024-2025",
        "2024 to 2025",
        "pay bands for 2024-25.",
        "FY2024-25",
        "1 April 2024 to 31 March 2025",
        "April 2024 – March 2025",
        "2024-25, 24,468",
    ],
)
def test_a_financial_year_is_known_in_every_form(text: str) -> None:
    assert years_in(text) == ("2024-25",)


@pytest.mark.parametrize(
    "text",
    ["2024-26", "2024-24", "2025-24", "1999-00", "24-25", "2024", "2024-255", "12024-25", "20,202-25"],
)
def test_a_span_that_is_not_one_year_is_none(text: str) -> None:
    assert years_in(text) == ()


@pytest.mark.parametrize("text", ["£2024-25", "2024-25,500", "20,024 – 25,000", "2,024.25"])
def test_an_amount_is_no_year(text: str) -> None:
    assert years_in(text) == ()


def test_each_year_is_named_once_in_the_order_of_the_text() -> None:
    assert years_in("2024-25, as 2023/24 was, and 2024–2025") == ("2024-25", "2023-24")


@given(st.integers(2000, 2098), st.sampled_from(["-", "–", "/", " to "]))
def test_any_year_of_this_century_reads_back(start: int, dash: str) -> None:
    wanted = (f"{start}-{(start + 1) % 100:02}",)
    assert years_in(f"{start}{dash}{(start + 1) % 100:02}") == wanted
    assert years_in(f"{start}{dash}{start + 1}") == wanted


def test_the_turn_of_a_century_is_a_year() -> None:
    assert years_in("2099-00") == ("2099-00",)
