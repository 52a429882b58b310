"""What a maintainer looks at, in that order: values with their findings, and findings about no one value."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from pipeline.model import Place, Severity, Status, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.model import Extraction, Finding, Key, PayBand, RoleText, SourceDocument

_TABLES = (*Table, None)


class Group(IntEnum):
    """What is asked of the maintainer, the most urgent first."""

    DECIDE = 0
    KNOW = 1
    CLEAN = 2


@dataclass(frozen=True, slots=True)
class Item:
    """A value with its findings, or a finding about no one value, with a name that is its own on the page."""

    name: str
    document: SourceDocument
    key: Key
    value: PayBand | RoleText | None
    findings: tuple[Finding, ...]

    @property
    def table(self) -> Table | None:
        """The table that it is about, if any."""
        return self.key[0]

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.value.trace.place if self.value else self.findings[0].place

    @property
    def raw_text(self) -> str:
        """What is printed there, as far as it was read."""
        return self.value.trace.raw_text if self.value else ""

    @property
    def status(self) -> Status | Severity:
        """The value's status; of a finding about no value its severity."""
        return self.value.trace.status if self.value else self.findings[0].severity

    @property
    def group(self) -> Group:
        """What is asked of the maintainer."""
        errors = any(one.severity is Severity.ERROR for one in self.findings)
        if errors or self.status in (Status.REVIEW, Status.ILLEGIBLE):
            return Group.DECIDE
        return Group.KNOW if self.findings or self.status is Status.CORRECTED else Group.CLEAN


def items(extractions: Iterable[Extraction]) -> list[Item]:
    """Return the items of all documents: by urgency, then in the order of the documents."""
    return sorted((item for one in extractions for item in _of(one)), key=_urgency)


def newest_first(extractions: Iterable[Extraction]) -> list[Extraction]:
    """Return documents from the latest year to the earliest, the one that speaks for its year before the others."""
    return sorted(
        extractions, key=lambda one: (one.document.financial_year or "", one.document.preferred), reverse=True
    )


def _urgency(item: Item) -> tuple[Group, bool, bool]:
    errors = any(one.severity is Severity.ERROR for one in item.findings)
    return item.group, not errors, item.status is not Status.ILLEGIBLE


def _of(extraction: Extraction) -> Iterator[Item]:
    """Yield the items of a document in the order of its tables; findings about none of its values come last."""
    document, names = extraction.document, Counter[str]()
    about: dict[Key, list[Finding]] = defaultdict(list)
    for finding in extraction.findings:
        about[finding.key].append(finding)
    values: tuple[PayBand | RoleText, ...] = (*extraction.pay_bands, *extraction.texts)
    for value in values:
        name = _name(document, value.key, names)
        yield Item(name, document, value.key, value, tuple(about.get(value.key, ())))
    known = {value.key for value in values}
    rest = [one for one in extraction.findings if one.key not in known]
    for finding in sorted(rest, key=lambda one: _TABLES.index(one.table)):
        yield Item(_name(document, finding.key, names), document, finding.key, None, (finding,))


def _name(document: SourceDocument, key: Key, names: Counter[str]) -> str:
    """Return a name that stays the same from run to run, may stand in an address, and names nothing else."""
    parts = ("at", document.document_id, *(part for part in key if part is not None))
    name = re.sub(r"[^\w.-]+", "-", ".".join(map(str, parts)))
    names[name] += 1
    return name if names[name] == 1 else f"{name}~{names[name]}"
