"""The package's data files: edited by people, so that one which is broken is said to be, in a line."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any, NoReturn

import msgspec

from pipeline.errors import DataError


class Section(dict[str, Any]):
    """A table of a data file, which is missed by name where it lacks something."""

    def __init__(self, where: str, entries: dict[str, Any]) -> None:
        """Make a section of each table in it too."""
        self.where = where
        super().__init__({key: _section(f"{where}, {key}", value) for key, value in entries.items()})

    def __missing__(self, key: str) -> NoReturn:
        """Say what is not there."""
        raise DataError(f"{self.where}: read no {key!r}, expected it; put it back")


def _section(where: str, value: object) -> object:
    return Section(where, value) if isinstance(value, dict) else value


def load(name: str, shape: Any = None) -> Section:
    """Return a data file as parsed TOML; raise `DataError` where it is none, or not of the shape that is given."""
    file = f"{name}.toml"
    try:
        content = tomllib.loads((resources.files("pipeline") / "data" / file).read_text("utf-8"))
        if shape:
            msgspec.convert(content, shape)
    except UnicodeDecodeError as error:
        raise DataError(f"{file}: byte {error.start} is not UTF-8; save it as UTF-8") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise DataError(f"{file}: not TOML: {error}; mend it") from error
    except msgspec.ValidationError as error:
        raise DataError(f"{file}: {error}; mend it") from error
    return Section(file, content)
