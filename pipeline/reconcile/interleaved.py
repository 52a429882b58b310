"""Which column each paragraph of an interleaved text stood in, decided from all the evidence at once.

OCR that reads a table row by row gives the cells of a row one after the other, left to right, without saying which
column each came from. The model (a hidden Markov model, see `hmm`): a state is a level, a row (which columns have a
cell in it, and in which order they were read) and a place in that row. Rows mostly read left to right; a column that
has ended mostly stays ended; the label of a level is a cell of that level's first row. What a state makes likely or
unlikely about a paragraph: its likeness to what other years print in the column (`likeness`), and its line breaks
(`wrap`), for columns whose widths are learned from the text itself by expectation maximisation (A. P. Dempster, N. M.
Laird and D. B. Rubin, Journal of the Royal Statistical Society B 39 (1), 1977). The posterior of a state is the
probability that the paragraph stood there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz

from pipeline.model import Table
from pipeline.reconcile import wrap
from pipeline.reconcile.hmm import NEVER, Decoded, Steps, decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from pipeline.reconcile.likeness import Likeness

    Array = NDArray[np.float64]

LABEL = ""
#: From one row to the next: the same columns, some that have ended, or a column that comes (back) into use.
SAME, ENDED, BACK = 0.8, 0.13, 0.07
#: Two columns that change at once, against one that does.
TOGETHER = 0.2
#: Two paragraphs with no blank line between them stand in one cell.
GLUED = 0.95
#: A column says nothing twice: the probability that it prints a text that is (nearly) the same as one it has.
REPEATED, NEARLY_REPEATED = 0.02, 0.4
REPEATS, NEARLY_REPEATS = 97, 90
#: Two neighbours of a row read in the wrong order.
SWAPPED = 0.08
#: The label of a level is read first in its first row, or after some of its cells.
LABEL_FIRST, LABEL_LATER = 0.92, 0.08
#: A row is the first of the next level; and one whose label was lost.
NEXT_LEVEL, LOST_LABEL = 0.05, 0.0005
#: A label is printed again in the middle of its level, as on a new page; a text that looks like a label is none.
LABEL_AGAIN, NO_LABEL = 0.002, 1e-6
#: A label shows the level that it stands for; or it shows another; or its digit cannot be read.
SHOWN, MISREAD, UNREAD = 0.98, 0.005, 0.2
#: Widths tried for a column, as shares of the widest line, and how often they are learned anew.
WIDTHS = np.linspace(0.45, 1.25, 161)
ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What was read one after the other: a paragraph's lines, or a label with the level it shows (None: unreadable).

    `glued`: nothing but a full stop parts it from the paragraph before, as of two in one cell.
    """

    lines: tuple[str, ...]
    label: bool = False
    level: int | None = None
    glued: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a paragraph stood, with the probability of that; `family` is empty for a label."""

    family: str
    level: int
    probability: float


@dataclass(frozen=True, slots=True)
class Widths:
    """The widths of the columns in ems of a face, learned from where lines break."""

    face: str
    ems: Mapping[str, float]

    def of(self, lines: Sequence[str], family: str) -> float:
        """Return the log likelihood of some line breaks in a column; 0 where nothing is known of it."""
        if family not in self.ems:
            return 0.0
        return float(wrap.log_likelihood(lines, self.face, np.array([self.ems[family]]))[0])


NO_WIDTHS = Widths("", {})


@dataclass(frozen=True, slots=True)
class _State:
    level: int
    row: tuple[str, ...]
    place: int

    @property
    def column(self) -> str:
        return self.row[self.place]

    @property
    def families(self) -> frozenset[str]:
        return frozenset(self.row) - {LABEL}

    @property
    def labelled(self) -> bool:
        return LABEL in self.row

    @property
    def last(self) -> bool:
        return self.place == len(self.row) - 1


@dataclass(frozen=True)
class Columns:
    """The columns of a table, left to right, its levels, and how probable each family is at each level."""

    families: tuple[str, ...]
    levels: tuple[int, ...]
    exists: Mapping[tuple[str, int], float]

    @cached_property
    def states(self) -> tuple[_State, ...]:
        """Every level, row and place."""
        rows = list(self._rows())
        return tuple(_State(level, row, place) for level in self.levels for row in rows for place in range(len(row)))

    def _rows(self) -> Iterator[tuple[str, ...]]:
        """Yield the rows: some columns in order or with two neighbours swapped, with a label anywhere or none."""
        for size in range(1, len(self.families) + 1):
            for chosen in combinations(self.families, size):
                for row in [chosen, *_swaps(chosen)]:
                    yield row
                    for place in range(size + 1):
                        yield (*row[:place], LABEL, *row[place:])

    def order(self, row: tuple[str, ...]) -> float:
        """Return the log probability of reading a row's cells in this order."""
        cells = tuple(family for family in row if family != LABEL)
        swaps = len(cells) - 1
        natural = cells == tuple(family for family in self.families if family in cells)
        logp = math.log(1 - SWAPPED * (swaps > 0)) if natural else math.log(SWAPPED / swaps)
        if LABEL in row:
            logp += math.log(LABEL_FIRST if row[0] == LABEL else LABEL_LATER / (len(row) - 1))
        return logp

    def first_row(self, level: int, families: frozenset[str]) -> float:
        """Return the log probability that the first row of a level has these columns."""
        return sum(
            math.log(self.exists[family, level] if family in families else 1 - self.exists[family, level])
            for family in self.families
        )

    def next_row(self, before: frozenset[str], after: frozenset[str]) -> float:
        """Return the log probability that a row with these columns follows one with those."""
        if before == after:
            return math.log(SAME)
        changes = len(before ^ after) - 1
        among = len(before) if after < before else len(self.families)
        return math.log((ENDED if after < before else BACK) / among) + changes * math.log(TOGETHER)


def _swaps(row: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for place in range(len(row) - 1):
        yield (*row[:place], row[place + 1], row[place], *row[place + 2 :])


def _start(table: Columns) -> Array:
    """Return the log probability of each state to be the first."""
    start = np.full(len(table.states), NEVER)
    for index, state in enumerate(table.states):
        if state.place == 0 and state.level == table.levels[0]:
            label = math.log(0.9 if state.labelled else 0.1)
            start[index] = label + table.order(state.row) + table.first_row(state.level, state.families)
    return start


def _steps(table: Columns) -> Steps:
    """Return the transitions: on to the next cell of a row, or from its last to the first of another row."""
    starts = [(index, state) for index, state in enumerate(table.states) if state.place == 0]
    edges = [(index, index + 1, 0.0) for index, state in enumerate(table.states) if not state.last]
    entering = {index: table.order(state.row) for index, state in starts}
    for index, state in enumerate(table.states):
        if state.last:
            for other, after in starts:
                logp = _between(table, state, after)
                if logp > NEVER:
                    edges.append((index, other, logp + entering[other]))
    return Steps.of(edges, len(table.states))


def _glued(table: Columns, steps: Steps) -> Steps:
    """Return the transitions to a paragraph that seems to share a cell with the one before."""
    names = [state.column for state in table.states]
    column = np.array([names.index(name) for name in names])
    same = column[steps.source] == column[steps.target]
    return replace(steps, logp=steps.logp + np.log(np.where(same, GLUED, 1 - GLUED)))


def _between(table: Columns, state: _State, after: _State) -> float:
    """Return the log probability that one row follows another, but for the order in which its cells are read."""
    last = state.level == table.levels[-1]
    if after.level == state.level:
        stay = 0.0 if last else math.log(1 - NEXT_LEVEL - LOST_LABEL)
        again = math.log(LABEL_AGAIN) if after.labelled else 0.0
        return stay + again + table.next_row(state.families, after.families)
    if after.level != state.level + 1:
        return NEVER
    return math.log(NEXT_LEVEL if after.labelled else LOST_LABEL) + table.first_row(after.level, after.families)


def _labels(table: Columns, paragraphs: Sequence[Paragraph]) -> Array:
    """Return the log likelihood of labels where labels stand, and of paragraphs where they do not (T x S)."""
    emission = np.full((len(paragraphs), len(table.states)), NEVER)
    for step, paragraph in enumerate(paragraphs):
        for index, state in enumerate(table.states):
            if paragraph.label and state.column == LABEL:
                shown = SHOWN if paragraph.level == state.level else MISREAD
                emission[step, index] = math.log(UNREAD if paragraph.level is None else shown)
            elif state.column != LABEL:
                emission[step, index] = math.log(NO_LABEL) if paragraph.label else 0.0
    return emission


def _alike(table: Columns, paragraphs: Sequence[Paragraph], likeness: Likeness) -> Array:
    """Return the log likelihood of each paragraph by what other years print (T x S)."""
    columns = sorted({(state.column, state.level) for state in table.states if state.column != LABEL})
    place = {column: index for index, column in enumerate(columns)}
    emission = np.zeros((len(paragraphs), len(table.states)))
    for step, paragraph in enumerate(paragraphs):
        if not paragraph.label:
            scores = likeness.of(" ".join(paragraph.lines), Table.RESPONSIBILITIES, columns)
            for index, state in enumerate(table.states):
                if state.column != LABEL:
                    emission[step, index] = scores[place[state.column, state.level]]
    return emission


def place(table: Columns, paragraphs: Sequence[Paragraph], likeness: Likeness) -> tuple[tuple[Placed, ...], Widths]:
    """Return the family and level of each paragraph, with the probability of that, and the widths of the columns."""
    if not paragraphs:
        return (), NO_WIDTHS
    free = _steps(table)
    glued = _glued(table, free)
    start, steps = _start(table), [glued if paragraph.glued else free for paragraph in paragraphs[1:]]
    emission = _labels(table, paragraphs) + _alike(table, paragraphs, likeness)
    decoded, widths = max(
        (_learn(table, paragraphs, (start, steps, emission), face) for face in wrap.faces()),
        key=lambda learned: learned[0].log_likelihood,
    )
    return tuple(_placed(table, decoded, step) for step in range(len(paragraphs))), widths


def _learn(
    table: Columns, paragraphs: Sequence[Paragraph], chain: tuple[Array, list[Steps], Array], face: str
) -> tuple[Decoded, Widths]:
    """Decode without widths, then learn the widths of the columns from the result, and so on."""
    start, steps, emission = chain
    widest = max((wrap.width(line, face) for p in paragraphs if not p.label for line in p.lines), default=1.0)
    widths = WIDTHS * widest
    by_width = np.array(
        [np.zeros_like(widths) if p.label else wrap.log_likelihood(p.lines, face, widths) for p in paragraphs]
    )
    members = {f: np.array([state.column == f for state in table.states]) for f in table.families}
    twins = _twins(paragraphs)
    decoded, best = decode(start, steps, emission), {}
    for _ in range(ROUNDS):
        learned = _unrepeated(table, decoded, twins)
        best = {f: (decoded.posterior[:, m].sum(axis=1) @ by_width).argmax() for f, m in members.items()}
        for family, member in members.items():
            learned[:, member] += by_width[:, best[family]][:, None]
        decoded = decode(start, steps, emission + learned)
    return decoded, Widths(face, {family: float(widths[index]) for family, index in best.items()})


def _twins(paragraphs: Sequence[Paragraph]) -> tuple[tuple[int, int, float], ...]:
    """Return the pairs of paragraphs that say the same, each with the probability of both in one column."""
    texts = {step: " ".join(p.lines).casefold() for step, p in enumerate(paragraphs) if not p.label}
    return tuple(
        (one, other, REPEATED if alike >= REPEATS else NEARLY_REPEATED)
        for one, other in combinations(texts, 2)
        if (alike := fuzz.ratio(texts[one], texts[other], score_cutoff=NEARLY_REPEATS))
    )


def _unrepeated(table: Columns, decoded: Decoded, twins: Sequence[tuple[int, int, float]]) -> Array:
    """Return the log likelihood that no column repeats itself, as far as the last round placed its twins (T x S)."""
    columns = [(state.column, state.level) for state in table.states]
    index = {column: number for number, column in enumerate(dict.fromkeys(columns))}
    which = np.array([index[column] for column in columns])
    shares = np.zeros((len(decoded.posterior), len(index)))
    np.add.at(shares.T, which, decoded.posterior.T)
    logp = np.zeros_like(decoded.posterior)
    for one, other, repeated in twins:
        logp[one] += np.log(1 - (1 - repeated) * np.clip(shares[other, which], 0, 1))
        logp[other] += np.log(1 - (1 - repeated) * np.clip(shares[one, which], 0, 1))
    return logp


def _placed(table: Columns, decoded: Decoded, step: int) -> Placed:
    chosen = table.states[decoded.path[step]]
    same = [s.column == chosen.column and s.level == chosen.level for s in table.states]
    return Placed(chosen.column, chosen.level, float(decoded.posterior[step, same].sum()))
