"""The sub-commands, a module each: a function of its name takes the arguments and returns an exit code.

It prints what its user must know. Only the module of the command that is asked for is loaded, with the libraries that
it needs: some take a second.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from pipeline.errors import Exit

    Command = Callable[[Namespace], Exit]


def load(name: str) -> Command:
    """Return the sub-command of a name; raise `ModuleNotFoundError` where a package that it needs is missing."""
    found: Command = getattr(import_module(f"{__name__}.{name}"), name)
    return found
