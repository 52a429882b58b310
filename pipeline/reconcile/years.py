"""The financial year that a text is about."""

from __future__ import annotations

import re

_DASH = r"\s?[-‐‑‒–—/]\s?"
_SPAN = re.compile(rf"(?<![\d,.£])(20\d\d)(?:{_DASH}|\sto\s)(20)?(\d\d)(?![\d,.]\d|\d)")
_APRIL = re.compile(r"April\s+(20\d\d)\s*(?:to|[-–—])\s*(?:\d+\s+)?(?:March|April)\s+(20\d\d)", re.IGNORECASE)


def years_in(text: str) -> tuple[str, ...]:
    """Return the financial years that a text names, each once and in the form `2024-25`, in the order named."""
    spans = [(int(found[1]), int(found[3])) for found in _SPAN.finditer(text)]
    spans += [(int(found[1]), int(found[2]) % 100) for found in _APRIL.finditer(text)]
    years = [f"{start}-{end:02}" for start, end in spans if (start + 1) % 100 == end]
    return tuple(dict.fromkeys(years))
