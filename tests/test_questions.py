from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.questions import CHECKOUT, RSCRIPT, Example, examples, printed, released

PAGE = CHECKOUT / "docs" / "questions.md"
EXAMPLES = examples(PAGE.read_text("utf-8"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return released(tmp_path_factory.mktemp("release"))


def run(example: Example, folder: Path) -> str:
    if example.language == "r" and RSCRIPT is None:
        pytest.skip("R is not installed: apt-get install r-base-core")
    return printed(example, folder)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.language)
def test_an_example_prints_what_the_page_says(example: Example, folder: Path) -> None:
    assert run(example, folder) == example.prints, "run: python -m tests.questions docs/questions.md, and look"


def test_the_page_has_ten_questions_in_four_ways() -> None:
    text = PAGE.read_text("utf-8")
    assert re.findall(r"^## (\d+)\. ", text, re.MULTILINE) == [str(number) for number in range(1, 11)]
    assert len(EXAMPLES) == 10
    assert all(way in text for way in ("import pandas", "import duckdb", "import sqlite3", "read.csv("))


def test_what_the_readme_of_a_release_shows_works(folder: Path) -> None:
    shown = examples((folder / "README.md").read_text("utf-8"))
    assert [example.language for example in shown] == ["python", "python", "python", "r"]
    rows = len((folder / "pay_bands.csv").read_text("utf-8").splitlines()) - 1
    for example in shown:
        count = {"python": "print(len(pay))", "r": "print(nrow(pay))"}[example.language]
        if example.language == "python" or RSCRIPT:
            assert printed(replace(example, code=example.code + count), folder).split()[-1] == str(rows)
