"""The findings that need a person, the most important first, each kind with the file and the key to edit."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from pipeline import golden
from pipeline.model import Extraction, Severity
from pipeline.publish.documents import document_json
from pipeline.remedies import remedies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

#: A row of `findings` in a document's record.
Row = dict[str, object]

#: Of warnings of one kind so many are shown; all are in findings.csv.
SHOWN = 12
_WHERE = ("table", "job_family", "level", "location", "position")


def unsettled(extraction: Extraction) -> list[Row]:
    """Return the findings that need a person: each error, and each warning that nobody has accepted yet."""
    accepted = golden.findings(extraction.document.document_id)
    found: list[Row] = json.loads(document_json(extraction))["findings"]
    return [row for row in found if is_error(row) or (row["code"] in remedies() and row not in accepted)]


def is_error(row: Row) -> bool:
    """Tell whether a person must decide before the data can be used."""
    return row["severity"] == Severity.ERROR


def to_settle(extractions: Iterable[Extraction], folders: Mapping[str, Path]) -> Iterator[str]:
    """Yield a line for each kind of finding, with what to edit, and below it one for each finding.

    `folders` says where each document lies: there are its manifest and its corrections.
    """
    shown: dict[tuple[bool, int, str, str], list[str]] = defaultdict(list)
    counts: Counter[tuple[bool, int, str, str]] = Counter()
    for extraction in extractions:
        document_id = extraction.document.document_id
        for row in unsettled(extraction):
            code = str(row["code"])
            rank = remedies()[code].rank if code in remedies() else len(remedies())
            kind = not is_error(row), rank, code, str(folders[document_id])
            counts[kind] += 1
            if is_error(row) or counts[kind] <= SHOWN:
                shown[kind].append(_line(document_id, row))
    for kind, lines in sorted(shown.items()):
        warning, _, code, folder = kind
        yield f"{'warning' if warning else 'error'}: {code}{_what_to_do(code, folder)}"
        yield from (f"  {line}" for line in lines)
        if counts[kind] > len(lines):
            yield f"  and {counts[kind] - len(lines)} more"


def _what_to_do(code: str, folder: str) -> str:
    remedy = remedies().get(code)
    return f": {remedy.told(folder)}" if remedy else ""


def _line(document_id: str, row: Row) -> str:
    where = " ".join([document_id, *(str(row[key]) for key in _WHERE if row[key] is not None)])
    page = f", page {row['page']}" if row["page"] else ""
    return f"{where}{page}: {row['message']}"
