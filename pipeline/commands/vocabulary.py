"""`vocabulary add`: say what a new heading, family, level or title is, in `data/vocabulary.toml`."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.console import one_line
from pipeline.errors import Exit
from pipeline.files import replace_text
from pipeline.reconcile.additions import Addition, Sort, add

if TYPE_CHECKING:
    from argparse import Namespace


def vocabulary(arguments: Namespace) -> Exit:
    """Add one text to the vocabulary; print where it went."""
    path = Path(str(resources.files("pipeline"))) / "data" / "vocabulary.toml"
    addition = Addition(Sort(arguments.sort), arguments.text, arguments.variant_of, arguments.ignored)
    text, where = add(path.read_text(encoding="utf-8"), addition)
    replace_text(path, text)
    print(one_line(f"{path}: added to {where}; run extract again"))
    return Exit.CLEAN
