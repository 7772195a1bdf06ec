"""Every command of docs/aws.md exists: operations and options at AWS, ours, targets of make, and names of the stack."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
from botocore import xform_name

from chalicelib.handlers.blueprints import BLUEPRINTS
from infra.operators.__main__ import _parser
from infra.package.build import ROOT
from infra.package.template import fragments, merge

GUIDE = (ROOT / "docs" / "aws.md").read_text(encoding="utf-8")
TEMPLATE: dict[str, Any] = merge(fragments(ROOT / "infra"))
BLANK = re.compile(r"<[^>]*>")
FENCE = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)
OTHER_NAMES = {"s3api": "s3"}  # what the AWS CLI calls a service
# Of the AWS CLI itself, for every operation.
EVERYWHERE = {"--query", "--output", "--region", "--cli-binary-format"}
SESSION = botocore.session.Session()


def commands(program: str) -> list[str]:
    """With a word for each blank that the reader fills in."""
    lines = (BLANK.sub("voorbeeld", line) for block in FENCE.findall(GUIDE) for line in block.splitlines())
    parts = (part.strip() for line in lines for part in re.split(r"&&| > ", line))
    return sorted({part for part in parts if part.startswith(f"{program} ")})


def options(service: str, operation: str) -> Iterator[str]:
    model = SESSION.get_service_model(OTHER_NAMES.get(service, service))
    [name] = [name for name in model.operation_names if xform_name(name, "-") == operation]
    shape = model.operation_model(name).input_shape
    for member, kind in shape.members.items() if shape else ():
        yield f"--{xform_name(member, '-')}"
        if kind.type_name == "boolean":
            yield f"--no-{xform_name(member, '-')}"


@pytest.mark.parametrize("command", commands("aws"))
def test_each_command_of_aws_exists(command: str) -> None:
    """With each of its options, in the models that the AWS CLI is made from."""
    _, service, operation, *rest = shlex.split(command)
    if operation == "wait":
        waiter, *rest = rest
        model = SESSION.get_waiter_model(service)
        [operation] = [
            xform_name(model.get_waiter(name).operation, "-")
            for name in model.waiter_names
            if xform_name(name, "-") == waiter
        ]
    given = {word for word in rest if word.startswith("--")}
    assert given - EVERYWHERE <= set(options(service, operation))


@pytest.mark.parametrize("command", commands("python -m infra.operators"))
def test_each_command_of_ours_is_taken(command: str) -> None:
    arguments = [word.replace("$STAGE", "prod").replace("$AWS_REGION", "eu-central-1") for word in shlex.split(command)]
    assert _parser().parse_args(arguments[3:]).stage == "prod"


@pytest.mark.parametrize("command", commands("make"))
def test_each_target_of_make_exists(command: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{shlex.split(command)[1]}:", makefile, re.MULTILINE)


def test_the_guide_has_commands_of_each_kind() -> None:
    assert len(commands("aws")) >= 25
    assert len(commands("python -m infra.operators")) >= 3
    assert len(commands("make")) >= 4


def test_each_alarm_of_the_guide_exists() -> None:
    alarms = [name for name, one in TEMPLATE["Resources"].items() if one.get("Type") == "AWS::CloudWatch::Alarm"]
    told = [(name, more) for name, more in re.findall(r"`(Alarm[A-Z]\w+)(…?)`", GUIDE) if name != "AlarmAddress"]
    assert all(name in alarms or any(one.startswith(name) for one in alarms if more) for name, more in told)
    assert not [one for one in alarms if not any(one.startswith(name) for name, _ in told)]


def test_each_route_of_the_guide_exists() -> None:
    routes = {(route.method, route.path) for blueprint in BLUEPRINTS for route in blueprint.declared}
    told = set(re.findall(r"`(GET|POST) (?:\$API)?(/v1/[^`]*)`", GUIDE))
    assert len(told) >= 9
    assert told <= routes


def test_roles_and_names_of_the_guide_are_those_of_the_stack() -> None:
    names = str([one.get("Properties", {}) for one in TEMPLATE["Resources"].values()])
    for name in ("-broker-founder-", "-broker-key-approver-", "-broker-key-deleter-", "-verstrekkingen-dlq"):
        assert name in names
        assert name in GUIDE
    for group in re.findall(r"/\$STAGE/broker/(\w+)", GUIDE):
        assert f"/${{Stage}}/broker/{group}" in names
    assert {"ReservedConcurrency", "ConcurrencyVerstrekkingen", "ReplicaRegion"} <= set(TEMPLATE["Parameters"])
