"""Quarantine in memory."""

from datetime import datetime

from chalicelib.domain.document import Mediatype
from chalicelib.usecases.ports.quarantine import Announced, Link
from tests.fakes.clock import FakeClock


class FakeQuarantine:
    """The port `Quarantine`; `files` is what lies there, with when it came."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.files: dict[str, tuple[datetime, bytes]] = {}
        self.links: dict[str, Announced] = {}

    def link(self, place: str, announced: Announced, seconds: int) -> Link:
        self.links[place] = announced
        return Link(f"https://quarantaine.example.com/{place}?seconds={seconds}", {"If-None-Match": "*"})

    def put(self, place: str, mediatype: Mediatype, content: bytes) -> None:
        self.files[place] = self._clock.now(), content

    def get(self, place: str) -> bytes | None:
        return self.files[place][1] if place in self.files else None

    def drop(self, place: str) -> None:
        self.files.pop(place, None)

    def drop_older(self, moment: datetime) -> int:
        old = [place for place, (came, _) in self.files.items() if came < moment]
        for place in old:
            self.drop(place)
        return len(old)
