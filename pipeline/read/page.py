"""The one shape of a page, whatever it was read from: words and rules, with the way back to where they are shown."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.geometry import Box, Matrix

#: A page without text is a scan where images cover this share of it; one whose glyphs are unmapped to this share is
#: no better than an image.
SCANNED, UNMAPPED = 0.3, 0.2
#: What helps where a file is damaged.
AGAIN = "get the file again, or print it to a new PDF"
#: Stands for letters that are printed and that nobody can tell: their font does not name them, or no OCR reads them.
UNREAD = "\ufffd"


#: The size of the usual page, in points.
A4 = (595.0, 842.0)


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its box and the size of its type in points, in the frame of the page's text.

    `across` where it runs at a right angle to the other text; it is then a whole line. `sure` is the probability that
    this is what is printed, `doubt` says in words why it may not be, and `others` are what else was read; all three
    come from OCR.
    """

    text: str
    box: Box
    size: float
    across: bool = False
    sure: float = 1.0
    doubt: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page, turned so that most of its text is upright: words and rules, thin boxes, in points from its top left.

    `turn` are the degrees clockwise by which it was turned, `size` is its width and height as shown before. `faint` is
    text that is part of a watermark; `images` the share of the page that images cover; `unmapped` the number of glyphs
    whose font does not say which letters they are. `torn` says in words what is damaged on it: a page of which a part
    is lost has no words, since what is left of it may stand in wrong places. `back` takes a point of a page that was
    read by OCR, and made straight for it, to where it stands as shown.
    """

    number: int
    size: tuple[float, float]
    turn: int
    words: tuple[Word, ...]
    rules: tuple[Box, ...]
    faint: str = ""
    images: float = 0.0
    unmapped: int = 0
    torn: str = ""
    back: Matrix | None = None

    @property
    def is_blind(self) -> bool:
        """Tell whether its text cannot be had: it is an image, damaged, or in fonts that do not name letters."""
        if not self.words:
            return self.images > SCANNED or bool(self.torn) or self.unmapped > 0
        return self.unmapped > UNMAPPED * sum(len(word.text) for word in self.words)

    @property
    def lacks(self) -> tuple[str, ...]:
        """Say what cannot be read of it, each thing with what to do."""
        told = []
        if self.torn and not self.words:
            told.append(f"is not read: {self.torn}; {AGAIN}")
        elif self.torn:
            told.append(f"may not be wholly read: {self.torn}; compare it with what was read")
        elif not self.words and not self.unmapped and self.images > SCANNED:
            told.append("is an image, and has no text that can be read; look at it")
        if self.unmapped:
            letters = f"{self.unmapped} letters" if self.unmapped > 1 else "a letter"
            told.append(f"has {letters} in a font that does not say which they are; look at it")
        return tuple(told)

    def shown(self, box: Box) -> Box:
        """Return where a box of the turned or straightened page stands on the page as shown."""
        if self.back:
            return box.through(self.back)
        width, height = self.size if self.turn % 180 == 0 else self.size[::-1]
        return box.turned((360 - self.turn) % 360, width, height)


def lost(number: int, reason: str) -> Page:
    """Return what stands for a page that could not be read; of the reason, what was read."""
    return Page(number, A4, 0, (), (), torn=reason.split("; ")[0])
