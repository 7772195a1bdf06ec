"""Contract, many requests at the same moment: each thing happens once, and nothing half."""

import uuid

from tests.functional.contract_bodies import offerte_data
from tests.functional.contract_client import Api, at_once
from tests.functional.contract_journey import new_aanvraag, new_dossier, send, verzending_body
from tests.functional.contract_lender import Lender


def test_ten_copies_of_a_callback_count_once(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    raw = lender.envelope("offerte.uitgebracht", sent.data(lender, **offerte_data()))
    own = uuid.uuid4().hex
    statuses = sorted(answer.status for answer in at_once(10, lambda _: lender.send(raw, message_id=own)))
    assert statuses == [200] * 9 + [202]
    assert len(sent.offers()) == 1


def test_ten_different_offers_at_once_leave_one_open(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)

    def quote(number: int) -> int:
        changes = {"referentie": f"VB-{number}", "termijnbedrag": f"4{number}0.00"}
        return sent.callback(lender, "offerte.uitgebracht", **{**offerte_data(), **changes}).status

    statuses = at_once(10, quote)
    assert set(statuses) <= {202, 409, 503}
    assert 202 in statuses
    assert [offer["status"] for offer in sent.offers()].count("uitgebracht") == 1


def test_one_id_with_ten_bodies_at_once_counts_once(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    own = uuid.uuid4().hex

    def quote(number: int) -> int:
        data = sent.data(lender, **{**offerte_data(), "referentie": f"VB-{number}"})
        return lender.callback("offerte.uitgebracht", data, message_id=own).status

    assert sorted(at_once(10, quote)) == [202] + [409] * 9
    assert len(sent.offers()) == 1


def test_ten_sendings_at_once_send_once(vendor: Api, lender: Lender) -> None:
    aanvraag = new_aanvraag(vendor)
    body = verzending_body(vendor, [lender.id])
    path = f"/v1/aanvragen/{aanvraag}/verzending"
    statuses = sorted(answer.status for answer in at_once(10, lambda _: vendor.post(path, body, If_Match='"1"')))
    assert statuses == [202] + [409] * 9
    lender.ear.wait("aanvraag.aangeboden")
    assert len(lender.ear.messages("aanvraag.aangeboden")) == 1
    assert len(vendor.seen("/v1/toestemmingen")["toestemmingen"]) == 1


def test_ten_sendings_with_one_key_agree(vendor: Api, lender: Lender) -> None:
    aanvraag = new_aanvraag(vendor)
    body = verzending_body(vendor, [lender.id])
    path = f"/v1/aanvragen/{aanvraag}/verzending"
    keys = {"If_Match": '"1"', "Idempotency_Key": uuid.uuid4().hex}
    answers = at_once(10, lambda _: vendor.post(path, body, **keys))
    taken = [answer for answer in answers if answer.status == 202]
    assert taken
    assert len({answer.raw for answer in taken}) == 1
    others = [answer for answer in answers if answer.status != 202]
    assert all(answer.status == 409 and "idempotentie-bezig" in answer.raw.decode() for answer in others), others
    assert vendor.made(path, body, 202, **keys) == taken[0].json()


def test_ten_acceptances_at_once_make_one_agreement(vendor: Api, lender: Lender, other_lender: Lender) -> None:
    sent = send(vendor, lender, other_lender)
    offers = [sent.quote(lender), sent.quote(other_lender)]
    answers = at_once(10, lambda number: vendor.post(f"/v1/offertes/{offers[number % 2]}/aanvaarding"))
    assert sorted(answer.status for answer in answers) == [201] + [409] * 9
    assert len(vendor.seen("/v1/overeenkomsten")["overeenkomsten"]) == 1


def test_ten_changes_of_one_version_leave_one(vendor: Api) -> None:
    path = f"/v1/dossiers/{new_dossier(vendor)}"
    changes = [{"onderneming": {"handelsnaam": f"Voorbeeld {number}"}} for number in range(10)]
    statuses = sorted(one.status for one in at_once(10, lambda number: vendor.patch(path, changes[number], 1)))
    assert statuses == [200] + [412] * 9
    assert vendor.seen(path)["versie"] == 2


def test_withdrawal_against_callbacks_ends_withdrawn(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)

    def act(number: int) -> int:
        if number == 5:
            return sent.withdraw().status
        return sent.callback(lender, "aanvraag.in_beoordeling" if number % 2 else "aanvraag.ontvangen").status

    statuses = at_once(10, act)
    assert statuses[5] in {202, 409, 503}
    assert set(statuses) <= {202, 409, 410, 503}
    if statuses[5] == 202:
        assert sent.seen()["status"] == "ingetrokken"
        assert sent.callback(lender, "aanvraag.ontvangen").status == 410
        lender.ear.wait("aanvraag.ingetrokken")
