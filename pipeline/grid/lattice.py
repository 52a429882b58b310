"""Walls to cells: a lattice of all positions at which something parts, and its meshes joined where nothing does.

The steps are those of the lattice methods (A. Nurminen, "Algorithmic Extraction of Data in Tables in PDF Documents",
2013), but for the meshes: two that no wall parts are one cell, so that rules drawn in part still make all their cells.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from pipeline.geometry import Box
from pipeline.grid.cells import PageCell, PageTable
from pipeline.grid.walls import SNAP, Wall

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.read.page import Word

#: A wall parts two meshes where it is drawn over this share of the side between them.
DRAWN = 0.5
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
    xs = _places([wall.at for wall in frame.standing], box.x0, box.x1)
    ys = _places([wall.at for wall in frame.lying], box.top, box.bottom)
    meshes = _joined(frame, xs, ys)
    held: dict[tuple[int, int], list[Word]] = {}
    for word in words:
        x, y = word.box.middle
        if box.holds(x, y):
            held.setdefault(meshes[_index(ys, y), _index(xs, x)], []).append(word)
    members: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for mesh, cell in meshes.items():
        members.setdefault(cell, []).append(mesh)
    cells = tuple(_cell(members[cell], held.get(cell, ()), xs, ys) for cell in sorted(members))
    return PageTable(page, box, cells, ruled=ruled)


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
