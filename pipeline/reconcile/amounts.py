"""Amounts and pay ranges: read to the letter or not at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pipeline.reconcile.vocabulary import RAISED

_GROUPED = r"\d{1,3}(?:,\d{3})+(?:\.\d{2})?(?!\d|,\d|\.\d)"
#: One that another follows at once: groups have three digits, so there is one place to part them.
_RUN_ON = r"\d{2},\d{3}(?=\d{2},\d{3}(?!\d|,\d))"
_PLAIN = r"\d{5,6}(?:\.\d{2})?(?!\d|,\d|\.\d)"
#: A comma that OCR read as a full stop, or lost: three digits after it cannot be pence.
_SLIPPED = r"\d{2,3}[. ]\d{3}(?!\d|,\d)(?:\.\d{2})?"
#: An amount of money, exact or with a comma that was lost or misread, or a sign that OCR takes for the pound's.
AMOUNT = re.compile(
    rf"(?<![.,?!#%=^])(?:(?<!\d)|(?<=\d,\d{{3}}))£?\s?(?P<exact>{_RUN_ON}|{_GROUPED}|{_PLAIN})"
    rf"|(?<![\d.,])£?\s?(?P<slipped>{_SLIPPED})|€\s?(?P<foreign>{_GROUPED})"
)
#: Pounds a year that staff pay lies within; what does not was misread, or is no pay of a year.
LOWEST, HIGHEST = Decimal(10_000), Decimal(150_000)
#: Marks after an amount that send the reader to a note.
NOTE = re.compile(rf"(?<=\d)\s?[*†‡§{RAISED}]+")
_DASH = re.compile(r"[-‐‑‒–—―−~]+|\bto\b", re.IGNORECASE)
#: A word before `to` that says no more, between two amounts.
_UP = re.compile(r"(?<=\d)\s+up(?=\s+to\b)", re.IGNORECASE)
#: What may be the first digits of an amount at the end of a line, and the last ones at the beginning of the next.
_TAIL = re.compile(r"((?:£\s?|(?<=[-‐‑‒–—―−~])|(?<=[-‐‑‒–—―−~]\s)|(?<!\S)(?=\d{1,3},))\d[\d,.]*)$")
_HEAD = re.compile(r"\d[\d,.]*")
#: A range of which each end is named.
_NAMED = re.compile(r"^\s*min(?:imum)?\b[.:]?(.*?)[,;]?\s*\bmax(?:imum)?\b[.:]?(.*)$", re.IGNORECASE)
_MINUTIAE = re.compile(
    r"\bper (?:annum|year)\b|\bfrom\b(?=\s*£?\s*(?:\d|$))|\b(?:p\.a\.|pa\b)|\bGBP\b|(?<!\S)£(?!\S)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """Pounds a year, and whether the text says so without any repair."""

    value: Decimal
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a pay line: an amount, a dash between two, or something that is neither."""

    text: str
    amount: Amount | None = None
    dash: bool = False

    @property
    def other(self) -> bool:
        """Tell whether it is neither amount nor dash."""
        return self.amount is None and not self.dash


def _amount(found: re.Match[str]) -> Amount:
    if found["slipped"]:
        return Amount(Decimal(re.sub(r"[. ](?=\d{3})", "", found["slipped"], count=1)), exact=False)
    digits = found["exact"] or found["foreign"]
    return Amount(Decimal(digits.replace(",", "")), exact=bool(found["exact"]))


def tokens(text: str) -> tuple[Token, ...]:
    """Split a pay line into amounts, dashes and whatever else is printed, left to right; loses nothing."""
    parts: list[Token] = []
    end = 0
    for found in AMOUNT.finditer(text):
        parts += _between(text[end : found.start()])
        parts.append(Token(found[0].strip(), amount=_amount(found)))
        end = found.end()
    return tuple(parts + _between(text[end:]))


def _between(text: str) -> list[Token]:
    """Return the dashes and the other words between two amounts."""
    words = _DASH.sub(lambda dash: f" {dash[0]} ", _MINUTIAE.sub(" ", text)).split()
    return [Token(word, dash=bool(_DASH.fullmatch(word))) for word in words]


@dataclass(frozen=True, slots=True)
class Range:
    """A pay range as printed; `exact` where no digit or mark had to be repaired or supposed."""

    minimum: Decimal
    maximum: Decimal | None
    raw: str
    exact: bool = True


def ranges(text: str) -> tuple[Range, ...] | None:
    """Return the pay ranges in a cell, in order; None where anything in it is not part of one.

    `A – B`, two of them one after the other, and `A B` where the cell holds just these two.
    """
    noted = bool(NOTE.search(text))
    text = _NAMED.sub(r"\1 – \2", _UP.sub("", NOTE.sub("", text)))
    parts = tokens(text)
    if not parts or any(part.other for part in parts):
        return None
    shape = "".join("-" if part.dash else "A" for part in parts)
    amounts = [part.amount for part in parts if part.amount]
    if re.fullmatch(r"(A-A)+", shape) or shape == "AA":
        pairs = zip(amounts[::2], amounts[1::2], strict=True)
        texts = _halves(text, len(amounts) // 2)
        return tuple(_range(low, high, raw, noted=noted) for (low, high), raw in zip(pairs, texts, strict=True))
    return None


def _range(low: Amount, high: Amount, raw: str, *, noted: bool) -> Range:
    return Range(low.value, high.value, raw, exact=low.exact and high.exact and not noted)


def _halves(text: str, count: int) -> list[str]:
    """Cut a cell's text where its second, third … range begins."""
    starts = [found.start() for found in AMOUNT.finditer(text)][::2]
    ends = [*starts[1:], len(text)]
    whole = [" ".join(text[start:end].split()) for start, end in zip(starts, ends, strict=True)]
    return whole if count > 1 else [" ".join(text.split())]


def is_cut(above: str, below: str) -> bool:
    """Tell whether a line ends in the middle of an amount and the next one begins with the rest of it."""
    tail, head = _TAIL.search(above.rstrip()), _HEAD.match(below.strip())
    if not tail or not head or AMOUNT.fullmatch(tail[1]) or not ("£" in above or "," in above):
        return False
    whole = AMOUNT.fullmatch(tail[1] + head[0])
    return bool(whole and whole["exact"] and "," in whole[0])


def is_half(text: str) -> bool:
    """Tell whether a text ends with a minimum and a dash: its maximum is still to come."""
    parts = tokens(text)
    return len(parts) > 1 and parts[-1].dash and parts[-2].amount is not None


def is_tail(text: str) -> bool:
    """Tell whether a text begins with a dash and a maximum: its minimum stands before it."""
    parts = tokens(text)
    return len(parts) > 1 and parts[0].dash and parts[1].amount is not None


def single(text: str) -> Amount | None:
    """Return the one amount that a text is, and nothing else; None otherwise."""
    parts = tokens(text)
    return parts[0].amount if len(parts) == 1 else None


def is_likely(amount: Amount) -> bool:
    """Tell whether an amount can be the pay of a year."""
    return LOWEST <= amount.value <= HIGHEST


def looks_like_pay(text: str) -> bool:
    """Tell whether a text speaks of money, whether or not it can be read as an amount."""
    return has_amount(text) or bool(re.search(r"£\s?\d", text))


def has_amount(text: str) -> bool:
    """Tell whether anything in a text reads as an amount of money."""
    return AMOUNT.search(text) is not None
