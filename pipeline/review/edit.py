"""A value to the entries that would correct or confirm it: a person completes one and adds it to the corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tomlkit

from pipeline.model import PayBand, Status, Table

if TYPE_CHECKING:
    from pipeline.model import RoleText
    from pipeline.review.items import Item

#: Where only a person knows. It is refused as an answer, so that none can be forgotten.
_TO_FILL = ""

_Keys = dict[str, str | int | bool]


def replacing(item: Item) -> str:
    """Return the TOML that gives a value another content: the present one, to be mended."""
    return _entry(_where(item) | _content(item.value) | _who()) if item.value else ""


def confirming(item: Item) -> str:
    """Return the TOML that calls a value right as it is; nothing where there is none."""
    if item.value is None or item.status is Status.ILLEGIBLE:
        return ""
    return _entry(_where(item) | {"confirmed": True} | _who())


def _entry(keys: _Keys) -> str:
    table = tomlkit.table()
    for key, value in keys.items():
        table.add(key, value)
    entries = tomlkit.aot()
    entries.append(table)
    return tomlkit.dumps({"correction": entries}).strip()


def _where(item: Item) -> _Keys:
    table, family, level, location, position = item.key
    named = {"job_family": family, "level": level, "location": location and location.value, "position": position}
    return {
        "document": item.document.document_id,
        "table": str(table),
        **{key: value for key, value in named.items() if value is not None},
        "raw_text": item.raw_text,
    }


def _content(value: PayBand | RoleText) -> _Keys:
    if isinstance(value, PayBand):
        amounts = {"minimum_gbp": value.minimum, "maximum_gbp": value.maximum}
        return {key: _TO_FILL if amount is None else f"{amount:f}" for key, amount in amounts.items()}
    return {"title" if value.table is Table.JOB_TITLES else "text": value.text}


def _who() -> _Keys:
    return dict.fromkeys(("evidence", "checked_by", "checked_on"), _TO_FILL)
