"""What a hostile file is: its name, how its bytes are made, and what must become of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tests.hostile.sheet import make_sheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.hostile.sheet import Sheet

    Maker = Callable[[Sheet], bytes]

#: Years of real documents: a file of the same year would be settled with them, and a fault could hide.
_TAKEN = frozenset({2017, 2018, 2023, 2024})


class Fate(StrEnum):
    """What must become of a file.

    `REFUSED`: one line and exit code 4. `READ`: every value right and unmarked. `EITHER`: refused, or read with
    every value right or marked.
    """

    READ = "read"
    REFUSED = "refused"
    EITHER = "either"


@dataclass(frozen=True)
class Case:
    """One hostile file. `noted` where reading it without any finding would keep something from the user.

    `heavy` ones are measured each by itself; the others are read together, each with a year of its own.
    """

    name: str
    fate: Fate
    make: Maker
    heavy: bool = False
    noted: bool = False
    suffix: str = ".pdf"

    @property
    def file(self) -> str:
        return self.name + self.suffix

    def write(self, folder: Path, sheet: Sheet) -> Path:
        """Write the file."""
        path = folder / self.file
        path.write_bytes(self.make(sheet))
        return path


class Cases:
    """The cases of one kind of hostility, in the order in which they are written down."""

    def __init__(self) -> None:
        self.all: list[Case] = []

    def add(self, name: str, fate: Fate, make: Maker, *, heavy: bool = False, noted: bool = False) -> None:
        """Add a case that is made by a function with arguments of its own."""
        self.all.append(Case(name, fate, make, heavy, noted))

    def case(
        self, fate: Fate, *, heavy: bool = False, noted: bool = False, suffix: str = ".pdf"
    ) -> Callable[[Maker], Maker]:
        """Add the decorated maker as the case of its name."""

        def decorate(make: Maker) -> Maker:
            self.all.append(Case(make.__name__.replace("_", "-"), fate, make, heavy, noted, suffix))
            return make

        return decorate


def with_sheets(cases: list[Case]) -> tuple[tuple[Case, Sheet], ...]:
    """Give each case a sheet; those that are read together and may be understood get a year that no other has."""
    years = iter(year for year in range(2000, 2100) if year not in _TAKEN)
    shared = make_sheet(next(years))
    alone = {case.name for case in cases if case.heavy or case.fate is Fate.REFUSED}
    return tuple((case, shared if case.name in alone else make_sheet(next(years))) for case in cases)
