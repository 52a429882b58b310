"""Lays a PDF sheet out on pages by hand: line breaks, row heights, page breaks, rows that go on overleaf."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

from tests.sheets.pdf_look import column_widths, face_of
from tests.sheets.pdf_model import Cell, Grid, Line, Look, Plan
from tests.sheets.pdf_text import Set, broken

Lines = tuple[Set, ...]
_NOUNS = ("officer", "assistant", "manager", "secretary", "researcher", "caseworker", "leader", "advisor", "adviser")
_SCALES = {"title": 1.6, "caption": 1.15, "text": 1.0, "note": 0.85}


@dataclass(frozen=True)
class Strip:
    """A row of a grid, or the part of it that is on one page. `parts` are the lines of each cell, by its number."""

    row: int
    height: float
    parts: dict[int, Lines]
    goes_on: bool = False
    continued: bool = False


@dataclass
class Run:
    """The strips of one grid on one page, each with its top."""

    grid: Grid
    widths: list[float]
    left: float
    strips: list[tuple[Strip, float]] = field(default_factory=list)


@dataclass(frozen=True)
class Text:
    """A line outside the tables: its text, place and kind."""

    text: str
    x: float
    top: float
    kind: str


@dataclass
class Page:
    """What stands on one page, from top to bottom."""

    items: list[Run | Text] = field(default_factory=list)


def height_of(lines: Lines, look: Look) -> float:
    """Return how much room lines take, without the padding of their cell."""
    return sum(line.above + look.size * look.leading for line in lines)


class Setter:
    """Sets the cells of one grid in lines, and its rows in strips."""

    def __init__(self, plan: Plan, grid: Grid) -> None:
        self.grid, self.look, self.features = grid, plan.look, plan.features
        self.widths = column_widths(grid, plan.look)
        self.lines = [self._lines(cell) for cell in grid.cells]

    def _lines(self, cell: Cell) -> Lines:
        """Break the paragraphs of a cell into lines."""
        look, font = self.look, face_of(cell, self.look)
        hang = look.size if cell.bullet else 0.0
        limit = sum(self.widths[cell.column : cell.right]) - 2 * look.pad_x - hang
        gap = look.gap if cell.kind == "duties" else 0.0
        lines: list[Set] = []
        for at, text in enumerate(cell.texts):
            texts = broken(text, limit, font, look.size)
            self._doubt(cell, texts)
            for number, line in enumerate(texts):
                first = number == 0
                above = gap if first and at else 0.0
                bullet = cell.bullet if first else ""
                lines.append(Set(line, above, first, number == len(texts) - 1, hang, bullet))
        return tuple(lines)

    def _doubt(self, cell: Cell, texts: list[str]) -> None:
        """Who could tell one title over two lines from two titles, if both lines end as titles do?"""
        if cell.kind == "titles" and not cell.bullet and len(cell.texts) > 1:
            pairs = pairwise(texts)
            doubtful = any(one.casefold().endswith(_NOUNS) and other[:1].isupper() for one, other in pairs)
            self.features |= {"undecidable"} if doubtful else set()

    def strips(self) -> list[Strip]:
        """Return the rows, each as high as its highest cell; the last rows of a merged cell make up for its rest."""
        heights = [2 * self.look.pad_y + self.look.size * self.look.leading] * self.grid.rows
        for cell, lines in sorted(zip(self.grid.cells, self.lines, strict=True), key=lambda pair: pair[0].rows):
            more = self._need(lines) - sum(heights[cell.row : cell.end])
            heights[cell.end - 1] += max(more, 0)
        return [Strip(row, height, self._parts(row)) for row, height in enumerate(heights)]

    def _need(self, lines: Lines) -> float:
        return height_of(lines, self.look) + 2 * self.look.pad_y

    def _parts(self, row: int) -> dict[int, Lines]:
        cells = enumerate(self.grid.cells)
        return {at: self.lines[at] for at, cell in cells if cell.row == row and self.lines[at]}

    def groups(self, strips: list[Strip]) -> list[list[Strip]]:
        """Put strips together that may not be parted: headings and the row below, and those beside a high label."""
        glued = set(range(1, self.grid.heads + 1))
        for cell, lines in zip(self.grid.cells, self.lines, strict=True):
            room = 0.0
            for row in range(cell.row, cell.end):
                if row > cell.row and room < self._need(lines):
                    glued.add(row)
                room += strips[row].height
            glued |= {cell.end} if cell.kind == "across" else set()
        groups: list[list[Strip]] = []
        for strip in strips:
            if strip.row in glued:
                groups[-1].append(strip)
            else:
                groups.append([strip])
        return groups


def cut(strip: Strip, room: float, grid: Grid, look: Look) -> tuple[Strip, Strip] | None:
    """Cut a row so that its first part fits the room and every cell goes on visibly; None where that cannot be."""
    line = look.size * look.leading
    while room >= 2 * look.pad_y + line:
        upper, lower = _parted(strip, room - 2 * look.pad_y, look)
        if upper and lower and all(_goes_on(strip.parts[at], len(upper.get(at, ()))) for at in lower):
            return _halves(strip, upper, lower, look)
        room -= line
    return None


def _parted(strip: Strip, room: float, look: Look) -> tuple[dict[int, Lines], dict[int, Lines]]:
    upper, lower = {}, {}
    for at, lines in strip.parts.items():
        count = sum(height_of(lines[: n + 1], look) <= room for n in range(len(lines)))
        if lines[:count]:
            upper[at] = lines[:count]
        if lines[count:]:
            lower[at] = (replace(lines[count], above=0.0), *lines[count + 1 :])
    return upper, lower


def _goes_on(lines: Lines, count: int) -> bool:
    """Say whether a reader sees what line `count` is: the first of a paragraph, or the rest of a sentence."""
    if count == 0:
        return False
    before, after = lines[count - 1], lines[count]
    if after.first:
        return bool(after.bullet) or after.text[:1].isupper()
    return after.text[:1].islower() and before.text[-1:] not in ".;:"


def _halves(strip: Strip, upper: dict[int, Lines], lower: dict[int, Lines], look: Look) -> tuple[Strip, Strip]:
    heights = [max(height_of(lines, look) for lines in part.values()) + 2 * look.pad_y for part in (upper, lower)]
    first = replace(strip, height=heights[0], parts=upper, goes_on=True)
    return first, replace(strip, height=heights[1], parts=lower, continued=True)


class Paginator:
    """Puts the story on pages, one thing below the other."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.look = plan, plan.look
        self.top, self.bottom = self._limits()
        self.pages = [Page()]
        self.y = self.top

    def _limits(self) -> tuple[float, float]:
        """Return where the story begins and ends on every page; what runs along takes room."""
        margin, height = self.look.margin, self.look.paper[1]
        head = 16 if {"running_head", "page_numbers_above"} & self.plan.features else 0
        return margin + head, height - margin - 14

    def paginate(self) -> list[Page]:
        """Return the pages."""
        for at, item in enumerate(self.plan.story):
            if isinstance(item, Line):
                self._line(item, self.plan.story[at + 1 : at + 2])
            else:
                self._grid(item)
        return self.pages

    def _break(self) -> None:
        self.pages.append(Page())
        self.y = self.top

    def _line(self, line: Line, following: list[Grid | Line]) -> None:
        size = self.look.size * _SCALES[line.kind]
        font = self.look.font if line.kind in {"text", "note"} else self.look.bold
        texts = broken(line.text, self.look.paper[0] - 2 * self.look.margin, font, size)
        need = len(texts) * size * 1.2 + 0.6 * size
        need += self._start(following[0]) if following and isinstance(following[0], Grid) else 0
        if self.y + need > self.bottom and self.y > self.top:
            self._break()
        self.y += size * 0.5 * (self.y > self.top)
        for text in texts:
            self.pages[-1].items.append(Text(text, self.look.margin, self.y, line.kind))
            self.y += size * 1.2
        self.y += size * 0.4

    def _start(self, grid: Grid) -> float:
        setter = Setter(self.plan, grid)
        return sum(strip.height for strip in setter.groups(setter.strips())[0])

    def _grid(self, grid: Grid) -> None:
        setter = Setter(self.plan, grid)
        strips = setter.strips()
        left = self.look.margin
        if "table_centred" in self.plan.features:
            left = (self.look.paper[0] - sum(setter.widths)) / 2
        self.run = Run(grid, setter.widths, left)
        self.again = strips[: grid.heads] if "headings_repeated" in self.plan.features else []
        self.pages[-1].items.append(self.run)
        for group in setter.groups(strips):
            self._group(group)
        self.y += self.look.size * 1.2

    def _group(self, group: list[Strip]) -> None:
        height = sum(strip.height for strip in group)
        if self.y + height <= self.bottom:
            for strip in group:
                self._place(strip)
        elif len(group) > 1 and height > self.bottom - self.top:
            for strip in group:
                self._group([strip])
        else:
            self._over(group)

    def _over(self, group: list[Strip]) -> None:
        """Break the page before a group, or within its only row."""
        room = self.bottom - self.y
        page = self.bottom - self.top - sum(strip.height for strip in self.again)
        high = group[0].height > page
        halves = None
        if len(group) == 1 and (high or "row_over_page" in self.plan.features):
            halves = cut(group[0], room, self.run.grid, self.look)
        if halves:
            self.plan.features |= {"row_broken"}
            self._place(halves[0])
            self._next_page()
            self._group([halves[1]])
        elif self.run.strips and self.run.strips[-1][0].row >= self.run.grid.heads:
            self._next_page()
            self._group(group)
        elif self.y > self.top + sum(strip.height for strip in self.again) + 1:
            self._fresh()
            self._group(group)
        else:
            self.plan.features |= {"undecidable"}
            for strip in group:
                self._place(strip)

    def _next_page(self) -> None:
        """Go on with the table on a new page, below its headings if they are repeated."""
        self._fresh()
        for strip in self.again:
            self._place(replace(strip, continued=False))

    def _fresh(self) -> None:
        self._break()
        self.run = replace(self.run, strips=[])
        self.pages[-1].items.append(self.run)

    def _place(self, strip: Strip) -> None:
        self.run.strips.append((strip, self.y))
        self.y += strip.height


def text_font(kind: str, look: Look) -> tuple[str, float]:
    """Return font and size of a line outside the tables."""
    return (look.font if kind in {"text", "note"} else look.bold), look.size * _SCALES[kind]
