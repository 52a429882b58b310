"""Measure what two readings at one are worth, on amounts of known truth: `python -m tests.second_bench --help`.

A silent error is a wrong value on which readings agree. Pages are set without rules, 78 texts to a page, and spoilt in
ways of which each condition names one. `page` is Tesseract on the whole page, `below` Tesseract on the crops set below
each other, `second` the second engine on each crop; `settled` is what the reader of scans makes of the three.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from random import Random
from typing import TypeVar

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont
from reportlab import rl_config

from pipeline.geometry import Box, around
from pipeline.read.scan import tesseract
from pipeline.read.scan.collage import crop, line, read_parts
from pipeline.read.scan.raster import Grey
from pipeline.read.scan.second import SecondReader, Seen
from pipeline.read.scan.settle import settled

#: Pixels of the drawing for each of the page, each way: a scan is the mean of what lies under a pixel.
FINE = 3
POINTS = 72
COLUMNS, ROWS, WIDE, HIGH = 3, 26, 200, 20  # the cells of a page, in points
SIZES = (8.5, 12.0)
RULE = 0.6  # the width of a line through an amount, in points
STAIN = (0.15, 0.3)  # its radius, in sizes of type
FONTS = (
    "Carlito-Regular",
    "Carlito-Bold",
    "LiberationSans-Regular",
    "LiberationSans-Bold",
    "LiberationSans-Italic",
    "LiberationSerif-Regular",
    "LiberationSerif-Bold",
    "LiberationSansNarrow-Regular",
    "LiberationMono-Regular",
    "DejaVuSans",
    "DejaVuSans-Bold",
    "DejaVuSerif",
    "DejaVuSansCondensed",
    "Vera",
)
FORMS = (
    "£{0} - £{1}",
    "£{0} – £{1}",
    "£{0}–£{1}",
    "£{0}-£{1}",
    "£{0} to £{1}",
    "£{0}",
    "£{0} per annum",
    "Min: £{0}",
    "Minimum £{0}",
    "{0} - {1}",
)
_T = TypeVar("_T")
READERS = ("page", "below", "second")
WEAKEST = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99)


@dataclass(frozen=True)
class Condition:
    """A way in which a page is spoilt; lengths are points, so that they mean the same at each resolution."""

    name: str
    dpi: int = 200
    blur: float = 0.0  # standard deviation
    noise: float = 0.0  # standard deviation, in grey levels
    jpeg: int = 0  # quality
    skew: float = 0.0  # degrees
    ink: int = 0  # grey level
    tracking: float = 0.0  # by which letters are moved together
    rule: int = -1  # grey level of a line through each amount
    stained: bool = False
    bilevel: int = 0  # grey level that parts ink from paper


CONDITIONS = (
    Condition("clean 150", 150),
    Condition("clean 200"),
    Condition("clean 300", 300),
    Condition("clean 100", 100),
    Condition("blur", blur=0.5),
    Condition("noise", noise=35),
    Condition("jpeg 30", jpeg=30),
    Condition("skew 0.5", skew=0.5),
    Condition("faint", ink=190, noise=10, jpeg=60),
    Condition("touching", tracking=0.7),
    Condition("rule left", rule=60),
    Condition("rule erased", rule=255),
    Condition("stain", stained=True),
    Condition("bilevel thin", 150, noise=25, blur=0.25, bilevel=120),
    Condition("bilevel thick", 150, noise=8, blur=0.3, bilevel=215),
    Condition("hard", 150, blur=0.35, noise=18, jpeg=40, skew=0.5),
    Condition("worst", 110, blur=0.5, noise=12, jpeg=30, skew=0.3),
)


@dataclass(frozen=True)
class Printed:
    """A text with the box of its ink in pixels."""

    text: str
    box: Box


@dataclass(frozen=True)
class Trial:
    """What is printed, and what each reader made of it."""

    text: str
    page: str
    below: str
    second: Seen

    def value(self, reader: str) -> tuple[str, ...]:
        return values(self.second.text if reader == "second" else str(getattr(self, reader)))

    def is_right(self, reader: str) -> bool:
        return self.value(reader) == values(self.text)

    def agree(self, one: str, other: str) -> bool:
        return bool(self.value(one)) and self.value(one) == self.value(other)


def values(text: str) -> tuple[str, ...]:
    """Return the numbers that a text gives; groups of three may be kept apart by a comma, a dot or a space."""
    closed = re.sub(r"(?<=\d)\s*[,.]\s*(?=\d{3}(?!\d))", "", text)
    return tuple(re.sub(r"\s", "", one) for one in re.findall(r"\d+(?:\s?\.\s?\d+)?", closed))


def amounts(rng: Random) -> str:
    """Return a text of one amount or two, in a form that a sheet could use."""
    low = rng.randint(15_000, 60_000)
    pence = rng.choice(["", "", "", ".00", ".50", f".{rng.randint(0, 99):02}"])
    form = "{:,}" if rng.random() < 0.8 else "{}"
    return rng.choice(FORMS).format(*(form.format(one) + pence for one in (low, low + rng.randint(900, 15_000))))


def page(condition: Condition, rng: Random) -> tuple[Grey, list[Printed]]:
    """Return a page of amounts in one typeface, spoilt, and what is printed where."""
    big = condition.dpi / POINTS * FINE
    font = ImageFont.truetype(rng.choice(_font_files()), rng.uniform(*SIZES) * big)
    image = Image.new("L", (round(COLUMNS * WIDE * big), round(ROWS * HIGH * big)), 255)
    drawn = []
    for cell in range(COLUMNS * ROWS):
        column, row = cell % COLUMNS, cell // COLUMNS
        at = ((column * WIDE + 6 + rng.random()) * big, (row * HIGH + 15 + rng.random()) * big)
        drawn.append(_drawn(ImageDraw.Draw(image), at, amounts(rng), font, condition))
        _marred(ImageDraw.Draw(image), drawn[-1].box, font.size, condition, rng)
    size = (round(image.width / FINE), round(image.height / FINE))
    pixels = np.asarray(cv2.resize(np.asarray(image), size, interpolation=cv2.INTER_AREA), np.uint8)
    small = [Printed(one.text, Box(*(side / FINE for side in _sides(one.box)))) for one in drawn]
    return _spoilt(*_skewed(pixels, small, condition.skew), condition, rng)


@cache
def _font_files() -> list[str]:
    folders = [Path(folder) for folder in rl_config.TTFSearchPath]
    found = {path.stem: str(path) for folder in folders if folder.is_dir() for path in folder.rglob("*.ttf")}
    return [found[name] for name in FONTS if name in found]


def _sides(box: Box) -> tuple[float, float, float, float]:
    return box.x0, box.top, box.x1, box.bottom


def _drawn(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, font: ImageFont.FreeTypeFont, condition: Condition
) -> Printed:
    """Draw a text from its baseline on."""
    x, y = at
    boxes = []
    for piece in text if condition.tracking else [text]:
        draw.text((x, y), piece, fill=condition.ink, font=font, anchor="ls")
        boxes.append(Box(*draw.textbbox((x, y), piece, font=font, anchor="ls")))
        x += font.getlength(piece) - condition.tracking * condition.dpi / POINTS * FINE
    return Printed(text, around(boxes))


def _marred(draw: ImageDraw.ImageDraw, box: Box, size: float, condition: Condition, rng: Random) -> None:
    """Draw over a text what spoils it by itself."""
    if condition.rule >= 0:
        height, width = rng.uniform(box.top, box.bottom), RULE * condition.dpi / POINTS * FINE
        draw.line([(box.x0 - size / 2, height), (box.x1 + size / 2, height)], condition.rule, round(width))
    if condition.stained:
        x, y, radius = rng.uniform(box.x0, box.x1), rng.uniform(box.top, box.bottom), size * rng.uniform(*STAIN)
        draw.ellipse([x - radius, y - radius, x + radius, y + radius], rng.choice([0, 90, 255, 255]))


def _skewed(pixels: Grey, printed: list[Printed], degrees: float) -> tuple[Grey, list[Printed]]:
    if not degrees:
        return pixels, printed
    turn = cv2.getRotationMatrix2D((pixels.shape[1] / 2, pixels.shape[0] / 2), degrees, 1)
    size = (pixels.shape[1], pixels.shape[0])
    skewed = cv2.warpAffine(pixels, turn, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=255)
    moved = []
    for one in printed:
        corners = np.array([[x, y, 1] for x in (one.box.x0, one.box.x1) for y in (one.box.top, one.box.bottom)])
        ends = corners @ turn.T
        moved.append(Printed(one.text, Box(*ends.min(axis=0).tolist(), *ends.max(axis=0).tolist())))
    return np.asarray(skewed, np.uint8), moved


def _spoilt(pixels: Grey, printed: list[Printed], condition: Condition, rng: Random) -> tuple[Grey, list[Printed]]:
    """Spoil a page as a whole, in the order in which a scanner does."""
    image = pixels.astype(np.float64)
    if condition.blur:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), condition.blur * condition.dpi / POINTS), np.float64)
    image = image + np.random.default_rng(rng.getrandbits(32)).normal(0, condition.noise, image.shape)
    if condition.bilevel:
        image = np.where(image < condition.bilevel, 0.0, 255.0)
    done = np.clip(image, 0, 255).astype(np.uint8)
    if condition.jpeg:
        code = cv2.imencode(".jpg", done, [cv2.IMWRITE_JPEG_QUALITY, condition.jpeg])[1]
        done = np.asarray(cv2.imdecode(code, cv2.IMREAD_GRAYSCALE), np.uint8)
    return done, printed


class Bench:
    """The readers, and the seconds that each has taken."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(READERS, 0.0)
        self._second = SecondReader()

    def page(self, pixels: Grey, dpi: float) -> list[tesseract.Seen]:
        return tesseract.words(pixels, dpi)

    def trials(self, condition: Condition, rng: Random) -> Iterator[Trial]:
        """Yield what becomes of each text of a page."""
        pixels, printed = page(condition, rng)
        crops = [crop(pixels, one.box) for one in printed]
        lines = [line(one, condition.dpi) for one in crops]
        words = self._timed("page", lambda: self.page(pixels, condition.dpi))
        below = self._timed("below", lambda: read_parts(lines, condition.dpi, self))
        second = self._timed("second", lambda: self._second.readings([one.pixels for one in crops]))
        for one, under, seen in zip(printed, below, second, strict=True):
            yield Trial(one.text, _within(one.box, words), _joined(under), seen)

    def _timed(self, name: str, read: Callable[[], _T]) -> _T:
        start = time.perf_counter()
        done = read()
        self.seconds[name] += time.perf_counter() - start
        return done


def _within(box: Box, words: Iterable[tesseract.Seen]) -> str:
    """Return the words whose middle is in a box or near it, from left to right."""
    slack = box.height / 2
    near = Box(box.x0 - slack, box.top - slack, box.x1 + slack, box.bottom + slack)
    return _joined(word for word in words if near.holds(*word.box.middle))


def _joined(words: Iterable[tesseract.Seen]) -> str:
    return " ".join(word.text for word in sorted(words, key=lambda word: word.box.x0))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parsed = _parser().parse_args(arguments)
    bench, every = Bench(), list[Trial]()
    print(_HEAD)
    for condition in CONDITIONS:
        found: list[Trial] = []
        for number in range(parsed.pages):
            found += bench.trials(condition, _random(parsed.seed, condition.name, number))
        print(_line(condition.name, found), flush=True)
        every += found
    print(_line("all", every), *_thresholds(every), sep="\n")
    spent = (f"{name} {1000 * seconds / len(every):.1f}" for name, seconds in bench.seconds.items())
    print("milliseconds for a text:", ", ".join(spent))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.second_bench", description=__doc__)
    parser.add_argument("--pages", type=int, default=2, help="pages of 78 texts for each condition (default: 2)")
    parser.add_argument("--seed", type=int, default=0, help="other pages (default: 0)")
    return parser


def _random(*names: object) -> Random:
    return Random(" ".join(map(str, names)))  # noqa: S311 - the same pages each time


_HEAD = f"""{"":<14} {"":>5}  {"right %":^20}  {"agree and are wrong":^36}  {"settled":^14}
{"":<14} texts  {"page":>6} {"below":>6} {"second":>6}  page+below page+second below+second  marked% silent"""


def _line(name: str, trials: Sequence[Trial]) -> str:
    right = (100 * sum(one.is_right(reader) for one in trials) / len(trials) for reader in READERS)
    wrong = [
        sum(trial.agree(one, other) and not trial.is_right(one) for trial in trials)
        for one, other in combinations(READERS, 2)
    ]
    made = [settled(one.page, one.second.text, one.below) for one in trials]
    marked = 100 * sum(bool(one.doubt) for one in made) / len(made)
    pairs = zip(made, trials, strict=True)
    silent = sum(not one.doubt and values(one.text) != values(trial.text) for one, trial in pairs)
    shares = " ".join(f"{share:6.1f}" for share in right)
    agreed = f"{wrong[0]:>10} {wrong[1]:>11} {wrong[2]:>12}"
    return f"{name:<14} {len(trials):>5}  {shares}  {agreed}  {marked:>7.1f} {silent:>6}"


def _thresholds(trials: Sequence[Trial]) -> Iterator[str]:
    """Yield what is left of the agreements where the weakest letter of the second engine must have a score."""
    agreed = [one for one in trials if one.agree("page", "second")]
    for least in WEAKEST:
        kept = [one for one in agreed if one.second.weakest >= least]
        wrong = sum(not one.is_right("page") for one in kept)
        share = 100 * len(kept) / max(len(agreed), 1)
        yield f"page+second, weakest letter from {least:.2f}: {share:5.1f} % of the agreements, {wrong} wrong"


if __name__ == "__main__":
    main()
