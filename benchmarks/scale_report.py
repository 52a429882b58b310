"""What was noted of how work grows -> docs/scale.md: tables, and what a million pages would take by them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jinja2

HERE = Path(__file__).parent
REPORT = HERE.parent / "docs" / "scale.md"
MILLION = 1_000_000
GB = 1e9

Noted = dict[str, dict[str, Any]]


def report(noted: Noted, parts: Iterable[str]) -> None:
    """Write the report from what is noted of some parts; without those that all rests on it raises `KeyError`."""
    environment = jinja2.Environment(  # noqa: S701 - it writes Markdown
        undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"n": _number, "f": _figures}
    template = environment.from_string((HERE / "scale.md.j2").read_text("utf-8"))
    kinds = {kind: _rates(noted, kind) for kind in ("pdf", "scan")}
    missing = [name for name in parts if name not in noted]
    text = template.render(noted=noted, missing=missing, kinds=kinds, memory=_memory(noted), feed=_feed(noted, kinds))
    REPORT.write_text(f"{text}\n", encoding="utf-8")


def _rates(noted: Noted, kind: str) -> dict[str, Any]:
    """Return the measurements of a kind by pages, and what follows from the largest."""
    runs = sorted((one for name, one in noted.items() if name.startswith(f"{kind}-")), key=lambda one: one["pages"])
    largest = runs[-1]
    a_page = largest["cpu"] / largest["pages"]
    return {
        "runs": runs,
        "pages": largest["pages"],
        "cpu_a_page": a_page,
        "cpu_a_document": largest["cpu"] / largest["documents"],
        "pages_an_hour": 3600 / a_page,
        "hours_a_million": MILLION * a_page / 3600,
        "kept_gb": MILLION * largest["kept_bytes"] / largest["pages"] / GB,
    }


def _memory(noted: Noted) -> dict[str, Any]:
    """Return the memory after each thousand documents, and what one document adds."""
    largest = noted["memory-10000"]
    after = {int(name.removeprefix("after_")): value for name, value in largest.items() if name.startswith("after_")}
    first, last = min(n for n in after if n), max(after)
    added = (after[last] - after[first]) / (last - first) * 1024
    return {**largest, "after": dict(sorted(after.items())), "kib_a_document": added}


def _feed(noted: Noted, kinds: dict[str, dict[str, Any]]) -> dict[str, float]:
    """Return how many documents a second a core feeds, as client and scheduler, and how many cores that keeps busy."""
    rate = noted["cluster"]["documents"] / noted["cluster"]["cpu"]
    return {"rate": rate, **{kind: rate * one["cpu_a_document"] for kind, one in kinds.items()}}


def _number(value: float) -> str:
    """Return a whole number with commas."""
    return f"{value:,.0f}"


def _figures(value: float) -> str:
    """Return a number with three figures."""
    return f"{float(f'{value:.3g}'):,g}"
