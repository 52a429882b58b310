"""The reports are the same each time, and their truth is what is printed."""

from __future__ import annotations

from collections import Counter
from functools import cache
from io import BytesIO

import pdfplumber
import pytest

from tests.adjacency import Cell
from tests.reports import make_report

SEEDS = (3, 8, 16)
report_of = cache(make_report)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_seed_makes_the_same_report(seed: int) -> None:
    assert make_report(seed) == report_of(seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_letter_of_the_truth_is_on_its_page(seed: int) -> None:
    report = report_of(seed)
    with pdfplumber.open(BytesIO(report.data)) as pdf:
        assert len(pdf.pages) == len(report.pages)
        for page, truth in zip(pdf.pages, report.pages, strict=True):
            printed = Counter("".join(char["text"] for char in page.chars))
            assert not Counter("".join(cell.content for table in truth.tables for cell in table)) - printed


@pytest.mark.parametrize("seed", SEEDS)
def test_no_slot_of_a_true_table_belongs_to_two_cells(seed: int) -> None:
    for table in (table for page in report_of(seed).pages for table in page.tables):
        slots = [slot for cell in table for slot in cell.slots()]
        assert len(slots) == len(set(slots))
        assert all(isinstance(cell, Cell) and cell.content for cell in table)
