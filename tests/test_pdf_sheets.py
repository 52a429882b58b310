"""Sheets typeset as PDFs in many layouts: a handful that every change must read, and cases that once went wrong."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import pytest

from pipeline.extract import extract
from pipeline.model import Extraction, Reader, Source, Status
from pipeline.publish import publish
from tests.reading import rows_of
from tests.score import Outcome, score
from tests.sheets import PDF_KINDS, Sheet, make_sheet

#: So many of a hundred values of the sheets below are right, and so many right and unmarked.
RIGHT, UNMARKED = 99, 90

#: What a sheet shows, and its kind and seed: each was read wrong once.
CASES = {
    "a row broken over the page, its label printed again": ("pdf_ruled", 3),
    "a raised note mark on a heading": ("pdf_ruled", 5),
    "levels in rows across the table": ("pdf_ruled", 11),
    "locations above families": ("pdf_ruled", 29),
    "blank marks before the only family of a level": ("pdf_ruled", 2009),
    "justified lines in columns": ("pdf_partly_ruled", 1),
    "level marks beside lone texts": ("pdf_partly_ruled", 3),
    "several texts to a cell, columns at odds": ("pdf_partly_ruled", 13),
    "a level in the middle of a page of ruled columns": ("pdf_partly_ruled", 2011),
    "a raised note mark on a label": ("pdf_partly_ruled", 2014),
    "headings in the middle of their columns": ("pdf_unruled", 16),
    "widely set single lines": ("pdf_unruled", 2016),
    "labels with levels, one below the other": ("pdf_unruled", 13010),
    "a label that breaks around its level": ("pdf_ruled", 11010),
    "titles that name families": ("pdf_ruled", 17014),
    "a word that runs over a wall": ("pdf_ruled", 17113),
    "labels and levels in the middle, locations in one cell": ("pdf_partly_ruled", 17023),
    "a shaded page with a word of one column": ("pdf_partly_ruled", 17016),
    "a caption right below a table": ("pdf_partly_ruled", 17204),
    "headings in the middle of their row": ("pdf_partly_ruled", 17215),
    "amounts broken by a line": ("pdf_partly_ruled", 18027),
    "the last word of a text is a label": ("pdf_unruled", 18033),
    "small letters that name two families": ("pdf_unruled", 19013),
    "roles beside their pay": ("pdf_list", 17011),
    "a level in the middle of its page by chance": ("pdf_news", 17004),
    "levels across, between headings and pay": ("pdf_news", 17104),
    "levels across, over a gap between columns": ("pdf_news", 19033),
    "the wrapped name of a new family": ("pdf_news", 16),
    "the second line of a heading on every page": ("pdf_news", 21032),
    "few wrapped lines, rows parted by gaps": ("pdf_news", 21027),
    "centred headings, families above locations": ("pdf_unruled", 23015),
    "lone lines of a column above another table": ("pdf_years", 24025),
    "amounts beside the headings of two years": ("pdf_years", 24000),
    "two wrapped lines on a page of rows parted by gaps": ("pdf_unruled", 22031),
    "a wrapped heading that begins above the others": ("pdf_partly_ruled", 21020),
    "a wrapped heading of the headings": ("pdf_pay_only", 21009),
    "captions beside narrow lists": ("pdf_list", 21002),
    "a family and a level that are new": ("pdf_news", 4),
    "a caption that names pay, right above its headings": ("pdf_list", 32113),
    "rows of levels behind one label, above another year's": ("pdf_years", 32111),
    "levels across below last year's caption": ("pdf_years", 32104),
    "the caption of an annex below narrow columns": ("pdf_annex", 32114),
    "a raised note mark on a page that is turned": ("pdf_annex", 32104),
    "ranges that touch the next column": ("pdf_pay_only", 32121),
    "ranges that break before or behind their dash": ("pdf_pay_only", 32104),
    "levels across, columns that rules part between them": ("pdf_news", 32210),
    "rows with two amounts each, rules only at the heads": ("pdf_axes", 32101),
    "headings in the middle over columns of which no row has all": ("pdf_axes", 32000),
    "ends of ranges before columns of levels, a new family": ("pdf_axes", 32108),
    "a new family in a row whose level stands above": ("pdf_axes", 32109),
    "families without a heading, one of them new": ("pdf_axes", 32112),
    "levels side by side right below a sentence": ("pdf_axes", 32116),
    "the ends of ranges above all other headings": ("pdf_axes", 32119),
    "shaded rows wider than the others, a role without a level": ("pdf_years", 32300),
    "levels in the middle above families": ("pdf_axes", 32309),
    "the last text of a column alone at the end of its page": ("pdf_partly_ruled", 32402),
    "amounts in the middle of columns that their headings begin": ("pdf_pay_only", 32506),
    "grades behind the label of pay, rules only in an annex": ("pdf_annex", 32501),
    "an annex below a sheet whose families have few levels": ("pdf_annex", 32602),
    "a short heading over a long one": ("pdf_axes", 33006),
    "last year's lists, a location printed again on a new page": ("pdf_years", 33016),
    "cells that end above the end of their page": ("pdf_ruled", 32108),
    "a page with room for more": ("pdf_ruled", 32112),
    "texts side by side a hair apart": ("pdf_unruled", 32203),
    "levels behind the label of pay, and no other table": ("pdf_pay_only", 28004),
    "levels as captions above tables that follow at once": ("pdf_axes", 27001),
    "a new family below levels across": ("pdf_axes", 27005),
    "locations above families, not merged": ("pdf_pay_only", 27000),
    "lone lines of a column at the end of the first rows": ("pdf_unruled", 36002),
    "a label in lines beside its level": ("pdf_unruled", 36005),
    "every other row shaded, cell by cell": ("pdf_list", 36011),
    "levels level with the texts of a lower row in a cell over all of them": ("pdf_partly_ruled", 37000),
    "ends of ranges between the columns of locations": ("pdf_axes", 36041),
    "ends of ranges above families, below levels": ("pdf_axes", 36045),
    "the unit of a heading alone on its second line": ("pdf_list", 36046),
    "columns near each other below headings that rules part": ("pdf_news", 36052),
    "the digits of levels on lines of their own": ("pdf_axes", 36068),
    "a text of two sentences, the first of which fills its last line": ("pdf_annex", 36065),
    "a caption that begins with its year, right below a sentence": ("pdf_list", 36090),
    "a family of two words wrapped between them": ("pdf_list", 36102),
    "the word to on lines of its own between amounts": ("pdf_news", 36122),
    "the word notes in small letters ends a page": ("pdf_news", 36024),
    "roles with a title behind them, headings with years, and no other label": ("pdf_years", 36028),
    "levels at the bottom of rows with all rules": ("pdf_merged", 105),
    "levels at the bottom of cells over two pages": ("pdf_merged", 142),
    "levels at the bottom of rows that lying rules part": ("pdf_merged", 173),
    "levels between the lines of rows in the middle of theirs": ("pdf_merged", 104),
    "levels beside texts in the middle of their rows, at the end of a page": ("pdf_merged", 351),
    "shades of rows that a clip cuts off at merged cells": ("pdf_merged", 419),
    "families of two lines at the bottom of their rows": ("pdf_merged", 268),
    "levels at the bottom of rows of two lines": ("pdf_merged", 319),
    "stripes beside levels across": ("pdf_ruled", 41001),
    "levels in brackets below labels of several rows": ("pdf_partly_ruled", 44001),
}
#: The same for sheets of which more is marked.
SILENT_ONCE = {
    "levels in the middle of ruled bands, blocks that end inside one": ("pdf_partly_ruled", 23005),
    "stripes below a merged label": ("pdf_ruled", 24033),
    "a caption among the rows of the sheet": ("pdf_annex", 25029),
    "the rest of a text alone on the last page": ("pdf_years", 4),
    "an annex in the columns of the sheet": ("pdf_annex", 2),
    "the caption of last year's pay in the row above it": ("pdf_years", 30003),
    "texts without full stops on both sides of a page's end": ("pdf_ruled", 32110),
    "columns of two widths at one place": ("pdf_news", 32206),
    "two letters in one that have no text": ("pdf_annex", 32309),
    "a new family in a caption that speaks of pay": ("pdf_merged", 310),
    "a new family in a caption that ends with pay": ("pdf_merged", 292),
    "a mark alone in the middle of its rows": ("pdf_merged", 131),
    "a role without a level at the head of a page": ("pdf_list", 45015),
}


def read(sheet: Sheet, folder: Path) -> Extraction:
    path = folder / (sheet.name + sheet.suffix)
    path.write_bytes(sheet.data)
    return extract(Source(path, sheet.name, hashlib.sha256(sheet.data).hexdigest()))


def outcomes(sheet: Sheet, folder: Path) -> Counter[Outcome]:
    publish([read(sheet, folder)], folder / "output")
    return Counter(verdict.outcome for verdict in score(folder / "output", sheet.name, sheet.truth))


@pytest.mark.parametrize(("kind", "seed"), CASES.values(), ids=CASES)
def test_what_once_went_wrong_is_right(kind: str, seed: int, tmp_path: Path) -> None:
    found = outcomes(make_sheet(kind, seed), tmp_path)
    assert found[Outcome.SILENT] == 0
    assert 100 * (found[Outcome.RIGHT] + found[Outcome.RIGHT_MARKED]) >= RIGHT * found.total()
    assert 100 * found[Outcome.RIGHT] >= UNMARKED * found.total()


@pytest.mark.parametrize(("kind", "seed"), SILENT_ONCE.values(), ids=SILENT_ONCE)
def test_what_once_was_silently_wrong_is_marked(kind: str, seed: int, tmp_path: Path) -> None:
    assert outcomes(make_sheet(kind, seed), tmp_path)[Outcome.SILENT] == 0


@pytest.mark.parametrize("kind", PDF_KINDS)
def test_sheets_that_nobody_has_looked_at_are_never_silently_wrong(kind: str, tmp_path: Path) -> None:
    assert outcomes(make_sheet(kind, 9001), tmp_path)[Outcome.SILENT] == 0


def test_a_new_family_and_a_fourth_level_are_warnings_and_their_values_are_read(tmp_path: Path) -> None:
    sheet = make_sheet("pdf_news", 4)
    found = read(sheet, tmp_path)
    assert {"new_family", "new_level"} <= {finding.code for finding in found.findings}
    new = [row for row in rows_of(found) if row.level == 4]
    assert new
    assert {row.trace.status for row in new} == {Status.READ}


def test_every_value_has_its_page_and_its_box(tmp_path: Path) -> None:
    sheet = make_sheet("pdf_ruled", 3)
    found = read(sheet, tmp_path)
    for row in rows_of(found):
        place = row.trace.place
        assert row.trace.reader is Reader.PDF_TEXT
        assert place.page in range(1, (sheet.pages or 0) + 1)
        assert place.box is not None
        assert 0 <= place.box.x0 < place.box.x1
        assert 0 <= place.box.top < place.box.bottom
