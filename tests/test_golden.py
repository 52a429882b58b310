from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.__main__ import main
from pipeline.golden import compare, differences
from pipeline.identity import Parts
from pipeline.results import Kept
from pipeline.together import Compared, together
from tests.conftest import Folder

CHECKOUT = Path(__file__).parents[1]


@pytest.fixture
def accepted(folder: Folder, faked: None) -> Folder:
    """Two documents whose goldens are accepted."""
    folder({"a.txt": "10000", "b.txt": "10000"})
    assert main(["accept", "a", "b"]) == 0
    return folder


def output(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


def test_check_is_clean_and_writes_nothing_when_nothing_moved(
    accepted: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {p: p.stat().st_mtime_ns for p in Path().rglob("*")}
    capsys.readouterr()
    assert main(["check"]) == 0
    assert output(capsys) == ["2 documents compared with fixtures: 0 differences"]
    assert {p: p.stat().st_mtime_ns for p in Path().rglob("*")} == before


def test_check_names_each_value_that_moved(accepted: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    accepted({"a.txt": "10001"})
    capsys.readouterr()
    assert main(["check"]) == 5
    lines = output(capsys)
    assert 'a pay_bands executive 2 london minimum_gbp: golden "10000.00", now "10001.00"' in lines
    assert any(line.startswith("a document sha256: ") for line in lines)
    assert not any(line.startswith("b ") for line in lines)


def test_check_of_one_file_compares_only_that_one_but_reads_its_neighbours(
    accepted: Folder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def counted(read: Mapping[str, str], kept: Kept, rests_on: Parts) -> Compared:
        seen.append(len(read))
        return together(read, kept, rests_on)

    monkeypatch.setattr("pipeline.run.together", counted)
    accepted({"a.txt": "10001"})
    assert main(["check", "raw/b.txt"]) == 0
    assert main(["check", "raw/a.txt"]) == 5
    assert seen == [2, 2]


def test_check_says_what_has_no_golden_file_and_what_has_no_document(
    accepted: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("raw/b.txt").rename("raw/new.txt")
    capsys.readouterr()
    assert main(["check"]) == 5
    lines = output(capsys)
    assert lines[0] == "b: golden file fixtures/b.json, but no such document"
    assert lines[1].startswith("new: no golden file fixtures/new.json")


def test_check_of_a_source_that_cannot_be_read(accepted: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "raw/a.txt", "nowhere"]) == 4
    accepted({"a.txt": "refuse"})
    assert main(["check", "raw/a.txt"]) == 4
    assert main(["check", "raw/b.txt"]) == 4, "b may rest on a"


@pytest.mark.parametrize("broken", ["{", "\udcff"])
def test_a_golden_file_that_is_broken_is_a_difference(
    accepted: Folder, broken: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("fixtures/a.json").write_bytes(broken.encode("utf-8", "surrogateescape"))
    assert main(["check"]) == 5
    assert "a: golden file fixtures/a.json cannot be read" in capsys.readouterr().out


def test_values_in_another_order_are_a_difference(accepted: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path("fixtures/a.json")
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")), sort_keys=True), "utf-8")
    assert main(["check"]) == 5
    assert "a: the values of fixtures/a.json, in another order or form" in output(capsys)


def test_accept_prints_the_difference_then_writes_what_extract_publishes(
    accepted: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    accepted({"a.txt": "10001"})
    capsys.readouterr()
    assert main(["accept", "raw/a.txt", "a"]) == 0
    lines = output(capsys)
    assert any('golden "10000.00", now "10001.00"' in line for line in lines)
    assert [line for line in lines if "accepted" in line] == ["a: accepted in fixtures/a.json"]
    assert main(["check"]) == 0
    assert main(["extract"]) == 0
    assert Path("fixtures/a.json").read_bytes() == Path("output/documents/a.json").read_bytes()
    assert {p.name for p in Path("fixtures").iterdir()} == {"a.json", "b.json"}


def test_accept_refuses_under_ci(
    accepted: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    accepted({"a.txt": "10001"})
    before = Path("fixtures/a.json").read_bytes()
    monkeypatch.setenv("CI", "true")
    assert main(["accept", "a"]) == 2
    assert "CI is set" in capsys.readouterr().err
    assert Path("fixtures/a.json").read_bytes() == before


def test_accept_refuses_an_error_unless_told(accepted: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    accepted({"a.txt": "10000 no_year"})
    before = Path("fixtures/a.json").read_bytes()
    capsys.readouterr()
    assert main(["accept", "a"]) == 1
    assert Path("fixtures/a.json").read_bytes() == before
    assert "a: not accepted with 1 error; settle them, or add --with-errors" in output(capsys)
    assert main(["accept", "--with-errors", "a"]) == 0
    assert main(["check"]) == 0


def test_accept_of_an_unknown_document_names_the_nearest_and_accepts_none(
    accepted: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    accepted({"staff-pay.txt": "", "b.txt": "20001"})
    assert main(["accept", "b", "staf-pay"]) == 2
    assert "there are: staff-pay" in capsys.readouterr().err
    assert main(["check", "raw/b.txt"]) == 5, "nothing is accepted when one name is wrong"
    accepted({"a.txt": "refuse"})
    assert main(["accept", "a"]) == 4
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_accept_leaves_the_golden_file_whole_when_it_cannot_be_written(
    accepted: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = Path("fixtures/a.json").read_bytes()
    monkeypatch.setattr(Path, "replace", fail)
    accepted({"a.txt": "10001"})
    assert main(["accept", "a"]) == 2
    assert "fixtures/a.json: No space left on device" in capsys.readouterr().err
    assert Path("fixtures/a.json").read_bytes() == before
    assert len(list(Path("fixtures").iterdir())) == 2


@pytest.mark.parametrize(
    ("golden", "now", "lines"),
    [
        ({"x": 1}, {"x": True}, ["d x: golden 1, now true"]),
        ({"x": 1}, {"x": "1"}, ['d x: golden 1, now "1"']),
        ({"x": None}, {}, ["d x: golden (none), now (absent)"]),
        ({"x": [1, 2]}, {"x": [1, 2, 3]}, ["d x row (3): golden (absent), now 3"]),
        ([{"code": "a", "m": 1}, {"code": "a", "m": 2}], [{"code": "a", "m": 1}], None),
    ],
)
def test_differences_tell_types_and_rows_apart(golden: object, now: object, lines: list[str] | None) -> None:
    expected = ['d a (2): golden {"m": 2}, now (absent)'] if lines is None else lines
    assert list(differences(golden, now, "d")) == expected


def test_values_come_before_boxes_and_a_box_is_one_value(folder: Folder) -> None:
    def row(minimum: str, top: float | None) -> str:
        sides = {"x0": 1.0, "top": top, "x1": 3.0, "bottom": 4.0}
        band = {"job_family": "executive", "level": 2, **sides, "minimum_gbp": minimum}
        return json.dumps({"pay_bands": [band, band | {"level": 3}]})

    folder({})
    Path("fixtures").mkdir()
    Path("fixtures/d.json").write_text(row("1.00", 2.0), "utf-8")
    assert compare("d", row("2.00", 2.5)) == [
        'd pay_bands executive 2 minimum_gbp: golden "1.00", now "2.00"',
        'd pay_bands executive 3 minimum_gbp: golden "1.00", now "2.00"',
        "d pay_bands executive 2 box: golden [1.0, 2.0, 3.0, 4.0], now [1.0, 2.5, 3.0, 4.0]",
        "d pay_bands executive 3 box: golden [1.0, 2.0, 3.0, 4.0], now [1.0, 2.5, 3.0, 4.0]",
    ]
    assert compare("d", row("1.00", None))[0].endswith("box: golden [1.0, 2.0, 3.0, 4.0], now [1.0, null, 3.0, 4.0]")


def test_accept_of_a_new_document_shows_it_row_by_row(
    folder: Folder, faked: None, capsys: pytest.CaptureFixture[str]
) -> None:
    folder({"a.txt": "10000"})
    main(["accept", "a"])
    lines = output(capsys)
    assert 'a document financial_year_basis: golden (absent), now "printed"' in lines
    (band,) = [line for line in lines if line.startswith("a pay_bands executive 2 london: golden (absent), now {")]
    assert '"minimum_gbp": "10000.00", "maximum_gbp": "90000.00", "status": "read"' in band
    assert "null" not in band


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
)


@given(values, values)
def test_there_is_a_difference_exactly_where_the_json_differs(golden: object, now: object) -> None:
    same = json.dumps(golden, sort_keys=True) == json.dumps(now, sort_keys=True)
    assert (list(differences(golden, now, "d")) == []) == same


def test_the_documents_of_this_repository_give_their_golden_files(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(CHECKOUT)
    code = main(["check"])
    captured = capsys.readouterr()
    assert (code, captured.err) == (0, ""), captured.out


def test_the_committed_output_is_what_extract_writes_now(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(CHECKOUT)
    assert main(["extract", "--output", str(tmp_path / "output")]) in (0, 1)
    committed, fresh = (
        {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        for folder in (Path("output"), tmp_path / "output")
    )
    assert committed == fresh
