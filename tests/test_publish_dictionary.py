from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import ArgumentError
from pipeline.publish.dictionary import BEGIN, END, dictionary, with_dictionary
from pipeline.publish.package import described_values
from pipeline.publish.schema import schema

README = Path(__file__).parents[1] / "README.md"


def test_readme_has_the_dictionary_of_today() -> None:
    text = README.read_text("utf-8")
    assert with_dictionary(text) == text, "run: python -m pipeline.publish.dictionary README.md"


def test_every_table_and_column_is_described() -> None:
    sections = dictionary().split("### ")[1:]
    for section, table in zip(sections, schema().tables.values(), strict=True):
        assert section.startswith(f"`{table.name}.csv`")
        rows = [line for line in section.splitlines() if line.startswith("| `")]
        assert [row.split("`")[1] for row in rows] == table.column_names
        assert all(row.count("|") == 4 for row in rows), "a bar in a description breaks its row"
        assert all(dictionary().count(described_values(column)) == 1 for column in table.columns)


def test_only_the_part_between_the_markers_is_rewritten(tmp_path: Path) -> None:
    path = tmp_path / "R.md"
    path.write_text(f"before\n{BEGIN}\nstale\n{END}\nafter £\n", "utf-8")
    for _ in range(2):
        subprocess.run([sys.executable, "-m", "pipeline.publish.dictionary", str(path)], check=True)
        assert path.read_text("utf-8") == f"before\n{BEGIN}\n{dictionary()}\n{END}\nafter £\n"


@pytest.mark.parametrize("text", ["", BEGIN, END, f"{END} {BEGIN}"])
def test_a_text_without_both_markers_is_refused(text: str) -> None:
    with pytest.raises(ArgumentError, match="dictionary:end"):
        with_dictionary(text)
