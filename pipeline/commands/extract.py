"""`extract`: write the output folder, and say what each document gave, what a person must settle, and what changed."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from pipeline import results
from pipeline.commands.attention import to_settle
from pipeline.commands.common import RAW, count, make
from pipeline.console import gravest, one_line, tell
from pipeline.cores import cores
from pipeline.errors import Exit
from pipeline.model import PayBand, RoleText, Severity, Status
from pipeline.publish.summary import summary
from pipeline.read import manifest
from pipeline.read.draft import draft
from pipeline.read.kept import folders
from pipeline.run import How, run

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from pipeline.model import Extraction
    from pipeline.run import Result

_COLUMNS = ("document", "kind", "pages", "bands", "titles", "responsibilities", "marked", "seconds")
_MARKED = (Status.REVIEW, Status.ILLEGIBLE)
#: For so many documents without an entry in the manifest one is drafted.
DRAFTED = 12
#: Stands for the seconds of a document that was read before.
_KEPT = "kept"


def extract(arguments: Namespace) -> Exit:
    """Write the output folder; print what a maintainer needs to know next."""
    if arguments.debug_dir:
        make(arguments.debug_dir)
    result = run(arguments.sources or [RAW], arguments.output, _how(arguments))
    tell(result.failures, debug=arguments.debug)
    if not result.written:
        return gravest(result.failures)
    severities = Counter(finding.severity for one in result.extractions for finding in one.findings)
    for line in _report(result, arguments.output, severities):
        print(one_line(line))
    grave = severities[Severity.ERROR] or (arguments.strict and severities)
    return gravest(result.failures, Exit.ERROR_FINDING if grave else Exit.CLEAN)


def _how(arguments: Namespace) -> How:
    """Read as the arguments say; workers of a cluster see none of the OCR results that are kept in this folder."""
    anew = arguments.fresh or arguments.debug_dir
    return How(
        jobs=arguments.jobs or cores(),
        scheduler=arguments.scheduler,
        debug_dir=arguments.debug_dir,
        ocr=folders()[-1:] if arguments.scheduler else folders(),
        results={} if anew else results.opened(),
    )


def _report(result: Result, output: Path, severities: Counter[Severity]) -> Iterator[str]:
    """Yield what is printed of a run: the documents, what to settle, what changed, and what to add to the manifest."""
    yield from _table(result)
    yield from _headed("To settle, the most important first:", to_settle(result.extractions, _folders(result)))
    yield from _headed("Changes:", summary(result.changes))
    yield from _unlisted(result)
    yield ""
    errors, warnings = (severities[severity] for severity in (Severity.ERROR, Severity.WARNING))
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
    return document.document_id, document.kind, *map(str, counts), _took(seconds.get(document.document_id))


def _took(seconds: float | None) -> str:
    return _KEPT if seconds is None else f"{seconds:.1f}"


def _unlisted(result: Result) -> Iterator[str]:
    """Yield the manifest entry that each document without one may have; of very many, the first."""
    sources = {source.document_id: source for source in result.sources if source.listed is None}
    unlisted = (one.document for one in result.extractions if one.document.document_id in sources)
    for document in islice(unlisted, DRAFTED):
        folder = sources[document.document_id].path.parent
        yield from _headed(
            f"Not listed yet; to keep it, add to {folder / manifest.NAME}:", draft(document).splitlines()
        )
    if more := sum(1 for _ in unlisted):
        yield from ("", f"Not listed yet either: {count(more, 'document')} more")
