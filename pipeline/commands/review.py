"""`review`: make pages to hold every value against the page or text that it was read from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.commands.common import RAW
from pipeline.console import gravest, tell
from pipeline.release.source import read_back
from pipeline.review.files import source_of, sources
from pipeline.review.folder import place
from pipeline.review.site import site

if TYPE_CHECKING:
    from argparse import Namespace

    from pipeline.errors import Exit


def review(arguments: Namespace) -> Exit:
    """Write a folder of HTML from the output folder and the files that it was read from."""
    paths = arguments.sources or [RAW]
    found = sources(paths)
    extractions = read_back(arguments.output, found)
    made = site((one, source_of(one.document, found, paths)) for one in extractions)
    place(made.files, arguments.to)
    tell(made.failures, debug=arguments.debug)
    print(f"{arguments.to / 'index.html'}: {made.undecided or 'nothing'} to decide; open it in a browser")
    return gravest(made.failures)
