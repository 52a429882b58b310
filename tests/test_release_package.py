from __future__ import annotations

import csv
import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import frictionless
import pytest

from pipeline.publish.schema import schema
from pipeline.release.build import build
from pipeline.release.folder import place
from tests.awkward import awkward

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return place(build(awkward()), tmp_path_factory.mktemp("release"))[0]


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil, with the hashes taken out, so that it is seen what else catches the fault."""
    path = Path(shutil.copytree(made, tmp_path / "release"))
    package = json.loads((path / "datapackage.json").read_bytes())
    for resource in package["resources"]:
        del resource["hash"], resource["bytes"]
    (path / "datapackage.json").write_text(json.dumps(package))
    return path


def faults(folder: Path) -> set[tuple[str, str, str]]:
    """The table, the kind and the note of each fault that a validation finds."""
    report = frictionless.validate(str(folder / "datapackage.json"))
    found = {(task.name, error.type, error.note) for task in report.tasks for error in task.errors}
    return found | {("package", error.type, error.note) for error in report.errors}


def spoil(folder: Path, table: str, change: Callable[[Rows], Rows]) -> None:
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = change(list(reader))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, reader.fieldnames or [], lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)


def setting(column: str, value: str) -> Callable[[Rows], Rows]:
    """Change the last row: it has its neighbours' keys only where these are changed to be."""
    return lambda rows: [*rows[:-1], rows[-1] | {column: value}]


def test_a_release_is_valid(made: Path) -> None:
    assert faults(made) == set()


def test_a_release_is_valid_on_the_command_line(made: Path) -> None:
    command = [str(Path(sys.executable).with_name("frictionless")), "validate", "datapackage.json"]
    assert subprocess.run(command, cwd=made, capture_output=True, check=False).returncode == 0


def test_a_rewritten_copy_is_valid_too(folder: Path) -> None:
    for table in schema().tables:
        spoil(folder, table, lambda rows: rows)
    assert faults(folder) == set()


@pytest.mark.parametrize(
    ("table", "column", "value", "kind", "constraint"),
    [
        ("documents", "kind", "fax", "constraint-error", "enum"),
        ("documents", "sha256", "A" * 64, "constraint-error", "pattern"),
        ("documents", "financial_year", "2024/25", "constraint-error", "pattern"),
        ("documents", "financial_year", "", "constraint-error", "required"),
        ("documents", "financial_year", "2018-19", "unique-error", "same as in the row at position 2"),
        ("documents", "document_id", "", "constraint-error", "required"),
        ("documents", "preferred", "perhaps", "type-error", "boolean"),
        ("pay_bands", "minimum_gbp", "£17,062.50", "type-error", "number"),
        ("pay_bands", "minimum_gbp", "-1.00", "constraint-error", "minimum"),
        ("pay_bands", "confidence", "1.01", "constraint-error", "maximum"),
        ("pay_bands", "level", "1.5", "type-error", "integer"),
        ("pay_bands", "level", "0", "constraint-error", "minimum"),
        ("pay_bands", "location", "wales", "constraint-error", "enum"),
        ("pay_bands", "status", "", "constraint-error", "required"),
        ("pay_bands", "job_family", "Research Staff", "constraint-error", "pattern"),
        ("pay_bands", "financial_year", "", "constraint-error", "required"),
        ("pay_bands", "document_id", "copy", "foreign-key", "copy"),
        ("job_titles", "document_id", "nobody", "foreign-key", "nobody"),
        ("responsibilities", "document_id", "nobody", "foreign-key", "nobody"),
        ("findings", "document_id", "nobody", "foreign-key", "nobody"),
        ("findings", "severity", "fatal", "constraint-error", "enum"),
        ("changes", "change", "improved", "constraint-error", "enum"),
        ("changes", "similarity", "1.2", "constraint-error", "maximum"),
        ("all_documents/pay_bands", "status", "guessed", "constraint-error", "enum"),
        ("all_documents/pay_bands", "document_id", "nobody", "foreign-key", "nobody"),
    ],
)
def test_each_constraint_is_real(folder: Path, table: str, column: str, value: str, kind: str, constraint: str) -> None:
    spoil(folder, table, setting(column, value))
    found = [(name, note) for name, fault, note in faults(folder) if fault == kind]
    assert [name for name, _ in found] == [table.replace("/", "_")]
    assert constraint in found[0][1]


@pytest.mark.parametrize("table", [name for name, table in schema().tables.items() if table.primary_key])
@pytest.mark.parametrize("where", ["", "all_documents/"])
def test_a_row_given_twice_is_caught(folder: Path, where: str, table: str) -> None:
    spoil(folder, where + table, lambda rows: [*rows, rows[0]])
    assert "primary-key" in {kind for _, kind, _ in faults(folder)}


def test_any_other_change_breaks_the_hash(made: Path, tmp_path: Path) -> None:
    path = Path(shutil.copytree(made, tmp_path / "release"))
    data = (path / "pay_bands.csv").read_bytes()
    (path / "pay_bands.csv").write_bytes(data.replace(b"24468.00", b"24486.00"))
    assert {(name, kind) for name, kind, _ in faults(path)} == {("pay_bands", "hash-count")}


def test_the_checksums_are_those_of_every_other_file(made: Path) -> None:
    lines = (made / "SHA256SUMS").read_text().splitlines()
    files = sorted(str(path.relative_to(made)) for path in made.rglob("*") if path.is_file())
    assert [line.partition("  ")[2] for line in lines] == [name for name in files if name != "SHA256SUMS"]
    for line in lines:
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((made / name).read_bytes()).hexdigest() == digest


def test_the_package_says_which_version_and_which_sources(made: Path) -> None:
    package = json.loads((made / "datapackage.json").read_bytes())
    assert made.name == f"ipsa-staff-pay-{package['version']}"
    assert [source["sha256"] for source in package["sources"]] == ["0" * 64] * 3
    assert len(package["resources"]) == 2 * len(schema().tables) - 1


def test_the_readme_explains_and_cites_what_is_there(made: Path) -> None:
    text = (made / "README.md").read_text("utf-8")
    version = made.name.removeprefix("ipsa-staff-pay-")
    assert f"Version {version}" in text
    assert text.count(version) == 4, "the heading, the citation, and its two places in BibTeX"
    assert all(f"`{column}`" in text for table in schema().tables.values() for column in table.column_names)
    assert "\\<script\\>" in text
    assert "<script>" not in text
    assert "$version" in text, "a title is never a template"
    for line in text.splitlines():
        if line.startswith("- `") and "/" not in line.partition("`: ")[0]:
            name = line.split("`")[1].partition(",")[0]
            assert list(made.glob(name)) or f"`{name}`: " in text.partition("## Views")[2]


def test_the_licence_is_that_of_the_program(made: Path) -> None:
    licence = (Path(__file__).parents[1] / "LICENSE").read_text("utf-8")
    mit = licence.partition("\nThis licence is for the code")[0].strip()
    assert (made / "LICENSE.txt").read_text("utf-8").strip().endswith(mit)
