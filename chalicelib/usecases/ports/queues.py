"""Queues carry ids only."""

from typing import Protocol


class Queues(Protocol):
    def wake_dispatch(self, aanvraag_id: str, delay_seconds: int = 0) -> None:
        """Say that an Aanvraag has messages due; at most 900 seconds ahead. A loss is repaired by the due index."""
