"""
The address of a Kredietverstrekker as a string: one narrow grammar, read by us and by nothing else.

General URL parsers repair what they read (they drop tabs, accept `0x7f.1`, fold full-width digits), so each of
them sees another host in the same string. Here a string fits the grammar or it is refused.
"""

import re
from dataclasses import dataclass

from chalicelib.errors import InvalidInput

HTTPS_PORT = 443
MAX_URL = 2048  # characters; longer ones do not pass common proxies
MAX_HOST = 253  # characters, RFC 1035 section 2.3.4 without the root dot

_PRINTABLE = re.compile(r"[!-~]+")
_PARTS = re.compile(
    r"(?P<scheme>[^:/?#]*)://(?P<authority>[^/?#]*)(?P<target>(?:/[^?#]*)?(?:\?[^#]*)?)(?P<fragment>#.*)?"
)
_TARGET = re.compile(r"(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)?"
                     r"(?:\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?")  # fmt: skip
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# The last label starts with a letter. No spelling of an IPv4 address ends that way: not 127.1, not 0x7f.0x1.
_HOST = re.compile(rf"(?:{_LABEL}\.)+(?:[a-z]{{2,63}}|xn--[a-z0-9-]{{0,58}}[a-z0-9])")

# Last labels that mean this machine, this network or no network at all: RFC 6761, 6762, 7686, 8375 and 9476,
# .internal by ICANN, and the habits of private networks.
INWARD_NAMES = frozenset(
    {
        *("alt", "arpa", "corp", "home", "internal", "intranet", "lan", "local", "localdomain"),
        *("localhost", "localnet", "onion", "private"),
    }
)


@dataclass(frozen=True)
class Endpoint:
    """Where to send: a DNS name in ASCII, and what follows it on the request line."""

    host: str
    target: str


def parse_endpoint(url: str) -> Endpoint:
    """
    The endpoint that `url` names: https, port 443, a public DNS name.

    Raises InvalidInput `endpoint.formaat`, `.schema`, `.gebruiker`, `.poort`, `.fragment` or `.host`.
    """
    parts = _split(url)
    if parts["scheme"] != "https":
        raise _fault("endpoint.schema")
    if parts["fragment"] is not None:
        raise _fault("endpoint.fragment")
    host = _host(parts["authority"])
    if not _TARGET.fullmatch(parts["target"]):
        raise _fault("endpoint.formaat")
    target: str = parts["target"]
    return Endpoint(host, target if target.startswith("/") else "/" + target)


def _split(url: str) -> re.Match[str]:
    if len(url) > MAX_URL or not _PRINTABLE.fullmatch(url):
        raise _fault("endpoint.formaat")
    parts = _PARTS.fullmatch(url)
    if parts is None:
        raise _fault("endpoint.schema")
    return parts


def _host(authority: str) -> str:
    if "@" in authority:
        raise _fault("endpoint.gebruiker")
    if authority.startswith("["):
        raise _fault("endpoint.host")
    host, colon, port = authority.partition(":")
    if colon and port != str(HTTPS_PORT):
        raise _fault("endpoint.poort")
    if len(host) > MAX_HOST or not _HOST.fullmatch(host) or host.rpartition(".")[2] in INWARD_NAMES:
        raise _fault("endpoint.host")
    return host


def _fault(code: str) -> InvalidInput:
    return InvalidInput.one("endpoint", code)
