"""What the program parses itself, each as a function that any bytes may be given to: what it may raise, it raises."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.errors import PipelineError
from pipeline.read import corrections, manifest
from pipeline.read.capture import read_capture
from pipeline.reconcile import reader
from pipeline.reconcile.amounts import tokens
from pipeline.reconcile.likeness import Likeness
from tests.fuzz.seeds import CORRECTIONS, good

Target = Callable[[bytes], None]


def _said(error: PipelineError) -> None:
    """Check that a failure is one line with a remedy."""
    text = str(error)
    assert "; " in text, text
    assert "a fault of this program" not in text


def amounts(data: bytes) -> None:
    """Part a line of pay: no digit is lost, made up or moved."""
    text = data.decode("utf-8", "replace")
    found = tokens(text)
    assert _digits("".join(token.text for token in found)) == _digits(text)
    assert all(token.amount.value >= 0 for token in found if token.amount)


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdecimal())


def capture(data: bytes) -> None:
    """Read a text to entries."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "text.txt")
        path.write_bytes(data[: LONGEST["capture"]])
        try:
            reader.read(read_capture(path), Likeness(None))
        except PipelineError as error:
            _said(error)


def manifests(data: bytes) -> None:
    """Read a manifest, which raises nothing."""
    with TemporaryDirectory() as folder:
        Path(folder, manifest.NAME).write_bytes(data)
        known = manifest.load(Path(folder))
    for fault in (*known.faults, *(one for one in known.entries.values() if isinstance(one, PipelineError))):
        _said(fault)


def correction(data: bytes) -> None:
    """Read corrections, which raises nothing."""
    with TemporaryDirectory() as folder:
        Path(folder, corrections.NAME).write_bytes(data)
        _, faults = corrections.load(Path(folder))
    for fault in faults:
        _said(fault)


#: Bytes that each target is given at most: a text takes a time that grows faster than its length.
LONGEST = {"amounts": 400, "capture": 1_200, "manifest": 4_000, "corrections": 4_000}

TARGETS: dict[str, Target] = {
    "amounts": amounts,
    "capture": capture,
    "manifest": manifests,
    "corrections": correction,
}


def corpus(name: str) -> list[bytes]:
    """Return good inputs for a target to begin with."""
    if name == "amounts":
        texts = ("£24,468 - £30,415", "24,46830,415", "20 000 to 27.000 p.a.", "from £18,000", "£1,234.50*", "12,34")
        return [text.encode() for text in texts]
    kind = {"capture": "text", "manifest": "manifest", "corrections": CORRECTIONS.partition(".")[0]}[name]
    return [piece for one in good(kind) for piece in _pieces(one.data, LONGEST[name])]


def _pieces(data: bytes, longest: int) -> list[bytes]:
    """Part an input at its lines, so that what stands at its end is tried too; no more than four pieces of one."""
    pieces, piece = [], b""
    for line in data.splitlines(keepends=True):
        if piece and len(piece) + len(line) > longest:
            pieces.append(piece)
            piece = b""
        piece += line[:longest]
    return [*pieces, piece][:4]
