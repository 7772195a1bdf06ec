"""The ledger of erasures: only ever added to, and kept where no restore of ours reaches."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from chalicelib.domain.wissing import Wissing


class Grootboek(Protocol):
    """A place is a text that sorts by the moment at which it was written."""

    def write(self, at: datetime, wissingen: Sequence[Wissing]) -> None:
        """Add one entry with these erasures, at least one; it is there for good when this returns."""

    def list_after(self, place: str) -> list[str]:
        """Every place after this one, in order; "" is before all of them."""

    def list_day(self, day: date) -> list[str]:
        """Every place of this day (UTC), in order."""

    def read(self, place: str) -> tuple[Wissing, ...]:
        """What was written there; nothing of what is none of ours, which `controle` tells."""
