"""Of the review page: where words stand in a text, how pay is drawn, two wordings as one, and what to paste."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pipeline.errors import UnreadableSourceError
from pipeline.model import (
    Correction,
    Kind,
    Location,
    Origin,
    PayBand,
    Place,
    Reader,
    RoleText,
    SourceDocument,
    Status,
    Table,
    Trace,
    Verdict,
)
from pipeline.read import corrections
from pipeline.review import charts
from pipeline.review.charts import Chart, chart
from pipeline.review.edit import confirming, replacing
from pipeline.review.history import wording
from pipeline.review.items import Item, items
from pipeline.review.passages import marks
from pipeline.review.pictures import pictures
from pipeline.review.words import about, named, reading
from tests.test_review import sheet

LINES = {1: "Pay ranges £42,807 — £25,795 — £34,766—", 2: "", 3: "£56,047 £30,415 £48,774 Officer"}


@pytest.mark.parametrize(
    ("raw_text", "expected"),
    [
        ("£42,807 — £56,047", ["£42,807", "—", "£56,047"]),
        ("£34,766 — £48,774", ["—", "£34,766", "£48,774"]),
        ("£30,415 £48,774", ["£30,415 £48,774"]),
        ("£34,766— £56,047", ["£34,766—", "£56,047"]),
    ],
)
def test_words_are_found_between_those_of_other_columns(raw_text: str, expected: list[str]) -> None:
    found = marks(LINES, Place(lines=(1, 3)), raw_text)
    assert sorted(LINES[one.line][one.start : one.end] for one in found) == sorted(expected)


def test_a_cell_of_a_long_line_is_found_wherever_it_stands_in_it() -> None:
    line = "1\tOffice Manager\tExecutive Office Manager\tClerk"
    found = marks({7: line}, Place(lines=(7, 7)), "Office Manager")
    assert [(one.line, one.start) for one in found] == [(7, 2), (7, line.rindex("Office"))]


def test_lines_without_the_words_are_marked_as_wholes() -> None:
    found = marks(LINES, Place(lines=(1, 3)), "nothing of it")
    assert [(one.line, one.end - one.start) for one in found] == [(1, len(LINES[1])), (3, len(LINES[3]))]


def test_what_has_no_place_is_marked_nowhere() -> None:
    assert marks(LINES, Place(), "£30,415") == ()


@given(st.text(), st.text())
def test_both_wordings_can_be_had_back_from_the_two_as_one(before: str, after: str) -> None:
    pieces = wording(before, after)
    assert "".join(text for kind, text in pieces if kind != "new") == before
    assert "".join(text for kind, text in pieces if kind != "gone") == after


def band(year: str, minimum: str | None, maximum: str | None, *, preferred: bool = True) -> Item:
    document = SourceDocument(
        f"s-{year}", None, None, year or None, None, "s.pdf", "0" * 64, Kind.SCAN, 1, Origin.PUBLICATION, preferred
    )
    low, high = (None if amount is None else Decimal(amount) for amount in (minimum, maximum))
    status = Status.READ if minimum else Status.ILLEGIBLE
    value = PayBand("research", 2, Location.LONDON, low, high, Trace(status, 1.0, "", Reader.OCR))
    return Item(f"s-{year}", document, value.key, value, ())


def drawn(*bands: Item) -> Chart:
    return chart(bands)


def test_bars_end_where_the_lines_across_say() -> None:
    (panel,) = drawn(band("2020-21", "20000", "30000"), band("2021-22", "25000", "40000")).panels
    lines = {tick.label: tick.at for tick in drawn(band("2020-21", "20000", "40000")).ticks}
    bars = {bar.year: bar for bar in panel.bars}
    assert (bars["2020-21"].bottom, bars["2021-22"].top) == (lines["£20k"], lines["£40k"])
    assert bars["2020-21"].top == bars["2021-22"].top + (lines["£30k"] - lines["£40k"])  # type: ignore[operator]
    assert len(panel.ribbons) == 1


def test_years_without_a_sheet_leave_a_gap() -> None:
    (panel,) = drawn(*(band(year, "20000", "30000") for year in ("2018-19", "2019-20", "2024-25"))).panels
    first, second, last = (bar.x for bar in panel.bars)
    assert last - second == pytest.approx(5 * (second - first), abs=0.5)


def test_years_take_the_whole_width() -> None:
    (panel,) = drawn(*(band(year, "20000", "30000") for year in ("2018-19", "2024-25"))).panels
    first, last = panel.bars
    assert first.x - charts.LEFT == pytest.approx(charts.WIDTH - charts.RIGHT - last.x - last.width, abs=1.5)


def test_what_is_not_published_or_cannot_be_read_has_no_end() -> None:
    (panel,) = drawn(band("2020-21", "20000", "30000"), band("2021-22", None, None), band("2022-23", "1", None)).panels
    assert [(bar.top is None, bar.bottom is None) for bar in panel.bars] == [
        (False, False),
        (True, True),
        (True, False),
    ]
    assert panel.ribbons == ()


def test_only_documents_that_speak_for_a_year_are_drawn() -> None:
    assert drawn(band("2020-21", "1", "2", preferred=False), band("", "1", "2")) == Chart()


@given(st.lists(st.integers(1, 10**7), min_size=1), st.integers(1, 40))
def test_every_bar_is_inside_its_panel(amounts: list[int], years: int) -> None:
    bands = [band(f"{1980 + i * years % 60}-00", str(low), str(low + 1)) for i, low in enumerate(amounts)]
    shown = drawn(*bands)
    assert 2 <= len(shown.ticks) <= charts.MOST_TICKS
    for bar in (bar for panel in shown.panels for bar in panel.bars):
        assert charts.LEFT <= bar.x <= bar.x + bar.width <= charts.WIDTH - charts.RIGHT
        assert charts.TOP <= (bar.top or 0) <= (bar.bottom or 0) <= charts.HEIGHT - charts.BOTTOM


def recorded(folder: Path, text: str) -> Correction:
    """Return a correction as it is read once a person has completed it."""
    for key, said in {"evidence": "the sheet", "checked_by": "A Reader", "checked_on": "2024-04-01"}.items():
        text = text.replace(f'{key} = ""', f'{key} = "{said}"')
    (folder / corrections.NAME).write_text(text, encoding="utf-8")
    (found,), faults = corrections.load(folder)
    assert faults == ()
    return found


TRICKY = ('say "no" \\ or\nnot', "£ ]=R", "'''", "\x7f\ttab", "=1+1")


@pytest.mark.parametrize("raw_text", TRICKY)
def test_what_is_pasted_is_what_corrections_are_read_as(tmp_path: Path, raw_text: str) -> None:
    title = RoleText(Table.JOB_TITLES, "research", 2, 4, raw_text, Trace(Status.REVIEW, 0.5, raw_text, Reader.OCR))
    item = replace(band("2020-21", "1", "2"), key=title.key, value=title)
    wrong = recorded(tmp_path, replacing(item))
    assert (wrong.document, wrong.key, wrong.raw_text, wrong.text) == ("s-2020-21", title.key, raw_text, raw_text)
    right = recorded(tmp_path, confirming(item))
    assert (right.key, right.raw_text, right.verdict) == (title.key, raw_text, Verdict.CONFIRMED)


def test_amounts_are_pasted_to_the_penny(tmp_path: Path) -> None:
    found = recorded(tmp_path, replacing(band("2020-21", "17062.50", "24913.00")))
    assert found.amounts == (Decimal("17062.50"), Decimal("24913.00"))
    assert found.location is Location.LONDON


def test_what_only_a_person_knows_cannot_be_left_out(tmp_path: Path) -> None:
    (tmp_path / corrections.NAME).write_text(replacing(band("2020-21", None, None)), encoding="utf-8")
    assert tomllib.loads((tmp_path / corrections.NAME).read_text("utf-8"))["correction"][0]["minimum_gbp"] == ""
    assert corrections.load(tmp_path)[1]


def test_what_is_illegible_cannot_be_confirmed() -> None:
    assert confirming(band("2020-21", None, None)) == ""


def test_names_of_rows_differ_and_stay_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"")
    one = sheet(tmp_path / "a.pdf")
    names = [item.name for item in items([replace(one, pay_bands=one.pay_bands * 2, findings=one.findings * 2)])]
    assert len(set(names)) == len(names)


def test_words_are_those_that_people_use() -> None:
    assert (named("outside_london"), named("mp_representative")) == ("Outside London", "MP representative")
    assert about((Table.JOB_TITLES, "executive", 2, None, 5)) == "Executive 2, title 5"
    assert about((None, None, None, None, None)) == ""
    value = band("2020-21", "68847", None).value
    assert value is not None
    assert reading(value) == "from £68,847"


def test_pages_of_an_image_file_are_as_large_as_they_were_printed(tmp_path: Path) -> None:
    path = tmp_path / "scan.tif"
    pages = [Image.new("L", (1700, 2200), color) for color in (255, 200)]
    pages[0].save(path, save_all=True, append_images=pages[1:], dpi=(200, 200))
    found = list(pictures(path))
    assert [(one.number, one.size) for one in found] == [(1, (612.0, 792.0)), (2, (612.0, 792.0))]
    assert all(one.webp and one.webp[8:12] == b"WEBP" for one in found)


def test_an_image_that_is_cut_off_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "scan.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(UnreadableSourceError, match=r"scan\.png: "):
        list(pictures(path))
