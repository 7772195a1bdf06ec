"""How long five Kredietverstrekkers take together, beside the slowest of them alone."""

import contextlib
import socket
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.figures import Figure
from bench.timing import medians
from chalicelib.adapters.egress import HttpsEgress
from chalicelib.usecases.ports.egress import Egress, Outgoing
from infra.local.egress import LocalEgress
from tests.functional.loopback import Authority, Kredietverstrekker, http_answer

GOAL = 1.1
ROUNDS = 15
DELAYS = (0.080, 0.135, 0.190, 0.245, 0.300)  # seconds until each answers
HOST = "kv{number}.example.com"
ADDRESS = "93.184.215.{number}"  # public, for loopback may not be called; the connection is led there all the same
BODY = b"x" * 4096
MILLI = 1e3


@dataclass(frozen=True)
class Way:
    """An egress, and a message to each Kredietverstrekker; the last is the slowest."""

    name: str
    egress: Egress
    messages: Sequence[Outgoing]

    def send(self, messages: Sequence[Outgoing]) -> None:
        """Raises RuntimeError unless every message is received: an error would be fast."""
        if not all(outcome.received for outcome in self.egress.send_all(messages)):
            raise RuntimeError(f"{self.name}: a Kredietverstrekker on loopback was not reached")


def figures() -> list[Figure]:
    """Both ways out: TLS as in production, and plain HTTP to the sandboxes of stage local."""
    with _https() as https, _local() as local:
        return [*_figures(https), *_figures(local)]


def _figures(way: Way) -> list[Figure]:
    slowest = way.messages[-1:]
    together, alone = medians([lambda: way.send(way.messages), lambda: way.send(slowest)], rounds=ROUNDS)
    return [
        Figure(f"fan_out_5.{way.name}.ratio", round(together / alone, 4), "x the slowest", GOAL),
        Figure(f"fan_out_5.{way.name}.time", round(together * MILLI, 1), "ms"),
    ]


@contextlib.contextmanager
def _https() -> Iterator[Way]:
    """Names that resolve to public addresses, and a connection to each that ends on loopback."""
    with ExitStack() as running, tempfile.TemporaryDirectory() as folder:
        authority = Authority(Path(folder))
        hosts = [HOST.format(number=number) for number in range(len(DELAYS))]
        addresses = {host: ADDRESS.format(number=number + 1) for number, host in enumerate(hosts)}
        ports = {
            addresses[host]: running.enter_context(_lessor(delay, authority, host)).port
            for host, delay in zip(hosts, DELAYS, strict=True)
        }
        egress = HttpsEgress(
            resolver=lambda host: [addresses[host]],
            connect=lambda address, _port, seconds: socket.create_connection(("127.0.0.1", ports[address]), seconds),
            make_context=authority.trusting,
        )
        yield Way("https", egress, [_message(f"https://{host}/haak") for host in hosts])


@contextlib.contextmanager
def _local() -> Iterator[Way]:
    with ExitStack() as running:
        ports = [running.enter_context(_lessor(delay)).port for delay in DELAYS]
        messages = [_message(f"http://127.0.0.1:{port}/haak") for port in ports]
        yield Way("local", LocalEgress(HttpsEgress()), messages)


def _lessor(delay: float, authority: Authority | None = None, host: str = "") -> Kredietverstrekker:
    return Kredietverstrekker(partial(_answer, delay), authority.server(host) if authority else None)


def _answer(delay: float, sock: socket.socket, stop: threading.Event) -> None:
    stop.wait(delay)
    sock.sendall(http_answer(200, b"{}"))


def _message(endpoint: str) -> Outgoing:
    return Outgoing(endpoint, (("content-type", "application/json"),), BODY)
