"""`check`: print each value that differs from the golden files, and write nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import golden
from pipeline.commands.common import RAW, count, differences
from pipeline.console import gravest, one_line, tell
from pipeline.errors import Exit
from pipeline.read.inventory import inventory, real
from pipeline.run import gather

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pipeline.model import Source


def check(arguments: Namespace) -> Exit:
    """Print each value that differs from the golden files; write nothing."""
    paths: list[Path] = arguments.sources or [RAW]
    # A value may rest on a second source, so a document is read together with the others of its folder.
    result = gather([*paths, *(source.path.parent for source in inventory(paths)[0])])
    tell(result.failures, debug=arguments.debug)
    if not result.extractions:
        return gravest(result.failures)
    named = _named(result.sources, paths)
    compared = [each for each in result.extractions if each.document.document_id in named]
    read = {each.document.document_id for each in result.extractions}
    lost = sorted(golden.ids() - read) if real(RAW) in map(real, paths) else []
    lines = [f"{name}: golden file {golden.path_of(name)}, but no such document" for name in lost]
    lines += [line for each in compared for line in differences(each)]
    for line in lines:
        print(one_line(line))
    found = count(len(lines), "difference")
    print(f"{count(len(compared), 'document')} compared with {golden.FOLDER}: {found}")
    return gravest(result.failures, Exit.DIFFERENT if lines else Exit.CLEAN)


def _named(sources: Iterable[Source], paths: Sequence[Path]) -> set[str]:
    """Return the ids of the sources that the user named, by themselves or with their folder."""
    named = set(map(real, paths))
    return {s.document_id for s in sources if named & {real(s.path), real(s.path.parent)}}
