"""Who may say what at all: signature, size, form and whose it is, in the order of the contract (I7)."""

import json
from typing import Any

import pytest

from chalicelib.domain.kredietverstrekker import secret_key_of
from chalicelib.domain.verstrekking import VerstrekkingStatus as S
from chalicelib.errors import BadSignature, Gone, InvalidInput, NotFound, TooLarge
from chalicelib.usecases.messages import OUTGOING
from chalicelib.usecases.receive_callback import receive_callback
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from tests.answers import in_state
from tests.broker import Bench, snapshot
from tests.lessors import message


def test_another_ones_verstrekking_is_unknown(bench: Bench) -> None:
    first, second = bench.lessor("a"), bench.lessor("b")
    aanvraag_id = bench.sent(bench.vendor(), first)
    row = bench.verstrekking(aanvraag_id, first)
    for row_id in (row.id, row.id[:-1] + "2", "ver_" + "a" * 42, aanvraag_id, "ver_"):
        with pytest.raises(NotFound):
            bench.say_raw(second, message("aanvraag.ontvangen", {"verstrekking_id": row_id, "versie": 1}))


@pytest.mark.parametrize("kind", sorted(OUTGOING))
def test_our_own_messages_sent_back_are_forgeries(bench: Bench, kind: str) -> None:
    """One secret signs both ways: a reflection carries a valid signature, and is refused as a bad one."""
    lessor, aanvraag_id = in_state(bench, S.AANGEBODEN)
    with pytest.raises(BadSignature):
        bench.say(lessor, kind, aanvraag_id)


def test_a_message_of_ours_cannot_be_replayed(bench: Bench) -> None:
    lessor = bench.lessor()
    bench.sent(bench.vendor(), lessor)
    (ours,) = bench.egress.sent
    with pytest.raises(BadSignature):
        receive_callback(bench.broker, lessor.id, dict(ours.headers), ours.body)


@pytest.mark.parametrize("way", ["secret", "old", "body", "sender", "nobody", "no id", "headers"])
def test_every_fault_of_signing_looks_the_same(bench: Bench, way: str) -> None:
    lessor, other = bench.lessor("a"), bench.lessor("b")
    aanvraag_id = bench.sent(bench.vendor(), lessor)
    body = message("aanvraag.ontvangen", {"verstrekking_id": bench.verstrekking(aanvraag_id, lessor).id, "versie": 1})
    headers = bench.signed(other if way == "secret" else lessor, body, "een")
    if way == "old":
        bench.clock.advance(seconds=301)
    sender = {"sender": other.id, "nobody": "kre_" + "a" * 26, "no id": "x"}.get(way, lessor.id)
    before = snapshot(bench)
    with pytest.raises(BadSignature) as refused:
        receive_callback(
            bench.broker, sender, {} if way == "headers" else headers, body + b" " if way == "body" else body
        )
    assert str(refused.value) == ""
    assert snapshot(bench) == before


def test_a_secret_we_cannot_read_is_a_bad_signature(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    """Found: 500, which told that this id is of a Kredietverstrekker, and rang for the wrong thing."""
    lessor, aanvraag_id = in_state(bench, S.AANGEBODEN)
    bench.broker.vault.shred(secret_key_of(lessor.id))
    before = snapshot(bench)
    with pytest.raises(BadSignature) as refused:
        bench.say(lessor, "aanvraag.ontvangen", aanvraag_id)
    assert str(refused.value) == ""
    assert snapshot(bench) == before
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (line["event"], line["kredietverstrekker"]) == ("callback:secret:unreadable", lessor.id)


def test_checks_come_in_the_order_of_the_contract(bench: Bench) -> None:
    """401, 413, 422, 404, 410, 409: whatever is wrong at once, the first of these is the answer."""
    vendor, lessor, other = bench.vendor(), bench.lessor("a"), bench.lessor("b")
    aanvraag_id = bench.sent(vendor, lessor)
    row = bench.verstrekking(aanvraag_id, lessor)
    large = b" " * (256 * 1024 + 1)
    with pytest.raises(BadSignature):
        receive_callback(bench.broker, lessor.id, bench.signed(other, large, "een"), large)
    with pytest.raises(TooLarge):
        bench.say_raw(lessor, large)
    with pytest.raises(InvalidInput):
        bench.say_raw(lessor, message("aanvraag.ontvangen", {"verstrekking_id": "nergens"}))
    withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)
    with pytest.raises(NotFound):
        bench.say_raw(other, message("aanvraag.ontvangen", {"verstrekking_id": row.id, "versie": 9}))
    with pytest.raises(Gone):
        bench.say(lessor, "aanvraag.ontvangen", aanvraag_id, versie=9)


BAD_DATA: dict[str, tuple[str, dict[str, Any]]] = {
    "no items": ("informatie.gevraagd", {"items": []}),
    "a code twice": ("informatie.gevraagd", {"items": [{"code": "a", "omschrijving": "x"}] * 2}),
    "another reason": ("aanvraag.afgewezen", {"reden_categorie": "zomaar"}),
    "a day that is gone": ("offerte.uitgebracht", {"geldig_tot": "2027-05-31"}),
    "broken terms": ("offerte.uitgebracht", {"looptijd_maanden": 61, "termijnen_per_jaar": 4}),
    "an unknown field": ("aanvraag.ontvangen", {"extra": 1}),
    "an end before the start": ("overeenkomst.geactiveerd", {"einddatum": "2027-06-15"}),
}


@pytest.mark.parametrize(("kind", "data"), BAD_DATA.values(), ids=BAD_DATA)
def test_an_ill_formed_message_changes_nothing(bench: Bench, kind: str, data: dict[str, Any]) -> None:
    lessor, aanvraag_id = in_state(bench, S.AANGEBODEN)
    before = snapshot(bench)
    with pytest.raises(InvalidInput):
        bench.say(lessor, kind, aanvraag_id, **data)
    assert snapshot(bench) == before


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"type": 5}', b"\xff", b"[" * 100_000])
def test_what_is_no_message_is_refused(bench: Bench, body: bytes) -> None:
    lessor = bench.lessor()
    with pytest.raises(InvalidInput):
        bench.say_raw(lessor, body)
