"""The story of a release: documents -> tables -> every file of the folder, as bytes by path."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from pipeline.errors import MissingProgramError
from pipeline.model import Extraction
from pipeline.publish.documents import document_json
from pipeline.publish.files import contents
from pipeline.publish.schema import schema
from pipeline.release.archive import checksums
from pipeline.release.bill import bill
from pipeline.release.chart import picture
from pipeline.release.dataset import Dataset, Texts, Typed, dataset, typed
from pipeline.release.excel import workbook
from pipeline.release.guard import guarded_csv
from pipeline.release.layout import Layout, layout
from pipeline.release.package import EVERYTHING, package_json
from pipeline.release.parquet import parquet_bytes
from pipeline.release.ranges import ranges
from pipeline.release.readme import readme
from pipeline.release.sqlite import database

Files = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Release:
    """A release: its version, and its files by their path in the folder."""

    version: str
    files: Files

    @property
    def name(self) -> str:
        """What its folder and its zip file are called."""
        return f"{schema().name}-{self.version}"


def build(extractions: Sequence[Extraction]) -> Release:
    """Make every file; the same documents give the same bytes, for the same versions of the libraries.

    Raises OutputError where a table breaks a key or a text fits no cell of a workbook.
    """
    number, data, says = _version(extractions), dataset(extractions), layout()
    csv = _csv(data.preferred) | _csv(data.everything, f"{EVERYTHING}/")
    files = csv | _formats(data, says, number)
    files |= {f"documents/{one.document.document_id}.json": document_json(one).encode() for one in extractions}
    texts = {
        "datapackage.json": package_json(number, csv, data.everything),
        "README.md": readme(data, says, number),
        "LICENSE.txt": f"{says.terms}\n{says.licence}",
    }
    files |= {path: text.encode() for path, text in texts.items()} | {"bom.cdx.json": bill(number)}
    files["SHA256SUMS"] = checksums(files).encode()
    return Release(number, files)


def _formats(data: Dataset, says: Layout, number: str) -> Files:
    """Make the files that have types, and the chart."""
    preferred, everything = typed(data.preferred), typed(data.everything)
    shown = ranges(preferred["pay_bands"].to_pylist())
    name = schema().name
    return {
        **_parquet(preferred),
        **_parquet(everything, f"{EVERYTHING}/"),
        f"{name}.sqlite": database(everything | {"changes": preferred["changes"]}, says.views),
        f"{name}.xlsx": workbook(preferred),
        "pay-ranges.svg": picture(shown, says.chart, number, "svg"),
        "pay-ranges.png": picture(shown, says.chart, number, "png"),
    }


def _csv(tables: Texts, folder: str = "") -> Files:
    return {f"{folder}{name}.csv": guarded_csv(frame, schema().tables[name]).encode() for name, frame in tables.items()}


def _parquet(tables: Typed, folder: str = "") -> Files:
    return {f"{folder}{name}.parquet": parquet_bytes(table) for name, table in tables.items()}


def _version(extractions: Sequence[Extraction]) -> str:
    """Give the program's version and a hash of all values, so that no two versions differ in a value unseen."""
    written: Mapping[str, bytes] = contents(extractions)
    digest = hashlib.sha256("".join(f"{path}\0{written[path].hex()}\n" for path in sorted(written)).encode())
    try:
        return f"{version(schema().name)}-{digest.hexdigest()[:8]}"
    except PackageNotFoundError as error:
        raise MissingProgramError(f"{schema().name} is not installed, so it has no version; run: make setup") from error
