"""The licences of packages, as they state them.

`python -m pipeline.release.licences` lists those of all installed packages, and returns 1 where one does not fit.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib.metadata import Distribution, distribution, distributions
from typing import TYPE_CHECKING, Any

from license_expression import (  # type: ignore[import-untyped]  # it has no types
    ExpressionError,
    get_spdx_licensing,
)
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pipeline.data_files import load
from pipeline.publish.schema import schema

if TYPE_CHECKING:
    from collections.abc import Collection

    from pipeline.data_files import Section

_CLASSIFIER = "License :: "


@cache
def _known() -> Section:
    return load("licences")


@cache
def _spdx() -> Any:
    return get_spdx_licensing()


def licence_of(package: Distribution) -> str:
    """Return the SPDX expression of a package's licence, or what it says in words where that is not known."""
    said = package.metadata
    named = _known()["packages"].get(canonicalize_name(package.name))
    if named or "License-Expression" in said:
        return str(named or said["License-Expression"])
    classified = [one.rpartition(" :: ")[2] for one in said.get_all("Classifier", []) if one.startswith(_CLASSIFIER)]
    words = [one for one in classified if one != "OSI Approved"] or [
        said["License"] if "License" in said else "none stated"  # noqa: SIM401 - it has no get
    ]
    return " AND ".join(str(_known()["names"].get(one, one)) for one in words)


def is_compatible(licence: str, *, tests_only: bool = False) -> bool:
    """Tell whether a package of this licence may be used: one of those in `OR` must fit, all of those in `AND`."""
    allowed = {*_known()["compatible"], *(_known()["tests_only"] if tests_only else ())}
    try:
        return _holds(_spdx().parse(licence, validate=True), allowed)
    except ExpressionError:
        return False


def _holds(expression: Any, allowed: Collection[str]) -> bool:
    if expression is None or not expression.args:
        return str(expression) in allowed
    parts = (_holds(part, allowed) for part in expression.args)
    return any(parts) if isinstance(expression, _spdx().OR) else all(parts)


def needed(name: str) -> list[Distribution]:
    """Return an installed package and all that it needs here, itself first, the others sorted by name."""
    found: dict[str, Distribution] = {}
    waiting = [Requirement(name)]
    while waiting:
        wanted = waiting.pop()
        key = canonicalize_name(wanted.name)
        extras = {"", *wanted.extras}
        if key not in found or wanted.extras:
            found[key] = distribution(wanted.name)
            every = [Requirement(line) for line in found[key].requires or ()]
            waiting += [one for one in every if one.name and _applies(one, extras) and not _is_in(one, found)]
    first, *others = found.values()
    return [first, *sorted(others, key=_key)]


def _applies(wanted: Requirement, extras: Collection[str]) -> bool:
    return wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in extras)


def _is_in(wanted: Requirement, found: Collection[str]) -> bool:
    return canonicalize_name(wanted.name) in found and not wanted.extras


def _key(package: Distribution) -> str:
    return canonicalize_name(package.name)


def main() -> int:
    """Print a line for each installed package."""
    ours = {_key(one) for one in needed(schema().name)}
    wrong = 0
    for package in sorted({_key(one): one for one in distributions()}.values(), key=_key):
        licence = licence_of(package)
        fits = is_compatible(licence, tests_only=_key(package) not in ours)
        wrong += not fits
        remark = "" if fits else "  DOES NOT FIT"
        use = "program" if _key(package) in ours else "tests"
        print(f"{package.name:<28} {package.version:<18} {use:<8} {licence[:100]}{remark}")  # noqa: T201
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
