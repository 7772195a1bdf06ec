"""The served document as tests read it, and whether a value is what a schema of it says."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]

from chalicelib.handlers.openapi import openapi

METHODS = ("get", "put", "post", "patch", "delete")


@dataclass(frozen=True)
class Media:
    """One body of the document: where it stands, its schema and its examples."""

    place: str
    schema: dict[str, Any]
    examples: dict[str, Any]


@cache
def served() -> dict[str, Any]:
    """As a client gets it: through JSON."""
    document: dict[str, Any] = json.loads(json.dumps(openapi(), allow_nan=False))
    return document


def faults(schema: dict[str, Any], value: object) -> list[str]:
    """What is wrong with `value` by a schema of the document, which may point at its components."""
    whole = {**schema, "components": served()["components"]}
    checker = Draft202012Validator(whole, format_checker=FormatChecker())
    return [f"{fault.json_path}: {fault.message}" for fault in checker.iter_errors(value)]


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(method, path, operation) of every path, and of every message that we send."""
    for section in ("paths", "webhooks"):
        for path, item in served()[section].items():
            yield from ((method, path, item[method]) for method in METHODS if method in item)


def media() -> list[Media]:
    """Every body of the document, requests and answers."""
    found = []
    for method, path, operation in operations():
        bodies = {"request": operation.get("requestBody", {}), **operation["responses"]}
        for name, body in bodies.items():
            for kind, content in resolved(body).get("content", {}).items():
                place = f"{method} {path} {name} {kind}"
                found.append(Media(place, content["schema"], content.get("examples", {})))
    return found


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """The part itself, or what it points at."""
    return at(part["$ref"]) if "$ref" in part else part


def at(pointer: str) -> Any:
    """What a reference inside the document points at. Raises KeyError."""
    here: Any = served()
    for name in pointer.removeprefix("#/").split("/"):
        here = here[name.replace("~1", "/").replace("~0", "~")]
    return here
