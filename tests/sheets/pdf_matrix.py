"""The matrix sheet as grids: families across, levels down; in one table, or in a table for each list."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from tests.sheets.content import chance
from tests.sheets.pdf_model import Builder, Cell, Grid, Line
from tests.sheets.pdf_words import Words, make_money, make_words

if TYPE_CHECKING:
    from random import Random

    from tests.sheets.content import Content, Role
    from tests.sheets.typeset import Money

SECTIONS = ("pay", "titles", "duties")
Texts = tuple[str, ...]
_TITLE_JOINTS = {"titles_by_comma": ", ", "titles_by_semicolon": "; ", "titles_by_bullet": " • "}


@dataclass(frozen=True)
class Slot:
    """What one column of a block holds from top to bottom: its kind, its first grid column and how many it takes."""

    column: int
    columns: int
    cells: tuple[Texts, ...]


@dataclass(frozen=True)
class Wishes:
    """What a sheet settles before its rows are made."""

    words: Words
    money: Money
    blank: str
    bullets: dict[str, str]


def make_wishes(rng: Random, features: set[str]) -> Wishes:
    """Choose words and marks."""
    bullet = rng.choice(["•", "•", "▪", "●", "◦", "·", "-"])
    duties = bullet if features & {"bullets", "one_cell_by_bullets"} else ""
    return Wishes(
        make_words(rng, variants="heading_variants" in features),
        make_money(rng),
        rng.choice(["-", "n/a", "N/A", "–"]) if "blank_marks" in features else "",
        {"titles": bullet if "titles_with_bullets" in features else "", "duties": duties, "pay": ""},
    )


class Matrix:
    """Makes the grids of one sheet."""

    def __init__(self, rng: Random, content: Content, features: set[str]) -> None:
        self.rng, self.content, self.features = rng, content, features
        self.wishes = make_wishes(rng, features)
        self.words = self.wishes.words
        self.level_word = self._level_word()

    def _level_word(self) -> str:
        prefix = self.words["level"] or "Level"
        return f"{prefix} " if "level_word" in self.features or "level_across" in self.features else ""

    def story(self, sections: tuple[str, ...] = SECTIONS) -> list[Grid | Line]:
        """Return the tables, each with its caption where there are several."""
        if "separate_tables" not in self.features:
            return [self._single(sections)]
        story: list[Grid | Line] = []
        for section in sections:
            story += [Line(self.words[section], "caption"), self._separate(section)]
        return story

    def _single(self, sections: tuple[str, ...]) -> Grid:
        """Return one table for everything, with a column of labels."""
        table = _Table(self, lead=1 if self.features & {"level_in_label", "level_across"} else 2, labelled=True)
        table.heads(places=True)
        if "by_level" in self.features:
            for level in self.content.levels:
                table.across(level)
                for section in sections:
                    table.block(section, level)
        else:
            for section in sections:
                table.section(section)
        return table.close()

    def _separate(self, section: str) -> Grid:
        """Return a table for one list, with the level in a column or across."""
        table = _Table(self, lead=0 if "level_across" in self.features else 1, labelled=False)
        table.heads(places=section == "pay")
        table.section(section)
        return table.close()


class _Table:
    """One table in the making."""

    def __init__(self, matrix: Matrix, *, lead: int, labelled: bool) -> None:
        self.matrix, self.features, self.words = matrix, matrix.features, matrix.words
        self.lead, self.labelled = lead, labelled
        self.families = matrix.content.families
        self.places = matrix.content.locations
        self.wide = len(self.places)
        self.swapped = False
        self.headings = 0
        self.grid = Builder(lead + len(self.families) * self.wide)

    @property
    def level_column(self) -> int | None:
        """The column of the levels, if they have one."""
        return self.lead - 1 if self.lead == 1 + self.labelled else None

    def close(self) -> Grid:
        """Return the grid; its families or, where they stand above, its locations are groups of columns."""
        step = len(self.families) if self.swapped else self.wide
        groups = set(range(self.lead, self.grid.columns, step)) | set(range(self.lead))
        return self.grid.grid(self.headings, groups, set(range(self.lead, self.grid.columns)))

    # Headings

    def heads(self, *, places: bool) -> None:
        """Add the heading rows."""
        if not places:
            self.wide = 1
            self.grid.columns = self.lead + len(self.families)
        self.swapped = places and "locations_above" in self.features
        names = [self.words[family] for family in self.families], [self.words[place] for place in self.places]
        kinds = ["family", "location"]
        if self.swapped:
            names, kinds = names[::-1], kinds[::-1]
        self._upper(names[0], kinds[0], len(names[1]) if places else 1)
        if places:
            for at in range(len(names[0]) * len(names[1])):
                text = names[1][at % len(names[1])]
                self.grid.add(Cell(1, self.lead + at, (text,), kinds[1]))
        self.headings = 1 + places
        self._corner(kinds[: self.headings])

    def _upper(self, names: list[str], kind: str, under: int) -> None:
        merged = "heads_not_merged" not in self.features
        for at, name in enumerate(names):
            self.grid.add(Cell(0, self.lead + at * under, (name,), kind, columns=under if merged else 1))

    def _corner(self, kinds: list[str]) -> None:
        """Add what stands above labels and levels."""
        if self.labelled and "empty_corner" not in self.features:
            for row, kind in enumerate(kinds):
                text = self.words["families" if kind == "family" else "location"]
                columns = self.lead if "corner_merged" in self.features else 1
                self.grid.add(Cell(row, 0, (text,), "corner", columns=columns))
        elif self.labelled and "corner_merged" in self.features:
            self.grid.add(Cell(0, 0, (), "corner", columns=self.lead, rows=self.headings))
        level = self.level_column
        free = level is not None and not (level and "corner_merged" in self.features)
        if level is not None and free and self.words["level"]:
            self.grid.add(Cell(self.headings - 1, level, (self.words["level"],), "corner"))

    # Rows

    def section(self, section: str) -> None:
        """Add the rows of one list for all levels, with its label."""
        start = self.grid.rows
        for level in self.matrix.content.levels:
            if "level_across" in self.features:
                self.across(level)
            self.block(section, level)
        if self._label_once:
            merged = "labels_merged" in self.features
            rows = self.grid.rows - start if merged else 1
            self.grid.add(Cell(start, 0, (self.words[section],), "label", rows=rows))

    @property
    def _label_once(self) -> bool:
        return self.labelled and not self.features & {"level_in_label", "level_across"}

    def across(self, level: int) -> None:
        """Add a row that only says the level."""
        self.grid.blocks.add(self.grid.rows)
        text = f"{self.matrix.level_word}{level}"
        self.grid.add(Cell(self.grid.rows, 0, (text,), "across", columns=self.grid.columns))

    def block(self, section: str, level: int) -> None:
        """Add the rows of one list at one level."""
        start = self.grid.rows
        self.grid.blocks.add(start)
        kind, bullet = section, self.matrix.wishes.bullets[section]
        slots = self._pay(level) if section == "pay" else self._texts(section, level)
        for number, cells in enumerate(zip_longest(*(slot.cells for slot in slots), fillvalue=())):
            for slot, texts in zip(slots, cells, strict=True):
                mark = bullet if texts != (self.matrix.wishes.blank,) else ""
                self.grid.add(Cell(start + number, slot.column, texts, kind, slot.columns, 1, mark))
        self._lead_cells(section, level, start)
        if "empty_rows" in self.features and chance(self.matrix.rng, 0.4):
            self.grid.rows += 1

    def _lead_cells(self, section: str, level: int, start: int) -> None:
        """Add the level of a block, and its label where each block has one."""
        rows = self.grid.rows - start
        merged = rows if "labels_merged" in self.features else 1
        if self.labelled and not self._label_once:
            tail = f" ({level})" if "level_in_label" in self.features else ""
            self.grid.add(Cell(start, 0, (self.words[section] + tail,), "label", rows=merged))
        column = self.level_column
        if column is None:
            return
        text = (f"{self.matrix.level_word}{level}",)
        if "level_on_each_row" in self.features:
            for row in range(start, start + rows):
                self.grid.add(Cell(row, column, text, "level"))
        else:
            self.grid.add(Cell(start, column, text, "level", rows=merged))

    def _role(self, family: str, level: int) -> Role | None:
        return self.matrix.content.roles.get((family, level))

    @property
    def _blank(self) -> Texts:
        return (self.matrix.wishes.blank,) if self.matrix.wishes.blank else ()

    def _pay(self, level: int) -> list[Slot]:
        pairs = [(family, place) for family in self.families for place in self.places]
        if self.swapped:
            pairs = [(family, place) for place in self.places for family in self.families]
        slots = []
        for at, (family, place) in enumerate(pairs):
            role = self._role(family, level)
            texts = (self.matrix.wishes.money.range(role.pay[place]),) if role else self._blank
            slots.append(Slot(self.lead + at, 1, (texts,)))
        return slots

    def _texts(self, section: str, level: int) -> list[Slot]:
        columns = 1 if "texts_not_merged" in self.features else self.wide
        slots = []
        for at, family in enumerate(self.families):
            role = self._role(family, level)
            cells: tuple[Texts, ...] = (self._blank,) if self._blank else ()
            if role:
                cells = self._titles(role.titles) if section == "titles" else self._duties(role.duties)
            slots.append(Slot(self.lead + at * self.wide, columns, cells))
        return slots

    def _titles(self, titles: Texts) -> tuple[Texts, ...]:
        if "title_rows" in self.features:
            return tuple((title,) for title in titles)
        for feature, joint in _TITLE_JOINTS.items():
            if feature in self.features:
                return ((joint.lstrip() * (joint == " • ") + joint.join(titles),),)
        return (titles,)

    def _duties(self, duties: Texts) -> tuple[Texts, ...]:
        whole = self.features & {"one_cell_by_bullets", "one_cell_by_gaps"}
        return (duties,) if whole else tuple((duty,) for duty in duties)
