"""Pay ranges by band and location over the years, as shapes to draw: one panel for each band, all to one scale.

A year has its place on the axis whether or not there is a sheet of it, so that a gap looks like one. Amounts become
floats here and only here: they are pixels from then on, and what is printed beside the shapes is exact.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from itertools import count, pairwise
from typing import TYPE_CHECKING

from pipeline.model import PayBand

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from pipeline.review.items import Item

#: Of a panel in pixels: its size, and the room for labels left, above, right and below.
WIDTH, HEIGHT = 340, 230
LEFT, TOP, RIGHT, BOTTOM = 42, 14, 24, 24
#: The widest bar in pixels, the share of a year's room that its bars take, and the height of one without an end.
BAR, SHARE, OPEN = 16.0, 0.7, 26.0
#: No more lines across than this; and the room of a year's name in pixels.
MOST_TICKS, LABEL = 6, 50.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A pay range in a year, in pixels; `top` is None where no maximum is set, both ends where it is illegible."""

    item: Item
    band: PayBand
    x: float
    width: float
    top: float | None
    bottom: float | None

    @property
    def year(self) -> str:
        """The financial year."""
        return self.item.document.financial_year or ""

    @property
    def middle(self) -> float:
        """Its middle, across."""
        return self.x + self.width / 2

    @property
    def ends(self) -> tuple[float, float] | None:
        """Its top and bottom, where it has both."""
        return None if self.top is None or self.bottom is None else (self.top, self.bottom)


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across, or a place along the years: where, in pixels, and what it says."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Panel:
    """A band over the years; `ribbons` are the corners of areas that join a location's bars from year to year."""

    family: str
    level: int | None
    bars: tuple[Bar, ...]
    ribbons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """All panels, the lines across and the years that they share, and their locations."""

    panels: tuple[Panel, ...] = ()
    ticks: tuple[Tick, ...] = ()
    years: tuple[Tick, ...] = ()
    locations: tuple[str, ...] = ()


def chart(items: Iterable[Item]) -> Chart:
    """Return the chart of the pay bands of the documents that speak for their years."""
    shown = [(one, one.value) for one in items if isinstance(one.value, PayBand) and _speaks(one)]
    amounts = [amount for _, band in shown for amount in (band.minimum, band.maximum) if amount is not None]
    if not amounts:
        return Chart()
    years = {_start(one) for one, _ in shown}
    locations = tuple(sorted({band.location for _, band in shown}))
    scale = _Scale(tuple(_ticks(min(amounts), max(amounts))), min(years), max(years), locations)
    panels = defaultdict(list)
    for one, band in shown:
        panels[band.family, band.level].append(scale.bar(one, band))
    lines = tuple(Tick(scale.y(tick), f"£{tick // 1000}k" if tick else "£0") for tick in scale.ticks)
    made = [_panel(*key, panels[key]) for key in sorted(panels, key=lambda key: (key[0], key[1] or 0))]
    return Chart(tuple(made), lines, scale.labels(years), locations)


def _speaks(item: Item) -> bool:
    return item.document.preferred and item.document.financial_year is not None


def _start(item: Item) -> int:
    """Return the calendar year in which the financial year begins."""
    return int((item.document.financial_year or "")[:4])


def _ticks(lowest: Decimal, highest: Decimal) -> range:
    """Return the round amounts in pounds that frame what is shown: 1, 2 or 5 thousands, or tens of them."""
    low, high = math.floor(lowest), math.ceil(highest)
    steps = (base * 10**power for power in count(3) for base in (1, 2, 5))
    step = next(step for step in steps if -(-high // step) - low // step < MOST_TICKS)
    first, last = low // step * step, -(-high // step) * step
    return range(first, max(last, first + step) + 1, step)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where amounts, years and locations stand in a panel."""

    ticks: tuple[int, ...]
    first: int
    last: int
    locations: tuple[str, ...]

    def y(self, amount: Decimal | int) -> float:
        share = (float(amount) - self.ticks[0]) / (self.ticks[-1] - self.ticks[0])
        return round(HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP), 1)

    def middle(self, year: int) -> float:
        return LEFT + self._room * (year - self.first + 0.5)

    @property
    def _room(self) -> float:
        return (WIDTH - LEFT - RIGHT) / (self.last - self.first + 1)

    def labels(self, years: Iterable[int]) -> tuple[Tick, ...]:
        """Label the years that have a sheet, the latest first, as long as labels do not touch."""
        found: list[Tick] = []
        for year in sorted(years, reverse=True):
            at = round(self.middle(year), 1)
            if not found or found[-1].at - at >= LABEL:
                found.append(Tick(at, f"{year}-{(year + 1) % 100:02}"))
        return tuple(found)

    def bar(self, item: Item, band: PayBand) -> Bar:
        width = min(BAR, SHARE * self._room / len(self.locations))
        place = self.locations.index(band.location) - len(self.locations) / 2
        x = self.middle(_start(item)) + place * width
        top, bottom = (None if amount is None else self.y(amount) for amount in (band.maximum, band.minimum))
        return Bar(item, band, round(x, 1), round(width - 1, 1), top, bottom)


def _panel(family: str, level: int | None, bars: Sequence[Bar]) -> Panel:
    ordered = sorted(bars, key=lambda bar: (bar.band.location, bar.year))
    pairs = [(one, other) for one, other in pairwise(ordered) if one.band.location == other.band.location]
    ribbons = [(str(one.band.location), _ribbon(one, other)) for one, other in pairs]
    return Panel(family, level, tuple(ordered), tuple(ribbon for ribbon in ribbons if ribbon[1]))


def _ribbon(one: Bar, other: Bar) -> str:
    """Return the corners of the area between two bars; none where an end is missing."""
    if not (one.ends and other.ends):
        return ""
    corners = ((one.middle, one.ends[0]), (other.middle, other.ends[0]), (other.middle, other.ends[1]))
    return " ".join(f"{x:.1f},{y}" for x, y in (*corners, (one.middle, one.ends[1])))
