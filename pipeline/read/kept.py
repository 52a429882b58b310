"""Where the results of OCR are kept: beside the golden files for the documents of `raw/`, else in the user's cache."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_cache_path

#: Results for the documents of `raw/`, under version control: tests are quick, and a new engine is a visible change.
FIXTURES = Path("fixtures", "ocr")


def folders() -> tuple[Path, ...]:
    """Return the folders in the order in which they are looked into; the last one takes what is new."""
    return FIXTURES, user_cache_path("ipsa-staff-pay") / "ocr"
