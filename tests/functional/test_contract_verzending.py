"""Contract, POST /v1/aanvragen/{id}/verzending: who may send what to whom, and once."""

import datetime as dt
import uuid
from collections.abc import Mapping

import pytest

from tests.functional.contract_bodies import aanvraag_body, changed, dossier_body, today, without
from tests.functional.contract_client import Answer, Api, Json, new_person
from tests.functional.contract_journey import new_aanvraag, new_dossier, send, verzending_body
from tests.functional.contract_lender import Lender


def post(sender: Api, aanvraag: str, body: Json, versie: str | None = '"1"', **headers: str) -> Answer:
    given = headers if versie is None else {"If_Match": versie, **headers}
    return sender.post(f"/v1/aanvragen/{aanvraag}/verzending", body, **given)


def test_sending_answers_one_verstrekking_each(vendor: Api, lender: Lender, other_lender: Lender) -> None:
    aanvraag = new_aanvraag(vendor)
    answer = post(vendor, aanvraag, verzending_body(vendor, [lender.id, other_lender.id]))
    assert answer.status == 202
    made = answer.json()
    assert made.keys() >= {"status", "versie", "verstrekkingen"}
    assert (made["status"], made["versie"]) == ("verzonden", 1)
    rows = made["verstrekkingen"]
    assert {row["kredietverstrekker_id"] for row in rows} == {lender.id, other_lender.id}
    assert len({row["id"] for row in rows}) == 2
    assert all(row.keys() >= {"id", "kredietverstrekker_id", "status"} for row in rows)


def test_sent_aanvraag_shows_every_verstrekking(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    seen = sent.seen()
    names = {"id", "dossier_id", "status", "versie", "product", "object", "financiering", "verstrekkingen"}
    assert seen.keys() >= names | {"volgende_stap"}
    line = sent.verstrekking(lender)
    assert line.keys() >= {"id", "kredietverstrekker_id", "naam", "status", "pogingen", "laatste_poging"}
    assert (line["naam"], line["status"], line["pogingen"]) == ("Voorbeeld Lease N.V.", "aangeboden", 1)


def test_second_time_is_409_with_what_is_allowed(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    answer = post(vendor, sent.aanvraag, verzending_body(vendor, [lender.id]))
    assert answer.status == 409
    assert isinstance(answer.json()["toegestaan"], list)
    assert len(lender.ear.messages("aanvraag.aangeboden")) == 1


def test_stale_version_is_412_and_none_is_refused(vendor: Api, lender: Lender) -> None:
    aanvraag = new_aanvraag(vendor)
    body = verzending_body(vendor, [lender.id])
    assert vendor.patch(f"/v1/aanvragen/{aanvraag}", {"product": "huurkoop"}, 1).status == 200
    assert post(vendor, aanvraag, body).status == 412
    assert post(vendor, aanvraag, body, None).status in {412, 422, 428}
    for wrong in ('"x"', 'W/"2"', '"2", "3"', "*"):
        assert post(vendor, aanvraag, body, wrong).status in {412, 422}, wrong
    answer = post(vendor, aanvraag, body, '"2"')
    assert (answer.status, answer.json()["versie"]) == (202, 2)


@pytest.mark.parametrize(
    ("kredietverstrekkers", "code"),
    [([], "toestemming.geen"), (["kre_bestaatniet"], None), (["x" * 300], None), ("geen-lijst", None), ([1], None)],
)
def test_nobody_or_somebody_unknown_is_422(vendor: Api, kredietverstrekkers: object, code: str | None) -> None:
    aanvraag = new_aanvraag(vendor)
    answer = post(vendor, aanvraag, {**verzending_body(vendor, []), "kredietverstrekkers": kredietverstrekkers})
    assert answer.status == 422, answer.raw
    assert code is None or code in {error["code"] for error in answer.json()["errors"]}
    assert vendor.seen(f"/v1/aanvragen/{aanvraag}")["status"] == "concept"


def test_same_lender_twice_and_twenty_one_are_422(vendor: Api, lender: Lender) -> None:
    aanvraag = new_aanvraag(vendor)
    assert post(vendor, aanvraag, verzending_body(vendor, [lender.id, lender.id])).status == 422
    many = [f"kre_{number}" for number in range(21)]
    assert post(vendor, aanvraag, verzending_body(vendor, many)).status == 422


def test_lender_without_the_product_is_refused(operator: Api, vendor: Api, lender: Lender) -> None:
    answer = operator.patch(f"/v1/beheer/kredietverstrekkers/{lender.id}", {"producten": ["huurkoop"]}, 1)
    assert answer.status == 200, answer.raw
    aanvraag = new_aanvraag(vendor)
    assert post(vendor, aanvraag, verzending_body(vendor, [lender.id])).status in {409, 422}


BAD_CONSENTS: Mapping[str, tuple[str, object]] = {
    "old text": ("toestemming.tekst_versie", "1999-01-01"),
    "no such way": ("toestemming.wijze", "gefluisterd"),
    "no such party": ("toestemming.namens", "niemand"),
    "on own behalf": ("toestemming.namens", "zelf"),
    "tomorrow": ("toestemming.verkregen_op", "tomorrow"),
    "informed tomorrow": ("toestemming.klant_geinformeerd_op", "tomorrow"),
    "no real date": ("toestemming.verkregen_op", "2026-02-30"),
    "extra field": ("toestemming.namens_wie", "x"),
    "deadline passed": ("uiterste_reactie", "2020-01-01T00:00:00Z"),
    "deadline no time": ("uiterste_reactie", "binnenkort"),
    "unknown field": ("haast", True),
}


@pytest.mark.parametrize("fault", BAD_CONSENTS)
def test_consent_that_does_not_hold_is_422(shared_vendor: Api, shared_lender: Lender, fault: str) -> None:
    aanvraag = new_aanvraag(shared_vendor)
    path, value = BAD_CONSENTS[fault]
    if value == "tomorrow":
        value = (today() + dt.timedelta(days=1)).isoformat()
    answer = post(shared_vendor, aanvraag, changed(verzending_body(shared_vendor, [shared_lender.id]), path, value))
    assert answer.status == 422, answer.raw
    assert shared_vendor.seen(f"/v1/aanvragen/{aanvraag}")["status"] == "concept"


@pytest.mark.parametrize("veld", ["verkregen_op", "wijze", "klant_geinformeerd_op", "tekst_versie", "namens"])
def test_klant_needs_every_field_of_the_consent(shared_vendor: Api, shared_lender: Lender, veld: str) -> None:
    body = without(verzending_body(shared_vendor, [shared_lender.id]), f"toestemming.{veld}")
    answer = post(shared_vendor, new_aanvraag(shared_vendor), body)
    assert answer.status == 422, answer.raw
    assert any(veld in error["veld"] for error in answer.json()["errors"])


def test_klant_sends_on_own_behalf(broker: Api, lender: Lender) -> None:
    klant = new_person(broker, "klant").api
    aanvraag = new_aanvraag(klant)
    body = verzending_body(klant, [lender.id])
    body["toestemming"] = {"tekst_versie": body["toestemming"]["tekst_versie"], "namens": "zelf"}
    answer = post(klant, aanvraag, body)
    assert answer.status == 202, answer.raw
    assert lender.verified(lender.ear.wait("aanvraag.aangeboden")[0])


def test_same_idempotency_key_gives_the_stored_answer(vendor: Api, lender: Lender) -> None:
    aanvraag = new_aanvraag(vendor)
    body = verzending_body(vendor, [lender.id])
    key = uuid.uuid4().hex
    first = post(vendor, aanvraag, body, Idempotency_Key=key)
    again = post(vendor, aanvraag, body, Idempotency_Key=key)
    assert (first.status, again.status) == (202, 202)
    assert first.json() == again.json()
    other = {**body, "uiterste_reactie": (dt.datetime.now(dt.UTC) + dt.timedelta(days=5)).isoformat()}
    differs = post(vendor, aanvraag, other, Idempotency_Key=key)
    assert differs.status == 422
    assert "idempotentie-verschil" in differs.raw.decode()
    lender.ear.wait("aanvraag.aangeboden")
    assert len(lender.ear.messages("aanvraag.aangeboden")) == 1


def test_key_makes_one_dossier_and_one_aanvraag(vendor: Api) -> None:
    key = "x" * 255
    ids = {vendor.made("/v1/dossiers", dossier_body(), Idempotency_Key=key)["id"] for _ in range(2)}
    assert len(ids) == 1
    path = f"/v1/dossiers/{ids.pop()}/aanvragen"
    assert len({vendor.made(path, aanvraag_body(), Idempotency_Key=key)["id"] for _ in range(2)}) == 1
    differs = vendor.post(
        "/v1/dossiers", changed(dossier_body(), "betrokkene.achternaam", "Ander"), Idempotency_Key=key
    )
    assert (differs.status, differs.json()["type"]) == (422, "/problemen/idempotentie-verschil")
    too_long = vendor.post("/v1/dossiers", dossier_body(), Idempotency_Key="x" * 256)
    assert too_long.status == 422


def test_key_of_another_account_is_another_key(broker: Api, vendor: Api) -> None:
    other = new_person(broker).api
    first = vendor.made("/v1/dossiers", dossier_body(), Idempotency_Key="gedeeld")
    second = other.made("/v1/dossiers", dossier_body(), Idempotency_Key="gedeeld")
    assert first["id"] != second["id"]
    assert other.get(f"/v1/dossiers/{first['id']}").status == 404


def test_what_was_sent_is_frozen(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    assert vendor.patch(f"/v1/aanvragen/{sent.aanvraag}", {"product": "huurkoop"}, 1).status == 409
    answer = vendor.patch(f"/v1/dossiers/{sent.dossier}", {"onderneming": {"handelsnaam": "Nieuw"}}, 1)
    assert answer.status in {200, 422}, answer.raw
    assert sent.seen()["versie"] == sent.versie
    assert sent.callback(lender, "aanvraag.ontvangen").status == 202


def test_vendor_without_rights_sends_nothing(broker: Api, vendor: Api, lender: Lender) -> None:
    aanvraag = new_aanvraag(vendor)
    stranger = new_person(broker).api
    body = verzending_body(stranger, [lender.id])
    assert post(stranger, aanvraag, body).status == 404
    assert post(broker, aanvraag, body).status == 401
    assert post(vendor, "aan_bestaatniet", body).status == 404


def test_products_for_consumers_are_switched_off(vendor: Api) -> None:
    answer = vendor.post(
        f"/v1/dossiers/{new_dossier(vendor)}/aanvragen", {**aanvraag_body(), "product": "private_lease"}
    )
    assert answer.status == 409
    assert "product.niet_actief" in answer.raw.decode()
