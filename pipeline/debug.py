"""What the stages left behind, as JSON and as pictures, for a maintainer who asks why a layout was not understood."""

from __future__ import annotations

import json
from dataclasses import asdict
from io import BytesIO
from typing import TYPE_CHECKING

from pipeline.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.grid.cells import PageTable
    from pipeline.grid.page import Found
    from pipeline.model import Grid, Reading
    from pipeline.read.page import Page


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


def page_tables(pages: Sequence[Page], found: Sequence[Found]) -> dict[str, list[dict[str, object]]]:
    """Return the tables of pages as rows of texts, each with its page, from 1, and its box on it in points."""
    return {"tables": [_table(page, table) for page, one in zip(pages, found, strict=True) for table in one.tables]}


def _table(page: Page, table: PageTable) -> dict[str, object]:
    """Return a table; `spans` has the row, column, rows and columns of each cell that covers several slots."""
    box = page.shown(table.box)
    sizes = ((c.row, c.column, c.last_row - c.row + 1, c.last_column - c.column + 1) for c in table.cells)
    return {
        "page": table.page,
        "bbox": [round(side, 2) for side in (box.x0, box.top, box.x1, box.bottom)],
        "cells": table.texts(),
        "spans": [list(size) for size in sizes if size[2:] != (1, 1)],
    }


def draw(folder: Path, name: str, path: Path, pages: Sequence[Page], found: Sequence[Found]) -> None:
    """Write `<name>-page-<number>.png` for each page of a PDF, with what was found on it, one at a time."""
    from pipeline.draw import picture, size_of  # Pillow comes with them
    from pipeline.paper import papers

    count = 0
    wanted = [(page.number, *size_of(page)) for page in pages]
    for page, one, paper in zip(pages, found, papers(path, wanted), strict=True):
        drawn = BytesIO()
        picture(page, one, paper, count).save(drawn, "PNG")
        write(folder / f"{name}-page-{page.number}.png", drawn.getvalue())
        count += len(one.tables)


def leave(folder: Path, name: str, grid: Grid | None, reading: Reading) -> None:
    """Write `<name>.tables.json` and `<name>.reading.json` into a folder."""
    for kind, content in (("tables", tables(grid)), ("reading", asdict(reading))):
        text = json.dumps(content, ensure_ascii=False, indent=1, default=str)
        write(folder / f"{name}.{kind}.json", as_bytes(text))


def as_bytes(text: str) -> bytes:
    """Return JSON as the content of a file; half a surrogate pair, which no UTF-8 can hold, is escaped as in JSON."""
    return f"{text}\n".encode("utf-8", "backslashreplace")


def write(path: Path, data: bytes) -> None:
    """Write a file anew, never through a link that stands in its place; raise `ArgumentError` where that fails."""
    try:
        path.unlink(missing_ok=True)
        with path.open("xb") as file:
            file.write(data)
    except OSError as error:
        raise ArgumentError(f"{path}: {error.strerror}; name another folder for --debug-dir") from error
