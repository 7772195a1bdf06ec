"""The local gateway over real connections, before a real Chalice app."""

import base64
import http.client
import json
import socket
import threading
from collections.abc import Iterator
from typing import Any, cast

import pytest
from chalice.app import Chalice, Response

from infra.local.events import Event
from infra.local.gateway import Answer, ChaliceApp, Gateway, serving

PROBLEM = "application/problem+json"
PATIENCE = 60.0


class Problems:
    """Answers that say which of them was given."""

    def no_route(self, request_id: str) -> Answer:
        return self.other(request_id, 404)

    def no_method(self, request_id: str, allowed: tuple[str, ...]) -> Answer:
        return {**self.other(request_id, 405), "headers": {"Content-Type": PROBLEM, "Allow": ", ".join(allowed)}}

    def other(self, request_id: str, status: int) -> Answer:
        body = json.dumps({"status": status, "verzoek_id": request_id})
        return {"statusCode": status, "headers": {"Content-Type": PROBLEM}, "body": body}


def _chalice() -> Chalice:
    app = Chalice("voorbeeld")
    app.api.binary_types.append("application/pdf")

    @app.route("/v1/dossiers/{dossier_id}", methods=["GET", "POST"], content_types=[])
    def dossier(dossier_id: str) -> Response:
        request: Any = app.current_request
        seen = {"id": dossier_id, "query": request.query_params and dict(request.query_params), "body": _text(request)}
        return Response(seen, {"Set-Cookie": ["a=1", "b=2"]})

    @app.route("/v1/documenten", methods=["POST"], content_types=[])
    def document() -> Response:
        request: Any = app.current_request
        return Response(request.raw_body[::-1], {"Content-Type": "application/pdf"})

    @app.route("/v1/leeg", methods=["DELETE"])
    def leeg() -> Response:
        return Response("", status_code=204)

    return app


def _text(request: Any) -> str:
    return base64.b64encode(request.raw_body or b"").decode()


def _broken(_event: Event) -> Answer:
    raise ValueError("geheim")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    gateway = Gateway(cast("ChaliceApp", _chalice()), Problems(), {"/v1/lokaal/stuk": {"GET": _broken}})
    with serving(0, gateway) as number:
        yield number


@pytest.fixture
def connection(port: int) -> Iterator[http.client.HTTPConnection]:
    made = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    yield made
    made.close()


def _ask(
    connection: http.client.HTTPConnection, method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection.request(method, path, body=body, headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read()


def _raw(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as sock:
        sock.sendall(request)
        return b"".join(iter(lambda: sock.recv(65536), b""))


def test_a_request_reaches_its_view_whole(connection: http.client.HTTPConnection) -> None:
    status, headers, body = _ask(connection, "POST", "/v1/dossiers/dos_a?limiet=5", b'{"a": "\xc3\xab"}')
    sent = base64.b64encode(b'{"a": "\xc3\xab"}').decode()
    assert (status, json.loads(body)) == (200, {"id": "dos_a", "query": {"limiet": "5"}, "body": sent})
    assert headers.get_all("Set-Cookie") == ["a=1", "b=2"]


def test_one_connection_serves_many_requests(connection: http.client.HTTPConnection) -> None:
    assert [_ask(connection, "GET", f"/v1/dossiers/{number}")[0] for number in range(20)] == [200] * 20
    assert _ask(connection, "DELETE", "/v1/leeg")[2] == b""
    assert _ask(connection, "GET", "/v1/dossiers/na")[0] == 200


def test_binary_bodies_go_both_ways_unharmed(connection: http.client.HTTPConnection) -> None:
    every_byte = bytes(range(256))
    headers = {"Content-Type": "application/pdf", "Accept": "application/pdf"}
    status, _, body = _ask(connection, "POST", "/v1/documenten", every_byte, **headers)
    assert (status, body) == (200, every_byte[::-1])


def test_a_chunked_body_is_read_whole(connection: http.client.HTTPConnection) -> None:
    status, _, body = _ask(connection, "POST", "/v1/dossiers/dos_a", iter([b"een", b"twee"]))
    assert (status, json.loads(body)["body"]) == (200, base64.b64encode(b"eentwee").decode())


def test_an_unknown_path_is_a_problem(connection: http.client.HTTPConnection) -> None:
    status, headers, body = _ask(connection, "GET", "/v2/dossiers")
    assert (status, headers["Content-Type"], json.loads(body)["status"]) == (404, PROBLEM, 404)
    assert json.loads(body)["verzoek_id"]


@pytest.mark.parametrize("method", ["PATCH", "HEAD", "OPTIONS", "TRACE", "BREW"])
def test_an_unknown_method_names_the_allowed(connection: http.client.HTTPConnection, method: str) -> None:
    status, headers, body = _ask(connection, method, "/v1/dossiers/dos_a")
    assert (status, headers["Allow"], headers["Content-Type"]) == (405, "GET, POST", PROBLEM)
    assert (body == b"") is (method == "HEAD")


@pytest.mark.parametrize("length", [10 * 1024 * 1024 + 1, 10**15])
def test_a_body_over_ten_megabytes_is_refused(port: int, length: int) -> None:
    head = f"POST /v1/documenten HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n".encode()
    answer = _raw(port, head + b"x" * 100_000 if length > 10**9 else head + b"x" * length)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"Connection: close" in answer


@pytest.mark.parametrize(
    "head",
    [
        "Content-Length: -1",
        "Content-Length: 1_0",
        "Content-Length: 1\r\nContent-Length: 2",
        "Content-Length: 3\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: gzip",
        "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_a_body_without_clear_end_is_refused(port: int, head: str) -> None:
    answer = _raw(port, f"POST /v1/documenten HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\nabc".encode())
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize(
    "line", [b"GET / HTTP/9.9", b"GET", b"GET / " + b"x" * 70_000 + b" HTTP/1.1", b"GET /a b HTTP/1.1"]
)
def test_what_is_not_http_gets_a_problem(port: int, line: bytes) -> None:
    answer = _raw(port, line + b"\r\n\r\n")
    assert answer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 505 "))
    assert PROBLEM.encode() in answer


def test_a_fault_says_nothing_about_itself(
    connection: http.client.HTTPConnection, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, body = _ask(connection, "GET", "/v1/lokaal/stuk")
    assert (status, b"geheim" in body) == (500, False)
    assert capsys.readouterr().err == "gateway: GET failed with ValueError\n"


def test_a_stop_waits_for_the_answer_in_hand() -> None:
    begun, release = threading.Event(), threading.Event()

    def slow(_event: Event) -> Answer:
        begun.set()
        release.wait(PATIENCE)
        return {"statusCode": 200, "headers": {}, "body": "klaar"}

    gateway = Gateway(cast("ChaliceApp", _chalice()), Problems(), {"/v1/traag": {"GET": slow}})
    answers: list[bytes] = []
    with serving(0, gateway) as number:
        made = http.client.HTTPConnection("127.0.0.1", number, timeout=PATIENCE)
        asking = threading.Thread(target=lambda: answers.append(_ask(made, "GET", "/v1/traag")[2]))
        asking.start()
        assert begun.wait(PATIENCE)
        threading.Timer(0, release.set).start()
    asking.join(PATIENCE)
    made.close()
    assert answers == [b"klaar"]
