"""`GET /v1/openapi.json`: drawn from the routes and models that serve, so that it cannot say anything else."""

import json
from functools import cache
from typing import Any

from chalicelib.handlers.blueprints import BLUEPRINTS
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.route import Route
from chalicelib.handlers.routing import Routes

routes = Routes(__name__)


@routes.public("GET", "/v1/openapi.json", answers={200: None})
def read(_: Call[None]) -> Answer:
    """Dit document: alle adressen, berichten en antwoorden (OpenAPI 3.1)."""
    return Answer(200, _rendered())


def declared_routes() -> list[Route]:
    return [route for blueprint in (*BLUEPRINTS, routes) for route in blueprint.declared]


def openapi() -> dict[str, Any]:
    """The document as data. What it needs is imported here: no other request pays for it."""
    from chalicelib.handlers.openapi_document import document  # noqa: PLC0415

    return document(declared_routes())


@cache
def _rendered() -> str:
    return json.dumps(openapi(), ensure_ascii=False)
