"""The entry that a file without one may have in the manifest: what is known of it filled in, what is not left empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tomlkit

if TYPE_CHECKING:
    from pipeline.model import SourceDocument


def draft(document: SourceDocument) -> str:
    """Return the TOML of a manifest's entry for a document, to be pasted; `manifest.load` takes it as it is."""
    entry = tomlkit.table()
    entry["id"] = document.document_id
    entry["file"] = document.file
    entry["sha256"] = document.sha256
    entry["origin"] = tomlkit.item(document.origin.value).comment("a guess: the head of the file says what there is")
    for name in ("title", "publisher"):
        entry[name] = ""
    entry["financial_year"] = document.financial_year or ""
    entry["financial_year_basis"] = document.financial_year_basis.value if document.financial_year_basis else ""
    for name in ("published_at", "retrieved", "licence", "notes"):
        entry[name] = ""
    entries = tomlkit.aot()
    entries.append(entry)
    return tomlkit.dumps({"document": entries})
