"""What a text says, whatever its capitals and punctuation."""

from __future__ import annotations

import re


def words_of(text: str) -> str:
    """Return the words of a text, in small letters: two texts with the same words say the same."""
    return " ".join(re.findall(r"\w+", text.casefold()))
