"""Each rule of the guard, against the template as it is and against the fault that it is there for."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from chalicelib.settings import EEA_REGIONS
from infra import guard
from infra.package.build import ROOT
from infra.package.runtime import Runtime
from infra.package.template import make_template, read

Json = dict[str, Any]
Fault = Callable[[Json], object]


@pytest.fixture(scope="module")
def template() -> Json:
    return read(make_template(ROOT, "prod", Runtime("3.13", ""), "arm64"))


def properties(template: Json, name: str) -> Json:
    found: Json = template["Resources"][name]["Properties"]
    return found


def add(template: Json, name: str, kind: str, **given: Any) -> None:
    template["Resources"][name] = {"Type": kind, "Properties": given}


def statements(template: Json, role: str) -> list[Json]:
    found: list[Json] = properties(template, role)["Policies"][0]["PolicyDocument"]["Statement"]
    return found


def regions(template: Json) -> list[str]:
    """The first list of regions in it."""
    [found] = [
        s["Condition"]["StringNotEquals"]["aws:RequestedRegion"]
        for s in statements(template, "HerstelRole")
        if s["Sid"] == "StayInTheEea"
    ]
    return list(found)


def with_regions(template: Json, operator: str, given: Any) -> None:
    [statement] = [s for s in statements(template, "HerstelRole") if s["Sid"] == "StayInTheEea"]
    statement["Condition"] = {operator: {"aws:RequestedRegion": given}}


def allow(template: Json, role: str, action: str) -> None:
    statements(template, role).append({"Sid": "More", "Effect": "Allow", "Action": action, "Resource": "*"})


def five_decryptors(template: Json) -> None:
    for number in range(5):
        add(template, f"Role{number}", "AWS::IAM::Role", Policies=[{"PolicyDocument": {"Statement": []}}])
        allow(template, f"Role{number}", "kms:Dec*")
        add(template, f"F{number}", "AWS::Serverless::Function", Role={"Fn::GetAtt": [f"Role{number}", "Arn"]})


def replicas(template: Json) -> tuple[Json, Json]:
    """Of the keys: in the stage's own region, and the one behind a condition."""
    own, other = properties(template, "TableSleutels")["Replicas"]
    return own, other["Fn::If"][1]


def keep_for(days: int, which: int) -> Fault:
    return lambda t: replicas(t)[which]["PointInTimeRecoverySpecification"].update(RecoveryPeriodInDays=days)


LATER = {"Fn::GetAtt": ["TableSleutels", "StreamArn"]}
FAULTS: dict[str, tuple[guard.Rule, Fault]] = {
    "an edge endpoint": (
        guard.regional,
        lambda t: properties(t, "RestAPI").update(EndpointConfiguration="EDGE"),
    ),
    "a domain at the edge": (
        guard.regional,
        lambda t: properties(t, "Domain").update(EndpointConfiguration={"Types": ["EDGE"]}),
    ),
    "a distribution": (guard.regional, lambda t: add(t, "Cdn", "AWS::CloudFront::Distribution")),
    "a shared role": (
        guard.one_role_per_function,
        lambda t: properties(t, "Herstel").update(Role=properties(t, "APIHandler")["Role"]),
    ),
    "a foreign role": (guard.one_role_per_function, lambda t: properties(t, "Herstel").update(Role="arn:voorbeeld")),
    "rights of AWS's making": (
        guard.rights_in_own_role,
        lambda t: properties(t, "HerstelRole").update(ManagedPolicyArns=["arn:aws:iam::aws:policy/voorbeeld"]),
    ),
    "rights attached later": (
        guard.rights_in_own_role,
        lambda t: add(t, "More", "AWS::IAM::Policy", Roles=[{"Ref": "HerstelRole"}]),
    ),
    "rights given by the function": (
        guard.rights_in_own_role,
        lambda t: properties(t, "Herstel").update(Policies=["AmazonDynamoDBFullAccess"]),
    ),
    "a fifth decryptor": (guard.few_decrypt, five_decryptors),
    "an open bucket": (
        guard.private_buckets,
        lambda t: properties(t, "BucketDocumenten")["PublicAccessBlockConfiguration"].update(BlockPublicAcls=False),
    ),
    "a bucket over http": (guard.private_buckets, lambda t: t["Resources"].pop("BucketDocumentenPolicy")),
    "a bucket closed in part": (
        guard.private_buckets,
        lambda t: properties(t, "BucketDocumentenPolicy")["PolicyDocument"]["Statement"][0].update(Action="s3:Get*"),
    ),
    "logs for ever": (guard.kept_for_a_term, lambda t: properties(t, "LogGroupAccess").pop("RetentionInDays")),
    "logs of Lambda's own": (guard.kept_for_a_term, lambda t: properties(t, "Herstel").pop("LoggingConfig")),
    "London": (guard.exact_regions, lambda t: with_regions(t, "StringNotEquals", [*regions(t), "eu-west-2"])),
    "Zurich": (guard.exact_regions, lambda t: with_regions(t, "StringNotEquals", [*regions(t), "eu-central-2"])),
    "no sovereign cloud": (
        guard.exact_regions,
        lambda t: with_regions(t, "StringNotEquals", [r for r in regions(t) if r.startswith("eu-")]),
    ),
    "a prefix": (guard.exact_regions, lambda t: with_regions(t, "StringNotLike", "eu-*")),
    "a replica in London": (
        guard.exact_regions,
        lambda t: t["Parameters"]["ReplicaRegion"]["AllowedValues"].append("eu-west-2"),
    ),
    "a function that may go anywhere": (guard.functions_stay, lambda t: statements(t, "HerstelRole").pop(-2)),
    "a function that may use http": (guard.functions_stay, lambda t: statements(t, "HerstelRole").pop(-1)),
    "keys for two days": (guard.final_shred, keep_for(2, 0)),
    "keys for two days elsewhere": (guard.final_shred, keep_for(2, 1)),
    "keys without recovery": (guard.final_shred, lambda t: replicas(t)[0].pop("PointInTimeRecoverySpecification")),
    "keys that may be copied": (guard.final_shred, lambda t: replicas(t)[1].pop("ResourcePolicy")),
    "keys that are streamed": (
        guard.final_shred,
        lambda t: replicas(t)[0].update(KinesisStreamSpecification={"StreamArn": "arn:voorbeeld"}),
    ),
    "no keys at all": (guard.final_shred, lambda t: t["Resources"].pop("TableSleutels")),
    "keys in a vault": (
        guard.nothing_keeps_keys,
        lambda t: add(t, "Plan", "AWS::Backup::BackupSelection", Resources=[{"Ref": "TableSleutels"}]),
    ),
    "keys on a pipe": (guard.nothing_keeps_keys, lambda t: add(t, "Pipe", "AWS::Pipes::Pipe", Source=LATER)),
    "keys read from the stream": (
        guard.nothing_keeps_keys,
        lambda t: properties(t, "Herstel")["Events"].update(S={"Type": "DynamoDB", "Properties": {"Stream": LATER}}),
    ),
    "keys that a function may copy": (
        guard.nothing_keeps_keys,
        lambda t: allow(t, "HerstelRole", "dynamodb:ExportTable*"),
    ),
    "a traced function": (guard.no_trace_of_callers, lambda t: properties(t, "Herstel").update(Tracing="Active")),
    "execution logs": (
        guard.no_trace_of_callers,
        lambda t: properties(t, "RestAPI")["MethodSettings"][0].update(LoggingLevel="INFO"),
    ),
    "addresses in the access log": (
        guard.no_trace_of_callers,
        lambda t: properties(t, "RestAPI")["AccessLogSetting"].update(Format="$context.identity.sourceIp"),
    ),
}


@pytest.mark.parametrize("rule", guard.RULES, ids=lambda rule: rule.__name__)
def test_the_template_passes_each_rule(template: Json, rule: guard.Rule) -> None:
    assert list(rule(template)) == []


@pytest.mark.parametrize(("rule", "fault"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_found_by_its_rule(template: Json, rule: guard.Rule, fault: Fault) -> None:
    wrong = deepcopy(template)
    fault(wrong)
    assert list(rule(wrong)) != []


def test_every_rule_has_a_fault_that_it_finds() -> None:
    assert {rule for rule, _ in FAULTS.values()} == set(guard.RULES)


@pytest.mark.parametrize("file", sorted(guard.ORGANISATION.glob("*.json")), ids=lambda file: file.name)
def test_an_organisation_policy_can_be_copied_as_it_is(file: Any) -> None:
    """Valid JSON within the 5120 characters that a service control policy may have, denying only."""
    document = json.loads(file.read_text(encoding="utf-8"))
    assert len(json.dumps(document, separators=(",", ":"))) <= 5120
    assert {statement["Effect"] for statement in document["Statement"]} == {"Deny"}
    assert list(guard.exact_regions(document)) == []


def test_the_organisation_denies_what_it_must() -> None:
    """Issue: regions outside the list, an end to CloudTrail, public S3, the deletion of the table of keys."""
    files = sorted(guard.ORGANISATION.glob("*.json"))
    found = [one for file in files for one in json.loads(file.read_text(encoding="utf-8"))["Statement"]]
    denied = {action for one in found for action in _list(one.get("Action", []))}
    assert denied >= {"cloudtrail:StopLogging", "cloudtrail:DeleteTrail", "s3:PutAccountPublicAccessBlock"}
    [keys] = [one for one in found if one["Resource"] == "arn:*:dynamodb:*:*:table/*-sleutels"]
    assert {*guard.NO_COPIES, "dynamodb:DeleteTableReplica"} <= set(keys["Action"])
    [places] = [one for one in found if "StringNotEquals" in one.get("Condition", {})]
    assert set(places["Condition"]["StringNotEquals"]["aws:RequestedRegion"]) == EEA_REGIONS


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
