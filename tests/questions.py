"""The examples of a Markdown page, run; `python -m tests.questions docs/questions.md` writes anew what they print."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.release.build import build
from pipeline.release.folder import place
from pipeline.release.source import restored

CHECKOUT = Path(__file__).parents[1]
RSCRIPT = shutil.which("Rscript")

_EXAMPLE = re.compile(r"^```(python|r)\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Example:
    """A program, its language, and what the page says that it prints; None where it says nothing."""

    language: str
    code: str
    prints: str | None


def examples(text: str) -> list[Example]:
    return [Example(*found.groups()) for found in _EXAMPLE.finditer(text)]


def printed(example: Example, folder: Path) -> str:
    """Run an example in the folder; give what it prints, without blanks at the ends of lines."""
    out = _in_r(example.code, folder) if example.language == "r" else _in_python(example.code, folder)
    return "".join(f"{line.rstrip()}\n" for line in out.splitlines()).rstrip("\n") + "\n"


def _in_python(code: str, folder: Path) -> str:
    out = io.StringIO()
    with chdir(folder), redirect_stdout(out):
        exec(compile(code, "example", "exec"), {})  # noqa: S102 - the examples of our own pages
    return out.getvalue()


def _in_r(code: str, folder: Path) -> str:
    command = [str(RSCRIPT), "--vanilla", "-e", code]
    made = subprocess.run(command, cwd=folder, env={**os.environ, "LC_ALL": "C.UTF-8"}, capture_output=True, check=True)
    assert made.stderr == b"", made.stderr.decode()
    return made.stdout.decode("utf-8")


def released(to: Path) -> Path:
    """Make a release of the committed documents; return its folder."""
    return place(build(restored(CHECKOUT / "output", ())), to)[0]


def _rewritten(text: str, folder: Path) -> Iterator[str]:
    end = 0
    for found in _EXAMPLE.finditer(text):
        example = Example(*found.groups())
        if example.prints is None or (example.language == "r" and not RSCRIPT):
            continue
        yield text[end : found.start(3)]
        yield printed(example, folder)
        end = found.end(3)
    yield text[end:]


def main(arguments: list[str]) -> None:
    """Rewrite what the examples print in each named page."""
    with TemporaryDirectory() as to:
        folder = released(Path(to))
        for name in arguments:
            path = Path(name)
            path.write_text("".join(_rewritten(path.read_text("utf-8"), folder)), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
