"""The good sheet that most hostile files hold: a small ruled matrix, drawn operator by operator, and its truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.sheets.content import Content, Pay, Role, truth_of

Show = Callable[[str], bytes]

LEFT, TOP, SIZE, LINE, PAD = 20, 570, 8, 10, 3
#: Left edges of label, level, and two locations for each of three families, and the right edge of the last.
EDGES = (20, 130, 150, 258, 366, 474, 582, 690, 798)
FAMILIES = ("administrative", "executive", "research")


@dataclass(frozen=True)
class Box:
    """A cell: the columns that it covers, its top, its height, and its lines."""

    first: int
    last: int
    top: int
    height: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """The cells of the upper part (headings, pay, titles) and of the lower (responsibilities), and the truth."""

    year: str
    upper: tuple[Box, ...]
    lower: tuple[Box, ...]
    truth: dict[str, Any]

    def first(self, show: Show | None = None) -> bytes:
        """Return the operators for title, headings, pay ranges and job titles."""
        title = text(LEFT, TOP + 8, f"MPs' staff job descriptions and pay bands {self.year}", show)
        return title + draw(self.upper, show)

    def second(self, show: Show | None = None) -> bytes:
        """Return the operators for the responsibilities, which stand below."""
        return draw(self.lower, show)

    def whole(self, show: Show | None = None) -> bytes:
        """Return the operators for the sheet on one page."""
        return self.first(show) + self.second(show)


def literal(words: str) -> bytes:
    """Return the words as a string of PDF."""
    return b"(" + words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode("cp1252") + b")"


def text(x: float, y: float, words: str, show: Show | None = None) -> bytes:
    """Return operators that show words from a point on."""
    return b"BT /F1 %d Tf %g %g Td %s Tj ET\n" % (SIZE, x, y, (show or literal)(words))


def draw(boxes: Sequence[Box], show: Show | None = None) -> bytes:
    """Return operators that draw cells: a frame and the lines in it."""
    parts = []
    for box in boxes:
        left, right = EDGES[box.first], EDGES[box.last + 1]
        parts.append(b"%d %d %d %d re S\n" % (left, box.top - box.height, right - left, box.height))
        for number, line in enumerate(box.lines):
            parts.append(text(left + PAD, box.top - SIZE - PAD - number * LINE + 1, line, show))
    return b"".join(parts)


def make_sheet(year: int) -> Sheet:
    """Return the sheet of a financial year; but for the year all are alike."""
    content = _content(f"{year}-{(year + 1) % 100:02}")
    upper = _headings() + _pay(content)
    rows = upper + _texts("JOB TITLES", [_side_by_side(content, level, "titles") for level in content.levels], upper)
    blocks = [_one_to_a_row(content, level) for level in content.levels]
    return Sheet(content.year, rows, _texts("KEY RESPONSIBILITIES", blocks, rows), truth_of(content))


def _content(year: str) -> Content:
    def role(low: int, *texts: str) -> Role:
        pay = {
            "london": Pay(Decimal(low + 2000), Decimal(low + 12000)),
            "outside_london": Pay(Decimal(low), Decimal(low + 9500)),
        }
        return Role(pay, texts[:2], texts[2:])

    roles = {
        ("administrative", 1): role(
            19890, "Secretary", "Personal Assistant", "Opening and dispatching mail", "Diary management"
        ),
        ("administrative", 2): role(
            24238, "Senior Secretary", "Administrative Manager", "Supervise staff as required",
            "Manage budgets as required",
        ),
        ("executive", 1): role(
            21960, "Caseworker", "Support Officer", "Draft responses to constituents",
            "Analyse patterns of enquiries and produce reports",
        ),
        ("executive", 2): role(
            27324, "Senior Caseworker", "Constituency Support Manager", "Develop knowledge in specialist areas",
            "Provide briefings for the MP",
        ),
        ("research", 2): role(
            23750, "Researcher", "Research Officer", "Give advice on policy issues", "Progress casework as required"
        ),
    }  # fmt: skip
    return Content(year, FAMILIES, ("london", "outside_london"), roles, frozenset())


def _headings() -> tuple[Box, ...]:
    families = [Box(2 + 2 * n, 3 + 2 * n, TOP, 14, (family.title(),)) for n, family in enumerate(FAMILIES)]
    places = [Box(n, n, TOP - 14, 14, ("OUTSIDE LONDON" if n % 2 else "LONDON",)) for n in range(2, 8)]
    return (Box(0, 1, TOP, 14, ("JOB FAMILIES",)), *families, Box(0, 1, TOP - 14, 14, ("LOCATION",)), *places)


def _pay(content: Content) -> tuple[Box, ...]:
    top = TOP - 28
    boxes = [Box(0, 0, top, 28, ("PAY RANGES",))]
    for row, level in enumerate(content.levels):
        boxes.append(Box(1, 1, top - 14 * row, 14, (str(level),)))
        for n, (family, place) in enumerate((family, place) for family in FAMILIES for place in content.locations):
            role = content.roles.get((family, level))
            printed = (f"{role.pay[place].minimum:,} – {role.pay[place].maximum:,}",) if role else ()
            boxes.append(Box(2 + n, 2 + n, top - 14 * row, 14, printed))
    return tuple(boxes)


def _side_by_side(content: Content, level: int, kind: str) -> list[list[tuple[str, ...]]]:
    """Return one row: for each family all of its texts in one cell."""
    roles = (content.roles.get((family, level)) for family in FAMILIES)
    return [[tuple(getattr(role, kind)) if role else () for role in roles]]


def _one_to_a_row(content: Content, level: int) -> list[list[tuple[str, ...]]]:
    """Return a row for each responsibility."""
    (cells,) = _side_by_side(content, level, "duties")
    return [[texts[n : n + 1] for texts in cells] for n in range(max(map(len, cells)))]


def _texts(label: str, blocks: list[list[list[tuple[str, ...]]]], above: tuple[Box, ...]) -> tuple[Box, ...]:
    """Return the cells of a block for each level; label and level stand merged beside their rows."""
    top = start = min(box.top - box.height for box in above)
    boxes = []
    for level, rows in enumerate(blocks, start=1):
        first = top
        for cells in rows:
            height = LINE * max(map(len, cells)) + 4
            boxes += [Box(2 + 2 * n, 3 + 2 * n, top, height, lines) for n, lines in enumerate(cells)]
            top -= height
        boxes.append(Box(1, 1, first, first - top, (str(level),)))
    return (Box(0, 0, start, start - top, (label,)), *boxes)
