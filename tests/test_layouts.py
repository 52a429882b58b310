"""Layouts that the publisher has not used yet: what is given without a mark is this year's staff pay and no other."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.extract import extract
from pipeline.model import Extraction, Severity, Source, Status
from tests.axis_layouts import AXES
from tests.house_layouts import HOUSE
from tests.layouts import LAYOUTS, TEXTS, TRUTH, YEAR, Story, pdf
from tests.reading import rows_of
from tests.role_layouts import ROLES
from tests.sheets.pdf_html import print_html

#: Layouts of which not all pay can be told: how much of it is right without a mark.
TOLD = {
    "old_and_new_amounts_side_by_side": 7,
    "two_years_and_none_is_the_sheets": 0,
    "other_ranges_in_the_very_same_columns": 4,
    "up_to": 0,
    "three_locations": 0,
    "levels_as_bands_with_letters": 0,
    "a_description_for_each_family": 0,
    "spaces_for_commas": 0,
    "thousands": 0,
    "ends_one_above_the_other_without_rules": 0,
    "last_years_struck_out": 0,
    "note_marks_at_amounts": 0,
    "to_be_confirmed": 13,
    "an_allowance_beside": 0,
    "grades_with_letters": 0,
    "part_time_below": 0,
    "the_staff_of_others_below": 0,
    "caps_of_bonuses_below": 0,
    "a_dash_in_a_column_of_its_own": 0,
    "a_weighting_for_london": 0,
}
#: Layouts with something that a person must look at: a finding of severity `error` says so.
STRANGE = {
    "everything_of_a_role_in_its_row",
    "a_dash_in_a_column_of_its_own",
    "a_weighting_for_london",
    "an_annex_of_budgets_and_mileage",
    "an_annex_without_captions",
    "budgets_before_the_sheet",
    "budgets_under_the_names_of_families",
    "grants_by_level_and_location",
    "hourly_rates_beside",
    "other_ranges_in_the_very_same_columns",
    "the_rise_beside",
    "what_has_changed",
    "a_third_location_in_a_matrix",
    "a_description_for_each_family",
    "everything_in_the_row_of_a_role",
    "grades_and_hours_beside",
    "step_points_beside",
    "apprentices_and_interns_below",
    "thousands",
    "ends_one_above_the_other_without_rules",
    "last_years_struck_out",
    "to_be_confirmed",
    "an_allowance_beside",
    "hours_before_the_pay",
    "the_rise_in_percent",
    "an_average_without_rules",
    "new_starters",
    "part_time_below",
    "the_staff_of_others_below",
    "caps_of_bonuses_below",
}
#: Every layout by its name.
EVERY: dict[str, Callable[[], Story | str]] = {**LAYOUTS, **AXES, **HOUSE, **ROLES}


def read(name: str, folder: Path) -> Extraction:
    made = EVERY[name]()
    data = print_html(made)[0] if isinstance(made, str) else pdf(made)
    path = folder / f"{name}.pdf"
    path.write_bytes(data)
    return extract(Source(path, name, hashlib.sha256(data).hexdigest()))


@pytest.mark.parametrize("name", EVERY)
def test_no_amount_of_another_year_or_table_is_given_without_a_mark(name: str, tmp_path: Path) -> None:
    found = read(name, tmp_path)
    bands = {
        (band.family, band.level or 0, band.location.value): (band.minimum, band.maximum)
        for band in found.pay_bands
        if band.trace.status is Status.READ
    }
    assert {key: pay for key, pay in bands.items() if TRUTH.get(key) != pay} == {}
    assert len(bands) >= TOLD.get(name, len(TRUTH))
    texts = {(one.family.capitalize(), one.level, one.text) for one in found.texts if one.trace.status is Status.READ}
    assert texts <= TEXTS


@pytest.mark.parametrize("name", sorted(STRANGE))
def test_what_is_none_of_the_sheet_is_an_error_that_names_it(name: str, tmp_path: Path) -> None:
    assert Severity.ERROR in {finding.severity for finding in read(name, tmp_path).findings}


def test_levels_that_letters_name_are_given_and_doubted(tmp_path: Path) -> None:
    found = read("levels_as_bands_with_letters", tmp_path)
    bands = {(band.family, band.level, band.location.value): (band.minimum, band.maximum) for band in found.pay_bands}
    assert bands == TRUTH
    assert {band.trace.status for band in found.pay_bands} == {Status.REVIEW}


def test_what_is_of_another_year_is_named_and_counted(tmp_path: Path) -> None:
    found = read("a_second_table_for_comparison", tmp_path)
    (put_away,) = [one.message for one in found.findings if one.code == "other_amount"]
    assert "'Pay ranges in 2025-26 (for comparison)'" in put_away
    assert {band.trace.status for band in found.pay_bands} == {Status.READ}


def test_the_year_that_leads_is_the_sheets_and_where_none_does_nobody_guesses(tmp_path: Path) -> None:
    assert read("columns_of_two_years", tmp_path).document.financial_year == YEAR
    unsure = read("two_years_and_none_is_the_sheets", tmp_path)
    assert unsure.document.financial_year is None
    assert Status.READ not in {row.trace.status for row in rows_of(unsure)}
