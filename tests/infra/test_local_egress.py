"""Stage local: sandboxes on 127.0.0.1, in exactly one spelling, beside the rules of production."""

import socket

import pytest

from chalicelib.adapters.egress.client import HttpsEgress
from chalicelib.errors import InvalidInput
from chalicelib.usecases.ports.egress import Outcome, Outgoing
from infra.local.egress import LocalEgress, sandbox
from tests.functional.loopback import PATIENCE, Kredietverstrekker, drip, http_answer, say


def _nowhere(_address: str, _port: int, _seconds: float) -> socket.socket:
    raise AssertionError


def _egress(seconds: float = PATIENCE) -> LocalEgress:
    outward = HttpsEgress(resolver=lambda _host: ["127.0.0.1"], connect=_nowhere)
    return LocalEgress(outward, seconds=seconds)


def test_a_sandbox_receives_by_plain_http() -> None:
    with Kredietverstrekker() as kv:
        endpoint = f"http://127.0.0.1:{kv.port}/sandbox/a"
        egress = _egress()
        egress.check(endpoint)
        assert egress.trusted(endpoint)
        assert egress.send_all([Outgoing(endpoint, (("webhook-id", "vst-1"),), b"{}")]) == [Outcome(200, "", b"{}")]
    [(head, body)] = kv.requests
    assert head.startswith("POST /sandbox/a HTTP/1.1\r\n")
    assert f"Host: 127.0.0.1:{kv.port}" in head
    assert body == b"{}"


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://localhost:8080/", "http://127.0.0.1/", "http://127.0.0.1:80/", "http://127.0.0.1:1023/",
        "http://127.0.0.1:65536/", "http://127.0.0.1:08080/", "http://127.0.0.2:8080/", "http://127.1:8080/",
        "http://[::1]:8080/", "https://127.0.0.1:8080/", "http://127.0.0.1:8080@kv.example.com/",
        "http://user@127.0.0.1:8080/", "http://127.0.0.1.example.com:8080/", "http://127.0.0.1:8080/#x",
        "http://127.0.0.1:8080/\r\nx: y", "HTTP://127.0.0.1:8080/", "http://127.0.0.1:8080\n", "http://10.0.0.1:8080/",
    ],
)  # fmt: skip
def test_any_other_spelling_falls_to_production(endpoint: str) -> None:
    egress = _egress()
    assert sandbox(endpoint) is None
    assert not egress.trusted(endpoint)
    with pytest.raises(InvalidInput):
        egress.check(endpoint)
    assert egress.send_all([Outgoing(endpoint, (), b"{}")]) == [Outcome(None, "adres")]


def test_a_public_name_keeps_the_rules_of_production() -> None:
    egress = _egress()
    assert not egress.trusted("https://kv.example.com/")
    with pytest.raises(InvalidInput):
        egress.check("https://kv.example.com/")


def test_a_sandbox_redirect_is_not_followed() -> None:
    with Kredietverstrekker(say(http_answer(307, b"", location="http://127.0.0.1:1024/"))) as kv:
        outcomes = _egress().send_all([Outgoing(f"http://127.0.0.1:{kv.port}", (), b"{}")])
    assert outcomes == [Outcome(307, "redirect")]


def test_a_slow_sandbox_is_cut_as_well() -> None:
    with Kredietverstrekker(drip(b"HTTP/1.1 200 Voorbeeld\r\n")) as kv:
        outcomes = _egress(seconds=0.4).send_all([Outgoing(f"http://127.0.0.1:{kv.port}/", (), b"{}")])
    assert outcomes == [Outcome(None, "timeout")]
