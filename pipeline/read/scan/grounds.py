"""White letters on a dark ground: where such grounds are, and the page with dark letters on paper in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.read.scan.pieces import Mask, filled, morphed, odd, outlines

if TYPE_CHECKING:
    from pipeline.read.scan.raster import Grey

PAPER = 255

# Lengths are in sizes of type, levels are of 255.

#: The ground of white letters: as dark, as high and as wide; its strokes are so thick, so much of it is dark. Of a
#: bar's sides so much is; what is none is dark where so much of what is around is.
DARK, GROUND, STROKE, SOLID, FRAMED, DENSE = 150, (0.9, 3.0), 0.35, 0.55, 0.7, 0.62
#: Of the rows of a bar all but so many in a hundred are dark over more than this share: text between rules is less so.
FEW, MOSTLY = 25, 0.5
#: White letters are as light, and between so many sizes of type high: a stain has none.
WHITE, LETTERED = 200, (0.4, 1.4)
#: A line on a ground is darker than it by so much.
DARKER = 12


def grounds(pixels: Grey, size: float) -> Mask:
    """Return 1 where the ground is dark: what is left of the dark when white letters are filled and thin ink goes.

    A bar is dark along its sides, whatever is printed in it. Letters that stand close to it, or to a stain, are none of
    the ground: among those there is more paper than ink.
    """
    dark = (pixels < DARK).astype(np.uint8)
    stroke, ground = odd(STROKE * size), odd(GROUND[0] * size)
    solid = morphed(cv2.MORPH_OPEN, morphed(cv2.MORPH_CLOSE, dark, stroke, stroke), ground, ground)
    for outline in outlines(solid):
        window, own = filled(outline)
        part = dark[window]
        bar = _bar(part)
        high, wide = part[bar].shape
        if part[own > 0].mean() < SOLID or own.shape[1] < GROUND[1] * size:
            solid[window] *= 1 - own
        elif high >= ground and wide >= ground and np.percentile(part[bar].mean(axis=1), FEW) > MOSTLY:
            solid[window] *= 1 - own
            edge = stroke // 2  # as much of a stain's is ragged, and no letter of a bar is so near to it
            solid[window][bar] = _is_lettered(pixels[window][bar][edge:-edge, edge:-edge], size)
        else:
            dense = _dense(part, ground)
            inner = np.where(dense > 0, pixels[window], PAPER).astype(np.uint8)
            solid[window] *= np.maximum(1 - own, dense * _is_lettered(inner, size))
    return solid


def _is_lettered(inner: Grey, size: float) -> bool:
    """Tell whether there are white letters on a ground: a stain has none, and what it hides must stay ink."""
    white = (inner > WHITE).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.pad(white, 1, constant_values=1), connectivity=8)
    heights, outside = stats[1:, cv2.CC_STAT_HEIGHT], stats[1:, cv2.CC_STAT_WIDTH] > inner.shape[1]
    return bool(((heights > LETTERED[0] * size) & (heights < LETTERED[1] * size) & ~outside).any())


def _bar(dark: Mask) -> tuple[slice, slice]:
    """Return the rows and columns from the first to the last side that is dark along; none where none is."""
    down = _framed(dark.mean(axis=1))
    across = _framed(dark[down].mean(axis=0)) if down.stop else slice(0, 0)
    return (down, across) if across.stop else (slice(0, 0), slice(0, 0))


def _framed(sides: NDArray[Any]) -> slice:
    dark = np.flatnonzero(sides > FRAMED)
    return slice(int(dark[0]), int(dark[-1]) + 1) if len(dark) else slice(0, 0)


def _dense(dark: Mask, reach: int) -> Mask:
    """Return 1 where there is more dark than among letters."""
    dense = cv2.blur(dark.astype(np.float32), (reach, reach)) > DENSE
    edge = odd(2 * (DENSE - 0.5) * reach)
    return np.asarray(cv2.dilate(dense.astype(np.uint8), np.ones((edge, edge), np.uint8)), np.uint8)


def lightened(pixels: Grey, ground: Mask) -> Grey:
    """Turn white letters on a dark ground into dark letters on paper."""
    level = float(np.median(pixels[ground > 0]))
    levels = (PAPER - np.arange(PAPER + 1)) / max(PAPER - level, 1.0) * PAPER
    return np.where(ground > 0, levels.clip(0, PAPER).astype(np.uint8)[pixels], pixels)


def outlined(pixels: Grey, plain: Grey, ground: Mask, thick: int) -> Grey:
    """Return the page with the edges of dark grounds drawn as lines, and the still darker lines on them kept.

    Those are no thicker than `thick`, in pixels.
    """
    # Between white letters it is dark too, but no darker than the ground.
    level = float(np.median(pixels[ground > 0]))
    darker = PAPER - morphed(cv2.MORPH_BLACKHAT, pixels, thick, thick) * ground * (pixels < level - DARKER)
    edge = morphed(cv2.MORPH_GRADIENT, ground, 3, 3) > 0
    return np.where(edge, 0, np.minimum(plain, darker)).astype(np.uint8)
