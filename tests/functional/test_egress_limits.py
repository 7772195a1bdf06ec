"""Design 9: no answer takes more time or memory than was agreed, however it is sent."""

import socket
import threading
import time
from contextlib import closing, suppress

import pytest

from chalicelib.adapters.egress.client import HttpsEgress
from chalicelib.usecases.ports.egress import Outcome, Outgoing
from tests.functional.egress_line import HOST, KV, PUBLIC, Connections, OpenLine, opener
from tests.functional.loopback import PATIENCE, SIP, SIPS, Answer, Authority, drip, http_answer, say, silence

LIMIT = 64 * 1024
QUICK = 0.4  # seconds that a whole send may take where a test lets it run out


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


@pytest.fixture
def open_line(authority: Authority, request: pytest.FixtureRequest) -> OpenLine:
    return opener(authority, request.addfinalizer)


@pytest.mark.parametrize(
    "answer",
    [
        drip(b""),
        drip(b"HTTP/1.1 200 Voorbeeld\r\n"),
        drip(b"HTTP/1.1 200 Voorbeeld\r\ncontent-length: 60000\r\n\r\n"),
        drip(b"HTTP/1.1 200 Voorbeeld\r\ntransfer-encoding: chunked\r\n\r\nffff\r\n"),
        drip(b"HTTP/1.1 200 Voorbeeld\r\n\r\n"),
        silence,
    ],
    ids=["nothing", "head", "body", "chunk", "endless", "silent"],
)
def test_a_slow_answer_is_cut_at_the_deadline(open_line: OpenLine, answer: Answer) -> None:
    line = open_line(answer, seconds=QUICK)
    before = time.monotonic()
    assert line.send() == Outcome(None, "timeout")
    assert time.monotonic() - before < PATIENCE / 2


def test_a_silent_handshake_is_cut_at_the_deadline(authority: Authority) -> None:
    """Whatever time-out the connection came with, the handshake gets what is left of the deadline."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        egress = HttpsEgress(
            resolver=lambda _host: [PUBLIC],
            connect=lambda _address, _port, _seconds: socket.create_connection(deaf.getsockname(), timeout=PATIENCE),
            make_context=authority.trusting,
            seconds=QUICK,
        )
        before = time.monotonic()
        assert egress.send_all([Outgoing(KV, (), b"{}")]) == [Outcome(None, "timeout")]
        assert time.monotonic() - before < PATIENCE / 2


def test_a_slow_reader_is_cut_at_the_deadline(authority: Authority) -> None:
    """A body larger than every buffer on the way, to a server that takes it in sips."""
    done = threading.Event()

    def sip(listener: socket.socket) -> None:
        plain, _ = listener.accept()
        secured = authority.server(HOST)
        with closing(plain), suppress(OSError), secured.wrap_socket(plain, server_side=True) as sock:
            for _ in SIPS:
                done.wait(SIP)
                sock.recv(4096)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=sip, args=(listener,))
        thread.start()
        egress = HttpsEgress(
            resolver=lambda _host: [PUBLIC],
            connect=Connections(listener.getsockname()[1]),
            make_context=authority.trusting,
            seconds=2 * QUICK,
        )
        before = time.monotonic()
        assert egress.send_all([Outgoing(KV, (), bytes(32 * 1024 * 1024))]) == [Outcome(None, "timeout")]
        assert time.monotonic() - before < PATIENCE / 2
        done.set()
        thread.join(PATIENCE)


def test_a_hanging_look_up_is_cut_at_the_deadline() -> None:
    release = threading.Event()
    connections = Connections()
    egress = HttpsEgress(
        resolver=lambda _host: [PUBLIC] if release.wait(PATIENCE) else [], connect=connections, seconds=QUICK
    )
    assert egress.send_all([Outgoing(KV, (), b"{}")]) == [Outcome(None, "timeout")]
    egress.check(KV)
    release.set()
    assert connections.addresses == []


def test_64_kib_of_answer_is_the_limit(open_line: OpenLine) -> None:
    line = open_line(say(http_answer(200, b"x" * LIMIT)))
    assert line.send() == Outcome(200, "", b"x" * LIMIT)


@pytest.mark.parametrize(
    "raw",
    [
        http_answer(200, b"x" * (LIMIT + 1)),
        b"HTTP/1.1 200 Voorbeeld\r\n\r\n" + b"x" * (4 * LIMIT),
        b"HTTP/1.1 200 Voorbeeld\r\ntransfer-encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * LIMIT,
    ],
    ids=["length", "endless", "small chunks"],
)
def test_a_larger_answer_keeps_only_its_status(open_line: OpenLine, raw: bytes) -> None:
    assert open_line(say(raw)).send() == Outcome(200, "te-groot")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 3 * LIMIT, "te-groot"),
        (b"HTTP/1.1 200 Voorbeeld\r\n" + b"x: y\r\n" * LIMIT, "protocol"),
        (b"HTTP/1.1 200 Voorbeeld\r\nx: " + b"y" * 4 * LIMIT, "protocol"),
        (b"SSH-2.0-voorbeeld\r\n", "protocol"),
        (b"HTTP/1.1 abc\r\n\r\n", "protocol"),
        (b"HTTP/1.1 200 Voorbeeld\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", "protocol"),
        (b"HTTP/1.1 200 Voorbeeld\r\ntransfer-encoding: chunked\r\n\r\n-5\r\nxxxxx", "protocol"),
        (b"", "verbinding"),
    ],
    ids=["continue", "many headers", "long header", "no http", "no status", "bad chunk", "negative chunk", "hung up"],
)
def test_a_malformed_answer_is_only_a_reason(open_line: OpenLine, raw: bytes, reason: str) -> None:
    assert open_line(say(raw)).send() == Outcome(None, reason)
