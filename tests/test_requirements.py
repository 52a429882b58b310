from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

CHECKOUT = Path(__file__).parents[1]


def test_every_dependency_is_pinned_at_a_version_that_it_allows() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    pins = dict(re.findall(r"^([\w.-]+)==(\S+)", (CHECKOUT / "requirements.txt").read_text("utf-8"), re.MULTILINE))
    wanted = [Requirement(line) for line in (*project["dependencies"], *project["optional-dependencies"]["dev"])]
    unpinned = [str(r) for r in wanted if r.name not in pins or pins[r.name] not in r.specifier]
    assert unpinned == [], "make requirements.txt anew, as its first lines say"
