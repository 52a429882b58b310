"""Job titles of an interleaved text: pieces of lines to titles, titles to families and levels.

A line may hold the titles of two columns, and a title may go on lines later, after those of its neighbours. Pieces are
cut where a role noun ends one; a piece that is no title yet waits for one that is none by itself. The family and level
of each title come from a hidden Markov model (see `hmm`): levels rise, columns are read in runs, two titles on one line
stand left to right, and what other years print in a column counts for it.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from itertools import pairwise, permutations
from typing import TYPE_CHECKING

import numpy as np

from pipeline.grid.stream import Block, is_noise, match_label
from pipeline.model import Line, Table
from pipeline.reconcile import title_rows
from pipeline.reconcile.hmm import NEVER, Steps, decode
from pipeline.reconcile.interleaved import Placed, Widths
from pipeline.reconcile.text import clean
from pipeline.reconcile.titles import begins_known, ends, is_bare, is_known, open_ended, split_words
from pipeline.reconcile.vocabulary import level_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from pipeline.reconcile.likeness import Likeness

    Array = NDArray[np.float64]

#: After a title, one of the next level; else one of the same column, in the same block of lines and in another.
NEXT_LEVEL, SAME_IN_BLOCK, SAME_AFTER_BLANK = 0.1, 0.65, 0.4
#: `Senior X` stands one level above `X`, in its family: so much more probable. So it is for each such pair of the two
#: known sheets.
SENIOR = 20.0
#: A level marker among the titles that a title contradicts; two titles of one line out of order.
AGAINST_MARKER, OUT_OF_ORDER = 0.05, 0.02
#: The last level has no titles.
NO_TITLES = 0.01
#: A wrapped title goes on within so many lines.
REACH, BELOW = 5, 2
#: Two titles of one line that are not of two columns, but run together in one.
RUN_TOGETHER = 0.2


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one column on one line; `row` numbers the line, `place` the piece in it; `sure` of both its ends.

    `block` numbers the lines that no blank line parts.
    """

    text: str
    line: Line
    block: int
    row: int
    place: int
    sure: bool = True


@dataclass(frozen=True, slots=True)
class TitleLines:
    """A title in its pieces, top to bottom; `marker` is the level printed last above it."""

    pieces: tuple[Piece, ...]
    sure: bool
    marker: int | None = None

    @property
    def text(self) -> str:
        """The title as printed, wraps joined."""
        return clean(" ".join(piece.text for piece in self.pieces))


@dataclass(frozen=True, slots=True)
class Titles:
    """The titles in the order of their first lines, and the stray marks between them."""

    titles: tuple[TitleLines, ...]
    noise: tuple[Line, ...]


def read_titles(blocks: Sequence[Block]) -> Titles:
    """Cut the lines of the title block into pieces and join the pieces to titles."""
    titles: list[TitleLines] = []
    noise: list[Line] = []
    marker: int | None = None
    rows = [(number, line) for number, block in enumerate(blocks) for line in block.lines]
    read = [_words(line) for _, line in rows]
    cut = [split_words(" ".join(words)) if words else () for words, _, _ in read]
    merged = any(len(parts) > 1 for parts in cut)
    for row, ((block, line), (_, level, stray), parts) in enumerate(zip(rows, read, cut, strict=True)):
        noise += stray
        marker = level or marker
        for place, part in enumerate(parts):
            sure = (part.sure and not (merged and _of_two(part.text))) or _plain_cut(part.text)
            _add(titles, Piece(part.text, line, block, row, place, sure), marker)
    left = [title for title in titles if open_ended(title.text)]
    return Titles(tuple(_doubted(_closed(title), left) for title in titles), tuple(noise))


def _of_two(text: str) -> bool:
    """Tell whether a text may be the first words of a wrapped title and what stands beside them in another column."""
    words = text.split()
    cuts = ((" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words)))
    return any((begins_known(one) or open_ended(one)) and _plain_cut(other) for one, other in cuts)


def _doubted(title: TitleLines, left: Sequence[TitleLines]) -> TitleLines:
    """Doubt a title that stands right below one that was left open: it may be its end."""
    below = any(0 < title.pieces[0].row - other.pieces[-1].row <= BELOW for other in left)
    return replace(title, sure=False) if below else title


def _plain_cut(text: str) -> bool:
    """Tell whether a piece is beyond doubt though its neighbours are not known: a known title, or a bare role noun."""
    return is_known(text) or is_bare(text)


def _words(line: Line) -> tuple[list[str], int | None, list[Line]]:
    """Return the words of a line without its label, its level and its stray marks."""
    words = line.text.split()
    level = None
    for count in range(min(4, len(words)), 0, -1):
        if match_label(" ".join(words[:count])) == "job_titles":
            words = words[count:]
            break
    if words and level_of(words[0]):
        level, words = level_of(words[0]), words[1:]
    stray = [Line(word, line.place) for word in words if _is_stray(word)]
    kept = [word for word in words if not _is_stray(word)]
    while kept and kept[0] in _DASHES:  # a blank cell on the left, or a bullet
        stray.append(Line(kept.pop(0), line.place))
    return kept, level, stray


_DASHES = frozenset("-–—·*")


def _is_stray(word: str) -> bool:
    return word not in {"&", "-", "–", "/"} and (is_noise(word) or not re.search(r"\w", word))


def _add(titles: list[TitleLines], piece: Piece, marker: int | None) -> None:
    """Give a piece to the title that waits for it, or begin a new one."""
    waiting = [index for index, title in enumerate(titles) if _waits(title) and _near(title, piece)]
    above = [index for index in waiting if titles[index].pieces[-1].row == piece.row - 1]
    known = [index for index in waiting if is_known(f"{titles[index].text} {piece.text}")]
    if above and begins_known(f"{titles[above[-1]].text} {piece.text}"):
        _continue(titles, above[-1], piece, sure=True)
    elif known:
        _continue(titles, known[0], piece, sure=len(known) == 1)
    elif waiting and is_bare(piece.text):
        _continue(titles, (above or waiting)[-1], piece, sure=len(waiting) == 1)
    elif above and open_ended(titles[above[-1]].text) and not begins_known(piece.text):
        _continue(titles, above[-1], piece, sure=len(waiting) == 1)
    else:
        titles.append(TitleLines((piece,), piece.sure, marker))


def _near(title: TitleLines, piece: Piece) -> bool:
    return piece.row - title.pieces[-1].row <= REACH


def _waits(title: TitleLines) -> bool:
    return not ends(title.text) or open_ended(title.text)


def _continue(titles: list[TitleLines], index: int, piece: Piece, *, sure: bool) -> None:
    title = titles[index]
    whole = replace(title, pieces=(*title.pieces, piece))
    titles[index] = replace(whole, sure=is_known(whole.text) or (title.sure and sure and piece.sure))


def _closed(title: TitleLines) -> TitleLines:
    """Doubt a title that still waits for its end."""
    return replace(title, sure=False) if _waits(title) and not is_known(title.text) else title


def place_titles(
    titles: Sequence[TitleLines],
    families: Sequence[str],
    levels: Sequence[int],
    exists: Mapping[tuple[str, int], float],
    evidence: tuple[Likeness, Widths],
) -> tuple[Placed, ...]:
    """Return the family and level of each title, with the probability of that."""
    if not titles:
        return ()
    states = [(family, level) for level in levels for family in families]
    start = np.array([math.log(exists[state]) + (0.0 if state[1] == levels[0] else NEVER) for state in states])
    steps = [_steps(states, families, one, two) for one, two in pairwise(titles)]
    emission = np.array([_emission(title, states, exists, evidence) for title in titles])
    emission[-1] += np.where([level == levels[-1] for _, level in states], 0.0, math.log(NO_TITLES))
    alone = decode(start, steps, emission)
    told = _seniors(titles, states, alone.posterior)
    decoded = decode(start, steps, emission + told)
    placed = [
        Placed(*states[chosen], float(decoded.posterior[step, chosen])) for step, chosen in enumerate(decoded.path)
    ]
    for level in levels:
        here = [step for step, place in enumerate(placed) if place.level == level]
        chances = [_chances(states, decoded.posterior[step], level) for step in here]
        settled = title_rows.settle([titles[step] for step in here], chances, level) if here else ()
        for step, place in zip(here, settled, strict=True):
            sure_of_level = sum(decoded.posterior[step, [n for n, state in enumerate(states) if state[1] == level]])
            placed[step] = replace(place, probability=place.probability * float(sure_of_level))
    by_itself = [float(alone.posterior[n, states.index((p.family, p.level))]) for n, p in enumerate(placed)]
    return tuple(
        replace(place, probability=min(place.probability, own)) if pair.any() else place  # two guesses are no evidence
        for place, own, pair in zip(placed, by_itself, told, strict=True)
    )


def _chances(states: Sequence[tuple[str, int]], posterior: Array, level: int) -> dict[str, float]:
    """Return the probability of each family, given the level."""
    here = {family: float(posterior[index]) + 1e-9 for index, (family, at) in enumerate(states) if at == level}
    return {family: share / sum(here.values()) for family, share in here.items()}


def _emission(
    title: TitleLines,
    states: Sequence[tuple[str, int]],
    exists: Mapping[tuple[str, int], float],
    evidence: tuple[Likeness, Widths],
) -> Array:
    likeness, widths = evidence
    scores = np.array(likeness.of(title.text, Table.JOB_TITLES, states))
    lines = [piece.text for piece in title.pieces]
    scores += np.array([widths.of(lines, family) for family, _ in states])
    scores += np.log([exists[state] for state in states])
    if title.marker is not None:
        scores += np.where([level == title.marker for _, level in states], 0.0, math.log(AGAINST_MARKER))
    return scores


def _seniors(titles: Sequence[TitleLines], states: Sequence[tuple[str, int]], posterior: Array) -> Array:
    """Return the log likelihood that titles stand one level above those that they are the senior of (T x S)."""
    texts = [title.text.casefold() for title in titles]
    index = {state: number for number, state in enumerate(states)}
    logp = np.zeros_like(posterior)
    for junior, senior in permutations(range(len(texts)), 2):
        if texts[senior] == f"senior {texts[junior]}":
            for (family, level), below in index.items():
                above = index.get((family, level + 1))
                if above is not None:
                    logp[senior, above] += math.log1p((SENIOR - 1) * posterior[junior, below])
                    logp[junior, below] += math.log1p((SENIOR - 1) * posterior[senior, above])
    return logp


def _steps(states: Sequence[tuple[str, int]], families: Sequence[str], one: TitleLines, two: TitleLines) -> Steps:
    """Return the transitions from one title to the next, which may share a line with it."""
    beside = _beside(one, two)
    same = SAME_IN_BLOCK if one.pieces[-1].block == two.pieces[0].block else SAME_AFTER_BLANK
    edges = []
    for source, (family, level) in enumerate(states):
        for target, (other, next_level) in enumerate(states):
            if next_level not in (level, level + 1):
                continue
            logp = _transition((family, level), (other, next_level), len(families), same)
            right = families.index(other) - families.index(family)
            if beside and (next_level != level or right * beside < 0):
                logp += math.log(OUT_OF_ORDER)
            elif beside and right == 0:
                logp += math.log(RUN_TOGETHER)
            edges.append((source, target, logp))
    return Steps.of(edges, len(states))


def _transition(before: tuple[str, int], after: tuple[str, int], count: int, same: float) -> float:
    """Return the log probability of a step between two places among `count` families."""
    if before[1] != after[1]:
        return math.log(NEXT_LEVEL / count)
    share = same if before[0] == after[0] else (1 - same) / max(count - 1, 1)
    return math.log((1 - NEXT_LEVEL) * share)


def _beside(one: TitleLines, two: TitleLines) -> int:
    """Return 1 where the second title stands right of the first on some line, -1 where left, 0 where on none."""
    for piece in one.pieces:
        for other in two.pieces:
            if piece.row == other.row:
                return 1 if other.place > piece.place else -1
    return 0
