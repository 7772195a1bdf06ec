"""How a template is looked at: its resources, its functions, and what each may do."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

Json = Mapping[str, Any]
FUNCTIONS = ("AWS::Serverless::Function", "AWS::Lambda::Function")


def resources(template: Json) -> Iterator[tuple[str, str, Json]]:
    for name, one in template.get("Resources", {}).items():
        yield name, one["Type"], one.get("Properties", {})


def functions(template: Json) -> Iterator[tuple[str, Json]]:
    return ((name, properties) for name, kind, properties in resources(template) if kind in FUNCTIONS)


def role_of(function: Json) -> str:
    """The logical name of a function's role; empty when it is not of this template."""
    role = function.get("Role", {})
    return str(role["Fn::GetAtt"][0]) if isinstance(role, Mapping) and "Fn::GetAtt" in role else ""


def policies(template: Json) -> Iterator[tuple[str, Json]]:
    """Each function with all that its role says, as one document."""
    for name, function in functions(template):
        role = template["Resources"].get(role_of(function), {}).get("Properties", {})
        documents = [policy["PolicyDocument"] for policy in role.get("Policies", [])]
        yield name, {"Statement": [s for document in documents for s in statements(document)]}


def allows(document: Json, action: str) -> bool:
    given = [s for s in statements(document) if s["Effect"] == "Allow"]
    return any(fnmatchcase(action.lower(), pattern.lower()) for s in given for pattern in listed(s.get("Action", "*")))


def statements(document: Json) -> list[Any]:
    return listed(document.get("Statement", []))


def statements_within(value: Any) -> Iterator[Json]:
    """Every statement of every policy at any depth."""
    if isinstance(value, Mapping):
        yield from (one for one in listed(value.get("Statement", [])) if isinstance(one, Mapping))
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from statements_within(one)


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
