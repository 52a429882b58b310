"""What stands on the pages of a report: tables, and all that is not a table but may look like one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from tests.reports.grid import Grid, make_grid, some, words

#: A page that is turned by its own entry, or whose text is drawn sideways.
Turned = Literal["", "page", "text"]
#: Text that is drawn word by word, or letter by letter, and has no spaces.
Parted = Literal["", "words", "letters"]
Rules = Literal["none", "three", "head", "rows", "grid", "box", "columns", "blocks", "zebra", "under spanners"]
Fill = Literal["", "grey", "dark"]
_FILLS: list[Fill] = ["", "grey", "dark"]
RULES: dict[Rules, int] = {
    "none": 16,
    "three": 18,
    "head": 10,
    "rows": 10,
    "grid": 28,
    "box": 6,
    "columns": 5,
    "blocks": 8,
    "zebra": 6,
    "under spanners": 9,
}


@dataclass(frozen=True)
class Look:
    """How a table is drawn."""

    rules: Rules
    size: float
    leading: float
    pad: float
    gap: float
    stretched: bool
    head_fill: Fill
    leaders: str
    numbers_on_first_line: bool
    heads_centred: bool
    filled_rules: bool
    decimal_aligned: bool
    shaded_by_cell: bool
    by_columns: bool
    hanging: float = 0.0


@dataclass(frozen=True)
class TableBlock:
    """A table with the lines around it that are not part of it."""

    grid: Grid
    look: Look
    caption: str = ""
    units: str = ""
    source: str = ""
    breaks: bool = False
    again: bool = False

    @property
    def spaced(self) -> bool:
        """Whether rows of several lines are told apart by space."""
        return "text" in self.grid.columns and self.look.rules not in {"grid", "rows", "zebra"}

    @property
    def features(self) -> set[str]:
        named = {
            "dotted leaders": bool(self.look.leaders),
            "wide leaders": len(self.look.leaders) > 1,
            "hanging labels": self.look.hanging > 0,
            "narrow gaps": self.look.gap <= 7 and not self.look.stretched,
            "shaded headings": bool(self.look.head_fill),
            "dashed or filled rules": self.look.filled_rules,
            "units line": bool(self.units),
            "decimal aligned": self.look.decimal_aligned,
            "drawn by columns": self.look.by_columns,
        }
        return {f"rules: {self.look.rules}", *self.grid.features, *(name for name, is_so in named.items() if is_so)}


@dataclass(frozen=True)
class Prose:
    text: str
    justified: bool = False
    first_indent: float = 0


@dataclass(frozen=True)
class Heading:
    text: str
    big: bool = False
    underlined: bool = False


@dataclass(frozen=True)
class Bullets:
    texts: tuple[str, ...]
    mark: str = "•"

    @property
    def marks(self) -> list[str]:
        count = range(len(self.texts))
        numbers = {"1.": [f"{i + 1}." for i in count], "(a)": [f"({chr(97 + i)})" for i in count]}
        return numbers.get(self.mark, [self.mark for _ in count])


@dataclass(frozen=True)
class Contents:
    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Chart:
    title: str
    labels: tuple[str, ...]
    values: tuple[float, ...]
    sideways: bool = False
    printed: bool = False
    ruled: bool = True
    legend: tuple[str, ...] = ()
    framed: bool = False


@dataclass(frozen=True)
class Form:
    labels: tuple[str, ...]
    boxes: bool = False


@dataclass(frozen=True)
class Boxed:
    text: str
    shaded: bool = False


@dataclass(frozen=True)
class Formula:
    text: str
    number: str


@dataclass(frozen=True)
class Letterhead:
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True)
class Memo:
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Notes:
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Beside:
    """Blocks that stand next to each other."""

    left: tuple[Block, ...]
    right: tuple[Block, ...]
    share: float = 0.5
    gap: float = 18


Block = (
    TableBlock
    | Prose
    | Heading
    | Bullets
    | Contents
    | Chart
    | Form
    | Boxed
    | Formula
    | Letterhead
    | Memo
    | Notes
    | Beside
)


@dataclass(frozen=True)
class Plan:
    """The pages of a report before they are typeset."""

    size: tuple[float, float]
    margin: float
    font: str
    body: float
    columns: int
    gap: float
    top: tuple[Block, ...]
    flow: tuple[Block, ...]
    header: str = ""
    footer: str = ""
    ruled_header: bool = False
    framed: bool = False
    turned: Turned = ""
    parted: Parted = ""
    features: frozenset[str] = field(default_factory=frozenset)


def sentence(rng: Random) -> str:
    """Invent a sentence of the kind that reports are full of; many have numbers."""
    if rng.random() < 0.45:
        return rng.choice(words("sentences"))
    low, high = rng.uniform(1, 60), rng.uniform(1, 60)
    change = f"{low:.1f} % in {rng.randint(1995, 2005)} to {high:.1f} % in {rng.randint(2006, 2012)}"
    clause = f", {rng.choice(words('clauses'))}" if rng.random() < 0.7 else ""
    return f"{rng.choice(words('subjects'))} {rng.choice(words('verbs'))} {change}{clause}."


def prose(rng: Random, sentences: int, *, justified: bool = False, first_indent: float = 0) -> Prose:
    """Invent a paragraph."""
    return Prose(" ".join(sentence(rng) for _ in range(sentences)), justified, first_indent)


def make_look(rng: Random, size: float) -> Look:
    """Choose how a table is drawn."""
    rules = rng.choices(list(RULES), list(RULES.values()))[0]
    size = min(size, rng.choice([7, 8, 8, 9, 9, 10]))
    return Look(
        rules=rules,
        size=size,
        leading=rng.choice([1.1, 1.2, 1.2, 1.35]),
        pad=rng.choice([0, 0.5, 1, 2, 3, 4]) if rules not in {"grid", "rows"} else rng.choice([1, 2, 3, 5]),
        gap=rng.choice([6, 6, 8, 10, 14, 20]),
        stretched=rng.random() < 0.6,
        head_fill=rng.choices(_FILLS, [75, 17, 8])[0],
        leaders=rng.choices(["", ".", ". "], [84, 8, 8])[0],
        numbers_on_first_line=rng.random() < 0.4,
        heads_centred=rng.random() < 0.5,
        filled_rules=rng.random() < 0.25,
        decimal_aligned=rng.random() < 0.3,
        shaded_by_cell=rng.random() < 0.4,
        by_columns=rng.random() < 0.12,
        hanging=rng.choice([0, 0, 0, 0.5]),
    )


def make_table(rng: Random, size: float, room: int, *, breaks: bool = False) -> TableBlock:
    """Invent a table and all that stands around it."""
    grid = make_grid(rng, room)
    caption = f"{rng.choice(['Table', 'TABLE'])} {rng.randint(1, 9)}{rng.choice(['.', ':', ' –', '.1.'])} "
    titled = rng.random()
    look = make_look(rng, size)
    return TableBlock(
        grid if look.rules == "grid" else grid.unmerged(),
        look,
        caption="" if titled < 0.15 else (caption if titled < 0.85 else "") + rng.choice(words("captions")),
        units=rng.choice(words("units")) if rng.random() < 0.25 else "",
        source=rng.choice(words("sources")) if rng.random() < 0.4 else "",
        breaks=breaks,
        again=rng.random() < 0.6,
    )


def _bullets(rng: Random) -> Block:
    bank = rng.choice(["measures", "reasons", "sentences"])
    mark = rng.choice(["•", "–", "-", "1.", "(a)", "o"])
    return Bullets(tuple(some(rng, bank, rng.randint(3, 6))), mark)


def _contents(rng: Random) -> Block:
    titles = some(rng, "titles", rng.randint(6, 14))
    pages = sorted(rng.sample(range(3, 120), len(titles)))
    entries = enumerate(zip(titles, pages, strict=True), 1)
    return Contents(tuple((f"{i}. {title}", str(page)) for i, (title, page) in entries))


def _chart(rng: Random) -> Block:
    labels = rng.choice(
        [some(rng, "codes", rng.randint(5, 20)), [str(y) for y in range(2000, 2000 + rng.randint(4, 11))]]
    )
    title = f"Figure {rng.randint(1, 9)}: {rng.choice(words('captions'))}"
    values = tuple(rng.uniform(5, 95) for _ in labels)
    sideways, printed, ruled = rng.random() < 0.35, rng.random() < 0.35, rng.random() < 0.6
    legend = tuple(some(rng, "heads", rng.randint(0, 3)))
    return Chart(title, tuple(labels), values, sideways, printed, ruled, legend, rng.random() < 0.4)


def _form(rng: Random) -> Block:
    return Form(tuple(some(rng, "stub_heads", rng.randint(4, 8))), boxes=rng.random() < 0.4)


def _boxed(rng: Random) -> Block:
    return Boxed(prose(rng, rng.randint(2, 4)).text, shaded=rng.random() < 0.5)


def _formula(rng: Random) -> Block:
    text = rng.choice(["R = (A + B) / (2 C – 1)", "y = a x + b", "CV = 100 s / m", "p(t) = p(0) · (1 + r) / n"])
    return Formula(text, f"({rng.randint(1, 9)})")


def _letterhead(rng: Random) -> Block:
    places = [
        [name, f"{rng.randint(1, 99)} High Street", rng.choice(words("states"))] for name in some(rng, "bodies", 2)
    ]
    return Letterhead((*places[0], "Tel. 555 0100"), tuple(places[1]))


def _memo(rng: Random) -> Block:
    texts = [*some(rng, "bodies", 2), rng.choice(words("measures"))]
    return Memo((*zip(["To:", "From:", "Subject:"], texts, strict=True), ("Date:", f"{rng.randint(1, 28)} May 2011")))


DISTRACTORS: dict[str, Callable[[Random], Block]] = {
    "list": _bullets,
    "contents": _contents,
    "chart": _chart,
    "form": _form,
    "boxed text": _boxed,
    "formula": _formula,
    "addresses": _letterhead,
    "memo": _memo,
}
_COMMON = {"list": 6, "contents": 1, "chart": 4, "form": 1, "boxed text": 2, "formula": 1, "addresses": 1, "memo": 1}


def distractor(rng: Random) -> tuple[str, Block]:
    """Invent something that is not a table, and say what."""
    name = rng.choices(list(_COMMON), list(_COMMON.values()))[0]
    return name, DISTRACTORS[name](rng)


def passage(rng: Random, count: int, *, justified: bool) -> tuple[list[Block], set[str]]:
    """Invent some text with headings, paragraphs and, now and then, something that may look like a table."""
    blocks: list[Block] = []
    features: set[str] = set()
    for _ in range(count):
        choice = rng.random()
        if choice < 0.15:
            blocks.append(Heading(rng.choice(words("titles")), big=rng.random() < 0.4, underlined=rng.random() < 0.25))
        elif choice < 0.4:
            name, block = distractor(rng)
            features.add(name)
            blocks.append(block)
        else:
            blocks.append(prose(rng, rng.randint(2, 5), justified=justified, first_indent=rng.choice([0, 0, 14])))
    return blocks, features


def notes(rng: Random) -> Notes:
    """Invent the footnotes of a page."""
    return Notes(tuple(f"{i} {text}" for i, text in enumerate(some(rng, "sources", rng.randint(1, 3)), 1)))
