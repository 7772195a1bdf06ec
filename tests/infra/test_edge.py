"""What answers before any function does: TLS, limits, errors in our own form, and logs that name nobody."""

import json
import re
from typing import Any

import boto3
import pytest

from chalicelib import errors
from chalicelib.adapters.quarantine import S3Quarantine
from chalicelib.domain.document import Mediatype
from chalicelib.domain.parse import parse
from chalicelib.handlers import problems, serving
from chalicelib.handlers.openapi_parameters import HEADERS
from chalicelib.handlers.route import Route
from chalicelib.usecases.messages import FETCH_CODE
from chalicelib.usecases.ports.quarantine import Announced
from infra.package.build import ROOT
from infra.package.template import fragments, merge
from infra.package.validation import validated

TEMPLATE: dict[str, Any] = merge(fragments(ROOT / "infra"))
RESOURCES: dict[str, Any] = TEMPLATE["Resources"]
API: dict[str, Any] = RESOURCES["RestAPI"]["Properties"]
ANSWERS: dict[str, Any] = API["DefinitionBody"]["x-amazon-apigateway-gateway-responses"]
STRICTEST = "SecurityPolicy_TLS13_1_3_2025_09"
OURS = {
    "UNAUTHORIZED": problems.ANSWERS[errors.Unauthenticated],
    "ACCESS_DENIED": problems.ANSWERS[errors.Forbidden],
    "MISSING_AUTHENTICATION_TOKEN": problems.NO_ROUTE,
    "RESOURCE_NOT_FOUND": problems.NO_ROUTE,
    "REQUEST_TOO_LARGE": problems.ANSWERS[errors.TooLarge],
    "INTEGRATION_FAILURE": problems.ANSWERS[errors.Unavailable],
    "INTEGRATION_TIMEOUT": problems.ANSWERS[errors.Unavailable],
    "DEFAULT_5XX": problems.INTERNAL,
}


def body(answer: str) -> Any:
    return json.loads(ANSWERS[answer]["responseTemplates"]["application/json"])


@pytest.mark.parametrize("answer", OURS)
def test_the_gateway_answers_as_we_do(answer: str) -> None:
    """Contract: an error looks the same whoever answers it, and an unknown path is a 404."""
    kind = OURS[answer]
    assert ANSWERS[answer]["statusCode"] == kind.status
    assert body(answer) == {
        "type": f"/problemen/{kind.slug}",
        "title": kind.title,
        "status": kind.status,
        "verzoek_id": "$context.requestId",
    }


def test_what_is_no_json_is_answered_as_we_do() -> None:
    """To the letter, the text for the field included."""
    ours = problems.problem(errors.InvalidInput.one("", "json.vorm"), "$context.requestId")
    assert ANSWERS["BAD_REQUEST_BODY"]["statusCode"] == ours.status_code
    assert body("BAD_REQUEST_BODY") == json.loads(ours.body)


@pytest.mark.parametrize("route", validated(), ids=lambda route: route.path)
@pytest.mark.parametrize("raw", [b"", b"{", b"naam=waarde", b'{"naam": }'])
def test_the_gateway_refuses_what_we_would(route: Route, raw: bytes) -> None:
    """What is no JSON gets one answer, whichever of both looks first."""
    assert route.body is not None
    with pytest.raises(errors.InvalidInput) as refused:
        parse(route.body, raw)
    assert refused.value.faults == (errors.Fault("", "json.vorm"),)


@pytest.mark.parametrize("answer", ["THROTTLED", "QUOTA_EXCEEDED"])
def test_who_asks_too_often_is_told_to_wait(answer: str) -> None:
    assert ANSWERS[answer]["statusCode"] == body(answer)["status"] == 429


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_answer_of_the_gateway_is_a_problem(answer: str) -> None:
    """Its media type, the headers of every answer of ours, and readable for the web page alone."""
    sent = {
        name.removeprefix("gatewayresponse.header."): v for name, v in ANSWERS[answer]["responseParameters"].items()
    }
    assert sent.pop("Access-Control-Allow-Origin") == {"Fn::Sub": "'${WebOrigin}'"}
    plain = {name: value.strip("'") for name, value in sent.items()}
    assert plain == {"Content-Type": problems.CONTENT_TYPE, "Vary": "Origin", **serving.HEADERS}


def test_only_the_web_page_may_ask_from_a_browser() -> None:
    assert API["Cors"]["AllowOrigin"] == {"Fn::Sub": "'${WebOrigin}'"}
    allowed = {name.lower() for name in API["Cors"]["AllowHeaders"].strip("'").split(",")}
    ours = {name.lower() for name in HEADERS if not name.startswith(("webhook-", FETCH_CODE))}  # no browser sends those
    assert allowed == {"authorization", "content-type", "x-soort", *ours}
    assert TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]["BROKER_WEB_ORIGIN"] == {"Ref": "WebOrigin"}
    assert re.fullmatch(TEMPLATE["Parameters"]["WebOrigin"]["AllowedPattern"], "*") is None


def test_the_web_page_may_send_a_file_to_its_link() -> None:
    """From nowhere else, and with every header that the link is bound to; a browser sets the length by itself."""
    (rule,) = RESOURCES["BucketQuarantaine"]["Properties"]["CorsConfiguration"]["CorsRules"]
    assert (rule["AllowedOrigins"], rule["AllowedMethods"]) == ([{"Ref": "WebOrigin"}], ["PUT"])
    client = boto3.client("s3", "eu-central-1", aws_access_key_id="v", aws_secret_access_key="v")
    link = S3Quarantine(client, "v").link("dos_voorbeeld/doc_voorbeeld", Announced(Mediatype.PDF, 5, "ab" * 32), 600)
    assert {*rule["AllowedHeaders"], "content-length"} == {name.lower() for name in link.headers}


def test_guardduty_looks_at_quarantine_and_tags_it() -> None:
    """Where it is the scanner; its role is for it alone, and reaches no other bucket."""
    plan, role = RESOURCES["ScanOfQuarantine"], RESOURCES["ScanRole"]
    assert plan["Condition"] == role["Condition"] == "ScansWithGuardDuty"
    assert plan["Properties"]["ProtectedResource"] == {"S3Bucket": {"BucketName": {"Ref": "BucketQuarantaine"}}}
    assert plan["Properties"]["Actions"] == {"Tagging": {"Status": "ENABLED"}}
    (trust,) = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "malware-protection-plan.guardduty.amazonaws.com"}
    buckets = set(re.findall(r"\bBucket[A-Z]\w+", json.dumps(role["Properties"]["Policies"])))
    assert buckets == {"BucketQuarantaine"}


def test_tls_is_as_strict_as_it_comes() -> None:
    """Art. 9 lid 4: TLS 1.3 alone, for our own name and for the gateway's."""
    domain = RESOURCES["Domain"]["Properties"]
    assert domain["SecurityPolicy"] == API["DefinitionBody"]["x-amazon-apigateway-security-policy"] == STRICTEST
    assert domain["EndpointAccessMode"] == API["DefinitionBody"]["x-amazon-apigateway-endpoint-access-mode"] == "STRICT"
    assert STRICTEST in (ROOT / "docs" / "afwijkingen.md").read_text(encoding="utf-8")


def test_the_access_log_says_four_things() -> None:
    """I6: no address, no agent, no id; the route is its pattern."""
    shape = json.loads(API["AccessLogSetting"]["Format"])
    assert shape == {
        "requestId": "$context.requestId",
        "route": "$context.httpMethod $context.resourcePath",
        "status": "$context.status",
        "latency": "$context.responseLatency",
    }


def test_every_method_is_throttled() -> None:
    [everywhere] = API["MethodSettings"]
    assert (everywhere["ResourcePath"], everywhere["HttpMethod"]) == ("/*", "*")
    assert 0 < everywhere["ThrottlingRateLimit"] <= everywhere["ThrottlingBurstLimit"]


RULES = {rule["Name"]: rule for rule in RESOURCES["WebAcl"]["Properties"]["Rules"]}


def test_the_firewall_counts_per_address() -> None:
    rates = {name: rule["Statement"]["RateBasedStatement"] for name, rule in RULES.items() if name.startswith("rate-")}
    assert {name: rate["Limit"] for name, rate in rates.items()} == {
        "rate-sign-in": 100,
        "rate-callbacks": 30000,
        "rate-all": 3000,
    }
    assert {rate["AggregateKeyType"] for rate in rates.values()} == {"IP"}


def test_the_firewall_keeps_no_requests() -> None:
    """Samples hold addresses, and the headers with people's tokens."""
    text = json.dumps(RESOURCES["WebAcl"])
    assert text.count('"SampledRequestsEnabled": false') == len(RULES) + 1
    assert "AWS::WAFv2::LoggingConfiguration" not in json.dumps(RESOURCES)


@pytest.mark.parametrize(("length", "blocked"), [("4194304", False), ("4999999", False), ("5000000", True)])
def test_the_firewall_stops_bodies_that_nothing_takes(length: str, *, blocked: bool) -> None:
    """A document has at most 4 MiB."""
    pattern = RULES["body-size"]["Statement"]["RegexMatchStatement"]["RegexString"]
    assert bool(re.search(pattern, length)) is blocked


@pytest.mark.parametrize("length", ["12345678", "100000000", "05000000"])
def test_the_firewall_reads_long_numbers_too(length: str) -> None:
    pattern = RULES["body-size"]["Statement"]["RegexMatchStatement"]["RegexString"]
    assert re.search(pattern, length)


def test_the_firewall_can_be_left_out_locally() -> None:
    """The local AWS knows no association of a web ACL."""
    assert {RESOURCES[name]["Condition"] for name in ("WebAcl", "WebAclOfGateway")} == {"HasFirewall"}
    assert TEMPLATE["Parameters"]["Firewall"]["Default"] == "true"
