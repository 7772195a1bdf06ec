"""Proving to a Kredietverstrekker who we are: a header, a token, a certificate; guarded, kept short, never told."""

import base64
import json
import socket
import threading
from collections.abc import Callable

import pytest

from chalicelib.adapters.egress.access import Authorizing
from chalicelib.adapters.egress.client import HttpsEgress
from chalicelib.adapters.egress.exchange import Deadline
from chalicelib.domain.kredietverstrekker import secret_key_of
from chalicelib.domain.parse import parse
from chalicelib.domain.toegang import ClientCertificaat, ClientCredentials, Toegang, VasteHeader
from chalicelib.errors import InvalidInput
from chalicelib.usecases.ports.egress import Access, Outcome, Outgoing, TokenRequest
from chalicelib.usecases.set_toegang import set_toegang
from tests.bodies import Body, raw
from tests.broker import OPERATOR, Bench, snapshot
from tests.functional.egress_line import HOST, KV, PUBLIC, Connections, OpenLine, opener
from tests.functional.loopback import PATIENCE, Answer, Authority, Kredietverstrekker, http_answer

SECRET = "voorbeeld-client-geheim"
TOKEN_URL = f"https://{HOST}/token"
ASKED = TokenRequest(TOKEN_URL, "lease-deal", SECRET, "aanvragen")
OK = http_answer(200, b"{}")


def granted(word: str = "eerste", **more: object) -> bytes:
    body = {"access_token": word, "token_type": "Bearer", "expires_in": 600, **more}
    return http_answer(200, json.dumps(body).encode())


def in_turn(*answers: bytes) -> Answer:
    """One answer to each request, in order."""
    left = list(answers)
    return lambda sock, _stop: sock.sendall(left.pop(0))


def outgoing(access: Access | None) -> Outgoing:
    return Outgoing(KV, (("webhook-id", "vst-1"),), b"{}", access=access)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


@pytest.fixture
def open_line(authority: Authority, request: pytest.FixtureRequest) -> OpenLine:
    return opener(authority, request.addfinalizer)


def test_a_fixed_header_goes_with_the_message(open_line: OpenLine) -> None:
    line = open_line()
    assert line.egress.send_all([outgoing(Access(header=("x-sleutel", SECRET)))])[0].received
    assert f"x-sleutel: {SECRET}" in line.kv.requests[0][0]


def test_a_token_is_asked_for_and_kept(open_line: OpenLine) -> None:
    """RFC 6749, 4.4: as the client, by HTTP Basic; the next message uses the same token."""
    line = open_line(in_turn(granted(), OK, OK))
    for _ in range(2):
        assert line.egress.send_all([outgoing(Access(token=ASKED))])[0].received
    (first, form), *messages = line.kv.requests
    basic = base64.b64encode(f"lease-deal:{SECRET}".encode()).decode()
    assert first.startswith("POST /token HTTP/1.1")
    assert f"authorization: Basic {basic}" in first
    assert form == b"grant_type=client_credentials&scope=aanvragen"
    assert [head.count("authorization: Bearer eerste") for head, _ in messages] == [1, 1]
    assert SECRET not in "".join(head for head, _ in messages)


def test_a_refused_token_is_asked_for_anew(open_line: OpenLine) -> None:
    line = open_line(in_turn(granted(), http_answer(401), granted("tweede"), OK))
    outcomes = [line.egress.send_all([outgoing(Access(token=ASKED))])[0].status for _ in range(2)]
    assert outcomes == [401, 200]
    assert "authorization: Bearer tweede" in line.kv.requests[-1][0]


@pytest.mark.parametrize(
    "answer",
    [
        http_answer(401),
        http_answer(302, location="https://elders.example.com/"),
        http_answer(200, b"geen json"),
        http_answer(200, b"[]"),
        granted(token_type="mac"),
        granted("met spatie"),
        granted(access_token=None),
    ],
)
def test_without_a_token_nothing_is_sent(open_line: OpenLine, answer: bytes) -> None:
    line = open_line(in_turn(answer, OK))
    assert line.egress.send_all([outgoing(Access(token=ASKED))]) == [Outcome(None, "token")]
    assert len(line.kv.requests) == 1


@pytest.mark.parametrize(("seconds", "asked"), [(600, 2), (61, 3), (60, 3), (None, 2), (10**9, 2)])
def test_a_token_is_not_used_up_to_its_end(seconds: int | None, asked: int) -> None:
    """From a minute before its end on another one is asked for; one that says nothing counts for five minutes."""
    now = [0.0]
    sent: list[str] = []
    authorizing = Authorizing(clock=lambda: now[0])
    body = {"access_token": "t", "token_type": "bearer"} | ({} if seconds is None else {"expires_in": seconds})

    def exchange(message: Outgoing, _deadline: Deadline) -> Outcome:
        sent.append(message.endpoint)
        return Outcome(200, "", json.dumps(body).encode())

    for moment in (0.0, 2.0, 4000.0):
        now[0] = moment
        authorizing.send(outgoing(Access(token=ASKED)), Deadline.after(PATIENCE), exchange)
    assert sent.count(TOKEN_URL) == asked


def test_the_guard_stands_before_the_token_too(authority: Authority) -> None:
    """A token URL that resolves inwards is never connected to, counted at the socket."""
    connections = Connections()
    egress = HttpsEgress(
        resolver=lambda host: ["169.254.169.254"] if host == "token.example.com" else [PUBLIC],
        connect=connections,
        make_context=authority.trusting,
        seconds=PATIENCE,
    )
    inward = TokenRequest("https://token.example.com/", "lease-deal", SECRET)
    assert egress.send_all([outgoing(Access(token=inward))]) == [Outcome(None, "adres")]
    assert connections.addresses == []


def test_mutual_tls_shows_our_certificate(authority: Authority) -> None:
    """Who has none is refused there; the key is read from memory and lies in no folder."""
    certificate, key = authority.client()
    with Kredietverstrekker(_answer(OK), authority.demanding(HOST)) as server:
        connections = Connections(server.port)
        egress = HttpsEgress(
            resolver=lambda _host: [PUBLIC], connect=connections, make_context=authority.trusting, seconds=PATIENCE
        )
        with_it, without = (
            egress.send_all([outgoing(access)])[0] for access in (Access(certificate=certificate + key), None)
        )
    assert with_it.received
    assert not without.received
    assert len(server.requests) == 1


def _answer(answer: bytes) -> Callable[[socket.socket, threading.Event], None]:
    return lambda sock, _stop: sock.sendall(answer)


def test_a_certificate_must_fit_its_key(authority: Authority) -> None:
    certificate, key = authority.client()
    egress = HttpsEgress()
    egress.check_certificate(certificate + key)
    with pytest.raises(InvalidInput, match=r"certificaat\.onbruikbaar"):
        egress.check_certificate(certificate + authority.client()[1])


def test_a_secret_is_stored_encrypted_and_told_nobody(bench: Bench) -> None:
    """Under the key of the signing secrets; in no row, event, evidence or printed value in clear."""
    lessor = bench.lessor()
    oauth2 = ClientCredentials(token_url=TOKEN_URL, client_id="lease-deal", client_secret=SECRET)
    set_toegang(bench.broker, OPERATOR, lessor.id, Toegang(oauth2=oauth2))
    row = bench.kredietverstrekker(lessor)
    record = row.access_record()
    assert record is not None
    assert SECRET.encode() in bench.broker.vault.open_secret(record, secret_key_of(lessor.id))
    bench.sent(bench.vendor(), lessor)
    (message,) = bench.egress.sent_to(lessor.endpoint)
    assert message.access == Access(token=TokenRequest(TOKEN_URL, "lease-deal", SECRET))
    assert SECRET not in "".join(snapshot(bench)) + repr(message) + repr(message.access)
    assert bench.told(lessor.id, "kredietverstrekker.toegang")[0].gegevens == {"soorten": ("oauth2",)}


def test_what_is_set_replaces_all_before(bench: Bench) -> None:
    """So that no secret ever goes to an address that somebody set later."""
    lessor = bench.lessor()
    set_toegang(bench.broker, OPERATOR, lessor.id, Toegang(header=VasteHeader(naam="x-sleutel", waarde=SECRET)))
    set_toegang(bench.broker, OPERATOR, lessor.id, Toegang())
    assert bench.kredietverstrekker(lessor).access_record() is None
    bench.sent(bench.vendor(), lessor)
    assert bench.egress.sent_to(lessor.endpoint)[0].access is None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"header": {"naam": "Host", "waarde": "x"}}, "header.bezet"),
        ({"header": {"naam": "webhook-signature", "waarde": "x"}}, "header.bezet"),
        ({"header": {"naam": "x:y", "waarde": "x"}}, "tekst.tekens"),
        ({"header": {"naam": "x", "waarde": "een\r\nandere: kop"}}, "tekst.tekens"),
        (
            {
                "header": {"naam": "Authorization", "waarde": "x"},
                "oauth2": {"token_url": TOKEN_URL, "client_id": "a", "client_secret": "b"},
            },
            "header.bezet",
        ),
        ({"mtls": {"certificaat": "geen", "sleutel": "geen"}}, "tekst.tekens"),
    ],
)
def test_what_would_break_a_message_is_refused(body: Body, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse(Toegang, raw(body))
    assert code in {fault.code for fault in refused.value.faults}


def test_a_token_url_is_checked_as_an_endpoint(bench: Bench) -> None:
    inward = ClientCredentials(token_url="http://127.0.0.1/token", client_id="a", client_secret="b")
    with pytest.raises(InvalidInput):
        set_toegang(bench.broker, OPERATOR, bench.lessor().id, Toegang(oauth2=inward))


def test_a_certificate_is_one_text_with_its_key(authority: Authority) -> None:
    certificate, key = authority.client()
    assert ClientCertificaat(certificaat=certificate, sleutel=key).pem() == certificate + key
