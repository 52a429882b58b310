"""What OCR may have misread in headings: where all readings mean the same, there is nothing to doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import Cell, Doubt, Misgiving
from pipeline.reconcile.listing import Role, role_of
from pipeline.reconcile.vocabulary import label_and_level, level_of

if TYPE_CHECKING:
    from collections.abc import Iterable


def misread(cells: Iterable[Cell]) -> list[Doubt]:
    """Return why what stands under or beside some headings may stand elsewhere."""
    return [Doubt("doubtful_place", f"a heading {reason}") for reason in reasons(cells)]


def reasons(cells: Iterable[Cell]) -> list[str]:
    """Return why some headings, labels or levels may say something else than they are taken for."""
    return [one.reason for cell in cells for one in cell.misgivings if not _is_the_same(cell.text, one)]


def _is_the_same(text: str, doubted: Misgiving) -> bool:
    """Tell whether a heading means the same with each word that was read in the place of a doubtful one."""
    if not doubted.others:
        return False
    meant = {_meaning(text.replace(doubted.word, other, 1)) for other in (doubted.word, *doubted.others)}
    return len(meant) == 1 and None not in meant


def _meaning(text: str) -> Role | tuple[str, str, int | None] | int | None:
    """Return the role, the label or family with its level, or the level that a heading names."""
    role = role_of(text)
    if role:
        return role
    named = label_and_level(text)
    return (named[0].kind, named[0].name, named[1]) if named else level_of(text)
