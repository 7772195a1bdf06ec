"""The served OpenAPI document is valid and equals the routes that are served."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from app import app
from chalicelib import errors
from chalicelib.domain.callback import CallbackSoort, message_model
from chalicelib.domain.document import Mediatype
from chalicelib.domain.reglement_versie import DocumentSoort
from chalicelib.domain.verstrekking import BerichtSoort
from chalicelib.handlers import problems
from chalicelib.handlers.openapi import declared_routes
from chalicelib.handlers.openapi_document import operation_id
from chalicelib.handlers.openapi_parameters import QUERY, holds_free_text
from chalicelib.handlers.openapi_refusals import SAMPLES, VERZOEK_ID
from chalicelib.handlers.openapi_texts import FIELDS, TAGS
from chalicelib.handlers.route import Route
from chalicelib.handlers.schemas.aanvragen import Intrekking, VerzendingOpgave
from chalicelib.handlers.schemas.accounts import Inloggen
from chalicelib.usecases.messages import OFFERED
from tests.architecture.source import ROOT
from tests.openapi import at, faults, operations, resolved, served

ROUTES = declared_routes()


def name_of(route: Route) -> str:
    return f"{route.method} {route.path}"


def operation_of(route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = served()["paths"][route.path][route.method.lower()]
    return operation


def parameters(route: Route) -> set[tuple[str, str]]:
    found = [resolved(parameter) for parameter in operation_of(route)["parameters"]]
    return {(parameter["in"], parameter["name"]) for parameter in found}


def references(part: object) -> Iterator[str]:
    """Every pointer in the document, wherever it stands; `mapping` names pointers too."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "$ref":
                yield value
            elif name == "mapping":
                yield from value.values()
            else:
                yield from references(value)
    elif isinstance(part, list):
        for item in part:
            yield from references(item)


def test_document_is_valid_openapi_three_one() -> None:
    assert served()["openapi"].startswith("3.1.")
    assert [str(error) for error in OpenAPIV31SpecValidator(served()).iter_errors()] == []


def test_document_holds_exactly_the_served_routes() -> None:
    """Method by method against what Chalice serves, so nothing is hidden and nothing is promised."""
    real = {(method, path) for path, methods in app.routes.items() for method in methods}
    told = {(method.upper(), path) for path, item in served()["paths"].items() for method in item}
    assert told == real


def test_every_operation_id_is_given_once() -> None:
    ids = [operation["operationId"] for _, _, operation in operations()]
    assert [name for name, count in Counter(ids).items() if count > 1] == []


@pytest.mark.parametrize("route", ROUTES, ids=name_of)
def test_operation_is_named_after_its_view(route: Route) -> None:
    operation = operation_of(route)
    assert operation["operationId"] == operation_id(route)
    assert operation["summary"] == " ".join((route.view.__doc__ or "").split())
    assert operation["tags"] == [route.path.split("/")[2]]


def test_every_tag_of_the_document_is_explained() -> None:
    used = {tag for _, _, operation in operations() for tag in operation["tags"]}
    assert {tag["name"] for tag in served()["tags"]} == used == set(TAGS)


@pytest.mark.parametrize("route", ROUTES, ids=name_of)
def test_only_public_routes_ask_no_token(route: Route) -> None:
    security = operation_of(route).get("security", served()["security"])
    assert security == ([] if route.public else [{"bearer": []}])


@pytest.mark.parametrize("route", ROUTES, ids=name_of)
def test_every_parameter_of_a_route_is_documented(route: Route) -> None:
    ids = {("path", part[1:-1]) for part in route.path.split("/") if part.startswith("{")}
    query = {("query", name) for name in route.query}
    told = parameters(route)
    assert {found for found in told if found[0] != "header"} == ids | query
    assert (("header", "If-Match") in told) == route.if_match
    assert (("header", "Idempotency-Key") in told) == route.idempotent
    assert (("header", "webhook-signature") in told) == route.signed


def test_a_sign_up_shows_that_akkoord_is_required() -> None:
    """A missing one is refused by a rule of its own (art. 2 lid 1), which the model cannot show by itself."""
    sign_up = at("#/components/schemas/AanmeldingOpgave")
    assert set(sign_up["required"]) == {"schermnaam", "wachtwoord", "soort", "naam", "akkoord"}
    akkoord = at("#/components/schemas/AkkoordOpgave")
    assert set(akkoord["required"]) == set(akkoord["properties"]) == set(DocumentSoort)
    assert "default" not in sign_up["properties"]["akkoord"]


@pytest.mark.parametrize("route", [route for route in ROUTES if "vorm" in route.query], ids=name_of)
def test_every_form_of_an_answer_is_documented(route: Route) -> None:
    """What may be asked, and what then comes, are the same; no other route has a choice."""
    operation = operation_of(route)
    [asked] = [one["schema"] for one in operation["parameters"] if one.get("name") == "vorm"]
    given = {kind.rpartition("/")[2] for kind in operation["responses"]["200"]["content"]}
    assert set(asked["enum"]) == given
    assert given > {"json"}


def test_every_query_parameter_has_a_text() -> None:
    assert {name for route in ROUTES for name in route.query} == set(QUERY)


def test_free_text_asks_for_the_confirmation_header() -> None:
    assert holds_free_text(Intrekking)
    assert not holds_free_text(VerzendingOpgave)
    told = {name_of(route) for route in ROUTES if ("header", "X-Bevestig") in parameters(route)}
    assert "POST /v1/dossiers" in told
    assert "PATCH /v1/dossiers/{dossier_id}" in told
    assert "POST /v1/sessies" not in told
    assert not holds_free_text(Inloggen)


@pytest.mark.parametrize("route", ROUTES, ids=name_of)
def test_a_body_is_documented_where_one_is_read(route: Route) -> None:
    told = operation_of(route).get("requestBody")
    takes = (route.takes_message, route.upload, route.asks, route.body, route.merge)
    assert (told is not None) == any(takes)
    if told is not None:
        assert told["required"] is not route.body_optional
        kinds = {"application/json"} | ({"application/merge-patch+json"} if route.merge else set())
        assert set(told["content"]) == (set(Mediatype) if route.upload else kinds)


@pytest.mark.parametrize("route", ROUTES, ids=name_of)
def test_every_declared_answer_is_documented(route: Route) -> None:
    responses = operation_of(route)["responses"]
    assert {int(status) for status in responses if status < "400"} == set(route.answers)
    for status, model in route.answers.items():
        if model is not None:
            reference = responses[str(status)]["content"]["application/json"]["schema"]["$ref"]
            assert at(reference)["title"] == model.__name__


@pytest.mark.parametrize("route", ROUTES, ids=name_of)
def test_refusals_follow_from_the_declaration(route: Route) -> None:
    told = {int(status) for status in operation_of(route)["responses"] if status >= "400"}
    assert {422, 500, 503} <= told
    assert (403 in told) == (not route.public and not route.any_account)
    assert (404 in told) == ("{" in route.path or errors.NotFound in route.refuses)
    assert (412 in told) == route.if_match
    assert {problems.ANSWERS[error].status for error in route.refuses} <= told
    assert route.public or 401 in told


def test_every_reference_points_at_something() -> None:
    for pointer in references(served()):
        at(pointer)


def test_every_component_is_used() -> None:
    used = set(references(served()))
    components = served()["components"]
    own = {
        f"#/components/{kind}/{name}" for kind in ("schemas", "parameters", "responses") for name in components[kind]
    }
    assert own - used == set()


def test_every_field_text_is_about_a_field() -> None:
    fields = {name for schema in served()["components"]["schemas"].values() for name in schema.get("properties", {})}
    assert set(FIELDS) - fields == set()


def test_a_callback_is_one_of_the_known_messages() -> None:
    schema = at("#/components/schemas/Callback")
    assert set(schema["discriminator"]["mapping"]) == set(CallbackSoort)
    assert [at(option["$ref"])["title"] for option in schema["oneOf"]] == [
        message_model(soort).__name__ for soort in CallbackSoort
    ]


def test_every_message_that_we_send_is_a_webhook() -> None:
    assert set(served()["webhooks"]) == {OFFERED, "test", *BerichtSoort}


def test_a_merge_patch_asks_for_nothing() -> None:
    """RFC 7396: what is left out stays, and null takes away what may be missing."""
    patch = {"$ref": "#/components/schemas/DossierInhoud-Wijziging"}
    assert faults(patch, {}) == []
    assert faults(patch, {"betrokkene": {"adres": {"huisnummer": 3}, "functie": None}, "onderneming": None}) == []
    assert faults(patch, {"betrokkene": {"achternaam": None}}) != []
    assert faults(patch, {"onbekend": 1}) != []


@pytest.mark.parametrize("error", SAMPLES, ids=lambda error: type(error).__name__)
def test_a_problem_is_rendered_as_documented(error: errors.BrokerError) -> None:
    rendered = json.loads(problems.problem(error, VERZOEK_ID).body)
    assert faults({"$ref": "#/components/schemas/Probleem"}, rendered) == []


def test_no_answer_to_an_error_is_left_out() -> None:
    """Those without a sample never reach a client as what they are."""
    hidden = {errors.Conflict, errors.Replayed, errors.Undecryptable, errors.PurposeRefused}
    assert {type(sample) for sample in SAMPLES} | hidden == set(problems.ANSWERS)


def test_unknown_paths_answer_with_the_same_problem() -> None:
    for answer in (problems.no_route(VERZOEK_ID), problems.no_method(VERZOEK_ID, ("GET",))):
        assert faults({"$ref": "#/components/schemas/Probleem"}, json.loads(answer.body)) == []


def test_other_requests_do_not_pay_for_the_document() -> None:
    """Nothing of the document is imported before somebody asks for it."""
    code = "import sys, app; print([name for name in sys.modules if 'openapi_' in name or '.examples' in name])"
    done = subprocess.run(  # noqa: S603 - our own interpreter and the line above
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert done.stdout.strip() == "[]"
