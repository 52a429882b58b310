"""`datapackage.json` of a release: both sets of tables, with the version, the sources and a hash of each file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pipeline.publish.package import package
from pipeline.release.dataset import Texts

Json = dict[str, Any]

EVERYTHING = "all_documents"


def package_json(version: str, tables: Mapping[str, bytes], documents: Texts) -> str:
    """Give the text of the file. `tables` are the CSV files by path; `documents` has the rows that name the sources."""
    described: Json = dict(package())
    preferred: list[Json] = described.pop("resources")
    resources = [*map(_preferred, preferred), *map(_everything, preferred)]
    described |= {
        "version": version,
        "sources": [_source(row) for row in documents["documents"].to_dict("records")],
        "resources": [_sealed(one, tables[one["path"]]) for one in resources if one["path"] in tables],
    }
    return json.dumps(described, ensure_ascii=False, indent=1) + "\n"


def _preferred(resource: Json) -> Json:
    """Add what holds where each year has one document alone: the year is known, and no other document has it."""
    stated = {"required": True} | ({"unique": True} if resource["name"] == "documents" else {})
    return _with_schema(resource, fields=[_stricter(field, stated) for field in resource["schema"]["fields"]])


def _stricter(field: Json, stated: Json) -> Json:
    if field["name"] != "financial_year":
        return field
    return field | {"constraints": field.get("constraints", {}) | stated}


def _everything(resource: Json) -> Json:
    """Describe the same table with the rows of all documents; its keys lead to the table of all documents."""
    keys = [
        key | {"reference": key["reference"] | {"resource": f"{EVERYTHING}_{key['reference']['resource']}"}}
        for key in resource["schema"].get("foreignKeys", [])
    ]
    renamed = resource | {
        "name": f"{EVERYTHING}_{resource['name']}",
        "title": f"{resource['title']} (all documents)",
        "path": f"{EVERYTHING}/{resource['path']}",
    }
    return _with_schema(renamed, **({"foreignKeys": keys} if keys else {}))


def _with_schema(resource: Json, **changed: list[Json]) -> Json:
    return resource | {"schema": resource["schema"] | changed}


def _sealed(resource: Json, data: bytes) -> Json:
    """Add the file's size and hash, by which a reader sees that it has been changed."""
    return resource | {"bytes": len(data), "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}


def _source(document: Mapping[Any, str]) -> Json:
    """Name a document as the specification wants it; one without a title by its file."""
    named = {"title": document["title"] or document["file"], "sha256": document["sha256"]}
    return named | ({"financial_year": document["financial_year"]} if document["financial_year"] else {})
