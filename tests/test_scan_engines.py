"""OCR engines that are missing, crash, hang or talk nonsense, and what is kept of what they said."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import reportlab
from PIL import Image, ImageDraw, ImageFont

from pipeline.__main__ import main
from pipeline.errors import Exit, MissingProgramError, UnreadableSourceError
from pipeline.geometry import Box
from pipeline.model import Kind
from pipeline.read import paged
from pipeline.read.page import Page, Word
from pipeline.read.paged import Ocr, Paged, read_pages, refusal
from pipeline.read.pdf import Pdf
from pipeline.read.scan import engines as engines_module
from pipeline.read.scan import page as page_module
from pipeline.read.scan import read_scan, tesseract
from pipeline.read.scan.engines import Engines
from pipeline.read.scan.raster import Grey, Raster
from pipeline.read.scan.store import Rows, Store
from pipeline.read.scan.tesseract import OcrError, Seen
from tests.reading import SHEET

ROOT = Path(__file__).parents[1]
DPI = 150
#: What a stand-in says of itself; a real one is asked for the rest where a test names no other behaviour.
REAL = shutil.which("tesseract") or ""
HEAD = """#!/bin/sh
case "$1" in
--version) echo 'tesseract 5.3.0'; exit 0;;
--list-langs) printf 'List of available languages (1):\\neng\\n'; exit 0;;
esac
"""
#: A page whose lines have nothing but what a test says.
HOCR = """printf '%s' '<html><body><span class="ocr_line" title="{line}"><span class="ocrx_word" title="{word}">\
£20,000</span></span></body></html>' > "$2.hocr"
"""
WAYS = {
    "crashes": "kill -SEGV $$",
    "fails": "echo 'Error in pixRead: out of memory' >&2; exit 1",
    "fails in no known letters": "printf '\\377\\376\\200' >&2; exit 1",
    "fails in many lines": "printf 'one\\ntwo\\nthree\\n' >&2; exit 2",
    "writes nothing": "exit 0",
    "writes an empty page": ': > "$2.hocr"',
    "writes no known letters": "printf '<html>\\377\\376</html>' > \"$2.hocr\"",
    "writes half a page": "printf '<html><body><span class=' > \"$2.hocr\"",
    "writes a word without a place": HOCR.format(line="bbox 0 0 9 9", word="x_wconf 90"),
    "writes a word without a confidence": HOCR.format(line="bbox 0 0 9 9", word="bbox 0 0 9 9"),
    "writes half a place": HOCR.format(line="bbox 0 0 9 9", word="bbox 0 0 9; x_wconf 90"),
    "writes a place of no numbers": HOCR.format(line="bbox 0 0 9 9", word="bbox 0 - 9 9; x_wconf 90"),
    "writes a line without a place": HOCR.format(line="", word="bbox 0 0 9 9; x_wconf 90"),
    "hangs": "exec sleep 20",
}


def drawn(rows: Sequence[str] = ("Diary management", "£24,468 - £30,415"), width: int = 900, height: int = 300) -> Grey:
    """Draw lines of print."""
    image = Image.new("L", (width, height), 255)
    font = ImageFont.truetype(str(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"), 24)
    for number, row in enumerate(rows):
        ImageDraw.Draw(image).text((60, 60 + 60 * number), row, font=font, fill=0)
    return np.asarray(image, np.uint8)


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    """Ask the programs anew who they are: a process asks once."""
    tesseract.version.cache_clear()
    yield
    tesseract.version.cache_clear()


Program = Callable[[str], Path]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Return a maker of a folder with a `tesseract` that does as a shell script says."""

    def make(script: str) -> Path:
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        path = folder / "tesseract"
        path.write_text(script, encoding="utf-8")
        path.chmod(0o755)
        return folder

    return make


def first_in_path(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


# --- what engines said is kept


ROWS: Rows = [["£20,000", 1.5, 0.25]]
IMAGE = np.arange(12, dtype=np.uint8).reshape(3, 4)


class Asked:
    """An engine that counts how often it is asked."""

    def __init__(self, rows: Rows = ROWS) -> None:
        self.rows, self.times = rows, 0

    def __call__(self) -> Rows:
        self.times += 1
        return self.rows


def test_the_same_image_is_read_once(tmp_path: Path) -> None:
    asked, store = Asked(), Store((tmp_path / "new" / "folder",))
    assert [store.rows("engine 1", [IMAGE], asked) for _ in range(3)] == [ROWS] * 3
    assert asked.times == 1


@pytest.mark.parametrize(
    ("engine", "images"),
    [
        ("engine 2", [IMAGE]),
        ("engine 1", [np.where(IMAGE == 7, 8, IMAGE).astype(np.uint8)]),
        ("engine 1", [IMAGE.reshape(4, 3)]),
        ("engine 1", [IMAGE, IMAGE]),
        ("engine 1", [IMAGE[:1], IMAGE[1:]]),
        ("engine 1", []),
    ],
    ids=["another version", "another pixel", "another shape", "one more", "parted", "none"],
)
def test_whatever_differs_is_read_anew(engine: str, images: list[Grey], tmp_path: Path) -> None:
    store = Store((tmp_path,))
    store.rows("engine 1", [IMAGE], Asked())
    asked = Asked([["other"]])
    assert store.rows(engine, images, asked) == [["other"]]
    assert asked.times == 1


def test_folders_are_looked_into_in_order_and_the_last_takes_what_is_new(tmp_path: Path) -> None:
    first, last = tmp_path / "first", tmp_path / "last"
    Store((first,)).rows("engine", [IMAGE], Asked())
    asked = Asked([["other"]])
    both = Store((first, last))
    assert both.rows("engine", [IMAGE], asked) == ROWS
    assert both.rows("engine", [IMAGE[:1]], asked) == [["other"]]
    assert (asked.times, len(list(first.iterdir())), len(list(last.iterdir()))) == (1, 1, 1)


SPOILT = {
    "nothing": b"",
    "half": b'{"engine": "engine", "rows": [["a", 1',
    "no letters": b"\xff\xfe\x80",
    "another file": b"hello",
}


@pytest.mark.parametrize("content", SPOILT.values(), ids=SPOILT)
def test_a_spoilt_file_is_read_anew_and_mended(content: bytes, tmp_path: Path) -> None:
    store = Store((tmp_path,))
    store.rows("engine", [IMAGE], Asked())
    (kept,) = tmp_path.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(content)
    assert store.rows("engine", [IMAGE], Asked()) == ROWS
    assert kept.read_bytes() == whole


@pytest.mark.parametrize("content", [b"[]", b"{}", b"7", b"null"])
def test_a_file_of_another_form_is_read_anew(content: bytes, tmp_path: Path) -> None:
    store = Store((tmp_path,))
    store.rows("engine", [IMAGE], Asked())
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(content)
    assert store.rows("engine", [IMAGE], Asked()) == ROWS


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    asked, store = Asked(), Store((tmp_path / "file" / "folder",))
    assert [store.rows("engine", [IMAGE], asked) for _ in range(2)] == [ROWS] * 2
    assert asked.times == 2


def test_many_at_once_keep_whole_files_of_the_same_bytes(tmp_path: Path) -> None:
    images = [np.full((2, 2), number % 3, np.uint8) for number in range(60)]
    for name in ("one", "other"):
        store = Store((tmp_path / name,))
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda image: store.rows("e", [image], lambda: [[float(image[0, 0])]]), images))  # noqa: B023 - used up at once
        assert found == [[[float(image[0, 0])]] for image in images]
    one, other = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "other"))
    assert len(one) == 3
    assert one == other


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Put a stand-in in Tesseract's place; return the list of the densities that it is asked about."""
    asked: list[float] = []

    def words(pixels: Grey, dpi: float) -> list[Seen]:
        asked.append(dpi)
        return [Seen("£20,000", Box(0.1, 1 / 3, 2, 3), 2.7, 1e-9, 0.95)]

    monkeypatch.setattr(tesseract, "version", lambda: "tesseract 5")
    monkeypatch.setattr(engines_module, "version", lambda: "second 1")
    monkeypatch.setattr(tesseract, "words", words)
    return asked


def test_kept_words_are_the_very_same(named: list[float], tmp_path: Path) -> None:
    engines = Engines(Store((tmp_path,)))
    (read,), (kept,) = engines.page(IMAGE, 200), engines.page(IMAGE, 200)
    assert read == kept == Seen("£20,000", Box(0.1, 1 / 3, 2, 3), 2.7, 1e-9, 0.95)
    assert named == [200]


def test_another_density_or_version_is_read_anew(
    named: list[float], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engines = Engines(Store((tmp_path,)))
    engines.page(IMAGE, 200)
    engines.page(IMAGE, 300)
    monkeypatch.setattr(tesseract, "version", lambda: "tesseract 6")
    Engines(Store((tmp_path,))).page(IMAGE, 300)
    assert named == [200, 300, 300]


def test_no_lines_load_no_second_engine(named: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    def load() -> None:
        raise AssertionError("it is loaded")

    monkeypatch.setattr(engines_module, "SecondReader", load)
    assert Engines(Store()).second([]) == []


# --- Tesseract as it should be, and not


def test_tesseract_reads_print_and_says_where_it_stands() -> None:
    found = tesseract.words(drawn(), DPI)
    assert [word.text for word in found] == ["Diary", "management", "£24,468", "-", "£30,415"]
    diary, amount = found[0], found[2]
    assert diary.box.x0 == pytest.approx(62, abs=3)
    assert diary.baseline < amount.baseline
    assert amount.box.top < amount.baseline <= amount.box.bottom + 3
    assert 0.5 < amount.confidence <= 1


def test_a_blank_page_has_no_words() -> None:
    assert tesseract.words(np.full((300, 300), 255, np.uint8), DPI) == []


@pytest.mark.parametrize("way", WAYS)
def test_a_page_on_which_tesseract_fails_says_so_in_a_line(
    way: str, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_in_path(program(HEAD + WAYS[way]), monkeypatch)
    monkeypatch.setattr(tesseract, "PATIENCE", 1 if way == "hangs" else 20)
    with pytest.raises(OcrError) as caught:
        tesseract.words(drawn(), DPI)
    assert ("Tesseract took more than" if way == "hangs" else "Tesseract") in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_engine_that_hangs_does_not_keep_every_page_waiting(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_in_path(program(HEAD + WAYS["hangs"]), monkeypatch)
    monkeypatch.setattr(tesseract, "PATIENCE", 0.2)
    engines = Engines(Store())
    said = []
    for _ in range(4):
        with pytest.raises(OcrError) as caught:
            engines.page(drawn(), DPI)
        said.append("not asked again" in str(caught.value))
    assert said == [False, False, True, True]


@pytest.mark.parametrize("way", ["crashes", "writes no known letters"])
def test_such_a_page_has_no_words_and_says_why(way: str, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    first_in_path(program(HEAD + WAYS[way]), monkeypatch)
    read = page_module.read(Raster(1, drawn(), DPI, (432.0, 144.0)), Engines(Store()))
    assert read.words == ()
    assert read.is_blind
    (lack,) = read.lacks
    assert "is not read: Tesseract" in lack


def test_what_failed_is_not_kept(program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first_in_path(program(HEAD + WAYS["crashes"]), monkeypatch)
    engines = Engines(Store((tmp_path / "kept",)))
    with pytest.raises(OcrError):
        engines.page(drawn(), DPI)
    program(HEAD + f'exec {REAL} "$@"')
    assert [word.text for word in engines.page(drawn(), DPI)][:1] == ["Diary"]


def test_ink_on_a_page_that_tesseract_finds_empty_is_no_blank(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_in_path(program(HEAD + "printf '<html/>' > \"$2.hocr\""), monkeypatch)
    read = page_module.read(Raster(1, drawn(), DPI, (432.0, 144.0)), Engines(Store()))
    assert read.words
    assert all(word.doubt for word in read.words)


NO_VERSION = {
    "an old one": "#!/bin/sh\necho 'tesseract 2.04'\n",
    "something else": "#!/bin/sh\necho 'hello'\n",
    "no letters": "#!/bin/sh\nprintf '\\377\\376'\n",
    "a crash": "#!/bin/sh\nkill -SEGV $$\n",
    "a library that is missing": "#!/bin/sh\necho 'error while loading shared libraries' >&2\nexit 127\n",
    "languages in no letters": HEAD.replace("printf 'List", "printf '\\377 List"),
    "no languages": HEAD.replace("eng\\n", "deu\\nengine\\n"),
    "no program": "\x00\x01",
}


@pytest.mark.parametrize("script", NO_VERSION.values(), ids=NO_VERSION)
def test_a_tesseract_that_cannot_be_used_is_missing(
    script: str, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(program(script)))
    with pytest.raises(MissingProgramError, match="apt-get install") as caught:
        tesseract.version()
    assert "\n" not in str(caught.value)


# --- the child process, and a run


def image_file(folder: Path, *pages: Grey) -> Path:
    path = folder / "sheet-2020-21.tiff"
    first, *more = [Image.fromarray(page) for page in pages]
    first.save(path, save_all=True, append_images=more, dpi=(DPI, DPI))
    return path


XS = (40, 230, 290, 500, 710, 920, 1130)
SHEET_ROWS = (
    {0: "Job families", 2: "Administrative", 4: "Executive"},
    {0: "Location", 2: "London", 3: "Outside London", 4: "London", 5: "Outside London"},
    {
        0: "Pay ranges",
        1: "1",
        2: "£20,000 - £27,000",
        3: "£18,000 - £25,000",
        4: "£22,000 - £32,000",
        5: "£19,500 - £28,500",
    },
    {0: "Job titles", 1: "1", 2: "Secretary", 4: "Caseworker"},
)


def sheet() -> Grey:
    """Draw a sheet with its rules, wider than high."""
    image = Image.new("L", (1200, 700), 255)
    font = ImageFont.truetype(str(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"), 18)
    pen = ImageDraw.Draw(image)
    top, high = 200, 60
    for number, row in enumerate(SHEET_ROWS):
        for column, text in row.items():
            pen.text((XS[column] + 8, top + high * number + 18), text, font=font, fill=0)
    bottom = top + high * len(SHEET_ROWS)
    for number in range(len(SHEET_ROWS) + 1):
        pen.line([(XS[0], top + high * number), (XS[-1], top + high * number)], fill=0, width=2)
    for x in XS:
        begin = top + high if x in (XS[3], XS[5]) else top
        pen.line([(x, begin), (x, bottom)], fill=0, width=2)
    return np.asarray(image, np.uint8)


def wide() -> Grey:
    return drawn(["Some words of a second page that are set in one line and go on to the end"], 1200, 200)


def child(path: Path, threads: int, *folders: Path) -> bytes:
    arguments = [str(path), "all", str(threads), *map(str, folders)]
    command = [sys.executable, "-m", "pipeline.read.scan.child", *arguments]
    return subprocess.run(command, capture_output=True, check=True, cwd=ROOT).stdout


def test_pages_are_the_same_bytes_whatever_the_number_of_threads_and_what_is_kept(tmp_path: Path) -> None:
    path = image_file(tmp_path, drawn(), wide())
    one = child(path, 1, tmp_path / "kept")
    assert child(path, 2) == one
    kept = {entry: entry.stat().st_mtime_ns for entry in (tmp_path / "kept").iterdir()}
    assert kept
    assert child(path, 2, tmp_path / "kept") == one
    assert {entry: entry.stat().st_mtime_ns for entry in (tmp_path / "kept").iterdir()} == kept
    head, *pages = map(json.loads, one.splitlines())
    assert head == {"pages": 2}
    assert [page["number"] for page in pages] == [1, 2]
    assert "£24,468" in {word["text"] for word in pages[0]["words"]}


def test_a_child_that_takes_too_long_costs_a_line(
    program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first_in_path(program(HEAD + WAYS["hangs"]), monkeypatch)
    monkeypatch.setattr("pipeline.read.scan.PATIENCE", 2.0)
    with pytest.raises(UnreadableSourceError, match="took more than 2 seconds") as caught:
        read_scan(image_file(tmp_path, drawn()), None, threads=1, kept=())
    assert "\n" not in str(caught.value)


def test_what_reads_pages_loads_no_library_that_it_does_not_need() -> None:
    code = "import sys, pipeline.read.scan.child; print(*{'pandas', 'matplotlib', 'pdfplumber'} & set(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True, cwd=ROOT).stdout
    assert loaded.split() == []


COMMAND = ["extract", "sources", "--output", "output", "--jobs", "1"]


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the working directory, which has a folder of a scan and a capture."""
    (tmp_path / "sources").mkdir()
    image_file(tmp_path / "sources", sheet())
    (tmp_path / "sources" / "capture-2018-19.txt").write_text(SHEET, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return tmp_path


def written(sources: Path) -> list[str]:
    return [path.stem for path in sorted((sources / "output" / "documents").iterdir())]


def rows_in(sources: Path, table: str) -> list[dict[str, str]]:
    """Return the rows of the scan in a table that was written."""
    with (sources / "output" / f"{table}.csv").open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["document_id"] == "sheet-2020-21"]


def test_a_run_without_tesseract_writes_the_other_documents(sources: Path) -> None:
    command = [sys.executable, "-m", "pipeline", *COMMAND]
    outside = {**os.environ, "PATH": str(sources)}
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env=outside)
    assert ran.returncode == Exit.MISSING_PROGRAM
    (line,) = ran.stderr.splitlines()
    assert line.startswith("sheet-2020-21.tiff: Tesseract is not installed")
    assert "apt-get install tesseract" in line
    assert written(sources) == ["capture-2018-19"]


@pytest.mark.parametrize(("lacking", "remedy"), [("language", "apt-get"), ("model", "pip")])
def test_data_that_are_missing_are_named_in_a_line(
    lacking: str, remedy: str, sources: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = sources / "empty"
    (empty / "rapidocr").mkdir(parents=True)
    (empty / "rapidocr" / "__init__.py").touch()
    if lacking == "language":
        monkeypatch.setenv("TESSDATA_PREFIX", str(empty))
    else:
        monkeypatch.setenv("PYTHONPATH", f"{empty}{os.pathsep}{ROOT}")
    assert main(COMMAND) == Exit.MISSING_PROGRAM
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("sheet-2020-21.tiff: ")
    assert f"{remedy} install" in line
    assert written(sources) == ["capture-2018-19"]


def test_a_page_on_which_tesseract_crashes_is_a_finding_and_the_others_are_read(
    sources: Path, program: Program, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    image_file(sources / "sources", sheet(), wide())
    # The first page is read column by column, none of them so wide.
    narrow = "import sys; from PIL import Image; sys.exit(Image.open(sys.argv[1]).width > 900)"
    crash = f"{sys.executable} -c '{narrow}' \"$1\" || kill -SEGV $$\n"
    first_in_path(program(f'{HEAD}{crash}exec {REAL} "$@"\n'), monkeypatch)
    assert main(COMMAND) == Exit.ERROR_FINDING
    assert capsys.readouterr().err == ""
    unread = [row for row in rows_in(sources, "findings") if row["code"] == "unread_page"]
    assert [(row["page"], row["severity"]) for row in unread] == [("2", "error")]
    assert "Tesseract failed" in unread[0]["message"]
    bands = {(row["minimum_gbp"], row["reader"]) for row in rows_in(sources, "pay_bands")}
    assert bands == {(f"{minimum}.00", "ocr") for minimum in (20000, 18000, 22000, 19500)}


def test_a_scan_of_which_tesseract_reads_nothing_is_a_line(
    program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first_in_path(program(HEAD + WAYS["writes no known letters"]), monkeypatch)
    reason = refusal(read_pages(image_file(tmp_path, drawn()), Ocr()).pages)
    assert reason.startswith("page 1 cannot be read: Tesseract")
    assert "\n" not in reason


# --- which pages are read by OCR


WORDS = (Word("Diary", Box(10, 10, 50, 20), 10),)
PRINTED = Page(1, (600.0, 800.0), 0, WORDS, ())
IMAGE_ONLY = Page(2, (600.0, 800.0), 0, (), (), images=0.9)
TORN = Page(3, (600.0, 800.0), 0, (), (), images=0.9, torn="it is cut off")
BLANK = Page(4, (600.0, 800.0), 0, (), ())


@pytest.fixture
def scanned(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Put stand-ins in the places of the readers; return the list of the pages that OCR is asked for."""
    asked: list[object] = []

    def scan(path: Path, pages: Sequence[int] | None, **_: object) -> tuple[Page, ...]:
        asked.append(pages)
        return tuple(replace(PRINTED, number=number, back=None) for number in pages or (1, 2))

    monkeypatch.setattr(paged, "read_scan", scan)
    return asked


def test_an_image_is_read_whole(scanned: list[object]) -> None:
    found = read_pages(Path("sheet.JPG"), Ocr())
    assert scanned == [None]
    assert (found.kind, found.scanned) == (Kind.SCAN, frozenset({1, 2}))


@pytest.mark.parametrize(
    ("pages", "asked", "kind"),
    [
        ([PRINTED], [], Kind.BORN_DIGITAL),
        ([PRINTED, BLANK], [], Kind.BORN_DIGITAL),
        ([IMAGE_ONLY], [[2]], Kind.SCAN),
        ([PRINTED, IMAGE_ONLY, TORN, BLANK], [[2]], Kind.MIXED),
    ],
)
def test_only_pages_without_text_are_read_by_ocr(
    pages: list[Page], asked: list[object], kind: Kind, scanned: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paged, "read_pdf", lambda _: Pdf(tuple(pages), ("a hole",)))
    found = read_pages(Path("sheet.pdf"), Ocr())
    assert scanned == asked
    assert found.kind is kind
    assert [page.number for page in found.pages] == [page.number for page in pages]
    assert found.damage == ("a hole",)


def test_a_document_without_a_page_that_can_be_read_is_refused(
    scanned: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    for pages, says in (((TORN,), "page 3 cannot be read: "), ((BLANK, BLANK), "read 2 pages without text; ")):
        monkeypatch.setattr(paged, "read_pdf", lambda _, pages=pages: Pdf(pages))
        reason = refusal(read_pages(Path("sheet.pdf"), Ocr()).pages)
        assert reason.startswith(says)
        assert reason.count("; ") == 2, "what was read, what was expected, what to do"


def test_a_page_without_text_tells_nothing_of_the_kind() -> None:
    assert Paged((PRINTED, replace(BLANK, number=2)), frozenset({2})).kind is Kind.BORN_DIGITAL
