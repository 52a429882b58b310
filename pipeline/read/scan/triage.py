"""Whether the text of a PDF's page is what the page shows: where it is not, the page is read by OCR, as a scan is.

The page is drawn twice, as shown and without what is text. Text that is shown leaves ink under its words in the first
picture and none in the second. Under a text that somebody's OCR laid invisibly over a scan, the second has the same
ink; under a text that is covered, has moved or is of no colour, the first has none. Where a font calls its letters by
wrong names, the text is not English.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

import cv2
import numpy as np
from spellchecker import SpellChecker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.geometry import Box
    from pipeline.read.page import Page, Word
    from pipeline.read.scan.raster import Grey, Raster

#: Of the words that have letters or digits, this share may stand on no ink, and this share on the ink of an image.
HIDDEN, COPIED = 0.05, 0.05
#: Of a word's box, the share of its height in the middle that letters cross, and rules around a cell do not.
CORE = 0.5
#: Letters are darker or lighter than what is around them by this, of 255 levels, on this share of a word's middle.
CONTRAST, STROKES = 40, 0.04
#: An image has text if it has so many things of the size of letters: more than a logo has, fewer than a table.
LETTERS = 80
#: Heights of letters in points, the widest for their height, and the part of their box that is ink.
LETTER, WIDEST, INK = (3.5, 16.0), 2.5, 0.15
#: The width in points over which paper is taken to be of one shade.
SHADE = 15.0
#: A text of so many words of so many letters, of which a smaller share than this is English, has other letters.
MANY, LONG, ENGLISH = 20, 3, 0.5
POINTS = 72.0


def text_matches(page: Page, shown: Raster, without_text: Raster) -> bool:
    """Tell whether a page's text is what it shows, all of it, and nothing that only stands behind an image."""
    words = [word for word in page.words if sum(map(str.isalnum, word.text)) > 1]
    on_ink = sum(_is_inked(shown, page.shown(word.box)) for word in words)
    on_image = sum(_is_inked(without_text, page.shown(word.box)) for word in words)
    if on_ink < (1 - HIDDEN) * len(words) or on_image > COPIED * len(words):
        return False
    return letters_in_images(without_text) < LETTERS and is_english(page.words)


def _is_inked(raster: Raster, box: Box) -> bool:
    """Tell whether something is drawn in the middle of a box, given in points of the page as shown."""
    core = _core(raster, box)
    if not core.size:
        return False
    ground = int(np.median(core))
    return float(np.mean(np.abs(core.astype(np.int16) - ground) > CONTRAST)) > STROKES


def _core(raster: Raster, box: Box) -> Grey:
    """Return the pixels of a box without its rims, above and below a line of text that runs along its longer side."""
    scale = raster.dpi / POINTS
    left, top, right, bottom = (side * scale for side in (box.x0, box.top, box.x1, box.bottom))
    rim = (1 - CORE) / 2 * min(right - left, bottom - top)
    if right - left >= bottom - top:
        top, bottom = top + rim, bottom - rim
    else:
        left, right = left + rim, right - rim
    return raster.pixels[max(int(top), 0) : math.ceil(bottom), max(int(left), 0) : math.ceil(right)]


def letters_in_images(without_text: Raster) -> int:
    """Return how many things of the size of letters a page shows that are no text: parts of images, or drawn lines."""
    scale = without_text.dpi / POINTS
    window = int(SHADE * scale) | 1
    ink = cv2.adaptiveThreshold(
        without_text.pixels, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, window, CONTRAST
    )
    things = cv2.connectedComponentsWithStats(ink, connectivity=8)[2][1:].astype(np.float64)
    wide, high, area = things[:, cv2.CC_STAT_WIDTH], things[:, cv2.CC_STAT_HEIGHT], things[:, cv2.CC_STAT_AREA]
    sized = (high >= LETTER[0] * scale) & (high <= LETTER[1] * scale) & (wide <= WIDEST * high)
    return int(np.sum(sized & (area >= INK * wide * high)))


def is_english(words: Sequence[Word]) -> bool:
    """Tell whether a text is English; one that is too short to tell may be."""
    plain = [text for word in words if (text := word.text.strip(".,;:()•–-'’").lower()).isalpha() and len(text) >= LONG]
    known = _known()
    return len(plain) < MANY or sum(text in known for text in plain) >= ENGLISH * len(plain)


@cache
def _known() -> SpellChecker:
    return SpellChecker(language="en")
