"""The bill of materials against the artefact itself: nothing that is in it is missing, nothing listed is not in it."""

import hashlib
import json
import re
from collections.abc import Iterator
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.utils import canonicalize_name

from infra.package.build import ROOT
from infra.package.inventory import Part
from infra.package.notices import NOTICES
from infra.package.sbom import SBOM
from tests.package_build import Built, linux_only

Json = dict[str, Any]
OURS = {"app.py", "chalicelib", NOTICES}
# At the top it holds the bytecode of modules that are one file, of ours and of libraries.
BYTECODE = {"__pycache__"}

pytestmark = linux_only


@pytest.fixture(scope="module")
def bill(built: Built) -> Json:
    found: Json = json.loads((built.folder / SBOM).read_text(encoding="utf-8"))
    return found


def libraries(bill: Json) -> list[Json]:
    return [one for one in bill["components"] if one["type"] == "library"]


def places(component: Json) -> list[str]:
    return [one["location"] for one in component["evidence"]["occurrences"]]


def locked(name: str) -> str:
    """The lines of a library in requirements.txt."""
    text = "\n" + (ROOT / "requirements.txt").read_text(encoding="utf-8")
    return re.split(r"\n(?=\S)", text.split(f"\n{name}==")[1])[0]


def test_the_bill_follows_the_schema_of_cyclonedx(built: Built) -> None:
    text = (built.folder / SBOM).read_text(encoding="utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None


def test_the_bill_names_the_very_artefact(built: Built, bill: Json) -> None:
    [found] = bill["metadata"]["component"]["hashes"]
    assert found == {"alg": "SHA-256", "content": hashlib.sha256(built.archive.read_bytes()).hexdigest()}


def test_everything_in_the_artefact_is_on_the_bill(built: Built, bill: Json) -> None:
    """Each entry at its top belongs to one library, is a file of its own, or is our code."""
    listed = [place for one in libraries(bill) for place in places(one)]
    files = [one["name"] for one in bill["components"] if one["type"] == "file"]
    assert sorted([*listed, *files]) == sorted({path.name for path in built.tree.iterdir()} - OURS - BYTECODE)


def test_each_library_is_the_version_in_the_artefact(built: Built, bill: Json) -> None:
    assert dict(_installed(built)) | {"chalice": _version(bill, "chalice")} == {
        one["name"]: one["version"] for one in libraries(bill)
    }


def test_a_library_of_which_nothing_is_left_is_not_listed(bill: Json) -> None:
    """Installed and pruned away whole."""
    assert {one["name"] for one in libraries(bill)} & {"dnspython", "pycparser"} == set()


def test_each_hash_is_one_that_was_locked(bill: Json) -> None:
    for one in libraries(bill):
        if one["name"] != "chalice":
            [found] = one["hashes"]
            assert one["purl"] == f"pkg:pypi/{one['name']}@{one['version']}"
            assert locked(one["name"]).startswith(f"{one['version']} ")
            assert f"--hash=sha256:{found['content']}" in locked(one["name"])


def test_files_of_their_own_have_their_own_hash(built: Built, bill: Json) -> None:
    """Chalice's runtime is copied, so it has no wheel to be named by."""
    [chalice] = [one for one in libraries(bill) if one["name"] == "chalice"]
    files = [one for one in (*bill["components"], *chalice["components"]) if one["type"] == "file"]
    assert {one["name"] for one in files} >= {"amazon-roots.pem", "chalice/app.py", "chalice/__init__.py"}
    for one in files:
        assert one["hashes"][0]["content"] == hashlib.sha256((built.tree / one["name"]).read_bytes()).hexdigest()


def test_each_component_has_a_licence(bill: Json) -> None:
    nameless = [one["name"] for one in _all(bill["components"]) if one["type"] != "file" and len(one["licenses"]) != 1]
    assert nameless == []


def test_what_was_compiled_into_a_library_is_listed(bill: Json) -> None:
    """A known fault of OpenSSL is a fault of ours."""
    [cryptography] = [one for one in libraries(bill) if one["name"] == "cryptography"]
    assert {"openssl", "pyo3"} <= {one["name"] for one in cryptography["components"]}


def test_the_bill_says_nothing_of_when_and_where(bill: Json) -> None:
    assert bill["serialNumber"].startswith("urn:uuid:")
    assert "timestamp" not in bill["metadata"]
    assert str(Path.home()) not in json.dumps(bill)


def test_the_artefact_lists_its_licences(built: Built, bill: Json) -> None:
    text = (built.tree / NOTICES).read_text(encoding="utf-8")
    for one in libraries(bill):
        assert f"\n{one['name']} {one['version']}: " in text
    named = re.findall(r"^  text: (.+)$", text, re.MULTILINE)
    assert [name for name in named if not (built.tree / name).is_file()] == []


def test_a_part_knows_its_entries_at_the_top() -> None:
    part = Part("voorbeeld", "1", "MIT", "", ("a/b.py", "a/c/d.py", "e.py"))
    assert part.places == ["a", "e.py"]


def _installed(built: Built) -> Iterator[tuple[str, str]]:
    for metadata in built.tree.glob("*.dist-info/METADATA"):
        said = HeaderParser().parsestr(metadata.read_text(encoding="utf-8"))
        yield canonicalize_name(said["Name"]), said["Version"]


def _version(bill: Json, name: str) -> str:
    [found] = [one["version"] for one in libraries(bill) if one["name"] == name]
    return str(found)


def _all(components: list[Json]) -> Iterator[Json]:
    for one in components:
        yield one
        yield from _all(one.get("components", []))
