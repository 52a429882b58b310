"""The documents that every tool reads, each with what is true of it: sheets of this project, and seeded unseen ones."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pypdfium2

from tests.sheets import make_sheet

CHECKOUT = Path(__file__).parents[1]
#: A sheet whose tables are laid out otherwise than by the rule of `judge`: a row for each level, a column for each
#: family and location.
OTHERWISE = frozenset({"level_across", "separate_tables", "turned_page", "turned_page_left", "turned_entry", "turned"})
#: Of scans, those that show a matrix.
MATRIX = frozenset({"pdf_ruled", "pdf_partly_ruled", "pdf_unruled"})
RULED, OTHER, SCANS = "PDFs with all their rules", "PDFs with some rules or none", "Scans"
SORTS = (RULED, OTHER, SCANS)


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF, what is true of it, its number of pages, what it is in words, and its sort, one of `SORTS`."""

    path: Path
    truth: dict[str, Any]
    pages: int
    about: str
    sort: str

    @property
    def scan(self) -> bool:
        """Tell whether it holds images alone."""
        return self.sort == SCANS


def documents(folder: Path, seed: int, *, quick: bool) -> list[Document]:
    """Write the documents into a folder; a `quick` run has one of each sort."""
    kinds = ["pdf_ruled"] * (1 if quick else 4) + ["pdf_partly_ruled", "pdf_unruled"][: 0 if quick else 2]
    found = [*_seeded(folder, "pdf_ruled", seed, kinds.count("pdf_ruled"))]
    found += [one for kind in kinds if kind != "pdf_ruled" for one in _seeded(folder, kind, seed, 1)]
    found += _seeded(folder, "scan_200", seed, 1)
    if not quick:
        found.insert(0, _of_raw(folder, "staff-pay-2018-19.pdf", "staff-pay-2018-19", RULED))
        found.append(_of_raw(folder, "staff-pay-2024-25-scan.pdf", "staff-pay-2024-25", SCANS))
    return found


def _seeded(folder: Path, kind: str, seed: int, number: int) -> Iterator[Document]:
    """Yield the first sheets of a kind, from a seed on, that the rule of `judge` fits."""
    for each in count(seed):
        sheet = make_sheet(kind, each)
        scan = kind.startswith("scan")
        if sheet.suffix != ".pdf" or OTHERWISE & set(sheet.features) or (scan and not MATRIX & set(sheet.features)):
            continue
        path = folder / f"{sheet.name}{sheet.suffix}"
        path.write_bytes(sheet.data)
        sort = SCANS if scan else RULED if kind == "pdf_ruled" else OTHER
        yield Document(path, sheet.truth, sheet.pages or 1, f"seeded, {kind}", sort)
        number -= 1
        if not number:
            return


def _of_raw(folder: Path, file: str, truth: str, sort: str) -> Document:
    """Return a document of `raw/`, in a folder where no manifest and no kept OCR result speaks for it."""
    path = Path(shutil.copy(CHECKOUT / "raw" / file, folder))
    told = json.loads((CHECKOUT / "tests" / "truth" / f"{truth}.truth.json").read_text("utf-8"))
    return Document(path, told, len(pypdfium2.PdfDocument(path)), f"raw/{file}", sort)
