"""What the headings of an amount or a text say of it, each on an axis of its own, and what they say together."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.reconcile.said import Said

#: A location and the words that name it.
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Facts:
    """A family, a level and a location, as far as headings say them."""

    family: str | None = None
    level: int | None = None
    place: Place | None = None

    @property
    def plain(self) -> tuple[str | None, int | None, str | None]:
        """Family, level and location by their names alone."""
        return self.family, self.level, self.place[0] if self.place else None

    def under(self, farther: Facts) -> Facts:
        """Return what these headings say, and for the rest what those further off do."""
        missing = {one.name: getattr(farther, one.name) for one in fields(self) if getattr(self, one.name) is None}
        return replace(self, **missing)

    def against(self, other: Facts) -> Iterator[str]:
        """Yield in words each axis on which two headings say different things."""
        for mine, theirs in zip(self.plain, other.plain, strict=True):
            if mine is not None and theirs is not None and mine != theirs:
                yield f"{mine} and {theirs}"


#: Nothing said.
NOTHING = Facts()


def facts_of(said: Said) -> Facts | None:
    """Return what a heading says on each axis; None where it says two things on one."""
    each = ({name for name, _ in said.families}, set(said.levels), {name for name, _ in said.places})
    if any(len(names) > 1 for names in each):
        return None
    return Facts(
        said.families[-1][0] if said.families else None,
        said.levels[-1] if said.levels else None,
        said.places[-1] if said.places else None,
    )
