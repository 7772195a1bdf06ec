"""The sandbox Kredietverstrekkers keep to the contract, checked by others' libraries and by worked cases."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from infra.local.demo.rates import Flows, effective_rate
from infra.local.sandbox.lender import Lender, lenders
from infra.local.sandbox.memory import Memory, Reaction
from infra.local.sandbox.terms import Wanted, term_amount, wanted
from infra.local.sandbox.webhooks import is_genuine, is_secret, sign

SECRET = "whsec_" + "QUJD" * 11
BODY = b'{"type":"test"}'
AANVRAAG: dict[str, dict[str, Any]] = {
    "object": {"prijs_excl_btw": "40000.00", "btw_bedrag": "8400.00"},
    "financiering": {
        "looptijd_maanden": 60,
        "termijnen_per_jaar": 12,
        "betaalwijze": "achteraf",
        "aanbetaling": "4000.00",
        "slottermijn": "4000.00",
    },
}


def _message(kind: str, **extra: Any) -> dict[str, Any]:
    return {"type": kind, "data": {"verstrekking_id": "ver_abcdefgh", "aanvraag_id": "aan_a", "versie": 2, **extra}}


def _told(reaction: Reaction) -> list[tuple[str, dict[str, Any]]]:
    bodies = [json.loads(body) for _, body in reaction.replies]
    return [(body["type"], body["data"]) for body in bodies]


def _offered(lender: Lender) -> Reaction:
    return lender.react(_message("aanvraag.aangeboden", gegevens=AANVRAAG), None)


def test_another_library_accepts_our_signature() -> None:
    headers = sign(SECRET, "msg_1", BODY)
    assert Webhook(SECRET).verify(BODY, headers) == {"type": "test"}


def test_we_accept_the_signature_of_another_library() -> None:
    now = datetime.now(UTC)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": "v1,AAAA " + Webhook(SECRET).sign("msg_1", now, BODY.decode()),
    }
    assert is_genuine(SECRET, headers, BODY)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("webhook-id", "msg_2"),
        ("webhook-id", ""),
        ("webhook-timestamp", "1795356268"),
        ("webhook-timestamp", "+1795356267"),
        ("webhook-signature", "v1,AAAA"),
        ("webhook-signature", ""),
    ],
)
def test_a_changed_header_is_not_genuine(name: str, value: str) -> None:
    headers = sign(SECRET, "msg_1", BODY, now=1795356267)
    assert is_genuine(SECRET, headers, BODY, now=1795356267)
    assert not is_genuine(SECRET, {**headers, name: value}, BODY, now=1795356267)


@pytest.mark.parametrize(("later", "genuine"), [(300, True), (301, False), (-300, True), (-301, False)])
def test_a_message_is_genuine_for_five_minutes(later: int, genuine: bool) -> None:
    headers = sign(SECRET, "msg_1", BODY, now=1795356267)
    assert is_genuine(SECRET, headers, BODY, now=1795356267 + later) is genuine


@pytest.mark.parametrize(("text", "good"), [(SECRET, True), ("whsec_", False), ("whsec_?", False), ("QUJD", False)])
def test_a_secret_has_its_own_prefix(text: str, good: bool) -> None:
    assert is_secret(text) is good


@pytest.mark.parametrize(
    ("ask", "rate", "term"),
    [
        (Wanted(Decimal(30000), Decimal(0), Decimal(0), False, 60, 12, False), "0.06", "579.98"),
        (Wanted(Decimal(30000), Decimal(0), Decimal(6000), False, 60, 12, True), "0.06", "491.53"),
        (Wanted(Decimal(12500), Decimal(0), Decimal(0), False, 72, 12, False), "0.089", "224.70"),
        (Wanted(Decimal(18000), Decimal(0), Decimal(3600), False, 36, 12, False), "0", "400.00"),
    ],
    ids=["A1", "A3", "A6", "A8"],
)
def test_terms_equal_the_worked_cases(ask: Wanted, rate: str, term: str) -> None:
    assert term_amount(ask, Decimal(rate)) == Decimal(term)


@pytest.mark.parametrize(
    ("flows", "percent"),
    [
        (Flows(30000, 0, 579.98, 60, 12, False, 0, False), 6.1675),
        (Flows(30000, 0, 491.53, 60, 12, True, 6000, False), 6.1678),
        (Flows(12500, 0, 224.70, 72, 12, False, 0, False), 9.2723),
        (Flows(36000, 295, 639.00, 60, 12, False, 4000, False), 6.5214),
        (Flows(36000, 150, 634.00, 60, 12, True, 4000, False), 6.2529),
    ],
    ids=["A1", "A3", "A6", "B", "D"],
)
def test_the_demonstration_finds_the_worked_rates(flows: Flows, percent: float) -> None:
    assert round(100 * effective_rate(flows), 4) == percent


def test_the_financed_amount_follows_the_contract() -> None:
    with_btw = {
        **AANVRAAG,
        "financiering": {**AANVRAAG["financiering"], "btw_meefinancieren": True, "inruil": "1000.00"},
    }
    assert wanted(AANVRAAG).amount == Decimal("36000.00")
    assert wanted(with_btw).amount == Decimal("43400.00")


def test_the_fast_one_offers_at_once() -> None:
    *received, (kind, offer) = _told(_offered(lenders()[0]))
    assert [one for one, _ in received] == ["aanvraag.ontvangen", "aanvraag.in_beoordeling"]
    assert (kind, offer["soort"], offer["versie"]) == ("offerte.uitgebracht", "bindend", 2)
    assert (offer["financieringsbedrag"], offer["termijnbedrag"]) == ("36000.00", "643.21")  # numpy-financial: 643.2097


def test_the_slow_one_asks_before_it_offers() -> None:
    slow = lenders()[1]
    first = _offered(slow)
    assert [kind for kind, _ in _told(first)][-1] == "informatie.gevraagd"
    later = _told(slow.react(_message("informatie.beantwoord"), first.facts))
    assert [data.get("soort") for _, data in later] == [None, "indicatief", "bindend"]


def test_the_strict_one_refuses_by_policy() -> None:
    assert _told(_offered(lenders()[2]))[-1][1]["reden_categorie"] == "beleid"


def test_acceptance_is_answered_with_activation() -> None:
    fast = lenders()[0]
    [(kind, data)] = _told(fast.react(_message("offerte.aanvaard"), _offered(fast).facts))
    assert kind == "overeenkomst.geactiveerd"
    assert int(data["einddatum"][:4]) == int(data["ingangsdatum"][:4]) + 5


def test_nothing_about_a_person_is_remembered() -> None:
    facts = _offered(lenders()[1]).facts
    assert facts is not None
    assert set(facts) == {"verstrekking_id", "versie", "wanted"}


@pytest.mark.parametrize(("kind", "told"), [("aanvraag.ingetrokken", []), ("gegevens.wissen", ["wissing.bevestigd"])])
def test_withdrawal_and_erasure_are_forgotten(kind: str, told: list[str]) -> None:
    fast = lenders()[0]
    reaction = fast.react(_message(kind), _offered(fast).facts)
    assert ([one for one, _ in _told(reaction)], reaction.facts) == (told, None)


def test_a_message_about_something_unknown_does_nothing() -> None:
    assert lenders()[0].react(_message("offerte.aanvaard"), None) == Reaction()


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    kept = Memory(tmp_path / "sandbox.sqlite", 0)
    yield kept
    kept.close()


def test_memory_survives_the_process(memory: Memory, tmp_path: Path) -> None:
    memory.record("msg_1", "ver_a", Reaction((("r-1", b"1"), ("r-2", b"2")), {"versie": 1}))
    again = Memory(tmp_path / "sandbox.sqlite", 0)
    reply = again.next_reply()
    assert reply is not None
    assert (again.has_seen("msg_1"), again.facts("ver_a"), reply.message_id) == (True, {"versie": 1}, "r-1")
    again.close()


def test_replies_leave_in_order_once_done(memory: Memory) -> None:
    memory.record("msg_1", "ver_a", Reaction((("r-1", b"1"), ("r-2", b"2"))))
    sent = []
    while (reply := memory.next_reply()) is not None:
        sent.append((reply.message_id, reply.body))
        memory.done(reply)
    assert sent == [("r-1", b"1"), ("r-2", b"2")]


def test_sandboxes_share_a_file_but_no_memory(memory: Memory, tmp_path: Path) -> None:
    other = Memory(tmp_path / "sandbox.sqlite", 1)
    memory.record("msg_1", "ver_a", Reaction((("r-1", b"1"),), {"versie": 1}))
    assert (other.has_seen("msg_1"), other.facts("ver_a"), other.next_reply()) == (False, None, None)
    other.close()
