"""Years of a broker: its nights, and what happened to each dossier. When it must be gone is reckoned here, apart."""

import heapq
from bisect import bisect_left
from calendar import monthrange
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import count
from random import Random
from zoneinfo import ZoneInfo

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import dossier_of
from chalicelib.domain.register_rows import Vernietiging
from chalicelib.usecases.lift_bewaarblokkade import lift_bewaarblokkade
from chalicelib.usecases.pass_termijnen import pass_termijnen
from chalicelib.usecases.purge_due_dossiers import purge_due_dossiers
from tests.broker import OPERATOR, SECOND_OPERATOR, Bench
from tests.contracts import offering_to_consumers
from tests.fakes.clock import START
from tests.holds import free, hold, restrict
from tests.indexed_store import IndexedStore
from tests.lessors import Lessor

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
A_DAY = timedelta(days=1)
SWEEP_AT = time(2)
MOST_LATE = 3 * 3600  # seconds that a schedule may come late
TWICE, SKIPPED = 0.1, 0.05  # how often a night comes twice, or not at all
RESTRICTED, HELD = 0.15, 0.2  # of the dossiers; some are both
LONGEST_STOP = 180  # days that one of these lasts


@dataclass
class Lived:
    """
    `destroyed`: at which event of the schedule each went. `early`, `late`, `left` and `while_held` should be empty.

    `nights` are the events that came. `held_past`: dossiers that a bewaarblokkade kept beyond their own term.
    """

    due: dict[str, datetime] = field(default_factory=dict)
    destroyed: dict[str, datetime] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    nights: list[datetime] = field(default_factory=list)
    skipped: int = 0
    restricted: int = 0
    held: set[str] = field(default_factory=set)
    held_past: set[str] = field(default_factory=set)
    while_held: list[str] = field(default_factory=list)

    @property
    def early(self) -> list[str]:
        return [one for one, at in self.destroyed.items() if at < self.due[one]]

    @property
    def late(self) -> list[str]:
        """Not by the first night that came after its day, nor within 24 hours where none was skipped."""
        return [one for one, at in self.destroyed.items() if at > self._next_night(self.due[one])]

    @property
    def after_skipped(self) -> int:
        """What went more than a day after its own, and on time because no night came between."""
        return sum(at - self.due[one] > A_DAY for one, at in self.destroyed.items()) - len(self.late)

    @property
    def left(self) -> list[str]:
        return [one for one in self.due if one not in self.destroyed]

    def _next_night(self, due: datetime) -> datetime:
        return self.nights[bisect_left(self.nights, due)]


class Years:
    """One run; `at` puts something into the future, and `live` makes it happen in order of time."""

    def __init__(self, seed: int) -> None:
        self.bench = Bench(store=IndexedStore())
        offering_to_consumers(self.bench)
        self.chance = Random(seed)  # noqa: S311 - which dossier is of which kind is no secret
        self.lived = Lived()
        self.vendor: Actor = self.bench.vendor()
        self.lessor: Lessor = self.bench.lessor()
        self._holds: Counter[str] = Counter()
        self._future: list[tuple[datetime, int, Callable[[], None]]] = []
        self._number = count()

    def at(self, moment: datetime, happening: Callable[[], None]) -> None:
        heapq.heappush(self._future, (moment, next(self._number), happening))

    def live(self) -> Lived:
        while self._future:
            moment, _, happening = heapq.heappop(self._future)
            self.bench.clock.move_to(moment)
            happening()
        return self.lived

    def now(self) -> datetime:
        return self.bench.clock.now()

    def nights(self, years: int) -> None:
        """The last one always comes, so that whatever is due by then has one to go at."""
        last = years * 366 - 1
        for day in range(1, last + 1):
            event = datetime.combine(START.date() + day * A_DAY, SWEEP_AT, START.tzinfo)
            if self.chance.random() < SKIPPED and day != last:
                self.lived.skipped += 1
                continue
            self.lived.nights.append(event)
            for _ in range(2 if self.chance.random() < TWICE else 1):
                late = timedelta(seconds=self.chance.uniform(0, MOST_LATE))
                self.at(event + late, partial(self._night, event))

    def ends(self, some_id: str, due: datetime) -> None:
        """From here on nothing happens to it but, now and then, a restriction or a bewaarblokkade, or two."""
        one = str(dossier_of(some_id))
        self.lived.due[one] = due
        if self.chance.random() < RESTRICTED:
            begin, end = self._stop(one, due)
            self.lived.restricted += 1
            self.at(begin, lambda: restrict(self.bench, one))
            self.at(end, lambda: free(self.bench, one))
        for _ in range(self.chance.randint(1, 2) if self.chance.random() < HELD else 0):
            begin, end = self._stop(one, due)
            self.at(begin, partial(self.hold, one, end))
            if end > due:
                self.lived.held_past.add(one)

    def hold(self, one: str, end: datetime) -> None:
        """A bewaarblokkade from now on. Somebody asks that it be lifted, and a second person does it at `end`."""
        self.lived.held.add(one)
        self._holds[one] += 1
        blokkade_id = hold(self.bench, one)
        asked = self.now() + (end - self.now()) * self.chance.random()
        self.at(asked, lambda: self._ask(blokkade_id))
        self.at(end, lambda: self._lift(one, blokkade_id))

    def _ask(self, blokkade_id: str) -> None:
        assert lift_bewaarblokkade(self.bench.broker, OPERATOR, blokkade_id) is not None

    def _lift(self, one: str, blokkade_id: str) -> None:
        assert lift_bewaarblokkade(self.bench.broker, SECOND_OPERATOR, blokkade_id) is None
        self._holds[one] -= 1

    def _stop(self, one: str, due: datetime) -> tuple[datetime, datetime]:
        """Begun before its term is over, and maybe open beyond it: then that is when it must go."""
        begin = self.now() + (due - self.now()) * self.chance.random()
        end = begin + timedelta(days=self.chance.uniform(1, LONGEST_STOP))
        self.lived.due[one] = max(self.lived.due[one], end)
        return begin, end

    def _night(self, event: datetime) -> None:
        """What ended by itself is written down, and who has to know is told; then what is due goes."""
        self.bench.queues.take()
        pass_termijnen(self.bench.broker, event)
        for aanvraag_id, _ in self.bench.queues.take():
            self.bench.dispatch(aanvraag_id)
        done = purge_due_dossiers(self.bench.broker, event)
        if done.vernietigd + done.hervat:
            self._look(event)

    def _look(self, event: datetime) -> None:
        for one in self.lived.due.keys() - self.lived.destroyed.keys():
            receipt = self.bench.store.get(Vernietiging, one)
            if receipt is not None and receipt.klaar:
                self.lived.destroyed[one] = event
                self.lived.while_held += [one] if self._holds[one] else []


def days_on(moment: datetime, days: int) -> datetime:
    """On the clock of Amsterdam."""
    return (moment.astimezone(AMSTERDAM) + timedelta(days=days)).astimezone(UTC)


def months_on(moment: datetime, months: int) -> datetime:
    """On the calendar of Amsterdam; the last day of a month that is too short."""
    local = moment.astimezone(AMSTERDAM)
    year, month = local.year + (local.month - 1 + months) // 12, (local.month - 1 + months) % 12 + 1
    return local.replace(year=year, month=month, day=min(local.day, monthrange(year, month)[1])).astimezone(UTC)


def day_of(moment: datetime) -> date:
    return moment.astimezone(AMSTERDAM).date()


def day_over(day: date) -> datetime:
    """The first moment after it, in Amsterdam."""
    return datetime.combine(day + A_DAY, time(), AMSTERDAM).astimezone(UTC)
