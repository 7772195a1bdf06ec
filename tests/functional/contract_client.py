"""
A client and a Kredietverstrekker written from the published contract alone.

Shares no code with the broker: what these tests prove, anybody who reads the contract can rely on.
"""

import json
import re
import socket
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection, HTTPResponse
from typing import Any, TypeVar

HOST = "127.0.0.1"
TIMEOUT = 60.0
PATIENCE = 60.0  # seconds until something that happens by itself must have happened
STEP = 0.05
PASSWORD = "Voorbeeld-Wachtwoord-2026!"
OPERATOR = "ops@lease-deal.example"
OPERATOR_PASSWORD = "Lokaal-Beheer-2026!"  # pragma: allowlist secret
VERSION = "2021-04-26"
SIX_DIGITS = re.compile(r"(?<!\d)\d{6}(?!\d)")

Json = dict[str, Any]
Found = TypeVar("Found")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Answer:
    """What the broker said; header names are lower case."""

    status: int
    headers: Mapping[str, str]
    raw: bytes

    def json(self) -> Any:
        return json.loads(self.raw)

    def without_request_id(self) -> bytes:
        """The body as two refusals must share it: `verzoek_id` alone may differ."""
        own = str(self.json()["verzoek_id"]).encode()
        return self.raw.replace(own, b"-")

    def codes(self) -> set[tuple[str, str]]:
        """The (veld, code) pairs of a refusal."""
        return {(error["veld"], error["code"]) for error in self.json()["errors"]}


def local_post(api: "Api") -> list[Json]:
    """The mail box of stage local, newest first."""
    found = api.get("/v1/lokaal/post").json()
    box: list[Json] = found if isinstance(found, list) else found["post"]
    return box


@dataclass(frozen=True)
class Api:
    """
    The broker at a port, seen by somebody with or without an access token; `base` stands before every path.

    Who works for longer than a token is good for has `lasting`, which gives the token of now.
    """

    port: int
    token: str | None = field(default=None, repr=False)
    base: str = ""
    mailbox: Callable[["Api"], list[Json]] = field(default=local_post, repr=False)
    lasting: Callable[[], str] | None = field(default=None, repr=False)

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        raw: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request; `body` is sent as JSON, `raw` as it is."""
        sent = raw if raw is not None else None if body is None else json.dumps(body).encode()
        return self._exchange(method, path, sent, {**self._headers(sent), **(headers or {})})

    def get(self, path: str, **headers: str) -> Answer:
        return self.call("GET", path, headers=headers)

    def post(self, path: str, body: object = None, **headers: str) -> Answer:
        return self.call("POST", path, body, headers=_names(headers))

    def patch(self, path: str, body: object, versie: object) -> Answer:
        return self.call("PATCH", path, body, headers={"If-Match": f'"{versie}"'})

    def delete(self, path: str, body: object = None, **headers: str) -> Answer:
        return self.call("DELETE", path, body, headers=_names(headers))

    def made(self, path: str, body: object, status: int = 201, **headers: str) -> Json:
        """The answer of a POST that has to succeed."""
        answer = self.post(path, body, **headers)
        assert answer.status == status, (path, answer.status, answer.raw)
        found: Json = answer.json()
        return found

    def seen(self, path: str) -> Json:
        """The answer of a GET that has to succeed."""
        answer = self.get(path)
        assert answer.status == 200, (path, answer.status, answer.raw)
        found: Json = answer.json()
        return found

    def signed_in(self, token: str | None) -> "Api":
        return replace(self, token=token)

    def _headers(self, sent: bytes | None) -> dict[str, str]:
        headers = {} if sent is None else {"Content-Type": "application/json"}
        token = self.lasting() if self.lasting else self.token
        return {**headers, "Authorization": f"Bearer {token}"} if token else headers

    def _exchange(self, method: str, path: str, sent: bytes | None, headers: Mapping[str, str]) -> Answer:
        with closing(HTTPConnection(HOST, self.port, timeout=TIMEOUT)) as line:
            line.request(method, self.base + path, sent, dict(headers))
            return _answer(line.getresponse())


def _answer(response: HTTPResponse) -> Answer:
    names = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, names, response.read())


def _names(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def raw_exchange(port: int, request: bytes) -> Answer:
    """Bytes that no well-behaved client would send, and the answer to them."""
    with closing(socket.create_connection((HOST, port), timeout=TIMEOUT)) as sock:
        sock.sendall(request)
        sock.shutdown(socket.SHUT_WR)
        response = HTTPResponse(sock)
        response.begin()
        return _answer(response)


@dataclass(frozen=True)
class Person:
    """Somebody with a confirmed account who signed in."""

    api: Api
    schermnaam: str
    refresh_token: str = field(repr=False)


def new_name(start: str = "testpersoon") -> str:
    """A schermnaam that nobody has."""
    return f"{start}.{uuid.uuid4().hex}@example.com"


def sign_up_body(schermnaam: str, soort: str = "vendor", **changes: object) -> Json:
    body: Json = {
        "schermnaam": schermnaam,
        "wachtwoord": PASSWORD,
        "soort": soort,
        "naam": "Testpersoon Voorbeeld",
        "akkoord": {"privacyreglement": VERSION, "gebruikersvoorwaarden": VERSION},
    }
    if soort in {"vendor", "adviseur"}:
        body["organisatie"] = {"naam": "Voorbeeld Verkoop B.V.", "kvk_nummer": "90001354"}
    return {**body, **changes}


def mails(api: Api, schermnaam: str) -> list[Json]:
    """What was mailed to this address, newest first."""
    return [mail for mail in api.mailbox(api) if schermnaam in mail["to"]]


def mailed_code(api: Api, schermnaam: str, at_least: int = 1) -> str:
    """The six digits in the newest of at least so many mails to this address."""
    found = eventually(lambda: mails(api, schermnaam), lambda box: len(box) >= at_least)
    (code,) = set(SIX_DIGITS.findall(found[0]["text"]))
    return str(code)


def sign_in(api: Api, schermnaam: str, password: str = PASSWORD) -> Person:
    made = api.made("/v1/sessies", {"schermnaam": schermnaam, "wachtwoord": password}, 200)
    return Person(api.signed_in(made["access_token"]), schermnaam, made["refresh_token"])


def new_person(api: Api, soort: str = "vendor") -> Person:
    """Sign-up, the code from the mail, and a first session."""
    schermnaam = new_name()
    api.made("/v1/accounts", sign_up_body(schermnaam, soort), 202)
    answer = api.post("/v1/accounts/bevestiging", {"schermnaam": schermnaam, "code": mailed_code(api, schermnaam)})
    assert answer.status == 204, answer.raw
    return sign_in(api, schermnaam)


def eventually(look: Callable[[], Found], wanted: Callable[[Found], bool]) -> Found:
    """What `look` finds as soon as it is what is wanted."""
    for found in _looks(look):
        if wanted(found):
            return found
    raise AssertionError(look())


def _looks(look: Callable[[], Found]) -> Iterator[Found]:
    pause = threading.Event()
    for _ in range(int(PATIENCE / STEP)):
        yield look()
        pause.wait(STEP)


def at_once(count: int, work: Callable[[int], Result]) -> list[Result]:
    """The results of `work(0)` … `work(count - 1)`, all started at the same moment in threads of their own."""
    gate = threading.Barrier(count)
    results: dict[int, Result] = {}

    def run(number: int) -> None:
        gate.wait(TIMEOUT)
        results[number] = work(number)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(TIMEOUT * 2)
    assert len(results) == count
    return [results[number] for number in range(count)]
