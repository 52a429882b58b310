"""What truly stands on a page."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.adjacency import Cell


@dataclass
class PageTruth:
    """The true tables of one page, and the features that make it hard."""

    tables: list[list[Cell]] = field(default_factory=list)
    features: set[str] = field(default_factory=set)
