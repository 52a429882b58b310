"""Formulas and HTML planted in a PDF, its name, its manifest and a correction: looked for in all that goes out."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]  # it has no types
from playwright.sync_api import sync_playwright

from pipeline.__main__ import main
from pipeline.errors import Exit
from tests.hostile.sheet import literal, make_sheet
from tests.hostile.writer import pdf_of

CHROMIUM = shutil.which("chromium")
FILE = "=1+1 <img src=x onerror=window.ran=1> 2031-32.pdf"
TITLE = '"><script>window.ran=2</script>=HYPERLINK("x")'
#: What the sheet says in the place of some of its words: a title, a duty, a family, the line above.
PLANTED = {
    "Secretary": "=cmd|'/C calc'!A0",
    "Diary management": "+44 calls <svg onload=window.ran=3>",
    "Draft responses to constituents": "@SUM(1+1)<script>window.ran=4</script>",
    "Progress casework as required": "-2+3 hours of {{ 7*7 }} ${7*7}",
    "Executive": "Policy<b onclick=window.ran=5>",
    "MPs' staff job descriptions and pay bands 2031-32": "=1+1 <script>window.ran=6</script> pay bands 2031-32",
}
#: What a correction says of the second title: the right one, who says so and why.
CORRECTED = "=2+5 <script>window.ran=7</script>"
EVIDENCE, CHECKER = "-3+4 <img src=x onerror=window.ran=8>", "@SUM(1) <b onclick=window.ran=9>"
SHOWN = ("=cmd|'/C calc'!A0", "+44 calls <svg onload=window.ran=3>", "@SUM(1+1)<script>window.ran=4</script>")
#: How a spreadsheet tells a formula: by the first letter that is no blank. A number may begin with a minus.
FORMULA = re.compile(r"\s*[=+\-@\t\r]")
NUMBER = re.compile(r"-?\d+(\.\d+)?")

Out = tuple[Path, Path, Path]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Out]:
    """Extract, accept, publish and review the document as a user would; give output, release and review."""
    folder = tmp_path_factory.mktemp("planted")
    data = pdf_of(make_sheet(2031).whole(lambda words: literal(PLANTED.get(words, words)))).write()
    (folder / "raw").mkdir()
    (folder / "raw" / FILE).write_bytes(data)
    quoted = json.dumps(TITLE)
    (folder / "raw" / "manifest.toml").write_text(
        f'[[document]]\nid = "planted"\nfile = "{FILE}"\norigin = "publication"\npublisher = {quoted}\n'
        f'title = {quoted}\nsha256 = "{hashlib.sha256(data).hexdigest()}"\n',
        encoding="utf-8",
    )
    (folder / "raw" / "corrections.toml").write_text(
        f'[[correction]]\ndocument = "planted"\ntable = "job_titles"\njob_family = "administrative"\nlevel = 1\n'
        f'position = 2\nraw_text = "Personal Assistant"\ntitle = "{CORRECTED}"\nevidence = "{EVIDENCE}"\n'
        f'checked_by = "{CHECKER}"\nchecked_on = 2032-04-01\n',
        encoding="utf-8",
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("CI", raising=False)
        assert main(["extract"]) == Exit.CLEAN
        assert main(["accept", "planted"]) == Exit.CLEAN
        assert main(["publish", "--to", "release"]) == Exit.CLEAN
        assert main(["review"]) == Exit.CLEAN
    (release,) = (path for path in (folder / "release").iterdir() if path.is_dir())
    yield folder / "output", release, folder / "review"


def test_no_cell_of_any_csv_file_is_a_formula(out: Out) -> None:
    found = [path for folder in out for path in folder.rglob("*.csv")]
    assert len(found) == 6 + 11
    seen: set[str] = set()
    for path in found:
        with path.open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert [cell for cell in cells if FORMULA.match(cell) and not NUMBER.fullmatch(cell)] == [], path
        seen |= {cell.removeprefix("'") for cell in cells}
    kept = {*SHOWN, PLANTED["Progress casework as required"], FILE, CORRECTED}
    assert kept <= seen, "they are kept, behind an apostrophe"
    assert any(EVIDENCE in cell for cell in seen), "what a correction rests on goes out too"


def test_no_cell_of_the_workbook_is_a_formula(out: Out) -> None:
    (path,) = out[1].glob("*.xlsx")
    cells = [
        cell for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row if cell.value is not None
    ]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert [cell.value for cell in cells if cell.hyperlink] == []
    found = {cell.value: cell for cell in cells}
    assert all(found[text].quotePrefix for text in (*SHOWN, FILE))


def test_json_has_the_texts_as_they_are_printed(out: Out) -> None:
    for folder in out[:2]:
        record: dict[str, Any] = json.loads((folder / "documents" / "planted.json").read_bytes())
        assert (record["document"]["title"], record["document"]["file"]) == (TITLE, FILE)
        texts = [row["title"] for row in record["job_titles"]] + [row["text"] for row in record["responsibilities"]]
        assert {*SHOWN, CORRECTED} <= set(texts)


def test_the_readme_of_a_release_has_no_tag_of_the_documents_own(out: Out) -> None:
    readme = (out[1] / "README.md").read_text("utf-8")
    assert "onerror=window.ran=1" in readme
    assert re.findall(r"(?<!\\)<(?:img|script|svg|b)\b", readme) == []


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the path; install it, as with: make browser")
def test_nothing_runs_in_a_browser_and_the_texts_are_shown(out: Out) -> None:
    said: list[str] = []
    pages = [
        *sorted(out[2].glob("*.html")),
        *out[1].glob("*.svg"),
        *sorted(out[1].rglob("*.json")),
        out[1] / "README.md",
    ]
    assert len(pages) >= 3 + 1 + 2 + 1
    with (
        sync_playwright() as player,
        player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"]) as browser,
    ):
        page = browser.new_page()
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.on("console", lambda message: said.append(message.text))
        for path in pages:
            page.goto(path.as_uri())
            for item in page.locator("[onclick], summary").all()[:40]:
                item.dispatch_event("click")
            assert page.evaluate("window.ran") is None, path
            assert page.locator("img[src=x], svg[onload], b[onclick]").count() == 0, path
        page.goto((out[2] / "index.html").as_uri())
        for text in (*SHOWN, CORRECTED, EVIDENCE):
            assert page.get_by_text(text).count() > 0
    assert said == []
