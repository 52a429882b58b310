"""Pages of imaginary government reports as PDF, with the tables that truly stand on them.

`grid` invents what tables say, `blocks` what stands around them, `plans` whole pages; `draw` and `web` typeset
them. The same seed gives the same bytes. The truth follows how people mark such tables: captions, lines of units,
footnotes and sources around a table are not part of it; the heading of a section is one cell, in the column of
labels, or, where it is centred, across the table; a currency sign, a footnote marker and dotted leaders belong to
the cell beside them; a wrapped text is one cell; a cell is merged down where rules show it, and else stands in the
row where it is printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tests.reports import draw, web
from tests.reports.plans import make_plan
from tests.reports.truth import PageTruth

__all__ = ["PageTruth", "Report", "make_report"]


@dataclass(frozen=True)
class Report:
    """A PDF, and what truly stands on each of its pages."""

    name: str
    data: bytes
    pages: tuple[PageTruth, ...]


def make_report(seed: int) -> Report:
    """Make the report of this seed."""
    rng = Random(f"report {seed}")  # noqa: S311 - a test page, not a secret
    plan = make_plan(rng)
    data, pages = web.typeset(plan) if rng.random() < 0.3 else draw.typeset(plan)
    return Report(f"report-{seed:04d}", data, tuple(pages))
