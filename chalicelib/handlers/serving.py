"""
Every HTTP request passes `serve`: who is it, may they, was it answered before; then its view; then its answer, or
the answer of its error. Chalice's own middleware never sees an exception, so nothing may escape to it.
"""

import json
import secrets
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chalice.app import Request, Response
from pydantic_core import to_json

from chalicelib import events, wiring
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import is_any_id, logged
from chalicelib.domain.json_keys import joined
from chalicelib.domain.model import Model
from chalicelib.domain.parse import MAX_FAULTS, parse
from chalicelib.domain.register_rows import Idempotentie
from chalicelib.domain.row import Row
from chalicelib.errors import BrokerError, Fault, Forbidden, InvalidInput, Replayed, TooLarge
from chalicelib.handlers import problems
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.route import Route
from chalicelib.usecases.authenticate import authenticate
from chalicelib.usecases.idempotency import Claim, check, finish, forget, make_claim, start
from chalicelib.usecases.ports.broker import Broker

FUNCTION = "api"
MAX_BODY = 256 * 1024
MAX_KEY = 255
MAX_ID = 100
GEEN_BSN = "geen-bsn"
UPLOAD = ("content-type", "x-soort")  # what is told of a file beside it
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
}


class Bytes(Response):
    """
    Bytes, whatever type they are: Chalice would refuse the answer to who does not say that it may be of this type, and
    the gateway turns back any answer that says it is base64 (infra/edge.yaml).
    """

    def to_dict(self, binary_types: list[str] | None = None) -> dict[str, Any]:  # noqa: ARG002 - of Chalice
        body = b64encode(self.body).decode()
        return Response(body, self.headers, self.status_code).to_dict() | {"isBase64Encoded": True}


def serve(route: Route, request: Request, ids: Mapping[str, str]) -> Response:
    """Every request passes here: answer it, or answer its error; nothing escapes to Chalice's own handling."""
    verzoek_id = str(request.context.get("requestId", ""))[:MAX_ID] or secrets.token_hex(12)
    invocation = str(getattr(request.lambda_context, "aws_request_id", ""))
    with events.within(function=FUNCTION, invocation=invocation, verzoek_id=verzoek_id):
        response = _told(route, request, ids, verzoek_id)
    # What is public and never changes may say for how long it can be kept.
    response.headers.update({**HEADERS, **response.headers, **_readable_by(wiring.web_origin())})
    return response


def _told(route: Route, request: Request, ids: Mapping[str, str], verzoek_id: str) -> Response:
    """The answer, and the one line that says what came of this request and which id of ours it was about."""
    name = _name(route)
    over = logged(next((text for text in reversed(list(ids.values())) if is_any_id(text)), ""))
    try:
        response = _render(_first_or_again(route, request, ids, verzoek_id), route)
    except BrokerError as error:
        events.emit(events.HTTP_REQUEST_REFUSED, route=name, over=over, code=error.code)
        return problems.problem(error, verzoek_id)
    except Exception as error:  # noqa: BLE001 - the last net: what nobody foresaw must not print values or a trace
        events.emit(events.HTTP_REQUEST_FAILED, route=name, over=over, error=events.where(error))
        return problems.problem(error, verzoek_id)
    events.emit(events.HTTP_REQUEST_ANSWERED, route=name, over=over, status=response.status_code)
    return response


def _first_or_again(route: Route, request: Request, ids: Mapping[str, str], verzoek_id: str) -> Answer:
    """A repeat gets the stored answer, with what that leaves out as it is now; NotFound when that is gone."""
    try:
        return _answer(route, request, ids, verzoek_id)
    except Replayed as replay:
        if route.again is None:
            return Answer(replay.status, replay.answer, "application/json")
        return Answer(replay.status, route.again(wiring.open_broker(), json.loads(replay.answer)["id"]))


def _readable_by(origin: str) -> dict[str, str]:
    """The web page's scripts may read every answer, errors included; a browser keeps those of others from it."""
    return {"Access-Control-Allow-Origin": origin, "Vary": "Origin"} if origin else {}


def _answer(route: Route, request: Request, ids: Mapping[str, str], verzoek_id: str) -> Answer:
    broker = wiring.open_broker()
    raw = _raw(request)
    actor, claim, record = (None, None, None) if route.public else _enter(route, request, raw, broker)
    if len(raw) > MAX_BODY and not (route.signed or route.upload):
        raise TooLarge
    call = Call(
        broker=broker,
        now=broker.clock.now(),
        body=_body(route, request, raw, broker),
        path=ids,
        headers=request.headers,
        query=_query(route, request.query_params or {}),
        raw=raw,
        verzoek_id=verzoek_id,
        maybe_actor=actor,
        claim=claim if route.transactional else None,
        maybe_versie=_if_match(request.headers.get("if-match", "")),
    )
    if claim is None or route.transactional:
        return route.view(call)
    return _once(route, call, claim, record)


def _enter(
    route: Route, request: Request, raw: bytes, broker: Broker
) -> tuple[Actor, Claim | None, Idempotentie | None]:
    """Who is this, may they, and was this very request answered before? One read of storage for all three."""
    claims: list[Claim] = []

    def also(account_id: str) -> list[tuple[type[Row], str]]:
        claims.extend(_claims(route, request, raw, broker, account_id))
        return [(Idempotentie, claim.id) for claim in claims]

    actor, rows = authenticate(broker, request.headers.get("authorization", ""), broker.clock.now(), also)
    if not route.admits(actor):
        raise Forbidden
    if not claims:
        return actor, None, None
    record = rows[0] if isinstance(rows[0], Idempotentie) else None
    check(claims[0], record, broker.clock.now())
    return actor, replace(claims[0], stale=record), record


def _raw(request: Request) -> bytes:
    body = request.raw_body or b""
    return body.encode() if isinstance(body, str) else bytes(body)


def _claims(route: Route, request: Request, raw: bytes, broker: Broker, account_id: str) -> list[Claim]:
    key = request.headers.get("idempotency-key", "")
    if not key or not route.idempotent:
        return []
    if len(key) > MAX_KEY:
        raise InvalidInput.one("Idempotency-Key", "idempotentie.lengte", max=str(MAX_KEY))
    told = [request.headers.get(name, "").encode() for name in ("if-match", *(UPLOAD if route.upload else ()))]
    same = b"\n".join((*told, raw))
    path = f"{route.method} {request.path}"
    return [make_claim(broker, account_id, path, key, same, route.success)]


def _once(route: Route, call: Call[Any], claim: Claim, record: Idempotentie | None) -> Answer:
    """For a use case that is no single transaction: mark the key as running, work, then store the answer."""
    running = start(call.broker, claim, record)
    try:
        answer = route.view(call)
    except BrokerError:
        forget(call.broker, running)
        raise
    finish(call.broker, claim, running, answer.body if isinstance(answer.body, Model) else None)
    return answer


def _body(route: Route, request: Request, raw: bytes, broker: Broker) -> Model | None:
    if route.body is None:
        return None
    if not raw and route.body_optional:
        raw = b"{}"
    try:
        return parse(route.body, raw, geen_bsn=request.headers.get("x-bevestig", "") == GEEN_BSN)
    except InvalidInput as refused:
        if route.more_faults is None:
            raise
        told = {fault.veld for fault in refused.faults}
        more = [fault for fault in route.more_faults(broker, raw) if fault.veld not in told]
        raise InvalidInput(*refused.faults, *more) from None


def _query(route: Route, given: Mapping[str, str]) -> dict[str, str]:
    unknown = [name for name in given if name not in route.query]
    if unknown:
        raise InvalidInput(*(Fault(joined((name,)), "parameter.onbekend") for name in unknown[:MAX_FAULTS]))
    return {name: given[name] for name in given}


def _if_match(header: str) -> int | None:
    number = header.strip().removeprefix('"').removesuffix('"')
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None  # noqa: PLR2004


def _render(answer: Answer, route: Route) -> Response:
    if isinstance(answer.body, bytes):
        return Bytes(answer.body, {"Content-Type": answer.content_type, **answer.headers}, answer.status)
    if isinstance(answer.body, Model):
        body = answer.body.model_dump_json(exclude_none=True)
    elif isinstance(answer.body, str):
        body = answer.body
    else:
        body = to_json(answer.body).decode() if answer.body is not None else ""
    follows = route.content_type if isinstance(answer.body, str) else "application/json"
    return Response(body, {"Content-Type": answer.content_type or follows, **answer.headers}, answer.status)


def _name(route: Route) -> str:
    return f"{route.method} {route.path}"
