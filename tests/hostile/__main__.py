"""Write the hostile files into a folder, and measure what the extractor makes of each."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.hostile import ALL
from tests.hostile.cases import Case
from tests.hostile.measure import MEBIBYTES, SECONDS, extract, faults
from tests.hostile.sheet import Sheet

_HEAD = f"{'file':<52} {'fate':<8} exit seconds   MiB  line"


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 1 when something is not as it must be."""
    parsed = _parser().parse_args(arguments)
    parsed.folder.mkdir(parents=True, exist_ok=True)
    chosen = [pair for pair in ALL if all(part in pair[0].file for part in parsed.only)]
    if parsed.kind:
        chosen = [pair for pair in chosen if pair[0].heavy is (parsed.kind == "heavy")]
    if parsed.measure:
        print(_HEAD)
    bad = 0
    for case, sheet in chosen:
        path = case.write(parsed.folder, sheet)
        bad += bool(_measured(case, sheet, path) if parsed.measure else 0)
    print(f"{len(chosen)} files in {parsed.folder}" + (f", {bad} not as they must be" if parsed.measure else ""))
    return int(bad > 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("folder", type=Path, help="where to write the files")
    parser.add_argument("--measure", action="store_true", help="run the extractor on each, and print the cost")
    parser.add_argument("--only", action="append", default=[], metavar="PART", help="files with this in their name")
    parser.add_argument("--kind", choices=("quick", "heavy"), help="only the little ones, or only the costly")
    return parser


def _measured(case: Case, sheet: Sheet, path: Path) -> list[str]:
    """Run the extractor on one file; print its row, and below it what is wrong."""
    with TemporaryDirectory() as folder:
        found = extract([path], Path(folder, "output"), limit=2 * SECONDS)
        wrong = faults(case, sheet, found.err, Path(folder, "output"))
    if found.seconds > SECONDS or found.mebibytes > MEBIBYTES:
        wrong.append("too dear")
    line = " | ".join(found.err)
    print(f"{case.file:<52} {case.fate:<8} {found.code:>4} {found.seconds:>7.1f} {found.mebibytes:>5.0f}  {line[:200]}")
    for fault in wrong:
        print(f"    WRONG: {fault}")
    sys.stdout.flush()
    return wrong


if __name__ == "__main__":
    sys.exit(main())
