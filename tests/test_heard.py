"""Headings that OCR read in several ways: a slip is no doubt, another heading is one."""

from __future__ import annotations

import pytest

from pipeline.model import Cell, Line, Misgiving, Place
from pipeline.reconcile.heard import reasons
from pipeline.reconcile.vocabulary import is_slip_of


def heading(text: str, word: str, *others: str) -> Cell:
    """Return a heading of which one word was read otherwise too."""
    line = Line(text, Place(1), 0.5, (Misgiving(word, "may be misread", others),))
    return Cell((line,), 0, 0)


@pytest.mark.parametrize(
    ("text", "word", "others"),
    [
        ("Non-London", "Non-London", ("Nen-Landen", "Non-Londen")),
        ("London Area", "London", ("Londen",)),
        ("Executive Support", "Executive", ("Execvtive", "Executlve")),
        ("Key Responsibilities 2", "Responsibilities", ("Respansibilities",)),
    ],
)
def test_a_heading_read_with_a_slip_means_the_same(text: str, word: str, others: tuple[str, ...]) -> None:
    assert not reasons([heading(text, word, *others)])


@pytest.mark.parametrize(
    ("text", "word", "others"),
    [
        ("London", "London", ("n-London",)),
        ("London", "London", ("Non-London",)),
        ("Executive", "Executive", ("Research",)),
        ("Key Responsibilities 2", "2", ("3",)),
        ("Key Responsibilities 2", "Responsibilities", ("Titles",)),
        ("Level 2", "2", ("Z",)),
        ("Campaigns", "Campaigns", ("Campaigms",)),
        ("Research", "Research", ()),
    ],
)
def test_a_heading_that_may_say_something_else_is_doubted(text: str, word: str, others: tuple[str, ...]) -> None:
    assert reasons([heading(text, word, *others)])


def test_a_digit_is_no_slip() -> None:
    assert not is_slip_of("Administrative 3", "Administrative 2")
    assert is_slip_of("Adminlstrative 2", "Administrative 2")
