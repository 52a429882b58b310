"""The bill of materials of a release: which packages made it, of which versions and licences, as CycloneDX."""

from __future__ import annotations

from datetime import UTC
from importlib.metadata import Distribution
from uuid import NAMESPACE_OID, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.utils import canonicalize_name

from pipeline.publish.schema import schema
from pipeline.release.archive import DATE
from pipeline.release.licences import licence_of, needed


def bill(version: str) -> bytes:
    """Return the bill as JSON; the same version, made with the same packages, gives the same bytes."""
    program, *packages = needed(schema().name)
    made = _component(program, ComponentType.APPLICATION)
    bom = Bom(
        components=[_component(package, ComponentType.LIBRARY) for package in packages],
        serial_number=uuid5(NAMESPACE_OID, f"{schema().name} {version}"),
        metadata=BomMetaData(component=made, timestamp=DATE.replace(tzinfo=UTC)),
    )
    bom.register_dependency(made, bom.components)
    return f"{JsonV1Dot6(bom).output_as_string(indent=1)}\n".encode()


def _component(package: Distribution, kind: ComponentType) -> Component:
    name = canonicalize_name(package.name)
    return Component(
        type=kind,
        name=name,
        version=package.version,
        bom_ref=f"{name}@{package.version}",
        purl=PackageURL("pypi", name=name, version=package.version),
        licenses=[LicenseFactory().make_from_string(licence_of(package))],
    )
