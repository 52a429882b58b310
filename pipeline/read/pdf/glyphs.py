"""Glyphs to words, turned upright.

Most of a page's text sets its frame; a line that runs otherwise is one word, with its place. The box of a word is made
from its baseline, since the boxes of fonts differ along one line.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from pdfplumber.utils.text import extract_words

from pipeline.geometry import Box

Thing = dict[str, Any]
Size = tuple[float, float]

#: Above and below the baseline, as shares of the size of the font.
ASCENT, DESCENT = 0.75, 0.25
#: A gap of this share of the size begins a word; one of the other, a text that runs across the page's.
WORD_GAP, ACROSS_GAP = 0.18, 1.0
#: Glyphs nearer to an equal one than this share of the size are drawn twice.
TWIN, FARTHEST_TWIN = 0.12, 12.0
#: Glyphs are sought by cells of a page that are so wide and high, in points.
CELL = 8.0
#: Baselines that differ by less (points) are one line's.
BASELINE = 0.6
#: A glyph raised by more than this share of its size is the mark of a note.
RISEN = 0.15
#: Degrees by which text may lean and still count as straight.
LEAN = 3.0
#: A text so many times larger than the page's, and this light (0 black to 1 white), is a watermark.
WATERMARK, LIGHT = 2.5, 0.5
#: As light as this is white.
WHITE = 0.97
#: A document has few letters, colours and directions of type: what was found out of so many of each is kept.
KEPT = 4096
#: Which way is up for glyphs that are turned by so many degrees: upwards and to the right.
_UP = {0: (1, 0), 90: (0, -1), 180: (-1, 0), 270: (0, 1)}
#: A glyph without any text is a blank where it is narrower than this share of its size: no two letters in one are.
WIDE = 0.4
#: Stands for a glyph whose font does not say which letter it is.
UNMAPPED = "\ufffd"
#: Glyphs of symbol fonts that stand for bullets.
_BULLETS = set("\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf02d\uf06c\uf06e\uf0a8\uf0a0")
#: In WinAnsiEncoding every code above 64 that has no letter is a bullet (ISO 32000-1, annex D.2, note 3).
_BULLETS |= {f"(cid:{code})" for code in (127, 129, 141, 143, 144, 157)}
#: Characters that a Unicode map gives for a glyph that it does not know.
_NONE = {"\x00", UNMAPPED}


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph on the page as shown: `turn` are the degrees clockwise that make it upright, None where it leans."""

    text: str
    box: Box
    origin: Box
    turn: int | None
    size: float
    light: float


def read(chars: Iterable[Thing], view: Box, left: float) -> list[Glyph]:
    """Return the glyphs that are in view, once each, from pdfplumber's characters.

    `left` is the left edge of the media box, in the coordinates of `view`.
    """
    chars = list(chars)
    feet = _feet(chars, left)
    placed = (_glyph(char, view, left, feet) for char in chars)
    shown = Box(0, 0, view.width, view.height)
    return list(_once(glyph for glyph in placed if glyph.text and shown.holds(*glyph.box.middle)))


def _feet(chars: Iterable[Thing], left: float) -> dict[str, float]:
    """Return how far above its baseline the foot of most glyphs of each font is, as a share of their size."""
    counts: dict[str, Counter[float]] = {}
    for char in chars:
        foot, size = _foot(char, left)
        if size:
            counts.setdefault(char["font"], Counter())[round(foot / size, 2)] += 1
    return {font: found.most_common(1)[0][0] for font, found in counts.items()}


def _foot(char: Thing, left: float) -> tuple[float, float]:
    """Return how far the foot of a glyph is above its baseline, whichever way it runs, and its size, in points."""
    a, b, _, _, x, y = char["matrix"]
    turn, _ = _direction(a, b)
    if turn % 180:
        return (x + left - char["x1"] if turn == 90 else char["x0"] - x - left), char["x1"] - char["x0"]
    high = char["bottom"] - char["top"]
    return (y - char["y1"] if turn == 180 else char["y1"] - high - y), high


def _glyph(char: Thing, view: Box, left: float, feet: Mapping[str, float]) -> Glyph:
    """Return a glyph; where it is raised, its box shows it, and not its matrix."""
    a, b, _, _, x, y = char["matrix"]
    turn, straight = _direction(a, b)
    box = Box(char["x0"] - view.x0, char["top"] - view.top, char["x1"] - view.x0, char["bottom"] - view.top)
    foot, size = _foot(char, left)
    rise = foot - feet.get(char["font"], 0.0) * size
    rise = rise if rise > RISEN * size else 0.0
    # The matrix measures upwards from the bottom of the media box, as y1 does, and to the right from its left edge.
    down, right = char["top"] + char["y1"] - y - view.top, x + left - view.x0
    up, aside = _UP[turn % 360]
    down, right = down - up * rise, right + aside * rise
    blank = not char["text"] and (box.height if turn % 180 else box.width) < WIDE * size
    return Glyph(
        "" if blank else _text(char["text"]),
        box,
        Box(right, down, right, down),
        turn % 360 if straight else None,
        max(size, 0.1),
        lightness(char.get("non_stroking_color")),
    )


@lru_cache(KEPT)
def _direction(a: float, b: float) -> tuple[int, bool]:
    """Return the quarter turn that is nearest to the direction of a glyph, in degrees, and whether it is near."""
    angle = math.degrees(math.atan2(b, a)) % 360
    turn = round(angle / 90) * 90
    return turn, abs(angle - turn) <= LEAN


@lru_cache(KEPT)
def _text(text: str | None) -> str:
    if not text:
        return UNMAPPED
    if text in _BULLETS:
        return "•"
    return UNMAPPED if is_unmapped(text) else text


@lru_cache(KEPT)
def is_unmapped(text: str) -> bool:
    """Tell whether the text of a glyph is none: its font does not say which letter it is."""
    return text.startswith("(cid:") or any("\ue000" <= char <= "\uf8ff" or char in _NONE for char in text)


def lightness(color: object) -> float:
    """Return how light a colour is, from 0 for black; one that cannot be told is black."""
    every = color if isinstance(color, (tuple, list)) else (color,)
    parts = [float(part) for part in every if isinstance(part, (int, float))]
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 3:
        return 0.3 * parts[0] + 0.59 * parts[1] + 0.11 * parts[2]
    if len(parts) == 4:
        return (1 - parts[3]) * (1 - 0.3 * parts[0] - 0.59 * parts[1] - 0.11 * parts[2])
    return 0.0


def _once(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    """Drop glyphs drawn a second time next to themselves, as some programs make bold type."""
    seen: dict[tuple[str, int, int], list[Box]] = {}
    for glyph in glyphs:
        x, y, near = glyph.box.x0, glyph.box.top, min(TWIN * glyph.size, FARTHEST_TWIN)
        cells = [(glyph.text, column, row) for column in _cells(x, near) for row in _cells(y, near)]
        twins = [other for cell in cells if cell in seen for other in seen[cell]]
        if not any(abs(twin.x0 - x) < near and abs(twin.top - y) < near for twin in twins):
            seen.setdefault((glyph.text, int(x // CELL), int(y // CELL)), []).append(glyph.box)
            yield glyph


def _cells(middle: float, near: float) -> range:
    """Return the numbers of the cells, in one direction, that are near a point."""
    return range(int((middle - near) // CELL), int((middle + near) // CELL) + 1)


def turn_of(glyphs: Iterable[Glyph]) -> int:
    """Return the turn of most of a page's text."""
    turns = Counter(glyph.turn for glyph in glyphs if glyph.turn is not None and glyph.text.strip())
    return turns.most_common(1)[0][0] or 0 if turns else 0


def parted(glyphs: Sequence[Glyph], fills: Sequence[Box]) -> tuple[list[Glyph], list[Glyph]]:
    """Part the text from watermarks: what leans, what is large and light, and what is white on white paper."""
    sizes = Counter(round(glyph.size) for glyph in glyphs if glyph.text.strip())
    usual = sizes.most_common(1)[0][0] if sizes else 10
    kept: list[Glyph] = []
    faint: list[Glyph] = []
    for glyph in glyphs:
        large = glyph.size > WATERMARK * usual and glyph.light > LIGHT
        white = glyph.light >= WHITE and not any(fill.holds(*glyph.box.middle) for fill in fills)
        (faint if glyph.turn is None or large or white else kept).append(glyph)
    return kept, faint


def text_of(glyphs: Iterable[Glyph]) -> str:
    """Return the letters of some glyphs, as drawn."""
    return " ".join("".join(glyph.text for glyph in glyphs).split())


def words(glyphs: Iterable[Glyph], turn: int, size: Size) -> list[Thing]:
    """Return words with box, size and turn in the frame of the page's text; `size` is that of the page as shown."""
    frame = _turned(size, turn)
    groups: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        own = ((glyph.turn or 0) - turn) % 360
        if turn:
            glyph = replace(glyph, box=glyph.box.turned(turn, *size), origin=glyph.origin.turned(turn, *size))
        groups.setdefault(own, []).append(glyph)
    return [word for own in sorted(groups) for word in _words(groups[own], own, frame)]


def _turned(size: Size, degrees: int) -> Size:
    return (size[1], size[0]) if degrees % 180 else size


def _words(glyphs: Sequence[Glyph], turn: int, frame: Size) -> Iterator[Thing]:
    """Yield the words of one turn; what runs across the page's text is a word a line."""
    found = extract_words(
        [_char(glyph, turn, frame) for glyph in glyphs],
        x_tolerance_ratio=ACROSS_GAP if turn else WORD_GAP,
        y_tolerance=BASELINE,
        keep_blank_chars=bool(turn),
        return_chars=True,
    )
    for word in found:
        size, baseline = max(char["size"] for char in word["chars"]), word["top"]
        box = Box(word["x0"], baseline - ASCENT * size, word["x1"], baseline + DESCENT * size)
        box = box.turned((360 - turn) % 360, *_turned(frame, turn))
        if word["text"].strip():
            sides = [round(side, 2) for side in (box.x0, box.top, box.x1, box.bottom)]
            yield {"text": word["text"].strip(), "box": sides, "size": round(size, 1), "across": bool(turn)}


def _char(glyph: Glyph, turn: int, frame: Size) -> Thing:
    """Return a glyph in pdfplumber's terms, upright; its top is its baseline, which is one along a line."""
    box, baseline = glyph.box.turned(turn, *frame), glyph.origin.turned(turn, *frame).top
    sides = {"x0": box.x0, "x1": box.x1, "top": baseline, "bottom": baseline + 1, "doctop": baseline}
    return sides | {"text": glyph.text, "upright": True, "size": glyph.size}
