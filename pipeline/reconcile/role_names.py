"""The role that a row of a list names: its own name and level, or the name of the row above with a level that rises."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.model import Doubt
from pipeline.reconcile.listing import LONGEST_NAME, Role, role_of
from pipeline.reconcile.precedents import all_precedents
from pipeline.reconcile.role_columns import said, text_of
from pipeline.reconcile.vocabulary import family_key, is_known_family, level_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.reconcile.role_cells import Parts
    from pipeline.reconcile.role_columns import Column

#: The columns that may name a role, the surest first; an empty one has no heading that is understood.
NAMES = ("families", "role", "job_titles", "")


def has_levels(family: str) -> bool:
    """Tell whether other sheets print levels for a family."""
    return any(known.family == family for known in all_precedents())


def role_in(parts: Parts, columns: Sequence[Column], held: Role | None) -> tuple[Role | None, list[Doubt]]:
    """Return the role of a row, and what is doubtful about it; `held` is that of the row above."""
    printed = parts.leads.get("level")
    level = level_of(text_of(printed)) if printed else None
    proper = any(column.holds in NAMES[:2] for column in columns)
    names = (holds for holds in (NAMES[:2] if proper else NAMES) if holds in parts.leads)
    name = next((text_of(parts.leads[holds]) for holds in names), "")
    if level is None and level_of(name) is not None:
        name, level = "", level_of(name)
    return _named(name, level, parts) if name else _carried(level, held)


def _named(name: str, level: int | None, parts: Parts) -> tuple[Role | None, list[Doubt]]:
    """Return the role that a name gives, with the level that stands beside it."""
    role = role_of(name) or _by_family(name, level, parts)
    if role and level is None and role.level is None and "role" in parts.leads:
        other = role_of(text_of(parts.leads["role"]))
        level = other.level if other and other.family == role.family else None
    if role and level is not None and role.level not in (None, level):
        return role, [Doubt("doubtful_place", f"{name!r} stands beside the level {level}")]
    return (replace(role, level=level) if role and level is not None else role), []


def _by_family(name: str, level: int | None, parts: Parts) -> Role | None:
    """Return the role of a family that is new this year: under a heading that says so, beside a level."""
    heading = said(name)
    plain = len(name.split()) <= LONGEST_NAME and not heading.labels and not heading.places
    known = is_known_family(family_key(name))
    if known or (plain and level is not None and ("families" in parts.leads or "role" in parts.leads)):
        return Role(family_key(name), level)
    return None


def _carried(level: int | None, held: Role | None) -> tuple[Role | None, list[Doubt]]:
    if held is None or level is None:
        return None, []
    doubts = []
    if held.level is None or level <= held.level:
        reason = f"no family is printed for this row with level {level}, which does not follow {held.family}"
        doubts.append(Doubt("doubtful_place", f"{reason} {held.level or ''}".strip()))
    return Role(held.family, level), doubts
