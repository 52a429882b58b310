from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import frictionless
import pandas as pd
import pytest

from pipeline.geometry import Box
from pipeline.model import Finding, Location, Place, Severity, Status, Table
from pipeline.publish import publish
from pipeline.publish.package import package_json
from tests.truth import extraction_of

ON_PAGE = Place(2, Box(72.0, 100.5, 130.25, 110.0))
FINDINGS = (
    Finding(
        "illegible_amount",
        Severity.ERROR,
        "research 2: read “] =R”, expected a range: look at it",
        Table.PAY_BANDS,
        "executive",
        2,
        Location.OUTSIDE_LONDON,
    ),
    Finding("noise", Severity.WARNING, "two\nlines", place=ON_PAGE),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two sheets: one with places on its pages, one capture with an illegible band and a floor alone."""
    old, new = extraction_of("staff-pay-2018-19"), extraction_of("staff-pay-2024-25")
    placed = tuple(replace(band, trace=replace(band.trace, place=ON_PAGE)) for band in old.pay_bands)
    floor = replace(new.pay_bands[0], family="mp_representative", level=None, maximum=None)
    assert Status.ILLEGIBLE in {band.trace.status for band in new.pay_bands}
    new = replace(new, pay_bands=(*new.pay_bands, floor), findings=FINDINGS)
    publish([replace(old, pay_bands=placed), new], tmp_path / "output")
    return tmp_path / "output"


def faults(folder: Path) -> set[tuple[str, str]]:
    report = frictionless.validate(str(folder / "datapackage.json"))
    return {(task.name, error.type) for task in report.tasks for error in task.errors} | {
        ("package", error.type) for error in report.errors
    }


def spoil(folder: Path, table: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    path = folder / f"{table}.csv"
    change(pd.read_csv(path, dtype=str, keep_default_na=False)).to_csv(path, index=False)


def setting(column: str, value: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    return lambda frame: frame.assign(**{column: [value, *frame[column][1:]]})


def test_a_published_folder_is_valid(folder: Path) -> None:
    assert faults(folder) == set()


@pytest.mark.parametrize(
    ("table", "column", "value", "expected"),
    [
        ("documents", "document_id", "", "constraint-error"),
        ("documents", "sha256", "A" * 64, "constraint-error"),
        ("documents", "financial_year", "2024/25", "constraint-error"),
        ("documents", "preferred", "perhaps", "type-error"),
        ("pay_bands", "minimum_gbp", "£17,062.50", "type-error"),
        ("pay_bands", "minimum_gbp", "-1.00", "constraint-error"),
        ("pay_bands", "job_family", "Research Staff", "constraint-error"),
        ("pay_bands", "location", "wales", "constraint-error"),
        ("pay_bands", "status", "guessed", "constraint-error"),
        ("pay_bands", "confidence", "1.01", "constraint-error"),
        ("pay_bands", "level", "1.5", "type-error"),
        ("pay_bands", "document_id", "nobody", "foreign-key"),
        ("job_titles", "document_id", "nobody", "foreign-key"),
        ("responsibilities", "position", "0", "constraint-error"),
        ("findings", "document_id", "nobody", "foreign-key"),
        ("findings", "severity", "fatal", "constraint-error"),
        ("findings", "message", "", "constraint-error"),
        ("changes", "change", "improved", "constraint-error"),
        ("changes", "similarity", "1.2", "constraint-error"),
    ],
)
def test_a_spoilt_value_is_caught(folder: Path, table: str, column: str, value: str, expected: str) -> None:
    spoil(folder, table, setting(column, value))
    assert (table, expected) in faults(folder)


@pytest.mark.parametrize("table", ["documents", "pay_bands", "job_titles", "responsibilities"])
def test_a_row_given_twice_is_caught(folder: Path, table: str) -> None:
    spoil(folder, table, lambda frame: pd.concat([frame, frame[:1]]))
    assert (table, "primary-key") in faults(folder)


def test_a_lost_column_is_caught(folder: Path) -> None:
    spoil(folder, "pay_bands", lambda frame: frame.drop(columns="raw_text"))
    assert any(table == "pay_bands" for table, _ in faults(folder))


def test_units_and_meanings_are_stated(folder: Path) -> None:
    package = frictionless.Package(str(folder / "datapackage.json"))
    fields = {field.name: field for field in package.get_resource("pay_bands").schema.fields}
    assert fields["minimum_gbp"].custom["unit"] == "pounds sterling per year"
    assert "no published ceiling" in str(fields["maximum_gbp"].description)
    assert "`illegible`: no value is given" in str(fields["status"].description)
    assert all(field.description for resource in package.resources for field in resource.schema.fields)


def test_nothing_published_is_an_empty_but_valid_folder(tmp_path: Path) -> None:
    publish([], tmp_path / "output")
    assert faults(tmp_path / "output") == set()


def test_the_package_has_no_clock_and_no_path_of_this_machine(folder: Path) -> None:
    text = (folder / "datapackage.json").read_text("utf-8")
    assert text == package_json()
    assert str(folder.parent) not in text
    assert "created" not in text
