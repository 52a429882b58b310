"""Scans to pages of words and rules: page images made straight, their lines found and erased, their words read twice.

A child process does it (`child`), so that a file that crashes, hangs or eats memory costs a line, not the run. OpenCV,
Tesseract and the second engine are known here and nowhere else.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from pipeline.geometry import Box
from pipeline.read.page import Page, Word, lost

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

#: Seconds of work that a document of one page may take, and each further page.
PATIENCE, PATIENCE_A_PAGE = 25.0, 15.0


def read_scan(path: Path, pages: Collection[int] | None, *, threads: int, kept: Sequence[Path]) -> tuple[Page, ...]:
    """Read the pages with these numbers, or all, by OCR; `kept` are folders of what OCR gave before, see `Store`.

    A page that cannot be read while others can is torn. Raises `UnreadableSourceError` where none can be read,
    `MissingProgramError` where an engine is missing.
    """
    # The child process begins with this package, and needs nothing of what its parent does.
    from pipeline.errors import UnreadableSourceError
    from pipeline.read.process import Child, records

    wanted = "all" if pages is None else ",".join(map(str, sorted(pages)))
    arguments = [wanted, str(threads), *(str(folder.absolute()) for folder in kept)]
    count, found = 0, []
    try:
        for record in records(Child("pipeline.read.scan.child", PATIENCE, PATIENCE_A_PAGE), path, arguments):
            if "pages" in record:
                count = record["pages"]
            else:
                found.append(_page(record))
    except UnreadableSourceError as error:
        if not found:
            raise
        # They come in their order: what broke the reader is one of those that did not come.
        reason = str(error).removeprefix(f"{path.name}: ")
        left = sorted({*(pages or range(1, count + 1))} - {page.number for page in found})
        found += [lost(number, reason) for number in left]
    return tuple(found)


def _page(record: dict[str, Any]) -> Page:
    words = tuple(
        Word(**{**word, "box": Box(**word["box"]), "others": tuple(word["others"])}) for word in record["words"]
    )
    rules = tuple(Box(**box) for box in record["rules"])
    size, back = tuple(record["size"]), record["back"] and tuple(record["back"])
    plain = {field.name: record[field.name] for field in fields(Page)}
    return Page(**{**plain, "words": words, "rules": rules, "size": size, "back": back})
