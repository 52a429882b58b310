"""Tesseract: an image to words. The only module that knows it.

It runs as a program of its own, one thread each, since several pages are read at once: OpenMP's threads would wait for
each other.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from subprocess import CalledProcessError
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import cv2

from pipeline.errors import MissingProgramError, PipelineError
from pipeline.geometry import Box

# Where pandas is installed pytesseract loads it, which takes as long as a page, for tables that nobody asks for here.
_WITHOUT_PANDAS = "pandas" not in sys.modules
if _WITHOUT_PANDAS:
    sys.modules["pandas"] = None  # type: ignore[assignment] # Python's mark of a module that cannot be imported
import pytesseract  # noqa: E402

if _WITHOUT_PANDAS:
    del sys.modules["pandas"]

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.read.scan.raster import Grey

#: The language whose data it reads with.
LANGUAGE = "eng"
#: It takes a page as one block of lines: where it looks for columns it drops what it takes for pictures.
MODE = 6
#: Seconds that one page may take.
PATIENCE = 25
INSTALL = "install it (Debian: apt-get install tesseract-ocr tesseract-ocr-eng; macOS: brew install tesseract)"
_NUMBERS = re.compile(r"([a-z_]+) ([-\d. ]+)")
_LINES = frozenset({"ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat"})


class OcrError(PipelineError):
    """One image could not be read: what Tesseract did instead."""


class OcrTimeoutError(OcrError):
    """One image took too long."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A word as Tesseract read it, in pixels: its ink, its baseline and size of type, and a confidence from 0 to 1."""

    text: str
    box: Box
    baseline: float
    size: float
    confidence: float


def words(pixels: Grey, dpi: float) -> list[Seen]:
    """Read an image; raise `OcrError` where Tesseract fails on it, `MissingProgramError` where it is not there."""
    version()
    with TemporaryDirectory() as folder:
        # It reads this form of image at once: others are unpacked, or read byte by byte.
        path = Path(folder, "page.tiff")
        cv2.imwrite(str(path), pixels, [cv2.IMWRITE_TIFF_COMPRESSION, cv2.IMWRITE_TIFF_COMPRESSION_NONE])
        settings = f"--psm {MODE} --dpi {round(dpi)}"
        os.environ["OMP_THREAD_LIMIT"] = "1"
        try:
            page = pytesseract.image_to_pdf_or_hocr(
                str(path), lang=LANGUAGE, config=settings, extension="hocr", timeout=PATIENCE
            )
        except pytesseract.TesseractError as error:
            raise OcrError(f"Tesseract failed: {str(error.message).strip()[:120]!r}") from error
        except RuntimeError as error:
            raise OcrTimeoutError(f"Tesseract took more than {PATIENCE} seconds") from error
        except (OSError, UnicodeDecodeError) as error:
            raise OcrError("Tesseract ended without a page") from error
    return _words_of(page)


@cache
def version() -> str:
    """Return what names the engine, its data and settings; raise `MissingProgramError`."""
    try:
        number = pytesseract.get_tesseract_version()
        languages = pytesseract.get_languages()
    except pytesseract.TesseractNotFoundError as error:
        raise MissingProgramError(f"Tesseract is not installed, and scans need it; {INSTALL}") from error
    except (CalledProcessError, UnicodeDecodeError, SystemExit) as error:  # the last one where it is too old
        raise MissingProgramError(f"Tesseract does not tell its version, and scans need it; {INSTALL}") from error
    if LANGUAGE not in languages:
        raise MissingProgramError(f"Tesseract has no data for {LANGUAGE!r}, and scans need it; {INSTALL}")
    return f"tesseract {number} {LANGUAGE}:{_digest()} psm:{MODE}"


def _digest() -> str:
    """Return what tells the language data from others, which Tesseract says where to find."""
    command = [pytesseract.pytesseract.tesseract_cmd, "--list-langs"]
    listed = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - the program that reads pages
    folder = re.search(rb'"([^"]+)"', listed.stdout + listed.stderr)
    data = Path(os.fsdecode(folder[1]), f"{LANGUAGE}.traineddata") if folder else Path()
    return hashlib.sha256(data.read_bytes()).hexdigest()[:16] if data.is_file() else "unknown"


def _words_of(page: bytes) -> list[Seen]:
    try:
        return list(_words(page))
    except (ElementTree.ParseError, LookupError, TypeError, ValueError) as error:
        raise OcrError("Tesseract printed what is no page of words") from error


def _words(page: bytes) -> Iterator[Seen]:
    """Yield the words of a page in hOCR, Tesseract's fullest form (http://kba.github.io/hocr-spec/1.2)."""
    root = ElementTree.fromstring(page)  # noqa: S314 - Tesseract made it, and its text is escaped
    for line in root.iter():
        if line.get("class") in _LINES:
            told = _told(line)
            for word in line.iter():
                text = "".join(word.itertext()).strip()
                if word.get("class") == "ocrx_word" and text:
                    yield _seen(text, _told(word), told)


def _told(element: ElementTree.Element) -> dict[str, list[float]]:
    """Return the numbers that hOCR gives of an element, by name."""
    return {name: [float(one) for one in found.split()] for name, found in _NUMBERS.findall(element.get("title", ""))}


def _seen(text: str, word: dict[str, list[float]], line: dict[str, list[float]]) -> Seen:
    """Return a word; its line's baseline is given by slope and offset from the line's bottom left corner."""
    box = Box(*word["bbox"])
    slope, offset = line.get("baseline", [0.0, 0.0])
    left, bottom = line["bbox"][0], line["bbox"][3]
    baseline = bottom + offset + slope * (box.middle[0] - left)
    size = line["x_size"][0] if "x_size" in line else line["bbox"][3] - line["bbox"][1]
    return Seen(text, box, baseline, size, word["x_wconf"][0] / 100)
