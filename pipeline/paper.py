"""Pages of a PDF as images. pypdfium2 is known here and nowhere else.

As in `read.pdf`, a child process does the work (`python -m pipeline.paper FILE NUMBER,WIDTH,HEIGHT ...`), so that one
that crashes, hangs or eats memory costs its pictures, not the run. For each page it prints one byte, and after a 1 the
pixels. It waits until they are taken: no more than one page is in memory.
"""

from __future__ import annotations

import subprocess
import sys
from threading import Timer
from typing import TYPE_CHECKING, Any

from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

#: A page: its number, from 1, and the width and height of its image in pixels.
Wanted = tuple[int, int, int]

#: Bytes of memory that the child process may use, and seconds that it may take for a page.
MEMORY, PATIENCE = 900 * 2**20, 20.0
_DONE, _FAILED = b"\1", b"\0"


def papers(path: Path, wanted: Sequence[Wanted]) -> Iterator[Image.Image | None]:
    """Yield an image of each page that is wanted; None for one that cannot be rendered."""
    names = [",".join(map(str, one)) for one in wanted]
    command = [sys.executable, "-m", "pipeline.paper", str(path.absolute()), *names]
    # The command is our own module; the path is an argument, and no shell reads it.
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        try:
            for _, width, height in wanted:
                yield _taken(child, (width, height))
        finally:
            child.kill()


def _taken(child: subprocess.Popen[bytes], size: tuple[int, int]) -> Image.Image | None:
    """Return the next page that the child prints; end it where that takes too long."""
    length = 3 * size[0] * size[1]
    timer = Timer(PATIENCE, child.kill)
    timer.daemon = True
    timer.start()
    try:
        if child.stdout is None or child.stdout.read(1) != _DONE:
            return None
        pixels = child.stdout.read(length)
    finally:
        timer.cancel()
    return Image.frombytes("RGB", size, pixels) if len(pixels) == length else None


def main(name: str, *wanted: str) -> None:
    """Print the pixels of pages."""
    import pypdfium2  # takes a while, and only the child process needs it

    _bound_memory()
    with pypdfium2.PdfDocument(name) as document:
        for one in wanted:
            number, width, height = map(int, one.split(","))
            sys.stdout.buffer.write(_printed(document, number - 1, (width, height)))
            sys.stdout.buffer.flush()


def _printed(document: Any, index: int, size: tuple[int, int]) -> bytes:
    try:
        page = document[index]
        # The smaller of the two, so that a page of other sides than were read is no larger than its image.
        scale = min(size[0] / page.get_width(), size[1] / page.get_height())
        shown = page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
    except (RuntimeError, ArithmeticError, MemoryError):  # the first is what pypdfium2 raises
        return _FAILED
    paper = Image.new("RGB", size, "white")
    paper.paste(shown)
    return _DONE + paper.tobytes()


def _bound_memory() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    main(*sys.argv[1:])
