"""Documents to the files that they were read from: known by their hash, so that no page shows another sheet."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from pipeline.errors import UnreadableSourceError
from pipeline.places import is_folder
from pipeline.read.inventory import corrected, inventory

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.model import Source, SourceDocument


def sources(paths: Sequence[Path]) -> tuple[Source, ...]:
    """Return the files that can be read, with what was corrected in them; raise `CorrectionError`."""
    found, faults = corrected(inventory(paths)[0], paths)
    if faults:
        raise faults[0]
    return found


def source_of(
    document: SourceDocument, found: Sequence[Source], paths: Sequence[Path]
) -> Source | UnreadableSourceError:
    """Return the file that a document was read from, or why there is none: another one has its name, or none has."""
    known = {source.sha256: source for source in found}
    if document.sha256 in known:
        return known[document.sha256]
    expected = f"expected the file that {document.document_id} was read from (sha256 {document.sha256[:12]})"
    todo = "put it back, or run: make extract"
    for path in (path / document.file if is_folder(path) else path for path in paths):
        try:
            if path.name == document.file and path.is_file():
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                return UnreadableSourceError(f"{path}: sha256 is {digest[:12]}, {expected}; {todo}")
        except OSError as error:
            return UnreadableSourceError(f"{path}: {error.strerror}, {expected}; check its permissions")
    folders = ", ".join(map(str, paths))
    return UnreadableSourceError(f"{folders}: no file {document.file}, {expected}; {todo}")
