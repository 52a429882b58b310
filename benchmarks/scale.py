"""How the work grows with pages and documents: `python -m benchmarks.scale PART...`, then `report`.

Each part measures one thing and notes it in scale.json, so that a long measurement can be made in pieces; `report`
writes docs/scale.md from what is noted. No OCR result and no result of a document is kept from one part to the next.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import permutations
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import psutil
from pypdf import PdfReader, PdfWriter

from benchmarks.scale_report import report
from pipeline.alone import read_each
from pipeline.check.sources import settle
from pipeline.identity import parts
from pipeline.model import Extraction, Source, YearBasis
from pipeline.publish import pieces, put
from pipeline.read.inventory import inventory
from pipeline.results import Folder
from pipeline.run import How, gather
from tests.truth import extraction_of

HERE = Path(__file__).parent
NOTED = HERE / "scale.json"
RAW = HERE.parent / "raw"
SHEETS = {"pdf": RAW / "staff-pay-2018-19.pdf", "scan": RAW / "staff-pay-2024-25-scan.pdf"}
#: Years that a document of an archive may be of.
YEARS = 99

Numbers = dict[str, float]


def pages(kind: str, wanted: int) -> Numbers:
    """Read so many pages of a kind, one document after the other; CPU seconds of all processes."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        count = _copies(SHEETS[kind], wanted, folder)
        sources, _ = inventory([folder])
        how = How(ocr=(), results=Folder(folder / "kept"))
        with _clock() as clock:
            read = read_each(sources, how, parts())
        kept = sum(map(len, how.results.values()))
    lost = len(read.failures)
    return {"pages": count, "documents": len(sources), "failed": lost, "kept_bytes": kept, **clock}


def _copies(sheet: Path, wanted: int, folder: Path) -> int:
    """Write copies of a document with so many pages in all, the first page alone where one is wanted."""
    size = len(PdfReader(sheet).pages)
    if wanted < size:
        part = PdfWriter()
        part.append(sheet, pages=(0, wanted))
        part.write(folder / "part.pdf")
        return wanted
    for number in range(wanted // size):
        shutil.copy(sheet, folder / f"{number:05}.pdf")
    return wanted // size * size


def memory(documents: int) -> Numbers:
    """Read very many documents with a reader that takes no time, and write their output; memory of this process."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "raw").mkdir()
        for number in range(documents):
            (folder / "raw" / f"{number:05}.txt").write_text(str(number))
        seen: Numbers = {}
        with _instead(partial(_quick, _watched(seen))), _clock() as clock:
            result = gather([folder / "raw"], How(results=Folder(folder / "kept")))
            seen["compared"] = _held()
            put(pieces(result.extractions, result.changes), folder / "output")
        seen["written"] = _held()
        size = sum(path.stat().st_size for path in (folder / "output").rglob("*") if path.is_file())
    return {"documents": len(result.extractions), "output_bytes": size, **clock, **seen}


def _watched(seen: Numbers) -> Callable[[int], None]:
    """Return what notes the memory of this process each thousand documents."""

    def note(number: int) -> None:
        if number % 1000 == 0:
            seen[f"after_{number}"] = _held()

    return note


def _quick(note: Callable[[int], None], source: Source, **_: object) -> Extraction:
    """Give the pay and the titles of a sheet at once, as those of one of many years."""
    number = int(source.path.stem)
    note(number)
    sheet = replace(extraction_of("staff-pay-2024-25"), responsibilities=())
    year = 1900 + number % YEARS
    document = replace(
        sheet.document,
        document_id=source.document_id,
        file=source.path.name,
        sha256=source.sha256,
        financial_year=f"{year}-{(year + 1) % 100:02}",
        financial_year_basis=YearBasis.PRINTED,
        preferred=False,
    )
    return replace(sheet, document=document)


@contextmanager
def _instead(reader: Callable[..., Extraction]) -> Iterator[None]:
    """Put another reader in the place of the pipeline's."""
    import pipeline.extract

    there = pipeline.extract.extract
    pipeline.extract.extract = reader
    try:
        yield
    finally:
        pipeline.extract.extract = there


def cluster(documents: int) -> Numbers:
    """Send documents to two workers whose reader takes no time: what they cost this process, scheduler included."""
    from distributed import LocalCluster

    with TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(documents):
            (folder / f"{number:05}.txt").write_bytes(os.urandom(50_000).hex().encode())
        sources, _ = inventory([folder])
        local = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0")  # type: ignore[no-untyped-call]
        with local, _instead(_nothing):
            read_each(sources[:20], How(scheduler=local.scheduler_address), parts())
            start = time.process_time()
            read = read_each(sources, How(scheduler=local.scheduler_address), parts())
            cpu = time.process_time() - start
    return {"documents": len(read.keys), "failed": len(read.failures), "cpu": cpu}


def _nothing(source: Source, **_: object) -> Extraction:
    return _quick(lambda _: None, source)


def year(documents: int) -> Numbers:
    """Compare documents of one year, all alike, then two that differ; CPU seconds for each two."""
    sheet = extraction_of("staff-pay-2024-25")
    alike = [replace(sheet, document=replace(sheet.document, document_id=str(i))) for i in range(documents)]
    other = replace(alike[0], document=replace(sheet.document, document_id="x"))
    other = replace(other, responsibilities=sheet.responsibilities[9:])
    settle([alike[0], other])
    with _clock() as same:
        settle(alike)
    with _clock() as differing:
        for _ in range(10):
            settle([alike[0], other])
    return {"alike": same["cpu"] / len(list(permutations(alike, 2))), "differing": differing["cpu"] / 20}


def again() -> Numbers:
    """Run `extract` on raw/ twice; CPU seconds of the second run, which has nothing to read."""
    from benchmarks.measure import Place, timed

    with TemporaryDirectory() as name:
        kept = {"IPSA_PAY_RESULTS": str(Path(name, "kept"))}
        command = [sys.executable, "-m", "pipeline", "extract", "--output", str(Path(name, "output"))]
        place = Place(HERE.parent, os.environ | kept, 600)
        runs = [timed(command, Path(name, "printed"), place) for _ in range(6)]
    first, *others = runs
    return {"first": first.cpu, "cpu": median(run.cpu for run in others), "seconds": min(run.seconds for run in others)}


@contextmanager
def _clock() -> Iterator[Numbers]:
    """Give the seconds, and CPU seconds of this process and those it waited for, once what is inside is done."""
    found: Numbers = {}
    before, start = _cpu(), time.perf_counter()
    yield found
    found |= {"cpu": _cpu() - before, "seconds": time.perf_counter() - start}


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _held() -> float:
    """Return the mebibytes that this process holds."""
    return float(psutil.Process().memory_full_info().uss) / 2**20


PARTS: dict[str, Callable[[], Numbers]] = {
    **{f"{kind}-{count}": partial(pages, kind, count) for kind in SHEETS for count in (1, 10, 100, 1000)},
    **{f"memory-{count}": partial(memory, count) for count in (1000, 10000)},
    "cluster": partial(cluster, 1000),
    "year": partial(year, 40),
    "again": again,
}


def main() -> int:
    """Measure some parts, or write the report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("parts", nargs="+", choices=[*PARTS, "report"])
    noted = json.loads(NOTED.read_text("utf-8")) if NOTED.exists() else {}
    for name in parser.parse_args().parts:
        if name == "report":
            report(noted, PARTS)
            continue
        noted[name] = {**PARTS[name](), "date": date.today().isoformat(), "machine": _machine()}
        print(name, noted[name])
        NOTED.write_text(json.dumps(noted, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 0


def _machine() -> str:
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main())
