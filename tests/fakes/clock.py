"""Time that moves only when told, and chance that repeats."""

import hashlib
from datetime import UTC, datetime, timedelta

START = datetime(2027, 6, 1, 9, 0, tzinfo=UTC)


class FakeClock:
    """The port `Clock`; waiting moves it on at once. `elapsed` is the same time as a count of seconds."""

    def __init__(self, start: datetime = START) -> None:
        self._start = start
        self._now = start
        self.pauses: list[float] = []

    def now(self) -> datetime:
        return self._now

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.advance(seconds=seconds)

    def advance(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        self._now += timedelta(seconds=seconds, minutes=minutes, hours=hours, days=days)

    def move_to(self, moment: datetime) -> None:
        """To any moment, also an earlier one; `elapsed` then goes back too, which no real one does."""
        self._now = moment

    def elapsed(self) -> float:
        return (self._now - self._start).total_seconds()


class FakeEntropy:
    """The port `Entropy`: never the same bytes twice, but the same row of them for the same seed."""

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self._drawn = 0

    def __call__(self, length: int) -> bytes:
        self._drawn += 1
        return hashlib.shake_128(f"{self._seed}.{self._drawn}".encode()).digest(length)
