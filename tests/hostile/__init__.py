"""Files that mean harm, or that an accident made: each with what must become of it.

`python -m tests.hostile FOLDER` writes them; with `--measure` it also runs the extractor on each.
"""

from __future__ import annotations

from tests.hostile.cases import Case, with_sheets
from tests.hostile.disguises import DISGUISES
from tests.hostile.floods import FLOODS
from tests.hostile.images import IMAGES
from tests.hostile.loops import LOOPS
from tests.hostile.pages import PAGE_CASES
from tests.hostile.sheet import Sheet
from tests.hostile.structure import STRUCTURE

Pair = tuple[Case, Sheet]

#: Every case with the sheet that it holds, by kind. Within a kind no two that may be read are of the same year.
KINDS: dict[str, tuple[Pair, ...]] = {
    "structure": with_sheets(STRUCTURE.all),
    "loops": with_sheets(LOOPS.all),
    "pages": with_sheets(PAGE_CASES.all),
    "disguises": with_sheets(DISGUISES.all),
    "floods": with_sheets(FLOODS.all),
}
#: Images take OCR, and have a test module of their own.
IMAGE_PAIRS = with_sheets(IMAGES)
ALL = (*(pair for pairs in KINDS.values() for pair in pairs), *IMAGE_PAIRS)
HEAVY = tuple(pair for pair in ALL if pair[0].heavy)
#: Cases that fail as another one does: the tests leave them to `python -m tests.hostile --measure`.
_SPARE = frozenset(
    {
        *("good-upper-case", "header-and-noise", "version-of-the-future", "no-pages-entry", "contents-missing"),
        *("truncated-by-one-byte", "root-that-is-the-page", "second-page-missing", "second-page-a-number"),
        *("startxref-missing", "trailer-missing", "xref-of-noise", "xref-of-two-thousand-million", "length-too-short"),
        *("size-of-two-thousand-million", "object-number-of-a-hundred-digits", "a-page-that-nobody-lists"),
        *("pages-in-a-ring", "page-that-is-its-own-parent", "kids-that-are-the-parent", "contents-in-a-ring"),
        *("trailers-in-a-ring", "resources-in-a-ring", "colour-space-of-itself", "pattern-that-paints-itself"),
        *("forms-that-draw-each-other", "form-that-draws-itself-with-the-fonts-of-the-page", "contents-not-there"),
        *("object-streams-that-extend-each-other", "deep-array-in-the-trailer", "deep-array-in-an-object"),
        *("deep-page-tree", "garbage-unknown-operators", "drawn-flat", "font-null", "action-javascript"),
        *("zero-bytes", "noise", "really-an-error-page", "really-postscript", "really-a-gzipped-pdf"),
    }
)
#: Cases that differ from another one in a value only, and yet fail in a way of their own.
_OWN = frozenset(
    {
        *("locked-aes-256-empty-password", "page-count-2147483647", "stream-spoilt-at-50", "length-of-itself"),
        *("length-too-short-compressed", "reference-to-itself-as-font", "box-null", "page-rotated-by-a-name"),
        *("garbage-noise-2", "drawn-nan", "font-without-descendants", "sheet-with-an-attachment", "action-launch"),
    }
)


def core(kind: str) -> tuple[Pair, ...]:
    """Return the light cases of a kind that tests run: of those that differ only in a value, the first one."""
    makers: set[object] = set()
    chosen = []
    for case, sheet in KINDS[kind]:
        maker = getattr(case.make, "func", case.make)
        if not case.heavy and case.name not in _SPARE and (maker not in makers or case.name in _OWN):
            chosen.append((case, sheet))
        makers.add(maker)
    return tuple(chosen)
