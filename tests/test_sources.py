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
    Severity,
    SourceDocument,
    Status,
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
