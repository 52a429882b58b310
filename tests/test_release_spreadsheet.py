"""What LibreOffice makes of a release; these tests need `soffice` (Debian: libreoffice-calc-nogui)."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.publish.schema import schema
from pipeline.release.build import build
from pipeline.release.dataset import frames
from pipeline.release.folder import place
from tests.awkward import FORMULAS, awkward
from tests.guard import unguarded

SOFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice is not installed: apt-get install libreoffice-calc-nogui"
)

#: Commas, quotes where needed, UTF-8, all sheets, values and not how they are shown (the numbers of LibreOffice's
#: filter options for CSV, in their order).
AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"

Rows = list[list[str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return place(build(awkward()), tmp_path_factory.mktemp("release"))[0]


@pytest.fixture(scope="module")
def opened(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rows]:
    """Every sheet of the workbook, and every CSV file by its name with `.csv`, as LibreOffice read it."""
    to, profile = tmp_path_factory.mktemp("opened"), tmp_path_factory.mktemp("profile")
    names = ["ipsa-staff-pay.xlsx", *(f"{name}.csv" for name in schema().tables)]
    command = [str(SOFFICE), f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", AS_CSV]
    sources = [str(folder / name) for name in names]
    made = subprocess.run(
        [*command, "--outdir", str(to), *sources], capture_output=True, text=True, timeout=120, check=True
    )
    assert "error" not in made.stderr.casefold()
    return {path.stem.removeprefix("ipsa-staff-pay-"): rows_of(path) for path in to.glob("*.csv")}


def rows_of(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def plain(text: str, kind: str) -> str:
    """Write a number as it is published: LibreOffice leaves out noughts at its end, and writes TRUE in capitals."""
    if kind == "number" and text:
        return f"{Decimal(text):.2f}"
    if kind == "boolean":
        return text.lower()
    return re.sub("\r\n?", "\n", text)


@pytest.mark.parametrize("name", schema().tables)
def test_the_workbook_has_the_published_values(opened: dict[str, Rows], name: str) -> None:
    header, *rows = opened[name]
    assert header == schema().tables[name].column_names
    frame = frames(awkward())[name]
    if "document_id" in frame:
        frame = frame[frame["document_id"] != "copy"]
    kinds = [column.type for column in schema().tables[name].columns]
    found = [[plain(text, kind) for text, kind in zip(row, kinds, strict=True)] for row in rows]
    assert found == [[plain(text, "string") for text in row] for row in frame.itertuples(index=False)]


def test_no_formula_of_a_csv_file_was_run(opened: dict[str, Rows]) -> None:
    titles = {plain(unguarded(row[5]), "string").replace("\n", "") for row in opened["job_titles-job_titles"]}
    assert {plain(text, "string").replace("\n", "") for text in FORMULAS if text.isascii()} <= titles
