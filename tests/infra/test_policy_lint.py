"""The linter of policies finds what AWS would take without a word, and finds nothing in ours."""

import json
from typing import Any

import pytest

from infra import guard, policy_lint
from infra.package.build import ROOT
from infra.package.runtime import Runtime
from infra.package.template import make_template, read

TABLE = "arn:aws:dynamodb:eu-central-1:111122223333:table/voorbeeld"
KEY = "arn:aws:kms:eu-central-1:111122223333:key/voorbeeld"
MINE = {"kms:EncryptionContext:soort": "dossier"}


def statement(**given: Any) -> dict[str, Any]:
    """A statement without a fault, but for what is given."""
    good = {"Sid": "Voorbeeld", "Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": TABLE}
    return {**good, **given}


def findings(**given: Any) -> list[str]:
    policy = {"Version": "2012-10-17", "Statement": [statement(**given)]}
    return list(policy_lint.findings(policy_lint.as_template({"Policy": policy})))


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"Action": "kms:Decrypt", "Resource": KEY, "Condition": {"StringEquals": MINE}},
        {"Action": "kms:GenerateDataKey*", "Resource": KEY, "Condition": {"StringEquals": MINE}},
        {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
        {"Condition": {"StringEquals": {"aws:PrincipalTag/rol": "voorbeeld"}}},
    ],
)
def test_a_policy_that_aws_understands_passes(given: dict[str, Any]) -> None:
    assert findings(**given) == []


@pytest.mark.parametrize(
    ("given", "part"),
    [
        ({"Action": "dynamodb:GetItems"}, "AWS has no action dynamodb:GetItems"),
        ({"Action": "dynamodb:Fetch*"}, "AWS has no action dynamodb:Fetch*"),
        ({"Action": "voorbeeld:Get"}, "AWS has no action voorbeeld:Get"),
        ({"Action": "kms:Decrypt"}, "I3510"),  # of a key, and not of a table
        ({"Effect": "Permit"}, "E3510"),
        ({"Principal": "*"}, "E3510"),
        # A denial under a misspelt key denies nothing.
        ({"Effect": "Deny", "Condition": {"Bool": {"aws:SecuredTransport": "false"}}}, "aws:SecuredTransport"),
        ({"Condition": {"StringEquals": MINE}}, "kms:EncryptionContext:soort"),
        ({"Condition": {"StringEquals": {"dynamodb:LeadingKey": "voorbeeld"}}}, "dynamodb:LeadingKey"),
        # Not certain for everything, so a denial of everything must not rest on it.
        ({"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Null": {"kms:ViaService": "true"}}}, "Via"),
    ],
)
def test_a_policy_that_aws_reads_otherwise_is_found(given: dict[str, Any], part: str) -> None:
    assert [fault for fault in findings(**given) if part in fault] != []


def test_what_is_not_named_knows_the_global_keys_only() -> None:
    given = {"Sid": "Voorbeeld", "NotAction": "kms:*", "Condition": {"Null": {"kms:ViaService": "true"}}}
    assert len(list(policy_lint.unknown_words(given))) == 1


def test_our_policies_have_no_finding_without_a_reason() -> None:
    """Each suppression is of something that is there, and says why it stays."""
    template = read(make_template(ROOT, "prod", Runtime("3.13", ""), "arm64"))
    assert list(policy_lint.faults(template)) == []
    assert set(policy_lint.findings(template)) == set(policy_lint.SUPPRESSED)
    assert all(policy_lint.SUPPRESSED.values())


def test_the_policies_of_the_organisation_have_no_finding() -> None:
    assert list(policy_lint.findings(policy_lint.as_template(guard.organisation()))) == []


def test_an_action_on_another_kind_of_resource_denies_nothing() -> None:
    """Regression: the organisation denied backup:StartBackupJob on tables, and AWS asks it of vaults."""
    policy = json.loads((guard.ORGANISATION / "data.json").read_text(encoding="utf-8"))
    [keys] = [one for one in policy["Statement"] if one["Sid"] == "NoWayToKeepAShreddedKey"]
    keys["Action"].append("backup:StartBackupJob")
    assert len(list(policy_lint.findings(policy_lint.as_template({"Data": policy})))) == 1
