"""The sub-commands by name: each takes its arguments, prints what its user must know, and returns an exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.commands.accept import accept
from pipeline.commands.check import check
from pipeline.commands.extract import extract
from pipeline.commands.publish import publish
from pipeline.commands.review import review
from pipeline.commands.tables import tables
from pipeline.commands.vocabulary import vocabulary

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from pipeline.errors import Exit

COMMANDS: dict[str, Callable[[Namespace], Exit]] = {
    "extract": extract,
    "check": check,
    "accept": accept,
    "tables": tables,
    "vocabulary": vocabulary,
    "review": review,
    "publish": publish,
}
