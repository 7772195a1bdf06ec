"""
A line from an egress to a Kredietverstrekker on loopback.

Loopback is a forbidden address, so the name resolves to a public one, and the connections that would go there
are counted and led to the server.
"""

import socket
from collections.abc import Callable
from dataclasses import dataclass, field

from chalicelib.adapters.egress.client import HttpsEgress
from chalicelib.usecases.ports.egress import Outcome, Outgoing
from tests.functional.loopback import PATIENCE, RECEIVED, Answer, Authority, Kredietverstrekker

HOST = "kv.example.com"
KV = f"https://{HOST}/haak?bron=1"
PUBLIC = "93.184.215.14"


@dataclass
class Connections:
    """The place where sockets come from: notes the address, connects to loopback."""

    port: int = 0
    refused: tuple[str, ...] = ()
    addresses: list[tuple[str, int]] = field(default_factory=list)

    def __call__(self, address: str, port: int, seconds: float) -> socket.socket:
        self.addresses.append((address, port))
        if address in self.refused:
            raise ConnectionRefusedError
        return socket.create_connection(("127.0.0.1", self.port), timeout=seconds)


@dataclass
class Line:
    """A Kredietverstrekker, the way to it, and the egress that takes that way."""

    kv: Kredietverstrekker
    connections: Connections
    egress: HttpsEgress

    def send(self, body: bytes = b"{}") -> Outcome:
        return self.egress.send_all([Outgoing(KV, (("webhook-id", "vst-1"),), body)])[0]


OpenLine = Callable[..., Line]


def opener(authority: Authority, finalize: Callable[[Callable[[], None]], None]) -> OpenLine:
    """Opens lines: starts a server that answers so, and builds an egress that reaches it."""

    def line(answer: Answer = RECEIVED, *, seconds: float = PATIENCE, host: str = HOST) -> Line:
        server = Kredietverstrekker(answer, authority.server(host))
        server.__enter__()
        finalize(lambda: server.__exit__(None, None, None))
        connections = Connections(server.port)
        egress = HttpsEgress(
            resolver=lambda _host: [PUBLIC], connect=connections, make_context=authority.trusting, seconds=seconds
        )
        return Line(server, connections, egress)

    return line
