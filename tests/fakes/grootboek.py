"""A ledger in memory. No copy of a test's stores takes it along, as no restore takes the real one."""

from collections.abc import Sequence
from datetime import date, datetime

from chalicelib.adapters.grootboek import place_at
from chalicelib.domain.wissing import Wissing


class FakeGrootboek:
    """The port `Grootboek`; `entries` maps places to what stands there."""

    def __init__(self) -> None:
        self.entries: dict[str, tuple[Wissing, ...]] = {}

    def write(self, at: datetime, wissingen: Sequence[Wissing]) -> None:
        self.entries[place_at(at, len(self.entries).to_bytes(8, "big"))] = tuple(wissingen)

    def list_after(self, place: str) -> list[str]:
        return sorted(other for other in self.entries if other > place)

    def list_day(self, day: date) -> list[str]:
        return [place for place in self.list_after("") if place.startswith(day.isoformat())]

    def read(self, place: str) -> tuple[Wissing, ...]:
        return self.entries[place]

    def ids(self) -> list[str]:
        """What was erased, in the order of the ledger."""
        return [wissing.id for place in sorted(self.entries) for wissing in self.entries[place]]
