"""Lines around tables that say what they are: captions above, sources and notes below. The words are data."""

from __future__ import annotations

import re
from functools import cache

from pipeline.reconcile.vocabulary import table


def is_title(text: str) -> bool:
    """Tell whether a line begins as the caption of a table or a figure does: `Table 3.`, `Figure 2:`."""
    return _patterns()[0].match(text) is not None


def is_note(text: str) -> bool:
    """Tell whether a line begins as what stands below a table does: `Source:`, `Note:`, `1 Includes`."""
    return _patterns()[1].match(text) is not None


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words: dict[str, list[str]] = table("reports")["lines"]
    titles, notes = ("|".join(words[kind]) for kind in ("titles", "notes"))
    title = re.compile(rf"\W*(?:{titles})\s*(?:[A-Z]?[-–]?\d|[IVX]+\b|[A-Z]\b)", re.IGNORECASE)
    return title, re.compile(rf"\W*(?:{notes})\s*[:.–—-]", re.IGNORECASE)
