"""Files packed and summed up so that the same content gives the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

#: Zip files and workbooks cannot be without a date: this is the first that a zip file can hold.
DATE = datetime(1980, 1, 1)
_READABLE = 0o100644 << 16


def archive(files: Mapping[str, bytes]) -> bytes:
    """Give a zip file of the files, in their order, all with one date."""
    packed = BytesIO()
    with ZipFile(packed, "w") as target:
        for path, data in files.items():
            item = ZipInfo(path, DATE.timetuple()[:6])
            item.compress_type, item.external_attr, item.create_system = ZIP_DEFLATED, _READABLE, 3
            target.writestr(item, data)
    return packed.getvalue()


def checksums(files: Mapping[str, bytes]) -> str:
    """Give the lines that `sha256sum --check` reads, sorted by path."""
    return "".join(f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files))
