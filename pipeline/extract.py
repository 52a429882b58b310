"""One document from its file to its records: read, grid, reconcile, check."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline import debug
from pipeline.check import conservation
from pipeline.check import document as checks
from pipeline.errors import UnreadableSourceError
from pipeline.model import Extraction, Kind, Origin, Reader, SourceDocument, YearBasis
from pipeline.read.capture import read_capture
from pipeline.reconcile import amounts, build, reader
from pipeline.reconcile.likeness import Likeness
from pipeline.reconcile.vocabulary import is_furniture, squeeze, table
from pipeline.reconcile.years import years_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.model import Finding, Line, Source
    from pipeline.read.capture import Capture

TEXT_SUFFIXES = {".txt", ".text", ".tsv", ".csv", ".md", ""}
#: No title is longer than this, in characters.
LONGEST_TITLE = 200


def extract(source: Source, *, debug_dir: Path | None = None) -> Extraction:
    """Read one source; raise `UnreadableSourceError` where it gives no table."""
    name = source.path.name
    capture = _capture(source.path)
    year, basis, findings = _year(source, capture.lines)
    likeness = Likeness(year)
    reading = reader.read(capture, likeness)
    if debug_dir:
        debug.leave(debug_dir, source.document_id, reader.grid_of(capture, likeness), reading)
    if not reading.entries:
        raise UnreadableSourceError(
            f"{name}: read {len(capture.lines)} lines and no table; expected pay ranges, titles or responsibilities"
        )
    records = build.build(reading, Reader.CAPTURE)
    document = SourceDocument(
        document_id=source.document_id,
        title=_title(source, reading.preamble),
        publisher=_publisher(source, capture.lines),
        financial_year=year,
        financial_year_basis=basis,
        file=name,
        sha256=source.sha256,
        kind=Kind.CAPTURE,
        pages=capture.pages,
        origin=source.listed.origin if source.listed else Origin.CAPTURE,
        preferred=bool(source.listed and source.listed.preferred),
    )
    found = (*findings, *records.findings, *conservation.check(capture.lines, reading))
    checked = checks.check(Extraction(document, records.pay_bands, records.titles, records.responsibilities, found))
    return replace(checked, findings=tuple(_located(finding) for finding in checked.findings))


def _located(finding: Finding) -> Finding:
    """Say in the message of a finding on which lines of the capture it is about."""
    if not finding.place.lines:
        return finding
    first, last = finding.place.lines
    where = f"line {first}" if first == last else f"lines {first} to {last}"
    return replace(finding, message=f"{where}: {finding.message}")


def tables(path: Path) -> dict[str, list[dict[str, object]]]:
    """Return the cell grids found in any text, before anything is made of them."""
    return debug.tables(reader.grid_of(_capture(path), Likeness(None)))


def _capture(path: Path) -> Capture:
    if path.suffix.casefold() not in TEXT_SUFFIXES:
        raise UnreadableSourceError(
            f"{path.name}: {path.suffix} files are not read yet; expected a text capture (.txt)"
        )
    return read_capture(path)


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
    above = years_in("\n".join(line.text for line in lines[:first]))
    return above or years_in("\n".join(line.text for line in lines if not amounts.has_amount(line.text)))


def _title(source: Source, preamble: Sequence[Line]) -> str | None:
    """Return the title that the manifest gives, or the first lines above the table that stand together."""
    if source.listed and source.listed.title:
        return source.listed.title
    lines: list[Line] = []
    for line in preamble:
        if is_furniture(line.text) or (lines and line.number > lines[-1].number + 1):
            break
        lines.append(line)
    title = " ".join(" ".join(line.text for line in lines).split())
    return title if 0 < len(title) <= LONGEST_TITLE else None


def _publisher(source: Source, lines: Sequence[Line]) -> str | None:
    """Return the publisher that the manifest gives, or that is printed on lines of its own."""
    if source.listed and source.listed.publisher:
        return source.listed.publisher
    printed = squeeze("".join(line.text for line in lines))
    names: list[str] = table("vocabulary")["publishers"]["names"]
    return next((name for name in names if squeeze(name) in printed), None)
