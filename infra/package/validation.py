"""
What the gateway itself asks of a request, drawn from the declared routes: the body of a public route is JSON.

No more than that. The gateway has one answer for every fault of a body, and the contract wants one per field; and it
would look before our own check of who asks, so that somebody without the role would be told of their JSON. Required
headers it compares by capitals too, which HTTP does not: a client that writes `Webhook-Id` would be refused.
"""

from collections.abc import Iterable
from typing import Any

from chalicelib.handlers.blueprints import BLUEPRINTS
from chalicelib.handlers.route import Route

Json = dict[str, Any]
VALIDATOR, MODEL = "json-body", "WelgevormdeJson"


def validated() -> list[Route]:
    """The routes whose answer to a body that is no JSON follows from nothing but that body."""
    declared = (route for blueprint in BLUEPRINTS for route in blueprint.declared)
    return [route for route in declared if route.public and route.body is not None and not route.body_optional]


def request_validation(routes: Iterable[Route]) -> Json:
    """To be merged over what Chalice makes of the same routes."""
    paths: Json = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = {
            "consumes": ["application/json"],
            "parameters": [
                {"in": "body", "name": MODEL, "required": True, "schema": {"$ref": f"#/definitions/{MODEL}"}}
            ],
            "x-amazon-apigateway-request-validator": VALIDATOR,
        }
    definition = {
        "x-amazon-apigateway-request-validators": {
            VALIDATOR: {"validateRequestBody": True, "validateRequestParameters": False}
        },
        "definitions": {MODEL: {"title": "Any JSON"}},
        "paths": paths,
    }
    return {"Resources": {"RestAPI": {"Properties": {"DefinitionBody": definition}}}}
