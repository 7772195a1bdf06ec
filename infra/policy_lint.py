"""
A linter for IAM, over every policy of a template and of the organisation: it asks whether AWS knows what they say.

cfn-lint's rules for IAM are skipped for a template in SAM's short form, so they get one without it. What it does not
look at is asked of policy_sentry, which has AWS's own tables: every action, and the condition keys that each knows.
A key that is written wrong is no error at AWS: an Allow with it never allows, and a Deny with it never denies.
"""

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache

from cfnlint.api import lint  # type: ignore[import-untyped]
from cfnlint.config import ManualArgs  # type: ignore[import-untyped]
from policy_sentry.querying.actions import get_action_data, get_actions_for_service

from infra.package.template import write
from infra.template_view import Json, listed, statements_within

# What cfn-lint calls its rules for IAM: forms, versions, actions, resources that fit them.
IAM_RULES = ("E3510", "E3511", "E3512", "E3513", "E3514", "E3530", "I3510", "W2511", "W3037")
# What is found and stays, each with its reason.
SUPPRESSED = {
    "OwnLogGroups: not each of its actions knows the condition key kms:EncryptionContext:aws:logs:arn": (
        "the form that CloudWatch Logs documents for its keys: kms:DescribeKey has no context, and is not asked for"
    ),
}
# "AWS global condition context keys" of the IAM user guide; these are known to every action.
GLOBAL_KEYS = frozenset(
    {
        "aws:CalledVia",
        "aws:CalledViaFirst",
        "aws:CalledViaLast",
        "aws:CurrentTime",
        "aws:EpochTime",
        "aws:FederatedProvider",
        "aws:MultiFactorAuthAge",
        "aws:MultiFactorAuthPresent",
        "aws:PrincipalAccount",
        "aws:PrincipalArn",
        "aws:PrincipalIsAWSService",
        "aws:PrincipalOrgID",
        "aws:PrincipalOrgPaths",
        "aws:PrincipalServiceName",
        "aws:PrincipalServiceNamesList",
        "aws:PrincipalType",
        "aws:RequestedRegion",
        "aws:ResourceAccount",
        "aws:ResourceOrgID",
        "aws:ResourceOrgPaths",
        "aws:SecureTransport",
        "aws:SourceAccount",
        "aws:SourceArn",
        "aws:SourceIdentity",
        "aws:SourceIp",
        "aws:SourceOrgID",
        "aws:SourceOrgPaths",
        "aws:SourceVpc",
        "aws:SourceVpce",
        "aws:TokenIssueTime",
        "aws:UserAgent",
        "aws:userid",
        "aws:username",
        "aws:ViaAWSService",
        "aws:VpcSourceIp",
    }
)
_TAG_OF_CALLER = "aws:PrincipalTag/"
_LOWER_GLOBAL = frozenset(key.lower() for key in GLOBAL_KEYS)


def faults(template: Json) -> Iterator[str]:
    """What is wrong with any policy in a template, and not suppressed."""
    yield from (fault for fault in findings(template) if fault not in SUPPRESSED)


def findings(template: Json) -> Iterator[str]:
    """The same with what is suppressed."""
    yield from by_cfn_lint(template)
    for statement in statements_within(template):
        yield from unknown_words(statement)


def as_template(policies: Mapping[str, Json]) -> Json:
    """Policies by themselves, by a name of letters: the form of an organisation's policy is that of a role's."""
    kind = "AWS::IAM::ManagedPolicy"
    return {"Resources": {n: {"Type": kind, "Properties": {"PolicyDocument": one}} for n, one in policies.items()}}


def by_cfn_lint(template: Json) -> tuple[str, ...]:
    """What its rules for IAM find in the resources that are CloudFormation's own."""
    plain = {name: one for name, one in template.items() if name not in {"Transform", "Globals", "Outputs"}}
    kept = {name: one for name, one in plain["Resources"].items() if not one["Type"].startswith("AWS::Serverless::")}
    return _linted(write({**plain, "Resources": kept}))


@cache
def _linted(template: str) -> tuple[str, ...]:
    """Once for all stages whose policies are the same."""
    found = lint(template, config=ManualArgs(include_checks=["I"]))
    return tuple(
        f"{'/'.join(str(part) for part in match.path)}: {match.rule.id} {match.message[:200]}"
        for match in found
        if match.rule.id in IAM_RULES
    )


def unknown_words(statement: Json) -> Iterator[str]:
    """Actions that AWS has not, and condition keys that one of the statement's actions does not know."""
    sid = statement.get("Sid", "a statement")
    patterns = listed(statement.get("Action", statement.get("NotAction", [])))
    expanded = {pattern: expand(pattern) for pattern in patterns if pattern != "*"}
    yield from (f"{sid}: AWS has no action {pattern}" for pattern, actions in expanded.items() if not actions)
    # Of what is not named, and of everything, only the global keys are certain.
    named = {one for actions in expanded.values() for one in actions} if "NotAction" not in statement else set()
    for key in {key for tests in statement.get("Condition", {}).values() for key in tests}:
        if not is_known(key, named if "*" not in patterns else set()):
            yield f"{sid}: not each of its actions knows the condition key {key}"


def expand(pattern: str) -> frozenset[str]:
    """The actions of AWS that fit, such as `kms:Decrypt`."""
    service = pattern.split(":", maxsplit=1)[0].lower()
    return frozenset(one for one in _actions(service) if fnmatchcase(one.lower(), pattern.lower()))


def is_known(key: str, actions: Iterable[str]) -> bool:
    """To each of these actions."""
    if key.lower() in _LOWER_GLOBAL or key.startswith(_TAG_OF_CALLER):
        return True
    known = [_keys(action) for action in actions]
    return bool(known) and all(any(_fits(key, one) for one in keys) for keys in known)


def _fits(key: str, documented: str) -> bool:
    """`kms:EncryptionContext:soort` fits `kms:EncryptionContext:${EncryptionContextKey}`."""
    fixed, variable, _ = documented.lower().partition("${")
    return key.lower().startswith(fixed) and len(key) > len(fixed) if variable else key.lower() == fixed


@cache
def _actions(service: str) -> frozenset[str]:
    return frozenset(get_actions_for_service(service))


@cache
def _keys(action: str) -> frozenset[str]:
    service, name = action.split(":")
    rows: Mapping[str, list[dict[str, list[str]]]] = get_action_data(service, name) or {}
    return frozenset(key for entries in rows.values() for row in entries for key in row["condition_keys"])
