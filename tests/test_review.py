"""The review page from end to end, without a browser: what stands on it, in which order, and what is refused."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.__main__ import main
from pipeline.errors import Exit
from pipeline.extract import extract
from pipeline.geometry import Box
from pipeline.model import (
    Extraction,
    Finding,
    Kind,
    Location,
    Origin,
    PayBand,
    Place,
    Reader,
    RoleText,
    Severity,
    SourceDocument,
    Status,
    Table,
    Trace,
    YearBasis,
)
from pipeline.publish import publish
from pipeline.read.inventory import inventory
from tests.folders import files_in

#: What a document could say to run something in a browser or a spreadsheet.
HOSTILE = ("<script>window.ran=1</script>", '"><img src=x onerror="window.ran=1">', "=1+1")
TEXT = f"""Pay 2020-21
JOB FAMILIES\tAdministrative\t\tExecutive\t
LOCATION\tLONDON\tOUTSIDE LONDON\tLONDON\tOUTSIDE LONDON
PAY RANGES\t1\t£20,000 – £30,000\t£18,000 – £28,000\t£21,000 – £31,000\t£19,000 – £29,000
JOB TITLES\t1\t{HOSTILE[0]}\t{HOSTILE[1]}
\t\tSecretary\t{HOSTILE[2]}
KEY RESPONSIBILITIES\t1\tDiary management\tMinute taking
\t\tOpening mail\tDraft responses
"""
#: Of the PDF: its size in points, and what stands where on its two pages.
SIZE = (600, 400)
STAINED, LONDON, DOUBTFUL = Box(300, 100, 380, 130), Box(100, 100, 180, 130), Box(100, 300, 260, 320)
OLD, NEW = "text-2020-21", "sheet-2021-22"


def paint(path: Path) -> None:
    """Draw two pages: a stain in red for the cell that nobody can read, a blue line for the doubtful duty."""
    canvas = Canvas(str(path), pagesize=SIZE, invariant=1)
    for box, color in ((STAINED, (0.8, 0, 0)), (LONDON, (0, 0.6, 0))):
        canvas.setFillColorRGB(*color)
        canvas.rect(box.x0, SIZE[1] - box.bottom, box.width, box.height, stroke=0, fill=1)
    canvas.showPage()
    canvas.setFillColorRGB(0, 0, 0.8)
    canvas.rect(DOUBTFUL.x0, SIZE[1] - DOUBTFUL.bottom, DOUBTFUL.width, DOUBTFUL.height, stroke=0, fill=1)
    canvas.showPage()
    canvas.save()


def trace(status: Status, raw_text: str, page: int, box: Box, sure: float = 1.0) -> Trace:
    return Trace(status, sure, raw_text, Reader.PDF_TEXT, Place(page, box))


def sheet(path: Path) -> Extraction:
    """Return what may have been read of the PDF: a band, one that is illegible, hostile titles, a doubtful duty."""
    document = SourceDocument(
        document_id=NEW,
        title=None,
        publisher="IPSA",
        financial_year="2021-22",
        financial_year_basis=YearBasis.FILE_NAME,
        file=path.name,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        kind=Kind.BORN_DIGITAL,
        pages=2,
        origin=Origin.PUBLICATION,
        preferred=True,
    )
    clean = trace(Status.READ, "£22,000 - £33,000.50", 1, LONDON)
    stained = trace(Status.ILLEGIBLE, "£ ]=R", 1, STAINED, 0.0)
    doubtful = trace(Status.REVIEW, "Minute taking and minutes", 2, DOUBTFUL, 0.6)
    return Extraction(
        document,
        pay_bands=(
            PayBand("administrative", 1, Location.LONDON, Decimal(22000), Decimal("33000.50"), clean),
            PayBand("administrative", 1, Location.OUTSIDE_LONDON, None, None, stained),
        ),
        titles=tuple(
            RoleText(
                Table.JOB_TITLES, "administrative", 1, i, text, trace(Status.READ, text, 1, LONDON.moved(0, 50 * i))
            )
            for i, text in enumerate(HOSTILE, start=1)
        ),
        responsibilities=(RoleText(Table.RESPONSIBILITIES, "executive", 1, 1, "Minute taking, minutes", doubtful),),
        findings=(
            Finding(
                "illegible_amount",
                Severity.ERROR,
                "look",
                Table.PAY_BANDS,
                "administrative",
                1,
                Location.OUTSIDE_LONDON,
                place=stained.place,
            ),
            Finding(
                "doubtful_text",
                Severity.WARNING,
                f"{HOSTILE[0]} is doubtful",
                Table.RESPONSIBILITIES,
                "executive",
                1,
                position=1,
                place=doubtful.place,
            ),
            Finding("new_title", Severity.WARNING, "new", Table.JOB_TITLES, "administrative", 1, position=3),
            Finding("unused_text", Severity.ERROR, f"{HOSTILE[1]} is unused", place=Place(2, Box(10, 10, 60, 20))),
        ),
    )


def make(folder: Path) -> Path:
    """Make raw and output folders in a folder, and the pages of them; return where these are."""
    raw = folder / "raw"
    raw.mkdir()
    (raw / f"{OLD}.txt").write_text(TEXT, encoding="utf-8")
    (source,) = inventory([raw])[0]
    paint(raw / f"{NEW}.pdf")
    old = extract(source)
    speaks = replace(old, document=replace(old.document, preferred=True))
    publish([speaks, sheet(raw / f"{NEW}.pdf")], folder / "output")
    assert review(folder) == Exit.CLEAN
    return folder / "review"


def review(folder: Path) -> int:
    raw, output, to = (str(folder / name) for name in ("raw", "output", "review"))
    return main(["review", raw, "--output", output, "--to", to])


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    return make(tmp_path)


def rows(pages: Path) -> list[str]:
    return re.findall(r'<li class="item" id="([^"]+)"', (pages / "index.html").read_text("utf-8"))


def row(pages: Path, name: str) -> str:
    """Return the text of one row, its tags left out."""
    page = (pages / "index.html").read_text("utf-8")
    start = page.index(f'<li class="item" id="{name}"')
    return unescape(re.sub("<[^>]+>", " ", page[start : page.index("</li>", start)]))


def test_what_must_be_decided_comes_first_and_every_value_is_there(pages: Path) -> None:
    found = rows(pages)
    assert found[:3] == [
        f"at.{NEW}.pay_bands.administrative.1.outside_london",
        f"at.{NEW}",
        f"at.{NEW}.responsibilities.executive.1.1",
    ]
    assert found.index(f"at.{NEW}.job_titles.administrative.1.3") < found.index(
        f"at.{NEW}.pay_bands.administrative.1.london"
    )
    assert len(found) == len(set(found)) == 7 + 12


def test_no_document_takes_the_name_of_a_part_of_the_page(pages: Path) -> None:
    for name in ("values", "desk", "page-x-1"):
        one = sheet(pages.parent / "raw" / f"{NEW}.pdf")
        publish([replace(one, document=replace(one.document, document_id=name))], pages.parent / "output")
        assert review(pages.parent) == Exit.CLEAN
        ids = re.findall(r' id="([^"]+)"', (pages / "index.html").read_text("utf-8"))
        assert len(ids) == len(set(ids))


def test_a_row_says_all_that_is_known_of_its_value(pages: Path) -> None:
    text = row(pages, f"at.{NEW}.pay_bands.administrative.1.london")
    for part in ("£22,000 to £33,000.50", "Administrative 1, London", "£22,000 - £33,000.50", "1.00", "page 1", NEW):
        assert part in text
    text = row(pages, f"at.{NEW}.responsibilities.executive.1.1")
    for part in ("review", "Minute taking, minutes", "Minute taking and minutes", "0.60", "doubtful_text", HOSTILE[0]):
        assert part in text


def test_a_finding_says_what_to_edit_and_where(pages: Path) -> None:
    raw = pages.parent / "raw"
    stained = row(pages, f"at.{NEW}.pay_bands.administrative.1.outside_london")
    assert f"edit {raw}/corrections.toml, keys minimum_gbp and maximum_gbp" in stained
    assert f"add it to  {raw}/corrections.toml" in stained
    assert "vocabulary add title" in row(pages, f"at.{NEW}.job_titles.administrative.1.3")


def test_a_row_of_a_copied_text_says_on_which_line_it_stands(pages: Path) -> None:
    assert "line 5" in row(pages, f"at.{OLD}.job_titles.administrative.1.1")
    assert "line 8" in row(pages, f"at.{OLD}.responsibilities.executive.1.2")


def test_nothing_of_a_document_is_markup(pages: Path) -> None:
    for name in ("index.html", "changes.html", "pay.html"):
        page = (pages / name).read_text("utf-8")
        assert page.count("<script") == page.count("</script") == 1
        assert "onerror" not in re.sub("(?:&lt;|&#34;&gt;&lt;)img src=x onerror=", "", page)
    assert HOSTILE[1] in row(pages, f"at.{NEW}.job_titles.administrative.1.2")


def test_a_page_names_no_address_outside_its_folder(pages: Path) -> None:
    for name in ("index.html", "changes.html", "pay.html"):
        page = (pages / name).read_text("utf-8")
        for address in re.findall(r'(?:src|href)="([^"#]+)', page):
            assert (pages / address).is_file()
        assert not re.search(r"https?:|@import|url\(", page)


def test_the_same_input_gives_the_same_bytes(pages: Path) -> None:
    before = files_in(pages)
    assert review(pages.parent) == Exit.CLEAN
    assert files_in(pages) == before


def test_a_file_that_is_not_the_one_that_was_read_gives_no_picture(
    pages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = pages.parent / "raw" / f"{NEW}.pdf"
    path.write_bytes(path.read_bytes() + b"\n")
    assert review(pages.parent) == Exit.UNREADABLE_SOURCE
    line = capsys.readouterr().err
    assert f"{NEW}.pdf: sha256 is" in line
    assert line.count("\n") == 1
    assert "No pictures" in (pages / "index.html").read_text("utf-8")
    assert "£22,000 to £33,000.50" in row(pages, f"at.{NEW}.pay_bands.administrative.1.london")
    assert not (pages / "pages").exists()


def test_a_file_that_is_gone_is_named(pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (pages.parent / "raw" / f"{OLD}.txt").unlink()
    assert review(pages.parent) == Exit.UNREADABLE_SOURCE
    assert f"no file {OLD}.txt" in capsys.readouterr().err


def test_a_value_that_reads_otherwise_now_is_not_placed(pages: Path) -> None:
    output = pages.parent / "output"
    (source,) = (one for one in inventory([pages.parent / "raw"])[0] if one.document_id == OLD)
    extraction = extract(source)
    other = Trace(Status.READ, 1.0, "Opening post", Reader.CAPTURE)
    duty = RoleText(Table.RESPONSIBILITIES, "administrative", 1, 2, "Opening post", other)
    publish([Extraction(extraction.document, responsibilities=(duty,))], output)
    assert review(pages.parent) == Exit.CLEAN
    assert "not placed" in row(pages, f"at.{OLD}.responsibilities.administrative.1.2")


@pytest.mark.parametrize("name", ["notes.txt", "pages/deep/notes.txt", "index.html"])
def test_a_folder_with_anything_else_in_it_is_left_alone(
    pages: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = pages / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("mine")
    before = files_in(pages)
    assert review(pages.parent) == Exit.BAD_ARGUMENTS
    assert "which no review wrote" in capsys.readouterr().err
    assert files_in(pages) == before


def test_what_an_earlier_run_wrote_stays_until_all_of_a_new_one_is_there(
    pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_in(pages)

    def full(path: Path) -> None:
        if path.name == "pay.html":
            raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr("pipeline.files.sync", full)
    assert review(pages.parent) == Exit.BAD_ARGUMENTS
    monkeypatch.undo()
    assert files_in(pages) == before
    assert {path.name for path in pages.parent.iterdir()} == {"raw", "output", "review"}


def test_a_file_that_may_not_be_looked_at_is_one_line(
    pages: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = Path.is_file

    def refuse(path: Path) -> bool:
        if path.name == f"{NEW}.pdf":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(Path, "is_file", refuse)
    assert review(pages.parent) == Exit.UNREADABLE_SOURCE
    lines = capsys.readouterr().err.splitlines()
    assert [line for line in lines if f"{NEW}.pdf: Permission denied, expected the file that" in line]
    assert not [line for line in lines if "fault of this program" in line]


def test_a_page_that_is_gone_from_a_document_is_gone_from_the_folder(pages: Path) -> None:
    (pages / "pages" / "older-1.webp").write_bytes(b"")
    assert review(pages.parent) == Exit.CLEAN
    assert "pages/older-1.webp" not in files_in(pages)


@pytest.mark.parametrize("arguments", [["--output", "none"], ["--to", "none/review"]])
def test_a_folder_that_is_not_there_is_one_line(
    pages: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    folder = pages.parent
    given = ["review", str(folder / "raw"), "--output", str(folder / "output"), *arguments]
    assert main(given) == Exit.BAD_ARGUMENTS
    assert len(capsys.readouterr().err.splitlines()) == 1


def titles(page: str) -> Iterator[str]:
    return (unescape(text) for text in re.findall(r"<title>([^<]+)</title>", page))


def test_the_chart_has_each_band_of_each_year(pages: Path) -> None:
    page = (pages / "pay.html").read_text("utf-8")
    found = list(titles(page))
    assert "London, 2021-22: £22,000 to £33,000.50 (read)" in found
    assert "Outside London, 2021-22: not legible (illegible)" in found
    assert "Outside London, 2020-21: £18,000 to £28,000 (read)" in found


def test_the_changes_say_how_much_pay_rose_and_how_a_duty_was_reworded(pages: Path) -> None:
    page = (pages / "changes.html").read_text("utf-8")
    assert "£30,000 → £33,000.50" in page
    assert "+10.00 %" in page
    assert "<del>" not in page
    assert "Minute taking<ins>, minutes</ins>" in page
