"""What a PDF sheet is made of before a typesetter sets it: grids of cells, lines around them, and how they look."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from random import Random

#: A soft hyphen stands in a text where a word may be broken; it is printed only at the end of a line.
SOFT_HYPHEN = "\u00ad"
#: Stands before the sign of a footnote, which is printed small and raised.
RAISED = "\ue000"
HEAD_KINDS = frozenset({"family", "location", "corner"})
LABEL_KINDS = frozenset({"label", "level"})
LEAD_KINDS = LABEL_KINDS | {"name"}


@dataclass(frozen=True)
class Cell:
    """One cell of a grid. `texts` are its paragraphs, `kind` says what they are, `bullet` stands before each."""

    row: int
    column: int
    texts: tuple[str, ...]
    kind: str
    columns: int = 1
    rows: int = 1
    bullet: str = ""

    @property
    def right(self) -> int:
        """Column after the last."""
        return self.column + self.columns

    @property
    def end(self) -> int:
        """Row after the last."""
        return self.row + self.rows


@dataclass(frozen=True)
class Grid:
    """A table: cells that cover it without overlap, its heading rows, where blocks of rows and groups of columns begin.

    `flexible` are the columns that share the room that the others leave.
    """

    cells: tuple[Cell, ...]
    rows: int
    columns: int
    heads: int
    blocks: frozenset[int]
    groups: frozenset[int]
    flexible: frozenset[int]


@dataclass(frozen=True)
class Line:
    """A paragraph outside the tables; `kind` is `title`, `text`, `caption` or `note`."""

    text: str
    kind: str


@dataclass(frozen=True)
class Look:
    """How a sheet looks. Sizes are in points; `gap` is the room between paragraphs of a cell.

    Titles are `whole` where none is longer than its line; a table is `full` where it is as wide as the page.
    """

    font: str
    bold: str
    size: float
    leading: float
    pad_x: float
    pad_y: float
    paper: tuple[float, float]
    margin: float
    rules: str
    drawn: str
    thickness: float
    colour: str
    head_fill: str
    head_ink: str
    gap: float
    whole: bool
    full: bool
    running: dict[str, str] = field(default_factory=dict)


@dataclass
class Plan:
    """A sheet that waits for its typesetter. The features may grow while it is typeset."""

    rng: Random
    story: list[Grid | Line]
    look: Look
    truth: dict[str, Any]
    features: set[str]


class Builder:
    """Collects the cells of a grid and fills what is left with empty ones."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self.rows = 0
        self.cells: list[Cell] = []
        self.blocks: set[int] = set()

    def add(self, cell: Cell) -> None:
        """Add a cell that has something to say, or that is merged."""
        self.cells.append(cell)
        self.rows = max(self.rows, cell.end)

    def grid(self, heads: int, groups: set[int], flexible: set[int]) -> Grid:
        """Close the grid."""
        taken = {
            (row, column) for c in self.cells for row in range(c.row, c.end) for column in range(c.column, c.right)
        }
        everywhere = ((row, column) for row in range(self.rows) for column in range(self.columns))
        empty = [Cell(row, column, (), "empty") for row, column in everywhere if (row, column) not in taken]
        cells = sorted([*self.cells, *empty], key=lambda cell: (cell.row, cell.column))
        return Grid(
            tuple(cells),
            self.rows,
            self.columns,
            heads,
            frozenset(self.blocks | {heads}),
            frozenset(groups),
            frozenset(flexible),
        )
