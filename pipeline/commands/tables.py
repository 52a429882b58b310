"""`tables`: print the cell grids of a file as JSON, before anything is made of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pipeline import debug
from pipeline.commands.common import make
from pipeline.cores import cores
from pipeline.errors import Exit, UnreadableSourceError
from pipeline.extract import tables as tables_of
from pipeline.read.inventory import slug
from pipeline.read.kept import folders
from pipeline.read.paged import Ocr

if TYPE_CHECKING:
    from argparse import Namespace


def tables(arguments: Namespace) -> Exit:
    """Print the cell grids of a file as JSON; draw them where a folder is named."""
    if not arguments.file.is_file():
        raise UnreadableSourceError(f"{arguments.file}: no such file; check the name")
    if arguments.debug_dir:
        make(arguments.debug_dir)
    found = tables_of(arguments.file, debug_dir=arguments.debug_dir, ocr=Ocr(cores(), folders()))
    text = json.dumps(found, ensure_ascii=False, indent=1)
    if arguments.debug_dir:
        debug.write(arguments.debug_dir / f"{slug(arguments.file.stem)}.tables.json", debug.as_bytes(text))
    print(text)
    return Exit.CLEAN
