"""Every rule has a Dutch text that says what is wrong and how to mend it."""

import re
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from chalicelib.domain.callback import CallbackSoort, message_model
from chalicelib.domain.parse import BUILT_IN
from chalicelib.errors import Fault
from chalicelib.handlers.blueprints import BLUEPRINTS
from chalicelib.handlers.meldingen import MELDINGEN, ONBEKEND, melding
from chalicelib.handlers.serving import GEEN_BSN
from chalicelib.handlers.veldnamen import NAMEN
from tests.unit.codes import raised


@pytest.mark.parametrize("code", sorted({*raised("domain"), *BUILT_IN.values()}))
def test_every_code_of_the_domain_has_a_text(code: str) -> None:
    assert code in MELDINGEN


def test_every_other_code_has_a_text_too() -> None:
    assert {code: file for code, file in raised().items() if code not in MELDINGEN} == {}


def test_collector_finds_the_codes_it_should() -> None:
    """The drift test is worth something only while it sees the calls."""
    assert {"kvk.formaat", "bsn.lijkt", "leeftijd", "slottermijn.max", "onderneming.verboden"} <= set(raised("domain"))
    assert "betrokkene.geboortedatum" not in raised("domain")


@pytest.mark.parametrize("code", sorted(MELDINGEN))
def test_text_is_a_sentence_without_ongeldig(code: str) -> None:
    text = MELDINGEN[code]
    assert text[0].isupper()
    assert text.endswith(".")
    assert "ongeldig" not in text.lower()
    assert max(len(sentence.split()) for sentence in re.split(r"[.?!] ", text)) <= 20


@pytest.mark.parametrize("code", sorted(MELDINGEN))
def test_text_uses_only_parameters_of_our_own(code: str) -> None:
    assert set(re.findall(r"{(\w*)}", MELDINGEN[code])) <= {"min", "max", "veld", "keuzes"}
    assert "{" not in melding(Fault("onderneming.kvk_nummer", code))


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        (Fault("onderneming.kvk_nummer", "verplicht"), "Vul het KvK-nummer in."),
        (Fault("financieel.0.eigen_vermogen", "verplicht"), "Vul het eigen vermogen in."),
        (Fault("financieel.0", "verplicht"), "Vul de jaarcijfers in."),
        (Fault("", "verplicht"), "Vul dit in."),
        (
            Fault("financiering.looptijd_maanden", "looptijd.bereik", (("min", "6"), ("max", "120"))),
            "Kies een looptijd van 6 tot en met 120 maanden.",
        ),
        (
            Fault("soort", "keuze.onbekend", (("keuzes", "'klant' or 'consument'"),)),
            "Deze keuze bestaat niet. Kies uit: 'klant' of 'consument'.",
        ),
        (
            Fault("product", "product.niet_actief"),  # for a Consument no other product would do
            "Aanvragen van consumenten nemen wij nog niet aan. Kies een zakelijk product voor een zakelijke klant.",
        ),
        (
            Fault("offerte", "offerte.gesloten"),
            "Deze offerte kunt u niet meer aanvaarden. Bekijk de andere offertes.",
        ),
        (Fault("x", "nog.nooit_gezien"), ONBEKEND),
    ],
)
def test_parameters_are_filled_into_the_text(fault: Fault, text: str) -> None:
    assert melding(fault) == text


def test_names_of_fields_stand_in_a_sentence() -> None:
    assert all(name and not name.endswith(".") for name in NAMEN.values())
    articles = ("de ", "het ", "dit", "hoe ", "of ", "wanneer ", "namens ")
    assert [name for name in NAMEN.values() if not name.startswith(articles)] == []


def test_every_field_that_can_be_sent_has_a_name() -> None:
    """Else somebody reads "Vul eigen vermogen in", or a name of the code."""
    sent = {name for model in _request_models() for name in model.model_fields}
    assert {"eigen_vermogen", "schermnaam", "verstrekking_id", "kredietverstrekkers"} <= sent
    assert sorted(sent - set(NAMEN)) == []


def test_the_text_about_a_bsn_names_the_header() -> None:
    assert f"X-Bevestig: {GEEN_BSN}" in melding(Fault("naam", "bsn.lijkt"))


def _request_models() -> set[type[BaseModel]]:
    routes = [route for blueprint in BLUEPRINTS for route in blueprint.declared]
    found: set[type[BaseModel]] = set()
    todo: list[Any] = [body for route in routes for body in (route.body, route.merge)]
    todo += [message_model(soort) for soort in CallbackSoort]
    while todo:
        one = todo.pop()
        if isinstance(one, type) and issubclass(one, BaseModel) and one not in found:
            found.add(one)
            todo += [field.annotation for field in one.model_fields.values()]
        todo += get_args(one)
    return found
