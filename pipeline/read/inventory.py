"""Files and folders that the user names -> sources: found, hashed, described, given an id, not yet parsed."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from pipeline.errors import CorrectionError, UnreadableSourceError
from pipeline.model import Correction, Source
from pipeline.places import is_folder, is_remote
from pipeline.read import corrections, manifest
from pipeline.read.manifest import Manifest

SUFFIXES = frozenset({".pdf", ".txt", ".png", ".jpg", ".jpeg", ".tif", ".tiff"})

#: Notes that people keep beside documents; a file of such a name is a document where the manifest lists it.
_NOTES = re.compile(r"(readme|licen[cs]e|notice|copying)(\.(md|rst|txt))?", re.IGNORECASE)
_LONGEST_SLUG = 80


def inventory(
    paths: Sequence[Path],
) -> tuple[tuple[Source, ...], tuple[UnreadableSourceError, ...]]:
    """Return the sources, sorted by document id, and one failure for each thing that cannot be a source.

    A folder stands for the documents in it, not in its folders. A file named twice is one source.
    """
    folders = {real(folder): folder for folder in map(_folder, paths)}
    manifests = {key: manifest.load(folder) for key, folder in folders.items()}
    found = [item for path in paths for item in _found(path, manifests)]
    described = [_described(path, manifests[real(path.parent)]) for path in _once(found)]
    sources, clashes = _named([item for item in described if isinstance(item, Source)])
    failures = [item for item in (*found, *described) if isinstance(item, UnreadableSourceError)]
    failures += [fault for known in manifests.values() for fault in known.faults]
    lines = {str(failure): failure for failure in (*failures, *clashes)}
    return tuple(sorted(sources, key=lambda s: s.document_id)), tuple(lines[line] for line in sorted(lines))


def _folder(path: Path) -> Path:
    """Return the folder whose manifest describes `path`; of one that cannot be looked at, `_found` says so."""
    return path if is_folder(path) else path.parent


def real(path: Path) -> str:
    """Return the absolute path with every symlink followed, or the address; two names of one file give the same."""
    return str(path) if is_remote(path) else os.path.realpath(path)  # Path.resolve raises on a loop of symlinks


def _found(path: Path, manifests: Mapping[str, Manifest]) -> Iterator[Path | UnreadableSourceError]:
    """Yield the files that `path` stands for, and a failure for each that cannot be one."""
    try:
        if path.is_dir():
            yield from _in_folder(path, manifests[real(path)])
        elif path.is_file():
            yield path
        elif path.exists():
            yield UnreadableSourceError(f"{path}: neither a file nor a folder; name a document")
        else:
            yield UnreadableSourceError(f"{path}: no such file or folder; check the name")
    except OSError as error:
        yield UnreadableSourceError(f"{path}: {error.strerror}; check the name and its permissions")


def _in_folder(folder: Path, known: Manifest) -> Iterator[Path | UnreadableSourceError]:
    items = [
        _document(path, listed=path.name in known.entries)
        for path in sorted(folder.iterdir())
        if path.name in known.entries or not _is_beside(path.name)
    ]
    yield from items
    for name, entry in known.entries.items():
        if isinstance(entry, UnreadableSourceError):
            yield entry
        elif not _is_there(folder / name):
            yield UnreadableSourceError(
                f"{folder / name}: listed in {manifest.NAME} but not there; put it back or take its entry out"
            )
    if not items and not known.entries:
        yield UnreadableSourceError(f"no documents in {folder}; put a publication there, or name one")


def _is_there(path: Path) -> bool:
    """Tell whether a file is in its folder, be it a symlink to nothing; no name that is too long is."""
    try:
        return path.exists() or path.is_symlink()
    except OSError:
        return False


def _is_beside(name: str) -> bool:
    return name in (manifest.NAME, corrections.NAME) or name.startswith(".") or bool(_NOTES.fullmatch(name))


def _document(path: Path, *, listed: bool) -> Path | UnreadableSourceError:
    """Return the path if it may be a document of its folder."""
    if path.is_symlink() and not Path(real(path)).is_relative_to(real(path.parent)):
        reason = "a symlink out of the folder; put the file itself there"
    elif path.is_dir():
        reason = "skipped: a folder in a folder; name it to read the documents in it"
    elif not path.is_file():
        reason = "skipped: not a regular file; put the document itself there"
    elif path.suffix.lower() not in SUFFIXES and not listed:
        reason = f"skipped: not one of {' '.join(sorted(SUFFIXES))}; take it out or list it in {manifest.NAME}"
    else:
        return path
    return UnreadableSourceError(f"{path}: {reason}")


def _once(found: Iterable[Path | UnreadableSourceError]) -> list[Path]:
    """Sort the paths and keep one name of each file: its own before a symlink's."""
    paths = sorted((item for item in found if not isinstance(item, Exception)), key=lambda p: (p.is_symlink(), p.parts))
    first: dict[str, Path] = {}
    for path in paths:
        first.setdefault(real(path), path)
    return sorted(first.values(), key=lambda path: path.parts)


def _described(path: Path, known: Manifest) -> Source | UnreadableSourceError:
    """Hash the file and hold it against its entry; an unlisted one has an empty id for now."""
    listed = known.entries.get(path.name)
    if isinstance(listed, UnreadableSourceError):
        return listed
    if any("\ud800" <= char <= "\udfff" for char in path.name):
        return UnreadableSourceError(f"{path}: its name is not UTF-8; rename the file")
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return UnreadableSourceError(f"{path}: {error.strerror}; check its permissions")
    if listed and digest != listed.sha256:
        return UnreadableSourceError(
            f"{path}: sha256 is {digest[:12]}, {manifest.NAME} says {listed.sha256[:12]}; "
            "put back the file as it was received, or mend its entry if it was replaced on purpose"
        )
    return Source(path, listed.document_id if listed else "", digest, listed)


def _named(sources: Iterable[Source]) -> tuple[list[Source], list[UnreadableSourceError]]:
    """Give each unlisted source an id; refuse listed ones that claim the same."""
    # Copies of one file in two folders are one document.
    copies = {(source.document_id, source.path.name, source.sha256): source for source in sources}
    listed = [source for source in copies.values() if source.listed]
    claims = Counter(source.document_id for source in listed)
    clashes = [
        UnreadableSourceError(
            f'{source.path}: id "{source.document_id}" is also that of a file elsewhere; mend a manifest'
        )
        for source in listed
        if claims[source.document_id] > 1
    ]
    kept = [source for source in listed if claims[source.document_id] == 1]
    unlisted = [source for source in copies.values() if not source.listed]
    return kept + _identified(unlisted, claims), clashes


def _identified(sources: list[Source], claims: Counter[str]) -> list[Source]:
    """Name each after its file; where names clash, add the suffix to each, then a short hash."""
    chosen = [0] * len(sources)
    choices = [_choices(source) for source in sources]
    while True:
        ids = [choice[index] for choice, index in zip(choices, chosen, strict=True)]
        counts = Counter(ids) + claims
        clashing = [i for i, name in enumerate(ids) if counts[name] > 1 and chosen[i] < len(choices[i]) - 1]
        if not clashing:
            return [replace(s, document_id=name) for s, name in zip(sources, ids, strict=True)]
        for i in clashing:
            chosen[i] += 1


def _choices(source: Source) -> tuple[str, str, str]:
    """Return the ids to try in turn; each is safe as a file name."""
    path = source.path
    plain = slug(path.stem)
    longer = f"{plain}-{slug(path.suffix)}" if path.suffix else plain
    content = f"{path.name}\0{source.sha256}".encode()
    return plain, longer, f"{longer}-{hashlib.sha256(content).hexdigest()[:8]}"


def slug(text: str) -> str:
    """Return small letters, digits and hyphens, at least one; accents go, all else becomes a hyphen."""
    letters = (char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return re.sub("[^a-z0-9]+", "-", "".join(letters).lower())[:_LONGEST_SLUG].strip("-") or "document"


def corrected(sources: Sequence[Source], paths: Iterable[Path]) -> tuple[tuple[Source, ...], list[CorrectionError]]:
    """Give each source the corrections that stand beside it, and a failure for each that cannot be used.

    Where a whole folder is read, so is one about a document that is not in it.
    """
    whole = {real(path): path for path in paths if is_folder(path)}
    folders = whole | {real(source.path.parent): source.path.parent for source in sources}
    beside: list[Source] = []
    faults: list[CorrectionError] = []
    for key, folder in sorted(folders.items()):
        known, broken = corrections.load(folder)
        here = [source for source in sources if real(source.path.parent) == key]
        beside += [replace(s, corrections=tuple(one for one in known if one.document == s.document_id)) for s in here]
        ids = sorted(source.document_id for source in here)
        faults += [*broken, *(_stranger(one, ids) for one in known if key in whole and one.document not in ids)]
    return tuple(sorted(beside, key=lambda source: source.document_id)), faults


def _stranger(correction: Correction, ids: Sequence[str]) -> CorrectionError:
    near = get_close_matches(correction.document, ids, n=1) or ids
    return CorrectionError(
        f"{correction.stands}: read the id {correction.document!r}, expected that of a document beside it: "
        f"{', '.join(near) or 'there is none'}; mend it or take the correction out"
    )
