"""Try what the program parses itself with a fuzzer that sees which code ran: `python -m tests.fuzz.guided`.

It needs atheris, which has wheels for few platforms and is no part of the environment: `make fuzz` installs it apart
where it can be had. Each target runs in a process of its own, as atheris ends the process that it runs in.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


#: The targets in `tests.fuzz.targets`, which is loaded only once atheris looks on.
NAMES = ("amounts", "capture", "manifest", "corrections")


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the targets in turn; return 1 where one fails, with the input that did it printed."""
    parsed = _parser().parse_args(arguments)
    if importlib.util.find_spec("atheris") is None:
        print(
            "atheris is not installed, or has no wheel for this platform: nothing was tried; see tests/fuzz/guided.py"
        )
        return 0
    if parsed.target:
        return _fuzz(parsed.target, parsed.seconds, parsed.seed)
    options = ["--seconds", str(parsed.seconds), "--seed", str(parsed.seed)]
    commands = [[sys.executable, "-m", "tests.fuzz.guided", *options, "--target", name] for name in NAMES]
    return max(map(_failed, commands))


def _failed(command: Sequence[str]) -> int:
    """Run a target; atheris ends its process at once, so what that leaves behind is taken away here."""
    with TemporaryDirectory(prefix="fuzz-") as folder:
        return int(subprocess.run(command, env=os.environ | {"TMPDIR": folder}, check=False).returncode != 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.guided", description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="for each target (default: 60)")
    parser.add_argument("--seed", type=int, default=1, help="of the fuzzer (default: 1)")
    parser.add_argument("--target", choices=NAMES, help="only this one")
    return parser


def _fuzz(name: str, seconds: int, seed: int) -> int:
    """Let atheris run a target; it ends this process, and leaves an input that fails in the working directory."""
    import atheris

    print(f"target {name}, seed {seed}, {seconds} seconds", flush=True)
    with atheris.instrument_imports(include=["pipeline", "tomllib"]):
        from tests.fuzz.targets import LONGEST, TARGETS, corpus
    with TemporaryDirectory(prefix="fuzz-") as folder:
        for number, data in enumerate(corpus(name)):
            Path(folder, str(number)).write_bytes(data)
        settings = [
            f"-max_total_time={seconds}",
            f"-seed={seed}",
            f"-max_len={LONGEST[name]}",
            "-timeout=30",
            "-print_final_stats=1",
        ]
        atheris.Setup([sys.argv[0], *settings, folder], TARGETS[name])
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
