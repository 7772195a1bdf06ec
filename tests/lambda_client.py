"""The HTTP function as the gateway calls it, with everything behind it in memory."""

import json
from base64 import b64encode
from typing import Any, NamedTuple

from app import app
from chalicelib import wiring
from chalicelib.domain.gebruiker import Rol
from chalicelib.usecases.create_operator import create_operator
from tests.accounts import ADDRESS, PAPERS, PASSWORD, Bench

OPERATOR = "beheer@example.com"
SIGN_UP = {
    "schermnaam": ADDRESS,
    "wachtwoord": PASSWORD,
    "soort": "vendor",
    "naam": "Testpersoon Voorbeeld",
    "telefoon": "06 12345678",
    "organisatie": {"naam": "Voorbeeld Dealer B.V.", "kvk_nummer": "12345678"},
    "akkoord": {soort.value: versie for soort, versie in PAPERS.items()},
}


class Answered(NamedTuple):
    status: int
    text: str
    headers: dict[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def faults(self) -> list[tuple[str, str]]:
        return [(fault["veld"], fault["code"]) for fault in self.json["errors"]]


class Client:
    """Calls the Lambda function as the gateway does; `bench` is what stands behind it."""

    def __init__(self, bench: Bench | None = None) -> None:
        self.bench = bench or Bench()
        self.token = ""
        wiring.use(self.bench.broker)

    def call(self, method: str, resource: str, body: Any = None, **more: Any) -> Answered:
        query = {name: [value] for name, value in more.pop("query", {}).items()} or None
        raw: bytes | None = more.pop("raw", None)  # a file, as the gateway hands it on
        headers = {"authorization": f"Bearer {self.token}"} if self.token else {}
        answer = app(
            {
                "requestContext": {"httpMethod": method, "resourcePath": resource, "requestId": "verzoek-1"},
                "headers": {"content-type": "application/json", **headers, **more.pop("headers", {})},
                "multiValueQueryStringParameters": query,
                "pathParameters": more,
                "stageVariables": None,
                "body": b64encode(raw).decode() if raw is not None else None if body is None else json.dumps(body),
                "isBase64Encoded": raw is not None,
            },
            None,
        )
        return Answered(answer["statusCode"], answer["body"], answer["headers"])

    def login(self, address: str = ADDRESS, password: str = PASSWORD) -> Any:
        answer = self.call("POST", "/v1/sessies", {"schermnaam": address, "wachtwoord": password})
        assert answer.status == 200, answer.text
        self.token = answer.json["access_token"]
        return answer.json

    def sign_up(self) -> None:
        assert self.call("POST", "/v1/accounts", SIGN_UP).status == 202
        body = {"schermnaam": ADDRESS, "code": self.bench.code()}
        assert self.call("POST", "/v1/accounts/bevestiging", body).status == 204

    def operator(self, *rollen: Rol) -> None:
        create_operator(self.bench.broker, OPERATOR, "Voorbeeld Beheer", PASSWORD, rollen)
        self.login(OPERATOR)
