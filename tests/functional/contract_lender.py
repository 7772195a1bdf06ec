"""A Kredietverstrekker on loopback: hears the broker's messages, checks their signature, and calls back."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.functional.contract_bodies import registration_body
from tests.functional.contract_client import HOST, PATIENCE, Answer, Api, Json


@dataclass(frozen=True)
class Message:
    """One POST of the broker to a Kredietverstrekker; header names are lower case."""

    path: str
    headers: Mapping[str, str]
    raw: bytes

    def body(self) -> Json:
        found: Json = json.loads(self.raw)
        return found

    @property
    def type(self) -> str:
        return str(self.body()["type"])

    @property
    def data(self) -> Json:
        found: Json = self.body()["data"]
        return found


Reply = tuple[int, bytes]
Answerer = Callable[[Message], Reply]


def polite(message: Message) -> Reply:
    """Takes everything; a test message gets its own challenge back."""
    body = {"antwoord": message.data["uitdaging"]} if message.type == "test" else {}
    return 200, json.dumps(body).encode()


@dataclass
class Ear:
    """What was heard so far; `answer` may be changed by a test."""

    answer: Answerer = polite
    heard: list[Message] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)
    news: threading.Condition = field(default_factory=threading.Condition)
    port: int = 0

    def hear(self, message: Message) -> Reply:
        with self.news:
            self.heard.append(message)
            self.news.notify_all()
        return self.answer(message)

    def messages(self, kind: str) -> list[Message]:
        return [message for message in list(self.heard) if message.type == kind]

    def wait(self, kind: str, count: int = 1) -> list[Message]:
        """At least so many messages of this type; fails when they do not come."""
        with self.news:
            self.news.wait_for(lambda: len(self.messages(kind)) >= count, PATIENCE)
        found = self.messages(kind)
        assert len(found) >= count, (kind, [message.type for message in self.heard])
        return found


@contextmanager
def listening() -> Iterator[Ear]:
    """An HTTP server on a free port of loopback."""
    ear = Ear()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("content-length", 0)))
            names = {name.lower(): value for name, value in self.headers.items()}
            status, body = ear.hear(Message(self.path, names, raw))
            self.send_response(status)
            for name, value in {**ear.extra, "content-length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
            return

    with ThreadingHTTPServer((HOST, 0), Handler) as server:
        ear.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield ear
        finally:
            server.shutdown()
            thread.join()


def sign(secret: str, message_id: str, timestamp: str, raw: bytes) -> str:
    """Standard Webhooks 1.0, version v1."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + raw
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def utc_now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@dataclass(frozen=True)
class Lender:
    """A registered and activated Kredietverstrekker that a test plays."""

    api: Api
    ear: Ear
    id: str
    secret: str = field(repr=False)

    def verified(self, message: Message) -> bool:
        """Whether one of the signatures is made with this secret, over exactly these bytes, just now."""
        names = message.headers
        expected = sign(self.secret, names["webhook-id"], names["webhook-timestamp"], message.raw)
        fresh = abs(time.time() - int(names["webhook-timestamp"])) < 300
        return fresh and expected in names["webhook-signature"].split(" ")

    def envelope(self, kind: str, data: Json) -> bytes:
        return json.dumps({"type": kind, "timestamp": utc_now(), "data": data}).encode()

    def callback(self, kind: str, data: Json, *, message_id: str | None = None) -> Answer:
        return self.send(self.envelope(kind, data), message_id=message_id)

    def send(
        self,
        raw: bytes,
        *,
        message_id: str | None = None,
        shift: int = 0,
        secret: str | None = None,
        to: str | None = None,
        changes: Mapping[str, str | None] | None = None,
    ) -> Answer:
        """Signed bytes to a callback address; a change of a header comes after the signing, None leaves it out."""
        own_id = message_id or f"msg_{uuid.uuid4().hex}"
        timestamp = str(int(time.time()) + shift)
        signature = sign(secret or self.secret, own_id, timestamp, raw)
        headers = {"webhook-id": own_id, "webhook-timestamp": timestamp, "webhook-signature": signature}
        kept = {name: value for name, value in {**headers, **(changes or {})}.items() if value is not None}
        return self.api.signed_in(None).call("POST", f"/v1/callbacks/{to or self.id}", raw=raw, headers=kept)


def register(operator: Api, ear: Ear, **changes: object) -> Lender:
    """Registered and activated over HTTP, as an operator does."""
    body = {**registration_body(f"http://{HOST}:{ear.port}/aanvragen"), **changes}
    made = operator.made("/v1/beheer/kredietverstrekkers", body)
    answer = operator.post(f"/v1/beheer/kredietverstrekkers/{made['id']}/activering", {})
    assert (answer.status, answer.json()) == (200, {"status": "actief"}), answer.raw
    return Lender(operator, ear, made["id"], made["geheim"])
