"""Checkpoints in memory. No copy of a test's stores takes them along, as no restore takes the real ones."""

from chalicelib.errors import Conflict


class FakeIjkpunten:
    """The port `Ijkpunten`; `entries` maps places to what stands there."""

    def __init__(self) -> None:
        self.entries: dict[str, str] = {}

    def write(self, place: str, jws: str) -> None:
        if self.entries.setdefault(place, jws) != jws:
            raise Conflict

    def list_after(self, place: str) -> list[str]:
        return sorted(other for other in self.entries if other > place)

    def read(self, place: str) -> str:
        return self.entries[place]
