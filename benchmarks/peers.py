"""The other tools, each as its makers tell users to call it: `python peers.py TOOL FILE` prints what it finds as JSON.

Runs in their own environment, and so imports nothing of this project. It prints
`{"tables": [[[text, ...], ...], ...]}`: for each table its rows, for each row its cells, a blank one as an empty text.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

Table = list[list[str]]
#: The resolution at which pages are rendered where a tool asks: that of office scanners, and img2table's own.
DPI = 200


def camelot_vector(path: Path) -> list[Table]:
    """Camelot's lattice from the lines that are drawn."""
    return _camelot(path, flavor="lattice", engine="vector")


def camelot_hybrid(path: Path) -> list[Table]:
    """Camelot's lattice and its columns by alignment, together."""
    return _camelot(path, flavor="hybrid")


def _camelot(path: Path, **options: str) -> list[Table]:
    import camelot

    return [_texts(table.df.to_numpy().tolist()) for table in camelot.read_pdf(str(path), pages="all", **options)]


def pdfplumber(path: Path) -> list[Table]:
    """Return the default of pdfplumber; pages are closed, or memory grows."""
    import pdfplumber as library

    found: list[Table] = []
    with library.open(path) as pdf:
        for page in pdf.pages:
            found += map(_texts, page.extract_tables())
            page.close()
    return found


def liteparse(path: Path) -> list[Table]:
    """LiteParse's table blocks."""
    from liteparse import LiteParse

    pages = LiteParse(ocr_enabled=False, extract_blocks=True, quiet=True).parse(str(path)).pages
    tables = [block for page in pages for block in page.blocks or () if block.kind == "table"]
    rows = [[*([table.header] if table.header else []), *table.rows] for table in tables]
    return [_texts([[cell.text for cell in row] for row in table]) for table in rows]


def opendataloader(path: Path) -> list[Table]:
    """OpenDataLoader's JSON: Java does the work."""
    import opendataloader_pdf

    with TemporaryDirectory() as folder:
        opendataloader_pdf.convert(str(path), output_dir=folder, format="json", quiet=True, image_output="off")
        return [_spread(table) for table in _nested(json.loads(next(Path(folder).glob("*.json")).read_text("utf-8")))]


def _nested(node: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """Yield the tables anywhere in a document, but for those in cells."""
    for kid in node.get("kids", ()):
        if kid["type"] == "table":
            yield kid
        else:
            yield from _nested(kid)


def _spread(table: dict[str, Any]) -> Table:
    """Return a table's texts; a merged cell gives its text to the first row and column that it covers."""
    texts = [[""] * table["number of columns"] for _ in range(table["number of rows"])]
    for row in table["rows"]:
        for cell in row["cells"]:
            texts[cell["row number"] - 1][cell["column number"] - 1] = " ".join(_contents(cell))
    return texts


def _contents(node: dict[str, Any]) -> Iterable[str]:
    yield from [node["content"]] if "content" in node else []
    for kid in (*node.get("kids", ()), *node.get("list items", ())):
        yield from _contents(kid)


def img2table(path: Path) -> list[Table]:
    """img2table on the text that is in the PDF."""
    return _img2table(path, None)


def img2table_tesseract(path: Path) -> list[Table]:
    """img2table with Tesseract, on every core."""
    from img2table.ocr import TesseractOCR

    return _img2table(path, TesseractOCR(n_threads=os.cpu_count() or 1, lang="eng"), detect_rotation=True)


def img2table_rapidocr(path: Path) -> list[Table]:
    """img2table with RapidOCR."""
    from img2table.ocr import RapidOCR

    return _img2table(path, RapidOCR(), detect_rotation=True)


def _img2table(path: Path, ocr: object, **options: bool) -> list[Table]:
    from img2table.document import PDF

    document = PDF(str(path), **options)
    tables = [table for tables in document.extract_tables(ocr=ocr).values() for table in tables]
    return [_texts([[cell.value for cell in row] for row in table.content.values()]) for table in tables]


def ocrmypdf_camelot(path: Path) -> list[Table]:
    """OCRmyPDF straightens the pages and puts text behind them; Camelot finds the lines in the pictures."""
    with TemporaryDirectory() as folder:
        read = Path(folder, "read.pdf")
        options = ["--deskew", "--output-type", "pdf", "--quiet", "--jobs", str(os.cpu_count() or 1)]
        subprocess.run([sys.executable, "-m", "ocrmypdf", *options, str(path), str(read)], check=True)
        return _camelot(read, flavor="lattice")


def tesseract(path: Path) -> list[Table]:
    """One plain pass of Tesseract over each page, as many at once as there are cores: words, no table."""
    import pypdfium2

    environment = os.environ | {"OMP_THREAD_LIMIT": "1"}
    with TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count() or 1) as pool:

        def read(image: Path) -> str:
            command = ["tesseract", str(image), "stdout", "-l", "eng", "--dpi", str(DPI)]
            done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
            return done.stdout

        images = []
        for number, page in zip(count(1), pypdfium2.PdfDocument(path), strict=False):
            images.append(Path(folder, f"{number}.png"))
            page.render(scale=DPI / 72, grayscale=True).to_pil().save(images[-1])
        return [[[line]] for text in pool.map(read, images) for line in text.splitlines()]


def _texts(rows: Iterable[Iterable[str | None]]) -> Table:
    return [[cell or "" for cell in row] for row in rows]


TOOLS: dict[str, Callable[[Path], list[Table]]] = {
    tool.__name__: tool
    for tool in (
        camelot_vector,
        camelot_hybrid,
        opendataloader,
        liteparse,
        pdfplumber,
        img2table,
        tesseract,
        img2table_tesseract,
        img2table_rapidocr,
        ocrmypdf_camelot,
    )
}

if __name__ == "__main__":
    # What a tool, or a program that it calls, prints on its way is no part of the answer.
    with os.fdopen(os.dup(1), "w") as answer:
        os.dup2(2, 1)
        json.dump({"tables": TOOLS[sys.argv[1]](Path(sys.argv[2]))}, answer)
