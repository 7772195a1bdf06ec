"""A client that calls the HTTP function as the gateway does, and keeps what it answered."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app import app
from chalicelib import wiring
from tests.accounts import ADDRESS, PASSWORD
from tests.broker import Bench


@dataclass(frozen=True)
class Exchange:
    """One request by its route, and what came back."""

    method: str
    path: str
    status: int
    kind: str
    text: str

    @property
    def body(self) -> Any:
        return json.loads(self.text) if "json" in self.kind else self.text


@dataclass
class Journey:
    """Keeps what everybody got; `token` is that of whoever acts now."""

    bench: Bench = field(default_factory=Bench)
    seen: list[Exchange] = field(default_factory=list)
    token: str = ""

    def __post_init__(self) -> None:
        wiring.use(self.bench.broker)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        **ids: str,
    ) -> Any:
        """The body of the answer, which is also kept."""
        bearer = {"authorization": f"Bearer {self.token}"} if self.token else {}
        raw = body.decode() if isinstance(body, bytes) else None if body is None else json.dumps(body)
        answer = app(
            {
                "requestContext": {"httpMethod": method, "resourcePath": path, "requestId": "verzoek-1"},
                "headers": {"content-type": "application/json", **bearer, **(headers or {})},
                "multiValueQueryStringParameters": {name: [value] for name, value in (query or {}).items()} or None,
                "pathParameters": ids,
                "stageVariables": None,
                "body": raw,
            },
            None,
        )
        kind = answer["headers"].get("Content-Type", "")
        self.seen.append(Exchange(method, path, answer["statusCode"], kind, answer["body"]))
        return self.seen[-1].body if answer["body"] else None

    def login(self, address: str = ADDRESS, word: str = PASSWORD) -> Any:
        self.token = ""
        tokens = self.call("POST", "/v1/sessies", {"schermnaam": address, "wachtwoord": word})
        self.token = tokens["access_token"]
        return tokens
