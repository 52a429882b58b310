"""The lines of a region to areas, each of which may be a table: runs of lines with several parts, and what is between.

Prose, captions, notes and high blanks end an area; so does a row of headings below rows of figures.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.grid.figures import has_leader, is_figure, is_none, is_period, is_prose, parts_of
from pipeline.grid.titles import is_note, is_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.grid.cells import TextLine
    from pipeline.grid.walls import Wall

#: A blank so high ends an area, in sizes of type and in usual distances of its rows.
HIGH, HIGHER = 2.2, 2.0
#: So many lines of one part may follow each other inside of an area; texts begin at one place within so many points.
LONE, SAME = 4, 3.0
#: A wall stands beside a blank where it is drawn over this share of it.
BESIDE = 0.9


def areas(
    lines: Sequence[TextLine], gap: float, drawn: tuple[Sequence[Wall], Sequence[Wall]] = ((), ())
) -> Iterator[tuple[TextLine, ...]]:
    """Yield the areas of a region; `gap` is how wide gaps between columns are at least, in sizes of type.

    `drawn` are the walls that lie and stand: one that lies in a blank makes two of it, one that stands beside it none.
    """
    width = max(line.box.x1 for line in lines) - min(line.box.x0 for line in lines)
    run: list[TextLine] = []
    for line in lines:
        if is_prose(line, gap, width) or _is_beside(line, gap):
            yield from _whole(run, gap)
            run = []
        else:
            if run and _is_far(run, line, *_around(run, drawn)):
                yield from _whole(run, gap)
                run = []
            run.append(line)
    yield from _whole(run, gap)


def _is_beside(line: TextLine, gap: float) -> bool:
    """Tell whether a line is a caption or a note."""
    return is_note(line.text) or (is_title(line.text) and len(parts_of(line, 2 * gap)) <= 2)


def _around(run: Sequence[TextLine], drawn: Sequence[Sequence[Wall]]) -> tuple[Sequence[Wall], Sequence[Wall]]:
    """Return the walls of a page, of those that stand the ones between the edges of a run."""
    left, right = min(line.box.x0 for line in run), max(line.box.x1 for line in run)
    return drawn[0], [wall for wall in drawn[1] if left < wall.at < right]


def _is_far(run: Sequence[TextLine], line: TextLine, lying: Sequence[Wall], standing: Sequence[Wall]) -> bool:
    foot = max(above.box.bottom for above in run[-2:])
    if any(wall.covers(foot, line.box.top) > BESIDE for wall in standing):
        return False
    ruled = [wall.at for wall in lying if foot < wall.at < line.box.top and wall.covers(line.box.x0, line.box.x1) > 0]
    blank = max(below - above for above, below in pairwise([foot, *ruled, max(line.box.top, foot)]))
    blanks = sorted(below.box.top - above.box.bottom for above, below in pairwise(run))
    usual = blanks[len(blanks) // 2] if blanks else 0.0
    return blank > max(HIGH * line.size, HIGHER * usual)


def _whole(run: Sequence[TextLine], gap: float) -> Iterator[tuple[TextLine, ...]]:
    """Yield the parts of a run with several rows each: many lines of one part, and new headings, part them."""
    area: list[TextLine] = []
    lone: list[TextLine] = []
    for line in run:
        parts = parts_of(line, gap)
        if len(parts) == 1 and not _goes_on(parts[0], area, gap):
            lone.append(line)
            continue
        if len(lone) > LONE or ((_is_head(parts) or _is_led(parts) != _are_led(area, gap)) and _is_body(area, gap)):
            yield from _several(area, gap)
            area = []
        area += [*lone, line]
        lone = []
    yield from _several([*area, *lone], gap)


def _several(area: Sequence[TextLine], gap: float) -> Iterator[tuple[TextLine, ...]]:
    if sum(len(parts_of(line, gap)) > 1 for line in area) > 1:
        yield tuple(area)


def _goes_on(part: TextLine, area: Sequence[TextLine], gap: float) -> bool:
    """Tell whether a line stands below a part of a line above it, and not below the first."""
    above = next((parts for line in reversed(area) if len(parts := parts_of(line, gap)) > 1), [])
    return any(abs(one.box.x0 - part.box.x0) <= SAME for one in above[1:])


def _is_head(parts: Sequence[TextLine]) -> bool:
    """Tell whether the parts of a line are headings: several, none of them a figure but for years."""
    texts = [part.text for part in parts]
    told = not any((is_figure(text) and not is_period(text)) or is_none(text) for text in texts[1:])
    return told and (len(texts) > 2 or all(map(is_period, texts)))


def _is_led(parts: Sequence[TextLine]) -> bool:
    """Tell whether a leader stands between a label and its figure."""
    return has_leader(parts[0].text)


def _are_led(area: Sequence[TextLine], gap: float) -> bool:
    """Tell whether leaders stand in any row of an area."""
    return any(len(parts) > 1 and _is_led(parts) for parts in (parts_of(line, gap) for line in area))


def _is_body(area: Sequence[TextLine], gap: float) -> bool:
    """Tell whether an area has rows of figures with labels."""
    rows = [parts_of(line, gap) for line in area]
    return any(
        len(parts) > 1
        and not is_figure(parts[0].text)
        and all(is_figure(part.text) and not is_period(part.text) for part in parts[1:])
        for parts in rows
    )
