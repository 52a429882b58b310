"""A stand-in for the reader of documents, so that the house can be tried without a sheet."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from zlib import crc32

import pytest

from pipeline.errors import SEVERITIES, MissingProgramError, UnreadableSourceError
from pipeline.model import (
    Extraction,
    Finding,
    Kind,
    Location,
    Origin,
    PayBand,
    Reader,
    RoleText,
    Source,
    SourceDocument,
    Status,
    Table,
    Trace,
    YearBasis,
)
from pipeline.read.paged import Ocr
from pipeline.results import VARIABLE

Folder = Callable[[dict[str, str]], Path]


def fake_extract(source: Source, *, debug_dir: Path | None = None, ocr: Ocr | None = None) -> Extraction:
    """Obey the words in the file: an amount, the code of a finding, or a way to fail."""
    words = source.path.read_text(encoding="utf-8").split()
    if "refuse" in words:
        raise UnreadableSourceError(f"{source.path.name}: no table; name another file")
    if "no-program" in words:
        raise MissingProgramError("tesseract is missing: apt-get install tesseract-ocr")
    if "crash" in words:
        raise ZeroDivisionError("two\nlines")
    if "die" in words:
        os._exit(9)
    if "sleep" in words:
        Path(f"started-{source.document_id}").touch()
        time.sleep(60)
    if "wait" in words:
        time.sleep(0.2)
    if debug_dir:
        (debug_dir / source.document_id).touch()
    return fake_extraction(
        source, minimum=next((w for w in words if w.isdecimal()), "10000"), codes=SEVERITIES.keys() & words
    )


def fake_extraction(source: Source, *, minimum: str, codes: set[str]) -> Extraction:
    trace = Trace(Status.READ, 1.0, f"£{minimum}", Reader.CAPTURE)
    findings = tuple(Finding(code, SEVERITIES[code], f"£5\n{code}") for code in sorted(codes))
    year = crc32(source.document_id.encode()) % 99  # each document has a year of its own: none is a rival
    document = SourceDocument(
        source.document_id,
        None,
        "IPSA",
        f"20{year:02}-{year + 1:02}",
        YearBasis.PRINTED,
        source.path.name,
        source.sha256,
        Kind.CAPTURE,
        1,
        Origin.CAPTURE,
    )
    return Extraction(
        document,
        (PayBand("executive", 2, Location.LONDON, Decimal(minimum), Decimal(90000), trace),),
        (RoleText(Table.JOB_TITLES, "executive", 2, 1, "Senior Caseworker", trace),),
        (RoleText(Table.RESPONSIBILITIES, "executive", 2, 1, "Assist surgeries", trace),),
        findings,
    )


@pytest.fixture(autouse=True)
def nothing_kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let no test see what another, or a user, has read; by a patch of its own, so that a test's end first."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(tmp_path_factory.mktemp("results")))
        yield


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Return a maker of `raw/`, from names and contents, in an empty folder that is the working directory."""
    monkeypatch.chdir(tmp_path)

    def make(files: dict[str, str]) -> Path:
        raw = Path("raw")
        raw.mkdir(exist_ok=True)
        for name, content in files.items():
            (raw / name).write_text(content, encoding="utf-8")
        return raw

    return make


@pytest.fixture
def faked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the stand-in in the reader's place, in this process, and CI out of sight."""
    monkeypatch.setattr("pipeline.extract.extract", fake_extract)
    monkeypatch.setattr("pipeline.commands.extract.cores", lambda: 1)
    monkeypatch.delenv("CI", raising=False)
