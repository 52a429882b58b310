"""What is odd next to another year: each oddity is said once, with its figures, on the later document."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline.check.between import compare_years
from pipeline.model import Extraction, Finding, Location, PayBand, RoleText, Severity, Status, Table
from tests.test_changes import READ
from tests.truth import extraction_of

OLD, NEW = extraction_of("staff-pay-2018-19"), extraction_of("staff-pay-2024-25")


def year(name: str, *values: PayBand | RoleText, preferred: bool = True) -> Extraction:
    document = replace(OLD.document, document_id=f"sheet-{name}", financial_year=name, preferred=preferred)
    bands = tuple(value for value in values if isinstance(value, PayBand))
    return Extraction(document, bands, tuple(value for value in values if isinstance(value, RoleText)))


def pay(low: str, high: str | None = "30000", level: int = 1) -> PayBand:
    return PayBand("research", level, Location.LONDON, Decimal(low), None if high is None else Decimal(high), READ)


def title(text: str, family: str = "research") -> RoleText:
    return RoleText(Table.JOB_TITLES, family, 1, 1, text, READ)


def odd(*years: Extraction) -> list[Finding]:
    """Return what is said of the last year; nothing is said of the others."""
    *others, last = compare_years(years)
    assert all(one.findings == () for one in others)
    return list(last.findings)


@pytest.mark.parametrize(
    ("later", "low", "high", "figures"),
    [
        ("2021-22", "20000", "30000", None),
        ("2021-22", "23000", "34500", None),
        ("2021-22", "23001", "30000", "20000 to 23001 (+15.00 %)"),
        ("2021-22", "26000", "30000", "20000 to 26000 (+30.00 %)"),
        ("2021-22", "19999.99", "30000", "20000 to 19999.99 (-0.00 %)"),
        ("2021-22", "20000", "29000", "30000 to 29000 (-3.33 %)"),
        ("2021-22", "20000", None, None),
        ("2024-25", "26000", "30000", None),
        ("2024-25", "28000", "30000", "20000 to 28000 (+40.00 %)"),
    ],
)
def test_pay_that_falls_or_jumps_is_told_with_its_figures(
    later: str, low: str, high: str | None, figures: str | None
) -> None:
    found = odd(year("2020-21", pay("20000")), year(later, pay(low, high)))
    assert [one.code for one in found] == (["pay_jump"] if figures else [])
    for one in found:
        assert figures is not None
        assert figures in one.message
        assert "2020-21 (sheet-2020-21)" in one.message
        assert one.severity is Severity.WARNING
        assert one.key == (Table.PAY_BANDS, "research", 1, Location.LONDON, None)


def test_an_illegible_amount_jumps_nowhere() -> None:
    unread = replace(pay("1"), minimum=None, maximum=None, trace=replace(READ, status=Status.ILLEGIBLE))
    assert odd(year("2020-21", pay("20000")), year("2021-22", unread)) == []


def test_a_level_that_vanished_is_told_where_nothing_of_it_is_left() -> None:
    before = year("2020-21", pay("20000"), pay("25000", level=2))
    (found,) = odd(before, year("2021-22", pay("20000")))
    assert (found.code, found.family, found.level) == ("level_vanished", "research", 2)
    assert "2020-21 (sheet-2020-21)" in found.message
    left = replace(title("Researcher"), level=2)
    assert odd(before, year("2021-22", pay("20000"), left)) == []


def test_a_title_that_changed_family_is_told_and_one_in_both_is_not() -> None:
    before = year("2020-21", title("Policy Officer"), title("Clerk", "executive"))
    (found,) = odd(before, year("2021-22", title("policy officer", "executive"), title("Researcher")))
    assert found.code == "title_changed_family"
    assert "is in executive, and was in research in 2020-21" in found.message
    assert found.key == (Table.JOB_TITLES, "executive", 1, None, 1)
    after = year("2021-22", title("Policy Officer", "executive"), title("Policy Officer"))
    assert odd(before, after) == []


def test_only_documents_that_speak_for_their_years_are_compared_and_only_with_the_next() -> None:
    found = odd(
        year("2018-19", pay("10000")),
        year("2019-20", pay("1"), preferred=False),
        year("2020-21", pay("11000")),
        year("2021-22", pay("22000")),
    )
    assert [one.message.split(" (")[0] for one in found] == ["11000 to 22000"]


def test_nothing_is_odd_between_the_real_sheets() -> None:
    assert odd(OLD, NEW) == []
