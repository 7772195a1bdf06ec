"""The artefact as it goes to Lambda: it works with nothing beside it, every module has bytecode, and it is small."""

import inspect
import json
import subprocess
import zipfile
from importlib import import_module
from pathlib import Path

import pytest

from infra.package.artefact import MOST
from infra.package.build import build
from infra.package.bytecode import SOURCELESS
from infra.package.template import read
from tests.package_build import STAGE, Built, function_environment, linux_only

ENTRIES = ("chalicelib.handlers.queues", "chalicelib.handlers.scheduled")
# What only HTTP needs.
OF_HTTP = ("app", "chalice", "chalicelib.handlers.routing", "chalicelib.handlers.blueprints")
BY_FUNCTIONS = ("schwifty", "phonenumbers", "email_validator", "stdnum.nl.btw", "stdnum.nl.postcode", "pyxirr")

pytestmark = linux_only


def test_the_http_function_answers_from_the_artefact_alone(built: Built) -> None:
    """Issue: the artefact, unpacked into an empty folder without the repository, works."""
    answer = built.run("gezondheid", "/v1/gezondheid", **function_environment())
    assert (answer["status"], answer["outside"]) == (200, [])
    assert json.loads(answer["body"])["regio"] == "eu-central-1"


def test_the_openapi_document_is_drawn_from_the_artefact(built: Built) -> None:
    """It touches every route and every model."""
    answer = built.run("gezondheid", "/v1/openapi.json", **function_environment())
    assert answer["status"] == 200
    assert "/v1/dossiers" in json.loads(answer["body"])["paths"]


def test_every_module_of_ours_imports_from_the_artefact(built: Built) -> None:
    assert built.run("modules", *BY_FUNCTIONS, **function_environment()) > 100


@pytest.mark.parametrize("entry", ENTRIES)
def test_queue_and_schedule_functions_never_load_chalice(built: Built, entry: str) -> None:
    """Issue: entry modules of their own that import only what they use."""
    loaded = built.run("entries", entry, **function_environment())
    assert set(loaded) & {*OF_HTTP, "chalicelib.handlers.schemas"} == set()


def test_every_module_has_valid_unchecked_bytecode(built: Built) -> None:
    """Issue: 100 % of the modules, so that no cold start compiles anything."""
    found = built.run("bytecode")
    assert found["modules"] > 500
    assert (found["faults"], found["orphans"]) == ({}, 0)
    assert found["alone"] == list(SOURCELESS)


def test_the_artefact_stays_within_its_size(built: Built) -> None:
    assert MOST == 15_000_000
    assert built.archive.stat().st_size <= MOST


def test_the_zip_tells_nothing_of_this_machine(built: Built) -> None:
    """One date, one mode, names in order, no folders."""
    with zipfile.ZipFile(built.archive) as archive:
        entries = archive.infolist()
    names = [entry.filename for entry in entries]
    assert names == sorted(set(names))
    assert {(entry.date_time, entry.external_attr >> 16, entry.create_system) for entry in entries} == {
        ((1980, 1, 1, 0, 0, 0), 0o100644, 3)
    }


def test_two_builds_elsewhere_are_equal_to_the_byte(built: Built, tmp_path: Path) -> None:
    """Issue: reproducible byte for byte, artefact, bill of materials, template and parameters."""
    again = build(STAGE, built.arch, tmp_path / "another" / "place", runtime=built.runtime).folder
    files = sorted(path.name for path in built.folder.iterdir())
    assert files == ["artefact.zip", "parameters.json", "sbom.cdx.json", "template.yaml"]
    assert [name for name in files if (again / name).read_bytes() != (built.folder / name).read_bytes()] == []


def test_the_artefact_holds_our_code_and_nothing_local(built: Built) -> None:
    """The fixed operators, the mail box and endpoints on loopback exist in no packaged artefact."""
    tops = {path.name for path in built.tree.iterdir()}
    assert {"app.py", "chalicelib", "chalice", "amazon-roots.pem"} <= tops
    assert tops & {"infra", "tests", "bench", "examples", "web", "moto", "pip", "bin", "awslambdaric"} == set()
    finds = subprocess.run(  # noqa: S603 - our own words
        ["/usr/bin/env", "grep", "-rlE", "lokaal/post|ops@lease-deal", str(built.tree)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert finds.stdout == ""


def test_every_handler_of_the_template_takes_event_and_context(built: Built) -> None:
    """Lambda calls each with two arguments."""
    template = read((built.folder / "template.yaml").read_text(encoding="utf-8"))
    handlers = {
        resource["Properties"]["Handler"]
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::Serverless::Function"
    }
    assert len(handlers) >= 4
    for handler in handlers:
        module, _, name = handler.rpartition(".")
        function = getattr(import_module(module), name)
        inspect.signature(function).bind({}, None)
