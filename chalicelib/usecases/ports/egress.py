"""The way out to Kredietverstrekkers (design 9): checked addresses, no redirects, one answer per send."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class TokenRequest:
    """Where and as whom a token is asked for (OAuth 2.0, client credentials)."""

    url: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str = ""


@dataclass(frozen=True)
class Access:
    """What goes with a message to prove who sends it. Secrets, so nothing of it is ever printed."""

    header: tuple[str, str] | None = field(default=None, repr=False)
    token: TokenRequest | None = field(default=None, repr=False)
    certificate: str = field(default="", repr=False)  # with its key, in PEM


@dataclass(frozen=True)
class Outgoing:
    """One signed message, ready to leave; `seconds` is how long this try may take, never more than 15."""

    endpoint: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    seconds: float = 15.0
    method: str = "POST"
    access: Access | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Outcome:
    """
    What came of one send. `status` is None when no HTTP answer came; `reason` is a code without data
    (`timeout`, `verbinding`, `adres`, `redirect`, `te-groot`, `token`, ...). `body` is the answer, at most 64 KiB, and
    `milliseconds` how long it took, which says nothing of what came.
    """

    status: int | None
    reason: str = ""
    body: bytes = b""
    milliseconds: int = field(default=0, compare=False)

    @property
    def received(self) -> bool:
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 - HTTP's own classes


class Egress(Protocol):
    def check(self, endpoint: str) -> None:
        """Raises InvalidInput `endpoint.*` unless this address may ever be called (scheme, port, name, addresses)."""

    def check_certificate(self, certificate: str) -> None:
        """Raises InvalidInput `certificaat.onbruikbaar` unless this certificate and its key, in PEM, fit each other."""

    def send_all(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        """POST all at once, in parallel, each within 15 s; one outcome per message, in order. Never raises."""

    def trusted(self, endpoint: str) -> bool:
        """Whether this endpoint is active without a challenge; always False outside stage local."""
