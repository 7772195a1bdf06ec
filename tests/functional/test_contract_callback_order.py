"""Contract, From a Kredietverstrekker: checked in the order 401, 413, 422, 404, 410, 409."""

import json
import time
from collections.abc import Mapping

import pytest

from tests.functional.contract_client import Answer, Api
from tests.functional.contract_journey import offered, send
from tests.functional.contract_lender import Lender, sign

KIB = 1024
LIMIT = 256 * KIB
NOTHING = {"verstrekking_id": "bestaat-niet", "versie": 1}
BAD_HEADERS: Mapping[str, Mapping[str, str | None]] = {
    "no id": {"webhook-id": None},
    "no timestamp": {"webhook-timestamp": None},
    "no signature": {"webhook-signature": None},
    "empty signature": {"webhook-signature": ""},
    "another id": {"webhook-id": "msg_ander"},
    "junk": {"webhook-signature": "v1,!!!!"},
    "version 1a": {"webhook-signature": "v1a,AAAA"},
    "no version": {"webhook-signature": "AAAA"},
    "zeros": {"webhook-signature": "v1," + "A" * 43 + "="},
    "words": {"webhook-timestamp": "gisteren"},
    "negative": {"webhook-timestamp": "-1"},
    "fraction": {"webhook-timestamp": "1795358295.5"},
    "huge": {"webhook-timestamp": "9" * 400},
    "long id": {"webhook-id": "m" * 5000},
}
OUTGOING = [
    "aanvraag.aangeboden",
    "aanvraag.ingetrokken",
    "aanvraag.gerectificeerd",
    "gegevens.wissen",
    "gegevens.beperken",
    "informatie.beantwoord",
    "offerte.aanvaard",
    "offerte.niet_gekozen",
    "test",
]


def the_401(lender: Lender) -> Answer:
    """The one and only refusal of a message that is not signed."""
    answer = lender.send(b"{}", changes={"webhook-signature": None})
    assert answer.status == 401
    assert answer.headers["content-type"] == "application/problem+json"
    return answer


def is_the_401(lender: Lender, answer: Answer) -> bool:
    return answer.status == 401 and answer.without_request_id() == the_401(lender).without_request_id()


@pytest.mark.parametrize("fault", BAD_HEADERS)
def test_every_header_fault_is_the_same_401(shared_lender: Lender, fault: str) -> None:
    raw = shared_lender.envelope("aanvraag.ontvangen", NOTHING)
    assert is_the_401(shared_lender, shared_lender.send(raw, changes=BAD_HEADERS[fault]))


@pytest.mark.parametrize("shift", [-301, -3600, 302, 3600])
def test_message_of_another_time_is_401(shared_lender: Lender, shift: int) -> None:
    raw = shared_lender.envelope("aanvraag.ontvangen", NOTHING)
    assert is_the_401(shared_lender, shared_lender.send(raw, shift=shift))


@pytest.mark.parametrize("shift", [-290, 290])
def test_message_within_five_minutes_is_taken(shared_lender: Lender, shift: int) -> None:
    raw = shared_lender.envelope("aanvraag.ontvangen", NOTHING)
    assert shared_lender.send(raw, shift=shift).status == 404


@pytest.mark.parametrize("spelling", ["+{}", "0{}", " {}", "{}.0", "{} "])
def test_timestamp_has_one_spelling_only(shared_lender: Lender, spelling: str) -> None:
    raw = shared_lender.envelope("aanvraag.ontvangen", NOTHING)
    timestamp = spelling.format(int(time.time()))
    signature = sign(shared_lender.secret, "msg_x", timestamp, raw)
    answer = shared_lender.send(
        raw, message_id="msg_x", changes={"webhook-timestamp": timestamp, "webhook-signature": signature}
    )
    # HTTP itself strips white space around a value: what arrives is then signed differently.
    assert is_the_401(shared_lender, answer)


def test_changed_body_is_401(shared_lender: Lender) -> None:
    raw = shared_lender.envelope("aanvraag.ontvangen", NOTHING)
    signature = sign(shared_lender.secret, "msg_y", str(int(time.time())), raw)
    assert is_the_401(
        shared_lender, shared_lender.send(raw + b" ", message_id="msg_y", changes={"webhook-signature": signature})
    )


def test_unknown_lender_and_foreign_secret_are_401(shared_lender: Lender, other_lender: Lender) -> None:
    raw = shared_lender.envelope("aanvraag.ontvangen", NOTHING)
    for to in ("kre_bestaatniet", "x", "%2e%2e", "k" * 300, shared_lender.id.upper()):
        assert is_the_401(shared_lender, shared_lender.send(raw, to=to)), to
    assert is_the_401(shared_lender, shared_lender.send(raw, secret=other_lender.secret))
    assert is_the_401(shared_lender, shared_lender.send(raw, to=other_lender.id))


@pytest.mark.parametrize("kind", OUTGOING)
def test_our_own_types_sent_back_are_401(vendor: Api, lender: Lender, kind: str) -> None:
    sent = send(vendor, lender)
    assert is_the_401(lender, sent.callback(lender, kind, uitdaging="x"))


def test_our_own_signed_message_reflected_is_401(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    message = offered(lender, sent)
    names = ("webhook-id", "webhook-timestamp", "webhook-signature", "content-type")
    headers = {name: message.headers[name] for name in names}
    answer = lender.api.signed_in(None).call("POST", f"/v1/callbacks/{lender.id}", raw=message.raw, headers=headers)
    assert is_the_401(lender, answer)


def test_signature_may_stand_among_others(shared_lender: Lender) -> None:
    raw = shared_lender.envelope("aanvraag.ontvangen", NOTHING)
    timestamp = str(int(time.time()))
    good = sign(shared_lender.secret, "msg_z", timestamp, raw)
    other = "v1," + "A" * 43 + "="
    answer = shared_lender.send(
        raw, message_id="msg_z", changes={"webhook-timestamp": timestamp, "webhook-signature": f"{other} {good}"}
    )
    assert answer.status == 404


def test_unsigned_giant_is_401_and_signed_giant_413(shared_lender: Lender) -> None:
    giant = b'{"x":"' + b"x" * LIMIT + b'"}'
    assert is_the_401(shared_lender, shared_lender.send(giant, changes={"webhook-signature": "v1," + "A" * 43 + "="}))
    answer = shared_lender.send(giant)
    assert answer.status == 413
    assert answer.headers["content-type"] == "application/problem+json"


def test_body_of_exactly_256_kib_is_read(shared_lender: Lender) -> None:
    raw = shared_lender.envelope("aanvraag.ontvangen", NOTHING)
    assert shared_lender.send(raw + b" " * (LIMIT - len(raw))).status == 404
    assert shared_lender.send(raw + b" " * (LIMIT - len(raw) + 1)).status == 413


MALFORMED = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"x"',
    b"\xff\xfe",
    b'{"type":"aanvraag.ontvangen"}',
    b'{"type":"verzonnen.bericht","timestamp":"2026-11-22T10:00:00Z","data":{"verstrekking_id":"x","versie":1}}',
    b'{"type":1,"timestamp":"2026-11-22T10:00:00Z","data":{"verstrekking_id":"x","versie":1}}',
    b'{"type":"aanvraag.ontvangen","timestamp":"gisteren","data":{"verstrekking_id":"x","versie":1}}',
    b'{"type":"aanvraag.ontvangen","timestamp":"2026-11-22T10:00:00Z","data":[]}',
    b'{"type":"aanvraag.ontvangen","timestamp":"2026-11-22T10:00:00Z","data":{"versie":1}}',
    b'{"type":"aanvraag.ontvangen","timestamp":"2026-11-22T10:00:00Z","data":{"verstrekking_id":"x"}}',
    b'{"type":"aanvraag.ontvangen","timestamp":"2026-11-22T10:00:00Z","data":{"verstrekking_id":"x","versie":"1"}}',
    b'{"type":"aanvraag.ontvangen","timestamp":"2026-11-22T10:00:00Z","data":{"verstrekking_id":"x","versie":NaN}}',
    b'{"type":"aanvraag.ontvangen","timestamp":"2026-11-22T10:00:00Z","data":{"verstrekking_id":"x","versie":1,"versie":1}}',
    b'{"type":"aanvraag.ontvangen","type":"aanvraag.in_beoordeling","timestamp":"2026-11-22T10:00:00Z","data":{"verstrekking_id":"x","versie":1}}',
    b'{"type":"aanvraag.afgewezen","timestamp":"2026-11-22T10:00:00Z","data":{"verstrekking_id":"x","versie":1,"reden_categorie":"zomaar"}}',
    b'{"type":"informatie.gevraagd","timestamp":"2026-11-22T10:00:00Z","data":{"verstrekking_id":"x","versie":1,"items":"x"}}',
    b'{"a":' * 3000 + b"1" + b"}" * 3000,
]


@pytest.mark.parametrize("number", range(len(MALFORMED)))
def test_signed_but_badly_formed_is_422_before_404(shared_lender: Lender, number: int) -> None:
    answer = shared_lender.send(MALFORMED[number])
    assert answer.status == 422, answer.raw
    assert answer.headers["content-type"] == "application/problem+json"


def test_unknown_field_of_a_callback_is_422(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    answer = sent.callback(lender, "aanvraag.ontvangen", verzonnen="zz-merkteken-zz")
    assert answer.status == 422
    assert b"zz-merkteken-zz" not in answer.raw
    assert sent.verstrekking(lender)["status"] == "aangeboden"


def test_withdrawn_is_410_even_with_an_old_version(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    assert sent.withdraw().status == 202
    assert sent.callback(lender, "aanvraag.ontvangen").status == 410
    stale = lender.callback("aanvraag.ontvangen", {**sent.data(lender), "versie": 7})
    assert stale.status == 410
    foreign = lender.callback("aanvraag.ontvangen", NOTHING)
    assert foreign.status == 404


def test_known_message_after_withdrawal_leaves_state_alone(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    raw = json.dumps({"type": "aanvraag.ontvangen", "timestamp": "2026-11-22T10:00:00Z", "data": sent.data(lender)})
    assert lender.send(raw.encode(), message_id="bekend").status == 202
    sent.withdraw()
    assert lender.send(raw.encode(), message_id="bekend").status in {200, 410}
    assert sent.verstrekking(lender)["status"] == "ingetrokken"


def test_answers_of_a_callback_tell_nothing_personal(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    answer = sent.callback(lender, "aanvraag.ontvangen")
    assert answer.status == 202
    assert not [word for word in (b"Voorbeeld", b"Testpersoon", b"1234 AB") if word in answer.raw]
