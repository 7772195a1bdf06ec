"""The certification of an API that we ask: the sandbox's own passes, one that forgets something fails at just that."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Thread
from typing import Any, cast

import pytest

from infra.local.config import LocalError, read_config
from infra.local.ports import free_port
from infra.local.sandbox.api import HEADER, KEY, Answer, Api
from infra.local.sandbox.lender import lenders
from infra.sandbox.certification import Order, Result, certify
from infra.sandbox.scenarios import CASES_OF
from infra.sandbox.sender import POLLING
from infra.sandbox.trial import Pace

Headers = Mapping[str, str]
OPEN = {HEADER: KEY}
PACE = Pace(patience=1.0, quiet=0.05)


class Forgetful:
    """The sandbox's API, as it is."""

    def __init__(self) -> None:
        self.api = Api(lenders()[0])

    def post(self, headers: Headers, body: bytes) -> Answer:
        return self.api.post(headers, body)

    def get(self, headers: Headers, reference: str) -> Answer:
        return self.api.get(headers, reference)


class EveryKey(Forgetful):
    _numbers = count()

    def post(self, headers: Headers, body: bytes) -> Answer:
        return self.api.post({**headers, "idempotency-key": str(next(self._numbers))}, body)


class EveryCaller(Forgetful):
    def post(self, headers: Headers, body: bytes) -> Answer:
        return self.api.post({**headers, **OPEN}, body)

    def get(self, headers: Headers, reference: str) -> Answer:
        return self.api.get({**headers, **OPEN}, reference)


class EveryReference(Forgetful):
    def get(self, headers: Headers, reference: str) -> Answer:
        status, answer = self.api.get(headers, reference)
        return (HTTPStatus.OK, {"events": []}) if status == HTTPStatus.NOT_FOUND else (status, answer)


class Changing(Forgetful):
    """What it tells is changed on the way out."""

    def change(self, events: list[dict[str, Any]]) -> object:
        return events

    def get(self, headers: Headers, reference: str) -> Answer:
        status, answer = self.api.get(headers, reference)
        return status, {"events": self.change(json.loads(json.dumps(answer["events"])))} if "events" in answer else {}


class OtherIds(Changing):
    _numbers = count()

    def change(self, events: list[dict[str, Any]]) -> object:
        return [{**event, "id": f"e{next(self._numbers)}"} for event in events]


class OneId(Changing):
    def change(self, events: list[dict[str, Any]]) -> object:
        return [{**event, "id": "e"} for event in events]


class NoList(Changing):
    def change(self, events: list[dict[str, Any]]) -> object:
        return {"first": events}


class WrongAmount(Changing):
    def change(self, events: list[dict[str, Any]]) -> object:
        for event in events:
            event.get("quotation", {}).update(amount=1)
        return events


class NoQuotation(Changing):
    def change(self, events: list[dict[str, Any]]) -> object:
        return [event for event in events if event["status"] != "quoted"]


class NeverStops(Changing):
    """After a withdrawal it says once more that it looks at it."""

    def __init__(self) -> None:
        super().__init__()
        self.withdrawn = False

    def post(self, headers: Headers, body: bytes) -> Answer:
        self.withdrawn |= json.loads(body)["event"] == "application.withdrawn"
        return super().post(headers, body)

    def change(self, events: list[dict[str, Any]]) -> object:
        return [*events, {**events[0], "id": "nog"}] if self.withdrawn else events


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self._answer(cast("_Server", self.server).made.post(self._known(), body))

    def do_GET(self) -> None:
        self._answer(cast("_Server", self.server).made.get(self._known(), self.path.rpartition("/")[2]))

    def _known(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.headers.items()}

    def _answer(self, answer: Answer) -> None:
        content = json.dumps(answer[1]).encode()
        self.send_response(answer[0])
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    def __init__(self, made: Forgetful) -> None:
        self.made = made
        super().__init__(("127.0.0.1", 0), _Handler)


@contextmanager
def serving(made: Forgetful) -> Iterator[str]:
    with _Server(made) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/api"
        finally:
            server.shutdown()
            thread.join()


def tried(make: Callable[[], Forgetful], *names: str) -> list[Result]:
    with serving(make()) as endpoint:
        order = Order(endpoint, None, names, POLLING, tuple(OPEN.items()), 1.0, PACE)
        return certify(order, read_config({}), lambda _line: None)


def test_the_api_of_the_sandbox_passes_everything() -> None:
    results = tried(Forgetful)
    assert [result for result in results if not result.passed] == []
    assert [result.name for result in results] == [case.name for case in CASES_OF[POLLING]]


FORGOTTEN = {
    EveryKey: ("repeated", "led to"),
    EveryCaller: ("closed", "answer 401"),
    EveryReference: ("no-such", "answer 404"),
    OtherIds: ("status", "another id"),
    OneId: ("status", "the same id"),
    NoList: ("status", '{"events": [...]}'),
    WrongAmount: ("status", "data.financieringsbedrag (bedrag.vorm)"),
    NoQuotation: ("status", "expected an event that means offerte.uitgebracht"),
    NeverStops: ("recalled", "1 new events"),
}


@pytest.mark.parametrize("make", FORGOTTEN)
def test_an_api_that_forgets_something_fails(make: type[Forgetful]) -> None:
    name, said = FORGOTTEN[make]
    (result,) = tried(make, name)
    assert not result.passed
    assert said in result.reason


def test_every_scenario_of_an_api_can_be_failed() -> None:
    """That it takes an Aanvraag at all is what everything else waits for."""
    assert {name for name, _ in FORGOTTEN.values()} | {"submitted"} == {case.name for case in CASES_OF[POLLING]}


def test_an_api_that_is_not_there_is_named() -> None:
    order = Order(f"http://127.0.0.1:{free_port()}/api", way=POLLING, wait=0)
    with pytest.raises(LocalError, match=r"did not take an Aanvraag.*did not answer"):
        certify(order, read_config({}), lambda _line: None)
