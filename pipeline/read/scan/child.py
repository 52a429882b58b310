"""Scanned pages to JSON, in a process of their own: `python -m pipeline.read.scan.child FILE PAGES THREADS FOLDER...`.

PAGES are numbers with commas between them, or `all`; FOLDERs hold what OCR engines said before, the last one takes what
is new. It prints a line of JSON with the number of pages, then one for each page, in their order.
"""

from __future__ import annotations

import json
import os
import sys
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2

from pipeline.cores import page_share
from pipeline.errors import Exit, MissingProgramError
from pipeline.read.bounds import bind
from pipeline.read.page import Page, lost
from pipeline.read.scan import page, raster
from pipeline.read.scan.engines import Engines
from pipeline.read.scan.store import Store

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

#: Bytes of address space that reading may take; the libraries alone take half of it.
MEMORY = 4 * 2**30


def main(name: str, pages: str, threads: int, folders: list[str]) -> int:
    """Print pages as JSON; print one line to standard error and return an exit code where they cannot be read."""
    bind(MEMORY)
    # Pages are what is read at once: OpenCV's own threads would only stand in their way.
    cv2.setNumThreads(1)
    wanted = None if pages == "all" else {int(number) for number in pages.split(",")}
    try:
        engines = Engines(Store(tuple(Path(folder) for folder in folders)))
        count = raster.count(Path(name))
        _print({"pages": count})
        for found in _at_once(_rasters(Path(name), wanted, count), engines, threads):
            _print(_record(found))
    except MissingProgramError as error:
        return _fail(str(error), Exit.MISSING_PROGRAM)
    except raster.RefusedError as error:
        return _fail(str(error), Exit.UNREADABLE_SOURCE)
    return 0


def _rasters(path: Path, wanted: Collection[int] | None, count: int) -> Iterator[raster.Raster | Page]:
    """Yield each page by itself: one whose image cannot be read keeps no other from being read."""
    for number in range(1, count + 1):
        if wanted is None or number in wanted:
            try:
                yield from raster.rasters(path, {number})
            except raster.RefusedError as error:
                if count == 1:
                    raise
                yield lost(number, str(error))


def _at_once(rasters: Iterable[raster.Raster | Page], engines: Engines, threads: int) -> Iterator[Page]:
    """Yield the pages in their order; no more are in hand than there are threads, and one that waits."""
    waiting: deque[Future[Page]] = deque()
    share = page_share(threads)

    def read(one: raster.Raster | Page) -> Page:
        if isinstance(one, Page):
            return one
        with share.one():
            return page.read(one, engines)

    with ThreadPoolExecutor(threads) as pool:
        for one in rasters:
            waiting.append(pool.submit(read, one))
            if len(waiting) > threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _record(found: Page) -> dict[str, Any]:
    return asdict(found)


def _print(record: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(record) + "\n")
    sys.stdout.flush()


def _fail(reason: str, code: Exit) -> int:
    sys.stderr.write(f"{reason}\n")
    return code


if __name__ == "__main__":
    code = main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:])
    sys.stderr.flush()
    # Without the usual tidying up, which takes time, and memory that may be at its end.
    os._exit(code)
