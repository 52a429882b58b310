"""What `data/release.toml` says of a release: its files, the views of its database, its texts."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class View:
    """A view of the database: what it shows, and its query."""

    about: str
    sql: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The words on the chart of pay ranges; `title` and `source` are templates, the keys words of the tables."""

    title: str
    subtitle: str
    source: str
    axis: str
    unread: str
    absent: str
    no_maximum: str
    locations: Mapping[str, str]
    statuses: Mapping[str, str]
    capitals: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Layout:
    """`files` maps each path or pattern to what stands there, in the order for the reader.

    `readme`, `citation` and `bibtex` are templates; `terms` say what holds for the data, `licence` what for the rest.
    """

    files: Mapping[str, str]
    views: Mapping[str, View]
    chart: Chart
    readme: str
    citation: str
    bibtex: str
    terms: str
    licence: str


@cache
def layout() -> Layout:
    """Read `data/release.toml`."""
    stored = tomllib.loads((resources.files("pipeline") / "data" / "release.toml").read_text("utf-8"))
    return Layout(
        files={one["path"]: one["about"] for one in stored["files"]},
        views={name: View(**view) for name, view in stored["views"].items()},
        chart=Chart(**stored["chart"]),
        **{name: stored[name].lstrip() for name in ("readme", "citation", "bibtex", "terms", "licence")},
    )
