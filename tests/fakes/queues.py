"""Messages in a list."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib import errors


class FakeQueues:
    """The port `Queues`; `sent` holds (aanvraag_id, delay in seconds), `handed_over` (dossier_ids, now).

    With `down` every message is refused.
    """

    def __init__(self) -> None:
        self.sent: list[tuple[str, int]] = []
        self.handed_over: list[tuple[tuple[str, ...], datetime]] = []
        self.down = False

    def wake_dispatch(self, aanvraag_id: str, delay_seconds: int = 0) -> None:
        if self.down:
            raise errors.Unavailable("sqs: down")
        self.sent.append((aanvraag_id, min(max(delay_seconds, 0), 900)))

    def hand_over(self, dossier_ids: Sequence[str], now: datetime) -> None:
        if self.down:
            raise errors.Unavailable("sqs: down")
        self.handed_over.append((tuple(dossier_ids), now))

    def take(self) -> list[tuple[str, int]]:
        """What was sent since the last time."""
        sent, self.sent = self.sent, []
        return sent
