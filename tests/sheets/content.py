"""What the sheet of an imaginary year says, before it is typeset."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

_TRUTHS = Path(__file__).parents[1] / "truth"

LOCATIONS = ("london", "outside_london")

#: Which levels a family has on the sheets that we know; a family that they lack has every level.
USUAL_LEVELS = {"administrative": (1, 2, 3), "executive": (1, 2), "research": (2, 3)}

#: Families that no sheet has, and whose texts they take.
NEW_FAMILIES = {"digital_and_media": "communications", "community_engagement": "constituency_support"}

_REWORDINGS = (
    ("Assist with", "Help with"),
    ("Ensure", "Make sure"),
    ("Provide", "Give"),
    ("as required", "when needed"),
    ("where appropriate", "where suitable"),
    ("as appropriate", "where appropriate"),
    ("enquiries", "queries"),
    ("queries", "enquiries"),
    ("constituents", "residents"),
    ("members of the public", "the public"),
    ("the MP", "the Member"),
    ("social media", "digital media"),
    ("Manage", "Oversee"),
    ("including", "such as"),
    ("information", "data"),
)


@dataclass(frozen=True)
class Pay:
    """Pounds a year; no maximum where the role has one rate."""

    minimum: Decimal
    maximum: Decimal | None


@dataclass(frozen=True)
class Role:
    """One family at one level: its pay by location, and its two lists from top to bottom."""

    pay: dict[str, Pay]
    titles: tuple[str, ...]
    duties: tuple[str, ...]


@dataclass(frozen=True)
class Content:
    """A sheet: families and locations in printed order, roles by family and level, texts that are new."""

    year: str
    families: tuple[str, ...]
    locations: tuple[str, ...]
    roles: dict[tuple[str, int], Role]
    new_texts: frozenset[str]

    @property
    def levels(self) -> tuple[int, ...]:
        """Levels that any family has, from the first."""
        return tuple(sorted({level for _, level in self.roles}))

    def at(self, level: int) -> tuple[str, ...]:
        """Return the families that have this level, in printed order."""
        return tuple(family for family in self.families if (family, level) in self.roles)


def chance(rng: Random, probability: float) -> bool:
    """Say yes with this probability."""
    return rng.random() < probability


def draw(rng: Random, chances: dict[str, float], *, calm: float = 0.3) -> set[str]:
    """Draw features by their chances; a `calm` share of the sheets has few."""
    factor = 0.2 if chance(rng, calm) else 1.0
    return {name for name, probability in chances.items() if chance(rng, probability * factor)}


@cache
def _new() -> dict[str, Any]:
    phrases = tomllib.loads(Path(__file__).with_name("phrases.toml").read_text(encoding="utf-8"))
    return phrases | {family: phrases[other] for family, other in NEW_FAMILIES.items()}


@cache
def _printed(family: str, level: int, kind: str) -> tuple[str, ...]:
    """Return what two published sheets print there; a sheet added later changes nothing here."""
    years = (_TRUTHS / f"staff-pay-{year}.truth.json" for year in ("2018-19", "2024-25"))
    lists = (json.loads(path.read_text(encoding="utf-8"))[kind] for path in years)
    texts = (text for sheet in lists for text in sheet.get(family, {}).get(str(level), []))
    return tuple(dict.fromkeys(texts))


def make_content(rng: Random, *, news: bool = False) -> Content:
    """Invent a year; with `news` it has a family that no sheet had, and a fourth level."""
    families = _families(rng, news=news)
    levels = _levels(rng, families, news=news)
    start = rng.randrange(2013, 2030)
    new: set[str] = set()
    base = rng.randrange(16_000, 23_000)
    starts = [Decimal(base * percent) / 100 for percent in rng.sample(range(95, 120), len(families))]
    roles = {}
    for family, start_pay in zip(families, starts, strict=True):
        bands = _bands(rng, start_pay, levels[family])
        for level in levels[family]:
            titles, duties = _titles(rng, family, level, new), _duties(rng, family, level, new)
            roles[family, level] = Role(bands[level], titles, duties)
    locations = LOCATIONS if chance(rng, 0.8) else LOCATIONS[::-1]
    return Content(f"{start}-{(start + 1) % 100:02d}", families, locations, roles, frozenset(new))


def _families(rng: Random, *, news: bool) -> tuple[str, ...]:
    families = list(USUAL_LEVELS)
    if chance(rng, 0.15):
        families.remove(rng.choice(families))
    if news:
        families.append(rng.choice([*NEW_FAMILIES, *NEW_FAMILIES.values()]))
    elif chance(rng, 0.15):
        families.append(rng.choice(["communications", "constituency_support"]))
    if chance(rng, 0.2):
        rng.shuffle(families)
    return tuple(families)


def _levels(rng: Random, families: Sequence[str], *, news: bool) -> dict[str, tuple[int, ...]]:
    top = 4 if news or chance(rng, 0.12) else 3
    full = chance(rng, 0.2)
    everything = tuple(range(1, top + 1))
    extra = (4,) if top > len(USUAL_LEVELS) else ()
    usual = {family: levels + extra * (3 in levels) for family, levels in USUAL_LEVELS.items()}
    return {family: everything if full else usual.get(family, everything) for family in families}


def _bands(rng: Random, start: Decimal, levels: Sequence[int]) -> dict[int, dict[str, Pay]]:
    """Pay that rises with the level and is higher in London."""
    bands: dict[int, dict[str, Pay]] = {}
    pence = Decimal("0.50") if chance(rng, 0.15) else Decimal(0)
    minimum = start * (Decimal("1.2") ** (levels[0] - 1))
    maximum = minimum * rng.randrange(128, 160) / 100
    for level in levels:
        london = Decimal(rng.randrange(103, 116)) / 100
        bands[level] = {
            "outside_london": Pay(_pounds(minimum) + pence, _pounds(maximum)),
            "london": Pay(_pounds(minimum * london), _pounds(maximum * london) + pence),
        }
        rise = Decimal(rng.randrange(114, 128)) / 100
        minimum, maximum, pence = minimum * rise, maximum * rise, Decimal(0)
    return bands


def _pounds(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1))


def _titles(rng: Random, family: str, level: int, new: set[str]) -> tuple[str, ...]:
    known = _printed(family, level, "titles")
    fresh = _new()[family]["titles"][level - 1]
    chosen = rng.sample(known, min(len(known), rng.randint(2, 6)))
    titles = sorted(chosen, key=known.index)
    if not titles or chance(rng, 0.25):
        added = rng.sample(fresh, 1 if titles else rng.randint(1, len(fresh)))
        new.update(added)
        titles += added
    return tuple(titles)


def _duties(rng: Random, family: str, level: int, new: set[str]) -> tuple[str, ...]:
    """Duties that the sheets print there, some in other words, and one in seven quite new."""
    known = rng.sample(printed := _printed(family, level, "responsibilities"), len(printed))
    fresh: list[str] = rng.sample(_new()[family]["responsibilities"], 18)
    stopped = chance(rng, 0.5)  # a full stop after every duty, not only where the sheets had one
    duties: list[str] = []
    for _ in range(rng.randint(5, 18)):
        is_new = not known or chance(rng, 0.14)
        text = fresh.pop() if is_new else known.pop()
        text = text if is_new or chance(rng, 0.8) else _reworded(rng, text)
        text = text.rstrip(".") + "." if stopped else text
        if not any(fuzz.ratio(text, other) > 75 for other in [*duties, *new]):
            duties.append(text)
            new.update([text] if is_new else [])
    return tuple(duties)


def _reworded(rng: Random, text: str) -> str:
    fitting = [(before, after) for before, after in _REWORDINGS if re.search(rf"\b{before}\b", text)]
    if not fitting:
        return text
    before, after = rng.choice(fitting)
    return re.sub(rf"\b{before}\b", after, text, count=1)


def pay_entry(family: str, level: int | None, location: str, pay: Pay) -> dict[str, Any]:
    """Return one pay row in the shape of the truth files; a role with one rate has no maximum."""
    maximum = None if pay.maximum is None else f"{pay.maximum:.2f}"
    place = {"family": family, "level": level, "location": location}
    return place | {"min": f"{pay.minimum:.2f}", "max": maximum, "legible": True}


def truth_of(content: Content) -> dict[str, Any]:
    """Return the truth in the shape of the files beside the documents."""
    truth: dict[str, Any] = {"financial_year": content.year, "pay": [], "titles": {}, "responsibilities": {}}
    for (family, level), role in content.roles.items():
        truth["pay"] += [pay_entry(family, level, place, role.pay[place]) for place in LOCATIONS]
        truth["titles"].setdefault(family, {})[str(level)] = list(role.titles)
        truth["responsibilities"].setdefault(family, {})[str(level)] = list(role.duties)
    return truth
