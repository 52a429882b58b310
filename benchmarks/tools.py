"""The competitors: what to call, on which documents, and how to read what comes out."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import judge
from benchmarks.documents import CHECKOUT, Document
from benchmarks.judge import Tally
from pipeline.read.inventory import slug

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Tool:
    """A program and how it is called: `name` as in the results, `package` whose version is told, for which documents.

    `ours` are this pipeline's own commands; `words` where it gives no tables to be judged.
    """

    name: str
    package: str
    peer: str = ""
    ours: str = ""
    pdf: bool = False
    scan: bool = False
    words: bool = False

    def fits(self, document: Document) -> bool:
        """Tell whether it is to read a document."""
        return self.scan if document.scan else self.pdf

    def command(self, document: Document, python: Path, work: Path) -> Sequence[str]:
        """Return the command line; `python` is the interpreter of the other tools, `work` a folder to write to."""
        if not self.ours:
            return [str(python), str(HERE / "peers.py"), self.peer, str(document.path)]
        options = {"extract": ["--fresh", "--output", str(work / "output")], "tables": []}[self.ours]
        return [sys.executable, "-m", "pipeline", self.ours, str(document.path), *options]

    def judged(self, document: Document, printed: Path, work: Path) -> Tally | None:
        """Return how much of what it printed, or wrote, is right; None where it gives no tables."""
        if self.ours == "extract":
            return judge.of_output(work / "output", slug(document.path.stem), document.truth)
        if self.words:
            return None
        found = json.loads(printed.read_text("utf-8"))["tables"]
        return judge.of_tables([one["cells"] if self.ours else one for one in found], document.truth)


OURS = Tool("this pipeline, `extract`", "", ours="extract", pdf=True, scan=True)
TOOLS = (
    OURS,
    Tool("this pipeline, `tables`", "", ours="tables", pdf=True),
    Tool("camelot, lattice, vector", "camelot-py", "camelot_vector", pdf=True),
    Tool("camelot, hybrid", "camelot-py", "camelot_hybrid", pdf=True),
    Tool("opendataloader-pdf", "opendataloader-pdf", "opendataloader", pdf=True),
    Tool("liteparse", "liteparse", "liteparse", pdf=True),
    Tool("pdfplumber, `extract_tables`", "pdfplumber", "pdfplumber", pdf=True),
    Tool("img2table", "img2table", "img2table", pdf=True),
    Tool("Tesseract, one plain pass", "", "tesseract", scan=True, words=True),
    Tool("img2table with Tesseract", "img2table", "img2table_tesseract", scan=True),
    Tool("img2table with RapidOCR", "rapidocr", "img2table_rapidocr", scan=True),
    Tool("OCRmyPDF `--deskew`, camelot", "ocrmypdf", "ocrmypdf_camelot", scan=True),
)


def environment(work: Path) -> Mapping[str, str]:
    """Return the environment of a run: nothing that an earlier one kept is found, and the code is this checkout's."""
    kept = {name: str(work / "kept") for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME", "LOCALAPPDATA")}
    return os.environ | kept | {"PYTHONPATH": str(CHECKOUT)}
