"""A view says in one Dutch sentence what it does, and its declaration names every error that its use case raises."""

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from chalicelib import errors
from chalicelib.handlers.openapi import declared_routes
from chalicelib.handlers.openapi_refusals import refusals
from chalicelib.handlers.route import Route
from tests.architecture.source import modules, tree_of

LONGEST = 120
# Words that nearly every Dutch sentence has one of, and that no English one has.
DUTCH = {
    "de",
    "het",
    "een",
    "één",
    "uw",
    "met",
    "voor",
    "dit",
    "trek",
    "wijzig",
    "gooi",
    "weg",
    "alle",
    "kredietverstrekker",
    "eén",
}
ENGLISH = {"the", "and", "this", "your", "with", "for", "by", "are"}
# How a state machine refuses; the call says what its error is.
RAISING_METHODS = {"move": errors.IllegalState}
# Raised and caught again, or turned into another error, before it could reach a route.
INTERNAL = {errors.Conflict, errors.Replayed, errors.Undecryptable, errors.PurposeRefused}
# Of an Idempotency-Key, which only routes that honour one pass on.
OF_A_KEY = {errors.KeyInUse, errors.IdempotencyMismatch}
NOT_ANSWERED = {
    (
        "POST /v1/portaal/verstrekkingen/{verstrekking_id}/antwoorden",
        errors.BadSignature,
    ): "no kind of ours gets there",
    ("DELETE /v1/account", errors.IllegalState): "caught: an Aanvraag that ended meanwhile needs no recall",
    ("DELETE /v1/account", errors.NotFound): "caught: an Aanvraag that went meanwhile needs no recall",
    ("GET /v1/dossiers", errors.NotFound): "caught: a dossier that went meanwhile is listed without its name",
    ("POST /v1/beheer/reglementen", errors.NotFound): "the operator's own account, which was read a moment before",
}
ROUTES = declared_routes()
Place = tuple[str, str]


def name_of(route: Route) -> str:
    return f"{route.method} {route.path}"


@pytest.mark.parametrize("route", ROUTES, ids=name_of)
def test_every_view_says_one_dutch_sentence(route: Route) -> None:
    text = " ".join((route.view.__doc__ or "").split())
    words = set(re.findall(r"\w+", text.lower()))
    assert text.endswith(".")
    assert text[0].isupper()
    assert re.search(r"[.!?] ", text) is None
    assert len(text) <= LONGEST
    assert words & DUTCH
    assert words & ENGLISH == set()


@pytest.mark.parametrize("route", ROUTES, ids=name_of)
def test_every_error_of_a_use_case_is_declared(route: Route) -> None:
    """Found by following the calls from the view; what adapters raise follows from the ports and is not seen."""
    told = {error for group in refusals(route).values() for error in group}
    raised = reached((route.view.__module__, route.view.__name__))
    silent = {error for name, error in NOT_ANSWERED if name == name_of(route)}
    assert raised - INTERNAL - OF_A_KEY - silent - told == set()


@pytest.mark.parametrize("route", [route for route in ROUTES if route.refuses], ids=name_of)
def test_no_declared_error_is_one_that_cannot_happen(route: Route) -> None:
    assert set(route.refuses) <= reached((route.view.__module__, route.view.__name__))


def reached(start: Place) -> set[type[errors.BrokerError]]:
    """The errors of every function that can be reached from this one by name."""
    seen: set[Place] = set()
    todo = [start]
    found: set[type[errors.BrokerError]] = set()
    while todo:
        place = todo.pop()
        if place in seen:
            continue
        seen.add(place)
        for node in ast.walk(function_at(place)):
            found |= set(_raised(node))
            todo.extend(_called(place[0], node))
    return found


@cache
def functions_of(module: str) -> dict[str, ast.AST]:
    """Functions by name; a class of a use case stands for all of its methods."""
    kinds = (ast.FunctionDef, ast.ClassDef) if ".usecases." in module else (ast.FunctionDef,)
    return {node.name: node for node in tree_of(modules()[module]).body if isinstance(node, kinds)}


def function_at(place: Place) -> ast.AST:
    return functions_of(place[0])[place[1]]


@cache
def imported(module: str) -> dict[str, Place]:
    """Name in this module -> where it comes from, for what comes from our own modules."""
    found: dict[str, Place] = {}
    for node in tree_of(modules()[module]).body:
        if isinstance(node, ast.ImportFrom) and node.module in modules():
            found |= {alias.asname or alias.name: (node.module, alias.name) for alias in node.names}
    return found


def _called(module: str, node: ast.AST) -> Iterator[Place]:
    """Where a name of a function leads, called here or handed on."""
    if isinstance(node, ast.Name):
        place = imported(module).get(node.id, (module, node.id))
        if place[1] in functions_of(place[0]) and place[0].split(".")[1] in {"handlers", "usecases"}:
            yield place


def _raised(node: ast.AST) -> Iterator[type[errors.BrokerError]]:
    if isinstance(node, ast.Raise) and node.exc is not None:
        names = [part.id for part in ast.walk(node.exc) if isinstance(part, ast.Name)]
        found = [getattr(errors, name, None) for name in names]
        yield from (kind for kind in found if isinstance(kind, type) and issubclass(kind, errors.BrokerError))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in RAISING_METHODS:
        yield RAISING_METHODS[node.func.attr]
