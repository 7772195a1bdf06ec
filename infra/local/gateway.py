"""
API Gateway on loopback: HTTP in, a Lambda proxy event to the broker's app, its answer out.

Chalice's own server waits 44 ms per request for Nagle's algorithm, mixes the parameters of candidate routes and
answers an unknown path in its own format; this one does not.
"""

import base64
import socket
import sys
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol, cast

from infra.local.bodies import BodyError, read_body
from infra.local.config import LOOPBACK
from infra.local.events import API_TIMEOUT_SECONDS, Context, Event, HttpRequest, proxy_event
from infra.local.routes import match

IDLE_SECONDS = 75
DRAIN_SECONDS = 20.0
POLL_SECONDS = 0.02
LINGER_SECONDS, LINGER_READS, LINGER_BYTES = 2.0, 512, 64 * 1024
NO_BODY = frozenset({204, 304})

Answer = Mapping[str, Any]
Mounted = Callable[[Event], Answer]


class ChaliceApp(Protocol):
    """The part of a Chalice app that the runner uses."""

    routes: Mapping[str, Mapping[str, Any]]
    handler_map: Mapping[str, Callable[[Event, Context], Any]]
    event_sources: Any
    api: Any

    def __call__(self, event: Event, context: Context) -> Answer: ...


class Problems(Protocol):
    """The answers the gateway gives by itself, each a Lambda proxy answer in the broker's own format."""

    def no_route(self, request_id: str) -> Answer: ...

    def no_method(self, request_id: str, allowed: tuple[str, ...]) -> Answer: ...

    def other(self, request_id: str, status: int) -> Answer: ...


@dataclass(frozen=True)
class Gateway:
    """Sends a request to the app, to what the runner mounts beside it, or to one of the problems."""

    app: ChaliceApp
    problems: Problems
    mounted: Mapping[str, Mapping[str, Mounted]] = field(default_factory=dict)

    def handle(self, request: HttpRequest) -> Answer:
        request_id = str(uuid.uuid4())
        table = {**self.app.routes, **self.mounted}
        found = match(table, request.path)
        if found is None:
            return self.problems.no_route(request_id)
        if request.method not in table[found.route]:
            return self.problems.no_method(request_id, tuple(sorted(table[found.route])))
        event = proxy_event(request, found, request_id, self.app.api.binary_types)
        if found.route in self.mounted:
            return self.mounted[found.route][request.method](event)
        return self.app(event, Context("api", API_TIMEOUT_SECONDS, request_id))


class GatewayServer(ThreadingHTTPServer):
    """One thread per connection; `drain` lets the requests that are being answered end."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, port: int, gateway: Gateway) -> None:
        self.gateway = gateway
        self._busy = 0
        self._idle = threading.Condition()
        super().__init__((LOOPBACK, port), _Handler)

    def serve(self, request: HttpRequest) -> Answer:
        with self._idle:
            self._busy += 1
        try:
            return self.gateway.handle(request)
        except Exception as error:  # noqa: BLE001 - the edge of the process: no fault may print what was sent
            print(f"gateway: {request.method} failed with {type(error).__name__}", file=sys.stderr)
            return self.gateway.problems.other("", HTTPStatus.INTERNAL_SERVER_ERROR)
        finally:
            with self._idle:
                self._busy -= 1
                self._idle.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that broke off is nobody's concern; anything else was answered already."""

    def drain(self, seconds: float = DRAIN_SECONDS) -> bool:
        with self._idle:
            return self._idle.wait_for(lambda: self._busy == 0, seconds)


@contextmanager
def serving(port: int, gateway: Gateway) -> Iterator[int]:
    """Serves as long as the block lasts, then ends what is being answered. Port 0 takes a free one; gives the port."""
    with GatewayServer(port, gateway) as server:
        thread = threading.Thread(target=server.serve_forever, args=(POLL_SECONDS,), name="gateway", daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            server.drain()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    wbufsize = -1  # one write per answer

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):  # every method, also one that HTTP does not know: the gateway says 405
            return self._answer
        raise AttributeError(name)

    def _answer(self) -> None:
        try:
            body = read_body(self.headers, self.rfile)
        except BodyError as error:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE if error.too_large else HTTPStatus.BAD_REQUEST)
            return
        request = HttpRequest(self.command, self.path, tuple(self.headers.items()), body)
        self._write(self._server.serve(request))

    def send_error(self, code: int, *_args: str | None, **_kwargs: str | None) -> None:
        """What the base class cannot parse is refused in the broker's own format."""
        self._refuse(code)

    @property
    def _server(self) -> GatewayServer:
        return cast("GatewayServer", self.server)

    def _refuse(self, status: int) -> None:
        """Answer, then end: what follows on this connection cannot be told from the rest of that request."""
        self.close_connection = True
        self.request_version = self.protocol_version  # else a request without version gets an answer without head
        self._write(self._server.gateway.problems.other("", status))
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_WR)
        # A close with bytes unread would reset the connection before the other side has read the answer.
        self.connection.settimeout(LINGER_SECONDS)
        for _ in range(LINGER_READS):
            if not self.rfile.read1(LINGER_BYTES):
                return

    def _write(self, answer: Answer) -> None:
        body = _answer_body(answer)
        status = int(answer["statusCode"])
        self.send_response(status)
        if self.close_connection:
            self.send_header("Connection", "close")
        for name, value in _answer_headers(answer):
            self.send_header(name, value)
        if status not in NO_BODY:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if getattr(self, "command", None) != "HEAD" and status not in NO_BODY:
            self.wfile.write(body)

    def version_string(self) -> str:
        return "lease-deal-local"

    def log_message(self, *_args: Any) -> None:
        """Say nothing: a path can hold what somebody typed."""


def _answer_body(answer: Answer) -> bytes:
    body = answer.get("body") or ""
    if answer.get("isBase64Encoded"):
        return base64.b64decode(body)
    return body if isinstance(body, bytes) else str(body).encode()


def _answer_headers(answer: Answer) -> list[tuple[str, str]]:
    many = answer.get("multiValueHeaders") or {}
    single = {name: value for name, value in (answer.get("headers") or {}).items() if name not in many}
    pairs = [(name, str(value)) for name, values in many.items() for value in values]
    pairs += [(name, str(value)) for name, value in single.items()]
    if all(name.lower() != "content-type" for name, _ in pairs):
        pairs.append(("Content-Type", "application/json"))
    return [(name, value) for name, value in pairs if name.lower() != "content-length"]
