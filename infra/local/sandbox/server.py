"""One sandbox Kredietverstrekker as an HTTP server of its own, with a thread that sends its answers."""

import http.client
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

from infra.local.bodies import BodyError, read_body
from infra.local.config import LOOPBACK
from infra.local.sandbox.api import Api
from infra.local.sandbox.lender import Lender
from infra.local.sandbox.memory import Memory, Reply
from infra.local.sandbox.webhooks import is_genuine, sign

# No answer and a busy broker are worth waiting for. A 409 may mean that it has not committed yet, which passes
# soon or never; 410, 422 and 401 will not get better at all.
PATIENT = (0.1, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
BRIEF = (0.1, 0.2, 0.5)
WAITS = {HTTPStatus.CONFLICT: BRIEF, **dict.fromkeys((None, 429, 500, 502, 503, 504), PATIENT)}
TIMEOUT_SECONDS = 30.0
IDLE_SECONDS = 75
POLL_SECONDS = 0.02
API = "/api"


@dataclass(frozen=True)
class Account:
    """What a Kredietverstrekker got when it was registered: its id at the broker, and its secret."""

    kredietverstrekker_id: str
    geheim: str


class Sandbox:
    """Receives, remembers, acknowledges; answers later, in order, until the broker has taken each answer."""

    def __init__(self, lender: Lender, port: int, broker_port: int, file: Path, number: int) -> None:
        self.lender = lender
        self.endpoint = f"http://{LOOPBACK}:{port}{lender.path}"
        self._broker_port = broker_port
        self._account: Account | None = None
        self._memory = Memory(file, number)
        self._api = Api(lender)
        self._stop = threading.Event()
        self._work = threading.Event()
        self._server = _Server(port, self)
        self._threads = [
            threading.Thread(
                target=self._server.serve_forever, args=(POLL_SECONDS,), name=f"sandbox-{number}", daemon=True
            ),
            threading.Thread(target=self._send_replies, name=f"sandbox-{number}-replies", daemon=True),
        ]

    def start(self, account: Account) -> None:
        self._account = account
        self._work.set()  # answers that an earlier run left behind
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._work.set()
        if self._account is not None:
            self._server.shutdown()
            for thread in self._threads:
                thread.join()
        self._server.server_close()
        self._memory.close()

    def api_post(self, headers: Mapping[str, str], body: bytes) -> tuple[int, dict[str, Any]]:
        """An Aanvraag, or news of one, at its API: for a Kredietverstrekker that is asked (`levering` polling)."""
        return self._api.post(headers, body)

    def api_get(self, headers: Mapping[str, str], reference: str) -> tuple[int, dict[str, Any]]:
        return self._api.get(headers, reference)

    def receive(self, headers: Mapping[str, str], body: bytes) -> tuple[int, dict[str, Any]]:
        """Status and answer to one message of the broker."""
        if self._account is None or not is_genuine(self._account.geheim, headers, body):
            return HTTPStatus.UNAUTHORIZED, {}
        message: dict[str, Any] = json.loads(body)
        if message["type"] == "test":
            return HTTPStatus.OK, {"antwoord": message["data"]["uitdaging"]}
        if not self._memory.has_seen(headers["webhook-id"]):
            self._react(headers["webhook-id"], message)
        return HTTPStatus.OK, {}

    def _react(self, message_id: str, message: dict[str, Any]) -> None:
        verstrekking_id = message["data"]["verstrekking_id"]
        reaction = self.lender.react(message, self._memory.facts(verstrekking_id))
        self._memory.record(message_id, verstrekking_id, reaction)
        self._work.set()

    def _send_replies(self) -> None:
        while not self._stop.is_set():
            self._work.wait()
            self._work.clear()
            while not self._stop.is_set() and (reply := self._memory.next_reply()) is not None:
                self._deliver(reply)

    def _deliver(self, reply: Reply) -> None:
        """Try until it is taken or hopeless; when we are stopped meanwhile, the next run tries again."""
        tries = 0
        while len(waits := WAITS.get(self._post(reply), ())) > tries:
            if self._stop.wait(waits[tries]):
                return
            tries += 1
        self._memory.done(reply)

    def _post(self, reply: Reply) -> int | None:
        """The broker's status, None when it does not answer."""
        account = cast("Account", self._account)
        connection = http.client.HTTPConnection(LOOPBACK, self._broker_port, timeout=TIMEOUT_SECONDS)
        headers = sign(account.geheim, reply.message_id, reply.body)
        try:
            path = f"/v1/callbacks/{account.kredietverstrekker_id}"
            connection.request("POST", path, body=reply.body, headers=headers)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, port: int, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        super().__init__((LOOPBACK, port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The broker sees that no answer came, and tries again."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    wbufsize = -1

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):  # a browser, or a person who tries something
            return self._explain
        raise AttributeError(name)

    def do_POST(self) -> None:
        sandbox = cast("_Server", self.server).sandbox
        try:
            body = read_body(self.headers, self.rfile)
            headers = {name.lower(): value for name, value in self.headers.items()}
            take = sandbox.api_post if self.path.endswith(API) else sandbox.receive
            status, answer = take(headers, body)
        except (BodyError, ValueError, KeyError, ArithmeticError):
            status, answer = HTTPStatus.UNPROCESSABLE_ENTITY, {}
        self._answer(status, "application/json", json.dumps(answer))

    def do_GET(self) -> None:
        place, _, reference = self.path.rpartition("/")
        if not place.endswith(API):
            self._explain()
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        status, answer = cast("_Server", self.server).sandbox.api_get(headers, reference)
        self._answer(status, "application/json", json.dumps(answer))

    def _explain(self) -> None:
        self.close_connection = True  # whatever body came with it stays unread
        lender = cast("_Server", self.server).sandbox.lender
        text = (
            f"{lender.naam} is a Kredietverstrekker for trying out. It takes signed messages of the broker, by POST.\n"
        )
        self._answer(HTTPStatus.METHOD_NOT_ALLOWED, "text/plain; charset=utf-8", text, Allow="POST", Connection="close")

    def _answer(self, status: int, content_type: str, text: str, **headers: str) -> None:
        content = text.encode()
        self.send_response(status)
        for name, value in {"Content-Type": content_type, "Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""
