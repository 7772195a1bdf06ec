"""Drift: the answer to an Idempotency-Key is stored in clear, so that none may say more than ids, states and times."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest

from chalicelib.domain.model import Model
from chalicelib.handlers.openapi import declared_routes
from chalicelib.handlers.route import Route

# What a stored answer may say. `soort`, `versie` and `geldig_vanaf` are those of a published document, and
# `grond` and `herzien_op` those of a bewaarblokkade; `ontbreekt` names kinds of checks.
HARMLESS = {
    *("id", "dossier_id", "kredietverstrekker_id", "overeenkomst_id", "offerte_id", "bericht_id", "verstrekkingen"),
    *("status", "versie", "soort", "teruggeroepen", "goedkeuringen", "ontbreekt"),
    *("gemaakt_op", "gepubliceerd_op", "geldig_vanaf"),
    *("grond", "herzien_op", "geplaatst_op", "terugbetalen_tot"),
    *("herhaald", "overgeslagen", "volgende"),
}
# A digest of content would confirm a guess after the erasure; this text is public.
PUBLISHED = {"/v1/beheer/reglementen": {"sha256"}}
STORED = [route for route in declared_routes() if route.idempotent]


def said(annotation: Any) -> Iterator[str]:
    """The name of every field of a model, and of what it holds."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        for name, field in annotation.model_fields.items():
            if name not in annotation.NIET_BEWAARD:
                yield name
                yield from said(field.annotation)
    for inner in get_args(annotation):
        yield from said(inner)


@pytest.mark.parametrize("route", STORED, ids=lambda route: f"{route.method} {route.path}")
def test_a_stored_answer_holds_nothing_personal(route: Route) -> None:
    """A confirmed endpoint was answered, and stored, with everything that is known of the Kredietverstrekker."""
    names = {name for model in route.answers.values() for name in said(model)}
    assert names - HARMLESS - PUBLISHED.get(route.path, set()) == set()


@pytest.mark.parametrize("route", STORED, ids=lambda route: f"{route.method} {route.path}")
def test_what_is_not_stored_is_told_again(route: Route) -> None:
    """A repeat gets the whole answer, or none: never one that lacks what was promised."""
    partial = any(model is not None and model.NIET_BEWAARD for model in route.answers.values())
    assert partial == (route.again is not None)


def test_the_routes_that_store_answers_are_seen() -> None:
    assert {"/v1/dossiers", "/v1/aanvragen/{aanvraag_id}/verzending"} <= {route.path for route in STORED}
