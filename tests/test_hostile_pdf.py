"""Bad input: one line each, exit code 4, within its time and memory, the other documents unharmed."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.__main__ import main
from tests.hostile import ALL, HEAVY, KINDS, Pair, core
from tests.hostile.cases import Case, Fate
from tests.hostile.measure import MEBIBYTES, SECONDS, Measured, extract, faults, faults_of_line
from tests.reading import RAW
from tests.sheets import make_sheet

CAPTURE = "staff-pay-2018-19"
PATIENCE = 300.0  # for a folder of many bad documents, each of which is quick

LIGHT = {case.file: (kind, case, sheet) for kind in KINDS for case, sheet in core(kind)}
#: Those of the heavy ones that no test can do without; `python -m tests.hostile --measure` has the rest.
GRAVEST = (
    "million-text-operators",
    "million-objects",
    "grid-of-a-million-cells",
    "sheet-over-a-grid-of-a-million-cells",
    "nested-bomb",
)


@dataclass(frozen=True)
class Run:
    """One run over a folder, what it cost, and what it wrote."""

    found: Measured
    output: Path


RunOf = Callable[[str], Run]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunOf:
    """Extract all light files of a kind, and a good capture among them, in one process; once for all tests."""

    @cache
    def once(kind: str) -> Run:
        folder = tmp_path_factory.mktemp(kind)
        sources, output = folder / "sources", folder / "output"
        sources.mkdir()
        shutil.copy(RAW / f"{CAPTURE}.txt", sources)
        for case, sheet in core(kind):
            case.write(sources, sheet)
        return Run(extract([sources], output, limit=PATIENCE, jobs=2), output)

    return once


@pytest.mark.parametrize("file", LIGHT)
def test_a_hostile_file_is_refused_in_one_line_or_read_with_nothing_silently_wrong(file: str, run: RunOf) -> None:
    kind, case, sheet = LIGHT[file]
    assert faults(case, sheet, run(kind).found.err, run(kind).output) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_folder_of_hostile_files_ends_with_exit_code_4_and_a_line_for_each(kind: str, run: RunOf) -> None:
    found = run(kind).found
    known = {case.file for case, _ in core(kind)}
    assert found.code == 4 if any(case.fate is Fate.REFUSED for case, _ in core(kind)) else found.code in {0, 1, 4}
    assert {Path(line.split(":")[0]).name for line in found.err} <= known
    assert found.mebibytes <= 2 * MEBIBYTES  # two are read at a time


@pytest.mark.parametrize("kind", KINDS)
def test_a_good_document_among_hostile_files_is_unharmed(kind: str, run: RunOf, tmp_path: Path) -> None:
    shutil.copy(RAW / f"{CAPTURE}.txt", tmp_path)
    assert main(["extract", str(tmp_path), "--output", str(tmp_path / "output")]) == 0
    alone, among = (folder / "documents" / f"{CAPTURE}.json" for folder in (tmp_path / "output", run(kind).output))
    by_itself: dict[str, Any] = json.loads(alone.read_bytes())
    with_others: dict[str, Any] = json.loads(among.read_bytes())
    # Some hostile files can be read, and differ from it: that adds findings, and takes none away.
    noticed = with_others.pop("findings")
    assert [one for one in by_itself.pop("findings") if one not in noticed] == []
    assert with_others == by_itself


@pytest.mark.parametrize(
    "pair", [pair for pair in HEAVY if pair[0].name in GRAVEST], ids=lambda pair: str(pair[0].name)
)
def test_a_heavy_file_ends_within_its_time_and_memory(pair: Pair, tmp_path: Path) -> None:
    case, sheet = pair
    found = extract([case.write(tmp_path, sheet), RAW / f"{CAPTURE}.txt"], tmp_path / "output", limit=2 * SECONDS)
    assert faults(case, sheet, found.err, tmp_path / "output") == []
    assert (found.seconds <= SECONDS, found.mebibytes <= MEBIBYTES) == (True, True), found
    assert (tmp_path / "output" / "documents" / f"{CAPTURE}.json").is_file()
    assert found.code == 4 or case.fate is not Fate.REFUSED


def test_what_a_document_wants_to_launch_is_not_launched(tmp_path: Path) -> None:
    case, sheet = next(pair for pair in ALL if pair[0].name == "action-launch")
    extract([case.write(tmp_path, sheet)], tmp_path / "output", limit=SECONDS)
    assert not any(path.name == "launched" for path in (*tmp_path.iterdir(), *RAW.parent.iterdir()))


def test_a_folder_that_is_called_pdf_is_no_document(tmp_path: Path) -> None:
    (tmp_path / "sheet.pdf").mkdir()
    found = extract([tmp_path / "sheet.pdf"], tmp_path / "output", limit=SECONDS)
    assert (found.code, len(found.err)) == (4, 1)
    assert "sheet.pdf; " in found.err[0]


def test_every_case_has_a_name_of_its_own_and_the_same_bytes_each_time() -> None:
    assert len({case.file for case, _ in ALL}) == len(ALL)
    light = [pair for kind in KINDS for pair in core(kind)]
    assert [case.make(sheet) for case, sheet in light] == [case.make(sheet) for case, sheet in light]


def test_the_sheets_that_are_read_together_are_of_different_years() -> None:
    for pairs in KINDS.values():
        years = [sheet.year for case, sheet in pairs if not case.heavy and case.fate is not Fate.REFUSED]
        assert len(set(years)) == len(years)
        assert not {"2017-18", "2018-19", "2023-24", "2024-25"} & set(years)


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("x.pdf: read an encrypted PDF; expected one that opens without a password; save it without one", True),
        ("x.pdf: broken", False),
        ("no place; no form", False),
        ("x.pdf: ValueError: 7; a fault of this program: run again with --debug", False),
    ],
)
def test_a_line_is_told_from_a_fault(line: str, *, right: bool) -> None:
    assert (faults_of_line(line) == []) is right


def test_a_case_that_is_read_in_part_without_a_word_is_a_fault(tmp_path: Path) -> None:
    shutil.copy(RAW / f"{CAPTURE}.txt", tmp_path)
    main(["extract", str(tmp_path), "--output", str(tmp_path / "output")])
    case = Case(CAPTURE, Fate.EITHER, lambda _: b"")
    assert faults(case, ALL[0][1], [], tmp_path / "output")


def test_no_value_of_a_damaged_file_is_sure(tmp_path: Path) -> None:
    whole = (RAW / "staff-pay-2018-19.pdf").read_bytes()
    (tmp_path / "sheet.pdf").write_bytes(re.sub(rb"startxref\s+\d+", b"startxref\n11", whole))
    assert main(["extract", str(tmp_path / "sheet.pdf"), "--output", str(tmp_path / "output")]) == 1
    read = json.loads((tmp_path / "output" / "documents" / "sheet.json").read_bytes())
    assert "damaged_file" in {finding["code"] for finding in read["findings"]}
    values = [*read["pay_bands"], *read["job_titles"], *read["responsibilities"]]
    assert values
    assert {value["status"] for value in values} == {"review"}


def test_what_is_set_in_a_font_that_the_file_does_not_have_is_told_and_not_sure(tmp_path: Path) -> None:
    whole = make_sheet("pdf_ruled", 41).data
    at = whole.rindex(b"/Font 1 0 R")
    (tmp_path / "sheet.pdf").write_bytes(whole[:at] + b"/Font 9 0 R" + whole[at + 11 :])
    assert main(["extract", str(tmp_path / "sheet.pdf"), "--output", str(tmp_path / "output")]) == 1
    read = json.loads((tmp_path / "output" / "documents" / "sheet.json").read_bytes())
    assert any("a font of its text is missing" in finding["message"] for finding in read["findings"])
    assert {value["status"] for value in read["responsibilities"] if value["page"] == 3} == {"review"}
