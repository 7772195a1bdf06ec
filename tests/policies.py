"""What the policy of each function grants, as it stands in infra/policies."""

import json
from collections.abc import Iterator
from typing import Any

from infra.package.build import ROOT

POLICIES = ROOT / "infra" / "policies"


def policy(function: str) -> list[dict[str, Any]]:
    document = json.loads((POLICIES / f"{function}.json").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = document["Statement"]
    return found


def granted(function: str) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """Each action that the policy allows, with its resource and its statement."""
    for statement in policy(function):
        if statement["Effect"] == "Allow":
            actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
            yield from ((action, statement["Resource"], statement) for action in actions)


def place_of(resource: Any) -> str:
    """`TableBroker/due` for an index, `TableBroker` for a table; empty for what is put together otherwise."""
    if resource == "*":
        return ""
    if "Fn::GetAtt" in resource:
        return str(resource["Fn::GetAtt"][0])
    text = resource["Fn::Sub"]
    return text.removeprefix("${").replace(".Arn}/index", "") if isinstance(text, str) else ""
