"""Several documents of one year: what one confirms, disputes or supplies of another, and which one speaks for it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest

from pipeline.check.sources import settle
from pipeline.model import (
    Extraction,
    Kind,
    Location,
    Origin,
    PayBand,
    Reader,
    RoleText,
    Severity,
    SourceDocument,
    Status,
    Table,
    Trace,
    YearBasis,
)
from tests.reading import codes, pounds

LONDON = Location.LONDON


def band(low: int | None, high: int | None = None, status: Status | None = None, level: int = 1) -> PayBand:
    status = status or (Status.ILLEGIBLE if low is None else Status.READ)
    amounts = (None if low is None else Decimal(low), None if high is None else Decimal(high))
    return PayBand("executive", level, LONDON, *amounts, Trace(status, 0.5, f"{low} {high}", Reader.CAPTURE))


def sheet(
    name: str, *bands: PayBand, year: str | None = "2024-25", origin: Origin = Origin.CAPTURE, preferred: bool = False
) -> Extraction:
    document = SourceDocument(
        name, None, None, year, YearBasis.PRINTED, f"{name}.txt", "0" * 64, Kind.CAPTURE, 1, origin, preferred
    )
    return Extraction(document, bands)


def settled(*sheets: Extraction) -> dict[str, Extraction]:
    return {found.document.document_id: found for found in settle(sheets)}


def only(found: Extraction) -> PayBand:
    (one,) = found.pay_bands
    return one


def test_a_value_that_a_second_source_gives_alike_is_corroborated() -> None:
    found = settled(sheet("a", band(20_000, 27_000)), sheet("b", band(20_000, 27_000)))
    assert only(found["a"]).trace.status is Status.READ
    assert only(found["a"]).trace.confidence == 1
    assert codes(found["a"]) <= {"two_documents_for_year"}


def test_a_doubtful_value_that_a_second_source_gives_alike_is_believed() -> None:
    found = settled(sheet("a", band(20_000, 27_000, Status.REVIEW)), sheet("b", band(20_000, 27_000)))
    assert only(found["a"]).trace.status is Status.READ


def test_a_range_that_contradicts_itself_is_believed_of_no_two_sources() -> None:
    found = settled(sheet("a", band(27_000, 20_000, Status.REVIEW)), sheet("b", band(27_000, 20_000)))
    assert only(found["a"]).trace.status is Status.REVIEW


@pytest.mark.parametrize("other", [(20_001, 27_000), (20_000, 27_001), (20_000, None)])
def test_a_value_that_a_second_source_gives_otherwise_is_doubtful_on_both_sides(other: tuple[int, int | None]) -> None:
    found = settled(sheet("a", band(20_000, 27_000)), sheet("b", band(*other)))
    for one, rival in (("a", "b"), ("b", "a")):
        assert only(found[one]).trace.status is Status.REVIEW
        (finding,) = [f for f in found[one].findings if f.code == "sources_differ"]
        assert rival in finding.message
        assert "20000" in finding.message
        assert (finding.family, finding.level, finding.location) == ("executive", 1, LONDON)


def test_the_values_themselves_never_change_where_both_can_be_read() -> None:
    found = settled(sheet("a", band(20_000, 27_000)), sheet("b", band(21_000, 27_000)))
    assert pounds(only(found["a"])) == (20_000, 27_000)
    assert pounds(only(found["b"])) == (21_000, 27_000)


def test_what_is_illegible_is_supplied_by_a_second_source_which_is_named() -> None:
    found = settled(sheet("a", band(None)), sheet("b", band(20_000, 27_000)))
    given = only(found["a"])
    assert pounds(given) == (20_000, 27_000)
    assert (given.trace.status, given.trace.reader) == (Status.CORRECTED, Reader.CORRECTION)
    assert given.trace.raw_text == "None None", "what stands on the sheet is kept"
    (finding,) = [f for f in found["a"].findings if f.code == "second_source_used"]
    assert "b ('20000 27000')" in finding.message
    assert finding.severity is Severity.WARNING
    assert only(found["b"]) == band(20_000, 27_000), "the supplier gains nothing by it"


def test_a_doubtful_value_supplies_nothing() -> None:
    found = settled(sheet("a", band(None)), sheet("b", band(20_000, 27_000, Status.REVIEW)))
    assert only(found["a"]).trace.status is Status.ILLEGIBLE
    assert only(found["a"]).minimum is None


def test_two_sources_that_differ_supply_nothing() -> None:
    found = settled(sheet("a", band(None)), sheet("b", band(20_000, 27_000)), sheet("c", band(21_000, 27_000)))
    assert only(found["a"]).minimum is None
    assert only(found["a"]).trace.status is Status.ILLEGIBLE


def test_nothing_supplied_goes_on_to_a_third() -> None:
    """`a` is given its amounts by `b`; that does not make `a` a witness for `b` or against `c`."""
    a, b, c = sheet("a", band(None)), sheet("b", band(20_000, 27_000)), sheet("c")
    found = settled(a, b, c)
    assert only(found["a"]).trace.status is Status.CORRECTED
    assert only(found["b"]).trace.confidence == 0.5, "nobody else has read this amount"
    assert found["c"].pay_bands == ()
    again = settle(list(found.values()))
    assert only(again[1]).trace.confidence == 0.5, "a corrected value is no second source"


def test_other_years_levels_and_documents_without_a_year_say_nothing() -> None:
    other_year = sheet("b", band(21_000, 27_000), year="2023-24")
    no_year = sheet("c", band(21_000, 27_000), year=None)
    other_level = sheet("d", band(21_000, 27_000, level=2))
    found = settled(sheet("a", band(20_000, 27_000)), other_year, no_year, other_level)
    assert only(found["a"]) == band(20_000, 27_000)
    assert found["c"] == no_year, "and nothing is said to it"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (sheet("a", band(20_000), origin=Origin.PUBLICATION), sheet("b", band(20_000))),
        (sheet("a", band(20_000)), sheet("b", band(20_000), origin=Origin.RECONSTRUCTION)),
        (sheet("a", band(20_000), preferred=True), sheet("b", band(20_000), origin=Origin.PUBLICATION)),
        (sheet("a", band(20_000)), sheet("b")),
    ],
    ids=["publication before capture", "capture before reconstruction", "the manifest decides", "more tables"],
)
def test_one_document_speaks_for_its_year(a: Extraction, b: Extraction) -> None:
    for order in ((a, b), (b, a)):
        found = settled(*order)
        assert [found["a"].document.preferred, found["b"].document.preferred] == [True, False]
        assert "two_documents_for_year" not in codes(found["a"]) | codes(found["b"])


def test_where_two_rank_alike_a_person_must_decide() -> None:
    found = settled(sheet("a", band(20_000)), sheet("b", band(20_000)))
    assert [found["a"].document.preferred, found["b"].document.preferred] == [True, False]
    for one, rival in (("a", "b"), ("b", "a")):
        (finding,) = [f for f in found[one].findings if f.code == "two_documents_for_year"]
        assert finding.severity is Severity.ERROR
        assert rival in finding.message


def test_a_document_alone_speaks_for_its_year() -> None:
    found = settled(sheet("a", band(20_000)))
    assert found["a"].document.preferred
    assert found["a"].findings == ()


def test_the_order_of_the_documents_does_not_matter() -> None:
    sheets = [
        sheet("a", band(None), band(24_000, 30_000, level=2)),
        sheet("b", band(20_000, 27_000), band(24_000, 30_000, level=2)),
        sheet("c", band(24_000, 31_000, level=2), origin=Origin.PUBLICATION),
    ]
    wanted = {name: replace(found, findings=()) for name, found in settled(*sheets).items()}
    noticed = {name: sorted(f.code for f in found.findings) for name, found in settled(*sheets).items()}
    for order in permutations(sheets):
        found = settled(*order)
        assert {name: replace(one, findings=()) for name, one in found.items()} == wanted
        assert {name: sorted(f.code for f in one.findings) for name, one in found.items()} == noticed


def test_a_reconstruction_bears_no_witness_but_what_it_says_otherwise_is_a_finding() -> None:
    same = settled(sheet("a", band(20_000, 27_000)), sheet("b", band(20_000, 27_000), origin=Origin.RECONSTRUCTION))
    assert only(same["a"]).trace.confidence == 0.5
    blank = settled(sheet("a", band(None)), sheet("b", band(20_000, 27_000), origin=Origin.RECONSTRUCTION))
    assert only(blank["a"]).trace.status is Status.ILLEGIBLE
    other = settled(sheet("a", band(20_000, 27_000)), sheet("b", band(20_000, 28_000), origin=Origin.RECONSTRUCTION))
    assert all("sources_differ" in codes(found) for found in other.values())


def text(words: str, level: int = 1, position: int = 1, status: Status = Status.READ, **where: str) -> RoleText:
    trace = Trace(status, 0.9, words, Reader.CAPTURE)
    return RoleText(Table(where.get("table", "responsibilities")), "executive", level, position, words, trace)


def page(name: str, *texts: RoleText, origin: Origin = Origin.CAPTURE) -> Extraction:
    titles = tuple(one for one in texts if one.table is Table.JOB_TITLES)
    duties = tuple(one for one in texts if one.table is Table.RESPONSIBILITIES)
    return replace(sheet(name, origin=origin), titles=titles, responsibilities=duties)


def noticed(found: Extraction) -> list[tuple[str, object, object]]:
    return [(f.code, f.level, f.position) for f in found.findings if f.code != "two_documents_for_year"]


@pytest.mark.parametrize("table", ["responsibilities", "job_titles"])
@pytest.mark.parametrize(
    ("a", "b"),
    [
        (text("Senior Press Officer for London"), text("Senior Press Officers for London")),
        (text("Press Officer"), text("Press Officer", level=2)),
    ],
    ids=["other words", "another level"],
)
def test_a_text_that_a_second_source_gives_otherwise_is_doubtful_on_both_sides(
    a: RoleText, b: RoleText, table: str
) -> None:
    a, b = (replace(one, table=Table(table)) for one in (a, b))
    found = settled(page("a", a), page("b", b, origin=Origin.RECONSTRUCTION))
    for name, rival, value in (("a", "b", a), ("b", "a", b)):
        assert noticed(found[name]) == [("sources_differ", value.level, 1)]
        assert all(word in found[name].findings[0].message for word in (repr(a.text), repr(b.text), f"in {rival}"))
        assert found[name].texts[0].trace.status is Status.REVIEW
        assert found[name].texts[0].text == value.text


def test_capitals_marks_and_order_are_no_difference() -> None:
    a = page("a", text("Manage the office."), text("Diary", position=2))
    b = page("b", text("diary"), text("Manage the Office", position=2))
    assert noticed(settled(a, b)["a"]) == noticed(settled(a, b)["b"]) == []


def test_what_is_doubtful_there_does_not_mark_what_is_sure_here() -> None:
    sure, unsure = text("Manage the office"), text("Manage the offices", status=Status.REVIEW)
    found = settled(page("a", sure), page("b", unsure))
    assert noticed(found["a"]) == [("doubtful_source_differs", 1, 1)]
    assert found["a"].responsibilities == (sure,)
    assert noticed(found["b"]) == [("sources_differ", 1, 1)]
    pay = settled(sheet("a", band(20_000)), sheet("b", band(21_000, status=Status.REVIEW)))
    assert only(pay["a"]).trace.status is Status.READ
    assert [code for code, *_ in noticed(pay["a"])] == ["doubtful_source_differs"]


def test_what_only_one_document_gives_is_told_of_both_and_marks_neither() -> None:
    both = text("Manage the office")
    found = settled(page("a", both, text("Diary", position=2)), page("b", both))
    assert noticed(found["a"]) == [("one_source_only", 1, 2)]
    assert noticed(found["b"]) == [("one_source_only", 1, None)]
    assert all("'Diary' in executive 1" in found[name].findings[0].message for name in "ab")
    assert {one.trace.status for name in "ab" for one in found[name].texts} == {Status.READ}
    pay = settled(sheet("a", band(20_000), band(25_000, level=2)), sheet("b", band(20_000)))
    assert noticed(pay["a"]) == noticed(pay["b"]) == [("one_source_only", 2, None)]


def test_what_cannot_be_read_there_may_be_what_stands_here() -> None:
    found = settled(page("a", text("Diary")), page("b", text("", status=Status.ILLEGIBLE)))
    assert noticed(found["a"]) == noticed(found["b"]) == []


def test_a_family_that_one_document_lacks_and_a_table_that_it_has_not_are_none_of_its_business() -> None:
    policy = [replace(value, family="policy") for value in (band(20_000), band(25_000, level=2))]
    assert noticed(settled(sheet("a", band(20_000), *policy), sheet("b", band(20_000)))["a"]) == []
    assert noticed(settled(sheet("a", band(20_000)), page("b", text("Diary")))["b"]) == []


def test_a_corrected_value_stays_what_a_person_made_of_it() -> None:
    mended = band(20_000, 27_000, Status.CORRECTED)
    assert only(settled(sheet("a", mended), sheet("b", band(20_000, 27_000)))["a"]) == mended
    found = settled(sheet("a", mended), sheet("b", band(20_000, 28_000)))
    assert only(found["a"]) == mended
    assert [code for code, *_ in noticed(found["a"])] == ["sources_differ"]
    assert only(found["b"]).trace.status is Status.REVIEW


def test_an_amount_that_cannot_be_read_disputes_nothing() -> None:
    found = settled(sheet("a", band(20_000)), sheet("b", band(None), origin=Origin.PUBLICATION))
    assert noticed(found["a"]) == []
