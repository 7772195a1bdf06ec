"""Contract, attacked: forged tokens, tricks with paths, headers, cursors and keys."""

import base64
import hashlib
import hmac
import json
import uuid

import pytest

from tests.functional.contract_bodies import dossier_body
from tests.functional.contract_client import Api, Json, new_person, raw_exchange
from tests.functional.contract_journey import new_aanvraag, new_dossier


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(part: str) -> Json:
    found: Json = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


def forged(token: str, header: Json, payload: Json, key: bytes = b"") -> str:
    """The token with these changes; signed with `key` as HMAC, or with the old signature."""
    head, body, signature = token.split(".")
    parts = [{**decoded(head), **header}, {**decoded(body), **payload}]
    start = ".".join(encoded(json.dumps(part).encode()) for part in parts)
    made = hmac.new(key, start.encode(), hashlib.sha256).digest()
    return f"{start}.{encoded(made) if key else signature}"


FORGERIES: list[tuple[Json, Json, bytes]] = [
    ({"alg": "none"}, {}, b""),
    ({"alg": "None"}, {}, b""),
    ({"alg": "HS256"}, {}, b"geheim"),
    ({"alg": "RS512"}, {}, b""),
    ({"kid": "verzonnen"}, {}, b""),
    ({"kid": "../../dev/null"}, {}, b"\x00"),
    ({"jku": "http://127.0.0.1:1/jwks.json"}, {}, b""),
    ({"jwk": {"kty": "oct", "k": "Z2VoZWlt"}, "alg": "HS256"}, {}, b"geheim"),
    ({}, {"username": "acc_iemandanders"}, b""),
    ({}, {"exp": 9999999999}, b""),
    ({}, {"cognito:groups": ["beheer"]}, b""),
    ({}, {"token_use": "id"}, b""),
]


@pytest.mark.parametrize("number", range(len(FORGERIES)))
def test_forged_token_is_401(shared_vendor: Api, number: int) -> None:
    assert shared_vendor.token
    token = forged(shared_vendor.token, *FORGERIES[number])
    answer = shared_vendor.signed_in(token).get("/v1/account")
    assert answer.status == 401, answer.raw
    bare = shared_vendor.signed_in(token.rpartition(".")[0] + ".").get("/v1/account")
    assert bare.status == 401


def test_public_key_is_no_hmac_secret(broker: Api, shared_vendor: Api) -> None:
    assert shared_vendor.token
    head, _, _ = shared_vendor.token.split(".")
    guesses = [head.encode(), b"-----BEGIN PUBLIC KEY-----\n", decoded(head)["kid"].encode()]
    for key in guesses:
        token = forged(shared_vendor.token, {"alg": "HS256"}, {}, key)
        assert broker.signed_in(token).get("/v1/account").status == 401


BAD_AUTHORIZATIONS = [
    "Bearer",
    "Bearer ",
    "Basic dXNlcjpwYXNz",
    "bearer x",
    "Bearer a.b.c",
    "Bearer " + "x" * 8000,
    "x",
]


@pytest.mark.parametrize("value", BAD_AUTHORIZATIONS)
def test_bad_authorization_header_is_401(broker: Api, value: str) -> None:
    answer = broker.call("GET", "/v1/account", headers={"Authorization": value})
    assert answer.status == 401


def test_two_tokens_in_one_header_are_no_token(shared_vendor: Api) -> None:
    value = f"Bearer {shared_vendor.token}, Bearer {shared_vendor.token}"
    assert shared_vendor.signed_in(None).call("GET", "/v1/account", headers={"Authorization": value}).status == 401


TRICKS = [
    "/v1/%2e%2e/v1/account",
    "/v1/../v1/account",
    "/v1//account",
    "/v1/account%00",
    "/v1/account;x=1",
    "/v1/account%2f..%2faccount",
    "/v1/dossiers/%2e%2e/account",
    "/v1/dossiers/..%2faccount",
    "/v1/dossiers/" + "a" * 7000,
    "/v1/dossiers/%ff%fe",
    "/v1/dossiers/%",
    "/v1/dossiers/{dossier_id}",
    "/v1/dossiers/*",
]


@pytest.mark.parametrize("path", TRICKS)
def test_tricks_with_a_path_end_in_404(shared_vendor: Api, path: str) -> None:
    request = f"GET {shared_vendor.base}{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    signed_in = f"{request}Authorization: Bearer {shared_vendor.token}\r\n\r\n"
    answer = raw_exchange(shared_vendor.port, signed_in.encode())
    assert answer.status in {400, 404}, answer.raw
    assert answer.headers["content-type"] == "application/problem+json"
    assert b"dossier_id" not in answer.raw


@pytest.mark.parametrize("path", ["//v1/account", "/v1/account/", "http://127.0.0.1/v1/account"])
def test_other_spellings_still_ask_for_a_token(broker: Api, path: str) -> None:
    request = f"GET {broker.base}{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answer = raw_exchange(broker.port, request.encode())
    assert answer.status in {401, 404}, answer.raw


def test_operator_has_no_way_into_a_dossier(operator: Api, vendor: Api) -> None:
    dossier = new_dossier(vendor)
    tries = [
        operator.get(f"/v1/dossiers/{dossier}"),
        operator.delete(f"/v1/dossiers/{dossier}", If_Match='"1"'),
        operator.get(f"/v1/beheer/dossiers/{dossier}"),
        operator.get("/v1/dossiers?velden=naam"),
    ]
    assert [answer.status in {403, 404} or answer.json() == {"dossiers": []} for answer in tries] == [True] * 4
    assert vendor.get(f"/v1/dossiers/{dossier}").status == 200


def test_operator_is_no_gebruiker(operator: Api) -> None:
    assert operator.post("/v1/dossiers", dossier_body()).status == 403


def test_headers_cannot_be_smuggled_into_an_answer(shared_vendor: Api) -> None:
    path = "/v1/dossiers/x%0d%0aset-cookie:%20a=b"
    answer = shared_vendor.get(path)
    assert answer.status == 404
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-Method-Override"])
def test_method_cannot_be_overridden(vendor: Api, name: str) -> None:
    path = f"/v1/dossiers/{new_dossier(vendor)}"
    vendor.call("GET", path, headers={name: "DELETE", "If-Match": '"1"'})
    assert vendor.get(path).status == 200


@pytest.mark.parametrize("name", ["X-Forwarded-User", "X-Account-Id", "X-Amzn-Oidc-Identity", "Cookie"])
def test_identity_comes_from_the_token_alone(broker: Api, name: str) -> None:
    assert broker.call("GET", "/v1/account", headers={name: "acc_x"}).status == 401


def test_cursor_of_another_account_opens_nothing(broker: Api, vendor: Api) -> None:
    for _ in range(3):
        new_dossier(vendor)
    first = vendor.seen("/v1/dossiers?limiet=1")
    cursor = first.get("volgende") or first.get("na")
    assert cursor
    other = new_person(broker).api
    answer = other.get(f"/v1/dossiers?limiet=10&na={cursor}")
    assert answer.status in {200, 422}
    assert answer.status == 422 or answer.json()["dossiers"] == []


def test_idempotency_key_is_bound_to_its_route(vendor: Api) -> None:
    key = uuid.uuid4().hex
    made = vendor.made("/v1/dossiers", dossier_body(), Idempotency_Key=key)
    aanvraag = new_aanvraag(vendor, made["id"])
    answer = vendor.post(f"/v1/aanvragen/{aanvraag}/intrekking", {}, Idempotency_Key=key)
    assert answer.status != 201
    assert "betrokkene" not in answer.raw.decode()


@pytest.mark.parametrize("key", ["", " ", "x" * 5000, "é", "a\tb"])
def test_odd_idempotency_keys_do_no_harm(vendor: Api, key: str) -> None:
    answer = vendor.post("/v1/dossiers", dossier_body(), Idempotency_Key=key)
    assert answer.status in {201, 422}, answer.raw
