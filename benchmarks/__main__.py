"""Accuracy, time and memory, side by side with other tools: `python -m benchmarks --help`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import environment
from benchmarks.documents import documents
from benchmarks.race import Course, race
from benchmarks.report import report, versions_of


def main(arguments: Sequence[str] | None = None) -> int:
    """Race, and write the results."""
    parsed = _parser().parse_args(arguments)
    python = environment.python()
    with TemporaryDirectory() as name:
        folder = Path(name).resolve()
        read = documents(folder, parsed.seed, quick=parsed.quick)
        read = [document for document in read if not (document.scan and parsed.no_scans)]
        lanes = race(read, Course(python, folder, 0.0 if parsed.quick else 60 * parsed.minutes))
    parsed.to.write_text(report(lanes, versions_of(python), _said(parsed)), encoding="utf-8")
    print(parsed.to.read_text("utf-8"))
    return 0


def _said(parsed: argparse.Namespace) -> str:
    """Return the command that gives these results; where they are written to is nobody's concern."""
    flags = [f"--{name.replace('_', '-')}" for name in ("quick", "no_scans") if getattr(parsed, name)]
    return " ".join(["python -m benchmarks", f"--seed {parsed.seed}", f"--minutes {parsed.minutes:g}", *flags])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    results = Path(__file__).with_name("RESULTS.md")
    parser.add_argument("--to", type=Path, default=results, metavar="FILE", help="default: benchmarks/RESULTS.md")
    parser.add_argument("--seed", type=int, default=50_000, help="of the sheets that are made (default: 50000)")
    parser.add_argument("--minutes", type=float, default=8.0, help="rounds are run for about so long (default: 8)")
    parser.add_argument("--no-scans", action="store_true", help="PDFs with text alone: scans take most of the time")
    parser.add_argument("--quick", action="store_true", help="one round, a document of each sort")
    return parser


if __name__ == "__main__":
    sys.exit(main())
