"""Hand-made sheets whose pay stands under headings of every order: each axis across, down, or in captions.

The axes are the job family, the level, the location and the bound of the range. All print `TRUTH` of `layouts`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product

from reportlab.platypus import Flowable

from tests.layouts import (
    DUTIES,
    FAMILIES,
    PAY,
    TITLES,
    Story,
    grid,
    heading,
    money,
    span,
    title,
)

AXES: dict[str, Callable[[], Story]] = {}
_NAMES: dict[str, tuple[object, ...]] = {
    "family": FAMILIES,
    "level": (1, 2, 3),
    "place": (0, 1),
    "bound": (0, 1),
}
#: How each axis is headed where it stands before the rows.
HEADS = {"family": "Job family", "level": "Level", "place": "Location", "bound": "Salary"}
WORDS: dict[str, dict[object, str]] = {
    "family": {name: name for name in FAMILIES},
    "level": {level: f"Level {level}" for level in (1, 2, 3)},
    "place": {0: "London", 1: "Outside London"},
    "bound": {0: "Minimum", 1: "Maximum"},
}


@dataclass(frozen=True)
class Pivot:
    """Where each axis stands; what is not in `words` is printed as usual. `once`: a value of a row only where new."""

    across: tuple[str, ...] = ()
    down: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    words: Mapping[str, Mapping[object, str]] = field(default_factory=dict)
    once: bool = True
    ruled: bool = True
    corner: bool = True

    def word(self, axis: str, value: object) -> str:
        return self.words.get(axis, WORDS[axis])[value]

    def story(self) -> Story:
        story: Story = [title()]
        for fixed in product(*(_NAMES[axis] for axis in self.captions)):
            told = dict(zip(self.captions, fixed, strict=True))
            story += [heading(" – ".join(self.word(*one) for one in told.items()))] if told else []
            story.append(self._table(told))
        return story

    def _table(self, told: dict[str, object]) -> Flowable:
        columns = [
            one for one in product(*(_NAMES[axis] for axis in self.across)) if self._is_paid(told, self.across, one)
        ]
        rows: list[list[str]] = []
        spans: list[tuple[int, int, int]] = []
        lead = len(self.down)
        for depth, axis in enumerate(self.across):
            last = depth == len(self.across) - 1
            cells = [HEADS[one] if last and self.corner else "" for one in self.down]
            starts = [
                at for at, one in enumerate(columns) if not at or one[: depth + 1] != columns[at - 1][: depth + 1]
            ]
            cells += [self.word(axis, one[depth]) if at in starts else "" for at, one in enumerate(columns)]
            spans += [(depth, lead + a, lead + b - 1) for a, b in pairwise([*starts, len(columns)]) if b > a + 1]
            rows.append(cells)
        above: tuple[object, ...] = ()
        for row in product(*(_NAMES[axis] for axis in self.down)):
            if not self._is_paid(told, self.down, row):
                continue
            same = [above[: at + 1] == row[: at + 1] for at in range(lead)]
            leads = [
                "" if self.once and same[at] and at < lead - 1 else self.word(self.down[at], row[at])
                for at in range(lead)
            ]
            facts = [
                told | dict(zip(self.down, row, strict=True)) | dict(zip(self.across, one, strict=True))
                for one in columns
            ]
            rows.append([*leads, *map(_amount, facts)])
            above = row
        return grid(rows, spans, ruled=self.ruled)

    @staticmethod
    def _is_paid(told: Mapping[str, object], axes: Sequence[str], values: Sequence[object]) -> bool:
        facts = {**told, **dict(zip(axes, values, strict=True))}
        wanted = facts.get("family"), facts.get("level")
        return any(all(w in (None, h) for w, h in zip(wanted, have, strict=True)) for have in PAY)


def _amount(facts: Mapping[str, object]) -> str:
    pay = PAY.get((str(facts["family"]), int(str(facts["level"]))))
    if pay is None:
        return ""
    low, high = pay[2 * int(str(facts["place"])) :][:2]
    return span(low, high) if "bound" not in facts else money((low, high)[int(str(facts["bound"]))])


def axes(make: Callable[[], Pivot | Story]) -> None:
    def story() -> Story:
        made = make()
        return made.story() if isinstance(made, Pivot) else made

    AXES[make.__name__] = story


@axes
def bounds_under_each_location() -> Pivot:
    return Pivot(("family", "place", "bound"), ("level",))


@axes
def locations_as_rows() -> Pivot:
    return Pivot(("family",), ("level", "place"))


@axes
def locations_as_rows_printed_each_time() -> Pivot:
    return Pivot(("family",), ("level", "place"), once=False)


@axes
def locations_as_rows_without_rules() -> Pivot:
    return Pivot(("family",), ("level", "place"), ruled=False)


@axes
def levels_as_columns() -> Pivot:
    return Pivot(("level",), ("family", "place"))


@axes
def levels_as_columns_over_locations() -> Pivot:
    return Pivot(("level", "place"), ("family",))


@axes
def levels_as_columns_over_locations_without_rules() -> Pivot:
    return Pivot(("level", "place"), ("family",), ruled=False)


@axes
def levels_as_columns_over_bounds() -> Pivot:
    return Pivot(("level", "bound"), ("family",), ("place",))


@axes
def a_table_for_each_family() -> Pivot:
    return Pivot(("place",), ("level",), ("family",))


@axes
def a_table_for_each_family_with_bounds() -> Pivot:
    return Pivot(("place", "bound"), ("level",), ("family",))


@axes
def a_table_for_each_family_without_rules() -> Pivot:
    return Pivot(("place", "bound"), ("level",), ("family",), ruled=False)


@axes
def a_table_for_each_family_levels_across() -> Pivot:
    return Pivot(("level",), ("place",), ("family",))


@axes
def a_table_for_each_family_bounds_as_rows() -> Pivot:
    return Pivot(("level",), ("place", "bound"), ("family",))


@axes
def a_table_for_each_level() -> Pivot:
    return Pivot(("place",), ("family",), ("level",))


@axes
def a_table_for_each_level_with_bounds() -> Pivot:
    return Pivot(("place", "bound"), ("family",), ("level",))


@axes
def a_table_for_each_location() -> Pivot:
    return Pivot(("family",), ("level",), ("place",))


@axes
def a_table_for_each_family_and_location() -> Pivot:
    return Pivot(("bound",), ("level",), ("family", "place"))


@axes
def one_column_of_everything() -> Pivot:
    return Pivot(("bound",), ("family", "level", "place"))


@axes
def one_column_of_everything_printed_each_time() -> Pivot:
    return Pivot(("bound",), ("family", "level", "place"), once=False)


@axes
def one_column_of_everything_locations_first() -> Pivot:
    return Pivot(("bound",), ("place", "family", "level"))


@axes
def bounds_as_rows() -> Pivot:
    return Pivot(("family", "place"), ("level", "bound"))


@axes
def bounds_over_locations() -> Pivot:
    return Pivot(("family", "bound", "place"), ("level",))


@axes
def bounds_first() -> Pivot:
    return Pivot(("bound", "family", "place"), ("level",))


@axes
def an_empty_corner() -> Pivot:
    return Pivot(("family", "place"), ("level",), corner=False)


@axes
def levels_as_bands_with_letters() -> Pivot:
    return Pivot(
        ("family", "place"),
        ("level",),
        words={"level": dict(zip((1, 2, 3), ("Band A", "Band B", "Band C"), strict=True))},
    )


@axes
def levels_in_words() -> Pivot:
    return Pivot(
        ("place",),
        ("family", "level"),
        words={"level": dict(zip((1, 2, 3), ("Level one", "Level two", "Level three"), strict=True))},
    )


@axes
def levels_in_roman_numbers() -> Pivot:
    return Pivot(
        ("family", "place"),
        ("level",),
        words={"level": dict(zip((1, 2, 3), ("Level I", "Level II", "Level III"), strict=True))},
    )


@axes
def a_third_location_in_a_matrix() -> Story:
    head = [
        ("Level", *(name for family in FAMILIES for name in (family, "", ""))),
        ("", *("London", "Outer London", "Outside London") * 3),
    ]
    rows = []
    for level in (1, 2, 3):
        cells = [str(level)]
        for family in FAMILIES:
            pay = PAY.get((family, level))
            cells += [span(*pay[:2]), span(pay[0] - 400, pay[1] - 400), span(*pay[2:])] if pay else ["", "", ""]
        rows.append(tuple(cells))
    return [title(), grid([*head, *rows], [(0, at, at + 2) for at in (1, 4, 7)])]


@axes
def a_description_for_each_family() -> Story:
    story: Story = [title()]
    for family in FAMILIES:
        levels = [level for name, level in PAY if name == family]
        rows = [("", *(f"Level {level}" for level in levels))]
        for place, label in enumerate(("Pay range: London", "Pay range: outside London")):
            rows.append((label, *(span(*PAY[family, level][2 * place : 2 * place + 2]) for level in levels)))
        rows.append(("Job titles", *(TITLES[family, level] for level in levels)))
        rows += [
            ("" if number else "Key responsibilities", *(DUTIES[family, level][number] for level in levels))
            for number in (0, 1)
        ]
        story += [heading(family), grid(rows)]
    return story


@axes
def everything_in_the_row_of_a_role() -> Story:
    rows = [("Job family", "Level", "London", "Outside London", "Job titles", "Key responsibilities")]
    for (family, level), pay in PAY.items():
        told = family if level == min(n for name, n in PAY if name == family) else ""
        rows.append(
            (
                told,
                str(level),
                span(*pay[:2]),
                span(*pay[2:]),
                TITLES[family, level],
                "<br/><br/>".join(DUTIES[family, level]),
            )
        )
    return [title(), grid(rows)]


@axes
def grades_and_hours_beside() -> Story:
    rows = [("Job family", "Level", "Hours", "London", "Outside London", "Increase")]
    rows += [(f, str(n), "37.5", span(*pay[:2]), span(*pay[2:]), "3.1%") for (f, n), pay in PAY.items()]
    return [title(), grid(rows)]


@axes
def step_points_beside() -> Story:
    rows = [("Job family", "Level", "Location", "Minimum", "Step 1", "Step 2", "Maximum")]
    for (family, level), pay in PAY.items():
        for place, (low, high) in zip(("London", "Outside London"), (pay[:2], pay[2:]), strict=True):
            third = (high - low) // 3
            rows.append(
                (family, str(level), place, money(low), money(low + third), money(low + 2 * third), money(high))
            )
    return [title(), grid(rows)]


@axes
def apprentices_and_interns_below() -> Story:
    pivot = Pivot(("place",), ("level",), ("family",)).story()
    rows = [("", "London", "Outside London"), ("Apprentices", "£22,000", "£21,000"), ("Interns", "£25,000", "£24,000")]
    return [*pivot, heading("Other rates"), grid(rows)]
