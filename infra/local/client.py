"""A client of the broker over HTTP, written against the contract alone."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from infra.local.config import LOOPBACK, LocalError

TIMEOUT_SECONDS = 60.0


@dataclass
class Client:
    """One caller, signed in or not."""

    port: int
    token: str = ""
    timeout: float = TIMEOUT_SECONDS

    def get(self, path: str) -> Any:
        return self.call("GET", path)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.call("POST", path, body, headers)

    def call(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Any:
        """The answer's JSON, None when it has none. Raises LocalError with the problem for anything but 2xx."""
        status, content = self._exchange(method, path, body, headers or {})
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            raise LocalError(f"{method} {path} answered {status}: {_reason(content)}")
        return json.loads(content) if content else None

    def login(self, schermnaam: str, wachtwoord: str) -> "Client":
        """This caller, signed in."""
        answer = self.post("/v1/sessies", {"schermnaam": schermnaam, "wachtwoord": wachtwoord})
        return Client(self.port, answer["access_token"], self.timeout)

    def _exchange(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=self.timeout)
        signed = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        content = None if body is None else json.dumps(body).encode()
        try:
            sent = {"Content-Type": "application/json", **signed, **headers}
            connection.request(method, path, body=content, headers=sent)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise LocalError(
                f"nothing answers at {LOOPBACK}:{self.port} ({type(error).__name__}); start it with `make run`"
            ) from error
        finally:
            connection.close()


def _reason(content: bytes) -> str:
    """What a problem document says, without the request id."""
    try:
        problem = json.loads(content)
        faults = [f"{fault['veld']} {fault['code']}" for fault in problem.get("errors", [])]
        return "; ".join([problem["title"], *faults])
    except (ValueError, KeyError, TypeError, AttributeError):
        return "no problem document"
