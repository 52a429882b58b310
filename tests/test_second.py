"""The second reader of scans: what it reads depends on the crop alone, and nothing that it is given breaks it."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import reportlab
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from pipeline.errors import Exit, MissingProgramError
from pipeline.read.scan import second
from pipeline.read.scan.raster import Grey
from pipeline.read.scan.second import SecondReader, Seen

TEXTS = ("£24,468 - £30,415", "£23,350", "25200.50", "£19,750 – £28,400 per annum", "Diary Secretary", "•")


def printed(text: str, size: int = 30) -> Grey:
    """Return a text in print with paper about it."""
    font = ImageFont.truetype(str(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"), size)
    left, top, right, bottom = font.getbbox(text)
    margin = size // 4
    image = Image.new("L", (int(right - left) + 2 * margin, int(bottom - top) + 2 * margin), 255)
    ImageDraw.Draw(image).text((margin - left, margin - top), text, font=font, fill=0)
    return np.asarray(image, np.uint8)


@pytest.fixture(scope="module")
def reader() -> SecondReader:
    return SecondReader()


def bare(seen: Sequence[Seen]) -> list[str]:
    return ["".join(one.text.split()).replace("–", "-") for one in seen]


@pytest.mark.parametrize("size", [16, 30, 90])
def test_print_is_read_in_the_order_given(reader: SecondReader, size: int) -> None:
    expected = ["".join(text.split()).replace("–", "-") for text in TEXTS]
    assert bare(reader.readings([printed(text, size) for text in TEXTS[:5]])) == expected[:5]


def test_a_reading_is_the_same_whatever_else_is_read_and_by_how_many(reader: SecondReader) -> None:
    crops = [printed(text) for text in TEXTS]
    together = reader.readings(crops)
    assert list(reversed(reader.readings(crops[::-1]))) == together
    with ThreadPoolExecutor(4) as pool:
        alone = [one for (one,) in pool.map(lambda crop: reader.readings([crop]), crops)]
    assert alone == together
    assert SecondReader(threads=2).readings(crops) == together


@pytest.mark.parametrize(
    "shape", [(0, 0), (0, 100), (48, 0), (48, 2), (3, 90), (9, 4_000), (4_000, 300), (30,), (30, 90, 3)]
)
def test_what_can_be_no_line_gives_an_empty_reading(reader: SecondReader, shape: tuple[int, ...]) -> None:
    assert reader.readings([np.zeros(shape, np.uint8), printed("£23,350")])[0] == Seen()
    assert reader.readings([np.zeros(shape, np.uint8), printed("£23,350")])[1].text == "£23,350"


def test_a_strip_longer_than_any_line_gives_an_empty_reading(reader: SecondReader) -> None:
    strip = np.tile(printed("£23,350"), 30)
    assert reader.readings([strip]) == [Seen()]


@pytest.mark.parametrize("tone", [0, 128, 255])
def test_a_crop_without_text_has_none(reader: SecondReader, tone: int) -> None:
    assert reader.readings([np.full((40, 200), tone, np.uint8)]) == [Seen()]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 60), st.integers(0, 400), st.integers(0, 2**32 - 1))
def test_no_crop_breaks_it(reader: SecondReader, rows: int, columns: int, seed: int) -> None:
    crop = np.random.default_rng(seed).integers(0, 256, (rows, columns), np.uint8)
    (seen,) = reader.readings([crop])
    assert 0 <= seen.weakest <= seen.score <= 1
    assert bool(seen.text) == (seen.score > 0)


def test_a_spoilt_digit_shows_in_the_weakest_score_first(reader: SecondReader) -> None:
    whole = printed("£24,468 per annum")
    spoilt = whole.copy()
    spoilt[:, round(0.18 * whole.shape[1]) : round(0.23 * whole.shape[1])] = 255
    clean, damaged = reader.readings([whole, spoilt])
    assert clean.weakest > 0.9
    assert damaged.weakest < 0.5
    assert damaged.score > 0.9


def test_the_version_names_all_that_a_reading_depends_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    usual = second.version()
    assert usual == second.version()
    assert "onnxruntime" in usual
    changed = tmp_path / second._model_file().name
    changed.write_bytes(b"another model")
    monkeypatch.setattr(second, "_model_file", lambda: changed)
    assert second.version() != usual
    monkeypatch.undo()
    monkeypatch.setattr(second, "HEIGHT", second.HEIGHT * 2)
    assert second.version() != usual


@pytest.mark.parametrize("lacking", ["model", "package", "onnxruntime"])
def test_what_is_missing_is_named_with_its_remedy(
    lacking: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if lacking == "onnxruntime":
        monkeypatch.setitem(sys.modules, "onnxruntime", None)
    else:
        (tmp_path / "rapidocr").mkdir()
        (tmp_path / "rapidocr" / "__init__.py").touch()
        monkeypatch.setattr(second, "find_spec", lambda _: None if lacking == "package" else _Spec(tmp_path))
    with pytest.raises(MissingProgramError, match="pip install") as caught:
        SecondReader()
    assert caught.value.exit is Exit.MISSING_PROGRAM
    assert "\n" not in str(caught.value)


class _Spec:
    def __init__(self, folder: Path) -> None:
        self.origin = str(folder / "rapidocr" / "__init__.py")


def test_it_is_silent_and_asks_no_network(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("it asks the network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert SecondReader().readings([printed("£23,350")])[0].text == "£23,350"
    assert capfd.readouterr() == ("", "")


def test_the_engine_is_loaded_only_when_it_is_used() -> None:
    code = "import sys, pipeline.read.scan.second; print({'onnxruntime', 'rapidocr'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"
