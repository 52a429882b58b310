"""Golden files: what a document gave when a person last accepted it, and what differs from that now."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pipeline.files import replace_text

#: A JSON value.
Json = object

#: Every `.json` directly in it is the golden file of a document.
FOLDER = Path("fixtures")

#: What tells one row of a list from the next, as far as the row has it.
_KEYS = ("code", "table", "job_family", "level", "location", "position")
_SIDES = ("x0", "top", "x1", "bottom")
#: What the four sides of a box are called where they are compared.
BOX = "box"
_ABSENT = object()


def path_of(document_id: str) -> Path:
    """Return where the golden file of a document lies, there or not."""
    return FOLDER / f"{document_id}.json"


def ids() -> set[str]:
    """Return the documents that have a golden file."""
    return {path.stem for path in FOLDER.glob("*.json")}


def compare(document_id: str, text: str) -> list[str]:
    """Return a line for each value in the document's JSON text that differs from its golden file, boxes last."""
    path = path_of(document_id)
    try:
        golden = path.read_text(encoding="utf-8")
        if golden == text:
            return []
        lines = sorted(differences(json.loads(golden), json.loads(text), document_id), key=_is_box)
    except FileNotFoundError:
        return [f"{document_id}: no golden file {path}; look at the output, then: accept {document_id}"]
    except (OSError, ValueError) as error:
        return [f"{document_id}: golden file {path} cannot be read: {error}"]
    return lines or [f"{document_id}: the values of {path}, in another order or form"]


def _is_box(line: str) -> bool:
    return line.partition(": golden ")[0].endswith(f" {BOX}")


def values(document_id: str, text: str) -> list[str]:
    """Return a line for each row of a document that has no golden file yet: all of it is new."""
    now: dict[str, Json] = json.loads(text)
    return list(differences({name: type(rows)() for name, rows in now.items()}, now, document_id))


def findings(document_id: str) -> list[Json]:
    """Return the findings that a person has accepted with a document; none where it has no golden file."""
    try:
        accepted = json.loads(path_of(document_id).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # `check` says so
        return []
    return list(accepted.get("findings", [])) if isinstance(accepted, dict) else []


def differences(golden: Json, now: Json, path: str) -> Iterator[str]:
    """Walk two JSON values side by side; yield a line for each leaf or row that differs."""
    if isinstance(golden, list) and isinstance(now, list):
        golden, now = _labelled(golden), _labelled(now)
    if isinstance(golden, dict) and isinstance(now, dict):
        golden, now = _boxed(golden), _boxed(now)
        for key in [*golden, *(key for key in now if key not in golden)]:
            yield from differences(golden.get(key, _ABSENT), now.get(key, _ABSENT), f"{path} {key}")
    elif _shown(golden) != _shown(now):
        yield f"{path}: golden {_shown(golden)}, now {_shown(now)}"


def _labelled(rows: list[Json]) -> dict[str, Json]:
    """Name each row by what identifies it, or by its place; a name that comes again is numbered."""
    seen: Counter[str] = Counter()
    labelled = {}
    for row in rows:
        named = [row[key] for key in _KEYS if row.get(key) is not None] if isinstance(row, dict) else []
        label = " ".join(map(str, named)) or "row"
        seen[label] += 1
        labelled[label if seen[label] == 1 else f"{label} ({seen[label]})"] = row
    return labelled


def _boxed(row: dict[str, Json]) -> dict[str, Json]:
    """Take the four sides of a box for one value."""
    if not all(side in row for side in _SIDES):
        return row
    return {key: value for key, value in row.items() if key not in _SIDES} | {
        BOX: None if all(row[side] is None for side in _SIDES) else tuple(row[side] for side in _SIDES)
    }


def _shown(value: Json) -> str:
    """Return the value as JSON, which tells 1 from true and from "1"; of a row what its label does not say."""
    if value is _ABSENT:
        return "(absent)"
    if isinstance(value, dict):
        value = {key: inner for key, inner in value.items() if key not in _KEYS and inner is not None}
    return "(none)" if value is None else json.dumps(value, ensure_ascii=False)


def write(document_id: str, text: str) -> None:
    """Replace the document's golden file in one step; raise `OutputError` where that fails."""
    replace_text(path_of(document_id), text)
