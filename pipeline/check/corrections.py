"""Recorded corrections: applied to what was read, before anything is checked or compared.

A correction states what it expects to find. One that does not find it fails the run: the document, the reading or the
correction has changed, and only a person can say which of them is right now.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.errors import MARKING, SEVERITIES, CorrectionError
from pipeline.model import (
    Extraction,
    Finding,
    Location,
    PayBand,
    Place,
    Reader,
    RoleText,
    Status,
    Table,
    Trace,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.model import Correction, Key

    Value = PayBand | RoleText
    Column = tuple[Table, str, int | None]

#: The confidence of a value that a person has held against the document.
CHECKED = 1.0
#: What a confirmation settles of what was noticed about its row; a new value settles all of it.
_SETTLED = MARKING | {"illegible_amount"}


@dataclass(frozen=True, slots=True)
class _Row:
    """A value and the correction that is about it; `was` is what named it as it was read, None where it was not."""

    value: Value
    was: Key | None
    correction: Correction | None = None


def apply(extraction: Extraction, corrections: Sequence[Correction]) -> Extraction:
    """Return the extraction as corrected, with a finding for each; raise `CorrectionError` where one does not match."""
    if not corrections:
        return extraction
    rows = _matched((*extraction.pay_bands, *extraction.texts), corrections)
    findings = _unsettled(extraction.findings, rows)
    kept = [replace(row, value=_corrected(row)) for row in rows if not _is(row, Verdict.REMOVED)]
    now = _numbered([*kept, *_added(kept, corrections)])
    moved = {row.was: row.value.key for row in now if row.was}
    values = [row.value for row in now]
    texts = [value for value in values if isinstance(value, RoleText)]
    gone = (row for row in rows if _is(row, Verdict.REMOVED))
    return replace(
        extraction,
        pay_bands=tuple(value for value in values if isinstance(value, PayBand)),
        titles=tuple(text for text in texts if text.table is Table.JOB_TITLES),
        responsibilities=tuple(text for text in texts if text.table is Table.RESPONSIBILITIES),
        findings=(
            *(replace(one, position=moved.get(one.key, one.key)[-1]) for one in findings),
            *(_finding(row.value, row.correction) for row in (*now, *gone) if row.correction),
        ),
    )


def _is(row: _Row, verdict: Verdict) -> bool:
    return row.correction is not None and row.correction.verdict is verdict


def _matched(values: Sequence[Value], corrections: Sequence[Correction]) -> list[_Row]:
    """Return a row for each value, with its correction; raise `CorrectionError` for those that have no value."""
    found: dict[int, Correction] = {}
    faults: list[str] = []
    for correction in (one for one in corrections if one.verdict is not Verdict.ADDED):
        here = {i: value for i, value in enumerate(values) if value.key == correction.key}
        hits = [i for i, value in here.items() if value.trace.raw_text == correction.raw_text]
        if fault := _fault(correction, list(here.values()), len(hits)):
            faults.append(f"{correction.stands}: {correction.document} {correction.place}: {fault}")
        else:
            found[hits[0]] = correction
    if faults:
        more = f" (and {len(faults) - 1} more of this document)" if len(faults) > 1 else ""
        raise CorrectionError(f"{faults[0]}{more}; look at the document, then mend the correction or take it out")
    return [_Row(value, value.key, found.get(i)) for i, value in enumerate(values)]


def _fault(correction: Correction, here: Sequence[Value], hits: int) -> str | None:
    """Say why a correction is about no value, or about more than one; None where it is about one."""
    expected = f"expected the text {correction.raw_text!r}"
    if not here:
        return f"there is no such row, {expected}"
    if not hits:
        return f"read {' and '.join(repr(value.trace.raw_text) for value in here)}, {expected}"
    if hits > 1:
        return f"read {hits} rows there with the same text, {expected} once"
    if correction.verdict is Verdict.CONFIRMED and here[0].trace.status is Status.ILLEGIBLE:
        return f"nothing could be read of {correction.raw_text!r}, expected a value to confirm"
    return None


def _corrected(row: _Row) -> Value:
    """Return the value that a person gave or confirmed; it keeps its raw text and its place."""
    if not row.correction:
        return row.value
    value, correction = row.value, row.correction
    trace = replace(value.trace, status=Status.CORRECTED, confidence=CHECKED, reader=Reader.CORRECTION)
    if correction.verdict is Verdict.CONFIRMED:
        return replace(value, trace=trace)
    if isinstance(value, PayBand):
        return replace(value, minimum=correction.amounts[0], maximum=correction.amounts[1], trace=trace)
    return replace(value, text=str(correction.text), trace=trace)


def _added(rows: Iterable[_Row], corrections: Iterable[Correction]) -> list[_Row]:
    """Return the rows to add; raise `CorrectionError` for a band that is there already."""
    bands = {row.was for row in rows if isinstance(row.value, PayBand)}
    added = [one for one in corrections if one.verdict is Verdict.ADDED]
    for correction in added:
        if correction.key in bands:
            raise CorrectionError(
                f"{correction.stands}: {correction.document} {correction.place} has a row, expected none; "
                "leave out added = true, and give the raw_text that was read"
            )
    return [_Row(_new(one), None, one) for one in sorted(added, key=lambda one: one.position or 0)]


def _new(correction: Correction) -> Value:
    trace = Trace(Status.CORRECTED, CHECKED, correction.raw_text, Reader.CORRECTION)
    if correction.table is Table.PAY_BANDS:
        where = correction.location or Location.ANY
        return PayBand(correction.family, correction.level, where, *correction.amounts, trace)
    return RoleText(
        correction.table, correction.family, correction.level, correction.position or 1, str(correction.text), trace
    )


def _numbered(rows: Iterable[_Row]) -> list[_Row]:
    """Count each column of texts anew: what is added takes its place, and what stands below moves down."""
    bands: list[_Row] = []
    columns: dict[Column, list[_Row]] = defaultdict(list)
    for row in rows:
        if isinstance(row.value, PayBand):
            bands.append(row)
            continue
        column = columns[row.value.table, row.value.family, row.value.level]
        column.insert(len(column) if row.was else _index(row, len(column)), row)
    numbered = [replace(row, value=_at(row.value, i)) for column in columns.values() for i, row in enumerate(column, 1)]
    return [*bands, *numbered]


def _index(row: _Row, length: int) -> int:
    """Return where in its column a row is to be put; raise `CorrectionError` where that is beyond its end."""
    correction = row.correction
    if correction and correction.position and correction.position > length + 1:
        raise CorrectionError(
            f"{correction.stands}: {correction.document} {correction.place}: read {length} rows in this column, "
            f"expected a position up to {length + 1}; mend the correction"
        )
    return (correction.position or 1) - 1 if correction else length


def _at(value: Value, position: int) -> Value:
    return replace(value, position=position) if isinstance(value, RoleText) else value


def _unsettled(findings: Iterable[Finding], rows: Iterable[_Row]) -> list[Finding]:
    """Leave out what was noticed about the rows that a person has settled."""
    settled: Mapping[tuple[Key | None, Place], Verdict] = {
        (row.was, row.value.trace.place): row.correction.verdict for row in rows if row.correction
    }
    return [one for one in findings if not _settles(settled.get((one.key, one.place)), one.code)]


def _settles(verdict: Verdict | None, code: str) -> bool:
    return verdict is not None and (verdict is not Verdict.CONFIRMED or code in _SETTLED)


def _finding(value: Value, correction: Correction) -> Finding:
    """Name the evidence for a value, and what was read before."""
    now = f"{value.minimum} to {value.maximum}" if isinstance(value, PayBand) else repr(value.text)
    said = {
        Verdict.REPLACED: f"{correction.raw_text!r} was read, corrected to {now}",
        Verdict.CONFIRMED: f"{correction.raw_text!r} was read, and confirmed",
        Verdict.ADDED: f"{now} was not read, and added",
        Verdict.REMOVED: f"{correction.raw_text!r} was read, and taken out",
    }[correction.verdict]
    table, family, level, location, position = value.key
    return Finding(
        "correction_used",
        SEVERITIES["correction_used"],
        f"{said}: {correction.evidence} ({correction.checked_by}, {correction.checked_on})",
        table,
        family,
        level,
        location,
        None if correction.verdict is Verdict.REMOVED else position,
        value.trace.place,
    )
