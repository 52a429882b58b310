"""What OCR may have misread in headings: where all readings mean the same, there is nothing to doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import Cell, Doubt, Misgiving
from pipeline.reconcile.listing import role_of
from pipeline.reconcile.vocabulary import is_slip_of, label_and_level, level_of

if TYPE_CHECKING:
    from collections.abc import Iterable


def misread(cells: Iterable[Cell]) -> list[Doubt]:
    """Return why what stands under or beside some headings may stand elsewhere."""
    return [Doubt("doubtful_place", f"a heading {reason}") for reason in reasons(cells)]


def reasons(cells: Iterable[Cell]) -> list[str]:
    """Return why some headings, labels or levels may say something else than they are taken for."""
    return [one.reason for cell in cells for one in cell.misgivings if not _is_the_same(cell.text, one)]


def _is_the_same(text: str, doubted: Misgiving) -> bool:
    """Tell whether a heading means the same with each word that was read in the place of a doubtful one.

    A reading that means nothing may be a slip of one that does.
    """
    if not doubted.others:
        return False
    readings = {one: _meaning(one) for one in (text.replace(doubted.word, other, 1) for other in _words(doubted))}
    known = [one for one, meaning in readings.items() if meaning is not None]
    slips = [one for one, meaning in readings.items() if meaning is None]
    return len({readings[one] for one in known}) == 1 and all(is_slip_of(slip, known[0]) for slip in slips)


def _words(doubted: Misgiving) -> tuple[str, ...]:
    return (doubted.word, *doubted.others)


def _meaning(text: str) -> tuple[str, str, int | None] | int | None:
    """Return the role, the label or family with its level, or the level that a heading names."""
    role = role_of(text)
    if role:
        return "family", role.family, role.level
    named = label_and_level(text)
    return (named[0].kind, named[0].name, named[1]) if named else level_of(text)
