"""
Rules of our own over a final template, each with a passing and a failing fixture in tests/infra/test_guard.py.

`python -m infra.guard` makes the template of every stage as the package has it, has cfn-lint read it, and holds it and
the organisation's policies against these rules and the linter of policies. What it prints is what has to be mended.
"""

import json
import sys
from collections.abc import Callable, Iterator

from cfnlint.api import lint  # type: ignore[import-untyped]

from chalicelib.settings import EEA_REGIONS
from infra import policy_lint
from infra.package.build import ROOT
from infra.package.parameters import stages
from infra.package.runtime import Runtime
from infra.package.template import make_template, read
from infra.template_view import (
    FUNCTIONS,
    Json,
    allows,
    functions,
    listed,
    policies,
    resources,
    role_of,
    statements,
    statements_within,
)

Rule = Callable[[Json], Iterator[str]]
MOST_DECRYPTORS = 4
ORGANISATION = ROOT / "infra" / "organisatie"
ELSEWHERE = ("AWS::CloudFront::", "AWS::GlobalAccelerator::", "AWS::Lambda::Url")
GATEWAYS = ("AWS::ApiGateway::RestApi", "AWS::ApiGateway::DomainName")
ATTACHED = ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy")
KEEPERS = ("AWS::Backup::", "AWS::Lambda::EventSourceMapping", "AWS::Pipes::")
NO_COPIES = {"dynamodb:CreateBackup", "dynamodb:DeleteTable", "dynamodb:ExportTableToPointInTime"}
COPYING = (*NO_COPIES, "dynamodb:RestoreTableToPointInTime", "dynamodb:GetRecords", "dynamodb:StartAwsBackupJob")
ONE_DAY = {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 1}


def regional(template: Json) -> Iterator[str]:
    """Art. 9 lid 5: an EDGE endpoint has points of presence all over the world, and is Chalice's default."""
    for name, kind, properties in resources(template):
        if kind.startswith(ELSEWHERE):
            yield f"{name}: {kind} answers outside the EEA, or past the gateway"
        if kind == "AWS::Serverless::Api" and properties.get("EndpointConfiguration") not in (
            "REGIONAL",
            _REGIONAL_SAM,
        ):
            yield f"{name}: the endpoint is not REGIONAL"
        types = properties.get("EndpointConfiguration", {}).get("Types") if kind in GATEWAYS else ["REGIONAL"]
        if types != ["REGIONAL"]:
            yield f"{name}: the endpoint is not REGIONAL"


def one_role_per_function(template: Json) -> Iterator[str]:
    """Two functions under one role can each do what the other may."""
    owners: dict[str, str] = {}
    roles = {name for name, kind, _ in resources(template) if kind == "AWS::IAM::Role"}
    for name, properties in functions(template):
        role = role_of(properties)
        if role not in roles:
            yield f"{name}: its role is none of this template"
        elif role in owners:
            yield f"{name}: shares the role {role} with {owners[role]}"
        owners.setdefault(role, name)


def rights_in_own_role(template: Json) -> Iterator[str]:
    """What is attached from elsewhere is seen by no rule here, and by no reader of infra/policies."""
    roles = {role_of(properties) for _, properties in functions(template)}
    for name, kind, properties in resources(template):
        more = (name in roles and "ManagedPolicyArns" in properties) or (kind in FUNCTIONS and "Policies" in properties)
        if more or kind in ATTACHED:
            yield f"{name}: gives rights outside the policies of a role"


def few_decrypt(template: Json) -> Iterator[str]:
    """I6: plaintext of a dossier exists in named functions only."""
    allowed = [name for name, document in policies(template) if allows(document, "kms:Decrypt")]
    if len(allowed) > MOST_DECRYPTORS:
        yield f"more than {MOST_DECRYPTORS} functions may decrypt: {', '.join(sorted(allowed))}"


def private_buckets(template: Json) -> Iterator[str]:
    """Four blocks against the public, and a policy that refuses plain http."""
    bucket_policies = [p for _, kind, p in resources(template) if kind == "AWS::S3::BucketPolicy"]
    for name, kind, properties in resources(template):
        if kind != "AWS::S3::Bucket":
            continue
        blocks = properties.get("PublicAccessBlockConfiguration", {})
        if [blocks.get(block) for block in _BLOCKS] != [True] * len(_BLOCKS):
            yield f"{name}: is not closed to the public on all four sides"
        own = [p["PolicyDocument"] for p in bucket_policies if p["Bucket"] == {"Ref": name}]
        if not any(_refuses_plain_http(statement, name) for document in own for statement in statements(document)):
            yield f"{name}: takes plain http"


def kept_for_a_term(template: Json) -> Iterator[str]:
    """A log group without a term keeps for ever, and so does the one that Lambda makes when it is not given any."""
    groups = {name: p for name, kind, p in resources(template) if kind == "AWS::Logs::LogGroup"}
    for name, group in groups.items():
        if not isinstance(group.get("RetentionInDays"), int):
            yield f"{name}: has no retention"
    for name, properties in functions(template):
        if properties.get("LoggingConfig", {}).get("LogGroup", {}).get("Ref") not in groups:
            yield f"{name}: does not log to a group of this template"


def exact_regions(document: Json) -> Iterator[str]:
    """
    Every list of regions is the list of settings.py, by equality.

    Three traps: eu-west-2 (London) and eu-central-2 (Zürich) are called `eu-` and are not in the EEA, and
    eusc-de-east-1 is in it and is not called `eu-`.
    """
    for statement in statements_within(document):
        for operator, tests in statement.get("Condition", {}).items():
            if "aws:RequestedRegion" in tests:
                given = listed(tests["aws:RequestedRegion"])
                fits = (operator, statement.get("Effect")) == ("StringNotEquals", "Deny") and sorted(given) == _EEA
                if not fits:
                    yield f"{statement.get('Sid')}: {operator} {', '.join(given)} is not the list of allowed regions"
    chosen = document.get("Parameters", {}).get("ReplicaRegion", {}).get("AllowedValues", [""])
    if not set(chosen) <= {*EEA_REGIONS, ""}:
        yield f"ReplicaRegion: {', '.join(sorted(set(chosen) - EEA_REGIONS - {''}))} is not allowed"


def functions_stay(template: Json) -> Iterator[str]:
    """Every function is kept in the EEA and on encrypted lines by its own policy too."""
    for name, document in policies(template):
        denied = [
            s for s in statements(document) if s["Effect"] == "Deny" and (s["Action"], s["Resource"]) == ("*", "*")
        ]
        if not any("aws:RequestedRegion" in s["Condition"].get("StringNotEquals", {}) for s in denied):
            yield f"{name}: is not denied other regions"
        if not any(s["Condition"] == _PLAIN_HTTP for s in denied):
            yield f"{name}: is not denied plain http"


def final_shred(template: Json) -> Iterator[str]:
    """Design 3: a shredded key comes back for one day, from PITR, and from nowhere else."""
    tables = [p for name, _, p in resources(template) if name == "TableSleutels"]
    replicas = [replica for table in tables for replica in _replicas(table)]
    if not replicas:
        yield "TableSleutels: is not there"
    for replica in replicas:
        if replica.get("PointInTimeRecoverySpecification") != ONE_DAY:
            yield "TableSleutels: a replica has no PITR of exactly one day"
        refused = statements(replica.get("ResourcePolicy", {}).get("PolicyDocument", {}))
        denied = {a for s in refused if (s["Effect"], s["Principal"]) == ("Deny", "*") for a in listed(s["Action"])}
        if not denied >= NO_COPIES:
            yield "TableSleutels: a replica may be copied or deleted"
        if "KinesisStreamSpecification" in replica:
            yield "TableSleutels: a replica is streamed elsewhere"


def nothing_keeps_keys(template: Json) -> Iterator[str]:
    """No back-up, no export, and no reader of the stream that a replica needs."""
    for name, kind, properties in resources(template):
        reads = properties.get("Events", {}) if kind == "AWS::Serverless::Function" else properties
        keeper = kind.startswith((*KEEPERS, "AWS::Serverless::Function"))
        if keeper and "TableSleutels" in json.dumps(reads):
            yield f"{name}: keeps what TableSleutels forgets"
    for name, document in policies(template):
        yield from (f"{name}: may {action}" for action in COPYING if allows(document, action))


def no_trace_of_callers(template: Json) -> Iterator[str]:
    """The gateway's traces and execution logs keep addresses, agents and headers (infra/watch.yaml says why none)."""
    for name, kind, properties in resources(template):
        if properties.get("Tracing") == "Active" or properties.get("TracingEnabled"):
            yield f"{name}: is traced"
        if kind == "AWS::Serverless::Api":
            settings = properties.get("MethodSettings", [{}])
            if not all(s.get("LoggingLevel") == "OFF" and s.get("DataTraceEnabled") is False for s in settings):
                yield f"{name}: writes execution logs"
            shape = properties.get("AccessLogSetting", {}).get("Format", "")
            if any(word in shape for word in ("identity", "authorizer", "$context.path", "domainName")):
                yield f"{name}: its access log tells who asked, or for what"


RULES: tuple[Rule, ...] = (
    regional,
    one_role_per_function,
    rights_in_own_role,
    few_decrypt,
    private_buckets,
    kept_for_a_term,
    exact_regions,
    functions_stay,
    final_shred,
    nothing_keeps_keys,
    no_trace_of_callers,
)
_EEA = sorted(EEA_REGIONS)
_REGIONAL_SAM = {"Type": "REGIONAL"}
_PLAIN_HTTP = {"Bool": {"aws:SecureTransport": "false"}}
_BLOCKS = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")


def faults(template: Json) -> Iterator[str]:
    """What any rule has against it."""
    for rule in RULES:
        yield from (f"{rule.__name__}: {fault}" for fault in rule(template))


def main() -> int:
    """1 when there is anything to mend."""
    found: list[str] = []
    for stage in stages(ROOT / "infra"):
        text = make_template(ROOT, stage, Runtime("3.13", ""), "arm64")
        template = read(text)
        found += [f"{stage}: {fault}" for fault in (*_lint(text), *faults(template), *policy_lint.faults(template))]
    outside = organisation()
    found += [f"{name}: {fault}" for name, policy in outside.items() for fault in exact_regions(policy)]
    found += policy_lint.faults(policy_lint.as_template(outside))
    print("\n".join(found) if found else "templates: nothing found")
    return 1 if found else 0


def organisation() -> dict[str, Json]:
    """The policies that hold for every account of the organisation, by the names of their files."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(ORGANISATION.glob("*.json"))}


def _lint(text: str) -> list[str]:
    return [f"line {match.linenumber}: {match.rule.id} {match.message}" for match in lint(text)]


def _refuses_plain_http(statement: Json, bucket: str) -> bool:
    says = (statement["Effect"], statement["Principal"], statement["Action"], statement.get("Condition"))
    everything = [{"Fn::GetAtt": [bucket, "Arn"]}, {"Fn::Sub": f"${{{bucket}.Arn}}/*"}]
    return says == ("Deny", "*", "s3:*", _PLAIN_HTTP) and statement["Resource"] == everything


def _replicas(table: Json) -> Iterator[Json]:
    """Every replica that there may be: behind a condition there is one as well."""
    for replica in table["Replicas"]:
        yield from (r for r in replica["Fn::If"][1:] if "Region" in r) if "Fn::If" in replica else [replica]


if __name__ == "__main__":
    sys.exit(main())
