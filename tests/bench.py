"""Measure the extractor on sheets that it has never seen: `python -m tests.bench --help`."""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.errors import UnreadableSourceError
from pipeline.extract import extract
from pipeline.model import Source
from pipeline.publish import publish
from tests.reliability import reliability
from tests.score import TABLES, Outcome, Verdict, as_seen, refused, score
from tests.sheets import KINDS, SCAN_KINDS, Sheet, make_sheet

_HEAD = (
    "kind          table             values  right%  right marked%  marked wrong%  silent  refused%  ms/sheet  ms/page"
)
_LINE = "{:<13} {:<16} {:>7} {:>7.1f} {:>14.1f} {:>14.1f} {:>7} {:>9.1f} {:>9} {:>8}"
_MISS = "{sheet} [{features}]\n  {table}, {place}\n    expected: {expected}\n    got:      {got}"


@dataclass(frozen=True)
class Trial:
    """One sheet, what became of its values, and the seconds that reading it took."""

    sheet: Sheet
    verdicts: list[Verdict]
    seconds: float


def try_sheet(kind: str, seed: int) -> Trial:
    """Extract one sheet as a document of its own, publish it and score what was published."""
    sheet = make_sheet(kind, seed)
    with TemporaryDirectory() as folder:
        path = Path(folder, sheet.name + sheet.suffix)
        path.write_bytes(sheet.data)
        start = time.perf_counter()
        try:
            extraction = extract(Source(path, sheet.name, hashlib.sha256(sheet.data).hexdigest()))
        except UnreadableSourceError:
            return Trial(sheet, refused(sheet.truth), time.perf_counter() - start)
        seconds = time.perf_counter() - start
        publish([extraction], path.with_name("output"))
        output, folded = path.with_name("output"), {"fold": as_seen} if kind in SCAN_KINDS else {}
        return Trial(sheet, score(output, sheet.name, sheet.truth, **folded), seconds)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 1 when a value is silently wrong or a sheet made the extractor crash."""
    parsed = _parser().parse_args(arguments)
    kinds, seeds = (
        parsed.kind or (SCAN_KINDS if parsed.scans else KINDS),
        range(parsed.seed, parsed.seed + parsed.sheets),
    )
    print(_HEAD)
    bad = 0
    every: list[Verdict] = []
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for kind in kinds:
            tried = [(f"{kind}-{seed:04d}", pool.submit(try_sheet, kind, seed)) for seed in seeds]
            crashes = [f"{name}: CRASH {error!r}" for name, future in tried if (error := future.exception())]
            trials = [future.result() for _, future in tried if not future.exception()]
            print(*_table(kind, trials), *crashes, sep="\n")
            every += [verdict for trial in trials for verdict in trial.verdicts]
            if parsed.verbose:
                print(*_misses(trials), sep="\n")
            bad += len(crashes) + sum(v.outcome is Outcome.SILENT for trial in trials for v in trial.verdicts)
    print("", *reliability(every), sep="\n")
    if bad:
        print(f"{bad} values are wrong and not marked, or sheets crashed; --verbose names them")
    return int(bad > 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--sheets", type=int, default=60, help="sheets of each kind (default: 60)")
    parser.add_argument("--kind", choices=KINDS + SCAN_KINDS, action="append", help="only this kind; may be repeated")
    parser.add_argument("--seed", type=int, default=0, help="seed of the first sheet (default: 0)")
    parser.add_argument("--scans", action="store_true", help="scans, which take seconds a page, in place of the others")
    parser.add_argument("--verbose", action="store_true", help="print every silent error")
    return parser


def _table(kind: str, trials: Sequence[Trial]) -> Iterator[str]:
    milliseconds = 1000 * sum(trial.seconds for trial in trials)
    pages = sum(trial.sheet.pages or 0 for trial in trials)
    speeds = (round(milliseconds / max(len(trials), 1)), round(milliseconds / pages) if pages else "")
    for table in TABLES:
        counts = Counter(v.outcome for trial in trials for v in trial.verdicts if v.table == table)
        if total := counts.total():
            marked = counts[Outcome.WRONG_MARKED] + counts[Outcome.MISSING_MARKED]
            shares = (counts[Outcome.RIGHT], counts[Outcome.RIGHT_MARKED], marked)
            percents = [100 * share / total for share in shares]
            away = 100 * counts[Outcome.REFUSED] / total
            yield _LINE.format(kind, table, total, *percents, counts[Outcome.SILENT], away, *speeds)


def _misses(trials: Iterable[Trial]) -> Iterator[str]:
    for trial in trials:
        for v in trial.verdicts:
            if v.outcome is Outcome.SILENT:
                features = ", ".join(trial.sheet.features)
                yield _MISS.format(sheet=trial.sheet.name, features=features, **vars(v))


if __name__ == "__main__":
    sys.exit(main())
