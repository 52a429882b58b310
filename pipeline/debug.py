"""What the stages left behind, as JSON, for a maintainer who asks why a layout was not understood."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.grid.cells import PageTable
    from pipeline.model import Grid, Reading


def tables(grid: Grid | None) -> dict[str, list[dict[str, object]]]:
    """Return a grid as rows of texts, one for each slot that is used; no table where a text has no grid.

    A capture has no page geometry: its `page` and `bbox` are None.
    """
    if grid is None or not grid.rows:
        return {"tables": []}
    slots = sorted({cell.first for row in grid.rows for cell in row.cells})
    texts = [{cell.first: cell.text for cell in row.cells} for row in grid.rows]
    cells = [[row.get(slot, "") for slot in slots] for row in texts]
    return {"tables": [{"page": None, "bbox": None, "cells": cells}]}


def page_tables(tables: Sequence[PageTable]) -> dict[str, list[dict[str, object]]]:
    """Return tables on pages as rows of texts, each with its page, from 1, and its box in points."""
    return {
        "tables": [
            {
                "page": table.page,
                "bbox": [round(side, 2) for side in (table.box.x0, table.box.top, table.box.x1, table.box.bottom)],
                "cells": table.texts(),
            }
            for table in tables
        ]
    }


def leave(folder: Path, name: str, grid: Grid | None, reading: Reading) -> None:
    """Write `<name>.tables.json` and `<name>.reading.json` into a folder."""
    for kind, content in (("tables", tables(grid)), ("reading", asdict(reading))):
        text = json.dumps(content, ensure_ascii=False, indent=1, default=str)
        (folder / f"{name}.{kind}.json").write_text(text + "\n", "utf-8")
