"""The other tools' own Python environment: made anew when what is pinned changes."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).parent
PINS = HERE / "peers.txt"


def python() -> Path:
    """Return the interpreter of the environment, made first where it is not there or other versions are pinned.

    Raises `subprocess.CalledProcessError` where a package cannot be installed.
    """
    folder = HERE / ".peers"
    made = folder / hashlib.sha256(PINS.read_bytes()).hexdigest()[:16]
    found = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not made.exists():
        print(f"installing the other tools in {folder}", file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        install = [str(found), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        subprocess.run([*install, "--requirement", str(PINS)], check=True)
        made.touch()
    return found
