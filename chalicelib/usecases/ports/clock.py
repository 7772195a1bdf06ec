"""Time, waiting and chance: everything that makes two runs differ."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present, aware, UTC, whole microseconds."""

    def pause(self, seconds: float) -> None:
        """Wait; in tests time simply moves."""


class Entropy(Protocol):
    def __call__(self, length: int) -> bytes:
        """That many random bytes from the operating system."""
