"""A sheet as a converter gives it: cells apart by tabs, from a regular table to one whose columns drift."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

from tests.sheets.content import USUAL_LEVELS, chance, draw, truth_of
from tests.sheets.typeset import Money, Typeset, Wording, make_money, make_wording

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from tests.sheets.content import Content

_CHANCES = {
    "title_line": 0.2,
    "heading_variants": 0.35,
    "level_in_label": 0.15,
    "headings_without_level": 0.5,
    "one_text_column": 0.6,  # a family's texts have one column, its pay has two
    "trailing_tabs": 0.5,
    "titles_run_together": 0.45,
    "titles_by_semicolon": 0.2,
    "titles_in_quoted_cell": 0.06,  # a line for each, as a spreadsheet copies them
    "glued_ranges": 0.2,
    "page_break": 0.5,
    "packed_after_break": 0.6,  # columns that have ended vanish, the others move left
    "level_moved": 0.5,
    "level_on_each_row": 0.1,
    "headings_repeated": 0.3,
    "slid_row": 0.2,
    "broken_label": 0.15,
    "broken_cell": 0.12,
    "bullets": 0.1,
    "one_cell_for_each_list": 0.06,
    "lost_families_heading": 0.06,
    "lost_location_heading": 0.06,
    "blank_marks": 0.15,
    "only_pay": 0.05,
}

Row = list[str]
Lists = list[list[str]]  # texts from top to bottom, for each family of the sheet
_NARROW_LABEL = 14
_JOINTS = {"titles_run_together": " ", "titles_by_semicolon": "; ", "titles_in_quoted_cell": "\n"}


def tabbed(rng: Random, content: Content) -> Typeset:
    """Typeset a matrix of families by levels."""
    features = _agreed(draw(rng, _CHANCES), content)
    table = _Table(rng, content, features)
    rows = table.headings() + table.pay()
    truth = truth_of(content)
    if "only_pay" in features:
        truth |= {"titles": {}, "responsibilities": {}}
    else:
        rows += table.titles() + table.duties()
    if "title_line" in features:
        rows = [[f"MPs' staff job descriptions and pay bands for {content.year}"], [], *rows]
    return Typeset("\n".join(table.line(row) for row in rows) + "\n", truth, table.features)


def _agreed(features: set[str], content: Content) -> set[str]:
    """Drop the features that cannot stand with others, or whose loss no reader could make up for."""
    if "only_pay" in features:
        features -= {"lost_families_heading", "page_break", "one_cell_for_each_list", "bullets", "slid_row"}
    if "one_cell_for_each_list" in features:
        features -= {"page_break", "slid_row", "broken_cell"}
        features |= {"bullets"}
    if "page_break" not in features:
        features -= {"packed_after_break", "headings_repeated"}
    if "headings_repeated" in features:
        features -= {"packed_after_break"}
    if "packed_after_break" not in features or "level_in_label" in features:
        features -= {"level_moved"}
    if set(content.families) - set(USUAL_LEVELS):
        features -= {"lost_families_heading"}
    for joint in sorted(features & _JOINTS.keys())[1:]:
        features -= {joint}
    if "level_in_label" not in features:
        features -= {"broken_label"}
    return features


class _Table:
    """The rows of one sheet; label and level come first in each, then the cells."""

    def __init__(self, rng: Random, content: Content, features: set[str]) -> None:
        self.rng, self.content, self.features = rng, content, features
        self.money: Money = make_money(rng)
        self.words: Wording = make_wording(rng, variants="heading_variants" in features)
        self.blank = rng.choice(["-", "n/a", "N/A", "–"]) if "blank_marks" in features else ""
        self.bullet = rng.choice(["• ", "- ", "· "]) if "bullets" in features else ""
        self.span = 1 if "one_text_column" in features else len(content.locations)
        self.label_tail = rng.choice([1, 1, 2, 4])
        self.columns = len(content.families) * len(content.locations) + 2

    def line(self, row: Row) -> str:
        """Join the cells; the tabs of blank cells at the end stand or are lost."""
        if "trailing_tabs" not in self.features:
            return "\t".join(row).rstrip()
        return "\t".join(row + [""] * (self.columns - len(row)))

    def headings(self) -> list[Row]:
        """Return the rows of families and locations, but for one that is lost."""
        lead = [] if self.features & {"headings_without_level", "level_in_label"} else [""]
        names, places = self.words.names, self.content.locations
        families = [cell for family in self.content.families for cell in self._spread(names[family], len(places))]
        locations = [names[place] for _ in self.content.families for place in places]
        rows = {
            "lost_families_heading": [self.words.families_label, *lead, *families],
            "lost_location_heading": [self.words.location_label, *lead, *locations],
        }
        return [row for lost, row in rows.items() if lost not in self.features]

    def pay(self) -> list[Row]:
        rows = []
        glued = self.rng.choice(self.content.families) if "glued_ranges" in self.features else None
        for level in self.content.levels:
            cells = []
            for family in self.content.families:
                pair = [self._range(family, level, place) for place in self.content.locations]
                whole = family == glued and (family, level) in self.content.roles
                cells += [" ".join(pair)] if whole else pair
            rows.append(self._lead(self.words.pay, level) + cells)
        return rows

    def _range(self, family: str, level: int, place: str) -> str:
        role = self.content.roles.get((family, level))
        return self.money.range(role.pay[place] if role else None, self.blank)

    def titles(self) -> list[Row]:
        joint = next((joint for feature, joint in _JOINTS.items() if feature in self.features), None)
        rows = []
        for level in self.content.levels:
            lists = self._lists(level, "titles")
            if joint:
                lists = [[joint.join(titles)] if titles else [] for titles in lists]
            if joint == "\n":
                lists = [[f'"{title}"' for title in titles] for titles in lists]
            rows += self._block(self.words.titles, level, lists)
        return rows

    def duties(self) -> list[Row]:
        blocks: list[Lists] = []
        for level in self.content.levels:
            lists = [[self.bullet + duty for duty in duties] for duties in self._lists(level, "duties")]
            if "one_cell_for_each_list" in self.features:
                lists = [[" ".join(duties)] if duties else [] for duties in lists]
            if "broken_cell" in self.features:
                lists = [self._broken(duties) for duties in lists]
            blocks.append(lists)
        typeset = self._paged if "page_break" in self.features else self._whole
        return typeset(self.content.levels, blocks)

    def _lists(self, level: int, kind: str) -> Lists:
        roles = (self.content.roles.get((family, level)) for family in self.content.families)
        return [list(getattr(role, kind)) if role else [] for role in roles]

    def _broken(self, duties: list[str]) -> list[str]:
        """Break one long duty over two cells, one below the other, within a clause."""
        for at, duty in enumerate(duties):
            places = [match.start() for match in re.finditer(r" (?=[a-z])", duty)][4:-2]
            if places and chance(self.rng, 0.3):
                cut = self.rng.choice(places)
                return [*duties[:at], duty[:cut], duty[cut + 1 :], *duties[at + 1 :]]
        return duties

    def _whole(self, levels: Sequence[int], blocks: list[Lists]) -> list[Row]:
        rows: list[Row] = []
        for level, lists in zip(levels, blocks, strict=True):
            rows += self._slid(self._block(self.words.duties, level, lists), len(self.content.at(level)))
        return rows

    def _paged(self, levels: Sequence[int], blocks: list[Lists]) -> list[Row]:
        """Break the page within a level; after it the columns that have ended may vanish."""
        broken = self.rng.randrange(len(blocks))
        cut = self.rng.randint(2, max(map(len, blocks[broken])))
        first = [*blocks[:broken], [texts[:cut] for texts in blocks[broken]]]
        rest = [[texts[cut:] for texts in blocks[broken]], *blocks[broken + 1 :]]
        rows = [*self._whole(levels[: broken + 1], first), []]
        if "headings_repeated" in self.features:
            rows += self.headings()
        for number, (level, lists) in enumerate(zip(levels[broken:], rest, strict=True)):
            packed = self._packed(level, lists) if "packed_after_break" in self.features else lists
            block = self._block(self.words.duties, level, packed)
            if number == 0:
                block = [["" for _ in self._lead("", level)] + row[len(self._lead("", level)) :] for row in block]
            elif "level_moved" in self.features:
                block = [[row[1], row[0], *row[2:]] for row in block]
            rows += block
        return rows

    def _packed(self, level: int, lists: Lists) -> Lists:
        """Keep the columns that still have text; who would know one that says only new things?"""
        kept = [texts for texts in lists if texts]
        new = {self.bullet + text for text in self.content.new_texts}
        if len(kept) < len(self.content.at(level)) and any(new.issuperset(texts) for texts in kept):
            self.features |= {"undecidable"}
        return kept

    def _block(self, label: str, level: int, lists: Lists) -> list[Row]:
        """Set the lists of one level side by side, with the label and the level before the first row."""
        rows = []
        for number, texts in enumerate(zip_longest(*lists, fillvalue="")):
            cells = [cell for text in texts for cell in self._spread(text, self.span)]
            rows.append(self._lead(label, level, first=number == 0) + cells)
        return rows

    def _lead(self, label: str, level: int, *, first: bool = True) -> Row:
        """Return label and level, or the label that holds its level, or blanks below the first row."""
        if "level_in_label" in self.features:
            return [f"{self._cut(label)} ({level})" if first else ""]
        if not first:
            return ["", str(level) if "level_on_each_row" in self.features else ""]
        return [label if level == self.content.levels[0] else "", str(level)]

    def _cut(self, label: str) -> str:
        if "broken_label" not in self.features or len(label) <= _NARROW_LABEL:
            return label
        return f"{label[: -self.label_tail]} {label[-self.label_tail :]}"

    def _slid(self, block: list[Row], full: int) -> list[Row]:
        """Move a row that has every cell, or its first cell, to the left."""
        lead = len(self._lead("", 0))
        rows = [row for row in block[1:] if not any(row[:lead]) and sum(map(bool, row)) == full > 1 and row[lead]]
        if "slid_row" in self.features and rows:
            row = self.rng.choice(rows)
            if chance(self.rng, 0.5):
                del row[: self.rng.randint(1, lead)]
            else:
                row[0], row[lead] = row[lead], ""
        return block

    @staticmethod
    def _spread(text: str, columns: int) -> Row:
        return [text] + [""] * (columns - 1)
