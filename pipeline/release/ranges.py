"""What the chart of pay ranges shows: for each band and place one bar a year, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline.model import Location, Status

#: A job family and a level.
Band = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Bar:
    """The pay range of a band and place in a year; without a status where the sheet has none."""

    band: Band
    location: Location
    year: str
    status: Status | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Ranges:
    """All bars, by band, place and year; what a band never has in a place is left out."""

    years: tuple[str, ...]
    bands: tuple[Band, ...]
    locations: tuple[Location, ...]
    bars: tuple[Bar, ...]


def ranges(rows: Iterable[Mapping[str, Any]]) -> Ranges:
    """Arrange the rows of `pay_bands`, one for each band, place and year; rows without a year are left out."""
    known = [_bar(row) for row in rows if row["financial_year"]]
    found = {(bar.band, bar.location, bar.year): bar for bar in known}
    years = tuple(sorted({bar.year for bar in known}))
    bands = tuple(sorted({bar.band for bar in known}, key=lambda band: (band[0], band[1] or 0)))
    locations = tuple(location for location in Location if any(bar.location is location for bar in known))
    places = [(b, at) for b in bands for at in locations if any((b, at, year) in found for year in years)]
    bars = tuple(found.get((b, at, year), Bar(b, at, year)) for b, at in places for year in years)
    return Ranges(years, bands, locations, bars)


def _bar(row: Mapping[str, Any]) -> Bar:
    return Bar(
        band=(row["job_family"], row["level"]),
        location=Location(row["location"]),
        year=row["financial_year"],
        status=Status(row["status"]),
        minimum=row["minimum_gbp"],
        maximum=row["maximum_gbp"],
    )
