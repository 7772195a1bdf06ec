"""The role that makes the first operators: a person with a second factor, who may do what the command does."""

from typing import Any

from infra.operators import __main__ as command
from infra.package.build import ROOT
from infra.package.template import fragments, merge
from tests.calls import reach
from tests.infra.test_policies import ACTIONS, CHANGES, OF_ALL_KINDS, WRITES

FOUNDER: dict[str, Any] = merge(fragments(ROOT / "infra"))["Resources"]["Founder"]["Properties"]
[POLICY] = FOUNDER["Policies"]
STATEMENTS = POLICY["PolicyDocument"]["Statement"]
# What the command asks before there is a broker; the other call, who am I, anybody may make.
BEFORE = {"cloudformation:DescribeStacks"}


def allowed() -> set[str]:
    lists = [
        s["Action"] if isinstance(s["Action"], list) else [s["Action"]] for s in STATEMENTS if s["Effect"] == "Allow"
    ]
    return {action for actions in lists for action in actions}


def test_the_founder_may_what_the_command_does() -> None:
    """No less, and no more: above all no reading of a dossier."""
    entries: tuple[Any, ...] = (command.create, command.publish, command._signed_in)
    found = reach(*entries)
    kinds = {name for module, name in found.classes if module not in OF_ALL_KINDS}
    asked = {action for name in found.operations - WRITES for action in ACTIONS[name]}
    assert asked | {action for kind, action in CHANGES.items() if kind in kinds} | BEFORE == allowed()


def test_the_founder_acts_under_their_own_name() -> None:
    """The name of the session is that of the person, so that the pseudonym in the evidence is always the same."""
    assume, identify = FOUNDER["AssumeRolePolicyDocument"]["Statement"]
    person = {"sts:SourceIdentity": "${aws:username}"}
    second_factor = {"aws:MultiFactorAuthPresent": "true"}
    assert assume["Condition"] == {
        "Bool": second_factor,
        "StringEquals": {**person, "sts:RoleSessionName": "${aws:username}"},
    }
    assert identify["Condition"] == {"Bool": second_factor, "StringEquals": person}
    assert (assume["Action"], identify["Action"]) == ("sts:AssumeRole", "sts:SetSourceIdentity")


def test_the_founder_touches_named_things_alone() -> None:
    assert all("*" not in str(s["Resource"]) for s in STATEMENTS if s["Effect"] == "Allow")
    [denied] = [s for s in STATEMENTS if s["Effect"] == "Deny"]
    assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
