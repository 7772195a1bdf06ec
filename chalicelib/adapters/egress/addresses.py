"""
Which resolved addresses may be called: none that a registry of special purposes names, in any disguise.

`ipaddress.is_global` is no help: it disagrees with the registries on 16 of their 51 blocks and calls
IPv4-carrying forms of 169.254.169.254 global. So the blocks stand here, with the names the registries give them.
A block that is globally reachable but special (an anycast service, AS112) is refused as well: no
Kredietverstrekker lives there.
"""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

# IANA IPv4 Special-Purpose Address Registry (RFC 6890), all 26 blocks.
IANA_IPV4 = (
    ("0.0.0.0/8", "This network"),
    ("0.0.0.0/32", "This host on this network"),
    ("10.0.0.0/8", "Private-Use"),
    ("100.64.0.0/10", "Shared Address Space"),
    ("127.0.0.0/8", "Loopback"),
    ("169.254.0.0/16", "Link Local"),
    ("172.16.0.0/12", "Private-Use"),
    ("192.0.0.0/24", "IETF Protocol Assignments"),
    ("192.0.0.0/29", "IPv4 Service Continuity Prefix"),
    ("192.0.0.8/32", "IPv4 dummy address"),
    ("192.0.0.9/32", "Port Control Protocol Anycast"),
    ("192.0.0.10/32", "Traversal Using Relays around NAT Anycast"),
    ("192.0.0.170/32", "NAT64/DNS64 Discovery"),
    ("192.0.0.171/32", "NAT64/DNS64 Discovery"),
    ("192.0.2.0/24", "Documentation (TEST-NET-1)"),
    ("192.31.196.0/24", "AS112-v4"),
    ("192.52.193.0/24", "AMT"),
    ("192.88.99.0/24", "Deprecated (6to4 Relay Anycast)"),
    ("192.88.99.2/32", "6a44-relay anycast address"),
    ("192.168.0.0/16", "Private-Use"),
    ("192.175.48.0/24", "Direct Delegation AS112 Service"),
    ("198.18.0.0/15", "Benchmarking"),
    ("198.51.100.0/24", "Documentation (TEST-NET-2)"),
    ("203.0.113.0/24", "Documentation (TEST-NET-3)"),
    ("240.0.0.0/4", "Reserved"),
    ("255.255.255.255/32", "Limited Broadcast"),
)

# IANA IPv6 Special-Purpose Address Registry (RFC 6890), all 25 blocks, as updated on 2025-10-09.
IANA_IPV6 = (
    ("::1/128", "Loopback Address"),
    ("::/128", "Unspecified Address"),
    ("::ffff:0:0/96", "IPv4-mapped Address"),
    ("64:ff9b::/96", "IPv4-IPv6 Translat."),
    ("64:ff9b:1::/48", "IPv4-IPv6 Translat."),
    ("100::/64", "Discard-Only Address Block"),
    ("100:0:0:1::/64", "Dummy IPv6 Prefix"),
    ("2001::/23", "IETF Protocol Assignments"),
    ("2001::/32", "TEREDO"),
    ("2001:1::1/128", "Port Control Protocol Anycast"),
    ("2001:1::2/128", "Traversal Using Relays around NAT Anycast"),
    ("2001:1::3/128", "DNS-SD Service Registration Protocol Anycast"),
    ("2001:2::/48", "Benchmarking"),
    ("2001:3::/32", "AMT"),
    ("2001:4:112::/48", "AS112-v6"),
    ("2001:10::/28", "Deprecated (previously ORCHID)"),
    ("2001:20::/28", "ORCHIDv2"),
    ("2001:30::/28", "Drone Remote ID Protocol Entity Tags (DETs) Prefix"),
    ("2001:db8::/32", "Documentation"),
    ("2002::/16", "6to4"),
    ("2620:4f:8000::/48", "Direct Delegation AS112 Service"),
    ("3fff::/20", "Documentation"),
    ("5f00::/16", "Segment Routing (SRv6) SIDs"),
    ("fc00::/7", "Unique-Local"),
    ("fe80::/10", "Link-Local Unicast"),
)

MULTICAST_IPV4 = ("224.0.0.0/4", "Multicast")
MULTICAST_IPV6 = ("ff00::/8", "Multicast")
GLOBAL_UNICAST = IPv6Network("2000::/3")  # all that IANA hands out; what lies outside is reserved, or named above

_BLOCKS_IPV4 = tuple((IPv4Network(block), name) for block, name in (*IANA_IPV4, MULTICAST_IPV4))
_BLOCKS_IPV6 = tuple((IPv6Network(block), name) for block, name in (*IANA_IPV6, MULTICAST_IPV6))


def _low(bits: int) -> int:
    return bits & 0xFFFFFFFF


def _around_u_octet(bits: int) -> int:
    """RFC 6052 section 2.2: under a /48 prefix, 16 bits of the address, the u octet, the other 16."""
    return (bits >> 64 & 0xFFFF) << 16 | bits >> 40 & 0xFFFF


# Where each form keeps the IPv4 address that it carries.
_CARRIERS: tuple[tuple[IPv6Network, Callable[[int], int]], ...] = (
    (IPv6Network("::/96"), _low),  # IPv4-compatible, RFC 4291 section 2.5.5.1
    (IPv6Network("::ffff:0:0/96"), _low),  # IPv4-mapped, RFC 4291 section 2.5.5.2
    (IPv6Network("::ffff:0:0:0/96"), _low),  # IPv4-translated, RFC 2765
    (IPv6Network("64:ff9b::/96"), _low),  # NAT64, RFC 6052
    (IPv6Network("64:ff9b:1::/48"), _low),  # local NAT64 with a /96 inside, RFC 8215
    (IPv6Network("64:ff9b:1::/48"), _around_u_octet),
    (IPv6Network("2001::/32"), lambda bits: _low(bits >> 64)),  # the Teredo server, RFC 4380
    (IPv6Network("2001::/32"), lambda bits: _low(~bits)),  # the Teredo client, its bits inverted
    (IPv6Network("2002::/16"), lambda bits: _low(bits >> 80)),  # 6to4, RFC 3056
)


def embedded_ipv4(address: IPv6Address) -> tuple[IPv4Address, ...]:
    """Every IPv4 address that this IPv6 address may stand for."""
    bits = int(address)
    carried = [take(bits) for prefix, take in _CARRIERS if address in prefix]
    # ISATAP (RFC 5214) marks the interface identifier under any prefix, with the u bit on or off.
    if bits >> 32 & 0xFDFFFFFF == 0x5EFE:  # noqa: PLR2004 - the RFC's own mark
        carried.append(_low(bits))
    return tuple(IPv4Address(number) for number in carried)


def forbidden(text: str) -> str | None:
    """Why an address may not be called: the name of its block. None for a public unicast address."""
    try:
        address = ip_address(text)
    except ValueError:
        return "not an address"
    if isinstance(address, IPv4Address):
        return _forbidden_ipv4(address)
    return _forbidden_ipv6(address)


def _forbidden_ipv4(address: IPv4Address) -> str | None:
    return next((name for block, name in _BLOCKS_IPV4 if address in block), None)


def _forbidden_ipv6(address: IPv6Address) -> str | None:
    if address.scope_id is not None:
        return "an address with a zone"
    by_block = next((name for block, name in _BLOCKS_IPV6 if address in block), None)
    by_carried = next(filter(None, map(_forbidden_ipv4, embedded_ipv4(address))), None)
    outside = None if address in GLOBAL_UNICAST else "outside Global Unicast"
    return by_block or by_carried or outside
