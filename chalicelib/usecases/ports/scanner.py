"""Who says whether a file is known to do harm."""

from enum import StrEnum
from typing import Protocol


class Verdict(StrEnum):
    """Only CLEAN lets a file in: no verdict is not a good one."""

    CLEAN = "schoon"
    INFECTED = "besmet"
    PENDING = "wacht"


class Scanner(Protocol):
    @property
    def in_quarantine(self) -> bool:
        """Whether it looks at what lies in quarantine by itself; else it is given the bytes and answers at once."""

    def verdict(self, place: str, content: bytes) -> Verdict:
        """What it thinks of the file at this place of quarantine. Raises Unavailable when it cannot be asked."""
