"""What the broker really answers and sends is what the document says, on every route."""

import json

import pytest

from chalicelib.handlers.openapi import declared_routes
from tests.openapi import faults, resolved, served
from tests.openapi_client import Exchange, Journey
from tests.openapi_journey import travel

HOOKS = served()["webhooks"]


@pytest.fixture(scope="module")
def journey() -> Journey:
    return travel()


def wrong(exchange: Exchange) -> list[str]:
    """What the document does not say of this answer."""
    answers = served()["paths"][exchange.path][exchange.method.lower()]["responses"]
    if str(exchange.status) not in answers:
        return [f"status {exchange.status} is not documented"]
    content = resolved(answers[str(exchange.status)]).get("content", {})
    if exchange.kind not in content:
        return [] if not content and not exchange.text else [f"{exchange.kind} is not documented"]
    return faults(content[exchange.kind]["schema"], exchange.body)


def test_every_answer_is_as_documented(journey: Journey) -> None:
    found = {f"{seen.method} {seen.path} {seen.status}": wrong(seen) for seen in journey.seen}
    assert {name: differences for name, differences in found.items() if differences} == {}


def test_every_route_answered_with_success(journey: Journey) -> None:
    """Else the test above says nothing about it."""
    done = {(seen.method, seen.path, seen.status) for seen in journey.seen}
    asked = {(route.method, route.path, status) for route in declared_routes() for status in route.answers}
    assert asked - done == set()


def test_many_kinds_of_refusal_were_seen(journey: Journey) -> None:
    assert {401, 403, 404, 409, 410, 412, 422} <= {seen.status for seen in journey.seen}
    assert 500 not in {seen.status for seen in journey.seen}


def test_every_message_that_left_is_documented(journey: Journey) -> None:
    bodies = [json.loads(message.body) for message in journey.bench.egress.sent]
    assert {body["type"] for body in bodies} == set(HOOKS)
    for body in bodies:
        schema = HOOKS[body["type"]]["post"]["requestBody"]["content"]["application/json"]["schema"]
        assert faults(schema, body) == [], body["type"]
