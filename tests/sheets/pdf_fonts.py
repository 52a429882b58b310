"""The fonts of PDF sheets: those that every PDF reader has, and those of this system that can be embedded."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont


@dataclass(frozen=True)
class Typeface:
    """A family of fonts: its name in a style sheet, and the files of its usual and its bold font."""

    family: str
    files: tuple[str, str]


#: The fonts of other systems look alike; where a file is missing, the sheet is set in Helvetica.
TYPEFACES = {
    "carlito": Typeface("Carlito", ("Carlito-Regular.ttf", "Carlito-Bold.ttf")),
    "liberation": Typeface("Liberation Sans", ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf")),
    "liberation-serif": Typeface("Liberation Serif", ("LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf")),
    "narrow": Typeface("Liberation Sans Narrow", ("LiberationSansNarrow-Regular.ttf", "LiberationSansNarrow-Bold.ttf")),
    "dejavu": Typeface("DejaVu Sans", ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")),
    "dejavu-serif": Typeface("DejaVu Serif", ("DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf")),
    "condensed": Typeface("DejaVu Sans Condensed", ("DejaVuSansCondensed.ttf", "DejaVuSansCondensed-Bold.ttf")),
    "vera": Typeface("Bitstream Vera Sans", ("Vera.ttf", "VeraBd.ttf")),
}
_WESTERN = frozenset("•·-–—")  # of the marks that may stand alone
BUILT_IN = {"helvetica": ("Helvetica", "Helvetica-Bold"), "times": ("Times-Roman", "Times-Bold")}


@cache
def _found() -> dict[str, Path]:
    """Return the font files of this system by name."""
    folders = [Path(folder) for folder in rl_config.TTFSearchPath]
    return {path.name: path for folder in folders if folder.is_dir() for path in sorted(folder.rglob("*.ttf"))}


@cache
def font_names(face: str) -> tuple[str, str]:
    """Return the names of the usual and the bold font of a face, known to ReportLab from now on."""
    if face in BUILT_IN:
        return BUILT_IN[face]
    files = TYPEFACES[face].files
    if not all(name in _found() for name in files):
        return BUILT_IN["helvetica"]
    for name in files:
        pdfmetrics.registerFont(TTFont(Path(name).stem, str(_found()[name])))
    return Path(files[0]).stem, Path(files[1]).stem


def has(name: str, letter: str) -> bool:
    """Say whether a font has a letter; of the fonts that every reader has, what Western Europe writes."""
    if name in sum(BUILT_IN.values(), ()):
        return letter in _WESTERN
    font: Any = pdfmetrics.getFont(name)
    return ord(letter) in font.face.charToGlyph


def width(text: str, font: str, size: float) -> float:
    """Return how wide a text is in points."""
    return float(pdfmetrics.stringWidth(text, font, size))
