"""Contract, HTTP: public routes, problems, and JSON that is read strictly."""

import hashlib
import json
import re

import pytest

from tests.functional.contract_bodies import dossier_body
from tests.functional.contract_client import PASSWORD, VERSION, Answer, Api, new_name, raw_exchange, sign_up_body

KIB = 1024
MARK = "zz-merkteken-7f3a"


def is_problem(answer: Answer, status: int) -> bool:
    assert answer.status == status, (answer.status, answer.raw)
    assert answer.headers["content-type"].split(";")[0] == "application/problem+json"
    problem = answer.json()
    assert problem.keys() >= {"type", "title", "status", "verzoek_id"}
    assert re.fullmatch(r"/problemen/[a-z0-9-]+", problem["type"])
    return bool(problem["status"] == status)


def test_health_tells_version_and_region(broker: Api) -> None:
    seen = broker.seen("/v1/gezondheid")
    assert seen.keys() >= {"status", "versie", "regio"}
    assert (seen["status"], seen["regio"]) == ("ok", "eu-central-1")


def test_published_texts_equal_their_digests(broker: Api) -> None:
    rows = broker.seen("/v1/reglementen")["reglementen"]
    assert {row["soort"] for row in rows} == {"privacyreglement", "gebruikersvoorwaarden"}
    for row in rows:
        assert row.keys() >= {"soort", "versie", "geldig_vanaf", "sha256", "huidig"}
        answer = broker.get(f"/v1/reglementen/{row['soort']}/{row['versie']}")
        assert answer.status == 200
        assert answer.headers["content-type"].startswith("text/markdown")
        assert hashlib.sha256(answer.raw).hexdigest() == row["sha256"]
    assert {row["versie"] for row in rows if row["huidig"]} == {VERSION}


@pytest.mark.parametrize("path", ["privacyreglement/1999-01-01", "verzonnen/2021-04-26", "privacyreglement/..%2f"])
def test_unknown_text_is_404(broker: Api, path: str) -> None:
    assert is_problem(broker.get(f"/v1/reglementen/{path}"), 404)


NOWHERE = ["/", "/v1", "/v2/gezondheid", "/v1/verzonnen", "/v1/dossiers/a/b/c", "/favicon.ico", "/v1/Dossiers", "/%00"]


@pytest.mark.parametrize("path", NOWHERE)
def test_unknown_path_is_a_problem(broker: Api, path: str) -> None:
    assert is_problem(broker.get(path), 404)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/v1/gezondheid"),
        ("PUT", "/v1/dossiers"),
        ("PATCH", "/v1/sessies"),
        ("GET", "/v1/accounts"),
        ("GET", "/v1/callbacks/kre_x"),
        ("TRACE", "/v1/dossiers"),
        ("PROPFIND", "/v1/dossiers"),
    ],
)
def test_unknown_method_is_a_problem(broker: Api, method: str, path: str) -> None:
    answer = broker.call(method, path)
    assert answer.status in {405, 501}
    assert is_problem(answer, 405)


PROTECTED = [
    ("GET", "/v1/account"),
    ("PATCH", "/v1/account"),
    ("DELETE", "/v1/account"),
    ("DELETE", "/v1/sessies"),
    ("GET", "/v1/kredietverstrekkers"),
    ("GET", "/v1/dossiers"),
    ("POST", "/v1/dossiers"),
    ("GET", "/v1/dossiers/x"),
    ("PATCH", "/v1/dossiers/x"),
    ("DELETE", "/v1/dossiers/x"),
    ("POST", "/v1/dossiers/x/aanvragen"),
    ("GET", "/v1/aanvragen"),
    ("GET", "/v1/aanvragen/x"),
    ("POST", "/v1/aanvragen/x/verzending"),
    ("GET", "/v1/aanvragen/x/offertes"),
    ("POST", "/v1/aanvragen/x/intrekking"),
    ("POST", "/v1/verstrekkingen/x/informatie"),
    ("POST", "/v1/offertes/x/aanvaarding"),
    ("GET", "/v1/overeenkomsten"),
    ("GET", "/v1/overeenkomsten/x"),
    ("GET", "/v1/toestemmingen"),
    ("POST", "/v1/toestemmingen/x/intrekking"),
    ("POST", "/v1/beheer/kredietverstrekkers"),
    ("GET", "/v1/beheer/kredietverstrekkers"),
    ("POST", "/v1/beheer/kredietverstrekkers/x/geheim"),
    ("POST", "/v1/beheer/reglementen"),
    ("GET", "/v1/beheer/vernietigingen"),
    ("POST", "/v1/beheer/bewaarblokkades"),
    ("GET", "/v1/beheer/bewaarblokkades"),
    ("GET", "/v1/beheer/bewaarblokkades/x"),
    ("GET", "/v1/beheer/bewaarblokkades/x/dossier"),
    ("DELETE", "/v1/beheer/bewaarblokkades/x"),
]


@pytest.mark.parametrize(("method", "path"), PROTECTED)
def test_without_a_token_every_route_is_401(broker: Api, method: str, path: str) -> None:
    body = None if method == "GET" else {"merk": MARK}
    answer = broker.call(method, path, body)
    assert is_problem(answer, 401)
    assert MARK.encode() not in answer.raw


BEHEER = [(method, path) for method, path in PROTECTED if "/beheer/" in path]


@pytest.mark.parametrize(("method", "path"), BEHEER)
def test_without_the_role_every_beheer_route_is_403(shared_vendor: Api, method: str, path: str) -> None:
    assert is_problem(shared_vendor.call(method, path, None if method == "GET" else {"merk": MARK}), 403)


def test_body_over_256_kib_is_413(shared_vendor: Api) -> None:
    giant = b'{"betrokkene":"' + b"x" * 256 * KIB + b'"}'
    for path in ("/v1/dossiers", "/v1/accounts", "/v1/sessies"):
        assert is_problem(shared_vendor.call("POST", path, raw=giant), 413), path
    filled = json.dumps(dossier_body()).encode()
    assert shared_vendor.call("POST", "/v1/dossiers", raw=filled.ljust(256 * KIB)).status == 201
    assert is_problem(shared_vendor.call("POST", "/v1/dossiers", raw=filled.ljust(256 * KIB + 1)), 413)


GOOD = json.dumps(dossier_body())
NOT_JSON = [
    b"",
    b"{",
    b"null",
    b"[]",
    b'"x"',
    b"1",
    b"\xff\xfe{}",
    b"\xef\xbb\xbf" + GOOD.encode(),
    GOOD.encode("utf-16"),
    (GOOD + "x").encode(),
    b"{'betrokkene': 1}",
    GOOD.replace("2025", "NaN").encode(),
    GOOD.replace("2025", "Infinity").encode(),
    GOOD.replace("2025", "1e999").encode(),
    GOOD.replace("2025", "2025.0").encode(),
    GOOD.replace("2025", "9" * 5000).encode(),
    GOOD.replace('{"betrokkene"', '{"betrokkene": {}, "betrokkene"').encode(),
    GOOD.replace('"plaats"', f'"plaats": "{MARK}", "plaats"').encode(),
    GOOD.replace('"plaats"', f'"plaa\\u0074s": "{MARK}", "plaats"').encode(),
    GOOD.replace("Voorbeeldstad", "\\ud800").encode(),
    b'{"a":' * 5000 + b"1" + b"}" * 5000,
    b"[" * 100_000,
]


@pytest.mark.parametrize("number", range(len(NOT_JSON)))
def test_bad_json_is_422(shared_vendor: Api, number: int) -> None:
    answer = shared_vendor.call("POST", "/v1/dossiers", raw=NOT_JSON[number])
    assert is_problem(answer, 422)
    assert isinstance(answer.json()["errors"], list)
    assert MARK.encode() not in answer.raw


def test_unknown_name_is_echoed_only_when_plain(shared_vendor: Api) -> None:
    plain = shared_vendor.post("/v1/dossiers", {**dossier_body(), "onbekend_veld_9": MARK})
    assert "onbekend_veld_9" in {veld for veld, _ in plain.codes()}
    assert MARK.encode() not in plain.raw
    longest = shared_vendor.post("/v1/dossiers", {**dossier_body(), "v" * 64: 1})
    assert "v" * 64 in {veld for veld, _ in longest.codes()}


NAMES = ["v" * 65, "Naam van Testpersoon", "<script>alert(1)", "naam\r\nset-cookie: a=b", "é" * 8]


@pytest.mark.parametrize("name", NAMES)
def test_other_names_never_come_back(shared_vendor: Api, name: str) -> None:
    nested = dossier_body()
    nested["betrokkene"]["adres"][name] = 1
    for body in ({**dossier_body(), name: MARK}, nested):
        answer = shared_vendor.post("/v1/dossiers", body)
        assert is_problem(answer, 422)
        whole = answer.raw.decode() + str(answer.headers)
        assert name not in whole
        assert json.dumps(name)[1:-1] not in whole
        assert MARK not in whole


def test_no_value_of_a_sign_up_or_session_comes_back(broker: Api) -> None:
    body = {**sign_up_body(new_name()), "naam": [MARK], "wachtwoord": {"x": MARK}, "telefoon": MARK}
    answers = [
        broker.post("/v1/accounts", body),
        broker.post("/v1/sessies", {"schermnaam": MARK, "wachtwoord": PASSWORD + MARK}),
        broker.post("/v1/sessies", {"schermnaam": [MARK], "wachtwoord": MARK}),
        broker.post("/v1/sessies/verversing", {"refresh_token": MARK}),
        broker.post("/v1/accounts/bevestiging", {"schermnaam": MARK, "code": MARK}),
        broker.post("/v1/wachtwoord", {"schermnaam": MARK, "code": MARK, "wachtwoord": MARK}),
        broker.get(f"/v1/{MARK}?{MARK}={MARK}"),
        broker.get(f"/v1/reglementen/{MARK}/{MARK}"),
    ]
    assert all(400 <= answer.status < 500 for answer in answers), [answer.status for answer in answers]
    assert not [answer for answer in answers if MARK in answer.raw.decode() + str(answer.headers)]


def test_bad_query_values_never_come_back(shared_vendor: Api) -> None:
    paths = (f"/v1/dossiers?limiet={MARK}", f"/v1/dossiers?velden={MARK}", f"/v1/kredietverstrekkers?product={MARK}")
    for path in paths:
        answer = shared_vendor.get(path)
        assert is_problem(answer, 422)
        assert MARK.encode() not in answer.raw


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", ""])
def test_other_content_types_do_no_harm(shared_vendor: Api, kind: str) -> None:
    answer = shared_vendor.call("POST", "/v1/dossiers", raw=GOOD.encode(), headers={"Content-Type": kind})
    assert answer.status in {201, 415, 422}


def test_broken_http_is_answered_not_dropped(broker: Api) -> None:
    host = b"Host: x\r\nConnection: close\r\n"
    start = b"GET /v1/gezondheid HTTP/1.1\r\n" + host
    assert raw_exchange(broker.port, start + b"\r\n").status == 200
    assert raw_exchange(broker.port, start + b"X: " + b"a" * 70_000 + b"\r\n\r\n").status in {400, 431}
    assert raw_exchange(broker.port, b"NONSENSE\r\n\r\n").status in {400, 405, 501}
    two = b"POST /v1/sessies HTTP/1.1\r\n" + host + b"Content-Length: 2\r\nContent-Length: 5\r\n\r\n{}"
    assert raw_exchange(broker.port, two).status in {400, 422}
    chunked = b"POST /v1/sessies HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    assert 400 <= raw_exchange(broker.port, chunked).status < 500
