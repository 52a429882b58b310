"""Walls to cells: a lattice of all positions at which something parts, and its meshes joined where nothing does.

The steps are those of the lattice methods (A. Nurminen, "Algorithmic Extraction of Data in Tables in PDF Documents",
2013), but for the meshes: two that no wall parts are one cell, so that rules drawn in part still make all their cells.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import product
from statistics import median
from typing import TYPE_CHECKING

from pipeline.geometry import Box
from pipeline.grid.cells import BULLETS, PageCell, PageTable, lines_of
from pipeline.grid.walls import SNAP, Wall

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.read.page import Word

    _Meshes = Mapping[int, tuple[int, int]]
    _Placed = tuple[Word, tuple[int, int]]

#: A wall parts two meshes where it is drawn over this share of the side between them.
DRAWN = 0.5
#: A word follows another at less than this, in sizes of type; texts begin at one place right of a wall, within so many
#: points.
NEXT, INSET = 0.4, 1.0
#: Walls meet where they come this near (points).
MEET = 3.5


@dataclass(frozen=True, slots=True)
class Frame:
    """Walls that meet one another: those that lie down and those that stand."""

    lying: tuple[Wall, ...]
    standing: tuple[Wall, ...]

    @property
    def box(self) -> Box:
        """The smallest box around all its walls."""
        xs = [wall.at for wall in self.standing] + [x for wall in self.lying for x in (wall.start, wall.end)]
        ys = [wall.at for wall in self.lying] + [y for wall in self.standing for y in (wall.start, wall.end)]
        return Box(min(xs), min(ys), max(xs), max(ys))


def frames(lying: Sequence[Wall], standing: Sequence[Wall]) -> tuple[Frame, ...]:
    """Return the walls in groups that meet; a stretch of a wall may be in another group than the rest of it."""
    pieces = [(wall.at, stretch, True) for wall in lying for stretch in wall.stretches]
    pieces += [(wall.at, stretch, False) for wall in standing for stretch in wall.stretches]
    group = list(range(len(pieces)))
    flat = [index for index, piece in enumerate(pieces) if piece[2]]
    upright = [index for index, piece in enumerate(pieces) if not piece[2]]
    for one, other in product(flat, upright):
        if _meet(pieces[one], pieces[other]):
            _unite(group, one, other)
    groups: dict[int, list[int]] = {}
    for index in range(len(pieces)):
        groups.setdefault(_root(group, index), []).append(index)
    return tuple(_frame([pieces[index] for index in members]) for members in groups.values())


_Piece = tuple[float, tuple[float, float], bool]


def _meet(flat: _Piece, upright: _Piece) -> bool:
    y, (x0, x1), _ = flat
    x, (top, bottom), _ = upright
    return x0 - MEET <= x <= x1 + MEET and top - MEET <= y <= bottom + MEET


def _root(group: list[int], index: int) -> int:
    while group[index] != index:
        group[index] = group[group[index]]
        index = group[index]
    return index


def _unite(group: list[int], one: int, other: int) -> None:
    group[_root(group, one)] = _root(group, other)


def _frame(pieces: Sequence[_Piece]) -> Frame:
    return Frame(_gathered(p for p in pieces if p[2]), _gathered(p for p in pieces if not p[2]))


def _gathered(pieces: Iterable[_Piece]) -> tuple[Wall, ...]:
    by_place: dict[float, list[tuple[float, float]]] = {}
    for at, stretch, _ in pieces:
        by_place.setdefault(at, []).append(stretch)
    return tuple(Wall(at, tuple(sorted(stretches))) for at, stretches in sorted(by_place.items()))


def table_of(frame: Frame, words: Iterable[Word], page: int, *, ruled: bool = True) -> PageTable:
    """Return the cells that walls make, with the words whose middle is inside; the frame's outer edges are walls."""
    box = frame.box
    xs, ys = places_of(frame)
    meshes = _joined(frame, xs, ys)
    inside = [word for word in words if box.holds(*word.box.middle)]
    places = {id(word): (_index(ys, word.box.middle[1]), _index(xs, word.box.middle[0])) for word in inside}
    held: dict[tuple[int, int], list[Word]] = {}
    for word, mesh in _overflown(inside, places, xs):
        held.setdefault(meshes[mesh], []).append(word)
    members: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for mesh, cell in meshes.items():
        members.setdefault(cell, []).append(mesh)
    cells = tuple(_cell(members[cell], held.get(cell, ()), xs, ys) for cell in sorted(members))
    return PageTable(page, box, cells, ruled=ruled)


def places_of(frame: Frame) -> tuple[list[float], list[float]]:
    """Return where a frame's columns and its rows begin and end."""
    box = frame.box
    xs = _places([wall.at for wall in frame.standing], box.x0, box.x1)
    return xs, _places([wall.at for wall in frame.lying], box.top, box.bottom)


def _overflown(words: Sequence[Word], places: _Meshes, xs: Sequence[float]) -> Iterator[_Placed]:
    """Yield each word with its mesh; one that runs over a wall, from a text left of it, is part of that text.

    It follows at no more than a blank, and stands nearer to the wall than texts do that begin there. A bullet or an
    amount begins a text.
    """
    flat = [word for word in words if not word.across]
    yield from ((word, places[id(word)]) for word in words if word.across)
    lines = [line.words for line in lines_of(flat)]
    begins = [word.box.x0 - xs[places[id(word)][1]] for line in lines for word in _firsts(line, places)]
    for line in lines:
        last: _Placed | None = None
        for word in line:
            mesh = places[id(word)]
            if last and mesh[1] > last[1][1] and word.box.x0 - last[0].box.x1 < NEXT * word.size:
                near = word.box.x0 - xs[mesh[1]] < median(begins) - INSET
                begins_one = word.text in BULLETS or any(char.isdigit() for char in word.text)
                mesh = last[1] if near and not begins_one else mesh
            last = (word, mesh)
            yield last


def _firsts(line: Sequence[Word], places: _Meshes) -> Iterator[Word]:
    """Yield the first word of a line in each column."""
    columns = [places[id(word)][1] for word in line]
    yield from (word for n, word in enumerate(line) if not n or columns[n - 1] != columns[n])


def _places(inner: Sequence[float], first: float, last: float) -> list[float]:
    places = [at for at in inner if first + SNAP < at < last - SNAP]
    return [first, *places, last]


def _index(places: Sequence[float], at: float) -> int:
    return min(max(bisect_right(places, at) - 1, 0), len(places) - 2)


def _joined(frame: Frame, xs: Sequence[float], ys: Sequence[float]) -> dict[tuple[int, int], tuple[int, int]]:
    """Return for each mesh (row, column) the first mesh of its cell."""
    rows, columns = range(len(ys) - 1), range(len(xs) - 1)
    first = {mesh: mesh for mesh in product(rows, columns)}

    def root(mesh: tuple[int, int]) -> tuple[int, int]:
        while first[mesh] != mesh:
            mesh = first[mesh]
        return mesh

    lying = {wall.at: wall for wall in frame.lying}
    standing = {wall.at: wall for wall in frame.standing}
    for row, column in product(rows, columns):
        right = standing.get(xs[column + 1])
        if column + 1 < len(columns) and not (right and right.covers(ys[row], ys[row + 1]) >= DRAWN):
            one, other = sorted((root((row, column)), root((row, column + 1))))
            first[other] = one
        below = lying.get(ys[row + 1])
        if row + 1 < len(rows) and not (below and below.covers(xs[column], xs[column + 1]) >= DRAWN):
            one, other = sorted((root((row, column)), root((row + 1, column))))
            first[other] = one
    return {mesh: root(mesh) for mesh in first}


def _cell(
    meshes: Sequence[tuple[int, int]], words: Sequence[Word], xs: Sequence[float], ys: Sequence[float]
) -> PageCell:
    rows, columns = [row for row, _ in meshes], [column for _, column in meshes]
    row, last_row, column, last_column = min(rows), max(rows), min(columns), max(columns)
    box = Box(xs[column], ys[row], xs[last_column + 1], ys[last_row + 1])
    return PageCell(row, last_row, column, last_column, box, tuple(words))
