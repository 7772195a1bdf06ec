"""
The bill of materials of an artefact (CycloneDX 1.6): each library that is in it, with version, licence and hash.

No time and no chance number, so that the same artefact has the same bill: its serial number follows from its hash.
What was compiled into a library stands below it, as the library's maker says.
"""

import json
import tomllib
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.component_evidence import ComponentEvidence, Occurrence
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from infra.package.artefact import Artefact
from infra.package.inventory import Inside, Part, sha256

SBOM = "sbom.cdx.json"


def bill_of_materials(project: Path, artefact: Artefact) -> str:
    """As JSON. `project` is the file that names us, our version and our licence."""
    digest = sha256(artefact.path)
    bom = Bom(serial_number=uuid5(NAMESPACE_OID, digest), components=map(_library, artefact.parts))
    bom.components.update(_file(name, f"file:{name}", hashed) for name, hashed in artefact.files.items())
    bom.metadata.component = _ourselves(project, digest)
    bom.register_dependency(bom.metadata.component, bom.components)
    document = json.loads(JsonV1Dot6(bom).output_as_string())
    del document["metadata"]["timestamp"]  # the library sets one, the format asks for none
    return json.dumps(document, indent=2) + "\n"


def _ourselves(project: Path, digest: str) -> Component:
    said = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    return Component(
        type=ComponentType.APPLICATION,
        name=said["name"],
        version=said["version"],
        description=said["description"],
        bom_ref=said["name"],
        licenses=[LicenseFactory().make_from_string(said["license"])],
        hashes=[_sha256(digest)],
    )


def _library(part: Part) -> Component:
    purl = PackageURL("pypi", name=part.name, version=part.version)
    below = [_compiled(one, f"{purl}#{one.name}@{one.version}") for one in part.inside]
    below += [_file(name, f"{purl}#{name}", hashed) for name, hashed in part.hashes.items()]
    return Component(
        name=part.name,
        version=part.version,
        purl=purl,
        bom_ref=str(purl),
        licenses=[LicenseFactory().make_from_string(part.licence)],
        hashes=[_sha256(part.wheel)] if part.wheel else [],
        components=below,
        evidence=ComponentEvidence(occurrences=[Occurrence(bom_ref=f"{purl}#{p}", location=p) for p in part.places]),
    )


def _compiled(one: Inside, reference: str) -> Component:
    return Component(
        name=one.name,
        version=one.version,
        purl=PackageURL.from_string(one.purl),
        bom_ref=reference,
        licenses=[LicenseFactory().make_from_string(one.licence)],
        hashes=[_sha256(one.sha256)] if one.sha256 else [],
    )


def _file(name: str, reference: str, digest: str) -> Component:
    return Component(type=ComponentType.FILE, name=name, bom_ref=reference, hashes=[_sha256(digest)])


def _sha256(digest: str) -> HashType:
    return HashType(alg=HashAlgorithm.SHA_256, content=digest)
