"""The tables command and the debug folder: what a maintainer looks at when a layout was not understood."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.__main__ import main
from pipeline.errors import Exit

if TYPE_CHECKING:
    from pathlib import Path

SHEET = """JOB FAMILIES\tAdministrative\tExecutive
LOCATION\tLondon\tLondon
PAY RANGES\t1\t24,468 – 35,790\t25,200 – 40,565
"""

#: A heading over three rows, one over two columns, and four cells: left, foot, width, height, text.
BOXES = (
    (50, 110, 100, 90, "PAY"),
    (150, 170, 200, 30, "London"),
    (150, 140, 100, 30, "1"),
    (250, 140, 100, 30, "19,890"),
    (150, 110, 100, 30, "2"),
    (250, 110, 100, 30, "26,723"),
)


def test_tables_prints_every_cell_of_a_capture_in_its_row_and_slot(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "sheet.txt"
    file.write_text(SHEET, "utf-8")
    assert main(["tables", str(file), "--debug-dir", str(tmp_path / "debug")]) == Exit.CLEAN
    printed = capsys.readouterr().out
    [table] = json.loads(printed)["tables"]
    assert table["cells"] == [
        ["JOB FAMILIES", "Administrative", "Executive", ""],
        ["LOCATION", "London", "London", ""],
        ["PAY RANGES", "1", "24,468 – 35,790", "25,200 – 40,565"],
    ]
    assert (tmp_path / "debug" / "sheet.tables.json").read_text("utf-8") == printed


def test_tables_of_a_text_without_a_grid_are_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "prose.txt"
    file.write_text("There is no table here.\n", "utf-8")
    assert main(["tables", str(file)]) == Exit.CLEAN
    assert json.loads(capsys.readouterr().out) == {"tables": []}


def test_tables_of_a_pdf_have_their_page_box_cells_and_merged_cells(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "sheet.pdf"
    canvas = Canvas(str(file), pagesize=(400, 300), invariant=1)
    canvas.drawString(50, 270, "Nothing is tabled on this page.")
    canvas.showPage()
    for x, y, width, height, text in BOXES:
        canvas.rect(x, y, width, height)
        canvas.drawString(x + 5, y + 5, text)
    canvas.save()
    assert main(["tables", str(file)]) == Exit.CLEAN
    [table] = json.loads(capsys.readouterr().out)["tables"]
    assert table == {
        "page": 2,
        "bbox": pytest.approx([50, 100, 350, 190], abs=1),
        "cells": [["PAY", "London", ""], ["", "1", "19,890"], ["", "2", "26,723"]],
        "spans": [[0, 0, 3, 1], [0, 1, 1, 2]],
    }


@pytest.mark.parametrize("text", ["", "There is no table here."])
def test_tables_of_a_pdf_without_a_table_are_none(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "prose.pdf"
    canvas = Canvas(str(file), invariant=1)
    canvas.drawString(50, 700, text)
    canvas.save()
    assert main(["tables", str(file)]) == Exit.CLEAN
    assert json.loads(capsys.readouterr().out) == {"tables": []}


def test_tables_of_what_cannot_be_read_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "sheet.pdf"
    file.write_bytes(b"%PDF-1.7 not read yet")
    assert main(["tables", str(file)]) == Exit.UNREADABLE_SOURCE
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "sheet.pdf" in captured.err


def test_the_debug_folder_holds_the_grid_and_the_entries_of_each_document(tmp_path: Path) -> None:
    file = tmp_path / "staff-pay-2030-31.txt"
    file.write_text(SHEET, "utf-8")
    debug = tmp_path / "debug"
    main(["extract", str(file), "--output", str(tmp_path / "output"), "--debug-dir", str(debug)])
    reading = json.loads((debug / "staff-pay-2030-31.reading.json").read_text("utf-8"))
    assert [(entry["family"], entry["lines"][0]["text"]) for entry in reading["entries"]] == [
        ("administrative", "24,468 – 35,790"),
        ("executive", "25,200 – 40,565"),
    ]
    assert json.loads((debug / "staff-pay-2030-31.tables.json").read_text("utf-8"))["tables"]
