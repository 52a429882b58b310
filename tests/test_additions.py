"""`vocabulary add`: what a person says of a text is used from then on, and nothing comes to mean two things."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.check.pairing import pairs
from pipeline.errors import ArgumentError
from pipeline.model import RoleText, Table
from pipeline.reconcile import vocabulary
from pipeline.reconcile.additions import Addition, Sort, add
from tests.reading import HEADS, LIST, SHEET, codes, extract_text, rows_of
from tests.test_changes import READ

FILE = Path(__file__).parents[1] / "pipeline" / "data" / "vocabulary.toml"
STORED = FILE.read_text("utf-8")


@pytest.fixture
def speaking(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Let a test put other words in the place of the stored ones, and forget them again."""
    cached = [value for value in vars(vocabulary).values() if hasattr(value, "cache_clear")]
    yield monkeypatch
    monkeypatch.undo()
    for function in cached:
        function.cache_clear()


def learn(speaking: pytest.MonkeyPatch, *additions: Addition) -> None:
    """Make the program know some additions, as the next run would."""
    text = STORED
    for addition in additions:
        text, _ = add(text, addition)
    words, stored = tomllib.loads(text), vocabulary.table
    for value in list(vars(vocabulary).values()):
        if hasattr(value, "cache_clear"):
            value.cache_clear()
    known = {"vocabulary": words}
    speaking.setattr(vocabulary, "table", lambda name: known.get(name) or stored(name))


def lines_added(addition: Addition) -> list[str]:
    """Return what an addition changes in the file: lines taken out and put in."""
    changed = add(STORED, addition)[0]
    found = difflib.unified_diff(STORED.splitlines(), changed.splitlines(), n=0, lineterm="")
    return [line for line in found if line[:1] in "+-" and line[:3] not in ("+++", "---")]


@pytest.mark.parametrize(
    ("addition", "lines"),
    [
        (Addition(Sort.FAMILY, "Falconry & Heraldry"), ['+falconry_heraldry = ["Falconry & Heraldry"]']),
        (Addition(Sort.TITLE, "Royal Falconer"), ['+  "Royal Falconer",']),
        (
            Addition(Sort.TITLE, "Heron Clerk", "office manager"),
            ['+"Office Manager" = ["Heron Clerk"]'],
        ),
    ],
)
def test_an_addition_changes_its_own_line_and_keeps_every_other(addition: Addition, lines: list[str]) -> None:
    assert lines_added(addition) == lines


def test_a_new_family_stands_among_the_families() -> None:
    changed = add(STORED, Addition(Sort.FAMILY, "Falconry"))[0]
    assert changed.index("[families]") < changed.index('falconry = ["Falconry"]\n\n[') < changed.index("[levels]")


@pytest.mark.parametrize(
    ("addition", "name", "added"),
    [
        (Addition(Sort.HEADING, "Falconer names", "Job titles"), "job_titles", '"Falconer names"'),
        (Addition(Sort.LEVEL, "research 9"), "research", "9"),
        (Addition(Sort.HEADING, "Falconer notes", ignored=True), "headings", '"Falconer notes"'),
    ],
)
def test_an_addition_to_a_list_stands_at_its_end(addition: Addition, name: str, added: str) -> None:
    out, in_ = lines_added(addition)
    assert out.startswith(f"-{name} = [")
    assert in_[1:] in (f"{out[1:-1]}, {added}]", f"{out[1:-1]}{added}]")


@pytest.mark.parametrize(
    ("addition", "reason"),
    [
        (Addition(Sort.FAMILY, "executive support"), "'executive support' is known: it stands in [families] executive"),
        (Addition(Sort.HEADING, "Pay range", "job_titles"), "it stands in [labels] pay_bands"),
        (Addition(Sort.FAMILY, "Salary"), "it stands in [labels] pay_bands"),
        (Addition(Sort.LOCATION, "Admin", "london"), "it stands in [families] administrative"),
        (Addition(Sort.TITLE, "PRESS OFFICER"), "it stands in [titles] canonical"),
        (Addition(Sort.TITLE, "Research"), "it stands in [families] research"),
        (Addition(Sort.HEADING, "London", ignored=True), "it stands in [locations] london"),
        (Addition(Sort.FAMILY, "MP (representative)"), "mp_representative"),
        (Addition(Sort.HEADING, "Heron list"), "say --variant-of one of them, or --ignored"),
        (Addition(Sort.LOCATION, "Falconhurst"), "say --variant-of one of them, or --ignored"),
        (Addition(Sort.FAMILY, "Falconry", "exec"), "read --variant-of 'exec', expected a known one, as executive"),
        (Addition(Sort.TITLE, "Heron Clerk", "Senior Clerk"), "expected a known one, as "),
        (Addition(Sort.TITLE, "Clerk", ignored=True), "a title is never ignored"),
        (Addition(Sort.LEVEL, "research 3"), "level 3 is known"),
        (Addition(Sort.LEVEL, "research"), "expected a family and a level"),
        (Addition(Sort.LEVEL, "falconry 4"), "expected a family and a level"),
        (Addition(Sort.LEVEL, "research 0"), "expected a family and a level"),
        (Addition(Sort.LEVEL, "research 9", "research"), "expected a family and a level"),
        (Addition(Sort.FAMILY, "–"), "expected the words as printed"),
        (Addition(Sort.FAMILY, "two\nlines"), "expected the words as printed"),
        (Addition(Sort.FAMILY, " Falconry"), "expected the words as printed"),
        (Addition(Sort.FAMILY, "x" * 81), "expected the words as printed"),
    ],
)
def test_what_is_known_or_makes_no_sense_is_refused(addition: Addition, reason: str) -> None:
    with pytest.raises(ArgumentError) as refusal:
        add(STORED, addition)
    assert reason in str(refusal.value)


def test_what_was_added_is_not_added_again() -> None:
    for addition in (
        Addition(Sort.FAMILY, "Falconry"),
        Addition(Sort.TITLE, "Clerk", "Secretary"),
        Addition(Sort.HEADING, "Falconer notes", ignored=True),
        Addition(Sort.LEVEL, "executive 9"),
    ):
        once, _ = add(STORED, addition)
        with pytest.raises(ArgumentError, match="is known"):
            add(once, addition)


def test_a_new_family_level_and_title_are_new_until_they_are_added(speaking: pytest.MonkeyPatch) -> None:
    sheet = SHEET.replace("Executive\t", "Falconry\t").replace("Secretary Personal Assistant", "Chief Falconer")
    roles = LIST.replace("Research 3", "Research 9")
    assert {"new_family", "new_title"} <= codes(extract_text(sheet))
    assert "new_level" in codes(extract_text(roles))
    learn(
        speaking,
        Addition(Sort.FAMILY, "Falconry"),
        Addition(Sort.TITLE, "Chief Falconer", "Press Officer"),
        Addition(Sort.LEVEL, "research 9"),
    )
    found = extract_text(sheet)
    assert not {"new_family", "new_title"} & codes(found)
    assert "Chief Falconer" in [title.text for title in found.titles], "another wording stays as printed"
    assert {band.family for band in found.pay_bands} >= {"falconry"}
    assert "new_level" not in codes(extract_text(roles))


def test_another_wording_of_a_family_is_that_family(speaking: pytest.MonkeyPatch) -> None:
    sheet = SHEET.replace("Executive\t", "Heronry\t")
    assert {row.family for row in rows_of(extract_text(sheet))} == {"administrative", "heronry", "research"}
    learn(speaking, Addition(Sort.FAMILY, "Heronry", "executive"))
    found = extract_text(sheet)
    assert rows_of(found) == rows_of(extract_text(SHEET))
    assert found.findings == ()


def test_a_title_that_got_another_name_is_renamed_not_new(speaking: pytest.MonkeyPatch) -> None:
    def title(text: str) -> RoleText:
        return RoleText(Table.JOB_TITLES, "executive", 1, 1, text, READ)

    before, after = title("Press Officer"), title("Chief Herald")
    found = pairs(Table.JOB_TITLES, [before], [after])
    assert [(was, now) for was, now, _ in found] == [(before, None), (None, after)]
    learn(speaking, Addition(Sort.TITLE, "Chief Herald", "Press Officer"))
    found = pairs(Table.JOB_TITLES, [before], [after])
    assert [(was, now) for was, now, _ in found] == [(before, after)]


def test_a_label_that_cannot_be_placed_is_an_error_until_it_is_known_or_ignored(speaking: pytest.MonkeyPatch) -> None:
    strange = SHEET.replace("KEY RESPONSIBILITIES", "WHAT A FALCONER DOES")
    (finding,) = [one for one in extract_text(strange).findings if one.code == "unknown_heading"]
    assert finding.severity == "error"
    assert (
        "read the heading 'WHAT A FALCONER DOES', expected pay, titles or responsibilities; nearest: "
        in finding.message
    )
    learn(speaking, Addition(Sort.HEADING, "What a falconer does", "responsibilities"))
    assert rows_of(extract_text(strange)) == rows_of(extract_text(SHEET))
    learn(speaking, Addition(Sort.HEADING, "What a falconer does", ignored=True))
    found = extract_text(strange)
    assert found.responsibilities == ()
    assert codes(found) == {"ignored_heading"}
    assert any("Opening and dispatching mail" in one.message for one in found.findings)


def test_a_column_that_is_ignored_gives_no_rows_but_is_told(speaking: pytest.MonkeyPatch) -> None:
    sheet = SHEET.replace(HEADS, HEADS.replace("Research", "Falconer notes"))
    assert "falconer_notes" in {row.family for row in rows_of(extract_text(sheet))}
    learn(speaking, Addition(Sort.HEADING, "Falconer notes", ignored=True))
    found = extract_text(sheet)
    assert {row.family for row in rows_of(found)} == {"administrative", "executive"}
    assert any("'falconer_notes' is ignored, and 5 under it" in one.message for one in found.findings)
    assert {one.severity for one in found.findings} == {"warning"}


def test_the_command_writes_the_file_and_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").mkdir()
    copy = tmp_path / "data" / "vocabulary.toml"
    copy.write_text(STORED, "utf-8")
    monkeypatch.setattr("importlib.resources.files", lambda _: tmp_path)
    assert main(["vocabulary", "add", "title", "Royal Falconer"]) == 0
    assert capsys.readouterr().out == f"{copy}: added to [titles] canonical: 'Royal Falconer'\n"
    assert "Royal Falconer" in tomllib.loads(copy.read_text("utf-8"))["titles"]["canonical"]
    before = copy.read_bytes()
    assert main(["vocabulary", "add", "title", "Royal Falconer"]) == 2
    assert main(["vocabulary", "add", "title", "Chief Falconer", "Press Officer"]) == 2, "all or none"
    assert main(["vocabulary", "add", "salary", "Pay"]) == 2
    assert main(["vocabulary", "add", "heading", "Falconer notes", "--ignored", "--variant-of", "role"]) == 2
    assert main(["vocabulary"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 5
    assert copy.read_bytes() == before
    assert main(["vocabulary", "add", "title", "Chief Falconer", "Chief Herald"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
