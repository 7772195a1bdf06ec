"""The production package: the same infrastructure file merged in, one gate at the gateway, nothing of stage local."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from cfnlint.decode import cfn_yaml  # type: ignore[import-untyped]

from chalicelib.handlers.openapi import declared_routes

ROOT = Path(__file__).parents[2]
SHIPPED = ("app.py", "chalicelib", ".chalice", "infra")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `chalice package` makes offline; libraries are left out, they are not what is looked at here."""
    project = tmp_path_factory.mktemp("project")
    for name in SHIPPED:
        source = ROOT / name
        skip = shutil.ignore_patterns("__pycache__", "deployments")
        if source.is_dir():
            shutil.copytree(source, project / name, ignore=skip)
        else:
            shutil.copy(source, project)
    (project / "requirements.txt").write_text("")
    command = [str(Path(sys.executable).with_name("chalice")), "package", "--stage", "prod"]
    command += ["--merge-template", "infra/resources.yaml", "--template-format", "yaml", "out"]
    environment = {**os.environ, "AWS_DEFAULT_REGION": "eu-central-1"}
    subprocess.run(command, cwd=project, env=environment, check=True, capture_output=True)  # noqa: S603 - our own words
    return project / "out"


@pytest.fixture(scope="module")
def template(package: Path) -> dict[str, Any]:
    found: dict[str, Any] = cfn_yaml.load(str(package / "sam.yaml"))
    return found


def test_infrastructure_file_is_merged_whole(template: dict[str, Any]) -> None:
    """Issue: the file that makes the local AWS is merged into the production package."""
    text = (ROOT / "infra" / "resources.yaml").read_text(encoding="utf-8")
    names = [
        line.strip(" :")
        for line in text.split("\nResources:\n")[1].split("\nOutputs:")[0].splitlines()
        if line.startswith("  ") and line[2].isalpha() and line.endswith(":")
    ]
    assert len(names) > 10
    assert set(names) <= set(template["Resources"])


def test_gateway_is_regional_and_never_edge(template: dict[str, Any]) -> None:
    """Art. 9 lid 5: the default of Chalice has points of presence all over the world."""
    assert template["Resources"]["RestAPI"]["Properties"]["EndpointConfiguration"] == "REGIONAL"


def test_every_private_route_has_the_gate(template: dict[str, Any]) -> None:
    """Tokens are checked at the gateway too, against the pool of this stage."""
    document = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    gate = document["securityDefinitions"]["gebruikers"]["x-amazon-apigateway-authorizer"]
    assert gate == {"type": "cognito_user_pools", "providerARNs": [{"Fn::GetAtt": ["Gebruikers", "Arn"]}]}
    for route in declared_routes():
        security = document["paths"][route.path][route.method.lower()].get("security", [])
        assert bool(security) is not route.public, route.path
        assert all(scopes == ["aws.cognito.signin.user.admin"] for entry in security for scopes in entry.values())


def test_artefact_holds_nothing_of_stage_local(package: Path) -> None:
    """The fixed operators, the mail box and endpoints on loopback exist in no packaged artefact."""
    with zipfile.ZipFile(package / "deployment.zip") as artefact:
        names = artefact.namelist()
        texts = b"".join(artefact.read(name) for name in names if name.endswith(".py"))
    assert "app.py" in names
    assert not [name for name in names if name.startswith("infra")]
    assert b"lokaal/post" not in texts
    assert b"ops@lease-deal" not in texts
