"""Time and chance from the operating system."""

import os
import time
from datetime import UTC, datetime

# A frozen Lambda stops CLOCK_MONOTONIC; BOOTTIME counts the pause too, so that nothing outlives its minute.
_ELAPSED = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class SystemClock:
    """The port `Clock` on the machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def pause(self, seconds: float) -> None:
        time.sleep(seconds)


def elapsed() -> float:
    """Seconds since some moment in the past; never goes back, and counts while the process is suspended."""
    return time.clock_gettime(_ELAPSED)


def system_entropy(length: int) -> bytes:
    """The port `Entropy`."""
    return os.urandom(length)
