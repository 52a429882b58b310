"""Hand-made sheets: layouts that the publisher has not used yet, and tables on their pages that are none of the sheet.

Each layout is a function that returns a story for ReportLab. All print the same staff pay, `TRUTH`, once for this year.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from io import BytesIO

from reportlab.lib.colors import black
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

YEAR, LAST = "2026-27", "2025-26"
FAMILIES = ("Administrative", "Executive", "Research")
PLACES = ("London area", "Outside the London area")
#: Pounds a year by family and level: minimum and maximum in London, then elsewhere.
PAY = {
    ("Administrative", 1): (24_100, 29_900, 22_300, 27_700),
    ("Administrative", 2): (29_200, 38_100, 27_100, 35_300),
    ("Administrative", 3): (36_900, 49_400, 34_200, 45_700),
    ("Executive", 1): (26_900, 35_400, 24_900, 32_800),
    ("Executive", 2): (33_400, 45_100, 30_900, 41_800),
    ("Research", 2): (31_100, 42_200, 28_800, 39_100),
    ("Research", 3): (38_800, 52_300, 35_900, 48_400),
}
TITLES = {
    ("Administrative", 1): "Secretary",
    ("Administrative", 2): "Senior Secretary",
    ("Administrative", 3): "Office Manager",
    ("Executive", 1): "Caseworker",
    ("Executive", 2): "Senior Caseworker",
    ("Research", 2): "Researcher",
    ("Research", 3): "Senior Researcher",
}
DUTIES = {
    ("Administrative", 1): ("Answer telephone calls and take messages.", "Open and sort the post."),
    ("Administrative", 2): ("Manage the diary of the Member.", "Supervise junior staff."),
    ("Administrative", 3): ("Manage the office budget.", "Lead the office team."),
    ("Executive", 1): ("Take notes at surgeries.", "Draft replies to constituents."),
    ("Executive", 2): ("Manage a caseload of complex cases.", "Liaise with agencies."),
    ("Research", 2): ("Draft briefings for debates.", "Monitor the media."),
    ("Research", 3): ("Lead policy research.", "Write speeches."),
}
TRUTH = {
    (family.casefold(), level, place): (Decimal(low), Decimal(high))
    for (family, level), (a, b, c, d) in PAY.items()
    for place, low, high in (("london", a, b), ("outside_london", c, d))
}
TEXTS = {(*role, title) for role, title in TITLES.items()} | {
    (*role, duty) for role, duties in DUTIES.items() for duty in duties
}
Story = list[Flowable]
LAYOUTS: dict[str, Callable[[], Story]] = {}
_STYLES = getSampleStyleSheet()
_SMALL = _STYLES["BodyText"].clone("small", fontSize=8, leading=10)
_RULES, _TOP = ("GRID", (0, 0), (-1, -1), 0.5, black), ("VALIGN", (0, 0), (-1, -1), "TOP")
_WIDTHS = [60, 34] + [70] * 6


def layout(make: Callable[[], Story]) -> Callable[[], Story]:
    LAYOUTS[make.__name__] = make
    return make


def pdf(story: Story) -> bytes:
    """Typeset a story, the same each time."""
    file = BytesIO()
    page = SimpleDocTemplate(
        file, pagesize=landscape(A4), invariant=1, leftMargin=36, rightMargin=36, topMargin=36, bottomMargin=36
    )
    page.build(story)
    return file.getvalue()


def title(text: str = f"MPs' staff job descriptions and pay bands {YEAR}") -> Flowable:
    return Paragraph(text, _STYLES["Title"])


def heading(text: str) -> Flowable:
    return Paragraph(text, _STYLES["Heading2"])


def grid(
    rows: Sequence[Sequence[str]],
    spans: Sequence[tuple[int, int, int]] = (),
    widths: Sequence[float] | None = None,
    *,
    ruled: bool = True,
) -> Flowable:
    """Return a table; `spans` are its merged cells: row, first and last column."""
    cells = [[Paragraph(text, _SMALL) for text in row] for row in rows]
    style = TableStyle([_TOP, *([_RULES] if ruled else [])])
    for row, first, last in spans:
        style.add("SPAN", (first, row), (last, row))
    return Table(cells, colWidths=widths, style=style)


def money(amount: float) -> str:
    return f"£{amount:,.0f}"


def span(low: float, high: float) -> str:
    return f"{money(low)} – {money(high)}"


def before(amount: int) -> float:
    """Return what was paid last year: a little less."""
    return round(amount * 0.97)


def matrix(
    label: str = "Pay ranges", scale: float = 1, text: Callable[[float, float], str] = span
) -> list[tuple[str, ...]]:
    """Return the rows of the pay as families across and levels down."""
    rows = [("Job families", "", *(name for family in FAMILIES for name in (family, "")))]
    rows.append(("Location", "Level", *("London", "Outside London") * 3))
    for level in (1, 2, 3):
        cells: list[str] = [label if level == 1 else "", str(level)]
        for family in FAMILIES:
            a, b, c, d = (amount * scale for amount in PAY.get((family, level), (0, 0, 0, 0)))
            cells += [text(a, b), text(c, d)] if a else ["", ""]
        rows.append(tuple(cells))
    return rows


def _merged(first: int, last: int) -> list[tuple[int, int, int]]:
    return [(row, column, column + 1) for row in range(first, last) for column in (2, 4, 6)]


def sheet(text: Callable[[float, float], str] = span) -> Flowable:
    """Return the whole sheet of this year as one table."""
    rows = matrix(text=text)
    above = len(rows)
    for label, texts in (
        ("Job titles", {role: (one,) for role, one in TITLES.items()}),
        ("Key responsibilities", DUTIES),
    ):
        for level in (1, 2, 3):
            for number in range(len(texts["Administrative", level])):
                told = label if level == 1 and number == 0 else ""
                cells = [told, "" if number else str(level)]
                cells += [
                    one for family in FAMILIES for one in ((texts.get((family, level), ("", "")))[number : number + 1])
                ]
                rows.append((*cells[:2], *(part for one in cells[2:] for part in (one, ""))))
    return grid(rows, [*_merged(0, 1), *_merged(above, len(rows))], _WIDTHS)


def lists(
    heads: Sequence[str],
    cells: Callable[[int, int], Sequence[str]],
    captions: Sequence[str] = PLACES,
    *,
    ruled: bool = True,
) -> Story:
    """Return a list of roles for each location, `cells` saying what stands beside a role."""
    story: Story = []
    for at, caption in enumerate(captions):
        rows = [("Job role", *heads)]
        rows += [(f"{family} {level}", *cells(*pay[2 * at : 2 * at + 2])) for (family, level), pay in PAY.items()]
        story += [heading(caption), grid(rows, ruled=ruled)]
    return story


def _both(low: int, high: int) -> tuple[str, ...]:
    return money(before(low)), money(before(high)), money(low), money(high)


# Two years


@layout
def columns_of_two_years() -> Story:
    return [title(), *lists([f"{year} {end}" for year in (LAST, YEAR) for end in ("minimum", "maximum")], _both)]


@layout
def columns_of_two_years_without_rules() -> Story:
    heads = [f"{year} {end}" for year in (LAST, YEAR) for end in ("minimum", "maximum")]
    return [title(), *lists(heads, _both, ruled=False)]


@layout
def columns_until_and_from() -> Story:
    heads = [f"{end} ({when})" for when in ("to 31 March 2026", "from 1 April 2026") for end in ("Minimum", "Maximum")]
    return [title(), *lists(heads, _both)]


@layout
def an_old_column_with_a_year_and_a_new_one_without() -> Story:
    return [title(), *lists(["2025 minimum", "2025 maximum", "New minimum", "New maximum"], _both)]


@layout
def years_above_minimum_and_maximum() -> Story:
    story: Story = [title()]
    for at, caption in enumerate(PLACES):
        rows: list[Sequence[str]] = [("Job role", LAST, "", YEAR, ""), ("", *("Minimum", "Maximum") * 2)]
        rows += [(f"{family} {level}", *_both(*pay[2 * at : 2 * at + 2])) for (family, level), pay in PAY.items()]
        story += [heading(caption), grid(rows, [(0, 1, 2), (0, 3, 4)])]
    return story


@layout
def locations_above_years() -> Story:
    rows = [("Job role", "London", "", "Outside London", ""), ("", *(LAST, YEAR) * 2)]
    for (family, level), (a, b, c, d) in PAY.items():
        old = span(before(a), before(b)), span(before(c), before(d))
        rows.append((f"{family} {level}", old[0], span(a, b), old[1], span(c, d)))
    return [title(), grid(rows, [(0, 1, 2), (0, 3, 4)])]


@layout
def families_above_locations_above_years() -> Story:
    rows = [("Level", *(name for family in FAMILIES for name in (family, "", "", "")))]
    rows += [("", *("London", "", "Outside London", "") * 3), ("", *(LAST, YEAR) * 6)]
    for level in (1, 2, 3):
        cells = [str(level)]
        for family in FAMILIES:
            a, b, c, d = PAY.get((family, level), (0, 0, 0, 0))
            ranges = (span(before(a), before(b)), span(a, b), span(before(c), before(d)), span(c, d))
            cells += ranges if a else ("",) * 4
        rows.append(tuple(cells))
    spans = [(0, at, at + 3) for at in (1, 5, 9)] + [(1, at, at + 1) for at in range(1, 13, 2)]
    return [title(), grid(rows, spans, [34] + [60] * 12)]


@layout
def a_column_of_years() -> Story:
    story: Story = [title()]
    for at, caption in enumerate(PLACES):
        rows = [("Job role", "Year", "Minimum", "Maximum")]
        for (family, level), pay in PAY.items():
            low, high = pay[2 * at : 2 * at + 2]
            rows.append((f"{family} {level}", LAST, money(before(low)), money(before(high))))
            rows.append((f"{family} {level}", YEAR, money(low), money(high)))
        story += [heading(caption), grid(rows)]
    return story


@layout
def years_in_rows_across() -> Story:
    story: Story = [title()]
    for at, caption in enumerate(PLACES):
        rows: list[Sequence[str]] = [("Job role", "Minimum", "Maximum")]
        for year, share in ((YEAR, 1.0), (LAST, 0.97)):
            rows.append((year, "", ""))
            rows += [
                (f"{f} {n}", *(money(one * share) for one in pay[2 * at : 2 * at + 2])) for (f, n), pay in PAY.items()
            ]
        story += [heading(caption), grid(rows, [(1, 0, 2), (2 + len(PAY), 0, 2)])]
    return story


@layout
def rows_of_last_year_below_the_levels() -> Story:
    return [title(), grid([*matrix(), *matrix(f"Pay ranges {LAST}", 0.97)[2:]], _merged(0, 1), _WIDTHS)]


@layout
def a_second_table_for_comparison() -> Story:
    old = grid(matrix(scale=0.97), _merged(0, 1), _WIDTHS)
    return [title(), sheet(), heading(f"Pay ranges in {LAST} (for comparison)"), old]


@layout
def a_role_that_only_last_year_had() -> Story:
    rows = [("Job role", "Minimum", "Maximum"), ("Research 1", "£21,000", "£26,000")]
    now = lists(["Minimum", "Maximum"], lambda low, high: (money(low), money(high)))
    old = [part for place in ("London", "outside London") for part in (heading(f"Pay in {LAST}, {place}"), grid(rows))]
    return [title(), *now, *old]


@layout
def what_has_changed() -> Story:
    rows = [("Job role", "Location", LAST, YEAR, "Change")]
    for (family, level), (a, b, c, d) in PAY.items():
        rows.append((f"{family} {level}", "London", span(before(a), before(b)), span(a, b), "3.1%"))
        rows.append((f"{family} {level}", "Outside London", span(before(c), before(d)), span(c, d), "3.1%"))
    return [title(), sheet(), PageBreak(), heading("What has changed since last year"), grid(rows)]


@layout
def old_and_new_amounts_side_by_side() -> Story:
    rows = [("Job role", "Old minimum", "New minimum", "Old maximum", "New maximum")]
    rows += [(f"{f} {n}", money(before(a)), money(a), money(before(b)), money(b)) for (f, n), (a, b, *_) in PAY.items()]
    return [title(), sheet(), PageBreak(), heading("Changes to pay in London"), grid(rows)]


@layout
def two_years_and_none_is_the_sheets() -> Story:
    heads = [f"{year} {end}" for year in (LAST, YEAR) for end in ("minimum", "maximum")]
    return [title("MPs' staff pay"), *lists(heads, _both)]


@layout
def the_day_of_publication_is_in_the_year_before() -> Story:
    date = Paragraph("Published 12 March 2026", _SMALL)
    return [title(), date, sheet(), Paragraph("Old Palace Yard, London", _SMALL)]


# Other tables

_BUDGETS = (
    ("Budget", "London Area", "Non-London Area"),
    ("Staffing", "£268,550", "£250,820"),
    ("Office costs", "£36,550", "£32,880"),
    ("Start-up supplement", "£10,500", "£10,500"),
)
_MILEAGE = (("Vehicle", "First 10,000 miles", "After 10,000 miles"), ("Car", "45p", "25p"), ("Bicycle", "20p", "20p"))


@layout
def an_annex_of_budgets_and_mileage() -> Story:
    budgets, mileage = grid(_BUDGETS), grid(_MILEAGE)
    return [
        title(),
        sheet(),
        PageBreak(),
        heading("Annex A: Budgets"),
        budgets,
        heading("Annex B: Mileage rates"),
        mileage,
    ]


@layout
def an_annex_without_captions() -> Story:
    return [title(), sheet(), PageBreak(), grid(_BUDGETS), Spacer(1, 20), grid(_MILEAGE)]


@layout
def budgets_before_the_sheet() -> Story:
    return [title(), heading("Budgets"), grid(_BUDGETS), Spacer(1, 12), sheet()]


@layout
def budgets_under_the_names_of_families() -> Story:
    rows = [
        ("Job families", *FAMILIES),
        ("Training", "£11,000", "£12,000", "£13,000"),
        ("Travel", *("£15,000 – £18,000",) * 3),
    ]
    return [title(), sheet(), PageBreak(), heading("Annex: budgets for each family"), grid(rows)]


@layout
def grants_by_level_and_location() -> Story:
    rows = [("Level", "London", "Outside London")]
    rows += [(str(level), f"£1{level},000 – £1{level},900", f"£1{level},000 – £1{level},500") for level in (1, 2, 3)]
    return [title(), sheet(), PageBreak(), heading("Annex: relocation grants"), grid(rows)]


@layout
def other_ranges_in_the_very_same_columns() -> Story:
    return [title(), sheet(), PageBreak(), grid(matrix("Overtime ranges", 0.5), _merged(0, 1), _WIDTHS)]


@layout
def a_list_of_offices_and_their_budgets() -> Story:
    rows = [("Role", "Minimum", "Maximum"), ("Office 1", "£20,000", "£30,000"), ("Office 2", "£25,000", "£35,000")]
    staff = lists(["Minimum", "Maximum"], lambda low, high: (money(low), money(high)))
    return [title(), *staff, PageBreak(), heading("Annex: budgets outside London"), grid(rows)]


# Other amounts beside the pay


@layout
def hourly_rates_beside() -> Story:
    heads = ["Minimum", "Maximum", "Minimum hourly rate", "Maximum hourly rate"]

    def cells(low: int, high: int) -> Sequence[str]:
        return money(low), money(high), f"£{low / 1950:.2f}", f"£{high / 1950:.2f}"

    return [title(), *lists(heads, cells)]


@layout
def the_rise_beside() -> Story:
    heads = ["Minimum", "Maximum", "Rise of the minimum"]
    return [title(), *lists(heads, lambda low, high: (money(low), money(high), money(low * 0.5)))]


@layout
def from_and_to() -> Story:
    return [title(), sheet(lambda low, high: f"From {money(low)} to {money(high)}")]


@layout
def per_annum() -> Story:
    return [title(), sheet(lambda low, high: f"{span(low, high)} p.a.")]


@layout
def up_to() -> Story:
    return [title(), sheet(lambda low, high: f"Up to {money(high)} ({money(low / 2)} part-time)")]


@layout
def three_locations() -> Story:
    inner = lists(["Minimum", "Maximum"], lambda low, high: (money(low), money(high)))
    outer = lists(["Minimum", "Maximum"], lambda low, high: (money(low - 900), money(high - 900)), ["Outer London"])
    return [title(), *inner, *outer]
