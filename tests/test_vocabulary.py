"""Headings, labels and titles: what is known, what is near, and what is neither."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reconcile.titles import is_known
from pipeline.reconcile.vocabulary import (
    Term,
    family_key,
    is_blank_mark,
    is_furniture,
    is_known_family,
    is_role_noun,
    label_and_level,
    level_of,
    match,
    nearest,
    table,
)


@pytest.mark.parametrize(
    ("text", "name", "level"),
    [
        ("RESPONSIBILITIE S (1)", "responsibilities", 1),
        ("Key\nResponsibilities\n(3)", "responsibilities", 3),
        ("KEY RESPONSIBI LITIES", "responsibilities", None),
        ("PAY RANGES", "pay_bands", None),
        ("Salary range 3", "pay_bands", 3),
        ("Pay ranges level 2", "pay_bands", 2),
        ("Job Titles )", "job_titles", None),
    ],
)
def test_a_label_is_known_however_it_is_broken_and_numbered(text: str, name: str, level: int | None) -> None:
    assert label_and_level(text) == (Term("label", name), level)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("ADMINISTRATIVE", Term("family", "administrative")),
        ("Admin", Term("family", "administrative")),
        ("Employed Interns", Term("family", "employed_interns")),
        ("MP’s representative", Term("family", "mp_representative")),
        ("OUTSIDELONDON", Term("location", "outside_london")),
        ("Non-London Area", Term("location", "outside_london")),
        ("in the London area", Term("location", "london")),
        ("Typical job titles", Term("label", "job_titles")),
    ],
)
def test_other_wordings_mean_the_same(text: str, term: Term) -> None:
    assert match(text) == term


@pytest.mark.parametrize(
    ("text", "name"),
    [("Admlnistrative", "administrative"), ("Exceutive", "executive"), ("Outsid London", "outside_london")],
)
def test_a_heading_with_a_slip_is_matched_and_said_to_be_a_repair(text: str, name: str) -> None:
    term = match(text)
    assert term is not None
    assert (term.name, term.exact) == (name, False)


@pytest.mark.parametrize(
    "text",
    [
        "Executive team",
        "Family names",
        "Falconry",
        "Heraldry",
        "Londn",
        "Exec",
        "Caseworking",
        "Secretary",
        "",
        "1",
    ],
)
def test_what_is_not_near_is_no_match(text: str) -> None:
    assert match(text) is None


def test_two_meanings_equally_near_are_no_match(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"pressoffice": Term("family", "one"), "pressoffics": Term("family", "two")}
    monkeypatch.setattr("pipeline.reconcile.vocabulary._variants", lambda: known)
    match.cache_clear()
    assert match("press offica") is None
    known.pop("pressoffics")
    match.cache_clear()
    assert match("press offica") == Term("family", "one", exact=False)
    match.cache_clear()


@pytest.mark.parametrize("digit", "123456789")
def test_two_headings_that_differ_in_a_digit_are_not_near(digit: str) -> None:
    assert match(f"Responsibilities {digit}") is None, "a level is taken off first, never bent away"


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("Falconry", "falconry"),
        ("Falconry & Heraldry", "falconry_heraldry"),
        ("Falconry (new)", "falconry"),
        ("3D Printing", "family_3d_printing"),
        ("Falconers’ Support", "falconers_support"),
        ("Falconry support staff", "falconry_support"),
    ],
)
def test_a_new_family_keeps_its_name(printed: str, key: str) -> None:
    assert family_key(printed) == key
    assert not is_known_family(key)


def test_a_family_that_is_only_near_a_known_one_stays_itself() -> None:
    assert family_key("Researchers") == "researchers"
    assert family_key("Administrativ") == "administrativ"
    assert nearest("Researchers", "family") == "research"
    assert nearest("zzz", "family") is None


@given(st.text(min_size=1))
def test_a_family_always_has_a_name_that_a_file_may_hold(text: str) -> None:
    key = family_key(text)
    assert key[:1].isalpha()
    assert key.isascii()
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789_")


@pytest.mark.parametrize(
    ("text", "level"), [("2", 2), ("(2)", 2), ("Level 2", 2), ("grade 3", 3), ("2)", 2), ("L2", 2)]
)
def test_a_level_is_a_level_and_nothing_else(text: str, level: int) -> None:
    assert level_of(text) == level


@pytest.mark.parametrize("text", ["0", "10", "2 3", "l2", "", "24,468", "Level", "2nd"])
def test_what_is_more_than_a_level_is_none(text: str) -> None:
    assert level_of(text) is None


def test_near_is_not_equal_for_titles() -> None:
    assert is_known("Press Officer")
    assert is_known("senior press  officer")
    for title in ("Senior Researchers", "Press Officer Falconer", "Officer", "Press Oficer", "Press"):
        assert not is_known(title)


def test_every_variant_of_the_vocabulary_means_what_it_stands_under() -> None:
    words = table("vocabulary")
    for kind, names in (("family", "families"), ("location", "locations"), ("label", "labels")):
        for name, variants in words[names].items():
            assert {match(variant) for variant in variants} == {Term(kind, name)}


@pytest.mark.parametrize(
    "text", ["Research ........ 4", "page 2 of 3", "Page 7", "2 of 3", "IPSA", "www.theipsa.org.uk"]
)
def test_page_numbers_and_the_publisher_are_furniture(text: str) -> None:
    assert is_furniture(text)


def test_what_belongs_to_a_table_is_no_furniture() -> None:
    assert not any(is_furniture(text) for text in ("Researcher", "2", "24,468", "Page setting", ""))


def test_cells_that_say_that_they_are_empty() -> None:
    assert all(is_blank_mark(text) for text in ("-", "–", "n/a", " N/A ", "none"))
    assert not any(is_blank_mark(text) for text in ("", "] =R", "0", "24,468"))


def test_role_nouns_end_titles_in_the_plural_and_after_a_stroke() -> None:
    assert all(is_role_noun(word) for word in ("Officer", "Officers", "Leader/Manager", "caseworker,"))
    assert not any(is_role_noun(word) for word in ("Office", "Communications", "Senior"))


def test_a_long_line_is_quickly_known_to_be_no_label() -> None:
    start = time.perf_counter()
    assert label_and_level("x" * 5000) is None
    assert time.perf_counter() - start < 0.2
