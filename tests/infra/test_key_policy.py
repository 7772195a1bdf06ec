"""The policy of the key that wraps the dossiers' keys: who opens, for what kind, and how it ends."""

from typing import Any

import pytest

from chalicelib.adapters.keyed_hash import STELSEL
from chalicelib.domain.account import Account
from chalicelib.domain.dossier import Dossier
from chalicelib.domain.kredietverstrekker import Kredietverstrekker
from infra.package.build import ROOT
from infra.package.template import fragments, merge

RESOURCES: dict[str, Any] = merge(fragments(ROOT / "infra"))["Resources"]
STATEMENTS: dict[str, Any] = {s["Sid"]: s for s in RESOURCES["Key"]["Properties"]["KeyPolicy"]["Statement"]}
ENDING = ("kms:DisableKey", "kms:ScheduleKeyDeletion")
CONTENT = {"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncrypt*", "kms:*", "kms:CreateGrant"}


def _actions(statement: dict[str, Any]) -> set[str]:
    return set(statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]])


def _role(name: str) -> str:
    found: str = RESOURCES[name]["Properties"]["RoleName"]["Fn::Sub"]
    return "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/" + found


def test_administering_the_key_opens_nothing() -> None:
    """Whoever has every right in IAM still cannot decrypt."""
    assert not _actions(STATEMENTS["AccountAdministersThroughIam"]) & CONTENT


def test_a_key_is_opened_for_a_known_kind_by_two_functions() -> None:
    """The context of each wrapped key says whose it is; without one nothing is opened."""
    condition = STATEMENTS["FunctionsOpenAndMakeKeysOfAKnownKind"]["Condition"]
    kinds = sorted({Account.soort, Dossier.soort, Kredietverstrekker.soort, STELSEL})
    assert condition["StringEquals"] == {"kms:EncryptionContext:soort": kinds}
    assert condition["Null"] == {"kms:EncryptionContext:sleutel_id": "false"}
    roles = [one["Fn::Sub"] for one in condition["ArnEquals"]["aws:PrincipalArn"]]
    assert roles == [_role("ApiHandlerRole"), _role("VerstrekkingenRole")]


def test_who_makes_accounts_opens_none() -> None:
    """The founder makes keys of accounts, and decrypts only the search key, under which nothing is stored."""
    rights = {sid: s for sid, s in STATEMENTS.items() if _role("Founder") in str(s)}
    kinds = {
        action: s["Condition"]["StringEquals"]["kms:EncryptionContext:soort"]
        for s in rights.values()
        for action in _actions(s)
    }
    assert kinds == {"kms:GenerateDataKey": [Account.soort, STELSEL], "kms:Decrypt": [STELSEL]}
    for statement in rights.values():
        assert statement["Condition"]["ArnEquals"] == {"aws:PrincipalArn": {"Fn::Sub": _role("Founder")}}
        assert statement["Condition"]["Null"] == {"kms:EncryptionContext:sleutel_id": "false"}


def test_statistics_open_the_search_key_only() -> None:
    """The names of what was counted, and no dossier."""
    condition = STATEMENTS["StatisticsOpenTheSearchKey"]["Condition"]
    assert condition["StringEquals"] == {"kms:EncryptionContext:soort": [STELSEL]}
    assert condition["Null"] == {"kms:EncryptionContext:sleutel_id": "false"}
    assert condition["ArnEquals"]["aws:PrincipalArn"] == {"Fn::Sub": _role("AnonimiseringRole")}


@pytest.mark.parametrize("sid", ["TablesAndBucketThroughTheirService", "TablesKeepTheirGrant"])
def test_everybody_else_comes_through_a_service(sid: str) -> None:
    condition = STATEMENTS[sid]["Condition"]["StringEquals"]
    assert condition["kms:CallerAccount"] == {"Ref": "AWS::AccountId"}
    assert condition["kms:ViaService"]


@pytest.mark.parametrize("action", ENDING)
def test_the_end_of_the_key_takes_two_persons(action: str) -> None:
    """Its own role, an approval on the key, a name of one's own, and another one than who approved."""
    denied = [s["Condition"] for s in STATEMENTS.values() if s["Effect"] == "Deny" and action in _actions(s)]
    assert {"ArnNotEquals": {"aws:PrincipalArn": {"Fn::Sub": _role("KeyDeleter")}}} in denied
    assert {"Null": {"aws:ResourceTag/deletion-approved-by": "true"}} in denied
    assert {"Null": {"aws:SourceIdentity": "true"}} in denied
    assert {"StringEquals": {"aws:ResourceTag/deletion-approved-by": "${aws:SourceIdentity}"}} in denied


def test_an_approval_carries_the_name_of_who_gave_it() -> None:
    own = STATEMENTS["ApprovalOnlyUnderOnesOwnName"]["Condition"]
    assert own["StringNotEquals"] == {"aws:RequestTag/deletion-approved-by": "${aws:SourceIdentity}"}
    place = STATEMENTS["ApprovalOnlyInItsRole"]
    assert _actions(place) == {"kms:TagResource", "kms:UntagResource"}
    assert place["Condition"]["ArnNotEquals"] == {"aws:PrincipalArn": {"Fn::Sub": _role("KeyApprover")}}


@pytest.mark.parametrize("role", ["KeyApprover", "KeyDeleter"])
def test_both_persons_bring_a_second_factor_and_their_name(role: str) -> None:
    [trust] = RESOURCES[role]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Condition"] == {
        "Bool": {"aws:MultiFactorAuthPresent": "true"},
        "StringEquals": {"sts:SourceIdentity": "${aws:username}"},
    }


def test_neither_person_can_do_the_other_half() -> None:
    rights = {
        role: {
            a
            for p in RESOURCES[role]["Properties"]["Policies"]
            for s in p["PolicyDocument"]["Statement"]
            for a in _actions(s)
        }
        for role in ("KeyApprover", "KeyDeleter")
    }
    assert "kms:ScheduleKeyDeletion" not in rights["KeyApprover"]
    assert "kms:TagResource" not in rights["KeyDeleter"]


def test_the_key_under_logs_opens_no_dossier() -> None:
    used = [one for one in ("LogGroupApi", "LogGroupAccess", "Alarms") if "KeyWatch" in str(RESOURCES[one])]
    assert used == ["LogGroupApi", "LogGroupAccess", "Alarms"]
    assert not any(str(statement).count("KeyWatch") for statement in STATEMENTS.values())
