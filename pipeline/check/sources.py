"""Several documents: which one speaks for its year, and what a second source confirms, supplies or disputes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.model import Extraction


def settle(extractions: Sequence[Extraction]) -> tuple[Extraction, ...]:
    """Return the extractions with `preferred`, corroboration and corrections between them settled."""
    return tuple(extractions)
