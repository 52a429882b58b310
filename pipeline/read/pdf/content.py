"""What is drawn on a page, in pdfplumber's terms: glyphs, lines, rectangles, paths and images, within bounds.

The bounds hold while the page is read: a page that is too much costs no more than one that is just not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTCurve, LTLine, LTPage, LTRect
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import stream_value
from pdfplumber.page import Page

from pipeline.read.pdf.document import RefusedError

Thing = dict[str, Any]

#: A page of a sheet has far fewer glyphs and shapes than this, and fewer bytes of operators.
MOST_THINGS, MOST_BYTES = 200_000, 8 * 2**20
#: A form that is drawn counts as so many bytes more, for the work that it makes.
A_FORM = 1_000
#: What pdfminer calls a font that it does not find, or that has no name.
NAMELESS = "unknown"
#: Points of a path beyond which it counts as several things.
A_PATH = 100


class Device(PDFPageAggregator):
    """Collects what is drawn, and counts it."""

    things = 0
    work = 0
    nameless = False

    def _count(self, things: int) -> None:
        self.things += things
        if self.things > MOST_THINGS:
            raise RefusedError(_too_much(self.pageno, f"more than {MOST_THINGS} glyphs and lines"))

    def render_char(self, *args: Any) -> float:
        """Keep a glyph."""
        self._count(1)
        return super().render_char(*args)

    def render_image(self, *args: Any) -> None:
        """Keep an image."""
        self._count(1)
        super().render_image(*args)

    def paint_path(self, *args: Any) -> None:
        """Keep a path; `args` end with its pieces. A path of several parts comes again, part by part."""
        self._count(1 + len(args[-1]) // A_PATH)
        super().paint_path(*args)

    def labour(self, size: int) -> None:
        """Count the operators that are about to be followed."""
        self.work += size
        if self.work > MOST_BYTES:
            raise RefusedError(_too_much(self.pageno, f"more than {MOST_BYTES // 2**20} MiB of drawing"))


def _too_much(number: int, what: str) -> str:
    return f"page {number} holds {what}; expected a sheet; print it to a new PDF"


class Interpreter(PDFPageInterpreter):
    """Follows the operators of a page, up to a bound."""

    device: Device

    def execute(self, streams: Sequence[object]) -> None:
        """Follow the operators in some streams."""
        self.device.labour(A_FORM + sum(len(stream_value(stream).get_data()) for stream in streams))
        super().execute(streams)

    def do_Tf(self, fontid: Any, fontsize: Any) -> None:  # noqa: N802 - the operator is called so
        """Set the font, and note one that the file does not have: its letters are guessed, and how wide they are."""
        super().do_Tf(fontid, fontsize)
        self.device.nameless |= getattr(self.textstate.font, "basefont", "") == NAMELESS


class Sheet(Page):
    """A page of pdfplumber's, of which only what is used here is made; `nameless` where a font of it is missing."""

    nameless = False

    @property
    def layout(self) -> LTPage:
        """Return what is drawn."""
        device = Device(self.pdf.rsrcmgr, pageno=self.page_number)
        Interpreter(self.pdf.rsrcmgr, device).process_page(self.page_obj)
        self.nameless = device.nameless
        return device.get_result()

    def process_object(self, obj: Any) -> Thing:
        """Return a thing with what is known of it. pdfplumber's own way takes longer than all the rest together."""
        left, top, _, _ = self.mediabox
        x0, y0, x1, y1 = obj.bbox
        x0, x1, y0, bottom = x0 + left, x1 + left, (self.height - y1) + top, (self.height - y0) + top
        thing: Thing = {"x0": x0, "x1": x1, "top": y0, "bottom": bottom, "y1": y1}
        if isinstance(obj, LTChar):
            color = obj.graphicstate.ncolor
            thing |= {"object_type": "char", "text": obj.get_text(), "matrix": obj.matrix, "font": obj.fontname}
            thing["non_stroking_color"] = color
        elif isinstance(obj, LTCurve):
            thing |= {
                "object_type": "line" if isinstance(obj, LTLine) else "rect" if isinstance(obj, LTRect) else "curve",
                "fill": obj.fill,
                "stroke": obj.stroke,
                "stroking_color": obj.stroking_color,
                "non_stroking_color": obj.non_stroking_color,
                "path": [self._piece(*piece) for piece in obj.original_path or ()],
            }
        else:
            thing["object_type"] = "image"
        return thing

    def _piece(self, step: str, *points: Any) -> tuple[Any, ...]:
        return (step, *map(self.point2coord, points))
