"""`vocabulary add`: say what a new heading, family, level or title is, in `data/vocabulary.toml`."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.console import one_line
from pipeline.errors import Exit
from pipeline.files import locked, replace_text
from pipeline.reconcile.additions import Addition, Sort, add

if TYPE_CHECKING:
    from argparse import Namespace


def vocabulary(arguments: Namespace) -> Exit:
    """Add texts to the vocabulary, all of them or none; print where each went."""
    path = Path(str(resources.files("pipeline"))) / "data" / "vocabulary.toml"
    places = []
    with locked(path.parent):  # two that add at once would take each other's words away
        words = path.read_text(encoding="utf-8")
        for text in arguments.texts:
            words, where = add(words, Addition(Sort(arguments.sort), text, arguments.variant_of, arguments.ignored))
            places.append(where)
        replace_text(path, words)
    for where in places:
        print(one_line(f"{path}: added to {where}"))
    return Exit.CLEAN
