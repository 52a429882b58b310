"""Texts that a spreadsheet would take for a formula, made harmless in CSV files and given back as they were."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.publish.schema import TableSchema
from pipeline.publish.tables import Cells

#: How a formula begins, also behind blanks and in the wide forms of East Asian keyboards. Source: OWASP, CSV Injection.
#: Apostrophes in front are part of it, so that an apostrophe of the text's own is not taken for ours.
_FORMULA = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]| *[\t\r\n])")


def guarded(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula; leave any other as it is."""
    return f"'{text}" if _FORMULA.match(text) else text


def guarded_lines(table: TableSchema, lines: Iterable[Cells]) -> list[Cells]:
    """Give lines of a table with its texts guarded; numbers stand as they are, also those below zero."""
    texts = [column.type == "string" for column in table.columns]
    return [[guarded(cell) if text else cell for cell, text in zip(line, texts, strict=True)] for line in lines]
