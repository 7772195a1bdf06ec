"""A sandbox Kredietverstrekker over real connections, with a broker that a test plays."""

import http.client
import json
import queue
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

import pytest

from infra.local.ports import free_port
from infra.local.sandbox.lender import lenders
from infra.local.sandbox.server import Account, Sandbox
from infra.local.sandbox.webhooks import is_genuine, sign

PATIENCE = 60.0
SECRET = "whsec_" + "QUJD" * 11
ACCOUNT = Account("kre_voorbeeld", SECRET)
GEGEVENS = {
    "object": {"prijs_excl_btw": "20000.00"},
    "financiering": {"looptijd_maanden": 36, "betaalwijze": "vooraf", "aanbetaling": "0.00", "slottermijn": "0.00"},
}


class Broker(ThreadingHTTPServer):
    """Keeps what it is told, and answers with the statuses that a test lays ready (then 202)."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _BrokerHandler)
        self.told: queue.Queue[tuple[str, dict[str, str], bytes]] = queue.Queue()
        self.statuses: queue.Queue[int] = queue.Queue()


class _BrokerHandler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        broker = cast("Broker", self.server)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        broker.told.put((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(202 if broker.statuses.empty() else broker.statuses.get())
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def broker() -> Iterator[Broker]:
    with Broker() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def sandbox(broker: Broker, port: int, tmp_path: Path) -> Iterator[Sandbox]:
    made = Sandbox(lenders()[0], port, broker.server_address[1], tmp_path / "sandbox.sqlite", 0)
    made.start(ACCOUNT)
    yield made
    made.stop()


def _send(port: int, kind: str, message_id: str = "ver_a", secret: str = SECRET, **data: Any) -> tuple[int, Any]:
    origin = {"verstrekking_id": "ver_a", "aanvraag_id": "aan_a", "versie": 1}
    body = json.dumps({"type": kind, "data": {**origin, **data}}).encode()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("POST", "/snel", body, sign(secret, message_id, body))
    answer = connection.getresponse()
    content = json.loads(answer.read())
    connection.close()
    return answer.status, content


def _hear(broker: Broker) -> tuple[str, str]:
    """The id and type of the next callback, after its signature was checked."""
    path, headers, body = broker.told.get(timeout=PATIENCE)
    assert path == "/v1/callbacks/kre_voorbeeld"
    assert is_genuine(SECRET, headers, body)
    return headers["webhook-id"], json.loads(body)["type"]


@pytest.mark.usefixtures("sandbox")
def test_an_aanvraag_is_answered_in_order(broker: Broker, port: int) -> None:
    assert _send(port, "aanvraag.aangeboden", gegevens=GEGEVENS) == (200, {})
    told = [_hear(broker) for _ in range(3)]
    assert [kind for _, kind in told] == ["aanvraag.ontvangen", "aanvraag.in_beoordeling", "offerte.uitgebracht"]
    assert len({message_id for message_id, _ in told}) == 3


@pytest.mark.usefixtures("sandbox")
def test_a_repeated_message_is_answered_once(broker: Broker, port: int) -> None:
    for _ in range(2):
        assert _send(port, "aanvraag.aangeboden", gegevens=GEGEVENS) == (200, {})
    assert _send(port, "offerte.aanvaard", "msg_2") == (200, {})
    assert [_hear(broker)[1] for _ in range(4)][-1] == "overeenkomst.geactiveerd"
    assert broker.told.empty()


@pytest.mark.usefixtures("sandbox")
def test_a_callback_is_repeated_unchanged_until_taken(broker: Broker, port: int) -> None:
    for status in (503, 409, 202):
        broker.statuses.put(status)
    _send(port, "aanvraag.aangeboden", gegevens=GEGEVENS)
    tries = [broker.told.get(timeout=PATIENCE) for _ in range(3)]
    assert len({(headers["webhook-id"], body) for _, headers, body in tries}) == 1
    assert _hear(broker)[1] == "aanvraag.in_beoordeling"


@pytest.mark.usefixtures("sandbox")
def test_a_refused_callback_is_not_repeated(broker: Broker, port: int) -> None:
    broker.statuses.put(410)
    _send(port, "aanvraag.aangeboden", gegevens=GEGEVENS)
    assert [_hear(broker)[1] for _ in range(2)] == ["aanvraag.ontvangen", "aanvraag.in_beoordeling"]


@pytest.mark.usefixtures("sandbox")
def test_a_foreign_signature_is_refused(broker: Broker, port: int) -> None:
    assert _send(port, "aanvraag.aangeboden", secret="whsec_" + "REVG" * 11, gegevens=GEGEVENS)[0] == 401
    assert broker.told.empty()


@pytest.mark.usefixtures("sandbox")
def test_the_challenge_is_given_back(port: int) -> None:
    assert _send(port, "test", uitdaging="abc") == (200, {"antwoord": "abc"})


@pytest.mark.usefixtures("sandbox")
def test_an_aanvraag_without_numbers_is_refused(port: int) -> None:
    assert _send(port, "aanvraag.aangeboden", gegevens={})[0] == 422


def test_answers_survive_a_stop_of_the_sandbox(broker: Broker, port: int, tmp_path: Path) -> None:
    file = tmp_path / "sandbox.sqlite"
    before = Sandbox(lenders()[0], port, free_port(), file, 0)  # nobody listens there: the answers stay
    before.start(ACCOUNT)
    _send(port, "aanvraag.aangeboden", gegevens=GEGEVENS)
    before.stop()
    after = Sandbox(lenders()[0], port, broker.server_address[1], file, 0)
    after.start(ACCOUNT)
    assert [_hear(broker)[1] for _ in range(3)][-1] == "offerte.uitgebracht"
    after.stop()


@pytest.mark.usefixtures("sandbox")
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_a_browser_is_told_what_a_sandbox_is(port: int, method: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request(method, "/")
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Allow"], answer.headers["Content-Type"]) == (
        405,
        "POST",
        "text/plain; charset=utf-8",
    )
    said = answer.read().decode()
    assert said == "" if method == "HEAD" else said.startswith("Sandbox Snel is a Kredietverstrekker for trying out.")
    connection.close()
