"""The signed checkpoints of the evidence: only ever added to, and kept where no restore of ours reaches."""

from typing import Protocol


class Ijkpunten(Protocol):
    """A place is a text, `<UTC day>/<part>`, that sorts by the order in which they were written."""

    def write(self, place: str, jws: str) -> None:
        """Put it there for good. Raises Conflict when another one is there already."""

    def list_after(self, place: str) -> list[str]:
        """Every place after this one, in order; "" is before all of them."""

    def read(self, place: str) -> str:
        """What was written there."""
