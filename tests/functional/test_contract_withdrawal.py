"""Contract, withdrawing: an Aanvraag or one Toestemming, effective at once, and told to who may hold data."""

from tests.functional.contract_client import Api
from tests.functional.contract_journey import new_aanvraag, send
from tests.functional.contract_lender import Lender


def test_withdrawn_aanvraag_recalls_everywhere(vendor: Api, lender: Lender, other_lender: Lender) -> None:
    sent = send(vendor, lender, other_lender)
    assert sent.withdraw().status == 202
    assert sent.seen()["status"] == "ingetrokken"
    for own in (lender, other_lender):
        (message,) = own.ear.wait("aanvraag.ingetrokken")
        assert own.verified(message)
        assert message.data["verstrekking_id"] == sent.verstrekkingen[own.id]
        assert sent.verstrekking(own)["status"] == "ingetrokken"
        assert sent.callback(own, "aanvraag.ontvangen").status == 410


def test_withdrawing_twice_is_409_or_the_same(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    assert sent.withdraw().status == 202
    again = sent.withdraw()
    assert again.status == 409
    assert isinstance(again.json()["toegestaan"], list)
    lender.ear.wait("aanvraag.ingetrokken")
    assert len(lender.ear.messages("aanvraag.ingetrokken")) == 1


def test_concept_was_sent_to_nobody(vendor: Api) -> None:
    answer = vendor.post(f"/v1/aanvragen/{new_aanvraag(vendor)}/intrekking", {})
    assert answer.status in {202, 409}


def test_reason_is_optional_and_typed(vendor: Api, lender: Lender) -> None:
    path = f"/v1/aanvragen/{send(vendor, lender).aanvraag}/intrekking"
    assert vendor.post(path, {"reden": 1}).status == 422
    assert vendor.post(path, {"waarom": "x"}).status == 422
    assert vendor.post(path, {}).status == 202


def test_toestemmingen_are_listed_with_the_named_fields(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    (row,) = vendor.seen("/v1/toestemmingen")["toestemmingen"]
    names = {"id", "aanvraag_id", "verstrekking_id", "kredietverstrekker_id", "status", "gegeven_op"}
    assert row.keys() == names
    assert (row["aanvraag_id"], row["kredietverstrekker_id"]) == (sent.aanvraag, lender.id)
    assert row["verstrekking_id"] == sent.verstrekkingen[lender.id]


def test_one_consent_ends_one_verstrekking(vendor: Api, lender: Lender, other_lender: Lender) -> None:
    sent = send(vendor, lender, other_lender)
    rows = vendor.seen("/v1/toestemmingen")["toestemmingen"]
    (own,) = [row["id"] for row in rows if row["kredietverstrekker_id"] == lender.id]
    assert vendor.post(f"/v1/toestemmingen/{own}/intrekking").status == 202
    assert sent.callback(lender, "aanvraag.ontvangen").status == 410
    assert sent.callback(other_lender, "aanvraag.ontvangen").status == 202
    assert sent.verstrekking(lender)["status"] == "ingetrokken"
    (message,) = lender.ear.wait("aanvraag.ingetrokken")
    assert message.data["verstrekking_id"] == sent.verstrekkingen[lender.id]
    assert other_lender.ear.messages("aanvraag.ingetrokken") == []
    rows = vendor.seen("/v1/toestemmingen")["toestemmingen"]
    (ended,) = [row for row in rows if row["id"] == own]
    assert ended["ingetrokken_op"]
    assert ended["status"] == "ingetrokken"


def test_all_consents_withdrawn_ends_the_aanvraag(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    (row,) = vendor.seen("/v1/toestemmingen")["toestemmingen"]
    assert vendor.post(f"/v1/toestemmingen/{row['id']}/intrekking").status == 202
    assert sent.seen()["status"] == "ingetrokken"


def test_offer_of_a_withdrawn_consent_is_closed(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    offer = sent.quote(lender)
    (row,) = vendor.seen("/v1/toestemmingen")["toestemmingen"]
    assert vendor.post(f"/v1/toestemmingen/{row['id']}/intrekking").status == 202
    assert vendor.post(f"/v1/offertes/{offer}/aanvaarding").status == 409


def test_removed_dossier_recalls_what_was_sent(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    answer = vendor.delete(f"/v1/dossiers/{sent.dossier}", If_Match='"1"')
    assert answer.status in {202, 204, 409}, answer.raw
    if answer.status != 409:
        messages = lender.ear.wait("aanvraag.ingetrokken")
        assert messages[0].data["verstrekking_id"] == sent.verstrekkingen[lender.id]
        assert sent.callback(lender, "aanvraag.ontvangen").status == 410
