"""The template of a stage: every function knows its names, its runtime and its way to fail."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped, unused-ignore] # its stubs are not installed
from chalice.package import YAMLTemplateSerializer

from chalicelib.adapters.egress.client import SEND_SECONDS
from chalicelib.domain.levering import LEASE
from chalicelib.handlers.blueprints import BLUEPRINTS
from chalicelib.settings import PREFIX, Settings
from infra.package.build import ROOT
from infra.package.errors import PackageError
from infra.package.parameters import make_parameters, misfits, stages
from infra.package.runtime import Runtime
from infra.package.template import fragments, make_template, merge, read, write
from tests.package_build import Built

LONGEST_SEND = max(SEND_SECONDS, LEASE.total_seconds())
MARGIN = 10  # seconds for a cold start, for reading, deciding and recording, and for writers that were first
BY_LAMBDA = {"region"}  # AWS_REGION


@pytest.fixture(scope="module")
def text(built: Built) -> str:
    return (built.folder / "template.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def template(text: str) -> dict[str, Any]:
    return read(text)


@pytest.fixture(scope="module")
def functions(template: dict[str, Any]) -> dict[str, Any]:
    return {
        name: one["Properties"]
        for name, one in template["Resources"].items()
        if one["Type"] == "AWS::Serverless::Function"
    }


def test_the_template_has_no_lint(text: str, tmp_path: Path) -> None:
    """Issue: cfn-lint finds nothing in what is deployed."""
    file = tmp_path / "template.yaml"
    file.write_text(text, encoding="utf-8")
    command = [str(Path(sys.executable).with_name("cfn-lint")), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    assert (done.returncode, done.stdout) == (0, "")


def test_every_function_follows_from_the_build(functions: dict[str, Any], built: Built) -> None:
    assert {"APIHandler", "Verstrekkingen", "Herstel", "Bewaartermijnen"} <= set(functions)
    for function in functions.values():
        assert (function["Runtime"], function["Architectures"]) == (built.runtime.name, [built.arch])
        assert function["CodeUri"] == "./artefact.zip"


def test_the_environment_fills_every_setting(template: dict[str, Any]) -> None:
    """Every name comes from a resource or a parameter, so none can be mistyped."""
    variables = template["Globals"]["Function"]["Environment"]["Variables"]
    given = {name.removeprefix(PREFIX).lower(): value for name, value in variables.items() if name.startswith(PREFIX)}
    needed = {name for name, field in Settings.model_fields.items() if field.is_required()}
    assert needed - BY_LAMBDA <= set(given) <= set(Settings.model_fields) - BY_LAMBDA
    known = {*template["Resources"], *template["Parameters"]}
    for name, value in given.items():
        assert isinstance(value, dict), name
        assert _mentioned(value) <= known | {"AWS::Region", "AWS::URLSuffix"}, name


def test_aws_is_called_under_the_roots_of_the_artefact(template: dict[str, Any]) -> None:
    variables = template["Globals"]["Function"]["Environment"]["Variables"]
    assert variables["AWS_CA_BUNDLE"] == "/var/task/amazon-roots.pem"
    assert variables["PYDANTIC_DISABLE_PLUGINS"] == "__all__"


def test_only_http_goes_through_the_application(functions: dict[str, Any]) -> None:
    """Issue: entry modules of their own for queue and schedule functions."""
    handlers = {name: function["Handler"] for name, function in functions.items()}
    assert handlers.pop("APIHandler") == "app.app"
    assert all(handler.startswith("chalicelib.handlers.") for handler in handlers.values())


def test_every_queue_function_answers_per_message(functions: dict[str, Any]) -> None:
    """One bad message of a batch costs the others nothing; the queue is that of resources.yaml, not a name."""
    fed = _fired_by("SQS", functions)
    assert "Verstrekkingen" in fed
    for name, source in fed.items():
        assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"], name
        assert source["Queue"] == {"Fn::Sub": f"${{Queue{name}.Arn}}"}


def test_a_message_stays_hidden_for_six_time_outs(template: dict[str, Any], functions: dict[str, Any]) -> None:
    slowest = max(functions[name]["Timeout"] for name in _fired_by("SQS", functions))
    assert template["Parameters"]["QueueVisibilitySeconds"]["Default"] >= 6 * slowest


def test_a_batch_of_slow_sends_fits_its_time_out(functions: dict[str, Any]) -> None:
    """Found: ten messages, each up to 15 s with a Kredietverstrekker that does not answer, outlived the function."""
    for name, source in _fired_by("SQS", functions).items():
        assert source["BatchSize"] * LONGEST_SEND + MARGIN < functions[name]["Timeout"], name
        assert source.get("MaximumBatchingWindowInSeconds", 0) == 0, name


def test_every_schedule_bounds_its_retries(functions: dict[str, Any]) -> None:
    """Both of bringing the event, and of running the function that it fires."""
    bounds = {"MaximumRetryAttempts", "MaximumEventAgeInSeconds"}
    fired = _fired_by("Schedule", functions)
    assert {"Herstel", "Bewaartermijnen"} <= set(fired)
    for name, schedule in fired.items():
        assert set(schedule["RetryPolicy"]) == bounds, name
        assert set(functions[name]["EventInvokeConfig"]) == bounds | {"DestinationConfig"}, name


def test_processor_and_runtime_are_all_that_a_build_decides(text: str, built: Built) -> None:
    """Another processor and another Python change those two words of each function, and nothing else."""
    other = make_template(ROOT, "prod", Runtime("3.14", "/nowhere"), "riscv")
    assert other.replace("python3.14", built.runtime.name).replace("riscv", built.arch) == text


def test_the_gateway_asks_public_bodies_to_be_json(template: dict[str, Any]) -> None:
    """Those alone: elsewhere who asks comes first, and the answer is per field; a header is never required here."""
    definition = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    found = {
        (method.upper(), path): operation
        for path, operations in definition["paths"].items()
        for method, operation in operations.items()
        if "x-amazon-apigateway-request-validator" in operation
    }
    declared = [route for blueprint in BLUEPRINTS for route in blueprint.declared]
    assert found.keys() == {(route.method, route.path) for route in declared if route.public and route.body}
    assert len(found) >= 6
    for operation in found.values():
        name = operation["x-amazon-apigateway-request-validator"]
        rules = definition["x-amazon-apigateway-request-validators"][name]
        assert rules == {"validateRequestBody": True, "validateRequestParameters": False}
        [body] = operation["parameters"]
        assert definition["definitions"][body["schema"]["$ref"].rpartition("/")[2]] == {"title": "Any JSON"}
        assert operation["x-amazon-apigateway-integration"]["type"] == "aws_proxy"
    assert "BAD_REQUEST_BODY" in definition["x-amazon-apigateway-gateway-responses"]


def test_a_policy_file_joins_by_being_there(tmp_path: Path) -> None:
    """What is put into infra/policies is merged over the functions, without a list to edit."""
    (tmp_path / "policies").mkdir()
    (tmp_path / "functions.yaml").write_text("Resources: {A: {Properties: {Role: shared, Timeout: 1}}}\n")
    (tmp_path / "policies" / "a.yaml").write_text("Resources: {A: {Properties: {Role: !GetAtt ARole.Arn}}}\n")
    merged = merge(fragments(tmp_path))
    assert merged == {"Resources": {"A": {"Properties": {"Role": {"Fn::GetAtt": ["ARole", "Arn"]}, "Timeout": 1}}}}


def test_every_yaml_beside_the_template_is_merged() -> None:
    """A file that nobody merges would promise something that is not deployed."""
    assert {"resources.yaml", "functions.yaml"} <= {path.name for path in (ROOT / "infra").glob("*.yaml")}
    merged = merge(fragments(ROOT / "infra"))
    for path in (ROOT / "infra").glob("*.yaml"):
        found = read(path.read_text(encoding="utf-8"))
        assert set(found.get("Resources", {})) <= set(merged["Resources"]), path.name


@pytest.mark.parametrize("stage", stages(ROOT / "infra"))
def test_the_parameters_of_each_stage_fit(stage: str, text: str) -> None:
    made = json.loads(make_parameters(ROOT / "infra", stage, text))
    assert {"ParameterKey": "Stage", "ParameterValue": stage} in made
    assert all(set(one) == {"ParameterKey", "ParameterValue"} for one in made)


def test_both_stages_have_parameters_and_a_chalice_stage() -> None:
    config = json.loads((ROOT / ".chalice" / "config.json").read_text(encoding="utf-8"))
    assert set(stages(ROOT / "infra")) == set(config["stages"]) == {"dev", "prod"}


def test_a_parameter_that_does_not_fit_is_named() -> None:
    declared = {"Stage": {}, "Other": {"Default": ""}}
    assert list(misfits({"Stage": "prod"}, declared)) == []
    assert list(misfits({"Stagee": "prod"}, declared)) == [
        "Stagee is no parameter of the template",
        "Stage is missing",
    ]


def test_parameters_that_do_not_fit_stop_the_build(tmp_path: Path) -> None:
    (tmp_path / "parameters").mkdir()
    (tmp_path / "parameters" / "dev.yaml").write_text("Wrong: 1\n", encoding="utf-8")
    with pytest.raises(PackageError, match="Wrong is no parameter"):
        make_parameters(tmp_path, "dev", write({"Parameters": {}}))


def test_short_forms_are_spelled_out_as_chalice_does() -> None:
    texts = [
        "A: {B: !Sub 'x', C: !If [D, !Ref E, !GetAtt F.G.H], I: !GetAtt [J, K], L: !Condition M}\nN: !Sub {O: 1}\n"
    ]
    texts += [path.read_text(encoding="utf-8") for path in (ROOT / "infra").rglob("*.yaml")]
    for text in texts:
        assert read(text) == YAMLTemplateSerializer().load_template(text)


def test_the_template_is_plain_yaml(text: str) -> None:
    """No anchors, which CloudFormation does not read, and no short forms that a reader could miss."""
    assert yaml.safe_load(text) == read(text)
    assert not re.search(r"^\s*[\w:]+: [&*]id\d+", text, re.MULTILINE)


def _fired_by(kind: str, functions: dict[str, Any]) -> dict[str, Any]:
    """What fires each function that is fired this way."""
    return {
        name: event["Properties"]
        for name, function in functions.items()
        for event in function.get("Events", {}).values()
        if event["Type"] == kind
    }


def _mentioned(value: dict[str, Any]) -> set[str]:
    """The names that an intrinsic function refers to."""
    [(function, argument)] = value.items()
    if function == "Fn::Sub":
        return {name.split(".")[0] if "::" not in name else name for name in re.findall(r"\$\{([^}]+)\}", argument)}
    return {argument[0] if function == "Fn::GetAtt" else argument}
