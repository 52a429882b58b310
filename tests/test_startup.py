"""What a command loads: a library that takes long is waited for only by those who use it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]
SHEET = "raw/staff-pay-2018-19.pdf"
#: Each takes as long to load as a sheet takes to read, or nearly.
SLOW = {"PIL", "cv2", "jinja2", "matplotlib", "numpy", "onnxruntime", "openpyxl", "pandas", "pdfplumber", "pyarrow"}
SLOW |= {"pypdfium2", "pytesseract", "rapidocr", "scipy"}
_RUN = """
import sys
from pipeline.__main__ import main
try:
    code = main(sys.argv[1:])
except SystemExit as end:  # so ends --help
    code = end.code
print(*{name.split(".")[0] for name in sys.modules}, file=sys.stderr)
sys.exit(code)
"""


def loaded(*arguments: str) -> set[str]:
    """Run a command; return the packages that its own process has loaded at its end."""
    done = subprocess.run([sys.executable, "-c", _RUN, *arguments], cwd=CHECKOUT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


def test_help_waits_for_no_library() -> None:
    found = loaded("--help")
    assert not found & (SLOW | {"rapidfuzz", "spellchecker", "tomlkit", "tqdm"})
    assert "pipeline.extract" not in found


@pytest.mark.parametrize("command", ["extract", "tables"])
def test_a_sheet_with_text_waits_for_no_library_that_it_does_not_need(command: str, tmp_path: Path) -> None:
    output = ["--output", str(tmp_path / "output")] if command == "extract" else []
    assert loaded(command, SHEET, *output) & SLOW == set()
