"""What befalls a page from the copier to the scanner or the phone: each effect takes grey pixels and gives grey pixels.

`EFFECTS` has them in the order in which they happen. Lengths are in points, so that an effect looks alike at every
resolution; `strength` goes from 0, hardly to be seen, to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from tests.sheets.scan_print import Box, Pixels

    Field = NDArray[np.float32]

PAPER = 255


@dataclass(frozen=True)
class Scene:
    """How one page is taken: its own numbers, the resolution, the strength, and all that happens to the page."""

    rng: np.random.Generator
    dpi: int
    strength: float
    features: frozenset[str]

    def pixels(self, points: float) -> float:
        """Return a length in pixels."""
        return points * self.dpi / 72

    def between(self, low: float, high: float) -> float:
        """Return a number between the two, nearer to the second the stronger the page is marred."""
        return low + (high - low) * self.strength * float(self.rng.uniform(0.5, 1))

    def sign(self) -> int:
        """Return 1 or -1."""
        return int(self.rng.choice([-1, 1]))


def _grey(values: NDArray[Any]) -> Pixels:
    return np.asarray(np.clip(np.rint(values), 0, 255), dtype=np.uint8)


def _pixels(image: cv2.typing.MatLike) -> Pixels:
    return np.asarray(image, dtype=np.uint8)


def _clouds(scene: Scene, shape: tuple[int, ...], cells: int) -> Field:
    """Return soft random values from -1 to 1, about so many ups and downs to a side."""
    coarse = scene.rng.uniform(-1, 1, (cells + 1, cells + 1)).astype(np.float32)
    return np.clip(cv2.resize(coarse, shape[::-1], interpolation=cv2.INTER_CUBIC), -1, 1).astype(np.float32)


def _ramp(scene: Scene, shape: tuple[int, ...]) -> Field:
    """Return values that rise from 0 to 1 over the page in a random direction."""
    angle = scene.rng.uniform(0, 2 * np.pi)
    down, right = (np.linspace(0, 1, count, dtype=np.float32) for count in shape)
    slope = down[:, np.newaxis] * np.float32(np.sin(angle)) + right * np.float32(np.cos(angle))
    return np.asarray((slope - slope.min()) / np.ptp(slope), dtype=np.float32)


def _places(page: Pixels) -> tuple[Field, Field]:
    """Return the row and the column of each pixel."""
    rows, columns = (np.arange(count, dtype=np.float32) for count in page.shape)
    return np.broadcast_to(rows[:, np.newaxis], page.shape), np.broadcast_to(columns, page.shape)


# The paper


def _faint(page: Pixels, scene: Scene) -> Pixels:
    """Copy with little toner: thinner strokes, of a grey that comes and goes."""
    thin = cv2.addWeighted(page, 0.7, cv2.dilate(page, np.ones((2, 2), np.uint8)), 0.3, 0)
    ink = (1 - scene.between(0.2, 0.6)) * (1 + 0.15 * _clouds(scene, page.shape, 9))
    return _grey(PAPER - (PAPER - thin.astype(np.float32)) * ink)


def _bold(page: Pixels, scene: Scene) -> Pixels:
    """Copy with much toner: strokes spread by up to a third of a point."""
    spread = scene.pixels(scene.between(0.1, 0.35))
    size = int(np.ceil(spread)) + 1
    thick = cv2.erode(page, np.ones((size, size), np.uint8))
    return _pixels(cv2.addWeighted(page, 1 - spread / size, thick, spread / size, 0))


def _rules_broken(page: Pixels, scene: Scene) -> Pixels:
    """Leave gaps in thin lines, as copies of copies do."""
    dark = np.where(page < 160, PAPER, 0).astype(np.uint8)
    length, thick = round(scene.pixels(30)), round(scene.pixels(4))
    rules = np.zeros_like(dark)
    for along, across in (((length, 1), (1, thick)), ((1, length), (thick, 1))):
        runs = _pixels(cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones(along, np.uint8)))
        rules |= runs & ~_pixels(cv2.morphologyEx(runs, cv2.MORPH_OPEN, np.ones(across, np.uint8)))
    rules = _pixels(cv2.dilate(rules, np.ones((3, 3), np.uint8)))
    ground = cv2.dilate(page, np.ones((thick, thick), np.uint8))
    gaps = _clouds(scene, page.shape, 60) > 0.75 - 0.35 * scene.strength
    return np.where(gaps & (rules > 0), ground, page).astype(np.uint8)


def _folded(page: Pixels, scene: Scene) -> Pixels:
    """Open a letter again: a bright line with a dark side across the page."""
    down, right = _places(page)
    height = page.shape[0] * float(scene.rng.uniform(0.25, 0.75))
    away = (down - height - right * float(scene.rng.uniform(-0.01, 0.01))) / scene.pixels(1.2)
    bright = 50 * scene.strength * np.exp(-(away**2))
    return _grey(page + bright - scene.between(25, 80) * np.exp(-((away - 2) ** 2)))


def _smeared(page: Pixels, scene: Scene) -> Pixels:
    """Wet a part of the page so that its ink runs: lines of text can be seen there, and not be read."""
    wet = cv2.GaussianBlur(page, (0, 0), scene.pixels(scene.between(1.2, 2.5)))
    where = np.clip((_clouds(scene, page.shape, 4) - 0.75) * 10, 0, 1)
    return _grey(page + (np.minimum(wet, page.mean() - 15) - page) * where)


def _punched(page: Pixels, scene: Scene) -> Pixels:
    """Punch the two or four holes of a file as far from the edge as they take no ink away; the lid shows through."""
    radius, tone = round(scene.pixels(8.5)), int(scene.rng.choice([40, 120, 225]))
    steps = (-0.5, 0.5) if scene.rng.random() < 0.6 else (-1.5, -0.5, 0.5, 1.5)
    heights = [round(page.shape[0] / 2 + step * scene.pixels(227)) for step in steps]
    places = [round(scene.pixels(points)) for points in (34, 28, 22, 16, 12)]
    clear = (at for at in places if all(_blank(page, at, height, radius + 1) for height in heights))
    at, holed = next(clear, 0), page.copy()
    for height in heights if at else ():
        cv2.circle(holed, (at, height), radius, tone, -1, cv2.LINE_AA)
        cv2.ellipse(holed, (at, height), (radius, radius), 0, 150, 300, tone // 2, max(radius // 8, 1), cv2.LINE_AA)
    return holed


def _blank(page: Pixels, at: int, height: int, radius: int) -> bool:
    """Tell whether there is no ink around a point."""
    return bool((page[max(height - radius, 0) : height + radius, max(at - radius, 0) : at + radius] > 200).all())


def stained(page: Pixels, box: Box, scene: Scene) -> Pixels:
    """Spill something on a box: within it nothing is to be seen, around it there is a soft edge."""
    left, top, right, bottom = box
    high = bottom - top
    y0, x0 = max(top - 2 * high, 0), max(left - 2 * high, 0)
    around = page[y0 : bottom + 2 * high, x0 : right + 2 * high].astype(np.float32)
    core = np.zeros(around.shape, np.float32)
    core[top - y0 : bottom - y0, left - x0 : right - x0] = 1
    wavy = np.roll(core, round(0.2 * high * scene.sign()), axis=1)
    edge = cv2.GaussianBlur(np.maximum(core, wavy), (0, 0), 0.35 * high) + 0.2 * _clouds(scene, core.shape, 8)
    dark = "black_and_white" in scene.features
    tone = float(scene.rng.uniform(20, 70) if dark else scene.rng.choice([25, 100, 150]))
    liquid = tone + 14 * _clouds(scene, core.shape, 12) + scene.rng.normal(0, 4, core.shape)
    share = np.maximum(core, np.clip(2 * edge - 0.6, 0, 0.4))
    spilt = page.copy()
    spilt[y0 : bottom + 2 * high, x0 : right + 2 * high] = _grey(around * (1 - share) + liquid * share)
    return spilt


# How it lies


def _curled(page: Pixels, scene: Scene) -> Pixels:
    """Let the page rise and sink like a leaf of a book."""
    down, right = _places(page)
    lift = scene.pixels(scene.between(1, 4)) * np.sin(right / page.shape[1] * np.pi * scene.rng.uniform(0.7, 1.6))
    source = np.asarray(down + lift, dtype=np.float32)
    return _pixels(cv2.remap(page, right.copy(), source, cv2.INTER_CUBIC, borderValue=PAPER))


def _skewed(page: Pixels, scene: Scene) -> Pixels:
    """Lay the page on the glass or feed it at an angle of up to two degrees, on a white or a black lid."""
    degrees = scene.sign() * scene.between(0.1, 2)
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    lid = 15 if "dark_lid" in scene.features else PAPER
    flags, border = cv2.INTER_CUBIC, cv2.BORDER_CONSTANT
    return _pixels(cv2.warpAffine(page, turn, (width, height), flags=flags, borderMode=border, borderValue=lid))


def _perspective(page: Pixels, scene: Scene) -> Pixels:
    """Hold a phone over the page, not quite level; around the page there may be a darker desk."""
    height, width = page.shape
    edge = 0.05 if "desk" in scene.features else 0.0
    reach = scene.between(0.01, 0.045)
    shifts = scene.rng.uniform(0, reach, (4, 2)) + edge
    corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1)])
    seen = np.where(corners == 0, shifts, 1 - shifts) * (width, height)
    matrix = cv2.getPerspectiveTransform((corners * (width, height)).astype(np.float32), seen.astype(np.float32))
    shot = cv2.warpPerspective(page, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=PAPER)
    on_page = cv2.warpPerspective(np.full_like(page, PAPER), matrix, (width, height), flags=cv2.INTER_LINEAR) / PAPER
    if "desk" not in scene.features:
        return _pixels(shot)
    grain = _clouds(scene, (height, 8), 40)[:, :1] * 10 + _clouds(scene, page.shape, 5) * 15
    desk = float(scene.rng.uniform(50, 120)) + grain
    return _grey(shot * on_page + desk * (1 - on_page))


# The light


def _shaded(page: Pixels, scene: Scene) -> Pixels:
    """Light the page from one side, unevenly."""
    depth = scene.between(0.05, 0.4)
    return _grey(page * (1 - depth * _ramp(scene, page.shape) - 0.2 * depth * (1 + _clouds(scene, page.shape, 3))))


def _book_shadow(page: Pixels, scene: Scene) -> Pixels:
    """Darken one long edge, as the fold of a book or a bound file does."""
    away = np.arange(page.shape[1], dtype=np.float32) / scene.pixels(scene.between(8, 16))
    shadow = 1 - 0.85 * np.exp(-(away**2))
    return _grey(page * (shadow if scene.sign() > 0 else shadow[::-1]))


def _hand_shadow(page: Pixels, scene: Scene) -> Pixels:
    """Let the shadow of the hand and the phone fall on the page."""
    where = 1 / (1 + np.exp(-20 * (_ramp(scene, page.shape) + 0.1 * _clouds(scene, page.shape, 3) - 0.6)))
    return _grey(page * (1 - scene.between(0.1, 0.4) * where))


# The lens, the sensor, the file


def _blurred(page: Pixels, scene: Scene) -> Pixels:
    return _pixels(cv2.GaussianBlur(page, (0, 0), scene.pixels(scene.between(0.12, 0.5))))


def _noisy(page: Pixels, scene: Scene) -> Pixels:
    noise = scene.rng.standard_normal(page.shape, dtype=np.float32)
    return _grey(page + noise * np.float32(scene.between(2, 16)))


def _speckled(page: Pixels, scene: Scene) -> Pixels:
    """Strew dust on the glass: dark specks, and white ones in the ink."""
    spotted = page.copy()
    count = round(scene.between(20, 250) * page.size / scene.pixels(842) / scene.pixels(595))
    rows, columns = scene.rng.integers(0, page.shape[0], count), scene.rng.integers(0, page.shape[1], count)
    sizes = scene.rng.exponential(scene.pixels(0.25), count)
    for row, column, size in zip(rows.tolist(), columns.tolist(), sizes.tolist(), strict=True):
        tone = int(scene.rng.choice([30, 90, PAPER]))
        cv2.circle(spotted, (column, row), round(size), tone, -1)
    return spotted


def _black_and_white(page: Pixels, scene: Scene) -> Pixels:
    """Decide for each pixel between the paper and the ink that the page has."""
    paper, ink = float(np.median(page)), float(np.quantile(page, 0.01))
    limit = ink + (paper - ink) * (0.6 + 0.15 * scene.strength * scene.sign())
    return np.where(page > limit, PAPER, 0).astype(np.uint8)


#: What happens before a stain falls on the page, and after it, in this order.
BEFORE: dict[str, Callable[[Pixels, Scene], Pixels]] = {
    "faint": _faint,
    "bold_copy": _bold,
    "rules_broken": _rules_broken,
}
AFTER: dict[str, Callable[[Pixels, Scene], Pixels]] = {
    "smeared": _smeared,
    "folded": _folded,
    "punched": _punched,
    "curled": _curled,
    "skewed": _skewed,
    "perspective": _perspective,
    "shaded": _shaded,
    "book_shadow": _book_shadow,
    "hand_shadow": _hand_shadow,
    "blurred": _blurred,
    "speckled": _speckled,
    "noisy": _noisy,
    "black_and_white": _black_and_white,
}


def taken(page: Pixels, boxes: list[Box], scene: Scene) -> Pixels:
    """Return the page as the scanner gives it: all that its features name, and stains over these boxes."""
    for name, effect in BEFORE.items():
        page = effect(page, scene) if name in scene.features else page
    for box in boxes:
        page = stained(page, box, scene)
    for name, effect in AFTER.items():
        page = effect(page, scene) if name in scene.features else page
    return page
