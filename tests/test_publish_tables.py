from __future__ import annotations

import dataclasses
import io
import json
import re
from dataclasses import replace
from decimal import Decimal, Inexact
from enum import StrEnum

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.geometry import Box
from pipeline.model import (
    Extraction,
    Finding,
    Kind,
    Location,
    PayBand,
    Place,
    Reader,
    RoleText,
    Severity,
    Status,
    Table,
    Trace,
    YearBasis,
)
from pipeline.publish import document_record
from pipeline.publish.documents import document_json
from pipeline.publish.schema import schema
from pipeline.publish.tables import csv_text, tables
from tests.truth import extraction_of

TRACE = "status, confidence, raw_text, reader, page, x0, top, x1, bottom"

#: As promised to the users; a program that reads the files breaks when one of these lines changes.
HEADERS = {
    "documents": "document_id, title, publisher, financial_year, financial_year_basis, file, sha256, kind, "
    "pages, preferred",
    "pay_bands": "document_id, financial_year, job_family, level, location, minimum_gbp, maximum_gbp, " + TRACE,
    "job_titles": "document_id, financial_year, job_family, level, position, title, " + TRACE,
    "responsibilities": "document_id, financial_year, job_family, level, position, text, " + TRACE,
    "findings": "document_id, code, severity, table, job_family, level, location, position, message, "
    "page, x0, top, x1, bottom",
    "changes": "from_year, to_year, table, job_family, level, location, change, before, after, similarity, "
    "amount_gbp, percent",
}

TRUTH = extraction_of("staff-pay-2018-19")
SEEN = Trace(Status.READ, 0.966, "£17,062.50", Reader.OCR, Place(2, Box(72.0, 99.999, 130.128, 110.0)))
BAND = PayBand("research", 2, Location.LONDON, Decimal("17062.5"), Decimal("30000"), SEEN)


def with_bands(*bands: PayBand) -> Extraction:
    return Extraction(TRUTH.document, bands)


def text_of(name: str, *extractions: Extraction) -> str:
    return csv_text([schema().tables[name].column_names, *tables(extractions)[name]])


def table_of(name: str, *extractions: Extraction) -> pd.DataFrame:
    text = text_of(name, *extractions)
    return pd.read_csv(io.StringIO(text, newline=""), dtype=str, keep_default_na=False)


@pytest.mark.parametrize("name", HEADERS)
def test_columns_are_those_promised(name: str) -> None:
    assert list(table_of(name, TRUTH)) == HEADERS[name].split(", ")


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("financial_year_basis", YearBasis),
        ("kind", Kind),
        ("location", Location),
        ("status", Status),
        ("reader", Reader),
        ("severity", Severity),
        ("table", Table),
    ],
)
def test_schema_lists_each_word_that_a_record_can_hold(column: str, words: type[StrEnum]) -> None:
    columns = [c for table in schema().tables.values() for c in table.columns if c.name == column]
    assert columns
    assert all(set(c.values) == set(words) for c in columns)


def test_cells_are_formatted_as_promised() -> None:
    row = table_of("pay_bands", with_bands(BAND)).loc[0]
    assert row["minimum_gbp"] == "17062.50"
    assert row["maximum_gbp"] == "30000.00"
    assert row["confidence"] == "0.97"
    assert list(row["page":"bottom"]) == ["2", "72.00", "100.00", "130.13", "110.00"]
    assert table_of("documents", TRUTH).loc[0, "preferred"] == "true"
    assert table_of("documents", TRUTH).loc[0, "title"] == ""


def test_what_is_missing_is_empty() -> None:
    floor_only = replace(BAND, level=None, maximum=None, trace=replace(SEEN, place=Place(lines=(3, 4))))
    row = table_of("pay_bands", with_bands(floor_only)).loc[0]
    assert (row["level"], row["minimum_gbp"], row["maximum_gbp"]) == ("", "17062.50", "")
    assert set(row["page":"bottom"]) == {""}


def test_an_amount_is_never_rounded() -> None:
    with pytest.raises(Inexact):
        tables([with_bands(replace(BAND, minimum=Decimal("17062.505")))])


def test_a_box_at_the_page_edge_has_no_negative_zero() -> None:
    at_edge = replace(SEEN, place=Place(1, Box(-0.001, 0.0, 1.0, 1.0)))
    assert table_of("pay_bands", with_bands(replace(BAND, trace=at_edge))).loc[0, "x0"] == "0.00"


def test_rows_are_sorted_by_number_whatever_order_they_were_found_in() -> None:
    levels = [10, 2, None, 1]
    bands = [replace(BAND, level=level) for level in levels]
    assert list(table_of("pay_bands", with_bands(*bands))["level"]) == ["", "1", "2", "10"]
    same = [text_of("pay_bands", with_bands(*order)) for order in (bands, bands[::-1])]
    assert same[0] == same[1]


def test_equal_findings_in_another_order_give_the_same_bytes() -> None:
    found = tuple(Finding("noise", Severity.WARNING, message) for message in ("b", "a", "c"))
    texts = [
        document_json(replace(TRUTH, findings=order)) + text_of("findings", replace(TRUTH, findings=order))
        for order in (found, found[::-1])
    ]
    assert texts[0] == texts[1]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_any_text_survives_csv_and_json(text: str) -> None:
    trace = replace(SEEN, raw_text=text)
    title = RoleText(Table.JOB_TITLES, "research", 2, 1, text, trace)
    other = replace(title, position=2, text="Researcher")
    extraction = Extraction(TRUTH.document, titles=(title, other))
    frame = table_of("job_titles", extraction)
    assert list(frame["title"]) == [text, "Researcher"]
    assert frame.loc[0, "raw_text"] == text
    assert json.loads(document_json(extraction))["job_titles"][0]["title"] == text


@pytest.mark.parametrize("text", ["a\rb", "a\r\nb", 'say "yes"', "a,b", "=1+1", "-5", "NA", " x "])
def test_awkward_text_survives_csv(text: str) -> None:
    title = RoleText(Table.JOB_TITLES, "research", 2, 1, text, SEEN)
    assert table_of("job_titles", Extraction(TRUTH.document, titles=(title,))).loc[0, "title"] == text


def test_lines_end_in_one_newline() -> None:
    text = text_of("pay_bands", TRUTH)
    assert text.endswith("\n")
    assert "\r" not in text
    assert len(text.splitlines()) == 1 + len(TRUTH.pay_bands)


def test_document_record_is_what_its_file_holds() -> None:
    finding = Finding("noise", Severity.WARNING, "m", Table.PAY_BANDS, place=Place(1, Box(1.234, 2, 3, 4)))
    extraction = replace(TRUTH, pay_bands=(BAND, *TRUTH.pay_bands), findings=(finding,))
    record = document_record(extraction)
    assert record == json.loads(document_json(extraction))
    assert list(record) == ["document", "pay_bands", "job_titles", "responsibilities", "findings"]


def test_document_json_holds_amounts_as_text_and_missing_as_null() -> None:
    text = document_json(with_bands(replace(BAND, maximum=None)))
    band = json.loads(text)["pay_bands"][0]
    assert (band["minimum_gbp"], band["maximum_gbp"], band["confidence"]) == ("17062.50", None, 0.97)
    assert (band["level"], band["page"], band["bottom"]) == (2, 2, 110.0)
    assert "£17,062.50" in text
    assert text.endswith("}\n")


def test_document_json_has_every_column_of_the_tables() -> None:
    record = document_record(replace(TRUTH, findings=(Finding("noise", Severity.WARNING, "m"),)))
    for name in ("pay_bands", "job_titles", "responsibilities", "findings"):
        (first, *_) = record[name]  # type: ignore[misc]
        promised = re.sub("document_id, (financial_year, )?", "", HEADERS[name]).split(", ")
        assert list(first) == promised  # type: ignore[has-type]
    assert list(record["document"]) == HEADERS["documents"].split(", ")  # type: ignore[call-overload]


def test_every_field_of_a_record_is_published() -> None:
    """A field that somebody adds to a record must reach the output or be listed here."""
    kept_inside = {"origin"}
    published = set(HEADERS["documents"].split(", "))
    fields = {field.name for field in dataclasses.fields(TRUTH.document)}
    assert fields - kept_inside == published
