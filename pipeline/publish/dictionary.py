"""The data dictionary in README.md: `python -m pipeline.publish.dictionary README.md` writes it anew."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.errors import ArgumentError
from pipeline.publish.package import described_values
from pipeline.publish.schema import Column, TableSchema, schema

BEGIN, END = "<!-- dictionary:begin -->", "<!-- dictionary:end -->"


def dictionary() -> str:
    """Give every table and column as Markdown, without a newline at the end.

    A column that means the same in several tables is described in the first.
    """
    first: dict[str, str] = {}
    for table in schema().tables.values():
        for column in table.columns:
            first.setdefault(described_values(column), table.name)
    return "\n\n".join(_section(table, first) for table in schema().tables.values())


def with_dictionary(text: str) -> str:
    """Put the dictionary between the two markers of a Markdown text; without both, ArgumentError."""
    before, _, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ArgumentError(f"nothing written: expected the lines {BEGIN} and {END}, in this order: add them")
    return f"{before}{BEGIN}\n{dictionary()}\n{END}{after}"


def _section(table: TableSchema, first: Mapping[str, str]) -> str:
    lines = [f"### `{table.name}.csv`", "", table.description, "", _keys(table), ""]
    lines += ["| column | type | meaning |", "|---|---|---|"]
    lines += [_line(column, first[described_values(column)], table.name) for column in table.columns]
    return "\n".join(lines)


def _keys(table: TableSchema) -> str:
    key = f"Key: {_listed(table.primary_key)}. " if table.primary_key else ""
    return f"{key}Sorted by {_listed(table.sorted_by)}."


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _line(column: Column, described_in: str, table: str) -> str:
    kind = f"{column.type}, {column.unit}" if column.unit else column.type
    meaning = described_values(column) if described_in == table else f"as in `{described_in}.csv`"
    return f"| `{column.name}` | {kind} | {meaning} |"


def main(arguments: Sequence[str]) -> None:
    """Rewrite the part between the markers in each named file."""
    for name in arguments:
        path = Path(name)
        path.write_text(with_dictionary(path.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
