"""The tables command and the debug folder: what a maintainer looks at when a layout was not understood."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pipeline.__main__ import main
from pipeline.errors import Exit

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SHEET = """JOB FAMILIES\tAdministrative\tExecutive
LOCATION\tLondon\tLondon
PAY RANGES\t1\t24,468 – 35,790\t25,200 – 40,565
"""


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
