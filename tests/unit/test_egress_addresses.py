"""Design 9: no address of a special purpose is ever called, whatever it is called by."""

import socket
from collections.abc import Iterator
from ipaddress import ip_address, ip_network

import pytest

from chalicelib.adapters.egress.addresses import IANA_IPV4, IANA_IPV6, embedded_ipv4, forbidden
from chalicelib.adapters.egress.client import HttpsEgress
from chalicelib.adapters.egress.endpoint import Endpoint, parse_endpoint
from chalicelib.errors import InvalidInput
from chalicelib.usecases.ports.egress import Outcome, Outgoing
from tests.unit.egress_corpus import PUBLIC, RESOLVED, SPELLINGS, STRINGS, edges, special, spelled

KV = "https://kv.example.com/haak"
HOST_CODES = {"endpoint.host", "endpoint.formaat"}  # digits outside ASCII are refused with the string they stand in


class NoConnections:
    """The place where sockets come from, with a counter instead of sockets."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self, address: str, port: int, seconds: float) -> socket.socket:
        self.made += 1
        raise ConnectionRefusedError


def _refusal(endpoint: str, addresses: list[str]) -> tuple[str, Outcome, int]:
    """The code of the check, the outcome of a send, and the connections that both made."""
    connections = NoConnections()
    egress = HttpsEgress(resolver=lambda _host: addresses, connect=connections)
    with pytest.raises(InvalidInput) as refused:
        egress.check(endpoint)
    [outcome] = egress.send_all([Outgoing(endpoint, (), b"{}")])
    return refused.value.faults[0].code, outcome, connections.made


@pytest.mark.parametrize("block", [block for block, _ in (*IANA_IPV4, *IANA_IPV6)])
def test_each_special_block_is_refused_entirely(block: str) -> None:
    assert all(forbidden(address) for address in edges(block))


def test_both_registries_are_complete_and_named() -> None:
    """26 IPv4 and 25 IPv6 blocks stand in the registries of 2025-10-09."""
    assert (len(dict(IANA_IPV4)), len(dict(IANA_IPV6))) == (26, 25)
    # How Python writes an IPv4 address within IPv6 differs by version; a block with host bits set is refused by all.
    assert all(name and ip_network(block) for block, name in (*IANA_IPV4, *IANA_IPV6))


@pytest.mark.parametrize(
    "address", ["224.0.0.1", "239.255.255.255", "ff02::1", "ff0e::1", "fec0::1", "4000::1", "1::1"]
)
def test_multicast_and_unassigned_space_are_refused(address: str) -> None:
    assert forbidden(address)


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
     "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.0.3.0",
     "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", PUBLIC,
     "2001:200::1", "2001:db7:ffff::1", "2001:db9::1", "2003::1", "2600:1f18::1", "2a00:1450:400e:80c::200e"],
)  # fmt: skip
def test_public_addresses_beside_blocks_are_allowed(address: str) -> None:
    assert forbidden(address) is None


@pytest.mark.parametrize(
    "form",
    ["::ffff:{}", "::{}", "::ffff:0:{}", "64:ff9b::{}", "64:ff9b:1::{}", "2a00:1450:400e::5efe:{}",
     "2a00:1450:400e::200:5efe:{}"],
)  # fmt: skip
def test_an_embedded_inner_address_is_found(form: str) -> None:
    carrier = ip_address(form.format("169.254.169.254"))
    assert carrier.version == 6
    assert "169.254.169.254" in map(str, embedded_ipv4(carrier))
    assert forbidden(str(carrier))


def test_tunnels_give_up_what_they_carry() -> None:
    """6to4 (RFC 3056), Teredo with server and client (RFC 4380), NAT64 under a /48 (RFC 6052)."""
    for carrier, carried in {
        "2002:a9fe:a9fe::1": {"169.254.169.254"},
        "2001:0:7f00:1::5601:5601": {"127.0.0.1", "169.254.169.254"},
        "64:ff9b:1:a9fe:a9:fe00::1": {"0.0.0.1", "169.254.169.254"},
    }.items():
        address = ip_address(carrier)
        assert address.version == 6
        assert set(map(str, embedded_ipv4(address))) == carried


def test_isatap_of_a_public_address_is_allowed() -> None:
    assert forbidden(f"2a00:1450:400e::5efe:{PUBLIC}") is None


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_spelling_of_an_address_passes(spelling: str) -> None:
    for endpoint in spelled()[spelling]:
        code, outcome, connections = _refusal(endpoint, [PUBLIC])
        assert (code in HOST_CODES, outcome, connections) == (True, Outcome(None, "adres"), 0), endpoint


@pytest.mark.parametrize("kind", STRINGS)
def test_no_odd_string_passes_the_grammar(kind: str) -> None:
    expected, endpoints = STRINGS[kind]
    for endpoint in endpoints:
        assert _refusal(endpoint, [PUBLIC]) == (expected, Outcome(None, "adres"), 0), endpoint


@pytest.mark.parametrize("kind", [*RESOLVED, *special()])
def test_no_name_with_a_forbidden_address_passes(kind: str) -> None:
    for addresses in {**RESOLVED, **special()}[kind]:
        assert _refusal(KV, addresses) == ("endpoint.adres", Outcome(None, "adres"), 0), addresses


def test_the_corpus_is_wide_enough_to_matter() -> None:
    def entries() -> Iterator[tuple[str, object]]:
        yield from ((kind, endpoint) for kind, found in spelled().items() for endpoint in found)
        yield from ((kind, endpoint) for kind, (_, found) in STRINGS.items() for endpoint in found)
        yield from ((kind, tuple(addresses)) for kind, found in RESOLVED.items() for addresses in found)

    found = set(entries())
    assert len(found) >= 250
    assert len({kind for kind, _ in found}) >= 16


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        (KV, Endpoint("kv.example.com", "/haak")),
        ("https://kv.example.com", Endpoint("kv.example.com", "/")),
        ("https://kv.example.com:443/a/b?c=%20d", Endpoint("kv.example.com", "/a/b?c=%20d")),
        ("https://example.nl?x=1", Endpoint("example.nl", "/?x=1")),
        ("https://xn--krdiet-bva.example.com/", Endpoint("xn--krdiet-bva.example.com", "/")),
        ("https://1.2.3.4.example.com/@x:1", Endpoint("1.2.3.4.example.com", "/@x:1")),
        ("https://kv.xn--vermgensberatung-pwb/", Endpoint("kv.xn--vermgensberatung-pwb", "/")),
    ],
)
def test_an_ordinary_endpoint_is_read_literally(endpoint: str, expected: Endpoint) -> None:
    assert parse_endpoint(endpoint) == expected


def test_a_refusal_never_repeats_the_string() -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_endpoint("https://user:geheim@kv.example.com/")
    assert "geheim" not in str(refused.value)


def test_no_endpoint_is_trusted_in_production() -> None:
    egress = HttpsEgress()
    assert not any(map(egress.trusted, [KV, "http://127.0.0.1:8080/", "https://127.0.0.1/"]))


def test_a_name_without_addresses_may_be_registered() -> None:
    """Activation needs an answer from it, and every send checks again."""

    def unknown(_host: str) -> list[str]:
        raise socket.gaierror

    HttpsEgress(resolver=unknown).check(KV)
