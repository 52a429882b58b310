"""Measure table finding on pages that have nothing to do with IPSA: `python -m tests.tables_bench --help`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pdfplumber

from pipeline.errors import UnreadableSourceError
from pipeline.extract import tables as our_tables
from tests.adjacency import Relation, Score, all_relations, found_by_page
from tests.reports import Report, make_report

_HEAD = "feature                     pages     true    found    right  precision  recall      F1"
_LINE = "{:<26} {:>6} {:>8} {:>8} {:>8} {:>10.3f} {:>7.3f} {:>7.3f}"


@dataclass(frozen=True)
class PageTrial:
    """One page: where it is, its score, and the relations that are lost or wrong."""

    name: str
    features: frozenset[str]
    score: Score
    lost: Counter[Relation]
    wrong: Counter[Relation]
    milliseconds: float
    refusal: str = ""


def ours(path: Path) -> dict[str, Any]:
    """Return the tables that this project finds."""
    return {"tables": our_tables(path)["tables"]}


def plumbed(path: Path) -> dict[str, Any]:
    """Return the tables that pdfplumber finds by default."""
    with pdfplumber.open(path) as pdf:
        return {
            "tables": [
                {"page": page.page_number, "cells": cells} for page in pdf.pages for cells in page.extract_tables()
            ]
        }


TOOLS: dict[str, Callable[[Path], dict[str, Any]]] = {"ours": ours, "pdfplumber": plumbed}


def try_report(seed: int, tool: str, keep: Path | None = None) -> list[PageTrial]:
    """Make one report, let a tool find its tables, and score every page."""
    report = make_report(seed)
    with TemporaryDirectory() as folder:
        path = Path(folder, f"{report.name}.pdf")
        path.write_bytes(report.data)
        start = time.perf_counter()
        refusal = ""
        try:
            printed = TOOLS[tool](path)
        except UnreadableSourceError as error:
            printed, refusal = {"tables": []}, str(error)
        milliseconds = 1000 * (time.perf_counter() - start) / len(report.pages)
    if keep:
        _keep(keep, report, printed)
    return [_trial(report, number, printed, milliseconds, refusal) for number in range(len(report.pages))]


def _trial(report: Report, index: int, printed: dict[str, Any], milliseconds: float, refusal: str) -> PageTrial:
    page = report.pages[index]
    true = all_relations(page.tables)
    found = all_relations(found_by_page(printed).get(index + 1, []))
    score = Score(true.total(), found.total(), (true & found).total())
    name = f"{report.name} page {index + 1}"
    return PageTrial(name, frozenset(page.features), score, true - found, found - true, milliseconds, refusal)


def _keep(folder: Path, report: Report, printed: dict[str, Any]) -> None:
    """Leave a report in a folder, with its truth and with what was found."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{report.name}.pdf").write_bytes(report.data)
    truth = [
        {"features": sorted(page.features), "tables": [[asdict(cell) for cell in table] for table in page.tables]}
        for page in report.pages
    ]
    for kind, content in (("truth", truth), ("found", printed)):
        (folder / f"{report.name}.{kind}.json").write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each feature and one for all the pages; return 1 when a report made the tool crash."""
    parsed = _parser().parse_args(arguments)
    trials: list[PageTrial] = []
    crashes: list[str] = []
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        seed = parsed.seed
        while len(trials) < parsed.pages and seed < parsed.seed + 2 * parsed.pages:
            batch = range(seed, seed + max(1, min(32, (parsed.pages - len(trials)) * 4 // 5)))
            seed = batch.stop
            for name, future in [(n, pool.submit(try_report, n, parsed.tool, parsed.keep)) for n in batch]:
                if error := future.exception():
                    crashes.append(f"report-{name:04d}: CRASH {error!r}")
                else:
                    trials += future.result()
    print(_HEAD, *_table(trials), *crashes, sep="\n")
    print(*_worst(trials, parsed.worst), sep="\n")
    return int(bool(crashes))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.tables_bench", description=__doc__)
    parser.add_argument("--pages", type=int, default=200, help="at least as many pages (default: 200)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the first report (default: 0)")
    parser.add_argument("--tool", choices=TOOLS, default="ours", help="what finds the tables (default: ours)")
    parser.add_argument("--worst", type=int, default=0, help="name as many pages with most lost or wrong relations")
    parser.add_argument("--keep", type=Path, help="leave every PDF with its truth and what was found in this folder")
    return parser


def _table(trials: Sequence[PageTrial]) -> Iterator[str]:
    for feature in sorted({feature for trial in trials for feature in trial.features}):
        yield _line(feature, [trial for trial in trials if feature in trial.features])
    yield _line("all", trials)
    milliseconds = sum(trial.milliseconds for trial in trials) / max(len(trials), 1)
    refused = [trial for trial in trials if trial.refusal]
    yield f"{milliseconds:.0f} ms a page; {len(refused)} pages refused"
    yield from sorted({trial.refusal.partition(": ")[2] for trial in refused})


def _line(name: str, trials: Sequence[PageTrial]) -> str:
    score = sum((trial.score for trial in trials), Score())
    counts = (len(trials), score.true, score.found, score.right)
    return _LINE.format(name, *counts, score.precision, score.recall, score.f1)


def _worst(trials: Iterable[PageTrial], count: int) -> Iterator[str]:
    """Name the pages that cost most, with some of the relations that were lost and that are wrong."""
    by_cost = sorted(trials, key=lambda trial: trial.score.true + trial.score.found - 2 * trial.score.right)
    for trial in by_cost[::-1][:count]:
        yield f"\n{trial.name}: {trial.score} [{', '.join(sorted(trial.features))}]"
        yield from (f"  lost  {way:<5} {a!r} {b!r}" for way, a, b in list(trial.lost)[:6])
        yield from (f"  wrong {way:<5} {a!r} {b!r}" for way, a, b in list(trial.wrong)[:6])


if __name__ == "__main__":
    sys.exit(main())
