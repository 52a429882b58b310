"""Job titles: run-together ones are split, wrapped ones joined, new ones kept as printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Status
from pipeline.reconcile.titles import are_two, is_known, split_cell
from pipeline.reconcile.vocabulary import canonical_titles
from tests.reading import SHEET, STREAM, codes, extract_text

KNOWN = sorted(canonical_titles().values())


def texts(*lines: str) -> list[str]:
    return [title.text for title in split_cell(lines)]


def sure(*lines: str) -> list[bool]:
    return [title.sure for title in split_cell(lines)]


@pytest.mark.parametrize(
    "titles",
    [
        ["Secretary", "Personal Assistant", "Executive Officer", "Administrative Officer"],
        ["Principal Secretary", "Office Manager", "Executive Office Manager", "Chief of staff"],
        ["Researcher", "Senior Researcher", "Research Manager"],
        ["Press Officer", "Senior Press Officer", "Press Officer"],
        ["Support Officer", "Constituency Support Officer"],
    ],
)
def test_known_titles_that_run_together_are_split(titles: list[str]) -> None:
    assert texts(" ".join(titles)) == titles
    assert all(sure(" ".join(titles)))


@given(st.lists(st.sampled_from(KNOWN), min_size=1, max_size=6))
def test_known_titles_run_together_come_back_in_order(titles: list[str]) -> None:
    assert texts(" ".join(titles)) == titles


@given(st.lists(st.sampled_from(KNOWN), min_size=1, max_size=6), st.sampled_from(["; ", " • ", ", "]))
def test_titles_parted_by_marks_come_back_in_order(titles: list[str], mark: str) -> None:
    assert texts(mark.join(titles)) == titles


@given(st.lists(st.sampled_from(KNOWN), min_size=1, max_size=6))
def test_titles_on_lines_of_their_own_come_back_in_order(titles: list[str]) -> None:
    assert texts(*titles) == titles
    assert all(sure(*titles))


@given(st.data())
def test_a_known_title_that_wraps_is_one_title(data: st.DataObject) -> None:
    title = data.draw(st.sampled_from(KNOWN))
    words = title.split()
    cut = data.draw(st.integers(1, len(words)))
    lines = [" ".join(words[:cut]), " ".join(words[cut:])]
    if not is_known(lines[0]):
        assert texts("Caseworker", *lines) == ["Caseworker", title]


def test_a_wrap_in_the_middle_of_a_run_is_joined() -> None:
    assert texts("Senior Casework Team", "Leader/Manager") == ["Senior Casework Team Leader/Manager"]
    assert texts("Senior Researcher Research", "Manager") == ["Senior Researcher", "Research Manager"]
    assert texts("Administration and", "Communications Officer") == ["Administration and Communications Officer"]


@pytest.mark.parametrize("title", ["Junior Press Officer", "Digital Media Officer", "Head of Communications"])
def test_a_new_title_stays_as_printed(title: str) -> None:
    assert texts(title) == [title]
    assert texts("Caseworker", title) == ["Caseworker", title]


@pytest.mark.parametrize(
    "line",
    ["Junior Press Officer Caseworker", "Digital Officer Media Officer", "Executive Assistant Zyx Wizard"],
)
def test_a_split_that_rests_on_new_titles_is_doubtful(line: str) -> None:
    assert len(texts(line)) == 2
    assert sure(line) == [False, False]
    assert " ".join(texts(line)) == line, "no word is lost or added"


def test_a_bare_role_noun_is_doubtful_where_it_may_belong_to_the_line_above() -> None:
    assert not any(sure("Caseworker", "Manager"))


@pytest.mark.parametrize(
    ("read", "printed"), [("Secretary Casevvorker", "Caseworker"), ("Secretary Press Officcr", "Press Officer")]
)
def test_a_slip_of_ocr_in_a_title_is_repaired_and_marked(read: str, printed: str) -> None:
    found = extract_text(STREAM.replace("Secretary Caseworker", read))
    (title,) = [title for title in found.titles if title.text == printed]
    assert title.trace.status is Status.REVIEW
    assert "repaired_text" in codes(found)


def test_a_title_that_is_merely_near_a_known_one_stays_and_the_finding_names_the_nearest() -> None:
    found = extract_text(SHEET.replace("Senior Caseworker", "Junior Caseworker"))
    assert "Junior Caseworker" in {title.text for title in found.titles}
    (finding,) = [finding for finding in found.findings if finding.code == "new_title"]
    assert "'Senior Caseworker'" in finding.message


def test_empty_lines_and_lone_marks_are_no_titles() -> None:
    assert texts() == texts("", " ") == texts("•", "-") == []


@given(st.lists(st.text("abcO Manager-/&é", max_size=15), max_size=4))
def test_no_letter_is_lost_or_added(lines: list[str]) -> None:
    printed = "".join(" ".join(lines).split())
    kept = "".join("".join(title.text.split()) for title in split_cell(lines))
    assert [char for char in kept if char.isalnum()] == [char for char in printed if char.isalnum()]


@pytest.mark.parametrize(
    ("text", "two"),
    [
        ("Secretary Caseworker", True),
        ("Secretary Caseworker Senior Caseworker", True),
        ("Senior Caseworker", False),
        ("Secretary Falconer", False),
        ("", False),
    ],
)
def test_known_titles_behind_each_other_are_several(text: str, two: bool) -> None:  # noqa: FBT001
    assert are_two(text) is two
