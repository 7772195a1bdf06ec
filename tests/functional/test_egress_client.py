"""Design 6.2 and 9: what goes out, over real TLS to a server on loopback."""

import socket
import ssl
import threading
from pathlib import Path

import pytest

from chalicelib.adapters.egress.client import HttpsEgress, verified_context
from chalicelib.adapters.egress.naming import system_resolver
from chalicelib.usecases.ports.egress import Outcome, Outgoing
from tests.functional.egress_line import HOST, KV, PUBLIC, Connections, OpenLine, opener
from tests.functional.loopback import PATIENCE, Authority, http_answer, say

OTHER_PUBLIC = "2a00:1450:400e:80c::200e"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


@pytest.fixture
def open_line(authority: Authority, request: pytest.FixtureRequest) -> OpenLine:
    return opener(authority, request.addfinalizer)


def test_sni_and_host_carry_the_name(open_line: OpenLine) -> None:
    line = open_line()
    assert line.send(b'{"type":"test"}') == Outcome(200, "", b"{}")
    [(head, body)] = line.kv.requests
    start, *headers = head.split("\r\n")
    assert start == "POST /haak?bron=1 HTTP/1.1"
    assert {f"Host: {HOST}", "webhook-id: vst-1", "Connection: close"} <= set(headers)
    assert body == b'{"type":"test"}'
    assert line.kv.names == [HOST]
    assert line.connections.addresses == [(PUBLIC, 443)]


def test_a_large_message_arrives_byte_for_byte(open_line: OpenLine) -> None:
    line = open_line()
    body = bytes(range(256)) * 4096
    assert line.send(body).received
    assert line.kv.requests[0][1] == body


def test_a_certificate_for_another_name_is_refused(open_line: OpenLine) -> None:
    line = open_line(host="ander.example.com")
    assert line.send() == Outcome(None, "tls")
    assert line.kv.requests == []


def test_a_certificate_of_another_authority_is_refused(open_line: OpenLine, tmp_path: Path) -> None:
    line = open_line()
    stranger = Authority(tmp_path)
    egress = HttpsEgress(
        resolver=lambda _host: [PUBLIC], connect=line.connections, make_context=stranger.trusting, seconds=PATIENCE
    )
    assert egress.send_all([Outgoing(KV, (), b"{}")]) == [Outcome(None, "tls")]
    assert line.kv.requests == []


def test_the_default_context_verifies_chain_and_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`ssl.create_default_context` would write the session keys where SSLKEYLOGFILE says."""
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "sleutels"))
    context = verified_context()
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2
    assert context.keylog_filename is None


def test_the_default_resolver_gives_plain_addresses() -> None:
    assert set(system_resolver("localhost")) <= {"127.0.0.1", "::1"}


def test_the_default_context_trusts_no_stranger(open_line: OpenLine) -> None:
    line = open_line()
    egress = HttpsEgress(resolver=lambda _host: [PUBLIC], connect=line.connections, seconds=PATIENCE)
    assert egress.send_all([Outgoing(KV, (), b"{}")]) == [Outcome(None, "tls")]


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
@pytest.mark.parametrize("place", ["http://169.254.169.254/", "https://kv.example.com/elders", "//127.0.0.1/"])
def test_a_redirect_is_a_failure_nobody_follows(open_line: OpenLine, status: int, place: str) -> None:
    line = open_line(say(http_answer(status, b"", location=place)))
    outcome = line.send()
    assert (outcome, outcome.received) == (Outcome(status, "redirect"), False)
    assert len(line.connections.addresses) == 1


@pytest.mark.parametrize("status", [200, 202, 400, 410, 429, 500, 503])
def test_a_status_is_passed_on_with_its_body(open_line: OpenLine, status: int) -> None:
    line = open_line(say(http_answer(status, b'{"antwoord":"x"}')))
    assert line.send() == Outcome(status, "", b'{"antwoord":"x"}')


def test_twenty_messages_are_under_way_at_once(open_line: OpenLine) -> None:
    """No answer comes before all twenty have arrived, so sending in turn would fail."""
    together = threading.Barrier(20, timeout=PATIENCE)

    def answer(sock: socket.socket, _stop: threading.Event) -> None:
        together.wait()
        sock.sendall(http_answer(200))

    line = open_line(answer)
    outcomes = line.egress.send_all([Outgoing(KV, (), b"{}")] * 20)
    assert outcomes == [Outcome(200)] * 20


def test_each_message_gets_its_own_outcome(open_line: OpenLine, authority: Authority) -> None:
    line = open_line()
    made: list[ssl.SSLContext] = []

    def make_context() -> ssl.SSLContext:
        made.append(authority.trusting())
        return made[-1]

    def resolver(host: str) -> list[str]:
        if host == "weg.example.com":
            raise socket.gaierror
        if host == "kapot.example.com":
            return ["8.8.8.8"]
        return ["127.0.0.1"] if host == "binnen.example.com" else [PUBLIC]

    def connect(address: str, port: int, seconds: float) -> socket.socket:
        if address == "8.8.8.8":
            raise RuntimeError
        return line.connections(address, port, seconds)

    egress = HttpsEgress(resolver=resolver, connect=connect, make_context=make_context, seconds=PATIENCE)
    names = ["weg", "kv", "binnen", "kapot", "kv"]
    outcomes = egress.send_all([Outgoing(f"https://{name}.example.com/", (), b"{}") for name in names])
    assert [outcome.reason for outcome in outcomes] == ["naam", "", "adres", "fout", ""]
    assert len(made) == 1
    assert egress.send_all([]) == []


def test_proxies_in_the_environment_mean_nothing(open_line: OpenLine, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://10.0.0.1:3128")
    line = open_line()
    assert line.send().received
    assert line.connections.addresses == [(PUBLIC, 443)]


def test_a_rebinding_name_reaches_only_the_checked_address(open_line: OpenLine) -> None:
    """One look-up a send: the second answer is checked by the second send, and refused."""
    line = open_line()
    answers = iter([[PUBLIC], ["127.0.0.1"], ["169.254.169.254"]])
    egress = HttpsEgress(
        resolver=lambda _host: next(answers), connect=line.connections, make_context=line.egress._make_context
    )
    message = [Outgoing(KV, (), b"{}")]
    assert [egress.send_all(message)[0].reason for _ in range(3)] == ["", "adres", "adres"]
    assert line.connections.addresses == [(PUBLIC, 443)]


def test_the_next_address_is_tried_when_one_refuses(open_line: OpenLine) -> None:
    line = open_line()
    line.connections.refused = (OTHER_PUBLIC,)
    egress = HttpsEgress(
        resolver=lambda _host: [OTHER_PUBLIC, PUBLIC],
        connect=line.connections,
        make_context=line.egress._make_context,
    )
    assert egress.send_all([Outgoing(KV, (), b"{}")])[0].received
    assert line.connections.addresses == [(OTHER_PUBLIC, 443), (PUBLIC, 443)]


def test_no_more_than_three_addresses_are_tried() -> None:
    addresses = ["8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1"]
    connections = Connections(refused=tuple(addresses))
    egress = HttpsEgress(resolver=lambda _host: addresses, connect=connections)
    assert egress.send_all([Outgoing(KV, (), b"{}")]) == [Outcome(None, "verbinding")]
    assert [address for address, _ in connections.addresses] == addresses[:3]
