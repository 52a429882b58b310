"""`publish`: make a release of what was extracted and accepted, for analysts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands.common import RAW, count, errors
from pipeline.console import gravest, tell
from pipeline.errors import ArgumentError, Exit
from pipeline.read.inventory import inventory, real
from pipeline.release.build import build
from pipeline.release.folder import place
from pipeline.release.source import read_back, stale

if TYPE_CHECKING:
    from argparse import Namespace


def publish(arguments: Namespace) -> Exit:
    """Write the folder and the zip file of a release; refuse an output that is not what was checked and accepted."""
    if Path(real(arguments.to)).is_relative_to(real(arguments.output)):
        raise ArgumentError(f"{arguments.to}: in the output folder, which is replaced as a whole; name another folder")
    sources, unreadable = inventory(arguments.sources or [RAW])
    extractions = read_back(arguments.output, sources)
    failures = [*unreadable, *stale(extractions, sources)]
    if failures:
        tell(failures, debug=arguments.debug)
        return gravest(failures)
    grave = list(errors(extractions))
    for line in grave:
        print(line)
    if grave and not arguments.with_errors:
        print(f"not published with {count(len(grave), 'error')}; settle them, or add --with-errors")
        return Exit.ERROR_FINDING
    release = build(extractions)
    for path in place(release, arguments.to):
        print(path)
    return Exit.CLEAN
