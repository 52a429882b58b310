"""`README.md` of a release: what it holds, how sure it is, how to open, cite and understand it."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

import pandas as pd

from pipeline.model import Status, Table
from pipeline.publish.dictionary import dictionary
from pipeline.publish.schema import schema
from pipeline.release.dataset import Dataset, Texts
from pipeline.release.guard import guarded_cells
from pipeline.release.layout import Layout

_DOCUMENT = ("document_id", "financial_year", "financial_year_basis", "title", "file", "kind", "preferred")


def readme(data: Dataset, says: Layout, version: str) -> str:
    """Fill the template of `data/release.toml`."""
    years = data.preferred["documents"]["financial_year"]
    cited = {"version": version, "years": ", ".join(sorted(years))}
    return Template(says.readme).substitute(
        title=schema().title,
        description=schema().description,
        version=version,
        marked=_marked(data.preferred),
        guarded=_guarded(data),
        files=_bullets(says.files),
        views=_bullets({name: view.about for name, view in says.views.items()}),
        documents=_table(data.everything["documents"]),
        citation=Template(says.citation).substitute(cited),
        bibtex=Template(says.bibtex).substitute(cited),
        terms=says.terms.rstrip(),
        dictionary=dictionary(),
    )


def _marked(tables: Texts) -> str:
    """Count the values of each status in the three tables that hold values."""
    found = [status for table in Table for status in tables[table]["status"]]
    counts = ", ".join(f"{found.count(status)} `{status}`" for status in Status)
    return f"Of the {len(found):,} pay ranges, titles and duties in the tables at the top: {counts}."


def _guarded(data: Dataset) -> str:
    """Count the cells that the CSV files do not hold as they are."""
    tables = [*data.preferred.items(), *data.everything.items()]
    count = sum(guarded_cells(frame, schema().tables[name]) for name, frame in tables)
    return f"In this version that is so in {count or 'no'} cell{'' if count == 1 else 's'}."


def _bullets(items: Mapping[str, str]) -> str:
    return "\n".join(f"- `{name}`: {about}" for name, about in items.items())


def _table(documents: pd.DataFrame) -> str:
    lines = [" | ".join(_DOCUMENT), " | ".join("---" for _ in _DOCUMENT)]
    lines += [" | ".join(_cell(row[name]) for name in _DOCUMENT) for row in documents.to_dict("records")]
    return "\n".join(f"| {line} |" for line in lines)


def _cell(text: str) -> str:
    """Make a text of a document harmless in a table of Markdown."""
    plain = " ".join(text.split())
    return "".join(f"\\{char}" if char in "\\`*_[]<>|&" else char for char in plain)
