"""Files that mean harm, or that an accident made: each with what must become of it.

`python -m tests.hostile FOLDER` writes them; with `--measure` it also runs the extractor on each.
"""

from __future__ import annotations

from collections import Counter

from tests.hostile.cases import Case, with_sheets
from tests.hostile.disguises import DISGUISES
from tests.hostile.floods import FLOODS
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
ALL = tuple(pair for pairs in KINDS.values() for pair in pairs)
HEAVY = tuple(pair for pair in ALL if pair[0].heavy)
_OF_ONE_MAKER = 3


def core(kind: str) -> tuple[Pair, ...]:
    """Return the light cases of a kind; of those that differ only in a value, the first three."""
    makers: Counter[object] = Counter()
    chosen = []
    for case, sheet in KINDS[kind]:
        maker = getattr(case.make, "func", case.make)
        makers[maker] += 1
        if not case.heavy and makers[maker] <= _OF_ONE_MAKER:
            chosen.append((case, sheet))
    return tuple(chosen)
