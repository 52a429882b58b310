"""What to do about each kind of finding that needs a person: which file and key to edit, and why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pipeline.data_files import load

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to do about some kinds of finding; the lower its rank, the more it matters."""

    rank: int
    edit: str
    why: str

    def told(self, folder: str) -> str:
        """Return it in words, for a document that lies in a folder."""
        return f"{self.why}; edit {self.edit}".replace("{raw}", folder)


@cache
def remedies() -> Mapping[str, Remedy]:
    """Return the remedy for each code that needs a person, from `data/remedies.toml`."""
    return {
        code: Remedy(rank, remedy["edit"], remedy["why"])
        for rank, remedy in enumerate(load("remedies", None)["remedy"])
        for code in remedy["codes"]
    }
