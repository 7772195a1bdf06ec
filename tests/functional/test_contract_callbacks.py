"""Contract, From a Kredietverstrekker: what each callback does, and every answer to it."""

import json
import uuid

import pytest

from tests.functional.contract_bodies import END, START, changed, offerte_data, without
from tests.functional.contract_client import Api
from tests.functional.contract_journey import Sent, send
from tests.functional.contract_lender import Lender

QUESTION = [{"code": "jaarcijfers", "omschrijving": "De jaarcijfers van 2025"}]


def test_receipt_and_review_move_the_verstrekking(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    assert sent.verstrekking(lender)["status"] == "aangeboden"
    assert sent.callback(lender, "aanvraag.ontvangen").status == 202
    assert sent.verstrekking(lender)["status"] == "ontvangen"
    assert sent.callback(lender, "aanvraag.in_beoordeling").status == 202
    assert sent.verstrekking(lender)["status"] == "in_beoordeling"
    assert sent.seen()["status"] == "in_behandeling"


def test_question_reaches_sender_and_answer_reaches_lender(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    assert sent.callback(lender, "informatie.gevraagd", items=QUESTION).status == 202
    line = sent.verstrekking(lender)
    assert line["status"] == "informatie_gevraagd"
    assert "De jaarcijfers van 2025" in json.dumps(line["informatieverzoek"])
    assert sent.seen()["status"] == "informatie_gevraagd"
    body = {"antwoorden": [{"code": "jaarcijfers", "tekst": "Ze volgen in maart"}]}
    answer = vendor.post(f"/v1/verstrekkingen/{line['id']}/informatie", body)
    assert answer.status == 202, answer.raw
    (message,) = lender.ear.wait("informatie.beantwoord")
    assert lender.verified(message)
    assert message.headers["webhook-id"] != line["id"]
    assert {"verstrekking_id", "aanvraag_id", "versie"} <= message.data.keys()
    assert "Ze volgen in maart" in message.raw.decode()


def test_answer_without_a_question_is_refused(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    body = {"antwoorden": [{"code": "jaarcijfers", "tekst": "Ongevraagd"}]}
    answer = vendor.post(f"/v1/verstrekkingen/{sent.verstrekkingen[lender.id]}/informatie", body)
    assert answer.status == 409
    assert isinstance(answer.json()["toegestaan"], list)


def test_refusal_shows_its_category_and_ends_aanvraag(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    assert sent.callback(lender, "aanvraag.afgewezen", reden_categorie="beleid").status == 202
    line = sent.verstrekking(lender)
    assert (line["status"], line["reden_categorie"]) == ("afgewezen", "beleid")
    assert sent.seen()["status"] == "afgewezen"


def test_unusable_aanvraag_ends_as_refused(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    assert sent.callback(lender, "aanvraag.niet_te_verwerken").status == 202
    assert sent.verstrekking(lender)["status"] == "niet_te_verwerken"
    assert sent.seen()["status"] == "afgewezen"


def test_offer_may_be_replaced_and_then_refused(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    sent.quote(lender)
    assert sent.verstrekking(lender)["status"] == "offerte_ontvangen"
    assert sent.seen()["status"] == "offerte_uitgebracht"
    second = sent.quote(lender, termijnbedrag="420.00", referentie="VB-2")
    still_open = [offer["id"] for offer in sent.offers() if offer["status"] == "uitgebracht"]
    assert still_open == [second]
    assert sent.callback(lender, "aanvraag.afgewezen", reden_categorie="krediet").status == 202
    assert sent.seen()["status"] == "afgewezen"
    assert vendor.post(f"/v1/offertes/{second}/aanvaarding").status == 409


def test_withdrawn_offer_can_no_longer_be_accepted(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    offer = sent.quote(lender)
    answer = sent.callback(lender, "offerte.ingetrokken", referentie="VB-1")
    assert answer.status == 202, answer.raw
    assert [row["status"] for row in sent.offers()] == ["ingetrokken"]
    assert vendor.post(f"/v1/offertes/{offer}/aanvaarding").status == 409


def test_contract_is_activated_and_ended_by_lender(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    offer = sent.quote(lender)
    start = {"referentie": "OV-1", "ingangsdatum": START, "einddatum": END}
    early = sent.callback(lender, "overeenkomst.geactiveerd", **start)
    assert early.status == 409
    assert isinstance(early.json()["toegestaan"], list)
    made = vendor.made(f"/v1/offertes/{offer}/aanvaarding", None)
    assert made["status"] == "in_ondertekening"
    assert sent.seen()["status"] == "geaccepteerd"
    assert sent.callback(lender, "overeenkomst.geactiveerd", **start).status == 202
    assert sent.seen()["status"] == "overeenkomst_actief"
    answer = sent.callback(lender, "overeenkomst.beeindigd", einddatum=END, reden="einde_looptijd")
    assert answer.status == 202, answer.raw
    assert sent.seen()["status"] == "beeindigd"
    assert vendor.seen(f"/v1/overeenkomsten/{made['overeenkomst_id']}")["status"] == "beeindigd"


def test_same_message_again_is_200_without_effect(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    raw = lender.envelope("offerte.uitgebracht", sent.data(lender, **offerte_data()))
    own = uuid.uuid4().hex
    assert lender.send(raw, message_id=own).status == 202
    assert lender.send(raw, message_id=own).status == 200
    assert len(sent.offers()) == 1


def test_same_message_after_a_later_one_is_200(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    raw = lender.envelope("aanvraag.ontvangen", sent.data(lender))
    assert lender.send(raw, message_id="eerste").status == 202
    assert sent.callback(lender, "aanvraag.afgewezen", reden_categorie="object").status == 202
    assert lender.send(raw, message_id="eerste").status == 200
    assert sent.verstrekking(lender)["status"] == "afgewezen"


def test_one_id_with_two_bodies_is_409(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    assert lender.callback("aanvraag.ontvangen", sent.data(lender), message_id="zelfde").status == 202
    other = lender.callback("aanvraag.afgewezen", sent.data(lender, reden_categorie="beleid"), message_id="zelfde")
    assert other.status == 409
    assert sent.verstrekking(lender)["status"] == "ontvangen"


def test_unknown_foreign_and_malformed_verstrekking_are_404(vendor: Api, lender: Lender, other_lender: Lender) -> None:
    sent = send(vendor, lender)
    foreign = sent.verstrekkingen[lender.id]
    names = [foreign, foreign[:-1] + ("a" if foreign[-1] != "a" else "b"), "bestaat-niet", "../dossiers", "v" * 100]
    data = [{"verstrekking_id": name, "versie": 1} for name in names]
    answers = [other_lender.callback("aanvraag.ontvangen", one) for one in data]
    assert [answer.status for answer in answers] == [404] * len(names)
    assert len({answer.without_request_id() for answer in answers}) == 1


@pytest.mark.parametrize("versie", [0, 2, 99])
def test_another_version_is_refused(vendor: Api, lender: Lender, versie: int) -> None:
    sent = send(vendor, lender)
    answer = lender.callback("aanvraag.ontvangen", {**sent.data(lender), "versie": versie})
    assert answer.status in {409, 422}
    assert sent.verstrekking(lender)["status"] == "aangeboden"


def test_illegal_move_names_what_is_allowed(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    sent.callback(lender, "aanvraag.afgewezen", reden_categorie="beleid")
    answer = sent.callback(lender, "aanvraag.in_beoordeling")
    assert answer.status == 409
    assert isinstance(answer.json()["toegestaan"], list)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("first", [None, "aanvraag.ontvangen", "aanvraag.in_beoordeling", "informatie.gevraagd"])
@pytest.mark.parametrize(
    ("kind", "extra", "status"),
    [
        ("informatie.gevraagd", {"items": QUESTION}, "informatie_gevraagd"),
        ("offerte.uitgebracht", offerte_data(), "offerte_ontvangen"),
        ("aanvraag.afgewezen", {"reden_categorie": "onvolledig"}, "afgewezen"),
        ("aanvraag.niet_te_verwerken", {}, "niet_te_verwerken"),
    ],
)
def test_every_open_state_takes_every_outcome(
    vendor: Api, lender: Lender, first: str | None, kind: str, extra: dict[str, object], status: str
) -> None:
    sent = send(vendor, lender)
    if first:
        items = {"items": QUESTION} if first == "informatie.gevraagd" else {}
        assert sent.callback(lender, first, **items).status == 202
    answer = sent.callback(lender, kind, **extra)
    assert answer.status == 202, answer.raw
    assert sent.verstrekking(lender)["status"] == status


@pytest.fixture(scope="module")
def open_sent(shared_vendor: Api, shared_lender: Lender) -> Sent:
    """An Aanvraag to which nothing is ever answered that counts."""
    return send(shared_vendor, shared_lender)


BAD_OFFERS = [
    ("termijnbedrag", 425.0),
    ("termijnbedrag", "425.001"),
    ("termijnbedrag", "-1.00"),
    ("termijnbedrag", "NaN"),
    ("termijnbedrag", "1e3"),
    ("soort", "misschien"),
    ("looptijd_maanden", "60"),
    ("looptijd_maanden", True),
    ("termijnen_per_jaar", 5),
    ("betaalwijze", "soms"),
    ("geldig_tot", "2026-02-30"),
    ("geldig_tot", "30-11-2026"),
    ("slottermijn", None),
    ("nominale_jaarrente", 0.05),
    ("verzonnen", 1),
]


@pytest.mark.parametrize(("veld", "value"), BAD_OFFERS)
def test_badly_formed_offer_is_422_and_not_stored(
    open_sent: Sent, shared_lender: Lender, veld: str, value: object
) -> None:
    answer = open_sent.callback(shared_lender, "offerte.uitgebracht", **changed(offerte_data(), veld, value))
    assert answer.status == 422, answer.raw
    assert any(veld in error["veld"] for error in answer.json()["errors"]), answer.raw
    assert open_sent.offers() == []


OPTIONAL = {"slottermijn_moment"}


@pytest.mark.parametrize("veld", sorted(offerte_data().keys() - OPTIONAL))
def test_every_required_field_of_an_offer_is_required(open_sent: Sent, shared_lender: Lender, veld: str) -> None:
    answer = open_sent.callback(shared_lender, "offerte.uitgebracht", **without(offerte_data(), veld))
    assert answer.status == 422, answer.raw


def test_whole_number_of_terms_is_required(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    uneven = {**offerte_data(), "looptijd_maanden": 61, "termijnen_per_jaar": 4}
    assert sent.callback(lender, "offerte.uitgebracht", **uneven).status == 422
    even = {**offerte_data(), "termijnen_per_jaar": 4, "termijnbedrag": "1275.00"}
    assert sent.callback(lender, "offerte.uitgebracht", **even).status == 202
