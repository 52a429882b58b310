"""What is odd next to other years: each year's preferred document against that of the year before it in time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.check.document import band_finding
from pipeline.check.wording import words_of
from pipeline.errors import SEVERITIES
from pipeline.model import Extraction, Finding, PayBand, RoleText

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Pay does not fall, and rises by no more than this: in one year, and for each year where sheets are several apart.
#: From 2018-19 to 2024-25 every amount rose by 2 to 5 % a year; the steepest rise of the minimum wage was 10 %.
STEEPEST, STEEPEST_A_YEAR = Decimal("1.15"), Decimal("1.08")


def neighbours(extractions: Sequence[Extraction]) -> list[tuple[Extraction, Extraction]]:
    """Return each year's preferred document with that of the next year that has one."""
    speaking = [one for one in extractions if one.document.preferred and one.document.financial_year]
    return list(pairwise(sorted(speaking, key=lambda one: str(one.document.financial_year))))


def compare_years(extractions: Sequence[Extraction]) -> tuple[Extraction, ...]:
    """Return the extractions with a finding, on the later document, for all that is odd beside the earlier one."""
    found = {
        after.document.document_id: (*_jumps(before, after), *_vanished(before, after), *_moved(before, after))
        for before, after in neighbours(extractions)
    }
    return tuple(
        replace(one, findings=(*one.findings, *found.get(one.document.document_id, ()))) for one in extractions
    )


def _jumps(before: Extraction, after: Extraction) -> Iterator[Finding]:
    """Yield a finding for each range an end of which falls, or rises by more than is plausible."""
    years = int(str(after.document.financial_year)[:4]) - int(str(before.document.financial_year)[:4])
    steepest = max(STEEPEST, STEEPEST_A_YEAR**years)
    was = {band.key: band for band in before.pay_bands}
    for band in after.pay_bands:
        old = was.get(band.key)
        ends = ((old.minimum, band.minimum), (old.maximum, band.maximum)) if old else ()
        jumps = [(low, high) for low, high in ends if low and high and not low <= high <= low * steepest]
        if old and jumps:
            changes = ", ".join(f"{low} to {high} ({100 * (high / low - 1):+.2f} %)" for low, high in jumps)
            limit = f"expected no fall, and a rise of at most {100 * (steepest - 1):.0f} % since {_named(before)}"
            yield band_finding("pay_jump", f"{changes}, {limit}; look at both sheets", band)


def _vanished(before: Extraction, after: Extraction) -> Iterator[Finding]:
    """Yield a finding for each family and level that the later document does not have."""
    were, are = _levels(before), _levels(after)
    for family, level in were:
        if (family, level) not in are:
            reason = f"{family} {level or ''} is in {_named(before)}, and not here; look whether its column was read"
            yield Finding("level_vanished", SEVERITIES["level_vanished"], reason, family=family, level=level)


def _levels(extraction: Extraction) -> dict[tuple[str, int | None], None]:
    values: tuple[PayBand | RoleText, ...] = (*extraction.pay_bands, *extraction.texts)
    return {(value.family, value.level): None for value in values}


def _moved(before: Extraction, after: Extraction) -> Iterator[Finding]:
    """Yield a finding for each title that stood only in other families."""
    families: dict[str, dict[str, None]] = defaultdict(dict)
    for title in before.titles:
        families[words_of(title.text)][title.family] = None
    here = {(words_of(title.text), title.family) for title in after.titles}
    for title in after.titles:
        words = words_of(title.text)
        were = families[words]
        if words and were and title.family not in were and not any((words, family) in here for family in were):
            reason = f"{title.text!r} is in {title.family}, and was in {' and '.join(were)} in {_named(before)}"
            table, family, level, location, position = title.key
            yield Finding(
                "title_changed_family",
                SEVERITIES["title_changed_family"],
                f"{reason}; look whether it stands in the right column",
                table,
                family,
                level,
                location,
                position,
                title.trace.place,
            )


def _named(extraction: Extraction) -> str:
    return f"{extraction.document.financial_year} ({extraction.document.document_id})"
