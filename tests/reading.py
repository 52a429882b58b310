"""Hand-made captures and records, short enough to read in the test that uses them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.extract import extract
from pipeline.model import Extraction, Line, PayBand, Place, RoleText, Source
from pipeline.reconcile.amounts import Range

RAW = Path(__file__).parents[1] / "raw"

#: A small sheet in a grid. As in 2018-19 the heading rows have no column for the level; the rows below them do.
HEADS = (
    "JOB FAMILIES\tAdministrative\t\tExecutive\t\tResearch\n"
    "LOCATION\tLONDON\tOUTSIDE LONDON\tLONDON\tOUTSIDE LONDON\tLONDON\tOUTSIDE LONDON\n"
)
PAY = (
    "PAY RANGES\t1\t20,000 – 27,000\t18,000 – 25,000\t22,000 – 32,000\t19,500 – 28,500\n"
    "\t2\t24,000 – 34,500\t22,000 – 31,000\t27,500 – 38,000\t24,000 – 36,000\t23,800 – 34,800\t20,500 – 31,900\n"
)
TITLES = (
    "JOB TITLES\t1\tSecretary Personal Assistant\tCaseworker\n"
    "\t2\tSenior Secretary\tSenior Caseworker\tResearcher Research Officer\n"
)
DUTIES = (
    "KEY RESPONSIBILITIES\t1\tOpening and dispatching mail\tDraft responses to constituents\n"
    "\t\tDiary management\tAnalyse patterns of enquiries and produce reports\n"
    "\t2\tSupervise staff as required\tDevelop knowledge in specialist areas\tGive advice on policy issues\n"
)
SHEET = HEADS + PAY + TITLES + DUTIES

#: The same kind of sheet as OCR gives it, its columns interleaved.
STREAM_PAY = (
    "JOB FAMILIES Administrative Executive Research\n"
    "LOCATION LONDON OUTSIDE LONDON LONDON OUTSIDE LONDON LONDON OUTSIDE LONDON\n"
    "Pay ranges\n"
    "1 20,000 - 27,000 18,000 - 25,000 22,000 - 32,000 19,500 - 28,500\n"
    "2 24,000 - 34,500 22,000 - 31,000 27,500 - 38,000 24,000 - 36,000 23,800 - 34,800 20,500 - 31,900\n"
)
STREAM = (
    STREAM_PAY
    + "\nJob Titles\n\nSecretary Caseworker\n\nSenior Secretary Senior Caseworker Researcher\n"
    + "\nKey Responsibilities (1)\n\nDiary management.\n\nDraft responses to constituents.\n"
    + "\nKey Responsibilities (2)\n\nSupervise staff as required.\n\nDevelop knowledge in specialist areas.\n"
    + "\nGive advice on policy issues.\n"
)

#: A list of roles, its cells run together as a crawler keeps them.
LIST = (
    "Pay ranges for 2020-21 within the London area\n\n"
    "Job roleAnnual minimumAnnual maximum\n"
    "Administrative 1 (Administrative Officer)£24,468£35,790\n"
    "Research 3 (Senior Parliamentary Assistant)£38,404£59,803\n"
)


def lines_of(text: str) -> tuple[Line, ...]:
    """Number the lines of a text, as of one page."""
    return tuple(Line(line, Place(1, lines=(n, n))) for n, line in enumerate(text.split("\n"), start=1))


def extract_text(text: str | bytes, name: str = "sheet-2020-21.txt") -> Extraction:
    """Extract a text as a document that no manifest lists."""
    data = text.encode() if isinstance(text, str) else text
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        return extract(Source(path, path.stem, hashlib.sha256(data).hexdigest()))


def codes(extraction: Extraction) -> set[str]:
    """Return the codes of the findings of a document."""
    return {finding.code for finding in extraction.findings}


def rows_of(found: Extraction) -> tuple[PayBand | RoleText, ...]:
    """Return every value that a document gave."""
    return (*found.pay_bands, *found.texts)


def pounds(band: PayBand | Range) -> tuple[object, object]:
    """Return minimum and maximum, to be compared with whole numbers."""
    return band.minimum, band.maximum
