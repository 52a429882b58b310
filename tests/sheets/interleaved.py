"""A sheet as OCR gives a scanned table: the paragraphs of its columns interleaved row by row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from tests.sheets.content import chance, draw, truth_of
from tests.sheets.typeset import FONTS, Money, Typeset, make_wording, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from tests.sheets.content import Content, Pay

#: By severity: how likely each disorder is on a sheet.
_CHANCES: dict[str, dict[str, float]] = {
    "easy": {"masthead": 0.5, "label_within_row": 0.3, "equal_columns": 0.3, "titles_by_column": 1.0},
    "medium": {
        "masthead": 0.5,
        "label_within_row": 0.5,
        "equal_columns": 0.3,
        "label_on_one_line": 0.2,
        "titles_by_column": 0.5,
        "ranges_over_two_lines": 0.6,
        "dash_variants": 0.5,
        "noise": 0.4,
        "lost_level_digit": 0.3,
        "swapped_pairs": 0.4,
        "broken_cell": 0.3,
        "row_over_page": 0.3,
        "ocr_slips": 0.3,
    },
    "hard": {
        "masthead": 0.5,
        "label_within_row": 0.6,
        "equal_columns": 0.4,
        "stacked_places": 0.7,
        "heading_variants": 0.3,
        "ranges_over_two_lines": 0.9,
        "one_range_on_one_line": 0.5,
        "dash_variants": 0.8,
        "noise": 0.8,
        "lost_level_digit": 0.5,
        "swapped_pairs": 0.7,
        "broken_cell": 0.6,
        "row_over_page": 0.6,
        "ocr_slips": 0.6,
        "illegible_range": 0.4,
        "merged_title_lines": 0.8,
    },
}
_SLIPS = (
    ("rn", "m"),
    ("q", "g"),
    ("m", "rn"),
    ("cl", "d"),
    ("li", "h"),
    ("ll", "11"),
    ("fi", "f"),
    ("vi", "w"),
)
_LONG_WORD = 7  # a slip in a shorter word may give another true word
_SLIP_RATE = 0.02
_GARBAGE = ("] =R", "£2?.", "| -", "~ £_", "[] =")
_NOISE = ("‘", ")", "U", ".", "|", ") o )", "_")
_DASHES = (" — ", " - ", "— ", " -", "–", " – ")

Cell = list[str]


@dataclass(frozen=True)
class _Paragraph:
    """Lines that stand together; `glued` when no empty line parts it from the one before."""

    lines: Cell
    new_page: bool = False
    glued: bool = False


def interleaved(rng: Random, content: Content) -> Typeset:
    """Typeset a matrix of families by levels, scan it and read it."""
    severity = rng.choice(list(_CHANCES))
    scan = _Scan(rng, content, draw(rng, _CHANCES[severity], calm=0.0))
    paragraphs = [*scan.masthead(), _Paragraph(scan.pay()), *scan.titles(), *scan.duties()]
    return Typeset(_joined(paragraphs), scan.truth, scan.features | {severity})


def _joined(paragraphs: Sequence[_Paragraph]) -> str:
    text = ""
    for paragraph in paragraphs:
        gap = "\n " if paragraph.new_page else "\n" if paragraph.glued else "\n\n"
        text += (gap if text else "") + "\n".join(paragraph.lines)
    return text + "\n"


class _Scan:
    """One sheet on its way through the scanner."""

    def __init__(self, rng: Random, content: Content, features: set[str]) -> None:
        self.rng, self.features = rng, features
        if any(content.new_texts.issuperset(role.titles) for role in content.roles.values()):
            features |= {"titles_by_column"}
        self.content = content if "titles_by_column" in features else self._familiar(content)
        self.truth: dict[str, Any] = truth_of(self.content)
        if "heading_variants" in features or content.locations[0] != "london":
            features -= {"stacked_places"}  # a place name in two halves: its order must be the usual one
        self.words = make_wording(rng, variants="heading_variants" in features)
        self.money = Money("£" if chance(rng, 0.8) else "", ",", rng.choice(_DASHES), pence=False)
        self.font = FONTS["calibri" if chance(rng, 0.7) else "helvetica"]
        self.widths = self._widths()
        self.page_height = rng.randint(55, 75)

    def _familiar(self, content: Content) -> Content:
        """Leave out most new titles: among the lines of several columns nothing tells where they belong."""
        if chance(self.rng, 0.1):
            titles = {title for role in content.roles.values() for title in role.titles}
            self.features |= {"undecidable"} if titles & content.new_texts else set()
            return content
        roles = content.roles.items()
        known = {at: tuple(t for t in role.titles if t not in content.new_texts) for at, role in roles}
        return replace(content, roles={at: replace(role, titles=known[at]) for at, role in roles})

    def _widths(self) -> dict[str, float]:
        narrow = self.rng.uniform(10.5, 13.0)
        families = self.content.families
        if "equal_columns" in self.features:
            return dict.fromkeys(families, narrow)
        if chance(self.rng, 0.2):
            return {family: self.rng.uniform(10.5, 16.0) for family in families}
        wide = self.rng.choice(families)
        return {family: narrow * (1.22 if family == wide else 1) for family in families}

    def masthead(self) -> list[_Paragraph]:
        if "masthead" not in self.features:
            return []
        title = ["MPs’ Staff job descriptions and pay", f"bands for {self.content.year}"]
        return [_Paragraph(lines) for lines in (title, ["IPSA"], ["Independent Parliamentary", "Standards Authority"])]

    def pay(self) -> Cell:
        """Return the lines of the heading rows and of the ranges."""
        lines = self._headings()
        middle = self.content.levels[len(self.content.levels) // 2]
        illegible = self.rng.choice(self.content.levels) if "illegible_range" in self.features else None
        whole = self.rng.choice(self.content.levels) if "one_range_on_one_line" in self.features else None
        for level in self.content.levels:
            cells = self._range_cells(level, self._any_cell(level) if level == whole else None)
            if level == illegible:
                cells = self._stained(level, cells)
            label = f"{self.words.pay} " if level == middle else ""
            lines += self._range_lines(level, cells, label)
        return lines

    def _headings(self) -> Cell:
        names, places = self.words.names, self.content.locations
        noise = " ‘ " if "noise" in self.features else " "
        families = noise.join([self.words.families_label, *(names[family] for family in self.content.families)])
        if "stacked_places" not in self.features:
            location = [names[place] for _ in self.content.families for place in places]
            return [families, " ".join([self.words.location_label, *location])]
        narrow = min(self.widths.values())
        stacked = [family for family in self.content.families if self.widths[family] == narrow]
        lower = ["LONDON LONDON" if family in stacked else "LONDON OUTSIDE LONDON" for family in self.content.families]
        return [families, " ".join(["OUTSIDE"] * len(stacked)), " ".join([self.words.location_label, *lower])]

    def _any_cell(self, level: int) -> int:
        return self.rng.randrange(len(self.content.at(level)) * len(self.content.locations))

    def _range_cells(self, level: int, whole: int | None) -> list[tuple[str, str]]:
        """Return for each cell what stands on the first line and on the second."""
        pays = [
            self.content.roles[f, level].pay[place] for f in self.content.at(level) for place in self.content.locations
        ]
        return [self._range_cell(pay, whole=number == whole) for number, pay in enumerate(pays)]

    def _range_cell(self, pay: Pay, *, whole: bool) -> tuple[str, str]:
        dash = self.rng.choice(_DASHES) if "dash_variants" in self.features else self.money.dash
        money = replace(self.money, dash=dash)
        assert pay.maximum is not None
        if whole or "ranges_over_two_lines" not in self.features:
            return "", money.range(pay)
        return money.amount(pay.minimum) + dash.rstrip(), money.amount(pay.maximum)

    def _stained(self, level: int, cells: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Make one range illegible, on the sheet and in the truth."""
        stain = self._any_cell(level)
        family = self.content.at(level)[stain // len(self.content.locations)]
        location = self.content.locations[stain % len(self.content.locations)]
        place = {"family": family, "level": level, "location": location}
        for entry in self.truth["pay"]:
            if place.items() <= entry.items():
                entry["legible"] = False
        return [*cells[:stain], ("", self.rng.choice(_GARBAGE)), *cells[stain + 1 :]]

    def _range_lines(self, level: int, cells: list[tuple[str, str]], label: str) -> Cell:
        first, second = (" ".join(filter(None, line)) for line in zip(*cells, strict=True))
        if not first:
            return [f"{label}{level} {second}"]
        return [f"{level} {first}", f"{label}{second}"]

    def titles(self) -> list[_Paragraph]:
        """Return the titles, column by column or line by line through all the columns of a level."""
        middle = self.content.levels[len(self.content.levels) // 2]
        paragraphs: list[_Paragraph] = []
        for level in self.content.levels:
            if level == middle:
                paragraphs.append(_Paragraph([self.words.titles.title()]))
            lists = [self._title_lines(family, level) for family in self.content.at(level)]
            if "titles_by_column" in self.features:
                paragraphs += [_Paragraph(lines) for lines in lists]
            else:
                paragraphs += self._across(lists)
        return paragraphs

    def _title_lines(self, family: str, level: int) -> Cell:
        titles = self.content.roles[family, level].titles
        return [line for title in titles for line in wrap(title, self.widths[family], self.font)]

    def _across(self, lists: list[Cell]) -> list[_Paragraph]:
        """Read the lines of columns centred side by side from top to bottom; level ones may merge."""
        tallest = max(map(len, lists))
        lines: dict[float, Cell] = {}
        for cell in lists:
            for at, line in enumerate(cell):
                lines.setdefault((tallest - len(cell)) / 2 + at, []).append(line)
        merged = "merged_title_lines" in self.features
        read = [line for _, row in sorted(lines.items()) for line in ([" ".join(row)] if merged else row)]
        if "noise" in self.features:
            read.insert(self.rng.randrange(1, len(read) + 1), self.rng.choice(_NOISE))
        return [_Paragraph([line], glued=at > 0 and chance(self.rng, 0.5)) for at, line in enumerate(read)]

    def duties(self) -> list[_Paragraph]:
        """Return the duties row by row, with labels and page breaks."""
        room = self.rng.randint(10, 30)
        lost = self.rng.choice(self.content.levels) if "lost_level_digit" in self.features else None
        paragraphs: list[_Paragraph] = []
        for level in self.content.levels:
            label = self._label("" if level == lost else str(level))
            late = "label_within_row" in self.features and level == self.content.levels[0]
            for number, row in enumerate(self._rows(level)):
                set_row, room = self._set(row, room)
                before, after = ([], label) if late else (label, [])
                paragraphs += [*before, *set_row, *after] if number == 0 else set_row
        return paragraphs

    def _label(self, digit: str) -> list[_Paragraph]:
        number = f"({digit})" if digit else self.rng.choice(["€)", "()", "(", "(°)"])
        if "label_on_one_line" in self.features:
            return [_Paragraph([f"{self.words.duties} {number}"])]
        return [_Paragraph(self.words.duties.title().split()), _Paragraph([number])]

    def _rows(self, level: int) -> list[list[Cell]]:
        """Return the rows of one level, each with its cells in the order OCR found them."""
        columns = [
            [wrap(duty, self.widths[family], self.font) for duty in self.content.roles[family, level].duties]
            for family in self.content.at(level)
        ]
        rows = [[cell for cell in row if cell] for row in zip_longest(*columns, fillvalue=[])]
        if "swapped_pairs" in self.features:
            for row in self.rng.sample(rows, min(len(rows), 2)):
                row[:2] = reversed(row[:2])
        if "ocr_slips" in self.features:
            rows = [[[self._slipped(line) for line in cell] for cell in row] for row in rows]
        return rows

    def _slipped(self, line: str) -> str:
        words = line.split(" ")
        for at, word in enumerate(words):
            slips = [slip for slip in _SLIPS if slip[0] in word]
            if word.isalpha() and len(word) >= _LONG_WORD and slips and chance(self.rng, _SLIP_RATE):
                words[at] = word.replace(*self.rng.choice(slips), 1)
        return " ".join(words)

    def _set(self, row: list[Cell], room: int) -> tuple[list[_Paragraph], int]:
        """Set a row on the page, or what fits of it and the rest on the next; return the room left too."""
        height = max(map(len, row)) + 1
        if height <= room:
            return [part for cell in row for part in self._paragraphs(cell)], room - height
        cut = room if "row_over_page" in self.features and room > 1 else 0
        upper = [_Paragraph(cell[:cut]) for cell in row if cell[:cut]]
        lower = [_Paragraph(cell[cut:]) for cell in row if cell[cut:]]
        if lower:
            lower[0] = replace(lower[0], new_page=True)
        return [*upper, *lower], self.page_height - height + cut

    def _paragraphs(self, cell: Cell) -> list[_Paragraph]:
        """Return the cell as one paragraph, or now and then as two."""
        places = [at for at in range(2, len(cell)) if cell[at][0].islower()]
        if "broken_cell" in self.features and places and chance(self.rng, 0.06):
            cut = self.rng.choice(places)
            return [_Paragraph(cell[:cut]), _Paragraph(cell[cut:])]
        return [_Paragraph(cell)]
