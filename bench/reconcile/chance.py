"""What goes wrong, how often, and where: chance from a seed, and the places in a broker where it strikes."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random

from chalicelib import errors
from tests.broker import Crash

STEPS = 12  # calls of the store, and sends, in the longest piece of work; one of them is struck
CRASH, THROTTLE = "crash", "throttled"


@dataclass(frozen=True)
class Rates:
    """Shares: of messages, of pieces of work, of sends, and of Aanvragen."""

    duplicates: float = 0.10
    reordered: float = 0.10
    crashes: float = 0.05
    throttled: float = 0.05
    time_outs: float = 0.02
    withdrawals: float = 0.03
    dead: float = 0.002  # of the Verstrekkingen: the endpoint never answers, so that it ends technisch_mislukt
    accepted: float = 0.10


@dataclass
class Chance:
    """`happened` counts what was drawn, so that a run can show that it was hard enough."""

    seed: int
    rates: Rates = field(default_factory=Rates)
    happened: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)  # noqa: S311 - a simulation
        self._strike: tuple[str, int] | None = None
        self._owed: list[str] = []
        self._steps = 0

    def happens(self, name: str) -> bool:
        """Whether it happens now, by its rate."""
        rate: float = getattr(self.rates, name)
        drawn = self.random.random() < rate
        self.happened[name] += drawn
        return drawn

    def delay(self, most: float) -> float:
        """Seconds until a message is there; a reordered one is overtaken by what was sent long after it."""
        usual = self.random.uniform(0, most)
        return usual + (self.random.uniform(60, 1800) if self.happens("reordered") else 0)

    def copies(self) -> int:
        return 1 + self.happens("duplicates")

    @contextmanager
    def piece_of_work(self) -> Iterator[None]:
        """
        From here on one step of the broker may be struck; work within work is part of it.

        Work that ended before its step came passes the strike on, so that as much is struck as was drawn.
        """
        if self._steps:
            yield
            return
        self.happened["work"] += 1
        self._owed = [*self._owed, *self._drawn()]
        self._strike = (self._owed.pop(0), self.random.randrange(STEPS)) if self._owed else None
        self._steps = 1
        try:
            yield
        finally:
            self._owed += [self._strike[0]] if self._strike else []
            self._strike, self._steps = None, 0

    def _drawn(self) -> list[str]:
        drawn = self.random.random()
        if drawn < self.rates.crashes:
            return [CRASH]
        return [THROTTLE] if drawn < self.rates.crashes + self.rates.throttled else []

    def step(self, place: str) -> None:
        """A call of the store, or a send, is about to be made or was just done. Raises what was drawn for it."""
        if self._strike is None:
            return
        kind, at = self._strike
        if self._steps <= at:
            self._steps += 1
            return
        self._strike = None
        self.happened[kind] += 1
        self.happened[f"{kind} at {place}"] += 1
        raise Crash if kind == CRASH else errors.Unavailable(THROTTLE)
