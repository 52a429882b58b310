"""Pay ranges of an interleaved text: which lines belong together, which column each range stood in.

A cell that wraps after its dash leaves its minimum on one line and its maximum on a later one. All ways to read the
lines of a level as whole ranges, open minima and maxima are tried, and the cheapest kept; then all ways to put the
ranges into the columns in order, weighed by which bands exist and whether London pays more and levels rise.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, islice, product
from typing import TYPE_CHECKING

from pipeline.model import Line, Location
from pipeline.reconcile.amounts import Range, Token, is_likely, ranges, tokens
from pipeline.reconcile.vocabulary import level_of, match

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

Key = tuple[str, Location]

#: Costs of reading a line: a dash too many, an amount that cannot be read, a dash that was lost, a minimum or maximum
#: left alone, a minimum above its maximum.
STRAY_DASH, UNREAD, LOST_DASH, ALONE, UPSIDE_DOWN = 1, 1, 3, 10, 20
#: Probabilities that true sheets nearly always satisfy: a family has both locations, London pays at least as much,
#: a level pays more than the one below; and that a stray mark among amounts is a cell that could not be read.
ONE_LOCATION, LONDON_BELOW, FALLING, MARK_IS_CELL = 0.01, 0.05, 0.05, 0.5
#: The next best way to pair the amounts costs at least so much more where the best one is sure.
MARGIN = 3
#: Ways to read a line that are followed at once and kept in the end, and ways to read all lines of a level.
BEAM, READINGS, MOST_WAYS = 60, 12, 5000


@dataclass(frozen=True, slots=True)
class Found:
    """A range, or a mark that may be one that cannot be read: its parts, one a line.

    `loose` where which parts belong together is not sure; `cell` where a grid says that it is a cell, range or not.
    """

    parts: tuple[Line, ...]
    range: Range | None
    loose: bool = False
    cell: bool = False

    @property
    def text(self) -> str:
        """Its parts in one line, as printed."""
        return " ".join(part.text for part in self.parts)


Fit = Callable[["Found", Key], float]


@dataclass(frozen=True, slots=True)
class PlacedRange:
    """A range with its family, level and location, and the probability of that."""

    family: str
    level: int
    location: Location
    found: Found
    probability: float


@dataclass(frozen=True, slots=True)
class PlacedLevel:
    """The ranges of a level in their columns, and the log likelihood of all ways to place them."""

    ranges: tuple[PlacedRange, ...]
    log_likelihood: float


@dataclass(frozen=True, slots=True)
class LevelLines:
    """The lines of one level of the pay table, its number taken off."""

    level: int
    lines: tuple[Line, ...]
    printed: bool = True


def by_level(lines: Sequence[Line]) -> tuple[LevelLines, ...]:
    """Group the pay lines by the level number that begins some of them; label words are taken off."""
    groups: list[tuple[int, bool, list[Line]]] = []
    for line in lines:
        text, level = _strip_labels(line.text)
        if level is not None or not groups:
            expected = groups[-1][0] + 1 if groups else 1
            groups.append((level or expected, level is not None, []))
        if text:
            groups[-1][2].append(Line(text, line.place))
    return tuple(LevelLines(level, tuple(rest), printed) for level, printed, rest in groups)


def _strip_labels(text: str) -> tuple[str, int | None]:
    """Take a label (`Pay ranges`) and a level off the front of a line."""
    words = text.split()
    level = None
    for count in range(min(4, len(words)), 0, -1):
        term = match(" ".join(words[:count]))
        if term and term.kind == "label" and level_of(" ".join(words[:count])) is None:
            words = words[count:]
            break
    for count in (2, 1):
        head = " ".join(words[:count])
        if len(words) >= count and level_of(head) is not None and not re.match(r"£", words[count - 1]):
            level, words = level_of(head), words[count:]
            break
    return " ".join(words), level


@dataclass(frozen=True, slots=True)
class _Unit:
    """A part of a line: `full` range, `open` minimum, `tail` maximum, or a `mark`, which is none of these."""

    kind: str
    text: str


def _readings(line: Line) -> list[tuple[int, tuple[_Unit, ...]]]:
    """Return the cheapest ways to read a line, each with its cost, the cheapest first.

    A beam search over the parts of the line: of the ways to read the first of them, the cheapest are gone on with.
    """
    parts = _parts(line)
    beam: list[tuple[int, tuple[_Unit, ...], int]] = [(0, (), 0)]
    done: list[tuple[int, tuple[_Unit, ...]]] = []
    while beam:
        longer = []
        for cost, units, at in beam:
            if at == len(parts):
                done.append((cost, units))
                continue
            longer += [(cost + more, units + unit, at + taken) for more, unit, taken in _first(parts[at : at + 3])]
        beam = sorted(longer, key=lambda way: (way[0] - way[2], -way[2]))[:BEAM]
    return sorted(done, key=lambda way: way[0])[:READINGS]


def _parts(line: Line) -> tuple[Token, ...]:
    """Return the parts of a line: words that are no amount make one mark, and so does what cannot be a year's pay."""
    parts: list[Token] = []
    for part in tokens(line.text):
        likely = part.amount is None or is_likely(part.amount)
        one = part if likely else Token(part.text)
        if parts and parts[-1].other and one.other:
            parts[-1] = Token(f"{parts[-1].text} {one.text}")
        else:
            parts.append(one)
    return tuple(parts)


def _first(parts: tuple[Token, ...]) -> Iterator[tuple[int, tuple[_Unit, ...], int]]:
    """Yield the ways to take the first parts as (part of) a range or a mark: the cost, what they are, how many."""
    head, rest = parts[0], parts[1:]
    unread = 0 if head.amount else UNREAD
    if head.dash:
        yield STRAY_DASH, (), 1
    elif rest and rest[0].dash:
        if len(rest) > 1 and not rest[1].dash:
            sound = bool(head.amount and rest[1].amount)
            whole = f"{head.text} {rest[0].text} {rest[1].text}"
            yield 0 if sound else UNREAD, (_Unit("full" if sound else "mark", whole),), 3
        yield unread, (_Unit("open", f"{head.text} {rest[0].text}"),), 2
    else:
        yield unread, (_Unit("tail", head.text),), 1
        yield unread + LOST_DASH, (_Unit("open", head.text),), 1
    if head.other:
        yield 0, (_Unit("mark", head.text),), 1


def read_level(lines: Sequence[Line]) -> tuple[Found, ...]:
    """Return the ranges and marks of one level, left to right, by the cheapest way to read its lines.

    All are `loose` where even that way leaves an amount alone, or where another way that pairs the amounts otherwise is
    nearly as cheap: then none is sure of its partner.
    """
    options = [_readings(line) for line in lines]
    ways = []
    for chosen in islice(product(*options), MOST_WAYS):
        extra, found = _assemble([reading[1] for reading in chosen], lines)
        ways.append((sum(reading[0] for reading in chosen) + extra, found))
    if not ways:
        return ()
    cost, best = min(ways, key=lambda way: way[0])
    pairs = _pairs(best)
    rival = min((other for other, found in ways if _pairs(found) != pairs), default=cost + MARGIN)
    sure = cost < ALONE and rival - cost >= MARGIN and len(ways) < MOST_WAYS
    return best if sure else tuple(replace(found, loose=True) for found in best)


def _pairs(found: Sequence[Found]) -> set[tuple[Decimal, Decimal | None]]:
    return {(one.range.minimum, one.range.maximum) for one in found if one.range}


def _assemble(units: Sequence[Sequence[_Unit]], lines: Sequence[Line]) -> tuple[int, tuple[Found, ...]]:
    """Close open minima with later maxima, in order, and keep the order in which the cells stand."""
    row: list[Found] = []
    waiting: list[int] = []
    cost = 0
    order: list[int] = []
    for parts, line in zip(units, lines, strict=True):
        here: int | None = None
        loose = bool(order) and not any(unit.kind == "tail" for unit in parts)
        for unit in parts:
            piece = Line(unit.text, line.place)
            if unit.kind == "tail" and waiting:
                here = waiting.pop(0)
                row[here] = _closed(row[here], piece)
                continue
            row.append(Found((piece,), _one_range(unit), loose))
            new = len(row) - 1
            order.insert(order.index(here) + 1 if here is not None else _at(loose, order), new)
            here = new
            waiting += [new] if unit.kind == "open" else []
            cost += ALONE if unit.kind == "tail" else 0
    cost += ALONE * len(waiting) + UPSIDE_DOWN * sum(_upside_down(found) for found in row)
    return cost, tuple(row[index] for index in order)


def _at(loose: bool, order: Sequence[int]) -> int:  # noqa: FBT001 - a fact about the line, not a switch
    return len(order) if loose else 0


def _one_range(unit: _Unit) -> Range | None:
    return _likely(unit.text) if unit.kind == "full" else None


def _likely(text: str) -> Range | None:
    """Return the one range that a text is; None where it is none, or no pay of a year."""
    found = ranges(text) or ()
    amounts = [token.amount for token in tokens(text) if token.amount]
    return found[0] if len(found) == 1 and all(map(is_likely, amounts)) else None


def _closed(opened: Found, tail: Line) -> Found:
    text = f"{opened.text} {tail.text}"
    return Found((*opened.parts, tail), _likely(text), opened.loose)


def _upside_down(found: Found) -> bool:
    maximum: Decimal | None = found.range.maximum if found.range else None
    return maximum is not None and found.range is not None and found.range.minimum > maximum


def place(
    found: Sequence[Found],
    keys: Sequence[Key],
    level: int,
    below: dict[Key, Range],
    exists: Callable[[str, int], float],
    fit: Fit = lambda _found, _key: 1.0,
) -> PlacedLevel | None:
    """Put a level's ranges into the columns, in order; None where there are more of them than columns.

    `below` holds the ranges of the level below, by column; `fit` says how well a range's place agrees with a column.
    """
    scored = [
        (
            _score(found, kept, chosen, keys, level, below, exists)
            + sum(math.log(fit(item, key)) for item, key in zip(kept, chosen, strict=True)),
            kept,
            chosen,
        )
        for kept in _subsets(found)
        for chosen in combinations(keys, len(kept))
    ]
    if not scored:
        return None
    top = max(score for score, _, _ in scored)
    weights = [math.exp(score - top) for score, _, _ in scored]
    _, kept, chosen = max(scored, key=lambda item: item[0])
    result = []
    for item, key in zip(kept, chosen, strict=True):
        share = sum(
            weight
            for weight, (_, others, columns) in zip(weights, scored, strict=True)
            if any(other is item and column == key for other, column in zip(others, columns, strict=True))
        )
        probability = share / sum(weights) * (0.5 if item.loose else 1.0)
        result.append(PlacedRange(key[0], level, key[1], item, probability))
    return PlacedLevel(tuple(result), top + math.log(sum(weights)))


def _subsets(found: Sequence[Found]) -> Iterator[tuple[Found, ...]]:
    """Yield the ranges with any of the marks: a mark may be a cell that cannot be read, or nothing."""
    marks = [item for item in found if item.range is None and not item.cell]
    for dropped in product((False, True), repeat=min(len(marks), 6)):
        gone = {id(mark) for mark, drop in zip(marks, dropped, strict=False) if drop}
        yield tuple(item for item in found if id(item) not in gone)


def _score(  # noqa: PLR0913, PLR0917 - one term for each kind of evidence
    found: Sequence[Found],
    kept: Sequence[Found],
    chosen: Sequence[Key],
    keys: Sequence[Key],
    level: int,
    below: dict[Key, Range],
    exists: Callable[[str, int], float],
) -> float:
    """Return the log probability of one way to put ranges into columns."""
    ranges_at = {key: item.range for key, item in zip(chosen, kept, strict=True)}
    score = (len(found) - len(kept)) * math.log(1 - MARK_IS_CELL)
    score += sum(math.log(MARK_IS_CELL) for item in kept if item.range is None and not item.cell)
    families = {family: [key for key in keys if key[0] == family] for family, _ in keys}
    for family, columns in families.items():
        present = [key for key in columns if key in ranges_at]
        score += math.log(exists(family, level) if present else 1 - exists(family, level))
        score += math.log(ONE_LOCATION) if 0 < len(present) < len(columns) else 0.0
        score += _pays(ranges_at.get((family, Location.LONDON)), ranges_at.get((family, Location.OUTSIDE_LONDON)))
    for key, now in ranges_at.items():
        if now and key in below and now.minimum <= below[key].minimum:
            score += math.log(FALLING)
    return score


@cache
def _pays(london: Range | None, outside: Range | None) -> float:
    """Return the log probability of what two locations pay: London at least as much."""
    return math.log(LONDON_BELOW) if london and outside and london.minimum < outside.minimum else 0.0
