"""What a view gets and gives: one request that is parsed and allowed, and one answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.model import Model
from chalicelib.errors import Unauthenticated
from chalicelib.usecases.idempotency import Claim
from chalicelib.usecases.ports.broker import Broker

B = TypeVar("B")


@dataclass(frozen=True)
class Call(Generic[B]):
    """
    `body` is the parsed model (None where a route has none), `raw` the bytes as they came. `versie` is what
    If-Match named. `path` holds the ids of the address; whether they exist is the use case's business.
    """

    broker: Broker
    now: datetime
    body: B
    path: Mapping[str, str]
    headers: Mapping[str, str]
    query: Mapping[str, str]
    raw: bytes
    verzoek_id: str
    maybe_actor: Actor | None = None
    claim: Claim | None = None
    maybe_versie: int | None = None

    @property
    def actor(self) -> Actor:
        if self.maybe_actor is None:
            raise Unauthenticated
        return self.maybe_actor

    @property
    def geen_bsn(self) -> bool:
        """Whether the sender confirmed that a number in free text is no BSN."""
        return self.headers.get("x-bevestig", "") == "geen-bsn"

    @property
    def versie(self) -> int:
        """0 when If-Match was missing or no number: no version is ever 0, so it is stale."""
        return self.maybe_versie or 0


@dataclass(frozen=True)
class Answer:
    """
    `body` is a model or a JSON object, text, bytes, or nothing. `content_type` is empty where it follows: JSON, or for
    text that of the route.
    """

    status: int
    body: Model | Mapping[str, Any] | str | bytes | None = None
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
