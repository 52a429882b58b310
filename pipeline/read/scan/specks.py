"""Specks: the dust on a page, told from full stops and the dots of letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from pipeline.read.scan.raster import Grey

PAPER = 255
#: A speck has at most this area, in sizes of type squared: a full stop is larger.
SPECK = 0.006
#: What is darker than this belongs to a speck or a full stop, its grey rim too: of a small one little else is left.
GREY = 200
#: Specks are looked for near text where they are more than this share of what is small there; so many in a hundred of
#: those far from text are no larger than the largest that is painted over there.
FEW, MOST = 0.2, 90


#: Dots, of at most this area in sizes of type squared, stand in a pattern where there are so many, in this share of the
#: fields that a page is parted into, so many each way, and so many of a hundred on one row at one of a few distances.
DOT, DOTS, WITHIN, FIELDS, REGULAR, USUAL = 0.04, 400, 0.3, 12, 50, 3


def pattern(pixels: Grey, size: float) -> str:
    """Say that a page is covered with dots at equal distances, as no dust lies: so data look that are no picture."""
    _, _, stats, _ = cv2.connectedComponentsWithStats((pixels <= GREY).astype(np.uint8), connectivity=8)
    dots = stats[1:][stats[1:, cv2.CC_STAT_AREA] <= DOT * size * size]
    if len(dots) < DOTS:
        return ""
    x, y = dots[:, cv2.CC_STAT_LEFT], dots[:, cv2.CC_STAT_TOP]
    order = np.lexsort((x, y))
    gaps = np.diff(x[order])[np.diff(y[order]) == 0]
    usual = np.sort(np.unique(gaps, return_counts=True)[1])[-USUAL:].sum()
    regular = 100 * usual > REGULAR * max(len(gaps), 1)
    rows, columns = pixels.shape
    fields = np.unique((y * FIELDS // rows) * FIELDS + x * FIELDS // columns)
    return "dots cover it at equal distances" if regular and len(fields) > WITHIN * FIELDS**2 else ""


def without_specks(pixels: Grey, size: float) -> Grey:
    """Paint over specks: what is smaller than any full stop and far from text, and near it what looks like those.

    Near text there are the dots of letters and full stops, which on a faint copy are no larger than dust. How many
    specks are among them, and how large, is told by the blank parts of the page.
    """
    mask = (pixels <= GREY).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    areas = stats[:, cv2.CC_STAT_AREA]
    small = areas <= max(SPECK * size * size, 1.0)
    if not small.any():
        return pixels
    reach = 2 * round(size) + 1
    dots = small[labels]
    text = cv2.dilate(mask * ~dots, np.ones((reach, reach), np.uint8)) > 0
    near = np.zeros(len(areas), np.bool_)
    near[labels[dots & text]] = True
    lonely = small & ~near
    expected = lonely.sum() * text.sum() / max((~text).sum(), 1)
    specks = lonely
    if expected > FEW * (small & near).sum():
        specks = lonely | (small & (areas <= np.percentile(areas[lonely], MOST)))
    cleaned, painted = pixels.copy(), np.zeros(pixels.shape, np.uint8)
    painted[dots] = specks[labels[dots]]
    cleaned[cv2.dilate(painted, np.ones((3, 3), np.uint8)) > 0] = PAPER
    return cleaned
