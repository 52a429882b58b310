"""What several commands share: the folder of documents, places to write to, counts in words."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from pipeline import golden
from pipeline.console import one_line
from pipeline.errors import ArgumentError
from pipeline.model import Extraction, Finding, Severity
from pipeline.publish.documents import document_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

RAW = Path("raw")


def make(folder: Path) -> None:
    """Make a folder unless it is there; write to it and take that back, so that no long run ends in vain."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ArgumentError(f"{folder}: {error.strerror}; name a folder that can be written") from error


def differences(extraction: Extraction) -> list[str]:
    """Return a line for each value of a document that differs from its golden file."""
    return golden.compare(extraction.document.document_id, document_json(extraction))


def errors(extractions: Iterable[Extraction]) -> Iterator[str]:
    """Yield a line for each finding of severity error."""
    for extraction in extractions:
        for finding in extraction.findings:
            if finding.severity is Severity.ERROR:
                where = " ".join([extraction.document.document_id, *_where(finding)])
                yield one_line(f"error: {where}: {finding.message} ({finding.code})")


def _where(finding: Finding) -> list[str]:
    parts = (finding.table, finding.family, finding.level, finding.location, finding.position)
    return [str(part) for part in parts if part is not None]


def count(number: int, noun: str) -> str:
    """Return `1 warning`, `2 warnings`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
