"""A sheet as `pdftotext -layout` gives it: columns apart by spaces, wrapped cells, form feeds."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from tests.sheets.content import draw, truth_of
from tests.sheets.typeset import FONTS, Money, Typeset, Wording, make_money, make_wording, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from tests.sheets.content import Content

_CHANCES = {
    "title_line": 0.4,
    "heading_variants": 0.35,
    "level_in_label": 0.15,
    "blank_lines_between_rows": 0.45,
    "centred": 0.2,
    "page_numbers": 0.5,
    "page_footer": 0.2,
    "headings_repeated": 0.3,
    "row_over_page": 0.25,
    "narrow_columns": 0.3,
    "stacked_ranges": 0.15,  # the maximum stands below the minimum
    "blank_marks": 0.12,
    "bullets": 0.12,
    "only_pay": 0.04,
}

_CHARACTERS_IN_EM = 1.9  # for a usual font


@dataclass(frozen=True)
class Row:
    """One row of cells by their first column; each cell is a list of lines."""

    cells: dict[int, list[str]]

    @property
    def height(self) -> int:
        """Lines of the tallest cell."""
        return max(map(len, self.cells.values()), default=0)

    def before(self, column: int) -> tuple[int, list[str]]:
        """Return the nearest cell with text to the left of a column, and its column."""
        return next(((at, self.cells[at]) for at in range(column - 1, -1, -1) if self.cells.get(at)), (0, []))

    def split(self, at: int) -> tuple[Row, Row]:
        """Cut every cell below line `at`."""
        upper = {column: lines[:at] for column, lines in self.cells.items()}
        return Row(upper), Row({column: lines[at:] for column, lines in self.cells.items()})


def spaced(rng: Random, content: Content) -> Typeset:
    """Typeset a matrix of families by levels on pages."""
    features = draw(rng, _CHANCES)
    if "centred" in features:
        features = (features - {"row_over_page"}) | {"blank_lines_between_rows"}
    sheet = _Sheet(rng, content, features)
    truth = truth_of(content)
    rows = sheet.pay()
    if "only_pay" in features:
        truth |= {"titles": {}, "responsibilities": {}}
    else:
        rows += sheet.lists(sheet.words.titles, "titles") + sheet.lists(sheet.words.duties, "duties")
    pages = sheet.pages(rows)
    return Typeset("".join(f"{page}\n\f" for page in pages), truth, features)


class _Sheet:
    """Columns 0 and 1 hold label and level; then each family has one column for each location."""

    def __init__(self, rng: Random, content: Content, features: set[str]) -> None:
        self.rng, self.content, self.features = rng, content, features
        self.money: Money = make_money(rng)
        self.words: Wording = make_wording(rng, variants="heading_variants" in features)
        self.font = FONTS[rng.choice(["calibri", "helvetica"])]
        self.span = len(content.locations)
        self.width = rng.uniform(13, 18) if "narrow_columns" in features else rng.uniform(22, 32)
        self.label_width = rng.choice([9.0, 14.0])
        self.blank = rng.choice(["-", "n/a", "–"]) if "blank_marks" in features else ""
        self.bullet = rng.choice(["• ", "- "]) if "bullets" in features else ""
        self.gap = rng.randint(2, 4)
        self.page_height = rng.randint(48, 70)

    def headings(self) -> list[Row]:
        """Return the rows of family and location names."""
        names, places = self.words.names, self.content.locations
        families = {2 + at * self.span: [names[family]] for at, family in enumerate(self.content.families)}
        columns = range(2, 2 + self.span * len(self.content.families))
        locations = {column: [names[places[(column - 2) % self.span]]] for column in columns}
        labels = self.words.families_label, self.words.location_label
        return [Row({0: [labels[0]]} | families), Row({0: [labels[1]]} | locations)]

    def pay(self) -> list[Row]:
        """Return a row of ranges for each level."""
        rows = []
        for level in self.content.levels:
            cells = self._lead(self.words.pay, level)
            for at, family in enumerate(self.content.families):
                role = self.content.roles.get((family, level))
                for offset, place in enumerate(self.content.locations):
                    text = self.money.range(role.pay[place] if role else None, self.blank)
                    cells[2 + at * self.span + offset] = self._range(text)
            rows.append(Row(cells))
        return rows

    def _range(self, text: str) -> list[str]:
        dash = self.money.dash
        if "stacked_ranges" not in self.features or dash not in text:
            return [text]
        minimum, maximum = text.split(dash)
        return [minimum + dash.rstrip(), maximum]

    def lists(self, label: str, kind: str) -> list[Row]:
        """Return titles (a list in each cell) or duties (a row for each), level by level."""
        rows = []
        for level in self.content.levels:
            roles = [self.content.roles.get((family, level)) for family in self.content.families]
            columns = [list(getattr(role, kind)) if role else [] for role in roles]
            body = self._title_row(columns) if kind == "titles" else self._duty_rows(columns)
            body[0].cells.update(self._lead(label, level))
            rows += body
        return rows

    def _title_row(self, columns: list[list[str]]) -> list[Row]:
        cells = enumerate([line for title in titles for line in self._wrapped(title)] for titles in columns)
        return [Row({2 + at * self.span: lines for at, lines in cells})]

    def _duty_rows(self, columns: list[list[str]]) -> list[Row]:
        rows = []
        for texts in zip_longest(*columns, fillvalue=""):
            cells = ((at, self.bullet + text) for at, text in enumerate(texts) if text)
            rows.append(Row({2 + at * self.span: self._wrapped(text) for at, text in cells}))
        return rows

    def _wrapped(self, text: str) -> list[str]:
        return wrap(text, self.width, self.font)

    def _lead(self, label: str, level: int) -> dict[int, list[str]]:
        """Return label and level, wrapped in their narrow column."""
        if "level_in_label" in self.features:
            return {0: wrap(f"{label} ({level})", self.label_width, self.font)}
        first = level == self.content.levels[0]
        return {0: wrap(label, self.label_width, self.font) if first else [], 1: [str(level)]}

    def pages(self, rows: Sequence[Row]) -> list[str]:
        """Fill pages; each has its own column offsets, from the widest lines that stand on it."""
        pages: list[list[Row]] = [self.headings()]
        room, waiting = self.page_height, [*rows]
        space = int("blank_lines_between_rows" in self.features)
        while waiting:
            row = waiting.pop(0)
            if row.height > room:
                row, rest = row.split(room if self._can_split(row, room) else 0)
                waiting.insert(0, rest)
                pages[-1] += [row] if row.height else []
                pages.append(self.headings() if "headings_repeated" in self.features else [])
                room = self.page_height
                continue
            pages[-1].append(row)
            room -= row.height + space
        return [self._page(page, number, len(pages)) for number, page in enumerate(pages, start=1)]

    def _can_split(self, row: Row, room: int) -> bool:
        return "row_over_page" in self.features and 1 <= room < row.height

    def _page(self, rows: Sequence[Row], number: int, count: int) -> str:
        starts = self._starts(rows)
        lines: list[str] = []
        for row in rows:
            lines += self._lines(row, starts)
            lines += [""] * ("blank_lines_between_rows" in self.features)
        margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
        lines = [line[margin:].rstrip() for line in lines]
        if number == 1 and "title_line" in self.features:
            lines = [f"MPs' Staff Job Descriptions and Pay Ranges {self.content.year}", "", *lines]
        if "page_footer" in self.features:
            lines += ["", "Independent Parliamentary Standards Authority"]
        if "page_numbers" in self.features:
            lines += ["", f"{' ' * 60}Page {number} of {count}"]
        return "\n".join(lines)

    def _starts(self, rows: Sequence[Row]) -> list[int]:
        """Return where each column starts: at its place on the page, or further right after a wide cell."""
        body = self.label_width + 4
        step = self.width / self.span
        columns = range(self.span * len(self.content.families))
        places = [0.0, self.label_width + 1, *(body + step * column for column in columns)]
        starts = [round(place * _CHARACTERS_IN_EM) for place in places]
        for column in range(1, len(starts)):
            befores = [row.before(column) for row in rows if row.cells.get(column)]
            ends = [starts[at] + max(map(len, lines)) + self.gap for at, lines in befores if lines]
            starts[column] = max([starts[column], *ends])
        return starts

    def _lines(self, row: Row, starts: Sequence[int]) -> list[str]:
        """Set the cells of a row side by side, from its top or around its middle."""
        lines = [""] * row.height
        for column, cell in sorted(row.cells.items()):
            top = (row.height - len(cell)) // 2 if "centred" in self.features else 0
            for at, text in enumerate(cell, start=top):
                lines[at] = lines[at].ljust(starts[column]) + text
        return lines
