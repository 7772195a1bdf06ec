"""Messages in a list."""

from chalicelib import errors


class FakeQueues:
    """The port `Queues`; `sent` holds (aanvraag_id, delay in seconds). With `down` every message is refused."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, int]] = []
        self.down = False

    def wake_dispatch(self, aanvraag_id: str, delay_seconds: int = 0) -> None:
        if self.down:
            raise errors.Unavailable("sqs: down")
        self.sent.append((aanvraag_id, min(max(delay_seconds, 0), 900)))

    def take(self) -> list[tuple[str, int]]:
        """What was sent since the last time."""
        sent, self.sent = self.sent, []
        return sent
