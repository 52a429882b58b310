"""The nouns: frozen records that pass between the stages, and the words of the contract.

A value keeps the text it was read from and its place in the source from the first word to the output row.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from pipeline.geometry import Box


class Kind(StrEnum):
    """How the document holds its text."""

    BORN_DIGITAL = "born_digital"
    SCAN = "scan"
    MIXED = "mixed"
    CAPTURE = "capture"


class Origin(StrEnum):
    """What the file is to the publication, from the most to the least trusted."""

    PUBLICATION = "publication"
    CAPTURE = "capture"
    RECONSTRUCTION = "reconstruction"


class YearBasis(StrEnum):
    """What says which financial year a document is about."""

    PRINTED = "printed"
    MANIFEST = "manifest"
    FILE_NAME = "file_name"
    INFERRED = "inferred"


class Reader(StrEnum):
    """What read a value."""

    PDF_TEXT = "pdf_text"
    OCR = "ocr"
    CAPTURE = "capture"
    CORRECTION = "correction"


class Status(StrEnum):
    """How sure a value is."""

    READ = "read"
    CORRECTED = "corrected"
    REVIEW = "review"
    ILLEGIBLE = "illegible"


class Table(StrEnum):
    """The output table that a value belongs to."""

    PAY_BANDS = "pay_bands"
    JOB_TITLES = "job_titles"
    RESPONSIBILITIES = "responsibilities"


class Location(StrEnum):
    """Where the staff member works."""

    LONDON = "london"
    OUTSIDE_LONDON = "outside_london"
    ANY = "any"


#: What names a row, or what a finding is about: table, job family, level, location, position.
Key = tuple[Table | None, str | None, int | None, Location | None, int | None]


class Verdict(StrEnum):
    """What a person found a value to be: wrong, right after all, not read, or none."""

    REPLACED = "replaced"
    CONFIRMED = "confirmed"
    ADDED = "added"
    REMOVED = "removed"


class Severity(StrEnum):
    """`WARNING`: look when you can. `ERROR`: a person must decide; the exit code is 1."""

    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Listed:
    """What `manifest.toml` says of one file; a field that it leaves out is None."""

    file: str
    document_id: str
    sha256: str
    origin: Origin
    title: str | None = None
    publisher: str | None = None
    financial_year: str | None = None
    financial_year_basis: YearBasis | None = None
    preferred: bool | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person found when they held a value against the document; `stands` says which entry of which file it is.

    The value is named by its place and by the text that was read there. A place is a position in its column, as it was
    read; that of a text to be added, as the column is to be.
    """

    stands: str
    document: str
    table: Table
    family: str
    level: int | None
    raw_text: str
    verdict: Verdict
    evidence: str
    checked_by: str
    checked_on: date
    location: Location | None = None
    position: int | None = None
    amounts: tuple[Decimal | None, Decimal | None] = (None, None)
    text: str | None = None

    @property
    def key(self) -> Key:
        """What names the row that it is about."""
        return self.table, self.family, self.level, self.location, self.position

    @property
    def place(self) -> str:
        """The same, for a message."""
        return " ".join(str(part) for part in self.key if part is not None)


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read: found, hashed and, where the manifest lists it, described; and what is known to be wrong."""

    path: Path
    document_id: str
    sha256: str
    listed: Listed | None = None
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A document as it stands in `documents.csv`."""

    document_id: str
    title: str | None
    publisher: str | None
    financial_year: str | None
    financial_year_basis: YearBasis | None
    file: str
    sha256: str
    kind: Kind
    pages: int
    origin: Origin
    preferred: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: page from 1 and box in points, or, in a capture, its first and last line from 1."""

    page: int | None = None
    box: Box | None = None
    lines: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """How a value came to be: status, confidence from 0 to 1, the text as printed, and its place."""

    status: Status
    confidence: float
    raw_text: str
    reader: Reader
    place: Place = field(default_factory=Place)


@dataclass(frozen=True, slots=True)
class Misgiving:
    """A word that OCR may have misread, why, and what else was read in its place.

    There is no word where it is about a heading that governs the text.
    """

    word: str
    reason: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text as printed, and where it stands; `sure` is the probability that OCR read it to the letter."""

    text: str
    place: Place
    sure: float = 1.0
    misgivings: tuple[Misgiving, ...] = ()

    @property
    def number(self) -> int:
        """Its line number in a capture; 0 where it has none."""
        return self.place.lines[0] if self.place.lines else 0


def span(lines: Iterable[Line]) -> Place:
    """Return the place that covers some lines: the first one's page, and all their line numbers or boxes."""
    lines = tuple(lines)
    if not lines:
        return Place()
    numbers = [number for line in lines if line.place.lines for number in line.place.lines]
    boxes = [line.place.box for line in lines if line.place.box and line.place.page == lines[0].place.page]
    box = boxes[0] if boxes else None
    for other in boxes[1:]:
        box = box.around(other) if box else other
    return Place(lines[0].place.page if box else None, box, (min(numbers), max(numbers)) if numbers else None)


def part_of(lines: Sequence[Line], text: str) -> Line:
    """Return a text that stands in some lines, with its place and what OCR may have misread in it."""
    found = tuple(one for line in lines for one in line.misgivings if _is_in(one.word, text))
    return Line(text, span(lines), math.prod(line.sure for line in lines), found)


def _is_in(word: str, text: str) -> bool:
    """Tell whether any part of a word is in a text: words may be parted, at a comma for one."""
    parts = re.findall(r"\w+", word)
    return not parts or any(part in text for part in parts)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid: its lines, and the slots (columns counted from 0, or positions) that it covers.

    On a drawn page `starts` is the evidence, in log odds, that each line begins a text, by its place alone; `down` is
    the number of rows that it covers.
    """

    lines: tuple[Line, ...]
    first: int
    last: int
    starts: tuple[float, ...] = ()
    down: int = 1

    @property
    def text(self) -> str:
        """The words of its lines, one space between them."""
        return " ".join(" ".join(line.text for line in self.lines).split())

    @property
    def misgivings(self) -> tuple[Misgiving, ...]:
        """What OCR may have misread in it."""
        return tuple(one for line in self.lines for one in line.misgivings)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a grid: its cells with text, left to right; `gap` where a page break may stand before it.

    `unsure` where it is not certain that this row begins or ends here; `beside` where it is a line of text above,
    below or between tables, and then `gap` where it stands far from them; `part` numbers the stretch of rows that the
    same headings govern.
    """

    cells: tuple[Cell, ...]
    gap: bool = False
    unsure: bool = False
    beside: bool = False
    part: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a table, top to bottom. `steady` where a slot is the same column in every row between two gaps.

    `drawn` where slots are positions on a page (points), so that what stands below a heading belongs to it. `beside`
    are the lines that stand on its pages and are no part of it, such as running heads and page numbers.
    """

    rows: tuple[Row, ...]
    steady: bool = False
    drawn: bool = False
    beside: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a value needs a second look, or what was done to it: a finding's code and, in words, the reason."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A text with every heading that governs it: the one shape for a matrix, a list and interleaved columns.

    `confidence` is the probability that it stands under these headings; `doubts` are the things noticed about it.
    """

    table: Table
    family: str
    level: int | None
    lines: tuple[Line, ...]
    confidence: float
    location: Location | None = None
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Loose:
    """Something on the page that went into no entry, or a heading that is noteworthy: a finding to be."""

    doubt: Doubt
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one document's text gave: entries in the order of each column, and what belongs to none of them.

    `preamble` is the text above the tables, `headings` are the lines or parts of lines that name columns or stand
    beside the tables; `scanned` where the text went through OCR.
    """

    entries: tuple[Entry, ...]
    loose: tuple[Loose, ...] = ()
    preamble: tuple[Line, ...] = ()
    headings: tuple[Line, ...] = ()
    scanned: bool = False


@dataclass(frozen=True, slots=True)
class PayBand:
    """Pounds a year for a family, level and location; no amounts where illegible, no maximum where none is set."""

    family: str
    level: int | None
    location: Location
    minimum: Decimal | None
    maximum: Decimal | None
    trace: Trace

    @property
    def key(self) -> Key:
        """What names its row."""
        return Table.PAY_BANDS, self.family, self.level, self.location, None


@dataclass(frozen=True, slots=True)
class RoleText:
    """A job title or a responsibility; `position` counts from 1, top to bottom in its column."""

    table: Table
    family: str
    level: int | None
    position: int
    text: str
    trace: Trace

    @property
    def key(self) -> Key:
        """What names its row."""
        return self.table, self.family, self.level, None, self.position


@dataclass(frozen=True, slots=True)
class Finding:
    """A thing noticed: what, how grave, about which row or place, and in words what to do about it."""

    code: str
    severity: Severity
    message: str
    table: Table | None = None
    family: str | None = None
    level: int | None = None
    location: Location | None = None
    position: int | None = None
    place: Place = field(default_factory=Place)

    @property
    def key(self) -> Key:
        """What names the row that it is about, as far as it is about one."""
        return self.table, self.family, self.level, self.location, self.position


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything that one document gave."""

    document: SourceDocument
    pay_bands: tuple[PayBand, ...] = ()
    titles: tuple[RoleText, ...] = ()
    responsibilities: tuple[RoleText, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def texts(self) -> tuple[RoleText, ...]:
        """Titles and responsibilities together."""
        return self.titles + self.responsibilities
