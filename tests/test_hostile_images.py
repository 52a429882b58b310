"""Bad images: one line each, exit code 4, within their time and memory, the other documents unharmed."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.errors import Exit
from tests.hostile import IMAGE_PAIRS, Pair
from tests.hostile.cases import Fate
from tests.hostile.measure import MEBIBYTES, SECONDS, Measured, extract, faults
from tests.reading import RAW
from tests.score import read_output

CAPTURE = "staff-pay-2018-19"
#: One for each way to fail; `python -m tests.hostile --measure` has the others, and `test_raster` most of them.
CHOSEN = (
    *("png-cut-at-50.png", "jpg-cut-at-99.jpg", "pdf-of-a-jpeg-cut-at-50.pdf", "pdf-of-a-packed-image-cut-off.pdf"),
    *("pdf-of-an-image-that-is-not-there.pdf", "png-of-1-by-1.png", "jpeg-that-says-it-is-65500-by-65500.jpg"),
    *("gif-called-png.png", "really-text.jpg", "all-white.png"),
)
LIGHT = {case.file: (case, sheet) for case, sheet in IMAGE_PAIRS if case.file in CHOSEN}
#: Those of the heavy ones that no test can do without; `python -m tests.hostile --measure` has the rest.
GRAVEST = [pair for pair in IMAGE_PAIRS if "thousand-million" in pair[0].name]


@dataclass(frozen=True)
class Run:
    """One run over a folder, and what it wrote."""

    found: Measured
    output: Path


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Extract all light files, and a good capture among them, in one process; once for all tests."""
    folder = tmp_path_factory.mktemp("images")
    sources, output = folder / "sources", folder / "output"
    sources.mkdir()
    shutil.copy(RAW / f"{CAPTURE}.txt", sources)
    for case, sheet in LIGHT.values():
        case.write(sources, sheet)
    return Run(extract([sources], output, limit=SECONDS * 6, jobs=2), output)


def test_a_damaged_page_is_a_finding_and_keeps_no_other_from_being_read(tmp_path: Path) -> None:
    files = ("second-page-cut-off.tif", "second-page-of-a-pdf-cut-off.pdf")
    pairs = [pair for pair in IMAGE_PAIRS if pair[0].file in files]
    for case, sheet in pairs:
        case.write(tmp_path, sheet)
    found = extract([tmp_path], tmp_path / "output", limit=SECONDS * 4)
    assert (found.code, found.err) == (Exit.ERROR_FINDING, ())
    for case, sheet in pairs:
        assert faults(case, sheet, found.err, tmp_path / "output") == []
        findings = read_output(tmp_path / "output", case.name).rows["findings"]
        (unread,) = [row for row in findings if row["code"] == "unread_page"]
        assert (unread["severity"], unread["page"]) == ("error", "2")
        assert "cut off or spoilt; " in unread["message"]


@pytest.mark.parametrize("file", LIGHT)
def test_a_bad_image_is_refused_in_one_line(file: str, run: Run) -> None:
    case, sheet = LIGHT[file]
    assert case.fate is Fate.REFUSED
    assert faults(case, sheet, run.found.err, run.output) == []


def test_a_folder_of_bad_images_leaves_the_good_document_alone(run: Run) -> None:
    assert len(LIGHT) == len(CHOSEN)
    assert run.found.code == 4
    assert run.found.mebibytes <= 2 * MEBIBYTES  # two are read at a time
    assert [path.stem for path in (run.output / "documents").iterdir()] == [CAPTURE]


@pytest.mark.parametrize("pair", GRAVEST, ids=lambda pair: str(pair[0].name))
def test_a_bomb_ends_within_its_time_and_memory(pair: Pair, tmp_path: Path) -> None:
    case, sheet = pair
    found = extract([case.write(tmp_path, sheet)], tmp_path / "output", limit=2 * SECONDS)
    assert faults(case, sheet, found.err, tmp_path / "output") == []
    assert (found.seconds <= SECONDS, found.mebibytes <= MEBIBYTES) == (True, True), found
