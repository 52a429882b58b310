from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from pipeline.model import Extraction, Finding, Severity, Status, Table
from pipeline.release.build import build
from pipeline.release.layout import layout
from tests.truth import extraction_of

WHY = "read twice: 'Caseworker' or 'Case worker'"


def sheets() -> list[Extraction]:
    """Two years; of the newer one, which has an illegible band, a title is doubtful, and a copy speaks for no year."""
    old, new = extraction_of("staff-pay-2018-19"), extraction_of("staff-pay-2024-25")
    first, *titles = new.titles
    doubtful = replace(first, trace=replace(first.trace, status=Status.REVIEW, confidence=0.5))
    place = (Table.JOB_TITLES, first.family, first.level, None, first.position)
    findings = [Finding("doubtful_text", Severity.WARNING, why, *place) for why in (WHY, "second reason")]
    new = replace(new, titles=(doubtful, *titles), findings=tuple(findings))
    return [old, new, replace(new, document=replace(new.document, document_id="copy", preferred=False))]


@pytest.fixture(scope="module")
def database() -> Iterator[sqlite3.Connection]:
    data = build(sheets()).files["ipsa-staff-pay.sqlite"]
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(data)
        connection.row_factory = sqlite3.Row
        yield connection


def rows(database: sqlite3.Connection, view: str) -> list[dict[str, Any]]:
    assert view in layout().views
    return [dict(row) for row in database.execute(f"SELECT * FROM {view}")]  # noqa: S608 - a name of ours


def test_each_band_title_and_duty_of_a_year_counts_once(database: sqlite3.Connection) -> None:
    old, new, _ = sheets()
    assert len(rows(database, "pay_ranges")) == len(old.pay_bands + new.pay_bands)
    assert len(rows(database, "titles")) == len(old.titles + new.titles)
    assert len(rows(database, "duties")) == len(old.responsibilities + new.responsibilities)


def test_a_rise_is_that_of_the_same_band_and_place(database: sqlite3.Connection) -> None:
    rises = {(row["job_family"], row["level"], row["location"]): row for row in rows(database, "pay_rises")}
    assert len(rises) == 14
    row = rises["administrative", 1, "outside_london"]
    # The sheets print 17,062.50 to 24,913 and £22,318 to £30,415.
    assert (row["minimum_rise_gbp"], row["minimum_rise_percent"]) == (5255.5, 30.8)
    assert (row["maximum_rise_gbp"], row["maximum_rise_percent"]) == (5502.0, 22.08)
    assert (row["previous_year"], row["financial_year"]) == ("2018-19", "2024-25")


def test_what_is_illegible_has_no_rise_and_no_range(database: sqlite3.Connection) -> None:
    row = next(row for row in rows(database, "pay_rises") if row["status"] == "illegible")
    assert row["previous_status"] == "read"
    assert {row[name] for name in row if "minimum" in name or "maximum" in name} == {None}


def test_new_titles_are_those_that_two_readers_see(database: sqlite3.Connection) -> None:
    assert [(row["job_family"], row["level"], row["title"]) for row in rows(database, "new_titles")] == [
        ("administrative", 1, "Administration and Communications Officer"),
        ("administrative", 2, "Executive Assistant"),
        ("executive", 1, "Press Officer"),
        ("executive", 2, "Senior Casework Team Leader/Manager"),
        ("executive", 2, "Senior Communications Advisor"),
        ("executive", 2, "Senior Press Officer"),
        ("research", 2, "Policy Assistant"),
        ("research", 3, "Senior Policy Researcher"),
    ]
    assert {row["status"] for row in rows(database, "new_titles")} == {"read"}


def test_every_marked_value_is_listed_with_all_its_reasons(database: sqlite3.Connection) -> None:
    found = rows(database, "not_read_cleanly")
    assert Counter((row["table"], row["status"], row["preferred"]) for row in found) == {
        ("pay_bands", "illegible", 1): 1,
        ("pay_bands", "illegible", 0): 1,
        ("job_titles", "review", 1): 1,
        ("job_titles", "review", 0): 1,
    }
    title = next(row for row in found if row["table"] == "job_titles")
    assert title["value"] == sheets()[1].titles[0].text
    assert title["why"] == f"{WHY} | second reason"
    assert {row["value"] for row in found if row["status"] == "illegible"} == {None}
