"""The files of the output folder, piece by piece: one document after the other, so that no more is in memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.errors import OutputError
from pipeline.model import Extraction
from pipeline.publish.changes import changes
from pipeline.publish.documents import document_json
from pipeline.publish.guard import guarded_lines
from pipeline.publish.package import package_json
from pipeline.publish.rows import Row, rows
from pipeline.publish.schema import TableSchema, schema
from pipeline.publish.tables import cells, csv_text

PACKAGE, DOCUMENTS = "datapackage.json", "documents"
_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

#: A path in the folder, and what comes next in that file.
Piece = tuple[str, bytes]


def pieces(extractions: Iterable[Extraction], changed: Iterable[Row]) -> Iterator[Piece]:
    """Yield the files of documents that are sorted by id, the data package last.

    An id that is unsafe, or not greater than the one before, raises `OutputError`.
    """
    tables = schema().tables
    for name, table in tables.items():
        yield f"{name}.csv", csv_text([table.column_names]).encode()
    for extraction in _checked(extractions):
        for name, found in rows(extraction).items():
            yield f"{name}.csv", _csv(tables[name], found)
        yield f"{DOCUMENTS}/{extraction.document.document_id}.json", document_json(extraction).encode()
    yield "changes.csv", _csv(tables["changes"], changed)
    yield PACKAGE, package_json().encode()


def _csv(table: TableSchema, found: Iterable[Row]) -> bytes:
    return csv_text(guarded_lines(table, cells(table, found))).encode()


def _checked(extractions: Iterable[Extraction]) -> Iterator[Extraction]:
    before = ""
    for extraction in extractions:
        name = extraction.document.document_id
        if not _SAFE_NAME.fullmatch(name):
            raise OutputError(f"{name}: this id names a file, expected letters, digits and . _ - only: change it")
        if name <= before:
            raise OutputError(f"{name}: two documents have this id, one would overwrite the other: change one")
        yield extraction
        before = name


def all_pieces(extractions: Sequence[Extraction]) -> Iterator[Piece]:
    """Yield the files of documents in any order, with what changed between them."""
    in_order = sorted(extractions, key=lambda one: one.document.document_id)
    return pieces(in_order, changes(in_order))


def contents(extractions: Sequence[Extraction]) -> dict[str, bytes]:
    """Give every file's bytes by its path in the folder; an unsafe or repeated id raises `OutputError`."""
    files: dict[str, bytearray] = {}
    for path, data in all_pieces(extractions):
        files.setdefault(path, bytearray()).extend(data)
    return {path: bytes(data) for path, data in files.items()}
