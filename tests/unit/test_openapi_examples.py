"""Each body of the document carries an example that its schema and its model accept, and that is nobody's."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from chalicelib.domain.aanvraag_inhoud import AanvraagInhoud
from chalicelib.domain.bsn import Oordeel, judge
from chalicelib.domain.callback import CallbackSoort, message_model
from chalicelib.domain.dossier_inhoud import DossierInhoud
from chalicelib.domain.model import Model
from chalicelib.domain.money import amount_text, rate_text
from chalicelib.domain.offerte_inhoud import OfferteInhoud
from chalicelib.domain.offerte_vergelijking import compare
from chalicelib.domain.parse import merge_patch, parse
from chalicelib.handlers.openapi import declared_routes
from chalicelib.handlers.schemas import examples
from chalicelib.handlers.schemas.examples import aanvragen, accounts, dossiers, offertes
from chalicelib.handlers.schemas.examples.ids import Examples
from chalicelib.usecases.compare_offertes import _asked
from tests.bodies import EXAMPLES, example, raw
from tests.openapi import Media, faults, media

MEDIA = media()
WHOLE = {DossierInhoud: dossiers.KLANT, AanvraagInhoud: aanvragen.FINANCIAL_LEASE}
FILES = {
    "account-vendor": accounts.VENDOR,
    "dossier-klant": dossiers.KLANT,
    "dossier-consument": dossiers.CONSUMENT,
    "aanvraag-financial-lease": aanvragen.FINANCIAL_LEASE,
    "aanvraag-operational-lease": aanvragen.OPERATIONAL_LEASE,
    "verzending": aanvragen.VERZENDING,
}
EMAIL = re.compile(r"[\w.+-]+@([\w.-]+)")
HOST = re.compile(r"https?://([^/\s\"]+)")
NINE_DIGITS = re.compile(r"(?<!\d)\d{9}(?!\d)")
PHONES = {"+31612345678", "+31687654321"}
PERSONS = {"Testpersoon", "Voorbeeld", "Testpersoon Voorbeeld", "Testpersoon van Voorbeeld"}
KVK = {"90001354"}  # the KvK's own test company
RSIN = {"111222333"}
BTW = {"NL000099998B57"}  # the example in our own texts


def cases(named: Examples) -> list[Any]:
    return [
        pytest.param(model, value, id=f"{model.__name__}-{name}")
        for model, values in named.items()
        for name, value in values.items()
    ]


def texts(value: object) -> Iterator[tuple[str, str]]:
    """(field, text) of every text in an example."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from ((name, item),) if isinstance(item, str) else texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from (("", item),) if isinstance(item, str) else texts(item)


def everything() -> list[tuple[str, str]]:
    return [found for one in MEDIA for shown in one.examples.values() for found in texts(shown["value"])]


@pytest.mark.parametrize("one", MEDIA, ids=lambda one: one.place)
def test_every_body_has_an_example_that_fits(one: Media) -> None:
    assert one.examples or not one.schema  # the bytes of a file have no example
    for shown in one.examples.values():
        assert faults(one.schema, shown["value"]) == []


@pytest.mark.parametrize(("model", "body"), cases(examples.BODIES))
def test_request_example_is_accepted_by_its_model(model: type[Model], body: Any) -> None:
    parse(model, raw(body))


@pytest.mark.parametrize(("model", "patch"), cases(examples.PATCHES))
def test_patch_example_changes_a_whole_body(model: type[Model], patch: Any) -> None:
    before = parse(model, raw(WHOLE[model]))
    assert merge_patch(model, json.loads(before.model_dump_json(exclude_none=True)), raw(patch)) != before


@pytest.mark.parametrize("soort", CallbackSoort)
def test_callback_example_is_accepted_by_its_model(soort: CallbackSoort) -> None:
    parse(message_model(soort), raw(examples.CALLBACKS[soort]))


@pytest.mark.parametrize(("model", "body"), cases(examples.ANSWERS))
def test_answer_example_is_what_its_model_writes(model: type[Model], body: Any) -> None:
    assert json.loads(model.model_validate_json(raw(body)).model_dump_json(exclude_none=True)) == body


def test_no_example_is_left_that_nothing_shows() -> None:
    routes = declared_routes()
    assert set(examples.BODIES) == {asked for route in routes for asked in (route.body, route.asks)} - {None}
    assert set(examples.PATCHES) == {route.merge for route in routes} - {None}
    assert set(examples.ANSWERS) == {model for route in routes for model in route.answers.values()} - {None}
    assert set(examples.PLAIN) <= {route.path for route in routes}


@pytest.mark.parametrize("name", sorted(FILES))
def test_example_equals_the_file_of_its_name(name: str) -> None:
    assert FILES[name] == example(name)


def test_every_example_file_stands_in_the_document() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.json")} == set(FILES)


@pytest.mark.parametrize("index", [0, 1])
def test_figures_of_the_offertes_are_our_own(index: int) -> None:
    """Nobody who recalculates the example finds another amount or rate."""
    shown = examples.ANSWERS[_offer_list()]["twee offertes"]["offertes"][index]
    body = (offertes.ANDER_AANBOD, offertes.AANBOD)[index]
    figures = compare(parse(OfferteInhoud, raw(body)), _asked(parse(AanvraagInhoud, raw(aanvragen.FINANCIAL_LEASE))))
    assert shown["totaal_te_betalen"] == amount_text(figures.totaal_te_betalen)
    assert shown["totale_kosten"] == amount_text(figures.totale_kosten)
    assert shown["effectieve_jaarrente"] == rate_text(figures.effectieve_jaarrente or Decimal(0))
    assert [line["code"] for line in shown["afwijkingen"]] == [line.code for line in figures.afwijkingen]


def test_addresses_in_examples_belong_to_nobody() -> None:
    """RFC 2606: example.com and everything under .example are kept free."""
    found = {host for _, text in everything() for pattern in (EMAIL, HOST) for host in pattern.findall(text)}
    assert found
    assert {host for host in found if host != "example.com" and not host.endswith(".example")} == set()


def test_numbers_in_examples_belong_to_nobody() -> None:
    found = everything()
    assert {text for field, text in found if field == "telefoon"} <= PHONES
    assert {text for field, text in found if field == "kvk_nummer"} <= KVK
    assert {text for field, text in found if field == "rsin"} <= RSIN
    assert {text for field, text in found if field == "btw_id"} <= BTW
    free = [text for field, text in found if field not in {"rsin", "btw_id", "sha256"}]
    assert [text for text in free if NINE_DIGITS.search(text) or judge(text) is not Oordeel.SCHOON] == []
    assert {field for field, _ in found if field == "iban"} == set()


def test_persons_in_examples_are_plainly_invented() -> None:
    names = {"voornamen", "achternaam"}
    found = {text for field, text in everything() if field in names or (field == "naam" and text[:4] == "Test")}
    assert found
    assert found <= PERSONS
    firms = {text for field, text in everything() if field in {"statutaire_naam", "handelsnaam"} or "B.V." in text}
    assert {firm for firm in firms if "Voorbeeld" not in firm} == set()


def _offer_list() -> type[Model]:
    (model,) = [model for model in examples.ANSWERS if model.__name__ == "OfferteLijst"]
    return model
