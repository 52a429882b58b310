"""`extract`: write the output folder, and say what each document gave, what a person must settle, and what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.commands.attention import to_settle
from pipeline.commands.common import RAW, count, make
from pipeline.console import gravest, one_line, tell
from pipeline.errors import Exit
from pipeline.model import PayBand, RoleText, Severity, Status
from pipeline.publish.changes import changes
from pipeline.publish.summary import summary
from pipeline.read import manifest
from pipeline.read.draft import draft
from pipeline.run import run

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from pipeline.model import Extraction
    from pipeline.run import Result

_COLUMNS = ("document", "kind", "pages", "bands", "titles", "responsibilities", "marked", "seconds")
_MARKED = (Status.REVIEW, Status.ILLEGIBLE)


def extract(arguments: Namespace) -> Exit:
    """Write the output folder; print what a maintainer needs to know next."""
    if arguments.debug_dir:
        make(arguments.debug_dir)
    result = run(arguments.sources or [RAW], arguments.output, jobs=arguments.jobs, debug_dir=arguments.debug_dir)
    tell(result.failures, debug=arguments.debug)
    if not result.written:
        return gravest(result.failures)
    for line in _report(result, arguments.output):
        print(one_line(line))
    severities = [finding.severity for each in result.extractions for finding in each.findings]
    grave = Severity.ERROR in severities or (arguments.strict and severities)
    return gravest(result.failures, Exit.ERROR_FINDING if grave else Exit.CLEAN)


def _report(result: Result, output: Path) -> Iterator[str]:
    """Yield what is printed of a run: the documents, what to settle, what changed, and what to add to the manifest."""
    yield from _table(result)
    yield from _headed("To settle, the most important first:", to_settle(result.extractions, _folders(result)))
    yield from _headed("Changes:", summary(changes(result.extractions)))
    yield from _unlisted(result)
    severities = [finding.severity for each in result.extractions for finding in each.findings]
    errors, warnings = (severities.count(severity) for severity in (Severity.ERROR, Severity.WARNING))
    yield ""
    yield f"{count(errors, 'error')} and {count(warnings, 'warning')} in {output / 'findings.csv'}"


def _folders(result: Result) -> dict[str, Path]:
    """Return the folder of each document, by its id: there its manifest and its corrections lie."""
    return {source.document_id: source.path.parent for source in result.sources}


def _headed(head: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield some lines below a head, after an empty one; nothing where there are none."""
    found = list(lines)
    if found:
        yield from ("", head, *found)


def _table(result: Result) -> Iterator[str]:
    """Yield the lines of the table that sums up each document, columns aligned."""
    rows = [_COLUMNS, *(_row(each, result.seconds) for each in result.extractions)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        left, right = row[:2], row[2:]
        cells = [c.ljust(w) for c, w in zip(left, widths, strict=False)]
        cells += [c.rjust(w) for c, w in zip(right, widths[2:], strict=True)]
        yield "  ".join(cells)


def _row(extraction: Extraction, seconds: Mapping[str, float]) -> tuple[str, ...]:
    document = extraction.document
    values: tuple[PayBand | RoleText, ...] = (*extraction.pay_bands, *extraction.texts)
    counts = (
        document.pages,
        len(extraction.pay_bands),
        len(extraction.titles),
        len(extraction.responsibilities),
        sum(value.trace.status in _MARKED for value in values),
    )
    return document.document_id, document.kind, *map(str, counts), f"{seconds[document.document_id]:.1f}"


def _unlisted(result: Result) -> Iterator[str]:
    """Yield the manifest entry that each document without one may have."""
    read = {each.document.document_id: each.document for each in result.extractions}
    for source in result.sources:
        if source.listed is None and source.document_id in read:
            entry = draft(read[source.document_id]).splitlines()
            yield from _headed(f"Not listed yet; to keep it, add to {source.path.parent / manifest.NAME}:", entry)
