"""Sheets as scans: a typeset PDF is printed, marred as copiers, scanners, phones and coffee do, and saved as images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.sheets.content import chance, draw, make_content
from tests.sheets.pdf import PDF_TYPESETTERS, Printed
from tests.sheets.scan_effects import Scene, taken
from tests.sheets.scan_file import Setting, image_file, image_pdf, mixed_pdf, turned_pdf
from tests.sheets.scan_hide import Blot, hide_pay, hide_word
from tests.sheets.scan_print import Pixels, Printout, em_of, print_out

if TYPE_CHECKING:
    from random import Random

#: How often a scan shows each kind of typeset sheet.
_SOURCES = {
    "pdf_ruled": 5.0,
    "pdf_partly_ruled": 3.0,
    "pdf_unruled": 2.0,
    "pdf_pay_only": 3.0,
    "pdf_list": 3.0,
    "pdf_news": 0.5,
}
#: Features of a PDF that leave no mark on paper.
_UNSEEN = frozenset(
    [
        "column_order",
        "crop_box",
        "letter_by_letter",
        "ligatures",
        "no_break_spaces",
        "random_order",
        "rotated_page",
        "shifted_box",
        "spaces_drawn",
        "white_boxes",
        "word_by_word",
    ]
)
#: Reading a page takes seconds.
_MOST_PAGES = 4
#: Sizes of type in pixels to the em: below the first nobody can read a scan, below the second it is hard.
_LEAST_EM, _SMALL_EM = 13, 19


@dataclass(frozen=True)
class Recipe:
    """What a kind of scan may look like: resolutions, strength of what mars it, JPEG quality, chances of features.

    A `calm` share of the sheets has few features.
    """

    resolutions: tuple[int, ...]
    strength: tuple[float, float]
    quality: tuple[int, int]
    chances: dict[str, float]
    mixed: bool = False
    calm: float = 0.25


_STAINS = {"stained_pay": 0.4, "stained_text": 0.25}
_OFFICE = _STAINS | {
    "skewed": 0.9,
    "dark_lid": 0.12,
    "faint": 0.12,
    "bold_copy": 0.12,
    "rules_broken": 0.12,
    "folded": 0.12,
    "punched": 0.15,
    "shaded": 0.25,
    "book_shadow": 0.12,
    "blurred": 0.5,
    "noisy": 0.6,
    "speckled": 0.25,
    "black_and_white": 0.2,
    "turned": 0.15,
    "turned_entry": 0.08,
}
_PHONE = _STAINS | {
    "perspective": 1.0,
    "desk": 0.7,
    "curled": 0.25,
    "shaded": 0.9,
    "hand_shadow": 0.35,
    "folded": 0.2,
    "blurred": 0.7,
    "noisy": 0.8,
    "turned": 0.25,
    "no_resolution": 0.6,
}
_BAD = _OFFICE | {
    "faint": 0.3,
    "bold_copy": 0.3,
    "rules_broken": 0.4,
    "smeared": 0.6,
    "folded": 0.3,
    "shaded": 0.6,
    "blurred": 0.8,
    "noisy": 0.9,
    "speckled": 0.7,
    "black_and_white": 0.3,
}
RECIPES = {
    "scan_300": Recipe((300,), (0.1, 0.6), (60, 92), _OFFICE),
    "scan_200": Recipe((200,), (0.1, 0.7), (50, 92), _OFFICE),
    "scan_150": Recipe((150,), (0.1, 0.6), (50, 92), _OFFICE),
    "scan_phone": Recipe((180, 220, 260), (0.2, 0.8), (50, 85), _PHONE),
    "scan_bad": Recipe((120, 150, 200), (0.7, 1.0), (30, 50), _BAD, calm=0.0),
    "scan_mixed": Recipe((200, 300), (0.1, 0.6), (50, 92), _OFFICE, mixed=True),
}
#: Of each pair the second cannot stand beside the first.
_BARS = (
    ("faint", "bold_copy"),
    ("perspective", "skewed"),
    ("turned", "turned_entry"),
    # One threshold for a page turns its shade to black.
    ("shaded", "black_and_white"),
)
#: What each of these needs another for.
_NEEDS = {"dark_lid": "skewed", "desk": "perspective"}


@dataclass(frozen=True)
class Scanned:
    """A file of scanned pages: its bytes and suffix, its number of pages, what is true of it, and its features."""

    data: bytes
    suffix: str
    pages: int
    truth: dict[str, Any]
    features: set[str]


@dataclass(frozen=True)
class _Job:
    """A sheet on its way through the scanner."""

    recipe: Recipe
    printed: Printed
    pages: list[Printout]
    dpi: int
    features: set[str]


def scanned(rng: Random, kind: str) -> Scanned:
    """Print, mar and scan a sheet."""
    recipe = RECIPES[kind]
    dpi = rng.choice(recipe.resolutions)
    printed, pages = _source(rng, dpi, mixed=recipe.mixed)
    features = _features(rng, recipe) | {f"dpi_{dpi}"} | ({"small_type"} if em_of(pages) < _SMALL_EM else set())
    # Between the white letters of a dark heading the paper is as thin as a rule.
    features -= {"rules_broken"} if printed.features & {"rules_none", "dark_head"} else set()
    job = _Job(recipe, printed, pages, dpi, features)
    chosen = _chosen(rng, job)
    blots, truth = _hidden(rng, job, chosen)
    shots = {at: _shot(rng, job, at, blots) for at in chosen}
    data, suffix = _saved(rng, job, _turned(rng, shots, features))
    return Scanned(data, suffix, len(pages), truth, features | (printed.features - _UNSEEN))


def _source(rng: Random, dpi: int, *, mixed: bool) -> tuple[Printed, list[Printout]]:
    """Typeset sheets until one has few pages, and type that can be read at this resolution."""
    while True:
        name = rng.choices(list(_SOURCES), weights=list(_SOURCES.values()))[0]
        printed = PDF_TYPESETTERS[name](rng, make_content(rng, news=name == "pdf_news"))
        if 1 + mixed <= printed.pages <= _MOST_PAGES and "undecidable" not in printed.features:
            pages = print_out(printed.data, dpi)
            if em_of(pages) >= _LEAST_EM:
                printed.features.add(name)
                return printed, pages


def _features(rng: Random, recipe: Recipe) -> set[str]:
    features = draw(rng, recipe.chances, calm=recipe.calm)
    features |= {name for name, share in recipe.chances.items() if share == 1}
    for first, second in _BARS:
        features -= {second} if first in features else set()
    return features - {name for name, needed in _NEEDS.items() if needed not in features}


def _chosen(rng: Random, job: _Job) -> list[int]:
    """Return the pages that are scanned, counted from 0: all, or some of a mixed sheet."""
    count = len(job.pages)
    return sorted(rng.sample(range(count), rng.randrange(1, count))) if job.recipe.mixed else list(range(count))


def _hidden(rng: Random, job: _Job, chosen: list[int]) -> tuple[list[Blot], dict[str, Any]]:
    """Stain an amount, a word, or neither; what cannot be stained is no feature."""
    blots: list[Blot] = []
    truth = job.printed.truth
    for feature, hide in (("stained_pay", hide_pay), ("stained_text", hide_word)):
        if feature in job.features:
            more, stained = hide(rng, job.pages, truth)
            if more and all(blot.page in chosen for blot in more):
                blots, truth = blots + more, stained
            else:
                job.features.remove(feature)
    return blots, truth


def _shot(rng: Random, job: _Job, at: int, blots: list[Blot]) -> Pixels:
    """Scan one page, with numbers of its own."""
    numbers = np.random.default_rng(rng.getrandbits(64))
    scene = Scene(numbers, job.dpi, rng.uniform(*job.recipe.strength), frozenset(job.features))
    return taken(job.pages[at].pixels, [blot.box for blot in blots if blot.page == at], scene)


def _turned(rng: Random, shots: dict[int, Pixels], features: set[str]) -> dict[int, Pixels]:
    """Turn all pages or one, as somebody put them in the feeder."""
    if "turned" not in features:
        return shots
    quarters = rng.choice([1, 2, 3])
    features.add(f"turned_{90 * quarters}")
    which = list(shots) if chance(rng, 0.6) else [rng.choice(list(shots))]
    return {at: np.ascontiguousarray(np.rot90(shot, -quarters * (at in which))) for at, shot in shots.items()}


def _saved(rng: Random, job: _Job, shots: dict[int, Pixels]) -> tuple[bytes, str]:
    """Choose a file format and write it."""
    two_tones = "black_and_white" in job.features
    setting = Setting(job.dpi, rng.randint(*job.recipe.quality), two_tones)
    pages = list(shots.values())
    if job.recipe.mixed:
        job.features.discard("turned_entry")
        return mixed_pdf(job.printed.data, shots, setting), ".pdf"
    if "turned_entry" in job.features:
        return turned_pdf(pages, setting), ".pdf"
    dpi = 0 if "no_resolution" in job.features else job.dpi
    setting = Setting(dpi, setting.quality, two_tones)
    form = rng.choice(_forms(job))
    job.features.add(f"as_{form}")
    return (image_pdf(pages, setting) if form == "pdf" else image_file(pages, form, setting)), f".{form}"


def _forms(job: _Job) -> list[str]:
    """Return the file formats that there may be; a phone writes no TIFF, and a JPEG has no page but one."""
    if "perspective" in job.features:
        return ["pdf", "jpg"] if len(job.pages) == 1 else ["pdf"]
    if len(job.pages) > 1:
        return ["pdf", "pdf", "pdf", "tif"]
    return ["pdf", "tif", "png", "png" if "black_and_white" in job.features else "jpg"]
