"""Spoil good files and see what becomes of them, for some minutes; print the seed of each that ends badly."""

from __future__ import annotations

import argparse
import json
import sys
import time
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.fuzz.judge import Result, fate_of, faults, silent
from tests.fuzz.mutate import spoilt
from tests.fuzz.seeds import KINDS, good
from tests.fuzz.trial import extract
from tests.hostile import ALL
from tests.hostile.measure import faults as faults_of_case

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: The kind of the files in `tests.hostile`, each by its number.
MADE = "made"
EVERY = (*KINDS, MADE)


def attempt(kind: str, seed: int, keep: Path | None = None) -> Result:
    """Spoil one file of a kind and extract it; leave it in `keep` if that is given."""
    if kind == MADE:
        return _made(seed)
    rng = Random(f"{kind} {seed}")  # noqa: S311 - reproducible, not secret
    chosen = rng.choice(good(kind))
    data, how = spoilt(chosen.name, chosen.data, rng)
    if keep:
        (keep / f"{kind}-{seed}-{chosen.name}").write_bytes(data)
    with TemporaryDirectory(prefix="fuzz-") as name:
        folder = Path(name).resolve()
        ended = extract(folder, {**chosen.beside, chosen.name: data})
        fate = fate_of(ended, folder)
        wrong = silent(chosen, data, folder) if fate == "answered" and not chosen.beside else []
    return Result(
        kind, seed, chosen.name, how, fate, ended.seconds, ended.mebibytes, tuple(faults(ended)), tuple(wrong)
    )


def _made(seed: int) -> Result:
    """Extract a file that somebody made to do harm."""
    case, sheet = ALL[seed % len(ALL)]
    with TemporaryDirectory(prefix="fuzz-") as name:
        folder = Path(name).resolve()
        ended = extract(folder, {case.file: case.make(sheet)})
        wrong = faults_of_case(case, sheet, [line.removeprefix("sources/") for line in ended.err], folder / "output")
        fate = fate_of(ended, folder)
    lost = tuple(one.removeprefix("silent ") for one in wrong if one.startswith("silent "))
    told = tuple(f"other: {one}" for one in wrong if not one.startswith("silent "))
    return Result(
        kind=MADE,
        seed=seed,
        name=case.file,
        how=case.fate,
        fate=fate,
        seconds=ended.seconds,
        mebibytes=ended.mebibytes,
        faults=(*faults(ended), *told),
        silent=lost,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 1 where a file ended badly."""
    parsed = _parser().parse_args(arguments)
    print(f"seeds from {parsed.seed}, for {parsed.minutes:g} minutes at most; kinds: {' '.join(parsed.kind or EVERY)}")
    bad = tried = 0
    for result in _results(parsed):
        tried += 1
        wrong = [*result.faults, *(f"silent: {one}" for one in result.silent)]
        bad += bool(wrong)
        if parsed.verbose or wrong:
            cost = f"{result.seconds:.1f} s, {result.mebibytes:.0f} MiB"
            print(f"{result.kind} seed {result.seed} ({result.name}, {result.how}): {result.fate}, {cost}")
        for one in wrong:
            print(f"    {one}")
        sys.stdout.flush()
        if parsed.record:
            with parsed.record.open("a", encoding="utf-8") as file:
                file.write(json.dumps(result.record()) + "\n")
    print(f"{tried} files tried, {bad} ended badly")
    return int(bad > 0)


def _results(parsed: argparse.Namespace) -> Iterator[Result]:
    """Yield one result of each kind in turn, until the time or the number of files is up."""
    end = time.monotonic() + 60 * parsed.minutes
    for seed in count(parsed.seed) if parsed.files is None else range(parsed.seed, parsed.seed + parsed.files):
        for kind in parsed.kind or EVERY:
            if time.monotonic() > end:
                return
            yield attempt(kind, seed, parsed.keep)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0, help="when to stop (default: 5)")
    parser.add_argument("--seed", type=int, default=0, help="the first seed (default: 0)")
    parser.add_argument("--files", type=int, metavar="N", help="stop after N seeds of each kind")
    parser.add_argument("--kind", choices=EVERY, action="append", help="only this kind; may be repeated")
    parser.add_argument("--record", type=Path, metavar="FILE", help="append a line of JSON for each file")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave the spoilt files there")
    parser.add_argument("--verbose", action="store_true", help="print a line for each file")
    return parser


if __name__ == "__main__":
    sys.exit(main())
