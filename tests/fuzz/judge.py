"""What is wrong with how a run over a spoilt file ended."""

from __future__ import annotations

import csv
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import pypdfium2

from tests.fuzz.trial import WORK, Ended
from tests.hostile.measure import faults_of_line
from tests.score import Outcome, Verdict, as_seen, read_output, score

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fuzz.seeds import Good

#: MiB that all processes of a run may hold at once.
MEBIBYTES = 1_536.0
_CODES = frozenset({0, 1, 2, 4})
_TEXT_COLUMNS = {"job_titles": "title", "responsibilities": "text"}


@dataclass(frozen=True)
class Result:
    """One spoilt file: what it was, what became of it, what that cost, and what is wrong with it."""

    kind: str
    seed: int
    name: str
    how: str
    fate: str
    seconds: float
    mebibytes: float
    faults: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()

    def record(self) -> dict[str, Any]:
        return asdict(self)


def faults(ended: Ended) -> Iterator[str]:
    """Yield what is wrong with how a run ended, whatever its file was."""
    if ended.code < 0:
        yield f"{'hang' if ended.seconds > WORK else 'crash'}: ended by signal {-ended.code}"
    elif ended.code not in _CODES:
        yield f"crash: exit code {ended.code}"
    if ended.mebibytes > MEBIBYTES:
        yield f"memory: {ended.mebibytes:.0f} MiB"
    if ended.left:
        yield f"left: {ended.left} processes ran on"
    yield from (f"touched: {what}" for what in ended.touched)
    for line in ended.err:
        yield from (f"crash: {fault}" for fault in faults_of_line(line))
    if ended.code in {2, 4} and not ended.err:
        yield "crash: a failure without a line"


def fate_of(ended: Ended, folder: Path) -> str:
    """Say whether a run gave an answer or refused."""
    if ended.code in {0, 1} or (ended.code == 4 and (folder / "output" / "documents.csv").is_file()):
        return "answered"
    return "refused"


def silent(good: Good, data: bytes, folder: Path) -> list[str]:
    """Return the values that are wrong, or lost, without a word.

    Of a spoilt PDF what pdfium shows may be otherwise than the truth: then that is what it says. Of a text nobody
    can say what it meant, but no word of a value may be one that the text does not have.
    """
    (path,) = (folder / "output" / "documents").glob("*.json")
    if good.truth is None:
        return list(_invented(folder, as_text(data)))
    verdicts = score(folder / "output", path.stem, good.truth, fold=as_seen)
    if not any(verdict.outcome is Outcome.SILENT for verdict in verdicts):
        return []
    errors = [row for row in read_output(folder / "output", path.stem).rows["findings"] if row["severity"] == "error"]
    said = any(row["code"] != "no_year" for row in errors)
    shown = _shown(data) if data.startswith(b"%PDF") or b"%PDF-" in data[:1024] else ""
    return [_told(one) for one in verdicts if one.outcome is Outcome.SILENT and not _is_said(one, shown, said=said)]


def _is_said(verdict: Verdict, shown: str, *, said: bool) -> bool:
    """Tell whether a document itself gives a value, or lacks it; or, where none is given, an error says that it may."""
    if not verdict.got:
        return said or bool(shown and not _stands(verdict.expected, shown))
    return bool(shown) and _stands(re.sub(r" \(\w+( \d+)?\).*$", "", verdict.got), shown)


def _stands(value: str, shown: str) -> bool:
    words = [re.sub(r"\.00$", "", word) for word in value.replace(" to ", " ").split()]
    return all(_plain(word) in shown for word in words)


def _plain(text: str) -> str:
    return "".join(char for char in as_seen(text).casefold() if char.isalnum())


def _shown(data: bytes) -> str:
    """Return the letters and digits that pdfium finds on the pages of a PDF."""
    try:
        pdf = pypdfium2.PdfDocument(data)
        return _plain("".join(page.get_textpage().get_text_range() for page in pdf))
    except pypdfium2.PdfiumError:
        return ""


def _told(verdict: Verdict) -> str:
    return f"{verdict.table} {verdict.place}: {verdict.got or 'nothing'}, expected {verdict.expected or 'nothing'}"


def as_text(data: bytes) -> str:
    """Return the letters and digits of a text in whatever encoding it may be."""
    codes = ("utf-16", "utf-32", "utf-8", "latin-1", "cp1252", "utf-16-le")
    return "\n".join(_plain(data.decode(code, "ignore")) for code in codes)


def _invented(folder: Path, text: str) -> Iterator[str]:
    """Yield the unmarked values that have a word which the text does not."""
    for table in ("pay_bands", *_TEXT_COLUMNS):
        with (folder / "output" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                value = row[_TEXT_COLUMNS[table]] if table in _TEXT_COLUMNS else _pay(row)
                if row["status"] == "read" and not all(_has(text, _plain(word)) for word in value.split()):
                    yield f"{table} {row['job_family']} {row['level']}: {value}, which the file does not say"


def _has(text: str, word: str) -> bool:
    """Tell whether a text has a word, perhaps broken at the end of a line."""
    return word in text or any(word[:at] in text and word[at:] in text for at in range(2, len(word) - 1))


def _pay(row: dict[str, str]) -> str:
    return " ".join(re.sub(r"\.00$", "", row[name]) for name in ("minimum_gbp", "maximum_gbp"))
