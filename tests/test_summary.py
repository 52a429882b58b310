"""The few lines that say what changed: figures that a person can check, and names."""

from __future__ import annotations

from pipeline.model import Extraction, Table
from pipeline.publish.changes import changes
from pipeline.publish.summary import summary
from tests.test_changes import NEW, OLD, duties, pay, years


def lines(before: Extraction, after: Extraction) -> list[str]:
    rows = years(before, after)
    head, *rest = summary(rows)
    assert list(summary(rows[::-1])) == [head, *rest]
    assert head == "From 2020-21 to 2021-22:"
    return [line.removeprefix("  ") for line in rest]


def test_few_bands_are_named_with_what_became_of_them() -> None:
    found = lines(pay(("20000", "30000"), ("25000", None)), pay(("21000.50", "29000"), ("25000", "40000"), ("1", "2")))
    assert found == [
        "minimum raised in 1 band: research 1 london £21,000.50 (+£1,000.50, 5.00 %)",
        "minimum unchanged in 1 band",
        "minimum added in 1 band: research 3 london £1",
        "maximum cut in 1 band: research 1 london £29,000 (-£1,000, -3.33 %)",
        "maximum added in 2 bands: research 2 london £40,000, research 3 london £2",
    ]


def test_of_many_bands_the_range_and_the_median_are_told() -> None:
    before = pay(*[("20000", None)] * 5)
    after = pay(*[(amount, None) for amount in ("20200", "24000", "21000", "22000", "20100")])
    assert lines(before, after) == ["minimum raised in 5 bands: by £100 to £4,000, 0.5 to 20.0 % (median 5.0 %)"]
    back = lines(after, before)
    assert back == ["minimum cut in 5 bands: by £100 to £4,000, 0.5 to 16.7 % (median 4.8 %)"]


def test_bands_that_are_gone_are_named_with_what_they_were() -> None:
    assert lines(pay(("20000", None), ("1", None)), pay(("20000", None))) == [
        "minimum unchanged in 1 band",
        "minimum removed in 1 band: research 2 london £1",
    ]


def test_titles_are_named_and_responsibilities_counted() -> None:
    before = duties(
        [("research", 2, "Clerk"), ("research", 2, "Press Officer"), ("research", 3, "Analyst")], Table.JOB_TITLES
    )
    after = duties(
        [("research", 2, "clerk"), ("research", 2, "Head of Media"), ("executive", 1, "Analyst")], Table.JOB_TITLES
    )
    assert lines(before, after) == [
        "job titles: 1 kept, 1 moved, 1 new, 1 gone",
        "  new: Head of Media (research 2)",
        "  gone: Press Officer (research 2)",
        "  moved: Analyst (research 3 to executive 1)",
    ]
    said = lines(duties([("research", 2, "Draft speeches")]), duties([("research", 2, "Draft speeches well")]))
    assert said == ["responsibilities: 1 reworded"]


def test_the_real_sheets_in_words() -> None:
    rows = changes([OLD, NEW])
    told = list(summary(rows))
    assert told[0] == "From 2018-19 to 2024-25:"
    assert "  minimum raised in 13 bands: by £2,964 to £7,442, 12.7 to 30.8 % (median 16.4 %)" in told
    gone = (
        "Principal Secretary (administrative 3)",
        "Secretary (administrative 1)",
        "Senior Secretary (administrative 2)",
    )
    assert f"    gone: {', '.join(gone)}" in told


def test_nothing_changed_nothing_told() -> None:
    assert list(summary([])) == []
