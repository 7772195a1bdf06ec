"""Times that may be divided: all sides measured in turn, in one run, so that a busy machine slows each alike."""

from collections.abc import Callable, Sequence
from statistics import median
from timeit import Timer

Work = Callable[[], object]


def medians(works: Sequence[Work], *, rounds: int, repeat: int = 1) -> list[float]:
    """
    Seconds that each piece of work takes, the median of all rounds.

    Each round runs every piece `repeat` times in a row, after one round that does not count.
    """
    timers = [Timer(work) for work in works]
    for timer in timers:
        timer.timeit(repeat)
    found = [[timer.timeit(repeat) / repeat for timer in timers] for _ in range(rounds)]
    return [median(times) for times in zip(*found, strict=True)]
