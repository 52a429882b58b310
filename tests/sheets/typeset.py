"""What every typesetter needs: wording of headings, amounts, line wrap, and the bytes of the file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.sheets.content import chance

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal
    from random import Random

    from tests.sheets.content import Pay

#: Advance widths in thousandths of an em of the letters, digits and marks in the order of `_ORDER`.
_ORDER = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0 .,-;:'’()/£–—"
_CALIBRI = (
    "479 525 423 525 498 305 471 525 229 239 455 229 799 525 527 525 525 349 391 335 525 452 715 433 453 395 "
    "579 544 533 615 488 459 631 623 252 319 520 420 855 646 662 517 673 543 459 487 642 567 890 519 487 468 "
    "507 226 252 250 306 268 268 221 250 303 303 386 507 498 905"
)
_HELVETICA = (
    "556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 "
    "667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 "
    "556 278 278 278 333 278 278 191 222 333 333 278 556 556 1000"
)
FONTS = {
    name: dict(zip(_ORDER, map(int, table.split()), strict=True))
    for name, table in (("calibri", _CALIBRI), ("helvetica", _HELVETICA))
}

#: Chances of what a program does to the characters of any text file.
FILE_CHANCES = {"crlf": 0.06, "byte_order_mark": 0.05, "no_break_spaces": 0.05, "windows_1252": 0.03}


@dataclass(frozen=True)
class Typeset:
    """A sheet as text, what is true of it, and the features that its layout has."""

    text: str
    truth: dict[str, Any]
    features: set[str]


@dataclass(frozen=True)
class Wording:
    """The printed words for the row labels, the families and the locations."""

    names: dict[str, str]
    families_label: str
    location_label: str
    pay: str
    titles: str
    duties: str


_LABELS = (
    ("JOB FAMILIES", "Job families", "Job family"),
    ("LOCATION", "Location", "Work location"),
    ("PAY RANGES", "Pay ranges", "Salary range", "Pay bands"),
    ("JOB TITLES", "Job titles", "Example job titles", "Typical titles"),
    ("KEY RESPONSIBILITIES", "Key Responsibilities", "Main responsibilities", "Responsibilities"),
)
_FAMILIES = {
    "administrative": ("Administrative", "Administration"),
    "executive": ("Executive", "Executive Support"),
    "research": ("Research",),
    "communications": ("Communications",),
    "constituency_support": ("Constituency Support",),
}
_PLACES = (
    ("LONDON", "OUTSIDE LONDON"),
    ("London", "Outside London"),
    ("London Area", "Non-London Area"),
    ("LONDON AREA", "NON LONDON"),
    ("London area", "Outside the London area"),
    ("London", "Rest of UK"),
)


def make_wording(rng: Random, *, variants: bool) -> Wording:
    """Choose the headings: those of the sheets that we know, or others that mean the same."""
    labels = [rng.choice(wordings) if variants else wordings[0] for wordings in _LABELS]
    names = {slug: rng.choice(words) if variants else words[0] for slug, words in _FAMILIES.items()}
    if variants and chance(rng, 0.3):
        names = {slug: name.upper() for slug, name in names.items()}
    london, outside = rng.choice(_PLACES) if variants else _PLACES[0]
    names |= {"london": london, "outside_london": outside}
    return Wording(names, *labels)


@dataclass(frozen=True)
class Money:
    """How a sheet writes amounts."""

    sign: str
    comma: str
    dash: str
    pence: bool

    def amount(self, amount: Decimal) -> str:
        """Write one amount; pence where the sheet always has them or this amount does."""
        pence = ".2f" if self.pence or amount % 1 else ".0f"
        return self.sign + format(amount, self.comma + pence)

    def range(self, pay: Pay | None, blank: str = "") -> str:
        """Write a range, or the blank mark where there is none."""
        if pay is None:
            return blank
        assert pay.maximum is not None
        return self.amount(pay.minimum) + self.dash + self.amount(pay.maximum)


def make_money(rng: Random) -> Money:
    """Choose a way to write amounts; most sheets have commas, and none mixes the signs."""
    dash = rng.choice([" – ", " – ", " - ", " — ", "-", "–", " to ", "– "])
    comma = "," if chance(rng, 0.9) else ""
    return Money(rng.choice(["", "£"]), comma, dash, chance(rng, 0.08))


def width(text: str, font: dict[str, int]) -> float:
    """Return the width of a text in em; a digit is as wide as a nought, an unknown mark as an `o`."""
    return sum(font.get("0" if c.isdigit() else c, font["o"]) for c in text) / 1000


def wrap(text: str, limit: float, font: dict[str, int]) -> list[str]:
    """Break a text into lines of at most `limit` em, at spaces and after hyphens, as word processors do."""
    lines = [""]
    for piece in re.findall(r"\s*(?:[^\s-]+-?|-)", text):
        if width(lines[-1] + piece, font) > limit and lines[-1]:
            lines.append("")
        lines[-1] = (lines[-1] + piece).lstrip()
    return lines


def as_bytes(text: str, features: Iterable[str]) -> bytes:
    """Encode the text as the program that wrote the file does."""
    if "no_break_spaces" in features:
        text = re.sub(r" (?=[–—-] )|(?<= [–—-]) |(?<=OUTSIDE) (?=LONDON)", "\u00a0", text)
    if "crlf" in features:
        text = text.replace("\n", "\r\n")
    if "windows_1252" in features:
        return text.encode("cp1252")
    return text.encode("utf-8-sig" if "byte_order_mark" in features else "utf-8")
