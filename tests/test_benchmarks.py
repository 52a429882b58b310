"""The rule by which the benchmark holds what tools find against the truth."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from benchmarks import environment, judge, peers, tools
from benchmarks.documents import OTHERWISE, RULED, SCANS, Document, documents
from benchmarks.judge import Tally
from benchmarks.measure import Place, Run, peak, timed
from benchmarks.race import Lane
from benchmarks.report import report
from tests.truth import extraction_of


def pay(family: str, level: int, location: str, low: int, high: int) -> dict[str, Any]:
    ends = {"min": f"{low}.00", "max": f"{high}.00"}
    return {"family": family, "level": level, "location": location, **ends, "legible": True}


TRUTH = {
    "pay": [
        pay("administrative", 1, "london", 20_000, 25_000),
        pay("executive", 1, "london", 21_000, 26_000),
        pay("administrative", 2, "london", 30_000, 35_000),
        pay("executive", 2, "london", 31_000, 36_000),
        pay("administrative", 3, "london", 40_000, 45_000),
        pay("executive", 3, "london", 41_000, 46_000),
    ],
    "titles": {"administrative": {"1": ["Secretary"]}, "executive": {"1": ["Case Worker", "Clerk"]}},
    "responsibilities": {"administrative": {"1": ["Opens the post; files it"]}},
}
SHEET = [
    ["", "Administrative", "Executive"],
    ["1", "£20,000 - £25,000", "21,000 to 26,000.00"],
    ["2", "£30,000 - £35,000", "31,000 to 36,000"],
    ["3", "£40,000 - £45,000", "41,000 to 46,000"],
    ["Titles", "Secretary", "Caseworker\nClerk"],
    ["Duties", "Opens the post;\nfiles it", ""],
]


def changed(row: int, column: int, text: str) -> list[list[str]]:
    sheet = [list(line) for line in SHEET]
    sheet[row][column] = text
    return sheet


def counts(*tables: list[list[str]]) -> tuple[int, int, int, int]:
    found = judge.of_tables(tables, TRUTH)
    assert (found.ranges, found.texts) == (6, 4)
    return found.right, found.wrong, found.missing, found.texts_right


def test_a_table_with_every_value_in_its_place_is_right() -> None:
    assert counts(SHEET) == (6, 0, 0, 4)


@pytest.mark.parametrize(
    ("sheet", "told"),
    [
        pytest.param(changed(2, 1, "£30,000 - £36,000"), (5, 1, 0, 4), id="another amount"),
        pytest.param(changed(2, 1, ""), (5, 0, 1, 4), id="an empty cell"),
        pytest.param(changed(2, 1, "£30,000"), (5, 1, 0, 4), id="half a range"),
        pytest.param(changed(2, 1, "30,000 - 35,000 31,000 - 36,000"), (5, 1, 0, 4), id="two ranges in a cell"),
        pytest.param(changed(4, 1, "Secretaries"), (6, 0, 0, 3), id="another title"),
        pytest.param(changed(5, 1, "Opens the post;"), (6, 0, 0, 3), id="half a responsibility"),
    ],
)
def test_a_value_that_is_not_as_printed_is_not_right(sheet: list[list[str]], told: tuple[int, int, int, int]) -> None:
    assert counts(sheet) == told


def test_a_row_that_slid_is_wrong() -> None:
    slid = [*SHEET[:2], ["£30,000 - £35,000", "31,000 to 36,000", ""], *SHEET[3:]]
    assert counts(slid)[:3] == (4, 1, 1)


def test_a_text_in_another_family_s_column_is_not_right() -> None:
    sheet = changed(4, 1, "")
    sheet[4][2] = "Secretary Caseworker Clerk"
    assert counts(sheet)[3] == 3


def test_a_table_that_goes_on_over_pages_is_read_by_the_columns_of_each_part() -> None:
    assert counts(SHEET[:4], [line[1:] for line in SHEET[4:]]) == (6, 0, 0, 4)


def test_where_no_table_was_found_all_is_missing() -> None:
    assert counts() == (0, 0, 6, 0)


def test_amounts_are_read_whole_or_not_at_all() -> None:
    assert judge.amounts("£17,062.50 – £24,913, in 2024-25") == (Decimal("17062.50"), Decimal(24913))
    assert judge.amounts("17,0625 1.234.567 12") == ()


def test_what_this_pipeline_publishes_is_judged_by_its_rows(tmp_path: Path) -> None:
    from pipeline.publish import publish

    name = "staff-pay-2018-19"
    truth = json.loads(Path(__file__).with_name("truth").joinpath(f"{name}.truth.json").read_text("utf-8"))
    found = extraction_of(name)
    publish([found], tmp_path / "output")
    whole = judge.of_output(tmp_path / "output", name, truth)
    assert (whole.right, whole.wrong, whole.missing, whole.silent) == (14, 0, 0, 0)
    assert whole.texts_right == whole.texts == 109
    rows = (tmp_path / "output" / "pay_bands.csv").read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "output" / "pay_bands.csv").write_text("".join([*rows[:-2], rows[-1].replace(".00", ".01")]), "utf-8")
    spoilt = judge.of_output(tmp_path / "output", name, truth)
    assert (spoilt.right, spoilt.wrong, spoilt.missing, spoilt.silent) == (12, 1, 1, 2)


def test_each_tool_that_is_named_has_its_way_to_be_called() -> None:
    named = {tool.peer for tool in tools.TOOLS if not tool.ours}
    assert named == set(peers.TOOLS)


def test_the_other_tools_are_pinned_and_are_none_of_the_project_s() -> None:
    pins = environment.PINS.read_text("utf-8")
    wanted = (environment.HERE / "peers.in").read_text("utf-8").split()
    assert all(one in pins for one in wanted if "==" in one)
    assert pins.count("==") <= pins.count("--hash")
    assert "camelot" not in (Path(__file__).parents[1] / "requirements.txt").read_text("utf-8")


def test_the_documents_are_such_as_the_rule_fits(tmp_path: Path) -> None:
    quick = documents(tmp_path, 50_000, quick=True)
    assert [document.scan for document in quick] == [False, True]
    assert all(document.path.is_file() and document.truth["pay"] for document in quick)
    assert OTHERWISE


def test_a_command_is_measured_with_all_that_it_starts(tmp_path: Path) -> None:
    child = "data = b'x' * (60 << 20); import time; time.sleep(0.3)"
    code = f"import subprocess, sys; print('found'); subprocess.run([sys.executable, '-c', {child!r}])"
    place = Place(tmp_path, {}, 30.0)
    run = timed([sys.executable, "-c", code], tmp_path / "out", place)
    assert (run.code, (tmp_path / "out").read_text("utf-8")) == (0, "found\n")
    assert run.seconds > 0.3
    assert peak([sys.executable, "-c", code], place) > 60


def test_a_command_that_hangs_is_ended(tmp_path: Path) -> None:
    place = Place(tmp_path, {}, 0.2)
    run = timed([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path / "out", place)
    assert run.code < 0
    assert run.seconds < 30


def test_the_results_compare_runs_of_one_round_and_count_what_a_tool_could_not_read() -> None:
    sheets = [Document(Path(f"{name}.pdf"), TRUTH, 2, "made", RULED) for name in ("one", "two")]
    scan = Document(Path("scan.pdf"), TRUTH, 2, "made", SCANS)
    ours, peer = tools.TOOLS[0], tools.TOOLS[2]
    right, none = Tally(6, 6, 0, 0, 4, 4, 1, 0), Tally(6, 0, 0, 6, 4, 0)
    lanes = [
        Lane(ours, sheets[0], [Run(0, 1.0, 2.0, ""), Run(0, 4.0, 2.0, "")], right, 50.0),
        Lane(ours, sheets[1], [Run(0, 2.0, 2.0, "")], right),
        Lane(peer, sheets[0], [Run(0, 3.0, 1.0, ""), Run(0, 12.0, 1.0, "")], replace(right, marked=None), 70.0),
        Lane(peer, sheets[1], [], none, failed="no table"),
        Lane(ours, scan, [Run(0, 9.0, 9.0, "")], right),
    ]
    page = report(lanes, ["camelot-py 2.0.0"], "python -m benchmarks")
    assert "| this pipeline, `extract` | 12 of 12 | 0 | 0 | 8 of 8 | 2.00 | 1.00 | 2.00 | 50 |" in page
    assert "| camelot, lattice, vector | 6 of 12 | 0 | 6 | 4 of 8 | 7.50 | 3.00 | 1.00 | 70 |" in page
    assert "camelot, lattice, vector does not read `two.pdf`: no table" in page
    assert "marks 2 of these values as doubtful; 0 are wrong" in page
    assert page.index(f"## {RULED}") < page.index(f"## {SCANS}")
