"""The pages: what `extract` wrote and the files that it was read from, as files to open in a browser."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.publish.changes import changes
from pipeline.review import charts, history
from pipeline.review.items import Group, items, newest_first
from pipeline.review.shown import show
from pipeline.review.templating import environment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.errors import UnreadableSourceError
    from pipeline.model import Extraction, Source
    from pipeline.review.items import Item
    from pipeline.review.shown import Shown

    Pair = tuple[Extraction, Source | UnreadableSourceError]


@dataclass(frozen=True, slots=True)
class Site:
    """The files by their paths, the number of things to decide, and a failure for each document without pictures."""

    files: Mapping[str, bytes]
    undecided: int
    failures: tuple[UnreadableSourceError, ...]


def site(pairs: Iterable[Pair]) -> Site:
    """Return the pages for some documents, each with the file that it was read from, or why there is none."""
    found = {extraction.document.document_id: (extraction, source) for extraction, source in pairs}
    ordered = newest_first(extraction for extraction, _ in found.values())
    shown = {one.document.document_id: show(*found[one.document.document_id]) for one in ordered}
    listed = items(one.extraction for one in shown.values())
    files = {name: text.encode() for name, text in _pages(shown, listed, ordered).items()}
    for one in shown.values():
        files |= one.files
    undecided = sum(item.group is Group.DECIDE for item in listed)
    return Site(files, undecided, tuple(one.fault for one in shown.values() if one.fault))


def _pages(shown: Mapping[str, Shown], listed: Sequence[Item], extractions: Sequence[Extraction]) -> dict[str, str]:
    """Return the text of each page by its name."""
    on = defaultdict(list)
    for item in listed:
        on[item.document.document_id, item.place.page].append(item)
    contexts: dict[str, dict[str, object]] = {
        "index.html": {"shown": shown, "items": listed, "on": on},
        "changes.html": {"steps": history.steps(changes(extractions))},
        "pay.html": {"chart": charts.chart(listed), "frame": charts},
    }
    templates = environment()
    return {name: templates.get_template(name).render(page=name, **context) for name, context in contexts.items()}
