"""`extract`: write the output folder, and say what each document gave and what a person must look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.commands.common import RAW, count, errors, make
from pipeline.console import gravest, tell
from pipeline.errors import Exit
from pipeline.model import Extraction, PayBand, RoleText, Severity, Status
from pipeline.run import run

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Iterator

_COLUMNS = ("document", "kind", "bands", "titles", "responsibilities", "marked", "findings")
_MARKED = (Status.REVIEW, Status.ILLEGIBLE)


def extract(arguments: Namespace) -> Exit:
    """Write the output folder; print what each document gave and what a person must look at."""
    if arguments.debug_dir:
        make(arguments.debug_dir)
    paths = arguments.sources or [RAW]
    result = run(paths, arguments.output, jobs=arguments.jobs, debug_dir=arguments.debug_dir)
    tell(result.failures, debug=arguments.debug)
    if not result.written:
        return gravest(result.failures)
    for line in (*_table(result.extractions), *errors(result.extractions)):
        print(line)
    severities = [finding.severity for each in result.extractions for finding in each.findings]
    print(f"{count(severities.count(Severity.WARNING), 'warning')} in {arguments.output / 'findings.csv'}")
    grave = Severity.ERROR in severities or (arguments.strict and severities)
    return gravest(result.failures, Exit.ERROR_FINDING if grave else Exit.CLEAN)


def _table(extractions: Iterable[Extraction]) -> Iterator[str]:
    """Yield the lines of the table that sums up each document, columns aligned."""
    rows = [_COLUMNS, *map(_row, extractions)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        left, right = row[:2], row[2:]
        cells = [c.ljust(w) for c, w in zip(left, widths, strict=False)]
        cells += [c.rjust(w) for c, w in zip(right, widths[2:], strict=True)]
        yield "  ".join(cells)


def _row(extraction: Extraction) -> tuple[str, ...]:
    values: tuple[PayBand | RoleText, ...] = (*extraction.pay_bands, *extraction.texts)
    counts = (
        len(extraction.pay_bands),
        len(extraction.titles),
        len(extraction.responsibilities),
        sum(value.trace.status in _MARKED for value in values),
        len(extraction.findings),
    )
    return extraction.document.document_id, extraction.document.kind, *map(str, counts)
