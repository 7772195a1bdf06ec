"""Contract, To a Kredietverstrekker: what is sent, signed how, and nothing beyond its need."""

import re

from tests.functional.contract_bodies import NEEDS
from tests.functional.contract_client import Api, eventually
from tests.functional.contract_journey import new_aanvraag, offered, send, verzending_body
from tests.functional.contract_lender import Lender, Message, listening, polite, register

SIGNATURE = re.compile(r"v1,[A-Za-z0-9+/]{43}=")


def is_webhook(lender: Lender, message: Message) -> bool:
    """Signed for this Kredietverstrekker, with the headers of Standard Webhooks."""
    assert message.headers["content-type"] == "application/json"
    assert SIGNATURE.fullmatch(message.headers["webhook-signature"])
    assert message.body().keys() == {"type", "timestamp", "data"}
    return lender.verified(message)


def test_offer_to_lender_has_exactly_the_agreed_shape(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    message = offered(lender, sent)
    assert is_webhook(lender, message)
    assert message.headers["webhook-id"] == sent.verstrekkingen[lender.id]
    data = message.data
    assert data.keys() == {"verstrekking_id", "aanvraag_id", "versie", "uiterste_reactie", "doel", "gegevens"}
    assert (data["verstrekking_id"], data["aanvraag_id"]) == (sent.verstrekkingen[lender.id], sent.aanvraag)
    assert (data["versie"], data["doel"]) == (sent.versie, "5.4")


def test_only_the_needed_fields_leave(vendor: Api, lender: Lender) -> None:
    gegevens = offered(lender, send(vendor, lender)).data["gegevens"]
    assert gegevens.keys() == {need.split(".")[0] for need in NEEDS}
    assert gegevens["betrokkene"].keys() == {"achternaam", "adres"}
    assert gegevens["onderneming"] == {"kvk_nummer": "90001354"}
    assert gegevens["product"] == "financial_lease"
    assert gegevens["financiering"]["financieringsbedrag"] == "24000.00"
    assert gegevens["betrokkene"]["adres"]["straat"] == "Voorbeeldstraat"


def test_two_lenders_get_what_each_needs(operator: Api, vendor: Api, lender: Lender) -> None:
    with listening() as ear:
        small = register(operator, ear, informatiebehoefte=["product", "betrokkene.adres.plaats", "financieel"])
        sent = send(vendor, lender, small)
        gegevens = offered(small, sent).data["gegevens"]
        assert gegevens.keys() == {"product", "betrokkene", "financieel"}
        assert gegevens["betrokkene"] == {"adres": {"plaats": "Voorbeeldstad"}}
        assert gegevens["financieel"][0]["omzet"] == "500000.00"
        assert not lender.verified(offered(small, sent))


def test_needed_fields_are_what_the_list_promised(vendor: Api, lender: Lender) -> None:
    seen = vendor.seen("/v1/kredietverstrekkers?product=financial_lease")
    (own,) = [row for row in seen["kredietverstrekkers"] if row["id"] == lender.id]
    names = {"id", "naam", "producten", "privacyverklaring", "vereiste_velden", "verwachte_reactie"}
    assert own.keys() == names
    assert sorted(own["vereiste_velden"]) == sorted(NEEDS)
    assert seen["toestemmingstekst"].keys() == {"versie", "tekst", "sha256"}
    assert re.fullmatch(r"[0-9a-f]{64}", seen["toestemmingstekst"]["sha256"])


def test_recall_follows_a_withdrawal(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    assert sent.withdraw().status == 202
    (message,) = lender.ear.wait("aanvraag.ingetrokken")
    assert is_webhook(lender, message)
    assert message.headers["webhook-id"] not in {sent.verstrekkingen[lender.id], ""}
    assert message.data["verstrekking_id"] == sent.verstrekkingen[lender.id]
    assert (message.data["aanvraag_id"], message.data["versie"]) == (sent.aanvraag, sent.versie)
    assert b"Voorbeeldstraat" not in message.raw


def test_winner_and_loser_are_told(vendor: Api, lender: Lender, other_lender: Lender) -> None:
    sent = send(vendor, lender, other_lender)
    chosen, passed = sent.quote(lender), sent.quote(other_lender)
    assert vendor.post(f"/v1/offertes/{chosen}/aanvaarding").status == 201
    (won,) = lender.ear.wait("offerte.aanvaard")
    (lost,) = other_lender.ear.wait("offerte.niet_gekozen")
    assert is_webhook(lender, won)
    assert is_webhook(other_lender, lost)
    for message, own in ((won, lender), (lost, other_lender)):
        assert message.data["verstrekking_id"] == sent.verstrekkingen[own.id]
        assert message.data.keys() >= {"verstrekking_id", "aanvraag_id", "versie"}
    assert vendor.post(f"/v1/offertes/{passed}/aanvaarding").status == 409


def test_failed_delivery_is_repeated_byte_for_byte(vendor: Api, lender: Lender) -> None:
    def once_busy(message: Message) -> tuple[int, bytes]:
        return (503, b"") if len(lender.ear.messages(message.type)) < 2 else polite(message)

    lender.ear.answer = once_busy
    sent = send(vendor, lender)
    first, second = lender.ear.wait("aanvraag.aangeboden", 2)
    assert first.raw == second.raw
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert lender.verified(second)
    line = eventually(lambda: sent.verstrekking(lender), lambda row: row["pogingen"] == 2)
    assert line["status"] == "aangeboden"


def test_redirect_is_a_failure_and_never_followed(vendor: Api, lender: Lender) -> None:
    with listening() as trap:
        lender.ear.extra = {"location": f"http://127.0.0.1:{trap.port}/val"}
        lender.ear.answer = lambda _message: (307, b"")
        aanvraag = send_without_waiting(vendor, lender)
        lender.ear.wait("aanvraag.aangeboden")
        seen = eventually(
            lambda: vendor.seen(f"/v1/aanvragen/{aanvraag}")["verstrekkingen"][0],
            lambda row: row["pogingen"] >= 1,
        )
        assert seen["status"] == "klaar"
        assert trap.heard == []


def test_endpoint_that_is_gone_gets_no_more(operator: Api, vendor: Api, lender: Lender) -> None:
    lender.ear.answer = lambda _message: (410, b"")
    send_without_waiting(vendor, lender)
    lender.ear.wait("aanvraag.aangeboden")
    path = f"/v1/beheer/kredietverstrekkers/{lender.id}"
    seen = eventually(lambda: operator.seen(path), lambda row: row["status"] != "actief")
    assert seen["status"] != "actief"
    listed = vendor.seen("/v1/kredietverstrekkers?product=financial_lease")["kredietverstrekkers"]
    assert lender.id not in {row["id"] for row in listed}


def test_callback_is_legal_while_our_post_hangs(vendor: Api, lender: Lender) -> None:
    answers: list[int] = []

    def eager(message: Message) -> tuple[int, bytes]:
        data = {"verstrekking_id": message.data["verstrekking_id"], "versie": message.data["versie"]}
        answers.append(lender.callback("aanvraag.in_beoordeling", data).status)
        return polite(message)

    lender.ear.answer = eager
    sent = send(vendor, lender)
    assert answers == [202]
    line = eventually(lambda: sent.verstrekking(lender), lambda row: row["status"] != "aangeboden")
    assert line["status"] == "in_beoordeling"


def send_without_waiting(vendor: Api, lender: Lender) -> str:
    """The id of an Aanvraag that this Kredietverstrekker will not take."""
    aanvraag = new_aanvraag(vendor)
    body = verzending_body(vendor, [lender.id])
    vendor.made(f"/v1/aanvragen/{aanvraag}/verzending", body, 202, If_Match='"1"')
    return aanvraag
