"""The way out to Kredietverstrekkers (design 9): checked addresses, no redirects, one answer per send."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Outgoing:
    """One signed message, ready to leave; `seconds` is how long this try may take, never more than 15."""

    endpoint: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    seconds: float = 15.0


@dataclass(frozen=True)
class Outcome:
    """
    What came of one send. `status` is None when no HTTP answer came; `reason` is a code without data
    (`timeout`, `verbinding`, `adres`, `redirect`, `te-groot`, ...). `body` is the answer, at most 64 KiB, and
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

    def send_all(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        """POST all at once, in parallel, each within 15 s; one outcome per message, in order. Never raises."""

    def trusted(self, endpoint: str) -> bool:
        """Whether this endpoint is active without a challenge; always False outside stage local."""
