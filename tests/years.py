"""Years of a broker with dossiers of every kind: what happens to each, and when it must be gone, reckoned apart."""

import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from itertools import count
from random import Random

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import dossier_of
from chalicelib.domain.kalender import add_days, add_months
from chalicelib.domain.register_rows import Vernietiging
from chalicelib.usecases.accept_offerte import accept_offerte
from chalicelib.usecases.delete_dossier import delete_dossier
from chalicelib.usecases.purge_due_dossiers import purge_due_dossiers
from chalicelib.usecases.transaction import DossierWriter
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from tests.broker import Bench
from tests.fakes.clock import START
from tests.indexed_store import IndexedStore
from tests.lessors import Lessor

A_DAY = timedelta(days=1)
SWEEP_AT = time(2)
MOST_LATE = 3 * 3600  # seconds that a schedule may come late
TWICE, RESTRICTED = 0.1, 0.15  # how often
OPENING = 900  # days in which dossiers are made: the longest kept still ends within five years


@dataclass
class Lived:
    """`destroyed`: at which event of the schedule each went. `early` and `late` should be empty, `left` too."""

    due: dict[str, datetime] = field(default_factory=dict)
    destroyed: dict[str, datetime] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    restricted: int = 0

    @property
    def early(self) -> list[str]:
        return [one for one, at in self.destroyed.items() if at < self.due[one]]

    @property
    def late(self) -> list[str]:
        return [one for one, at in self.destroyed.items() if at - self.due[one] > A_DAY]

    @property
    def left(self) -> list[str]:
        return [one for one in self.due if one not in self.destroyed]


class Years:
    """One run; `at` puts something into the future, and `live` makes it happen in order of time."""

    def __init__(self, seed: int) -> None:
        self.bench = Bench(store=IndexedStore())
        self.chance = Random(seed)  # noqa: S311 - which dossier is of which kind is no secret
        self.lived = Lived()
        self.vendor: Actor = self.bench.vendor()
        self.lessor: Lessor = self.bench.lessor()
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

    def sweep(self, event: datetime) -> None:
        purge_due_dossiers(self.bench.broker, event)
        for one in self.lived.due.keys() - self.lived.destroyed.keys():
            receipt = self.bench.store.get(Vernietiging, one)
            if receipt is not None and receipt.klaar:
                self.lived.destroyed[one] = event

    def begin(self, kind: str) -> None:
        self.lived.kinds[kind] += 1
        KINDS[kind](self)

    def now(self) -> datetime:
        return self.bench.clock.now()

    def ends(self, some_id: str, due: datetime) -> None:
        """From here on nothing happens to it but, now and then, a restriction."""
        one = str(dossier_of(some_id))
        self.lived.due[one] = due
        if self.chance.random() < RESTRICTED:
            begin = self.now() + (due - self.now()) * self.chance.random()
            lift = begin + timedelta(days=self.chance.randint(1, 200))
            self.lived.restricted += 1
            self.lived.due[one] = max(due, lift)
            self.at(begin, lambda: self._restrict(one, restricted=True))
            self.at(lift, lambda: self._restrict(one, restricted=False))

    def _restrict(self, one: str, *, restricted: bool) -> None:
        state = self.bench.state(one)
        writer = DossierWriter(state, self.now(), self.vendor.account_id)
        writer.replace(state.dossier.model_copy(update={"beperkt": restricted}))
        writer.commit(self.bench.broker)


def live(dossiers: int, years: int, seed: int) -> Lived:
    world = Years(seed)
    names = list(KINDS)
    for number in range(dossiers):
        moment = START + timedelta(days=world.chance.uniform(0, OPENING))
        world.at(moment, partial(world.begin, names[number % len(names)]))
    for day in range(1, years * 366):
        event = datetime.combine(START.date() + day * A_DAY, SWEEP_AT, START.tzinfo)
        for _ in range(2 if world.chance.random() < TWICE else 1):
            late = timedelta(seconds=world.chance.uniform(0, MOST_LATE))
            world.at(event + late, partial(world.sweep, event))
    return world.live()


def _empty(world: Years) -> None:
    world.ends(world.bench.dossier(world.vendor), add_days(world.now(), 90))


def _concept(world: Years) -> None:
    world.ends(world.bench.concept(world.vendor), add_days(world.now(), 90))


def _sent(world: Years, then: Callable[[str], None]) -> None:
    """With a Kredietverstrekker, for some days; then something happens."""
    aanvraag_id = world.bench.concept(world.vendor)
    world.bench.submit(world.vendor, aanvraag_id, [world.lessor], until=world.now() + timedelta(days=14))
    world.bench.dispatch(aanvraag_id)
    world.at(world.now() + timedelta(days=world.chance.uniform(0.1, 13)), lambda: then(aanvraag_id))


def _refused(world: Years) -> None:
    def then(aanvraag_id: str) -> None:
        world.bench.say(world.lessor, "aanvraag.afgewezen", aanvraag_id)
        world.ends(aanvraag_id, add_months(world.now(), 6))

    _sent(world, then)


def _withdrawn(world: Years) -> None:
    def then(aanvraag_id: str) -> None:
        withdraw_aanvraag(world.bench.broker, world.vendor, aanvraag_id, None, None)
        world.bench.dispatch(aanvraag_id)
        world.ends(aanvraag_id, add_months(world.now(), 6))

    _sent(world, then)


def _lapsed(world: Years) -> None:
    deadline = world.now() + timedelta(days=14)
    _sent(world, lambda aanvraag_id: world.ends(aanvraag_id, add_months(deadline, 6)))


def _deleted(world: Years) -> None:
    """By its owner: it is gone at once, whatever its term."""

    def then(aanvraag_id: str) -> None:
        world.bench.say(world.lessor, "aanvraag.afgewezen", aanvraag_id)
        one = str(dossier_of(aanvraag_id))
        delete_dossier(world.bench.broker, world.vendor, one)
        world.bench.dispatch(aanvraag_id)
        world.lived.due[one] = world.lived.destroyed[one] = world.now()

    _sent(world, then)


def _agreed(world: Years) -> None:
    """Accepted, and never reported as begun."""

    def then(aanvraag_id: str) -> None:
        until = (world.now() + timedelta(days=20)).date().isoformat()
        accept_offerte(
            world.bench.broker,
            world.vendor,
            world.bench.offer(world.lessor, aanvraag_id, geldig_tot=until),
            None,
        )
        world.bench.dispatch(aanvraag_id)
        world.ends(aanvraag_id, add_months(world.now(), 24))

    _sent(world, then)


KINDS: dict[str, Callable[[Years], None]] = {
    "leeg": _empty,
    "concept": _concept,
    "afgewezen": _refused,
    "ingetrokken": _withdrawn,
    "verlopen": _lapsed,
    "verwijderd": _deleted,
    "overeenkomst": _agreed,
}
