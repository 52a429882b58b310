"""Typeset the plan of a report with ReportLab: every block becomes pieces, and pieces fill the columns of pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial, singledispatchmethod

from tests.reports import blocks as b
from tests.reports import draw_table
from tests.reports.lay import Laid, lay, wrap
from tests.reports.pen import Pen
from tests.reports.truth import PageTruth

GUTTER = 20.0


@dataclass(frozen=True)
class Piece:
    """Something that is never parted: its height, and how to draw it at a place."""

    height: float
    draw: Callable[[float, float], None]


def stack(pieces: Sequence[Piece], gap: float = 0) -> Piece:
    """Put pieces below each other and make them one."""

    def draw(x: float, top: float) -> None:
        for piece in pieces:
            piece.draw(x, top)
            top += piece.height + gap

    return Piece(sum(piece.height + gap for piece in pieces), draw)


@dataclass(frozen=True)
class Setter:
    """Turns blocks into pieces of one width."""

    pen: Pen
    size: float
    width: float

    @property
    def leading(self) -> float:
        return self.size * 1.22

    def line(self, text: str, *, size: float = 0, bold: bool = False, indent: float = 0) -> Piece:
        size = size or self.size
        return Piece(size * 1.22, lambda x, top: self.pen.text((x + indent, top + size), text, size, bold=bold))

    def lines(self, text: str, *, size: float = 0, bold: bool = False, indent: float = 0) -> list[Piece]:
        size = size or self.size
        texts = wrap(text, self.width - indent, lambda part: self.pen.measure(part, size, bold))
        return [self.line(part, size=size, bold=bold, indent=indent) for part in texts]

    @singledispatchmethod
    def pieces(self, block: object) -> list[Piece]:
        raise TypeError(block)

    @pieces.register
    def _(self, block: b.Prose) -> list[Piece]:
        pen, size = self.pen, self.size
        texts = wrap(block.text, self.width - block.first_indent, lambda part: pen.measure(part, size))

        def justified(text: str, x: float, top: float) -> None:
            pen.spread(x, top + size, text, size, self.width)

        pieces = [
            Piece(self.leading, partial(justified, text)) if block.justified and i else self.line(text)
            for i, text in enumerate(texts[:-1])
        ]
        first = self.line(texts[0], indent=block.first_indent)
        return [first, *pieces[1:], self.line(texts[-1])] if len(texts) > 1 else [first]

    @pieces.register
    def _(self, block: b.Heading) -> list[Piece]:
        size = self.size * (1.35 if block.big else 1.0)
        piece = stack(self.lines(block.text, size=size, bold=True))

        def draw(x: float, top: float) -> None:
            piece.draw(x, top)
            if block.underlined:
                self.pen.line(x, top + piece.height, x + self.width, top + piece.height)

        return [Piece(piece.height + 3, draw)]

    @pieces.register
    def _(self, block: b.Bullets) -> list[Piece]:
        pieces = []
        for i, text in enumerate(block.texts):
            lines = self.lines(text, indent=22)
            mark = self.line(block.marks[i], indent=4)
            pieces += [Piece(lines[0].height, partial(_both, mark, lines[0])), *lines[1:]]
        return pieces

    @pieces.register
    def _(self, block: b.Contents) -> list[Piece]:
        def draw(text: str, page: str, x: float, top: float) -> None:
            pen, size = self.pen, self.size
            pen.text((x, top + size), text, size)
            pen.text((x + self.width, top + size), page, size, align="right")
            free = self.width - pen.measure(text, size) - pen.measure(page, size) - 4
            dots = "." * max(0, int(free / pen.measure(".", size)))
            pen.text((x + self.width - pen.measure(page, size) - 2, top + size), dots, size, align="right")

        return [Piece(self.leading * 1.2, partial(draw, text, page)) for text, page in block.entries]

    @pieces.register
    def _(self, block: b.Chart) -> list[Piece]:
        title = self.lines(block.title, bold=True, size=self.size * 0.9)
        figure = _sideways if block.sideways else _upright
        height = 13.0 * len(block.labels) + 20 if block.sideways else 150.0
        return [stack([*title, Piece(height, partial(figure, block, self.pen, self.width))])]

    @pieces.register
    def _(self, block: b.Form) -> list[Piece]:
        def draw(label: str, x: float, top: float) -> None:
            self.pen.text((x, top + self.size + 2), f"{label}:", self.size)
            if block.boxes:
                self.pen.frame(x + self.width * 0.4, top, x + self.width * 0.95, top + self.size + 5)
            else:
                self.pen.line(x + self.width * 0.4, top + self.size + 3, x + self.width, top + self.size + 3)

        return [stack([Piece(self.size + 11, partial(draw, label)) for label in block.labels])]

    @pieces.register
    def _(self, block: b.Boxed) -> list[Piece]:
        inner = stack(replace(self, width=self.width - 16).pieces(b.Prose(block.text)))

        def draw(x: float, top: float) -> None:
            if block.shaded:
                self.pen.fill(x, top, x + self.width, top + inner.height + 14, 0.9)
            else:
                self.pen.frame(x, top, x + self.width, top + inner.height + 14)
            inner.draw(x + 8, top + 7)

        return [Piece(inner.height + 14, draw)]

    @pieces.register
    def _(self, block: b.Formula) -> list[Piece]:
        def draw(x: float, top: float) -> None:
            self.pen.text((x + self.width / 2, top + self.size + 4), block.text, self.size, align="centre")
            self.pen.text((x + self.width, top + self.size + 4), block.number, self.size, align="right")

        return [Piece(self.leading + 8, draw)]

    @pieces.register
    def _(self, block: b.Letterhead) -> list[Piece]:
        def draw(x: float, top: float) -> None:
            for at, texts in ((x, block.left), (x + self.width * 0.62, block.right)):
                for i, text in enumerate(texts):
                    self.pen.text((at, top + self.size + i * self.leading), text, self.size)

        return [Piece(self.leading * max(len(block.left), len(block.right)) + 6, draw)]

    @pieces.register
    def _(self, block: b.Memo) -> list[Piece]:
        def draw(label: str, text: str, x: float, top: float) -> None:
            self.pen.text((x, top + self.size), label, self.size, bold=True)
            for i, line in enumerate(wrap(text, self.width - 60, lambda part: self.pen.measure(part, self.size))):
                self.pen.text((x + 60, top + self.size + i * self.leading), line, self.size)

        return [
            Piece(self.leading * (2.3 if len(text) > 25 else 1.3), partial(draw, label, text))
            for label, text in block.lines
        ]

    @pieces.register
    def _(self, block: b.Notes) -> list[Piece]:
        rule = Piece(8, lambda x, top: self.pen.line(x, top + 4, x + min(120, self.width), top + 4))
        return [stack([rule, *(line for text in block.texts for line in self.lines(text, size=self.size * 0.8))])]

    @pieces.register
    def _(self, block: b.Beside) -> list[Piece]:
        wide = (self.width - block.gap) * block.share
        right = replace(self, width=self.width - block.gap - wide)
        columns = [replace(self, width=wide).group(block.left), right.group(block.right)]

        def draw(x: float, top: float) -> None:
            columns[0].draw(x, top)
            columns[1].draw(x + wide + block.gap, top)

        return [Piece(max(column.height for column in columns), draw)]

    @pieces.register
    def _(self, block: b.TableBlock) -> list[Piece]:
        laid = self.laid(block)
        return [self.table(block, laid)] if laid else []

    def group(self, blocks: Iterable[b.Block]) -> Piece:
        return stack([stack(self.pieces(block)) for block in blocks], 8)

    def laid(self, block: b.TableBlock) -> Laid | None:
        return lay(block.grid, block.look, self.width, self.pen.measure)

    def table(self, block: b.TableBlock, laid: Laid, *, first: bool = True, last: bool = True) -> Piece:
        """Return a table, or a part of it, with the lines that stand around it."""
        small = laid.look.size
        above = self.lines(block.caption, bold=True, size=small * 1.1) if block.caption and first else []
        above += self.lines(block.units, size=small) if block.units and first else []

        def draw(x: float, top: float) -> None:
            draw_table.draw(laid, self.pen, x, top)
            self.pen.pages[-1].features |= replace(block, grid=laid.grid, look=laid.look).features

        body = Piece(laid.height, draw)
        below = [*laid.grid.notes, *([block.source] if block.source else [])] if last else []
        lines = [line for text in below for line in self.lines(text, size=small * 0.85)]
        space = Piece(4, lambda x, top: None)
        return stack([*above, space, body, space, *lines])


def _both(one: Piece, other: Piece, x: float, top: float) -> None:
    one.draw(x, top)
    other.draw(x, top)


def _upright(chart: b.Chart, pen: Pen, width: float, x: float, top: float) -> None:
    """Draw columns over labels, with a scale at the left."""
    left, base, tall = x + 26, top + 118, 105.0
    for i in range(6):
        y = base - tall * i / 5
        pen.text((left - 4, y + 2.5), str(20 * i), 7, align="right")
        if chart.ruled:
            pen.line(left, y, x + width, y, width=0.25)
    step = (width - 26) / len(chart.labels)
    for i, (label, value) in enumerate(zip(chart.labels, chart.values, strict=True)):
        at, high = left + step * i, base - tall * value / 100
        pen.fill(at + step * 0.2, high, at + step * 0.8, base, 0.6)
        pen.text((at + step / 2, base + 9), label, 7, align="centre")
        if chart.printed:
            pen.text((at + step / 2, high - 2), f"{value:.0f}", 6.5, align="centre")
    pen.line(left, base - tall, left, base)
    pen.line(left, base, x + width, base)
    _legend(chart, pen, width, left, base + 22)
    if chart.framed:
        pen.frame(x, top, x + width, top + 148)


def _sideways(chart: b.Chart, pen: Pen, width: float, x: float, top: float) -> None:
    """Draw bars beside labels."""
    left = x + 60
    for i, (label, value) in enumerate(zip(chart.labels, chart.values, strict=True)):
        y, end = top + 13.0 * i, left + (width - 90) * value / 100
        pen.text((left - 4, y + 10), label, 7, align="right")
        pen.fill(left, y + 3, end, y + 11, 0.6)
        if chart.printed:
            pen.text((end + 3, y + 10), f"{value:.1f}", 7)
    _legend(chart, pen, width, left, top + 13.0 * len(chart.labels) + 10)


def _legend(chart: b.Chart, pen: Pen, width: float, x: float, y: float) -> None:
    for i, text in enumerate(chart.legend[: 3 if width > 300 else 1]):
        pen.fill(x, y - 5, x + 5, y, 0.3 + 0.2 * i)
        pen.text((x + 8, y), text, 7)
        x += 24 + pen.measure(text, 7)


@dataclass
class Press:
    """Fills pages column by column; what does not fit on the last page is left out."""

    plan: b.Plan
    pen: Pen
    pages: int
    top: float = 0
    column: int = 0
    y: float = 0

    def __post_init__(self) -> None:
        self.top = self.y = self.plan.margin
        self.furniture()

    @property
    def width(self) -> float:
        inner = self.plan.size[0] - 2 * self.plan.margin
        return (inner - GUTTER * (self.plan.columns - 1)) / self.plan.columns

    @property
    def x(self) -> float:
        return self.plan.margin + self.column * (self.width + GUTTER)

    @property
    def room(self) -> float:
        return self.plan.size[1] - self.plan.margin - self.y

    def furniture(self) -> None:
        """Print what stands on every page."""
        (width, height), margin = self.plan.size, self.plan.margin
        if self.plan.header:
            self.pen.text((margin, margin - 18), self.plan.header, 8)
            if self.plan.ruled_header:
                self.pen.line(margin, margin - 13, width - margin, margin - 13)
        if self.plan.footer:
            footer = self.plan.footer.format(page=len(self.pen.pages) + 10)
            self.pen.text((width / 2, height - margin + 24), footer, 8, align="centre")
        if self.plan.framed:
            self.pen.frame(margin - 30, margin - 32, width - margin + 30, height - margin + 32)

    def go_on(self) -> bool:
        """Move to the next column or page; say whether there is one."""
        if self.column + 1 < self.plan.columns:
            self.column, self.y = self.column + 1, self.top
            return True
        if len(self.pen.pages) == self.pages:
            return False
        self.pen.next_page()
        self.column, self.top, self.y = 0, self.plan.margin, self.plan.margin
        self.furniture()
        return True

    def put(self, piece: Piece) -> bool:
        """Draw a piece where there is room for it; say whether there was."""
        if piece.height > self.room and not (piece.height < 400 and self.go_on() and piece.height <= self.room):
            return False
        piece.draw(self.x, self.y)
        self.y += piece.height
        return True

    def head(self, setter: Setter) -> None:
        """Put what stands over all the columns."""
        for block in self.plan.top:
            for piece in setter.pieces(block):
                if piece.height <= self.room:
                    piece.draw(self.plan.margin, self.y)
                    self.y += piece.height + 14
        self.top = self.y

    def flow(self, setter: Setter) -> None:
        """Let the blocks run through the columns."""
        for block in self.plan.flow:
            if isinstance(block, b.TableBlock) and block.breaks:
                self.break_table(setter, block)
            else:
                for piece in setter.pieces(block):
                    self.put(piece)
            self.y += self.plan.gap

    def break_table(self, setter: Setter, block: b.TableBlock) -> None:
        """Put as many rows as there is room for, and the others on the next page."""
        laid = setter.laid(block)
        rows = self.rows_that_fit(laid) if laid else 0
        if laid is None or rows in {0, len(laid.grid.rows)}:
            if laid:
                self.put(setter.table(block, laid))
            return
        grid = laid.grid
        parts = grid.part(0, rows, again=False), grid.part(rows, len(grid.rows), again=block.again)
        for i, part in enumerate(parts):
            measured = setter.laid(replace(block, grid=part, look=laid.look))
            if measured:
                self.put(setter.table(block, measured, first=i == 0, last=i == 1))
            if i == 0 and not self.go_on():
                return

    def rows_that_fit(self, laid: Laid) -> int:
        """Return after which row a table may break: not in its headings, nor in a cell that is merged down."""
        inside = {r for item in laid.grid.items for r in range(item.row + 1, item.row + item.rows)}
        free = self.room - 60
        fit = [row for row in range(laid.grid.heads + 2, len(laid.grid.rows) - 1) if laid.top(row) <= free]
        return max((row for row in fit if row not in inside), default=0)


def typeset(plan: b.Plan) -> tuple[bytes, list[PageTruth]]:
    """Return the PDF of a report, and what truly stands on its pages."""
    pen = Pen(plan.size, plan.font, plan.turned, plan.parted)
    breaks = any(isinstance(block, b.TableBlock) and block.breaks for block in plan.flow)
    press = Press(plan, pen, 2 if breaks else 1)
    full = plan.size[0] - 2 * plan.margin
    press.head(Setter(pen, plan.body, full))
    press.flow(Setter(pen, plan.body, press.width))
    for page in pen.pages:
        page.features |= {*plan.features, "drawn", *_manner(plan)}
    return pen.data(), pen.pages


def _manner(plan: b.Plan) -> set[str]:
    """Return how the letters are put on the pages, as features."""
    named = {
        "page frame": plan.framed,
        "turned page": plan.turned == "page",
        "sideways text": plan.turned == "text",
        "words apart": plan.parted == "words",
        "letters apart": plan.parted == "letters",
        "typewriter font": plan.font == "courier",
    }
    return {name for name, is_so in named.items() if is_so}
