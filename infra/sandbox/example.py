"""
A Kredietverstrekker in one file, with nothing but the Python standard library.

Environment: LEASE_DEAL_URL (the broker), LEASE_DEAL_ID and LEASE_DEAL_SECRET (shown once, at registration), PORT.
"""

import base64
import hashlib
import hmac
import http.client
import json
import os
import queue
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

BROKER = urlsplit(os.environ["LEASE_DEAL_URL"])
OUR_ID = os.environ["LEASE_DEAL_ID"]
SECRET = os.environ["LEASE_DEAL_SECRET"]
AMSTERDAM = ZoneInfo("Europe/Amsterdam")  # where the days of an Offerte are counted
TOLERANCE_SECONDS = 300
MAX_BODY = 1024 * 1024
RETRY_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0, 30.0, 300.0)  # while the broker does not answer, or answers 429 or 5xx


def signature(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    """Standard Webhooks 1.0, version v1: HMAC-SHA256 of "id.timestamp.body" in base64."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def is_genuine(headers: Mapping[str, str], body: bytes) -> bool:
    """Check the bytes as they came in, before you parse them. There are two signatures while a secret rotates."""
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not (message_id and timestamp.isascii() and timestamp.isdigit()):
        return False
    if abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    expected = signature(SECRET, message_id, timestamp, body).encode()
    given = headers.get("webhook-signature", "").encode("latin-1").split(b" ")
    return any(hmac.compare_digest(expected, one) for one in given)


class Office:
    """What we know. Keep `seen` and `todo` in your database, and write both before you answer 2xx."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.seen: set[str] = set()
        self.withdrawn: set[str] = set()
        self.offered: dict[str, int] = {}
        self.todo: queue.Queue[tuple[str, Callable[[], None]]] = queue.Queue()

    def take_in(self, message_id: str, message: dict[str, Any]) -> None:
        """A message may come twice, and at the same moment: its webhook-id decides, under a lock."""
        kind, data = message["type"], message["data"]
        about = data.get("verstrekking_id", "")
        with self.lock:
            if message_id in self.seen:
                return
            self.react(kind, about, data)
            self.seen.add(message_id)

    def react(self, kind: str, about: str, data: dict[str, Any]) -> None:
        if kind == "aanvraag.aangeboden":
            self.offered[about] = data["versie"]
            if "ophalen" in data:  # only a notice that something waits for us
                self.todo.put((about, partial(self.fetch, about, data["ophalen"], data["ophaalcode"])))
            else:
                self.offer(about, data)
        elif kind == "aanvraag.opnieuw_gemeld":  # the code of before ended with our secret
            self.todo.put((about, partial(self.fetch, about, data["ophalen"], data["ophaalcode"])))
        elif kind == "offerte.aanvaard" and about in self.offered:
            self.answer(about, "overeenkomst.geactiveerd", make_contract())
        elif kind == "aanvraag.ingetrokken":
            self.withdrawn.add(about)  # and stop using the data
        # Any other type, also one that does not exist yet, is fine: it was received.

    def fetch(self, about: str, path: str, code: str) -> None:
        """Come for what a notice is about. Every GET has a webhook-id of its own; a 410 is the last word."""
        status, answer = insist(lambda: call("GET", path, new_id(), f"GET {path}".encode(), code))
        if status == HTTPStatus.OK:
            data = json.loads(answer)["data"]
            self.offered[about] = data["versie"]
            self.offer(about, data)

    def offer(self, about: str, data: dict[str, Any]) -> None:
        offer = make_offer(data)
        self.answer(about, "aanvraag.ontvangen", {})
        self.answer(about, "offerte.uitgebracht", offer)

    def answer(self, about: str, kind: str, extra: dict[str, Any]) -> None:
        data = {"verstrekking_id": about, "versie": self.offered[about], **extra}
        now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        body = json.dumps({"type": kind, "timestamp": now, "data": data}).encode()
        self.todo.put((about, partial(deliver, new_id(), body)))

    def work(self) -> None:
        """What is to be done leaves one by one, in order."""
        while True:
            about, do = self.todo.get()
            if about not in self.withdrawn:
                do()


def deliver(message_id: str, body: bytes) -> None:
    """The same id and the same bytes until the broker has them."""
    insist(lambda: call("POST", f"/v1/callbacks/{OUR_ID}", message_id, body))


def insist(ask: Callable[[], tuple[int, bytes]]) -> tuple[int, bytes]:
    """Until the broker says something else than "later"; any other 4xx is its last word."""
    status, answer = 0, b""
    for wait in RETRY_SECONDS:
        status, answer = ask()
        if status and status != HTTPStatus.TOO_MANY_REQUESTS and status < HTTPStatus.INTERNAL_SERVER_ERROR:
            break
        time.sleep(wait)
    return status, answer


def new_id() -> str:
    return "msg_" + uuid.uuid4().hex


def call(method: str, path: str, message_id: str, signed: bytes, code: str = "") -> tuple[int, bytes]:
    """Status and body. A POST sends what is signed; a GET has no body, and signs "GET <path>" instead."""
    timestamp = str(int(time.time()))
    headers = {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": signature(SECRET, message_id, timestamp, signed),
        **({"ophaalcode": code} if code else {}),
    }
    kind = http.client.HTTPSConnection if BROKER.scheme == "https" else http.client.HTTPConnection
    connection = kind(BROKER.hostname or "", BROKER.port, timeout=30)
    try:
        connection.request(method, path, signed if method == "POST" else None, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()


def make_offer(data: dict[str, Any]) -> dict[str, Any]:
    """Your decision. Here: 1 % a month on whatever is asked, without anybody looking at it."""
    ask = data["gegevens"]["financiering"]
    terms = ask["looptijd_maanden"] * ask["termijnen_per_jaar"] // 12
    amount = float(ask["financieringsbedrag"])
    return {
        "referentie": "EX-" + data["verstrekking_id"][-8:],
        "soort": "bindend",
        "financieringsbedrag": f"{amount:.2f}",
        "looptijd_maanden": ask["looptijd_maanden"],
        "termijnen_per_jaar": ask["termijnen_per_jaar"],
        "betaalwijze": ask["betaalwijze"],
        "termijnbedrag": f"{(amount - float(ask['slottermijn'])) / terms + amount * 0.01:.2f}",
        "aanbetaling": ask["aanbetaling"],
        "slottermijn": ask["slottermijn"],
        "eenmalige_kosten": "0.00",
        "geldig_tot": (datetime.now(AMSTERDAM) + timedelta(days=14)).date().isoformat(),
    }


def make_contract() -> dict[str, Any]:
    """It starts today and runs for five years."""
    start = datetime.now(AMSTERDAM).date()
    return {
        "referentie": "CONTRACT-1",
        "ingangsdatum": start.isoformat(),
        "einddatum": (start + timedelta(days=5 * 365)).isoformat(),
    }


class Endpoint(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    office = Office()

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", "0"))
        body = self.rfile.read(length) if length <= MAX_BODY else b""
        headers = {name.lower(): value for name, value in self.headers.items()}
        status, answer = self.decide(headers, body)
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def decide(self, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, Any]]:
        if not is_genuine(headers, body):
            return 401, {}
        try:
            message = json.loads(body)
            if message["type"] == "test":
                return 200, {"antwoord": message["data"]["uitdaging"]}
            self.office.take_in(headers["webhook-id"], message)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return 422, {}
        return 200, {}

    def log_message(self, *_args: object) -> None:
        """Log ids and statuses, never a body: it is about people."""


if __name__ == "__main__":
    threading.Thread(target=Endpoint.office.work, daemon=True).start()
    ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Endpoint).serve_forever()
