"""Standard Webhooks 1.0, both ways."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol


class Signatures(Protocol):
    def new_secret(self) -> str:
        """`whsec_` and 32 random bytes in base64."""

    def sign(self, secrets: Sequence[str], message_id: str, now: datetime, body: bytes) -> tuple[tuple[str, str], ...]:
        """The four headers; one signature per secret."""

    def verify(self, secrets: Sequence[str], headers: Mapping[str, str], body: bytes, now: datetime) -> str:
        """The webhook-id when one secret fits. Anything else raises BadSignature, the same for every fault."""
