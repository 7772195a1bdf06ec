"""What a route may refuse: follows from its declaration, and is shown as `problems.py` answers it."""

import json
from collections.abc import Collection, Iterator
from itertools import groupby
from typing import Any

from chalicelib.errors import (
    BadSignature,
    BrokerError,
    Closed,
    Fault,
    Forbidden,
    Gone,
    IdempotencyMismatch,
    IllegalState,
    InvalidInput,
    KeyInUse,
    NotFound,
    StaleVersion,
    TooLarge,
    Unauthenticated,
    Unavailable,
    WrongLogin,
)
from chalicelib.handlers import problems
from chalicelib.handlers.openapi_schemas import Schema
from chalicelib.handlers.route import Route

VERZOEK_ID = "voorbeeld-verzoek"
# One of each, as somebody might get it.
SAMPLES: tuple[BrokerError, ...] = (
    BadSignature(),
    Unauthenticated(),
    WrongLogin(),
    Forbidden(),
    NotFound(),
    IllegalState(allowed=("ingetrokken",)),
    KeyInUse(),
    Gone(),
    StaleVersion(),
    TooLarge(),
    InvalidInput(Fault("onderneming.kvk_nummer", "kvk.formaat")),
    IdempotencyMismatch(),
    BrokerError(),
    Unavailable(),
    Closed(),
)
_ORDER = {type(sample): (problems.ANSWERS[type(sample)].status, place) for place, sample in enumerate(SAMPLES)}
Errors = tuple[type[BrokerError], ...]


def refusals(route: Route) -> dict[int, Errors]:
    """The errors that a route can answer, by status."""
    found = sorted({*_from_its_shape(route), *route.refuses}, key=lambda error: _ORDER[error])
    return {status: tuple(errors) for status, errors in groupby(found, key=lambda error: _ORDER[error][0])}


def component_name(status: int, errors: Errors) -> str:
    return "_".join((str(status), *(error.code for error in errors)))


def refusal_components(routes: Collection[Route], problem: Schema) -> dict[str, Schema]:
    """One answer for each group of errors that some route has."""
    groups = {(status, errors) for route in routes for status, errors in refusals(route).items()}
    return {component_name(*group): _answer(group[1], problem) for group in sorted(groups, key=_by_name)}


def _from_its_shape(route: Route) -> Iterator[type[BrokerError]]:
    # A parameter in the address that a route does not know is refused everywhere.
    yield from (InvalidInput, Unavailable, Closed, BrokerError)
    if route.signed:
        yield BadSignature
    if not route.public:
        yield Unauthenticated
    if not route.public and not route.any_account:
        yield Forbidden
    if "{" in route.path:
        yield NotFound
    if route.idempotent:
        yield from (IdempotencyMismatch, KeyInUse)
    if route.if_match:
        yield StaleVersion
    if route.takes_message or route.asks or route.upload or route.body is not None or route.merge is not None:
        yield TooLarge


def _answer(errors: Errors, problem: Schema) -> Schema:
    samples = [sample for sample in SAMPLES if type(sample) in errors]
    return {
        "description": " Of: ".join(problems.ANSWERS[type(sample)].title for sample in samples),
        "content": {
            problems.CONTENT_TYPE: {
                "schema": problem,
                "examples": {problems.ANSWERS[type(sample)].slug: {"value": _rendered(sample)} for sample in samples},
            }
        },
    }


def _rendered(error: BrokerError) -> Any:
    return json.loads(problems.problem(error, VERZOEK_ID).body)


def _by_name(group: tuple[int, Errors]) -> str:
    return component_name(*group)
