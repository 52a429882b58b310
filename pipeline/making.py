"""What a file holds to records: grid, reconcile, check."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline import debug
from pipeline.check import conservation, corrections
from pipeline.check import document as checks
from pipeline.errors import UnreadableSourceError
from pipeline.grid import pages
from pipeline.model import Doubt, Extraction, Kind, Origin, Place, Reader, SourceDocument, Table, YearBasis, span
from pipeline.patience import bounded
from pipeline.read.inventory import slug
from pipeline.read.paged import Paged, refusal
from pipeline.reconcile import amounts, build, reader
from pipeline.reconcile.likeness import Likeness
from pipeline.reconcile.vocabulary import is_furniture, squeeze, table
from pipeline.reconcile.years import sheet_years, years_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pipeline.grid.page import Found
    from pipeline.model import Finding, Grid, Line, Reading, Source
    from pipeline.read.capture import Capture
    from pipeline.read.page import Page

#: No title is longer than this, in characters.
LONGEST_TITLE = 200
#: No cell holds more, in characters: what does is no list of titles or duties, and is quoted in many a finding.
LONGEST_CELL = 10_000
#: Lines of one size differ by less than this share in height.
SAME_SIZE = 0.1


@dataclass(frozen=True, slots=True)
class _Content:
    """What a file holds: its lines as printed, its grid where one was found, and what was noticed on the way."""

    lines: tuple[Line, ...]
    grid: Grid | None
    reading: Reading
    kind: Kind
    pages: int
    findings: tuple[Finding, ...] = ()
    scanned: frozenset[int] = frozenset()

    def reader(self, page: int | None) -> Reader:
        """Return what read the text of a page."""
        if self.kind is Kind.CAPTURE:
            return Reader.CAPTURE
        return Reader.OCR if page in self.scanned else Reader.PDF_TEXT


def make(source: Source, held: Paged | Capture, debug_dir: Path | None = None) -> Extraction:
    """Return the records of one source; raise `UnreadableSourceError` where it gives no table.

    Raise `CorrectionError` where a recorded correction does not match what was read.
    """
    name = source.path.name
    content = _of_pages(source, held, debug_dir) if isinstance(held, Paged) else _of_capture(source, held, debug_dir)
    year, basis, findings = _year(source, content.lines)
    reading = content.reading
    if debug_dir:
        debug.leave(debug_dir, source.document_id, content.grid, reading)
    if not reading.entries:
        raise UnreadableSourceError(
            f"{name}: read {len(content.lines)} lines and no table; expected pay ranges, titles or responsibilities"
        )
    longest = max(sum(len(line.text) for line in entry.lines) for entry in reading.entries)
    if longest > LONGEST_CELL:
        raise UnreadableSourceError(
            f"{name}: read {longest} characters in one cell; expected a sheet; keep only the pages of the sheet"
        )
    title, untitled = _title(source, reading.preamble)
    records = build.build(reading, content.reader)
    document = SourceDocument(
        document_id=source.document_id,
        title=title,
        publisher=_publisher(source, content.lines),
        financial_year=year,
        financial_year_basis=basis,
        file=name,
        sha256=source.sha256,
        kind=content.kind,
        pages=content.pages,
        origin=source.listed.origin if source.listed else _origin(content.kind),
        preferred=bool(source.listed and source.listed.preferred),
    )
    lost = conservation.check(content.lines, reading)
    found = (*content.findings, *findings, *untitled, *records.findings, *lost)
    read = Extraction(document, records.pay_bands, records.titles, records.responsibilities, found)
    checked = checks.check(corrections.apply(read, source.corrections))
    return replace(checked, findings=tuple(_located(finding) for finding in checked.findings))


def _origin(kind: Kind) -> Origin:
    return Origin.CAPTURE if kind is Kind.CAPTURE else Origin.PUBLICATION


def _of_capture(source: Source, capture: Capture, debug_dir: Path | None) -> _Content:
    likeness = Likeness(_year(source, capture.lines)[0])
    with bounded(source.path.name):
        reading = reader.read(capture, likeness)
    grid = reader.grid_of(capture, likeness) if debug_dir else None
    return _Content(capture.lines, grid, reading, Kind.CAPTURE, capture.pages)


def _of_pages(source: Source, paged: Paged, debug_dir: Path | None) -> _Content:
    """Return what pages hold; raise `UnreadableSourceError` where nothing on them can be read."""
    if reason := refusal(paged.pages):
        raise UnreadableSourceError(f"{source.path.name}: {reason}")
    if debug_dir:
        debug.draw(debug_dir, source.document_id, source.path, paged.pages, _found(paged.pages))
    likeness = Likeness(_year(source, pages.lines_on(paged.pages))[0])
    with bounded(source.path.name, len(paged.pages)):
        grid = pages.grid_of(paged.pages, likeness.texts(Table.RESPONSIBILITIES))
        reading = _doubted(reader.read_grid(grid, likeness), paged)
    lines = tuple(line for row in grid.rows for cell in row.cells for line in cell.lines) + grid.beside
    findings = tuple(_unread(paged))
    return _Content(lines, grid, reading, paged.kind, len(paged.pages), findings, paged.scanned)


def _doubted(reading: Reading, paged: Paged) -> Reading:
    """Doubt what stands on pages that were perhaps not read whole, which are all those of a damaged file."""
    told = {page.number: "; ".join(one for one in (page.torn, *paged.damage[:1]) if one) for page in paged.pages}
    torn = {number: why for number, why in told.items() if why}
    entries = tuple(
        replace(entry, doubts=(*entry.doubts, Doubt("doubtful_place", f"page {number}: {torn[number]}")))
        if (number := entry.lines[0].place.page) in torn
        else entry
        for entry in reading.entries
    )
    return replace(reading, entries=entries)


def _unread(paged: Paged) -> Iterator[Finding]:
    """Yield a finding for each thing that cannot be read, and for what is damaged."""
    for page in paged.pages:
        for lack in page.lacks:
            yield build.finding("unread_page", f"page {page.number} {lack}", Place(page.number))
    for faint in dict.fromkeys(page.faint for page in paged.pages if page.faint):
        yield build.finding("beside_table", f"a watermark, or white on white, is in no output: {faint[:80]!r}")
    for damage in paged.damage:
        yield build.finding("damaged_file", f"the file is damaged: {damage}; get it again, or compare every page")


def _located(finding: Finding) -> Finding:
    """Say in the message of a finding on which lines of the capture it is about."""
    if not finding.place.lines:
        return finding
    first, last = finding.place.lines
    where = f"line {first}" if first == last else f"lines {first} to {last}"
    return replace(finding, message=f"{where}: {finding.message}")


def tables(path: Path, held: Paged | Capture, debug_dir: Path | None = None) -> dict[str, list[dict[str, object]]]:
    """Return the cell grids found in any file, before anything is made of them; draw its pages where it has any."""
    if not isinstance(held, Paged):
        return debug.tables(reader.grid_of(held, Likeness(None)))
    found = _found(held.pages)
    if debug_dir:
        debug.draw(debug_dir, slug(path.stem), path, held.pages, found)
    return debug.page_tables(held.pages, found)


def _found(read: Sequence[Page]) -> Sequence[Found]:
    """Return what is found on pages before anything is known of their document, such as its year."""
    return pages.found_on(read, Likeness(None).texts(Table.RESPONSIBILITIES))[0]


def _year(source: Source, lines: Sequence[Line]) -> tuple[str | None, YearBasis | None, tuple[Finding, ...]]:
    """Return the year, what says so, and a finding where nothing does or two things differ."""
    listed = source.listed.financial_year if source.listed else None
    printed = _printed_years(lines)
    if len(printed) == 1:
        if listed and listed != printed[0]:
            reason = f"the sheet prints {printed[0]}, the manifest says {listed}; correct the one that is wrong"
            return printed[0], YearBasis.PRINTED, (build.finding("year_differs", reason),)
        return printed[0], YearBasis.PRINTED, ()
    if listed and source.listed:
        return listed, source.listed.financial_year_basis or YearBasis.MANIFEST, ()
    named = years_in(source.path.stem.replace("_", "-"))
    if len(named) == 1:
        return named[0], YearBasis.FILE_NAME, ()
    read = f"the years {', '.join(printed)}" if printed else "no year"
    reason = f"read {read}, expected one; add the document to the manifest with its financial_year"
    return None, None, (build.finding("no_year", reason),)


def _printed_years(lines: Sequence[Line]) -> tuple[str, ...]:
    """Return the years that a sheet prints above its first amount, or, if none, anywhere beside amounts."""
    first = next((i for i, line in enumerate(lines) if amounts.has_amount(line.text)), len(lines))
    above = sheet_years([line.text for line in lines[:first]])
    return above or sheet_years([line.text for line in lines if not amounts.has_amount(line.text)])


def _title(source: Source, preamble: Sequence[Line]) -> tuple[str | None, tuple[Finding, ...]]:
    """Return the title that the manifest gives, or the first lines above the table that stand together.

    One that OCR may have misread is none: it has no status that would say so, but a finding.
    """
    if source.listed and source.listed.title:
        return source.listed.title, ()
    lines: list[Line] = []
    for line in preamble:
        if is_furniture(line.text) or (lines and not _stand_together(lines[-1], line)):
            break
        lines.append(line)
    title = " ".join(" ".join(line.text for line in lines).split())
    if any(line.misgivings for line in lines):
        reason = f"the title may be misread, and is left out: {title[:LONGEST_TITLE]!r}; give it in the manifest"
        return None, (build.finding("doubtful_reading", reason, span(lines)),)
    return (title if 0 < len(title) <= LONGEST_TITLE else None), ()


def _stand_together(above: Line, below: Line) -> bool:
    """Tell whether two lines are of one paragraph: one after the other, on a page also of one size and near."""
    one, other = above.place.box, below.place.box
    if not (one and other):
        return below.number <= above.number + 1
    near = 0 <= other.top - one.bottom < max(one.height, other.height)
    return near and abs(one.height - other.height) < SAME_SIZE * one.height


def _publisher(source: Source, lines: Sequence[Line]) -> str | None:
    """Return the publisher that the manifest gives, or that is printed on lines of its own."""
    if source.listed and source.listed.publisher:
        return source.listed.publisher
    printed = squeeze("".join(line.text for line in lines))
    names: list[str] = table("vocabulary")["publishers"]["names"]
    return next((name for name in names if squeeze(name) in printed), None)
