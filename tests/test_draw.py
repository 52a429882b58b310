"""Pictures of pages: what a maintainer sees of the words, rules, cells and tables that were found."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from pipeline import draw, paper
from pipeline.__main__ import main
from pipeline.errors import Exit
from tests.sheets import make_sheet

SIZE = (400, 300)
SCALE = draw.RESOLUTION / 72
WHITE = (255, 255, 255)
#: Cells of two rows: one over both columns, and two below it. The text above them is in no table.
XS, YS = (50, 200, 350), (100, 160, 220)

Color = tuple[int, int, int]
Paint = Callable[[Canvas], None]


def grid(canvas: Canvas) -> None:
    """Draw a heading over two columns, and a line above the table."""
    for y in YS:
        canvas.line(XS[0], SIZE[1] - y, XS[2], SIZE[1] - y)
    for x in (XS[0], XS[2]):
        canvas.line(x, SIZE[1] - YS[0], x, SIZE[1] - YS[2])
    canvas.line(XS[1], SIZE[1] - YS[1], XS[1], SIZE[1] - YS[2])
    for x, down, text in ((60, 120, "Pay"), (60, 180, "19,890"), (210, 180, "26,723"), (50, 60, "Above")):
        canvas.drawString(x, SIZE[1] - down, text)


def turned(canvas: Canvas) -> None:
    """Draw the same as on a page that lies on its side: it reads from bottom to top."""
    canvas.translate(SIZE[1], 0)
    canvas.rotate(90)
    grid(canvas)


def line(canvas: Canvas) -> None:
    """Write one line."""
    canvas.drawString(50, SIZE[1] - 60, "Above")


def make(path: Path, *pages: Paint, size: tuple[float, float] = SIZE) -> Path:
    canvas = Canvas(str(path), pagesize=size, invariant=1)
    for page in pages:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return path


def shown(folder: Path, file: Path, page: int = 1) -> Image.Image:
    """Let `tables` draw a file; return the picture of one page."""
    assert main(["tables", str(file), "--debug-dir", str(folder)]) == Exit.CLEAN
    return opened(folder / f"{file.stem}-page-{page}.png")


def opened(file: Path) -> Image.Image:
    with Image.open(file) as image:
        return image.convert("RGB")


def at(image: Image.Image, x: float, down: float) -> Color:
    """Return the colour at a point of the page."""
    red, green, blue = image.getpixel((round(x * SCALE), round(down * SCALE)))  # type: ignore[misc]
    return red, green, blue


def near(one: Color, other: Color) -> bool:
    return all(abs(a - b) <= 3 for a, b in zip(one, other, strict=True))


def coated(color: Color, coat: int) -> Color:
    """Return what white paper looks like below a coat of a colour."""
    red, green, blue = (round(255 + (part - 255) * coat / 255) for part in color)
    return red, green, blue


def cell(index: int) -> Color:
    return coated(draw.CELLS[index], 80)


def test_the_picture_has_the_width_of_the_page_and_its_height_with_a_legend_below(tmp_path: Path) -> None:
    image = shown(tmp_path, make(tmp_path / "a.pdf", grid))
    assert image.width == round(SIZE[0] * SCALE)
    assert 0 < image.height - round(SIZE[1] * SCALE) < 100
    below = image.crop((0, round(SIZE[1] * SCALE), *image.size))
    colors = {color for _, color in below.getcolors(100_000) or ()}
    for color in (draw.CELLS[0], draw.TABLE, draw.RULE, draw.WORD, draw.OUTSIDE, draw.RUNNING):
        assert color in colors


def test_cells_are_coloured_where_they_are_and_what_is_beside_them_is_not(tmp_path: Path) -> None:
    image = shown(tmp_path, make(tmp_path / "a.pdf", grid))
    assert near(at(image, 120, 130), cell(0))
    assert near(at(image, 280, 130), cell(0)), "the heading covers both columns"
    assert near(at(image, 120, 190), cell(2))
    assert near(at(image, 280, 190), cell(3))
    assert at(image, 120, 250) == WHITE


def test_rules_frame_and_words_are_drawn_in_their_colours(tmp_path: Path) -> None:
    image = shown(tmp_path, make(tmp_path / "a.pdf", grid))
    red, green, blue = at(image, 120, YS[1])
    assert red > green + 50
    assert red > blue + 50
    assert near(at(image, 120, YS[0] - 1), draw.TABLE)
    assert any(near(at(image, 51, 60 - up / 4), coated(draw.OUTSIDE, 60)) for up in range(40))
    assert not any(near(at(image, 61, 120 - up / 4), coated(draw.OUTSIDE, 60)) for up in range(40))


def test_a_turned_page_is_drawn_as_shown(tmp_path: Path) -> None:
    image = shown(tmp_path, make(tmp_path / "a.pdf", turned, size=SIZE[::-1]))
    assert image.width == round(SIZE[1] * SCALE)
    # What stood at (x, down) of the upright page now stands at (down, width - x).
    assert near(at(image, 130, SIZE[0] - 280), cell(0))
    assert near(at(image, 190, SIZE[0] - 120), cell(2))
    assert near(at(image, 190, SIZE[0] - 280), cell(3))
    assert at(image, 250, SIZE[0] - 120) == WHITE


def test_the_box_of_a_table_on_a_turned_page_is_where_it_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["tables", str(make(tmp_path / "a.pdf", turned, size=SIZE[::-1]))])
    [table] = json.loads(capsys.readouterr().out)["tables"]
    assert table["bbox"] == pytest.approx([YS[0], SIZE[0] - XS[2], YS[2], SIZE[0] - XS[0]], abs=1.5)
    assert table["cells"] == [["Pay", ""], ["19,890", "26,723"]]


def test_a_page_that_is_stored_on_its_side_is_drawn_as_shown(tmp_path: Path) -> None:
    def stored(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        turned(canvas)

    # ReportLab swaps the sides of a page that it rotates.
    image = shown(tmp_path, make(tmp_path / "a.pdf", stored, size=SIZE))
    assert image.width == round(SIZE[0] * SCALE)
    assert near(at(image, 120, 190), cell(2))
    assert near(at(image, 280, 190), cell(3))


def test_each_page_has_its_picture(tmp_path: Path) -> None:
    folder = tmp_path / "debug"
    last = shown(folder, make(tmp_path / "a.pdf", grid, line, grid), page=3)
    assert sorted(file.name for file in folder.iterdir()) == [
        *(f"a-page-{number}.png" for number in (1, 2, 3)),
        "a.tables.json",
    ]
    assert near(at(last, 280, 190), cell(3))
    assert at(opened(folder / "a-page-2.png"), 280, 190) == WHITE


def test_the_longest_page_makes_no_larger_picture_than_others(tmp_path: Path) -> None:
    image = shown(tmp_path, make(tmp_path / "a.pdf", line, size=(14_000, 500)))
    assert image.width == draw.LONGEST


def test_the_smallest_page_has_a_picture_too(tmp_path: Path) -> None:
    assert shown(tmp_path, make(tmp_path / "a.pdf", lambda canvas: None, size=(36, 36))).width == 55


def test_what_was_read_is_drawn_on_white_where_the_page_cannot_be_rendered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = make(tmp_path / "a.pdf", grid, grid)
    whole = shown(tmp_path, file, page=2)
    monkeypatch.setattr(paper, "PATIENCE", 0.0)
    image = shown(tmp_path, file, page=2)
    assert near(at(image, 280, 190), cell(3))
    assert image.tobytes() != whole.tobytes()


def test_a_file_that_cannot_be_rendered_gives_no_image_and_no_exception(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"%PDF-1.7 no more")
    assert list(paper.papers(file, [(1, 10, 10), (2, 10, 10)])) == [None, None]


def test_a_page_that_is_not_there_keeps_no_other_from_its_image(tmp_path: Path) -> None:
    first, missing, again = paper.papers(make(tmp_path / "a.pdf", grid), [(1, 40, 30), (9, 40, 30), (1, 20, 15)])
    assert (first and first.size, missing, again and again.size) == ((40, 30), None, (20, 15))


# Names and folders


@pytest.mark.parametrize(
    ("file", "name"),
    [("..pdf", "document"), ("Pay (1) \x1b[2J.pdf", "pay-1-2j"), ("...a.pdf", "a"), ("C:\\x.PDF", "c-x")],
)
def test_a_name_cannot_leave_the_folder(file: str, name: str, tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    main(["tables", str(make(sources / file, line)), "--debug-dir", str(tmp_path / "debug")])
    assert {one.name for one in (tmp_path / "debug").iterdir()} == {f"{name}-page-1.png", f"{name}.tables.json"}
    assert {one.name for one in tmp_path.iterdir()} == {"sources", "debug"}


def test_a_link_in_the_folder_is_replaced_and_not_followed(tmp_path: Path) -> None:
    other, folder = tmp_path / "other", tmp_path / "debug"
    other.write_text("mine", "utf-8")
    folder.mkdir()
    for name in ("a-page-1.png", "a.tables.json"):
        (folder / name).symlink_to(other)
    shown(folder, make(tmp_path / "a.pdf", line))
    assert other.read_text("utf-8") == "mine"
    assert not (folder / "a.tables.json").is_symlink()


@pytest.mark.parametrize("command", ["tables", "extract"])
def test_a_folder_that_cannot_be_made_is_one_line(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = make(tmp_path / "a.pdf", line)
    assert main([command, str(file), "--debug-dir", str(file)]) == Exit.BAD_ARGUMENTS
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"{file}: ")
    assert captured.err.count("\n") == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "debug"
    folder.mkdir(mode=0o500)
    assert main(["tables", str(make(tmp_path / "a.pdf", line)), "--debug-dir", str(folder)]) == Exit.BAD_ARGUMENTS
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("name", ["a-page-1.png", "a.tables.json"])
def test_a_folder_in_the_place_of_a_file_is_one_line(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "debug" / name).mkdir(parents=True)
    file = make(tmp_path / "a.pdf", line)
    assert main(["tables", str(file), "--debug-dir", str(tmp_path / "debug")]) == Exit.BAD_ARGUMENTS
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(str(tmp_path / "debug" / name))
    assert captured.err.count("\n") == 1


# The same from extract


def test_extract_leaves_a_picture_of_each_page_beside_the_json(tmp_path: Path) -> None:
    sheet = make_sheet("pdf_pay_only", 3)
    file, folder = tmp_path / "sheet.pdf", tmp_path / "debug"
    file.write_bytes(sheet.data)
    main(["extract", str(file), "--output", str(tmp_path / "output"), "--debug-dir", str(folder)])
    pictures = {f"sheet-page-{number}.png" for number in range(1, (sheet.pages or 0) + 1)}
    assert {one.name for one in folder.iterdir()} == {"sheet.tables.json", "sheet.reading.json", *pictures}


def test_a_sheet_that_was_not_understood_has_its_pictures(tmp_path: Path) -> None:
    file, folder = make(tmp_path / "a.pdf", line), tmp_path / "debug"
    code = main(["extract", str(file), "--output", str(tmp_path / "output"), "--debug-dir", str(folder)])
    assert code == Exit.UNREADABLE_SOURCE
    assert (folder / "a-page-1.png").is_file()
