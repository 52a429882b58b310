"""The sub-commands: what each does with its arguments, what it prints, and which exit code it returns."""

from __future__ import annotations

import json
import os
from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from tempfile import TemporaryFile

from pipeline import debug, golden
from pipeline.console import gravest, one_line, tell
from pipeline.errors import ArgumentError, Exit, UnreadableSourceError
from pipeline.extract import tables as tables_of
from pipeline.jobs import cores
from pipeline.model import Extraction, Finding, PayBand, RoleText, Severity, Source, Status
from pipeline.publish.documents import document_json
from pipeline.read.inventory import inventory, real, slug
from pipeline.read.kept import FIXTURES, folders
from pipeline.read.paged import Ocr
from pipeline.run import gather, run

RAW = Path("raw")

_COLUMNS = ("document", "kind", "bands", "titles", "responsibilities", "marked", "findings")
_MARKED = (Status.REVIEW, Status.ILLEGIBLE)


def extract(arguments: Namespace) -> Exit:
    """Write the output folder; print what each document gave and what a person must look at."""
    if arguments.debug_dir:
        _make(arguments.debug_dir)
    paths = arguments.sources or [RAW]
    result = run(paths, arguments.output, jobs=arguments.jobs, debug_dir=arguments.debug_dir)
    tell(result.failures, debug=arguments.debug)
    if not result.written:
        return gravest(result.failures)
    for line in (*_table(result.extractions), *_errors(result.extractions)):
        print(line)
    severities = [finding.severity for each in result.extractions for finding in each.findings]
    print(f"{_count(severities.count(Severity.WARNING), 'warning')} in {arguments.output / 'findings.csv'}")
    grave = Severity.ERROR in severities or (arguments.strict and severities)
    return gravest(result.failures, Exit.ERROR_FINDING if grave else Exit.CLEAN)


def check(arguments: Namespace) -> Exit:
    """Print each value that differs from the golden files; write nothing."""
    paths: list[Path] = arguments.sources or [RAW]
    # A value may rest on a second source, so a document is read together with the others of its folder.
    result = gather([*paths, *(source.path.parent for source in inventory(paths)[0])])
    tell(result.failures, debug=arguments.debug)
    named = _named(result.sources, paths)
    compared = [each for each in result.extractions if each.document.document_id in named]
    lines = [line for each in compared for line in _differences(each)]
    if real(RAW) in map(real, paths):
        read = {each.document.document_id for each in result.extractions}
        lines += [f"{name}: golden file {golden.path_of(name)}, but no such document" for name in golden.ids() - read]
    for line in sorted(lines):
        print(one_line(line))
    found = _count(len(lines), "difference")
    print(f"{_count(len(compared), 'document')} compared with {golden.FOLDER}: {found}")
    return gravest(result.failures, Exit.DIFFERENT if lines else Exit.CLEAN)


def accept(arguments: Namespace) -> Exit:
    """Make what documents of `raw/` give now their golden files; refuse one with an error finding."""
    if os.environ.get("CI"):
        raise ArgumentError("accept: CI is set; a person accepts a golden file, after looking at the difference")
    # What OCR gave is kept beside the golden file that rests on it.
    result = gather([RAW], kept=[FIXTURES])
    tell(result.failures, debug=arguments.debug)
    read = {each.document.document_id: each for each in result.extractions}
    try:
        names = [_id_of(name, result.sources, read.keys()) for name in arguments.documents]
    except ArgumentError as error:
        tell([error], debug=arguments.debug)
        return gravest([*result.failures, error])
    outcomes = [_accept(read[name], with_errors=arguments.with_errors) for name in dict.fromkeys(names)]
    return gravest(result.failures, *outcomes)


def _accept(extraction: Extraction, *, with_errors: bool) -> Exit:
    """Print the difference, then write the golden file if it may be written."""
    name = extraction.document.document_id
    is_new = not golden.path_of(name).exists()
    lines = golden.values(name, document_json(extraction)) if is_new else _differences(extraction)
    for line in lines or [f"{name}: no difference"]:
        print(one_line(line))
    errors = list(_errors([extraction]))
    for line in errors:
        print(line)
    if errors and not with_errors:
        print(f"{name}: not accepted with {_count(len(errors), 'error')}; settle them, or add --with-errors")
        return Exit.ERROR_FINDING
    golden.write(name, document_json(extraction))
    print(f"{name}: accepted in {golden.path_of(name)}")
    return Exit.CLEAN


def tables(arguments: Namespace) -> Exit:
    """Print the cell grids of a file as JSON, before anything is made of them; draw them where a folder is named."""
    if not arguments.file.is_file():
        raise UnreadableSourceError(f"{arguments.file}: no such file; check the name")
    if arguments.debug_dir:
        _make(arguments.debug_dir)
    found = tables_of(arguments.file, debug_dir=arguments.debug_dir, ocr=Ocr(cores(), folders()))
    text = json.dumps(found, ensure_ascii=False, indent=1)
    if arguments.debug_dir:
        debug.write(arguments.debug_dir / f"{slug(arguments.file.stem)}.tables.json", debug.as_bytes(text))
    print(text)
    return Exit.CLEAN


def _make(folder: Path) -> None:
    """Make a folder unless it is there; write to it and take that back, so that no long run ends in vain."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ArgumentError(f"{folder}: {error.strerror}; name a folder that can be written") from error


def _differences(extraction: Extraction) -> list[str]:
    return golden.compare(extraction.document.document_id, document_json(extraction))


def _named(sources: Iterable[Source], paths: Sequence[Path]) -> set[str]:
    """Return the ids of the sources that the user named, by themselves or with their folder."""
    named = set(map(real, paths))
    return {s.document_id for s in sources if named & {real(s.path), real(s.path.parent)}}


def _id_of(name: str, sources: Iterable[Source], known: Iterable[str]) -> str:
    """Return the id of the document that was read and is called `name`, by its id or by its path."""
    found = [s.document_id for s in sources if name == s.document_id or real(Path(name)) == real(s.path)]
    choices = sorted(known)
    if found and found[0] in choices:
        return found[0]
    near = get_close_matches(name, choices, n=3, cutoff=0.3) or choices
    raise ArgumentError(f"{name}: no such document was read from {RAW}; there are: {', '.join(near) or 'none'}")


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


def _errors(extractions: Iterable[Extraction]) -> Iterator[str]:
    """Yield a line for each finding of severity error."""
    for extraction in extractions:
        for finding in extraction.findings:
            if finding.severity is Severity.ERROR:
                where = " ".join([extraction.document.document_id, *_where(finding)])
                yield one_line(f"error: {where}: {finding.message} ({finding.code})")


def _where(finding: Finding) -> list[str]:
    parts = (finding.table, finding.family, finding.level, finding.location, finding.position)
    return [str(part) for part in parts if part is not None]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


COMMANDS = {"extract": extract, "check": check, "accept": accept, "tables": tables}
