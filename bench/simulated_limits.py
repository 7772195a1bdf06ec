"""Limits in simulated time: so much a second, and so many at once."""

import math
from collections import Counter

import simpy


class Refused(Exception):
    """A limit said no; its name."""


class Rate:
    """So much a second and a little at once, as a bucket that fills: what does not fit waits, or is refused."""

    def __init__(self, env: simpy.Environment, name: str, a_second: float, at_once: float) -> None:
        self._env, self._name = env, name
        self._a_second, self._at_once = a_second, at_once
        self._free_at = -math.inf

    def wait(self, amount: float, patience: float) -> float:
        """Seconds until it is one's turn. Raises Refused for more than `patience`."""
        now = self._env.now
        start = max(self._free_at, now - self._at_once / self._a_second)
        ready = start + amount / self._a_second
        if ready - now > patience:
            raise Refused(self._name)
        self._free_at = ready
        return max(0.0, ready - now)


class Slot:
    """One running function, from its making to the end of its block."""

    def __init__(self, in_use: Counter[str], most: Counter[str], function: str) -> None:
        self._in_use, self._function = in_use, function
        in_use[function] += 1
        most[function] = max(most[function], in_use[function])

    def __enter__(self) -> None:
        """It runs already."""

    def __exit__(self, *_: object) -> None:
        self._in_use[self._function] -= 1
