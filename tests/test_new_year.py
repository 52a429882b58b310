"""A year that nobody has seen, from its file to an accepted golden file, by the steps of README.md, word for word."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import tomlkit

from tests.sheets import Sheet, make_sheet

CHECKOUT = Path(__file__).parents[1]
KEPT = "staff-pay-2018-19"
CORRECTION = """
[[correction]]
document = "{document_id}"
table = "pay_bands"
job_family = "{job_family}"
level = {level}
location = "{location}"
raw_text = "{raw_text}"
confirmed = true
evidence = "page {page} of the sheet"
checked_by = "A. Reader"
checked_on = 2026-11-22
"""


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    """A sheet with new titles, typeset as a PDF, of a year after all that are known."""
    return make_sheet("pdf_ruled", 559)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the program with one known year."""
    for name in ("pipeline", "Makefile", "README.md", "pyproject.toml", "requirements.txt"):
        copy = shutil.copytree if (CHECKOUT / name).is_dir() else shutil.copy
        copy(CHECKOUT / name, tmp_path / name)
    (tmp_path / "raw").mkdir()
    (tmp_path / "fixtures").mkdir()
    shutil.copy(CHECKOUT / "raw" / f"{KEPT}.txt", tmp_path / "raw")
    shutil.copy(CHECKOUT / "fixtures" / f"{KEPT}.json", tmp_path / "fixtures")
    manifest = tomlkit.parse((CHECKOUT / "raw" / "manifest.toml").read_text("utf-8"))
    kept = [entry for entry in manifest.unwrap()["document"] if entry["id"] == KEPT]
    (tmp_path / "raw" / "manifest.toml").write_text(tomlkit.dumps({"document": kept}), "utf-8")
    return tmp_path


def say(command: str, house: Path) -> str:
    """Run a command of README.md in the house with this environment's Python; return what it prints."""
    binaries = Path(sys.executable).parent
    make = f"make -s -o .venv/.ready BIN={binaries} READS_SCANS=true"
    made = re.sub(r"^make\b", make, re.sub(r"^ipsa-pay\b", f"{sys.executable} -m pipeline", command))
    environment = {name: value for name, value in os.environ.items() if name not in ("CI", "PYTHONPATH", "MAKEFLAGS")}
    done = subprocess.run(made, shell=True, cwd=house, env=environment, capture_output=True, text=True, check=False)  # noqa: S602
    assert (done.returncode, done.stderr) == (0, ""), f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def steps() -> list[str]:
    """Return the commands that README.md tells to give, in order."""
    readme = (CHECKOUT / "README.md").read_text("utf-8")
    section = readme.partition("## How to add a year\n")[2].partition("\n\nJust trying?")[0]
    return re.findall(r"`((?:make|ipsa-pay) [^`]*)`", section)


def code_of(house: Path) -> dict[str, str]:
    return {str(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(house.rglob("*.py"))}


def rows(house: Path, table: str, document_id: str) -> list[dict[str, str]]:
    with (house / "output" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["document_id"] == document_id]


def test_from_the_file_to_the_golden_file_without_a_change_to_the_program(house: Path, sheet: Sheet) -> None:
    extract, name_title, again, review, accept, check, test = steps()
    assert (extract, again, review, test) == ("make extract", "make extract", "make review", "make test")
    before = code_of(house)

    (house / "raw" / "new sheet.pdf").write_bytes(sheet.data)  # step 1
    told = say(extract, house)  # step 2
    entry = told.partition("add to raw/manifest.toml:\n")[2].partition("\n\n")[0]
    with (house / "raw" / "manifest.toml").open("a", encoding="utf-8") as file:  # step 3
        file.write(f"\n{entry}\n")
    assert f'financial_year = "{sheet.truth["financial_year"]}"' in entry

    titles = re.findall(r"the title '([^']*)' is new", told)  # step 4
    assert titles
    for title in titles:
        say(name_title.replace("Its Name", title), house)
    held, *_ = rows(house, "pay_bands", "new-sheet")
    (house / "raw" / "corrections.toml").write_text(CORRECTION.format(**held), "utf-8")

    told = say(again, house)  # step 5
    assert "is new" not in told
    assert "Not listed" not in told
    assert f"From 2018-19 to {sheet.truth['financial_year']}:" in told

    told = say(accept.replace("its-id", "new-sheet"), house)  # step 6
    assert told.splitlines()[-1] == "new-sheet: accepted in fixtures/new-sheet.json"
    golden = json.loads((house / "fixtures" / "new-sheet.json").read_text("utf-8"))
    assert say(check, house).splitlines()[-1] == "2 documents compared with fixtures: 0 differences"  # step 7

    assert code_of(house) == before
    assert golden == json.loads((house / "output" / "documents" / "new-sheet.json").read_text("utf-8"))
    statuses = [row["status"] for table in ("pay_bands", "job_titles", "responsibilities") for row in golden[table]]
    assert statuses.count("corrected") == 1
    assert set(statuses) == {"corrected", "read"}
    bands = {
        (b["job_family"], b["level"], b["location"], b["minimum_gbp"], b["maximum_gbp"]) for b in golden["pay_bands"]
    }
    assert bands == {(p["family"], p["level"], p["location"], p["min"], p["max"]) for p in sheet.truth["pay"]}
    texts = {(t["job_family"], str(t["level"]), t["title"]) for t in golden["job_titles"]}
    truth = sheet.truth["titles"].items()
    assert texts == {(family, level, one) for family, levels in truth for level, ones in levels.items() for one in ones}
