"""Queues carry ids only."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol


class Queues(Protocol):
    def wake_dispatch(self, aanvraag_id: str, delay_seconds: int = 0) -> None:
        """Say that an Aanvraag has messages due; at most 900 seconds ahead. A loss is repaired by the due index."""

    def hand_over(self, dossier_ids: Sequence[str], now: datetime) -> None:
        """Name dossiers that are due at `now` to who destroys them. A loss is repaired by the due index."""
