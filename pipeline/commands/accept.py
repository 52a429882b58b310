"""`accept`: make what documents give now their golden files, after showing what that changes."""

from __future__ import annotations

import os
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import golden
from pipeline.commands.common import RAW, count, differences, errors
from pipeline.console import gravest, one_line, tell
from pipeline.errors import ArgumentError, Exit
from pipeline.publish.documents import document_json
from pipeline.read.inventory import real
from pipeline.read.kept import FIXTURES
from pipeline.run import How, gather

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable

    from pipeline.model import Extraction, Source


def accept(arguments: Namespace) -> Exit:
    """Make what documents of `raw/` give now their golden files; refuse one with an error finding."""
    if os.environ.get("CI"):
        raise ArgumentError("accept: CI is set; a person accepts a golden file, after looking at the difference")
    # What OCR gave is kept beside the golden file that rests on it.
    result = gather([RAW], How(ocr=(FIXTURES,)))
    tell(result.failures, debug=arguments.debug)
    if not result.extractions:
        return gravest(result.failures)
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
    lines = golden.values(name, document_json(extraction)) if is_new else differences(extraction)
    for line in lines or [f"{name}: no difference"]:
        print(one_line(line))
    grave = list(errors([extraction]))
    for line in grave:
        print(line)
    if grave and not with_errors:
        print(f"{name}: not accepted with {count(len(grave), 'error')}; settle them, or add --with-errors")
        return Exit.ERROR_FINDING
    golden.write(name, document_json(extraction))
    print(f"{name}: accepted in {golden.path_of(name)}")
    return Exit.CLEAN


def _id_of(name: str, sources: Iterable[Source], known: Iterable[str]) -> str:
    """Return the id of the document that was read and is called `name`, by its id or by its path."""
    found = [s.document_id for s in sources if name == s.document_id or real(Path(name)) == real(s.path)]
    choices = sorted(known)
    if found and found[0] in choices:
        return found[0]
    near = get_close_matches(name, choices, n=3, cutoff=0.3) or choices
    raise ArgumentError(f"{name}: no such document was read from {RAW}; there are: {', '.join(near) or 'none'}")
