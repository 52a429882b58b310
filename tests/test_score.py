"""The scorer: an output made from a truth is all right, and every error planted in it is counted."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import UnreadableSourceError
from pipeline.model import Extraction, Source
from pipeline.publish import publish
from tests.bench import try_sheet
from tests.score import Outcome, Row, read_output, refused, score
from tests.sheets import Sheet
from tests.truth import extraction_of

YEAR = "staff-pay-2024-25"
TRUTH = json.loads((Path(__file__).parent / "truth" / f"{YEAR}.truth.json").read_text(encoding="utf-8"))
VALUES = 14 + 32 + 149

Tables = dict[str, list[Row]]
Plant = Callable[[Tables], object]
Judge = Callable[[Plant], Counter[Outcome]]


@pytest.fixture(scope="module")
def true_tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    folder = tmp_path_factory.mktemp("true") / "output"
    publish([extraction_of(YEAR)], folder)
    return read_output(folder, YEAR).rows


@pytest.fixture
def judge(tmp_path: Path, true_tables: Tables) -> Judge:
    """Return a counter of the outcomes of the true tables with an error planted in them."""

    def judged(plant: Plant) -> Counter[Outcome]:
        tables = {name: [dict(row) for row in rows] for name, rows in true_tables.items()}
        plant(tables)
        for name, rows in tables.items():
            _write_csv(tmp_path / f"{name}.csv", rows)
        return Counter(verdict.outcome for verdict in score(tmp_path, YEAR, TRUTH))

    return judged


def _write_csv(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0] if rows else ["document_id"])
        writer.writeheader()
        writer.writerows(rows)


def _row(tables: Tables, table: str, position: int, family: str = "research", level: str = "3") -> Row:
    """Return a text by its place, or a pay band (1 for London, 2 for outside)."""
    rows = [row for row in tables[table] if (row["job_family"], row["level"]) == (family, level)]
    return rows[position - 1]


def _change(table: str, /, **columns: str) -> Plant:
    return lambda tables: _row(tables, table, 1).update(columns)


def _remove(table: str) -> Plant:
    return lambda tables: tables[table].remove(_row(tables, table, 2))


def _swap(marked: int | None = None) -> Plant:
    """Exchange the first two responsibilities, and mark neither, or the one that was first or second."""

    def plant(tables: Tables) -> None:
        pair = [_row(tables, "responsibilities", position) for position in (1, 2)]
        pair[0]["position"], pair[1]["position"] = "2", "1"
        if marked:
            pair[marked - 1]["status"] = "review"

    return plant


def _change_stained(**columns: str) -> Plant:
    """Change the band that the sheet does not show legibly."""
    return lambda tables: _row(tables, "pay_bands", 2, "executive", "2").update(columns)


def _split(tables: Tables) -> None:
    whole = _row(tables, "responsibilities", 22)
    tables["responsibilities"].append(whole | {"position": "23", "text": "liaise with external bodies as appropriate."})
    whole["text"] = "Deal with security matters, keep abreast of security guidance, maintain the security system,"


def _find(code: str, severity: str, level: str) -> Plant:
    """Remove a title and note a finding about the titles of a level of its family."""
    finding = {"code": code, "severity": severity, "job_family": "research", "level": level}

    def plant(tables: Tables) -> None:
        _remove("job_titles")(tables)
        tables["findings"].append({"document_id": YEAR, "table": "job_titles"} | finding)

    return plant


def test_an_output_that_equals_the_truth_is_all_right(judge: Judge) -> None:
    assert judge(lambda tables: tables) == {Outcome.RIGHT: VALUES}


@pytest.mark.parametrize(
    "plant",
    [
        _change("pay_bands", minimum_gbp="38405.00"),
        _change("pay_bands", maximum_gbp=""),
        _change("pay_bands", status="corrected", minimum_gbp="1.00"),
        _change("job_titles", title="Senior Parliamentary assistant"),
        _change("responsibilities", text="Undertake research on relevant subjects as directed"),
        _change("responsibilities", position="99"),
        _change("responsibilities", job_family="administrative", position="99"),
        _change("job_titles", level="2", position="99"),
        _remove("pay_bands"),
        _remove("job_titles"),
        _remove("responsibilities"),
        _swap(),
        _change_stained(status="read"),
        _change_stained(status="corrected", minimum_gbp="29727.00", maximum_gbp="46381.00"),
    ],
)
def test_a_planted_error_is_silent(judge: Judge, plant: Plant) -> None:
    assert judge(plant) == {Outcome.RIGHT: VALUES - 1, Outcome.SILENT: 1}


@pytest.mark.parametrize(
    "plant",
    [
        lambda tables: tables["job_titles"].append(_row(tables, "job_titles", 1) | {"position": "9"}),
        lambda tables: tables["job_titles"].append(_row(tables, "job_titles", 1) | {"job_family": "executive"}),
        lambda tables: tables["pay_bands"].append(_row(tables, "pay_bands", 1) | {"level": "4"}),
        lambda tables: tables["pay_bands"].append(_row(tables, "pay_bands", 1)),
    ],
)
def test_a_row_that_the_truth_does_not_have_is_silent(judge: Judge, plant: Plant) -> None:
    assert judge(plant) == {Outcome.RIGHT: VALUES, Outcome.SILENT: 1}


def test_a_cell_that_is_split_is_silent_twice(judge: Judge) -> None:
    assert judge(_split) == {Outcome.RIGHT: VALUES - 1, Outcome.SILENT: 2}


@pytest.mark.parametrize(
    ("plant", "outcome"),
    [
        (_change("pay_bands", status="review"), Outcome.RIGHT_MARKED),
        (_change("responsibilities", status="review"), Outcome.RIGHT_MARKED),
        (_change("pay_bands", status="review", minimum_gbp="1.00"), Outcome.WRONG_MARKED),
        (_change("pay_bands", status="illegible", minimum_gbp="", maximum_gbp=""), Outcome.WRONG_MARKED),
        (
            _change("job_titles", status="review", title="Junior Parliamentary Assistant"),
            Outcome.WRONG_MARKED,
        ),
        (_change("job_titles", status="review", level="2", position="99"), Outcome.WRONG_MARKED),
        (_swap(marked=1), Outcome.WRONG_MARKED),
        (_swap(marked=2), Outcome.WRONG_MARKED),
        (_change_stained(status="review", minimum_gbp="29727.00"), Outcome.WRONG_MARKED),
        (_find("doubtful_text", "warning", "3"), Outcome.MISSING_MARKED),
        (_find("unused_text", "error", "1"), Outcome.MISSING_MARKED),
        (_find("doubtful_text", "warning", "1"), Outcome.SILENT),
        (_find("year_differs", "error", "1"), Outcome.SILENT),
        (_find("unused_text", "warning", "1"), Outcome.SILENT),
    ],
)
def test_a_mark_or_a_finding_that_covers_it_keeps_an_error_from_being_silent(
    judge: Judge, plant: Plant, outcome: Outcome
) -> None:
    assert judge(plant) == {Outcome.RIGHT: VALUES - 1, outcome: 1}


def test_white_space_does_not_count(judge: Judge) -> None:
    wide = _change("responsibilities", text="Undertake  research on relevant subjects as directed. ")
    assert judge(wide) == {Outcome.RIGHT: VALUES}


def test_titles_that_may_be_left_out_must_be_right_when_given(tmp_path: Path) -> None:
    publish([extraction_of(YEAR)], tmp_path / "output")
    other = TRUTH | {"titles": {"research": {"3": ["Head of Research"]}}, "optional": ["titles"]}
    outcomes = Counter(v.outcome for v in score(tmp_path / "output", YEAR, other) if v.table == "job_titles")
    assert outcomes == {Outcome.SILENT: 32}


def test_a_document_that_is_not_read_has_every_value_refused() -> None:
    assert Counter(verdict.outcome for verdict in refused(TRUTH)) == {Outcome.REFUSED: VALUES}


@pytest.mark.parametrize(("refuse", "outcome"), [(False, Outcome.RIGHT), (True, Outcome.REFUSED)])
def test_the_bench_scores_what_the_extractor_gives(
    monkeypatch: pytest.MonkeyPatch, *, refuse: bool, outcome: Outcome
) -> None:
    def extract(source: Source) -> Extraction:
        if refuse:
            raise UnreadableSourceError(source.path.name)
        true = extraction_of(YEAR)
        return replace(true, document=replace(true.document, document_id=source.document_id))

    monkeypatch.setattr("tests.bench.extract", extract)
    monkeypatch.setattr("tests.bench.make_sheet", lambda kind, seed: Sheet(f"{kind}-{seed}", b"", TRUTH, ()))
    assert Counter(verdict.outcome for verdict in try_sheet("any", 1).verdicts) == {outcome: VALUES}
