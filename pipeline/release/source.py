"""What a release is made from: the output folder, read back, and refused where it is not what was checked.

The documents' JSON files hold everything. All other files of the folder are made from them once more and compared,
byte for byte; the documents are held against their files and their golden files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline import golden
from pipeline.errors import ArgumentError, Exit, PipelineError, UnreadableSourceError
from pipeline.model import Extraction, Origin, Source
from pipeline.publish.documents import document_json
from pipeline.publish.files import contents
from pipeline.release.restore import restore

_DAMAGED = (ArithmeticError, AttributeError, KeyError, TypeError, ValueError)


class StaleError(PipelineError):
    """The output folder is not what the documents, or their golden files, say."""

    exit = Exit.DIFFERENT


def read_back(output: Path, sources: Sequence[Source]) -> tuple[Extraction, ...]:
    """Return the documents of the output folder, sorted by id.

    Raises what `restored` does, and StaleError for a file that is not what the documents' JSON files give.
    """
    extractions = restored(output, sources)
    for path, data in _made_again(output, extractions).items():
        if _bytes(output / path) != data:
            raise StaleError(
                f"{output / path}: not what the files in {output / 'documents'} give: changed by hand or written by "
                "another version; run: make extract"
            )
    return extractions


def restored(output: Path, sources: Sequence[Source]) -> tuple[Extraction, ...]:
    """Return the documents of the output folder by their JSON files alone.

    Raises ArgumentError where there is none, UnreadableSourceError for a file that is damaged.
    """
    paths = sorted((output / "documents").glob("*.json"))
    if not paths:
        raise ArgumentError(f"{output}: no documents/*.json in it, so there is nothing to publish; run: make extract")
    origins = {source.document_id: source.listed.origin for source in sources if source.listed}
    return tuple(_restored(path, origins) for path in paths)


def stale(extractions: Sequence[Extraction], sources: Sequence[Source]) -> Iterator[StaleError]:
    """Yield a failure for each document that is not the file it was read from, or not what a person accepted."""
    written = {each.document.document_id: each for each in extractions}
    hashes = {source.document_id: source.sha256 for source in sources}
    for name in sorted(written.keys() | hashes.keys()):
        if name not in written:
            yield StaleError(f"{name}: a document, but it is not in the output; run: make extract")
        elif name not in hashes:
            yield StaleError(f"{name}: in the output, but its document is not there; put it back or run: make extract")
        elif written[name].document.sha256 != hashes[name]:
            yield StaleError(f"{name}: the document has changed since it was read; run: make extract")
        elif lines := golden.compare(name, document_json(written[name])):
            more = f" ({len(lines)} differences in all)" if len(lines) > 1 else ""
            yield StaleError(f"{lines[0]}{more}; see: make check")


def _restored(path: Path, origins: Mapping[str, Origin]) -> Extraction:
    """Read a document; one that the manifest does not list counts as the publication itself."""
    try:
        return restore(json.loads(_bytes(path)), origins.get(path.stem, Origin.PUBLICATION))
    except _DAMAGED as error:
        raise UnreadableSourceError(f"{path}: damaged ({error!r}); run: make extract") from error


def _made_again(output: Path, extractions: Sequence[Extraction]) -> dict[str, bytes]:
    try:
        return contents(extractions)
    except _DAMAGED as error:
        raise UnreadableSourceError(f"{output / 'documents'}: damaged ({error!r}); run: make extract") from error


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableSourceError(f"{path}: {error.strerror}; run: make extract") from error
