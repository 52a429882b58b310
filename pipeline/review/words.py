"""Values to the words that a person reads on the pages."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pipeline.model import PayBand, Table
from pipeline.reconcile.vocabulary import table
from pipeline.remedies import remedies

if TYPE_CHECKING:
    from pipeline.model import Key, RoleText

_ONE = {Table.JOB_TITLES: "title", Table.RESPONSIBILITIES: "responsibility"}
_NO_PENCE = ".00"


def named(word: object) -> str:
    """`Outside London` for `outside_london`, `Job titles` for `job_titles`."""
    labels = table("labels")
    known: str | None = labels["names"].get(str(word))
    name = " ".join(labels["capitals"].get(part, part) for part in str(word).split("_"))
    return known or name[:1].upper() + name[1:]


def money(amount: Decimal | str | None) -> str:
    """`£24,468`, `£17,062.50`, `none`."""
    return "none" if amount is None else f"£{Decimal(amount):,.2f}".removesuffix(_NO_PENCE)


def reading(value: PayBand | RoleText) -> str:
    """Return what a row says: its amounts, as `£24,468 to £35,790` or `from £68,847`, or its text."""
    if not isinstance(value, PayBand):
        return value.text or "not legible"
    if value.minimum is None:
        return "not legible"
    return f"{money(value.minimum)} to {money(value.maximum)}" if value.maximum else f"from {money(value.minimum)}"


def remedy(code: str, folder: str) -> str:
    """Return what to do about a kind of finding, and where; nothing where nothing is to be done."""
    known = remedies().get(code)
    return known.told(folder) if known else ""


def about(key: Key) -> str:
    """Return `Executive 2, Outside London`, or `Executive 2, title 5`; nothing where it is about no row."""
    of, family, level, location, position = key
    band = " ".join(str(part) for part in (family and named(family), level) if part)
    row = named(location) if location else f"{_ONE[of]} {position}" if of in _ONE and position else ""
    return ", ".join(part for part in (band, row) if part)
