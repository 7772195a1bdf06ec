"""Art. 9 lid 5: de gegevens worden niet doorgegeven buiten de Europese Economische Ruimte."""

import ast
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSRequest
from moto import mock_aws
from pydantic import ValidationError

from chalicelib.adapters.aws import AwsSession, CallCounter, RegionError, RegionGuard, make_session
from chalicelib.settings import EEA_REGIONS
from tests.aws_stage import HOME, make_settings

CODE = Path(__file__).parents[2] / "chalicelib"
CLIENTS = ("dynamodb", "kms", "s3", "sqs", "cognito_idp", "ses")


def test_the_allowed_regions_are_exactly_these() -> None:
    """Art. 9 lid 5: a closed list; a region is added by hand, after somebody looked at a map."""
    assert sorted(EEA_REGIONS) == [
        "eu-central-1",
        "eu-north-1",
        "eu-south-1",
        "eu-south-2",
        "eu-west-1",
        "eu-west-3",
        "eusc-de-east-1",
    ]


@pytest.mark.parametrize("region", ["eu-west-2", "eu-central-2", "eu-", "us-east-1", "aws-global", "", "EU-WEST-1"])
def test_the_broker_does_not_start_elsewhere(region: str) -> None:
    """Art. 9 lid 5: London (eu-west-2) and Zürich (eu-central-2) have European names and lie outside the EEA."""
    with pytest.raises(ValidationError):
        make_settings(region)
    with pytest.raises(RegionError):
        RegionGuard(frozenset({region}))


@pytest.mark.parametrize(
    "url",
    [
        "https://dynamodb.eu-central-1.amazonaws.com/",
        "https://voorbeeld.s3.eu-central-1.amazonaws.com/dos_a/1",
        "https://kms.eu-central-1.api.aws:443/",
        "https://s3.dualstack.eu-central-1.amazonaws.com/",
    ],
)
def test_endpoints_of_the_own_region_are_reached(url: str) -> None:
    """Art. 9 lid 5: the region's own names, plain and dual-stack."""
    assert RegionGuard(frozenset({HOME})).allows(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://kms.eu-west-2.amazonaws.com/",
        "https://kms.eu-central-2.amazonaws.com/",
        "https://kms.us-east-1.amazonaws.com/",
        "https://kms.eu-west-1.amazonaws.com/",  # in the EEA, but not configured
        "https://sts.amazonaws.com/",
        "https://iam.amazonaws.com/",
        "https://s3.amazonaws.com/eu-central-1",
        "https://voorbeeld.s3.amazonaws.com/",
        "https://voorbeeld.s3-accelerate.amazonaws.com/",
        "https://eu-central-1.s3.eu-west-2.amazonaws.com/",
        "https://kms.eu-central-1.amazonaws.com.example.com/",
        "https://kms.eu-central-1.amazonaws.com.cn/",
        "https://kmseu-central-1.amazonaws.com/",
        "https://kms.eu-central-1.amazonaws.com@example.com/",
        "https://kms.eu-central-1.amazonaws.com:8443/",
        "http://kms.eu-central-1.amazonaws.com/",
        "https://example.com/?kms.eu-central-1.amazonaws.com",
        "http://127.0.0.1:4566/",
        "http://localhost:4566/",
        "http://169.254.169.254/",
        "",
    ],
)
def test_any_other_host_is_refused(url: str) -> None:
    """Art. 9 lid 5: other regions, global endpoints, look-alikes, plain http and the machine itself."""
    assert not RegionGuard(frozenset({HOME})).allows(url)


def test_a_second_region_must_be_named() -> None:
    """Art. 9 lid 5: a replica's region counts only when it is configured."""
    guard = RegionGuard(frozenset({HOME, "eu-west-1"}))
    assert guard.allows("https://dynamodb.eu-west-1.amazonaws.com/")
    assert not guard.allows("https://dynamodb.eu-west-3.amazonaws.com/")
    with pytest.raises(RegionError):
        make_session(make_settings(), other_regions=frozenset({"eu-west-2"}))


def test_the_sovereign_region_has_names_of_its_own() -> None:
    """Art. 9 lid 5: eusc-de-east-1 is reached under amazonaws.eu only."""
    guard = RegionGuard(frozenset({"eusc-de-east-1"}))
    assert guard.allows("https://kms.eusc-de-east-1.amazonaws.eu/")
    assert not guard.allows("https://kms.eusc-de-east-1.amazonaws.com/")


def test_with_a_local_endpoint_nothing_else_is_called() -> None:
    """Art. 9 lid 5: a local run reaches its own AWS, not another port and not the real one."""
    guard = RegionGuard(frozenset({HOME}), "http://127.0.0.1:4566")
    assert guard.allows("http://127.0.0.1:4566/voorbeeld/dos_a")
    assert not guard.allows("http://127.0.0.1:4567/")
    assert not guard.allows("https://kms.eu-central-1.amazonaws.com/")


@pytest.mark.parametrize("name", CLIENTS)
def test_every_client_has_the_guard(name: str) -> None:
    """Art. 9 lid 5: no client of the broker can send to another region, whatever leads it there."""
    with mock_aws():
        client = getattr(make_session(make_settings()), name)
    abroad = AWSRequest("GET", "https://kms.eu-west-2.amazonaws.com/").prepare()
    with pytest.raises(RegionError, match="before-send"):
        client.meta.events.emit(f"before-send.{name}.Any", request=abroad)


@pytest.mark.parametrize(
    ("service", "operation", "region"),
    [("kms", "list_keys", "eu-west-2"), ("sts", "get_caller_identity", None), ("iam", "list_users", None)],
)
def test_a_real_call_abroad_fails_before_it_leaves(service: Any, operation: str, region: str | None) -> None:
    """Art. 9 lid 5: the refusal comes through botocore as it is, without a retry and before any answer."""
    refused = CallCounter()
    with mock_aws():
        session = boto3.Session(region_name=region or HOME)
        session.events.register_first("before-send", RegionGuard(frozenset({HOME})))
        session.events.register("before-call", refused)
        endpoint = "https://sts.amazonaws.com" if service == "sts" else None
        client = session.client(service, endpoint_url=endpoint)
        with pytest.raises(RegionError):
            getattr(client, operation)()
    assert refused.calls.total() == 1


def test_a_request_led_abroad_has_no_effect_there() -> None:
    """Art. 9 lid 5: the refusal comes before every other handler, so that nothing abroad has seen the request."""

    def lead_abroad(request: AWSRequest, **_: object) -> None:
        request.url = "https://sqs.eu-west-2.amazonaws.com/"

    with mock_aws():
        sqs = make_session(make_settings()).sqs
        sqs.meta.events.register("request-created.sqs", lead_abroad)
        with pytest.raises(RegionError):
            sqs.create_queue(QueueName="voorbeeld")
        for region in (HOME, "eu-west-2"):
            assert "QueueUrls" not in boto3.client("sqs", region_name=region).list_queues()


def test_an_environment_variable_cannot_move_a_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """Art. 9 lid 5: AWS_ENDPOINT_URL and a default region elsewhere change nothing."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://kms.us-east-1.amazonaws.com")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        session: AwsSession = make_session(make_settings())
        assert session.kms.meta.endpoint_url == "https://kms.eu-central-1.amazonaws.com"
        session.kms.list_keys()


def test_sessions_are_made_in_one_place_only() -> None:
    """Art. 9 lid 5: a second session would have no guard."""
    makers = {
        path.relative_to(CODE).as_posix()
        for path in CODE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import) and any(name.name in {"boto3", "botocore.session"} for name in node.names)
    }
    assert makers == {"adapters/aws.py"}
