"""Amounts with their headings to entries: the two ends of a range are one, each entry is what its headings say."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.model import Doubt, Entry, Line, Location, Table
from pipeline.reconcile import amounts
from pipeline.reconcile.headings import only_location
from pipeline.reconcile.listing import SAID
from pipeline.reconcile.said import BOUNDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.facts import Facts, Place


@dataclass(frozen=True, slots=True)
class Found:
    """Pay as found: what its headings say, its end of the range (empty: all of it), the number of its table."""

    facts: Facts
    lines: tuple[Line, ...]
    doubts: tuple[Doubt, ...]
    bound: str = ""
    table: int = 0

    @property
    def text(self) -> str:
        """What is printed."""
        return " ".join(line.text for line in self.lines)

    @property
    def place(self) -> Place | None:
        """Its location."""
        return self.facts.place


def joined(found: Sequence[Found]) -> list[Found]:
    """Return whole ranges in the order of the page: the minimum and the maximum of a role, place and table are one."""
    same: dict[tuple[int, tuple[str | int | None, ...]], list[Found]] = defaultdict(list)
    for one in found:
        same[one.table, one.facts.plain].append(one)
    ends: dict[int, set[str]] = defaultdict(set)
    for one in found:
        ends[one.table].add(one.bound)
    whole: list[Found] = []
    for (table, _), group in same.items():
        lows, highs = ([one for one in group if one.bound == bound] for bound in ("minimum", "maximum"))
        if lows and len(lows) == len(highs):
            whole += [_pair(low, high) for low, high in zip(lows, highs, strict=True)]
            whole += [one for one in group if not one.bound]
        else:
            whole += [_alone(one, ends[table]) for one in group]
    order = {id(line): at for at, one in enumerate(found) for line in one.lines}
    return sorted(whole, key=lambda one: order[id(one.lines[0])])


def _pair(low: Found, high: Found) -> Found:
    return replace(low, lines=low.lines + high.lines, doubts=tuple(dict.fromkeys(low.doubts + high.doubts)), bound="")


def _alone(one: Found, ends: set[str]) -> Found:
    """Doubt an amount that may be either end of its range; a minimum may do without a maximum that its table has."""
    if not one.bound:
        lone = amounts.single(one.text) is not None and one.facts.level is None
        reason = f"{one.text!r} is one amount under headings of ranges: it may be either end"
        return _doubted(one, "doubtful_amount", reason) if lone else one
    if ends.isdisjoint(BOUNDS - {one.bound}):
        return _doubted(one, "doubtful_amount", f"{one.text!r} is called a {one.bound} alone: it may be either end")
    if one.bound == "maximum":
        return _doubted(one, "doubtful_amount", f"{one.text!r} is a maximum without a minimum")
    return one


def _doubted(one: Found, code: str, reason: str) -> Found:
    return replace(one, doubts=(*one.doubts, Doubt(code, reason)))


def entries(found: Sequence[Found]) -> Iterator[Entry]:
    """Settle the locations: a sheet may name only one, and mean everywhere by it."""
    places = [one.place for one in found if one.place]
    only = only_location([name for name, _ in places], [printed for _, printed in places])
    for one in found:
        place = only or Location(one.place[0]) if one.place else Location.ANY
        yield Entry(Table.PAY_BANDS, one.facts.family or "", one.facts.level, one.lines, SAID, place, one.doubts)
