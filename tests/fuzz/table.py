"""`docs/reliability.md` from what runs recorded: `python -m tests.fuzz.table RECORD ... --to docs/reliability.md`."""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

BEGIN, END = "<!-- table:begin -->\n", "<!-- table:end -->\n"
_COLUMNS = ("kind", "inputs tried", "answered", "refused", "crashes", "hangs", "silent errors", "other faults")
_COSTS = ("worst time, s", "worst memory, MiB")
_ABOUT = {
    "pdf": "PDFs with text",
    "scan": "PDFs of images",
    "image": "PNG, JPEG, TIFF",
    "text": "copied texts",
    "manifest": "manifests",
    "corrections": "corrections",
    "vocabulary": "vocabularies",
    "made": "made by hand",
}


def table(records: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield the lines of a table in Markdown: a row for each kind, and one for all; the last run of a seed counts."""
    last = {(one["kind"], one["seed"]): one for one in records}
    kinds: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in last.values():
        kinds[one["kind"]].append(one)
    yield f"| {' | '.join((*_COLUMNS, *_COSTS))} |"
    yield "|---" + "|---:" * 9 + "|"
    yield from (_row(about, kinds[kind]) for kind, about in _ABOUT.items() if kinds[kind])
    yield _row("**all**", list(last.values()))


def _row(about: str, results: Sequence[dict[str, Any]]) -> str:
    told = [fault.partition(":")[0] for one in results for fault in set(one["faults"])]
    bad = {word: sum(any(f.startswith(word) for f in one["faults"]) for one in results) for word in ("crash", "hang")}
    cells = [
        len(results),
        sum(one["fate"] == "answered" for one in results),
        sum(one["fate"] == "refused" for one in results),
        bad["crash"],
        bad["hang"],
        sum(bool(one["silent"]) for one in results),
        sum(word not in bad for word in told),
        f"{max(one['seconds'] for one in results):.1f}",
        f"{max(one['mebibytes'] for one in results):.0f}",
    ]
    return f"| {about} | " + " | ".join(map(str, cells)) + " |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, or put it in its place in a document."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.table", description=__doc__)
    parser.add_argument("records", nargs="+", type=Path, help="what `python -m tests.fuzz --record` wrote")
    parser.add_argument("--to", type=Path, help="a document with a place for the table")
    parsed = parser.parse_args(arguments)
    lines = [line for path in parsed.records for line in path.read_text("utf-8").splitlines()]
    text = "".join(f"{line}\n" for line in table(map(json.loads, lines)))
    if not parsed.to:
        print(text, end="")
        return 0
    before, _, rest = parsed.to.read_text("utf-8").partition(BEGIN)
    parsed.to.write_text(f"{before}{BEGIN}{text}{END}{rest.partition(END)[2]}", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
