"""An HTTP relay between broker and endpoint, both ways: it sees everything, and does what the internet may do."""

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import urlsplit

from chalicelib.usecases.messages import FETCH_CODE
from infra.local.bodies import BodyError, read_body
from infra.local.config import LOOPBACK, LocalError

PATH = "/berichten"
FETCH = "/v1/leveringen/"
PASSED_ON = ("webhook-id", "webhook-timestamp", "webhook-signature", "content-type", FETCH_CODE)
TIMEOUT_SECONDS = 20.0
POLL_SECONDS = 0.02
NO_ANSWER = 0  # the status of who did not answer at all


@dataclass(frozen=True)
class Letter:
    """A signed message, one way or the other, or a signed GET of this path; header names are lower case."""

    headers: Mapping[str, str]
    body: bytes
    path: str = ""

    @property
    def id(self) -> str:
        return self.headers.get("webhook-id", "")

    @property
    def type(self) -> str:
        return str(self._content().get("type", ""))

    @property
    def about(self) -> str:
        """The Verstrekking that it is about, empty for none."""
        if self.path:
            return self.path.removeprefix(FETCH)
        data = self._content().get("data")
        return str(data.get("verstrekking_id", "")) if isinstance(data, dict) else ""

    def _content(self) -> dict[str, Any]:
        try:
            content = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return content if isinstance(content, dict) else {}


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes = b""
    seconds: float = 0.0

    @property
    def received(self) -> bool:
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES


Forward = Callable[[Letter], Reply]
Meddle = Callable[[Letter, Forward], Reply]


def straight(letter: Letter, forward: Forward) -> Reply:
    """Pass it on as it is."""
    return forward(letter)


@dataclass
class Relay:
    """
    `to_lessor`, `to_broker` and `to_fetch` say what happens on the way; the logs hold what was said and answered in
    the end: messages to the endpoint, its callbacks, and its signed GETs.
    """

    endpoint: str
    broker_port: int
    lessor_id: str = ""
    to_lessor: Meddle = straight
    to_broker: Meddle = straight
    to_fetch: Meddle = straight
    messages: list[tuple[Letter, Reply]] = field(default_factory=list)
    callbacks: list[tuple[Letter, Reply]] = field(default_factory=list)
    fetches: list[tuple[Letter, Reply]] = field(default_factory=list)
    news: threading.Condition = field(default_factory=threading.Condition)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def deliver(self, letter: Letter) -> Reply:
        """To the endpoint, now."""
        return ask("POST", self.endpoint, letter)

    def call_back(self, letter: Letter) -> Reply:
        """To the broker, now."""
        return ask("POST", f"http://{LOOPBACK}:{self.broker_port}/v1/callbacks/{self.lessor_id}", letter)

    def fetch(self, letter: Letter) -> Reply:
        """At the broker, now."""
        return ask("GET", f"http://{LOOPBACK}:{self.broker_port}{letter.path}", letter)

    def from_broker(self, letter: Letter) -> Reply:
        return self._note(self.messages, letter, self.to_lessor(letter, self.deliver))

    def from_lessor(self, letter: Letter) -> Reply:
        return self._note(self.callbacks, letter, self.to_broker(letter, self.call_back))

    def come_for(self, letter: Letter) -> Reply:
        return self._note(self.fetches, letter, self.to_fetch(letter, self.fetch))

    def wait(self, happened: Callable[[], bool], seconds: float) -> bool:
        """Whether it happens in time; looked at after everything that passes by."""
        with self.news:
            return self.news.wait_for(happened, seconds)

    def news_after(self, number: int) -> Callable[[], bool]:
        """Whether the endpoint said or asked more than so often."""
        return lambda: self.heard > number

    @property
    def heard(self) -> int:
        return len(self.callbacks) + len(self.fetches)

    def _note(self, log: list[tuple[Letter, Reply]], letter: Letter, reply: Reply) -> Reply:
        with self.news:
            log.append((letter, reply))
            self.news.notify_all()
        return reply


@contextmanager
def relaying(endpoint: str, broker_port: int, port: int = 0) -> Iterator[Relay]:
    """A relay on a free port, as long as the block lasts."""
    relay = Relay(endpoint, broker_port)
    with _Server(relay, port) as server:
        relay.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(POLL_SECONDS,), name="relay", daemon=True)
        thread.start()
        try:
            yield relay
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, relay: Relay, port: int) -> None:
        self.relay = relay
        super().__init__((LOOPBACK, port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who hung up sees that no answer came, and tries again."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = TIMEOUT_SECONDS
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        if not self.path.startswith(FETCH):
            self._answer(Reply(HTTPStatus.NOT_FOUND))
            return
        self._answer(self._relay.come_for(Letter(self._signed(), b"", self.path)))

    def do_POST(self) -> None:
        relay = self._relay
        try:
            letter = Letter(self._signed(), read_body(self.headers, self.rfile))
        except BodyError:
            self.close_connection = True
            self._answer(Reply(HTTPStatus.BAD_REQUEST))
            return
        if self.path == PATH:
            self._answer(relay.from_broker(letter))
        elif self.path == f"/v1/callbacks/{relay.lessor_id}":
            self._answer(relay.from_lessor(letter))
        else:
            self._answer(Reply(HTTPStatus.NOT_FOUND))

    @property
    def _relay(self) -> Relay:
        return cast("_Server", self.server).relay

    def _signed(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.headers.items() if name.lower() in PASSED_ON}

    def _answer(self, reply: Reply) -> None:
        self.send_response(reply.status or HTTPStatus.BAD_GATEWAY)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


def place_of(endpoint: str) -> tuple[int, str]:
    """Port and path of an endpoint on this machine. Raises LocalError for any other."""
    parts = urlsplit(endpoint)
    try:
        port = parts.port
    except ValueError:
        port = None
    if parts.scheme != "http" or parts.hostname != LOOPBACK or not port:
        raise LocalError(f"an endpoint to be tried is http://{LOOPBACK}:<port>/<path>")
    return port, parts.path or "/"


def ask(method: str, url: str, letter: Letter) -> Reply:
    """One request on loopback; an answer that does not come is one with status 0."""
    port, path = place_of(url)
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=TIMEOUT_SECONDS)
    started = time.monotonic()
    try:
        connection.request(method, path, letter.body or None, dict(letter.headers))
        answer = connection.getresponse()
        return Reply(answer.status, answer.read(), time.monotonic() - started)
    except (OSError, http.client.HTTPException):
        return Reply(NO_ANSWER, b"", time.monotonic() - started)
    finally:
        connection.close()
