"""Draws the OpenAPI 3.1 document from the declared routes and their models. Imported when somebody asks for it."""

from collections.abc import Collection, Sequence
from typing import Any

from chalicelib.domain.document import Mediatype
from chalicelib.handlers import openapi_texts as texts
from chalicelib.handlers.openapi_parameters import header_components, parameters_of
from chalicelib.handlers.openapi_refusals import component_name, refusal_components, refusals
from chalicelib.handlers.openapi_schemas import Schema, Schemas, draw_schemas
from chalicelib.handlers.openapi_webhooks import webhooks
from chalicelib.handlers.route import Route
from chalicelib.handlers.schemas import examples
from chalicelib.handlers.schemas.examples.ids import Named
from chalicelib.handlers.schemas.problemen import Probleem
from chalicelib.settings import Settings

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"
BEARER = "bearer"
HANDLERS = "chalicelib.handlers."


def document(routes: Sequence[Route]) -> dict[str, Any]:
    """The whole document."""
    schemas = draw_schemas(routes)
    hooks = webhooks()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": texts.TITLE,
            "version": Settings.model_fields["version"].default,
            "description": texts.DESCRIPTION,
            "license": {"name": texts.LICENCE, "identifier": texts.LICENCE},
        },
        "servers": [{"url": "/"}],
        "security": [{BEARER: []}],
        "tags": _tags(routes),
        "paths": _paths(routes, schemas),
        "webhooks": hooks,
        "components": {
            "securitySchemes": {
                BEARER: {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": texts.BEARER}
            },
            "schemas": dict(sorted(schemas.components.items())),
            "parameters": header_components(),
            "responses": refusal_components(routes, schemas.answer(Probleem)),
        },
    }


def operation_id(route: Route) -> str:
    """`<module>_<view>`: unique, for a module holds no two views of one name."""
    module = route.view.__module__.removeprefix(HANDLERS).replace(".", "_")
    return f"{module}_{route.view.__name__}"


def _tags(routes: Collection[Route]) -> list[dict[str, str]]:
    names = dict.fromkeys([*map(_tag, routes), "kredietverstrekker"])
    return [{"name": name, "description": texts.TAGS.get(name, name)} for name in names]


def _tag(route: Route) -> str:
    """The first segment after the version."""
    return route.path.split("/")[2]


def _paths(routes: Collection[Route], schemas: Schemas) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schemas)
    return paths


def _operation(route: Route, schemas: Schemas) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": operation_id(route),
        "summary": " ".join((route.view.__doc__ or "").split()),
        "tags": [_tag(route)],
        "parameters": parameters_of(route),
    }
    if route.role is not None:
        operation["description"] = f"Alleen met de rol `{route.role}`."
    if route.public:
        operation["security"] = []
    content = _request(route, schemas)
    if content:
        operation["requestBody"] = {"required": not route.body_optional, "content": content}
    operation["responses"] = {**_answers(route, schemas), **_refusals(route)}
    return operation


def _request(route: Route, schemas: Schemas) -> dict[str, Any]:
    if route.upload:
        return {kind.value: {"schema": {}} for kind in Mediatype}
    if route.asks is not None:
        return {JSON: _media(schemas.request(route.asks), examples.BODIES.get(route.asks, {}))}
    if route.takes_message:
        return {JSON: _media(schemas.callback, examples.CALLBACKS)}
    if route.merge is not None:
        media = _media(schemas.merge(route.merge), examples.PATCHES.get(route.merge, {}))
        return {MERGE_PATCH: media, JSON: media}
    if route.body is not None:
        return {JSON: _media(schemas.request(route.body), examples.BODIES.get(route.body, {}))}
    return {}


def _answers(route: Route, schemas: Schemas) -> dict[str, Any]:
    return {str(status): _answer(route, status, schemas) for status in sorted(route.answers)}


def _answer(route: Route, status: int, schemas: Schemas) -> dict[str, Any]:
    answer = {"description": texts.SUCCESS[status]}
    model = route.answers[status]
    if model is not None:
        named = examples.BY_STATUS.get((model, status)) or examples.ANSWERS.get(model, {})
        media = _media(schemas.answer(model), named)
        forms = examples.FORMS.get(route.path, {})
        return {**answer, "content": {JSON: media, **{kind: _media({"type": "string"}, forms[kind]) for kind in forms}}}
    if route.binary:
        return {**answer, "content": {kind.value: {"schema": {}} for kind in Mediatype}}
    plain = examples.PLAIN.get(route.path)
    if plain is not None:
        kind = "object" if route.content_type == JSON else "string"
        return {**answer, "content": {route.content_type: _media({"type": kind}, plain)}}
    return answer


def _refusals(route: Route) -> dict[str, Any]:
    return {
        str(status): {"$ref": f"#/components/responses/{component_name(status, errors)}"}
        for status, errors in refusals(route).items()
    }


def _media(schema: Schema, named: Named) -> dict[str, Any]:
    """A test fails for a body without an example; the document itself does not."""
    shown = {_slug(name): {"summary": name, "value": value} for name, value in named.items()}
    return {"schema": schema, **({"examples": shown} if shown else {})}


def _slug(name: str) -> str:
    return name.replace(",", "").replace(" ", "-")
