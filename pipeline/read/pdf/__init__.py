"""Born-digital PDFs to pages of words and rules.

The file is read by a child process (`child`), so that one that crashes, hangs or eats memory costs a line, not the run.
pdfplumber, pdfminer and pdfium are known here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pipeline.geometry import Box
from pipeline.read.page import Page, Word

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: Of a page whose glyphs are unmapped to this share, the rest says nothing.
MUTE = 0.5
#: No table of words has so many rules both across and down.
FINEST = 150
#: What the child process returns for a file that it refuses, and how many pages a document may have.
REFUSED, MOST_PAGES = 4, 200
#: What is said of a document whose pages were read before the process broke down over comparing them.
UNCOMPARED: dict[str, Any] = {"differ": {"0": "another reader breaks down over it"}}


@dataclass(frozen=True, slots=True)
class Pdf:
    """The pages of a document, and in words what is damaged."""

    pages: tuple[Page, ...]
    damage: tuple[str, ...] = ()


def read_pdf(path: Path) -> Pdf:
    """Read a PDF; raise `UnreadableSourceError` where it is none, is locked, damaged, or takes too long."""
    # The child process begins with this package, and needs nothing of what its parent does.
    from pipeline.errors import UnreadableSourceError
    from pipeline.read.pdf import ends

    if reason := ends.refusal(path):
        raise UnreadableSourceError(f"{path.name}: {reason}")
    head, *pages, tail, second, third = _records(path)
    differ: dict[str, str] = second["differ"]
    hidden: list[int] = third["hidden"]
    read = tuple(page_of(page, differ.get(str(page["number"]), "")) for page in pages)
    read = tuple(replace(page, words=()) if page.number in hidden else page for page in read)
    if head["form"] and not any(len(page.words) > 60 for page in read):
        reason = "read an XFA form, whose pages a viewer makes; expected pages; print it to a new PDF"
        raise UnreadableSourceError(f"{path.name}: {reason}")
    return Pdf(read, (*tail["damage"], *(what for number, what in differ.items() if number == "0")))


def _records(path: Path) -> list[dict[str, Any]]:
    """Return what the child process prints; one that breaks down over comparing the pages has read them."""
    from pipeline.errors import UnreadableSourceError
    from pipeline.read.process import Child, records

    found: list[dict[str, Any]] = []
    try:
        for record in records(Child("pipeline.read.pdf.child", 15.0, 0.07), path):
            found.append(record)  # noqa: PERF402 - what came before a failure is kept
    except UnreadableSourceError:
        if not any("damage" in record for record in found):
            raise
        found += [] if "differ" in found[-1] else [UNCOMPARED]
        found += [] if "hidden" in found[-1] else [{"hidden": []}]
    return found


def page_of(record: dict[str, Any], differs: str = "") -> Page:
    """Return the page that the child process tells of; `differs` says where another reader finds other letters."""
    words = tuple(Word(one["text"], Box(*one["box"]), one["size"], one["across"]) for one in record["words"])
    if record["unmapped"] > MUTE * sum(len(word.text) for word in words):
        words = ()
    width, height = record["size"]
    rules = tuple(Box(*one) for one in record["rules"])
    return Page(
        record["number"],
        (width, height),
        record["turn"],
        words,
        rules,
        record["faint"],
        record["images"],
        record["unmapped"],
        record["torn"] or differs or _mesh(rules),
    )


def _mesh(rules: Sequence[Box]) -> str:
    """Say that rules part a page more finely than any table: then they part its words too."""
    across = len({round(rule.top) for rule in rules if rule.width >= rule.height})
    down = len({round(rule.x0) for rule in rules if rule.width < rule.height})
    return f"{across} rules across and {down} down make no table of words" if min(across, down) > FINEST else ""
