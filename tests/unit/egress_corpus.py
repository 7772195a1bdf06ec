"""Addresses that must never be called, by class: what people write to get a server to call inwards."""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from chalicelib.adapters.egress.addresses import IANA_IPV4, IANA_IPV6, MULTICAST_IPV4, MULTICAST_IPV6

TARGETS = (
    "127.0.0.1", "10.0.0.1", "100.64.0.1", "169.254.169.254", "169.254.170.2",
    "172.16.0.1", "192.168.1.1", "0.0.0.1", "203.0.113.9", "93.184.215.14",
)  # fmt: skip


def _octets(dotted: str) -> list[int]:
    return list(IPv4Address(dotted).packed)


def _halves(dotted: str) -> str:
    return IPv4Address(dotted).packed.hex(":", 2)


def _short(dotted: str) -> str:
    first, *rest = _octets(dotted)
    return f"{first}.{int.from_bytes(bytes(rest), 'big')}"


def _shorter_by_one(dotted: str) -> str:
    first, second, *rest = _octets(dotted)
    return f"{first}.{second}.{int.from_bytes(bytes(rest), 'big')}"


def _full_width(dotted: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign.isdigit() else sign for sign in dotted)


def _circled(dotted: str) -> str:
    return "".join(chr(0x245F + int(sign)) if sign in "123456789" else sign for sign in dotted)


# Every way to write an address as the host of a URL.
SPELLINGS: dict[str, Callable[[str], str]] = {
    "ipv4 dotted": str,
    "ipv4 decimal": lambda dotted: str(int(IPv4Address(dotted))),
    "ipv4 octal": lambda dotted: ".".join(f"0{octet:o}" for octet in _octets(dotted)),
    "ipv4 padded octal": lambda dotted: ".".join(f"{octet:06o}" for octet in _octets(dotted)),
    "ipv4 octal whole": lambda dotted: f"0{int(IPv4Address(dotted)):o}",
    "ipv4 hex dotted": lambda dotted: ".".join(f"0x{octet:02x}" for octet in _octets(dotted)),
    "ipv4 hex whole": lambda dotted: f"0x{int(IPv4Address(dotted)):08x}",
    "ipv4 hex last": lambda dotted: f"{dotted.rpartition('.')[0]}.0x{_octets(dotted)[-1]:x}",
    "ipv4 short": _short,
    "ipv4 three parts": _shorter_by_one,
    "ipv4 trailing dot": lambda dotted: dotted + ".",
    "ipv4 full-width digits": _full_width,
    "ipv4 circled digits": _circled,
    "ipv4 ideographic dots": lambda dotted: dotted.replace(".", "\u3002"),
    "ipv6 mapped": lambda dotted: f"[::ffff:{dotted}]",
    "ipv6 mapped in hex": lambda dotted: f"[::ffff:{_halves(dotted)}]",
    "ipv6 compatible": lambda dotted: f"[::{dotted}]",
    "ipv6 nat64": lambda dotted: f"[64:ff9b::{_halves(dotted)}]",
    "ipv6 6to4": lambda dotted: f"[2002:{_halves(dotted)}::1]",
}

# Other strings, each class with the code of its refusal.
STRINGS: dict[str, tuple[str, list[str]]] = {
    "scheme": (
        "endpoint.schema",
        [
            "http://kv.example.com/", "HTTPS://kv.example.com/", "ftp://kv.example.com/", "file:///etc/passwd",
            "gopher://kv.example.com/", "ws://kv.example.com/", "wss://kv.example.com/", "data:text/plain,x",
            "javascript:void(0)", "//kv.example.com/", "kv.example.com", "https:kv.example.com",
            "https:/kv.example.com", "dict://kv.example.com/", "ldap://kv.example.com/", "jar:https://kv.example.com!/x",
        ],
    ),
    "port": (
        "endpoint.poort",
        [
            "https://kv.example.com:80/", "https://kv.example.com:22/", "https://kv.example.com:8443/",
            "https://kv.example.com:0/", "https://kv.example.com:0443/", "https://kv.example.com:+443/",
            "https://kv.example.com:65979/", "https://kv.example.com:/", "https://kv.example.com:443:443/",
            "https://kv.example.com:443.0/", "https://kv.example.com:-1/", "https://kv.example.com:0x1bb/",
        ],
    ),
    "user": (
        "endpoint.gebruiker",
        [
            "https://user@kv.example.com/", "https://user:geheim@kv.example.com/", "https://@kv.example.com/",
            "https://kv.example.com@127.0.0.1/", "https://kv.example.com:443@169.254.169.254/",
            "https://kv.example.com%40@10.0.0.1/", "https://a@b@kv.example.com/",
        ],
    ),
    "fragment": (
        "endpoint.fragment",
        ["https://kv.example.com/#x", "https://kv.example.com#", "https://kv.example.com#@127.0.0.1/"],
    ),
    "ipv6": (
        "endpoint.host",
        [
            "https://[::1]/", "https://[::]/", "https://[0:0:0:0:0:0:0:1]/", "https://[fe80::1]/", "https://[::1/",
            "https://[fe80::1%25eth0]/", "https://[fd00:ec2::254]/", "https://[ff02::1]/", "https://[::1]:443/",
            "https://[2a00:1450:400e:80c::200e]/", "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
            "https://[v1.fe80]/", "https://[]/", "https://[kv.example.com]/", "https://[::1]./",
        ],
    ),
    "inward name": (
        "endpoint.host",
        [
            "https://localhost/", "https://kv.localhost/", "https://localhost.localdomain/", "https://printer.local/",
            "https://metadata.google.internal/", "https://ip-10-0-0-1.ec2.internal/", "https://router.lan/",
            "https://nas.home/", "https://kv.home.arpa/", "https://1.0.0.127.in-addr.arpa/", "https://kv.corp/",
            "https://kv.intranet/", "https://kv.private/", "https://kvkvkvkvkvkvkvkv.onion/", "https://kv.alt/",
        ],
    ),
    "no dot": ("endpoint.host", ["https://kv/", "https://intranet/", "https://metadata/", "https:///", "https://./"]),
    "label": (
        "endpoint.host",
        [
            "https://.example.com/", "https://kv..example.com/", "https://kv.example.com./", "https://kv.example.com../",
            "https://-kv.example.com/", "https://kv-.example.com/", "https://kv_1.example.com/", "https://kv.1/",
            "https://kv.1com/", "https://*.example.com/", "https://kv.example.c/", "https://kv.xn--/",
            f"https://{'k' * 64}.example.com/", f"https://{'kv.' * 90}example.com/", "https://kv!.example.com/",
        ],
    ),
    "capital": ("endpoint.host", ["https://KV.example.com/", "https://kv.example.COM/", "https://Localhost/"]),
    "escaped host": (
        "endpoint.host",
        [
            "https://%6bv.example.com/", "https://127%2e0%2e0%2e1/", "https://kv.example.com%2f/",
            "https://kv.example.com%00.example.com/", "https://kv%.example.com/", "https://%31%32%37.0.0.1/",
        ],
    ),
    "unicode name": (
        "endpoint.formaat",
        [
            "https://kr\u00e9diet.example.com/", "https://\u043a\u0432.example.com/", "https://kv\uff0eexample.com/",
            "https://\u24c1ocalhost/", "https://kv.example\u3002com/", "https://kv.e\u200bxample.com/",
            "https://kv.example.com\u2044x/", "https://kv.example.com\uff0f@127.0.0.1/", "https://kv.example.com/\u00e9",
        ],
    ),
    "white space": (
        "endpoint.formaat",
        [
            " https://kv.example.com/", "https://kv.example.com/ ", "https://kv.exa\tmple.com/", "ht\ntps://kv.example.com/",
            "https://kv.example.com/\r\nHost: 127.0.0.1", "https://kv.example.com/a b", "https://kv.example.com/\x00",
            "https://kv.example.com/\x7f", "\x1fhttps://kv.example.com/", "https:// kv.example.com/", "",
        ],
    ),
    "path": (
        "endpoint.formaat",
        [
            "https://kv.example.com/%", "https://kv.example.com/%zz", "https://kv.example.com/\\..", "https://kv.example.com/<x>",
            'https://kv.example.com/"', "https://kv.example.com/{x}", "https://kv.example.com/^", "https://kv.example.com/|",
            "https://kv.example.com/`", "https://kv.example.com/[x]", "https://kv.example.com/?x=%a",
            f"https://kv.example.com/{'k' * 2048}",
        ],
    ),
    "backslash": ("endpoint.host", ["https://kv.example.com\\.nl/", "https:///\\kv.example.com/", "https://\\kv.example.com/"]),
}  # fmt: skip

# Ordinary names that answer with a forbidden address, alone or among allowed ones.
PUBLIC = "93.184.215.14"
RESOLVED: dict[str, list[list[str]]] = {
    "private": [[address] for address in TARGETS[:-1]],
    "one among many": [[PUBLIC, "127.0.0.1"], ["10.0.0.1", PUBLIC], [PUBLIC, "2a00:1450:400e:80c::200e", "::1"]],
    "ipv6 carrying": [["::ffff:169.254.169.254"], ["::a9fe:a9fe"], ["64:ff9b::a9fe:a9fe"], ["2002:a9fe:a9fe::"],
                      ["64:ff9b:1:a9fe:a9:fe00::"], ["2a00:1450::5efe:10.0.0.1"], ["2a00:1450::200:5efe:127.0.0.1"]],
    "with a zone": [["fe80::1%eth0"], ["2a00:1450:400e:80c::200e%1"]],
    "no address": [["localhost"], ["127.1"], ["0x7f000001"], ["010.0.0.1"], ["kv.example.com"]],
}  # fmt: skip


def edges(block: str) -> list[str]:
    """First, middle and last address of a block."""
    network = IPv6Network(block) if ":" in block else IPv4Network(block)
    first, last = int(network[0]), int(network[-1])
    kind = IPv6Address if ":" in block else IPv4Address
    return [str(kind(number)) for number in (first, (first + last) // 2, last)]


def spelled() -> dict[str, list[str]]:
    return {name: [f"https://{spell(target)}/" for target in TARGETS] for name, spell in SPELLINGS.items()}


def special() -> dict[str, list[list[str]]]:
    """Names that answer with an address of a block, by block."""
    blocks = (*IANA_IPV4, *IANA_IPV6, MULTICAST_IPV4, MULTICAST_IPV6)
    return {f"{name} {block}": [[address] for address in edges(block)] for block, name in blocks}
