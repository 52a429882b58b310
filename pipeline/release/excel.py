"""The tables as one Excel workbook: a sheet for each, with frozen headings and filters, and one for the columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from zipfile import ZipFile

from openpyxl import Workbook  # type: ignore[import-untyped]  # it has no types
from openpyxl.cell import Cell  # type: ignore[import-untyped]  # it has no types
from openpyxl.styles import Alignment, Font  # type: ignore[import-untyped]  # it has no types
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]  # it has no types
from openpyxl.xml.functions import tostring  # type: ignore[import-untyped]  # it has no types

from pipeline.errors import OutputError
from pipeline.publish.guard import guarded
from pipeline.publish.package import described_values
from pipeline.publish.schema import Column, schema
from pipeline.release.archive import DATE, archive
from pipeline.release.dataset import Typed

#: The most characters that a cell can hold. openpyxl cuts longer texts without a word.
_LONGEST = 32_767
#: What XML cannot hold or would change, and what would read as such. Source: ECMA-376, ST_Xstring.
_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")

#: Widths in characters: the widest column, in which longer texts are wrapped, and the button of the filter.
_WIDE, _BUTTON = 70, 4
#: Heights in points: of a line, and of the highest row that Excel can show.
_LINE, _HIGHEST = 15, 409
_FORMATS = {"integer": "0", "number": "0.00"}
_POUNDS = "#,##0.00"
_COLUMNS = "columns"
_BOLD = Font(name="Calibri", size=11, bold=True)


def workbook(tables: Typed) -> bytes:
    """Give the file, with a date that never changes; a text that no cell can hold raises OutputError."""
    book = Workbook()
    book.remove(book.active)
    for name, table in tables.items():
        _fill(book.create_sheet(name), schema().tables[name].columns, table.to_pylist())
    _fill(book.create_sheet(_COLUMNS), _DICTIONARY, _dictionary(tables))
    packed = BytesIO()
    book.save(packed)
    return _undated(packed, book)


_DICTIONARY = tuple(Column(name, "string", "") for name in ("table", "column", "type", "unit", "meaning"))


def _dictionary(names: Iterable[str]) -> list[dict[str, object]]:
    return [
        {"table": name, "column": c.name, "type": c.type, "unit": c.unit, "meaning": described_values(c)}
        for name in names
        for c in schema().tables[name].columns
    ]


def _fill(sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Mapping[str, object]]) -> None:
    for number, column in enumerate(columns, start=1):
        heading = sheet.cell(1, number, column.name)
        heading.font = _BOLD
        values = [row[column.name] for row in rows]
        width = _width(column, values)
        sheet.column_dimensions[heading.column_letter].width = width
        for index, value in enumerate(values, start=2):
            if value is not None:
                _write(sheet.cell(index, number), column, value)
            sheet.cell(index, number).alignment = Alignment(vertical="top", wrap_text=width == _WIDE)
    for index, row in enumerate(rows, start=2):
        sheet.row_dimensions[index].height = _height(row)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _width(column: Column, values: Iterable[object]) -> int:
    longest = max(len(str(value)) for value in (column.name, *values))
    return min(longest + _BUTTON, _WIDE)


def _height(row: Mapping[str, object]) -> int:
    """Give the height for the longest text of a row, wrapped: not every program works it out when it opens a file."""
    longest = max(len(str(value)) for value in row.values())
    return min((longest // _WIDE + 1) * _LINE, _HIGHEST)


def _write(cell: Cell, column: Column, value: object) -> None:
    """Put a number or a truth value into a cell as such, and a text so that it is never a formula."""
    if not isinstance(value, str):
        cell.value = value
        cell.number_format = _POUNDS if "pounds" in (column.unit or "") else _FORMATS.get(column.type, "General")
        return
    text = _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", value)
    if len(text) > _LONGEST:
        raise OutputError(
            f"{cell.parent.title}, row {cell.row}: {column.name} has {len(text)} characters, an Excel cell holds "
            f"{_LONGEST}; look at how {value[:40]!r} was read"
        )
    cell.value = text
    cell.data_type = "s"  # whatever the text looks like
    cell.quotePrefix = guarded(value) != value  # so that it stays a text where somebody edits it


def _undated(packed: BytesIO, book: Workbook) -> bytes:
    """Pack the file anew, without the time at which that happens."""
    book.properties.created = book.properties.modified = DATE
    with ZipFile(packed) as made:
        files = {name: made.read(name) for name in made.namelist()}
    return archive(files | {"docProps/core.xml": tostring(book.properties.to_tree())})
