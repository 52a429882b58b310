"""Headings that run together in a line: which families and locations they name, left to right, and what else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.grid.stream import is_noise
from pipeline.model import Cell, Location, Row, Table
from pipeline.reconcile.vocabulary import KEPT, family_key, is_furniture, level_of, match, table

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The longest heading, in words.
LONGEST = 5
#: The families of a sheet whose headings are lost.
USUAL = ("administrative", "executive", "research")


@dataclass(frozen=True, slots=True)
class Named:
    """A heading as printed and the canonical name of what it stands for; `new` where nobody has confirmed it."""

    printed: str
    name: str
    new: bool = False


@dataclass(frozen=True, slots=True)
class Heads:
    """The heading rows: families and, where printed, locations, each with the cell that says so.

    `strange` where one of them says something that is not known; `stub` is the last slot of what stands before them,
    over labels and levels, -1 without; `rows` are the rows that they stand in.
    """

    families: tuple[tuple[Named, Cell], ...] = ()
    locations: tuple[tuple[Location, Cell], ...] = ()
    strange: bool = False
    stub: int = -1
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """A row below the headings: its content cells, and the table and level that hold for it.

    `levelled` where its level is printed in it; `start` is the last slot of its label and level, -1 without;
    `unsure` where it is not certain that the row begins or ends here, `lone` where a number that stands alone above it
    may be its level; `part` is that of the headings that govern it; `ignored` where its label is to be ignored.
    """

    cells: tuple[Cell, ...]
    table: Table | None
    level: int | None
    gap: bool
    levelled: bool = False
    start: int = -1
    unsure: bool = False
    lone: bool = False
    part: int = 0
    ignored: bool = False


@dataclass(frozen=True, slots=True)
class Headings:
    """Families and locations in the order in which they are printed, what no heading explains, and what nearly does."""

    families: tuple[Named, ...]
    locations: tuple[Location, ...]
    unknown: tuple[str, ...]
    misread: tuple[str, ...]
    sure_order: bool = True


def of_lines(texts: Sequence[str]) -> Headings:
    """Read the heading lines above a pay table whose columns are not known."""
    families: list[Named] = []
    places: list[list[str]] = []
    printed: list[str] = []
    unknown: list[str] = []
    misread: list[str] = []
    for text in texts:
        parts = parse(text)
        kinds = {part.kind for part in parts}
        misread += [part.text for part in parts if part.near]
        if "family" in kinds:
            families += [_family(part) for part in parts if part.kind in ("family", "other")]
        elif kinds & {"location", "outside"}:
            places.append([part.name for part in parts if part.kind in ("location", "outside")])
            printed += [part.text for part in parts if part.kind == "location"]
            unknown += [part.text for part in parts if part.kind == "other"]
        elif not is_furniture(text):
            unknown += [part.text for part in parts if part.kind == "other"]
    locations, sure = _locations(places, printed, len(families))
    return Headings(tuple(families), locations, tuple(unknown), tuple(misread), sure)


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of a heading line and what they are: family, location, outside, label, level, noise or other.

    `near` where they are only nearly the wording that is known.
    """

    text: str
    kind: str
    name: str = ""
    near: bool = False


@lru_cache(KEPT)
def parse(text: str) -> tuple[Part, ...]:
    """Split a line of headings into the longest known ones; unknown words that stand together stay together."""
    words = text.split()
    parts: list[Part] = []
    while words:
        count = next((n for n in range(min(LONGEST, len(words)), 0, -1) if match(" ".join(words[:n]))), 0)
        part = _known(" ".join(words[:count])) if count else _single(words[0])
        if part.kind == "other" and parts and parts[-1].kind == "other":
            parts[-1] = Part(f"{parts[-1].text} {part.text}", "other")
        else:
            parts.append(part)
        words = words[max(count, 1) :]
    return tuple(parts)


def _known(text: str) -> Part:
    term = match(text)
    return Part(text, term.kind, term.name, near=not term.exact) if term else Part(text, "other")


def _single(word: str) -> Part:
    if word.casefold() == "outside":
        return Part(word, "outside", "outside")
    if level_of(word):
        return Part(word, "level")
    return Part(word, "noise" if is_noise(word) else "other")


def _family(part: Part) -> Named:
    if part.kind == "family":
        return Named(part.text, part.name)
    return Named(part.text, family_key(part.text), new=True)


def _locations(
    lines: Sequence[Sequence[str]], printed: Sequence[str], families: int
) -> tuple[tuple[Location, ...], bool]:
    """Return the order of locations under each family, and whether the headings leave no other one.

    `OUTSIDE LONDON` may wrap, so that `OUTSIDE` stands on a line above the others and only `LONDON` in its place.
    """
    orders = [(Location.LONDON, Location.OUTSIDE_LONDON), (Location.OUTSIDE_LONDON, Location.LONDON)]
    wrapped = sum(line.count("outside") for line in lines if set(line) == {"outside"})
    names = [name for line in lines for name in line if set(line) != {"outside"}]
    if not names:
        return orders[0], False
    only = only_location(names, printed)
    if only and not wrapped:
        return (only,), True
    fitting = [order for order in orders if _fits(names, wrapped, order * max(families, 1))]
    return (fitting[0], True) if len(fitting) == 1 else (orders[0], False)


def _fits(names: Sequence[str], wrapped: int, columns: Sequence[Location]) -> bool:
    """Tell whether the names can be the columns' headings, of which `wrapped` have lost their first word above."""
    if len(names) != len(columns):
        return False
    lost = 0
    for name, column in zip(names, columns, strict=True):
        if name != column.value:
            lost += 1
            if not (column is Location.OUTSIDE_LONDON and name == Location.LONDON.value):
                return False
    return lost == wrapped


def only_location(names: Sequence[str], printed: Sequence[str]) -> Location | None:
    """Return the location of a sheet that names only one; None where it names none or several."""
    if len(set(names)) != 1:
        return None
    anywhere = {word.casefold() for word in table("vocabulary")["alone_means_any"]["locations"]}
    return Location.ANY if all(text.casefold() in anywhere for text in printed) else Location(names[0])
