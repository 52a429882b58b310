"""Hand-made sheets in the manner of another house, set by WeasyPrint: dark headings, hairlines, cards, tables in pairs.

Each layout is a function that returns HTML. All print the staff pay of `layouts`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import cycle

from tests.layouts import DUTIES, FAMILIES, LAST, PAY, PLACES, TITLES, YEAR, before, money, span

HOUSE: dict[str, Callable[[], str]] = {}
#: How tables look: a dark heading with hairlines below, every cell ruled, or no rule at all.
DARK, RULED, BARE = "dark hair", "grid", ""
_CSS = """@page { size: A4 landscape; margin: 14mm } body { font: 9pt 'DejaVu Sans', sans-serif }
table { border-collapse: collapse; width: 100% } td, th { padding: 3pt 5pt; text-align: left; vertical-align: top }
h1 { font-size: 15pt } h2 { font-size: 11pt; margin: 9pt 0 3pt } .pair { display: flex } .pair div { flex: 1 }
.dark th, .name { background: #1d3557; color: #fff } .name { padding: 4pt } .hair tr { border-bottom: .25pt solid #999 }
.grid td, .grid th { border: .5pt solid #333 } .card { border: 1pt solid #1d3557; margin: 6pt 0 }
.level td { background: #457b9d; color: #fff }"""
_LEFT = "td:first-child { text-align: left }"
Cell = str | tuple[str, str]
Text = Callable[[int, int], str]


def house(make: Callable[[], str]) -> Callable[[], str]:
    HOUSE[make.__name__] = make
    return make


def page(*parts: str, css: str = "") -> str:
    head = f"<style>{_CSS} {css}</style><h1>MPs' staff job descriptions and pay bands {YEAR}</h1>"
    return head + "".join(parts)


def _row(cells: Sequence[Cell], tag: str) -> str:
    each = [(cell, "") if isinstance(cell, str) else cell for cell in cells]
    return "<tr>" + "".join(f"<{tag} {how}>{text}</{tag}>" for text, how in each) + "</tr>"


def table(heads: Sequence[Sequence[Cell]], rows: Sequence[Sequence[Cell]], look: str = DARK) -> str:
    """Return a table; a cell is its text, or its text with its HTML attributes."""
    top, body = ("".join(_row(row, tag) for row in part) for part, tag in ((heads, "th"), (rows, "td")))
    return f"<table class='{look}'><thead>{top}</thead><tbody>{body}</tbody></table>"


def roles() -> list[tuple[str, int, tuple[int, int, int, int]]]:
    return [(family, level, pay) for (family, level), pay in PAY.items()]


def matrix(text: Text = span, look: str = DARK, more: Sequence[Sequence[Cell]] = (), level: str = "{}") -> str:
    """Return the pay as families across and levels down, with more rows below."""
    heads: list[list[Cell]] = [
        [("Job families", "colspan=2"), *((family, "colspan=2") for family in FAMILIES)],
        ["Location", "Level", *("London", "Outside London") * 3],
    ]
    rows: list[Sequence[Cell]] = []
    for number in (1, 2, 3):
        row: list[Cell] = ["Pay ranges" if number == 1 else "", level.format(number, "-ABC"[number])]
        for family in FAMILIES:
            pay = PAY.get((family, number))
            row += [text(*pay[:2]), text(*pay[2:])] if pay else ["", ""]
        rows.append(row)
    return table(heads, [*rows, *more], look)


def lists(
    heads: Sequence[Cell], cells: Callable[[int, int], Sequence[Cell]], look: str = DARK, captions: str = "<h2>{}</h2>"
) -> list[str]:
    """Return a list of roles for each location."""
    return [
        captions.format(place)
        + table(
            [["Job role", *heads]],
            [[f"{family} {level}", *cells(*pay[2 * at : 2 * at + 2])] for family, level, pay in roles()],
            look,
        )
        for at, place in enumerate(PLACES)
    ]


def _ends(low: int, high: int) -> tuple[str, str]:
    return money(low), money(high)


def _to_the_right(low: int, high: int) -> tuple[Cell, Cell]:
    how = "style='text-align: right'"
    return (money(low), how), (money(high), how)


# How amounts are written


@house
def per_annum_at_each_amount() -> str:
    return page(matrix(lambda low, high: f"{money(low)} per annum to {money(high)} per annum"))


@house
def minus_signs() -> str:
    return page(matrix(lambda low, high: f"{money(low)} − {money(high)}"))


@house
def all_sorts_of_dashes() -> str:
    dashes = cycle("–-—−‑")
    return page(matrix(lambda low, high: f"{money(low)} {next(dashes)} {money(high)}"))


@house
def pence() -> str:
    return page(matrix(lambda low, high: f"£{low:,}.00 – £{high:,}.00"))


@house
def spaces_for_commas() -> str:
    return page(matrix(lambda low, high: span(low, high).replace(",", " ")))


@house
def thousands() -> str:
    return page(matrix(lambda low, high: f"£{low / 1000:.1f}k – £{high / 1000:.1f}k"))


@house
def named_ends_one_above_the_other() -> str:
    return page(matrix(lambda low, high: f"Min {money(low)}<br>Max {money(high)}", RULED))


@house
def ends_one_above_the_other() -> str:
    return page(matrix(lambda low, high: f"{money(low)}<br>{money(high)}", RULED))


@house
def ends_one_above_the_other_between_hairlines() -> str:
    return page(matrix(lambda low, high: f"{money(low)}<br>{money(high)}"))


@house
def ends_one_above_the_other_without_rules() -> str:
    return page(matrix(lambda low, high: f"{money(low)}<br>{money(high)}", BARE))


@house
def last_years_struck_out() -> str:
    def text(low: int, high: int) -> str:
        return f"<s>{span(before(low), before(high))}</s><br>{span(low, high)}"

    return page(matrix(text, RULED))


@house
def note_marks_at_amounts() -> str:
    return page(matrix(lambda low, high: f"{span(low, high)}<sup>1</sup>"), "<p><sup>1</sup> From 1 April.</p>")


@house
def to_be_confirmed() -> str:
    known = PAY["Executive", 2]
    return page(matrix(lambda low, high: "TBC" if (low, high) == known[:2] else span(low, high)))


@house
def an_allowance_beside() -> str:
    return page(matrix(lambda low, high: f"{span(low, high)} + £1,000", RULED))


# Other columns


@house
def hours_before_the_pay() -> str:
    return page(*lists(["Hours per week", "Minimum", "Maximum"], lambda low, high: ("37.5", *_ends(low, high))))


@house
def the_rise_in_percent() -> str:
    return page(*lists(["Minimum", "Maximum", "Increase"], lambda low, high: (*_ends(low, high), "3.2%")))


@house
def an_average_without_rules() -> str:
    rows = [[family, str(level), span(*pay[:2]), span(*pay[2:]), span(31000, 41000)] for family, level, pay in roles()]
    return page(table([["Job family", "Level", "London", "Outside London", "Average paid"]], rows, BARE))


@house
def new_starters() -> str:
    rows = [
        [family, str(level), span(*pay[:2]), span(*pay[2:]), *(span(low - 900, high - 900) for low, high in (pay[:2],))]
        for family, level, pay in roles()
    ]
    return page(table([["Job family", "Level", "London", "Outside London", "London (new starters)"]], rows, RULED))


# Where amounts stand


@house
def amounts_to_the_right() -> str:
    return page(*lists(["Minimum", "Maximum"], _to_the_right, BARE))


@house
def a_matrix_with_amounts_to_the_right() -> str:
    return page(matrix(look=BARE), css=f"th {{ text-align: center }} td {{ text-align: right }} {_LEFT}")


@house
def everything_in_the_middle() -> str:
    return page(matrix(look=BARE), css="th, td { text-align: center }")


@house
def ends_as_rows_without_a_heading() -> str:
    rows: list[Sequence[Cell]] = []
    for family, level, (low, high, lower, higher) in roles():
        rows.append([(family, "rowspan=2"), (str(level), "rowspan=2"), "Minimum", money(low), money(lower)])
        rows.append(["Maximum", money(high), money(higher)])
    return page(table([["Job family", "Level", "", "London", "Outside London"]], rows, RULED))


@house
def locations_in_a_pair() -> str:
    tables = lists(["Minimum", "Maximum"], _ends, captions="<div><h2>{}</h2>")
    return page("<div class=pair>", *(f"{one}</div>" for one in tables), "</div>")


@house
def locations_in_a_pair_without_rules() -> str:
    tables = lists(["Minimum", "Maximum"], _ends, BARE, "<div><h2>{}</h2>")
    return page("<div class=pair>", *(f"{one}</div>" for one in tables), "</div>")


@house
def a_card_for_each_family() -> str:
    cards = []
    for family in FAMILIES:
        rows = [[f"Level {n}", span(*pay[:2]), span(*pay[2:])] for one, n, pay in roles() if one == family]
        inner = table([["Level", "London", "Outside London"]], rows, "hair")
        cards.append(f"<div class=card><div class=name>{family}</div>{inner}</div>")
    return page(*cards)


@house
def grades_with_letters() -> str:
    return page(matrix(level="Grade {1}"))


# Whole sheets


def _texts(number: int, texts: Mapping[tuple[str, int], tuple[str, ...]], mark: str) -> list[Cell]:
    each = [[mark + text for text in texts.get((family, number), ())] for family in FAMILIES]
    return [("<br>".join(lines), "colspan=2") for lines in each]


def _lists_of_texts() -> list[tuple[str, Mapping[tuple[str, int], tuple[str, ...]]]]:
    return [("Job titles", {role: (title,) for role, title in TITLES.items()}), ("Key responsibilities", DUTIES)]


@house
def dark_headings_and_hairlines() -> str:
    more = [
        [label if number == 1 else "", str(number), *_texts(number, texts, "")]
        for label, texts in _lists_of_texts()
        for number in (1, 2, 3)
    ]
    return page(matrix(more=more))


@house
def dark_bands_of_levels() -> str:
    heads: list[list[Cell]] = [
        ["", *((family, "colspan=2") for family in FAMILIES)],
        ["", *("London", "Outside London") * 3],
    ]
    rows: list[Sequence[Cell]] = []
    for number in (1, 2, 3):
        each = [PAY.get((family, number)) for family in FAMILIES]
        rows.append([(f"Level {number}", "colspan=7 style='background: #457b9d; color: #fff'")])
        rows.append(
            ["Pay range", *(t for pay in each for t in ([span(*pay[:2]), span(*pay[2:])] if pay else ["", ""]))]
        )
        rows += [[label, *_texts(number, texts, "• ")] for label, texts in _lists_of_texts()]
    return page(table(heads, rows))


# Tables that are none of the sheet


@house
def part_time_below() -> str:
    def part(low: int, high: int) -> str:
        return span(low * 0.8, high * 0.8)

    return page("<h2>Full-time</h2>", matrix(), "<h2>Part-time (0.8 FTE)</h2>", matrix(part))


@house
def the_staff_of_others_below() -> str:
    rows = [[f"{family} {level}", *_ends(pay[0] + 900, pay[1] + 900)] for family, level, pay in roles()]
    other = table([["Job role", "Minimum", "Maximum"]], rows)
    return page(*lists(["Minimum", "Maximum"], _ends), "<h2>Ministers' offices</h2>", other)


@house
def caps_of_bonuses_below() -> str:
    rows = [[family, str(level), span(11000, 12000), span(10500, 11500)] for family, level, _ in roles()]
    caps = table([["Job family", "Level", "London", "Outside London"]], rows, BARE)
    return page(matrix(look=BARE), "<h2>Bonus caps</h2>", caps)


@house
def a_list_of_last_year_in_a_pair() -> str:
    def both(low: int, high: int) -> tuple[str, ...]:
        return money(before(low)), money(before(high)), *_ends(low, high)

    heads = [f"{year} {end}" for year in (LAST, YEAR) for end in ("minimum", "maximum")]
    return page(*lists(heads, both))
