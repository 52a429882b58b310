"""Seconds for a scan beside plain Tesseract over its pages: `python -m benchmarks.scan_time --help`.

Plain Tesseract gets the pages as images that are drawn already, at the resolution at which the pipeline reads them, as
many at once as there are cores, one thread each. The pipeline is the whole command, from the file to the output, with
nothing kept of runs before.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from PIL import Image

from benchmarks.measure import Place, Run, peak, timed
from pipeline.cores import cores
from pipeline.read.scan.raster import rasters

ROOT = Path(__file__).parents[1]
#: Seconds that one run may take, and exit codes with which the pipeline has written its output.
LIMIT, WRITTEN = 600.0, (0, 1)
_ROW = "{:<12} {:>8.2f} {:>8.2f} {:>8.2f} {:>8.2f} {:>7.2f} {:>7.2f}"
_HEAD = "round        ours, s   CPU, s  plain, s   CPU, s   ratio     CPU"


@dataclass(frozen=True, slots=True)
class Pair:
    """One run of each: the pipeline, then plain Tesseract."""

    ours: Run
    plain: Run

    @property
    def ratios(self) -> tuple[float, float]:
        """How many times as long the pipeline took, by the clock and in CPU seconds."""
        return self.ours.seconds / self.plain.seconds, self.ours.cpu / self.plain.cpu


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each round, the medians, and the most memory; return 1 where a run failed."""
    parsed = _parser().parse_args(arguments)
    path = parsed.file.absolute()
    with TemporaryDirectory() as name:
        work = Path(name)
        pages = _drawn(path, work)
        print(f"{path.name}: {pages} pages, {cores()} at once", _HEAD, sep="\n")
        pairs = []
        for number in range(1, parsed.rounds + 1):
            pair = Pair(_ours(path, work, number), timed(_PLAIN, work / "plain.txt", _place(work, number)))
            if pair.ours.code not in WRITTEN or pair.plain.code:
                print(pair.ours.complaint, pair.plain.complaint, sep="\n", file=sys.stderr)
                return 1
            pairs.append(pair)
            print(_line(str(number), [pair]), flush=True)
        print(_line("median", pairs))
        most = peak(_command(path, work), _place(work, parsed.rounds + 1))
        print(f"memory at most, all processes together: ours {most:.0f} MiB")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scan_time", description=__doc__)
    scan = ROOT / "raw" / "staff-pay-2024-25-scan.pdf"
    parser.add_argument("file", nargs="?", type=Path, default=scan, help="default: the sample scan")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each, one after the other (default: 5)")
    return parser


#: As many pages at once as there are cores; `pages.txt` lists their images.
_PLAIN = ("sh", "-c", f"xargs -P {cores()} -I {{}} tesseract {{}} {{}} < pages.txt")


def _drawn(path: Path, work: Path) -> int:
    """Draw the pages of a document as images in a folder, list them there, and return how many there are."""
    names = []
    for raster in rasters(path):
        names.append(f"page-{raster.number}.tiff")
        Image.fromarray(raster.pixels).save(work / names[-1], dpi=(round(raster.dpi), round(raster.dpi)))
    (work / "pages.txt").write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
    return len(names)


def _ours(path: Path, work: Path, number: int) -> Run:
    return timed(_command(path, work), work / "ours.txt", _place(work, number))


def _command(path: Path, work: Path) -> list[str]:
    return [sys.executable, "-m", "pipeline", "extract", str(path), "--output", str(work / "output")]


def _place(work: Path, number: int) -> Place:
    """Return where a round runs: a folder in which nothing is kept, and a home of its own."""
    home = str(work / f"home-{number}")
    own = {"HOME": home, "XDG_CACHE_HOME": home, "PYTHONPATH": str(ROOT), "OMP_THREAD_LIMIT": "1"}
    return Place(work, {**os.environ, **own}, LIMIT)


def _line(name: str, pairs: Sequence[Pair]) -> str:
    return _ROW.format(name, *(median(column) for column in zip(*map(_columns, pairs), strict=True)))


def _columns(pair: Pair) -> Iterator[float]:
    yield from (pair.ours.seconds, pair.ours.cpu, pair.plain.seconds, pair.plain.cpu, *pair.ratios)


if __name__ == "__main__":
    sys.exit(main())
