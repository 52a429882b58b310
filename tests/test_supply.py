"""What the program is made of: licences that fit its own, and a bill of materials that says so."""

from __future__ import annotations

import json
import re
from importlib.metadata import distribution, distributions
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.utils import canonicalize_name

from pipeline.release import licences
from pipeline.release.bill import bill
from pipeline.release.licences import is_compatible, licence_of, needed

CHECKOUT = Path(__file__).parents[1]


def pins() -> dict[str, str]:
    lines = (CHECKOUT / "requirements.txt").read_text("utf-8")
    return {canonicalize_name(name): version for name, version in re.findall(r"^([\w.-]+)==(\S+)", lines, re.MULTILINE)}


def test_every_pinned_package_that_is_installed_has_a_licence_that_fits(capsys: pytest.CaptureFixture[str]) -> None:
    assert licences.main() == 0, capsys.readouterr().out
    listed = {canonicalize_name(line.split()[0]) for line in capsys.readouterr().out.splitlines()}
    assert {canonicalize_name(one.name) for one in distributions()} == listed
    assert pins().keys() & listed, "it lists what is pinned"


@pytest.mark.parametrize(
    ("licence", "fits"),
    [
        ("MIT", True),
        ("Apache-2.0 OR GPL-3.0-only", True),
        ("MIT AND MPL-2.0", True),
        ("MIT AND GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1", True),
        ("(MIT OR GPL-3.0-only) AND BSD-3-Clause", True),
        ("Artistic-1.0", False),
        ("Proprietary", False),
        ("none stated", False),
        ("", False),
    ],
)
def test_a_licence_fits_or_not(licence: str, *, fits: bool) -> None:
    assert is_compatible(licence) is fits


def test_a_licence_for_tests_alone_is_none_for_the_program() -> None:
    assert is_compatible("Artistic-1.0 OR GPL-2.0-or-later", tests_only=True)
    assert not is_compatible("GPL-2.0-or-later", tests_only=True)


def test_what_the_program_needs_is_found_through_others() -> None:
    names = {canonicalize_name(one.name) for one in needed("ipsa-staff-pay")}
    assert {"pdfminer-six", "pypdfium2", "numpy", "pillow", "license-expression"} <= names
    assert not {"pytest", "ruff", "weasyprint", "text-unidecode"} & names


def test_the_bill_is_valid_and_names_each_package_at_its_pinned_version() -> None:
    data = bill("0.1.0-00000000")
    assert data == bill("0.1.0-00000000"), "the same bytes each time"
    assert data != bill("0.1.0-00000001")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(data.decode()) is None
    content: dict[str, Any] = json.loads(data)
    assert content["metadata"]["component"]["name"] == "ipsa-staff-pay"
    listed = {one["name"]: one["version"] for one in content["components"]}
    assert listed == {name: version for name, version in pins().items() if name in listed}
    assert {"name": "onnxruntime", "version": pins()["onnxruntime"]}.items() <= next(
        one for one in content["components"] if one["name"] == "onnxruntime"
    ).items()
    assert all(one["licenses"] and one["purl"].startswith("pkg:pypi/") for one in content["components"])


def test_a_package_that_says_its_licence_in_words_gets_its_name() -> None:
    assert licence_of(distribution("pdfplumber")) == "MIT"
    assert licence_of(distribution("pypdfium2")) == "BSD-3-Clause AND Apache-2.0"
