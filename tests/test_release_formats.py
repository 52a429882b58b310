from __future__ import annotations

import csv
import io
import json
import math
import sqlite3
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl  # type: ignore[import-untyped]  # it has no types
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape  # type: ignore[import-untyped]  # it has no types

from pipeline.errors import OutputError
from pipeline.model import Extraction, Origin
from pipeline.publish.documents import document_json
from pipeline.publish.guard import guarded
from pipeline.publish.schema import schema
from pipeline.release.build import Release, build
from pipeline.release.dataset import frames, typed
from pipeline.release.excel import workbook
from pipeline.release.folder import place
from pipeline.release.restore import restore
from tests.awkward import FORMULAS, awkward
from tests.guard import unguarded

#: The cells of a table, row by row, as text in the form of the CSV files.
Cells = list[list[str]]

TABLES = list(schema().tables)
TYPES = {name: {column.name: column.type for column in table.columns} for name, table in schema().tables.items()}
RUN_AS_FORMULA = tuple("=+-@\t\r＝＋－＠")


@pytest.fixture(scope="module")
def release() -> Release:
    return build(awkward())


@pytest.fixture(scope="module")
def folder(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return place(release, tmp_path_factory.mktemp("release"))[0]


def published(table: str, *, preferred: bool) -> Cells:
    """The rows that `extract` publishes; for preferred ones those of the two sheets that speak for their years."""
    frame = frames(awkward())[table]
    if preferred and "document_id" in frame:
        frame = frame[frame["document_id"] != "copy"]
    return [list(row) for row in frame.itertuples(index=False)]


def cell(value: object, kind: str) -> str:
    """Write a value as in a CSV file; a number must have the type and every digit of what it stands for."""
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        assert kind == "boolean"
        return str(value).lower()
    if kind == "number":
        number = value if isinstance(value, Decimal) else Decimal(repr(value))
        assert number == round(number, 2), f"{value!r} has more than two decimals"
        return f"{number:.2f}"
    if kind == "integer":
        assert isinstance(value, int), f"{value!r} is no whole number"
    return str(value)


def cells(frame: pd.DataFrame, table: str) -> Cells:
    assert list(frame.columns) == schema().tables[table].column_names
    kinds = list(TYPES[table].values())
    return [
        [cell(value, kind) for value, kind in zip(row, kinds, strict=True)]
        for row in frame.astype(object).itertuples(index=False)
    ]


def csv_cells(path: Path) -> Cells:
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == schema().tables[path.stem].column_names
    return [[unguarded(text) for text in row] for row in rows]


def csv_in_pandas(folder: Path, table: str) -> Cells:
    frame = pd.read_csv(folder / f"{table}.csv", dtype=str, keep_default_na=False)
    return [[unguarded(text) for text in row] for row in frame.itertuples(index=False)]


def parquet_in_pandas(folder: Path, table: str) -> Cells:
    frame = pd.read_parquet(folder / f"{table}.parquet")
    words = [name for name, dtype in frame.dtypes.items() if dtype == "category"]
    assert words == [column.name for column in schema().tables[table].columns if column.values]
    return cells(frame, table)


def parquet_in_duckdb(folder: Path, table: str) -> Cells:
    found = duckdb.read_parquet(str(folder / f"{table}.parquet"))
    assert found.columns == schema().tables[table].column_names
    assert not {str(kind) for kind in found.types} & {"DOUBLE", "FLOAT"}
    return [
        [cell(value, kind) for value, kind in zip(row, TYPES[table].values(), strict=True)] for row in found.fetchall()
    ]


def csv_in_duckdb(folder: Path, table: str) -> Cells:
    rows = duckdb.read_csv(str(folder / f"{table}.csv"), all_varchar=True, header=True).fetchall()
    return [[unguarded(text or "") for text in row] for row in rows]


def excel(folder: Path, table: str) -> Cells:
    sheet = openpyxl.load_workbook(folder / "ipsa-staff-pay.xlsx")[table]
    header, *rows = sheet.iter_rows(values_only=True)
    frame = pd.DataFrame(rows, columns=list(header), dtype=object)
    return [[unescape(text) for text in row] for row in cells(frame, table)]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("read", [csv_in_pandas, csv_in_duckdb, parquet_in_pandas, parquet_in_duckdb, excel])
def test_each_format_holds_what_was_published(folder: Path, read: Callable[[Path, str], Cells], table: str) -> None:
    assert read(folder, table) == published(table, preferred=True)
    assert csv_cells(folder / f"{table}.csv") == published(table, preferred=True)


@pytest.mark.parametrize("table", [name for name in TABLES if name != "changes"])
def test_the_second_folder_and_the_database_hold_every_document(folder: Path, table: str) -> None:
    every = published(table, preferred=False)
    assert csv_cells(folder / f"all_documents/{table}.csv") == every
    assert parquet_in_pandas(folder / "all_documents", table) == every
    assert sqlite_cells(folder, table) == every
    assert len(every) > len(published(table, preferred=True)) or table == "findings"


def sqlite_cells(folder: Path, table: str) -> Cells:
    """Read a table without its columns in pence, which are more than was published."""
    database = sqlite3.connect(folder / "ipsa-staff-pay.sqlite")
    rows = database.execute(f"SELECT * FROM {table} ORDER BY rowid")  # noqa: S608 - a name of the schema
    names = [column[0] for column in rows.description]
    frame = pd.DataFrame(rows.fetchall(), columns=names, dtype=object)
    for name, kind in TYPES[table].items():
        if kind == "boolean":
            frame[name] = frame[name].map(bool).astype(object)
    return cells(frame[[name for name in names if not name.endswith("_pence")]], table)


def test_changes_are_in_the_database(folder: Path) -> None:
    assert sqlite_cells(folder, "changes") == published("changes", preferred=True)


def test_amounts_in_the_database_add_up_in_pence(folder: Path) -> None:
    database = sqlite3.connect(folder / "ipsa-staff-pay.sqlite")
    (pence,) = database.execute("SELECT sum(minimum_pence) FROM pay_bands").fetchone()
    amounts = [Decimal(row[5]) for row in published("pay_bands", preferred=False) if row[5]]
    assert pence == 100 * sum(amounts)


@given(st.decimals(0, Decimal("9999999999999.99"), places=2))
def test_every_amount_comes_back_from_a_real(amount: Decimal) -> None:
    (found,) = sqlite3.connect(":memory:").execute("SELECT CAST(? AS REAL)", [float(amount)]).fetchone()
    assert round(Decimal(found), 2) == amount
    assert Decimal(repr(found)) == amount


def test_documents_are_those_of_extract(release: Release) -> None:
    for one in awkward():
        path = f"documents/{one.document.document_id}.json"
        assert release.files[path].decode() == document_json(one)


@pytest.mark.parametrize("one", awkward(), ids=lambda one: one.document.document_id)
def test_a_document_is_restored_from_its_json(one: Extraction) -> None:
    assert document_json(restore(json.loads(document_json(one)), Origin.CAPTURE)) == document_json(one)


# What a spreadsheet does


def test_no_cell_of_a_csv_file_is_a_formula(folder: Path) -> None:
    planted = 0
    for path in folder.rglob("*.csv"):
        kinds = TYPES[path.stem]
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                texts = [text for name, text in row.items() if kinds[name] == "string"]
                assert not [text for text in texts if text.lstrip(" ").startswith(RUN_AS_FORMULA)]
                planted += any(text.lstrip("'").lstrip(" ").startswith(RUN_AS_FORMULA) for text in texts)
    assert planted > 2 * len(FORMULAS)


def test_no_byte_order_mark(release: Release) -> None:
    assert not [path for path, data in release.files.items() if data.startswith(b"\xef\xbb\xbf")]


def test_numbers_below_zero_stay_numbers() -> None:
    assert guarded("-2.50") == "'-2.50", "a text is a text, whatever it looks like"
    frame = frames(awkward())["changes"].assign(amount_gbp="-2.50")
    assert typed({"changes": frame})["changes"]["amount_gbp"][0].as_py() == Decimal("-2.50")


@given(st.text(alphabet="'=+-@ \t\n\rab＝"))
def test_a_guarded_text_is_harmless_and_comes_back(text: str) -> None:
    safe = guarded(text)
    assert unguarded(safe) == text
    assert not safe.lstrip(" ").startswith(RUN_AS_FORMULA)
    assert safe in (text, f"'{text}")


@pytest.mark.parametrize("text", ["Secretary", "non-party", "£5", "a=b", "'quoted'", "'", ""])
def test_harmless_texts_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text == unguarded(text)


def test_no_formula_and_no_error_value_in_the_workbook(folder: Path) -> None:
    with zipfile.ZipFile(folder / "ipsa-staff-pay.xlsx") as packed:
        sheets = [packed.read(name) for name in packed.namelist() if "worksheets/sheet" in name]
    assert len(sheets) == len(TABLES) + 1
    assert not [sheet for sheet in sheets if b"<f>" in sheet or b"<f " in sheet or b't="e"' in sheet]


def test_the_workbook_is_tidy(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "ipsa-staff-pay.xlsx")
    assert book.sheetnames == [*TABLES, "columns"]
    for name in TABLES:
        sheet = book[name]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert not sheet.merged_cells.ranges
        assert sheet["A1"].font.bold
    bands = book["pay_bands"]
    assert (bands["F2"].number_format, bands["F2"].data_type) == ("#,##0.00", "n")
    assert (bands["B2"].value, bands["B2"].data_type) == ("2018-19", "s")
    planted = [cell for cell in book["job_titles"]["F"] if cell.value in ("=cmd|'/c calc'!A0", "2011-12")]
    assert [(cell.data_type, bool(cell.quotePrefix)) for cell in planted] == [("s", True), ("s", False)]


def test_a_text_that_no_cell_can_hold_is_refused_and_not_cut() -> None:
    frame = frames(awkward())["job_titles"].assign(title="x" * 32_768)
    with pytest.raises(OutputError, match="32768 characters"):
        workbook(typed({"job_titles": frame}))


# The same input gives the same bytes


def test_the_same_documents_give_the_same_bytes_in_any_order(release: Release) -> None:
    assert build(awkward()[::-1]) == release


def test_nothing_tells_the_time_or_the_place(release: Release) -> None:
    with zipfile.ZipFile(io.BytesIO(release.files["ipsa-staff-pay.xlsx"])) as packed:
        assert {item.date_time[0] for item in packed.infolist()} == {1980}
        assert packed.read("docProps/core.xml").count(b"1980-01-01T00:00:00Z") == 2
    texts = b"".join(data for path, data in release.files.items() if path.endswith((".svg", ".png", ".md", ".json")))
    assert str(Path.cwd()).encode() not in texts
    assert b"<dc:date>" not in release.files["pay-ranges.svg"]


def test_a_new_value_gives_a_new_version(release: Release) -> None:
    other = build(awkward()[:2]).version
    assert other != release.version
    assert other.partition("-")[0] == release.version.partition("-")[0]


def test_a_repeated_key_is_named_and_not_published() -> None:
    first, *others = awkward()
    doubled = replace(first, pay_bands=(*first.pay_bands, first.pay_bands[0]))
    with pytest.raises(OutputError, match="pay_bands: staff-pay-2018-19 administrative 1 london: UNIQUE"):
        build([doubled, *others])


def test_a_repeated_key_with_a_missing_level_is_named_too() -> None:
    old, new, copy = awkward()
    floor = next(band for band in new.pay_bands if band.level is None)
    with pytest.raises(OutputError, match="pay_bands: staff-pay-2024-25 odd any: UNIQUE"):
        build([old, replace(new, pay_bands=(*new.pay_bands, floor)), copy])
